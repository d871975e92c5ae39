"""Nothing secret is in logs, pages, exports or backups, and no card number is anywhere.

A real shop is filled with secrets and card numbers as people would type them; then everything
that it shows, writes or gives away is searched for them.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy.exc import DatabaseError

from app.core import cards
from app.core.db import db
from app.web import errors
from tests.fixtures.live_server import LiveServer
from tests.journeys.every_page import Visit, fill_evening, visits
from tests.web.planted import CARDS, PLAIN, Planted

# The file of keys and the addresses of the demonstration, which are there to be read.
_MAY_HOLD = {"secret.key", "demo.json"}
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){12,18}(?![0-9A-Za-z])")


@pytest.fixture(scope="module")
def planted(server: LiveServer) -> Iterator[Planted]:
    """An evening in the demo restaurant, and all that must not be seen typed into it."""
    fill_evening(server)
    made = Planted(server)
    try:
        made.plant()
        yield made
    finally:
        made.close()


class Seen:
    """Everything that was seen: texts by where."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.texts: list[tuple[str, str]] = []

    def take(self, where: str, content: bytes) -> None:
        """A page or a file; what is packed is unpacked."""
        if content[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    self.take(f"{where} > {name}", archive.read(name))
        else:
            self.texts.append((where, content.decode("utf-8", "replace")))

    def with_(self, word: str) -> list[str]:
        """Where a word stands."""
        return [where for where, text in self.texts if word in text]

    def cards(self) -> list[str]:
        """Where something is built as a card number is, or is one of those that were typed."""
        typed = {"".join(c for c in each if c.isdecimal()) for each in CARDS}
        found = []
        for where, text in self.texts:
            numbers = {re.sub(r"[ -]", "", each) for each in _NUMBER.findall(text)}
            found += [f"{where}: {each}" for each in numbers & typed]
            found += [f"{where}: {each}" for each in CARDS if each in text]
        return found


def everything(planted: Planted, app: Flask) -> Seen:
    """All pages by who may open them, what was answered, the log, and every file of the shop."""
    seen, server = Seen(), planted.server
    for name, text in planted.answers:
        seen.take(name, text.encode())
    with httpx.Client(base_url=server.base_url, timeout=60) as nobody:
        clients = {"owner": planted.owner.client, "diner": planted.diner}
        for visit in [*visits(app, server), *_files(planted)]:
            answer = clients.get(visit.who, nobody).get(visit.path)
            assert answer.status_code < 500, visit
            seen.take(f"{visit.who} {visit.path}", answer.content)
    for file in sorted(server.data.rglob("*")):
        if file.is_file() and file.name not in _MAY_HOLD:
            seen.take(str(file.relative_to(server.data)), _raw(file))
    return seen


def _files(planted: Planted) -> list[Visit]:
    """What is no page: the audit log as a file, everything taken away, and a backup."""
    planted.owner.do("/backoffice/backups", {})
    names = [each.name for each in (planted.server.data / "backups").iterdir()]
    assert names, "a backup was made"
    paths = [f"/backoffice/backups/{name}" for name in names]
    return [Visit("", "owner", path) for path in ["/backoffice/audit.csv", *paths]]


def _raw(file: Path) -> bytes:
    return file.read_bytes()


@pytest.mark.sqlite("its file and backups are searched")
def test_nothing_secret_is_seen_and_no_card_number_is_kept(planted: Planted, app: Flask) -> None:
    seen = everything(planted, app)
    plain = seen.with_(PLAIN)
    places = ("/books", "orders.xlsx > ", "kaifan.db", "/backups/", "a shift", "an order")
    assert all(any(place in each for each in plain) for place in places), (
        f"the search does not find what is there to be found: {plain}"
    )
    leaks = {what: seen.with_(secret) for what, secret in planted.secrets.items()}
    assert {what: where for what, where in leaks.items() if where} == {}
    assert seen.cards() == []
    assert "****1111" in dict(seen.texts)["an order"], "that something was hidden is seen"


def test_control_a_search_finds_what_was_planted() -> None:
    seen = Seen()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sheet.xml", f"<c>{CARDS[0]}</c><c>{CARDS[2]}</c>")
    seen.take("a workbook", packed.getvalue())
    assert [each.partition(": ")[2] for each in seen.cards()]
    assert all(cards.hidden(each) != each for each in CARDS)


@pytest.mark.parametrize("hides", [True, False], ids=["as it is", "control"])
def test_a_statement_that_fails_is_logged_without_its_values(
    app: Flask, caplog: pytest.LogCaptureFixture, hides: bool
) -> None:
    engine = db.engine if hides else sqlalchemy.create_engine("sqlite://")
    with app.test_request_context("/x"):
        try:
            with engine.connect() as connection:
                connection.execute(
                    sqlalchemy.text("insert into nowhere values (:note)"), {"note": PLAIN}
                )
        except DatabaseError as error:
            answer = errors._unexpected(error)
    engine.dispose()
    assert "insert into nowhere" in caplog.text, "that it failed, and what"
    assert (PLAIN in caplog.text) is not hides
    assert PLAIN not in answer.get_data(as_text=True)
