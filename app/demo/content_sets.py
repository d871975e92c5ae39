"""Set meals, weighed and market-price dishes, breakfast and sizes of the demo menu."""

from app.demo.content_types import DemoDish, DemoOption, DemoOptionGroup

SIZE_GROUPS: tuple[DemoOptionGroup, ...] = (
    DemoOptionGroup("cup", "规格", "Size", 1, 1, (
        DemoOption("中杯", "Medium", 1600),
        DemoOption("大杯", "Large", 1900),
        DemoOption("超大杯", "Extra large", 2300),
    ), kind="size"),
)

SET_GROUPS: tuple[DemoOptionGroup, ...] = (
    DemoOptionGroup("lunch_always", "套餐包含", "Always included", 1, 1, (
        DemoOption("米饭", "Rice", dish="steamed_rice"),
    ), kind="included"),
    DemoOptionGroup("lunch_dishes", "5 选 2", "Two of five", 2, 2, (
        DemoOption("麻婆豆腐", "Mapo tofu", dish="mapo_tofu"),
        DemoOption("宫保鸡丁", "Kung pao chicken", dish="kung_pao_chicken"),
        DemoOption("糖醋里脊", "Sweet and sour pork", dish="sweet_sour_pork"),
        DemoOption("红烧肉", "Red-braised pork belly", 1000, dish="braised_pork"),
        DemoOption("水煮鱼", "Fish in hot chilli oil", 1800, dish="boiled_fish"),
    ), kind="set"),
    DemoOptionGroup("family_always", "套餐包含", "Always included", 1, 1, (
        DemoOption("脆皮烤鸭（半只）", "Crispy roast duck (half)", dish="roast_duck"),
        DemoOption("宫保鸡丁", "Kung pao chicken", dish="kung_pao_chicken"),
        DemoOption("米饭", "Steamed rice", dish="steamed_rice", portions=4),
    ), kind="included"),
    DemoOptionGroup("family_drinks", "饮品任选 4 杯", "Any four drinks", 4, 4, (
        DemoOption("酸梅汤", "Sour plum drink", dish="sour_plum_drink"),
        DemoOption("现磨豆浆", "Fresh soy milk", dish="soy_milk"),
    ), kind="set", may_repeat=True),
)

SET_DISHES: tuple[DemoDish, ...] = (
    DemoDish(
        "lunch_set", "set", "单人午市套餐", "Lunch set for one",
        "两道招牌小份菜加一碗米饭，五选二，工作日的中午也要好好吃饭。",
        "Two dishes of your choice from five, with rice.",
        4800, "hot", 10, tags=("new",), option_groups=("lunch_always", "lunch_dishes"),
        portion_hint="1 人", packing_fee_fen=200, picture="kung_pao_chicken",
    ),
    DemoDish(
        "family_set", "set", "四人欢聚套餐", "Set for four",
        "半只烤鸭、宫保鸡丁、四碗米饭，再选四杯喝的。",
        "Half a roast duck, kung pao chicken, rice for four and any four drinks.",
        16800, "hot", 18, tags=("signature",), option_groups=("family_always", "family_drinks"),
        portion_hint="3–4 人", packing_fee_fen=600, picture="roast_duck",
    ),
)

OTHER_DISHES: tuple[DemoDish, ...] = (
    DemoDish(
        "weighed_fish", "signature", "现称活鲈鱼", "Live sea bass by weight",
        "鱼缸里现捞现称，清蒸、红烧都可以，备注告诉我们就好。",
        "Taken from the tank and weighed for you: steamed or braised, as you like.",
        4800, "hot", 18, allergens=("fish", "soy"), price_kind="weighed",
        picture="steamed_bass",
    ),
    DemoDish(
        "market_crab", "signature", "清蒸大闸蟹", "Steamed hairy crab",
        "按当天进货定价，点之前服务员会告诉您今天的价钱。",
        "Priced by the day's market; the staff tell you before you order.",
        6800, "hot", 20, allergens=("crustacean",), price_kind="market", has_picture=False,
    ),
    DemoDish(
        "breakfast_porridge", "staple", "皮蛋瘦肉粥", "Congee with pork and century egg",
        "清早现熬的热粥，只在早市供应。",
        "Simmered since early morning, for breakfast only.",
        1200, "staple", 4, allergens=("egg",), sale_times="06:30-10:30",
        nutrition="约 260 千卡", portion_hint="1 人", has_picture=False,
    ),
    DemoDish(
        "jasmine_milk_tea", "drink", "茉香奶绿", "Jasmine milk tea",
        "茉莉绿茶现泡，鲜奶现兑，清香不腻。",
        "Jasmine green tea, freshly brewed, with fresh milk.",
        1600, "cold", 3, allergens=("milk",), option_groups=("cup", "ice"),
        member_price_fen=1500, nutrition="中杯约 240 千卡", picture="pearl_milk_tea",
    ),
)
