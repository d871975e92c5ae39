"""The certificate's files in the data folder: what is there, what is due, having it renewed.

Standard library only: the serving process knows its certificate without the library that made it.
"""

import hashlib
import json
import re
import socket
import ssl
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from app.core import clock
from app.core.network import lan_addresses

_PROJECT = Path(__file__).resolve().parents[3]
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_RENEW_BEFORE = timedelta(days=60)
_RENEW_AUTHORITY_BEFORE = timedelta(days=30)
_MOST_NAMES = 40
_PATIENCE_S = 60

# The name announced in the network, and those it falls back to when another box has it.
ANNOUNCED = ("kaifan.local", *(f"kaifan-{number}.local" for number in range(2, 10)))


class CertificateError(RuntimeError):
    """No certificate could be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where everything lies. `authority` and `server` hold private keys (mode 0600)."""

    folder: Path

    @classmethod
    def of(cls, data_dir: Path) -> "Files":
        """Those of a shop's data folder."""
        return cls(data_dir / "tls")

    @property
    def authority(self) -> Path:
        """The authority's key and certificate."""
        return self.folder / "authority.pem"

    @property
    def public(self) -> Path:
        """The authority's certificate, which devices install."""
        return self.folder / "authority.crt"

    @property
    def server(self) -> Path:
        """The server's key, its certificate and the authority's."""
        return self.folder / "server.pem"

    @property
    def facts(self) -> Path:
        """What is known of both, as JSON; written last."""
        return self.folder / "facts.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the certificates say: `names` are those of the server's, times are UTC."""

    until: datetime
    authority_until: datetime
    names: tuple[str, ...]
    wanted: tuple[str, ...]

    def to_text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat(), indent=1)

    @classmethod
    def from_text(cls, text: str) -> "Facts":
        """What `to_text` wrote. Raises ValueError, KeyError, TypeError."""
        known = json.loads(text)
        return cls(
            datetime.fromisoformat(known["until"]),
            datetime.fromisoformat(known["authority_until"]),
            tuple(known["names"]),
            tuple(known["wanted"]),
        )

    def needs_authority(self, now: datetime) -> bool:
        """Whether the authority itself is so old that a new one is made."""
        return now > self.authority_until - _RENEW_AUTHORITY_BEFORE


def find_facts(data_dir: Path) -> Facts | None:
    """What is known of the present certificate; None when there is none, or not a whole one."""
    files = Files.of(data_dir)
    if not (files.server.exists() and files.public.exists()):
        return None
    try:
        return Facts.from_text(files.facts.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fingerprint(data_dir: Path) -> str:
    """SHA-256 of the authority's certificate, as sixteen groups of four digits."""
    digits = hashlib.sha256(public_der(data_dir)).hexdigest().upper()
    return " ".join(digits[start : start + 4] for start in range(0, 64, 4))


def public_pem(data_dir: Path) -> str:
    """The authority's certificate. Raises OSError."""
    return Files.of(data_dir).public.read_text(encoding="ascii")


def public_der(data_dir: Path) -> bytes:
    """The authority's certificate as most devices want it. Raises OSError."""
    return ssl.PEM_cert_to_DER_cert(public_pem(data_dir))


def host_label() -> str:
    """This computer's own name where others may use it as one word, "" otherwise."""
    name = socket.gethostname().lower().removesuffix(".local")
    return name if _LABEL.fullmatch(name) else ""


def wanted_names(public_url: str = "") -> list[str]:
    """By what names and addresses this machine is reached in the shop."""
    host = host_label()
    own = ["localhost", "127.0.0.1", "::1", *ANNOUNCED, *[host, f"{host}.local"] * bool(host)]
    public = urlsplit(public_url).hostname
    return list(dict.fromkeys([*own, *lan_addresses(), *([public] if public else [])]))


def is_due(facts: Facts | None, names: list[str], now: datetime) -> bool:
    """Whether the certificate is missing, near its end, or lacks a name that was never asked."""
    if facts is None or now > facts.until - _RENEW_BEFORE or facts.needs_authority(now):
        return True
    return not set(names) <= set(facts.names) | set(facts.wanted)


def renew_if_due(data_dir: Path, public_url: str = "") -> bool:
    """Have the certificate made anew when that is due; True when it was. Raises CertificateError.

    Addresses that the machine had before stay in it: a tablet may come back to an old network.
    """
    facts, names = find_facts(data_dir), wanted_names(public_url)
    if not is_due(facts, names, clock.wall()):
        return False
    earlier = [name for name in facts.names if name not in names] if facts else []
    kept = (names + earlier)[:_MOST_NAMES]
    command = [sys.executable, "-m", "app.core.certificates", str(data_dir), *kept]
    try:
        done = subprocess.run(
            command, cwd=_PROJECT, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CertificateError(str(error)) from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise CertificateError(lines[-1])
    return True
