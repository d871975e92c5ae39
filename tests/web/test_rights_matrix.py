"""Every role at every route, with the things of its own table, another table and another store.

The cells are made from the URL map and the socket namespaces; what is expected of them stands in
`rights_matrix.py`. Every transaction is rolled back at its end, so that no cell changes the next.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.calls import service as calls
from app.calls.inputs import CallInput
from app.calls.models import CallKind
from app.catalog import service as catalog
from app.core import clock
from app.core.db import db, transaction
from app.core.extensions import socketio
from app.core.ids import new_id
from app.kitchen.models import Ticket
from app.notices.kinds import NoticeKind, Severity
from app.notices.models import Notice
from app.ordering.parts import service as splitting
from app.ordering.service import BillScope
from app.printing import service as printing
from app.printing.models import PrintJob
from app.staff import queries as staff
from app.staff import service as staff_service
from app.staff.models import LoginKind
from app.staff.rights import Role
from app.tables import codes
from app.tables import queries as tables
from app.tables import service as table_service
from app.tables.models import Table
from tests.factories import inventory, money, ordering, parked, payments
from tests.factories.kitchen import make_screen
from tests.factories.printing import make_printer
from tests.factories.seating import expect_guests
from tests.factories.shop import Shop, make_shop
from tests.factories.staff import token_of
from tests.factories.tables import sit_down
from tests.fixtures.callers import PageClient
from tests.fixtures.postgres import take_back_every_commit
from tests.staff.doors import make_device
from tests.web.rights_matrix import (
    ALWAYS_REFUSED,
    ASKS_AGAIN,
    BODIES,
    EMPTY_ABROAD,
    FORMS,
    GUARDED_WITHIN,
    MAY,
    NAMELESS,
    OWNERS_ONLY,
    ROUTES,
    STAFF_WITHIN,
    TOKENS_OF_ONES_OWN,
    UNGUARDED,
    UNOWNED,
)

SAFE = {"HEAD", "OPTIONS"}
OPEN, LOGIN, DENIED, MISSING = "open", "login", "denied", "missing"
RIGHT_OF = {name: right for right, names in ROUTES.items() for name in names.split()}
OWN, OTHER_TABLE, OTHER_STORE = "own", "other table", "other store"


@dataclass
class Asker:
    """Somebody with a browser: `role` is a role, "anonymous", "diner" or "other diner"."""

    role: str
    store: str
    page: PageClient


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, every transaction is rolled back where it would be committed."""
    return lambda: take_back_every_commit(monkeypatch)


def things_at(shop: Shop, place: int) -> dict[str, str]:
    """The ids that stand in addresses: of the shop and of the party at one of its tables."""
    table = shop.tables[place]
    phone = tables.get_presence(sit_down(table, shop.actor))
    order = ordering.place(phone, shop.dish["tofu"])
    paid = payments.pay(shop.actor, ordering.place(phone, shop.dish["rice"]))["id"]
    member = shop.staff[Role.COURIER]
    printer = make_printer(shop.actor, f"打印机{place}")
    job = printing.print_test_page(printer.id, actor=shop.actor)
    ticket = db.session.scalars(select(Ticket).where(Ticket.order_id == order.id)).first()
    assert ticket is not None and db.session.get(PrintJob, job)
    picture = catalog.add_picture(shop.dish["beer"].id, str(place) * 32, actor=shop.person())
    change = catalog.find_latest_change()
    assert change is not None
    split = splitting.split_evenly(BillScope(phone.session_id), 2, actor=shop.actor)
    return {
        "split_id": split.id,
        "part_id": split.standing[0].id,
        "table_id": table.id,
        "session_id": phone.session_id,
        "call_id": calls.call(phone, CallInput(kind=CallKind.BILL)).id,
        "order_id": order.id,
        "line_id": order.lines[0].id,
        **money.things(shop, phone.session_id, paid),
        "ticket_id": ticket.id,
        "printer_id": printer.id,
        "job_id": job,
        "staff_id": member.id,
        "device_id": make_device(shop, f"平板{place}").id,
        "notice_id": make_notice(shop),
        "other_id": phone.session_id,
        "token_hash": staff.hash_token(token_of(member)),
        **expect_guests(shop),
        "code": codes.code_of(table),
        "check_id": checked(shop, table),
        "picture_id": picture.pictures[-1].id,
        "change_id": change.id,
        **things_of(shop),
    }


