"""Secrets and card numbers, typed into the pages of a real shop as its people would type them."""

import re
from typing import Any

import httpx
import pyotp

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import table
from tests.simulators.pairs import pair

# Of the issuers' own examples for tests; each passes the check of Luhn.
CARDS = (
    "4111111111111111",
    "6222 0212 3456 7890 128",
    "5555-5555-5555-4444",
    "3782 822463 10005",
    "4222222222222",
    "４１１１１１１１１１１１１１１１",
)
# Stands where everybody may read it: what finds it would find a secret as well.
PLAIN = "seen-canary-a4f1"
_OWN, _THEIRS = pair("wechat-merchant"), pair("wechat-platform")
_APP, _ALIPAY = pair("alipay-app"), pair("alipay-platform")


class Browser:
    """A browser without scripts: it keeps cookies and sends the CSRF token."""

    def __init__(self, server: LiveServer) -> None:
        """Nobody yet."""
        self.client = httpx.Client(base_url=server.base_url, timeout=60)
        self._token = ""

    def log_in(self, username: str, password: str) -> "Browser":
        """Come in by password."""
        self._read_token("/login?password=1")
        sent = self.post("/login", {"username": username, "password": password})
        assert sent.status_code == 302, sent.text[:300]
        self._read_token("/account")
        return self

    def post(self, path: str, form: dict[str, Any]) -> httpx.Response:
        """Send a form."""
        return self.client.post(path, data={**form, "csrf_token": self._token})

    def do(self, path: str, form: dict[str, Any]) -> httpx.Response:
        """Send a form that has to be taken."""
        answer = self.post(path, form)
        said = re.findall(r"(?:feedback|danger)[^>]*>(?:<[^>]+>)*([^<]+)", answer.text)
        assert answer.status_code < 400, (path, answer.status_code, said)
        return answer

    def _read_token(self, path: str) -> None:
        text = self.client.get(path).text
        self._token = text.split('name="csrf-token" content="')[1].split('"')[0]


