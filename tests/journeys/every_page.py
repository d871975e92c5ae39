"""Every page of the URL map, with an address that can be opened and who may open it.

A page whose address takes an argument that has no example here turns the walks red: add a query
to `EXAMPLES`, or the reason why the address is no page to `NOT_WALKED`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from flask import Flask

from app.core.db import db
from tests.fixtures.live_server import LiveServer
from tests.journeys.people import pair_screen, table
from tests.web.rights_matrix import ROUTES, UNGUARDED

# What stands in an address, by the name of its argument: a query for one value.
EXAMPLES = {
    "area_id": "select id from area limit 1",
    "attempt_id": "select id from payment_attempt limit 1",
    "category_id": "select category_id from dish limit 1",
    "dish_id": "select dish_id from dish_option_group limit 1",
    "group_id": "select id from option_group limit 1",
    "ingredient_id": "select id from ingredient limit 1",
    "locator": "select locator from queue_party limit 1",
    "party_id": "select id from queue_party limit 1",
    "reservation_id": "select id from reservation limit 1",
    "line_id": "select id from order_line limit 1",
    "order_id": "select order_id from payment_allocation limit 1",
    "part_id": "select id from bill_part where cast(portions as text) <> '[]' order by id limit 1",
    "payment_id": "select id from payment limit 1",
    "purchase_id": "select id from purchase limit 1",
    "printer_id": "select printer_id from print_job limit 1",
    "owner_id": "select owner_id from recipe where owner_kind = 'dish' limit 1",
    "owner_kind": "select 'dish'",
    "screen_id": "select id from kitchen_device limit 1",
    "session_id": "select table_session_id from customer_order order by id desc limit 1",
    "staff_id": "select id from staff_member where role = 'waiter'",
    "station_id": "select id from station limit 1",
    "supplier_id": "select id from supplier limit 1",
    "place_id": "select id from stock_place limit 1",
    "stocktake_id": "select id from stocktake limit 1",
    "work": "select 'produce'",
    "table_id": "select table_id from customer_order order by id desc limit 1",
}
# Where the argument's usual example would not do.
EXAMPLES_OF: dict[str, dict[str, str]] = {
    "backoffice.channel": {"channel": "select 'wechat'"},
    "counter.ask_cancel": {"order_id": "select id from customer_order order by id desc limit 1"},
    "diner.order_time": {
        "order_id": "select o.id from customer_order o where o.table_name = 'A03' limit 1"
    },
    "counter.ask_order_payment": {
        "order_id": "select id from customer_order order by id desc limit 1"
    },
}
NOT_WALKED = {
    "backoffice.notice_robot": "the form for a new robot, which is walked, with a robot in it",
    "backoffice.trial": "asks a channel; tests/payments/test_trials.py reads it",
    "backoffice.trial_now": "asks a channel; tests/payments/test_trials.py reads it",
    "counter.shift_report": "an evening has none; tests/web/test_money_pages.py reads it",
    "backoffice.closed_day": "an evening has none; tests/web/test_money_pages.py reads it",
    "diner.receipt_invoice": "signed for one receipt; tests/web/test_more_money_pages.py reads it",
    "diner.wechat_door": "leads to WeChat",
    "diner.wechat_back": "comes from WeChat with a code, and leads to the pay sheet",
    "kitchen.pairing_state": "figures for the page of the code",
    "media.picture": "a picture",
    "metrics.figures": "figures for a program",
    "backoffice.download_backup": "a file",
    "backoffice.download_takeout": "a file",
    "https.certificate": "a file, which a shop without HTTPS does not have",
    "diner.scan": "leads to the menu, where the diner's walk begins",
    "setup.link": "leads into the wizard, which only an empty shop has",
    "staff_door.front": "leads to a page of the walk",
}
# Pages that are no route's: what goes wrong, and where it is seen.
FAULTS = (
    ("anonymous", "/menu"),
    ("anonymous", "/t/none-of-ours"),
    ("owner", "/backoffice/none"),
    ("owner", "/backoffice/orders/none"),
    ("kitchen", "/backoffice"),
)
# Sheets and dialogs: by page, selectors to be touched one after the other.
SHEETS: dict[str, tuple[tuple[str, ...], ...]] = {
    "diner.menu": (
        ("article.dish .dish-name",),
        ("article.dish button.plus", ".cart-done"),
    ),
    "counter.floor": ((".who summary", ".who-menu [hx-get]"),),
    "counter.table": (("#main [hx-get$='/clear']",), ("#main [hx-get$='/pay']",)),
    "counter.order_at_table": (("#main button.dish, #main .dish button",),),
    "kitchen.screen": (
        ("[data-action='settings#open']",),
        ("[data-action='shift#open']",),
        ("[data-action='keys#openHelp']",),
        ("[data-action='recent#open']",),
        (".line-more",),
    ),
    "backoffice.home": ((".navbar-toggler",),),
}
_RIGHT_OF = {name: right for right, names in ROUTES.items() for name in names.split()}
_ORDERED = (("A02", 5), ("A03", 3), ("B01", 4), ("C01", 2))


@dataclass(frozen=True)
class Visit:
    """An address, who opens it, and the endpoint it belongs to ("" for a fault)."""

    endpoint: str
    who: str
    path: str


def fill_evening(server: LiveServer) -> None:
    """Orders at some tables, one of them paid, so that no page of the walk is empty."""
    _expect_guests(server)
    pair_screen(server)
    for place, (name, dishes) in enumerate(_ORDERED):
        with _sit_down(server, name) as phone:
            placed = _order(phone, place, name, dishes)
            if place == 1:
                _begin_to_pay(phone, placed)
        if place == 0:
            _pay(server, placed)
        if place == 2:
            _split(server, placed)


def _expect_guests(server: LiveServer) -> None:
    bearer = {"Authorization": f"Bearer {server.token('waiter')}"}
    at = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    for path, body in (("queue-numbers", {"covers": 2}), ("reservations", {"covers": 4, "at": at})):
        made = httpx.post(f"{server.base_url}/api/v1/{path}", json=body, headers=bearer, timeout=20)
        made.raise_for_status()


def visits(app: Flask, server: LiveServer) -> list[Visit]:
    """Every page and fragment that answers GET. Raises LookupError for one without an example."""
    found = [Visit("", who, path) for who, path in FAULTS]
    for rule in app.url_map.iter_rules():
        name = rule.endpoint
        is_api = name in UNGUARDED or name.startswith("api_")
        if "GET" not in (rule.methods or ()) or is_api or name in NOT_WALKED:
            continue
        given = {each: _example(server, name, each) for each in rule.arguments}
        built = rule.build(given, append_unknown=False)
        assert built is not None
        right = _RIGHT_OF.get(name, "login")
        who = {"public": "anonymous", "diner": "diner"}.get(right, "owner")
        found.append(Visit(name, who, built[1]))
    return found


def words_of_the_shop(server: LiveServer) -> list[str]:
    """Every text of the database: names, notes, all sorts; the longest first."""
    words: set[str] = set()
    for table_name in db.metadata.tables:
        for row in server.rows(f'select * from "{table_name}"'):
            words |= {value for value in row if isinstance(value, str) and value}
    return sorted(words, key=len, reverse=True)


def _example(server: LiveServer, endpoint: str, argument: str) -> str:
    query = EXAMPLES_OF.get(endpoint, {}).get(argument) or EXAMPLES.get(argument)
    if query is None:
        raise LookupError(
            f"{endpoint}: no example for <{argument}> in tests/journeys/every_page.py"
        )
    found = server.rows(query)
    if not found or found[0][0] is None:
        raise LookupError(f"{endpoint}: the demo has nothing for <{argument}>: {query}")
    return str(found[0][0])


def _sit_down(server: LiveServer, name: str) -> httpx.Client:
    api = f"{server.base_url}/api/v1"
    code = {"code": table(server, name)["code"]}
    joined = httpx.post(f"{api}/table-sessions", json=code, timeout=20).json()
    bearer = {"Authorization": f"Bearer {joined['token']}"}
    return httpx.Client(base_url=api, headers=bearer, timeout=20)


def _order(phone: httpx.Client, place: int, name: str, dishes: int) -> dict[str, Any]:
    menu = phone.get("/menu").json()["categories"]
    dishes_of_all = [dish for category in menu for dish in category["dishes"]]
    # What is weighed or priced later keeps a bill from being split or paid.
    able = [each for each in dishes_of_all if each["available"] and not each.get("price_kind")]
    lines = [_line(dish) for dish in able[place * 4 : place * 4 + dishes]]
    key = {"Idempotency-Key": f"walk-{name}"}
    placed = phone.post("/orders", json={"lines": lines, "covers": 2}, headers=key)
    placed.raise_for_status()
    order: dict[str, Any] = placed.json()
    return order


def _line(dish: dict[str, Any]) -> dict[str, Any]:
    chosen = [
        option["id"]
        for group in dish["option_groups"]
        for option in group["options"][: group["min"]]
    ]
    return {"dish_id": dish["id"], "quantity": 1, "option_ids": chosen}


def _begin_to_pay(phone: httpx.Client, order: dict[str, Any]) -> None:
    wanted = {"channel": "sandbox", "method": "training", "amount_fen": order["total_fen"]}
    key = {"Idempotency-Key": f"walk-attempt-{order['id']}"}
    phone.post("/payment-attempts", json=wanted, headers=key).raise_for_status()


def _split(server: LiveServer, order: dict[str, Any]) -> None:
    answer = httpx.post(
        f"{server.base_url}/api/v1/orders/{order['id']}/split",
        json={"items": [{order["lines"][0]["id"]: 1}]},
        headers={"Authorization": f"Bearer {server.token('cashier')}"},
        timeout=20,
    )
    answer.raise_for_status()


def _pay(server: LiveServer, order: dict[str, Any]) -> None:
    answer = httpx.post(
        f"{server.base_url}/api/v1/orders/{order['id']}/payments",
        json={"channel": "cash", "amount_fen": order["total_fen"]},
        headers={
            "Authorization": f"Bearer {server.token('cashier')}",
            "Idempotency-Key": f"walk-pay-{order['id']}",
        },
        timeout=20,
    )
    answer.raise_for_status()
