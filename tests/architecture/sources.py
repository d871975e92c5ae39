"""The project's own source files, parsed once."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CODE = ("app", "printer", "migrations", "tests", "benchmarks")
_GENERATED = {"node_modules", "dist", "__pycache__"}


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @functools.cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()

    @functools.cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of its syntax tree: walked once, as each rule asks for all of them."""
        return list(ast.walk(self.tree))


@functools.cache
def python_files(*folders: str) -> tuple[Source, ...]:
    """The Python files under `folders`, all of ours when none is given, run.py included."""
    files = [file for folder in folders or _CODE for file in (ROOT / folder).rglob("*.py")]
    if not folders:
        files.append(ROOT / "run.py")
    return tuple(_parsed(file) for file in sorted(files) if not _GENERATED & set(file.parts))


def text_files(folder: str, *endings: str) -> Iterator[tuple[str, str]]:
    """(path from the root, text) of the files under `folder` that end so."""
    for file in sorted((ROOT / folder).rglob("*")):
        if file.suffix in endings and not _GENERATED & set(file.relative_to(ROOT).parts):
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and nested ones too."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@functools.cache
def _parsed(file: Path) -> Source:
    text = file.read_text(encoding="utf-8")
    return Source(str(file.relative_to(ROOT)), text, ast.parse(text))
