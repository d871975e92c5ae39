"""The words for states, channels, roles and audited actions on the owner's pages."""

from flask_babel import LazyString, lazy_gettext

from app.web import payment_words
from app.web.backoffice.words_guests import GUEST_ACTION
from app.web.backoffice.words_stock import STOCK_ACTION

ORDER_STATUS: dict[str, tuple[LazyString, str]] = {
    "unpaid": (lazy_gettext("Waiting for payment"), "warn"),
    "scheduled": (lazy_gettext("Pre-ordered"), "info"),
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
    "dropped": (lazy_gettext("Dropped, not printed"), "muted"),
}
SLIP_FORM: dict[str, LazyString] = {
    "split": lazy_gettext("One slip for all its dishes"),
    "dish": lazy_gettext("One slip for each dish"),
}
CHANNEL: dict[str, LazyString] = {
    channel.value: words for channel, words in payment_words.CHANNEL.items()
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
    "usb": lazy_gettext("USB printer"),
    "file": lazy_gettext("USB device of Linux (/dev/usb/lp0)"),
    "serial": lazy_gettext("Serial port"),
    "cups": lazy_gettext("Printer of this computer (CUPS)"),
    "windows": lazy_gettext("Printer of Windows"),
    "feie": lazy_gettext("Feie cloud printer"),
    "xpyun": lazy_gettext("Xpyun cloud printer"),
    "yilianyun": lazy_gettext("Yilianyun cloud printer"),
    "virtual": lazy_gettext("Virtual printer"),
}
DOCUMENT: dict[str, LazyString] = {
    "kitchen_slip": lazy_gettext("Kitchen slip"),
    "pre_bill": lazy_gettext("Pre-bill"),
    "receipt": lazy_gettext("Receipt"),
    "test_page": lazy_gettext("Test page"),
    "void_slip": lazy_gettext("Void slip"),
    "change_slip": lazy_gettext("Change slip"),
    "takeout_slip": lazy_gettext("Take-out slip"),
    "cup_label": lazy_gettext("Cup label"),
    "pickup_number": lazy_gettext("Pick-up number"),
    "queue_ticket": lazy_gettext("Waiting-list number"),
    "shift_report": lazy_gettext("Shift report"),
    "day_report": lazy_gettext("Day report"),
    "table_card": lazy_gettext("Table card"),
    "open_drawer": lazy_gettext("Opening the drawer"),
}
RIGHT: dict[str, LazyString] = {
    "tables": lazy_gettext("See the floor, open and clear tables"),
    "table_setup": lazy_gettext("Set up tables and codes"),
    "order": lazy_gettext("Take orders"),
    "cancel": lazy_gettext("Refuse and cancel orders"),
    "void": lazy_gettext("Take back dishes that were sent"),
    "comp": lazy_gettext("Give dishes for nothing"),
    "discount": lazy_gettext("Give discounts"),
    "price_change": lazy_gettext("Change the price of a dish on a bill"),
    "cook": lazy_gettext("Work at the kitchen screen"),
    "sold_out": lazy_gettext("Mark dishes as sold out"),
    "pause": lazy_gettext("Pause ordering"),
    "take_payment": lazy_gettext("Take money"),
    "refund": lazy_gettext("Give money back"),
    "money": lazy_gettext("Payments, payment channels, books"),
    "open_drawer": lazy_gettext("Open the cash drawer"),
    "print": lazy_gettext("Print bills and repeat slips"),
    "printers": lazy_gettext("Set up printers"),
    "menu": lazy_gettext("Change dishes and prices"),
    "stock": lazy_gettext("See and change stock, recipes and purchases"),
    "reports": lazy_gettext("See figures and past orders"),
    "settings": lazy_gettext("Change settings"),
    "staff": lazy_gettext("Staff, rights and devices"),
    "audit": lazy_gettext("See the audit log"),
    "export": lazy_gettext("Download lists as files"),
    "personal_data": lazy_gettext("Personal data: see in full, take along, erase"),
}
COPY: dict[str, LazyString] = {
    "reprint": lazy_gettext("Reprint"),
    "possible_copy": lazy_gettext("Possible copy"),
}
# What happened to an order beyond what people did: the kitchen's and the printers' part.
STEP: dict[str, LazyString] = {
    "ticket.opened": lazy_gettext("Ticket sent to the kitchen"),
    "ticket.shown": lazy_gettext("Seen on a kitchen screen"),
    "ticket.printed": lazy_gettext("On paper in the kitchen"),
    "ticket.alarmed": lazy_gettext("Alarm: nobody had seen the ticket"),
    "ticket.closed": lazy_gettext("Ticket finished"),
    "job.queued": lazy_gettext("Sent to print"),
    "job.sent": lazy_gettext("Sent, the printer gives no answer"),
    "job.confirmed": lazy_gettext("Confirmed by the printer"),
    "job.failed": lazy_gettext("Not printed"),
    "job.expired": lazy_gettext("Expired, not printed"),
    "job.dropped": lazy_gettext("Dropped, not printed"),
    "job.trying": lazy_gettext("Did not print yet; next try"),
}
BAD_STEPS = frozenset(
    {"ticket.alarmed", "job.failed", "job.expired", "job.trying", "order.cancelled",
     "table.left_unpaid"}
)  # fmt: skip
NOT_A_CHOICE = lazy_gettext("This is not one of the choices.")
ACTION: dict[str, LazyString] = {
    **GUEST_ACTION,
    **STOCK_ACTION,
    "order.placed": lazy_gettext("Order placed"),
    "order.confirmed": lazy_gettext("Order confirmed by staff"),
    "order.cancelled": lazy_gettext("Order cancelled"),
    "line.start": lazy_gettext("Started"),
    "line.done": lazy_gettext("Done"),
    "line.recall": lazy_gettext("One step back"),
    "line.serve": lazy_gettext("Served"),
    "line.hold": lazy_gettext("Put on hold"),
    "line.fire": lazy_gettext("Called from hold"),
    "line.rushed": lazy_gettext("Kitchen asked to hurry"),
    "line.voided": lazy_gettext("Dish taken back"),
    "line.comped": lazy_gettext("Given for nothing"),
    "line.comp_withdrawn": lazy_gettext("Charged after all"),
    "line.price_changed": lazy_gettext("Price changed"),
    "line.weighed": lazy_gettext("Weighed"),
    "line.market_price_set": lazy_gettext("Market price set"),
    "order.called": lazy_gettext("Number called"),
    "order.rescheduled": lazy_gettext("Time of the order changed"),
    "order.rounded_down": lazy_gettext("Rounded down"),
    "ordering.paused": lazy_gettext("Ordering paused"),
    "ordering.resumed": lazy_gettext("Ordering resumed"),
    "call.answered": lazy_gettext("Guests’ call answered"),
    "account.settled": lazy_gettext("Account settled"),
    "invoice.asked": lazy_gettext("Invoice asked for"),
    "invoice.erased": lazy_gettext("Invoice details erased"),
    "invoices.exported": lazy_gettext("Invoices exported"),
    "reservation.erased": lazy_gettext("Reservation details erased"),
    "staff.limit_changed": lazy_gettext("Highest discount changed"),
    "backup.downloaded": lazy_gettext("Backup downloaded"),
    "backup.drilled": lazy_gettext("Backup restored for a trial"),
    "outgoing.resumed": lazy_gettext("Printing and sending released"),
    "bill.split": lazy_gettext("Bill split"),
    "bill_part.divided": lazy_gettext("Part of a bill divided"),
    "bill_part.joined": lazy_gettext("Parts of a bill joined"),
    "bill.part_added": lazy_gettext("Part added to a split bill"),
    "bill.put_together": lazy_gettext("Split bill put together again"),
    "payment.taken": lazy_gettext("Payment taken"),
    "attempt.begun": lazy_gettext("Payment by a channel begun"),
    "attempt.closed": lazy_gettext("Payment by a channel closed unpaid"),
    "attempt.refused": lazy_gettext("Payment refused by the channel"),
    "attempt.disputed": lazy_gettext("Another amount came than was wanted"),
    "attempt.settled": lazy_gettext("Doubtful payment settled by hand"),
    "shift.opened": lazy_gettext("Shift opened"),
    "shift.closed": lazy_gettext("Shift closed"),
    "drawer.moved": lazy_gettext("Cash put in or taken out"),
    "bill.settled": lazy_gettext("Difference settled"),
    "day.closed": lazy_gettext("Day closed"),
    "refund.asked": lazy_gettext("Refund asked for"),
    "refund.done": lazy_gettext("Money given back"),
    "refund.failed": lazy_gettext("Refund failed"),
    "refund.retried": lazy_gettext("Refund tried again"),
    "channel.changed": lazy_gettext("Payment channel set up"),
    "tip.taken": lazy_gettext("Tip written down"),
    "tip.given_back": lazy_gettext("Tip given back"),
    "channel.tried": lazy_gettext("Payment channel tried with one fen"),
    "channel.switched": lazy_gettext("Payment channel turned on or off"),
    "order.reopened": lazy_gettext("Order taken up again"),
    "order.expired": lazy_gettext("Order not paid in time"),
    "receipt.printed": lazy_gettext("Receipt printed"),
    "pre_bill.printed": lazy_gettext("Pre-bill printed"),
    "slip.reprinted": lazy_gettext("Kitchen slip printed again"),
    "order.handed_over": lazy_gettext("Order handed over"),
    "parked.set_aside": lazy_gettext("Order parked"),
    "parked.taken_up": lazy_gettext("Parked order taken up"),
    "parked.dropped": lazy_gettext("Parked order dropped"),
    "drawer.opened": lazy_gettext("Cash drawer opened"),
    "table_cards.printed": lazy_gettext("Table cards printed on receipt paper"),
    "table.added": lazy_gettext("Table added"),
    "table.changed": lazy_gettext("Table changed"),
    "table.removed": lazy_gettext("Table removed"),
    "table.restored": lazy_gettext("Table taken back"),
    "table.opened": lazy_gettext("Table opened"),
    "table.cleared": lazy_gettext("Table cleared"),
    "table.moved": lazy_gettext("Party moved to another table"),
    "table.merged": lazy_gettext("Tables merged"),
    "table.parted": lazy_gettext("Merged tables parted"),
    "table.shared": lazy_gettext("Table shared by one more party"),
    "table.split": lazy_gettext("Dishes moved to another party"),
    "table.left_unpaid": lazy_gettext("Table cleared without payment"),
    "code_audit.started": lazy_gettext("Check of the stickers begun"),
    "code_audit.ended": lazy_gettext("Check of the stickers ended"),
    "table.code_rotated": lazy_gettext("New table code"),
    "area.added": lazy_gettext("Area added"),
    "area.changed": lazy_gettext("Area changed"),
    "area.removed": lazy_gettext("Area removed"),
    "category.added": lazy_gettext("Category added"),
    "category.changed": lazy_gettext("Category changed"),
    "category.removed": lazy_gettext("Category removed"),
    "dish.added": lazy_gettext("Dish added"),
    "dish.changed": lazy_gettext("Dish changed"),
    "dish.removed": lazy_gettext("Dish removed"),
    "dish.returned": lazy_gettext("Dish back on sale by itself"),
    "dish.shelf": lazy_gettext("Dish put on or taken off the menu"),
    "dish.availability": lazy_gettext("Dish sold out or available again"),
    "dish.picture": lazy_gettext("Dish picture changed"),
    "dish.copied": lazy_gettext("Dish copied"),
    "dish.moved": lazy_gettext("Dish moved in the order"),
    "category.moved": lazy_gettext("Category moved in the order"),
    "options.offered": lazy_gettext("Choices offered with other dishes"),
    "menu.undone": lazy_gettext("Menu change undone"),
    "options.added": lazy_gettext("Choices added"),
    "options.changed": lazy_gettext("Choices changed"),
    "options.removed": lazy_gettext("Choices removed"),
    "menu.imported": lazy_gettext("Menu imported"),
    "station.added": lazy_gettext("Station added"),
    "station.changed": lazy_gettext("Station renamed"),
    "station.moved": lazy_gettext("Station moved in the list"),
    "station.retired": lazy_gettext("Station retired"),
    "category.routed": lazy_gettext("Station of a category chosen"),
    "dish.routed": lazy_gettext("Station of a dish chosen"),
    "order.tested": lazy_gettext("Test order printed"),
    "order.test_ended": lazy_gettext("Test order ended"),
    "printer.added": lazy_gettext("Printer added"),
    "printer.changed": lazy_gettext("Printer changed"),
    "printer.removed": lazy_gettext("Printer removed"),
    "printer.restored": lazy_gettext("Printer taken back"),
    "printer.retried": lazy_gettext("Printer tried again"),
    "print_job.retried": lazy_gettext("Printed again"),
    "print_job.dropped": lazy_gettext("Slip dropped, never printed"),
    "station.slip_form": lazy_gettext("Form of a station's slips chosen"),
    "settings.changed": lazy_gettext("Settings changed"),
    "store.created": lazy_gettext("Shop opened"),
    "store.changed": lazy_gettext("Shop changed"),
    "takeback.told": lazy_gettext("Kitchen told in person that a dish is gone"),
    "takeback.printed": lazy_gettext("Void slip printed from the alarm"),
    "ticket.told": lazy_gettext("Alarm about an unseen ticket silenced"),
    "ticket.lent": lazy_gettext("Ticket shown on another station’s screens"),
    "screen.paired": lazy_gettext("Kitchen screen paired"),
    "screen.changed": lazy_gettext("Kitchen screen changed"),
    "screen.revoked": lazy_gettext("Kitchen screen taken back"),
    "staff.added": lazy_gettext("Person added"),
    "staff.renamed": lazy_gettext("Person renamed"),
    "staff.rights_changed": lazy_gettext("Role or rights changed"),
    "staff.left": lazy_gettext("Person no longer here"),
    "staff.taken_back": lazy_gettext("Person back again"),
    "staff.password_reset": lazy_gettext("Password reset"),
    "staff.password_changed": lazy_gettext("Own password changed"),
    "staff.pin_set": lazy_gettext("Own PIN set"),
    "staff.pin_dropped": lazy_gettext("Own PIN removed"),
    "staff.totp_on": lazy_gettext("Two-step login turned on"),
    "staff.totp_off": lazy_gettext("Two-step login turned off"),
    "staff.recovery_codes_made": lazy_gettext("New recovery codes made"),
    "staff.recovery_code_used": lazy_gettext("Recovery code used"),
    "staff.logged_in": lazy_gettext("Logged in"),
    "staff.locked_out": lazy_gettext("Locked out after wrong tries"),
    "staff.guessing": lazy_gettext("Alarm: passwords or PINs are being guessed"),
    "login.ended": lazy_gettext("Login ended"),
    "device.enrolled": lazy_gettext("Device enrolled"),
    "device.revoked": lazy_gettext("Device revoked"),
    "audit.exported": lazy_gettext("Audit log downloaded"),
    "data.export_started": lazy_gettext("Gathering of all data started"),
    "data.exported": lazy_gettext("All data downloaded"),
    "data.imported": lazy_gettext("Shop filled from an export"),
    "orders.exported": lazy_gettext("Orders downloaded"),
    "kitchen_times.exported": lazy_gettext("Kitchen times downloaded"),
}
# What one change of many dishes is called; the audit log has an entry for each dish instead.
MENU_CHANGE: dict[str, LazyString] = {
    "bulk.price": lazy_gettext("Prices changed"),
    "bulk.on_shelf": lazy_gettext("Put on the menu"),
    "bulk.off_shelf": lazy_gettext("Taken off the menu"),
    "bulk.sold_out": lazy_gettext("Marked as sold out"),
    "bulk.sell_again": lazy_gettext("Sold again"),
    "bulk.category": lazy_gettext("Moved to another category"),
    "bulk.station": lazy_gettext("Station set"),
    "bulk.options": lazy_gettext("Choices added to dishes"),
}
_ACTOR: dict[str, LazyString] = {
    "diner": lazy_gettext("Guest"),
    "system": lazy_gettext("System"),
}


