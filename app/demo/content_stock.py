"""Suppliers, ingredients and recipes of the demo restaurant; quantities in base units."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoIngredient:
    """An ingredient: `cost_fen` is that of 1000 g or ml, or of one piece."""

    key: str
    name: str
    name_en: str
    category: str
    unit: str
    on_hand: int
    cost_fen: int
    safety: int
    target: int
    supplier: str
    purchase_unit: str = ""
    unit_size: int = 0
    shelf_life_days: int | None = None
    policy: str = "warn"


# Key, name, English name, days from order to delivery.
SUPPLIERS: tuple[tuple[str, str, str, int], ...] = (
    ("market", "菜市场批发部", "Vegetable market", 1),
    ("meat", "放心肉铺", "Fangxin Butchers", 1),
    ("dry", "粮油干货行", "Grain & Dry Goods", 2),
    ("drinks", "饮料经销", "Drinks wholesaler", 3),
)
CATEGORIES = {
    "肉类": "Meat",
    "水产": "Fish & seafood",
    "蛋奶豆制品": "Eggs & tofu",
    "蔬菜": "Vegetables",
    "粮油干货": "Dry goods",
    "调料": "Seasonings",
    "自制": "House-made",
    "饮料": "Drinks",
}
# How goods are packed: the word before the bracket, and the measure in it.
_PACKS = {
    "箱": "Case",
    "扇": "Side",
    "袋": "Bag",
    "筐": "Crate",
    "板": "Tray",
    "捆": "Bundle",
    "桶": "Drum",
}
_MEASURES = {
    "公斤": "kg",
    "毫升": "ml",
    "升": "L",
    "克": "g",
    "个": "pcs",
    "只": "birds",
    "条": "fish",
    "瓶": "bottles",
}


def pack_in_english(name: str) -> str:
    """A purchase unit such as 箱（10 公斤） in English: "Case (10 kg)"."""
    pack, _, rest = name.partition("（")
    held = rest.removesuffix("）")
    for chinese, english in _MEASURES.items():
        held = held.replace(chinese, english)
    return f"{_PACKS[pack]} ({held})"


_M, _K = "meat", "market"
INGREDIENTS: tuple[DemoIngredient, ...] = (
    DemoIngredient("chicken", "鸡腿肉", "Chicken thigh", "肉类", "g", 25_000, 1900, 5_000, 30_000,
                   _M, "箱（10 公斤）", 10_000, 3),
    DemoIngredient("belly", "五花肉", "Pork belly", "肉类", "g", 30_000, 3200, 6_000, 35_000,
                   _M, "扇（15 公斤）", 15_000, 3),
    DemoIngredient("loin", "猪里脊", "Pork loin", "肉类", "g", 20_000, 2900, 4_000, 25_000,
                   _M, "箱（10 公斤）", 10_000, 3),
    DemoIngredient("ribs", "排骨", "Pork ribs", "肉类", "g", 15_000, 4200, 3_000, 18_000,
                   _M, "箱（10 公斤）", 10_000, 3),
    DemoIngredient("mince", "猪肉馅", "Minced pork", "肉类", "g", 15_000, 2600, 3_000, 18_000,
                   _M, "袋（5 公斤）", 5_000, 2),
    DemoIngredient("beef", "牛里脊", "Beef tenderloin", "肉类", "g", 15_000, 7800, 3_000, 18_000,
                   _M, "箱（10 公斤）", 10_000, 3),
    DemoIngredient("lamb", "羊后腿肉", "Leg of lamb", "肉类", "g", 10_000, 7200, 2_000, 12_000,
                   _M, "箱（10 公斤）", 10_000, 3),
    DemoIngredient("duck", "鸭坯", "Duck", "肉类", "piece", 12, 4500, 4, 20,
                   _M, "箱（10 只）", 10, 5, "block"),
    DemoIngredient("bass", "鲈鱼", "Sea bass", "水产", "piece", 12, 2800, 4, 20,
                   _K, "箱（10 条）", 10, 1, "block"),
    DemoIngredient("carp", "草鱼", "Grass carp", "水产", "g", 30_000, 1600, 5_000, 35_000,
                   _K, "筐（10 公斤）", 10_000, 1),
    DemoIngredient("prawns", "基围虾", "Prawns", "水产", "g", 6_000, 6800, 1_500, 8_000,
                   _K, "板（2 公斤）", 2_000, 1, "block"),
    DemoIngredient("egg", "鸡蛋", "Eggs", "蛋奶豆制品", "piece", 360, 60, 60, 480,
                   _K, "板（30 个）", 30, 20),
    DemoIngredient("tofu", "嫩豆腐", "Silken tofu", "蛋奶豆制品", "g", 20_000, 500, 4_000, 24_000,
                   _K, "板（4 公斤）", 4_000, 2),
    DemoIngredient("tomato", "番茄", "Tomatoes", "蔬菜", "g", 18_000, 600, 3_000, 20_000,
                   _K, "筐（10 公斤）", 10_000, 5),
    DemoIngredient("potato", "土豆", "Potatoes", "蔬菜", "g", 25_000, 300, 5_000, 30_000,
                   _K, "袋（20 公斤）", 20_000, 20),
    DemoIngredient("beans", "四季豆", "Green beans", "蔬菜", "g", 12_000, 800, 2_000, 14_000,
                   _K, "筐（5 公斤）", 5_000, 4),
    DemoIngredient("eggplant", "茄子", "Aubergine", "蔬菜", "g", 15_000, 500, 3_000, 18_000,
                   _K, "筐（10 公斤）", 10_000, 5),
    DemoIngredient("greens", "时令青菜", "Seasonal greens", "蔬菜", "g", 15_000, 500, 4_000, 18_000,
                   _K, "筐（5 公斤）", 5_000, 2),
    DemoIngredient("broccoli", "西兰花", "Broccoli", "蔬菜", "g", 10_000, 900, 2_000, 12_000,
                   _K, "筐（5 公斤）", 5_000, 4),
    DemoIngredient("cucumber", "黄瓜", "Cucumbers", "蔬菜", "g", 12_000, 500, 2_000, 15_000,
                   _K, "筐（10 公斤）", 10_000, 4),
    DemoIngredient("scallion", "大葱", "Scallions", "蔬菜", "g", 8_000, 500, 1_500, 10_000,
                   _K, "捆（5 公斤）", 5_000, 6),
    DemoIngredient("garlic", "大蒜", "Garlic", "蔬菜", "g", 6_000, 900, 1_000, 8_000,
                   _K, "袋（5 公斤）", 5_000, 60),
    DemoIngredient("rice", "大米", "Rice", "粮油干货", "g", 100_000, 560, 20_000, 150_000,
                   "dry", "袋（25 公斤）", 25_000, 360),
    DemoIngredient("noodles", "鲜面条", "Fresh noodles", "粮油干货", "g", 20_000, 600, 4_000,
                   24_000, _K, "袋（5 公斤）", 5_000, 2),
    DemoIngredient("flour", "面粉", "Flour", "粮油干货", "g", 50_000, 450, 10_000, 75_000,
                   "dry", "袋（25 公斤）", 25_000, 360),
    DemoIngredient("peanuts", "花生米", "Peanuts", "粮油干货", "g", 10_000, 1200, 2_000, 15_000,
                   "dry", "袋（5 公斤）", 5_000, 180),
    DemoIngredient("oil", "大豆油", "Soya oil", "调料", "ml", 60_000, 900, 10_000, 80_000,
                   "dry", "桶（20 升）", 20_000, 360, "allow"),
    DemoIngredient("soy", "生抽", "Soy sauce", "调料", "ml", 20_000, 800, 3_000, 24_000,
                   "dry", "桶（5 升）", 5_000, 360, "allow"),
    DemoIngredient("sugar", "白砂糖", "Sugar", "调料", "g", 20_000, 700, 3_000, 25_000,
                   "dry", "袋（5 公斤）", 5_000, 360, "allow"),
    DemoIngredient("douban", "郫县豆瓣", "Chilli bean paste", "调料", "g", 12_000, 1500,
                   2_000, 15_000, "dry", "桶（5 公斤）", 5_000, 360),
    DemoIngredient("chilli_oil", "自制红油", "House chilli oil", "自制", "ml", 6_000, 2600,
                   1_000, 8_000, "dry", "", 0, 15),
    DemoIngredient("dried_chilli", "干辣椒", "Dried chillies", "调料", "g", 5_000, 3000, 800, 6_000,
                   "dry", "袋（1 公斤）", 1_000, 360),
    DemoIngredient("cola", "听装可乐", "Canned cola", "饮料", "piece", 240, 220, 48, 288,
                   "drinks", "箱（24 × 330 毫升）", 24, 270),
    DemoIngredient("beer", "精酿啤酒", "Craft beer", "饮料", "piece", 72, 750, 24, 96,
                   "drinks", "箱（12 瓶）", 12, 180),
    DemoIngredient("tea", "红茶叶", "Black tea", "饮料", "g", 4_000, 8000, 500, 5_000,
                   "dry", "袋（500 克）", 500, 540),
    DemoIngredient("milk", "鲜牛奶", "Milk", "饮料", "ml", 20_000, 1100, 4_000, 24_000,
                   "drinks", "箱（12 升）", 12_000, 12),
    DemoIngredient("lemon", "柠檬", "Lemons", "饮料", "piece", 80, 150, 15, 100,
                   _K, "箱（50 个）", 50, 20),
)  # fmt: skip

# What one portion takes: (ingredient, net quantity, yield in percent).
Parts = tuple[tuple[str, int, int], ...]
RECIPES: dict[str, Parts] = {
    "mapo_tofu": (("tofu", 350, 100), ("mince", 50, 100), ("douban", 20, 100), ("oil", 30, 100)),
    "kung_pao_chicken": (("chicken", 220, 92), ("peanuts", 50, 100), ("dried_chilli", 8, 100),
                         ("scallion", 40, 80), ("oil", 40, 100)),
    "braised_pork": (("belly", 400, 95), ("soy", 25, 100), ("sugar", 30, 100)),
    "boiled_fish": (("carp", 600, 55), ("dried_chilli", 30, 100), ("douban", 30, 100),
                    ("oil", 120, 100)),
    "steamed_bass": (("bass", 1, 100), ("scallion", 30, 80), ("soy", 30, 100)),
    "sweet_sour_pork": (("loin", 220, 95), ("flour", 60, 100), ("sugar", 40, 100),
                        ("oil", 60, 100)),
    "twice_cooked_pork": (("belly", 220, 95), ("douban", 20, 100), ("scallion", 60, 80)),
    "fish_fragrant_pork": (("loin", 180, 95), ("douban", 15, 100), ("sugar", 15, 100)),
    "cumin_lamb": (("lamb", 250, 90), ("dried_chilli", 10, 100), ("oil", 40, 100)),
    "black_pepper_beef": (("beef", 240, 92), ("oil", 40, 100), ("soy", 15, 100)),
    "garlic_prawns": (("prawns", 350, 100), ("garlic", 40, 85)),
    "tomato_eggs": (("tomato", 250, 95), ("egg", 3, 100), ("oil", 25, 100), ("sugar", 8, 100)),
    "garlic_greens": (("greens", 350, 80), ("garlic", 20, 85), ("oil", 20, 100)),
    "green_beans": (("beans", 350, 90), ("mince", 40, 100), ("oil", 50, 100)),
    "braised_eggplant": (("eggplant", 400, 92), ("garlic", 20, 85), ("oil", 60, 100)),
    "potato_shreds": (("potato", 350, 82), ("dried_chilli", 4, 100), ("oil", 20, 100)),
    "broccoli_garlic": (("broccoli", 350, 75), ("garlic", 15, 85), ("oil", 20, 100)),
    "hot_sour_soup": (("tofu", 150, 100), ("egg", 1, 100)),
    "seaweed_egg_soup": (("egg", 2, 100), ("scallion", 10, 80)),
    "corn_rib_soup": (("ribs", 350, 100),),
    "smashed_cucumber": (("cucumber", 350, 95), ("garlic", 15, 85), ("chilli_oil", 15, 100)),
    "century_egg_tofu": (("tofu", 300, 100), ("egg", 1, 100), ("soy", 15, 100)),
    "mouthwatering_chicken": (("chicken", 280, 92), ("chilli_oil", 40, 100),
                              ("peanuts", 15, 100)),
    "vinegar_peanuts": (("peanuts", 200, 100), ("sugar", 15, 100)),
    "steamed_rice": (("rice", 90, 100),),
    "yangzhou_fried_rice": (("rice", 130, 100), ("egg", 2, 100), ("oil", 20, 100)),
    "dandan_noodles": (("noodles", 160, 100), ("mince", 50, 100), ("chilli_oil", 20, 100)),
    "zhajiang_noodles": (("noodles", 200, 100), ("mince", 70, 100), ("cucumber", 60, 95)),
    "scallion_oil_noodles": (("noodles", 180, 100), ("scallion", 40, 80), ("oil", 25, 100)),
    "potstickers": (("flour", 120, 100), ("mince", 150, 100), ("oil", 20, 100)),
    "red_oil_wontons": (("flour", 90, 100), ("mince", 100, 100), ("chilli_oil", 25, 100)),
    "scallion_pancake": (("flour", 150, 100), ("scallion", 50, 80), ("oil", 25, 100)),
    "cola": (("cola", 1, 100),),
    "lemon_tea": (("tea", 6, 100), ("lemon", 1, 100), ("sugar", 30, 100)),
    "pearl_milk_tea": (("tea", 8, 100), ("milk", 200, 100), ("sugar", 30, 100)),
    "wheat_beer": (("beer", 1, 100),),
}  # fmt: skip
# What is made in the house: how much one batch makes, and of what.
MADE: dict[str, tuple[int, Parts]] = {
    "chilli_oil": (2000, (("oil", 1800, 100), ("dried_chilli", 350, 100), ("peanuts", 50, 100))),
}
# What a choice adds, and by what a size multiplies its dish (basis points).
OPTIONS: dict[tuple[str, str], Parts] = {
    ("noodle_extras", "加面"): (("noodles", 80, 100),),
    ("noodle_extras", "加青菜"): (("greens", 80, 80),),
    ("noodle_extras", "加卤蛋"): (("egg", 1, 100),),
    ("rice_extras", "加煎蛋"): (("egg", 1, 100),),
    ("rice_extras", "加虾仁"): (("prawns", 60, 60),),
}
SIZES: dict[tuple[str, str], int] = {
    ("size", "小份"): 7000,
    ("size", "大份"): 15_000,
    ("bowl", "大碗"): 13_000,
}
PLACES = (("厨房", "Kitchen"), ("库房", "Store room"), ("冷库", "Cold room"))
# What lies at the second and the third place: (ingredient, quantity).
ELSEWHERE: tuple[tuple[tuple[str, int], ...], ...] = (
    (("rice", 75_000), ("flour", 25_000), ("oil", 40_000), ("cola", 144), ("beer", 48)),
    (("chicken", 10_000), ("belly", 15_000), ("ribs", 8_000), ("lamb", 5_000)),
)
