"""The moments of a serving process that the two servers call, and how long a stop may take."""

from typing import Any, Protocol

# A picture on a slow phone is on its way for that long; nobody waits for more.
DRAIN_SECONDS = 20.0
STOP_SECONDS = 5.0


class Life(Protocol):
    """Implemented by `app.serving.Opening`, and by a small one in the tests."""

    def make_app(self) -> Any:
        """The WSGI app."""

    def opened(self, *, again: bool) -> None:
        """The app is made: begin to accept; `again` when it replaces one that died."""

    def hang_up(self) -> None:
        """The stop begins: close what stays open for as long as its client lives."""

    def stop(self) -> None:
        """All requests are answered: end the rest."""
