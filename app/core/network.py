"""Where this machine stands in the shop's network."""

import ipaddress
import socket

# A route towards any of these is a route into the shop's network, even without an internet.
_PRIVATE_TARGETS = ("192.168.255.254", "10.255.255.254", "172.31.255.254")


def lan_address() -> str | None:
    """This machine's address in the shop's network, None when it is in none. Sends nothing."""
    for target in _PRIVATE_TARGETS:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                # Connecting a datagram socket only asks the routing table.
                probe.connect((target, 9))
            except OSError:
                continue
            address = str(probe.getsockname()[0])
        if not address.startswith(("127.", "0.")):
            return address
    return None


def is_shops_own(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address can lie in a shop's own network: a private one, and a real device's."""
    return address.is_private and not (
        address.is_loopback or address.is_link_local or address.is_unspecified
    )


def own_network() -> ipaddress.IPv4Network | None:
    """The 256 addresses around this machine's own, None when it is in no network of a shop.

    Routers for homes and shops give out addresses of such a block; a wider look would take long.
    """
    address = lan_address()
    if address is None or not is_shops_own(ipaddress.ip_address(address)):
        return None
    return ipaddress.IPv4Network(f"{address}/24", strict=False)
