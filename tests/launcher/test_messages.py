"""Each foreseen failure of a start ends in one paragraph with the next step, never a traceback."""

import ast
import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.launcher.conftest import PROJECT, load_launcher


def start(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the real launcher, which must fail before it sets anything up."""
    return subprocess.run(
        [sys.executable, str(PROJECT / "run.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(env or {})},
    )


def assert_explained(answer: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    for part in parts:
        assert part in answer.stderr


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 13), (3, 14, 0)])
def test_another_python_is_refused(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit) as stopped:
        load_launcher()
    text = str(stopped.value)
    assert text.startswith(f"Kaifan needs Python 3.11, 3.12 or 3.13; this is Python 3.{version[1]}")


def test_old_pythons_can_read_the_file_as_far_as_the_message() -> None:
    source = (PROJECT / "run.py").read_text(encoding="ascii")
    ast.parse(source, feature_version=(3, 7))
    first_line_python_2_refuses = next(line for line in source.splitlines() if ": bool = " in line)
    assert first_line_python_2_refuses.startswith("PYTHON_3_11_TO_3_13_IS_NEEDED")


def test_a_taken_port_names_its_owner_and_another_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = start("--data", str(tmp_path), "--host", "127.0.0.1", "--port", str(port))
    assert_explained(answer, f"Port {port} is taken by", f"run.py --port {port + 1}")
    if sys.platform == "linux":
        assert f"(process {os.getpid()})" in answer.stderr


def test_an_address_of_another_machine_is_explained(tmp_path: Path) -> None:
    answer = start("--data", str(tmp_path), "--host", "203.0.113.9", "--port", "8399")
    assert_explained(answer, "203.0.113.9 port 8399 cannot be used", "--host 0.0.0.0")


def test_a_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    answer = start("--data", str(tmp_path / "taken"))
    assert_explained(answer, "cannot be written", "--data DIR")


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_folder_without_the_right_to_write_is_explained(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(launcher.tempfile, "TemporaryFile", refuse)
    with pytest.raises(launcher.StartError, match=r"(?s)cannot be written.*the right to write"):
        launcher.check_folder(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_new_folder_is_its_owner_s_alone(launcher: ModuleType, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        launcher.check_folder(tmp_path / "shop")
    finally:
        os.umask(before)
    assert (tmp_path / "shop").stat().st_mode & 0o077 == 0


def test_lifted_limits_are_refused_outside_the_demo(tmp_path: Path) -> None:
    answer = start("--data", str(tmp_path), env={"KAIFAN_LIMITS": "off"})
    assert_explained(answer, "KAIFAN_LIMITS=off", "--demo")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_says_what_to_install(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == module else known(name),
    )
    monkeypatch.setattr(launcher, "PYTHON", tmp_path / "missing")
    with pytest.raises(launcher.StartError, match="apt install python3-venv"):
        launcher.make_venv()


@pytest.mark.parametrize(
    ("printed", "advice"),
    [
        (
            "NewConnectionError: Failed to establish a new connection",
            "internet connection",
        ),
        ("[Errno -3] Temporary failure in name resolution", "internet connection"),
        ("npm error code ENOTFOUND", "internet connection"),
        (
            "ERROR: No matching distribution found for flask==3.1.3",
            "internet connection",
        ),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "was refused",
        ),
        ("npm error code EINTEGRITY", "was refused"),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "the right to"),
        ("something nobody foresaw", "send these lines"),
    ],
)
def test_a_failing_command_ends_in_advice(
    launcher: ModuleType, tmp_path: Path, fake_python: Path, printed: str, advice: str
) -> None:
    (tmp_path / "says").write_text(printed + "\n")
    with pytest.raises(launcher.StartError) as failure:
        launcher.run_command(str(fake_python))
    assert printed in str(failure.value)
    assert advice in str(failure.value)


def test_a_full_disk_met_by_the_launcher_itself_is_explained(
    launcher: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def write_nothing() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(launcher, "set_up", write_nothing)
    assert launcher.main(["doctor"]) == 1
    assert "The disk is full" in capsys.readouterr().err
