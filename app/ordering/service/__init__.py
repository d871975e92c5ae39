"""The verbs of ordering, by use case."""

from app.ordering.service.billing import refuse_open_prices
from app.ordering.service.bills import (
    ROUNDINGS_FEN,
    BillScope,
    discount_bill,
    list_billed,
    round_down_bill,
    withdraw_bill_discounts,
)
from app.ordering.service.calling import call_number, call_when_ready
from app.ordering.service.carts import cart_minutes, place_cart
from app.ordering.service.changing import (
    cancel_order,
    complete_session_orders,
    confirm_order,
    count_pending,
    record_payment,
    record_refund,
    step_line,
)
from app.ordering.service.covering import charged_fen
from app.ordering.service.discounts import (
    discount_order,
    discount_party,
    round_down,
    withdraw_discounts,
)
from app.ordering.service.joining import (
    due_lines,
    follow_merge,
    follow_name,
    follow_parting,
    merge_parties,
    part_parties,
)
from app.ordering.service.lines import (
    COMP,
    change_price,
    comp_line,
    fire_lines,
    hold_line,
    rush_lines,
    set_market_price,
    set_weight,
    void_line,
    withdraw_comp,
)
from app.ordering.service.measuring import measure_dishes
from app.ordering.service.moving import follow_party
from app.ordering.service.parties import (
    clear_party,
    confirm_session_orders,
    hand_over,
)
from app.ordering.service.parting import split_party
from app.ordering.service.pausing import end_pauses, pause_ordering, resume_ordering
from app.ordering.service.paying_times import choose_area_pay_mode
from app.ordering.service.placing import (
    Placed,
    place_order,
    place_staff_order,
    quote_basket,
)
from app.ordering.service.popularity import count_popularity
from app.ordering.service.rows import OrderPlace
from app.ordering.service.scheduling import begin_now, enter_due, reschedule_order
from app.ordering.service.trying import end_test_order, place_test_order
from app.ordering.service.unpaid import expire_unpaid, is_left, reopen_expired

__all__ = [
    "COMP",
    "ROUNDINGS_FEN",
    "BillScope",
    "OrderPlace",
    "Placed",
    "begin_now",
    "call_number",
    "call_when_ready",
    "cancel_order",
    "cart_minutes",
    "change_price",
    "charged_fen",
    "choose_area_pay_mode",
    "clear_party",
    "comp_line",
    "complete_session_orders",
    "confirm_order",
    "confirm_session_orders",
    "count_pending",
    "count_popularity",
    "discount_bill",
    "discount_order",
    "discount_party",
    "due_lines",
    "end_pauses",
    "end_test_order",
    "enter_due",
    "expire_unpaid",
    "fire_lines",
    "follow_merge",
    "follow_name",
    "follow_parting",
    "follow_party",
    "hand_over",
    "hold_line",
    "is_left",
    "list_billed",
    "measure_dishes",
    "merge_parties",
    "part_parties",
    "pause_ordering",
    "place_cart",
    "place_order",
    "place_staff_order",
    "place_test_order",
    "quote_basket",
    "record_payment",
    "record_refund",
    "refuse_open_prices",
    "reopen_expired",
    "reschedule_order",
    "resume_ordering",
    "round_down",
    "round_down_bill",
    "rush_lines",
    "set_market_price",
    "set_weight",
    "split_party",
    "step_line",
    "void_line",
    "withdraw_bill_discounts",
    "withdraw_comp",
    "withdraw_discounts",
]
