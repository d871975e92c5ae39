"""An export as work beside the requests: started, watched, fetched, forgotten after a day."""

import json
import logging
import re
import threading
import time
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection

from app.catalog import pictures
from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Denied, NotFound
from app.core.ids import new_id
from app.staff.rights import Role
from app.stores import queries as stores
from app.stores.settings import LicencePictures
from app.takeout.kinds import Kind, list_kinds
from app.takeout.writing import ExportFile

log = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
# A run that has not said anything for this long died with its process.
_SILENT = timedelta(minutes=2)
# Between portions the phones that order come first.
_BREATH_S = 0.002
_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
_ID = re.compile(r"[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class Run:
    """An export: `state` is "running", "done", "failed"; `done` of `total` steps are behind it."""

    id: str
    store_id: str
    state: str
    done: int
    total: int
    started_at: str
    heard_at: str
    rows: int = 0
    size: int = 0

    @property
    def at(self) -> datetime:
        """When it was started."""
        return datetime.fromisoformat(self.started_at)

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_running(self) -> bool:
        """Whether it is still at work, as far as one knows."""
        silent = clock.now() - datetime.fromisoformat(self.heard_at)
        return self.state == "running" and silent < _SILENT

    @property
    def is_broken_off(self) -> bool:
        """Whether it failed, or died with its process."""
        return self.state == "failed" or (self.state == "running" and not self.is_running)


def start(*, actor: Actor) -> Run:
    """Begin an export of the actor's shop, or return the one that runs. Raises Denied."""
    ensure_owner(actor)
    running = next((run for run in list_runs(actor.store_id) if run.is_running), None)
    if running is not None:
        return running
    now = clock.now().isoformat()
    run = Run(new_id(), actor.store_id, "running", 0, 0, now, now)
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    _drop_old()
    _write(run)
    _note("data.export_started", run, actor)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_run_beside, args=(app, run), name="takeout", daemon=True).start()
    return run


def list_runs(store_id: str) -> list[Run]:
    """The shop's exports of the last day, newest first."""
    found = []
    for file in _folder().glob("*.json"):
        try:
            run = Run(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue  # thinned out this very moment, or of another version
        if run.store_id == store_id and clock.now() - run.at < KEPT:
            found.append(run)
    return sorted(found, key=lambda run: run.id, reverse=True)


def fetch(run_id: str, *, actor: Actor) -> Path:
    """The finished file, whose leaving is written down. Raises NotFound, Denied."""
    ensure_owner(actor)
    found = [run for run in list_runs(actor.store_id) if run.id == run_id and run.state == "done"]
    if not found or not _ID.fullmatch(run_id) or not _file(run_id).exists():
        raise NotFound
    _note("data.exported", found[0], actor)
    return _file(run_id)


def ensure_owner(actor: Actor) -> None:
    """Everything of the shop is the owner's. Raises Denied for everybody else."""
    if actor.role != Role.OWNER.value:
        raise Denied


def export_shop(store_id: str, target: Path, tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Write everything of a shop, as it is at this one moment, into `target`; its manifest.

    `tell` hears of each step; nothing stands at `target` before the file is whole.
    """
    unfinished = target.with_suffix(".part")
    unfinished.touch(mode=0o600)
    kinds = list_kinds()
    with db.engine.connect() as connection:
        _begin_reading(connection)
        out = ExportFile(unfinished, stores.get_facts(store_id), _version())
        names = _picture_names(kinds, connection, store_id)
        total = len(kinds) + len(names) + 1
        for done, kind in enumerate(kinds, 1):
            out.add_kind(kind, connection, lambda: time.sleep(_BREATH_S))
            tell(done, total)
    folder = current_app.config["KAIFAN"].media_dir
    for done, name in enumerate(names, len(kinds) + 1):
        for width in (*pictures.WIDTHS, pictures.PAPER_EDGE):
            out.add_picture(folder / pictures.file_name(name, width))
        tell(done, total)
    manifest = out.close()
    unfinished.replace(target)
    tell(total, total)
    return manifest


def _begin_reading(connection: Connection) -> None:
    """From here on the connection sees one moment, whatever is ordered meanwhile."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ")


def _picture_names(kinds: list[Kind], connection: Connection, store_id: str) -> list[str]:
    shown = next(kind for kind in kinds if kind.name == "dish_pictures")
    found = {row.name for row in connection.execute(shown.rows_of(store_id))}
    chosen = next(kind for kind in kinds if kind.name == "settings")
    for row in connection.execute(chosen.rows_of(store_id)):
        if row.key == LicencePictures.KEY:
            found.update(name for name in row.value.values() if name)
    return sorted(found)


def _run_beside(app: Flask, run: Run) -> None:
    with app.app_context():
        told = run
        try:

            def tell(done: int, total: int) -> None:
                nonlocal told
                told = replace(told, done=done, total=total, heard_at=clock.now().isoformat())
                _write(told)

            manifest = export_shop(run.store_id, _file(run.id), tell)
            size, rows = _file(run.id).stat().st_size, sum(manifest["rows"].values())
            _write(replace(told, state="done", rows=rows, size=size))
        except Exception:
            log.exception("export %s failed", run.id)
            _file(run.id).with_suffix(".part").unlink(missing_ok=True)
            _write(replace(told, state="failed"))
        finally:
            db.session.remove()


@atomic
def _note(action: str, run: Run, actor: Actor) -> None:
    audit.log(action, actor=actor, target=("export", run.id))


def _write(run: Run) -> None:
    file = _file(run.id).with_suffix(".json")
    unfinished = file.with_suffix(".state")
    unfinished.write_text(json.dumps(asdict(run)), encoding="utf-8")
    unfinished.replace(file)


def _drop_old() -> None:
    for file in _folder().iterdir():
        age_s = clock.now().timestamp() - file.stat().st_mtime
        if age_s > KEPT.total_seconds():
            file.unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = current_app.config["KAIFAN"].data_dir / "exports"
    return folder


def _file(run_id: str) -> Path:
    return _folder() / f"{run_id}.zip"


def _version() -> str:
    return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
