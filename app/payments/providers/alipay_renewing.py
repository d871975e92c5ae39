"""Alipay's next certificate: fetched when an answer names it, taken only from the known roots.

Alipay changes its certificate without telling anybody; `alipay.open.app.alipaycert.download` gives
the one of a number. Its answer is signed by that very certificate, which proves nothing: what
proves it is the chain up to the roots that the shop was set up with. One that was taken is kept in
a file: a message of Alipay's names no certificate, and would be refused after a restart until
something was asked. The file is believed no more than an answer is.
"""

import base64
import importlib
import json
import logging
import os
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from app.core import clock

log = logging.getLogger(__name__)

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
    # Where a certificate that was fetched is kept, with those between it and a root.
    _kept: Path | None = None

    def take_up(self, kept: Path) -> None:
        """Go on with the certificate that was fetched before, where it follows the present one."""
        client: Any = self
        self._kept = kept
        try:
            pem, *between = _PEM.findall(kept.read_text(encoding="ascii"))
            former = client._alipay_public_key_cert_string
            # The owner may have typed in a newer one meanwhile.
            if _end(pem) > _end(former):
                _check(pem, between, client._alipay_root_cert_string, former)
                self._use(pem)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            log.warning("the kept certificate of Alipay is of no use: %s", type(error).__name__)

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
        self._keep(found, *numbered.values())

    def _keep(self, *pems: str) -> None:
        if self._kept is None:
            return
        unfinished = self._kept.with_name(f"{self._kept.name}.part")
        try:
            unfinished.unlink(missing_ok=True)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write("".join(f"{pem.strip()}\n" for pem in pems))
            unfinished.replace(self._kept)
        except OSError as error:
            # It is in use all the same, and fetched once more after a restart.
            log.warning("Alipay's certificate could not be kept: %s", type(error).__name__)

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


def _end(pem: str) -> datetime:
    """Until when a certificate is good. Raises ValueError for one that cannot be read."""
    read = _read(pem)
    if read is None:
        raise ValueError("unreadable")
    ends: datetime = read.not_valid_after_utc
    return ends


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
