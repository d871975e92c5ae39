"""The licences: entered with pictures, shown to every guest, warned of before they end."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.settings import queries as settings
from app.settings import service as settings_service
from app.stores.settings import LicencePictures, LicencesSettings
from app.upkeep.findings import Level
from app.upkeep.licences import check_licences
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.fixtures.installation import MOMENT

PAGE = "/backoffice/licences"
TODAY = MOMENT.date()


def photo(width: int = 3000, height: int = 2000) -> tuple[io.BytesIO, str]:
    """A photo as a phone sends one."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(content, "JPEG")
    return io.BytesIO(content.getvalue()), "licence.jpg"


def form(**more: Any) -> dict[str, Any]:
    """A filled-in form."""
    return {
        "business_name": "老街小馆（个体工商户）",
        "business_licence_no": " 92310000TEST0000X1 ",
        "food_licence_no": "JY00000000000000",
        "food_licence_until": (TODAY + timedelta(days=400)).isoformat(),
        **more,
    }


def test_what_is_entered_is_shown_to_everybody(
    owner: PageClient, client: FlaskClient, shop: Shop
) -> None:
    owner.post(PAGE, data=form(business=photo()), content_type="multipart/form-data")
    shown = client.get("/licences").text
    assert "92310000TEST0000X1" in shown and "JY00000000000000" in shown
    name = settings.get(shop.id, LicencePictures).business
    with client.get(f"/media/{name}/1600.webp") as picture:
        kept = Image.open(io.BytesIO(picture.data))
    assert kept.size == (1600, 1067), "whole, and made smaller"
    assert f"/media/{name}/1600.webp" in shown


def test_the_pictures_stay_until_dropped(owner: PageClient, shop: Shop) -> None:
    owner.post(PAGE, data=form(food=photo(300, 400)), content_type="multipart/form-data")
    owner.post(PAGE, data=form())
    assert settings.get(shop.id, LicencePictures).food
    owner.post(PAGE, data=form(drop_food="1"))
    assert not settings.get(shop.id, LicencePictures).food


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"food_licence_until": "soon"}, "food_licence_until"),
        ({"business_name": "店" * 101}, "business_name"),
        ({"food": (io.BytesIO(b"no picture"), "x.jpg")}, "food"),
    ],
)
def test_nothing_wrong_is_kept(
    owner: PageClient, shop: Shop, wrong: dict[str, Any], marked: str
) -> None:
    answer = owner.post(PAGE, data=form(**wrong), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert f'id="{marked}-error"' in answer.text
    assert not settings.get(shop.id, LicencesSettings).business_licence_no


@pytest.mark.parametrize(
    ("until", "level"),
    [
        (None, Level.WARN),
        (TODAY + timedelta(days=32), Level.OK),
        (TODAY + timedelta(days=29), Level.WARN),
        (TODAY - timedelta(days=2), Level.BAD),
    ],
)
def test_the_self_test_warns_thirty_days_ahead(
    shop: Shop, until: date | None, level: Level
) -> None:
    given = LicencesSettings(business_licence_no="1", food_licence_no="2", food_licence_until=until)
    settings_service.save(given, actor=shop.actor)
    assert check_licences(shop.id).level is level


def test_missing_licences_are_told_to_the_owner_and_not_invented_for_guests(
    owner: PageClient, client: FlaskClient, shop: Shop
) -> None:
    assert check_licences(shop.id).level is Level.WARN
    assert "顾客还看不到两证编号" in owner.get("/backoffice/health").text
    assert "证照在店内悬挂" in client.get("/licences").text
