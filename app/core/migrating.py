"""Bringing the database up to this version's tables, with a copy of the file taken first."""

import logging
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as run_migrations

from app.core import clock, copies
from app.core.db import db

log = logging.getLogger(__name__)


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
    script = ScriptDirectory(app.extensions["migrate"].directory)
    with app.app_context(), db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return Revisions(present, script.get_current_head(), _known(script))


def known_revisions(directory: Path) -> frozenset[str]:
    """The revisions that the migrations in `directory` lead through."""
    return _known(ScriptDirectory(str(directory)))


def _known(script: ScriptDirectory) -> frozenset[str]:
    return frozenset(revision.revision for revision in script.walk_revisions())


def upgrade(app: Flask) -> Path | None:
    """Run the migrations that are missing; return the copy that was taken, if one was needed.

    Raises NewerDatabase when the database is ahead of this version, CopyFailed when it could not
    be copied: nothing is changed then.
    """
    with app.app_context():
        found = read_revisions(app)
        if found.present == found.head:
            return None
        if found.is_newer:
            raise NewerDatabase(
                f"This database (revision {found.present}) belongs to a newer Kaifan. Start that"
                " version, or restore a backup made by this one."
            )
        copy = _copy_before(app, found.present) if found.present is not None else None
        run_migrations(directory=app.extensions["migrate"].directory)
        db.engine.dispose()
        return copy


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
