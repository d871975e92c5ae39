"""Owner settings: typed, with defaults, and never able to close the shop."""

import pytest

from app.core.db import db, transaction
from app.ordering.settings import OrderingSettings
from app.settings import queries, service
from app.settings.models import StoreSetting
from tests.factories.shop import Shop, make_shop


def test_a_choice_holds_at_once_and_for_its_store_alone(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    assert not queries.get(shop.id, OrderingSettings).is_paused
    service.save(OrderingSettings(is_paused=True), actor=shop.person())
    assert queries.get(shop.id, OrderingSettings).is_paused
    assert not queries.get(other.id, OrderingSettings).is_paused


@pytest.mark.parametrize("stored", [{"is_paused": "perhaps"}, {"max_orders_per_session": []}])
def test_a_wrong_row_falls_back_to_the_defaults(
    shop: Shop, stored: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with transaction():
        db.session.add(StoreSetting(store_id=shop.id, key="ordering", value=stored))
    assert queries.get(shop.id, OrderingSettings) == OrderingSettings()
    assert "defaults are used" in caplog.text


def test_members_of_a_newer_version_are_passed_over(shop: Shop) -> None:
    with transaction():
        db.session.add(
            StoreSetting(store_id=shop.id, key="ordering", value={"new": 1, "is_paused": True})
        )
    assert queries.get(shop.id, OrderingSettings).is_paused
