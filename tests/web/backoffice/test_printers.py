"""Printers: setting up, trying, retrying, and the virtual printer's paper."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.printing import forms, queries, service
from app.printing.devices import options_of
from app.printing.inputs import PrinterInput
from app.printing.models import JobStatus, Printer, PrinterKind, PrintJob
from app.printing.workers import send_due
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.web.backoffice.offers import take_back_path


def send(printer: Printer) -> None:
    """Do what the printer's worker does."""
    send_due(printer.id, threading.Event())


def printer_form(**more: Any) -> dict[str, Any]:
    """A filled-in printer form."""
    return {
        "name": "后厨",
        "kind": "virtual",
        "port": "9100",
        "width_mm": "58",
        "encoding": "gb18030",
        "prints_kitchen": "1",
        "is_enabled": "1",
        **more,
    }


def test_a_printer_is_added_changed_and_removed(owner: PageClient, shop: Shop) -> None:
    assert "还没有打印机" in owner.get("/backoffice/printers").text
    station = shop.stations["hot"].id
    owner.post("/backoffice/printers/new", data=printer_form(station_ids=[station]))
    printer = db.session.scalars(select(Printer)).one()
    assert (printer.width_mm, printer.encoding) == (58, "gb18030")
    assert (printer.prints_kitchen, printer.prints_bills) == (True, False)
    assert printer.station_ids == [station]
    path = f"/backoffice/printers/{printer.id}"
    owner.post(f"{path}/edit", data=printer_form(name="前台", prints_bills="1"))
    assert (printer.name, printer.prints_bills, printer.station_ids) == ("前台", True, [])
    owner.post(f"{path}/remove")
    assert owner.get(path).status_code == 404


def test_a_removed_printer_is_taken_back_as_it_was(
    owner: PageClient, shop: Shop, drain: Callable[[], int]
) -> None:
    name = "后厨明档切配间左手边第二台针式打印机（备用色带在抽屉里，请勿搬走）"
    kitchen, backup = make_printer(shop.actor), make_printer(shop.actor, name=name)
    given = PrinterInput(name="后厨", kind=PrinterKind.VIRTUAL, backup_id=backup.id)
    service.change_printer(kitchen.id, given, actor=shop.actor)
    waiting = service.print_test_page(backup.id, actor=shop.actor)
    drain()
    page = owner.post(f"/backoffice/printers/{backup.id}/remove", follow_redirects=True).text
    path = take_back_path(page)
    send(backup)
    assert queries.find_backup(shop.id, kitchen.id) is None
    assert queries.get_job(shop.id, waiting).status is JobStatus.QUEUED, "nothing prints there"
    other = make_printer(shop.actor, name=name)
    assert "alert-danger" in owner.post(path, follow_redirects=True).text
    service.remove_printer(other.id, actor=shop.actor)
    assert f"{name}已恢复" in owner.post(path, follow_redirects=True).text
    found = queries.find_backup(shop.id, kitchen.id)
    assert found and (found.id, found.name, found.is_enabled) == (backup.id, name, True)
    send(backup)
    db.session.expire_all()
    assert queries.get_job(shop.id, waiting).status is JobStatus.CONFIRMED


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"name": ""}, "name"),
        ({"kind": "teleport"}, "kind"),
        ({"kind": "network"}, "host"),
        ({"kind": "network", "host": "8.8.8.8"}, "host"),
        ({"kind": "network", "host": "169.254.169.254"}, "host"),
        ({"kind": "network", "host": "192.168.1.9", "port": "22"}, "port"),
        ({"kind": "network", "host": "192.168.1.9", "port": "99999999"}, "port"),
        ({"kind": "file", "path": "/etc/passwd"}, "path"),
        ({"encoding": "utf-8"}, "encoding"),
    ],
)
def test_a_wrong_printer_is_not_added(
    owner: PageClient, shop: Shop, wrong: dict[str, str], marked: str
) -> None:
    answer = owner.post("/backoffice/printers/new", data=printer_form(**wrong))
    assert answer.status_code == 422
    assert f'id="{marked}-error"' in answer.text
    assert db.session.scalars(select(Printer)).all() == []


def test_two_printers_cannot_share_a_name(owner: PageClient, shop: Shop) -> None:
    make_printer(shop.actor)
    answer = owner.post("/backoffice/printers/new", data=printer_form())
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


def test_a_test_page_is_followed_to_its_end(owner: PageClient, shop: Shop) -> None:
    printer = make_printer(shop.actor)
    answer = owner.post(f"/backoffice/printers/{printer.id}/test")
    assert "等待打印" in owner.get(answer.location).text
    send(printer)
    state = owner.get(answer.location, headers={"HX-Request": "true"}).text
    assert "测试页：打印机已确认" in state
    assert "<html" not in state


def test_a_dead_printer_says_what_to_do_and_keeps_the_job(owner: PageClient, shop: Shop) -> None:
    host = {"kind": PrinterKind.NETWORK, "host": "127.0.0.1", "port": 1}
    printer = make_printer(shop.actor, **host)
    answer = owner.post(f"/backoffice/printers/{printer.id}/test")
    send(printer)
    page = owner.get(answer.location).text
    assert "不出单" in page and "等待打印" in page
    assert "1 张等待打印" in owner.get("/backoffice/printers").text


