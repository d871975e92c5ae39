"""Whether the process lives, and whether it can take orders."""

import shutil
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.core import postgres
from app.core.db import db
from app.web.auth import public

bp = Blueprint("health", __name__)

# Below this an order might not be written; the owner has to act.
_LEAST_FREE_BYTES = 50 * 1024 * 1024


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process lives. Any page may ask: a tablet tries the HTTPS address from the HTTP page."""
    answer = jsonify(status="ok")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The process can take orders; 503 with the reasons when it cannot."""
    reasons: dict[str, Any] = {}
    try:
        db.session.execute(text("SELECT 1 FROM store LIMIT 1"))
        if not postgres.is_for_writing(db.session.connection()):
            reasons["database"] = "stands by for another"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the reason
        reasons["database"] = type(error).__name__
    try:
        free = shutil.disk_usage(current_app.config["KAIFAN"].data_dir).free
    except OSError as error:
        reasons["disk"] = type(error).__name__
    else:
        if free < _LEAST_FREE_BYTES:
            reasons["disk"] = "less than 50 MB free"
    status = "ok" if not reasons else "not ready"
    return jsonify(status=status, reasons=reasons), 200 if not reasons else 503
