"""The address to listen on: taking it, and saying in plain words why it cannot be taken.

The launcher also runs this file by its path, before anything is installed: standard library only.
"""

import errno
import os
import socket
import sys
from pathlib import Path


class PortError(Exception):
    """The address cannot be used; the text says why and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not listening yet. Raises PortError."""
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":
        # There the option would let two programs share the port.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except (OSError, OverflowError) as error:
        taken.close()
        raise PortError(explain(host, port, error)) from None
    return taken


def listen(taken: socket.socket, host: str, port: int) -> None:
    """Begin to accept. Raises PortError: of two that are bound, only the first to listen has it."""
    try:
        taken.listen(2048)
    except OSError as error:
        raise PortError(explain(host, port, error)) from None


def explain(host: str, port: int, error: Exception) -> str:
    """Why an address cannot be taken and what to do, in one paragraph."""
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        free = port + 1 if port < 65535 else 8000
        return (
            f"Port {port} is taken by {owner(port)}. Stop it, or start Kaifan on another port:   "
            f"python run.py --port {free}"
        )
    if code == errno.EACCES:
        return (
            f"Port {port} needs administrator rights on this system. Choose a port above 1023:   "
            "python run.py --port 8000"
        )
    return (
        f"The address {host} port {port} cannot be used ({error}). Use --host 0.0.0.0 for every "
        "address of this machine, and a --port from 1024 to 65535."
    )


def owner(port: int) -> str:
    """The program that listens on a port, as far as Linux lets this user see it."""
    wanted = {f"socket:[{inode}]" for inode in listening_inodes(port)}
    for link in Path("/proc").glob("[0-9]*/fd/*") if wanted else ():
        try:
            if os.readlink(link) not in wanted:
                continue
            words = Path("/proc", link.parts[2], "cmdline").read_text().split("\0")
        except OSError:
            continue  # another user's process, or one that has just ended
        if "app.serving" in words:
            return f"Kaifan itself, which runs already (process {link.parts[2]})"
        return f"{Path(words[0]).name} (process {link.parts[2]})"
    return "another program, perhaps a Kaifan that still runs"


def listening_inodes(port: int) -> set[str]:
    """Linux' socket numbers that listen on a port; empty on other systems."""
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        rows = table.read_text().splitlines()[1:] if table.exists() else []
        for columns in (row.split() for row in rows):
            if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port:
                found.add(columns[9])
    return found


def main() -> int:
    """Try the address given as two arguments; 1 and the reason on the error stream if taken."""
    host, port = sys.argv[1], int(sys.argv[2])
    try:
        with bind(host, port) as taken:
            listen(taken, host, port)
    except PortError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
