"""What the terminal shows once the shop is open: addresses, a code to scan, where the data lies."""

import io
import sys
from pathlib import Path

import qrcode

from app.core.network import lan_address

EVERY_ADDRESS = ("0.0.0.0", "::")


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


def banner(host: str, port: int, data_dir: Path, database: str, *, demo: bool) -> str:
    """The whole text; `database` names the database and its version."""
    shared = public_url(host, port)
    lines = ["", "Kaifan is open" + (" (demo)" if demo else "")]
    if host in EVERY_ADDRESS:
        lines.append(f"  on this computer    {url('127.0.0.1', port)}")
    if host not in EVERY_ADDRESS or lan_address():
        lines.append(f"  for other devices   {shared}" if host in EVERY_ADDRESS else f"  {shared}")
    else:
        lines.append("  for other devices   connect this computer to the shop's network first")
    try:
        code = qr_code(shared, terminal=sys.stdout.isatty())
        code.encode(sys.stdout.encoding or "ascii")
        lines.append(code)
    except UnicodeEncodeError:
        lines.append("  (this terminal cannot draw the code of the address)")
    lines.append(f"  data      {data_dir}")
    lines.append(f"  database  {database}")
    if demo:
        lines.append(f"  accounts  {data_dir / 'demo.json'}")
    return "\n".join([*lines, "  stop with Ctrl-C: orders being placed are finished first", ""])
