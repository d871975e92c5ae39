"""An import at work: its rows one by one, what was taken, what was wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import LazyString, gettext
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError

from app.core.actors import Actor
from app.core.db import db
from app.core.errors import AppError, Invalid
from app.takeout.archive import Archive, Row

Numbered = tuple[int, Row]

_ROW_ERRORS = (AppError, ValidationError, IntegrityError, KeyError, TypeError, ValueError,
               OverflowError)  # fmt: skip
# In the order in which they refer to each other.
KINDS = ("settings", "stations", "option_groups", "categories", "dishes", "pictures", "areas",
         "tables", "staff")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: the kind, its place in the file from 1, its name, a sentence."""

    kind: str
    row: int
    name: str
    message: LazyString | str


@dataclass(slots=True)
class Report:
    """What an import did, or would do: rows taken by kind, problems, one-time passwords."""

    taken: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    problems: list[Problem] = field(default_factory=list)
    passwords: list[tuple[str, str, str]] = field(default_factory=list)
    shop_name: str = ""
    made_at: str = ""

    @property
    def total(self) -> int:
        """How many rows were taken."""
        return sum(self.taken.values())


@dataclass
class Import:
    """An import at work: whom it is for, what was said, and the new ids by the file's."""

    actor: Actor
    archive: Archive
    report: Report
    media: Path
    is_preview: bool
    ids: dict[str, str] = field(default_factory=dict)

    def rows(self, kind: str, *, named: str = "") -> list[Numbered]:
        """The rows of a list of the file that were not removed, in the shop's order."""
        rows = list(enumerate(self.archive.rows(named or kind), 1))
        live = [(number, row) for number, row in rows if row.get("removed_at") is None]
        return sorted(live, key=lambda each: _place(each[1]))

    def each(self, kind: str, rows: list[Numbered], take: Callable[[Row], None]) -> None:
        """Take each row on its own: what is wrong with one leaves the others alone."""
        for number, row in rows:
            name = str(row.get("name") or row.get("username") or row.get("key") or "")[:40]
            with self._noted(kind, number, name):
                with db.session.begin_nested():
                    take(row)
                    db.session.flush()
                self.report.taken[kind] += 1

    @contextmanager
    def _noted(self, kind: str, number: int, name: str) -> Iterator[None]:
        try:
            yield
        except _ROW_ERRORS as wrong:
            self.report.problems.append(Problem(kind, number, name, _sentence(wrong)))


def given(model: type[BaseModel], row: Row, **more: Any) -> Any:
    """A row as a validated command: the fields that both know. Raises ValidationError."""
    known = {name: row[name] for name in model.model_fields if name in row and name not in more}
    return model.model_validate(known | more)


def _place(row: Row) -> int:
    position = row.get("position")
    return position if isinstance(position, int) else 0


def _sentence(wrong: Exception) -> LazyString | str:
    if isinstance(wrong, Invalid):
        return "; ".join(str(each) for each in wrong.extra.get("fields", {}).values())
    if isinstance(wrong, AppError):
        return wrong.message
    if isinstance(wrong, ValidationError):
        fields = {".".join(map(str, problem["loc"])) for problem in wrong.errors()}
        return gettext("Not usable: %(fields)s", fields=", ".join(sorted(fields)))
    return gettext("This row is incomplete.")
