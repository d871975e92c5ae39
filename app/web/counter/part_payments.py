"""The till of one part of a bill."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.ordering.parts import queries as parts
from app.payments import service as payments
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.blueprint import bp
from app.web.counter.payments import Bill, given_payment, show_till, taken


@bp.get("/parts/<part_id>/pay")
@staff_only(Right.TAKE_PAYMENT)
def ask_part_payment(part_id: str) -> ResponseReturnValue:
    """The till for one part of a bill."""
    part = parts.get_part(require_staff().store_id, part_id)
    standing = part.split.standing
    number = standing.index(part) + 1 if part in standing else part.position
    take_url = url_for(".take_part_payment", part_id=part_id)
    return show_till(Bill(gettext("Part %(n)d", n=number), (), take_url, part.open_fen))


@bp.post("/parts/<part_id>/payments")
@staff_only(Right.TAKE_PAYMENT)
def take_part_payment(part_id: str) -> ResponseReturnValue:
    """Take money for one part, once per Idempotency-Key."""
    given, key = given_payment()
    return taken(payments.pay_part(part_id, given, key=key, actor=current_actor()))
