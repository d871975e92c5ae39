"""Rules of addresses that learn late how to write themselves."""

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from app.web.routes import QuickRule

MADE = (
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


def test_a_start_compiles_none_and_a_shop_those_it_writes(app: Flask) -> None:
    assert {type(rule) for rule in app.url_map.iter_rules()} == {QuickRule}
    rule = next(app.url_map.iter_rules("health.readyz"))
    rule._build = rule._compile_builder(append_unknown=False).__get__(rule, None)  # type: ignore[attr-defined]
    waiting = rule._build  # type: ignore[attr-defined]
    assert rule.build({}, append_unknown=False) == ("", "/readyz")
    assert rule._build is not waiting  # type: ignore[attr-defined]
    assert rule.build({}, append_unknown=False) == ("", "/readyz")
