"""The name in the network, announced on the loopback interface alone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from zeroconf import ServiceInfo, Zeroconf

from app import serving_mdns
from app.core.network import announced_name
from app.serving_mdns import Announcer

LOOPBACK = ["127.0.0.1"]


@pytest.fixture(autouse=True)
def no_loop_of_another() -> Iterator[None]:
    """A browser of an earlier test leaves its event loop running in this thread; zeroconf asks."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture
def network() -> Iterator[Zeroconf]:
    """Another machine; skipped where the loopback has no multicast."""
    try:
        other = Zeroconf(interfaces=LOOPBACK)
    except OSError as error:
        pytest.skip(f"no multicast on the loopback interface: {error}")
    yield other
    other.close()


def announce(folder: Path) -> Announcer:
    folder.mkdir()
    announcer = Announcer(folder, 8106, https=True, addresses=LOOPBACK)
    announcer.start().join(60)
    return announcer


def test_the_shop_is_found_by_name_and_forgotten(network: Zeroconf, tmp_path: Path) -> None:
    announcer = announce(tmp_path / "shop")
    name = announcer.name
    assert name == "kaifan.local"
    assert announced_name(tmp_path / "shop") == name
    for kind in ("_http._tcp.local.", "_https._tcp.local."):
        found = network.get_service_info(kind, f"kaifan 8106.{kind}", 30_000)
        assert found is not None
        assert (found.port, found.server, found.parsed_addresses()) == (
            8106, "kaifan.local.", LOOPBACK,
        )  # fmt: skip
    announcer.stop()
    assert announced_name(tmp_path / "shop") is None


def test_a_taken_name_is_left_to_its_owner(network: Zeroconf, tmp_path: Path) -> None:
    kind = "_http._tcp.local."
    other = ServiceInfo(
        kind, f"other.{kind}", port=80, parsed_addresses=["127.0.0.9"], server="kaifan.local."
    )
    network.register_service(other)
    announcer = announce(tmp_path / "shop")
    announcer.stop()
    assert announcer.name == "kaifan-2.local"


def test_a_network_without_multicast_is_a_line_and_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_more: object) -> None:
        raise OSError("No such device")

    monkeypatch.setattr(serving_mdns, "Zeroconf", refuse)
    announcer = announce(tmp_path / "shop")
    announcer.stop()
    assert "by name   not in this network (No such device)" in capsys.readouterr().err
