"""What kitchen screens pull and say, and the cook's steps."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field, StringConstraints

from app.core.ids import new_id
from app.kitchen import screens, sharing
from app.kitchen import service as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.errors import IllegalTransition
from app.ordering.models import LineStatus, OrderLine
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


class TouchInput(BaseModel):
    """On which screen a cook touched something."""

    screen: Annotated[str, StringConstraints(min_length=1, max_length=kitchen.MAX_SCREEN_NAME)]


@bp.get("/kitchen/events")
@staff_only(Right.COOK)
@bp.input(FeedQuery, location="query", arg_name="query")
@bp.output(KitchenFeedShape)
@bp.doc(tags=["kitchen"], security="staff")
def events(query: FeedQuery) -> Response:
    """The numbered events after `since`, each with its ticket as it is now."""
    text = sharing.feed_json(require_staff().store_id, query.since, query.station or None)
    return Response(text, content_type="application/json")


@bp.post("/kitchen/shown")
@staff_only(Right.COOK)
@bp.input(ShownInput, arg_name="given")
@bp.doc(tags=["kitchen"], security="staff", responses={204: "Noted"})
def shown(given: ShownInput) -> Response:
    """A screen has shown every event up to a number; a paired one speaks for itself alone."""
    person = require_staff()
    device = screens.find_device(person)
    name = device.name if device else given.screen
    station_id = device.station_id if device else given.station or None
    kitchen.record_shown(name, given.seq, actor=person.actor, station_id=station_id)
    return Response(status=204)


@bp.post("/kitchen/lines/<line_id>/seen")
@staff_only(Right.COOK)
@bp.input(TouchInput, arg_name="given")
@bp.doc(tags=["kitchen"], security="staff", responses={204: "Noted"})
def seen(line_id: str, given: TouchInput) -> Response:
    """A cook has touched a dish that was taken back 退菜; saying so again changes nothing."""
    kitchen.touch_takeback(line_id, _screen_name(given.screen), actor=current_actor())
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


@bp.post("/kitchen/lines/<line_id>/serve")
@staff_only(Right.COOK)
@bp.output(OrderLineShape)
@bp.doc(tags=["kitchen"], security="staff")
def serve(line_id: str) -> Response:
    """The pass hands a line out 划菜."""
    return _line(ordering.step_line(line_id, "serve", actor=current_actor()))


@bp.post("/kitchen/lines/<line_id>/fire")
@staff_only(Right.COOK)
@bp.output(OrderLineShape)
@bp.doc(tags=["kitchen"], security="staff")
def fire(line_id: str) -> Response:
    """The pass calls a line that was on hold 叫起."""
    actor = current_actor()
    if orders.get_line(actor.store_id, line_id).status is not LineStatus.HELD:
        raise IllegalTransition
    ordering.fire_lines([line_id], actor=actor)
    return _line(orders.get_line(actor.store_id, line_id))


@bp.post("/kitchen/lines/<line_id>/recall")
@staff_only(Right.COOK)
@bp.output(OrderLineShape)
@bp.doc(tags=["kitchen"], security="staff")
def recall(line_id: str) -> Response:
    """A line goes one step back."""
    return _line(ordering.step_line(line_id, "recall", actor=current_actor()))


def _screen_name(said: str) -> str:
    """A paired screen is called what the owner called it, whatever it says."""
    device = screens.find_device(require_staff())
    return device.name if device else said


def _line(line: OrderLine) -> Response:
    return answer(line_json(line))
