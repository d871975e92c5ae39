"""Prints the path of a Chromium for the browser tests: this machine's, else one installed now.

`run.py test` runs this file with .venv's Python. Nothing is printed when none can be had; the
browser tests are then skipped by name, with that reason.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)


def on_this_machine() -> str | None:
    """The one that KAIFAN_CHROMIUM names, or the first that is installed."""
    candidates = [os.environ.get("KAIFAN_CHROMIUM"), *map(shutil.which, NAMES), *PLACES]
    return next((file for file in candidates if file and Path(file).exists()), None)


def from_debian() -> str | None:
    """Debian's package, where this user may install it."""
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update"],
        ["install", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(
            ["apt-get", "-qq", *command],
            env=environment,
            stdout=sys.stderr,
            check=False,
        )
    return on_this_machine()


def from_playwright() -> str | None:
    """Playwright's own download."""
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(install, stdout=sys.stderr, check=False).returncode:
        return None
    ask = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() or None


def main() -> None:
    """Print the path found, or say on the error stream that there is none."""
    found = on_this_machine()
    if not found:
        sys.stderr.write("No Chromium here; installing one for the browser tests.\n")
        found = from_debian() or from_playwright()
    if not found:
        sys.stderr.write("Chromium could not be installed: browser tests are skipped.\n")
    sys.stdout.write(f"{found or ''}\n")


if __name__ == "__main__":
    main()
