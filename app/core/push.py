"""Hints to open pages: "there is something new, come and get it". They may be lost."""

import logging
import threading
import time
from typing import NotRequired, TypedDict

from flask import Flask

from app.core.db import after_commit
from app.core.extensions import socketio
from app.core.system import epoch

log = logging.getLogger(__name__)

Room = tuple[str, str]


class Hint(TypedDict):
    """That there is something new up to number `seq` of this `epoch`, about a `topic`."""

    epoch: str
    seq: int
    topic: NotRequired[str]


# One order changes several tickets: their hints, which come within a moment, are sent as one.
_GATHER_S = 0.003


class Pusher(threading.Thread):
    """Sends hints from a thread of its own, so that 200 screens do not slow an order's answer.

    Hints for one room that wait together are sent as one: the latest number covers the others.
    """

    def __init__(self) -> None:
        """Ready to be started."""
        super().__init__(name="pusher", daemon=True)
        self._waiting: dict[Room, Hint | None] = {}
        self._changed = threading.Condition()
        self._stopping = False

    def put(self, room: Room, hint: Hint | None) -> None:
        """Send `hint` to the room soon; None hangs up on everybody in it.

        Two threads may come here in another order than they committed in: the later number stays.
        """
        with self._changed:
            waiting = self._waiting.get(room)
            if not (hint and waiting and waiting["seq"] > hint["seq"]):
                self._waiting[room] = hint
            self._changed.notify()

    def run(self) -> None:
        """Send what waits, for as long as the process lives."""
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                if self._stopping:
                    return
            time.sleep(_GATHER_S)
            with self._changed:
                batch, self._waiting = self._waiting, {}
            for (namespace, name), hint in batch.items():
                if hint is None:
                    disconnect_room(namespace, name)
                else:
                    _emit(namespace, name, hint)

    def stop(self) -> None:
        """End; hints still waiting are dropped, their readers pull anyway."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self.join(timeout=2)


_pusher: Pusher | None = None


def start(app: Flask) -> None:
    """Start the sending thread; before that, hints are sent by the caller itself."""
    global _pusher
    _pusher = Pusher()
    _pusher.start()
    app.extensions["kaifan.pusher"] = _pusher


def stop() -> None:
    """Stop the sending thread."""
    global _pusher
    if _pusher is not None:
        _pusher.stop()
        _pusher = None


def hint(namespace: str, room: str, seq: int, topic: str = "") -> None:
    """After the commit, tell `room` of `namespace` that event `seq` exists (at most 100 bytes)."""
    body: Hint = {"epoch": epoch(), "seq": seq}
    if topic:
        body["topic"] = topic
    after_commit(lambda: _send((namespace, room), body))


def hang_up(namespace: str, room: str) -> None:
    """After the commit, close the sockets in `room` of `namespace`, once they have their hints."""
    after_commit(lambda: _hang_up((namespace, room)))


def count_listeners(namespace: str, room: str) -> int:
    """How many sockets of this process are in a room."""
    rooms = socketio.server.manager.rooms.get(namespace, {}) if socketio.server else {}
    return len(rooms.get(room, ()))


def disconnect_room(namespace: str, room: str) -> None:
    """Close the sockets in a room at once, as far as this process serves them."""
    name = room.split("|", 1)[0]
    # Socket.IO's own rooms are the registry: who is in them is known there and nowhere else.
    for sid, _transport in list(socketio.server.manager.get_participants(namespace, name)):
        try:
            socketio.server.disconnect(sid, namespace=namespace)
        except Exception:
            log.exception("socket %s of %s could not be closed", sid, namespace)


def _hang_up(room: Room) -> None:
    if _pusher is not None:
        _pusher.put((room[0], f"{room[1]}|"), None)
    else:
        disconnect_room(*room)


def _send(room: Room, body: Hint) -> None:
    if _pusher is not None:
        # A topic is part of the address, so that a menu hint cannot swallow a status hint.
        _pusher.put((room[0], f"{room[1]}|{body.get('topic', '')}"), body)
    else:
        _emit(room[0], room[1], body)


def _emit(namespace: str, name: str, body: Hint) -> None:
    try:
        socketio.emit("hint", body, namespace=namespace, to=name.split("|", 1)[0])
    except Exception:
        log.exception("hint to %s %s failed", namespace, name)
