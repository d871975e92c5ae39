"""A small whole shop: what most tests need."""

from dataclasses import dataclass

from app.catalog.models import Category, Dish, OptionGroup, Station
from app.core.actors import Actor, ActorKind, system
from app.core.db import transaction
from app.staff.models import StaffMember
from app.staff.rights import Role
from app.stores.models import Store
from app.tables.models import Area, Table
from tests.factories import catalog, staff, stores, tables


@dataclass
class Shop:
    """A store with two areas, four tables, two stations, six dishes and one person per role.

    `dish` names the dishes by a short key: "chicken" 宫保鸡丁 38.00 (asks `spice`), "tofu" 18.00,
    "fish" 68.00 counted with 5 left, "cucumber" 12.50 cold station, "rice" 2.00, "beer" 8.00.
    """

    store: Store
    areas: list[Area]
    tables: list[Table]
    stations: dict[str, Station]
    categories: dict[str, Category]
    spice: OptionGroup
    dish: dict[str, Dish]
    staff: dict[Role, StaffMember]

    @property
    def id(self) -> str:
        """The store's id."""
        return self.store.id

    @property
    def actor(self) -> Actor:
        """The house itself."""
        return system(self.store.id, "tests")

    def person(self, role: Role = Role.OWNER) -> Actor:
        """The staff member of that role, as verbs are told."""
        member = self.staff[role]
        return Actor(ActorKind.STAFF, member.id, member.name, self.store.id, role.value)


def make_shop(name: str = "老街小馆", prefix: str = "") -> Shop:
    """Make a shop; `prefix` keeps the user names of a second one apart."""
    with transaction():
        return _make_shop(name, prefix)


def _make_shop(name: str, prefix: str) -> Shop:
    store = stores.make_store(name)
    actor = system(store.id, "tests")
    areas = [tables.make_area(actor, "大厅"), tables.make_area(actor, "包间")]
    floor = [tables.make_table(actor, f"A0{n}", areas[0]) for n in (1, 2, 3)]
    floor.append(tables.make_table(actor, "B01", areas[1]))
    stations = {
        "hot": catalog.make_station(actor, "炒锅"),
        "cold": catalog.make_station(actor, "凉菜"),
    }
    categories = {
        "hot": catalog.make_category(actor, "热菜"),
        "cold": catalog.make_category(actor, "凉菜"),
        "drinks": catalog.make_category(actor, "主食酒水"),
    }
    spice = catalog.make_option_group(actor)
    return Shop(
        store,
        areas,
        floor,
        stations,
        categories,
        spice,
        _dishes(actor, stations, categories, spice),
        {role: staff.make_member(store.id, role, f"{prefix}{role.value}") for role in Role},
    )


def _dishes(
    actor: Actor, stations: dict[str, Station], categories: dict[str, Category], spice: OptionGroup
) -> dict[str, Dish]:
    hot, cold, drinks = categories["hot"], categories["cold"], categories["drinks"]
    wok, larder = stations["hot"].id, stations["cold"].id
    make = catalog.make_dish
    return {
        "chicken": make(actor, hot, "宫保鸡丁", 3800, station_id=wok, group_ids=(spice.id,)),
        "tofu": make(actor, hot, "麻婆豆腐", 1800, station_id=wok),
        "fish": make(actor, hot, "清蒸鲈鱼", 6800, station_id=wok, remaining=5),
        "cucumber": make(actor, cold, "拍黄瓜", 1250, station_id=larder),
        "rice": make(actor, drinks, "米饭", 200),
        "beer": make(actor, drinks, "青岛啤酒", 800),
    }
