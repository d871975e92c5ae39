"""Paying on the phone: what is due, by which channel, and how it ends."""

from dataclasses import replace
from typing import Annotated

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from app.core import clock, idempotency
from app.core.errors import Conflict, Invalid, NotFound
from app.core.extensions import limiter
from app.core.money import parse_yuan
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.cart import queries as carts
from app.ordering.errors import PriceOpen
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import queries as split_bills
from app.payments.attempts import queries, reserving
from app.payments.attempts import service as attempts
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.attempts.training import Training
from app.payments.errors import ChannelOff
from app.payments.models import Channel
from app.payments.providers.base import Method
from app.stores import queries as stores
from app.tables.queries import Presence
from app.web import limits, pay_ways, payment_words
from app.web.auth import current_presence, diner_only
from app.web.diner import openid
from app.web.diner.blueprint import bp
from app.web.schemes import guests_url

_WRONG = lazy_gettext("Write an amount such as 38.50.")


class PayForm(BaseModel):
    """What the pay sheet sends: the channel, what was due on the screen, and how much of it."""

    model_config = ConfigDict(extra="ignore")

    channel: Channel
    amount: Annotated[str, Field(max_length=12)]
    expected_due_fen: Annotated[int, Field(ge=1)]
    key: Annotated[str, Field(max_length=64)]


@bp.get("/pay")
@diner_only
def pay() -> ResponseReturnValue:
    """What is due, and the ways to pay it; back to a payment that is under way."""
    presence = current_presence()
    mine = _own_live(presence)
    if mine is not None:
        return redirect(url_for(".payment", attempt_id=mine.id), 303)
    is_unknown = request.args.get("why") == openid.NotToldApart.code
    return _sheet(presence, problem=openid.NotToldApart.message if is_unknown else "")


@bp.post("/pay")
@diner_only
@limiter.limit(limits.PAY, key_func=limits.phone_key)
def begin_payment() -> ResponseReturnValue:
    """Begin to pay, once per key."""
    presence = current_presence()
    given = PayForm.model_validate(request.form.to_dict())
    way = next((w for w in _ways(presence) if w.channel is given.channel), None)
    if way is not None and way.method is Method.JSAPI and not openid.known():
        return openid.ask_wechat(given.amount)
    try:
        attempt = _begun(presence, given, way)
    except Conflict as wrong:
        return _sheet(presence, problem=wrong.message), wrong.status
    return redirect(url_for(".payment", attempt_id=attempt.id), 303)


def _begun(presence: Presence, given: PayForm, way: pay_ways.Way | None) -> PaymentAttempt:
    wish = _wish(presence, way, _fen(given.amount))
    wish = replace(wish, session_id=presence.session_id, expected_due_fen=given.expected_due_fen)
    key = idempotency.checked_key(given.key)
    return attempts.open_attempt(wish, key=key, actor=presence.actor)


def _wish(presence: Presence, way: pay_ways.Way | None, amount_fen: int) -> attempts.Wish:
    if way is None:
        raise ChannelOff
    return attempts.Wish(
        channel=way.channel,
        method=way.method,
        amount_fen=amount_fen,
        payer=presence.actor.id,
        return_url=f"{guests_url()}/pay/NUMBER",
        payer_ip=request.remote_addr or "",
        payer_id=openid.known() if way.method is Method.JSAPI else "",
    )


@bp.get("/pay/<attempt_id>")
@diner_only
def payment(attempt_id: str) -> ResponseReturnValue:
    """How a payment stands, and what is to be done next."""
    presence = current_presence()
    attempt = queries.get_session_attempt(presence.store_id, presence.session_id, attempt_id)
    return render_template("diner/paying/payment.html", **_facts(presence, attempt))


@bp.get("/pay/<attempt_id>/now")
@diner_only
@limiter.limit(limits.PAY_LOOK, key_func=limits.phone_key)
def payment_now(attempt_id: str) -> ResponseReturnValue:
    """The same as a fragment; the channel is asked when it was not asked lately."""
    presence = current_presence()
    attempt = queries.get_session_attempt(presence.store_id, presence.session_id, attempt_id)
    if request.args.get("ask") == "1":
        attempt = attempts.look_again(attempt)
    return render_template("diner/paying/_state.html", **_facts(presence, attempt))


@bp.post("/pay/<attempt_id>/stop")
@diner_only
@limiter.limit(limits.PAY, key_func=limits.phone_key)
def stop_payment(attempt_id: str) -> ResponseReturnValue:
    """Pay in another way: this attempt is closed first, unless the money has come."""
    presence = current_presence()
    attempt = queries.get_session_attempt(presence.store_id, presence.session_id, attempt_id)
    ended = attempts.retire(attempt.id)
    if ended.is_live or ended.status is AttemptStatus.PAID:
        return redirect(url_for(".payment", attempt_id=attempt_id), 303)
    return redirect(url_for(".pay"), 303)


