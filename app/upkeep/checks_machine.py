"""The checks of the self-test that look at the machine and the database."""

import os
import shutil
import tomllib
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import gettext
from sqlalchemy import select, text

from app.core import clock, migrating, network, occupancy, sqlite
from app.core.audit import AuditEntry
from app.core.db import db
from app.upkeep.findings import Finding, Level
from printer import fonts

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
_MB = 1024 * 1024
_CLOCK_ANCHOR = "kaifan.clock"
_CLOCK_ODD = "kaifan.clock_odd"
_ODD_TOLD_S = 3600


def anchor_clock(app: Flask) -> None:
    """Remember both clocks at the start, to see later whether somebody moved the wall clock.

    A clock that says an impossible year goes on from what was last written down.
    """
    with app.app_context():
        latest = _latest_entry_at()
    if latest is not None:
        clock.note_past(latest)
    app.extensions[_CLOCK_ANCHOR] = (clock.now(), clock.monotonic())


def check_clock(app: Flask) -> Finding:
    """The year, the order of what was written down, and jumps since the start."""
    now = clock.now()
    ask = gettext("Set the computer's date and time, and let it set them by itself over NTP.")
    if not clock.can_be():
        words = gettext("The clock says %(year)d.", year=clock.wall().year)
        return Finding("clock", Level.BAD, words, ask)
    latest = _latest_entry_at()
    if latest is not None and latest > now + timedelta(minutes=1):
        words = gettext("The clock is behind: the last entry is later than now.")
        return Finding("clock", Level.BAD, words, ask)
    wall, monotonic = app.extensions.get(_CLOCK_ANCHOR, (now, clock.monotonic()))
    moved_s = (now - wall).total_seconds() - (clock.monotonic() - monotonic)
    if abs(moved_s) > 60:
        words = gettext("The clock jumped by %(s)d seconds since the start.", s=int(moved_s))
        return Finding("clock", Level.WARN, words, ask)
    return Finding("clock", Level.OK, gettext("The clock runs evenly."))


def runs_true(app: Flask) -> bool:
    """Whether the clock is right, as far as can be told; what is odd is told of for an hour.

    After that only a year that cannot be is: what was written while the clock was ahead goes on to
    look as if it were behind, and whoever set it has had the time to see to it.
    """
    if check_clock(app).level is Level.OK:
        app.extensions.pop(_CLOCK_ODD, None)
        return True
    odd_since: float = app.extensions.setdefault(_CLOCK_ODD, clock.monotonic())
    is_accepted = clock.monotonic() - odd_since > _ODD_TOLD_S
    return is_accepted and clock.can_be()


def check_disk(folder: Path) -> Finding:
    """Room in the data folder."""
    free_mb = shutil.disk_usage(folder).free // _MB
    words = gettext("%(gb).1f GB are free.", gb=free_mb / 1024)
    ask = gettext("Make room: delete what is not needed, or move the shop to a larger disk.")
    if free_mb < 200:
        return Finding("disk", Level.BAD, words, ask)
    return Finding("disk", Level.WARN, words, ask) if free_mb < 1024 else Finding(
        "disk", Level.OK, words
    )  # fmt: skip


def check_database(file: Path | None) -> Finding:
    """Structure, and the settings that keep what was acknowledged."""
    if file is None:
        db.session.execute(text("SELECT 1"))
        return Finding("database", Level.OK, gettext("The database server answers."))
    module = sqlite.choose_module()
    with closing(module.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as connection:
        problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        return damaged(problem)
    journal = db.session.execute(text("PRAGMA journal_mode")).scalar_one()
    synchronous = db.session.execute(text("PRAGMA synchronous")).scalar_one()
    if (journal, synchronous) != ("wal", 2):
        facts = f"{journal} {synchronous}"
        words = gettext("A power cut could lose orders: %(facts)s", facts=facts)
        return Finding("database", Level.BAD, words, gettext("Start Kaifan again."))
    words = gettext("Intact; SQLite %(version)s, safe against power cuts.",
                    version=module.sqlite_version)  # fmt: skip
    return Finding("database", Level.OK, words)


def damaged(problem: object) -> Finding:
    """The database cannot be read."""
    words = gettext("The database is damaged or cannot be read: %(problem)s", problem=problem)
    ask = gettext("Stop Kaifan and restore the newest backup: python run.py restore FILE")
    return Finding("database", Level.BAD, words, ask)


def program_version() -> str:
    """This version of the program."""
    return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])


def check_version(app: Flask) -> Finding:
    """This version, and whether the database fits it."""
    version = program_version()
    found = migrating.read_revisions(app)
    if found.is_newer:
        words = gettext("The database belongs to a newer Kaifan than %(v)s.", v=version)
        return Finding("version", Level.BAD, words, gettext("Start that newer version."))
    if found.present != found.head:
        words = gettext("The database is not yet up to date for Kaifan %(v)s.", v=version)
        ask = gettext("Start Kaifan again: it makes a copy, then brings it up to date.")
        return Finding("version", Level.WARN, words, ask)
    return Finding("version", Level.OK, gettext("Kaifan %(v)s", v=version))


def check_secret(file: Path) -> Finding:
    """Nobody else on the machine may read the key that signs logins and table codes."""
    if os.name != "nt" and file.exists() and file.stat().st_mode & 0o077:
        words = gettext("Other users of this computer can read the secret key.")
        return Finding("secret", Level.BAD, words, f"chmod 600 {file}")
    return Finding("secret", Level.OK, gettext("Only Kaifan can read the secret key."))


def check_network(config: Any) -> Finding:
    """Whether phones can reach this machine, and how safely."""
    address = network.lan_address()
    if address is None:
        words = gettext("This computer is in no network: phones cannot reach it.")
        return Finding("network", Level.WARN, words, gettext("Connect it to the shop's network."))
    name = network.announced_name(config.data_dir)
    if name is None:
        words = gettext("%(address)s; no name is announced.", address=address)
    else:
        words = gettext("%(address)s, also found as %(name)s.", address=address, name=name)
    return Finding("network", Level.OK, words)


def check_server(folder: Path) -> Finding:
    """Whether anybody serves this data folder."""
    if occupancy.find_occupant(folder) is None:
        words = gettext("Kaifan is not running on this folder.")
        return Finding("server", Level.WARN, words, gettext("Start it: python run.py"))
    return Finding("server", Level.OK, gettext("Kaifan is running."))


def _latest_entry_at() -> datetime | None:
    return db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))


def check_fonts() -> Finding:
    """Whether this computer has fonts to draw what the printers' own fonts lack."""
    missing = fonts.list_missing()
    if "chinese" in missing:
        words = gettext("Lines with emoji or rare characters print □ in their place.")
        ask = gettext("Install a Chinese font, such as Noto Sans CJK, then start Kaifan again.")
        return Finding("fonts", Level.WARN, words, ask)
    if "emoji" in missing:
        words = gettext("Most emoji print as a box with their number: no font here has them.")
        return Finding("fonts", Level.OK, words)
    return Finding("fonts", Level.OK, gettext("Emoji and rare characters can be drawn."))
