"""The Flask extensions, made once and bound to the app in `create_app`."""

import importlib
import sys
from functools import cached_property
from types import ModuleType

from flask import Response
from flask_babel import Babel, Domain
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

# A hint is under 100 bytes and an acknowledgement under 200; anything larger is not ours.
MAX_SOCKET_MESSAGE_BYTES = 65_536


# What the socket libraries import wherever it is installed: redis-py, which only a shop with
# several processes needs (`app/sockets/several.py`), and requests, with which they are clients.
_NOT_FOR_SOCKETS = ("redis", "requests")


def _lean(name: str) -> ModuleType:
    """A module of the socket libraries, without what takes a seventh of a second and 10 MB."""
    absent = [each for each in _NOT_FOR_SOCKETS if each not in sys.modules]
    for each in absent:
        sys.modules[each] = None  # type: ignore[assignment]  # as the import system marks "there is none"
    try:
        return importlib.import_module(name)
    finally:
        for each in absent:
            del sys.modules[each]


engineio_threading = _lean("engineio.async_drivers.threading")
engineio_server = _lean("engineio.server")
wires = _lean("app.core.wires")


def _bounded_websocket(wsgi_app: object, server: object) -> object:
    """A WebSocket that refuses a large frame before it is put together.

    python-engineio checks `max_http_buffer_size` only after reassembly, so one frame of 200 MiB
    from anybody would fill the memory first. The driver takes the limit but is never given it.
    """
    return wires.WireServer(wsgi_app, server, max_message_size=MAX_SOCKET_MESSAGE_BYTES)


engineio_threading._async["websocket"] = _bounded_websocket
engineio_server.socket.Socket = wires.LeanSocket


class _Babel(Babel):  # type: ignore[misc]
    """Flask-Babel that reads its catalogs once, not once per request."""

    @cached_property
    def domain_instance(self) -> Domain:
        """The catalogs; the library makes a new one, with an empty cache, at each call."""
        return Domain(domain=self.domain)


class _Logins(LoginManager):  # type: ignore[misc]
    """Flask-Login without the cookie by which it remembers: nobody here logs in by one."""

    def _update_remember_cookie(self, response: Response) -> Response:
        """Leave the session alone: the library opens it at every request to look for its mark."""
        return response


babel = _Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)
login_manager = _Logins()
# Named outright: the library would switch to gevent merely because it is installed.
socketio = _lean("flask_socketio").SocketIO(async_mode="threading")
