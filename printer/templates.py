"""What an owner may change of a document: which blocks, in which order and size, and own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from printer.elements import BIG, NORMAL, TALL, WIDE, Size

SIZES: Mapping[str, Size] = {"normal": NORMAL, "wide": WIDE, "tall": TALL, "big": BIG}
LONGEST_WORDS = 400


@dataclass(frozen=True)
class Block:
    """A part of a document: whether it may be left out, and the size it has unless changed.

    An empty size is a part whose lines have sizes of their own.
    """

    name: str
    is_needed: bool = False
    size: str = ""


_KITCHEN = (
    Block("station", size="tall"), Block("round", is_needed=True),
    Block("table", is_needed=True, size="big"), Block("order"),
    Block("dishes", is_needed=True, size="big"), Block("note", is_needed=True, size="tall"),
    Block("foot"),
)  # fmt: skip
# In their usual order. What stands in none of them is always first: marks of copies and voids.
BLOCKS: Mapping[str, tuple[Block, ...]] = {
    "kitchen_slip": _KITCHEN,
    "void_slip": _KITCHEN,
    "change_slip": _KITCHEN,
    "pre_bill": (
        Block("shop", size="big"), Block("title", is_needed=True), Block("table", size="tall"),
        Block("numbers"), Block("times"), Block("lines", is_needed=True),
        Block("total", is_needed=True, size="big"),
    ),
    "receipt": (
        Block("shop", size="big"), Block("title"), Block("table", size="tall"),
        Block("numbers"), Block("times"), Block("cashier"), Block("lines", is_needed=True),
        Block("total", is_needed=True, size="big"), Block("payments", is_needed=True),
        Block("contact"), Block("code"), Block("thanks"),
    ),
    "takeout_slip": (
        Block("whose"), Block("number", is_needed=True), Block("shop"),
        Block("promise", is_needed=True, size="tall"), Block("paid", is_needed=True, size="tall"),
        Block("order"), Block("note", is_needed=True, size="big"),
        Block("tableware", is_needed=True), Block("dishes", is_needed=True, size="tall"),
        Block("total", is_needed=True, size="big"),
        Block("receiver", is_needed=True, size="tall"), Block("code"), Block("thanks"),
        Block("seal"),
    ),
    "cup_label": (
        Block("number", is_needed=True, size="tall"), Block("dish", is_needed=True, size="big"),
        Block("wishes", is_needed=True), Block("order"), Block("shop"),
    ),
    "pickup_number": (
        Block("shop", size="tall"), Block("title"), Block("number", is_needed=True),
        Block("promise", is_needed=True, size="tall"), Block("order"), Block("dishes"),
        Block("code"), Block("hint"), Block("thanks"),
    ),
    "queue_ticket": (
        Block("shop", size="tall"), Block("title"), Block("number", is_needed=True),
        Block("party", is_needed=True, size="tall"), Block("ahead"), Block("times"),
        Block("code"), Block("hint"), Block("thanks"),
    ),
    "shift_report": (
        Block("shop", size="tall"), Block("title", is_needed=True, size="big"),
        Block("shift", is_needed=True), Block("sales", is_needed=True),
        Block("payments", is_needed=True), Block("corrections", is_needed=True),
        Block("drawer", is_needed=True), Block("note", is_needed=True), Block("signatures"),
        Block("times"),
    ),
    "day_report": (
        Block("shop", size="tall"), Block("title", is_needed=True, size="big"),
        Block("day", is_needed=True), Block("sales", is_needed=True),
        Block("payments", is_needed=True), Block("corrections", is_needed=True),
        Block("channels"), Block("categories"), Block("shifts"),
        Block("drawer", is_needed=True), Block("note", is_needed=True), Block("signatures"),
        Block("times"),
    ),
    "table_card": (
        Block("shop", size="big"), Block("table", is_needed=True),
        Block("code", is_needed=True), Block("hint", size="tall"), Block("thanks"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """The owner's form of one kind of document; empty it changes nothing."""

    header: str = ""
    footer: str = ""
    order: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    sizes: tuple[tuple[str, str], ...] = ()

    def size(self, block: str, usual: Size) -> Size:
        """The size of a block's lines."""
        return SIZES.get(dict(self.sizes).get(block, ""), usual)


def to_stored(template: Template) -> dict[str, Any]:
    """The template as a JSON-able dict."""
    return {
        "header": template.header,
        "footer": template.footer,
        "order": list(template.order),
        "off": sorted(template.off),
        "sizes": dict(template.sizes),
    }


def from_stored(kind: str, stored: Mapping[str, Any] | None) -> Template:
    """A kept template; what does not fit this kind of document is left out, whatever it is."""
    found = stored if isinstance(stored, Mapping) else {}
    known = {block.name: block for block in BLOCKS.get(kind, ())}
    order = [name for name in _texts(found.get("order")) if name in known]
    off = {name for name in _texts(found.get("off")) if name in known}
    sizes = found.get("sizes")
    return Template(
        header=_words(found.get("header")),
        footer=_words(found.get("footer")),
        order=tuple(dict.fromkeys(order)),
        off=frozenset(name for name in off if not known[name].is_needed),
        sizes=tuple(
            (name, size)
            for name, size in (sizes.items() if isinstance(sizes, Mapping) else ())
            if name in known and known[name].size and size in SIZES
        ),
    )


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _words(value: Any) -> str:
    return value[:LONGEST_WORDS] if isinstance(value, str) else ""
