"""Made-up requests, right and wrong, at every call that the API describes, in every role.

The description is the product's own OpenAPI document; schemathesis draws the requests from it and
checks that each answer is one that it names.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import openapi
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from app.staff.rights import Role
from tests.factories import staff, tables
from tests.factories.ordering import place
from tests.factories.shop import Shop

NOBODY, PHONE = "nobody", "phone"
ASKERS = (NOBODY, PHONE, *(role.value for role in Role))
_CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)


class Attack:
    """Draws requests against one app and counts what is answered."""

    def __init__(self, app: Flask, shop: Shop) -> None:
        """Attack `app`; the requests name things of `shop` that are really there."""
        load_all_checks()
        self._schema = openapi.from_wsgi("/api/v1/openapi.json", app)
        self._checks = CHECKS.get_by_names(list(_CHECKED))
        self._tokens = {role.value: staff.token_of(shop.staff[role]) for role in Role}
        self._tokens[PHONE] = tables.sit_down(shop.tables[0], shop.actor)
        order = place(tables.presence_at(shop.tables[0], shop.actor), shop.dish["rice"])
        self._there = {
            "order_id": order.id,
            "line_id": order.lines[0].id,
            "table_id": shop.tables[1].id,
            "dish_id": shop.dish["beer"].id,
            "day": order.business_date.isoformat(),
        }
        self.statuses: Counter[int] = Counter()
        self.problems: list[str] = []

    def go(self, asker: str, examples: int) -> None:
        """`examples` requests that fit the description and as many that do not, at each call."""
        for found in self._schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
                self._at(operation, mode, asker, examples)

    def _at(self, operation: Any, mode: GenerationMode, asker: str, examples: int) -> None:
        known = {name: self._there[name] for name in self._there if f"{{{name}}}" in operation.path}
        headers = {"Accept-Encoding": "identity"}
        if asker != NOBODY:
            headers["Authorization"] = f"Bearer {self._tokens[asker]}"

        @given(case=operation.as_strategy(generation_mode=mode, path_parameters=known or None))
        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        def each(case: Any) -> None:
            self._try(operation.label, case, asker, headers)

        each()

    def _try(self, label: str, case: Any, asker: str, headers: Mapping[str, str]) -> None:
        answer = case.call(headers=dict(headers))
        self.statuses[answer.status_code] += 1
        if asker == NOBODY and answer.status_code < 400:
            self.problems.append(f"{label}: a stranger got {answer.status_code}")
        try:
            case.validate_response(answer, checks=self._checks)
        except BaseExceptionGroup as several:
            self.problems += [f"{label} by {asker}: {each}" for each in several.exceptions]


@pytest.mark.parametrize("asker", [NOBODY, PHONE, Role.WAITER.value, Role.OWNER.value])
def test_every_answer_is_one_that_is_described(app: Flask, shop: Shop, asker: str) -> None:
    attack = Attack(app, shop)
    attack.go(asker, examples=2)
    assert attack.problems == []
    assert asker == NOBODY or attack.statuses[200] > 0
    assert attack.statuses[401] + attack.statuses[422] > 10


@pytest.mark.slow
@pytest.mark.parametrize("asker", ASKERS)
def test_so_is_every_answer_to_a_hundred_thousand(app: Flask, shop: Shop, asker: str) -> None:
    attack = Attack(app, shop)
    attack.go(asker, examples=190)
    assert attack.problems == []
    assert sum(attack.statuses.values()) > 10_000
