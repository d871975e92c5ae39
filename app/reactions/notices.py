"""Whom to tell when something happened."""

from app.core import events
from app.notices import service as notices
from app.notices.events import NoticeRaised
from app.notices.kinds import NoticeKind
from app.notices.robots import service as robots
from app.payments.events import InvoiceAsked, MoneyReturned
from app.staff.events import DeviceEnrolled


@events.on(NoticeRaised)
def pass_on(event: NoticeRaised) -> None:
    """A new notice is owed to the groups whose robots get its kind."""
    robots.pass_on(event.store_id, event.notice_id)


@events.on(DeviceEnrolled)
def tell_device(event: DeviceEnrolled) -> None:
    """A browser on which PINs count is worth a look by whoever is in charge of them."""
    params = {"name": event.name, "by": event.by}
    notices.tell(event.store_id, NoticeKind.DEVICE_ENROLLED, event.device_id, params)


@events.on(MoneyReturned)
def tell_returned(event: MoneyReturned) -> None:
    """A guest's money came too late or twice: staff can say so before they are asked."""
    params = {"fen": event.amount_fen}
    notices.tell(event.store_id, NoticeKind.MONEY_RETURNED, event.payment_id, params)


@events.on(InvoiceAsked)
def tell_invoice(event: InvoiceAsked) -> None:
    """Guests want an invoice: it is on the list, and whoever issues them need not look for it."""
    params = {"table": event.table, "fen": event.amount_fen}
    notices.tell(event.store_id, NoticeKind.INVOICE_ASKED, event.request_id, params)
