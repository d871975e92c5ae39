"""One cart, opened by one guest within a transaction: what each operation does to it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from app.catalog.rules import Menu
from app.core.db import db
from app.ordering.cart import guests, required
from app.ordering.cart.inputs import (
    AddOperation,
    ChangeOperation,
    ClearOperation,
    EditOperation,
    Operation,
    PartyOperation,
    RemoveOperation,
    RenameOperation,
    RestoreOperation,
    StayOperation,
)
from app.ordering.cart.models import Cart, CartGuest, CartLine
from app.ordering.cart.rules import (
    MAX_CHANGES,
    Change,
    Outcome,
    added_unseen,
    changes_of,
    merge_notes,
    removable,
)
from app.ordering.inputs import MAX_LINES, MAX_QUANTITY, LineInput

MAX_NOTE, MAX_PARTY_NOTE = 100, 200
# How an order stands among a line's changes, in the place of an operation's id.
ORDERED = "order:"

Answer = dict[str, Any]


@dataclass
class Book:
    """A cart with its lines and guests; `guest` is who changes it now, at `now`."""

    cart: Cart
    lines: dict[str, CartLine]
    people: dict[int, CartGuest]
    guest: CartGuest
    menu: Menu
    now: datetime

    def apply(self, operation: Operation) -> Answer:
        """Apply one operation; what it came to, for the phone to say where it differs."""
        self.cart.version += 1
        self.cart.touched_at = self.now
        step = cast("Callable[[Book, Any], Answer]", _STEPS[type(operation)])
        return step(self, operation)

    def standing(self) -> list[CartLine]:
        """The lines that hold something, in the order in which they were added."""
        return sorted(
            (line for line in self.lines.values() if line.quantity > 0),
            key=lambda line: (line.position, line.id),
        )

    def note_change(self, line: CartLine, operation: str, delta: int) -> None:
        """Change a line's quantity and remember who did it when."""
        line.quantity += delta
        change = [self.cart.version, self.guest.number, operation, delta]
        line.changes = [*line.changes, change][-MAX_CHANGES:]

    def clear(self, clear_id: str, why: str, is_seen: Callable[[Change], bool]) -> int:
        """Take out all that was seen, so that it can be restored; how many portions stay."""
        taken: dict[str, int] = {}
        for line in self.standing():
            number = removable(line.quantity, changes_of(line.changes), is_seen)
            if number:
                taken[line.id] = number
                self.note_change(line, clear_id, -number)
        if taken:
            self.cart.cleared = {
                "id": clear_id,
                "by": self.guest.key if why == "guest" else "",
                "why": why,
                "at": self.now.isoformat(),
                "lines": taken,
                "note": self.cart.note,
            }
            self.cart.note = ""
        return sum(line.quantity for line in self.lines.values())

    def _find(self, line_id: str) -> CartLine | None:
        return self.lines.get(self.cart.aliases.get(line_id, line_id))

    def _add(self, given: AddOperation) -> Answer:
        dish = self.menu.dishes.get(given.line.dish_id)
        if dish is None:
            return {"outcome": Outcome.GONE}
        line = self._find(given.line_id) or self._alike(given.line)
        if line is None:
            if len(self.standing()) >= MAX_LINES:
                return {"outcome": Outcome.FULL}
            line = CartLine(
                session_id=self.cart.session_id,
                id=given.line_id,
                position=max((each.position for each in self.lines.values()), default=0) + 1,
                guest=self.guest.number,
                content=content_of(given.line),
                note=given.line.note,
                name=dish.name,
                name_en=dish.name_en,
                quantity=0,
                changes=[],
            )
            self.lines[line.id] = line
            db.session.add(line)
        elif line.id != given.line_id:
            self.cart.aliases = {**self.cart.aliases, given.line_id: line.id}
        return self._gain(line, given.id, given.line.quantity)

    def _alike(self, wanted: LineInput) -> CartLine | None:
        """The guest's own line that asks for the very same."""
        content = _canonical(content_of(wanted))
        return next(
            (
                line
                for line in self.standing()
                if line.guest == self.guest.number
                and line.note == wanted.note
                and _canonical(line.content) == content
            ),
            None,
        )

    def _change(self, given: ChangeOperation) -> Answer:
        line = self._find(given.line_id)
        if line is None:
            return {"outcome": Outcome.GONE}
        if given.delta > 0:
            return self._gain(line, given.id, given.delta)
        return self._lose(line, given, -given.delta)

    def _remove(self, given: RemoveOperation) -> Answer:
        line = self._find(given.line_id)
        return {"outcome": Outcome.GONE} if line is None else self._lose(line, given, None)

    def _gain(self, line: CartLine, operation: str, wanted: int) -> Answer:
        number = min(wanted, MAX_QUANTITY - line.quantity)
        if number:
            self.note_change(line, operation, number)
        return {"outcome": Outcome.DONE if number == wanted else Outcome.LIMITED, "line": line.id}

    def _lose(
        self, line: CartLine, given: ChangeOperation | RemoveOperation, wanted: int | None
    ) -> Answer:
        """Take `wanted` portions away (None: all), but none that was added unseen."""
        changes = changes_of(line.changes)
        is_seen = self._seen_by(given.seen)
        was_ordered = any(c.operation.startswith(ORDERED) and not is_seen(c) for c in changes)
        number = removable(line.quantity, changes, is_seen)
        if wanted is not None:
            number = min(number, wanted)
        if number:
            self.note_change(line, given.id, -number)
        answer = {"line": line.id, "quantity": line.quantity}
        if number < (wanted or 0) and was_ordered:
            return {"outcome": Outcome.ORDERED, **answer}
        is_kept = line.quantity > 0 and (wanted is None or number < wanted)
        if not is_kept:
            outcome = Outcome.ORDERED if was_ordered and not number else Outcome.DONE
            return {"outcome": outcome, **answer}
        return {"outcome": Outcome.KEPT, "by": self._adders(changes, is_seen), **answer}

    def _adders(self, changes: Iterable[Change], is_seen: Callable[[Change], bool]) -> list[int]:
        numbers = {c.guest for c in changes if added_unseen([c], is_seen) > 0}
        return sorted(numbers)

    def _seen_by(self, version: int) -> Callable[[Change], bool]:
        """Whether the guest knows of a change: what is older than `version`, and the own ones."""
        own = self.guest.number
        return lambda change: change.version <= version or change.guest == own

    def _edit(self, given: EditOperation) -> Answer:
        line = self._find(given.line_id)
        if line is None or line.quantity == 0:
            return {"outcome": Outcome.GONE}
        outcome = Outcome.DONE
        if given.note is not None:
            merged, is_whole = merge_notes(given.was_note, line.note, given.note, MAX_NOTE)
            if merged != given.note:
                outcome = Outcome.MERGED if is_whole else Outcome.LIMITED
            line.note = merged
        if given.option_ids is not None:
            line.content = {**line.content, "option_ids": list(given.option_ids)}
        self.note_change(line, given.id, 0)
        return {"outcome": outcome, "line": line.id}

    def _clear(self, given: ClearOperation) -> Answer:
        left = self.clear(given.id, "guest", self._seen_by(given.seen))
        return {"outcome": Outcome.KEPT if left else Outcome.DONE, "quantity": left}

    def _restore(self, given: RestoreOperation) -> Answer:
        cleared = self.cart.cleared
        if cleared is None or cleared["id"] != given.clear_id:
            return {"outcome": Outcome.GONE}
        for line_id, number in cleared["lines"].items():
            self._gain(self.lines[line_id], given.id, number)
        self.cart.note, _ = merge_notes("", self.cart.note, cleared["note"], MAX_PARTY_NOTE)
        self.cart.cleared = None
        return {"outcome": Outcome.DONE}

    def _party(self, given: PartyOperation) -> Answer:
        outcome = Outcome.DONE
        if given.note is not None:
            now = self.cart.note
            merged, is_whole = merge_notes(given.was_note, now, given.note, MAX_PARTY_NOTE)
            if merged != given.note:
                outcome = Outcome.MERGED if is_whole else Outcome.LIMITED
            self.cart.note = merged
        if given.covers is not None:
            self._put_required(given.id, self.cart.covers, given.covers)
            self.cart.covers = given.covers
        return {"outcome": outcome}

    def _put_required(self, operation: str, before: int | None, covers: int) -> None:
        """Put in what the house wants in a first order, once: who took it out has declined it."""
        if self.cart.ordered_id is not None:
            return
        for dish in filter(required.is_offered, self.menu.dishes.values()):
            line = self.lines.get(required.line_id(dish))
            wanted = required.portions_of(dish, covers)
            if line is None:
                place = max((each.position for each in self.lines.values()), default=0) + 1
                line = required.new_line(self.cart, dish, self.guest.number, place)
                self.lines[line.id] = line
            elif before is None or line.quantity != required.portions_of(dish, before):
                continue
            if wanted != line.quantity:
                self.note_change(line, operation, wanted - line.quantity)

    def _rename(self, given: RenameOperation) -> Answer:
        others = {g.key for g in self.people.values() if g.number != self.guest.number}
        name = given.name or guests.pick(others | {self.guest.key})
        if not guests.is_name(name) or name in others:
            return {"outcome": Outcome.TAKEN}
        self.guest.key = name
        return {"outcome": Outcome.DONE}

    def _stay(self, _given: StayOperation) -> Answer:
        return {"outcome": Outcome.DONE}


def content_of(line: LineInput) -> dict[str, Any]:
    """What was chosen, as a cart keeps it: everything but the number and the note."""
    return line.model_dump(mode="json", exclude={"quantity", "note"})


def _canonical(content: dict[str, Any]) -> str:
    """A text that is the same for the same choice, in whatever order it was made."""
    ordered = {**content, "option_ids": sorted(content.get("option_ids", []))}
    return json.dumps(ordered, sort_keys=True)


_STEPS: dict[type, object] = {
    AddOperation: Book._add,
    ChangeOperation: Book._change,
    RemoveOperation: Book._remove,
    EditOperation: Book._edit,
    ClearOperation: Book._clear,
    RestoreOperation: Book._restore,
    PartyOperation: Book._party,
    RenameOperation: Book._rename,
    StayOperation: Book._stay,
}
