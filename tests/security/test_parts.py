"""What the product is made of: locked by hash, under licences that let a shop use it, listed."""

import json
import re
import subprocess
import sys
from pathlib import Path

from app.upkeep.parts import list_parts

ROOT = Path(__file__).resolve().parents[2]
# Words of the licences under which a restaurant may run and change the product without publishing.
FREE = (
    "MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "MPL", "LGPL", "Unlicense",
    "HPND", "zlib", "0BSD", "Mozilla Public License", "Public Domain",
)  # fmt: skip
# Locked for another system or another Python only.
ELSEWHERE = {"async-timeout", "colorama", "pywin32"}


def test_every_package_of_the_lock_is_pinned_by_hash() -> None:
    for name in ("requirements.txt", "tests/requirements.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        packages = re.findall(r"^[A-Za-z0-9_.-]+==(?:.*\\\n)+.*$", text, re.MULTILINE)
        assert len(packages) == len(re.findall(r"^[A-Za-z]", text, re.MULTILINE)) > 40
        assert all("--hash=sha256:" in package for package in packages)


def test_every_licence_lets_a_shop_use_it() -> None:
    parts = list_parts(ROOT)
    assert {part.kind for part in parts} == {"pypi", "npm"}
    assert {part.name for part in parts if not part.licence} <= ELSEWHERE
    strange = [
        part for part in parts if part.licence and not any(word in part.licence for word in FREE)
    ]
    assert strange == []


def test_the_list_is_told_by_a_command() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "app.cli", "sbom"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    listed = json.loads(told.stdout)
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    found = {(each["name"], each["version"]): each for each in listed["components"]}
    assert found[("flask", "3.1.3")]["purl"] == "pkg:pypi/flask@3.1.3"
    assert found[("flask", "3.1.3")]["licenses"][0]["license"]["name"].startswith("BSD")
    assert any(purl["purl"].startswith("pkg:npm/htmx.org@") for purl in found.values())
    assert not any(name in {"pytest", "esbuild"} for name, _version in found)
