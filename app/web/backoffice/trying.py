"""Test orders: sending one, and watching how far it gets."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.ordering import service as ordering
from app.ordering.present import number_text
from app.printing.errors import in_plain_words
from app.printing.road import follow_order
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page


@bp.post("/backoffice/test-orders")
@staff_only(Right.PRINTERS)
def place_test_order() -> ResponseReturnValue:
    """Send a test order down the real road, then watch it."""
    order = ordering.place_test_order(actor=current_actor())
    return redirect(url_for(".test_order", order_id=order.id))


@bp.get("/backoffice/test-orders/<order_id>")
@staff_only(Right.PRINTERS)
def test_order(order_id: str) -> ResponseReturnValue:
    """How far a test order got; the road alone for keeping it up to date."""
    template = "_road.html" if request.headers.get("HX-Request") else "page.html"
    return page(
        f"backoffice/trying/{template}",
        road=follow_order(require_staff().store_id, order_id),
        number_text=number_text,
        in_plain_words=in_plain_words,
        words=words,
    )


@bp.post("/backoffice/test-orders/<order_id>/end")
@staff_only(Right.PRINTERS)
def end_test_order(order_id: str) -> ResponseReturnValue:
    """Take a test order off the kitchen's screens."""
    ordering.end_test_order(order_id, actor=current_actor())
    return redirect(url_for(".test_order", order_id=order_id))