def things_of(shop: Shop) -> dict[str, str]:
    """What stands in addresses and belongs to no single table, or is no id at all."""
    return {
        "parked_id": parked.park(shop.actor),
        "screen_id": make_screen(shop.actor, new_id()).id,
        "dish_id": shop.dish["beer"].id,
        "category_id": shop.categories["hot"].id,
        "group_id": shop.spice.id,
        "area_id": shop.areas[0].id,
        "station_id": shop.stations["hot"].id,
        **inventory.things(shop.actor, shop.dish["beer"]),
        "channel": "wechat",
        "day": "2026-03-02",
        "width": "160",
        "group": "kitchen",
        "field": "warn_minutes",
        "action": "on",
        "step": "rush",
        **dict.fromkeys(("name", "kind", "token", "hook", "link"), "none"),
    }


def make_notice(shop: Shop) -> str:
    """A notice that owners and managers get."""
    found = Notice(
        store_id=shop.id,
        kind=NoticeKind.DEVICE_ENROLLED,
        severity=Severity.NOTE,
        params={"name": "x", "by": "y"},
        created_at=clock.now(),
    )
    with transaction():
        db.session.add(found)
    return found.id


def checked(shop: Shop, table: Table) -> str:
    """The id of a scan of the table's sticker in a running audit."""
    if tables.find_running_audit(shop.id) is None:
        table_service.start_audit(actor=shop.actor)
    return table_service.check_code(codes.code_of(table), base="", actor=shop.actor).id


def askers(app: Flask, shop: Shop, other: Shop) -> Iterator[Asker]:
    """Everybody who may come by."""
    nobody = PageClient(app, app.response_class)
    nobody.sit_down("no such session")
    yield Asker("anonymous", "", nobody)
    for role, place in (("diner", 0), ("other diner", 1)):
        page = PageClient(app, app.response_class)
        page.sit_down(sit_down(shop.tables[place]))
        yield Asker(role, OWN, page)
    people = [(OWN, shop.staff[role]) for role in Role]
    for store, member in [*people, (OTHER_STORE, other.staff[Role.OWNER])]:
        page = PageClient(app, app.response_class)
        page.log_in(token_of(member, LoginKind.BROWSER))
        yield Asker(member.role, store, page)


def expected(asker: Asker, endpoint: str, thing: str) -> str:
    """What the table says of one cell; `thing` is "" for an address without an object."""
    right = RIGHT_OF[endpoint]
    is_staff = asker.role in MAY
    within = GUARDED_WITHIN.get(endpoint)
    if endpoint in ALWAYS_REFUSED:
        return LOGIN
    if within is not None:
        return _within(asker, endpoint, within, thing)
    if right == "public":
        return MISSING if endpoint in NAMELESS else OPEN
    if right == "diner":
        is_phone = not is_staff and asker.role != "anonymous"
        return _for_phone(asker, thing) if is_phone else LOGIN
    if not is_staff:
        return LOGIN
    is_owner_missing = endpoint in OWNERS_ONLY and asker.role != Role.OWNER
    if is_owner_missing or (right != "login" and right not in MAY[asker.role]):
        return DENIED
    is_nobody_s = endpoint == "backoffice.read_notice" and "staff" not in MAY[asker.role]
    if endpoint in NAMELESS or is_nobody_s:
        return MISSING
    is_theirs = not thing or not is_foreign(asker, thing)
    return OPEN if is_theirs or endpoint in TOKENS_OF_ONES_OWN else MISSING


def is_foreign(asker: Asker, thing: str) -> bool:
    """Whether a thing belongs to another store than the asker."""
    return (thing == OTHER_STORE) != (asker.store == OTHER_STORE)


