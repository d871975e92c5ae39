"""Option groups of the demo menu, shared by many dishes and named by key."""

from app.demo.content_types import DemoOption, DemoOptionGroup

PLAIN_GROUPS: tuple[DemoOptionGroup, ...] = (
    DemoOptionGroup("size", "份量", "Portion", 1, 1, (
        DemoOption("标准份", "Regular"),
        DemoOption("小份", "Small", -600),
        DemoOption("大份", "Large", 1200),
    )),
    DemoOptionGroup("bowl", "份量", "Bowl", 1, 1, (
        DemoOption("中碗", "Regular bowl"),
        DemoOption("大碗", "Large bowl", 500),
    )),
    DemoOptionGroup("spice", "辣度", "Spice level", 1, 1, (
        DemoOption("正常辣", "As the chef makes it"),
        DemoOption("微辣", "Mild"),
        DemoOption("特辣", "Extra hot"),
        DemoOption("不辣", "Not spicy"),
    )),
    DemoOptionGroup("numbing", "麻度", "Sichuan pepper", 1, 1, (
        DemoOption("正常麻", "Regular"),
        DemoOption("少麻", "Less numbing"),
        DemoOption("不要花椒", "None"),
    )),
    DemoOptionGroup("doneness", "熟度", "Doneness", 1, 1, (
        DemoOption("七分熟", "Medium well"),
        DemoOption("五分熟", "Medium"),
        DemoOption("全熟", "Well done"),
    )),
    DemoOptionGroup("avoid", "忌口", "Leave out", 0, 4, (
        DemoOption("不要香菜", "No coriander"),
        DemoOption("不要葱", "No scallion"),
        DemoOption("不要蒜", "No garlic"),
        DemoOption("少盐少油", "Less salt and oil"),
    )),
    DemoOptionGroup("noodle_extras", "加料", "Add to your bowl", 0, 3, (
        DemoOption("加卤蛋", "Soy egg", 300),
        DemoOption("加青菜", "Extra greens", 300),
        DemoOption("加牛肉", "Extra beef", 1200),
        DemoOption("加面", "Extra noodles", 300),
    )),
    DemoOptionGroup("rice_extras", "加料", "Add to your rice", 0, 3, (
        DemoOption("加煎蛋", "Fried egg", 300),
        DemoOption("加腊肠", "Cured sausage", 600),
        DemoOption("加虾仁", "Shrimps", 900),
    )),
    DemoOptionGroup("duck_extras", "配饼", "With the duck", 0, 3, (
        DemoOption("加荷叶饼（10张）", "Ten more pancakes", 800),
        DemoOption("加葱丝黄瓜", "More scallion and cucumber", 400),
        DemoOption("鸭架做汤", "Soup from the bones", 1500),
    )),
    DemoOptionGroup("filling", "馅料", "Filling", 1, 1, (
        DemoOption("鲜肉", "Pork"),
        DemoOption("三鲜", "Pork, shrimp and egg", 400),
        DemoOption("香菇青菜", "Mushroom and greens"),
    )),
    DemoOptionGroup("greens", "时蔬", "Greens of the day", 1, 1, (
        DemoOption("油麦菜", "Romaine"),
        DemoOption("菠菜", "Spinach"),
        DemoOption("上海青", "Bok choy"),
    )),
    DemoOptionGroup("sweetness", "甜度", "Sweetness", 1, 1, (
        DemoOption("正常糖", "Regular"),
        DemoOption("七分糖", "70 %"),
        DemoOption("半糖", "Half"),
        DemoOption("三分糖", "30 %"),
        DemoOption("不另加糖", "No added sugar"),
    )),
    DemoOptionGroup("ice", "冰量", "Ice", 1, 1, (
        DemoOption("正常冰", "Regular ice"),
        DemoOption("少冰", "Less ice"),
        DemoOption("去冰", "No ice"),
        DemoOption("热饮", "Hot"),
    )),
    DemoOptionGroup("cold_or_room", "温度", "Served", 1, 1, (
        DemoOption("冰镇", "Chilled"),
        DemoOption("常温", "Room temperature"),
    )),
    DemoOptionGroup("warm_or_cold", "温度", "Served", 1, 1, (
        DemoOption("热", "Hot"),
        DemoOption("冰", "Iced"),
    )),
    DemoOptionGroup("drink_extras", "加料", "Toppings", 0, 3, (
        DemoOption("珍珠", "Tapioca pearls", 200),
        DemoOption("椰果", "Coconut jelly", 200),
        DemoOption("红豆", "Red beans", 300),
        DemoOption("仙草", "Grass jelly", 300),
    )),
    DemoOptionGroup("soy_sweet", "口味", "Sugar", 1, 1, (
        DemoOption("原味", "Plain"),
        DemoOption("加糖", "Sweetened"),
    )),
)
