"""The real app on the real server: opened as a demo, used, stopped in the middle of a request."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from tests.fixtures.live_server import demo_folder, free_port
from tests.launcher.conftest import PROJECT

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(os.name == "nt", reason="POSIX signals"),
]


class Shop:
    """A serving process on a free port of 127.0.0.1."""

    def __init__(self, data_dir: Path, *options: str) -> None:
        self.port = free_port()
        self.output: list[str] = []
        where = ["--data", str(data_dir), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.serving", *where, *options],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.output.append(line)

    def await_open(self) -> None:
        """Wait until it says that it is open; fails with what it printed if it ends instead."""
        deadline = time.monotonic() + 300
        while not any("Kaifan is open" in line for line in self.output):
            assert self.process.poll() is None and time.monotonic() < deadline, "".join(self.output)
            time.sleep(0.05)

    def status_of(self, path: str) -> int:
        """The status code of a GET."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=60
            ) as answer:
                status: int = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        return status

    def end(self) -> int:
        """SIGTERM, then the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=300)
        self.reader.join()
        return code


@pytest.fixture
def open_shop() -> "Iterator[Callable[..., Shop]]":
    """Start shops; those that still run at the end are ended."""
    shops: list[Shop] = []

    def start(data_dir: Path, *options: str) -> Shop:
        shops.append(Shop(data_dir, *options))
        return shops[-1]

    yield start
    for shop in shops:
        if shop.process.poll() is None:
            shop.end()
        assert shop.process.stdout
        shop.process.stdout.close()


def test_a_demo_opens_serves_and_drains(open_shop: Callable[..., Shop], tmp_path: Path) -> None:
    shop = open_shop(tmp_path, "--demo")
    shop.await_open()
    assert shop.status_of("/healthz") == 200
    assert shop.status_of("/readyz") == 200
    demo: dict[str, Any] = json.loads((tmp_path / "demo.json").read_text())
    assert demo["base_url"] == f"http://127.0.0.1:{shop.port}"
    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600

    body = json.dumps({"code": demo["tables"][0]["code"]}).encode()
    head = (
        "POST /api/v1/table-sessions HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", shop.port), timeout=60) as client:
        client.sendall(head.encode())
        # Its first answer says that the request is under way, however busy the machine is.
        assert client.recv(100).startswith(b"HTTP/1.1 100")
        client.sendall(body[:5])
        shop.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        client.sendall(body[5:])
        assert client.recv(100).startswith(b"HTTP/1.1 201")
    assert shop.end() == 0
    assert "Traceback" not in "".join(shop.output)


def test_a_second_start_keeps_the_shop_and_moves_its_addresses(
    open_shop: Callable[..., Shop], tmp_path: Path
) -> None:
    data = shutil.copytree(demo_folder(), tmp_path / "data")
    made = json.loads((data / "demo.json").read_text())
    second = open_shop(data, "--demo")
    second.await_open()
    kept = json.loads((data / "demo.json").read_text())
    assert kept["base_url"] == f"http://127.0.0.1:{second.port}"
    assert kept["store"] == made["store"]
    assert kept["staff"] == made["staff"]


def test_a_real_shop_is_never_filled_with_the_demo(
    open_shop: Callable[..., Shop], tmp_path: Path
) -> None:
    data = shutil.copytree(demo_folder(), tmp_path / "data")
    (data / "demo.json").unlink()
    refused = open_shop(data, "--demo")
    assert refused.process.wait(timeout=300) == 1
    refused.reader.join()
    said = "".join(refused.output)
    assert "holds a shop already" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("options", [(), ("--demo",)])
def test_what_nobody_foresaw_is_shown_and_ends_the_start(
    open_shop: Callable[..., Shop],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
) -> None:
    _empty_but_up_to_date(tmp_path / "odd.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/odd.db")
    refused = open_shop(tmp_path, *options)
    assert refused.process.wait(timeout=300) == 1
    refused.reader.join()
    assert "no such table" in "".join(refused.output)


def _empty_but_up_to_date(file: Path) -> None:
    """A database that says it is of this version and has none of its tables."""
    head = ScriptDirectory(str(PROJECT / "migrations")).get_current_head()
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (head,))


def test_a_database_in_no_folder_is_explained(
    open_shop: Callable[..., Shop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/missing/kaifan.db")
    refused = open_shop(tmp_path)
    assert refused.process.wait(timeout=300) == 1
    refused.reader.join()
    assert "which does not exist" in "".join(refused.output)


def test_a_wrong_setting_is_explained(open_shop: Callable[..., Shop], tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("this is not TOML")
    refused = open_shop(tmp_path)
    assert refused.process.wait(timeout=300) == 1
    refused.reader.join()
    assert "config.toml is not valid TOML" in "".join(refused.output)
    assert "Traceback" not in "".join(refused.output)