def _within(asker: Asker, endpoint: str, within: str, thing: str) -> str:
    if asker.role == "anonymous":
        return LOGIN
    if within == "anyone_here":
        return OPEN
    if asker.role not in MAY:
        return _for_phone(asker, thing)
    if (thing == OTHER_STORE) != (asker.store == OTHER_STORE):
        return MISSING
    needed = STAFF_WITHIN.get(endpoint)
    return OPEN if needed is None or needed in MAY[asker.role] else DENIED


def _for_phone(asker: Asker, thing: str) -> str:
    """A phone finds what belongs to its own party."""
    own = OWN if asker.role == "diner" else OTHER_TABLE
    return OPEN if thing in ("", own) else MISSING


def seen(answer: TestResponse, endpoint: str) -> str:
    """What an answer amounts to."""
    status = answer.status_code
    if status == 401 or "/login?next=" in answer.headers.get("Location", ""):
        return LOGIN
    if status >= 500 and endpoint != "health.ready":
        return f"broken ({status})"
    return {403: DENIED, 404: MISSING}.get(status, OPEN)


def is_refused_unseen(answer: TestResponse, endpoint: str) -> bool:
    """Whether an answer is a refusal that tells nothing of the object."""
    return endpoint in EMPTY_ABROAD and answer.status_code == 409


