"""Taking a menu: stations, choices, categories, dishes and their pictures."""

from collections import defaultdict
from typing import Annotated

from pydantic import BaseModel, Field

from app.catalog import pictures, queries
from app.catalog import service as catalog
from app.catalog.inputs import (
    CategoryInput,
    DishInput,
    OptionGroupInput,
    OptionInput,
    StationInput,
)
from app.takeout.archive import Row
from app.takeout.work import Import, given


class _LeftRow(BaseModel):
    """What a dish says about today."""

    is_available: bool = True
    remaining: Annotated[int, Field(ge=0, le=100_000)] | None = None


def take_menu(work: Import) -> None:
    """Everything of the menu, in the order of its references."""
    work.each("stations", work.rows("stations"), lambda row: _take_station(work, row))
    options = _by_owner(work.rows("options"), "group_id")
    work.each("option_groups", work.rows("option_groups"),
              lambda row: _take_group(work, row, options[row["id"]]))  # fmt: skip
    live = [(n, row) for n, row in work.rows("categories") if not _is_archived(row)]
    work.each("categories", live, lambda row: _take_category(work, row))
    links = _by_owner(work.rows("dish_option_groups"), "dish_id")
    dishes = work.rows("dishes")
    work.each("dishes", dishes, lambda row: _take_dish(work, row, links[row["id"]]))
    names = {row["id"]: row.get("name") for _number, row in dishes if row.get("id") in work.ids}
    shown = [
        (number, {"dish_id": row["dish_id"], "picture": row["name"], "name": names[row["dish_id"]]})
        for number, row in work.rows("pictures", named="dish_pictures")
        if row.get("dish_id") in names and isinstance(row.get("name"), str)
    ]
    work.each("pictures", shown, lambda row: _take_picture(work, row))


def _take_station(work: Import, row: Row) -> None:
    station = given(StationInput, row)
    same = [each for each in queries.list_stations(work.actor.store_id)
            if each.name == station.name]  # fmt: skip
    kept = same[0] if same else catalog.add_station(station, actor=work.actor)
    work.ids[row["id"]] = kept.id


def _take_group(work: Import, row: Row, options: list[Row]) -> None:
    answers = tuple(given(OptionInput, option, id=None) for option in options)
    group = catalog.add_option_group(
        given(OptionGroupInput, row, options=answers), actor=work.actor
    )
    work.ids[row["id"]] = group.id


def _take_category(work: Import, row: Row) -> None:
    category = given(CategoryInput, row)
    known = {each.name: each.id for each in queries.list_categories(work.actor.store_id)}
    if category.name in known:
        work.ids[row["id"]] = known[category.name]
    else:
        work.ids[row["id"]] = catalog.add_category(category, actor=work.actor).id
    station_id = work.ids.get(str(row.get("station_id")))
    if station_id is not None:
        catalog.route_category(work.ids[row["id"]], station_id, actor=work.actor)


def _take_dish(work: Import, row: Row, links: list[Row]) -> None:
    station = row.get("station_id")
    dish = given(
        DishInput,
        row,
        category_id=work.ids[row["category_id"]],
        station_id=work.ids.get(station) if isinstance(station, str) else None,
        group_ids=tuple(work.ids[link["group_id"]] for link in links),
    )
    left = given(_LeftRow, row)
    added = catalog.add_dish(dish, actor=work.actor)
    if not left.is_available or left.remaining is not None:
        catalog.set_availability(added.id, actor=work.actor, available=left.is_available,
                                 remaining=left.remaining)  # fmt: skip
    work.ids[row["id"]] = added.id


def _take_picture(work: Import, row: Row) -> None:
    name = row["picture"]
    files = {width: pictures.file_name(name, width) for width in pictures.WIDTHS}
    contents = {width: work.archive.picture(file) for width, file in files.items()}
    pictures.keep_scaled(name, contents, None if work.is_preview else work.media)
    catalog.add_picture(work.ids[row["dish_id"]], name, actor=work.actor)


def _is_archived(row: Row) -> bool:
    """A removed category that only dishes of old orders are under."""
    return str(row.get("name", "")).endswith(f" #{str(row.get('id', ''))[-6:]}")


def _by_owner(rows: list[tuple[int, Row]], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for _number, row in rows:
        found[str(row.get(column))].append(row)
    return found
