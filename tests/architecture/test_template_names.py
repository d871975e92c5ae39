"""Every name that a template uses is given by somebody: a renamed value shows nothing, silently."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import Environment, meta, nodes

from tests.fixtures.installation import REPO_ROOT

TEMPLATES = REPO_ROOT / "templates"
# Of Jinja and Flask; an extension of Jinja's own brings "caller" and "loop".
_OWN = {"caller", "loop", "self", "super", "request", "session", "g", "config"}


def used_in(environment: Environment, source: str) -> set[str]:
    """The names that a template reads and does not make itself."""
    return meta.find_undeclared_variables(environment.parse(source))


def made_in(environment: Environment, source: str) -> set[str]:
    """The names that a template makes, which whoever it includes or extends may read as well."""
    tree = environment.parse(source)
    made = {each.name for each in tree.find_all(nodes.Macro)}
    made |= {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
    made |= {each.target for each in tree.find_all(nodes.Import)}
    for each in tree.find_all(nodes.FromImport):
        made |= {name if isinstance(name, str) else name[1] for name in each.names}
    return made


def given_in(source: str) -> Iterator[str]:
    """The names that a module hands over: keywords, keys of dicts, functions and classes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


@pytest.fixture(scope="module")
def given() -> set[str]:
    """Every name that Python or a template makes."""
    names = set(_OWN)
    for file in (REPO_ROOT / "app").rglob("*.py"):
        names |= set(given_in(file.read_text(encoding="utf-8")))
    return names


def test_every_name_is_given_by_somebody(app: Flask, given: set[str]) -> None:
    environment = app.jinja_env
    sources = {file: file.read_text(encoding="utf-8") for file in TEMPLATES.rglob("*.html")}
    known = given | set(environment.globals)
    for source in sources.values():
        known |= made_in(environment, source)
    unknown = [
        f"{file.relative_to(TEMPLATES)}: {name}"
        for file, source in sources.items()
        for name in sorted(used_in(environment, source) - known)
    ]
    assert not unknown, f"nobody gives these, so they are never shown: {unknown}"


def test_control_a_renamed_value_is_found(app: Flask, given: set[str]) -> None:
    source = "{% set seen = 1 %}{% if door_groups_of_old %}{{ seen }}{% endif %}"
    assert used_in(app.jinja_env, source) - given == {"door_groups_of_old"}
    assert made_in(app.jinja_env, source) == {"seen"}
