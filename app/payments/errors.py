"""Why money is not taken."""

from typing import ClassVar

from flask_babel import LazyString, lazy_gettext

from app.core.errors import Conflict


class NothingDue(Conflict):
    """There is nothing to pay, or less than was offered. Extra member: `due_fen`."""

    code = "nothing_due"
    message = lazy_gettext("This is more than what is still to be paid. Look at the bill again.")


class TooLittleTendered(Conflict):
    """The cash handed over does not cover the amount."""

    code = "too_little_tendered"
    message = lazy_gettext("The cash handed over is less than the amount.")


class BillChanged(Conflict):
    """Another amount is due than the one that was on the screen. Extra member: `due_fen`."""

    code = "bill_changed"
    message = lazy_gettext("The bill has changed meanwhile. Look at the new amount, then take it.")


class AskedChannel(Conflict):
    """Nobody takes money of this channel by hand: the channel says what was paid."""

    code = "asked_channel"
    message = lazy_gettext("Payments of this channel come from the channel itself.")
    who: ClassVar[LazyString] = lazy_gettext("Say who owes it.")


class PartBeingPaid(Conflict):
    """A part of the bill is being paid by others right now. Extra member: `free_fen`."""

    code = "part_being_paid"
    message = lazy_gettext(
        "Somebody else is paying for a part of this right now. Wait a moment, or pay less."
    )


class StillAsking(Conflict):
    """Nobody knows yet how the payer's last attempt ended. Extra member: `attempt_id`."""

    code = "still_asking"
    message = lazy_gettext(
        "We are still asking whether your last payment went through. Please wait a moment."
    )


class ChannelOff(Conflict):
    """The channel is not set up, or not in this way."""

    code = "channel_off"
    message = lazy_gettext("This way of paying is not available here. Choose another one.")


class TooMuchRefunded(Conflict):
    """More than was paid and not given back yet. Extra member: `left_fen`."""

    code = "too_much_refunded"
    message = lazy_gettext("This is more than what was paid and not given back yet.")


class NotOverYet(Conflict):
    """The refund has not failed, so nothing is to be done about it by hand."""

    code = "not_over_yet"
    message = lazy_gettext("This refund is still under way. Wait until the channel has answered.")


class RefundsHeld(Conflict):
    """A backup was restored: what it owes may have been given back long ago."""

    code = "refunds_held"
    message = lazy_gettext(
        "A backup was restored, and this money may have been given back already. No refund is sent"
        " until the owner has confirmed on the page “Self-test”. Look the payment up at the"
        " channel first."
    )
