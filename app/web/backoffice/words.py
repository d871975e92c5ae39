"""The words for states, channels, roles and audited actions on the owner's pages."""

from flask_babel import LazyString, lazy_gettext

ORDER_STATUS: dict[str, tuple[LazyString, str]] = {
    "waiting": (lazy_gettext("Waiting for staff"), "warn"),
    "placed": (lazy_gettext("Placed"), "info"),
    "cooking": (lazy_gettext("Cooking"), "info"),
    "ready": (lazy_gettext("All served"), "success"),
    "completed": (lazy_gettext("Completed"), "success"),
    "cancelled": (lazy_gettext("Cancelled"), "danger"),
}
LINE_STATUS: dict[str, tuple[LazyString, str]] = {
    "placed": (lazy_gettext("Not started"), "muted"),
    "cooking": (lazy_gettext("Cooking"), "info"),
    "done": (lazy_gettext("Done"), "success"),
    "cancelled": (lazy_gettext("Cancelled"), "danger"),
}
# "Sent" is all we know of a printer that never answers; "confirmed" is what the printer said.
JOB_STATUS: dict[str, tuple[LazyString, str]] = {
    "queued": (lazy_gettext("Waiting to print"), "warn"),
    "sending": (lazy_gettext("Printing"), "info"),
    "sent": (lazy_gettext("Sent, the printer gives no answer"), "success"),
    "confirmed": (lazy_gettext("Confirmed by the printer"), "success"),
    "failed": (lazy_gettext("Failed"), "danger"),
    "expired": (lazy_gettext("Expired, not printed"), "danger"),
}
CHANNEL: dict[str, LazyString] = {
    "cash": lazy_gettext("Cash"),
    "static_code": lazy_gettext("Static payment code"),
}
ORDER_TYPE: dict[str, LazyString] = {
    "dine_in": lazy_gettext("Dine in"),
    "pickup": lazy_gettext("Pick-up"),
}
ROLE: dict[str, LazyString] = {
    "owner": lazy_gettext("Owner"),
    "manager": lazy_gettext("Manager"),
    "cashier": lazy_gettext("Cashier"),
    "waiter": lazy_gettext("Waiter"),
    "kitchen": lazy_gettext("Kitchen"),
    "courier": lazy_gettext("Courier"),
}
PRINTER_KIND: dict[str, LazyString] = {
    "network": lazy_gettext("Network printer"),
    "file": lazy_gettext("USB or serial device"),
    "virtual": lazy_gettext("Virtual printer"),
}
DOCUMENT: dict[str, LazyString] = {
    "kitchen_slip": lazy_gettext("Kitchen slip"),
    "pre_bill": lazy_gettext("Pre-bill"),
    "receipt": lazy_gettext("Receipt"),
    "test_page": lazy_gettext("Test page"),
}
PAY_MODE: dict[str, LazyString] = {
    "before": lazy_gettext("Pay first, then eat"),
    "after": lazy_gettext("Eat first, then pay"),
}
_ACTION: dict[str, LazyString] = {
    "order.placed": lazy_gettext("Order placed"),
    "order.confirmed": lazy_gettext("Order confirmed by staff"),
    "order.cancelled": lazy_gettext("Order cancelled"),
    "line.start": lazy_gettext("Started"),
    "line.done": lazy_gettext("Done"),
    "line.recall": lazy_gettext("Taken back"),
    "payment.taken": lazy_gettext("Payment taken"),
    "receipt.printed": lazy_gettext("Receipt printed"),
}
_ACTOR: dict[str, LazyString] = {
    "diner": lazy_gettext("Guest"),
    "system": lazy_gettext("System"),
}


def action(name: str) -> LazyString | str:
    """An audited action in plain words; one that has none yet is shown by its name."""
    return _ACTION.get(name, name)


def doer(kind: str, name: str) -> str:
    """Who did it: the staff member's name, or "guest" with the table."""
    plain = _ACTOR.get(kind)
    return f"{plain} · {name}" if plain and kind == "diner" else str(plain or name)
