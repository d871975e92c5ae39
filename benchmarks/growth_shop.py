"""A demo shop in this process, asked without HTTP between, by an owner, a phone and a screen."""

import itertools
import json
import os
import threading
import time
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from app import create_app
from app.catalog import queries as catalog
from app.config import Config
from app.core import migrating, outbox
from app.core.db import db
from app.demo import filling
from app.kitchen import queries as kitchen
from app.printing import queries as printing
from app.printing.workers import send_due
from app.staff import service as staff
from app.staff.models import LoginKind, StaffMember
from app.staff.rights import Role
from app.stores import queries as stores
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.codes import code_of
from app.upkeep import backups
from benchmarks.shop import API

_LINES = 4
_A_NUMBER = 100_017


class GrownShop:
    """The demo shop, and those who ask."""

    def __init__(self, folder: Path) -> None:
        """Make the shop in `folder`."""
        os.environ["KAIFAN_LIMITS"] = "off"
        self.app = create_app(Config.load(folder, demo=True))
        migrating.upgrade(self.app)
        filling.fill(self.app, "http://localhost")
        self.known: dict[str, Any] = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
        with self.app.app_context():
            self.store_id = stores.list_stores()[0].id
            self.a_day = stores.get_facts(self.store_id).business_date().isoformat()
            self._token = self._sit_down()
            self._owner = self._log_in()
            self._bodies = itertools.cycle(self._baskets())
        self._tokens = {each["role"]: each["token"] for each in self.known["staff"]}

    def place(self) -> str:
        """Place an order of four lines; its id."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        answer = self.phone("POST", "/orders", json=next(self._bodies), headers=headers)
        return str((answer.json or {})["id"])

    def place_and_finish(self) -> str:
        """Place an order that is printed, cooked and paid; its id."""
        order_id = self.place()
        while outbox.drain():
            pass
        for printer_id in printing.list_working_printer_ids():
            send_due(printer_id, threading.Event())
        shown = self.phone("GET", f"/orders/{order_id}").json or {}
        for line in shown["lines"]:
            for step in ("start", "done"):
                self.program("kitchen", "POST", f"/kitchen/lines/{line['id']}/{step}")
        paid = {"channel": "cash", "amount_fen": shown["total_fen"]}
        self.program("cashier", "POST", f"/orders/{order_id}/payments", json=paid,
                     headers={"Idempotency-Key": order_id})  # fmt: skip
        while outbox.drain():
            pass
        return order_id

    @property
    def a_past_day(self) -> str:
        """The day before today, which has as many orders as each of the past."""
        return (date.fromisoformat(self.a_day) - timedelta(days=1)).isoformat()

    def back_up(self) -> float:
        """Copy the whole database as the job does, verified; the seconds that it took."""
        begun = time.monotonic()
        made = backups.back_up_now()
        taken = time.monotonic() - begun
        if made is not None:
            made.unlink()
        return taken

    def pages(self) -> dict[str, str]:
        """Pages that owners and waiters open all day, by name."""
        past, orders = self.a_past_day, "/backoffice/orders"
        return {
            "back-office: today": "/backoffice",
            "back-office: orders of today": orders,
            "back-office: orders of a past day": f"{orders}?day={past}",
            "back-office: orders of all time": f"{orders}?from=&to=",
            "… found by a number, of all time": f"{orders}?from=&to=&q={_A_NUMBER}",
            "… unpaid, of all time": f"{orders}?from=&to=&payment=unpaid",
            "… with a dish, of a past day": f"{orders}?day={past}&dish=佛跳墙",
            "… with a dish that none has, of all time": f"{orders}?from=&to=&dish=佛跳墙",
            "back-office: audit": "/backoffice/audit",
            "back-office: money of a day": f"/backoffice/reconciliation?day={past}",
            "back-office: kitchen times, 7 days": "/backoffice/kitchen/times",
            "counter: floor": "/counter",
        }

    def look(self, path: str) -> TestResponse:
        """A page as the owner sees it. Raises RuntimeError."""
        return _good(path, self._owner.get(path, follow_redirects=True))

    def phone(self, method: str, path: str, **more: Any) -> TestResponse:
        """The JSON API as a phone at a table asks it."""
        return self._call(self._token, method, path, **more)

    def program(self, role: str, method: str, path: str, **more: Any) -> TestResponse:
        """The JSON API as a member of staff asks it."""
        return self._call(self._tokens[role], method, path, **more)

    def ask(self, path: str) -> TestResponse:
        """A reading call as the owner asks it."""
        return self.program("owner", "GET", path)

    def pull(self) -> TestResponse:
        """What a kitchen screen pulls after each hint."""
        since = max(kitchen.head(self.store_id) - 1, 0)
        return self.program("kitchen", "GET", f"/kitchen/events?since={since}")

    def quote(self) -> TestResponse:
        """What a basket costs."""
        return self.phone("POST", "/quotes", json={"lines": next(self._bodies)["lines"]})

    def menu_page(self) -> TestResponse:
        """The page that a phone opens first."""
        client = self.app.test_client()
        client.set_cookie("kf_table", self._token)
        return _good("/menu", client.get("/menu"))

    def read_menu_anew(self) -> object:
        """The menu as it is read after a change by another process."""
        catalog._menus.clear()
        catalog._versions.clear()
        return catalog.get_menu(self.store_id)

    def size_mb(self) -> float:
        """The size of the database's file."""
        config: Config = self.app.config["KAIFAN"]
        return sum(
            file.stat().st_size for file in config.data_dir.glob("kaifan.db*")
        ) / 1_048_576  # fmt: skip

    def _call(self, token: str, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        client = self.app.test_client(use_cookies=False)
        return _good(path, client.open(API + path, method=method, headers=headers, **more))

    def _sit_down(self) -> str:
        table = tables.list_tables(self.store_id)[0]
        return tables_service.scan(code_of(table)).token

    def _log_in(self) -> Any:
        owner = db.session.scalars(select(StaffMember).where(StaffMember.role == Role.OWNER)).one()
        token = staff.issue_login(owner, LoginKind.BROWSER)
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return client

    def _baskets(self) -> list[dict[str, Any]]:
        """Orders of dishes that are sold now, without a choice and at a fixed price."""
        menu = (self.phone("GET", "/menu").json or {})["categories"]
        ids = [
            dish["id"]
            for category in menu
            for dish in category["dishes"]
            if dish["available"] and dish["remaining"] is None
            if not dish["option_groups"] and not dish.get("price_kind")
        ]
        return [
            {"lines": [{"dish_id": each, "quantity": 1} for each in ids[at : at + _LINES]]}
            for at in range(0, len(ids) - _LINES + 1, _LINES)
        ]


def _good(path: str, answer: TestResponse) -> TestResponse:
    if answer.status_code >= 400:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
    return answer
