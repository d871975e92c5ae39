"""What was typed into a form: shown again as it was, with what is wrong beside each field."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import lazy_gettext
from pydantic import ValidationError

from app.core.errors import Conflict, Denied, Invalid
from app.core.money import MAX_FEN, parse_yuan
from app.web.backoffice.words import NOT_A_CHOICE
from app.web.field_messages import plain_message

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

# With noughts in front of it; Python reads no number of some thousand digits.
_LONGEST_NUMBER = 100

# Which field a clash belongs to, so that its sentence stands beside it.
_FIELD_OF_CLASH = {"name_taken": "name", "code_taken": "code", "username_taken": "username"}


@dataclass
class Typed:
    """A form's values by field name, and what is wrong: `errors` by field, `message` for all."""

    values: dict[str, Any]
    errors: dict[str, Any] = field(default_factory=dict)
    message: object = ""
    status: int = 422

    @property
    def is_wrong(self) -> bool:
        """Whether anything has to be corrected."""
        return bool(self.errors or self.message)


def typed_text(form: Mapping[str, str], *names: str) -> dict[str, Any]:
    """The text of these fields, "" where the form lacks one."""
    return {name: form.get(name, "") for name in names}


@contextmanager
def problems_into(typed: Typed) -> Iterator[None]:
    """Run a verb; what it refuses is noted in `typed` instead of raised."""
    try:
        yield
    except ValidationError as wrong:
        for problem in wrong.errors():
            name = ".".join(map(str, problem["loc"])).removesuffix("_fen")
            if name:
                typed.errors.setdefault(name, plain_message(problem))
            else:
                typed.message = plain_message(problem)
    except Invalid as wrong:
        typed.errors.update(wrong.extra.get("fields", {}))
    except Denied as wrong:
        typed.message, typed.status = wrong.message, wrong.status
    except Conflict as wrong:
        name = _FIELD_OF_CLASH.get(wrong.code, "")
        if name:
            typed.errors[name] = wrong.message
        else:
            typed.message = wrong.message
    if typed.errors and not typed.message:
        typed.message = Invalid.message


def each_read(typed: Typed, read: Callable[..., T], *given: Any, otherwise: T, **more: Any) -> T:
    """What `read` makes of one field; what it refuses is noted in `typed`, and the next is read."""
    with problems_into(typed):
        return read(*given, **more)
    return otherwise


def refuse_if_wrong(typed: Typed) -> None:
    """Raises Invalid for all that was noted while the fields were read one by one."""
    if typed.errors:
        raise Invalid(typed.errors)


def read_fen(text: str, name: str) -> int:
    """An amount in yuan as fen. Raises Invalid for field `name`."""
    try:
        return parse_yuan(text)
    except ValueError:
        message = lazy_gettext("Write an amount like 38 or 38.50.")
        raise Invalid({name: message}) from None


def read_difference(text: str, name: str) -> int:
    """A price difference in yuan, also negative, as fen; empty is none. Raises Invalid."""
    cleaned = text.strip().replace("−", "-")
    sign = -1 if cleaned.startswith("-") else 1
    amount = cleaned.lstrip("+-").strip()
    return sign * read_fen(amount, name) if amount else 0


def read_whole(text: str, name: str, *, default: int | None = None) -> int:
    """A whole number of at most nine digits; `default` when empty. Raises Invalid."""
    cleaned = text.strip()
    if not cleaned and default is not None:
        return default
    is_number = cleaned.isascii() and cleaned.isdigit() and len(cleaned) <= _LONGEST_NUMBER
    if not (is_number and int(cleaned) <= MAX_FEN):
        raise Invalid({name: lazy_gettext("This must be a whole number.")})
    return int(cleaned)


def read_one_of(kind: type[E], text: str, name: str) -> E:
    """One of the choices of a list. Raises Invalid for field `name`."""
    try:
        return kind(text)
    except ValueError:
        raise Invalid({name: NOT_A_CHOICE}) from None


def read_list(text: str) -> tuple[str, ...]:
    """Words separated by commas of either language: "招牌，新品" -> ("招牌", "新品")."""
    for mark in ("，", "、", ";", "；", "\n"):
        text = text.replace(mark, ",")
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
