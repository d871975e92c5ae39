"""The owner at the back-office."""

from collections.abc import Callable

import pytest

from app.staff.rights import Role
from tests.fixtures.callers import PageClient


@pytest.fixture
def owner(staff_page: Callable[[Role], PageClient]) -> PageClient:
    """The owner's browser, logged in."""
    return staff_page(Role.OWNER)
