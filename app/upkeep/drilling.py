"""The restore drill: a backup is restored for trial, compared, and the outcome written down."""

import json
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from app.core import audit, clock, copies, migrating, system
from app.core.actors import Actor
from app.core.copies import CopyFailed
from app.core.db import atomic
from app.upkeep.backups import Backup, list_backups
from app.upkeep.restoring import Unusable, restore

_KEY = "last_drill"


@dataclass(frozen=True, slots=True)
class Drill:
    """How a trial went: the backup's name, when, and what was wrong, "" when nothing was."""

    name: str
    at: datetime
    problem: str

    @property
    def is_good(self) -> bool:
        """Whether the restored shop was the one that was copied."""
        return not self.problem


def drill(backup: Backup, *, actor: Actor | None = None) -> Drill:
    """Restore a backup into a temporary folder, compare it, write the outcome down."""
    outcome = Drill(backup.name, clock.now(), _problem_of(backup.file)[:120])
    _note(outcome, actor)
    return outcome


def drill_newest() -> Drill | None:
    """The drill with the newest backup; None when there is none yet."""
    found = list_backups(current_app.config["KAIFAN"].backup_dir)
    return drill(found[0]) if found else None


def find_last() -> Drill | None:
    """How the last drill went."""
    text = system.find_value(_KEY)
    if text is None:
        return None
    name, at, problem = json.loads(text)
    return Drill(name, datetime.fromisoformat(at), problem)


def _problem_of(file: Path) -> str:
    """Restore the real way and compare rows and sums with the shop at the time of copying."""
    known = migrating.known_revisions(migrating.directory(current_app))
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".drill-") as folder:
            place = Path(folder)
            restore(file, database=place / "trial.db", backups=place, known=known)
            with closing(copies.open_read_only(place / "trial.db")) as connection:
                found = copies.tally(connection)
        noted = copies.verify(file)
    except (CopyFailed, Unusable, OSError) as error:
        return str(error)
    differing = copies.differences(noted, found) if noted else ["no tally"]
    return ", ".join(differing)


@atomic
def _note(outcome: Drill, actor: Actor | None) -> None:
    text = json.dumps([outcome.name, outcome.at.isoformat(), outcome.problem], ensure_ascii=False)
    system.keep_value(_KEY, text)
    if actor is not None:
        target = ("backup", outcome.name)
        audit.log("backup.drilled", actor=actor, target=target, problem=outcome.problem)
