"""What can be printed: frozen documents without any layout, and their JSON form for the queue."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from printer.bill_lines import BillLine
from printer.cards import TableCard
from printer.cups import CupLabel
from printer.errors import BadDocument
from printer.language import Copy, Language
from printer.numbers import PickupNumber, QueueTicket
from printer.reports import DayReport, ShiftReport
from printer.takeout import TakeoutSlip

SlipForm = Literal["split", "total", "dish"]
SlipPurpose = Literal["", "void", "rush", "fire", "change", "move", "merge", "split"]


@dataclass(frozen=True)
class SlipLine:
    """One dish for the kitchen; `set_name` is the set meal that it belongs to."""

    name: str
    options: tuple[str, ...] = ()
    note: str = ""
    quantity: int = 1
    is_held: bool = False
    set_name: str = ""


@dataclass(frozen=True)
class KitchenSlip:
    """What one station has to cook of one round of an order; `placed_at` is local 'HH:MM'.

    In the form "total" it holds the whole round for the pass, in the form "dish" one of its
    dishes, the `piece`th of `pieces`.

    A `purpose` says that its lines were on an earlier slip and what became of them: "void" takes
    them back, "rush" asks for them soon, "fire" calls for what was on hold, "change" says how they
    stand now, "move" that the party left the table `moved_from`, "merge" that it joined another
    one, "split" that these dishes are another party's now. With `is_test` nobody cooks it.
    """

    station: str
    table: str
    order_type: str
    order_number: str
    round: int
    covers: int | None
    placed_at: str
    placed_by: str
    lines: tuple[SlipLine, ...]
    note: str = ""
    slip_number: int | None = None
    language: Language = "zh"
    copy: Copy = ""
    purpose: SlipPurpose = ""
    is_test: bool = False
    moved_from: str = ""
    form: SlipForm = "split"
    piece: int = 1
    pieces: int = 1


@dataclass(frozen=True)
class PreBill:
    """The bill before it is paid; `adjustments` are (label, fen), a discount being negative.

    The bill of one guest of several says which `part` it is; with `part_fen` the lines are those
    of the whole bill, of which this guest pays so much.
    """

    shop: str
    table: str
    covers: int | None
    order_numbers: tuple[str, ...]
    opened_at: str
    printed_at: str
    lines: tuple[BillLine, ...]
    adjustments: tuple[tuple[str, int], ...]
    total_fen: int
    language: Language = "zh"
    copy: Copy = ""
    part: str = ""
    part_fen: int | None = None


@dataclass(frozen=True)
class Receipt:
    """The paid bill; `payments` are (label, fen). Cash taken and change are None without cash.

    `part` and `part_fen` are those of the pre-bill. Without `opens_drawer` the drawer stays
    shut: it opened when the cash was taken. `tip_fen` was left beyond the total.
    """

    shop: str
    table: str
    covers: int | None
    order_numbers: tuple[str, ...]
    opened_at: str
    printed_at: str
    lines: tuple[BillLine, ...]
    adjustments: tuple[tuple[str, int], ...]
    total_fen: int
    payments: tuple[tuple[str, int], ...]
    tendered_fen: int | None = None
    change_fen: int | None = None
    cashier: str = ""
    address: str = ""
    phone: str = ""
    footer: str = ""
    language: Language = "zh"
    copy: Copy = ""
    part: str = ""
    part_fen: int | None = None
    url: str = ""
    url_words: str = ""
    opens_drawer: bool = True
    tip_fen: int = 0


@dataclass(frozen=True)
class TestPage:
    """A page that shows whether width, Chinese, sizes and QR come out right."""

    __test__ = False  # pytest would take the name for a test class

    printer_name: str
    connection: str
    printed_at: str
    language: Language = "zh"


@dataclass(frozen=True)
class OpenDrawer:
    """Nothing on paper: the cash drawer at this printer opens."""


Document = (
    KitchenSlip
    | PreBill
    | Receipt
    | TestPage
    | TakeoutSlip
    | CupLabel
    | PickupNumber
    | QueueTicket
    | ShiftReport
    | DayReport
    | TableCard
    | OpenDrawer
)

_KINDS: Mapping[str, type[Document]] = {
    "kitchen_slip": KitchenSlip,
    "pre_bill": PreBill,
    "receipt": Receipt,
    "test_page": TestPage,
    "takeout_slip": TakeoutSlip,
    "cup_label": CupLabel,
    "pickup_number": PickupNumber,
    "queue_ticket": QueueTicket,
    "shift_report": ShiftReport,
    "day_report": DayReport,
    "table_card": TableCard,
    "open_drawer": OpenDrawer,
}
_NAMES = {document_type: kind for kind, document_type in _KINDS.items()}


def in_language(document: Document, language: str) -> Document:
    """The document with its fixed words in `language`, as it is for "" and where it has none."""
    if not language or not hasattr(document, "language"):
        return document
    return replace(document, language=language)  # type: ignore[arg-type]


def kind_of(document: Document) -> str:
    """The kind's name, as it stands in JSON."""
    return _NAMES[type(document)]


