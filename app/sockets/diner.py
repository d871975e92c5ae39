"""Phones listen to their own table session and to their store's menu."""

from flask_socketio import ConnectionRefusedError, join_room

from app.core.errors import AppError
from app.sockets.entering import HintNamespace
from app.tables import queries as tables
from app.web.auth import table_token


class DinerNamespace(HintNamespace):
    """The namespace of diners' phones."""

    def on_connect(self, auth: object = None) -> None:
        """Let a phone with a live table session listen; the rooms are chosen here."""
        token = auth.get("token") if isinstance(auth, dict) else None
        token = token or table_token()
        try:
            presence = tables.get_presence(token if isinstance(token, str) else "")
        except AppError as error:
            raise ConnectionRefusedError(error.code) from None
        join_room(f"session:{presence.session_id}")
        join_room(f"store:{presence.store_id}")
