"""What an audited action was about, in words: names of facts, amounts, yes and no."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from app.stores import queries as stores
from app.web import payment_words
from app.web.auth import require_staff
from app.web.backoffice import words
from app.web.formats import moment, yuan_short

_LONGEST = 120
TARGET: dict[str, LazyString] = {
    "account": lazy_gettext("account on credit"),
    "area": lazy_gettext("area"),
    "audit": lazy_gettext("audit log"),
    "backup": lazy_gettext("backup"),
    "bill_difference": lazy_gettext("difference of a channel's bill"),
    "bill_part": lazy_gettext("part of a bill"),
    "bill_split": lazy_gettext("parted bill"),
    "books": lazy_gettext("list of entries"),
    "cash_movement": lazy_gettext("cash put in or taken out"),
    "cash_shift": lazy_gettext("shift"),
    "category": lazy_gettext("category"),
    "channel": lazy_gettext("payment channel"),
    "code_audit": lazy_gettext("check of stickers"),
    "day_close": lazy_gettext("day close"),
    "device": lazy_gettext("device"),
    "dish": lazy_gettext("dish"),
    "export": lazy_gettext("all data"),
    "ingredient": lazy_gettext("ingredient"),
    "invoice": lazy_gettext("invoice"),
    "invoices": lazy_gettext("list of invoices"),
    "login_place": lazy_gettext("place of a login"),
    "menu": lazy_gettext("menu"),
    "menu_change": lazy_gettext("change of the menu"),
    "notice_robot": lazy_gettext("group robot"),
    "option": lazy_gettext("option"),
    "option_group": lazy_gettext("choice"),
    "order": lazy_gettext("order"),
    "order_line": lazy_gettext("dish of an order"),
    "orders": lazy_gettext("list of orders"),
    "parked_order": lazy_gettext("parked order"),
    "payment": lazy_gettext("payment"),
    "payment_attempt": lazy_gettext("payment by a channel"),
    "payment_refund": lazy_gettext("refund"),
    "payments": lazy_gettext("list of payments"),
    "print_job": lazy_gettext("print-out"),
    "printer": lazy_gettext("printer"),
    "purchase": lazy_gettext("purchase"),
    "queue_party": lazy_gettext("queue number"),
    "receipt": lazy_gettext("delivery of goods"),
    "report": lazy_gettext("report"),
    "reservation": lazy_gettext("reservation"),
    "screen": lazy_gettext("kitchen screen"),
    "service_call": lazy_gettext("call"),
    "settings": lazy_gettext("settings"),
    "staff": lazy_gettext("person"),
    "station": lazy_gettext("station"),
    "stock_place": lazy_gettext("place for stock"),
    "stocktake": lazy_gettext("stocktake"),
    "store": lazy_gettext("shop"),
    "supplier": lazy_gettext("supplier"),
    "system": lazy_gettext("system"),
    "table": lazy_gettext("table"),
    "table_session": lazy_gettext("party"),
    "ticket": lazy_gettext("kitchen ticket"),
}
FACT: dict[str, LazyString] = {
    "added": lazy_gettext("added"),
    "after": lazy_gettext("after"),
    "amount_fen": lazy_gettext("amount"),
    "app_id": lazy_gettext("app id"),
    "asked": lazy_gettext("scanned"),
    "at": lazy_gettext("at"),
    "available": lazy_gettext("on sale"),
    "back_at": lazy_gettext("back at"),
    "before": lazy_gettext("before"),
    "calls": lazy_gettext("calls"),
    "carried": lazy_gettext("carried over"),
    "changed": lazy_gettext("changed"),
    "channel": lazy_gettext("paid by"),
    "code": lazy_gettext("code"),
    "count": lazy_gettext("how many"),
    "counted_fen": lazy_gettext("counted"),
    "covers": lazy_gettext("number of guests"),
    "created": lazy_gettext("newly made"),
    "denied": lazy_gettext("taken from the role"),
    "dish": lazy_gettext("dish"),
    "door": lazy_gettext("way in"),
    "due_fen": lazy_gettext("to pay"),
    "expected_fen": lazy_gettext("expected"),
    "float_fen": lazy_gettext("float"),
    "form": lazy_gettext("form"),
    "from": lazy_gettext("from"),
    "from_time": lazy_gettext("from time"),
    "granted": lazy_gettext("beyond the role"),
    "hours": lazy_gettext("hours"),
    "is_on": lazy_gettext("switched on"),
    "is_on_shelf": lazy_gettext("on the menu"),
    "job": lazy_gettext("print-out"),
    "joint": lazy_gettext("together as"),
    "kept": lazy_gettext("what stayed"),
    "kind": lazy_gettext("kind"),
    "left": lazy_gettext("how many left"),
    "lines": lazy_gettext("rows"),
    "max": lazy_gettext("at most"),
    "member_price_fen": lazy_gettext("member price"),
    "min": lazy_gettext("at least"),
    "minutes": lazy_gettext("minutes"),
    "moved_to": lazy_gettext("dishes moved to"),
    "note": lazy_gettext("note"),
    "number": lazy_gettext("number"),
    "off_fen": lazy_gettext("taken off"),
    "order": lazy_gettext("order"),
    "original": lazy_gettext("copied from"),
    "parts": lazy_gettext("parts"),
    "payment": lazy_gettext("payment"),
    "pictures": lazy_gettext("pictures"),
    "policy": lazy_gettext("when there is not enough"),
    "possible_copies": lazy_gettext("possible second copies"),
    "price_fen": lazy_gettext("price"),
    "problem": lazy_gettext("trouble"),
    "problems": lazy_gettext("troubles"),
    "q": lazy_gettext("searched for"),
    "quantity": lazy_gettext("portions"),
    "reason": lazy_gettext("reason"),
    "refused": lazy_gettext("rows refused"),
    "remaining": lazy_gettext("left to sell"),
    "restored_at": lazy_gettext("restored at"),
    "restored_from": lazy_gettext("restored from"),
    "role": lazy_gettext("role"),
    "role_before": lazy_gettext("role before"),
    "rows": lazy_gettext("rows"),
    "scope": lazy_gettext("what is paused"),
    "station": lazy_gettext("station"),
    "status": lazy_gettext("state"),
    "taken": lazy_gettext("taken over"),
    "taken_away": lazy_gettext("taken away"),
    "to": lazy_gettext("to"),
    "to_fen": lazy_gettext("rounded to"),
    "to_time": lazy_gettext("to time"),
    "together": lazy_gettext("together"),
    "total_fen": lazy_gettext("total"),
    "type": lazy_gettext("order type"),
    "undone": lazy_gettext("what was undone"),
    "updated": lazy_gettext("changed"),
    "version": lazy_gettext("version"),
    "why": lazy_gettext("why"),
    "z": lazy_gettext("Z number"),
}
# What the fact "kind" says, whatever it is the kind of.
_KIND: dict[str, LazyString] = {
    **payment_words.MOVEMENT,
    "amounts": lazy_gettext("by amounts"),
    "api": lazy_gettext("Program (API key)"),
    "browser": lazy_gettext("browser"),
    "even": lazy_gettext("evenly"),
    "items": lazy_gettext("by dishes"),
    "joint": lazy_gettext("with another table"),
}
_DOOR: dict[str, LazyString] = {
    "outside": lazy_gettext("from outside"),
    "password": lazy_gettext("password"),
    "pin": lazy_gettext("PIN"),
}
_POLICY: dict[str, LazyString] = {
    "allow": lazy_gettext("sold on"),
    "block": lazy_gettext("sold out"),
    "warn": lazy_gettext("sold on, with an alert"),
}
_SCOPE: dict[str, LazyString] = {
    "all": lazy_gettext("everything"),
    "dine_in": lazy_gettext("orders at tables"),
    "pickup": lazy_gettext("pick-up"),
}
_FATE: dict[str, LazyString] = {
    "stock": lazy_gettext("stock"),
    "waste": lazy_gettext("waste"),
}
_VALUE: dict[str, Mapping[str, Any]] = {
    "channel": words.CHANNEL,
    "denied": words.RIGHT,
    "door": _DOOR,
    "form": words.SLIP_FORM,
    "granted": words.RIGHT,
    "kind": _KIND,
    "policy": _POLICY,
    "role": words.ROLE,
    "role_before": words.ROLE,
    "scope": _SCOPE,
    "status": words.ORDER_STATUS,
    "to": _FATE,
    "together": words.MENU_CHANGE,
    "type": words.ORDER_TYPE,
    "undone": {**words.MENU_CHANGE, **words.ACTION},
}
# A moment as it is written down: with its zone, unlike the days and times that people choose.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)")


# Lists of which only the length is for people.
_COUNTED = ("added", "pictures", "taken_away")
# Where a number tells how many, and a name where to.
_PLACE: dict[str, LazyString] = {
    "left": lazy_gettext("from"),
    "taken": lazy_gettext("to"),
}


def target(kind: str) -> str:
    """What sort of thing an entry is about; a sort that has no words keeps its own name."""
    return str(TARGET.get(kind, kind))


def fact(name: str, value: Any) -> str:
    """One fact of an entry: "total: ¥186", "on sale: no"; nothing where nothing is said.

    A thing's name stands alone. A fact that has no words keeps its own.
    """
    said = _said(name, value)
    if name == "name" or not said or (name == "asked" and isinstance(value, dict)):
        return said
    place = _PLACE.get(name) if isinstance(value, str) else None
    known = place or FACT.get(name, name)
    return str(gettext("%(fact)s: %(value)s", fact=known, value=said))


def _said(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if name.endswith("_fen") and isinstance(value, int):
        return f"¥{yuan_short(value)}"
    if name in _COUNTED and isinstance(value, list):
        return str(len(value))
    if isinstance(value, list) and name == "changed":
        return " → ".join(_said("", each) for each in value)
    if isinstance(value, list):
        return str(gettext(", ")).join(_said(name, each) for each in value)
    if name == "asked" and isinstance(value, dict):
        return str(gettext(", ")).join(fact(key, each) for key, each in value.items())
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        store = stores.get_facts(require_staff().store_id)
        return moment(store.local(datetime.fromisoformat(value)))
    known = _VALUE.get(name, {})
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = str(known.get(text, text))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
