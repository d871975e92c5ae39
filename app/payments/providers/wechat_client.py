"""Making the client of `wechatpayv3` so that gateway, time limits and known keys are ours."""

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

from app.payments.providers.base import Refused

if TYPE_CHECKING:
    from app.payments.providers.wechat_keys import WeChatKeys

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
    make the shop call WeChat as often as he likes.
    """
    core = client._core
    known = {format(each.serial_number, "X") for each in core._certificates}
    if core._public_key_id:
        known.add(core._public_key_id)
    if serial.upper().lstrip("0") not in {each.upper().lstrip("0") for each in known}:
        raise Refused("serial")


@cache
def _core_class() -> type[Any]:
    base = importlib.import_module("wechatpayv3.core").Core

    class OwnCore(base):  # type: ignore[misc, valid-type]
        """The library's core with a gateway that is known before it makes its first call."""

        def __init__(self, gateway: str, **more: Any) -> None:
            self._own_gateway = gateway
            super().__init__(**more)

        @property
        def _gate_way(self) -> str:
            return self._own_gateway

        @_gate_way.setter
        def _gate_way(self, _given: str) -> None:
            """The library sets its live host here."""

    return OwnCore