def form_of(document: Document) -> str:
    """The kind of form that a document has: slips that take back or change have their own."""
    if isinstance(document, KitchenSlip) and document.purpose:
        return "void_slip" if document.purpose == "void" else "change_slip"
    return kind_of(document)


def to_json(document: Document) -> dict[str, Any]:
    """The document as a JSON-able dict with its `kind`."""
    return {"kind": _NAMES[type(document)], **_plain(document)}


def _plain(value: Any) -> Any:
    """As `dataclasses.asdict` makes it, without copying what cannot change."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    kind: Any = type(value)
    names = _names_of(kind)
    return value if names is None else {name: _plain(getattr(value, name)) for name in names}


@cache
def _names_of(kind: type) -> tuple[str, ...] | None:
    """The fields of a part of a document, which may have none; None of what is no part."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else None


def from_json(stored: Mapping[str, Any]) -> Document:
    """The document of a dict made by `to_json`, also after a trip through JSON text.

    Fields that this version does not know are left out: a slip that lacks a new detail beats no
    slip. Raises BadDocument when the kind is unknown, a field is missing or has another type.
    """
    kind = stored.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise BadDocument(f"unknown kind of document: {kind!r}")
    document: Document = _built(_KINDS[kind], stored, kind)
    return document


def _built(record_type: type[Any], stored: Mapping[str, Any], where: str) -> Any:
    arguments = {}
    for field, hint in _typed_fields(record_type):  # type: ignore[arg-type]  # a class has a hash
        if field.name in stored:
            place = f"{where}.{field.name}"
            arguments[field.name] = _read(hint, stored[field.name], place)
        elif field.default is MISSING:
            raise BadDocument(f"{where}.{field.name} is missing")
    return record_type(**arguments)


@cache
def _typed_fields(record_type: Any) -> tuple[tuple[Field[Any], Any], ...]:
    """The fields of a document or a part of one, each with its type: read once per process."""
    hints = get_type_hints(record_type)
    return tuple((field, hints[field.name]) for field in fields(record_type))


def _read(hint: Any, value: Any, where: str) -> Any:
    """`value` as the type `hint`, one of those that the documents above use."""
    if hint in (str, int, bool) and type(value) is hint:
        return value
    origin, choices = get_origin(hint), get_args(hint)
    if origin is Literal:
        if value in choices:
            return value
    elif origin in (Union, types.UnionType):
        return None if value is None else _read(choices[0], value, where)
    elif origin is tuple:
        if isinstance(value, list | tuple):
            return _read_tuple(choices, value, where)
    elif isinstance(value, Mapping) and hint not in (str, int, bool):
        return _built(hint, value, where)
    raise BadDocument(f"{where} cannot be {value!r:.60}")


def _read_tuple(choices: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if choices[-1] is Ellipsis:
        choices = (choices[0],) * len(value)
    if len(choices) != len(value):
        raise BadDocument(f"{where} has {len(value)} parts, not {len(choices)}")
    return tuple(_read(choice, part, where) for choice, part in zip(choices, value, strict=True))
