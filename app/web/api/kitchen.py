"""What kitchen screens pull and say, and the cook's steps."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field, StringConstraints

from app.core.ids import new_id
from app.kitchen import queries
from app.kitchen import service as kitchen
from app.ordering import service as ordering
from app.ordering.models import OrderLine
from app.ordering.present import line_json
from app.staff.rights import Right
from app.web.api.answers import KitchenFeedShape, OrderLineShape, answer
from app.web.auth import current_actor, require_staff, staff_only

bp = APIBlueprint("api_kitchen", __name__)

_ID_LENGTH = len(new_id())


class FeedQuery(BaseModel):
    """From where to pull, and for which station."""

    since: Annotated[int, Field(ge=0, le=2**53)] = 0
    station: Annotated[str, StringConstraints(max_length=_ID_LENGTH)] | None = None


class ShownInput(BaseModel):
    """Up to which event a screen has shown everything."""

    screen: Annotated[str, StringConstraints(min_length=1, max_length=kitchen.MAX_SCREEN_NAME)]
    seq: Annotated[int, Field(strict=True, ge=0, le=2**53)]
    station: Annotated[str, StringConstraints(max_length=_ID_LENGTH)] | None = None


@bp.get("/kitchen/events")
@staff_only(Right.COOK)
@bp.input(FeedQuery, location="query", arg_name="query")
@bp.output(KitchenFeedShape)
@bp.doc(tags=["kitchen"], security="staff")
def events(query: FeedQuery) -> Response:
    """The numbered events after `since`, each with its ticket as it is now."""
    return answer(queries.feed(require_staff().store_id, query.since, query.station or None))


@bp.post("/kitchen/shown")
@staff_only(Right.COOK)
@bp.input(ShownInput, arg_name="given")
@bp.doc(tags=["kitchen"], security="staff", responses={204: "Noted"})
def shown(given: ShownInput) -> Response:
    """A screen has shown every event up to a number."""
    kitchen.record_shown(
        given.screen, given.seq, actor=current_actor(), station_id=given.station or None
    )
    return Response(status=204)


@bp.post("/kitchen/lines/<line_id>/start")
@staff_only(Right.COOK)
@bp.output(OrderLineShape)
@bp.doc(tags=["kitchen"], security="staff")
def start(line_id: str) -> Response:
    """A cook starts a line."""
    return _line(ordering.step_line(line_id, "start", actor=current_actor()))


@bp.post("/kitchen/lines/<line_id>/done")
@staff_only(Right.COOK)
@bp.output(OrderLineShape)
@bp.doc(tags=["kitchen"], security="staff")
def done(line_id: str) -> Response:
    """A line is done."""
    return _line(ordering.step_line(line_id, "done", actor=current_actor()))


@bp.post("/kitchen/lines/<line_id>/recall")
@staff_only(Right.COOK)
@bp.output(OrderLineShape)
@bp.doc(tags=["kitchen"], security="staff")
def recall(line_id: str) -> Response:
    """A line goes one step back."""
    return _line(ordering.step_line(line_id, "recall", actor=current_actor()))


def _line(line: OrderLine) -> Response:
    return answer(line_json(line))
