"""Areas, tables, their codes, and the cards to print."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.ordering.settings import OrderingSettings, PayMode
from app.settings import queries as settings
from app.tables import codes, queries, service
from app.tables.errors import CodeRotated
from app.tables.models import Area, Table
from app.web.schemes import reaches_only_here
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.web.backoffice.offers import take_back_path


def table_named(name: str) -> Table | None:
    """The table of that name."""
    return db.session.scalars(select(Table).where(Table.name == name)).one_or_none()


def series(**more: str) -> dict[str, str]:
    """A filled-in form for several tables."""
    return {"prefix": "D", "first": "1", "last": "12", "area_id": "", "seats": "6", **more}


def test_many_tables_are_added_at_once(owner: PageClient, shop: Shop) -> None:
    area = shop.areas[0].id
    owner.post("/backoffice/tables/series", data=series(area_id=area))
    added = table_named("D01")
    assert added and (added.seats, added.area_id) == (6, area)
    assert table_named("D12") and not table_named("D13")


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"first": "x"}, "first"),
        ({"first": "5", "last": "4"}, "last"),
        ({"last": "101"}, "last"),
        ({"seats": "0"}, "seats"),
        ({"seats": "100"}, "seats"),
        ({"prefix": "很长很长很长很长的桌名前缀", "last": "1"}, "prefix"),
        ({"prefix": "A", "last": "9"}, "first"),
    ],
)
def test_wrong_numbers_add_no_table_at_all(
    owner: PageClient, shop: Shop, wrong: dict[str, str], marked: str
) -> None:
    before = len(db.session.scalars(select(Table)).all())
    answer = owner.post("/backoffice/tables/series", data=series(**wrong))
    assert answer.status_code == 422
    assert f'id="{marked}-error"' in answer.text
    assert len(db.session.scalars(select(Table)).all()) == before


def test_a_table_is_renamed_moved_and_removed(owner: PageClient, shop: Shop) -> None:
    table = shop.tables[0]
    path = f"/backoffice/tables/{table.id}"
    owner.post(path, data={"name": "露台 1", "area_id": "", "seats": "2"})
    assert (table.name, table.area_id, table.seats) == ("露台 1", None, 2)
    taken = owner.post(path, data={"name": "A02", "area_id": "", "seats": "2"})
    assert taken.status_code == 422 and 'id="name-error"' in taken.text
    owner.post(f"{path}/remove")
    assert owner.get(path).status_code == 404


def test_a_removed_table_is_taken_back_with_its_code(owner: PageClient, shop: Shop) -> None:
    table = shop.tables[0]
    card, area = codes.code_of(table), table.area_id
    removed = owner.post(f"/backoffice/tables/{table.id}/remove", follow_redirects=True)
    path = take_back_path(removed.text)
    service.add_table("A01", actor=shop.actor)
    taken = owner.post(path, follow_redirects=True)
    assert "alert-danger" in taken.text and take_back_path(taken.text) == path
    other = table_named("A01")
    assert other
    service.change_table(other.id, "A99", actor=shop.actor, area_id=None, seats=2)
    assert "A01已恢复" in owner.post(path, follow_redirects=True).text
    assert (table.name, table.area_id, codes.code_of(table)) == ("A01", area, card)
    assert queries.get_table_by_code(card).id == table.id
    assert owner.post(path).status_code == 302, "once more does no harm"


def test_a_table_comes_back_without_the_code_that_was_replaced_meanwhile(
    owner: PageClient, shop: Shop
) -> None:
    table = shop.tables[0]
    card = codes.code_of(table)
    service.remove_table(table.id, actor=shop.actor)
    owner.post("/backoffice/tables/rotate")
    owner.post(f"/backoffice/tables/{table.id}/restore")
    with pytest.raises(CodeRotated):
        queries.get_table_by_code(card)


def test_a_table_with_guests_stays(owner: PageClient, shop: Shop) -> None:
    table = shop.tables[0]
    service.open_table(table.id, actor=shop.actor)
    answer = owner.post(f"/backoffice/tables/{table.id}/remove", follow_redirects=True)
    assert "alert-danger" in answer.text
    assert table.removed_at is None


def test_areas_are_added_renamed_and_removed_when_empty(owner: PageClient, shop: Shop) -> None:
    owner.post("/backoffice/areas/new", data={"name": "露台", "name_en": "Terrace"})
    area = db.session.scalars(select(Area).where(Area.name == "露台")).one()
    path = f"/backoffice/areas/{area.id}"
    owner.post(path, data={"name": "花园"})
    assert area.name == "花园"
    assert owner.post(path, data={"name": "大厅"}).status_code == 422
    assert owner.post(path, data={"name": ""}).status_code == 422
    owner.post(f"{path}/remove")
    assert owner.get(path).status_code == 404
    owner.post(f"/backoffice/areas/{shop.areas[0].id}/remove")
    assert owner.get(f"/backoffice/areas/{shop.areas[0].id}").status_code == 200


def test_an_area_may_pay_at_another_time_than_the_shop(owner: PageClient, shop: Shop) -> None:
    def modes() -> dict[str, PayMode]:
        return settings.get(shop.id, OrderingSettings).area_pay_modes

    path = f"/backoffice/areas/{shop.areas[0].id}"
    owner.post(path, data={"name": "大厅", "pay_mode": "before"})
    assert modes() == {shop.areas[0].id: PayMode.BEFORE}
    assert '<option value="before" selected>' in owner.get(path).text
    refused = owner.post(path, data={"name": "", "pay_mode": "after"})
    assert refused.status_code == 422 and modes() == {shop.areas[0].id: PayMode.BEFORE}
    owner.post(path, data={"name": "大厅", "pay_mode": ""})
    assert modes() == {}
    owner.post("/backoffice/areas/new", data={"name": "露台", "pay_mode": "after"})
    assert list(modes().values()) == [PayMode.AFTER]


def test_a_new_code_makes_the_old_card_worthless(owner: PageClient, shop: Shop) -> None:
    table = shop.tables[0]
    old = codes.code_of(table)
    page = owner.get(f"/backoffice/tables/{table.id}").text
    assert "立即作废" in page, "it is said before"
    owner.post(f"/backoffice/tables/{table.id}/rotate")
    assert codes.code_of(table) != old
    before = [codes.code_of(each) for each in shop.tables]
    owner.post("/backoffice/tables/rotate")
    assert not set(before) & {codes.code_of(each) for each in shop.tables}


@pytest.mark.parametrize(
    ("address", "only_here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://0.0.0.0:8000", True),
        ("http://192.168.1.2:8000", False),
        ("https://kaifan.example", False),
    ],
)
def test_which_addresses_only_this_machine_can_open(address: str, only_here: bool) -> None:
    assert reaches_only_here(address) is only_here
