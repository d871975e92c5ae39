"""`python -m printer.virtual --port 9100`: listens until it is interrupted."""

import argparse
import contextlib

from printer.virtual.machine import Machine
from printer.virtual.page import serve


def main(arguments: list[str] | None = None) -> None:
    """Start the machine and its page."""
    parser = argparse.ArgumentParser(prog="python -m printer.virtual", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other computers print")
    parser.add_argument("--port", type=int, default=9100, help="the printer's port")
    parser.add_argument("--web-port", type=int, default=9180, help="the page's port")
    options = parser.parse_args(arguments)
    machine = Machine(options.host, options.port)
    server = serve(machine, options.host, options.web_port, (options.host, machine.port))
    print(f"printer  {options.host}:{machine.port}", flush=True)
    print(f"page     http://{options.host}:{server.server_port}/", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    server.server_close()
    machine.close()


if __name__ == "__main__":
    main()
