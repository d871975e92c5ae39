"""Which network addresses a printer may have: the shop's own network, and nothing else."""

import ipaddress
import socket
from collections.abc import Callable

from flask import current_app
from flask_babel import lazy_gettext

from app.core.errors import Invalid
from app.core.network import is_shops_own

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Raw printing and its spares; LPD and IPP are listed since some print servers answer raw there.
PORTS = frozenset({*range(9100, 9110), 515, 631})


def check_address(host: str, port: int) -> None:
    """Refuse an address outside the shop's network, which would make the server a probe.

    In a demo and in tests this machine itself is allowed on any port. Raises Invalid.
    """
    try:
        found = socket.getaddrinfo(host.strip(), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        message = lazy_gettext("This address is not known in the network.")
        raise Invalid({"host": message}) from None
    for family in found:
        _check_one(ipaddress.ip_address(family[4][0]), port)


def gate() -> Callable[[str], bool]:
    """Tells whether a printer may be called at an address.

    For the moment of printing: what a name led to when it was typed in is long past by then.
    """
    is_local_allowed = current_app.config["KAIFAN"].allows_local_printers

    def is_allowed(text: str) -> bool:
        address = _plain(ipaddress.ip_address(text))
        return is_shops_own(address) or (address.is_loopback and is_local_allowed)

    return is_allowed


def _plain(address: Address) -> Address:
    """An address of IPv4 that is written as one of IPv6, as what it is."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _check_one(address: Address, port: int) -> None:
    address = _plain(address)
    if address.is_loopback and current_app.config["KAIFAN"].allows_local_printers:
        return
    if not is_shops_own(address):
        message = lazy_gettext("A printer must be in the shop's own network (such as 192.168.…).")
        raise Invalid({"host": message})
    if port not in PORTS:
        raise Invalid({"port": lazy_gettext("Printers listen on port 9100 to 9109, 515 or 631.")})
