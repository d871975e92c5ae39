"""Who is let in is decided once, at the door."""

from typing import Any

from flask import Flask
from flask_socketio import Namespace


class HintNamespace(Namespace):  # type: ignore[misc]
    """A namespace that only sends hints.

    Its subclasses' `on_connect` chooses the rooms. A client may call an event "connect" as well;
    what it says is then JSON, while the server hands over the connection's own environ.
    """

    def trigger_event(self, event: str, *args: Any) -> Any:
        """Pass on what happens, but not what a client only calls connecting."""
        if event == "connect" and not (len(args) > 1 and _is_environ(args[1])):
            return None
        return super().trigger_event(event, *args)


def _is_environ(given: object) -> bool:
    return isinstance(given, dict) and isinstance(given.get("flask.app"), Flask)
