"""What our Python files look like."""

import ast
import re
from pathlib import PurePath

import pytest

from tests.architecture.sources import ROOT, Source, functions, python_files

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
# Migrations only list columns, and the first one lists all of them.
_LONG_BY_NATURE = ("migrations/versions/",)
_VAGUE = re.compile(r"^(util|utils|helper|helpers|manager|misc|common|stuff)$")
_VAGUE_NAME = re.compile(r"(Manager|Helper|Util|Utils)$")
_VAGUE_VERB = re.compile(r"^(handle|process|manage)(_|$)")
# Methods that a library calls by the name it gave them.
_NAMED_BY_LIBRARIES = re.compile(
    r"process_(bind_param|result_value)|handle(_(exit|quit|int|hup|starttag|endtag|data))?"
)

# An import within a function: only a driver that may be missing.
_LATE_IMPORTS: dict[str, str] = {
    "run.py": "the launcher runs before anything is installed",
}

TOP_LEVEL = {
    *("app", "migrations", "templates", "static", "printer", "instance", "run.py", "tests"),
    *("requirements.txt", "README.md", "README.zh-CN.md", "LICENSE", "CHANGELOG.md", "docs"),
    *("benchmarks", "miniprogram", "pyproject.toml", "package.json", "package-lock.json", ".ci"),
    *("Dockerfile", "compose.yaml", ".git", ".gitignore", ".gitattributes", ".dockerignore"),
}


def test_files_are_short() -> None:
    long = {
        source.path: len(source.lines)
        for source in python_files()
        if len(source.lines) > MAX_FILE_LINES and not source.path.startswith(_LONG_BY_NATURE)
    }
    assert not long, f"{long}: a file over {MAX_FILE_LINES} lines has two subjects; part them"


def test_functions_are_short() -> None:
    long = {
        f"{source.path}:{function.name}": length
        for source in python_files()
        if not source.path.startswith(_LONG_BY_NATURE)
        for function in functions(source)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert not long, (
        f"{long}: a function over {MAX_FUNCTION_LINES} lines cannot be read at a glance"
    )


def test_every_module_says_what_it_holds() -> None:
    silent = [source.path for source in python_files() if not ast.get_docstring(source.tree)]
    assert not silent, f"{silent}: the first line of a module tells whether to read on"


def test_names_say_what_a_thing_is() -> None:
    vague = []
    for source in python_files():
        vague += [
            source.path for part in PurePath(source.path).parts if _VAGUE.match(PurePath(part).stem)
        ]
        for node in source.nodes:
            if isinstance(node, ast.ClassDef) and _VAGUE_NAME.search(node.name):
                vague.append(f"{source.path}:{node.name}")
        vague += [
            f"{source.path}:{function.name}"
            for function in functions(source)
            if _VAGUE_VERB.match(function.name.lstrip("_"))
            and not _NAMED_BY_LIBRARIES.fullmatch(function.name)
        ]
    assert not vague, f"{vague}: such names say nothing; use the verb and noun of the trade"


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TO" "DO|FIX" "ME|XX" "X|HA" "CK)\b")
    left = [
        f"{source.path}:{number}"
        for source in python_files()
        for number, line in enumerate(source.lines, 1)
        if mark.search(line)
    ]
    assert not left, f"{left}: do it now, or write an issue; nobody reads marks in the code"


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{source.path}:{node.lineno}" for source in python_files() for node in _swallowing(source)
    ]
    assert not swallowed, (
        f"{swallowed}: a broad except that does nothing hides every fault; log it or let it pass"
    )


def _swallowing(source: Source) -> list[ast.ExceptHandler]:
    return [
        node
        for node in source.nodes
        if isinstance(node, ast.ExceptHandler)
        and all(isinstance(each, ast.Pass | ast.Continue) for each in node.body)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]


def test_imports_stand_at_the_top() -> None:
    late = [
        f"{source.path}:{node.lineno}"
        for source in python_files("app", "printer")
        if source.path not in _LATE_IMPORTS
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not late, f"{late}: an import in a function hides a circle; part the modules instead"


def test_only_the_database_module_commits() -> None:
    found = [
        f"{source.path}:{node.lineno}"
        for source in python_files("app")
        if source.path != "app/core/db.py"
        for node in _calls(source)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in ("commit", "rollback", "begin")
    ]
    assert not found, (
        f"{found}: a second place that commits splits a verb in two halves; use @atomic"
    )


@pytest.mark.parametrize("folder", ["app/web", "app/sockets", "app/cli"])
def test_edges_do_not_query(folder: str) -> None:
    allowed = {"app/web/health.py"}  # it asks whether the database answers at all
    found = [
        f"{source.path}:{node.lineno}"
        for source in python_files(folder)
        if source.path not in allowed
        for node in source.nodes
        if (isinstance(node, ast.Name) and node.id in ("select", "insert", "update", "delete"))
        or (isinstance(node, ast.Attribute) and ast.unparse(node) == "db.session")
    ]
    assert not found, f"{found}: a query at the edge forgets the store; put it into queries.py"


def test_only_edges_read_the_request() -> None:
    edges = ("app/web/", "app/sockets/", "app/cli/")
    found = [
        f"{source.path}:{node.lineno}"
        for source in python_files("app", "printer")
        if not source.path.startswith(edges)
        for node in source.nodes
        if isinstance(node, ast.ImportFrom)
        and node.module in ("flask", "flask_login")
        and {alias.name for alias in node.names} & {"request", "session", "current_user", "g"}
    ]
    assert not found, f"{found}: a verb that reads the request cannot be called by a job or a test"


def test_views_are_short() -> None:
    long = []
    for source in python_files("app/web"):
        for function in functions(source):
            is_view = any("bp." in ast.unparse(each) for each in function.decorator_list)
            statements = (function.end_lineno or 0) - function.body[0].lineno + 1
            if is_view and statements > 18:
                long.append(f"{source.path}:{function.name} ({statements})")
    assert not long, f"{long}: a view parses, calls one verb and answers; the rest lies below"


def test_times_come_from_the_clock() -> None:
    found = [
        f"{source.path}:{node.lineno}"
        for source in python_files("app")
        if source.path != "app/core/clock.py"
        for node in _calls(source)
        if ast.unparse(node.func) in ("datetime.now", "datetime.utcnow", "date.today", "time.time")
    ]
    assert not found, f"{found}: ask app.core.clock, or no test can say what happens at midnight"


def test_the_top_level_is_what_the_plan_says() -> None:
    ignored = {
        line.strip().strip("/").split("/")[0]
        for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    }
    extra = {each.name for each in ROOT.iterdir()} - TOP_LEVEL - ignored
    assert not extra, f"{sorted(extra)}: whoever opens the project should see the house, no boxes"


def _calls(source: Source) -> list[ast.Call]:
    return [node for node in source.nodes if isinstance(node, ast.Call)]
