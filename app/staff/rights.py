"""What each role may do, and how one person's rights differ from the role's."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """The roles of a store."""

    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    WAITER = "waiter"
    KITCHEN = "kitchen"
    COURIER = "courier"


class Right(StrEnum):
    """The single things that a person may or may not do."""

    TABLES = "tables"
    TABLE_SETUP = "table_setup"
    ORDER = "order"
    CANCEL = "cancel"
    VOID = "void"
    COMP = "comp"
    DISCOUNT = "discount"
    PRICE_CHANGE = "price_change"
    COOK = "cook"
    SOLD_OUT = "sold_out"
    PAUSE = "pause"
    TAKE_PAYMENT = "take_payment"
    REFUND = "refund"
    MONEY = "money"
    OPEN_DRAWER = "open_drawer"
    PRINT = "print"
    PRINTERS = "printers"
    MENU = "menu"
    STOCK = "stock"
    REPORTS = "reports"
    SETTINGS = "settings"
    STAFF = "staff"
    AUDIT = "audit"
    EXPORT = "export"
    PERSONAL_DATA = "personal_data"


_FLOOR = {Right.TABLES, Right.ORDER, Right.CANCEL, Right.VOID, Right.SOLD_OUT, Right.PRINT}
_ALL = frozenset(Right)

_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: _ALL,
    Role.MANAGER: _ALL,
    Role.CASHIER: frozenset(
        _FLOOR | {Right.TAKE_PAYMENT, Right.OPEN_DRAWER, Right.COMP, Right.DISCOUNT, Right.PAUSE}
    ),
    Role.WAITER: frozenset(_FLOOR),
    Role.KITCHEN: frozenset({Right.COOK, Right.SOLD_OUT, Right.PRINT}),
    Role.COURIER: frozenset(),
}

# How much of an order's price a person with the right to discounts may take off, in percent.
DISCOUNT_LIMITS: dict[Role, int] = {
    Role.OWNER: 100,
    Role.MANAGER: 100,
    Role.CASHIER: 20,
    Role.WAITER: 10,
    Role.KITCHEN: 0,
    Role.COURIER: 0,
}


def may(role: str, right: Right) -> bool:
    """Whether `role` has `right`."""
    return right in _RIGHTS[Role(role)]


def rights_of(role: Role, exceptions: Mapping[str, bool]) -> frozenset[Right]:
    """The rights of one person: the role's, plus what is granted, less what is denied.

    `exceptions` maps a right's name to True (granted) or False (denied). A name that this version
    does not know grants nothing.
    """
    granted = {right for right in Right if exceptions.get(right.value) is True}
    denied = {right for right in Right if exceptions.get(right.value) is False}
    return (_RIGHTS[role] | granted) - denied
