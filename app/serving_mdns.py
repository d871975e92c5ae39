"""The shop found by name in its network: `kaifan.local`, announced by multicast DNS (RFC 6762).

Loaded after the shop is open and in a thread of its own: a network without multicast delays nobody.
"""

import ipaddress
import sys
import threading
from pathlib import Path

from zeroconf import (  # type: ignore[attr-defined]  # one is left out of __all__
    AddressResolverIPv4,
    ServiceInfo,
    Zeroconf,
)
from zeroconf import Error as MdnsError

from app.core.certificates.keeping import ANNOUNCED
from app.core.network import NAME_FILE, lan_addresses

_ASK_MS = 1000


class Announcer:
    """Says in the network which name leads here, until it is told to stop."""

    def __init__(
        self, data_dir: Path, port: int, *, https: bool, addresses: list[str] | None = None
    ) -> None:
        """For the shop that answers on `port` of `addresses`, else of this machine's in the LAN."""
        self.name: str | None = None
        self._file = data_dir / NAME_FILE
        self._port, self._https, self._addresses = port, https, addresses
        self._mdns: Zeroconf | None = None
        self._lock = threading.Lock()
        self._is_over = False

    def start(self) -> threading.Thread:
        """Announce from a thread of its own."""
        thread = threading.Thread(target=self.announce, name="mdns", daemon=True)
        thread.start()
        return thread

    def announce(self) -> None:
        """Find a free name and announce it; a network that does not allow it is told in a line."""
        addresses = self._addresses or lan_addresses()
        if not addresses:
            return
        try:
            with self._lock:
                if self._is_over:
                    return
                self._mdns = Zeroconf(interfaces=addresses)
                self.name = self._free_name(self._mdns, addresses)
                for service in self._services(self.name, addresses):
                    self._mdns.register_service(service, allow_name_change=True)
                self._file.write_text(self.name, encoding="ascii")
        except (MdnsError, OSError, RuntimeError) as error:
            print(f"  by name   not in this network ({error or type(error).__name__})",
                  file=sys.stderr, flush=True)  # fmt: skip
            return
        colon = "" if self._port == 80 else f":{self._port}"
        print(f"  by name   http://{self.name}{colon}", flush=True)

    def stop(self) -> None:
        """Take the name back."""
        with self._lock:
            self._is_over = True
            self._file.unlink(missing_ok=True)
            if self._mdns is not None:
                self._mdns.close()

    def _free_name(self, mdns: Zeroconf, addresses: list[str]) -> str:
        """The first of our names that no other machine answers to."""
        for name in ANNOUNCED:
            asked = AddressResolverIPv4(f"{name}.")
            if not asked.request(mdns, _ASK_MS):
                return name
            if set(asked.parsed_addresses()) <= set(addresses):
                return name  # another Kaifan on this very machine
        raise OSError(f"all names up to {ANNOUNCED[-1]} are taken")

    def _services(self, name: str, addresses: list[str]) -> list[ServiceInfo]:
        packed = [ipaddress.ip_address(address).packed for address in addresses]
        kinds = ["_http._tcp.local.", *["_https._tcp.local."] * self._https]
        label = name.partition(".")[0] + (f" {self._port}" if self._port != 80 else "")
        return [
            ServiceInfo(
                kind, f"{label}.{kind}", port=self._port, addresses=packed, server=f"{name}.",
                properties={"path": "/"},
            )
            for kind in kinds
        ]  # fmt: skip
