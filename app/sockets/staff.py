"""Kitchen screens and counters listen to their store."""

from flask_login import current_user
from flask_socketio import ConnectionRefusedError, join_room

from app.sockets.entering import HintNamespace
from app.staff import queries as staff
from app.staff.queries import LoggedIn
from app.staff.rights import Right


class _StaffNamespace(HintNamespace):
    """A namespace for staff who have a right."""

    right: Right

    def on_connect(self, auth: object = None) -> None:
        """Let staff with the right listen to their store."""
        facts = _who(auth)
        if facts is None or not facts.may(self.right):
            raise ConnectionRefusedError("denied")
        join_room(f"store:{facts.store_id}")
        join_room(f"login:{facts.token_hash}")


class KitchenNamespace(_StaffNamespace):
    """The namespace of kitchen screens."""

    right = Right.COOK


class CounterNamespace(_StaffNamespace):
    """The namespace of the counter."""

    right = Right.TABLES


def _who(auth: object) -> LoggedIn | None:
    token = auth.get("token") if isinstance(auth, dict) else None
    if isinstance(token, str):
        return staff.find_logged_in(token)
    return current_user.facts if current_user.is_authenticated else None


STAFF_NAMESPACES = {"/kitchen": KitchenNamespace.right, "/counter": CounterNamespace.right}
