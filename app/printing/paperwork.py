"""Building the documents that are printed from orders, tickets and payments."""

from dataclasses import replace
from urllib.parse import quote

from flask import current_app
from flask_babel import force_locale, gettext

from app.core import clock
from app.kitchen.queries import TicketFacts
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus
from app.ordering.present import label_of, order_name
from app.payments.invoices.links import link_of
from app.payments.models import Payment
from app.printing.settings import PrintingSettings
from app.settings import queries as settings
from app.stores.queries import StoreFacts
from app.tables.settings import TablesSettings
from printer.bill_lines import BillLine
from printer.cups import CupLabel
from printer.documents import KitchenSlip, PreBill, Receipt, SlipLine
from printer.language import Language
from printer.numbers import PickupNumber
from printer.takeout import TakeoutSlip

_CHANNEL_LABELS = {
    "zh": {
        "cash": "现金",
        "static_code": "静态码",
        "on_account": "挂账",
        "cod": "货到付款",
        "wechat": "微信支付",
        "alipay": "支付宝",
        "sandbox": "演练支付 非真实收款",
    },
    "en": {
        "cash": "Cash",
        "static_code": "Static code",
        "on_account": "On account",
        "cod": "Cash on delivery",
        "wechat": "WeChat Pay",
        "alipay": "Alipay",
        "sandbox": "Training, no real money",
    },
}


def channel_label(channel: str, language: Language) -> str:
    """How a channel is called on paper."""
    return _CHANNEL_LABELS[language].get(channel, channel)


def language_of(store: StoreFacts) -> Language:
    """The language a store prints in."""
    return "en" if store.language == "en" else "zh"


def kitchen_slip(
    store: StoreFacts, facts: TicketFacts, station: str, slip_number: int | None
) -> KitchenSlip:
    """The slip of one ticket: what stands of it."""
    order = facts.order
    return KitchenSlip(
        station=station,
        table=order.table_name,
        order_type=order.order_type.value,
        order_number=order_name(order),
        round=order.round,
        covers=order.covers,
        placed_at=store.local(order.placed_at).strftime("%H:%M"),
        placed_by=order.placed_by.split(":", 1)[-1] if order.placed_by.startswith("staff") else "",
        lines=tuple(slip_line(line) for line in standing_lines(facts)),
        note=_with_time(store, order),
        slip_number=slip_number,
        language=language_of(store),
        is_test=order.is_test,
    )


def _with_time(store: StoreFacts, order: Order) -> str:
    """The order's note, after the time for which a pre-order is wanted."""
    if order.due_at is None:
        return order.note
    at = store.local(order.due_at).strftime("%H:%M")
    with force_locale(language_of(store)):
        wanted = gettext("Pre-order for %(time)s", time=at)
    return f"{wanted} · {order.note}" if order.note else str(wanted)


def standing_lines(facts: TicketFacts) -> list[OrderLine]:
    """A ticket's lines that were not taken back."""
    return [line for line in facts.lines if line.status is not LineStatus.CANCELLED]


def dish_slip(whole: KitchenSlip, line: OrderLine, piece: int, pieces: int) -> KitchenSlip:
    """The slip of one dish of a ticket 一菜一单."""
    return replace(whole, lines=(slip_line(line),), form="dish", piece=piece, pieces=pieces)


def total_slip(store: StoreFacts, tickets: list[TicketFacts], number: int | None) -> KitchenSlip:
    """The whole round of an order for the pass 总单."""
    with force_locale("zh" if language_of(store) == "zh" else "en"):
        station = gettext("Pass")
    slips = [kitchen_slip(store, facts, station, number) for facts in tickets]
    lines = tuple(line for slip in slips for line in slip.lines)
    return replace(slips[0], lines=lines, form="total")


def cup_label(
    store: StoreFacts, facts: TicketFacts, line: OrderLine, piece: int, pieces: int
) -> CupLabel:
    """The label of one portion."""
    order = facts.order
    return CupLabel(
        number=order.pickup_code or order.table_name or order_name(order),
        dish=line.name,
        piece=piece,
        pieces=pieces,
        placed_at=store.local(order.placed_at).strftime("%H:%M"),
        options=tuple(option["name"] for option in line.options),
        note=line.note,
        shop=_shop(store),
        order_type=order.order_type.value,
        language=language_of(store),
    )


def pickup_number(store: StoreFacts, tickets: list[TicketFacts]) -> PickupNumber:
    """The number that the guest of an order waits for."""
    order = tickets[0].order
    lines = [line for facts in tickets for line in standing_lines(facts)]
    return PickupNumber(
        shop=_shop(store),
        number=order.pickup_code or order_name(order),
        order_number=order_name(order),
        placed_at=_moment(store, order),
        order_type=order.order_type.value,
        items=tuple(f"{line.name} ×{line.quantity}" for line in lines),
        wanted_at=_wanted(store, order),
        language=language_of(store),
    )


def takeout_slip(store: StoreFacts, order: Order) -> TakeoutSlip:
    """The slip for the bag of an order that leaves the house, with all its lines.

    Its tickets lack what is not cooked: the set meal above its dishes, and what no station makes.
    """
    return TakeoutSlip(
        shop=_shop(store),
        number=order.pickup_code or order_name(order),
        order_number=order_name(order),
        placed_at=_moment(store, order),
        lines=tuple(
            BillLine(
                line.name, bill_options(line), line.note, line.quantity, line.unit_price_fen,
                line.total_fen, line.parent_id is not None,
            )
            for line in order.lines
            if line.status is not LineStatus.CANCELLED
        ),
        total_fen=order.total_fen,
        order_type=order.order_type.value,
        wanted_at=_wanted(store, order),
        is_paid=order.paid_fen >= order.total_fen,
        adjustments=_adjustments([order]),
        note=order.note,
        language=language_of(store),
    )  # fmt: skip


