"""What was done about guests to come and about orders on their way, for the audit log."""

from flask_babel import LazyString, lazy_gettext

GUEST_ACTION: dict[str, LazyString] = {
    "order.released": lazy_gettext("Order released after payment"),
    "order.due": lazy_gettext("Pre-order sent to the kitchen"),
    "order.begun_early": lazy_gettext("Pre-order begun early"),
    "order.discounted": lazy_gettext("Discount given"),
    "order.discounts_withdrawn": lazy_gettext("Discount taken back"),
    "queue.taken": lazy_gettext("Queue number taken"),
    "queue.called": lazy_gettext("Party called"),
    "queue.seated": lazy_gettext("Party from the queue seated"),
    "queue.passed": lazy_gettext("Party passed over"),
    "queue.left": lazy_gettext("Party left the queue"),
    "queue.restored": lazy_gettext("Party put back in the queue"),
    "reservation.booked": lazy_gettext("Table reserved"),
    "reservation.changed": lazy_gettext("Reservation changed"),
    "reservation.cancelled": lazy_gettext("Reservation cancelled"),
    "reservation.seated": lazy_gettext("Party with a reservation seated"),
    "reservation.no_show": lazy_gettext("Party with a reservation did not come"),
    "payments.exported": lazy_gettext("Payments downloaded"),
    "books.exported": lazy_gettext("Books downloaded"),
    "attempt.paid": lazy_gettext("Payment by a channel arrived"),
    "invoice.issued": lazy_gettext("Invoice issued"),
    "invoice.refused": lazy_gettext("Invoice refused"),
}
