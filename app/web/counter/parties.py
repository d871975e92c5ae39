"""Parties at the counter: merge 并台, part again, share a table 拼桌, give dishes away 拆台."""

from typing import Annotated

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, Field

from app.core.errors import Invalid
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import LineStatus, Order
from app.ordering.rules import IN_KITCHEN
from app.staff.rights import Right
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.models import TableSession
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.bills import OfferedLine, chosen_portions
from app.web.counter.blueprint import bp
from app.web.counter.moving import list_free


class SeatForm(BaseModel):
    """How many guests sit down beside the others; nothing when nobody counted."""

    covers: Annotated[int, Field(ge=1, le=99)] | None = None


@bp.get("/sessions/<session_id>/merge")
@staff_only(Right.TABLES)
def ask_merge(session_id: str) -> ResponseReturnValue:
    """The other parties, area by area."""
    store_id = require_staff().store_id
    session = tables.get_session(store_id, session_id)
    return render_template(
        "counter/tables/_merge.html", session=session, others=_others(store_id, session_id)
    )


@bp.post("/sessions/<session_id>/merge/<other_id>")
@staff_only(Right.TABLES)
def merge(session_id: str, other_id: str) -> Response:
    """Make the other party part of this one."""
    joint = ordering.merge_parties(other_id, session_id, actor=current_actor())
    return acted(gettext("One party now: %(name)s", name=joint.name), go=_page(joint))


@bp.post("/sessions/<session_id>/part")
@staff_only(Right.TABLES)
def part(session_id: str) -> Response:
    """Take a merged party out again."""
    parted = ordering.part_parties(session_id, actor=current_actor())
    return acted(gettext("%(name)s is on its own again.", name=parted.name))


@bp.get("/tables/<table_id>/share")
@staff_only(Right.TABLES)
def ask_share(table_id: str) -> ResponseReturnValue:
    """Ask how many guests sit down beside the others."""
    table = tables.get_table(require_staff().store_id, table_id)
    return render_template("counter/tables/_share.html", table=table)


@bp.post("/tables/<table_id>/share")
@staff_only(Right.TABLES)
def share(table_id: str) -> Response:
    """Seat one more party at a table."""
    given = SeatForm.model_validate({k: v for k, v in request.form.items() if v})
    seated = tables_service.share_table(table_id, actor=current_actor(), covers=given.covers)
    return acted(gettext("Seated: %(name)s", name=seated.name), go=_page(seated))


@bp.get("/sessions/<session_id>/dishes")
@staff_only(Right.ORDER)
def ask_give(session_id: str) -> ResponseReturnValue:
    """Ask which dishes go where."""
    store_id = require_staff().store_id
    session = tables.get_session(store_id, session_id)
    return render_template(
        "counter/tables/_give.html",
        session=session,
        offered=_movable(orders.list_session_orders(store_id, session_id)),
        others=_others(store_id, session_id),
        free=list_free(store_id),
    )


@bp.post("/sessions/<session_id>/dishes")
@staff_only(Right.ORDER)
def give(session_id: str) -> Response:
    """Give the chosen dishes to another table, or to a new party at this one."""
    to = request.form.get("to", "")
    if not to:
        raise Invalid({"to": lazy_gettext("Choose where the dishes go.")})
    into = ordering.split_party(
        session_id,
        chosen_portions(),
        actor=current_actor(),
        table_id=None if to == "new" else to,
    )
    return acted(gettext("The dishes are at %(name)s now.", name=into.name), go=_page(into))


def _movable(found: list[Order]) -> list[OfferedLine]:
    """The dishes that another party can be given."""
    return [
        OfferedLine(line, line.quantity, line.net_fen)
        for order in found
        for line in order.lines
        if order.status in IN_KITCHEN
        and line.status is not LineStatus.CANCELLED
        and line.parent_id is None
    ]


def _page(session: TableSession) -> str:
    party = session.id if session.party > 1 else None
    return url_for(".table", table_id=session.table_id, party=party)


def _others(store_id: str, session_id: str) -> list[tiles.Tile]:
    """The other parties, each once."""
    return [
        tile
        for _area, found in tiles.list_floor(store_id)
        for tile in found
        if tile.session and tile.session.id != session_id and not tile.is_guest
    ]
