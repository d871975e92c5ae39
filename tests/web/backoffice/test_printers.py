"""Printers: setting up, trying, retrying, and the virtual printer's paper."""

import threading
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.printing import service
from app.printing.models import JobStatus, Printer, PrinterKind, PrintJob
from app.printing.workers import send_due
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient


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
