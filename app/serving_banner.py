"""What the terminal shows once the shop is open: addresses, a code to scan, where the data lies."""

import io
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from app.config import PROJECT_ROOT
from app.core.lazily import at_use
from app.core.network import lan_address

qrcode = at_use("qrcode")

EVERY_ADDRESS = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the shop answers; `fingerprint` is the own authority's, "" without HTTPS."""

    host: str
    port: int
    public_url: str = ""
    fingerprint: str = ""

    @property
    def to_share(self) -> str:
        """The address that other devices should use."""
        return self.public_url or public_url(self.host, self.port)


def url(host: str, port: int) -> str:
    """The address to type for a host; port 80 is left out as browsers do."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"


def public_url(host: str, port: int) -> str:
    """The address that other devices should use, as far as this machine can tell."""
    if host not in EVERY_ADDRESS:
        return url(host, port)
    return url(lan_address() or "127.0.0.1", port)


def qr_code(text: str, *, terminal: bool) -> str:
    """A code of half blocks, half as many lines as modules; coloured for a terminal."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(text)
    drawn = io.StringIO()
    # Without colours the light modules are drawn, which is right on the usual dark background.
    code.print_ascii(out=drawn, invert=True)
    lines = drawn.getvalue().rstrip("\n").splitlines()
    if terminal:
        lines = [f"\x1b[97;40m{line}\x1b[0m" for line in lines]
    return "\n".join("  " + line for line in lines)


def set_up_lines(link: str, data_dir: Path) -> list[str]:
    """The one-time link of an empty shop, what it is, and how to get another."""
    command = "python run.py setup-link"
    if data_dir != PROJECT_ROOT / "instance":
        command += f" --data {shlex.quote(str(data_dir))}"
    return [
        "",
        "  OPEN YOUR SHOP  开店：扫下面的码，或在浏览器里打开",
        f"  {link}",
        "  once, on one device, within 30 minutes; another link:",
        f"  {command}",
    ]


def banner(
    addresses: Addresses,
    data_dir: Path,
    database: str,
    *,
    demo: bool,
    set_up_link: str | None = None,
) -> str:
    """The whole text; `database` names the database and its version.

    `set_up_link` is the one-time link of an empty shop: it stands in the code to scan.
    """
    host, port = addresses.host, addresses.port
    shared = public_url(host, port)
    lines = ["", "Kaifan is open" + (" (demo)" if demo else "")]
    if host in EVERY_ADDRESS:
        lines.append(f"  on this computer    {url('127.0.0.1', port)}")
    if host not in EVERY_ADDRESS or lan_address():
        lines.append(f"  for other devices   {shared}" if host in EVERY_ADDRESS else f"  {shared}")
    else:
        lines.append("  for other devices   connect this computer to the shop's network first")
    if addresses.public_url:
        lines.append(f"  on the internet     {addresses.public_url}")
    if set_up_link is not None:
        lines += set_up_lines(set_up_link, data_dir)
    lines.append(drawn(set_up_link or addresses.to_share))
    if addresses.fingerprint:
        lines += _https_lines(shared, addresses.fingerprint)
    lines.append(f"  data      {data_dir}")
    lines.append(f"  database  {database}")
    if demo:
        lines.append(f"  accounts  {data_dir / 'demo.json'}")
    lines += ["  stop with Ctrl-C: orders being placed are finished first", ""]
    return printable("\n".join(lines))


def drawn(text: str) -> str:
    """The code of `text` for this terminal, or a word where it cannot draw one."""
    code = qr_code(text, terminal=sys.stdout.isatty())
    is_drawable = printable(code) == code
    return code if is_drawable else "  (this terminal cannot draw the code of the address)"


def printable(text: str) -> str:
    """`text` with a question mark for what this terminal cannot show."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "replace").decode(encoding)


def _https_lines(shared: str, fingerprint: str) -> list[str]:
    """HTTPS for the shop's own devices, and the digits to compare on each of them."""
    secure = shared.replace("http://", "https://", 1)
    if secure.count(":") == 1:
        secure += ":80"  # the same port; a browser would try 443
    return [
        f"  https     {secure}",
        f"            for the staff's devices; set each up once: {shared}/https",
        f"            fingerprint {fingerprint[:39]}",
        f"                        {fingerprint[40:]}",
    ]
