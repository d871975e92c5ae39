"""Areas, tables, their codes, and the cards to print."""

import re

import pytest
from sqlalchemy import select

from app.core.db import db
from app.tables import codes, service
from app.tables.models import Area, Table
from app.web.backoffice.cards_pdf import Card, draw_cards
from app.web.schemes import reaches_only_here
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient


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


def test_cards_show_each_table_and_warn_of_an_address_no_phone_reaches(
    owner: PageClient, shop: Shop
) -> None:
    here = owner.get("/backoffice/tables/cards").text
    assert here.count('class="card-qr"') == 4
    assert "手机打不开这些桌码" in here
    network = {"base_url": "http://192.168.1.20:8000"}
    there = owner.get("/backoffice/tables/cards", **network).text
    assert "手机打不开这些桌码" not in there
    one = owner.get(f"/backoffice/tables/cards?area={shop.areas[1].id}").text
    assert one.count('class="card-qr"') == 1


@pytest.mark.parametrize("layout", [4, 6])
def test_the_pdf_has_as_many_pages_as_the_layout_needs(
    owner: PageClient, shop: Shop, layout: int
) -> None:
    answer = owner.get(f"/backoffice/tables/cards.pdf?layout={layout}")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    cards = [Card(f"A{n:02d}", "http://192.168.1.2/t/x", False) for n in range(layout + 1)]
    drawn = draw_cards("一家名字特别特别长的小饭馆（人民路店）", cards, layout)
    assert len(re.findall(rb"/Type /Page\b", drawn)) == 2


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
