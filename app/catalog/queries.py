"""Reading the menu: rows for changing it, the snapshot for everything else."""

import threading
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select, union_all
from sqlalchemy.orm import contains_eager, selectinload

from app.catalog.models import (
    Category,
    Dish,
    DishOptionGroup,
    GroupKind,
    MenuChange,
    Option,
    OptionGroup,
    PriceChange,
    Station,
)
from app.catalog.rules import (
    Counts,
    Menu,
    MenuCategory,
    MenuDish,
    MenuOption,
    MenuOptionGroup,
    settled,
    with_counts,
)
from app.catalog.sale_windows import window_of
from app.core.db import at_commit, db, execute, in_transaction, read
from app.core.errors import NotFound
from app.core.freshness import Fresh
from app.core.sequences import Sequence, current_value

MENU_SEQUENCE = "menu"
# Advanced with it, but not by counts: who holds a menu of this number reads the counts alone.
CONTENT_SEQUENCE = "menu:content"
# All that orders of another process may have changed, and whether more has: one exchange.
_COUNTS: CompoundSelect[Any] = union_all(
    select(Dish.id, Dish.remaining, Dish.stock_left).where(Dish.store_id == bindparam("store")),
    select(Option.id, Option.remaining, Option.stock_left)
    .join(OptionGroup, OptionGroup.id == Option.group_id)
    .where(OptionGroup.store_id == bindparam("store")),
    select(Sequence.name, Sequence.value, Sequence.value).where(
        Sequence.store_id == bindparam("store"), Sequence.name == CONTENT_SEQUENCE
    ),
)
_STATION_NAME = select(Station.name, Station.name_en).where(
    Station.store_id == bindparam("store"),
    Station.id == bindparam("station"),
    Station.removed_at.is_(None),
)
_READS_WITHIN_S = 1.0
_reading = threading.RLock()


def get_menu(store_id: str) -> Menu:
    """The store's menu, at most a second old; without queries while it is unchanged."""
    version = _versions.get(store_id)
    held = _menus.get(store_id)
    if held is not None and held.version == version:
        return held
    if in_transaction():
        return get_exact_menu(store_id)
    # When a dish is taken off, every phone asks at once: one reads the menu for all of them. Not
    # for ever, as those who wait may hold the connections that it needs.
    is_first = _reading.acquire(timeout=_READS_WITHIN_S)
    try:
        held = _menus.get(store_id)
        if held is None or held.version != _versions.get(store_id):
            held = _read_counts(held, _load_version(store_id)) or _load_menu(store_id)
            _menus[store_id] = held
        return held
    finally:
        if is_first:
            _reading.release()


def get_exact_menu(store_id: str, version: int | None = None) -> Menu:
    """The store's menu as the present transaction sees it: one query when it is unchanged.

    None at all for a caller who has read the menu's `version` in this transaction.
    """
    if version is None:
        version = current_value(store_id, MENU_SEQUENCE)
    held = _menus.get(store_id)
    if held is None or held.version != version:
        held = _read_counts(held, version) or _load_menu(store_id)
        # Held from the commit on: the transaction may have changed the menu, and may yet fail.
        loaded = held
        at_commit(lambda: _hold(loaded))
    return held


def forget_menu(store_id: str) -> None:
    """Look for a newer version after the present transaction."""
    _versions.forget(store_id)


def patch_counts(
    store_id: str,
    version: int,
    remaining: Counts,
    stock_left: Counts,
) -> None:
    """Make the held menu the one of `version`, which differs from the last in counts alone.

    Without this, every order of a counted dish would have the whole menu read again.
    """
    held = _menus.get(store_id)
    # One of this very version was read before its counts were written.
    if held is not None and held.version in (version - 1, version):
        _menus[store_id] = with_counts(held, version, remaining, stock_left)
    _versions.drop(store_id)


def get_dish(store_id: str, dish_id: str) -> Dish:
    """A dish of the store, on the shelf or not. Raises NotFound."""
    dish = db.session.get(Dish, dish_id)
    if dish is None or dish.store_id != store_id or dish.removed_at is not None:
        raise NotFound
    return dish


def get_any_dish(store_id: str, dish_id: str) -> Dish:
    """A dish of the store, also one that was removed. Raises NotFound."""
    dish = db.session.get(Dish, dish_id)
    if dish is None or dish.store_id != store_id:
        raise NotFound
    return dish


