"""Why an order cannot be made, in words for whoever asked."""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from flask_babel import gettext

from app.catalog import queries as catalog
from app.catalog.errors import SoldOut
from app.catalog.rules import Menu, MenuDish, MenuOption
from app.catalog.service.availability import named_alike
from app.core.actors import Actor, ActorKind
from app.inventory.book import Book, get_book
from app.inventory.rules import HeldLine, IngredientFacts, added, portions_left
from app.inventory.service.ledger import read_stocks
from app.inventory.words import name_in, named, quantity_text

# As many others as guests are offered of dishes.
_MOST_ALIKE = 3


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
    for top, uses, made_of in _grouped(lines):
        per_portion = {i: -(-count // top.quantity) for i, count in uses.items() if i in free}
        fits = portions_left(per_portion, free)
        fits = top.quantity if fits is None else min(fits, top.quantity)
        if fits < top.quantity:
            lacking = [i for i, n in per_portion.items() if free[i] < n * top.quantity]
            row = _missing(book, menu, top, fits, lacking, free, actor)
            missing.append(_with_cause(row, _causes(book, menu, made_of, set(lacking))))
        for each, count in per_portion.items():
            free[each] -= count * fits
    ids = dict.fromkeys(row["dish_id"] for row in missing)
    raise SoldOut(_sentence(missing, actor), dish_ids=list(ids), missing=missing)


def _grouped(
    lines: Sequence[tuple[HeldLine, Mapping[str, int]]],
) -> list[tuple[HeldLine, dict[str, int], list[HeldLine]]]:
    """What each ordered line takes, a set meal with its dishes, and the lines it is made of."""
    tops: dict[str, HeldLine] = {}
    sums: dict[str, dict[str, int]] = {}
    made_of: dict[str, list[HeldLine]] = {}
    for line, uses in lines:
        key = line.ordered_id or line.line_id
        if key == line.line_id or key not in tops:
            tops[key] = line
        sums[key] = added(sums.get(key, {}), uses)
        made_of.setdefault(key, []).append(line)
    return [(tops[key], sums[key], made_of[key]) for key in tops]


def _causes(
    book: Book, menu: Menu, lines: Sequence[HeldLine], lacking: set[str]
) -> list[MenuDish | MenuOption]:
    """The dishes of a set meal, and the choices, that take what is lacking."""
    found: dict[str, MenuDish | MenuOption] = {}
    for line in lines:
        own = lacking.intersection(book.dish_uses.get(line.dish_id or "", {}))
        is_part = line.dish_id != (line.ordered_dish_id or line.dish_id)
        if own and is_part and line.dish_id in menu.dishes:
            found[line.dish_id] = menu.dishes[line.dish_id]
        for each in line.option_ids:
            if each in menu.options and (lacking - own).intersection(
                book.option_uses.get(each, {})
            ):
                found[each] = menu.options[each]
    return list(found.values())


def _with_cause(row: dict[str, Any], causes: Sequence[MenuDish | MenuOption]) -> dict[str, Any]:
    """Say in a dish's name which part of it is short, when that is not the dish itself."""
    if not causes:
        return row
    chinese = "、".join(each.name for each in causes)
    english = ", ".join(each.name_en or each.name for each in causes)
    name_en = f"{row['name_en']} ({english})" if row["name_en"] else ""
    return {**row, "name": f"{row['name']}（{chinese}）", "name_en": name_en}


def gone_choices(menu: Menu, dish: MenuDish, option_ids: Sequence[str], actor: Actor | None) -> str:
    """Which of the choices of a dish are gone, in words.

    Staff hear which ingredient is missing and how much of it is left, guests which other answers
    to the same question can be had.
    """
    gone = [option for option in dish.pick(option_ids) if not option.available]
    is_staff = actor is not None and actor.kind is ActorKind.STAFF
    return " ".join(
        _gone_to_staff(menu, dish, option) if is_staff else _gone_to_guest(menu, dish, option)
        for option in dict.fromkeys(gone)
    )


def _gone_to_staff(menu: Menu, dish: MenuDish, option: MenuOption) -> str:
    book = get_book(menu.store_id)
    name = f"{named(dish)} · {_name_of(menu, option)}"
    uses = {i: n for i, n in _uses_of(book, menu, dish, option).items() if i in book.blocking}
    free = {i: stock.free for i, stock in read_stocks(book.store_id, uses).items()}
    lacking = [book.ingredients[i] for i, count in uses.items() if free[i] < count]
    if not lacking:
        return str(gettext("“%(name)s” has sold out.", name=name))
    return " ".join(_short_of(name, facts, free[facts.id]) for facts in lacking)


def _gone_to_guest(menu: Menu, dish: MenuDish, option: MenuOption) -> str:
    told = str(gettext("“%(name)s” has sold out.", name=_name_of(menu, option)))
    group = next(g for g in dish.option_groups if option in g.options)
    others = [_name_of(menu, each) for each in group.options if each.available][:_MOST_ALIKE]
    if not others:
        return told
    still = gettext("There still is: %(names)s.", names=gettext(", ").join(others))
    return f"{told} {still}"


def _name_of(menu: Menu, option: MenuOption) -> str:
    """What a choice is called; an answer of a set meal as its dish."""
    return named(menu.dishes.get(option.part_id or "", option))


def _uses_of(book: Book, menu: Menu, dish: MenuDish, option: MenuOption) -> Mapping[str, int]:
    """What one choice takes: a dish of a set meal, a size with its dish, or what is added."""
    if option.part_id is not None:
        part = book.least(menu, option.part_id)
        return {each: count * option.portions for each, count in part.items()}
    if option.id in book.factors:
        return book.portion(dish.id, (option.id,)).uses
    return book.option_uses.get(option.id, {})


def _short_of(name: str, facts: IngredientFacts, left: int) -> str:
    return str(
        gettext(
            "%(dish)s: only %(left)s of %(ingredient)s is left.",
            dish=name,
            ingredient=named(facts),
            left=quantity_text(max(left, 0), facts.unit),
        )
    )


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
