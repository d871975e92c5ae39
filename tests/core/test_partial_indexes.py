"""Indexes of some rows only: their condition is said once and holds on both databases."""

from sqlalchemy import Column, Index, Integer, MetaData, Table, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex

from app.core import postgres
from app.core.db import Base
from app.factory import import_models


def made(index: Index, dialect: Dialect) -> str:
    return str(CreateIndex(index).compile(dialect=dialect))


def test_a_condition_said_for_sqlite_holds_on_postgres_too() -> None:
    tables = MetaData()
    column = Column("at", Integer)
    some = Index("some", column, sqlite_where=text("at IS NULL"))
    every = Index("every", column)
    Table("thing", tables, column, some, every)
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    assert "WHERE" not in made(some, dialect), "as the models say it"
    postgres.take_conditions(tables)
    assert made(some, dialect).endswith("WHERE at IS NULL")
    assert "WHERE" not in made(every, dialect)


def test_the_shops_own_partial_indexes_are_partial_on_both() -> None:
    import_models()
    postgres.take_conditions(Base.metadata)
    indexes = [index for table in Base.metadata.tables.values() for index in table.indexes]
    partial = {index.name for index in indexes if "WHERE" in made(index, SQLiteDialect_pysqlite())}
    assert {"uq_cash_shift_open", "uq_table_session_live"} <= partial
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]
    found = {index.name for index in indexes if "WHERE" in made(index, dialect)}
    assert found == partial
