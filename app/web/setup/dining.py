"""The third step: who opens a table that guests have scanned, and when they pay."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.core.db import atomic
from app.ordering.settings import OrderingSettings, PayMode, TableOpening
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
    """The ways in which a party may begin to order, and pay."""
    chosen = queries.get(require_staff().store_id, OrderingSettings)
    return step_page("setup/dining.html", Step.DINING, chosen=chosen)


@bp.post("/setup/dining")
@staff_only(Right.SETTINGS)
def save_dining() -> ResponseReturnValue:
    """Keep the choices."""
    is_staff = request.form.get("opens_tables") == TableOpening.STAFF
    is_before = request.form.get("pay_mode") == PayMode.BEFORE
    _save(
        TableOpening.STAFF if is_staff else TableOpening.ORDER,
        PayMode.BEFORE if is_before else PayMode.AFTER,
    )
    return redirect(after(Step.DINING))


@atomic
def _save(opens_tables: TableOpening, pay_mode: PayMode) -> None:
    actor = current_actor()
    known = queries.get(actor.store_id, OrderingSettings)
    chosen = {"opens_tables": opens_tables, "pay_mode": pay_mode}
    service.save(known.model_copy(update=chosen), actor=actor)
    setup.note_done(Step.DINING, actor=actor)
