"""Sends the forms of all pages with garbage in them, and looks at what comes of it.

Every transaction is looked at and taken back where it would be committed, so that each form finds
the shop as it was.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import Connection, Table, event, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.core import postgres
from app.core.db import db
from app.staff.models import LoginKind
from app.staff.rights import Role
from tests.factories import staff
from tests.factories.shop import Shop, make_shop
from tests.fixtures.callers import PageClient
from tests.security.page_fields import Field, Form, forms_of
from tests.web.test_rights_matrix import things_at
from tests.web.test_statements import RIGHT_OF, Walk

AS_IT_STANDS, MISSING, THEIRS = "as it stands", "missing", "an id of another store"
# What is put into a field, by what to call it.
GARBAGE: dict[str, str] = {
    MISSING: "",
    "empty": "",
    "blank": " \t\u3000",
    "huge": "9" * 40,
    "beyond counting": "9" * 5000,
    "noughts": "0" * 5000,
    "negative": "-1",
    "twice negative": "--1",
    "letters in a number": "1x2",
    "a number that is none": "²",
    "no number": "NaN",
    "beyond floats": "1e999",
    "beyond decimals": "1e9999999",
    "long": "字" * 10_000,
    "unknown id": "0" * 26,
    THEIRS: "",
    "control characters": "a\x00b\x1b[2J\x07\r\n",
    "emoji": "👨\u200d👩\u200d👧🔥",
    "a day that is none": "2026-02-30",
    "the last day": "9999-12-31T23:59:59+14:00",
    "no character": "\ufffe\U000e0001",
    "a path": "../../etc/passwd",
}
# Their bodies are signed by the channel, and are no forms.
HOOKS = {"hooks.wechat", "hooks.alipay"}
_WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
# Where pages say what was wrong, or why nothing can be done.
_WORDS = re.compile(r'class="[^"]*\b(invalid-feedback|alert|danger|error|door-code|empty)\b')


class _Heard(ImmutableMultiDict[str, str]):
    """A form that notes which fields it is asked for."""

    asked: dict[str, None] = {}  # noqa: RUF012 - of all forms; whoever listens empties it

    def __contains__(self, name: object) -> bool:
        self.asked[str(name)] = None
        return super().__contains__(name)

    def __getitem__(self, name: str) -> str:
        self.asked[name] = None
        return super().__getitem__(name)

    def get(self, name: str, *more: Any, **named: Any) -> Any:
        self.asked[name] = None
        return super().get(name, *more, **named)

    def getlist(self, name: str, *more: Any, **named: Any) -> list[Any]:
        self.asked[name] = None
        return super().getlist(name, *more, **named)


class Neighbours:
    """The rows of the other store, and what transactions do to them."""

    def __init__(self, before: dict[str, set[Any]]) -> None:
        """Take what has come since `before` as the rows of the other store."""
        self.rows = {name: rows - before[name] for name, rows in everything().items()}
        keys = {row[0] for rows in self.rows.values() for row in rows}
        self._ids = {key for key in keys if isinstance(key, str) and len(key) == 26}
        self._written: set[str] = set()
        self.harm: list[str] = []
        self.is_taken_back = False

    def note(self, *given: Any) -> None:
        """Note a table that is written to."""
        if found := _WRITES.match(given[2]):
            self._written.add(found[1])

    def look(self, connection: Connection) -> None:
        """Look at what would be committed now."""
        for name in self._written & set(db.metadata.tables):
            table = db.metadata.tables[name]
            rows, own = rows_of(connection, table), self.rows[name]
            if own - rows:
                self.harm.append(f"changes {name} of another store")
            pointers = [at for at, column in enumerate(table.c) if column.name.endswith("_id")]
            for row in rows - own:
                if any(row[at] in self._ids for at in pointers):
                    self.harm.append(f"points at another store from {name}: {row}")
        self.is_taken_back |= bool(self._written)
        self._written.clear()


def everything() -> dict[str, set[Any]]:
    """All rows by table."""
    connection = db.session.connection()
    return {name: rows_of(connection, table) for name, table in db.metadata.tables.items()}


def rows_of(connection: Connection, table: Table) -> set[Any]:
    """The rows of a table; what cannot be kept in a set as its text."""
    found = connection.execute(select(*table.c)).all()
    return {tuple(repr(v) if isinstance(v, dict | list) else v for v in row) for row in found}


class Sent(NamedTuple):
    """A form, and what stands in one of its fields."""

    endpoint: str
    form: Form
    field: str = ""
    kind: str = AS_IT_STANDS


class House(logging.Handler):
    """The shop, another one beside it, who sends the forms, and what the log says meanwhile."""

    def __init__(self, app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        """Open both; from now on every transaction is looked at and taken back."""
        super().__init__(logging.ERROR)
        self.app, self.walk = app, Walk(app, shop, things_at(shop, 0))
        before = everything()
        self._table_of = {row[0]: name for name, rows in before.items() for row in rows}
        things_at(make_shop("别家", prefix="other-"), 0)
        self.next_door = Neighbours(before)
        self.caught: BaseException | None = None
        self._login = staff.token_of(shop.staff[Role.OWNER], LoginKind.BROWSER)
        self.routes = app.url_map.bind("localhost")
        monkeypatch.setattr(app.request_class, "parameter_storage_class", _Heard)
        monkeypatch.setattr(logging.getLogger("app.web.errors"), "handlers", [self])
        self._take_back_every_commit(monkeypatch)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the fault that an answer hides."""
        self.caught = record.exc_info[1] if record.exc_info else None

    def forms(self) -> Iterator[tuple[str, Form]]:
        """(endpoint, form) of every page, each sort once; then those that no page shows."""
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for page, address in self.walk.pages():
            answer = self._sender(page).open(address, method="GET")
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            for form in forms_of(address, answer.text):
                endpoint, _ = self.routes.match(form.address.partition("?")[0], method="POST")
                if (endpoint, form.names) not in seen:
                    seen.add((endpoint, form.names))
                    yield endpoint, form
        known = {endpoint for endpoint, _names in seen} | HOOKS
        for rule in self.app.url_map.iter_rules():
            is_form = "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
            if is_form and rule.endpoint not in known:
                yield rule.endpoint, self._listen(rule)

    def complaint(self, sent: Sent) -> str:
        """What is wrong with the answer to a form, "" for nothing."""
        self.next_door.is_taken_back, self.caught = False, None
        answer = self._send(sent.endpoint, sent.form.address, self._typed(sent))
        wrong, self.next_door.harm = self.next_door.harm, []
        if answer.status_code >= 500 and not self._lost_its_own():
            wrong.append(f"{answer.status_code} {self.caught!r:.300}")
        elif 500 > answer.status_code >= 400 and not says_why(answer):
            wrong.append(f"{answer.status_code} without a word")
        return "; ".join(wrong)

    def _lost_its_own(self) -> bool:
        """Whether a form's second transaction asked for what its first one had written."""
        return self.next_door.is_taken_back and isinstance(self.caught, NoResultFound)

    def _listen(self, rule: Rule) -> Form:
        """A form of what a route asks for, found by sending it more and more of that."""
        form = Form(self.walk.address(rule), [])
        for _round in range(4):
            _Heard.asked.clear()
            self._send(rule.endpoint, form.address, [(name, "1") for name in form.names])
            more = [name for name in _Heard.asked if name not in (*form.names, "csrf_token")]
            form.fields += [Field(name, "1") for name in more]
        return form

    def _send(self, endpoint: str, address: str, fields: list[tuple[str, str]]) -> TestResponse:
        sender = self._sender(endpoint)
        answer = sender.open(address, method="POST", data=MultiDict(fields))
        if "Set-Cookie" in answer.headers and sender is self.walk.owner:
            sender.log_in(self._login)  # one of the forms logs out
        return answer

    def _sender(self, endpoint: str) -> PageClient:
        return self.walk.guest if RIGHT_OF[endpoint] == "diner" else self.walk.owner

    def _typed(self, sent: Sent) -> list[tuple[str, str]]:
        """The fields of a form as they stand, with the garbage in the last one of that name."""
        given = [(each.name, each.value) for each in sent.form.fields]
        places = [at for at, (name, _value) in enumerate(given) if name == sent.field]
        if places:
            value: str | None = GARBAGE[sent.kind]
            if sent.kind == MISSING:
                value = None
            elif sent.kind == THEIRS:
                value = self._their(given[places[-1]][1])
            given[places[-1]] = (sent.field, value)
        return [(name, value) for name, value in given if value is not None]

    def _their(self, own: str | None) -> str:
        """The other store's id of the same sort of thing, a dish's where that is not known."""
        rows = self.next_door.rows
        return str(min(row[0] for row in rows[self._table_of.get(own, "dish")] or rows["dish"]))

    def _take_back_every_commit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        back, look = postgres.Write("ROLLBACK"), self.next_door.look
        event.listen(db.engine, "before_cursor_execute", self.next_door.note)

        def commit(session: Session) -> None:
            session.flush()
            look(session.connection())
            session.rollback()

        def commit_by_statement(connection: Connection) -> None:
            look(connection)
            postgres.send(connection, back)

        monkeypatch.setattr(Session, "commit", commit)
        monkeypatch.setattr(postgres, "commit", commit_by_statement)


def says_why(answer: TestResponse) -> bool:
    """Whether a refusal carries a sentence."""
    if "json" in answer.mimetype:
        return len((answer.get_json(force=True) or {}).get("title", "")) > 3
    return bool(_WORDS.search(answer.text))


def trials(house: House, *, is_whole: bool) -> Iterator[Sent]:
    """Each field with each sort of garbage, or with the next sort in turn."""
    kinds, turn = list(GARBAGE), 0
    for endpoint, form in house.forms():
        yield Sent(endpoint, form)
        for name in form.names:
            turn += 1
            for kind in kinds if is_whole else [kinds[turn % len(kinds)]]:
                yield Sent(endpoint, form, name, kind)


def walk_through(house: House, *, is_whole: bool = False) -> tuple[Counter[str], list[str]]:
    """How many forms were sent to each address, and what was wrong."""
    counted, wrong = Counter[str](), []
    for sent in list(trials(house, is_whole=is_whole)):
        counted[sent.endpoint] += 1
        if said := house.complaint(sent):
            wrong.append(f"{sent.form.address} ({sent.endpoint}) {sent.field}: {sent.kind}: {said}")
    return counted, wrong
