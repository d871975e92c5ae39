"""Charging by a channel at the counter: the shop scans the guest's code, or shows its own."""

from typing import Annotated

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core import clock, idempotency
from app.core.errors import Conflict, Invalid, NotFound
from app.core.ids import new_code
from app.core.money import parse_yuan
from app.ordering import queries as orders
from app.ordering.models import Order, OrderStatus
from app.payments.attempts import queries, reserving
from app.payments.attempts import service as attempts
from app.payments.attempts.models import PaymentAttempt
from app.payments.attempts.rules import channel_of_code
from app.payments.attempts.training import Training
from app.payments.errors import ChannelOff
from app.payments.models import Channel
from app.payments.providers.base import Method
from app.staff.rights import Right
from app.tables import queries as tables
from app.web import pay_ways
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.blueprint import bp
from app.web.diner.paying import qr_svg

_NO_CODE = lazy_gettext("This is no payment code of WeChat or Alipay. Scan it again.")
_WRONG = lazy_gettext("Write an amount such as 38.50.")


class ChargeForm(BaseModel):
    """A scanned code, or the channel whose code is to be shown; and how much of the bill."""

    model_config = ConfigDict(extra="ignore")

    amount: Annotated[str, StringConstraints(max_length=12)]
    code: Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)] = ""
    channel: Channel | None = None
    expected_due_fen: Annotated[int, Field(ge=1)]
    key: str


@bp.get("/sessions/<session_id>/charge")
@staff_only(Right.TAKE_PAYMENT)
def ask_session_charge(session_id: str) -> ResponseReturnValue:
    """The sheet for a whole table."""
    store_id = require_staff().store_id
    session = tables.get_session(store_id, session_id)
    found = orders.list_session_orders(store_id, session_id)
    send_url = url_for(".charge_session", session_id=session_id)
    return _sheet(session.table.name, found, send_url)


@bp.get("/orders/<order_id>/charge")
@staff_only(Right.TAKE_PAYMENT)
def ask_order_charge(order_id: str) -> ResponseReturnValue:
    """The sheet for one order."""
    order = orders.get_order(require_staff().store_id, order_id)
    return _sheet(gettext("Pick-up"), [order], url_for(".charge_order", order_id=order_id))


@bp.post("/sessions/<session_id>/charge")
@staff_only(Right.TAKE_PAYMENT)
def charge_session(session_id: str) -> ResponseReturnValue:
    """Charge a table's bill, once per key."""
    tables.get_session(require_staff().store_id, session_id)
    return _charge(session_id=session_id)


@bp.post("/orders/<order_id>/charge")
@staff_only(Right.TAKE_PAYMENT)
def charge_order(order_id: str) -> ResponseReturnValue:
    """Charge one order, once per key."""
    orders.get_order(require_staff().store_id, order_id)
    return _charge(order_id=order_id)


@bp.get("/attempts/<attempt_id>")
@staff_only(Right.TAKE_PAYMENT)
def attempt(attempt_id: str) -> ResponseReturnValue:
    """How it stands; the channel is asked when it was not asked lately."""
    found = queries.get_attempt(require_staff().store_id, attempt_id)
    return _shown(attempts.look_again(found))


@bp.post("/attempts/<attempt_id>/stop")
@staff_only(Right.TAKE_PAYMENT)
def stop_attempt(attempt_id: str) -> ResponseReturnValue:
    """Close it, unless the money has come."""
    found = queries.get_attempt(require_staff().store_id, attempt_id)
    return _shown(attempts.retire(found.id))


@bp.post("/attempts/<attempt_id>/switch")
@staff_only(Right.TAKE_PAYMENT)
def switch_attempt(attempt_id: str) -> ResponseReturnValue:
    """The same by another channel's code, because this one does not answer or refused."""
    store_id = require_staff().store_id
    found = queries.get_attempt(store_id, attempt_id)
    wanted = request.form.get("channel", "")
    way = next((w for w in pay_ways.for_counter(store_id) if w.channel.value == wanted), None)
    if way is None:
        raise ChannelOff
    wish = attempts.Wish(way.channel, way.method, found.amount_fen, found.payer)
    key = f"switch:{found.id}:{way.channel.value}"
    return _shown(attempts.switch(found.id, wish, key=key, actor=current_actor()))


@bp.post("/attempts/<attempt_id>/train")
@staff_only(Right.TAKE_PAYMENT)
def train_attempt(attempt_id: str) -> ResponseReturnValue:
    """In training, the guest has scanned the code and paid."""
    found = queries.get_attempt(require_staff().store_id, attempt_id)
    if found.channel is not Channel.SANDBOX:
        raise NotFound
    Training(found.store_id).pay(found.id)
    return _shown(attempts.ask(found.id, is_due=False))


def _charge(*, session_id: str | None = None, order_id: str | None = None) -> str:
    given = ChargeForm.model_validate(request.form.to_dict())
    channel, method = _way(given)
    wish = attempts.Wish(
        channel=channel,
        method=method,
        amount_fen=_fen(given.amount),
        payer=f"counter:{given.key}"[:64],
        session_id=session_id,
        order_id=order_id,
        expected_due_fen=given.expected_due_fen,
        auth_code=given.code,
    )
    key = idempotency.checked_key(f"charge:{given.key}")
    return _shown(attempts.open_attempt(wish, key=key, actor=current_actor()))


def _way(given: ChargeForm) -> tuple[Channel, Method]:
    if given.channel is not None:
        ways = pay_ways.for_counter(require_staff().store_id)
        method = next((w.method for w in ways if w.channel is given.channel), None)
        if method is None:
            raise Conflict
        return given.channel, method
    channel = channel_of_code(given.code)
    if channel is None:
        raise Invalid({"code": _NO_CODE}, _NO_CODE)
    return channel, Method.CODE


def _sheet(title: str, found: list[Order], send_url: str) -> str:
    store_id = require_staff().store_id
    due = [o for o in found if o.due_fen > 0 and o.status is not OrderStatus.WAITING]
    return render_template(
        "counter/payments/_charge.html",
        title=title,
        send_url=send_url,
        due_fen=sum(order.due_fen for order in due),
        free_fen=reserving.free_fen(store_id, due),
        ways=pay_ways.for_counter(store_id),
        key=f"{int(clock.now().timestamp())}-{new_code(12)}",
    )


def _shown(found: PaymentAttempt) -> str:
    others = pay_ways.beside(found, pay_ways.for_counter(found.store_id))
    return render_template(
        "counter/payments/_attempt.html", attempt=found, others=others, qr=qr_svg
    )


def _fen(text: str) -> int:
    try:
        fen = parse_yuan(text)
    except ValueError:
        raise Invalid({"amount": _WRONG}) from None
    if fen == 0:
        raise Invalid({"amount": _WRONG})
    return fen
