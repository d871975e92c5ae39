"""Facts are published within their transaction; the record of who did what cannot be altered."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.core import audit, events
from app.core.actors import system
from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.sequences import current_value, next_value


@dataclass(frozen=True)
class Happened:
    """A fact for tests."""

    n: int


def test_reactions_run_in_the_transaction_and_can_undo_it(app: Flask) -> None:
    @events.on(Happened)
    def react(event: Happened) -> None:
        next_value("s", "reacted")
        if event.n < 0:
            raise ValueError("undo")

    with transaction():
        events.publish(Happened(1))
    with pytest.raises(ValueError, match="undo"), transaction():
        events.publish(Happened(-1))
    assert current_value("s", "reacted") == 1
    assert react in events.reactions_to(Happened)


def test_an_event_outside_a_transaction_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.publish(Happened(1))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET actor_name = 'somebody else'",
        "DELETE FROM audit_entry",
        pytest.param(
            "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
            marks=pytest.mark.sqlite("a statement that only it knows"),
        ),
    ],
)
def test_the_audit_cannot_be_altered(app: Flask, tampering: str) -> None:
    with transaction():
        audit.log("test.done", actor=system("s"), target=("thing", "1"), price_fen=5)
    with pytest.raises(DBAPIError, match="append"), transaction():
        db.session.execute(text(tampering))
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor_name, entry.detail) == ("system", {"price_fen": 5})


def test_an_entry_is_undone_with_its_deed(app: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        audit.log("test.done", actor=system("s"), target=("thing", "1"))
        raise KeyError
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 0
