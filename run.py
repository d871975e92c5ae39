#!/usr/bin/env python3
"""Sets up what is missing, then serves Kaifan, runs its tests or passes a command on.

Standard library only. Each step leaves a stamp: a second start does nothing and needs no network.
"""

import argparse
import errno
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Python 2 stops at this line with a SyntaxError that prints it: there the name is the message.
PYTHON_3_11_TO_3_13_IS_NEEDED: bool = not (3, 11) <= sys.version_info[:2] <= (3, 13)

if PYTHON_3_11_TO_3_13_IS_NEEDED:
    # Here, before the first type annotation that an older Python 3 would fail to evaluate.
    advice = "Install one from python.org or with your system's packages, then start with it."
    for name in ("python3.13", "python3.12", "python3.11"):
        if shutil.which(name) and subprocess.call([name, "-c", ""], stderr=-3) == 0:
            advice = f"This machine has one; start with   {name} run.py"
    sys.exit(
        "Kaifan needs Python 3.11, 3.12 or 3.13; this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}).\n{advice}"
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMPS = VENV / ".kaifan"
LOCK = ROOT / "instance" / ".set-up.lock"
JOURNAL = ROOT / "instance" / ".set-up.begun"
ASSETS = ROOT / "app" / "browser_assets.py"

# What a failed command's output says -> what the person at the keyboard can do about it.
REASONS = {
    "No space left on device|ENOSPC|Errno 28|disk is full": """\
The disk is full: free about 1 GB, then start again.""",
    "DO NOT MATCH THE HASHES|EINTEGRITY": """\
A downloaded package differs from the one Kaifan was tested with, so it was refused. Try again in
another network; if it stays, tell the maintainers.""",
    "Permission denied|EACCES|Read-only file system|EROFS": """\
Start as the user who owns this folder, or give that user the right to write in it.""",
    "NewConnectionError|NameResolution|Temporary failure in name|getaddrinfo|ENOTFOUND|EAI_AGAIN|"
    "ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|Network is unreachable|timed out|ProxyError|"
    "SSLError|CERTIFICATE|No matching distribution": """\
The packages could not be downloaded. Check this machine's internet connection (and its proxy), then
start again; what is here already is kept. Only the set-up needs the internet.""",
}


class StartError(Exception):
    """Stops the start; its text says in plain words what is wrong and the next step."""


class Step:
    """One step of the set-up: what it is called, what it depends on, where its stamp lies."""

    def __init__(self, title: str, digest: str, stamp: Path, action: Callable[[], None]) -> None:
        self.title, self.digest, self.stamp, self.action = title, digest, stamp, action

    def is_done(self) -> bool:
        """True when the stamp was left by the same inputs."""
        try:
            return self.stamp.read_text(encoding="utf-8") == self.digest
        except OSError:
            return False

    def run(self) -> None:
        """Do it, then leave the stamp. Raises StartError."""
        self.action()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.digest, encoding="utf-8")


def digest_of(*parts: "Path | str") -> str:
    """SHA-256 over texts and over the names and contents of files (folders: all files below)."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            total.update(part.encode() + b"\0")
            continue
        files = sorted(part.rglob("*")) if part.is_dir() else [part]
        for file in (file for file in files if file.is_file()):
            total.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


class Progress:
    """The line `[2/5] Python packages ... 12 s`, rewritten on a terminal, plain in a log."""

    def __init__(self, label: str) -> None:
        self.label, self.started, self.shown_at = (
            label,
            time.monotonic(),
            time.monotonic(),
        )
        self.live = sys.stdout.isatty()
        print(label + " ...", end="" if self.live else "\n", flush=True)

    def tick(self, note: str) -> None:
        """Show the seconds so far and what is being worked on."""
        now = time.monotonic()
        if self.live:
            line = f"{self.label} ... {now - self.started:.0f} s  {note}"
            line = line[: shutil.get_terminal_size().columns - 1]
            print(f"\r{line}\x1b[K", end="", flush=True)
        elif now - self.shown_at > 15:
            self.shown_at = now
            print(f"      {now - self.started:.0f} s  {note[:70]}", flush=True)

    def end(self, word: str) -> None:
        """Close the line with `done` or `failed`."""
        line = f"{self.label} ... {word}, {time.monotonic() - self.started:.1f} s"
        # The escape sequence clears what is left of the longer line before.
        print(f"\r{line}\x1b[K" if self.live else line, flush=True)


progress: "Progress | None" = None
lock_held: "list[int]" = []


def run_command(*command: str) -> None:
    """Run a command in the project's folder under the progress line. Raises StartError."""
    lines: list[str] = []
    # The command shares the lock: should this launcher be killed, the next one waits for its end.
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        pass_fds=() if WINDOWS else lock_held,
    ) as process:  # fmt: skip
        reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
        reader.start()
        while process.poll() is None:
            if progress:
                progress.tick(lines[-1].strip() if lines else "")
            time.sleep(0.1)
        reader.join(5)
    if process.returncode:
        tail = "".join(f"    {line.rstrip()[:150]}\n" for line in lines[-4:])
        raise StartError(tail + advice_on("".join(lines)))


