"""A database that cannot hold Chinese is refused at the start, with what to do instead."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app import create_app
from app.core.db import db
from app.core.ids import new_code
from app.serving_shop import prepare
from tests.fixtures.installation import forget_everything, make_config
from tests.fixtures.postgres import Databases


@pytest.fixture
def of_bytes(databases: Databases) -> Iterator[str]:
    """The address of an empty database as a server without a language makes them."""
    name = f'"kaifan_{new_code(12)}"'
    letters = "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    address = databases.address(databases._create(name, f" {letters}"))
    yield address
    databases.drop(address)


def test_a_database_of_bytes_is_refused_before_anything_is_made_in_it(
    of_bytes: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_everything()
    config = make_config(tmp_path, database_url=of_bytes)
    made = create_app(config)
    with pytest.raises(SystemExit):
        prepare(made, config, "http://127.0.0.1")
    with made.app_context():
        db.engine.dispose()
    forget_everything()
    assert "createdb -E UTF8" in capsys.readouterr().err
    with closing(psycopg.connect(of_bytes.replace("+psycopg", ""))) as connection:
        assert connection.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND"
            " relnamespace = 'public'::regnamespace"
        ).fetchone() == (0,)
