"""Builds the recorder, switches its faults, reads its log, and makes the images of power cuts.

The model: what was written before a successful sync of its file is durable; of what was written
since, any part may be on the disk, each 512-byte sector whole or not at all, in any order. Names
(creating, renaming, deleting) count as durable at once. A -shm file is never on the disk.
"""

import mmap
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

SOURCE = Path(__file__).with_name("recorder.c")
SECTOR = 512
_HEAD = struct.Struct("<cHqI")
_FIELDS = ("sync_error", "write_error", "open_error", "pass", "hits", "is_small", "room")
_TORN = 0.3


def why_not() -> str | None:
    """Why nothing can be recorded on this machine; None when it can."""
    if not sys.platform.startswith("linux"):
        return "the recorder is loaded by Linux's LD_PRELOAD"
    return None if shutil.which("cc") or shutil.which("gcc") else "there is no C compiler (cc)"


def build(folder: Path) -> Path:
    """Compile the recorder into `folder`."""
    target = folder / "recorder.so"
    if not target.exists():
        compiler = shutil.which("cc") or shutil.which("gcc") or "cc"
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(target), str(SOURCE)]
        subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return target


class Faults:
    """Faults that a recorded process meets while they are switched on; a context manager."""

    def __init__(self, file: Path) -> None:
        """Hold them in `file`, which the process maps."""
        file.write_bytes(bytes(8 * len(_FIELDS)))
        self.file = file

    def __enter__(self) -> Self:
        """Map the file."""
        self._opened = self.file.open("r+b")
        self._map = mmap.mmap(self._opened.fileno(), 0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of it."""
        self._map.close()
        self._opened.close()

    def set(self, **values: int) -> None:
        """Set the named fields and clear the others, the count of hits too."""
        numbers = [values.get(name, 0) for name in _FIELDS]
        # What counts down first: no call may meet a fault that was meant for a later one.
        for name in ("pass", "room"):
            struct.pack_into("<q", self._map, 8 * _FIELDS.index(name), values.get(name, 0))
        for at, number in enumerate(numbers):
            struct.pack_into("<q", self._map, 8 * at, number)

    def fill_disk(self) -> None:
        """No file can become longer, and nothing is free, until one is made shorter or deleted."""
        self.set(is_small=1)

    @property
    def hits(self) -> int:
        """How many calls were made to fail since `set`."""
        return int(struct.unpack_from("<q", self._map, 8 * _FIELDS.index("hits"))[0])


def environment(
    library: Path, data: Path, *, log: Path | None = None, faults: Path | None = None
) -> dict[str, str]:
    """The variables under which a process below `data` is recorded."""
    found = {"LD_PRELOAD": str(library), "RECORD_FOLDER": str(data.resolve())}
    if log is not None:
        found["RECORD_LOG"] = str(log)
    if faults is not None:
        found["FAULTS_FILE"] = str(faults)
    return found


def append_ack(log: Path, text: str) -> None:
    """Write into the log that an answer was read: in one call, so that it stands in its place."""
    data = text.encode()
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, _HEAD.pack(b"A", 0, 0, len(data)) + data)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log: Write, Truncate, Sync, Failed sync, Rename, Unlink, Answer."""

    kind: str
    name: str
    offset: int
    data: bytes


def read_log(log: Path) -> list[Event]:
    """The events in their order; a last one that was cut short is left out."""
    raw, at, found = log.read_bytes(), 0, []
    while at + _HEAD.size <= len(raw):
        kind, name_length, offset, length = _HEAD.unpack_from(raw, at)
        end = at + _HEAD.size + name_length + length
        if end > len(raw):
            break
        name = raw[at + _HEAD.size : at + _HEAD.size + name_length].decode()
        data = raw[at + _HEAD.size + name_length : end]
        found.append(Event(kind.decode(), name, offset, data))
        at = end
    return found


@dataclass
class _File:
    durable: bytearray
    # Of each write or truncation since the last sync: where, and what (None: cut off there).
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        if offset < len(content):
            del content[offset:]
        else:
            content.extend(bytes(offset - len(content)))
        return
    if offset > len(content):
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


Image = dict[str, bytes]


class Disk:
    """What is on the disk for certain, and what may be, as the log is played back."""

    def __init__(self, base: Image) -> None:
        """Begin with files that are durable."""
        self._files = {name: _File(bytearray(content)) for name, content in base.items()}

    def play(self, event: Event, *, trusts_syncs: bool = True) -> None:
        """Take the next event in. Without trust, a sync makes nothing durable: the control."""
        if event.kind == "R":
            self._files[event.data.decode()] = self._files.pop(event.name, _File(bytearray()))
            return
        if event.kind == "U":
            self._files.pop(event.name, None)
            return
        if event.kind == "A":
            return
        file = self._files.setdefault(event.name, _File(bytearray()))
        if event.kind == "W":
            file.pending.append((event.offset, event.data))
        elif event.kind == "T":
            file.pending.append((event.offset, None))
        elif event.kind == "S" and trusts_syncs:
            for offset, data in file.pending:
                _apply(file.durable, offset, data)
            file.pending.clear()
        elif event.kind == "F":
            # As Linux does it: pages that could not be written are clean from then on, and gone.
            file.pending.clear()

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for a sync."""
        return not any(file.pending for file in self._files.values())

    def worst(self) -> Image:
        """All that was not synced is lost."""
        return {name: bytes(file.durable) for name, file in self._files.items()}

    def torn(self, chance: random.Random) -> Image:
        """Of what was not synced some writes are lost, some torn, in any order."""
        found = {}
        for name, file in self._files.items():
            content = bytearray(file.durable)
            kept = [each for each in file.pending if chance.random() < 0.5]
            if all(data is not None for _offset, data in kept):
                # What a file system does not do: bring a write before a cutting-off that was first.
                chance.shuffle(kept)
            for offset, data in kept:
                for at, piece in _pieces(offset, data, chance):
                    _apply(content, at, piece)
            found[name] = bytes(content)
        return found


def _pieces(
    offset: int, data: bytes | None, chance: random.Random
) -> Iterator[tuple[int, bytes | None]]:
    """A write as it reached the disk: whole, or only some of its sectors."""
    if data is None or chance.random() >= _TORN:
        yield offset, data
        return
    at = 0
    while at < len(data):
        end = min(len(data), (offset + at) // SECTOR * SECTOR + SECTOR - offset)
        if chance.random() < 0.5:
            yield offset + at, data[at:end]
        at = end


def lay_down(image: Image, folder: Path) -> None:
    """Put an image where its database can be opened."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in image.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def read_base(folder: Path) -> Image:
    """The databases' files below a folder that nobody works on."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for pattern in ("**/*.db", "**/*-wal", "**/*-journal")
        for file in folder.glob(pattern)
    }
