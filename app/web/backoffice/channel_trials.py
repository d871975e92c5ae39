"""Trying a channel with one fen: its code, and what becomes of it step by step."""

from contextlib import suppress

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.errors import NotFound
from app.payments import queries as payments
from app.payments.attempts import queries
from app.payments.attempts import service as attempts
from app.payments.attempts.models import PaymentAttempt
from app.payments.channels import queries as channels
from app.payments.errors import ChannelOff, RefundsHeld
from app.payments.models import Channel
from app.payments.refunds import queries as refunds
from app.payments.refunds import service as refunds_service
from app.staff.rights import Right
from app.stores import queries as stores
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.channels import chosen_channel
from app.web.diner.paying import qr_svg


@bp.post("/backoffice/channels/<channel>/trial")
@staff_only(Right.MONEY)
def try_channel(channel: str) -> ResponseReturnValue:
    """Begin to pay one fen, which goes back by itself."""
    chosen = chosen_channel(channel)
    try:
        attempt = attempts.open_trial(chosen, actor=current_actor())
    except ChannelOff:
        flash(gettext("Fill in the keys first."), "danger")
        return redirect(url_for(".channel", channel=chosen.value), 303)
    return redirect(url_for(".trial", channel=chosen.value, trial_id=attempt.id), 303)


@bp.get("/backoffice/channels/<channel>/trial/<trial_id>")
@staff_only(Right.MONEY)
def trial(channel: str, trial_id: str) -> ResponseReturnValue:
    """The one fen: created, paid, given back."""
    chosen, found = _trial(channel, trial_id)
    return page("backoffice/payments/trial.html", channel=chosen, **_steps(found))


@bp.get("/backoffice/channels/<channel>/trial/<trial_id>/now")
@staff_only(Right.MONEY)
def trial_now(channel: str, trial_id: str) -> ResponseReturnValue:
    """The same as a fragment; the channel is asked when it was not asked lately."""
    chosen, found = _trial(channel, trial_id)
    fresh = attempts.look_again(found)
    if fresh.payment_id is not None:
        for refund in refunds.list_of_payments(fresh.store_id, [fresh.payment_id]):
            with suppress(RefundsHeld):
                refunds_service.carry_out(refund.id)
    return render_template(
        "backoffice/payments/_trial.html",
        channel=chosen,
        store=stores.get_facts(fresh.store_id),
        **_steps(fresh),
    )


@bp.post("/backoffice/channels/<channel>/trial/<trial_id>/stop")
@staff_only(Right.MONEY)
def stop_trial(channel: str, trial_id: str) -> ResponseReturnValue:
    """Nobody pays it: it is closed, unless the money has come."""
    chosen, found = _trial(channel, trial_id)
    attempts.retire(found.id)
    return redirect(url_for(".trial", channel=chosen.value, trial_id=found.id), 303)


def _trial(channel: str, trial_id: str) -> tuple[Channel, PaymentAttempt]:
    chosen = chosen_channel(channel)
    found = queries.get_attempt(require_staff().store_id, trial_id)
    if not found.is_trial or found.channel is not chosen:
        raise NotFound
    return chosen, found


def _steps(found: PaymentAttempt) -> dict[str, object]:
    account = channels.find_account(found.store_id, found.channel)
    heard = account.heard_at if account else None
    paid = payments.get_payment(found.store_id, found.payment_id) if found.payment_id else None
    back = refunds.list_of_payments(found.store_id, [paid.id]) if paid else []
    return {
        "words": payment_words,
        "attempt": found,
        "payment": paid,
        "refund": back[0] if back else None,
        "is_heard": heard is not None and heard >= found.created_at,
        "qr": qr_svg,
    }
