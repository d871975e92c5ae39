"""A table: open it, see what its party had, print its bill, clear it."""

from typing import Annotated

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, Field

from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import LineStatus
from app.payments import queries as payments
from app.printing import service as printing
from app.staff.rights import Right
from app.tables import queries as tables
from app.tables import service as tables_service
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import bills, carts, tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp


class OpenForm(BaseModel):
    """How many guests sit down; nothing when nobody counted."""

    covers: Annotated[int, Field(ge=1, le=99)] | None = None


class ClearForm(BaseModel):
    """What the person who clears has accepted as unpaid (fen) and unfinished (orders)."""

    accepted_due_fen: Annotated[int, Field(ge=0)] = 0
    accepted_in_kitchen: Annotated[int, Field(ge=0)] = 0


@bp.get("/tables/<table_id>")
@staff_only(Right.TABLES)
def table(table_id: str) -> ResponseReturnValue:
    """A table's page."""
    return render_template("counter/tables/page.html", **_table_facts(table_id))


@bp.get("/tables/<table_id>/now")
@staff_only(Right.TABLES)
def table_now(table_id: str) -> ResponseReturnValue:
    """The changing part of a table's page."""
    return render_template("counter/tables/_table.html", **_table_facts(table_id))


@bp.post("/tables/<table_id>/open")
@staff_only(Right.TABLES)
def open_table(table_id: str) -> Response:
    """Open a table; a party that waits there is let in."""
    given = OpenForm.model_validate({k: v for k, v in request.form.items() if v})
    tables_service.open_table(table_id, actor=current_actor(), covers=given.covers)
    return acted(gettext("The table is open."))


@bp.post("/sessions/<session_id>/covers")
@staff_only(Right.TABLES)
def set_covers(session_id: str) -> Response:
    """Say how many guests there are."""
    covers = OpenForm.model_validate(request.form.to_dict()).covers or 0
    tables_service.set_covers(session_id, covers, actor=current_actor())
    return acted(gettext("Saved."))


@bp.get("/sessions/<session_id>/clear")
@staff_only(Right.TABLES)
def ask_clear(session_id: str) -> ResponseReturnValue:
    """Ask before clearing, and say loudly what is unpaid or still cooking."""
    store_id = require_staff().store_id
    session = tables.get_session(store_id, session_id)
    return render_template(
        "counter/tables/_clear.html",
        tile=tiles.tile_of(session.table, session.id),
        # A kitchen that works from paper alone never says that a dish is done.
        has_screens=any(alive for _screen, alive in kitchen.list_screens(store_id)),
        is_sure="sure" in request.args,
    )


@bp.post("/sessions/<session_id>/clear")
@staff_only(Right.TABLES)
def clear(session_id: str) -> Response:
    """Clear the table, for all its phones at once."""
    given = ClearForm.model_validate(request.form.to_dict())
    ordering.clear_party(
        session_id,
        actor=current_actor(),
        accepted_due_fen=given.accepted_due_fen,
        accepted_in_kitchen=given.accepted_in_kitchen,
    )
    return acted(gettext("The table is cleared."), go=url_for(".floor"))


@bp.post("/sessions/<session_id>/pre-bill")
@staff_only(Right.PRINT)
def print_pre_bill(session_id: str) -> Response:
    """Print what the party has to pay."""
    printing.print_pre_bill(session_id, actor=current_actor())
    return acted(gettext("The pre-bill is on its way to the printer."))


@bp.post("/sessions/<session_id>/receipt")
@staff_only(Right.PRINT)
def reprint_receipt(session_id: str) -> Response:
    """Print the party's receipt again."""
    found = orders.list_session_orders(require_staff().store_id, session_id)
    ids = [order.id for order in found]
    printing.print_receipt(ids, actor=current_actor(), is_reprint=True)
    return acted(gettext("The receipt is on its way to the printer."))


def _table_facts(table_id: str) -> dict[str, object]:
    store_id = require_staff().store_id
    table = tables.get_table(store_id, table_id)
    tile = tiles.tile_of(table, request.args.get("party"))
    found = orders.list_session_orders(store_id, tile.session.id) if tile.session else []
    paid = payments.list_payments_of_orders(store_id, [order.id for order in found])
    return {
        "tile": tile,
        "orders": found,
        "payments": paid,
        "bill_parts": bills.find_parts(store_id, found),
        "sharing": tables.list_sessions_at(table_id),
        "merged": tables.list_merged(tile.session.id) if tile.session else [],
        "choosing": carts.find_choosing(store_id, tile.session.id) if tile.session else None,
        "held": [each for order in found for each in order.lines if each.status is LineStatus.HELD],
        "minutes_since": tiles.minutes_since,
    }
