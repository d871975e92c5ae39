"""Pre-bills and receipts of the parts of a bill, and the cash drawer."""

from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic
from app.ordering import queries as orders
from app.ordering.models import Order
from app.ordering.parts import queries as parts
from app.ordering.parts import service as splitting
from app.ordering.parts.models import BillPart
from app.payments import queries as payments
from app.payments.models import Channel
from app.printing import part_paper, queries
from app.printing.devices import options_of
from app.printing.service.queueing import BILL_EXPIRES, bill_printer, enqueue
from app.printing.settings import PrintingSettings
from app.settings import queries as settings
from app.stores import queries as stores
from printer.documents import OpenDrawer


@atomic
def print_part_pre_bill(part_id: str, *, actor: Actor) -> str:
    """Queue the pre-bill of a part, from the second time on as a reprint 重打; the job's id.

    Raises NotFound, NoPrinter.
    """
    part = parts.get_part(actor.store_id, part_id)
    document = part_paper.part_pre_bill(stores.get_facts(actor.store_id), part, _orders(part))
    copy = "reprint" if splitting.note_printed(part_id, actor=actor) else ""
    job_id = enqueue(bill_printer(actor), document, BILL_EXPIRES, copy=copy)
    audit.log("pre_bill.printed", actor=actor, target=("bill_part", part_id), job=job_id)
    return job_id


@atomic
def print_part_receipt(part_id: str, *, actor: Actor, is_reprint: bool = False) -> str:
    """Queue the receipt of a part; return the job's id. Raises NotFound, NoPrinter."""
    part = parts.get_part(actor.store_id, part_id)
    paid = payments.list_payments_of_part(actor.store_id, part_id)
    store = stores.get_facts(actor.store_id)
    document = part_paper.part_receipt(store, part, _orders(part), paid)
    copy = "reprint" if is_reprint else ""
    job_id = enqueue(bill_printer(actor), document, BILL_EXPIRES, copy=copy)
    audit.log("receipt.printed", actor=actor, target=("bill_part", part_id), job=job_id)
    return job_id


@atomic
def open_drawer(*, actor: Actor) -> str:
    """Open the cash drawer at the printer of receipts; return the job's id. Raises NoPrinter."""
    job_id = enqueue(bill_printer(actor), OpenDrawer(), BILL_EXPIRES)
    audit.log("drawer.opened", actor=actor, target=("print_job", job_id))
    return job_id


@atomic
def open_drawer_for(payment_id: str, *, actor: Actor) -> str | None:
    """Open the drawer for cash just taken, where one hangs and the owner wants it; the job's id."""
    printer = queries.find_bill_printer(actor.store_id)
    if printer is None or not options_of(printer).has_drawer:
        return None
    if not settings.get(actor.store_id, PrintingSettings).opens_drawer:
        return None
    if payments.get_payment(actor.store_id, payment_id).channel is not Channel.CASH:
        return None
    job_id = enqueue(printer, OpenDrawer(), BILL_EXPIRES)
    audit.log("drawer.opened", actor=actor, target=("payment", payment_id), job=job_id)
    return job_id


def _orders(part: BillPart) -> list[Order]:
    return [orders.get_order(part.store_id, share.order_id) for share in part.shares]
