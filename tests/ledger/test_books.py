"""The books on SQLite and on Postgres: nobody changes an entry, and whoever does is found out."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.cli import doctor as doctors
from app.cli.doctor import doctor
from app.config import Config
from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.ids import new_code
from app.ledger import queries as ledger
from app.ledger import rules
from app.ledger import service as books
from app.ledger.queries import Fault
from app.payments.drawer import service as drawer
from app.payments.drawer.inputs import MovementInput
from app.payments.drawer.models import MovementKind
from app.payments.models import Channel
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop, make_shop
from tests.fixtures.postgres import postgres_app, postgres_url
from tests.payments.refunding import give_back

__all__ = ["postgres_app", "postgres_url"]

CHANGES = {
    "amount": "UPDATE ledger_posting SET amount_fen = amount_fen + 1",
    "note": "UPDATE ledger_entry SET note = 'x' WHERE seq = 2",
    "date": "UPDATE ledger_entry SET business_date = '2020-01-01' WHERE seq = 2",
    "row": "DELETE FROM ledger_posting WHERE entry_id IN (SELECT id FROM ledger_entry"
    " WHERE seq = 2)",
    "entry": "DELETE FROM ledger_entry WHERE seq = 2",
    "seal": "UPDATE ledger_entry SET seal = previous_seal WHERE seq = 2",
}


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop on either database; Postgres where the machine has one."""
    request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    yield make_shop(prefix=f"{new_code(6)}-")
    db.session.rollback()
    if request.param == "postgres":
        # Its database lives as long as this module.
        with transaction():
            for table in ("ledger_entry", "ledger_posting"):
                db.session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    db.session.remove()


def an_evening(shop: Shop) -> None:
    """Money of every sort, over two business days."""
    till = shop.person()
    drawer.open_shift(50_000, actor=till)
    first = pay(till, place_at_counter(shop.actor, shop.dish["tofu"]), tendered_fen=2000)
    pay(till, place_at_counter(shop.actor, shop.dish["beer"]), channel=Channel.STATIC_CODE)
    give_back(shop, first["id"], 500)
    drawer.move_cash(
        MovementInput(kind=MovementKind.PAY_OUT, amount_fen=700, reason="买冰"), actor=till
    )


def free_the_books() -> None:
    """Take the triggers away, as whoever owns the machine can."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    with transaction():
        for table in ("ledger_entry", "ledger_posting"):
            if not is_sqlite:
                db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                continue
            for verb in ("update", "delete"):
                db.session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))


def change(statement: str, shop: Shop) -> None:
    """Change rows of one store, behind the program's back."""
    own = f"entry_id IN (SELECT id FROM ledger_entry WHERE store_id = '{shop.id}')"
    if not statement.startswith(("UPDATE ledger_posting", "DELETE FROM ledger_posting")):
        own = f"store_id = '{shop.id}'"
    where = " AND " if "WHERE" in statement else " WHERE "
    with transaction():
        db.session.execute(text(statement + where + own))
    db.session.expire_all()


@pytest.mark.parametrize("what", CHANGES)
def test_the_database_refuses_to_change_or_take_out_what_was_written(
    house: Shop, what: str
) -> None:
    an_evening(house)
    with pytest.raises(DatabaseError, match="append-only"):
        change(CHANGES[what], house)
    db.session.rollback()
    assert ledger.find_faults(house.id) == []


@pytest.mark.parametrize("what", CHANGES)
def test_whoever_takes_the_triggers_away_is_found_by_the_chain(house: Shop, what: str) -> None:
    """The control of the triggers, and the chain's own test."""
    an_evening(house)
    assert ledger.find_faults(house.id) == []
    free_the_books()
    if what == "entry":
        change(CHANGES["row"], house)
    change(CHANGES[what], house)
    assert ledger.find_faults(house.id), what


def test_control_an_unsealed_chain_would_not_see_a_changed_note(
    house: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "seal_of", lambda *_given: "0" * 64)
    an_evening(house)
    free_the_books()
    change(CHANGES["note"], house)
    assert ledger.find_faults(house.id) == []


def test_a_correction_is_an_entry_and_every_day_sums_to_zero(
    house: Shop, clock: FixedClock
) -> None:
    an_evening(house)
    before = ledger.last_seq(house.id)
    wrong = {rules.DRAWER: 300, rules.OVER_SHORT: -300}
    books.post("correction", "typed wrongly", wrong, actor=house.person(), note="数错")
    clock.move(hours=24)
    right = {account: -fen for account, fen in wrong.items()}
    books.post("correction", "taken back", right, actor=house.person(), note="更正")
    assert ledger.last_seq(house.id) == before + 2, "both stay"
    days = {entry.business_date for entry in ledger.list_entries(house.id)}
    assert len(days) == 2
    assert [sum(ledger.balances(house.id, day=day).values()) for day in days] == [0, 0]
    assert ledger.find_faults(house.id) == []
    with pytest.raises(ValueError, match="zero"):
        books.post("correction", "half", {rules.DRAWER: 1}, actor=house.person())


def test_entries_of_two_stores_are_chains_of_their_own(house: Shop) -> None:
    an_evening(house)
    other = make_shop(prefix=f"{new_code(6)}-")
    an_evening(other)
    assert ledger.find_faults(house.id) == ledger.find_faults(other.id) == []


def test_the_doctor_says_that_the_chain_holds_and_where_it_does_not(
    app: Flask, shop: Shop, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The key of the tests is a word that anybody can read.
    monkeypatch.setattr("app.config._SHORTEST_SECRET", len(config.secret_key))
    (config.data_dir / "secret.key").write_text(config.secret_key)
    monkeypatch.setenv("DATABASE_URL", config.database_url)
    made: list[Flask] = []
    monkeypatch.setattr(doctors, "create_app", lambda own: made.append(create_app(own)) or made[-1])
    an_evening(shop)
    run = CliRunner().invoke(doctor, obj=config.data_dir)
    line = next(each for each in run.output.splitlines() if "Books" in each)
    assert line.startswith("ok") and "sealed and summing to zero" in line
    free_the_books()
    change(CHANGES["note"], shop)
    run = CliRunner().invoke(doctor, obj=config.data_dir)
    line = next(each for each in run.output.splitlines() if "Books" in each)
    assert (run.exit_code, line[:3]) == (1, "BAD")
    assert "Entry 2 of the books does not hold" in line
    assert ledger.find_faults(shop.id)[0] == Fault(2, "seal")
    for each in made:
        # As the end of the process would.
        with each.app_context():
            db.session.remove()
            db.engine.dispose()
