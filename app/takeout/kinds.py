"""What a full export holds: every table that belongs to a shop, less what must not leave it."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, Table, select

from app.core.db import Base

# Tables that stay, and why.
LEFT_OUT = {
    "cart": "baskets that were not ordered",
    "cart_guest": "baskets that were not ordered",
    "cart_line": "baskets that were not ordered",
    "cart_operation": "baskets that were not ordered",
    "alembic_version": "says what the database looks like, not what the shop did",
    "idempotent_answer": "answers kept for repeated taps; the orders themselves are exported",
    "channel_account": "keys of payment channels, which are set up anew",
    "sandbox_trade": "trades of the training channel, of which no money moved",
    "job_run": "when this machine did its chores",
    "kitchen_device": "holds the tokens of paired screens",
    "kitchen_pairing": "tablets that wait to be paired",
    "login_guard": "wrong tries at logging in",
    "menu_change": "what undoing needs; the audit log says what was done",
    "outbox_message": "effects that this machine still owes",
    "sequence": "counters that the new shop counts for itself",
    "staff_device": "holds the tokens of enrolled browsers",
    "staff_login": "holds the tokens of logins",
    "staff_recovery_code": "stands in for a second factor",
    "system_value": "facts about this machine",
}
# Of people only these columns leave: one that is added later must not slip through.
_ONLY = {"staff_member": ("id", "username", "name", "role", "is_active", "created_at")}
# What a printed code leads by is worth nothing elsewhere.
_NEVER = {
    "code_check": ("text",),
    "payment_attempt": ("shows",),
    "dining_table": ("locator", "code_version"),
}
_NAMES = {
    "area": "areas",
    "audit_entry": "audit",
    "category": "categories",
    "customer_order": "orders",
    "dining_table": "tables",
    "dish": "dishes",
    "dish_picture": "dish_pictures",
    "dish_option_group": "dish_option_groups",
    "kitchen_alarm": "kitchen_alarms",
    "kitchen_event": "kitchen_events",
    "kitchen_screen": "kitchen_screens",
    "kitchen_showing": "kitchen_showings",
    "kitchen_takeback": "kitchen_takebacks",
    "kitchen_ticket": "kitchen_tickets",
    "notice": "notices",
    "notice_read": "notices_read",
    "option": "options",
    "option_group": "option_groups",
    "order_line": "order_lines",
    "invoice_request": "invoice_requests",
    "bill_check": "bill_checks",
    "bill_difference": "bill_differences",
    "cash_movement": "cash_movements",
    "cash_shift": "shifts",
    "day_close": "closed_days",
    "ledger_entry": "ledger_entries",
    "ledger_posting": "ledger_postings",
    "payment": "payments",
    "payment_attempt": "payment_attempts",
    "payment_refund": "refunds",
    "payment_allocation": "payment_allocations",
    "price_change": "price_changes",
    "print_job": "print_jobs",
    "printer": "printers",
    "staff_exception": "staff_rights",
    "staff_member": "staff",
    "station": "stations",
    "store_setting": "settings",
    "table_session": "table_sessions",
}
_SECRET = re.compile(r"(^|_)(hash|token|secret|password|pin|totp|otp|key|credential)s?(_|$)")


@dataclass(frozen=True, slots=True)
class Kind:
    """One list of the export: its name, and the query for a shop's rows."""

    name: str
    table: Table
    columns: tuple[str, ...]

    def rows_of(self, store_id: str) -> Select[*tuple[Any, ...]]:
        """The shop's rows in the order of their keys."""
        belongs = scope_of(self.table, store_id)
        assert belongs is not None
        query = select(*(self.table.c[name] for name in self.columns)).where(belongs)
        return query.order_by(*self.table.primary_key.columns)


def list_kinds() -> list[Kind]:
    """Everything that leaves, by name: of every table of a shop that is not left out."""
    found = [
        Kind(_NAMES.get(table.name, table.name), table, _columns(table))
        for table in Base.metadata.tables.values()
        if table.name not in LEFT_OUT and scope_of(table, "") is not None
    ]
    return sorted(found, key=lambda kind: kind.name)


def scope_of(table: Table, store_id: str) -> ColumnElement[bool] | None:
    """What makes a row the shop's: its own column, or the row that it is a part of."""
    if table.name == "store":
        return table.c.id == store_id
    if "store_id" in table.c:
        return table.c.store_id == store_id
    for foreign in sorted(table.foreign_keys, key=_looseness):
        parent = foreign.column.table
        belongs = scope_of(parent, store_id) if parent is not table else None
        if belongs is not None:
            return foreign.parent.in_(select(foreign.column).where(belongs))
    return None


def _looseness(foreign: ForeignKey) -> tuple[bool, bool]:
    """Sorts first what a row cannot be without: an option has its group, and only maybe a dish."""
    return not foreign.parent.primary_key, bool(foreign.parent.nullable)


def is_secret(name: str) -> bool:
    """Whether a column or a field of that name is taken for a secret, whatever it holds."""
    return _SECRET.search(name.lower()) is not None


def without_secrets(value: Any) -> Any:
    """A JSON value less the fields that are taken for secrets, however deep they lie."""
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if not is_secret(str(name))}
        return {name: without_secrets(each) for name, each in kept.items()}
    return [without_secrets(each) for each in value] if isinstance(value, list) else value


def _columns(table: Table) -> tuple[str, ...]:
    if table.name in _ONLY:
        return tuple(name for name in _ONLY[table.name] if name in table.c)
    # The key of a group of settings is its name.
    named = table.name == "store_setting"
    return tuple(
        column.name
        for column in table.columns
        if column.name not in ("store_id", *_NEVER.get(table.name, ()))
        and (named or not is_secret(column.name))
    )
