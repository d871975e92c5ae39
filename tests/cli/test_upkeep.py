"""`doctor` and `restore` as they are typed, beside a server and without one."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.__main__ import folder_first
from app.core import sqlite
from tests.fixtures.installation import REPO_ROOT
from tests.fixtures.live_server import LiveServer


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.run(command, cwd=REPO_ROOT, capture_output=True, text=True, check=False)


def test_the_folder_may_stand_anywhere() -> None:
    wanted = ["--data", "shop", "doctor"]
    assert folder_first(["doctor", "--data", "shop"]) == folder_first(wanted) == wanted
    assert folder_first(["restore", "--data=shop", "x.db"]) == ["--data=shop", "restore", "x.db"]
    assert folder_first(["doctor"]) == ["doctor"]


def test_a_folder_without_a_shop_is_left_alone(tmp_path: Path) -> None:
    done = run("doctor", "--data", str(tmp_path / "typo"))
    assert done.returncode == 1
    assert "no shop" in done.stderr
    assert not (tmp_path / "typo").exists()


@pytest.mark.sqlite("backups are its files")
def test_restoring_around_a_running_server(fresh_server: LiveServer) -> None:
    data = str(fresh_server.data)
    assert run("jobs", "run", "backup", "--data", data).returncode == 0
    [backup] = (fresh_server.data / "backups").glob("kaifan-*.db")
    beside = run("doctor", "--data", data)
    assert beside.returncode == 0, beside.stdout
    assert "Kaifan is running." in beside.stdout
    refused = run("restore", backup.name, "--data", data)
    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr
    fresh_server.kill()
    done = run("restore", backup.name, "--data", data)
    assert done.returncode == 0, done.stderr
    assert "until the owner confirms" in done.stdout
    after = run("doctor", "--data", data)
    assert after.returncode == 1
    assert "nothing is printed or sent" in after.stdout
    assert "not running" in after.stdout


@pytest.mark.parametrize("harm", ["newer", "damaged"])
def test_a_start_that_cannot_be_says_so_without_a_traceback(tmp_path: Path, harm: str) -> None:
    assert run("jobs", "list", "--data", str(tmp_path)).returncode == 0
    file = tmp_path / "kaifan.db"
    if harm == "newer":
        with closing(sqlite.choose_module().connect(file)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = 'x'")
            connection.commit()
    else:
        file.write_bytes(b"\xff" * 9000)
    command = [sys.executable, "-m", "app.serving", "--data", str(tmp_path), "--port", "0"]
    started = subprocess.run(
        command, cwd=REPO_ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert started.returncode == 1
    assert "Traceback" not in started.stderr
    assert {"newer": "newer Kaifan", "damaged": "run.py restore"}[harm] in started.stderr
