"""Settings of the installation: environment, `config.toml` in the data folder, defaults."""

import ipaddress
import os
import re
import tempfile
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.core.ids import new_secret
from app.core.network import is_shops_own

PROJECT_ROOT = Path(__file__).resolve().parent.parent
_WIDEST_SCAN = 24
_SHORTEST_TOKEN = 16
_SHORTEST_SECRET = 32
_POSTGRES = "postgresql+psycopg"
# A host, or an address of IPv6 in brackets, and perhaps a port.
_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]]+))(?::(\d+))?")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ConfigError(ValueError):
    """A setting cannot be used; the text says which and what to do."""


@dataclass(frozen=True)
class Config:
    """Everything that is decided before the app is made. Owner settings live in the database."""

    data_dir: Path
    secret_key: str
    database_url: str
    redis_url: str | None = None
    demo: bool = False
    limits_enabled: bool = True
    # What the shop's own certificates are for; a proxy in front may do without.
    has_own_https: bool = True
    # Every request comes by HTTPS, through a proxy that does not say so.
    secure_cookies: bool = False
    # Where guests reach the shop, such as https://order.example.com; "" when only in the LAN.
    public_url: str = ""
    trusted_proxies: tuple[Network, ...] = ()
    announces_name: bool = True
    # Where the payment channels are reached instead of at home: their test systems, a rehearsal.
    wechat_pay_url: str = ""
    alipay_url: str = ""
    # Where WeChat is asked who pays inside it, instead of at home.
    wechat_api_url: str = ""
    # What a program that reads the figures must send; "" lets only this very machine read them.
    metrics_token: str = ""
    # A statement to the database that takes so long is written down.
    slow_ms: int = 200
    testing: bool = False
    scan_network: ipaddress.IPv4Network | None = None
    # The folder of the empty shop in whose place this demonstration is shown.
    shown_instead_of: Path | None = None

    @classmethod
    def load(cls, data_dir: Path, *, demo: bool = False) -> "Config":
        """Read the settings for `data_dir`, making the folder and the secret key when new.

        Raises ConfigError when a setting is wrong, OSError when the folder cannot be written.
        """
        data_dir = data_dir.resolve()
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        stored = _read_toml(data_dir / "config.toml")

        def setting(name: str) -> str | None:
            return os.environ.get(name) or stored.get(name) or None

        limits_enabled = (setting("KAIFAN_LIMITS") or "on").lower() != "off"
        if not limits_enabled and not demo:
            raise ConfigError("KAIFAN_LIMITS=off is for load tests and works only with --demo.")
        https = (setting("KAIFAN_HTTPS") or "").lower()
        config = cls(
            data_dir=data_dir,
            secret_key=_secret_key(data_dir / "secret.key"),
            database_url=_driver_named(setting("DATABASE_URL"))
            or _sqlite_url(data_dir),
            redis_url=setting("REDIS_URL"),
            demo=demo,
            limits_enabled=limits_enabled,
            scan_network=_scan_network(setting("KAIFAN_SCAN_NETWORK"), demo=demo),
            has_own_https=https != "off",
            secure_cookies=https == "on",
            public_url=_public_url(setting("KAIFAN_PUBLIC_URL") or ""),
            trusted_proxies=_networks(setting("KAIFAN_TRUSTED_PROXIES") or ""),
            announces_name=(setting("KAIFAN_MDNS") or "on").lower() != "off",
            wechat_pay_url=setting("KAIFAN_WECHAT_PAY_URL") or "",
            alipay_url=setting("KAIFAN_ALIPAY_URL") or "",
            wechat_api_url=setting("KAIFAN_WECHAT_API_URL") or "",
            metrics_token=_metrics_token(setting("KAIFAN_METRICS_TOKEN") or ""),
            slow_ms=_whole_number("KAIFAN_SLOW_MS", setting("KAIFAN_SLOW_MS") or "200"),
        )
        if config.sqlite_file is not None:
            _make_private(config.sqlite_file)
        return config

    def of_demo(self) -> "Config":
        """The settings of the demonstration beside an empty shop: nothing of it is the shop's.

        Raises OSError when its folder cannot be written.
        """
        folder = self.data_dir / "demo"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        config = replace(
            self,
            data_dir=folder,
            secret_key=_secret_key(folder / "secret.key"),
            database_url=_sqlite_url(folder),
            redis_url=None,
            demo=True,
            shown_instead_of=self.data_dir,
        )
        _make_private(folder / "kaifan.db")
        return config

    @property
    def allows_local_printers(self) -> bool:
        """Whether a printer may be on this very machine: only to try things out."""
        return self.demo or self.testing

    @property
    def media_dir(self) -> Path:
        """Where pictures are kept."""
        return self.data_dir / "media"

    @property
    def backup_dir(self) -> Path:
        """Where verified copies of the database are kept."""
        return self.data_dir / "backups"

    @property
    def printer_dir(self) -> Path:
        """Where virtual printers keep the bytes they were sent."""
        return self.data_dir / "printers"

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, None when the database is a server."""
        prefix = "sqlite:///"
        if not self.database_url.startswith(prefix):
            return None
        return Path(unquote(self.database_url.removeprefix(prefix).partition("?")[0]))


def _read_toml(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is not valid TOML: {error}") from None
    return {key: str(value) for key, value in content.items()}


def _scan_network(text: str | None, *, demo: bool) -> ipaddress.IPv4Network | None:
    """Where printers are looked for, when not around this machine's own address."""
    if text is None:
        return None
    try:
        found = ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        raise ConfigError("KAIFAN_SCAN_NETWORK is written like 192.168.1.0/24.") from None
    is_allowed = found.is_loopback if demo and found.is_loopback else is_shops_own(found[0])
    if not is_allowed or found.prefixlen < _WIDEST_SCAN:
        raise ConfigError(
            "KAIFAN_SCAN_NETWORK must be a private network of at most 256 addresses, such as"
            " 192.168.1.0/24."
        )
    return found


