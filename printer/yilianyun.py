"""易联云 cloud printers: https://open-api.10ss.net, OAuth with a token that lives long.

The service gives out at most 20 tokens a day, so the token is kept in a file of the printer's
folder and fetched anew only when the service says that it is no longer good.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from printer.cloud import CloudDriver
from printer.errors import CloudRefused, Offline, PaperOut

BASE_URL = "https://open-api.10ss.net"
_TOKEN_TROUBLE = frozenset({"14", "18"})
_OFFLINE, _NO_PAPER = "0", "2"


class YilianyunDriver(CloudDriver):
    """A printer at 易联云; the account's user is its client id, the key its client secret."""

    line_end = b"\r\n"

    def _check(self) -> None:
        body = self._call("/printer/getprintstatus")
        state = str(body.get("state", ""))
        if state == _OFFLINE:
            raise Offline("the service says that the printer is off")
        if state == _NO_PAPER:
            raise PaperOut("the service says that the printer has no paper")

    def _hand_over(self, content: str, *, may_have_printed: bool) -> str:
        origin_id = uuid.uuid4().hex
        body = self._call(
            "/print/index", may_have_printed=True, after=may_have_printed,
            content=content, origin_id=origin_id,
        )  # fmt: skip
        return str(body["id"])

    def _is_printed(self, order: str) -> bool:
        body = self._call(
            "/printer/getorderstatus", may_have_printed=True, after=True, order_id=order
        )
        return str(body.get("status")) == "1"

    def _call(
        self, path: str, *, may_have_printed: bool = False, after: bool = False, **fields: object
    ) -> dict[str, Any]:
        fields = {"machine_code": self._account.device, **fields}
        answer = self._ask(path, {**fields, "access_token": self._token()}, may_have_printed)
        if str(answer.get("error")) in _TOKEN_TROUBLE:
            self._token_file.unlink(missing_ok=True)
            answer = self._ask(path, {**fields, "access_token": self._token()}, may_have_printed)
        body = _checked(answer, after=after)
        return body if isinstance(body, dict) else {}

    @property
    def _token_file(self) -> Path:
        return self._account.folder / "yilianyun.token"

    def _token(self) -> str:
        """The kept token, if it is this account's, else a new one."""
        try:
            kept = json.loads(self._token_file.read_text(encoding="utf-8"))
            if kept["user"] == self._account.user:
                return str(kept["token"])
        except (OSError, ValueError, KeyError):
            pass
        wanted = {"grant_type": "client_credentials", "scope": "all"}
        body = _checked(self._ask("/oauth/oauth", wanted, may_have_printed=False), after=False)
        token = str(body["access_token"])
        self._account.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._token_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"user": self._account.user, "token": token}, file)
        return token

    def _ask(
        self, path: str, fields: Mapping[str, object], may_have_printed: bool
    ) -> dict[str, Any]:
        account, timestamp = self._account, str(int(self._now()))
        signed = account.user + timestamp + account.key
        sign = hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest()
        head = {
            "client_id": account.user, "timestamp": timestamp, "sign": sign,
            "id": str(uuid.uuid4()),
        }  # fmt: skip
        return self._post(path, {**head, **fields}, may_have_printed=may_have_printed)


def _checked(answer: dict[str, Any], *, after: bool) -> Any:
    if str(answer.get("error")) != "0":
        words = f"{answer.get('error')}: {answer.get('error_description')}"
        raise CloudRefused(words, may_have_printed=after)
    return answer.get("body")
