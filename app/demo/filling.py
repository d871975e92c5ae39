"""Putting the demo restaurant into an empty database, and telling where to find what in it."""

import json
import os
from pathlib import Path
from typing import Any

from flask import Flask

from app.catalog import service as catalog
from app.catalog.inputs import (
    CategoryInput,
    DishInput,
    OptionGroupInput,
    OptionInput,
    StationInput,
)
from app.catalog.models import GroupKind, PriceKind
from app.catalog.sale_windows import SaleWindow, spans_of
from app.config import Config
from app.core.actors import Actor, system
from app.core.db import atomic
from app.core.ids import new_code
from app.demo import content, filling_stock, pictures
from app.demo.content_types import DemoDish, DemoOptionGroup
from app.payments.channels import service as channels
from app.payments.models import Channel
from app.printing import queries as printing
from app.printing import service as printing_service
from app.printing.inputs import PrinterInput
from app.printing.models import PrinterKind
from app.staff import service as staff
from app.staff.models import LoginKind, StaffMember
from app.staff.rights import Role
from app.stores import queries as stores
from app.stores import service as stores_service
from app.tables import codes
from app.tables import queries as tables
from app.tables import service as tables_service

# The last tables stay free, so that opening one can be tried out.
_FREE_TABLES = 3


class NotEmpty(RuntimeError):
    """The folder holds a real shop."""


def fill(app: Flask, base_url: str) -> None:
    """Fill an empty database with the demo restaurant and write demo.json beside it.

    A folder that was filled before keeps its orders; only the addresses are written anew.
    Raises NotEmpty when the database holds a shop that is no demo.
    """
    config: Config = app.config["KAIFAN"]
    file = config.data_dir / "demo.json"
    with app.app_context(), app.test_request_context(base_url=base_url):
        if file.exists():
            known = json.loads(file.read_text(encoding="utf-8"))
        elif stores.list_stores():
            raise NotEmpty(f"{config.data_dir} holds a shop already. Give --demo an empty folder.")
        else:
            known = _make(config)
        _write(file, _addresses(known, base_url))


def _make(config: Config) -> dict[str, Any]:
    drawn = pictures.drawn_dishes(config.media_dir)
    passwords = {person.username: new_code(10) for person in content.STAFF}
    store_id, tokens = _make_rows(drawn, passwords)
    store = stores.get_facts(store_id)
    return {
        "store": {"id": store.id, "name": store.name},
        "staff": [
            {
                "role": person.role,
                "username": person.username,
                "password": passwords[person.username],
                "token": tokens[person.username],
            }
            for person in content.STAFF
        ],
    }


@atomic
def _make_rows(drawn: dict[str, str], passwords: dict[str, str]) -> tuple[str, dict[str, str]]:
    shop = content.SHOP
    store = stores_service.create_store(
        shop.name, name_en=shop.name_en, notice=shop.slogan, notice_en=shop.slogan_en
    )
    actor = system(store.id, "demo")
    _add_menu(actor, drawn)
    filling_stock.add_stock(actor)
    _add_tables(actor)
    printing_service.add_printer(
        PrinterInput(name="后厨打印机", kind=PrinterKind.VIRTUAL, prints_bills=False), actor=actor
    )
    printing_service.add_printer(
        PrinterInput(
            name="前台打印机", kind=PrinterKind.VIRTUAL, prints_kitchen=False, width_mm=58
        ),
        actor=actor,
    )
    channels.switch(Channel.SANDBOX, is_on=True, actor=actor)
    return store.id, {
        person.username: _add_person(store.id, person.username, passwords)
        for person in content.STAFF
    }


def _add_person(store_id: str, username: str, passwords: dict[str, str]) -> str:
    person = next(each for each in content.STAFF if each.username == username)
    member: StaffMember = staff.add_member(
        store_id,
        username=username,
        name=person.name,
        role=Role(person.role),
        password=passwords[username],
    )
    return staff.issue_login(member, LoginKind.API)


