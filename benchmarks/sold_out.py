"""How soon every open phone knows that a dish is gone: `python -m benchmarks.sold_out`.

A real server, and phones with the menu open that do what the page does: a socket, a hint, a short
wait, the menu over HTTP. In turns a dish is taken off and brought back, and the last portion of
what a dish and an option share is ordered and cancelled again. Times count from the tap, the wait
of the phones (30 to 250 ms) is in them; `missing` counts phones that did not know within 10 s.
"""

import argparse
import json
import os
import time
import uuid
from collections.abc import Callable, Sequence

from benchmarks import limits
from benchmarks.callers import quantile
from benchmarks.phones import Menu, Phones, Seen
from benchmarks.shop import Shop, fresh_folder
from benchmarks.table import Row, print_rows

_PORT = 8341
_PATIENCE_S = 10.0
# What the demo makes of its 5.8 kg of prawns, which block: 350 g in the dish, 100 g in the choice.
_DISH, _RICE, _CHOICE, _OTHER = "蒜蓉粉丝虾", "扬州炒饭", "加虾仁", "宫保鸡丁"
_PORTIONS = {_DISH: 16, _RICE: 2}
KINDS = ("86: gone", "86: back", "last portion: gone", "cancelled: back")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; the exit code is 1 when a phone was missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sold_out")
    parser.add_argument("--phones", type=int, default=200, help="open phones")
    parser.add_argument("--rounds", type=int, default=10, help="of each kind of change")
    options = parser.parse_args(arguments)
    with fresh_folder() as folder, Shop(_PORT, folder) as shop:
        load = os.getloadavg()[0]
        with Phones(_PORT, shop.new_parties(), options.phones) as phones:
            trial = _Trial(shop, phones)
            for _round in range(options.rounds):
                trial.once()
        hello, _prepared, _processor = limits.measure_server(_PORT + 1, 4, 1.0)
        print_rows(
            [
                Row("phones", str(options.phones)),
                *(_row(kind, trial.delays[kind], trial.missing[kind]) for kind in KINDS),
                Row("hello", f"{hello:,.0f} /s", f"load {load:.1f} when it began"),
            ]
        )
    return 1 if sum(trial.missing.values()) else 0


class _Trial:
    """The changes, and how long each phone took to hold a menu that says so."""

    def __init__(self, shop: Shop, phones: Phones) -> None:
        self._shop, self._phones = shop, phones
        self._owner = shop.token("owner")
        menu = shop.ask("GET", "/menu", token=self._owner).json()
        self._dishes = {d["name"]: d for c in menu["categories"] for d in c["dishes"]}
        self._choice = next(
            option["id"]
            for group in self._dishes[_RICE]["option_groups"]
            for option in group["options"]
            if option["name"] == _CHOICE
        )
        for name in _PORTIONS:
            path = f"/dishes/{self._dishes[name]['id']}"
            shop.ask("PATCH", path, b'{"remaining": null}', token=self._owner)
        self._order = {"id": ""}
        self.delays: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.missing = dict.fromkeys(KINDS, 0)

    def once(self) -> None:
        """Each kind of change once."""
        other, dish = self._dishes[_OTHER]["id"], self._dishes[_DISH]
        self._measure(KINDS[0], lambda: self._set(other, available=False), {other: 0})
        self._measure(KINDS[1], lambda: self._set(other, available=True), {other: None})
        shared = [str(dish["id"]), self._choice]
        gone: Menu = dict.fromkeys(shared, 0)
        back: Menu = dict.fromkeys(shared)
        self._measure(KINDS[2], self._sell_all, gone)
        self._measure(KINDS[3], self._cancel, back)

    def _measure(self, kind: str, act: Callable[[], None], wanted: Menu) -> None:
        time.sleep(0.5)
        self._phones.gather()
        began = time.monotonic()
        act()
        first: dict[int, float] = {}
        while len(first) < self._phones.count and time.monotonic() - began < _PATIENCE_S:
            time.sleep(0.05)
            for seen in self._phones.gather():
                if self._says(seen, wanted):
                    first.setdefault(seen.phone, seen.at - began)
        self.delays[kind] += first.values()
        self.missing[kind] += self._phones.count - len(first)

    def _says(self, seen: Seen, wanted: Menu) -> bool:
        menu = self._phones.menus[seen.etag]
        return all((menu[each] == 0) == (left == 0) for each, left in wanted.items())

    def _set(self, dish_id: str, *, available: bool) -> None:
        self._shop.ask("PATCH", f"/dishes/{dish_id}", {"available": available}, token=self._owner)

    def _sell_all(self) -> None:
        """One order of all that there still is of what both share."""
        lines = [
            {
                "dish_id": self._dishes[name]["id"],
                "quantity": count,
                "option_ids": [self._choice] if name == _RICE else [],
                "note": "",
            }
            for name, count in _PORTIONS.items()
        ]
        body = {"order_type": "pickup", "lines": lines, "note": ""}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        answer = self._shop.ask(
            "POST", "/staff/orders", json.dumps(body).encode(), token=self._owner, headers=key
        )
        self._order = answer.json()

    def _cancel(self) -> None:
        path = f"/orders/{self._order['id']}/cancel"
        self._shop.ask("POST", path, {"reason": "客人改主意"}, token=self._owner)


def _row(kind: str, delays: list[float], missing: int) -> Row:
    p50, p99 = (quantile(delays, share) * 1000 for share in (0.5, 0.99))
    worst = max(delays, default=0.0) * 1000
    return Row(kind, f"{p50:,.0f} / {p99:,.0f} ms", f"max {worst:,.0f}, missing {missing}")


if __name__ == "__main__":
    raise SystemExit(main())
