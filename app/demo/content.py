"""The demo restaurant as a whole: shop, stations, categories, dishes, tables and staff."""

from app.demo.content_dishes import MAIN_DISHES
from app.demo.content_dishes_light import LIGHT_DISHES
from app.demo.content_options import PLAIN_GROUPS
from app.demo.content_sets import OTHER_DISHES, SET_DISHES, SET_GROUPS, SIZE_GROUPS
from app.demo.content_types import (
    DemoArea,
    DemoCategory,
    DemoDish,
    DemoOptionGroup,
    DemoShop,
    DemoStaff,
    DemoStation,
    DemoTable,
)

__all__ = [
    "ALLERGENS",
    "AREAS",
    "CATEGORIES",
    "DISHES",
    "OPTION_GROUPS",
    "SHOP",
    "STAFF",
    "STATIONS",
    "TABLES",
    "TAGS",
]

SHOP = DemoShop(
    "开饭小馆", "Kaifan Kitchen",
    "现点现炒，好好吃饭", "Cooked when you order, eaten while it is hot",
)

STATIONS: tuple[DemoStation, ...] = (
    DemoStation("hot", "热菜档", "Hot wok"),
    DemoStation("staple", "面点档", "Noodles and dim sum"),
    DemoStation("cold", "凉菜水吧", "Cold dishes and bar"),
)

CATEGORIES: tuple[DemoCategory, ...] = (
    DemoCategory("signature", "招牌菜", "Signature dishes", "star"),
    DemoCategory("cold", "凉菜", "Cold dishes", "cold-dish"),
    DemoCategory("hot", "热菜", "From the wok", "wok"),
    DemoCategory("vegetable", "素菜", "Vegetables", "leaf"),
    DemoCategory("soup", "汤羹", "Soups", "soup"),
    DemoCategory("staple", "主食", "Rice and noodles", "rice"),
    DemoCategory("snack", "小吃", "Small bites", "dumpling"),
    DemoCategory("drink", "饮品", "Drinks", "drink"),
    DemoCategory("set", "套餐", "Set meals", "menu"),
)

# Key → (Chinese, English), in the order in which they are shown.
TAGS: dict[str, tuple[str, str]] = {
    "signature": ("招牌", "Signature"),
    "new": ("新品", "New"),
    "vegetarian": ("素食", "Vegetarian"),
}

ALLERGENS: dict[str, tuple[str, str]] = {
    "gluten": ("麸质", "Gluten"),
    "soy": ("大豆", "Soy"),
    "egg": ("鸡蛋", "Egg"),
    "milk": ("乳制品", "Milk"),
    "peanut": ("花生", "Peanut"),
    "nut": ("坚果", "Tree nuts"),
    "sesame": ("芝麻", "Sesame"),
    "fish": ("鱼类", "Fish"),
    "crustacean": ("甲壳类", "Crustaceans"),
    "mollusc": ("贝类", "Molluscs"),
}

OPTION_GROUPS: tuple[DemoOptionGroup, ...] = PLAIN_GROUPS + SIZE_GROUPS + SET_GROUPS

# Set meals come last: they are made of the others.
DISHES: tuple[DemoDish, ...] = MAIN_DISHES + LIGHT_DISHES + OTHER_DISHES + SET_DISHES

AREAS: tuple[DemoArea, ...] = (
    DemoArea("hall", "大厅", "Hall"),
    DemoArea("private", "包间", "Private rooms"),
    DemoArea("terrace", "露台", "Terrace"),
)

TABLES: tuple[DemoTable, ...] = tuple(
    DemoTable(area, f"{letter}{number:02d}", seats)
    for area, letter, sizes in (
        ("hall", "A", (2, 2, 4, 4, 4, 4, 6, 6)),
        ("private", "B", (8, 8, 10, 12)),
        ("terrace", "C", (2, 2, 4, 4)),
    )
    for number, seats in enumerate(sizes, start=1)
)

STAFF: tuple[DemoStaff, ...] = (
    DemoStaff("owner", "owner", "店主", "Owner"),
    DemoStaff("manager", "manager", "店长", "Manager"),
    DemoStaff("cashier", "cashier", "收银", "Cashier"),
    DemoStaff("waiter", "waiter", "服务员", "Waiter"),
    DemoStaff("kitchen", "kitchen", "后厨", "Kitchen"),
    DemoStaff("courier", "courier", "骑手", "Courier"),
)
