"""A small TCP proxy that cuts, swallows and delays: the Wi-Fi of a kitchen."""

import asyncio
import contextlib
import random
from enum import StrEnum

from benchmarks.wire import HOST

_CHUNK = 65_536


class Fault(StrEnum):
    """What a line does: `HOLD` is a half-open line, on which nothing comes and nobody hangs up."""

    NONE = "none"
    CUT = "cut"
    HOLD = "hold"
    SLOW = "slow"


class Line:
    """One tablet's way to the server: a port of its own, and a fault that can be changed."""

    def __init__(self, target_port: int, chance: random.Random) -> None:
        """Lead to `target_port`; `chance` decides how long a slow line waits."""
        self.port = 0
        self._target = target_port
        self._chance = chance
        self._fault = Fault.NONE
        self._flows = asyncio.Event()
        self._flows.set()
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up and listen no more."""
        self._server.close()
        self._hang_up()

    def set(self, fault: Fault) -> None:
        """Behave so from now on; a cut resets what is open."""
        self._fault = fault
        if fault is Fault.HOLD:
            self._flows.clear()
        else:
            self._flows.set()
        if fault is Fault.CUT:
            self._hang_up()

    def _hang_up(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()
        self._open.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._fault is Fault.CUT:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection(HOST, self._target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        try:
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        finally:
            self._open -= {writer, back}
            for each in (writer, back):
                each.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            while chunk := await reader.read(_CHUNK):
                # What was under way when the line went dead is lost with it.
                await self._flows.wait()
                if self._fault is Fault.SLOW:
                    await asyncio.sleep(self._chance.uniform(0.2, 3.0))
                writer.write(chunk)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
