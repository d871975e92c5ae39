"""What recipes cost at the present average: pure arithmetic over stocks."""

from collections.abc import Mapping

from app.inventory.rules import Stock, worth


def cost_of(uses: Mapping[str, int], stocks: Mapping[str, Stock]) -> int:
    """What these quantities cost, in thousandths of a fen."""
    return sum(worth(count, stocks[each].cost) for each, count in uses.items() if each in stocks)
