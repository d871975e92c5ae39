"""Rules of addresses that learn late how to write themselves."""

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from app.web.routes import QuickRule

MADE: tuple[tuple[str, dict[str, object]], ...] = (
    ("/", {}),
    ("/plain/", {}),
    ("/dishes/<dish_id>", {"dish_id": "宫 保/?#"}),
    ("/pages/<int:number>/<path:rest>", {"number": 7, "rest": "a/b c"}),
    ("/named/<rule>/<name>", {"rule": "r", "name": "n"}),
    ("/fixed", {"kind": "all"}),
)


def addresses(kind: type[Rule], rule: str, values: dict[str, object]) -> list[object]:
    defaults = {"kind": "all"} if rule == "/fixed" else None
    made = Map([kind(rule, endpoint="here", defaults=defaults)]).bind("shop.test", "/under")
    more = {**values, "page": 2, "word": "鱼 香"}
    return [
        made.build("here", values),
        made.build("here", values),
        made.build("here", more),
        made.build("here", more),
        made.build("here", more, append_unknown=False),
    ]


@pytest.mark.parametrize(("rule", "values"), MADE)
def test_it_writes_what_the_librarys_rule_writes(rule: str, values: dict[str, object]) -> None:
    assert addresses(QuickRule, rule, values) == addresses(Rule, rule, values)


def test_only_what_is_written_is_compiled_and_that_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    compile_one = Rule._compile_builder

    def note(rule: Rule, append_unknown: bool = True) -> object:
        compiled.append(rule.rule)
        return compile_one(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", note)
    made = Map([QuickRule("/one", endpoint="one"), QuickRule("/two", endpoint="two")]).bind("x")
    assert made.match("/two") == ("two", {})
    assert compiled == []
    assert made.build("two") == made.build("two") == "/two"
    assert compiled == ["/two"]


def test_every_rule_of_the_app_is_such_a_one(app: Flask) -> None:
    assert {type(rule) for rule in app.url_map.iter_rules()} == {QuickRule}
