"""The third step: who opens a table that guests have scanned."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.core.db import atomic
from app.ordering.settings import OrderingSettings, TableOpening
from app.settings import queries, service
from app.setup import service as setup
from app.setup.settings import Step
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.setup.blueprint import bp
from app.web.setup.frame import after, step_page


@bp.get("/setup/dining")
@staff_only(Right.SETTINGS)
def dining() -> ResponseReturnValue:
    """The ways in which a party may begin to order."""
    chosen = queries.get(require_staff().store_id, OrderingSettings)
    return step_page("setup/dining.html", Step.DINING, chosen=chosen.opens_tables)


@bp.post("/setup/dining")
@staff_only(Right.SETTINGS)
def save_dining() -> ResponseReturnValue:
    """Keep the choice."""
    is_staff = request.form.get("opens_tables") == TableOpening.STAFF
    _save(TableOpening.STAFF if is_staff else TableOpening.ORDER)
    return redirect(after(Step.DINING))


@atomic
def _save(opens_tables: TableOpening) -> None:
    actor = current_actor()
    known = queries.get(actor.store_id, OrderingSettings)
    service.save(known.model_copy(update={"opens_tables": opens_tables}), actor=actor)
    setup.note_done(Step.DINING, actor=actor)
