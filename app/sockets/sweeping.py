"""Closing sockets whose login, right or table session is over, whoever ended it.

What this process ends is hung up on at once (`app/reactions/push.py`). A login may also be ended
by the command line or another server, or simply grow too old: this thread finds those.
"""

import logging
import threading

from flask import Flask

from app.core import push
from app.core.extensions import socketio
from app.kitchen import screens
from app.sockets.staff import STAFF_NAMESPACES
from app.staff import queries as staff
from app.tables import queries as tables

log = logging.getLogger(__name__)

# With the caches' one second, nobody hears anything for more than three seconds after the end.
EVERY_S = 2.0


class SocketSweeper(threading.Thread):
    """Looks through the open sockets every `EVERY_S` seconds."""

    def __init__(self, app: Flask) -> None:
        """Ready to be started."""
        super().__init__(name="socket-sweeper", daemon=True)
        self._app = app
        self._stopping = threading.Event()

    def run(self) -> None:
        """Sweep for as long as the process lives."""
        while not self._stopping.wait(EVERY_S):
            try:
                with self._app.app_context():
                    sweep()
            except Exception:
                # Without an answer from the database nobody is cut off: screens stay informed.
                log.exception("the sockets could not be looked through")

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()


def sweep() -> None:
    """Hang up on every socket that would not be let in now."""
    for namespace, right in STAFF_NAMESPACES.items():
        for token_hash in _rooms(namespace, "login:"):
            login = staff.find_login(token_hash) or screens.find_login(token_hash)
            if login is None or not login.may(right):
                push.disconnect_room(namespace, f"login:{token_hash}")
    for session_id in _rooms("/diner", "session:"):
        if not tables.is_live(session_id):
            push.disconnect_room("/diner", f"session:{session_id}")


def _rooms(namespace: str, prefix: str) -> list[str]:
    """What follows `prefix` in the names of a namespace's rooms."""
    names = list(socketio.server.manager.rooms.get(namespace, {}))
    return [name.removeprefix(prefix) for name in names if name and name.startswith(prefix)]
