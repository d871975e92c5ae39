"""Accounts 挂账: who owes what, and taking what is settled."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import idempotency
from app.core.ids import new_id
from app.core.money import show
from app.payments.accounts import queries, service
from app.payments.accounts.inputs import SettlementInput
from app.payments.models import Channel
from app.staff.rights import Right
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, read_fen, typed_text

_BY = (Channel.CASH, Channel.STATIC_CODE)
_FIELDS = ("name", "amount", "channel", "note")


@bp.get("/backoffice/accounts")
@staff_only(Right.MONEY)
def accounts() -> ResponseReturnValue:
    """Who owes what; with a name in the address, how it came to that, and the form."""
    return _page(request.args.get("name", ""), None)


@bp.post("/backoffice/accounts")
@staff_only(Right.MONEY)
def settle_account() -> ResponseReturnValue:
    """Take money for an account, once per key."""
    actor, key = current_actor(), idempotency.checked_key(request.form.get("key"))
    typed = Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        given = SettlementInput(
            name=typed.values["name"],
            amount_fen=read_fen(typed.values["amount"], "amount"),
            channel=typed.values["channel"],
            note=typed.values["note"],
        )
        left = service.settle(given, key=key, actor=actor)
        flash(gettext("Taken. Still owed: ¥%(amount)s.", amount=show(left)), "success")
        return redirect(url_for(".accounts", name=given.name if left else None), 303)
    return _page(typed.values["name"], typed), typed.status


def _page(name: str, typed: Typed | None) -> str:
    store_id = require_staff().store_id
    owed = queries.owed_by(store_id, name) if name else 0
    first = {"amount": show(owed), "channel": Channel.CASH.value}
    return page(
        "backoffice/payments/accounts.html",
        debtors=queries.list_debtors(store_id),
        name=name,
        owed_fen=owed,
        movements=queries.list_movements(store_id, name) if name else [],
        account=f"receivable:{name}",
        typed=typed or Typed(first),
        ways=[(each.value, payment_words.CHANNEL[each]) for each in _BY],
        key=new_id(),
        words=payment_words,
    )
