"""Putting suppliers, ingredients and recipes into the demo restaurant."""

from app.catalog import queries as catalog
from app.core.actors import Actor
from app.demo import content, content_stock
from app.demo.content_stock import DemoIngredient, Parts
from app.inventory import papers, queries
from app.inventory import service as inventory
from app.inventory.inputs import (
    IngredientInput,
    PlaceInput,
    PurchaseInput,
    PurchaseLineInput,
    RecipeInput,
    RecipeLineInput,
    SupplierInput,
    UnitInput,
)
from app.inventory.models import BaseUnit, OwnerKind, Policy

_MILLI = 1000


def add_stock(actor: Actor) -> None:
    """What the demo restaurant buys, what its dishes take, and an order that is on its way."""
    suppliers = {
        key: inventory.add_supplier(
            SupplierInput(name=name, name_en=name_en, lead_days=days), actor=actor
        ).id
        for key, name, name_en, days in content_stock.SUPPLIERS
    }
    for name, name_en in content_stock.PLACES:
        inventory.add_place(PlaceInput(name=name, name_en=name_en), actor=actor)
    known = {
        each.key: _add_ingredient(each, suppliers, actor) for each in content_stock.INGREDIENTS
    }
    _carry(known, actor)
    _add_recipes(known, actor)
    line = PurchaseLineInput(
        ingredient_id=known["chicken"],
        unit_name="箱（10 公斤）",
        unit_size=10_000 * _MILLI,
        wanted=20_000 * _MILLI,
    )
    inventory.order_goods(PurchaseInput(lines=(line,), supplier_id=suppliers["meat"]), actor=actor)
    _count_fish(actor)


def _carry(known: dict[str, str], actor: Actor) -> None:
    """Most of what keeps lies in the store room, and of the meat in the cold room."""
    kitchen, *others = (place.id for place in queries.list_places(actor.store_id))
    for place_id, goods in zip(others, content_stock.ELSEWHERE, strict=True):
        for key, quantity in goods:
            inventory.transfer_goods(
                known[key], quantity * _MILLI, actor=actor, from_id=kitchen, to_id=place_id
            )


def _count_fish(actor: Actor) -> None:
    """A stocktake of last night: a little less than should be there."""
    take = inventory.start_stocktake("水产", actor=actor)
    for line in papers.lines_of(take):
        there = queries.stocks_of(actor.store_id)[line.ingredient_id].on_hand
        is_loose = line.ingredient.unit is BaseUnit.GRAM
        found = there - 200 * _MILLI if is_loose else there
        inventory.count_ingredient(take.id, line.ingredient_id, found, actor=actor)
    inventory.close_stocktake(take.id, actor=actor)


def _add_ingredient(each: DemoIngredient, suppliers: dict[str, str], actor: Actor) -> str:
    units: tuple[UnitInput, ...] = ()
    if each.purchase_unit:
        usual = UnitInput(
            name=each.purchase_unit,
            name_en=content_stock.pack_in_english(each.purchase_unit),
            size=each.unit_size * _MILLI,
            is_usual=True,
        )
        units = (usual,)
    per = 1 if each.unit == BaseUnit.PIECE else 1000
    given = IngredientInput(
        name=each.name,
        name_en=each.name_en,
        category=each.category,
        category_en=content_stock.CATEGORIES[each.category],
        unit=BaseUnit(each.unit),
        policy=Policy(each.policy),
        safety=each.safety * _MILLI,
        target=each.target * _MILLI,
        shelf_life_days=each.shelf_life_days,
        supplier_id=suppliers[each.supplier],
        units=units,
    )
    value = each.on_hand * each.cost_fen // per
    added = inventory.add_ingredient(
        given, actor=actor, on_hand=each.on_hand * _MILLI, value_fen=value
    )
    return added.id


def _add_recipes(known: dict[str, str], actor: Actor) -> None:
    keys = {dish.name: dish.key for dish in content.DISHES}
    for dish in catalog.list_dishes(actor.store_id):
        parts = content_stock.RECIPES.get(keys.get(dish.name, ""))
        if parts:
            _save(OwnerKind.DISH, dish.id, parts, known, actor)
    for made, (makes, parts) in content_stock.MADE.items():
        _save(OwnerKind.INGREDIENT, known[made], parts, known, actor, makes=makes * _MILLI)
    names = {(group.name, option.name): key for group in content.OPTION_GROUPS
             for option in group.options for key in [(group.key, option.name)]}  # fmt: skip
    for group in catalog.list_option_groups(actor.store_id):
        for option in group.options:
            key = names.get((group.name, option.name), ("", ""))
            extra = content_stock.OPTIONS.get(key, ())
            factor = content_stock.SIZES.get(key, 10_000)
            if extra or factor != 10_000:
                _save(OwnerKind.OPTION, option.id, extra, known, actor, factor_bp=factor)


def _save(
    kind: OwnerKind,
    owner_id: str,
    parts: Parts,
    known: dict[str, str],
    actor: Actor,
    *,
    makes: int | None = None,
    factor_bp: int = 10_000,
) -> None:
    lines = tuple(
        RecipeLineInput(ingredient_id=known[key], net=net * _MILLI, yield_bp=percent * 100)
        for key, net, percent in parts
    )
    given = RecipeInput(
        owner_kind=kind, owner_id=owner_id, lines=lines, makes=makes, factor_bp=factor_bp
    )
    inventory.save_recipe(given, actor=actor)
