"""芯烨云 cloud printers: https://open.xpyun.net, signed by SHA-1 of user, key and time."""

import hashlib
from typing import Any

from printer.cloud import EXPIRES_S, CloudDriver
from printer.errors import CloudRefused, Offline, PaperOut

BASE_URL = "https://open.xpyun.net"
_PATH = "/api/openapi/xprinter/"
_OFFLINE, _ABNORMAL = 0, 2


class XpyunDriver(CloudDriver):
    """A printer at 芯烨云."""

    longest = 6000

    def _check(self) -> None:
        status = self._call("queryPrinterStatus", sn=self._account.device)
        if status == _OFFLINE:
            raise Offline("the service has not heard of the printer for 30 s")
        if status == _ABNORMAL:
            raise PaperOut("the service says that the printer is on and not well")

    def _hand_over(self, content: str, *, may_have_printed: bool) -> str:
        # Mode 0: refused when the printer is off, instead of kept for later.
        found = self._call(
            "print", may_have_printed=True, after=may_have_printed, sn=self._account.device,
            content=content, copies=1, mode=0, expiresIn=EXPIRES_S,
        )  # fmt: skip
        return str(found)

    def _is_printed(self, order: str) -> bool:
        found = self._call("queryOrderState", may_have_printed=True, after=True, orderId=order)
        return found is True

    def _call(
        self, name: str, *, may_have_printed: bool = False, after: bool = False, **fields: object
    ) -> Any:
        account, timestamp = self._account, str(int(self._now()))
        signed = account.user + account.key + timestamp
        sign = hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()
        head = {"user": account.user, "timestamp": timestamp, "sign": sign, "debug": "0"}
        answer = self._post(
            _PATH + name, {**head, **fields}, as_json=True, may_have_printed=may_have_printed
        )
        if answer.get("code") != 0:
            words = f"{answer.get('code')}: {answer.get('msg')}"
            raise CloudRefused(words, may_have_printed=after)
        return answer.get("data")