def test_an_expired_job_is_printed_after_all(
    owner: PageClient, shop: Shop, clock: FixedClock
) -> None:
    printer = make_printer(shop.actor)
    job_id = service.print_test_page(printer.id, actor=shop.actor)
    clock.move(hours=2)
    send(printer)
    page = owner.get(f"/backoffice/printers/{printer.id}").text
    assert "已过期，未打印" in page and "补打" in page
    owner.post(f"/backoffice/jobs/{job_id}/retry")
    send(printer)
    assert db.session.get_one(PrintJob, job_id).status is JobStatus.CONFIRMED


def test_the_paper_is_drawn_from_the_bytes_and_asks_only_for_what_is_new(
    owner: PageClient, shop: Shop
) -> None:
    printer = make_printer(shop.actor, name="<b>后厨</b>")
    path = f"/printers/{printer.id}/preview"
    assert "还没有打印过" in owner.get(path).text
    assert owner.get(f"{path}/slips?newest=").status_code == 204
    service.print_test_page(printer.id, actor=shop.actor)
    send(printer)
    slips = owner.get(f"{path}/slips?newest=")
    assert slips.status_code == 200
    assert "kf-paper" in slips.text and "测" in slips.text
    assert "<b>" not in slips.text
    newest = slips.text.split("newest=")[1].split('"')[0]
    assert owner.get(f"{path}/slips?newest={newest}").status_code == 204


def test_only_a_virtual_printer_has_paper_on_the_screen(owner: PageClient, shop: Shop) -> None:
    printer = make_printer(shop.actor, kind=PrinterKind.FILE, path="/dev/usb/lp0")
    assert owner.get(f"/printers/{printer.id}/preview").status_code == 404


def test_a_printer_of_the_cloud_is_set_up_in_full_and_its_key_is_never_shown(
    owner: PageClient, shop: Shop
) -> None:
    backup = make_printer(shop.actor, "前台")
    cloud = printer_form(
        kind="feie", path="918500001", account="a@b.test", secret="ukey-of-ours",
        backup_id=backup.id, buzzer="1b420302", copies="2", density="1", cutter="no",
        has_drawer="1", prints_totals="1", language="en", feed_lines="6",
    )  # fmt: skip
    owner.post("/backoffice/printers/new", data=cloud)
    printer = db.session.scalars(select(Printer).where(Printer.kind == PrinterKind.FEIE)).one()
    assert (printer.secret, printer.backup_id) == ("ukey-of-ours", backup.id)
    assert printer.prints_totals
    chosen = options_of(printer)
    assert (chosen.buzzer, chosen.copies, chosen.density) == ("1b 42 03 02", 2, 1)
    assert (chosen.cutter, chosen.has_drawer, chosen.feed_lines) == ("no", True, 6)
    path = f"/backoffice/printers/{printer.id}"
    for shown in (owner.get(path).text, owner.get(f"{path}/edit").text):
        assert "ukey-of-ours" not in shown
    assert "前台" in owner.get(path).text
    refused = owner.post(f"{path}/edit", data={**cloud, "buzzer": "beep", "copies": "99"})
    assert refused.status_code == 422
    assert 'id="buzzer-error"' in refused.text
    assert 'id="copies-error"' in refused.text


def test_old_slips_are_ticked_and_printed_or_dropped(
    owner: PageClient, shop: Shop, clock: FixedClock
) -> None:
    printer = make_printer(shop.actor)
    for _ in range(2):
        service.print_test_page(printer.id, actor=shop.actor)
    clock.move(minutes=11)
    send(printer)
    path = "/backoffice/printers/slips"
    first, second = db.session.scalars(select(PrintJob).order_by(PrintJob.id))
    assert "测试页" in owner.get(path).text
    assert "2" in owner.get("/backoffice/printers").text
    owner.post(path, data={"do": "print"})
    owner.post(path, data={"job": [first.id], "do": "print"})
    owner.post(path, data={"job": [second.id], "do": "drop"})
    db.session.expire_all()
    assert (first.status, second.status) == (JobStatus.QUEUED, JobStatus.DROPPED)


def test_a_form_is_previewed_kept_and_reset(owner: PageClient, shop: Shop) -> None:
    path = "/backoffice/printers/forms"
    assert "宫" in owner.get(path).text
    typed = {
        "kind": "receipt",
        "lang": "zh",
        "header": "会员日",
        "on_shop": "1",
        "place_total": "1",
    }
    preview = owner.post(f"{path}/preview", data={**typed, "mm": "58"}).text
    assert "kf-paper-58" in preview
    assert "会" in preview
    assert forms.find_template(shop.id, "receipt", "zh") is None
    owner.post(path, data={**typed, "do": "save"})
    kept = forms.find_template(shop.id, "receipt", "zh")
    assert kept is not None
    assert (kept.header, kept.order[0]) == ("会员日", "total")
    assert "cashier" in kept.off
    assert forms.find_template(shop.id, "receipt", "en") is None
    owner.post(path, data={"kind": "receipt", "lang": "zh", "do": "reset"})
    assert forms.find_template(shop.id, "receipt", "zh") is None
    assert owner.get(f"{path}?kind=poster").status_code == 404
