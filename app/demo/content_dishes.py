"""Signature dishes, hot dishes, vegetables and soups of the demo menu."""

from app.demo.content_types import DemoDish

MAIN_DISHES: tuple[DemoDish, ...] = (
    DemoDish(
        "mapo_tofu", "signature", "麻婆豆腐", "Mapo tofu",
        "嫩豆腐在牛肉末和郫县豆瓣里慢慢咕嘟，起锅撒一把现磨花椒，麻、辣、烫、香，一勺就能下半碗饭。",
        "Silken tofu simmered with minced beef and fermented chilli bean paste, finished with "
        "freshly ground Sichuan pepper.",
        2800, "hot", 10, spicy=3, tags=("signature",),
        allergens=("soy", "gluten"), option_groups=("spice", "numbing", "avoid"),
    ),
    DemoDish(
        "kung_pao_chicken", "signature", "宫保鸡丁", "Kung pao chicken",
        "鸡腿肉切丁，大火快炒，配油酥花生和干辣椒，先是酸甜的荔枝口，再慢慢回辣。",
        "Diced chicken thigh flash-fried with crisp peanuts and dried chillies: sweet and sour "
        "first, then the heat.",
        3800, "hot", 9, spicy=2, tags=("signature",),
        allergens=("peanut", "soy", "gluten"), option_groups=("size", "spice", "avoid"),
    ),
    DemoDish(
        "braised_pork", "signature", "红烧肉", "Red-braised pork belly",
        "黑猪五花切成方块，黄酒和冰糖文火煨足两小时，肥而不腻，筷子一夹就颤。",
        "Pork belly braised for two hours in rice wine and rock sugar until it trembles on the "
        "chopsticks.",
        5800, "hot", 15, tags=("signature",), remaining=12,
        allergens=("soy", "gluten"), option_groups=("size",),
    ),
    DemoDish(
        "boiled_fish", "signature", "水煮鱼", "Fish in hot chilli oil",
        "鲜活草鱼现片，豆芽打底，热油一泼，满盆的辣椒花椒滋滋作响。",
        "Fresh carp slices over bean sprouts, finished at the table with sizzling oil, "
        "chillies and Sichuan pepper.",
        7800, "hot", 16, spicy=3, tags=("signature",),
        allergens=("fish", "egg", "soy"), option_groups=("spice", "numbing", "avoid"),
    ),
    DemoDish(
        "steamed_bass", "signature", "清蒸鲈鱼", "Steamed sea bass",
        "一条一斤二两的鲈鱼，蒸八分钟，淋热油和蒸鱼豉油，吃的就是一个鲜字。",
        "A whole sea bass steamed for eight minutes, dressed with hot oil, soy, ginger and "
        "scallion.",
        8800, "hot", 14, tags=("signature",), remaining=6,
        allergens=("fish", "soy", "gluten"), option_groups=("avoid",),
    ),
    DemoDish(
        "roast_duck", "signature", "脆皮烤鸭（半只）", "Crispy roast duck (half)",
        "果木挂炉烤到皮脆油亮，配荷叶饼、甜面酱、葱丝和黄瓜条，自己卷着吃。",
        "Half a duck roasted over fruit wood, with thin pancakes, sweet bean sauce, scallion "
        "and cucumber to roll.",
        9800, "hot", 18, tags=("signature", "new"), remaining=4,
        allergens=("gluten", "soy", "sesame"), option_groups=("duck_extras",),
    ),
    DemoDish(
        "sweet_sour_pork", "hot", "糖醋里脊", "Sweet and sour pork",
        "里脊条裹薄浆炸两遍，外酥里嫩，糖醋汁亮晶晶地挂在上面，孩子最爱。",
        "Pork tenderloin fried twice for a crisp shell and tossed in a glossy sweet and sour "
        "glaze.",
        4200, "hot", 11,
        allergens=("gluten", "egg", "soy"), option_groups=("size",),
    ),
    DemoDish(
        "twice_cooked_pork", "hot", "回锅肉", "Twice-cooked pork",
        "二刀肉先煮后炒，片片卷成灯盏窝，配青蒜苗和豆瓣，川菜里的家常第一味。",
        "Pork leg, boiled then wok-seared until it curls, with green garlic and chilli bean "
        "paste.",
        3800, "hot", 10, spicy=2,
        allergens=("soy", "gluten"), option_groups=("spice", "avoid"),
    ),
    DemoDish(
        "fish_fragrant_pork", "hot", "鱼香肉丝", "Fish-fragrant shredded pork",
        "没有鱼，却有鱼香。泡椒、葱姜蒜炒出复合味，木耳笋丝爽脆下饭。",
        "No fish at all: pickled chillies, ginger and garlic make the flavour, with wood ear "
        "and bamboo shoots.",
        3400, "hot", 9, spicy=1,
        allergens=("soy", "gluten"), option_groups=("size", "spice", "avoid"),
    ),
    DemoDish(
        "cumin_lamb", "hot", "孜然羊肉", "Cumin lamb",
        "内蒙羊腿肉切片，猛火爆香，孜然和辣椒面趁热一撒，满屋子都是香味。",
        "Sliced leg of lamb seared over high heat with toasted cumin, chilli and coriander.",
        5200, "hot", 10, spicy=2,
        allergens=("sesame",), option_groups=("spice", "avoid"),
    ),
    DemoDish(
        "black_pepper_beef", "hot", "铁板黑椒牛柳", "Sizzling black pepper beef",
        "牛里脊配洋葱彩椒，黑椒汁现磨，铁板上桌还在滋滋响。",
        "Beef tenderloin with onion and peppers in cracked black pepper sauce, served on a "
        "sizzling iron plate.",
        5600, "hot", 12, spicy=1, tags=("new",),
        allergens=("soy", "gluten", "milk"), option_groups=("doneness", "size"),
    ),
    DemoDish(
        "garlic_prawns", "hot", "蒜蓉粉丝虾", "Garlic prawns with vermicelli",
        "大虾开背铺在粉丝上，金银蒜蓉蒸透，粉丝吸饱了虾汁。",
        "Butterflied prawns steamed over glass noodles with golden and white garlic.",
        6200, "hot", 13, remaining=8,
        allergens=("crustacean", "soy", "gluten"), option_groups=("avoid",),
    ),
    DemoDish(
        "tomato_eggs", "hot", "番茄炒蛋", "Tomatoes and scrambled eggs",
        "番茄炒出沙，鸡蛋炒得蓬松，汤汁拌饭一绝，家里的味道。",
        "Ripe tomatoes cooked down into a sauce with fluffy scrambled eggs. Every home has "
        "this dish.",
        2400, "hot", 7,
        allergens=("egg",), option_groups=("size",),
    ),
    DemoDish(
        "garlic_greens", "vegetable", "蒜蓉时蔬", "Greens with garlic",
        "每天早上到的青菜，只用蒜和盐，锅气足，碧绿脆嫩。",
        "This morning's greens, stir-fried with nothing but garlic and salt.",
        2200, "hot", 6, tags=("vegetarian",),
        option_groups=("greens", "avoid"),
    ),
    DemoDish(
        "green_beans", "vegetable", "干煸四季豆", "Dry-fried green beans",
        "四季豆煸到表皮起皱，配芽菜和干辣椒，素炒也有肉香。",
        "Green beans blistered in the wok with preserved mustard greens and dried chilli.",
        2600, "hot", 9, spicy=1, tags=("vegetarian",),
        allergens=("soy",), option_groups=("spice", "avoid"),
    ),
    DemoDish(
        "braised_eggplant", "vegetable", "红烧茄子", "Braised aubergine",
        "紫茄过油锁住软糯，酱汁红亮，蒜香浓，入口即化。",
        "Silky aubergine in a glossy garlic and soy sauce with sweet peppers.",
        2600, "hot", 9, tags=("vegetarian",),
        allergens=("soy", "gluten"), option_groups=("size", "avoid"),
    ),
    DemoDish(
        "potato_shreds", "vegetable", "酸辣土豆丝", "Hot and sour potato shreds",
        "手切土豆丝，过冷水去淀粉，陈醋干椒快炒一分钟，脆而不生。",
        "Hand-cut potato, wok-tossed for one minute with vinegar and dried chilli so that it "
        "stays crisp.",
        2000, "hot", 6, spicy=1, tags=("vegetarian",),
        option_groups=("spice",),
    ),
    DemoDish(
        "broccoli_garlic", "vegetable", "清炒西兰花", "Broccoli with carrot",
        "西兰花焯到翠绿，配胡萝卜片清炒，清淡爽口。",
        "Bright green broccoli and sliced carrot in a light garlic sauce.",
        2400, "hot", 6, tags=("vegetarian",),
        option_groups=("size", "avoid"),
    ),
    DemoDish(
        "lotus_pond", "vegetable", "荷塘小炒", "Lotus pond stir-fry",
        "藕片、荷兰豆、木耳、胡萝卜一锅清炒，颜色和口感都像夏天的池塘。",
        "Lotus root, snow peas, wood ear and carrot, crisp and light as a summer pond.",
        2800, "hot", 8, tags=("vegetarian", "new"),
        option_groups=("avoid",),
    ),
    DemoDish(
        "hot_sour_soup", "soup", "酸辣汤", "Hot and sour soup",
        "白胡椒的辣、香醋的酸，豆腐丝、木耳丝、蛋花，一碗下去浑身暖。",
        "White pepper heat and vinegar sourness with tofu, wood ear and egg ribbons.",
        2200, "hot", 8, spicy=1,
        allergens=("egg", "soy", "gluten"), option_groups=("spice",),
    ),
    DemoDish(
        "seaweed_egg_soup", "soup", "紫菜蛋花汤", "Seaweed egg-drop soup",
        "紫菜和虾皮提鲜，蛋花薄如云，清清爽爽收个尾。",
        "Laver and dried shrimp in a clear broth with clouds of egg.",
        1800, "hot", 6,
        allergens=("egg", "crustacean"), option_groups=("avoid",),
    ),
    DemoDish(
        "corn_rib_soup", "soup", "玉米排骨汤", "Pork rib and sweet corn soup",
        "肋排和甜玉米炖两小时，汤色清亮，只加盐。",
        "Pork ribs and sweet corn simmered for two hours, seasoned with salt only.",
        4800, "hot", 10, remaining=10,
    ),
    DemoDish(
        "mushroom_chicken_soup", "soup", "菌菇鸡汤", "Chicken and wild mushroom soup",
        "老母鸡配三种山菌，砂锅煨到金黄，先喝汤再吃肉。",
        "Free-range hen and three kinds of mushroom in a clay pot until the broth turns gold.",
        5800, "hot", 12, tags=("signature",), remaining=5,
        option_groups=("avoid",),
    ),
    DemoDish(
        "west_lake_beef", "soup", "西湖牛肉羹", "West Lake beef soup",
        "牛肉末、蛋白、香菜，勾薄芡，滑润鲜香。",
        "Minced beef, egg white and coriander in a silky thickened broth.",
        3200, "hot", 9,
        allergens=("egg",), option_groups=("avoid",),
    ),
)
