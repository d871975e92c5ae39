"""Asking for an invoice, seeing to it, and forgetting who asked."""

from datetime import timedelta

from flask_babel import lazy_gettext
from sqlalchemy import or_, select

from app.core import audit, clock, events
from app.core.actors import Actor, system
from app.core.cards import hidden
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.payments.events import InvoiceAsked
from app.payments.invoices import providers, queries
from app.payments.invoices.inputs import InvoiceInput
from app.payments.invoices.models import InvoiceRequest, InvoiceStatus
from app.payments.invoices.settings import InvoiceSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables import queries as tables


class NotOffered(Conflict):
    """The shop issues none by phone, or there is nothing to issue one about."""

    code = "invoice_not_offered"
    message = lazy_gettext("Nothing was paid yet that an invoice could be about.")


class AlreadySeenTo(Conflict):
    """Somebody issued or refused it meanwhile."""

    code = "invoice_seen_to"
    message = lazy_gettext("This invoice was issued or refused already.")


@atomic
def ask_invoice(session_id: str, given: InvoiceInput, *, actor: Actor) -> InvoiceRequest:
    """Ask for an invoice for what a table paid, or change what was asked; after a refusal anew.

    Raises NotOffered, AlreadySeenTo, Invalid.
    """
    wanted = given.checked()
    amount = queries.invoiceable_fen(actor.store_id, session_id)
    if amount <= 0 or not settings.get(actor.store_id, InvoiceSettings).is_offered:
        raise NotOffered
    request = queries.find_request(actor.store_id, session_id)
    is_new = request is None or request.status is not InvoiceStatus.REQUESTED
    if request is None:
        day = stores.get_facts(actor.store_id).business_date()
        request = InvoiceRequest(
            store_id=actor.store_id, table_session_id=session_id, business_date=day
        )
        db.session.add(request)
    elif request.status is InvoiceStatus.ISSUED:
        raise AlreadySeenTo
    request.status, request.asked_at, request.amount_fen = (
        InvoiceStatus.REQUESTED,
        clock.now(),
        amount,
    )
    request.kind, request.title = wanted.kind, wanted.title
    request.tax_number, request.email = wanted.tax_number, wanted.email
    request.note, request.settled_at, request.erased_at = "", None, None
    db.session.flush()
    audit.log("invoice.asked", actor=actor, target=("invoice", request.id), amount_fen=amount)
    issued = providers.provider_of(actor.store_id).take(request)
    if issued.number:
        _settle(request, InvoiceStatus.ISSUED, actor, number=issued.number)
    elif is_new:
        table = tables.get_session(actor.store_id, session_id).name
        events.publish(InvoiceAsked(actor.store_id, request.id, table, amount))
    return request


@atomic
def issue(request_id: str, number: str, *, actor: Actor) -> InvoiceRequest:
    """It was issued, about what is paid and not given back by now.

    Raises NotFound, AlreadySeenTo, NotOffered.
    """
    request = _open(request_id, actor)
    amount = queries.invoiceable_fen(actor.store_id, request.table_session_id)
    if amount <= 0:
        raise NotOffered
    request.amount_fen = amount
    return _settle(request, InvoiceStatus.ISSUED, actor, number=number.strip()[:40])


@atomic
def refuse(request_id: str, note: str, *, actor: Actor) -> InvoiceRequest:
    """It is not issued, and the guest is told why. Raises NotFound, AlreadySeenTo, Invalid."""
    request = _open(request_id, actor)
    if not note.strip():
        raise Invalid({"note": lazy_gettext("Say why: the guest reads it.")})
    return _settle(request, InvoiceStatus.REFUSED, actor, note=hidden(note.strip()[:200]))


def erase_old_titles() -> int:
    """Forget who wanted invoices, some days after; return of how many. Run by a job."""
    return sum(_erase(store.id) for store in stores.list_stores())


@atomic
def _erase(store_id: str) -> int:
    now = clock.now()
    days = timedelta(days=settings.get(store_id, InvoiceSettings).wipe_days)
    # What nobody ever saw to is forgotten a year after it was asked for.
    is_old = or_(
        InvoiceRequest.settled_at < now - days,
        InvoiceRequest.asked_at < now - timedelta(days=365),
    )
    query = select(InvoiceRequest).where(
        InvoiceRequest.store_id == store_id, is_old, InvoiceRequest.erased_at.is_(None)
    )
    found = list(db.session.scalars(query))
    for each in found:
        each.title = each.tax_number = each.email = ""
        each.erased_at = now
    db.session.flush()
    if found:
        actor = system(store_id, "titles erased")
        audit.log("invoice.erased", actor=actor, target=("store", store_id), count=len(found))
    return len(found)


def _open(request_id: str, actor: Actor) -> InvoiceRequest:
    request = queries.get_request(actor.store_id, request_id)
    db.session.refresh(request, with_for_update=True)
    if request.status is not InvoiceStatus.REQUESTED:
        raise AlreadySeenTo
    return request


def _settle(
    request: InvoiceRequest,
    status: InvoiceStatus,
    actor: Actor,
    *,
    number: str = "",
    note: str = "",
) -> InvoiceRequest:
    request.status, request.number, request.note = status, number, note
    request.settled_at, request.settled_by = clock.now(), actor.name[:80]
    target = ("invoice", request.id)
    audit.log(f"invoice.{status.value}", actor=actor, target=target, amount_fen=request.amount_fen)
    return request
