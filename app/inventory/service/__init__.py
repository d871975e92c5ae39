"""The verbs of stock, by use case."""

from app.inventory.service.editing import (
    add_ingredient,
    add_place,
    add_supplier,
    change_ingredient,
    change_supplier,
    remove_ingredient,
    remove_supplier,
)
from app.inventory.service.holding import (
    consume_lines,
    consume_order,
    hold_again,
    hold_order,
    release_order,
    split_line,
    void_lines,
)
from app.inventory.service.recipes import save_recipe
from app.inventory.service.showing import show_all, show_all_stores

__all__ = [
    "add_ingredient",
    "add_place",
    "add_supplier",
    "change_ingredient",
    "change_supplier",
    "consume_lines",
    "consume_order",
    "hold_again",
    "hold_order",
    "release_order",
    "remove_ingredient",
    "remove_supplier",
    "save_recipe",
    "show_all",
    "show_all_stores",
    "split_line",
    "void_lines",
]
