"""Building the pre-bill and the receipt of one part of a bill."""

from dataclasses import replace
from typing import TypeVar

from flask_babel import force_locale, gettext

from app.ordering.models import Order, OrderLine
from app.ordering.parts.models import BillPart
from app.payments.models import Payment
from app.printing import paperwork
from app.stores.queries import StoreFacts
from printer.bill_lines import BillLine
from printer.documents import PreBill, Receipt

Bill = TypeVar("Bill", PreBill, Receipt)


def part_pre_bill(store: StoreFacts, part: BillPart, orders: list[Order]) -> PreBill:
    """What one guest of several has to pay."""
    return _narrowed(store, paperwork.pre_bill(store, orders), part, orders)


def part_receipt(
    store: StoreFacts, part: BillPart, orders: list[Order], payments: list[Payment]
) -> Receipt:
    """What one guest of several had and how it was paid."""
    return _narrowed(store, paperwork.receipt(store, orders, payments), part, orders)


def part_number(part: BillPart) -> str:
    """Which part of how many, as "2/3"; nothing for the only one."""
    standing = part.split.standing
    if len(standing) < 2 or part not in standing:
        return ""
    return f"{standing.index(part) + 1}/{len(standing)}"


def _narrowed(store: StoreFacts, whole: Bill, part: BillPart, orders: list[Order]) -> Bill:
    """The bill with the dishes of the part, or, where it has none, with what it takes over."""
    tables = dict.fromkeys(order.table_name for order in orders if order.table_name)
    whole = replace(whole, table="+".join(tables), part=part_number(part))
    if not part.portions:
        is_whole = whole.total_fen == part.amount_fen
        return replace(whole, part_fen=None if is_whole else part.amount_fen)
    lines = {line.id: line for order in orders for line in order.lines}
    named = tuple(_portion(lines[each["line_id"]], each) for each in part.portions)
    beyond = part.amount_fen - sum(each["amount_fen"] for each in part.portions)
    with force_locale(paperwork.language_of(store)):
        fees = ((gettext("Fees"), beyond),) if beyond else ()
    return replace(whole, lines=named, adjustments=fees, total_fen=part.amount_fen)


def _portion(line: OrderLine, portion: dict[str, int]) -> BillLine:
    """Portions of a line with what the guest pays for them: discounts and fees are in it."""
    return BillLine(
        name=line.name,
        options=paperwork.bill_options(line),
        note="",
        quantity=portion["quantity"],
        unit_price_fen=line.unit_price_fen,
        total_fen=portion["amount_fen"],
    )
