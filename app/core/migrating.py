"""Bringing the database up to this version's tables, with a copy of the file taken first."""

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect, text

from app.core import clock, copies
from app.core.db import db
from app.core.lazily import at_use

log = logging.getLogger(__name__)

# Only an upgrade needs it: most starts find the database up to date.
flask_migrate = at_use("flask_migrate")

_TABLE = "alembic_version"
_PRESENT = text("SELECT version_num FROM alembic_version")
# How a migration says which revision it leads to, and from which.
_LINKS = re.compile(r"""^(revision|down_revision) = (?:["'](\w+)["']|None)$""", re.MULTILINE)


class UnsuitedDatabase(RuntimeError):
    """The database cannot keep what we write."""


class NewerDatabase(RuntimeError):
    """The database was made by a newer Kaifan than this one."""


@dataclass(frozen=True, slots=True)
class Revisions:
    """The database's own revision, this version's, and all that this version knows."""

    present: str | None
    head: str | None
    known: frozenset[str]

    @property
    def is_newer(self) -> bool:
        """Whether the database is ahead of this version."""
        return self.present is not None and self.present not in self.known


def read_revisions(app: Flask) -> Revisions:
    """Where the database stands."""
    before = _revisions_before(directory(app))
    heads = before.keys() - set(before.values())
    if len(heads) > 1:
        raise RuntimeError(f"the migrations end in more than one revision: {sorted(heads)}")
    with app.app_context(), db.engine.connect() as connection:
        has_table = inspect(connection).has_table(_TABLE)
        present = connection.execute(_PRESENT).scalar_one_or_none() if has_table else None
    return Revisions(present, next(iter(heads), None), frozenset(before))


def known_revisions(folder: Path) -> frozenset[str]:
    """The revisions that the migrations in `folder` lead through."""
    return frozenset(_revisions_before(folder))


def directory(app: Flask) -> Path:
    """Where the migrations lie."""
    return Path(app.config["MIGRATIONS"])


def _revisions_before(folder: Path) -> dict[str, str | None]:
    """Each revision and the one before it, read without loading the migrations."""
    found = {}
    for file in (folder / "versions").glob("*.py"):
        links = dict(_LINKS.findall(file.read_text(encoding="utf-8")))
        if links.keys() != {"revision", "down_revision"}:
            raise RuntimeError(f"{file.name} does not say its revision and the one before it")
        found[links["revision"]] = links["down_revision"] or None
    return found


def bound(app: Flask) -> Any:
    """Flask-Migrate's settings for the app."""
    if "migrate" not in app.extensions:
        flask_migrate.Migrate(app, db, directory=str(directory(app)), render_as_batch=True)
    return app.extensions["migrate"]


def upgrade(app: Flask) -> Path | None:
    """Run the migrations that are missing; return the copy that was taken, if one was needed.

    Raises NewerDatabase when the database is ahead of this version, UnsuitedDatabase when it
    cannot keep Chinese, CopyFailed when it could not be copied: nothing is changed then.
    """
    with app.app_context():
        _refuse_other_letters()
        found = read_revisions(app)
        if found.present == found.head:
            return None
        if found.is_newer:
            raise NewerDatabase(
                f"This database (revision {found.present}) belongs to a newer Kaifan. Start that"
                " version, or restore a backup made by this one."
            )
        copy = _copy_before(app, found.present) if found.present is not None else None
        flask_migrate.upgrade(directory=bound(app).directory)
        db.engine.dispose()
        return copy


def _refuse_other_letters() -> None:
    """A server set up without a language makes databases of bytes: texts would not come back."""
    if db.engine.dialect.name == "sqlite":
        return
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        encoding = driver.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise UnsuitedDatabase(
            f"This database keeps its texts as {encoding}, which cannot hold Chinese. Make one that"
            " can and name it in DATABASE_URL:   createdb -E UTF8 -T template0 kaifan"
        )


def _copy_before(app: Flask, present: str) -> Path | None:
    """No copy, no migration: an error here stops the upgrade."""
    config = app.config["KAIFAN"]
    source = config.sqlite_file
    if source is None:
        return None
    config.backup_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    target: Path = config.backup_dir / f"before-upgrade-from-{present}-{stamp}.db"
    copies.copy_database(source, target)
    log.info("database copied to %s before the upgrade", target)
    return target
