"""The translation catalogs, one per face, compiled when their text is newer."""

import logging
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from app.core.ids import new_id

log = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parent.parent / "translations"
# "messages" holds what several faces share and what the domains say.
CATALOGS = (
    "messages",
    "diner",
    "kitchen",
    "counter",
    "backoffice",
    "printing",
    "setup",
    "audit",
    "stock",
    "payments",
)


def configure(app: Flask) -> None:
    """Settings of Flask-Babel; the catalogs are searched in the order above."""
    compile_stale()
    app.config["BABEL_DOMAIN"] = ";".join(CATALOGS)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([str(FOLDER)] * len(CATALOGS))


def compile_stale() -> list[Path]:
    """Compile every catalog whose text changed; return the files written.

    A folder that cannot be written keeps what it has: pages then show the English text.
    """
    written = []
    for source in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            _compile(source, target)
            written.append(target)
        except OSError as error:
            log.warning("%s could not be compiled: %s", source, error)
    return written


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as text:
        catalog = read_po(text, locale=source.parent.parent.name)
    # Written beside and renamed: another process may be reading the old one, or writing its own.
    unfinished = target.with_name(f"{target.stem}.{new_id()}.part")
    try:
        with unfinished.open("wb") as binary:
            write_mo(binary, catalog)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
