"""Ingredients and recipes."""

from app.catalog.models import Dish
from app.core.actors import Actor
from app.inventory import papers, queries, service
from app.inventory.inputs import (
    IngredientInput,
    PlaceInput,
    PurchaseInput,
    PurchaseLineInput,
    ReceiptInput,
    ReceivedInput,
    RecipeInput,
    RecipeLineInput,
    SupplierInput,
)
from app.inventory.models import BaseUnit, Ingredient, OwnerKind, Policy, Recipe, StockPlace
from app.inventory.paper_models import Purchase, Receipt, Stocktake
from app.notices.robots import service as robots
from app.notices.robots.models import NoticeRobot, RobotKind
from app.notices.robots.service import RobotInput


def make_ingredient(
    actor: Actor,
    name: str = "鸡腿肉",
    grams: int = 1000,
    *,
    unit: BaseUnit = BaseUnit.GRAM,
    policy: Policy = Policy.BLOCK,
    value_fen: int = 0,
    safety: int | None = None,
    target: int | None = None,
) -> Ingredient:
    """An ingredient with so many base units of it on the shelf."""
    given = IngredientInput(
        name=name,
        unit=unit,
        policy=policy,
        safety=None if safety is None else safety * 1000,
        target=None if target is None else target * 1000,
    )
    return service.add_ingredient(given, actor=actor, on_hand=grams * 1000, value_fen=value_fen)


def make_recipe(
    actor: Actor,
    owner_id: str,
    *parts: tuple[Ingredient, int],
    kind: OwnerKind = OwnerKind.DISH,
    makes: int | None = None,
    factor_bp: int = 10_000,
    yield_bp: int = 10_000,
    waste_bp: int = 0,
) -> Recipe | None:
    """A recipe of ingredients with their base units for one portion."""
    lines = tuple(
        RecipeLineInput(ingredient_id=each.id, net=count * 1000, yield_bp=yield_bp)
        for each, count in parts
    )
    given = RecipeInput(
        owner_kind=kind,
        owner_id=owner_id,
        lines=lines,
        makes=None if makes is None else makes * 1000,
        factor_bp=factor_bp,
        waste_bp=waste_bp,
    )
    return service.save_recipe(given, actor=actor)


def things(actor: Actor, dish: Dish) -> dict[str, str]:
    """What stands in the addresses of stock, made once for each shop."""
    found = queries.list_ingredients(actor.store_id)
    suppliers = queries.list_suppliers(actor.store_id)
    ingredient = found[0] if found else make_ingredient(actor)
    supplier = (
        suppliers[0]
        if suppliers
        else service.add_supplier(SupplierInput(name="菜市场"), actor=actor)
    )
    return {
        "ingredient_id": ingredient.id,
        "supplier_id": supplier.id,
        "owner_kind": "dish",
        "owner_id": dish.id,
        "work": "waste",
        "robot_id": make_robot(actor).id,
        "purchase_id": make_purchase(actor, ingredient).id,
        "place_id": make_place(actor).id,
        "stocktake_id": make_stocktake(actor).id,
    }


def make_purchase(actor: Actor, ingredient: Ingredient, grams: int = 5000) -> Purchase:
    """A purchase of so many base units that has not come yet, the same while it waits."""
    waiting = papers.list_purchases(actor.store_id, only_waiting=True)
    if waiting:
        return waiting[0]
    line = PurchaseLineInput(
        ingredient_id=ingredient.id, unit_name="公斤", unit_size=1_000_000, wanted=grams * 1000
    )
    return service.order_goods(PurchaseInput(lines=(line,)), actor=actor)


def make_place(actor: Actor, name: str = "厨房", name_en: str = "") -> StockPlace:
    """A place where stock lies, the same each time its name is asked for."""
    known = {place.name: place for place in queries.list_places(actor.store_id)}
    given = PlaceInput(name=name, name_en=name_en)
    return known.get(name) or service.add_place(given, actor=actor)


def make_stocktake(actor: Actor) -> Stocktake:
    """A stocktake that runs, the same until it ends."""
    running = [t for t in papers.list_stocktakes(actor.store_id) if t.status == "counting"]
    return running[0] if running else service.start_stocktake("", actor=actor)


def make_robot(actor: Actor) -> NoticeRobot:
    """A group robot, the same each time it is asked for."""
    known = robots.list_robots(actor.store_id)
    given = RobotInput(
        kind=RobotKind.WECOM,
        name="店长群",
        address_secret="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
    )
    return known[0] if known else robots.save_robot(given, actor=actor)


def receive(
    actor: Actor, ingredient: Ingredient, grams: int, fen: int = 0, **more: object
) -> Receipt:
    """So many base units came."""
    line = ReceivedInput(ingredient_id=ingredient.id, quantity=grams * 1000, total_fen=fen)
    return service.receive_goods(ReceiptInput(lines=(line,), **more), actor=actor)
