"""How migrations run: foreign keys off while tables are rebuilt, and checked afterwards."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from app.core.db import Base, db


def run_migrations_offline() -> None:
    """Write the SQL instead of running it."""
    context.configure(url=str(db.engine.url), target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    """Run against the app's database.

    SQLite rebuilds a table to alter it; with foreign keys on, dropping the old table would delete
    or refuse the rows that point at it. The pragma works only outside a transaction.
    """
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.execute(text("PRAGMA foreign_keys=OFF"))
        # The driver begins none by itself.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=False,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite:
            _check_foreign_keys(connection)
        connection.commit()
        if is_sqlite:
            connection.execute(text("PRAGMA foreign_keys=ON"))


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if orphans:
        connection.rollback()
        raise RuntimeError(f"the migration left {len(orphans)} rows without their parent")


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
