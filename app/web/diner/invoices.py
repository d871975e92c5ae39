"""Asking for an invoice once the table has paid."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from app.core.errors import Conflict, Invalid
from app.core.extensions import limiter
from app.payments.invoices import queries, service
from app.payments.invoices.inputs import InvoiceInput
from app.payments.invoices.models import InvoiceRequest
from app.payments.invoices.settings import InvoiceSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.web import limits, payment_words
from app.web.auth import current_presence, diner_only
from app.web.diner.blueprint import bp
from app.web.field_messages import plain_message

_FIELDS = ("kind", "title", "tax_number", "email")


@bp.get("/invoice")
@diner_only
def invoice() -> ResponseReturnValue:
    """How the table's invoice stands, and the form for asking."""
    return _page(_typed(_found()))


@bp.post("/invoice")
@diner_only
@limiter.limit(limits.PAY, key_func=limits.phone_key)
def ask_invoice() -> ResponseReturnValue:
    """Ask for an invoice; what is wrong is said beside the field and nothing typed is lost."""
    presence = current_presence()
    typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
    try:
        given = InvoiceInput.model_validate({k: v for k, v in typed.items() if v})
        service.ask_invoice(presence.session_id, given, actor=presence.actor)
    except ValidationError as wrong:
        errors = {str(each["loc"][0]): plain_message(each) for each in wrong.errors()}
        return _page(typed, errors), 422
    except Invalid as wrong:
        return _page(typed, wrong.extra.get("fields", {})), wrong.status
    except Conflict as refused:
        return _page(typed, problem=refused.message), refused.status
    return redirect(url_for(".invoice"), 303)


def _found() -> InvoiceRequest | None:
    presence = current_presence()
    return queries.find_request(presence.store_id, presence.session_id)


def _typed(found: InvoiceRequest | None) -> dict[str, str]:
    if found is None:
        return {}
    return {name: str(getattr(found, name)) for name in _FIELDS}


def _page(
    typed: dict[str, str], errors: dict[str, object] | None = None, problem: object = ""
) -> str:
    presence = current_presence()
    chosen = settings.get(presence.store_id, InvoiceSettings)
    return render_template(
        "diner/paying/invoice.html",
        store=stores.get_facts(presence.store_id),
        presence=presence,
        found=_found(),
        amount_fen=queries.invoiceable_fen(presence.store_id, presence.session_id),
        days=chosen.wipe_days,
        is_offered=chosen.is_offered,
        typed=typed,
        errors=errors or {},
        problem=problem,
        words=payment_words,
    )
