"""What a disk or a database that fails says to people: each failure in words of its own."""

import errno
import logging
import shutil
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext
from sqlalchemy.exc import DatabaseError, DataError, OperationalError

from app.core import ballast, postgres
from app.core.errors import AppError, BadRequest, DatabaseAway, DatabaseHeld, Unavailable

log = logging.getLogger(__name__)

# With less than this a write that fails has failed for want of room, whatever it says.
_NOTHING = 1024 * 1024


class DiskFull(Unavailable):
    """Nothing more can be written."""

    status = 507
    code = "disk_full"
    message = lazy_gettext(
        "The disk is full, so nothing was saved. Free some space on the shop's computer, then try"
        " again."
    )


class ReadOnly(Unavailable):
    """The disk can be read but not written."""

    code = "read_only"
    message = lazy_gettext(
        "The shop's computer may not write to its disk, so nothing was saved. Ask whoever looks"
        " after it."
    )


class DiskFails(Unavailable):
    """The disk reports an error."""

    code = "disk_fails"
    message = lazy_gettext(
        "The disk of the shop's computer reports an error, so this may not be saved. Look whether"
        " it is there before you try again."
    )


class Damaged(Unavailable):
    """What the database holds cannot be read."""

    code = "database_damaged"
    message = lazy_gettext(
        "The shop's database is damaged. Stop Kaifan and restore the newest backup: the self-test"
        " says how."
    )


class Unkeepable(BadRequest):
    """What was sent holds a sign that the database has no place for."""

    code = "unkeepable_text"
    message = lazy_gettext(
        "There is a sign in what was sent that cannot be kept, so nothing was saved. Type it anew."
    )


def from_database(error: DatabaseError) -> AppError | None:
    """What went wrong below the database; None when it is another mistake of ours."""
    text = str(error.orig)
    # Postgres keeps every sign but this one; SQLite keeps it too.
    if isinstance(error, DataError) and "NUL" in text:
        return Unkeepable()
    if "malformed" in text or "not a database" in text:
        found: AppError = Damaged()
    elif postgres.is_away(error):
        found = DatabaseAway()
    elif not isinstance(error, OperationalError):
        return None
    elif "is full" in text or ("disk I/O" in text and _has_no_room()):
        found = _full()
    elif "readonly" in text:
        found = ReadOnly()
    elif "disk I/O" in text:
        found = DiskFails()
    elif "is locked" in text:
        found = DatabaseHeld()
    else:
        found = Unavailable()
    log.error("database: %s", error.orig)
    return found


def from_system(error: OSError) -> AppError | None:
    """What went wrong with a file; None when it is another mistake of ours."""
    if error.errno in ballast.FULL:
        found: AppError = _full()
    elif error.errno == errno.EROFS:
        found = ReadOnly()
    elif error.errno == errno.EIO:
        found = DiskFails()
    elif error.errno in (errno.EMFILE, errno.ENFILE):
        found = Unavailable()
    else:
        return None
    log.error("files: %s", error)
    return found


def _full() -> DiskFull:
    ballast.give_up(_data_dir())
    return DiskFull()


def _has_no_room() -> bool:
    return shutil.disk_usage(_data_dir()).free < _NOTHING


def _data_dir() -> Path:
    folder: Path = current_app.config["KAIFAN"].data_dir
    return folder
