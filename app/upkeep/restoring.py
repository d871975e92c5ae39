"""Putting a backup in the place of the shop's database: the whole new one, or still the old one."""

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core import clock, copies, sqlite
from app.core.copies import CopyFailed
from app.core.ids import new_id
from app.core.outgoing import HOLD_KEY, Hold
from app.core.system import EPOCH_KEY

_NEEDED = {"alembic_version", "store", "system_value"}


class Unusable(RuntimeError):
    """The backup cannot be restored; the text says why in plain words. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the former database lies now, and until when the new one knows."""

    kept: Path | None
    known_until: datetime | None


def examine(file: Path, known: frozenset[str]) -> None:
    """Look whether `file` is a whole backup of a Kaifan that is not newer. Raises Unusable."""
    if not file.is_file():
        raise Unusable(f"There is no file {file}.")
    for ending in ("-wal", "-journal"):
        beside = file.with_name(file.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise Unusable(
                f"{file} was taken from a shop at work: part of it lies in {beside.name}. Use a"
                " backup; or move that part away, and restore without the newest orders."
            )
    try:
        copies.verify(file)
    except CopyFailed as error:
        raise Unusable(
            f"This file is damaged, or is no backup of Kaifan ({error}). Choose another backup."
        ) from error
    with closing(copies.open_read_only(file)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if not names >= _NEEDED:
            raise Unusable(f"{file.name} is a database, but not one of Kaifan.")
        revisions = [row[0] for row in connection.execute("SELECT * FROM alembic_version")]
    if not revisions or not known.issuperset(revisions):
        raise Unusable(
            f"{file.name} was made by a newer Kaifan (revision {', '.join(revisions) or '?'})."
            " Install that version first, then restore."
        )


def restore(file: Path, *, database: Path, backups: Path, known: frozenset[str]) -> Restored:
    """Verify `file`, keep a safety copy of `database`, then put `file` in its place.

    The caller has the data folder for itself. Raises Unusable, OSError; until the last step,
    which is one rename, the former database stands. Print and messages are held in the new one.
    """
    if database.exists() and file.exists() and file.samefile(database):
        raise Unusable(f"{file} is the shop's present database. Choose a backup.")
    examine(file, known)
    unfinished = database.with_name(database.name + ".restoring")
    known_until = _prepare(file, unfinished)
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = _keep_present(database, backups)
    _retire_log(database)
    unfinished.replace(database)
    copies.sync(database.parent)
    return Restored(kept, known_until)


def _prepare(file: Path, unfinished: Path) -> datetime | None:
    """A copy of `file` that is a database of its own: a new epoch, everything outgoing held."""
    _remove(unfinished)
    unfinished.touch(mode=0o600)
    module = sqlite.choose_module()
    with (
        closing(copies.open_read_only(file)) as reader,
        closing(module.connect(unfinished, isolation_level=None)) as writer,
    ):
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode=DELETE")
        copies.unseal(writer)
        known_until = _known_until(writer)
        hold = Hold(file.name, known_until, clock.now())
        for key, value in ((EPOCH_KEY, new_id()), (HOLD_KEY, hold.to_text())):
            # Written before the swap: not for a moment can the new database print.
            writer.execute(
                "INSERT OR REPLACE INTO system_value (key, value) VALUES (?, ?)", (key, value)
            )
    copies.sync(unfinished)
    return known_until


def _known_until(connection: Any) -> datetime | None:
    """When the last thing was done that this database knows of."""
    text = connection.execute("SELECT max(at) FROM audit_entry").fetchone()[0]
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _keep_present(database: Path, backups: Path) -> Path | None:
    """A safety copy of what is there now; of a damaged one its files as they are."""
    if not database.exists() or not database.stat().st_size:
        return None
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    target = backups / f"before-restore-{stamp}-{new_id()[-4:]}.db"
    try:
        copies.copy_database(database, target)
    except CopyFailed:
        target = target.with_name(target.name.replace("before-restore", "damaged"))
        for each in (database, *_beside(database)):
            if each.exists():
                ending = each.name.removeprefix(database.name)
                shutil.copyfile(each, target.with_name(target.name + ending))
                copies.sync(target.with_name(target.name + ending))
        copies.sync(backups)
    return target


def _retire_log(database: Path) -> None:
    """Bring the log's content into the former database, then remove the log.

    In this order, so that a power cut between here and the swap leaves it whole; and a log that
    stayed behind would be played into the new database.
    """
    module = sqlite.choose_module()
    if database.exists() and database.stat().st_size:
        try:
            with closing(module.connect(database, timeout=2)) as connection:
                mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
                is_in_use = mode != "delete"
        except module.OperationalError as error:
            is_in_use = "locked" in str(error)
        except module.DatabaseError:
            is_in_use = False  # damaged: its files were kept as they are
        if is_in_use:
            raise Unusable(f"Another program has {database} open. Close it, then try again.")
    for each in _beside(database):
        each.unlink(missing_ok=True)


def _beside(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _remove(database: Path) -> None:
    for each in (database, *_beside(database)):
        each.unlink(missing_ok=True)
