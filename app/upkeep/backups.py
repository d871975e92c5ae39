"""The shop's backups: made, listed, and how many of them are kept."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app

from app.core import clock, copies
from app.core.errors import NotFound

_NAME = "kaifan-%Y%m%d-%H%M%S.db"
_KEEP_ALL = timedelta(hours=24)
_KEEP_DAILY = timedelta(days=14)
_KEEP_MONTHLY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was verified when it was made (UTC); `size` is in bytes."""

    file: Path
    made_at: datetime
    size: int

    @property
    def name(self) -> str:
        """The name by which it is asked for."""
        return self.file.name


def back_up_now() -> Path | None:
    """Copy the database, check the copy, thin out old ones; None when it is not SQLite.

    Raises CopyFailed.
    """
    config = current_app.config["KAIFAN"]
    source = config.sqlite_file
    if source is None:
        return None
    config.backup_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    target: Path = config.backup_dir / clock.now().strftime(_NAME)
    copies.copy_database(source, target)
    thin_out(config.backup_dir, clock.now())
    return target


def list_backups(folder: Path) -> list[Backup]:
    """The verified copies, newest first."""
    found = []
    for file in folder.glob("kaifan-*.db"):
        try:
            made_at = datetime.strptime(file.name, _NAME).replace(tzinfo=UTC)
            found.append(Backup(file, made_at, file.stat().st_size))
        except (ValueError, FileNotFoundError):
            continue  # somebody else's file, or thinned out this very moment
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def get_backup(folder: Path, name: str) -> Backup:
    """The backup of that name: one of the list, never a path. Raises NotFound."""
    for backup in list_backups(folder):
        if backup.name == name:
            return backup
    raise NotFound


def thin_out(folder: Path, now: datetime) -> list[Path]:
    """Delete old copies: all of a day are kept, then one a day, then one a month for a year."""
    kept: set[str] = set()
    gone = []
    for backup in list_backups(folder):
        age = now - backup.made_at
        if age <= _KEEP_ALL:
            continue
        period = backup.made_at.strftime("%Y-%m-%d" if age <= _KEEP_DAILY else "%Y-%m")
        if age > _KEEP_MONTHLY or period in kept:
            backup.file.unlink(missing_ok=True)
            gone.append(backup.file)
        kept.add(period)
    return gone
