"""What an audited action was about, in words: names of facts, amounts, yes and no."""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from app.web.backoffice import words
from app.web.formats import yuan_short

_LONGEST = 120
TARGET: dict[str, LazyString] = {
    "area": lazy_gettext("area"),
    "audit": lazy_gettext("audit log"),
    "backup": lazy_gettext("backup"),
    "bill_part": lazy_gettext("part of a bill"),
    "bill_split": lazy_gettext("parted bill"),
    "category": lazy_gettext("category"),
    "code_audit": lazy_gettext("check of stickers"),
    "device": lazy_gettext("device"),
    "dish": lazy_gettext("dish"),
    "export": lazy_gettext("all data"),
    "login_place": lazy_gettext("place of a login"),
    "menu": lazy_gettext("menu"),
    "menu_change": lazy_gettext("change of the menu"),
    "option_group": lazy_gettext("choice"),
    "order": lazy_gettext("order"),
    "order_line": lazy_gettext("dish of an order"),
    "orders": lazy_gettext("list of orders"),
    "payment": lazy_gettext("payment"),
    "print_job": lazy_gettext("print-out"),
    "printer": lazy_gettext("printer"),
    "service_call": lazy_gettext("call"),
    "settings": lazy_gettext("settings"),
    "staff": lazy_gettext("person"),
    "station": lazy_gettext("station"),
    "store": lazy_gettext("shop"),
    "system": lazy_gettext("system"),
    "table": lazy_gettext("table"),
    "table_session": lazy_gettext("party"),
    "ticket": lazy_gettext("kitchen ticket"),
}
FACT: dict[str, LazyString] = {
    "added": lazy_gettext("added"),
    "after": lazy_gettext("after"),
    "amount_fen": lazy_gettext("amount"),
    "asked": lazy_gettext("scanned"),
    "available": lazy_gettext("on sale"),
    "back_at": lazy_gettext("back at"),
    "before": lazy_gettext("before"),
    "calls": lazy_gettext("calls"),
    "channel": lazy_gettext("paid by"),
    "count": lazy_gettext("how many"),
    "created": lazy_gettext("newly made"),
    "denied": lazy_gettext("taken from the role"),
    "due_fen": lazy_gettext("to pay"),
    "granted": lazy_gettext("beyond the role"),
    "is_on_shelf": lazy_gettext("on the menu"),
    "kind": lazy_gettext("kind"),
    "left": lazy_gettext("how many left"),
    "member_price_fen": lazy_gettext("member price"),
    "minutes": lazy_gettext("minutes"),
    "number": lazy_gettext("number"),
    "off_fen": lazy_gettext("taken off"),
    "order": lazy_gettext("order"),
    "pictures": lazy_gettext("pictures"),
    "price_fen": lazy_gettext("price"),
    "problem": lazy_gettext("trouble"),
    "problems": lazy_gettext("troubles"),
    "quantity": lazy_gettext("portions"),
    "reason": lazy_gettext("reason"),
    "remaining": lazy_gettext("left to sell"),
    "role": lazy_gettext("role"),
    "role_before": lazy_gettext("role before"),
    "rows": lazy_gettext("rows"),
    "station": lazy_gettext("station"),
    "status": lazy_gettext("state"),
    "taken": lazy_gettext("taken over"),
    "taken_away": lazy_gettext("taken away"),
    "total_fen": lazy_gettext("total"),
    "updated": lazy_gettext("changed"),
}
_LOGIN: dict[str, LazyString] = {
    "api": lazy_gettext("Program (API key)"),
    "browser": lazy_gettext("browser"),
}
_VALUE: dict[str, Mapping[str, Any]] = {
    "channel": words.CHANNEL,
    "denied": words.RIGHT,
    "granted": words.RIGHT,
    "kind": _LOGIN,
    "role": words.ROLE,
    "role_before": words.ROLE,
}


def target(kind: str) -> str:
    """What sort of thing an entry is about; a sort that has no words keeps its own name."""
    return str(TARGET.get(kind, kind))


def fact(name: str, value: Any) -> str:
    """One fact of an entry: "total: ¥186", "on sale: no"; nothing where nothing is said.

    A thing's name stands alone. A fact that has no words keeps its own.
    """
    said = _said(name, value)
    if name == "name" or not said:
        return said
    return str(gettext("%(fact)s: %(value)s", fact=FACT.get(name, name), value=said))


def _said(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if name.endswith("_fen") and isinstance(value, int):
        return f"¥{yuan_short(value)}"
    if name == "pictures" and isinstance(value, list):
        return str(len(value))
    if isinstance(value, list):
        return str(gettext(", ")).join(_said(name, each) for each in value)
    known = _VALUE.get(name, {})
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = str(known.get(text, text))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
