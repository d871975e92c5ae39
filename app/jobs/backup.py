"""A verified copy of the SQLite file, and how many of them are kept."""

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

from flask import current_app

from app.core import clock, sqlite

log = logging.getLogger(__name__)

_NAME = "kaifan-%Y%m%d-%H%M%S.db"
_KEEP_ALL = timedelta(hours=24)
_KEEP_DAILY = timedelta(days=14)
_KEEP_MONTHLY = timedelta(days=366)


class BackupFailed(RuntimeError):
    """A copy could not be made, or did not pass its check; the text says which."""


def back_up_now() -> Path | None:
    """Copy the database, check the copy, thin out old ones; None when it is not SQLite.

    A copy is counted only once it was opened again and found whole. Raises BackupFailed.
    """
    config = current_app.config["KAIFAN"]
    source = config.sqlite_file
    if source is None:
        return None
    config.backup_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    target: Path = config.backup_dir / clock.now().strftime(_NAME)
    copy_database(source, target)
    thin_out(config.backup_dir, clock.now())
    return target


def copy_database(source: Path, target: Path) -> None:
    """Copy `source` to `target` while it is in use, and verify the copy. Raises BackupFailed."""
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    module = sqlite.choose_module()
    try:
        _copy(module, source, unfinished)
        verify(unfinished)
        _sync(unfinished)
        unfinished.replace(target)
        _sync(target.parent)
    except (module.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise BackupFailed(f"{target.name}: {error}") from error


def verify(copy: Path) -> None:
    """Open a copy as a restore would and look through all of it. Raises BackupFailed."""
    module = sqlite.choose_module()
    connection = module.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
    try:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except module.Error as error:
        raise BackupFailed(f"{copy.name}: {error}") from error
    finally:
        connection.close()
    if problems != ["ok"] or orphans:
        raise BackupFailed(f"{copy.name}: {problems[:3]} {orphans[:3]}")


def list_backups(folder: Path) -> list[tuple[Path, datetime]]:
    """The verified copies and when they were made (UTC), newest first."""
    found = []
    for file in folder.glob("kaifan-*.db"):
        try:
            made_at = datetime.strptime(file.name, _NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append((file, made_at))
    return sorted(found, key=lambda each: each[1], reverse=True)


def thin_out(folder: Path, now: datetime) -> list[Path]:
    """Delete old copies: all of a day are kept, then one a day, then one a month for a year."""
    kept: set[str] = set()
    gone = []
    for file, made_at in list_backups(folder):
        age = now - made_at
        if age <= _KEEP_ALL:
            continue
        period = made_at.strftime("%Y-%m-%d" if age <= _KEEP_DAILY else "%Y-%m")
        if age > _KEEP_MONTHLY or period in kept:
            file.unlink()
            gone.append(file)
        kept.add(period)
    return gone


def _copy(module: ModuleType, source: Path, target: Path) -> None:
    reader = module.connect(source)
    writer = module.connect(target)
    try:
        reader.backup(writer)
        # The copy is one plain file: nothing of it may stay behind in a log beside it.
        writer.execute("PRAGMA journal_mode=DELETE")
    finally:
        writer.close()
        reader.close()


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
