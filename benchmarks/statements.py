"""How many statements a request sends to the database, counted in this process."""

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app import create_app
from app.config import Config
from app.core.db import db
from benchmarks.shop import API

_TIMES = 5


def count(data_dir: Path, token: str, body: bytes) -> dict[str, int]:
    """Statements of a warm request to the menu, to an order's status and to place an order.

    `data_dir` belongs to a demo shop that is stopped, `token` to a phone at one of its tables.
    """
    os.environ["KAIFAN_LIMITS"] = "off"
    app = create_app(Config.load(data_dir, demo=True))
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def place() -> Any:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return client.post(f"{API}/orders", data=body, headers={**headers, **key})

    order_id = json.loads(place().data)["id"]
    asked: dict[str, Callable[[], Any]] = {
        "menu": lambda: client.get(f"{API}/menu", headers=headers),
        "place": place,
        "status": lambda: client.get(f"{API}/orders/{order_id}", headers=headers),
    }
    found = {}
    for name, ask in asked.items():
        ask()
        # The least of a few: on a busy machine what is held for a second has expired meanwhile.
        counts = []
        for _ in range(_TIMES):
            seen.clear()
            answer = ask()
            if answer.status_code >= 400:
                raise RuntimeError(f"{name}: {answer.status_code}")
            counts.append(sum(1 for statement in seen if not statement.startswith("BEGIN")))
        found[name] = min(counts)
    return found
