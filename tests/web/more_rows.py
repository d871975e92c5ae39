"""More of everything that pages list, to see what they then ask of the database."""

from app.catalog import service as catalog
from app.catalog.inputs import DishInput
from app.catalog.models import Dish
from app.inventory import service as stock
from app.inventory.inputs import (
    IngredientInput,
    PurchaseInput,
    PurchaseLineInput,
    SupplierInput,
    UnitInput,
)
from app.inventory.models import Ingredient
from app.notices.robots import service as robots
from app.notices.robots.models import RobotKind
from app.notices.robots.service import RobotInput
from app.ordering.cart.rules import Outcome
from app.printing import service as printing
from app.printing.models import SlipForm
from app.staff.rights import Role
from app.tables.queries import Presence
from tests.factories import carts, inventory, staff
from tests.factories import catalog as dishes
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import make_area, make_table, presence_at
from tests.web.test_rights_matrix import things_at


def add_sets(shop: Shop, numbers: range) -> None:
    """One more of everything for each of `numbers`, and more orders at the first table's party."""
    phone = presence_at(shop.tables[0])
    for number in numbers:
        area = make_area(shop.actor, f"厅{number}")
        shop.tables.append(make_table(shop.actor, f"N{number}", area))
        shop.dish["beer"] = _add_dish(shop, number)
        _add_stock(shop, shop.dish["beer"], number)
        things_at(shop, len(shop.tables) - 1)
        staff.make_member(shop.id, Role.WAITER, f"more-{number}")
        _add_robot(shop, number)
        ordered = (shop.dish["beer"], 1), (shop.dish["rice"], 2)
        place_at_counter(shop.actor, *ordered, table=shop.tables[0])
        _fill_cart(phone, shop.dish["beer"], number)


def _add_dish(shop: Shop, number: int) -> Dish:
    """A dish in a category, at a station and with a group of its own; its price was another."""
    category = dishes.make_category(shop.actor, f"类{number}")
    station = dishes.make_station(shop.actor, f"档口{number}")
    printing.cut_slips(station.id, SlipForm.SPLIT, actor=shop.actor)
    group = dishes.make_option_group(shop.actor, f"口味{number}")
    given = DishInput(
        name=f"菜{number}", category_id=category.id, price_fen=1900, station_id=station.id,
        group_ids=(group.id,),
    )  # fmt: skip
    made = catalog.add_dish(given, actor=shop.actor)
    dearer = given.model_copy(update={"price_fen": 2000, "code": made.code})
    return catalog.change_dish(made.id, dearer, actor=shop.actor)


def _add_stock(shop: Shop, dish: Dish, number: int) -> Ingredient:
    """An ingredient of the dish, with a supplier, a unit, a place, a purchase and a receipt."""
    supplier = stock.add_supplier(SupplierInput(name=f"供{number}"), actor=shop.actor)
    given = IngredientInput(
        name=f"料{number}", supplier_id=supplier.id, units=(UnitInput(name="箱", size=5_000_000),)
    )
    made = stock.add_ingredient(given, actor=shop.actor, on_hand=100_000_000, value_fen=100)
    inventory.make_recipe(shop.actor, dish.id, (made, 5))
    inventory.make_place(shop.actor, f"库{number}")
    line = PurchaseLineInput(
        ingredient_id=made.id, unit_name="箱", unit_size=5_000_000, wanted=5_000_000
    )
    stock.order_goods(PurchaseInput(lines=(line,)), actor=shop.actor)
    inventory.receive(shop.actor, made, 1000, 500)
    return made


def _add_robot(shop: Shop, number: int) -> None:
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"
    given = RobotInput(kind=RobotKind.WECOM, name=f"群{number}", address_secret=address)
    robots.save_robot(given, actor=shop.actor)


def _fill_cart(phone: Presence, dish: Dish, number: int) -> None:
    outcome = carts.send(phone, carts.add(dish, note=f"第{number}份"))
    assert outcome[0]["outcome"] in (Outcome.DONE, Outcome.FULL), outcome
