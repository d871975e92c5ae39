"""What waiters do with whole parties: seat two at a table, merge, part, give dishes away."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.actors import Actor
from app.ordering import service
from app.staff.rights import Role
from app.tables import service as tables
from tests.machine.guests import NUMBER
from tests.machine.house import House, table_of


class Parties(House):
    """The waiter with guests who come together and part."""

    @rule(number=NUMBER)
    def share_table(self, number: int) -> None:
        """One more party is seated at a table."""
        waiter = self.shop.person(Role.WAITER)
        table = table_of(self.shop, number)
        self.attempt(waiter, tables.share_table, table.id, actor=waiter)

    @precondition(lambda self: len(self.now.sessions) > 1)
    @rule(number=NUMBER, other=NUMBER)
    def merge(self, number: int, other: int) -> None:
        """Two parties become one."""
        waiter = self.shop.person(Role.WAITER)
        left, kept = (self.one_of(self.now.sessions, each) for each in (number, other))
        assert left is not None and kept is not None
        self._regroup(waiter, service.merge_parties, left.id, kept.id)

    @precondition(lambda self: any(s.merged_into_id for s in self.now.sessions))
    @rule(number=NUMBER)
    def part(self, number: int) -> None:
        """A party that was merged goes its own way again."""
        waiter = self.shop.person(Role.WAITER)
        merged = [session for session in self.now.sessions if session.merged_into_id]
        session = self.one_of(merged, number)
        assert session is not None
        self._regroup(waiter, service.part_parties, session.id)

    @precondition(lambda self: self.now.lines)
    @rule(number=NUMBER, to=NUMBER, portions=st.integers(1, 3), same_table=st.booleans())
    def give_dishes(self, number: int, to: int, portions: int, same_table: bool) -> None:
        """Some portions of a dish go to another party's bill."""
        waiter = self.shop.person(Role.WAITER)
        now = self.now
        line = self.likely(
            now.lines, number, lambda line: line.parent_id is None and line.status != "cancelled"
        )
        assert line is not None
        session_id = now.order_by_id[line.order_id].table_session_id
        if session_id is None:
            return
        table_id = None if same_table else table_of(self.shop, to).id
        chosen = {line.id: min(portions, line.quantity)}
        self._regroup(waiter, service.split_party, session_id, chosen, table_id=table_id)

    def _regroup(self, who: Actor, verb: Callable[..., Any], *args: Any, **more: Any) -> None:
        """Orders may change their party here and nowhere else; what all owe stays the same."""
        owed = self._owed()
        if self.attempt(who, verb, *args, actor=who, **more) is not None:
            self.owner = {order.id: order.table_session_id for order in self.now.orders}
        assert self._owed() == owed

    def _owed(self) -> int:
        standing = [order for order in self.now.orders if order.status != "cancelled"]
        return sum(order.total_fen - order.paid_fen for order in standing)