@bp.post("/pay/<attempt_id>/switch")
@diner_only
@limiter.limit(limits.PAY, key_func=limits.phone_key)
def switch_payment(attempt_id: str) -> ResponseReturnValue:
    """The same by another channel, because this one does not answer or refused."""
    presence = current_presence()
    attempt = queries.get_session_attempt(presence.store_id, presence.session_id, attempt_id)
    wanted = request.form.get("channel", "")
    way = next((w for w in _ways(presence) if w.channel.value == wanted), None)
    if way is not None and way.method is Method.JSAPI and not openid.known():
        return openid.ask_wechat("")
    try:
        wish = _wish(presence, way, attempt.amount_fen)
        key = f"switch:{attempt.id}:{wish.channel.value}"
        begun = attempts.switch(attempt.id, wish, key=key, actor=presence.actor)
    except Conflict as wrong:
        return _sheet(presence, problem=wrong.message), wrong.status
    return redirect(url_for(".payment", attempt_id=begun.id), 303)


@bp.post("/pay/<attempt_id>/train")
@diner_only
def train_payment(attempt_id: str) -> ResponseReturnValue:
    """In training, the guest presses "pay"."""
    presence = current_presence()
    attempt = queries.get_session_attempt(presence.store_id, presence.session_id, attempt_id)
    if attempt.channel is not Channel.SANDBOX:
        raise NotFound
    Training(presence.store_id).pay(attempt.id)
    attempts.ask(attempt.id, is_due=False)
    return redirect(url_for(".payment", attempt_id=attempt_id), 303)


def qr_svg(text: str) -> Markup:
    """A code to be scanned, as a drawing within the page."""
    drawn = segno.make(text, error="m").svg_inline(
        omitsize=True, border=2, light="white", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - drawn here, from an address of the channel


def can_pay(presence: Presence) -> bool:
    """Whether this phone can pay here at all."""
    return bool(_ways(presence))


def _ways(presence: Presence) -> list[pay_ways.Way]:
    return pay_ways.for_browser(presence.store_id, request.headers.get("User-Agent", ""))


def _sheet(presence: Presence, *, problem: object = "") -> str:
    payable = _payable(presence)
    due = sum(order.due_fen for order in payable)
    split = split_bills.find_open_split(presence.store_id, [order.id for order in payable])
    free = reserving.free_fen(presence.store_id, payable, payer=presence.actor.id)
    unpriced = _unpriced(payable)
    return render_template(
        "diner/paying/pay.html",
        store=stores.get_facts(presence.store_id),
        presence=presence,
        due_fen=due,
        is_waiting=any(order.status is OrderStatus.WAITING for order in _bill(presence)),
        free_fen=free,
        is_split=split is not None,
        own_fen=min(_own_fen(presence, payable), free),
        typed=openid.take_amount(),
        unpriced=unpriced,
        ways=_ways(presence),
        words=payment_words,
        problem=problem,
        key=f"pay-{presence.actor.id}-{clock.now().timestamp():.6f}",
    )


def _bill(presence: Presence) -> list[Order]:
    return orders.list_session_orders(presence.store_id, presence.session_id)


def _payable(presence: Presence) -> list[Order]:
    bill = _bill(presence)
    return [o for o in bill if o.due_fen > 0 and o.status is not OrderStatus.WAITING]


def _unpriced(payable: list[Order]) -> str:
    """The dishes that staff have to weigh or to price before anybody can pay."""
    try:
        ordering.refuse_open_prices(payable)
    except PriceOpen as still:
        return "、".join(dict.fromkeys(still.extra["lines"]))
    return ""


def _own_fen(presence: Presence, payable: list[Order]) -> int:
    """What this phone added itself: its lines' share of what the orders cost."""
    own = carts.find_guest_key(presence.session_id, presence.device_id)
    return sum(
        line.net_fen for order in payable for line in order.lines if own and line.added_by == own
    )


def _own_live(presence: Presence) -> PaymentAttempt | None:
    live = reserving.list_live(presence.store_id, presence.session_id)
    own = [each for each in live if each.payer == presence.actor.id]
    # What the channel never answered is closed behind the payer's back.
    return next((each for each in reversed(own) if each.is_out or not each.is_closing), None)


def _facts(presence: Presence, attempt: PaymentAttempt) -> dict[str, object]:
    return {
        "store": stores.get_facts(presence.store_id),
        "presence": presence,
        "attempt": attempt,
        "others": _others(presence, attempt),
        "words": payment_words,
        "now": clock.now(),
        "qr": qr_svg,
    }


def _others(presence: Presence, attempt: PaymentAttempt) -> list[pay_ways.Way]:
    """The ways beside a channel that does not answer, or has refused."""
    return pay_ways.beside(attempt, _ways(presence))


def _fen(text: str) -> int:
    try:
        fen = parse_yuan(text)
    except ValueError:
        raise Invalid({"amount": _WRONG}) from None
    if fen == 0:
        raise Invalid({"amount": _WRONG})
    return fen
