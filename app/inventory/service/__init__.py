"""The verbs of stock, by use case."""

from app.inventory.service.counting import (
    close_stocktake,
    count_again,
    count_ingredient,
    drop_stocktake,
    finish_counting,
    start_stocktake,
)
from app.inventory.service.editing import (
    add_ingredient,
    add_supplier,
    change_ingredient,
    change_supplier,
    remove_ingredient,
    remove_supplier,
)
from app.inventory.service.holding import (
    ask_to_hold,
    consume_lines,
    consume_order,
    hold_again,
    hold_order,
    move_lines,
    release_order,
    split_line,
    void_lines,
)
from app.inventory.service.moving import produce_goods, transfer_goods, waste_goods
from app.inventory.service.places import add_place, change_place
from app.inventory.service.receiving import (
    cancel_purchase,
    order_goods,
    receive_goods,
    return_goods,
)
from app.inventory.service.recipes import save_recipe
from app.inventory.service.refusing import gone_choices
from app.inventory.service.showing import show_all, show_all_stores

__all__ = [
    "add_ingredient",
    "add_place",
    "add_supplier",
    "ask_to_hold",
    "cancel_purchase",
    "change_ingredient",
    "change_place",
    "change_supplier",
    "close_stocktake",
    "consume_lines",
    "consume_order",
    "count_again",
    "count_ingredient",
    "drop_stocktake",
    "finish_counting",
    "gone_choices",
    "hold_again",
    "hold_order",
    "move_lines",
    "order_goods",
    "produce_goods",
    "receive_goods",
    "release_order",
    "remove_ingredient",
    "remove_supplier",
    "return_goods",
    "save_recipe",
    "show_all",
    "show_all_stores",
    "split_line",
    "start_stocktake",
    "transfer_goods",
    "void_lines",
    "waste_goods",
]