class Planted:
    """The shop with all of it planted, and the answers that were given meanwhile."""

    def __init__(self, server: LiveServer) -> None:
        """Nothing is planted yet."""
        self.server = server
        # By what they are: each must be found nowhere.
        self.secrets: dict[str, str] = {
            "WeChat's private key": _middle(_OWN.private_pem),
            "Alipay's private key": _middle(_APP.private_pem),
            "APIv3 key": "canaryApiV3KeyCanaryApiV3Key0123",
            "app secret": "canaryappsecretcanaryappsecret01",
            "password": "canary-password-77",
            "wrong password": "canary-wrong-password",
            "PIN": "739164",
            "robot's address": "canary0robot0access0token0000001",
            "robot's secret": "SECcanary0robot0sign0secret000001",
            "printer's secret": "canary0cloud0printer0ukey",
            "pay code": "9900000073916402",
        }
        self.answers: list[tuple[str, str]] = []
        owner = next(each for each in server.demo["staff"] if each["role"] == "owner")
        self.owner = Browser(server).log_in(owner["username"], owner["password"])
        self.diner = httpx.Client(base_url=server.base_url, timeout=60, follow_redirects=True)

    def close(self) -> None:
        """Send everybody home."""
        self.owner.client.close()
        self.diner.close()

    def plant(self) -> None:
        """Type everything in."""
        self._keys()
        self._people()
        self._robot_and_printer()
        self._cards_of_guests()
        self._cards_at_the_till()

    def _note(self, name: str, answer: httpx.Response) -> None:
        self.answers.append((name, answer.text))

    def _keys(self) -> None:
        secrets = self.secrets
        wechat = {
            "mchid": "1900000109", "appid": "wx8888888888888888", "serial": _OWN.serial,
            "private_key": _OWN.private_pem, "apiv3_key": secrets["APIv3 key"],
            "app_secret": secrets["app secret"], "public_key_id": "PUB_KEY_ID_01",
            "public_key": _THEIRS.public_pem,
        }  # fmt: skip
        alipay = {
            "app_id": "2021000000000001", "seller_id": "2088000000000001",
            "private_key": _APP.private_pem, "alipay_public_key": _ALIPAY.public_pem,
        }  # fmt: skip
        for name, keys in (("wechat", wechat), ("alipay", alipay)):
            path = f"/backoffice/channels/{name}"
            wrong = dict.fromkeys(("mchid", "app_id"), "not a number")
            self._note(f"wrong keys of {name}", self.owner.post(path, keys | wrong))
            self._note(f"keys of {name}", self.owner.do(path, keys))
        self.owner.do("/backoffice/channels/sandbox/switch", {"is_on": "1"})

    def _people(self) -> None:
        secrets, password = self.secrets, self.secrets["password"]
        person = {"username": "canary", "name": "小金", "role": "owner", "password": password}
        wrong = self.owner.post("/backoffice/staff/new", person | {"username": ""})
        assert wrong.status_code == 422
        self._note("a person without a user name", wrong)
        self._note("a person", self.owner.do("/backoffice/staff/new", person))
        stranger = Browser(self.server)
        stranger._read_token("/login?password=1")
        guess = {"username": "canary", "password": secrets["wrong password"]}
        self._note("a wrong password", stranger.post("/login", guess))
        stranger.client.close()
        canary = Browser(self.server).log_in("canary", password)
        secrets["login"] = canary.client.cookies["kf_session"]
        pin = {"old": password, "pin": secrets["PIN"]}
        self._note("a PIN", canary.do("/account/pin", pin))
        key_page = canary.client.get("/account/two-step").text
        found = re.search(r'class="door-key"[^>]*>([A-Z2-7 ]+)<', key_page)
        offer = re.search(r'name="offer" value="([^"]+)"', key_page)
        assert found and offer
        secrets["two-step key"] = found[1].replace(" ", "")
        code = pyotp.TOTP(secrets["two-step key"]).now()
        shown = canary.do("/account/two-step", {"offer": offer[1], "code": code}).text
        codes = re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", shown)
        secrets["recovery code"] = codes[0]
        canary.client.close()

    def _robot_and_printer(self) -> None:
        secrets = self.secrets
        address = "https://oapi.dingtalk.com/robot/send?access_token="
        robot = {
            # Not switched on: nothing of the test leaves this machine.
            "kind": "dingtalk", "name": "老板群", "kinds": "stock_low",
            "address_secret": address + secrets["robot's address"],
            "sign_secret": secrets["robot's secret"],
        }  # fmt: skip
        wrong = self.owner.post("/backoffice/notices/robots/new", robot | {"name": ""})
        self._note("a robot without a name", wrong)
        self._note("a robot", self.owner.do("/backoffice/notices/robots/new", robot))
        printer = {
            "name": "飞鹅", "kind": "feie", "path": "960238888", "width_mm": "58",
            "account": "shop@example.com", "secret": secrets["printer's secret"],
        }  # fmt: skip
        wrong = self.owner.post("/backoffice/printers/new", printer | {"name": ""})
        self._note("a printer without a name", wrong)
        self._note("a printer", self.owner.do("/backoffice/printers/new", printer))

    def _cards_of_guests(self) -> None:
        self.diner.get(table(self.server, "A04")["url"])
        api, token = f"{self.server.base_url}/api/v1", self._sit_down("A04")
        bearer = {"Authorization": f"Bearer {token}"}
        menu = httpx.get(f"{api}/menu", headers=bearer, timeout=60).json()["categories"]
        dish = next(
            each for part in menu for each in part["dishes"]
            if each["available"] and not each["option_groups"] and not each.get("price_kind")
        )  # fmt: skip
        line = {"dish_id": dish["id"], "quantity": 1, "note": f"刷卡 {CARDS[0]} 谢谢"}
        order = {"lines": [line], "covers": 2, "note": f"卡号{CARDS[1]}，{PLAIN}"}
        key = {**bearer, "Idempotency-Key": "canary-order"}
        placed = httpx.post(f"{api}/orders", json=order, headers=key, timeout=60)
        assert placed.status_code == 201, placed.text
        self._note("an order", placed)
        self.order_id, self.line_id = placed.json()["id"], placed.json()["lines"][0]["id"]
        call = {"kind": "waiter", "note": f"{CARDS[2]}"}
        self._note("a call", httpx.post(f"{api}/calls", json=call, headers=bearer, timeout=60))

    def _cards_at_the_till(self) -> None:
        till, order = self.owner, f"/counter/orders/{self.order_id}"
        self._note("a price", till.do(f"/counter/lines/{self.line_id}/price",
                                      {"price": "20", "reason": f"信用卡 {CARDS[3]}"}))  # fmt: skip
        due_fen = self._total_fen()
        scanned = {"amount": "1", "expected_due_fen": str(due_fen), "key": "canary-code-1",
                   "code": self.secrets["pay code"]}  # fmt: skip
        self._note("a pay code", till.do(f"{order}/charge", scanned))
        stayed = {"channel": "on_account", "amount": "5", "account_name": f"卡 {CARDS[4]}"}
        headers = {"Idempotency-Key": "canary-account", "X-CSRFToken": till._token}
        payment = till.client.post(
            f"{order}/payments", headers=headers, json={**stayed, "expected_due_fen": due_fen}
        )
        assert payment.status_code == 201, payment.text
        self._note("a payment", payment)
        back = {"amount": "1", "reason": f"{CARDS[5]} 退款", "expected_left_fen": "500"}
        refund = f"/counter/payments/{payment.json()['id']}/refund"
        self._note("a refund", till.do(refund, back))
        till.do("/counter/shift", {"float": "500"})
        moved = {"kind": "pay_out", "amount": "10", "reason": f"退到 {CARDS[0]}"}
        self._note("cash", till.do("/counter/shift/cash", moved))
        counted = {"other": "490", "note": f"卡号 {CARDS[1]} {PLAIN}"}
        ended = till.do("/counter/shift/end", counted)
        self._note("a shift", till.client.get(ended.headers["Location"]))

    def _total_fen(self) -> int:
        orders = f"{self.server.base_url}/api/v1/orders/{self.order_id}"
        bearer = {"Authorization": f"Bearer {self.server.token('cashier')}"}
        return int(httpx.get(orders, headers=bearer, timeout=60).json()["total_fen"])

    def _sit_down(self, name: str) -> str:
        code = {"code": table(self.server, name)["code"]}
        joined = httpx.post(f"{self.server.base_url}/api/v1/table-sessions", json=code, timeout=60)
        return str(joined.json()["token"])


def _middle(pem: str) -> str:
    """A line out of the middle of a key: whole keys are printed with other line ends."""
    return pem.splitlines()[10]
