"""Stopping guests' orders for a while from the counter."""

from typing import Annotated

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, Field

from app.core import clock
from app.ordering import service as ordering
from app.ordering.service.pausing import MAX_PAUSE_MINUTES
from app.ordering.settings import OrderingSettings, PauseScope
from app.settings import queries as settings
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import words
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp

# How long a pause lasts by one touch; the empty one lasts until somebody ends it.
_LASTS = (10, 20, 30, 60)


class PauseForm(BaseModel):
    """Whose orders are stopped, for how long (None: until it is ended), and what phones say."""

    scope: PauseScope = PauseScope.ALL
    minutes: Annotated[int, Field(ge=1, le=MAX_PAUSE_MINUTES)] | None = None
    message: str = ""


@bp.get("/pause")
@staff_only(Right.PAUSE)
def ask_pause() -> ResponseReturnValue:
    """Ask before diners are stopped from ordering, or let them again."""
    chosen = settings.get(require_staff().store_id, OrderingSettings)
    return render_template(
        "counter/_pause.html",
        chosen=chosen,
        is_on=chosen.is_paused_at(clock.now()),
        scopes=words.PAUSE_SCOPE,
        lasts=_LASTS,
    )


@bp.post("/pause")
@staff_only(Right.PAUSE)
def pause() -> Response:
    """Stop diners from ordering."""
    given = PauseForm.model_validate({k: v for k, v in request.form.items() if v})
    ordering.pause_ordering(
        given.message, actor=current_actor(), scope=given.scope, minutes=given.minutes
    )
    return acted(gettext("Ordering is paused. Staff can still order."))


@bp.post("/resume")
@staff_only(Right.PAUSE)
def resume() -> Response:
    """Let diners order again."""
    ordering.resume_ordering(actor=current_actor())
    return acted(gettext("Guests can order again."))
