"""HTTPS and HTTP on one port: with a real client, a real socket, on both servers."""

import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import socketio

from app.core.certificates import renewing
from app.core.certificates.keeping import Files
from tests.fixtures.live_server import LiveServer
from tests.launcher.conftest import PROJECT

LOCAL = ["localhost", "127.0.0.1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a certificate."""
    made = tmp_path_factory.mktemp("tls")
    renewing.renew(made, LOCAL, datetime.now(UTC))
    return made


@pytest.fixture(params=["gunicorn", "werkzeug"])
def port(request: pytest.FixtureRequest, folder: Path) -> Iterator[int]:
    """The port of each of the two servers."""
    if os.name == "nt" and request.param == "gunicorn":
        pytest.skip("gunicorn does not run on Windows")
    command = [sys.executable, "-m", "tests.launcher.servers", request.param, str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline().split()[1])
        process.terminate()
        process.wait(60)


def trusting(folder: Path) -> ssl.SSLContext:
    """What a device knows that has installed the authority."""
    return ssl.create_default_context(cafile=Files.of(folder).public)


def test_one_port_answers_both(port: int, folder: Path) -> None:
    with httpx.Client(verify=trusting(folder), trust_env=False, timeout=60) as client:
        for scheme in ("http", "https", "http", "https"):
            answer = client.get(f"{scheme}://127.0.0.1:{port}/scheme")
            assert answer.text == scheme


def test_who_does_not_trust_the_authority_is_not_served(port: int, folder: Path) -> None:
    stranger = httpx.Client(trust_env=False, timeout=60)
    with stranger, pytest.raises(httpx.ConnectError, match="CERTI"):
        stranger.get(f"https://127.0.0.1:{port}/scheme")
    with httpx.Client(verify=trusting(folder), trust_env=False, timeout=60) as client:
        assert client.get(f"https://127.0.0.1:{port}/scheme").text == "https"


def test_a_renewed_certificate_needs_no_restart(port: int, folder: Path) -> None:
    context = trusting(folder)

    def serial() -> str:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=60) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            found = secure.getpeercert()
            assert found
            return str(found["serialNumber"])

    before = serial()
    assert serial() == before
    renewing.renew(folder, LOCAL, datetime.now(UTC))
    assert serial() != before


def test_silence_in_the_middle_of_a_handshake_holds_nobody_up(port: int, folder: Path) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as silent:
        silent.sendall(b"\x16\x03\x01")
        with httpx.Client(verify=trusting(folder), trust_env=False, timeout=60) as client:
            assert client.get(f"https://127.0.0.1:{port}/scheme").text == "https"


def test_reading_and_writing_at_once_loses_nothing(folder: Path) -> None:
    """The socket by itself: one thread waits in a read while two others write."""
    from app.serving_tls import TlsDoor

    near, far = socket.socketpair()
    door, inside = TlsDoor(folder), []
    opening = threading.Thread(target=lambda: inside.append(door.let_in(near)))
    opening.start()
    client = trusting(folder).wrap_socket(far, server_hostname="localhost")
    opening.join(60)
    shared, heard = inside[0], []
    reader = threading.Thread(target=lambda: heard.append(shared.recv(100)))
    reader.start()
    blocks = [letter * 300_000 for letter in (b"a", b"b")]
    writers = [threading.Thread(target=shared.sendall, args=(block,)) for block in blocks]
    for writer in writers:
        writer.start()
    got = b""
    while len(got) < 600_000:
        got += client.recv(65_536)
    assert got in (blocks[0] + blocks[1], blocks[1] + blocks[0])
    client.sendall(b"still here")
    reader.join(60)
    assert heard == [b"still here"]
    shared.settimeout(0.05)
    with pytest.raises(TimeoutError):
        shared.recv(1)
    client.close()
    shared.close()


def test_the_shop_speaks_https_and_pushes_over_it(server: LiveServer) -> None:
    address = server.base_url.replace("http:", "https:")
    assert f"https     {address}" in server.log
    authority = Files.of(server.data).public
    options: dict[str, Any] = {"trust_env": False, "base_url": address, "timeout": 60}
    with httpx.Client(verify=trusting(server.data), **options) as client:
        script = re.search(r'src="(/static/[^"]+)"', client.get("/https").text)
        page = client.get("/login")
        assert "__Host-kf_session=" in page.headers["Set-Cookie"]
        assert "Secure" in page.headers["Set-Cookie"]
        if script:  # a file's bytes must be encrypted too, not sent past TLS by the system
            plain = httpx.get(server.base_url + script[1], timeout=60)
            assert client.get(script[1]).content == plain.content
    session = requests.Session()
    session.trust_env, session.verify = False, str(authority)
    screen = socketio.Client(reconnection=False, http_session=session, request_timeout=60)
    hints: list[object] = []
    screen.on("hint", hints.append, namespace="/kitchen")
    screen.connect(
        address, namespaces=["/kitchen"], auth={"token": server.token("kitchen")},
        transports=["websocket"], wait_timeout=60,
    )  # fmt: skip
    assert screen.transport() == "websocket"
    _place_order(server)
    end = time.monotonic() + 60
    while not hints and time.monotonic() < end:
        time.sleep(0.02)
    screen.disconnect()
    assert hints


@pytest.mark.sqlite("backups are its files")
def test_no_copy_holds_the_keys(server: LiveServer) -> None:
    secrets = [
        file.read_bytes().split(b"-----")[2].strip()[:60]
        for file in (Files.of(server.data).authority, Files.of(server.data).server)
    ]
    subprocess.run(
        [sys.executable, "-m", "app.cli", "--data", str(server.data), "jobs", "run", "backup"],
        cwd=PROJECT, check=True, capture_output=True,
    )  # fmt: skip
    copies = list((server.data / "backups").iterdir())
    assert copies
    for copy in copies:
        content = copy.read_bytes()
        assert not any(secret in content for secret in secrets)


def _place_order(server: LiveServer) -> None:
    api = f"{server.base_url}/api/v1"
    code = server.demo["tables"][0]["code"]
    token = httpx.post(f"{api}/table-sessions", json={"code": code}, timeout=60).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "https-trial"}
    menu = httpx.get(f"{api}/menu", headers=headers, timeout=60).json()
    dishes = [dish for category in menu["categories"] for dish in category["dishes"]]
    plain = next(
        dish
        for dish in dishes
        if dish["available"] and not any(group["min"] for group in dish["option_groups"])
    )
    lines = [{"dish_id": plain["id"], "quantity": 1, "option_ids": [], "note": ""}]
    answer = httpx.post(f"{api}/orders", headers=headers, json={"lines": lines}, timeout=60)
    assert answer.status_code == 201, answer.text
