"""飞鹅 cloud printers: http://api.feieyun.cn, signed by SHA-1 of user, key and time."""

import hashlib
from typing import Any

from printer.cloud import EXPIRES_S, CloudDriver
from printer.errors import CloudRefused, Offline, PaperOut

BASE_URL = "http://api.feieyun.cn"
_PATH = "/Api/Open/"


class FeieDriver(CloudDriver):
    """A printer at 飞鹅."""

    def _check(self) -> None:
        said = str(self._call("Open_queryPrinterStatus", sn=self._account.device))
        if "离线" in said:
            raise Offline(said)
        if "不正常" in said:
            raise PaperOut(said)

    def _hand_over(self, content: str, *, may_have_printed: bool) -> str:
        expired = int(self._now()) + EXPIRES_S
        found = self._call(
            "Open_printMsg", may_have_printed=True, after=may_have_printed,
            sn=self._account.device, content=content, times=1, expired=expired,
        )  # fmt: skip
        return str(found)

    def _is_printed(self, order: str) -> bool:
        found = self._call("Open_queryOrderState", may_have_printed=True, after=True, orderid=order)
        return found is True

    def _call(
        self, name: str, *, may_have_printed: bool = False, after: bool = False, **fields: object
    ) -> Any:
        account, stime = self._account, str(int(self._now()))
        signed = account.user + account.key + stime
        sig = hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()
        head = {"user": account.user, "stime": stime, "sig": sig, "apiname": name}
        answer = self._post(_PATH, {**head, **fields}, may_have_printed=may_have_printed)
        if answer.get("ret") != 0:
            words = f"{answer.get('ret')}: {answer.get('msg')}"
            raise CloudRefused(words, may_have_printed=after)
        return answer.get("data")
