"""Where this machine stands in the shop's network."""

import ipaddress
import socket
from pathlib import Path

# What routers give out, and what an IPv6 router gives out for use within a house.
_SHOPS_OWN = tuple(
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
# Who asks from one of these is a program on this very machine.
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
# In the data folder while a server is running and announces a name.
NAME_FILE = ".announced-name"
# A route towards any of these is a route into the shop's network, even without an internet.
_PRIVATE_TARGETS = ("192.168.255.254", "10.255.255.254", "172.31.255.254")


def lan_address() -> str | None:
    """This machine's address in the shop's network, None when it is in none. Sends nothing."""
    return next(iter(lan_addresses()), None)


def lan_addresses() -> list[str]:
    """All of this machine's addresses in private networks, the likeliest first. Sends nothing."""
    found: list[str] = []
    for target in _PRIVATE_TARGETS:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                # Connecting a datagram socket only asks the routing table.
                probe.connect((target, 9))
            except OSError:
                continue
            address = str(probe.getsockname()[0])
        if not address.startswith(("127.", "0.")) and address not in found:
            found.append(address)
    return found


def is_shops_own(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address can lie in a shop's own network: a private one, and a real device's."""
    return any(address in network for network in _SHOPS_OWN if network.version == address.version)


def own_network() -> ipaddress.IPv4Network | None:
    """The 256 addresses around this machine's own, None when it is in no network of a shop.

    Routers for homes and shops give out addresses of such a block; a wider look would take long.
    """
    address = lan_address()
    if address is None or not is_shops_own(ipaddress.ip_address(address)):
        return None
    return ipaddress.IPv4Network(f"{address}/24", strict=False)


def announced_name(data_dir: Path) -> str | None:
    """The name by which the running server says it can be found, None when it says none."""
    try:
        return (data_dir / NAME_FILE).read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
