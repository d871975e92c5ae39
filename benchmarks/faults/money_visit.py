"""A guest who pays while the server is killed, and the cashier who gives a part back."""

import random
import threading
import time
from typing import Any

import httpx

from benchmarks.faults.money_shop import MoneyShop
from benchmarks.faults.money_victim import Victim
from tests.factories.staff import PASSWORD

_PRICE_FEN, _BACK_FEN = 1800, 500
_FORGERIES = 5


class Visit:
    """One order at one table, paid by one channel."""

    def __init__(
        self, shop: MoneyShop, victim: Victim, place: int, channel: str, dice: random.Random
    ) -> None:
        """Sit down; nothing is ordered yet."""
        self.shop, self.victim, self.channel, self.dice = shop, victim, channel, dice
        self.sim: Any = shop.sims[channel]
        self.order_id, self.numbers = "", dict[str, str]()
        self.deaths = self.forged = self.forged_taken = 0
        self._key, self._token = f"visit-{place}", shop.tokens[place]

    def play(self, operation: str, moment: str) -> None:
        """Order and pay; at that operation and moment the server is killed."""
        self._order()
        getattr(self, f"_die_at_{operation}")(moment)

    def close(self) -> None:
        """The channel tells what it was paid until it is heard, and strangers try to tell more."""
        for number in self.numbers.values():
            trade = self.sim.trades.get(number)
            if trade is not None and trade.paid_at is not None:
                self._forge(number)
                assert self._tell(number), "a true message is taken"

    def _die_at_create(self, moment: str) -> None:
        self._arm("create", moment)
        self._begin("first")
        self.victim.revive()
        self._pay(self._begin("first"))

    def _die_at_notify(self, moment: str) -> None:
        number = self._begin("first")
        self._pay(number)
        self.deaths += 1
        if moment == "done":
            self._tell(number)
            self.victim.kill()
        else:
            # Somewhere between the first byte of the message and well after the answer.
            wait_s = self.dice.uniform(0, 0.01 if moment == "before" else 0.04)
            threading.Timer(wait_s, self.victim.kill).start()
            self._tell(number)
            while self.victim.is_alive:
                time.sleep(0.01)
        self.victim.start()

    def _die_at_query(self, moment: str) -> None:
        number = self._begin("first")
        self._pay(number)
        self._arm("query", moment)
        self.victim.revive(lambda: self._look(number))

    def _die_at_close(self, moment: str) -> None:
        """The guest begins anew, so that the former attempt is closed; and pays what he likes."""
        former = self._begin("first")
        if self.channel == "alipay":
            self.sim.scan(former)
        self._arm("close", moment)
        self._begin("second")
        self.victim.revive()
        second = self._begin("second")
        for number in self.dice.choice(([former], [second], [former, second])):
            self._pay(number)

    def _die_at_refund(self, moment: str) -> None:
        self._take_and_give_back(moment)
        self._give_back()

    def _die_at_query_refund(self, moment: str) -> None:
        self._take_and_give_back("done")
        self._arm("query_refund", moment)
        self.victim.revive(lambda: self.shop.pass_time(minutes=1))

    def _take_and_give_back(self, moment: str) -> None:
        number = self._begin("first")
        self._pay(number)
        assert self._tell(number)
        self._arm("refund", moment)
        self._give_back()
        self.victim.revive()

    def _arm(self, operation: str, moment: str) -> None:
        self.deaths += 1
        self.victim.arm(operation, moment, self.dice.uniform(0, 0.03))

    def _order(self) -> None:
        line = {"dish_id": self.shop.dish_id, "quantity": 1, "option_ids": []}
        answer = self._ask("POST", "/orders", {"lines": [line]}, self._key)
        if answer is None or answer.status_code != 201:
            raise RuntimeError(f"no order: {answer and answer.text}")
        self.order_id = answer.json()["id"]

    def _begin(self, name: str) -> str:
        """Begin to pay; the number of the attempt, "" when nobody answered or it is not over."""
        method = "native" if self.channel == "wechat" else "qr"
        wanted = {"channel": self.channel, "method": method, "amount_fen": _PRICE_FEN}
        answer = self._ask("POST", "/payment-attempts", wanted, f"{self._key}-{name}")
        if answer is None or answer.status_code != 201:
            return ""
        self.numbers[name] = str(answer.json()["id"])
        return self.numbers[name]

    def _look(self, number: str) -> None:
        self._ask("GET", f"/payment-attempts/{number}")

    def _ask(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """The answer, None when nobody gave one."""
        headers = {"Authorization": f"Bearer {self._token}"}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            url = f"{self.victim.base_url}/api/v1{path}"
            return httpx.request(method, url, json=body, headers=headers, timeout=30)
        except httpx.TransportError:
            return None

    def _pay(self, number: str) -> None:
        """The guest pays, also what the channel had closed: a race at the channel."""
        sim = self.sim
        if self.channel == "alipay" and number in sim.handed_out:
            sim.scan(number)
        trade = sim.trades.get(number)
        if trade is not None and trade.paid_at is None:
            trade.state = "NOTPAY" if self.channel == "wechat" else "WAIT_BUYER_PAY"
            sim.pay(number)

    def _tell(self, number: str) -> bool:
        """The channel's message; whether it was taken."""
        return self._post(*self.sim.message(number))

    def _forge(self, number: str) -> None:
        """Messages of which one bit was changed, none of them in what no signature covers."""
        headers, body = self.sim.message(number)
        for _ in range(_FORGERIES):
            end = body.index(b"&sign") if b"&sign" in body else len(body)
            place = self.dice.choice([at for at in range(end) if body[at : at + 1].isdigit()])
            changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
            self.forged += 1
            self.forged_taken += self._post(headers, changed)

    def _post(self, headers: dict[str, str], body: bytes) -> bool:
        url = f"{self.victim.base_url}{self.shop.hooks[self.channel]}"
        try:
            answer = httpx.post(url, content=body, headers=headers, timeout=30)
        except httpx.TransportError:
            return False
        return answer.is_success

    def _give_back(self) -> None:
        """The cashier gives a part back, and presses once more when nothing was seen."""
        form = {"amount": "5", "reason": "campaign", "expected_left_fen": str(_PRICE_FEN)}
        try:
            with httpx.Client(base_url=self.victim.base_url, timeout=30) as office:
                _log_in(office)
                payment = self.shop.payment_of(self.numbers["first"])
                token = _csrf(office, "/account")
                office.post(
                    f"/counter/payments/{payment}/refund", data={**form, "csrf_token": token}
                )
        except httpx.TransportError:
            return


def _log_in(office: httpx.Client) -> None:
    form = {"username": "owner", "password": PASSWORD}
    office.post("/login", data={**form, "csrf_token": _csrf(office, "/login?password=1")})


def _csrf(office: httpx.Client, path: str) -> str:
    return office.get(path).text.split('name="csrf-token" content="')[1].split('"')[0]
