"""What recipes cost at the present average: pure arithmetic over stocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalog.rules import Menu, MenuDish, MenuOption
from app.inventory.book import Book
from app.inventory.rules import WHOLE_BP, Stock, added, scaled, worth


@dataclass(frozen=True, slots=True)
class ChoiceCost:
    """What a choice makes of a dish: as a size the whole portion, else what it adds; in fen."""

    option: MenuOption
    is_whole: bool
    price_fen: int
    cost_fen: int

    @property
    def margin_percent(self) -> int | None:
        """What is left of the price after the ingredients."""
        if self.price_fen <= 0:
            return None
        return round(100 * (self.price_fen - self.cost_fen) / self.price_fen)


def cost_of(uses: Mapping[str, int], stocks: Mapping[str, Stock]) -> int:
    """What these quantities cost, in thousandths of a fen."""
    return sum(worth(count, stocks[each].cost) for each, count in uses.items() if each in stocks)


def choice_costs(
    book: Book, menu: Menu, dish: MenuDish, stocks: Mapping[str, Stock]
) -> Iterator[ChoiceCost]:
    """The choices of a dish that change what it costs: sizes, extras, dishes of a set meal."""
    for group in dish.option_groups:
        for option in group.options:
            if option.part_id is not None:
                part = book.portion(option.part_id, ()).uses
                cost = cost_of(part, stocks) * option.portions
                yield ChoiceCost(option, False, option.price_fen, cost // 1000)
            elif option.own_price_fen is not None or option.id in book.factors:
                price_fen = dish.price_fen + option.price_fen
                cost = cost_of(_sized(book, menu, dish, option), stocks)
                yield ChoiceCost(option, True, price_fen, cost // 1000)
            elif option.id in book.options:
                cost = cost_of(book.option_uses[option.id], stocks)
                yield ChoiceCost(option, False, option.price_fen, cost // 1000)


def _sized(book: Book, menu: Menu, dish: MenuDish, option: MenuOption) -> Mapping[str, int]:
    """What a portion of that size takes, a set meal with what it includes."""
    factor = book.factors.get(option.id, WHOLE_BP)
    return added(scaled(book.sold_as(menu, dish.id), factor), book.option_uses.get(option.id, {}))
