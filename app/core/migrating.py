"""Bringing the database up to this version's tables, with a copy of the file taken first."""

import logging
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as run_migrations

from app.core import clock, sqlite
from app.core.db import db

log = logging.getLogger(__name__)


class NewerDatabase(RuntimeError):
    """The database was made by a newer Kaifan than this one."""


def upgrade(app: Flask) -> Path | None:
    """Run the migrations that are missing; return the copy that was taken, if one was needed.

    Raises NewerDatabase when the database is ahead of this version: nothing is changed then.
    """
    with app.app_context():
        script = ScriptDirectory(app.extensions["migrate"].directory)
        with db.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
        if present == script.get_current_head():
            return None
        known = {revision.revision for revision in script.walk_revisions()}
        if present is not None and present not in known:
            raise NewerDatabase(
                f"This database (revision {present}) belongs to a newer Kaifan. Start that"
                " version, or restore a backup made by this one."
            )
        copy = _copy_before(app, present) if present is not None else None
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
    module = sqlite.choose_module()
    reader, writer = module.connect(source), module.connect(target)
    try:
        reader.backup(writer)
        check = writer.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        writer.close()
        reader.close()
    if check != "ok":
        raise RuntimeError(f"the copy before the upgrade is damaged ({check}); nothing was changed")
    log.info("database copied to %s before the upgrade", target)
    return target
