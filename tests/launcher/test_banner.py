"""What is shown once the port is open, and how the port is taken."""

import io
import shlex
import socket
import sys
from pathlib import Path

import pytest

from app import serving_banner, serving_port
from app.serving_banner import Addresses


def test_the_banner_shows_addresses_folder_and_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_banner, "lan_address", lambda: "192.168.1.20")
    addresses = Addresses("0.0.0.0", 8000)
    text = serving_banner.banner(addresses, Path("/shop"), "SQLite 3.53.4", demo=True)
    for part in (
        "http://127.0.0.1:8000",
        "http://192.168.1.20:8000",
        "/shop/demo.json",
        "SQLite 3.53.4",
        "Ctrl-C",
    ):
        assert part in text


def test_one_address_is_shown_alone() -> None:
    text = serving_banner.banner(Addresses("127.0.0.1", 80), Path("/shop"), "SQLite", demo=False)
    assert "  http://127.0.0.1\n" in text
    assert "other devices" not in text


def test_the_command_for_another_link_can_be_pasted() -> None:
    folder = Path("/my shop/it's")
    text = serving_banner.banner(
        Addresses("127.0.0.1", 80), folder, "SQLite", demo=False, set_up_link="http://x"
    )
    command = next(line for line in text.splitlines() if "setup-link" in line)
    assert shlex.split(command)[-2:] == ["--data", str(folder)]


def test_a_machine_in_no_network_is_told_to_join_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_banner, "lan_address", lambda: None)
    text = serving_banner.banner(Addresses("0.0.0.0", 8000), Path("/shop"), "SQLite", demo=False)
    assert "connect this computer to the shop's network" in text
    assert serving_banner.public_url("0.0.0.0", 8000) == "http://127.0.0.1:8000"


def test_a_terminal_without_the_blocks_still_gets_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    text = serving_banner.banner(Addresses("127.0.0.1", 8000), Path("/shop"), "SQLite", demo=False)
    assert "cannot draw the code" in text
    text.encode("ascii")


def test_the_code_is_square_and_small() -> None:
    lines = serving_banner.qr_code("http://192.168.100.200:8000", terminal=False).splitlines()
    assert len(lines) <= 17
    assert len({len(line) for line in lines}) == 1


def test_a_port_can_be_taken_once() -> None:
    first = serving_port.bind("127.0.0.1", 0)
    port = first.getsockname()[1]
    serving_port.listen(first, "127.0.0.1", port)
    with first, pytest.raises(serving_port.PortError, match=f"Port {port} is taken"):
        serving_port.bind("127.0.0.1", port)


def test_a_port_that_was_just_closed_is_free_again() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    client = socket.create_connection(("127.0.0.1", port))
    server.accept()[0].close()
    server.close()
    client.close()
    with serving_port.bind("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_a_port_beyond_the_last_is_explained() -> None:
    with pytest.raises(serving_port.PortError, match="cannot be used"):
        serving_port.bind("127.0.0.1", 70_000)
