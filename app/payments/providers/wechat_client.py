"""Making the client of `wechatpayv3` so that gateway, time limits and known keys are ours."""

import importlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from app.core import clock
from app.payments.providers.base import Refused

if TYPE_CHECKING:
    from app.payments.providers.wechat_keys import WeChatKeys

log = logging.getLogger(__name__)

# An answer that was signed longer ago, or later, than this is one that somebody plays again.
ANSWER_AGE_S = 300
# Between two looks for certificates that messages were signed by and that are not held.
_FETCH_EVERY = timedelta(minutes=10)
# Seconds to connect and to wait for an answer; an order is never held up by more.
TIMEOUT_S = (3, 5)


def make_client(keys: "WeChatKeys", gateway: str) -> Any:
    """A `WeChatPay` of the library that speaks to `gateway`.

    With platform certificates it fetches them now, from there. Raises what the library raises.
    """
    library = importlib.import_module("wechatpayv3")
    core = _core_class()(
        gateway,
        mchid=keys.mchid,
        cert_serial_no=keys.serial.upper(),
        private_key=keys.private_key,
        apiv3_key=keys.apiv3_key,
        timeout=TIMEOUT_S,
        public_key=keys.public_key or None,
        public_key_id=keys.public_key_id or None,
    )
    # Its constructor would make a core of its own, which speaks to the live host at once.
    client = library.WeChatPay.__new__(library.WeChatPay)
    client._type = library.WeChatPayType.NATIVE
    client._mchid, client._appid = keys.mchid, keys.appid or keys.mini_appid
    client._notify_url, client._partner_mode = None, False
    client._core = core
    return client


def only_known_keys(client: Any, serial: str) -> None:
    """Object to a signature by a key that is not held. Raises Refused.

    The library would ask for certificates from within the callback: whoever sends rubbish could
    make the shop call WeChat as often as he likes. `fetch_wanted` asks later.
    """
    core = client._core
    known = {format(each.serial_number, "X") for each in core._certificates}
    if core._public_key_id:
        known.add(core._public_key_id)
    if serial.upper().lstrip("0") not in {each.upper().lstrip("0") for each in known}:
        core.wants_certificates = True
        raise Refused("serial")


def fetch_wanted(client: Any) -> None:
    """Fetch the platform's certificates where a message was signed by one that is not held.

    Certificates change, and while a merchant goes over to the public key, messages come signed by
    either kind. Asked before a call that goes out anyway, and seldom, whatever strangers send.
    """
    core, now = client._core, clock.now()
    if not core.wants_certificates or (core.fetched_at and now - core.fetched_at < _FETCH_EVERY):
        return
    core.wants_certificates, core.fetched_at = False, now
    held = list(core._certificates)
    try:
        core._update_certificates()
    except Exception as error:  # noqa: BLE001 - the library raises bare ones
        log.warning("WeChat's certificates did not come: %s", type(error).__name__)
    if not core._certificates:
        core._certificates.extend(held)


@cache
def _core_class() -> type[Any]:
    base = importlib.import_module("wechatpayv3.core").Core

    class OwnCore(base):  # type: ignore[misc, valid-type]
        """The library's core with a gateway that is known before it makes its first call."""

        def __init__(self, gateway: str, **more: Any) -> None:
            self._own_gateway = gateway
            self.wants_certificates = False
            self.fetched_at: datetime | None = None
            super().__init__(**more)

        def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
            # Messages are plain dictionaries, and their age was looked at before.
            is_answer = not isinstance(headers, dict)
            if is_answer and not _is_fresh(headers.get("Wechatpay-Timestamp", "")):
                return False
            return bool(super()._verify_signature(headers, body))

        @property
        def _gate_way(self) -> str:
            return self._own_gateway

        @_gate_way.setter
        def _gate_way(self, _given: str) -> None:
            """The library sets its live host here."""

    return OwnCore


def _is_fresh(timestamp: str) -> bool:
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    return is_number and abs(clock.now().timestamp() - int(timestamp)) <= ANSWER_AGE_S
