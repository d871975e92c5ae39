"""Opens the images of power cuts as the product would, and says what each has lost."""

import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.core import copies, migrating
from app.core.db import db
from app.factory import create_app
from app.ledger import queries as ledger
from app.stores import queries as stores
from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Act
from benchmarks.faults.recorder import Disk, Event, Image, lay_down
from tests.fixtures.installation import forget_everything, make_config

_MEMORY = Path("/dev/shm")  # noqa: S108 - where a sync costs nothing


@dataclass
class Verdict:
    """What a replay came to."""

    images: int = 0
    corrupt: int = 0
    wrong_books: int = 0
    losing: int = 0
    lost: int = 0
    bad_copies: int = 0
    answers: int = 0
    revisions: set[str] = field(default_factory=set)
    finished: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    first: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was wrong."""
        return not (self.corrupt or self.wrong_books or self.losing or self.bad_copies)


class Examiner:
    """An app whose database file is exchanged for one image after the other; a context manager."""

    def __init__(self, finish: int = 0) -> None:
        """Bring every `finish`-th image up to date as the next start would; 0 for none."""
        self._finish = finish

    def __enter__(self) -> Self:
        """Make the app and its folder."""
        self.folder = Path(
            tempfile.mkdtemp(prefix="kaifan-image-", dir=_MEMORY if _MEMORY.is_dir() else None)
        )
        self.app = create_app(make_config(self.folder))
        self._verified: dict[str, int] = {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def examine(self, image: Image, acts: list[Act], verdict: Verdict) -> None:
        """Open an image, look through it, and count what is wrong with it."""
        verdict.images += 1
        verdict.bad_copies += self._bad_copies(image)
        lay_down(image, self.folder)
        forget_everything()
        with self.app.app_context():
            try:
                self._look(acts, verdict)
            except Exception as error:  # noqa: BLE001 - whatever it is, the shop would not open
                verdict.corrupt += 1
                verdict.first = verdict.first or f"{type(error).__name__}: {error}"
            finally:
                db.session.remove()
                db.engine.dispose()

    def _look(self, acts: list[Act], verdict: Verdict) -> None:
        with db.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            problems = [row[0] for row in raw.execute("PRAGMA integrity_check")]
            orphans = raw.execute("PRAGMA foreign_key_check").fetchall()
            if problems != ["ok"] or orphans:
                verdict.corrupt += 1
                verdict.first = verdict.first or f"{problems[:1]} {orphans[:1]}"
                return
            verdict.revisions |= {row[0] for row in raw.execute("SELECT * FROM alembic_version")}
            breaches = find_breaches(raw, acts)
        if self._finish and verdict.images % self._finish == 0:
            migrating.upgrade(self.app)
            verdict.finished += 1
        faults = [fault for each in stores.list_stores() for fault in ledger.find_faults(each.id)]
        verdict.wrong_books += bool(faults)
        verdict.losing += bool(breaches)
        verdict.lost = max(verdict.lost, len(breaches))
        if breaches or faults:
            verdict.first = verdict.first or str([*breaches, *faults][:1])

    def _bad_copies(self, image: Image) -> int:
        """Backups that have got their name and are not whole."""
        bad = 0
        for name, content in image.items():
            if not name.startswith("backups/") or not name.endswith(".db"):
                continue
            if self._verified.get(name) == hash(content):
                continue
            lay_down({"copy.db": content}, self.folder / "copy")
            try:
                copies.verify(self.folder / "copy" / "copy.db")
                self._verified[name] = hash(content)
            except copies.CopyFailed:
                bad += 1
        return bad


def cuts(
    base: Image, events: list[Event], chance: random.Random, shares: tuple[float, float]
) -> Iterator[tuple[Image, list[Act], str]]:
    """The images of a recording, each with what had been answered when the power went.

    Before each sync and each answer, and at the end: all that was not synced is lost. At each
    write: two torn images. `shares` of both kinds are drawn.
    """
    worst, torn = shares
    disk = Disk(base)
    acts: list[Act] = []
    for event in events:
        if event.kind in ("S", "A") and chance.random() < worst:
            yield disk.worst(), list(acts), "worst"
        disk.play(event)
        if event.kind == "A":
            acts.append(Act(**json.loads(event.data)))
        elif not disk.is_settled:
            for _ in range(2):
                if chance.random() < torn:
                    yield disk.torn(chance), list(acts), "torn"
    yield disk.worst(), list(acts), "worst"


def judge(base: Image, events: list[Event], seed: int, most: int, *, finish: int = 0) -> Verdict:
    """Look through at most about `most` of a recording's images."""
    count = Counter(each.kind for each in events)
    chance, verdict = random.Random(seed), Verdict(answers=count["A"])
    worst = min(1.0, most / 3 / max(1, count["S"] + count["A"]))
    left = most - worst * (count["S"] + count["A"])
    torn = min(1.0, left / max(1, 2 * (count["W"] + count["T"])))
    with Examiner(finish) as examiner:
        for image, acts, kind in cuts(base, events, chance, (worst, torn)):
            verdict.kinds[kind] += 1
            examiner.examine(image, acts, verdict)
    return verdict
