"""Upgrades: complete, backed up, refused when the database is newer, harmless to children."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from app import create_app
from app.core import copies, migrating, sqlite
from app.core.db import db
from app.core.migrating import NewerDatabase
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import sit_down
from tests.fixtures.installation import forget_everything, make_config

SQLITE = sqlite.choose_module()
_ALTER_A_PARENT = '''
"""widen a parent"""
from alembic import op
import sqlalchemy as sa
revision = "test_widen"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("dining_table") as batch:
        batch.alter_column("name", type_=sa.String(64), existing_type=sa.String(20))
        batch.add_column(sa.Column("timber", sa.String(10), nullable=True))
    {break_it}


def downgrade():
    pass
'''


def run_sql(file: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(SQLITE.connect(file)) as connection:
        rows = connection.execute(statement).fetchall()
        connection.commit()
        return list(rows)


def schema_of(file: Path) -> list[tuple[object, object, list[str]]]:
    """Every table and index; a rebuilt table may list its constraints in another order."""
    rows = run_sql(file, "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY 1, 2")
    return [
        (kind, name, sorted(line.strip(" \t,") for line in str(sql).splitlines()))
        for kind, name, sql in rows
    ]


def test_an_empty_database_becomes_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.metadata)
    assert differences == []


@pytest.mark.sqlite("the file is changed by hand")
def test_control_a_missing_column_is_seen(app: Flask, tmp_path: Path) -> None:
    run_sql(tmp_path / "kaifan.db", "ALTER TABLE dish DROP COLUMN cook_minutes")
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata)


@pytest.mark.sqlite("the file is changed by hand")
def test_the_audit_triggers_are_part_of_the_migration(app: Flask, tmp_path: Path) -> None:
    triggers = run_sql(
        tmp_path / "kaifan.db", "SELECT name FROM sqlite_master WHERE type='trigger'"
    )
    assert len(triggers) >= 2


@pytest.mark.sqlite("the file is read by another program")
def test_down_and_up_again_gives_the_same_tables(app: Flask, tmp_path: Path) -> None:
    before = schema_of(tmp_path / "kaifan.db")
    settings = migrating.bound(app).migrate.get_config()
    command.downgrade(settings, "base")
    db.engine.dispose()
    assert run_sql(
        tmp_path / "kaifan.db", "SELECT count(*) FROM sqlite_master WHERE type='trigger'"
    ) == [(0,)]
    command.upgrade(settings, "head")
    db.engine.dispose()
    assert schema_of(tmp_path / "kaifan.db") == before


@pytest.mark.sqlite("the file is changed by hand")
def test_a_newer_database_is_refused_and_left_alone(app: Flask, tmp_path: Path) -> None:
    run_sql(tmp_path / "kaifan.db", "UPDATE alembic_version SET version_num = 'from_the_future'")
    db.engine.dispose()
    with pytest.raises(NewerDatabase, match="newer Kaifan"):
        migrating.upgrade(app)
    assert run_sql(tmp_path / "kaifan.db", "SELECT * FROM alembic_version") == [
        ("from_the_future",)
    ]
    assert not (tmp_path / "backups").exists()


def test_revisions_are_read_as_alembic_reads_them(app: Flask) -> None:
    script = ScriptDirectory(str(migrating.directory(app)))
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    found = migrating.read_revisions(app)
    assert (found.present, found.head) == (present, script.get_current_head())
    assert found.known == {each.revision for each in script.walk_revisions()}
    assert present is not None
    assert present == found.head


def test_two_ends_and_a_file_without_its_revision_are_refused(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.directory(app), folder)
    app.config["MIGRATIONS"] = str(folder)
    stray = folder / "versions" / "stray.py"
    stray.write_text("revision = 'stray'\ndown_revision = '0001'\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"more than one revision.*stray"):
        migrating.upgrade(app)
    stray.write_text("revision = make()\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"stray\.py does not say"):
        migrating.upgrade(app)


def test_nothing_is_copied_when_nothing_is_to_do(app: Flask) -> None:
    assert migrating.upgrade(app) is None


def test_an_upgrade_of_a_parent_keeps_its_children_and_a_copy(
    template: Path, tmp_path: Path
) -> None:
    app, shop, before = _shop_before_upgrade(template, tmp_path, break_it="")
    copy = migrating.upgrade(app)
    file = tmp_path / "kaifan.db"
    assert run_sql(file, "SELECT count(*) FROM table_session") == before
    assert run_sql(file, "PRAGMA foreign_key_check") == []
    assert run_sql(file, "SELECT version_num FROM alembic_version") == [("test_widen",)]
    assert copy is not None
    copies.verify(copy)
    assert run_sql(copy, "SELECT count(*) FROM dining_table") == [(len(shop.tables),)]


def test_an_upgrade_that_leaves_orphans_is_undone(template: Path, tmp_path: Path) -> None:
    """Control of the check: rows whose parent a migration lost stop it."""
    orphan = "op.execute(\"UPDATE dining_table SET area_id = 'nowhere'\")"
    app, _shop, _before = _shop_before_upgrade(template, tmp_path, break_it=orphan)
    with pytest.raises(SystemExit):  # Flask-Migrate logs the reason and ends the start
        migrating.upgrade(app)
    file = tmp_path / "kaifan.db"
    db_now = run_sql(file, "SELECT count(*) FROM dining_table WHERE area_id = 'nowhere'")
    assert db_now == [(0,)]


def _shop_before_upgrade(
    template: Path, folder: Path, *, break_it: str
) -> tuple[Flask, Shop, list[tuple[object, ...]]]:
    """An app with one more migration than its database, which holds a shop with open tables."""
    shutil.copyfile(template, folder / "kaifan.db")
    forget_everything()
    app = create_app(make_config(folder))
    with app.app_context():
        shop = make_shop()
        for table in shop.tables:
            sit_down(table, shop.actor)
        db.session.remove()
        db.engine.dispose()
    before = run_sql(folder / "kaifan.db", "SELECT count(*) FROM table_session")
    [(head,)] = run_sql(folder / "kaifan.db", "SELECT version_num FROM alembic_version")
    scripts = folder / "migrations"
    shutil.copytree(migrating.directory(app), scripts)
    (scripts / "versions" / "test_widen.py").write_text(
        _ALTER_A_PARENT.format(head=head, break_it=break_it)
    )
    app.config["MIGRATIONS"] = str(scripts)
    return app, shop, before