def get_category(store_id: str, category_id: str) -> Category:
    """A category of the store. Raises NotFound."""
    category = db.session.get(Category, category_id)
    if category is None or category.store_id != store_id:
        raise NotFound
    return category


def get_option_group(store_id: str, group_id: str) -> OptionGroup:
    """An option group of the store. Raises NotFound."""
    group = db.session.get(OptionGroup, group_id)
    if group is None or group.store_id != store_id:
        raise NotFound
    return group


def list_categories(store_id: str) -> list[Category]:
    """The store's categories in order."""
    query = select(Category).where(Category.store_id == store_id)
    query = query.order_by(Category.position, Category.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def list_dishes(store_id: str, category_id: str | None = None) -> list[Dish]:
    """The store's dishes in the order of the menu, also those off the shelf."""
    query = select(Dish).where(Dish.store_id == store_id, Dish.removed_at.is_(None))
    if category_id is not None:
        query = query.where(Dish.category_id == category_id)
    query = query.join(Category).order_by(Category.position, Category.id, Dish.position, Dish.id)
    links = selectinload(Dish.group_links).selectinload(DishOptionGroup.group)
    query = query.options(
        links.selectinload(OptionGroup.options),
        selectinload(Dish.pictures),
        contains_eager(Dish.category),
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def list_option_groups(store_id: str) -> list[OptionGroup]:
    """The store's option groups in order, with their options."""
    query = select(OptionGroup).where(OptionGroup.store_id == store_id)
    query = query.options(selectinload(OptionGroup.options))
    return list(db.session.scalars(query.order_by(OptionGroup.position, OptionGroup.id)))


def find_option(store_id: str, option_id: str) -> Option | None:
    """An option of the store."""
    option = db.session.get(Option, option_id)
    return option if option is not None and option.group.store_id == store_id else None


def get_station(store_id: str, station_id: str) -> Station:
    """A station of the store that is in use. Raises NotFound."""
    station = db.session.get(Station, station_id)
    if station is None or station.store_id != store_id or station.removed_at is not None:
        raise NotFound
    return station


def list_stations(store_id: str) -> list[Station]:
    """The store's kitchen stations in order, without those that were retired."""
    query = select(Station).where(Station.store_id == store_id, Station.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Station.position, Station.id)))


def find_station_name(store_id: str, station_id: str | None) -> tuple[str, str] | None:
    """A station's name and its English one, None for one that is not in use."""
    found = read(_STATION_NAME, {"store": store_id, "station": station_id})
    return (found[0].name, found[0].name_en) if found else None


def list_price_changes(store_id: str, dish_id: str) -> list[PriceChange]:
    """The price history of a dish, newest first."""
    query = select(PriceChange).where(
        PriceChange.store_id == store_id, PriceChange.dish_id == dish_id
    )
    return list(db.session.scalars(query.order_by(PriceChange.at.desc(), PriceChange.id.desc())))


def get_menu_change(store_id: str, change_id: str) -> MenuChange:
    """A kept change of the store's menu. Raises NotFound."""
    change = db.session.get(MenuChange, change_id)
    if change is None or change.store_id != store_id:
        raise NotFound
    return change