def advice_on(output: str) -> str:
    """What to do about a failure, from what was printed."""
    known = [text for pattern, text in REASONS.items() if re.search(pattern, output)]
    known.append("Start again; if it stays, send these lines to the maintainers.")
    return known[0].replace("\n", " ")


def set_up_steps(testing: bool) -> "list[Step]":
    """All steps in order; those whose stamp fits are skipped by `set_up`."""
    lock, static = ROOT / "package-lock.json", ROOT / "static"
    assets = [str(PYTHON), "-I", str(ASSETS)]
    steps = [
        Step("Python environment (.venv)", "made", STAMPS / "venv", make_venv),
        packages_step("Python packages", ROOT / "requirements.txt"),
        packages_step("Test packages", ROOT / "tests" / "requirements.txt"),
        Step("Browser packages (node_modules)", digest_of(lock, ROOT / "package.json"),
             ROOT / "node_modules" / ".kaifan", lambda: run_command(*assets, "install")),
        Step("Scripts and styles (static/dist)",
             digest_of(ASSETS, lock, static / "js", static / "css"),
             static / "dist" / ".kaifan", lambda: run_command(*assets, "bundle")),
    ]  # fmt: skip
    return steps if testing else [step for step in steps if step.title != "Test packages"]


def packages_step(title: str, requirements: Path) -> Step:
    """The step that installs one hash-locked file into .venv."""

    def install() -> None:
        pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        with marked_begun():
            # The lock names every package, so nothing is left to resolve: the machine's own pip
            # settings (constraints, further indexes) could only make the hash check stumble.
            run_command(*pip, "--no-deps", "--require-hashes", "-r", str(requirements))

    name = "-".join(requirements.relative_to(ROOT).with_suffix("").parts)
    return Step(title, digest_of(requirements), STAMPS / name, install)


def make_venv() -> None:
    """Make .venv with this Python; one that works already is kept."""
    if PYTHON.exists() and subprocess.call([str(PYTHON), "-c", ""], stderr=-3) == 0:
        if subprocess.call([str(PYTHON), "-c", "import pip"], stderr=-3) != 0:
            run_command(str(PYTHON), "-m", "ensurepip")
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise StartError(
                f"This Python lacks its '{module}' module. On Debian and Ubuntu install it with   "
                "sudo apt install python3-venv   then start again."
            )
    with marked_begun():
        base = getattr(sys, "_base_executable", None) or sys.executable
        run_command(base, "-m", "venv", "--clear", str(VENV))


def set_up(testing: bool = False) -> None:
    """Do every step whose stamp is missing or old. Raises StartError."""
    if not JOURNAL.exists() and all(step.is_done() for step in set_up_steps(testing)):
        return
    check_folder(ROOT)
    with one_at_a_time():
        if JOURNAL.exists():
            # A killed pip leaves packages that look whole: only a new environment is surely right.
            print("The last set-up was cut off in .venv; making it anew.", flush=True)
            shutil.rmtree(str(VENV), ignore_errors=True)
        todo = [step for step in set_up_steps(testing) if not step.is_done()]
        for number, step in enumerate(todo, 1):
            run_step(step, f"[{number}/{len(todo)}] {step.title}")


def run_step(step: Step, label: str) -> None:
    """Run one step under its progress line."""
    global progress
    progress = Progress(label)
    try:
        step.run()
    except (StartError, OSError):
        progress.end("failed")
        raise
    progress.end("done")
    progress = None


@contextmanager
def marked_begun() -> "Iterator[None]":
    """Leave a mark beside .venv while it is being changed; only a killed change leaves it there."""
    JOURNAL.touch()
    try:
        yield
    except (StartError, OSError):
        JOURNAL.unlink()
        raise
    JOURNAL.unlink()


