"""The sample menu that an owner may begin with and write over."""

from pathlib import Path

_FILE = Path(__file__).with_name("sample_menu.csv")


def menu_csv() -> bytes:
    """The file, in the columns that an import reads."""
    return _FILE.read_bytes()


def dish_count() -> int:
    """How many dishes are in it."""
    return len(menu_csv().splitlines()) - 1
