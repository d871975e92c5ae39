"""The verbs of the menu, by use case."""

from app.catalog.service.availability import (
    give_back,
    set_availability,
    set_on_shelf,
    take_portions,
)
from app.catalog.service.editing import (
    add_category,
    add_dish,
    add_option_group,
    change_category,
    change_dish,
    change_option_group,
    remove_category,
    remove_dish,
    remove_option_group,
    set_picture,
)
from app.catalog.service.importing import ImportReport, RowError, import_menu
from app.catalog.service.stations import (
    add_station,
    change_station,
    move_station,
    retire_station,
    route_category,
    route_dish,
)

__all__ = [
    "ImportReport",
    "RowError",
    "add_category",
    "add_dish",
    "add_option_group",
    "add_station",
    "change_category",
    "change_dish",
    "change_option_group",
    "change_station",
    "give_back",
    "import_menu",
    "move_station",
    "remove_category",
    "remove_dish",
    "remove_option_group",
    "retire_station",
    "route_category",
    "route_dish",
    "set_availability",
    "set_on_shelf",
    "set_picture",
    "take_portions",
]
