"""Here every test has a database on Postgres; without a server they are skipped by name."""

from collections.abc import Iterator

import pytest

from tests.fixtures.postgres import Databases


@pytest.fixture(scope="package")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The databases on the server of KAIFAN_TEST_POSTGRES."""
    made = Databases(tmp_path_factory.mktemp("postgres"))
    yield made
    made.close()
