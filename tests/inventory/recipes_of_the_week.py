"""Recipes for thirty dishes of the real order data, in grams of eleven ingredients.

The dishes are those that the data's guests ordered most; what they are made of is made up.
"""

INGREDIENTS = (
    "米",
    "面粉",
    "猪肉",
    "牛羊肉",
    "鸡肉",
    "海鲜",
    "蔬菜",
    "菌菇",
    "豆制品",
    "鸡蛋",
    "油",
)
DISHES = 30


def recipe_of(place: int) -> tuple[tuple[int, int], ...]:
    """What one portion of the dish in that place takes: (ingredient's place, grams)."""
    first, second, third = place % 11, (place * 3 + 1) % 11, (place * 5 + 2) % 11
    parts = {first: 120 + 7 * place, second: 35 + 3 * (place % 5), third: 12 + place % 9}
    return tuple(sorted(parts.items()))