def _wanted(store: StoreFacts, order: Order) -> str:
    return store.local(order.due_at).strftime("%m-%d %H:%M") if order.due_at else ""


def slip_line(line: OrderLine) -> SlipLine:
    """One dish of a slip."""
    return SlipLine(
        name=line.name,
        options=tuple(option["name"] for option in line.options),
        note=line.note,
        quantity=line.quantity,
        is_held=line.status is LineStatus.HELD,
        set_name=line.set_name,
    )


def pre_bill(store: StoreFacts, orders: list[Order]) -> PreBill:
    """What a party has to pay, before it pays."""
    orders = _standing(orders)
    return PreBill(
        shop=_shop(store),
        table=orders[0].table_name,
        covers=_covers(orders),
        order_numbers=tuple(order_name(order) for order in orders),
        opened_at=_moment(store, orders[0]),
        printed_at=store.local(clock.now()).strftime("%Y-%m-%d %H:%M"),
        lines=_bill_lines(orders),
        adjustments=_adjustments(orders),
        total_fen=sum(order.total_fen for order in orders),
        language=language_of(store),
    )


def receipt(store: StoreFacts, orders: list[Order], payments: list[Payment]) -> Receipt:
    """What a party had and how it was paid."""
    orders = _standing(orders)
    language = language_of(store)
    cash = [p for p in payments if p.tendered_fen is not None]
    labels = _CHANNEL_LABELS[language]
    # What is printed once more still says when it was paid.
    paid_at = max((p.taken_at for p in payments), default=clock.now())
    with force_locale("zh" if language == "zh" else "en"):
        footer = gettext("Thank you, come again!")
    return Receipt(
        shop=_shop(store),
        table=orders[0].table_name,
        covers=_covers(orders),
        order_numbers=tuple(order_name(order) for order in orders),
        opened_at=_moment(store, orders[0]),
        printed_at=store.local(paid_at).strftime("%Y-%m-%d %H:%M"),
        lines=_bill_lines(orders),
        adjustments=_adjustments(orders),
        total_fen=sum(order.total_fen for order in orders),
        payments=tuple((labels[p.channel.value], p.amount_fen) for p in payments),
        tendered_fen=sum(p.tendered_fen or 0 for p in cash) if cash else None,
        change_fen=sum(p.change_fen for p in cash) if cash else None,
        tip_fen=sum(p.tip_fen for p in payments),
        cashier=payments[-1].taken_by if payments else "",
        address=store.address,
        phone=store.phone,
        footer=footer,
        language=language,
        url=_code_url(store, orders) or _invoice_url(store, orders),
        url_words=_code_words(store, orders, language),
        opens_drawer=not settings.get(store.id, PrintingSettings).opens_drawer,
    )


def _code_url(store: StoreFacts, orders: list[Order]) -> str:
    """The owner's address for invoices or reviews, for this order."""
    number = quote(order_name(orders[0]).lstrip("#"), safe="")
    return settings.get(store.id, PrintingSettings).code_url.replace("{order}", number)


def _code_words(store: StoreFacts, orders: list[Order], language: Language) -> str:
    if _code_url(store, orders) or not _invoice_url(store, orders):
        return settings.get(store.id, PrintingSettings).code_words
    with force_locale("zh" if language == "zh" else "en"):
        return str(gettext("Scan for your invoice"))


def _invoice_url(store: StoreFacts, orders: list[Order]) -> str:
    """Where these guests ask for their invoice; "" where no address of the shop is written down."""
    config = current_app.config["KAIFAN"]
    base = settings.get(store.id, TablesSettings).public_url or config.public_url
    link = link_of(store.id, orders[0].table_session_id)
    return f"{base}/invoice/{link}" if base and link else ""


def _shop(store: StoreFacts) -> str:
    return (store.name_en or store.name) if store.language == "en" else store.name


def _standing(orders: list[Order]) -> list[Order]:
    gone = {OrderStatus.CANCELLED, OrderStatus.WAITING}
    return [order for order in orders if order.status not in gone]


def _covers(orders: list[Order]) -> int | None:
    return max((order.covers for order in orders if order.covers), default=None)


def _moment(store: StoreFacts, order: Order) -> str:
    return store.local(order.placed_at).strftime("%Y-%m-%d %H:%M")


def _bill_lines(orders: list[Order]) -> tuple[BillLine, ...]:
    return tuple(
        BillLine(
            name=line.name,
            options=bill_options(line),
            note="",
            quantity=line.quantity,
            unit_price_fen=line.unit_price_fen,
            total_fen=line.total_fen,
            is_part=line.parent_id is not None,
        )
        for order in orders
        for line in order.lines
        if line.status is not LineStatus.CANCELLED
    )


def bill_options(line: OrderLine) -> tuple[str, ...]:
    """What a bill says below a dish: the dishes of a set meal stand there as lines of their own."""
    if line.parent_id is not None:
        return ()
    weight = (f"{line.weight_grams} g",) if line.weight_grams is not None else ()
    return (*weight, *(each["name"] for each in line.options if not each.get("is_part")))


def _adjustments(orders: list[Order]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (label_of(each), int(each["amount_fen"])) for order in orders for each in order.adjustments
    )
