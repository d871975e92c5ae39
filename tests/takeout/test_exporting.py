"""What is in an export, what never is, and that it is of one moment."""

import csv
import hashlib
import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalog import pictures
from app.catalog import service as catalog
from app.core.db import Base, db
from app.core.errors import Denied, NotFound
from app.staff.models import StaffDevice, StaffLogin, StaffMember
from app.staff.rights import Role
from app.takeout import kinds, running, writing
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.staff import token_of
from tests.factories.tables import sit_down
from tests.staff.doors import make_device
from tests.takeout.conftest import contents_of, rows_of

Export = Callable[[], Path]


def test_every_table_of_a_shop_leaves_or_has_a_reason() -> None:
    leaving = {kind.table.name for kind in kinds.list_kinds()}
    known = leaving | set(kinds.LEFT_OUT)
    assert set(Base.metadata.tables) <= known, "a table that no shop's rows can be told from"
    assert not leaving & set(kinds.LEFT_OUT)


def test_everything_is_there_twice_and_summed(shop: Shop, export: Export) -> None:
    order = place_at_counter(shop.actor, (shop.dish["tofu"], 2), table=shop.tables[0])
    pay(shop.actor, order)
    found = contents_of(export())
    manifest = json.loads(found["manifest.json"])
    assert (manifest["format"], manifest["version"]) == ("kaifan-export", 1)
    for name, noted in manifest["files"].items():
        assert noted == {"sha256": hashlib.sha256(found[name]).hexdigest(),
                         "bytes": len(found[name])}  # fmt: skip
    for kind in ("settings", "areas", "tables", "dishes", "options", "orders", "order_lines",
                 "payments", "kitchen_events", "print_jobs", "staff", "audit"):  # fmt: skip
        rows = json.loads(found[f"json/{kind}.json"])
        lines = list(csv.reader(io.StringIO(found[f"csv/{kind}.csv"].decode("utf-8-sig"))))
        assert len(rows) == manifest["rows"][kind] == len(lines) - 1, kind
    explained = found["README.txt"].decode("utf-8-sig")
    assert "一次性密码" in explained and "one-time" in explained


def test_files_for_people_are_for_people(shop: Shop, export: Export) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0], note="=cmd|'/c calc'!A1")
    text = contents_of(export())["csv/orders.csv"]
    assert text.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert row["total_yuan"] == "18.00"
    assert row["note"] == "'=cmd|'/c calc'!A1", "no spreadsheet runs it"
    assert row["placed_at"].startswith("2026-03-02 ")


def test_another_shop_stays_out(shop: Shop, export: Export) -> None:
    other = make_shop("别家", prefix="other-")
    place_at_counter(other.actor, other.dish["tofu"], note="别家的单")
    everything = b"".join(contents_of(export()).values())
    assert other.id.encode() not in everything and "别家" not in everything.decode(errors="replace")


def test_no_secret_leaves(app: Flask, shop: Shop, export: Export) -> None:
    owner = shop.staff[Role.OWNER]
    canaries = {token_of(owner), sit_down(shop.tables[0], shop.actor)}
    make_device(shop, "平板")
    db.session.connection().exec_driver_sql("UPDATE staff_member SET pin_hash = 'canary-pin-hash'")
    db.session.commit()
    db.session.expire_all()
    canaries |= set(db.session.scalars(select(StaffMember.password_hash)))
    canaries |= set(db.session.scalars(select(StaffMember.pin_hash)))
    canaries |= set(db.session.scalars(select(StaffLogin.token_hash)))
    canaries |= set(db.session.scalars(select(StaffDevice.token_hash)))
    canaries |= {app.config["SECRET_KEY"], shop.tables[0].locator}
    everything = b"".join(contents_of(export()).values()).decode(errors="replace")
    assert len(canaries) >= 7 and "argon2" not in everything
    assert [each for each in canaries if each in everything] == []


def test_control_the_secret_is_found_when_its_column_leaves(
    shop: Shop, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaky = {"staff_member": ("id", "username", "password_hash")}
    monkeypatch.setattr(kinds, "_ONLY", leaky)
    assert "argon2" in b"".join(contents_of(export()).values()).decode(errors="replace")


def test_fields_named_like_secrets_stay_however_deep() -> None:
    kept = kinds.without_secrets({"a": [{"api_key": 1, "name": 2}], "mch_secret": 3, "pinyin": 4})
    assert kept == {"a": [{"name": 2}], "pinyin": 4}


def test_an_export_is_of_one_moment(
    shop: Shop, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    real, seen = writing.ExportFile.add_kind, []

    def order_meanwhile(self: writing.ExportFile, kind: kinds.Kind, *more: object) -> int:
        if not seen:
            place_at_counter(shop.actor, shop.dish["beer"], table=shop.tables[1])
        seen.append(kind.name)
        return real(self, kind, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(writing.ExportFile, "add_kind", order_meanwhile)
    file = export()
    lines = {line["order_id"] for line in rows_of(file, "order_lines")}
    orders = {order["id"] for order in rows_of(file, "orders")}
    assert len(orders) == 1 and lines == orders


def test_pictures_come_in_all_widths(shop: Shop, export: Export, media: Path) -> None:
    from tests.takeout.test_importing import some_picture

    name = pictures.store_picture(some_picture(), media)
    catalog.add_picture(shop.dish["tofu"].id, name, actor=shop.actor)
    found = contents_of(export())
    for width in pictures.WIDTHS:
        file = pictures.file_name(name, width)
        assert found[f"pictures/{file}"] == (media / file).read_bytes()


def finish(store_id: str) -> running.Run:
    """Wait for the newest run to end."""
    for _ in range(1200):
        run = running.list_runs(store_id)[0]
        if run.state != "running":
            return run
        time.sleep(0.05)
    raise AssertionError("the export did not end")


def test_it_is_gathered_beside_and_fetched_by_the_owner(shop: Shop) -> None:
    make_printer(shop.actor)
    boss = shop.person(Role.OWNER)
    run = running.start(actor=boss)
    ended = finish(shop.id)
    assert (ended.id, ended.state, ended.percent) == (run.id, "done", 100)
    assert running.fetch(run.id, actor=boss).stat().st_size == ended.size
    assert {entry["action"] for entry in _audited()} >= {"data.export_started", "data.exported"}
    with pytest.raises(Denied):
        running.fetch(run.id, actor=shop.person(Role.MANAGER))
    with pytest.raises(Denied):
        running.start(actor=shop.person(Role.MANAGER))
    with pytest.raises(NotFound):
        running.fetch("../kaifan", actor=boss)
    other = make_shop("别家", prefix="other-")
    with pytest.raises(NotFound):
        running.fetch(run.id, actor=other.person(Role.OWNER))


def _audited() -> list[dict[str, str]]:
    rows = db.session.connection().exec_driver_sql("SELECT action FROM audit_entry").mappings()
    return [dict(row) for row in rows]


def test_a_run_that_fails_says_so_and_leaves_nothing(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.ExportFile, "add_kind", full)
    running.start(actor=shop.person(Role.OWNER))
    assert finish(shop.id).is_broken_off
    left = {file.suffix for file in (app.config["KAIFAN"].data_dir / "exports").iterdir()}
    assert left == {".json"}
