"""Alipay's next certificate: fetched when an answer names it, taken only from the known roots.

Alipay changes its certificate without telling anybody; `alipay.open.app.alipaycert.download` gives
the one of a number. Its answer is signed by that very certificate, which proves nothing: what
proves it is the chain up to the roots that the shop was set up with.
"""

import base64
import importlib
import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.request import urlopen

from app.core import clock

BEIJING = timezone(timedelta(hours=8))
_API = "alipay.open.app.alipaycert.download"
_ANSWER = "alipay_open_app_alipaycert_download_response"
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)
_MAX_BYTES = 200_000
# Whoever can make up answers must not make the shop ask again and again.
_ASK_AGAIN = timedelta(minutes=10)
_MAX_CHAIN = 5


class Renewing:
    """What a client of `python-alipay-sdk` in certificate mode lacks; stands before its class."""

    _asked_at: datetime | None = None

    def _verify_and_return_sync_response(self, raw_string: str, response_type: str) -> Any:
        number = str(json.loads(raw_string).get("alipay_cert_sn") or "")
        client: Any = self
        if number and number != client.get_cert_sn(client._alipay_public_key_cert_string):
            self._fetch(number)
        return self._checked(raw_string, response_type)

    def _checked(self, raw: str, response_type: str) -> Any:
        """An answer whose signature is right, by the library. Raises what the library raises."""
        base: Any = super()
        return base._verify_and_return_sync_response(raw, response_type)

    def _fetch(self, number: str) -> None:
        """Take over the certificate of this number. Raises ValueError, and the network's errors."""
        client: Any = self
        now = clock.now()
        if self._asked_at is not None and now - self._asked_at < _ASK_AGAIN:
            return
        self._asked_at = now
        asked = client.build_body(_API, {"alipay_cert_sn": number}, timestamp=beijing(now))
        url = f"{client._gateway}?{client.sign_data(asked)}"
        with urlopen(url, timeout=client._config.timeout) as answer:  # noqa: S310 - Alipay's gateway
            raw = answer.read(_MAX_BYTES).decode()
        content = base64.b64decode(json.loads(raw)[_ANSWER]["alipay_cert_content"]).decode()
        numbered = {client.get_cert_sn(pem): pem for pem in _PEM.findall(content)}
        if number not in numbered:
            raise ValueError("another certificate")
        found = numbered.pop(number)
        former = client._alipay_public_key_cert_string
        _check(found, numbered.values(), client._alipay_root_cert_string, former)
        self._take(found, raw)

    def _take(self, pem: str, raw: str) -> None:
        client: Any = self
        former = client._alipay_public_key_cert_string
        try:
            self._use(pem)
            self._checked(raw, _ANSWER)
        except Exception:
            self._use(former)
            raise

    def _use(self, pem: str) -> None:
        client: Any = self
        client._alipay_public_key_cert_string = pem
        client._alipay_public_key_string = client.load_alipay_public_key_string()
        client._load_key()


def beijing(moment: datetime) -> str:
    """A moment as Alipay writes it."""
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _check(pem: str, between: Iterable[str], roots: str, former: str) -> None:
    """Raises ValueError unless a certificate may follow the former one.

    It is good now, of the same organisation (merchants have theirs from the same roots), and comes
    from one of the roots.
    """
    known = [each for each in map(_read, _PEM.findall(roots)) if each is not None]
    others = [each for each in map(_read, between) if each is not None and _may_issue(each)]
    found, now = _read(pem), clock.now()
    if found is None or _organisation(found) != _organisation(_read(former)):
        raise ValueError("of somebody else")
    for _step in range(_MAX_CHAIN):
        if not found.not_valid_before_utc <= now <= found.not_valid_after_utc:
            raise ValueError("not good now")
        if any(_issued(found, root) for root in known):
            return
        found = next((each for each in others if _issued(found, each)), None)
        if found is None:
            break
    raise ValueError("not from a known root")


def _organisation(certificate: Any) -> list[str]:
    oid = importlib.import_module("cryptography.x509.oid").NameOID.ORGANIZATION_NAME
    return [each.value for each in certificate.subject.get_attributes_for_oid(oid)]


def _may_issue(certificate: Any) -> bool:
    x509 = importlib.import_module("cryptography.x509")
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return bool(basic.value.ca)


def _read(pem: str) -> Any:
    """A certificate, None where this machine cannot read its kind, such as SM2."""
    try:
        return importlib.import_module("cryptography.x509").load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None


def _issued(certificate: Any, issuer: Any) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 - each kind of key refuses by an error of its own
        return False
    return True
