"""Pictures of dishes, served from the data folder."""

import re

from flask import Blueprint, current_app, send_from_directory
from flask.typing import ResponseReturnValue

from app.catalog.pictures import PAPER_EDGE, WIDTHS, file_name
from app.core.errors import NotFound
from app.web.auth import public

bp = Blueprint("media", __name__)

_NAME = re.compile(r"[0-9a-f]{32}")


@bp.get("/media/<name>/<int:width>.webp")
@public
def picture(name: str, width: int) -> ResponseReturnValue:
    """A picture at one of the stored widths. Its name is a hash, so it never changes."""
    if not _NAME.fullmatch(name) or width not in (*WIDTHS, PAPER_EDGE):
        raise NotFound
    folder = current_app.config["KAIFAN"].media_dir
    response = send_from_directory(folder, file_name(name, width), mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