def list_menu_changes(store_id: str, *, limit: int, offset: int = 0) -> list[MenuChange]:
    """The kept changes of the store's menu, the latest first."""
    query = select(MenuChange).where(MenuChange.store_id == store_id)
    query = query.order_by(MenuChange.at.desc(), MenuChange.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def count_menu_changes(store_id: str) -> int:
    """How many changes of the store's menu are kept."""
    query = select(func.count()).select_from(MenuChange).where(MenuChange.store_id == store_id)
    return db.session.execute(query).scalar_one()


def _hold(menu: Menu) -> None:
    held = _menus.get(menu.store_id)
    if held is None or held.version < menu.version:
        _menus[menu.store_id] = menu


def _load_version(store_id: str) -> int:
    return current_value(store_id, MENU_SEQUENCE)


def _read_counts(held: Menu | None, version: int) -> Menu | None:
    """The held menu as `version` with its counts read anew; None when more of it has changed.

    Orders that another process takes change counts, and nothing tells this one which.
    """
    if held is None:
        return None
    rows = execute(_COUNTS, {"store": held.store_id}).all()
    if held.content != next((row.remaining for row in rows if row.id == CONTENT_SEQUENCE), 0):
        return None
    shown: dict[str, MenuDish | MenuOption] = {**held.dishes, **held.options}
    changed = {
        row.id: row
        for row in rows
        if (one := shown.get(row.id)) is not None
        and (one.remaining, one.stock_left) != (row.remaining, row.stock_left)
    }
    remaining = {each: row.remaining for each, row in changed.items()}
    stock_left = {each: row.stock_left for each, row in changed.items()}
    return with_counts(held, version, remaining, stock_left)


def _load_menu(store_id: str) -> Menu:
    # The version is read first: should the menu change in between, the snapshot is only newer
    # than it says, and the next look replaces it.
    version = _load_version(store_id)
    content = current_value(store_id, CONTENT_SEQUENCE)
    by_category: dict[str, list[MenuDish]] = {}
    on_shelf = {dish.id: dish for dish in list_dishes(store_id) if dish.is_on_shelf}
    for dish in on_shelf.values():
        by_category.setdefault(dish.category_id, []).append(_menu_dish(dish, on_shelf))
    categories = tuple(
        MenuCategory(c.id, c.name, c.name_en, c.icon, tuple(by_category[c.id]))
        for c in list_categories(store_id)
        if c.id in by_category
    )
    return Menu(store_id, version, settled(categories), content=content)


def _menu_dish(dish: Dish, on_shelf: dict[str, Dish]) -> MenuDish:
    groups = [_menu_group(link.group, dish.price_fen, on_shelf) for link in dish.group_links]
    return MenuDish(
        id=dish.id,
        category_id=dish.category_id,
        code=dish.code,
        name=dish.name,
        name_en=dish.name_en,
        description=dish.description,
        description_en=dish.description_en,
        price_fen=dish.price_fen,
        member_price_fen=dish.member_price_fen,
        picture=dish.picture,
        pinyin=dish.pinyin,
        initials=dish.initials,
        spice_level=dish.spice_level,
        tags=tuple(dish.tags),
        allergens=tuple(dish.allergens),
        cook_minutes=dish.cook_minutes,
        station_id=dish.route_id,
        is_available=dish.is_available,
        remaining=dish.remaining,
        option_groups=tuple(group for group in groups if group.kind is not GroupKind.INCLUDED),
        pictures=tuple(shown.name for shown in dish.pictures),
        price_kind=dish.price_kind,
        pickup_price_fen=dish.pickup_price_fen,
        packing_fee_fen=dish.packing_fee_fen,
        min_quantity=dish.min_quantity,
        quantity_step=dish.quantity_step,
        required_per=dish.required_per,
        nutrition=dish.nutrition,
        portion_hint=dish.portion_hint,
        window=window_of(dish.sale_window),
        sold_recently=dish.sold_recently,
        stock_left=dish.stock_left,
        included=tuple(o for g in groups if g.kind is GroupKind.INCLUDED for o in g.options),
    )


def _menu_group(group: OptionGroup, price_fen: int, on_shelf: dict[str, Dish]) -> MenuOptionGroup:
    options = tuple(_menu_option(option, price_fen, on_shelf) for option in group.options)
    return MenuOptionGroup(
        group.id,
        group.name,
        group.name_en,
        group.min_choices,
        group.max_choices,
        options,
        group.kind,
        group.may_repeat,
    )


def _menu_option(option: Option, price_fen: int, on_shelf: dict[str, Dish]) -> MenuOption:
    part = on_shelf.get(option.dish_id or "")
    is_size = option.group.kind is GroupKind.SIZE
    return MenuOption(
        id=option.id,
        name=part.name if part else option.name,
        name_en=part.name_en if part else option.name_en,
        # Told as a difference, so that whoever adds up a price needs to know nothing of sizes.
        price_fen=option.price_fen - price_fen if is_size else option.price_fen,
        is_on_sale=option.is_available,
        remaining=option.remaining,
        own_price_fen=option.price_fen if is_size else None,
        part_id=option.dish_id,
        portions=option.portions,
        stock_left=option.stock_left,
    )


_versions: Fresh[str, int] = Fresh(_load_version)
_menus: dict[str, Menu] = {}
