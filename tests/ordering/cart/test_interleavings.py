"""Any interleaving of three phones, with lost answers and copies, converges and loses no dish."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ordering.cart import queries
from app.ordering.cart.inputs import AddOperation, ChangeOperation, Operation, RemoveOperation
from app.tables import service as tables
from app.tables.queries import Presence
from tests.factories.carts import add, change, remove, send, view
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

DISHES = ("tofu", "beer", "rice")


@dataclass
class Phone:
    """A phone with what it saw last and what it has not sent yet."""

    presence: Presence
    version: int = 0
    known: dict[str, int] = field(default_factory=dict)
    queue: list[Operation] = field(default_factory=list)
    sent: list[Operation] = field(default_factory=list)

    def pull(self) -> None:
        found = queries.find_cart(self.presence.session_id)
        self.version = found.cart.version if found else 0
        self.known = {line.id: line.quantity for line in found.lines} if found else {}

    def flush(self, *, is_answer_lost: bool = False) -> None:
        if self.queue:
            send(self.presence, *self.queue)
        self.sent += self.queue
        if not is_answer_lost:
            self.queue = []
            self.pull()


Step = tuple[int, str, int]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(
            ["add", "more", "less", "remove", "flush", "lose answer", "repeat", "pull"]
        ),
        st.integers(0, 5),
    ),
    max_size=30,
)


def act(shop: Shop, phone: Phone, what: str, number: int) -> None:
    """One step of one phone; what asks for a line does nothing without one."""
    lines = sorted(phone.known)
    line = lines[number % len(lines)] if lines else None
    if what == "add":
        dish = shop.dish[DISHES[number % 3]]
        phone.queue.append(add(dish, number % 2 + 1, seen=phone.version))
    elif what == "more" and line:
        phone.queue.append(change(line, 1, phone.version))
    elif what == "less" and line:
        phone.queue.append(change(line, -1, phone.version))
    elif what == "remove" and line:
        phone.queue.append(remove(line, phone.version))
    elif what == "flush":
        phone.flush()
    elif what == "lose answer":
        phone.flush(is_answer_lost=True)
    elif what == "repeat" and phone.sent:
        send(phone.presence, phone.sent[number % len(phone.sent)], *reversed(phone.sent[-2:]))
    elif what == "pull":
        phone.pull()


def run(shop: Shop, steps: list[Step]) -> tuple[list[Phone], list[Operation]]:
    """Play the steps at a fresh table, then let every phone come back; all that was sent."""
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    tables.open_table(shop.tables[0].id, actor=shop.actor)
    phones = [Phone(presence_at(shop.tables[0])) for _ in range(3)]
    for who, what, number in steps:
        act(shop, phones[who], what, number)
    for phone in phones:
        phone.flush()
    for phone in phones:
        phone.pull()
    sent = {each.id: each for phone in phones for each in phone.sent}
    return phones, list(sent.values())




@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_all_phones_end_with_the_same_cart_and_no_dish_is_lost(
    shop: Shop, steps: list[Step]
) -> None:
    phones, sent = run(shop, steps)
    assert phones[0].known == phones[1].known == phones[2].known
    found = queries.find_cart(phones[0].presence.session_id)
    if found is None:
        assert not sent
        return
    # Sending everything once more, in another order, changes nothing.
    if sent:
        send(phones[0].presence, *reversed(sent[-90:]))
    phones[0].pull()
    assert phones[0].known == phones[1].known
    check_sums(sent, phones[0])


def check_sums(sent: list[Operation], phone: Phone) -> None:
    """No more than was added, and at least what nobody asked to take away."""
    added: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    cleared: set[str] = set()
    aliases = view(phone.presence).cart.aliases if sent else {}
    for each in sent:
        line_id = getattr(each, "line_id", "")
        line = aliases.get(line_id, line_id)
        if isinstance(each, AddOperation):
            added[line] += each.line.quantity
        elif isinstance(each, ChangeOperation) and each.delta > 0:
            added[line] += each.delta
        elif isinstance(each, ChangeOperation):
            taken[line] -= each.delta
        elif isinstance(each, RemoveOperation):
            cleared.add(line)
    for line, number in added.items():
        left = phone.known.get(line, 0)
        assert left <= number
        if line not in cleared:
            assert left >= number - taken[line]
        if line not in cleared and not taken[line]:
            assert left == number
