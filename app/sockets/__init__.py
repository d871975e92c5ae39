"""The Socket.IO edge: who may listen to which hints. Nothing is commanded over a socket."""

import importlib

from flask import Flask

from app.core.extensions import MAX_SOCKET_MESSAGE_BYTES, socketio
from app.sockets.capacity import BoundedSockets
from app.sockets.diner import DinerNamespace
from app.sockets.staff import CounterNamespace, KitchenNamespace


def init_app(app: Flask) -> None:
    """Attach the sockets to the app; only the declared namespaces exist."""
    redis_url = app.config["KAIFAN"].redis_url
    among_others = {}
    if redis_url:
        several = importlib.import_module("app.sockets.several")
        among_others["client_manager"] = several.make_manager(redis_url)
    socketio.init_app(
        app,
        **among_others,
        max_http_buffer_size=MAX_SOCKET_MESSAGE_BYTES,
        # A screen that is not heard of for this long is gone: its thread is free again.
        ping_interval=10,
        ping_timeout=10,
        manage_session=False,
        always_connect=False,
    )
    app.wsgi_app = BoundedSockets(app.wsgi_app)  # type: ignore[method-assign]
    socketio.on_namespace(DinerNamespace("/diner"))
    socketio.on_namespace(KitchenNamespace("/kitchen"))
    socketio.on_namespace(CounterNamespace("/counter"))
