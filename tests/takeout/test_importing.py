"""A shop goes out as a file and comes into an empty shop as it was; bad files are refused."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from app.catalog import pictures
from app.catalog import queries as menus
from app.catalog import service as catalog
from app.catalog.models import Dish
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import Denied
from app.kitchen.settings import KitchenSettings
from app.ordering.settings import OrderingSettings
from app.settings import queries as settings
from app.settings import service as settings_service
from app.staff import queries as people
from app.staff import service as staff
from app.staff.models import StaffMember
from app.staff.rights import Right, Role
from app.stores import queries as stores
from app.stores import service as stores_service
from app.tables import queries as tables
from app.tables import service as floor
from app.tables.inputs import Placing
from app.tables.models import Table
from app.tables.rules import TableShape
from app.takeout.errors import ShopNotEmpty, UnusableFile
from app.takeout.importing import import_shop
from tests.factories.shop import Shop
from tests.takeout.conftest import contents_of

Export = Callable[[], Path]


def some_picture() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (1000, 1000), (200, 60, 30)).save(out, "PNG")
    return out.getvalue()


def rename_people(prefix: str = "old-") -> None:
    """Free the user names: in a real move the other shop is another installation."""
    db.session.connection().exec_driver_sql(
        f"UPDATE staff_member SET username = '{prefix}' || username"
    )
    db.session.commit()
    db.session.expire_all()


def menu_of(store_id: str) -> list[Any]:
    """The menu by its content, without ids."""
    stations = {each.id: each.name for each in menus.list_stations(store_id)}
    return [
        (
            each.category.name, each.code, each.name, each.name_en, each.description,
            each.price_fen, each.member_price_fen, [p.name for p in each.pictures],
            each.pinyin, each.spice_level,
            list(each.tags), list(each.allergens), each.cook_minutes,
            stations.get(each.station_id or ""), stations.get(each.category.station_id or ""),
            each.is_on_shelf, each.is_available,
            each.remaining,
            [
                (
                    link.group.name, link.group.min_choices, link.group.max_choices,
                    [(o.name, o.name_en, o.price_fen, o.is_available) for o in link.group.options],
                )
                for link in each.group_links
            ],
        )
        for each in menus.list_dishes(store_id)
    ]  # fmt: skip


def floor_of(store_id: str) -> list[Any]:
    """Areas and tables by their content."""
    return [
        (
            each.name, each.seats, each.area.name if each.area else None, each.is_pickup,
            each.plan_x, each.plan_y, each.shape, each.is_turned,
        )
        for each in tables.list_tables(store_id)
    ]  # fmt: skip


def facts_of(store_id: str) -> dict[str, Any]:
    """What the shop says of itself."""
    facts = stores.get_facts(store_id)
    return {name: getattr(facts, name) for name in type(facts).__dataclass_fields__ if name != "id"}


def test_round_trip(shop: Shop, export: Export, empty: Actor, media: Path) -> None:
    actor = shop.person(Role.OWNER)
    name = pictures.store_picture(some_picture(), media)
    catalog.add_picture(shop.dish["tofu"].id, name, actor=actor)
    catalog.set_on_shelf(shop.dish["beer"].id, is_on_shelf=False, actor=actor)
    catalog.set_availability(shop.dish["rice"].id, available=False, actor=actor)
    catalog.remove_dish(shop.dish["cucumber"].id, actor=actor)
    settings_service.save(KitchenSettings(warn_minutes=7, late_minutes=9), actor=actor)
    settings_service.save(OrderingSettings(pause_message="忙不过来"), actor=actor)
    stores_service.change_store(actor=actor, notice="周一休息", notice_en="Closed on Mondays",
                                phone="021-1234")  # fmt: skip
    catalog.route_category(shop.categories["hot"].id, shop.stations["hot"].id, actor=actor)
    placing = Placing(x=3, y=2, shape=TableShape.ROUND)
    floor.place_table(shop.tables[1].id, placing, actor=actor)
    staff.change_member(shop.staff[Role.WAITER].id, name="小王", role=Role.WAITER,
                        exceptions={Right.MENU: True}, actor=actor)  # fmt: skip
    file = export()
    was = (menu_of(shop.id), floor_of(shop.id), facts_of(shop.id))
    rename_people()
    for picture in media.iterdir():
        picture.unlink()
    report = import_shop(file, media, actor=empty)
    assert report.problems == []
    assert (menu_of(empty.store_id), floor_of(empty.store_id), facts_of(empty.store_id)) == was
    for group in (KitchenSettings, OrderingSettings):
        assert settings.get(empty.store_id, group) == settings.get(shop.id, group)
    assert (media / pictures.file_name(name, 480)).exists()
    waiter = people.find_member(empty.store_id, "waiter")
    assert waiter is not None and Right.MENU in waiter.rights and waiter.name == "小王"
    passwords = {username: password for _name, username, password in report.passwords}
    assert set(passwords) == {role.value for role in Role}
    assert staff.log_in("waiter", passwords["waiter"])


def test_a_preview_says_all_and_changes_nothing(
    shop: Shop, export: Export, empty: Actor, media: Path
) -> None:
    file = export()
    rename_people()
    before = _counts(empty.store_id)
    report = import_shop(file, media, actor=empty, is_preview=True)
    assert (report.taken["dishes"], report.taken["tables"], report.taken["staff"]) == (6, 4, 6)
    assert report.passwords == [] and _counts(empty.store_id) == before
    assert stores.get_facts(empty.store_id).name == "新店"
    assert import_shop(file, media, actor=empty).taken == report.taken


def _counts(store_id: str) -> list[int]:
    db.session.expire_all()
    return [
        db.session.scalar(select(func.count()).where(model.store_id == store_id)) or 0
        for model in (Dish, Table, StaffMember)
    ]


def test_a_shop_with_dishes_takes_nothing(shop: Shop, export: Export, media: Path) -> None:
    with pytest.raises(ShopNotEmpty):
        import_shop(export(), media, actor=shop.person(Role.OWNER))


def test_only_the_owner_imports(shop: Shop, export: Export, media: Path) -> None:
    with pytest.raises(Denied):
        import_shop(export(), media, actor=shop.person(Role.MANAGER))


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None], *, sums: bool = True) -> Path:
    """The export with other entries; with `sums` the manifest agrees to them."""
    contents = contents_of(file)
    change(contents)
    manifest = json.loads(contents.get("manifest.json", b"{}"))
    if sums and "files" in manifest:
        for name in manifest["files"]:
            if name in contents:
                manifest["files"][name]["sha256"] = hashlib.sha256(contents[name]).hexdigest()
        contents["manifest.json"] = json.dumps(manifest).encode()
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in contents.items():
            out.writestr(name, content)
    return target


def test_a_wrong_row_is_named_and_the_others_come(
    shop: Shop, export: Export, empty: Actor, media: Path
) -> None:
    def spoil(contents: dict[str, bytes]) -> None:
        dishes = json.loads(contents["json/dishes.json"])
        dishes[0]["price_fen"] = -5
        dishes[1]["category_id"] = "nowhere"
        dishes[2]["price_fen"] = 10**30
        contents["json/dishes.json"] = json.dumps(dishes).encode()
        rows = json.loads(contents["json/tables.json"])
        rows[0]["seats"] = 1000
        rows[1] = {"name": None}
        contents["json/tables.json"] = json.dumps(rows).encode()

    report = import_shop(rewritten(export(), spoil), media, actor=empty)
    assert (report.taken["dishes"], report.taken["tables"]) == (3, 2)
    places = {(problem.kind, problem.row) for problem in report.problems}
    assert {("dishes", 1), ("dishes", 2), ("dishes", 3), ("tables", 1), ("tables", 2)} <= places
    staff_problems = [problem for problem in report.problems if problem.kind == "staff"]
    assert len(staff_problems) == 6, "the names are taken in this installation"
    assert all(str(problem.message) for problem in report.problems)


def _truncate(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[:-3000])
    return file


def _newer(contents: dict[str, bytes]) -> None:
    manifest = json.loads(contents["manifest.json"])
    contents["manifest.json"] = json.dumps({**manifest, "version": 99}).encode()


def _deep(contents: dict[str, bytes]) -> None:
    contents["json/dishes.json"] = b"[" * 100_000


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_truncate, "完整的 ZIP"),
        (lambda file: file.write_bytes(b"no zip") and file, "完整的 ZIP"),
        (lambda file: rewritten(file, lambda c: c.pop("manifest.json") and None), "manifest.json"),
        (lambda file: rewritten(file, _newer), "更新版本"),
        (lambda file: rewritten(file, lambda c: c.update({"../../evil": b"x"})), "不该出现"),
        (lambda file: rewritten(file, lambda c: c.update({"/etc/x": b"x"})), "不该出现"),
        (lambda file: rewritten(file, lambda c: c.update({"a\\..\\b": b"x"})), "不该出现"),
        (lambda file: rewritten(file, lambda c: c.update({"bomb": bytes(50 << 20)})), "大得离谱"),
        (lambda file: rewritten(file, _deep), "损坏"),
        (
            lambda file: rewritten(
                file, lambda c: c.update({"json/dishes.json": b"[]"}), sums=False
            ),
            "损坏",
        ),
        (
            lambda file: rewritten(file, lambda c: c.update({"json/dishes.json": b"{}"})),
            "损坏",
        ),
    ],
)
def test_bad_files_are_refused_in_words(
    app: Flask,
    shop: Shop,
    export: Export,
    empty: Actor,
    media: Path,
    make: Callable[[Path], Path],
    words: str,
) -> None:
    with app.test_request_context(), pytest.raises(UnusableFile) as refused:
        import_shop(make(export()), media, actor=empty)
    with app.test_request_context():
        assert words in str(refused.value.message)
    assert _counts(empty.store_id) == [0, 0, 1], "nothing of it came in"


def test_a_picture_that_is_none_is_left_out(
    shop: Shop, export: Export, empty: Actor, media: Path
) -> None:
    name = pictures.store_picture(some_picture(), media)
    catalog.add_picture(shop.dish["tofu"].id, name, actor=shop.actor)

    def spoil(contents: dict[str, bytes]) -> None:
        contents[f"pictures/{pictures.file_name(name, 480)}"] = b"<script>alert(1)</script>"

    report = import_shop(rewritten(export(), spoil), media, actor=empty)
    assert [p.name for p in report.problems if p.kind == "pictures"] == ["麻婆豆腐"]
    assert report.taken["pictures"] == 0 and report.taken["dishes"] == 6
