"""The privacy self-check against the regulators' list."""

from flask import current_app
from flask.typing import ResponseReturnValue

from app.staff.rights import Right
from app.upkeep import privacy
from app.upkeep.privacy import PageFacts
from app.web import security
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page

_LOOKS = {"ok": "success", "warn": "warn", "bad": "danger"}


@bp.get("/backoffice/privacy")
@staff_only(Right.SETTINGS)
def privacy_check() -> ResponseReturnValue:
    """Every point, looked at now."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    facts = PageFacts(security.content_policy(), security.PERMISSIONS)
    found = privacy.examine(app, require_staff().store_id, facts)
    return page("backoffice/health/privacy.html", findings=found, looks=_LOOKS)
