"""Making the client of `python-alipay-sdk`, and fetching what it cannot."""

import importlib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.payments.providers.alipay_renewing import Renewing

if TYPE_CHECKING:
    from app.payments.providers.alipay import AlipayKeys

REAL = "https://openapi.alipay.com/gateway.do"
SANDBOX = "https://openapi-sandbox.dl.alipaydev.com/gateway.do"
# Seconds that one call may take.
TIMEOUT_S = 6
_MAX_BYTES = 200 * 1024 * 1024
_ALIPAYS = re.compile(r"([A-Za-z0-9-]+\.)+(alipay|alipaydev|alipayobjects)\.com(:443)?")


def make_client(keys: "AlipayKeys", gateway: str, folder: Path | None = None) -> Any:
    """A client of the library that speaks to `gateway`. Raises what the library raises.

    In `folder` it keeps the certificates of Alipay's that it fetches.
    """
    if keys.has_certificates:
        made = _class_with("DCAliPay")(
            appid=keys.app_id,
            app_private_key_string=keys.private_key,
            app_public_key_cert_string=keys.app_certificate,
            alipay_public_key_cert_string=keys.alipay_certificate,
            alipay_root_cert_string=keys.root_certificate,
        )
        if folder is not None:
            made.take_up(folder / f"alipay-{keys.app_id}.pem")
    else:
        made = _class_with("AliPay")(
            appid=keys.app_id,
            app_private_key_string=keys.private_key,
            alipay_public_key_string=keys.alipay_public_key,
        )
    made._gateway = gateway
    made._config.timeout = TIMEOUT_S
    return made


def said_in(error: Exception) -> dict[str, Any] | None:
    """What Alipay said in an answer that it did not sign; None for anything but an answer.

    Such an answer is believed only when it refuses: it never says that money moved.
    """
    exceptions = importlib.import_module("alipay.exceptions")
    if not isinstance(error, exceptions.AliPayException):
        return None
    try:
        whole = json.loads(str(error).partition("message:")[2])
    except ValueError:
        return None
    found = next((each for each in whole.values() if isinstance(each, dict)), None)
    if found is None or str(found.get("code", "")) in ("10000", "10003"):
        return None
    return found


def fetch_bill(url: str, gateway: str) -> bytes:
    """A bill's file, from an address of Alipay's. Raises ValueError, and the network's errors."""
    requests = importlib.import_module("requests")
    wanted, own = urlsplit(url), urlsplit(gateway)
    # Other signs, such as a backslash, end the host for one reader and not for another.
    is_alipays = wanted.scheme == "https" and _ALIPAYS.fullmatch(wanted.netloc) is not None
    if not is_alipays and wanted.netloc != own.netloc:
        raise ValueError("address")
    answer = requests.get(url, timeout=(3, 20), allow_redirects=False)
    answer.raise_for_status()
    content: bytes = answer.content
    if len(content) > _MAX_BYTES:
        raise ValueError("size")
    return content


@cache
def _class_with(name: str) -> type[Any]:
    base = getattr(importlib.import_module("alipay"), name)

    bases = (Renewing, base) if name == "DCAliPay" else (base,)

    class OwnClient(*bases):  # type: ignore[misc]
        """The library's client, which finds the signed part of an answer by reading JSON."""

        def _get_string_to_be_signed(self, raw_string: str, response_type: str) -> str:
            # The library counts braces, also those within texts such as a subject "{套餐}".
            start = raw_string.index("{", raw_string.index(f'"{response_type}"'))
            _value, end = json.JSONDecoder().raw_decode(raw_string, start)
            return raw_string[start:end]

    return OwnClient