def _add_menu(actor: Actor, drawn: dict[str, str]) -> None:
    stations = {
        each.key: catalog.add_station(
            StationInput(name=each.name, name_en=each.name_en), actor=actor
        ).id
        for each in content.STATIONS
    }
    categories = {
        c.key: catalog.add_category(
            CategoryInput(name=c.name, name_en=c.name_en, icon=c.icon), actor=actor
        ).id
        for c in content.CATEGORIES
    }
    groups: dict[str, str] = {}
    dishes: dict[str, str] = {}
    for group in content.OPTION_GROUPS:
        if not any(option.dish for option in group.options):
            groups[group.key] = _add_group(group, dishes, actor)
    for dish in content.DISHES:
        # A set meal's groups name dishes, which are there by now: sets come last.
        for group in content.OPTION_GROUPS:
            if group.key in dish.option_groups and group.key not in groups:
                groups[group.key] = _add_group(group, dishes, actor)
        dishes[dish.key] = _add_dish(dish, (stations, categories, groups), drawn, actor)


def _add_group(group: DemoOptionGroup, dishes: dict[str, str], actor: Actor) -> str:
    options = tuple(
        OptionInput(
            name=option.name,
            name_en=option.name_en,
            price_fen=option.price_fen,
            dish_id=dishes[option.dish] if option.dish else None,
            portions=option.portions,
        )
        for option in group.options
    )
    given = OptionGroupInput(
        name=group.name,
        name_en=group.name_en,
        min_choices=group.min,
        max_choices=group.max,
        kind=GroupKind(group.kind),
        may_repeat=group.may_repeat,
        options=options,
    )
    return catalog.add_option_group(given, actor=actor).id


def _add_dish(
    dish: DemoDish,
    ids: tuple[dict[str, str], dict[str, str], dict[str, str]],
    drawn: dict[str, str],
    actor: Actor,
) -> str:
    stations, categories, groups = ids
    added = catalog.add_dish(
        DishInput(
            name=dish.name,
            name_en=dish.name_en,
            description=dish.description,
            description_en=dish.description_en,
            category_id=categories[dish.category],
            price_fen=dish.price_fen,
            spice_level=dish.spicy,
            cook_minutes=dish.cook_minutes,
            tags=dish.tags,
            allergens=dish.allergens,
            station_id=stations[dish.station],
            group_ids=tuple(groups[key] for key in dish.option_groups),
            price_kind=PriceKind(dish.price_kind),
            member_price_fen=dish.member_price_fen,
            packing_fee_fen=dish.packing_fee_fen,
            portion_hint=dish.portion_hint,
            nutrition=dish.nutrition,
            sale_window=SaleWindow(spans=spans_of(dish.sale_times)),
        ),
        actor=actor,
    )
    if dish.remaining is not None:
        catalog.set_availability(added.id, actor=actor, remaining=dish.remaining)
    if dish.key in drawn:
        catalog.add_picture(added.id, drawn[dish.key], actor=actor)
    return added.id


def _add_tables(actor: Actor) -> None:
    areas = {
        area.key: tables_service.add_area(area.name, name_en=area.name_en, actor=actor).id
        for area in content.AREAS
    }
    tables_service.add_pickup_point("自取", actor=actor)
    made = [
        tables_service.add_table(
            table.name, area_id=areas[table.area], seats=table.seats, actor=actor
        )
        for table in content.TABLES
    ]
    for table in made[: len(made) - _FREE_TABLES]:
        tables_service.open_table(table.id, actor=actor)


def _addresses(known: dict[str, Any], base_url: str) -> dict[str, Any]:
    store_id = known["store"]["id"]
    pickup = tables.find_pickup_point(store_id)
    pickup_code = codes.code_of(pickup) if pickup else ""
    return {
        **known,
        "base_url": base_url,
        "tables": [
            {
                "id": table.id,
                "name": table.name,
                "code": codes.code_of(table),
                "url": f"{base_url}/t/{codes.code_of(table)}",
            }
            for table in tables.list_tables(store_id)
        ],
        "pickup": {"code": pickup_code, "url": f"{base_url}/t/{pickup_code}"},
        "printers": [
            {
                "id": printer.id,
                "name": printer.name,
                "kind": printer.kind.value,
                "preview_url": f"{base_url}/printers/{printer.id}/preview",
            }
            for printer in printing.list_printers(store_id)
        ],
    }


def _write(file: Path, known: dict[str, Any]) -> None:
    unfinished = file.with_suffix(".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(known, handle, ensure_ascii=False, indent=2)
    unfinished.replace(file)
