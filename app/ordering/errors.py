"""Why an order is refused."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict, Denied, Unavailable


class PriceChanged(Conflict):
    """The total is not the one the guest saw. Extra member: `total_fen`."""

    code = "price_changed"
    message = lazy_gettext("A price has changed. Please look at the new total and order again.")


class TooLate(Conflict):
    """The kitchen has started."""

    code = "too_late"
    message = lazy_gettext("The kitchen has already started. Please ask the staff.")


class IllegalTransition(Conflict):
    """The line or order is not in a state that allows this step."""

    code = "illegal_transition"
    message = lazy_gettext("This step is not possible now: somebody was faster. Look again.")


class AlreadyOrdered(Conflict):
    """Another phone of the table has ordered this cart. Members: `order`, `by`."""

    code = "already_ordered"
    message = lazy_gettext("Somebody at your table has just ordered this.")


class CartDiffers(Conflict):
    """Somebody took something out of the cart, or changed it, since the phone looked."""

    code = "cart_changed"
    message = lazy_gettext("Somebody at your table has changed the cart. Look at it once more.")


class Paused(Unavailable):
    """The shop takes no orders at the moment."""

    code = "paused"
    message = lazy_gettext("The shop takes no orders at the moment. Please ask the staff.")


class TableNotOpen(Conflict):
    """The shop's staff open tables themselves, and have not opened this one."""

    code = "table_not_open"
    message = lazy_gettext("The staff have not opened this table yet. Please call them.")


class TableBusy(Conflict):
    """This table has placed as many orders as one party may, or orders of as much money."""

    code = "session_limit"
    message = lazy_gettext("This table has ordered a great deal. Please ask the staff to order.")


class TooMuch(Conflict):
    """More portions at once than a phone may order."""

    code = "order_limit"
    message = lazy_gettext("That is a lot at once. Please ask the staff to order it for you.")


class NotSettled(Conflict):
    """Something is unpaid or still cooking. Extra members: `due_fen`, `in_kitchen`."""

    code = "not_settled"
    message = lazy_gettext("Something is still unpaid or cooking. Look at the bill again.")


class Overpaid(Conflict):
    """The change would leave the order paid with more than it costs. Member: `over_fen`."""

    code = "overpaid"
    message = lazy_gettext(
        "More has been paid than would be left to pay. Give money back first, then change the"
        " order."
    )


class SetPart(Conflict):
    """A dish of a set meal is taken back with its set."""

    code = "set_part"
    message = lazy_gettext("This dish belongs to a set meal. Take back the whole set meal.")


class PriceOpen(Conflict):
    """A dish is not weighed or priced yet. Extra member: `lines`, the names of such dishes."""

    code = "price_open"
    message = lazy_gettext("A dish has not been weighed or priced yet.")


class NotATest(Conflict):
    """The order is a guest's."""

    code = "not_a_test"
    message = lazy_gettext("This is no test order. Guests’ orders end when the table is cleared.")


class DiscountTooHigh(Denied):
    """More than this person may take off. Extra member: `limit_percent`."""

    code = "discount_too_high"
    message = lazy_gettext(
        "This is a higher discount than you may give. Ask somebody who may give more."
    )


class KitchenFull(Paused):
    """The kitchen has more to cook than the owner lets phones add to. It ends by itself."""

    message = lazy_gettext(
        "The kitchen is full at the moment. Please order again in a few minutes, or ask the staff."
    )


class BeingPaid(Conflict):
    """A payment is under way with a channel."""

    code = "being_paid"
    message = lazy_gettext(
        "This is being paid at the moment. Wait until the payment has come to its end."
    )


class UnpaidExpired(Conflict):
    """The order was not paid in time, and can no longer be taken up again."""

    code = "unpaid_expired"
    message = lazy_gettext(
        "This order was not paid in time and has ended. Please order anew: no money was taken."
    )


class GuestsLeft(Conflict):
    """The order is paid first, and its table was cleared before it was paid in full."""

    code = "guests_left"
    message = lazy_gettext(
        "The table of this order was cleared before it was paid, so it is not cooked any more."
        " Take no money for it, and give back what was paid."
    )


class BillIsSplit(Conflict):
    """The bill is in parts: it stands until it is put together. Extra member: `split_id`."""

    code = "bill_split"
    message = lazy_gettext(
        "The bill is split. Take the parts one by one, or put it together first."
    )


class PortionPaid(Conflict):
    """A guest has paid this very portion in a part of the bill."""

    code = "portion_paid"
    message = lazy_gettext("A guest has paid for this dish already. Give the money back first.")


class PartPaid(Conflict):
    """The part of the bill is paid, or was put together with others."""

    code = "part_paid"
    message = lazy_gettext("This part of the bill is paid or gone. Look at the bill again.")


class SlotGone(Conflict):
    """The time of collection is not on offer, or its cooking minutes are promised to others."""

    code = "slot_gone"
    message = lazy_gettext("This time can no longer be had. Please choose another one.")


class ParkedTaken(Conflict):
    """Another device took the parked order up, or somebody dropped it. Extra member: `by`."""

    code = "parked_taken"
    message = lazy_gettext("Somebody has taken this parked order up already.")


class ParkedExpired(Conflict):
    """The parked order belongs to an earlier business day."""

    code = "parked_expired"
    message = lazy_gettext("This parked order has expired with its business day. Order anew.")
