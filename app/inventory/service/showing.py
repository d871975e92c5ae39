"""How many portions can still be made, written into the menu that everybody reads."""

from collections.abc import Iterable, Mapping

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.rules import Menu
from app.core.db import atomic
from app.inventory.book import Book, get_book, load_book
from app.inventory.rules import Stock, portions_left
from app.inventory.service.ledger import read_stocks
from app.inventory.settings import StockSettings
from app.settings import queries as settings
from app.stores import queries as stores


def show_fallen(book: Book, stocks: Mapping[str, Stock], menu: Menu | None = None) -> None:
    """After an order: tell the menu when dishes or options that share these run short.

    While there is plenty nothing is read and nothing is written. `menu` is the one that the order
    was made from: once it has taken portions, another look would read the whole menu anew.
    """
    if book.users.keys().isdisjoint(stocks):
        return
    menu = menu or catalog.get_menu(book.store_id)
    dishes, options = affected(book, stocks, menu)
    free = {each: stock.free for each, stock in stocks.items() if each in book.blocking}
    most = settings.get(book.store_id, StockSettings).shows_left_from
    if _is_any_short(book, menu, dishes, options, free, most):
        _write(book, dishes, options)


def show_changed(book: Book, ingredient_ids: Iterable[str]) -> None:
    """After stock came in, or a recipe changed: bring all that use these up to date."""
    dishes, options = affected(book, ingredient_ids)
    if dishes or options:
        _write(book, dishes, options)


@atomic
def show_all(store_id: str) -> None:
    """Bring every dish and option of a store up to date, also those without a recipe now."""
    book = load_book(store_id)
    menu = catalog.get_menu(store_id)
    shown = {dish_id for dish_id, dish in menu.dishes.items() if dish.stock_left is not None}
    shown_options = {i for i, option in menu.options.items() if option.stock_left is not None}
    dishes = shown | set(book.dishes) | {dish.id for dish in menu.dishes.values() if dish.is_set}
    _write(book, dishes, shown_options | set(book.options))


def show_all_stores() -> None:
    """Bring the menus of all stores up to date with their stock. Run by a job."""
    for store in stores.list_stores():
        if get_book(store.id).ingredients:
            show_all(store.id)


def affected(
    book: Book, ingredient_ids: Iterable[str], menu: Menu | None = None
) -> tuple[set[str], set[str]]:
    """The dishes, set meals among them, and the options that run out with these ingredients."""
    dishes: set[str] = set()
    options: set[str] = set()
    for each in ingredient_ids:
        of_dishes, of_options = book.users.get(each, (frozenset(), frozenset()))
        dishes |= of_dishes
        options |= of_options
    if menu is None and dishes:
        menu = catalog.get_menu(book.store_id)
    if dishes and menu is not None and not menu.part_ids.isdisjoint(dishes):
        sets = (dish for dish in menu.dishes.values() if dish.is_set)
        dishes |= {d.id for d in sets if any(part.part_id in dishes for part in d.included)}
    if dishes and menu is not None and book.factors:
        groups = (g for i in dishes if i in menu.dishes for g in menu.dishes[i].option_groups)
        options |= {o.id for group in groups for o in group.options if o.id in book.factors}
    return dishes, options


def left_of(book: Book, menu: Menu, dish_id: str, free: Mapping[str, int], most: int) -> int | None:
    """How many portions of a dish can be made; None when more than `most`, or nothing limits."""
    left = portions_left(book.least(menu, dish_id), free)
    return left if left is not None and left <= most else None


def _is_any_short(
    book: Book,
    menu: Menu,
    dishes: set[str],
    options: set[str],
    free: Mapping[str, int],
    most: int,
) -> bool:
    for dish_id in dishes:
        dish = menu.dishes.get(dish_id)
        if dish is not None and dish.stock_left is not None:
            return True
        if left_of(book, menu, dish_id, free, most) is not None:
            return True
    for option_id in options:
        option = menu.options.get(option_id)
        if option is not None and option.stock_left is not None:
            return True
        left = _option_left(book.adds(menu, option_id), free)
        if left is not None and left <= most:
            return True
    return False


def _write(book: Book, dishes: set[str], options: set[str]) -> None:
    """Find the counts from all that limits them, and give the menu those that differ."""
    store_id = book.store_id
    # The menu's number is taken first: whoever else brings counts along waits here, and then
    # sees what is written now.
    version = catalog_service.begin_counts(store_id)
    menu = catalog.get_menu(store_id)
    uses = {dish_id: book.least(menu, dish_id) for dish_id in dishes}
    adds = {option_id: book.adds(menu, option_id) for option_id in options}
    each_use = (*uses.values(), *(use for of_dish in adds.values() for use in of_dish))
    needed = {i for each in each_use for i in each} & book.blocking
    stocks = read_stocks(store_id, needed) if needed else {}
    free = {each: stock.free for each, stock in stocks.items()}
    most = settings.get(store_id, StockSettings).shows_left_from
    catalog_service.set_stock_left(
        store_id,
        version,
        {i: _capped(portions_left(u, free), most) for i, u in uses.items()},
        {i: _capped(_option_left(many, free), most) for i, many in adds.items()},
    )


def _option_left(adds: Iterable[Mapping[str, int]], free: Mapping[str, int]) -> int | None:
    """How often an option can be had with the dish that leaves most for it."""
    left = [portions_left(uses, free) for uses in adds]
    counted = [each for each in left if each is not None]
    return max(counted) if counted and len(counted) == len(left) else None


def _capped(left: int | None, most: int) -> int | None:
    return left if left is not None and left <= most else None
