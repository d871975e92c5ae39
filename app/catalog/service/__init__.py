"""The verbs of the menu, by use case."""

from app.catalog.service.arranging import move_category, move_dish
from app.catalog.service.availability import (
    bring_back_due,
    give_back,
    note_sold,
    sell_out_today,
    set_availability,
    set_on_shelf,
    set_stock_left,
    take_portions,
)
from app.catalog.service.bulk import (
    change_prices,
    move_dishes,
    offer_choices,
    preview_prices,
    put_dishes_on_shelf,
    set_dishes_availability,
    set_dishes_station,
)
from app.catalog.service.dish_pictures import add_picture, move_picture, remove_picture
from app.catalog.service.editing import (
    add_category,
    add_dish,
    change_category,
    change_dish,
    copy_dish,
    remove_category,
    remove_dish,
)
from app.catalog.service.history import find_latest_change, undo_change
from app.catalog.service.importing import ImportReport, RowError, import_menu
from app.catalog.service.options import (
    add_option_group,
    change_option_group,
    offer_option_group,
    remove_option_group,
)
from app.catalog.service.stations import (
    add_station,
    change_station,
    move_station,
    retire_station,
    route_category,
    route_dish,
)
from app.catalog.service.versions import begin_counts

__all__ = [
    "ImportReport",
    "RowError",
    "add_category",
    "add_dish",
    "add_option_group",
    "add_picture",
    "add_station",
    "begin_counts",
    "bring_back_due",
    "change_category",
    "change_dish",
    "change_option_group",
    "change_prices",
    "change_station",
    "copy_dish",
    "find_latest_change",
    "give_back",
    "import_menu",
    "move_category",
    "move_dish",
    "move_dishes",
    "move_picture",
    "move_station",
    "note_sold",
    "offer_choices",
    "offer_option_group",
    "preview_prices",
    "put_dishes_on_shelf",
    "remove_category",
    "remove_dish",
    "remove_option_group",
    "remove_picture",
    "retire_station",
    "route_category",
    "route_dish",
    "sell_out_today",
    "set_availability",
    "set_dishes_availability",
    "set_dishes_station",
    "set_on_shelf",
    "set_stock_left",
    "take_portions",
    "undo_change",
]
