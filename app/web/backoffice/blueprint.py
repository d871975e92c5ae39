"""The back-office's blueprint, and what every one of its pages is given."""

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask_babel import LazyString, lazy_gettext

from app.notices import queries as notices
from app.staff import lockout
from app.staff.queries import LoggedIn
from app.staff.rights import Right, Role
from app.stores import queries as stores
from app.web.auth import require_staff

bp = Blueprint("backoffice", __name__)


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the navigation, under one heading."""

    label: LazyString
    icon: str


BUSINESS = Group(lazy_gettext("Business"), "chart")
MONEY = Group(lazy_gettext("Money"), "money")
MENU = Group(lazy_gettext("Menu"), "menu")
STOCK = Group(lazy_gettext("Stock"), "bag")
TABLES = Group(lazy_gettext("Tables"), "table")
KITCHEN = Group(lazy_gettext("Kitchen & printing"), "kitchen")
STAFF = Group(lazy_gettext("Staff"), "users")
SHOP = Group(lazy_gettext("Shop & system"), "settings")
# As a day goes: what happened and what came in, then what is sold, where, of what, and how made.
_GROUPS = (BUSINESS, MONEY, MENU, TABLES, STOCK, KITCHEN, STAFF, SHOP)


@dataclass(frozen=True, slots=True)
class Door:
    """A place in the navigation; `section` is what pages under it carry."""

    endpoint: str
    section: str
    label: LazyString
    icon: str
    right: Right
    group: Group = SHOP
    is_owners: bool = False


_DOORS = (
    Door("backoffice.home", "home", lazy_gettext("Today"), "chart", Right.REPORTS, BUSINESS),
    Door("backoffice.orders", "orders", lazy_gettext("Orders"), "receipt", Right.REPORTS, BUSINESS),
    Door(
        "backoffice.kitchen_times_page",
        "kitchen_times",
        lazy_gettext("Kitchen times"),
        "clock",
        Right.REPORTS,
        BUSINESS,
    ),
    Door("backoffice.payments", "payments", lazy_gettext("Payments"), "money", Right.MONEY, MONEY),
    Door("backoffice.invoices", "invoices", lazy_gettext("Invoices"), "note", Right.MONEY, MONEY),
    Door("backoffice.accounts", "accounts", lazy_gettext("Accounts"), "users", Right.MONEY, MONEY),
    Door("backoffice.days", "days", lazy_gettext("Shifts and days"), "clock", Right.MONEY, MONEY),
    Door(
        "backoffice.reconciliation",
        "reconciliation",
        lazy_gettext("Reconciliation"),
        "check",
        Right.MONEY,
        MONEY,
    ),
    Door("backoffice.books", "books", lazy_gettext("Books"), "note", Right.MONEY, MONEY),
    Door("backoffice.channels", "channels", lazy_gettext("Channels"), "qr", Right.MONEY, MONEY),
    Door("backoffice.menu", "menu", lazy_gettext("Dishes"), "menu", Right.MENU, MENU),
    Door(
        "backoffice.option_groups", "options", lazy_gettext("Choices"), "filter", Right.MENU, MENU
    ),
    Door(
        "backoffice.import_page",
        "import",
        lazy_gettext("Import/export"),
        "upload",
        Right.MENU,
        MENU,
    ),
    Door("backoffice.tables", "tables", lazy_gettext("Tables"), "table", Right.TABLE_SETUP, TABLES),
    Door("backoffice.cards", "cards", lazy_gettext("Table cards"), "qr", Right.TABLE_SETUP, TABLES),
    Door(
        "backoffice.code_audit",
        "code_audit",
        lazy_gettext("Check stickers"),
        "check",
        Right.TABLE_SETUP,
        TABLES,
    ),
    Door("backoffice.stock", "stock", lazy_gettext("Ingredients"), "bag", Right.STOCK, STOCK),
    Door("backoffice.purchases", "purchases", lazy_gettext("Buying"), "cart", Right.STOCK, STOCK),
    Door(
        "backoffice.receive_form", "receive", lazy_gettext("Receive"), "check", Right.STOCK, STOCK
    ),
    Door(
        "backoffice.stocktakes",
        "stocktakes",
        lazy_gettext("Stocktakes"),
        "search",
        Right.STOCK,
        STOCK,
    ),
    Door("backoffice.waste", "work", lazy_gettext("Waste and making"), "trash", Right.STOCK, STOCK),
    Door("backoffice.recipes", "recipes", lazy_gettext("Recipes"), "wok", Right.STOCK, STOCK),
    Door(
        "backoffice.suppliers",
        "suppliers",
        lazy_gettext("Suppliers"),
        "bike",
        Right.STOCK,
        STOCK,
    ),
    Door(
        "backoffice.stock_report",
        "stock_report",
        lazy_gettext("Stock figures"),
        "chart",
        Right.STOCK,
        STOCK,
    ),
    Door(
        "backoffice.stock_movements",
        "stock_movements",
        lazy_gettext("Movements"),
        "note",
        Right.STOCK,
        STOCK,
    ),
    Door(
        "backoffice.stations",
        "stations",
        lazy_gettext("Stations"),
        "wok",
        Right.PRINTERS,
        KITCHEN,
    ),
    Door(
        "backoffice.kitchen_health_page",
        "kitchen",
        lazy_gettext("Kitchen screens"),
        "kitchen",
        Right.PRINTERS,
        KITCHEN,
    ),
    Door(
        "backoffice.printers",
        "printers",
        lazy_gettext("Printers"),
        "printer",
        Right.PRINTERS,
        KITCHEN,
    ),
    Door("backoffice.people", "people", lazy_gettext("Staff"), "users", Right.STAFF, STAFF),
    Door("backoffice.devices", "devices", lazy_gettext("Devices"), "tablet", Right.STAFF, STAFF),
    Door("backoffice.audit_log", "audit", lazy_gettext("Audit log"), "note", Right.AUDIT, STAFF),
    Door(
        "backoffice.settings",
        "settings",
        lazy_gettext("Settings"),
        "settings",
        Right.SETTINGS,
        SHOP,
    ),
    Door(
        "backoffice.special_days",
        "special_days",
        lazy_gettext("Holidays"),
        "clock",
        Right.SETTINGS,
        SHOP,
    ),
    Door(
        "backoffice.notice_robots",
        "robots",
        lazy_gettext("Group robots"),
        "bell",
        Right.SETTINGS,
        SHOP,
    ),
    Door("backoffice.licences", "licences", lazy_gettext("Licences"), "note", Right.SETTINGS, SHOP),
    Door(
        "backoffice.privacy_check",
        "privacy",
        lazy_gettext("Privacy check"),
        "lock",
        Right.SETTINGS,
        SHOP,
    ),
    Door(
        "backoffice.takeout",
        "takeout",
        lazy_gettext("All data"),
        "download",
        Right.PERSONAL_DATA,
        SHOP,
        is_owners=True,
    ),
    Door("backoffice.health", "health", lazy_gettext("Self-test"), "check", Right.SETTINGS, SHOP),
)
_OTHER_FACES = (
    Door("counter.floor", "", lazy_gettext("Counter"), "money", Right.TABLES),
    Door("kitchen.screen", "", lazy_gettext("Kitchen screen"), "kitchen", Right.COOK),
)


def page(template: str, **values: object) -> str:
    """A page of the back-office for the logged-in person. Raises NotLoggedIn."""
    person = require_staff()
    return render_template(
        template,
        person=person,
        store=stores.get_facts(person.store_id),
        door_groups=_grouped(_open_to(person, _DOORS)),
        other_faces=_open_to(person, _OTHER_FACES),
        bell=notices.count_unread(person),
        under_attack=lockout.is_under_attack(person.store_id),
        **values,
    )


def _open_to(person: LoggedIn, doors: tuple[Door, ...]) -> list[Door]:
    return [
        door
        for door in doors
        if person.may(door.right)
        and (person.role is Role.OWNER or not door.is_owners)
        and door.endpoint in current_app.view_functions
    ]


def _grouped(doors: list[Door]) -> list[tuple[Group, list[Door]]]:
    """The sections that have an open door, in the order of the navigation."""
    found = [(group, [door for door in doors if door.group is group]) for group in _GROUPS]
    return [(group, inside) for group, inside in found if inside]
