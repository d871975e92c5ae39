"""Why an order cannot be made, in words for whoever asked."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from flask_babel import gettext

from app.catalog import queries as catalog
from app.catalog.errors import SoldOut
from app.catalog.rules import Menu
from app.catalog.service.availability import named_alike
from app.core.actors import Actor, ActorKind
from app.inventory.book import Book
from app.inventory.rules import HeldLine, added, portions_left
from app.inventory.service.ledger import read_stocks
from app.inventory.words import name_in, quantity_text


def refuse_short(
    book: Book,
    lines: Sequence[tuple[HeldLine, Mapping[str, int]]],
    actor: Actor,
) -> NoReturn:
    """Refuse an order that needs more than there is.

    `missing` says for each ordered dish how many of the wanted portions could be made, the earlier
    lines first; staff also hear which ingredient is missing and how much of it is left, guests
    which dishes are like it. Raises SoldOut.
    """
    needed = {each for _line, uses in lines for each in uses} & book.blocking
    free = {i: stock.free for i, stock in read_stocks(book.store_id, needed).items()}
    menu = catalog.get_menu(book.store_id)
    missing: list[dict[str, Any]] = []
    for ordered in _grouped(lines):
        top, uses = ordered
        per_portion = {i: -(-count // top.quantity) for i, count in uses.items() if i in free}
        fits = portions_left(per_portion, free)
        fits = top.quantity if fits is None else min(fits, top.quantity)
        if fits < top.quantity:
            lacking = [i for i, n in per_portion.items() if free[i] < n * top.quantity]
            missing.append(_missing(book, menu, top, fits, lacking, free, actor))
        for each, count in per_portion.items():
            free[each] -= count * fits
    ids = dict.fromkeys(row["dish_id"] for row in missing)
    raise SoldOut(_sentence(missing, actor), dish_ids=list(ids), missing=missing)


def _grouped(
    lines: Sequence[tuple[HeldLine, Mapping[str, int]]],
) -> list[tuple[HeldLine, dict[str, int]]]:
    """What each ordered line takes, a set meal with its dishes."""
    tops: dict[str, HeldLine] = {}
    sums: dict[str, dict[str, int]] = {}
    for line, uses in lines:
        key = line.ordered_id or line.line_id
        if key == line.line_id or key not in tops:
            tops[key] = line
        sums[key] = added(sums.get(key, {}), uses)
    return [(tops[key], sums[key]) for key in tops]


def _missing(
    book: Book,
    menu: Menu,
    line: HeldLine,
    fits: int,
    lacking: list[str],
    free: Mapping[str, int],
    actor: Actor,
) -> dict[str, Any]:
    dish_id = line.ordered_dish_id or line.dish_id or ""
    dish = menu.dishes.get(dish_id)
    row: dict[str, Any] = {
        "dish_id": dish_id,
        "name": dish.name if dish else "",
        "name_en": dish.name_en if dish else "",
        "wanted": line.quantity,
        "remaining": fits,
    }
    if actor.kind is ActorKind.STAFF:
        facts = [book.ingredients[each] for each in lacking]
        row["ingredients"] = [
            {
                "id": f.id,
                "name": f.name,
                "name_en": f.name_en,
                "left": quantity_text(max(free[f.id], 0), f.unit),
            }
            for f in facts
        ]
    else:
        row["alike"] = named_alike(menu, dish_id)
    return row


def _sentence(missing: list[dict[str, Any]], actor: Actor) -> str | None:
    if actor.kind is not ActorKind.STAFF:
        return None
    told = [
        gettext(
            "%(dish)s: only %(left)s of %(ingredient)s is left.",
            dish=name_in(row["name"], row["name_en"]),
            ingredient=name_in(each["name"], each["name_en"]),
            left=each["left"],
        )
        for row in missing
        for each in row["ingredients"]
    ]
    return " ".join(told) or None
