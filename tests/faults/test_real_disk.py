"""A real file system that has no inode left, and one that the kernel takes away in service."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.faults.history import Caller, History, new_key
from benchmarks.faults.power import demo_folder
from benchmarks.faults.stops import breaches_in
from benchmarks.shop import Shop
from tests.fixtures.live_server import free_port

IMAGE_BYTES = 256 * 1024 * 1024
INODES = 512


class Disk:
    """An ext4 file system in a file, on a loop device."""

    def __init__(self, folder: Path) -> None:
        self.image, self.place = folder / "disk.img", folder / "disk"
        self.place.mkdir()
        with self.image.open("wb") as image:
            image.truncate(IMAGE_BYTES)
        run("mkfs.ext4", "-q", "-F", "-N", str(INODES), str(self.image))

    def mount(self) -> None:
        run("mount", "-o", "loop", str(self.image), str(self.place))

    def abort(self) -> None:
        """What the kernel does to a disk that fails: from now on it can only be read."""
        run("mount", "-o", "remount,abort", str(self.place))

    def unmount(self) -> None:
        """Once the last killed process has let it go."""
        end = time.monotonic() + 60
        while True:
            try:
                return run("umount", str(self.place))
            except subprocess.CalledProcessError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if os.name == "nt" or os.getuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("only root may mount a file system, and mkfs.ext4 makes one")
    made = Disk(tmp_path)
    try:
        made.mount()
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no file system may be mounted here: {refused.stderr.decode().strip()}")
    yield made
    with contextlib.suppress(subprocess.CalledProcessError):
        run("umount", "--lazy", str(made.place))


def use_up_inodes(folder: Path) -> list[Path]:
    """Files without content until no further one can be made."""
    made: list[Path] = []
    with contextlib.suppress(OSError):
        for number in range(INODES):
            file = folder / f"file{number}"
            file.touch(exist_ok=False)
            made.append(file)
    assert len(made) < INODES
    return made


def test_a_disk_without_inodes_and_one_that_is_taken_away(disk: Disk) -> None:
    data = Path(shutil.copytree(demo_folder(), disk.place / "data"))
    # What was only copied is not yet on the disk; what the shop writes is.
    run("sync", "--file-system", str(disk.place))
    history = History()
    with Shop(free_port(), data) as shop:
        caller = Caller("c", shop.port, shop.token("cashier"), history)
        dish = caller.menu()[0]
        files = use_up_inodes(disk.place)
        # An order needs no new file.
        assert [caller.place(dish, new_key()).outcome for _ in range(5)] == ["ok"] * 5
        for file in files:
            file.unlink()
        assert shop.wait_until_idle() < 300
        assert breaches_in(data, history) == []
        disk.abort()
        keys = [new_key() for _ in range(3)]
        acts = [caller.place(dish, key) for key in keys]
        assert {act.status for act in acts} == {503}
        assert caller.last is not None
        assert caller.last.json()["code"] in ("read_only", "disk_fails")
        assert caller.menu(), "what is there can be read"
        caller.close()
        shop.kill()
    disk.unmount()
    disk.mount()
    with Shop(free_port(), data) as shop:
        caller = Caller("c", shop.port, shop.token("cashier"), history)
        acts = [caller.retry(dish, key) for key in keys]
        assert {act.outcome for act in acts} == {"ok"}, caller.last
        caller.close()
        assert breaches_in(data, history) == []
