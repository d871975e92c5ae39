"""Keys give their answer again; caches never outlive a commit."""

import threading

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core import idempotency
from app.core.clock import FixedClock
from app.core.db import transaction
from app.core.freshness import Fresh
from app.core.idempotency import KeyMissing, KeyReused


def keep(key: str = "k", body: str = "hash", scope: str = "orders") -> None:
    with transaction():
        idempotency.keep_answer("s", scope, key, body, {"id": "1"})


def test_the_answer_is_given_again_for_ever(app: Flask, clock: FixedClock) -> None:
    keep()
    clock.move(days=4000)
    assert idempotency.find_answer("s", "orders", "k", "hash") == {"id": "1"}


def test_a_key_belongs_to_its_store_and_scope(app: Flask) -> None:
    keep()
    assert idempotency.find_answer("other", "orders", "k", "hash") is None
    assert idempotency.find_answer("s", "payments", "k", "hash") is None


def test_another_body_is_refused(app: Flask) -> None:
    keep()
    with pytest.raises(KeyReused) as refused:
        idempotency.find_answer("s", "orders", "k", "other hash")
    assert (refused.value.status, refused.value.code) == (422, "idempotency_key_reused")


def test_the_database_refuses_a_second_row(app: Flask) -> None:
    keep()
    with pytest.raises(IntegrityError):
        keep()


@pytest.mark.parametrize("given", [None, "", " ", "a b", "键", "x" * 256, "a\n", "<script>"])
def test_what_is_no_key_is_refused(given: str | None) -> None:
    with pytest.raises(KeyMissing):
        idempotency.checked_key(given)


@pytest.mark.parametrize(
    "given", ["a", "x" * 255, "8e03978e-40d5-43e8-bc93-6894a57f9324", "A_b.c:d"]
)
def test_keys_of_the_usual_kinds_are_taken(given: str) -> None:
    assert idempotency.checked_key(given) == given


def test_the_order_of_members_does_not_change_a_body() -> None:
    same = [idempotency.body_hash({"a": 1, "b": "中"}), idempotency.body_hash({"b": "中", "a": 1})]
    assert len(set(same)) == 1
    assert idempotency.body_hash({"a": 1, "b": "中文"}) not in same


class Source:
    """A row in the place of the database."""

    def __init__(self) -> None:
        self.value, self.loads = 1, 0

    def load(self, _key: str) -> int:
        self.loads += 1
        return self.value


def test_a_value_is_loaded_once_and_at_most_a_second_old(app: Flask, clock: FixedClock) -> None:
    source = Source()
    cache: Fresh[str, int] = Fresh(source.load)
    assert [cache.get("k") for _ in range(5)] == [1] * 5
    assert source.loads == 1
    source.value = 2
    clock.move(seconds=1)
    assert cache.get("k") == 2


def test_after_the_commit_the_old_value_is_gone(app: Flask) -> None:
    source = Source()
    cache: Fresh[str, int] = Fresh(source.load)
    cache.get("k")
    with transaction():
        source.value = 2
        cache.forget("k")
    assert cache.get("k") == 2


def test_a_value_read_before_a_commit_is_not_kept_after_it(app: Flask) -> None:
    """The reader loads the old value, the writer commits, then the reader puts it away."""
    loading, go_on = threading.Event(), threading.Event()

    def slow(_key: str) -> str:
        first = not loading.is_set()
        loading.set()
        if first:
            go_on.wait(60)
        return "old" if first else "new"

    cache: Fresh[str, str] = Fresh(slow)
    reader = threading.Thread(target=lambda: cache.get("k"))
    reader.start()
    loading.wait(60)
    cache.drop("k")
    go_on.set()
    reader.join(60)
    assert cache.get("k") == "new"


def test_a_full_cache_starts_anew(app: Flask) -> None:
    cache: Fresh[int, int] = Fresh(lambda key: key, limit=3)
    assert [cache.get(n) for n in range(10)] == list(range(10))
    assert len(cache._held) <= 3