@contextmanager
def one_at_a_time() -> "Iterator[None]":
    """Hold the lock of the set-up; a second launcher waits here until the first is through."""
    LOCK.parent.mkdir(exist_ok=True)
    with open(str(LOCK), "a+", encoding="utf-8") as file:
        if not try_lock(file):
            print("Another start is setting up; waiting for it.", flush=True)
            while not try_lock(file):
                time.sleep(0.3)
        lock_held.append(file.fileno())
        yield
        lock_held.clear()


def try_lock(file: TextIO) -> bool:
    """Take the lock, which the system frees even when its owner is killed; False when taken."""
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            raise
        return False
    return True


def check_folder(folder: Path, otherwise: str = "") -> None:
    """Make the folder and try to write in it; `otherwise` is what else to do. Raises StartError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # members, money: its owner's alone
        with tempfile.TemporaryFile(dir=str(folder)):
            pass
    except OSError as error:
        raise StartError(
            f"The folder {folder} cannot be written. {advice_on(str(error))}{otherwise}"
        ) from None


def check_port(host: str, port: int) -> None:
    """Try to take the address. Raises StartError that names who has it, where that is known."""
    probe = [
        sys.executable,
        "-I",
        str(ROOT / "app" / "serving_port.py"),
        host,
        str(port),
    ]
    answer = subprocess.run(probe, stderr=subprocess.PIPE, text=True, check=False)
    if answer.returncode:
        raise StartError(answer.stderr.strip())


def options_of(arguments: "list[str]") -> argparse.Namespace:
    """Parse the options of a plain start; argparse ends the program on a mistake."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Set up what is missing, then serve Kaifan.",
        epilog="run.py test [pytest arguments] runs the tests; run.py doctor looks what is wrong; "
        "run.py restore FILE puts a backup back; other words are Kaifan's commands.",
    )
    parser.add_argument("--data", type=Path, default=ROOT / "instance", metavar="DIR",
                        help="folder of the database, pictures and backups (instance)")  # fmt: skip
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (0.0.0.0: all)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--demo", action="store_true", help="fill an empty DIR with a demo shop")
    parser.add_argument("--no-mdns", action="store_true", help="do not announce kaifan.local")
    parser.add_argument("--trusted-proxy", action="append", default=[], metavar="NETWORK",
                        help="a reverse proxy whose headers count, such as 127.0.0.1")  # fmt: skip
    return parser.parse_args(arguments)


def serve(arguments: "list[str]") -> int:
    """Check, set up, then become the server."""
    options = options_of(arguments)
    if os.environ.get("KAIFAN_LIMITS", "").lower() == "off" and not options.demo:
        raise StartError("KAIFAN_LIMITS=off is for load tests: unset it, or start with --demo.")
    check_folder(options.data, " Or choose another folder for the shop's data with --data DIR.")
    check_port(options.host, options.port)
    set_up()
    words = ["--data", str(options.data.resolve()), "--host", options.host, "--port"]
    words += [str(options.port), *["--demo"] * options.demo, *["--no-mdns"] * options.no_mdns]
    proxies = [f"--trusted-proxy={network}" for network in options.trusted_proxy]
    return become(["-m", "app.serving", *words, *proxies])


def test(arguments: "list[str]") -> int:
    """Set up with what the tests need, then become pytest."""
    set_up(testing=True)
    finder = [str(PYTHON), "-I", str(ROOT / "tests" / "launcher" / "chromium.py")]
    answer = subprocess.run(finder, stdout=subprocess.PIPE, text=True, check=False)
    if answer.stdout.strip():
        os.environ["KAIFAN_CHROMIUM"] = answer.stdout.strip()
    os.chdir(str(ROOT))
    return become(["-m", "pytest", *arguments])


def become(arguments: "list[str]") -> int:
    """Replace this process by .venv's Python (on Windows: run it and return its exit code)."""
    sys.stdout.flush()
    others = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), others]))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # uncompiled, each start takes seconds more
    # -P: a folder called `app` where the user stands must not be taken for Kaifan's.
    command = [str(PYTHON), "-P", *arguments]
    if not WINDOWS:
        os.execv(command[0], command)
    return subprocess.call(command)


def main(arguments: "list[str]") -> int:
    """Choose the command; every foreseen failure ends in one paragraph and exit code 1."""
    try:
        if arguments[:1] == ["test"]:
            return test(arguments[1:])
        # `--data DIR` may stand before a command as well as before the options of a start.
        first = arguments[0] if arguments else ""
        after = arguments[2:] if first == "--data" else arguments[first.startswith("--data=") :]
        if not after or after[0].startswith("-"):
            return serve(arguments)
        set_up()
        return become(["-m", "app.cli", *arguments])
    except StartError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{error}\n{advice_on(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next start goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
