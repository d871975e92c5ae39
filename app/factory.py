"""Making the app: every extension, edge and table registered, nothing started."""

import importlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from flask import Flask, Request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge

from app import reactions, sockets, web
from app.config import PROJECT_ROOT, Config
from app.core import engines, extensions
from app.web import catalogs, language
from app.web.api import PREFIX
from app.web.api.description import describe_api
from app.web.kitchen_lane import KitchenLane
from app.web.kitchen_turns import KitchenTurns
from app.web.menu_lane import MenuLane
from app.web.order_lane import OrderLane
from app.web.phone_lane import PhoneLane
from app.web.proxies import TrustedProxies
from app.web.routes import QuickRule

# Every module with tables of its own, so that migrations and checks see all of them.
_CORE_TABLES = ("audit", "idempotency", "jobruns", "outbox", "sequences", "system")
DOMAINS = (
    "settings",
    "stores",
    "staff",
    "catalog",
    "tables",
    "inventory",
    "ordering",
    "ordering.parts",
    "ordering.parked",
    "kitchen",
    "calls",
    "seating",
    "payments",
    "printing",
    "notices",
)

MAX_REQUEST_BYTES = 16 * 1024 * 1024
# The longest order there can be is a quarter of it. Read as JSON, a byte may take thirty.
MAX_JSON_BYTES = 1024 * 1024


class BoundedRequest(Request):
    """A request whose JSON is refused, unread, when it is longer than any of ours."""

    def get_json(self, *args: Any, **kwargs: Any) -> Any:
        """Read the body as JSON. Raises RequestEntityTooLarge."""
        if (self.content_length or 0) > MAX_JSON_BYTES or len(self.get_data()) > MAX_JSON_BYTES:
            raise RequestEntityTooLarge
        return super().get_json(*args, **kwargs)


class Kaifan(APIFlask):
    """The app: what is asked at every request is answered once."""

    request_class = BoundedRequest
    url_rule_class = QuickRule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the view back as it is: none of ours is a coroutine."""
        return func


class Json(DefaultJSONProvider):
    """Flask's JSON, for which a text that is nested too deeply is as wrong as any other."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read a text. Raises ValueError."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def create_app(config: Config) -> Flask:
    """The app with everything registered; nothing is started and no row is touched."""
    app = Kaifan(
        "app",
        title="Kaifan",
        spec_path=f"{PREFIX}/openapi.json",
        docs_path=None,
        json_errors=False,
        root_path=str(PROJECT_ROOT / "app"),
        template_folder="../templates",
        static_folder="../static",
    )
    app.json = Json(app)
    app.config.update(_flask_settings(config))
    describe_api(app)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    import_models()
    engines.init_app(app, slow_ms=config.slow_ms)
    _init_extensions(app)
    web.init_app(app)
    sockets.init_app(app)
    menu_lane = MenuLane(KitchenLane(app.wsgi_app, app), app)
    lane = OrderLane(PhoneLane(menu_lane, app, menu_lane), app, menu_lane)
    proxies = TrustedProxies(KitchenTurns(lane), config.trusted_proxies)
    app.wsgi_app = proxies  # type: ignore[method-assign]
    app.extensions["kaifan.reactions"] = reactions
    return app


def import_models() -> None:
    """Load every table of the house."""
    for module in _CORE_TABLES:
        importlib.import_module(f"app.core.{module}")
    for domain in DOMAINS:
        importlib.import_module(f"app.{domain}.models")
    for module in ("app.inventory.paper_models", "app.notices.robots.models"):
        importlib.import_module(module)


def _flask_settings(config: Config) -> dict[str, object]:
    return {
        "KAIFAN": config,
        "SECRET_KEY": config.secret_key,
        "TESTING": config.testing,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engines.engine_options(config.database_url),
        "MIGRATIONS": str(PROJECT_ROOT / "migrations"),
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
        "SESSION_COOKIE_NAME": "kf_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,
        # Some phones send no Referer at all; over HTTPS the token lies in a __Host- cookie, which
        # nobody in between can plant.
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "zh",
        "RATELIMIT_ENABLED": config.limits_enabled,
        "RATELIMIT_HEADERS_ENABLED": False,
        **_limits_storage(config.redis_url),
        "JSON_AS_ASCII": False,
        "JSON_SORT_KEYS": False,
    }


def _limits_storage(redis_url: str | None) -> dict[str, object]:
    """Where limits are counted: in Redis for several processes, in this one while it is away."""
    if not redis_url:
        return {"RATELIMIT_STORAGE_URI": "memory://"}
    return {
        "RATELIMIT_STORAGE_URI": redis_url,
        "RATELIMIT_STORAGE_OPTIONS": importlib.import_module("app.core.through_redis").options(),
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        # Of several who find out at once that it is away, the library falls back for one alone.
        "RATELIMIT_SWALLOW_ERRORS": True,
    }


def _init_extensions(app: Flask) -> None:
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    extensions.login_manager.init_app(app)
    catalogs.configure(app)
    extensions.babel.init_app(app, locale_selector=language.select_locale)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
