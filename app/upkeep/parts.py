"""What the product is made of: the packages of its locks, as a CycloneDX list (an SBOM)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)(?: *; *([^\\\n]*?))? *\\?$", re.MULTILINE)
_IN_CLASSIFIER = "License :: "
# What a package that says nothing of its licence in its metadata says in its LICENSE file.
_SAID_ELSEWHERE = {"pysqlite3": "zlib", "xmlhttprequest-ssl": "MIT"}


@dataclass(frozen=True, slots=True)
class Part:
    """A package: where it comes from ("pypi" or "npm"), name, version, licence as it says it.

    The licence is "" where the package is not installed here, for instance on another system.
    """

    kind: str
    name: str
    version: str
    licence: str


def list_parts(root: Path) -> list[Part]:
    """Every package of the locks in the folder `root`, without those that only test."""
    return [*_python(root / "requirements.txt"), *_browser(root / "package-lock.json")]


def as_cyclonedx(parts: list[Part], version: str) -> dict[str, Any]:
    """The parts of Kaifan `version` as a CycloneDX 1.6 document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "kaifan", "version": version},
        },
        "components": [_component(part) for part in parts],
    }


def _component(part: Part) -> dict[str, Any]:
    # In a package URL the @ of an npm scope is written as %40.
    purl = f"pkg:{part.kind}/{part.name.replace('@', '%40')}@{part.version}"
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": part.name,
        "version": part.version,
        "purl": purl,
    }
    if part.licence:
        made["licenses"] = [{"license": {"name": part.licence}}]
    return made


def _python(lock: Path) -> Iterator[Part]:
    for name, version, _marker in _LOCKED.findall(lock.read_text(encoding="utf-8")):
        yield Part("pypi", name, version, _licence(name))


def _licence(name: str) -> str:
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classified = [
        line.removeprefix(_IN_CLASSIFIER).rpartition(":: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith(_IN_CLASSIFIER)
    ]
    expression, plain = (
        next(iter(said.get_all(field) or []), "") for field in ("License-Expression", "License")
    )
    found = str(expression or ", ".join(classified) or plain)
    return found.partition("\n")[0] or _SAID_ELSEWHERE.get(name, "")


def _browser(lock: Path) -> Iterator[Part]:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for path, package in packages.items():
        if path and not package.get("dev"):
            name = path.rpartition("node_modules/")[2]
            licence = package.get("license") or _SAID_ELSEWHERE.get(name, "")
            yield Part("npm", name, package["version"], licence)
