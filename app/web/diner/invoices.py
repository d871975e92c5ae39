"""Asking for an invoice once the table has paid."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from app.core.actors import Actor, ActorKind
from app.core.errors import Conflict, Invalid
from app.core.extensions import limiter
from app.payments.invoices import links, queries, service
from app.payments.invoices.inputs import InvoiceInput
from app.payments.invoices.models import InvoiceRequest
from app.payments.invoices.settings import InvoiceSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables.queries import Presence
from app.web import limits, payment_words
from app.web.auth import current_presence, diner_only, public
from app.web.diner.blueprint import bp
from app.web.field_messages import plain_message

_FIELDS = ("kind", "title", "tax_number", "email")


@dataclass(frozen=True, slots=True)
class Meal:
    """Whose invoice it is; whoever only has the receipt has no `presence` at the table."""

    store_id: str
    session_id: str
    actor: Actor
    here: str
    presence: Presence | None = None


@bp.get("/invoice")
@diner_only
def invoice() -> ResponseReturnValue:
    """How the table's invoice stands, and the form for asking."""
    meal = _meal_here()
    return _page(meal, _typed(queries.find_request(meal.store_id, meal.session_id)))


@bp.post("/invoice")
@diner_only
@limiter.limit(limits.PAY, key_func=limits.phone_key)
def ask_invoice() -> ResponseReturnValue:
    """Ask for an invoice; what is wrong is said beside the field and nothing typed is lost."""
    return _ask(_meal_here())


@bp.get("/invoice/<link>")
@limiter.limit(limits.PAY_LOOK)
@public
def receipt_invoice(link: str) -> ResponseReturnValue:
    """The same by the code on the receipt; what others wrote is not shown to whoever finds it."""
    return _page(_meal_of(link), {})


@bp.post("/invoice/<link>")
@limiter.limit(limits.PAY)
@public
def ask_receipt_invoice(link: str) -> ResponseReturnValue:
    """Ask for an invoice with the receipt in hand."""
    return _ask(_meal_of(link))


def _meal_here() -> Meal:
    presence = current_presence()
    here = url_for(".invoice")
    return Meal(presence.store_id, presence.session_id, presence.actor, here, presence)


def _meal_of(link: str) -> Meal:
    session = links.read_link(link)
    actor = Actor(ActorKind.DINER, "receipt", session.name, session.store_id)
    return Meal(session.store_id, session.id, actor, url_for(".receipt_invoice", link=link))


def _ask(meal: Meal) -> ResponseReturnValue:
    typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
    try:
        given = InvoiceInput.model_validate({k: v for k, v in typed.items() if v})
        service.ask_invoice(meal.session_id, given, actor=meal.actor)
    except ValidationError as wrong:
        errors = {str(each["loc"][0]): plain_message(each) for each in wrong.errors()}
        return _page(meal, typed, errors), 422
    except Invalid as wrong:
        return _page(meal, typed, wrong.extra.get("fields", {})), wrong.status
    except Conflict as refused:
        return _page(meal, typed, problem=refused.message), refused.status
    return redirect(meal.here, 303)


def _typed(found: InvoiceRequest | None) -> dict[str, str]:
    if found is None:
        return {}
    return {name: str(getattr(found, name)) for name in _FIELDS}


def _page(
    meal: Meal,
    typed: dict[str, str],
    errors: dict[str, object] | None = None,
    problem: object = "",
) -> str:
    chosen = settings.get(meal.store_id, InvoiceSettings)
    return render_template(
        "diner/paying/invoice.html",
        store=stores.get_facts(meal.store_id),
        presence=meal.presence,
        found=queries.find_request(meal.store_id, meal.session_id),
        amount_fen=queries.invoiceable_fen(meal.store_id, meal.session_id),
        days=chosen.wipe_days,
        is_offered=chosen.is_offered,
        typed=typed,
        errors=errors or {},
        problem=problem,
        words=payment_words,
    )
