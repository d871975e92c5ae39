"""The JSON form of documents: there and back, and what is refused."""

import json

import pytest

from printer.documents import Document, from_json, to_json
from printer.errors import BadDocument
from tests.printer import samples


@pytest.mark.parametrize(
    "document", [*samples.ALL, samples.DRAWER], ids=lambda document: type(document).__name__
)
def test_a_document_survives_json_text(document: Document) -> None:
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_an_unknown_field_does_not_stop_a_slip() -> None:
    assert from_json({**to_json(samples.SLIP), "seat": 3}) == samples.SLIP


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "poster"},
        {"kind": None},
        {"station": 5},
        {"round": "2"},
        {"round": True},
        {"covers": 1.5},
        {"language": "fr"},
        {"copy": []},
        {"lines": "many"},
        {"lines": [5]},
        {"lines": [{"options": []}]},
    ],
)
def test_a_broken_document_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadDocument):
        from_json({**to_json(samples.SLIP), **change})


def test_a_missing_field_is_refused_by_name() -> None:
    stored = to_json(samples.SLIP)
    del stored["table"]
    with pytest.raises(BadDocument, match=r"kitchen_slip\.table"):
        from_json(stored)


def test_a_pair_with_three_parts_is_refused() -> None:
    with pytest.raises(BadDocument, match="3 parts"):
        from_json({**to_json(samples.PRE_BILL), "adjustments": [["a", 1, 2]]})
