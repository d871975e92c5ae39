"""Callers that order, pay, cook and cancel, and the history of what each was answered.

A line of a history is what one caller saw: "ok" for an answer of success, "fail" for a refusal that
promises that nothing was done, "ambiguous" for everything else: no answer, or one of 500 and above.
"""

import contextlib
import hashlib
import json
import re
import secrets
import string
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from benchmarks.shop import API
from benchmarks.wire import Answer, Connection, request

Outcome = Literal["ok", "fail", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Act:
    """One answer, or its absence: a line of the history."""

    t: float
    client: str
    op: str
    key: str
    req_hash: str
    status: int
    outcome: Outcome
    order_id: str = ""
    amount_fen: int = 0
    is_replay: bool = False

    def line(self) -> str:
        """The act as one line of JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


@dataclass
class History:
    """All acts in the order in which their answers were read; also a file of JSON lines."""

    file: Path | None = None
    acts: list[Act] = field(default_factory=list)
    on_act: Callable[[Act], None] = lambda _act: None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, act: Act) -> None:
        """Write an act down."""
        with self._lock:
            self.acts.append(act)
            self.on_act(act)
            if self.file is not None:
                with self.file.open("a", encoding="utf-8") as lines:
                    lines.write(act.line() + "\n")

    def count(self, outcome: Outcome, op: str = "") -> int:
        """How many acts ended so."""
        return sum(a.outcome == outcome and op in ("", a.op) for a in self.acts)


REFUSED = Answer(499, b"")
_CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


def new_key() -> str:
    """A key of letters alone: a note masks what looks like the number of a phone or a card."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(20))


def outcome_of(answer: Answer | None) -> Outcome:
    """What an answer says about its effect."""
    if answer is None or answer.status >= 500:
        return "ambiguous"
    return "ok" if answer.status < 400 else "fail"


class Caller:
    """One member of staff at a device, on a connection that is made anew when it breaks."""

    def __init__(
        self, name: str, port: int, token: str, history: History, *, language: str = "zh"
    ) -> None:
        """Speak to the server on `port` with `token`; write to `history`."""
        self._language, self.timeout_s = language, 60.0
        self.name, self.port, self._token, self._history = name, port, token, history
        self._connection: Connection | None = None
        self.last: Answer | None = None
        self._page: dict[str, str] = {}

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def menu(self) -> list[dict[str, Any]]:
        """The dishes that never run out and ask no question. Raises OSError."""
        answer = self._ask("GET", "/menu", b"", "")
        if answer is None:
            raise OSError("no menu")
        dishes = [dish for each in answer.json()["categories"] for dish in each["dishes"]]
        return [
            dish
            for dish in dishes
            if dish["available"]
            and dish["price_fen"]
            and dish["remaining"] is None
            and not any(group["min"] for group in dish["option_groups"])
        ]

    def place(self, dish: dict[str, Any], key: str, *, quantity: int = 1) -> Act:
        """A pick-up order of one dish; its key stands in its note, so that it is found again."""
        line = {"dish_id": dish["id"], "quantity": quantity, "option_ids": [], "note": key}
        body = {"order_type": "pickup", "note": key, "lines": [line]}
        return self.act("place", "POST", "/staff/orders", body, key)

    def place_at_table(self, dish: dict[str, Any], key: str) -> Act:
        """A guest's order at the table of the caller's token."""
        line = {"dish_id": dish["id"], "quantity": 1, "option_ids": [], "note": key}
        return self.act("place", "POST", "/orders", {"lines": [line], "note": key}, key)

    def look(self, path: str) -> Any:
        """What a path says; None when nothing came back."""
        answer = self._ask("GET", path, b"", "")
        return answer.json() if answer is not None and answer.status == 200 else None

    def pay(self, order_id: str, amount_fen: int, key: str) -> Act:
        """All of an order in cash."""
        body = {"channel": "cash", "amount_fen": amount_fen}
        return self.act("pay", "POST", f"/orders/{order_id}/payments", body, key, order_id)

    def cancel(self, order_id: str, key: str) -> Act:
        """The order is not wanted any more."""
        body = {"reason": "客人走了"}
        return self.act("cancel", "POST", f"/orders/{order_id}/cancel", body, key, order_id)

    def retry(self, dish: dict[str, Any], key: str, within_s: float = 120.0) -> Act:
        """Place an order with the same key until it is known what became of it."""
        end = time.monotonic() + within_s
        while (act := self.place(dish, key)).outcome != "ok" and time.monotonic() < end:
            if act.outcome == "fail" and self.last is not REFUSED:
                break
            time.sleep(0.05)
        return act

    def step(self, line_id: str, step: str, order_id: str) -> Act:
        """The kitchen takes a dish one step on."""
        path = f"/kitchen/lines/{line_id}/{step}"
        return self.act(step, "POST", path, {}, f"{line_id}:{step}", order_id)

    def act(
        self, op: str, method: str, path: str, body: dict[str, Any], key: str, order_id: str = ""
    ) -> Act:
        """One request, written down with what came of it."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        answer = self._ask(method, path, raw, key)
        found: dict[str, Any] = {}
        if answer is not None and outcome_of(answer) == "ok" and answer.body:
            found = answer.json()
        amount = int(body.get("amount_fen") or found.get("total_fen") or 0)
        return self._note(op, key, raw, answer, order_id or str(found.get("id", "")), amount)

    def form(self, op: str, path: str, fields: dict[str, Any], key: str, order_id: str = "") -> Act:
        """One form of the counter's or the office's pages, written down with what came of it."""
        raw = urlencode(fields).encode()
        headers = {
            **self._page_headers(),
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": key,
        }
        answer = self._send(request("POST", path, token=self._token, body=raw, headers=headers))
        return self._note(op, key, raw, answer, order_id, 0)

    def _page_headers(self) -> dict[str, str]:
        """The token against forged forms and its cookie, as the person's own page has them."""
        if not self._page:
            page = self._send(request("GET", "/account", token=self._token))
            found = _CSRF.search(page.body.decode()) if page is not None else None
            if page is not None and found is not None:
                cookie = page.headers.get("set-cookie", "").partition(";")[0]
                self._page = {"X-CSRFToken": found[1], "Cookie": cookie}
        return self._page

    def _note(
        self, op: str, key: str, raw: bytes, answer: Answer | None, order_id: str, amount_fen: int
    ) -> Act:
        self.last = answer
        act = Act(
            t=time.monotonic(),
            client=self.name,
            op=op,
            key=key,
            req_hash=hashlib.sha256(raw).hexdigest()[:16],
            status=answer.status if answer else 0,
            outcome=outcome_of(answer),
            order_id=order_id,
            amount_fen=amount_fen,
            is_replay=bool(answer and answer.headers.get("idempotency-replayed")),
        )
        self._history.add(act)
        return act

    def _ask(self, method: str, path: str, raw: bytes, key: str) -> Answer | None:
        headers = {"Accept-Language": self._language}
        if key:
            headers["Idempotency-Key"] = key
        return self._send(request(method, API + path, token=self._token, body=raw, headers=headers))

    def _send(self, wire: bytes) -> Answer | None:
        try:
            if self._connection is None:
                self._connection = Connection(self.port, self.timeout_s)
        except ConnectionRefusedError:
            # Nobody was there to hear it: nothing can have been done.
            return REFUSED
        except OSError:
            return None
        try:
            return self._connection.ask(wire)
        except (OSError, ValueError):
            with contextlib.suppress(OSError):
                self.close()
            self._connection = None
            return None