def _public_url(text: str) -> str:
    """Scheme, host and port of an address that has nothing else, "" for "". Raises ConfigError."""
    if not text:
        return ""
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        is_site = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_site = False
    if not is_site or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigError(
            f"KAIFAN_PUBLIC_URL is {text!r}: write it like https://order.example.com, without"
            " anything behind."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _metrics_token(text: str) -> str:
    """A token that cannot be guessed, or "". Raises ConfigError."""
    if text and len(text) < _SHORTEST_TOKEN:
        raise ConfigError(f"KAIFAN_METRICS_TOKEN must have {_SHORTEST_TOKEN} characters or more.")
    return text


def _whole_number(name: str, text: str) -> int:
    """A number from 1 up. Raises ConfigError."""
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(f"{name} is {text!r}: write a whole number from 1 up.")
    return int(text)


def _networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks separated by commas or spaces. Raises ConfigError."""
    try:
        return tuple(ipaddress.ip_network(word) for word in text.replace(",", " ").split())
    except ValueError as error:
        raise ConfigError(
            f"KAIFAN_TRUSTED_PROXIES: {error}. Write the proxy's address, such as 127.0.0.1 or"
            " 172.18.0.0/16."
        ) from None


def _sqlite_url(folder: Path) -> str:
    """The address of a folder's database: in one, these two signs of a name mean something else."""
    name = str(folder / "kaifan.db").replace("%", "%25").replace("?", "%3F")
    return f"sqlite:///{name}"


def _make_private(database: Path) -> None:
    """Make the file before SQLite does, which would let everybody on the machine read it.

    SQLite's log beside it takes over its mode.
    """
    if not database.parent.is_dir():
        raise ConfigError(
            f"DATABASE_URL names the folder {database.parent}, which does not exist. Make it, or"
            " correct the setting."
        )
    database.touch(mode=0o600)


def _secret_key(file: Path) -> str:
    """The key that signs cookies and table codes, made once, readable by its owner alone.

    Raises ConfigError for one that anybody could guess: nothing is signed with it.
    """
    if not file.exists():
        _make_secret(file)
    secret = file.read_text(encoding="ascii", errors="replace").strip()
    if len(secret) < _SHORTEST_SECRET:
        raise ConfigError(
            f"{file} is empty or cut off. Put the old file back. If there is none, delete this one"
            " and start again: a new key is made, everybody logs in anew, and the tables' codes"
            " must be printed anew."
        )
    return secret


def _make_secret(file: Path) -> None:
    """Write a key beside and move it there: nobody ever finds half of one, not after a power cut.

    Of two that start at once, the second takes the first one's.
    """
    descriptor, name = tempfile.mkstemp(prefix=".secret-", dir=file.parent)
    beside = Path(name)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(new_secret())
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(beside, file)
    except FileExistsError:
        pass
    except OSError:  # no links on this disk, such as a memory stick
        beside.replace(file)
    beside.unlink(missing_ok=True)


def _driver_named(url: str | None) -> str | None:
    """A Postgres address with the driver that this house brings; its hosts may be several."""
    scheme, mark, rest = (url or "").partition("://")
    if scheme not in ("postgres", "postgresql", _POSTGRES):
        return url
    return f"{_POSTGRES}{mark}{_hosts_apart(rest)}"


def _hosts_apart(rest: str) -> str:
    """What Postgres writes `me@a:1,b:2/shop`, as SQLAlchemy does: `me@/shop?host=a,b&port=1,2`.

    Of several hosts the one is meant that writes, which is another one once it has failed over.
    """
    place, _, name = rest.partition("/")
    who, at, places = place.rpartition("@")
    if "," not in places:
        return rest
    name, _, query = name.partition("?")
    found = [_HOST.fullmatch(each) for each in places.split(",")]
    if None in found:
        raise ConfigError("DATABASE_URL: several hosts are written like host1:5432,host2:5432.")
    hosts = ",".join(each[1] or each[2] for each in found if each)
    ports = ",".join(each[3] or "5432" for each in found if each)
    words = [f"host={hosts}", f"port={ports}", *filter(None, [query])]
    if "target_session_attrs" not in query:
        words.append("target_session_attrs=read-write")
    return f"{who}{at}/{name}?{'&'.join(words)}"