def rules_of(app: Flask) -> list[Rule]:
    """The rows: every rule of the URL map but the libraries' own; what changes cookies is last."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in UNGUARDED]
    last = ["diner.scan", "staff_door.logout"]
    rank = {endpoint: place for place, endpoint in enumerate(last, 1)}
    return sorted(rules, key=lambda rule: rank.get(rule.endpoint, 0))


def ask(asker: Asker, rule: Rule, method: str, ids: dict[str, str], more: object) -> TestResponse:
    """Make the request of one cell."""
    built = rule.build({name: ids[name] for name in rule.arguments}, append_unknown=False)
    assert built is not None
    is_json = more or (method != "GET" and built[1].startswith("/api/"))
    sent = {"json": more} if is_json else {"data": form_of(rule.endpoint, ids)}
    headers = {"Idempotency-Key": new_id()}
    return asker.page.open(built[1], method=method, headers=headers, **sent)


def form_of(endpoint: str, ids: dict[str, str]) -> dict[str, str]:
    """The form of a route, with the ids of the things that it is about."""
    return {name: text.format(**ids) for name, text in FORMS.get(endpoint, {}).items()}


def test_every_cell_of_the_matrix(
    app: Flask, shop: Shop, frozen: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    other = make_shop("别家", prefix="other-")
    things = {
        OWN: things_at(shop, 0),
        OTHER_TABLE: things_at(shop, 1),
        OTHER_STORE: things_at(other, 0),
    }
    line = [{"dish_id": shop.dish["rice"].id, "quantity": 1}]
    bodies = {
        **BODIES,
        "api_orders.place": {"lines": line},
        "api_diner.quote": {"lines": line},
        "api_orders.place_for_guests": {"lines": line, "order_type": "pickup"},
        "api_scan.join_table": {"code": things[OWN]["code"]},
    }
    everybody = list(askers(app, shop, other))
    frozen()
    wrong, cells = [], Counter[str]()
    for rule in rules_of(app):
        objects = list(things) if rule.arguments - UNOWNED else [""]
        for method in sorted((rule.methods or set()) - SAFE):
            for asker in everybody:
                for thing in objects:
                    want = expected(asker, rule.endpoint, thing)
                    ids, body = things[thing or OWN], bodies.get(rule.endpoint, {})
                    abroad = bool(thing) and is_foreign(asker, thing)
                    answer = ask(asker, rule, method, ids, body)
                    is_told_nothing = abroad and is_refused_unseen(answer, rule.endpoint)
                    got = MISSING if is_told_nothing else seen(answer, rule.endpoint)
                    cells[want] += 1
                    if got != want:
                        who = f"{asker.role} of {asker.store or 'nowhere'}"
                        wrong.append(f"{method} {rule.rule} {who}, {thing}: {got}, not {want}")
    with capsys.disabled():
        report = f"{cells.total()} cells {dict(cells)}, {len(wrong)} wrong"
        sys.stdout.write(f"\nrights matrix: {report}\n")
    assert not wrong, "\n".join(wrong)


def test_every_route_has_a_row_with_its_guard(app: Flask) -> None:
    guards = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "guard", "")
        for rule in rules_of(app)
    }
    assert guards == RIGHT_OF, "a new route needs a row in tests/web/rights_matrix.py"


def test_who_asks_again_is_written_down(app: Flask) -> None:
    views = app.view_functions.items()
    assert {name for name, view in views if getattr(view, "asks_again", False)} == ASKS_AGAIN


def test_what_is_sensitive_is_closed_to_a_login_that_did_not_confirm(
    app: Flask, shop: Shop, frozen: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    things = things_at(shop, 0)
    member = shop.staff[Role.OWNER]
    page = PageClient(app, app.response_class)
    page.log_in(staff_service.issue_login(member, LoginKind.BROWSER))
    program = {"Authorization": f"Bearer {token_of(member)}"}
    frozen()
    cells = 0
    for rule in rules_of(app):
        if rule.endpoint not in ASKS_AGAIN:
            continue
        built = rule.build({name: things[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None
        for method in sorted((rule.methods or set()) - SAFE):
            answer = page.open(built[1], method=method)
            is_asked = "confirm_password" in answer.text or "/confirm?" in (answer.location or "")
            assert is_asked and answer.status_code in (302, 403), rule.endpoint
            called = page.open(built[1], method=method, headers=program)
            refusal = (called.status_code, (called.json or {}).get("code"))
            assert refusal == (403, "confirm_identity")
            cells += 2
    with capsys.disabled():
        sys.stdout.write(f"\nrights matrix: {cells} cells of unconfirmed logins, 0 wrong\n")


def test_control_a_route_without_a_row_is_found(app: Flask) -> None:
    app.add_url_rule("/new", "backoffice.new_thing", lambda: "x")
    with pytest.raises(AssertionError, match="needs a row"):
        test_every_route_has_a_row_with_its_guard(app)


NAMESPACES = {"/diner": "diner", "/kitchen": "cook", "/counter": "tables"}


def test_every_socket_namespace(app: Flask, shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    other = make_shop("别家", prefix="other-")
    assert set(socketio.server.namespace_handlers) == set(NAMESPACES), "a namespace without a row"
    phones = {"diner": sit_down(shop.tables[0], shop.actor), "other": sit_down(shop.tables[1])}
    tokens = {role: (token_of(shop.staff[role]), shop.id) for role in Role}
    cells = 0
    for namespace, right in NAMESPACES.items():
        for name, token in phones.items():
            rooms = rooms_of(app, namespace, token)
            session = tables.get_presence(token).session_id
            store = {f"session:{session}", f"store:{shop.id}"}
            assert rooms == (store if right == "diner" else None), (namespace, name)
        stranger = (token_of(other.staff[Role.OWNER]), other.id)
        for role, (token, store_id) in [*tokens.items(), (Role.OWNER, stranger)]:
            rooms = rooms_of(app, namespace, token)
            own = {f"store:{store_id}", f"login:{staff.hash_token(token)}"}
            assert rooms == (own if right in MAY[role] else None), (namespace, role)
        assert rooms_of(app, namespace, "nonsense") is None
        cells += len(phones) + len(tokens) + 2
    with capsys.disabled():
        sys.stdout.write(f"\nrights matrix: {cells} socket cells, 0 wrong\n")


def rooms_of(app: Flask, namespace: str, token: str) -> set[str] | None:
    """The rooms that a newcomer is put into, None when it is not let in."""
    client = socketio.test_client(app, namespace=namespace, auth={"token": token})
    if not client.is_connected(namespace):
        return None
    manager = socketio.server.manager
    sid = manager.sid_from_eio_sid(client.eio_sid, namespace)
    found = {room for room in manager.get_rooms(sid, namespace) if room != sid}
    client.disconnect(namespace)
    return found
