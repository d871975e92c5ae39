"""What each role may do."""

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
    """The single things that a role may or may not do."""

    TABLES = "tables"
    TABLE_SETUP = "table_setup"
    ORDER = "order"
    CANCEL = "cancel"
    COOK = "cook"
    SOLD_OUT = "sold_out"
    TAKE_PAYMENT = "take_payment"
    PRINT = "print"
    PRINTERS = "printers"
    MENU = "menu"
    REPORTS = "reports"
    SETTINGS = "settings"


_FLOOR = {Right.TABLES, Right.ORDER, Right.CANCEL, Right.SOLD_OUT, Right.PRINT}
_ALL = frozenset(Right)

_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: _ALL,
    Role.MANAGER: _ALL,
    Role.CASHIER: frozenset(_FLOOR | {Right.TAKE_PAYMENT}),
    Role.WAITER: frozenset(_FLOOR),
    Role.KITCHEN: frozenset({Right.COOK, Right.SOLD_OUT, Right.PRINT}),
    Role.COURIER: frozenset(),
}


def may(role: str, right: Right) -> bool:
    """Whether `role` has `right`."""
    return right in _RIGHTS[Role(role)]
