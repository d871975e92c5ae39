"""Every page answers on Postgres, and what is append-only on SQLite is so there."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.db import db, transaction
from tests.factories.shop import Shop
from tests.web.test_rights_matrix import things_at
from tests.web.test_statements import Walk

# With a column of each.
APPEND_ONLY = {
    "audit_entry": "store_id",
    "stock_movement": "store_id",
    "ledger_entry": "store_id",
    "ledger_posting": "account",
}


def test_every_page_answers(app: Flask, shop: Shop) -> None:
    walked = Walk(app, shop, things_at(shop, 0)).all()
    assert len(walked) > 200


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_written_down_stays(app: Flask, shop: Shop, table: str) -> None:
    things_at(shop, 0)
    assert db.session.scalar(text(f"SELECT count(*) FROM {table}"))
    column = APPEND_ONLY[table]
    for change in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET {column} = {column}",
        f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.connection().exec_driver_sql(change)
