"""How a device likes its pages: language, size of text, light or dark; kept in its cookies."""

from flask import Blueprint, g, has_request_context, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response as BaseResponse

from app.stores import queries as stores
from app.web.auth import own_path, public

COOKIE = "kf_lang"
TEXT_COOKIE = "kf_text"
THEME_COOKIE = "kf_theme"
LANGUAGES = ("zh", "en")
THEMES = ("auto", "light", "dark")
_A_YEAR_S = 365 * 24 * 3600

bp = Blueprint("language", __name__)


def select_locale() -> str:
    """The language of the present request: chosen there, else the store's, else the browser's."""
    # A lane before the framework says by itself who asks.
    asking: Request | None = request if has_request_context() else g.get("asking")
    if asking is None:
        return LANGUAGES[0]
    chosen = asking.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    try:
        spoken = stores.default_language()
    except SQLAlchemyError:
        # The page that says what is wrong with the database is written in a language, too.
        spoken = LANGUAGES[0]
    return spoken or asking.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def text_size() -> str:
    """The guest's choice of text: "large" or "normal"."""
    return "large" if request.cookies.get(TEXT_COOKIE) == "large" else "normal"


def theme(default: str) -> str:
    """The device's choice of colours, one of THEMES; `default` where nobody chose."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else default


@bp.post("/language")
@public
def choose() -> BaseResponse:
    """Remember a language, a text size or a theme in a cookie, then go back to the page."""
    response: BaseResponse = redirect(own_path(request.form.get("next", "")) or "/")
    for cookie, name, allowed in (
        (COOKIE, "language", LANGUAGES),
        (TEXT_COOKIE, "text", ("normal", "large")),
        (THEME_COOKIE, "theme", THEMES),
    ):
        if request.form.get(name) in allowed:
            response.set_cookie(
                cookie, request.form[name], max_age=_A_YEAR_S, samesite="Lax", httponly=True
            )
    return response
