"""Libraries that a start does not wait for."""

import subprocess
import sys

import pytest

from app.config import PROJECT_ROOT
from app.core.lazily import at_use

# What only an export, a code, a sheet to print, an upgrade or a payment by network needs.
NOT_AT_START = (
    "alembic",
    "alipay",
    "chinese_calendar",
    "flask_migrate",
    "openpyxl",
    "pypinyin",
    "qrcode",
    "redis",
    "reportlab",
    "requests",
    "sqlalchemy.dialects.postgresql",
    "wechatpayv3",
    "zeroconf",
)


def test_a_start_loads_no_library_that_only_some_work_needs() -> None:
    """In a process of its own: other tests have loaded them here."""
    words = "import sys, app.serving, app.serving_shop, app.factory; print(*sys.modules)"
    made = subprocess.run(
        [sys.executable, "-c", words], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(made.stdout.split())
    assert "app.web.backoffice.cards_pdf" in loaded, "the pages themselves are there"
    assert loaded.isdisjoint(NOT_AT_START), loaded & set(NOT_AT_START)


def test_a_library_is_loaded_by_the_first_of_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    library = at_use("wave")
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    assert "wave" not in sys.modules
    assert issubclass(library.Error, Exception)
    assert "wave" in sys.modules


def test_a_name_or_library_that_is_not_there_is_said_as_python_says_it() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = at_use("json").nothing
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        _ = at_use("no_such_library").anything
