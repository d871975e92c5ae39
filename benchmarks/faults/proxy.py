"""A small TCP proxy that cuts, swallows and delays: the Wi-Fi of a kitchen."""

import asyncio
import contextlib
import random
import threading
from collections.abc import Coroutine
from enum import StrEnum
from typing import Any, Self

from benchmarks.wire import HOST

_CHUNK = 65_536


class Fault(StrEnum):
    """What a line does: `HOLD` is a half-open line, on which nothing comes and nobody hangs up.

    `DEAF` lets everything through to the server and cuts the line when it answers. `MUTE` and
    `UNHEARD` are a proxy that hangs half: what is open now stays open and is taken, and no answer
    comes through any more, or no question; nor that one side has hung up. What is opened after
    that works.
    """

    NONE = "none"
    CUT = "cut"
    HOLD = "hold"
    SLOW = "slow"
    DEAF = "deaf"
    MUTE = "mute"
    UNHEARD = "unheard"


_HANGS = {Fault.MUTE, Fault.UNHEARD}


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
        self._hanging: dict[asyncio.StreamWriter, Fault] = {}

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up and listen no more."""
        self._server.close()
        self._flows.set()
        self._hang_up()

    def set(self, fault: Fault) -> None:
        """Behave so from now on; a cut resets what is open."""
        self._fault = fault
        if fault is Fault.HOLD:
            self._flows.clear()
        else:
            self._flows.set()
        if fault in _HANGS:
            self._hanging |= dict.fromkeys(self._open, fault)
        if fault is Fault.CUT:
            self._hang_up()

    def lead_to(self, target_port: int) -> None:
        """Lead elsewhere from the next connection on."""
        self._target = target_port

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
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(
                    self._pass(reader, back), self._pass(there, writer, is_answer=True)
                )
        finally:
            self._open -= {writer, back}
            for each in (writer, back):
                self._hanging.pop(each, None)
                each.transport.abort()

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        is_answer: bool = False,
    ) -> None:
        try:
            while chunk := await reader.read(_CHUNK):
                # What was under way when the line went dead is lost with it.
                await self._flows.wait()
                if self._hanging.get(writer) is (Fault.MUTE if is_answer else Fault.UNHEARD):
                    continue
                if self._fault is Fault.DEAF and is_answer:
                    self._hang_up()
                    return
                if self._fault is Fault.SLOW:
                    await asyncio.sleep(self._chance.uniform(0.2, 3.0))
                writer.write(chunk)
                await writer.drain()
            if writer not in self._hanging and writer.can_write_eof():
                writer.write_eof()
        except OSError:
            # Reset on one side is reset on both: the other would wait for ever.
            if writer not in self._hanging:
                writer.transport.abort()


class Crossing:
    """A line that runs in a thread of its own, for callers that know nothing of asyncio."""

    def __init__(self, target_port: int, seed: int = 1) -> None:
        """Lead to `target_port`."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.line = Line(target_port, random.Random(seed))

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        self._wait_for(self.line.start())
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._wait_for(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.line.port

    def set(self, fault: Fault) -> None:
        """Behave so from now on."""
        self._loop.call_soon_threadsafe(self.line.set, fault)

    def lead_to(self, target_port: int) -> None:
        """Lead elsewhere from the next connection on."""
        self._loop.call_soon_threadsafe(self.line.lead_to, target_port)

    async def _end(self) -> None:
        await self.line.stop()
        # What was passed on ends by itself now that both ends are gone.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=10)

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)
