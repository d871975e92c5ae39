"""What the owner reads of each choice about ordering."""

from collections.abc import Mapping

from flask_babel import lazy_gettext

from app.settings.shown import MINUTES, ORDERS, YUAN, Shown

Words = Mapping[str, Shown]

_PAY_MODES = {
    "before": lazy_gettext("Pay first, then eat"),
    "after": lazy_gettext("Eat first, then pay"),
}

ORDERING: Words = {
    "pay_mode": Shown(
        lazy_gettext("Guests pay"),
        lazy_gettext("Before the kitchen starts, or after the meal. An area may differ."),
        choices=_PAY_MODES,
    ),
    "pickup_pay_mode": Shown(
        lazy_gettext("Guests who pick up pay"),
        lazy_gettext("When those pay who take their food along."),
        choices={"": lazy_gettext("As at the tables"), **_PAY_MODES},
    ),
    "pay_minutes_dine_in": Shown(
        lazy_gettext("Time to pay at a table"),
        lazy_gettext("An order that is paid first and not paid by then is cancelled by itself."),
        unit=MINUTES,
    ),
    "pay_minutes_pickup": Shown(
        lazy_gettext("Time to pay for pick-up"),
        lazy_gettext("The same for orders that are picked up."),
        unit=MINUTES,
    ),
    "opens_tables": Shown(
        lazy_gettext("Who opens tables"),
        lazy_gettext(
            "What a guest needs who has scanned the code of an empty table: the first order waits"
            " for your nod, or nothing can be ordered before staff have opened the table."
        ),
        choices={
            "order": lazy_gettext("The first order, confirmed by staff"),
            "staff": lazy_gettext("Staff, before anything is ordered"),
        },
    ),
    "is_paused": Shown(
        lazy_gettext("Pause ordering"),
        lazy_gettext(
            "Phones show your words below and cannot order until you switch it off."
            " The counter still can."
        ),
    ),
    "pause_message": Shown(
        lazy_gettext("What guests read meanwhile"),
        lazy_gettext("Empty: a short sentence that ordering is paused."),
        longest=100,
        placeholder=lazy_gettext("The kitchen is full. Please order again in 20 minutes."),
    ),
    "cart_minutes": Shown(
        lazy_gettext("Empty an untouched cart after"),
        lazy_gettext("Dishes that guests chose and never ordered. They can bring them back."),
        unit=MINUTES,
        least=5,
        most=720,
    ),
    "cart_warn_minutes": Shown(
        lazy_gettext("Warn the guests before"),
        lazy_gettext("So long before the cart is emptied the phones say so."),
        unit=MINUTES,
        least=1,
        most=60,
    ),
    "max_orders_per_session": Shown(
        lazy_gettext("Most orders of one party"),
        lazy_gettext(
            "A party that sends more from its phones is asked to call the staff. It stops pranks"
            " with the code."
        ),
        unit=ORDERS,
        least=1,
        most=1_000,
    ),
    "max_portions_per_order": Shown(
        lazy_gettext("Most portions in one order"),
        lazy_gettext("A phone that wants more at once is sent to the staff, who may order it."),
        least=1,
    ),
    "max_total_per_session_fen": Shown(
        lazy_gettext("Highest total of one party"),
        lazy_gettext(
            "What a party may order from its phones without the staff in all. It stops pranks"
            " with the code."
        ),
        unit=YUAN,
        least=100,
    ),
}

PICKUP: Words = {
    "prefix": Shown(
        lazy_gettext("Letters before the number"),
        lazy_gettext("Such as A for A001. Empty: the number alone."),
        longest=4,
    ),
    "first": Shown(
        lazy_gettext("First number"),
        lazy_gettext("Counting begins here on every business day."),
    ),
    "last": Shown(
        lazy_gettext("Last number"),
        lazy_gettext(
            "Numbers are as long as this one. More guests than the range holds are counted beyond"
            " it."
        ),
    ),
    "skipped_digits": Shown(
        lazy_gettext("Digits to leave out"),
        lazy_gettext("Numbers with any of these digits are not given out, such as 4."),
        longest=8,
    ),
    "calls_itself": Shown(
        lazy_gettext("Call by itself"),
        lazy_gettext("A number is called the moment its last dish is done."),
    ),
    "voice": Shown(
        lazy_gettext("The call screen speaks"),
        lazy_gettext("A television that cannot speak plays two notes instead."),
        choices={"zh": "中文", "en": "English", "both": "中文 + English"},
    ),
}

PACE: Words = {
    "cooks": Shown(
        lazy_gettext("Cooks at work"),
        lazy_gettext("How many dishes the kitchen makes at a time; waiting times follow from it."),
    ),
    "tells_guests": Shown(
        lazy_gettext("Tell guests how long it takes"),
        lazy_gettext("The menu says the waiting time when the kitchen is busy."),
    ),
    "busy_minutes": Shown(
        lazy_gettext("Busy from"),
        lazy_gettext("From this waiting time on the menu says how long it takes."),
        unit=MINUTES,
    ),
    "stop_minutes": Shown(
        lazy_gettext("Ask phones to wait from"),
        lazy_gettext("From this waiting time on phones cannot order for a while. 0: never."),
        unit=MINUTES,
    ),
}

SCHEDULE: Words = {
    "is_on": Shown(
        lazy_gettext("Take pre-orders"),
        lazy_gettext("Guests may order for a later time."),
    ),
    "days_ahead": Shown(
        lazy_gettext("Days ahead"),
        lazy_gettext("How far ahead guests may order. 0: only for today."),
        unit=lazy_gettext("days"),
    ),
    "slot_minutes": Shown(
        lazy_gettext("Length of a slot"),
        lazy_gettext("Times on offer lie so far apart."),
        unit=MINUTES,
    ),
    "capacity_minutes": Shown(
        lazy_gettext("Cooking time in a slot"),
        lazy_gettext("A slot is full when its pre-orders need this much cooking."),
        unit=MINUTES,
    ),
    "lead_minutes": Shown(
        lazy_gettext("Earliest from now"),
        lazy_gettext("So much time the kitchen has at the least before a pre-order is due."),
        unit=MINUTES,
    ),
}

COUNTER: Words = {
    "line_notes": Shown(
        lazy_gettext("Wishes for a dish"),
        lazy_gettext(
            "Offered for one touch beside a dish, separated by commas. Empty: the words that come"
            " with Kaifan."
        ),
        longest=20,
    ),
    "order_notes": Shown(
        lazy_gettext("Wishes for an order"),
        lazy_gettext("The same for the whole order, such as who is allergic to what."),
        longest=20,
    ),
    "void_reasons": Shown(
        lazy_gettext("Reasons for taking a dish back"),
        lazy_gettext("Offered when a dish is voided; they stand in the audit log."),
        longest=20,
    ),
    "comp_reasons": Shown(
        lazy_gettext("Reasons for a dish on the house"),
        lazy_gettext("Offered when a dish is given for nothing; they stand in the audit log."),
        longest=20,
    ),
    "discount_reasons": Shown(
        lazy_gettext("Reasons for a discount"),
        lazy_gettext("Offered when something is taken off; they stand in the audit log."),
        longest=20,
    ),
}
