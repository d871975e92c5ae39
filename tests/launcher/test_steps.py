"""Steps, stamps, the lock and the healing of a set-up that was cut off."""

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.launcher.conftest import PROJECT, load_launcher


def only_step(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, action: object) -> Path:
    """Make the set-up consist of one step with `action`; gives its stamp."""
    stamp: Path = launcher.STAMPS / "only"
    step = launcher.Step("Only step", "digest-1", stamp, action)
    monkeypatch.setattr(launcher, "set_up_steps", lambda _testing: [step])
    return stamp


def test_a_step_runs_once(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    only_step(launcher, monkeypatch, lambda: runs.append(1))
    launcher.set_up()
    launcher.set_up()
    assert runs == [1]


def test_what_is_set_up_starts_from_a_tree_that_cannot_be_written(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_options: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    runs: list[int] = []
    stamp = only_step(launcher, monkeypatch, lambda: runs.append(1))
    launcher.set_up()
    monkeypatch.setattr(launcher.tempfile, "TemporaryFile", refuse)
    launcher.set_up()
    stamp.unlink()
    with pytest.raises(launcher.StartError, match=r"cannot be written.*the right to write"):
        launcher.set_up()
    assert runs == [1]


def test_a_changed_digest_runs_the_step_again(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    stamp = only_step(launcher, monkeypatch, lambda: runs.append(1))
    launcher.set_up()
    stamp.write_text("digest of an older lock file")
    launcher.set_up()
    assert runs == [1, 1]


def test_a_failed_step_leaves_no_stamp(
    launcher: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise launcher.StartError("no network")

    stamp = only_step(launcher, monkeypatch, fail)
    with pytest.raises(launcher.StartError, match="no network"):
        launcher.set_up()
    assert not stamp.exists()
    assert "[1/1] Only step ... failed" in capsys.readouterr().out


def test_a_killed_change_of_the_environment_is_made_anew(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher.VENV.mkdir()
    half_written = launcher.VENV / "half-a-package.py"
    half_written.touch()
    launcher.JOURNAL.touch()

    def make() -> None:
        assert not half_written.exists()
        with launcher.marked_begun():
            assert launcher.JOURNAL.exists()

    only_step(launcher, monkeypatch, make)
    launcher.set_up()
    assert not launcher.JOURNAL.exists()


def test_an_orderly_failure_keeps_the_environment(launcher: ModuleType) -> None:
    with pytest.raises(launcher.StartError), launcher.marked_begun():
        raise launcher.StartError("no network")
    assert not launcher.JOURNAL.exists()


def test_the_mark_outlives_an_interruption(launcher: ModuleType) -> None:
    with pytest.raises(KeyboardInterrupt), launcher.marked_begun():
        raise KeyboardInterrupt
    assert launcher.JOURNAL.exists()


def test_digest_follows_content_and_names(launcher: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "static" / "js"
    folder.mkdir(parents=True)
    empty = launcher.digest_of(folder)
    (folder / "a.js").write_text("1")
    one = launcher.digest_of(folder)
    (folder / "a.js").rename(folder / "b.js")
    renamed = launcher.digest_of(folder)
    (folder / "b.js").write_text("2")
    assert len({empty, one, renamed, launcher.digest_of(folder)}) == 4


def test_a_second_launcher_waits_for_the_first(launcher: ModuleType) -> None:
    with launcher.LOCK.open("a+") as held:
        assert launcher.try_lock(held)
        waiting = subprocess.Popen(
            [sys.executable, "-c", WAIT_FOR_THE_LOCK, str(PROJECT), str(launcher.LOCK)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert waiting.stdout
        assert "waiting for it" in waiting.stdout.readline()
        assert waiting.poll() is None
        fcntl.flock(held, fcntl.LOCK_UN)
        assert waiting.communicate(timeout=60)[0].strip() == "through"


def test_the_lock_holds_until_a_running_command_ends(launcher: ModuleType) -> None:
    # A launcher that is killed leaves its pip behind, which must not meet a second one.
    with launcher.LOCK.open("a+") as held:
        launcher.try_lock(held)
        orphan = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[held.fileno()])
    with launcher.LOCK.open("a+") as other:
        assert not launcher.try_lock(other)
        orphan.communicate()
        assert launcher.try_lock(other)


def test_commands_are_given_the_lock(launcher: ModuleType) -> None:
    listing = "import os, sys; os.fstat(int(sys.argv[1]))"
    with launcher.one_at_a_time():
        descriptor = launcher.lock_held[0]
        launcher.run_command(sys.executable, "-c", listing, str(descriptor))
        os.fstat(descriptor)
    assert launcher.lock_held == []


def test_a_working_environment_is_kept(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(launcher, "run_command", lambda *command: commands.append(command))
    launcher.make_venv()
    assert not any("venv" in command for command in commands)


def test_the_real_steps_come_in_order() -> None:
    steps = load_launcher().set_up_steps(True)
    assert [step.title.split(" (")[0] for step in steps] == [
        "Python environment",
        "Python packages",
        "Test packages",
        "Browser packages",
        "Scripts and styles",
    ]


WAIT_FOR_THE_LOCK = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("launcher", sys.argv[1] + "/run.py")
launcher = importlib.util.module_from_spec(spec)
spec.loader.exec_module(launcher)
launcher.LOCK = pathlib.Path(sys.argv[2])
with launcher.one_at_a_time():
    print("through", flush=True)
"""
