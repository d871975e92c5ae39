"""Ten of everything against a hundred: no page asks the database once for each row.

`test_statements.py` compares one set with four in every run; this is the whole, with `--full`.
"""

import sys

import pytest
from flask import Flask

from tests.factories.shop import Shop
from tests.web.more_rows import add_sets
from tests.web.test_rights_matrix import things_at
from tests.web.test_statements import Walk, grown

# They count their rows once there is more than one page of them: one statement, not one a row.
COUNT_WHEN_PAGED = {"backoffice.orders"}


@pytest.mark.slow
def test_no_page_sends_more_for_a_hundred_than_for_ten(
    app: Flask, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = Walk(app, shop, things_at(shop, 0))
    add_sets(shop, range(10))
    before = walk.all()
    add_sets(shop, range(10, 100))
    after = walk.all()
    with capsys.disabled():
        few, many = (sum(map(len, found.values())) for found in (before, after))
        sys.stdout.write(f"\n{len(after)} pages: {few} statements of ten, {many} of a hundred\n")
    found = grown(before, after)
    for page in COUNT_WHEN_PAGED & set(found):
        if len(after[page]) == len(before[page]) + 1:
            del found[page]
    assert not found, "\n".join(f"{name}: {told}" for name, told in found.items())