def action(name: str) -> LazyString | str:
    """An audited action in plain words; one that has none yet is shown by its name."""
    return ACTION.get(name, name)


def step(name: str) -> LazyString | str:
    """A step of an order's history in plain words."""
    return STEP.get(name) or action(name)


def menu_change(name: str) -> LazyString | str:
    """A kept change of the menu in plain words."""
    return MENU_CHANGE.get(name) or action(name)


def doer(kind: str, name: str) -> str:
    """Who did it: the staff member's name, or "guest" with the table."""
    plain = _ACTOR.get(kind)
    return f"{plain} · {name}" if plain and kind == "diner" else str(plain or name)


# What a scanned sticker is, the colour of its state, and what to do about it.
CODE_OUTCOME: dict[str, tuple[LazyString, str, LazyString | str]] = {
    "right": (lazy_gettext("Right"), "success", ""),
    "rotated": (
        lazy_gettext("Old sticker"),
        "danger",
        lazy_gettext("Its code was replaced. Take it off and print the new one."),
    ),
    "other_address": (
        lazy_gettext("Leads to another address"),
        "warn",
        lazy_gettext("The table is right, but phones are sent to another address. Print it anew."),
    ),
    "misplaced": (
        lazy_gettext("Sticks on another table"),
        "danger",
        lazy_gettext("Put it on its own table, and scan it there again."),
    ),
    "other_store": (
        lazy_gettext("Belongs to another shop"),
        "danger",
        lazy_gettext("Take it off: orders would go to that shop."),
    ),
    "foreign": (
        lazy_gettext("Not one of ours: leads elsewhere"),
        "danger",
        lazy_gettext("Take it off at once: somebody may have stuck it over yours."),
    ),
    "unknown": (
        lazy_gettext("Unknown code"),
        "danger",
        lazy_gettext("Take it off and print the table's own one."),
    ),
}
