"""What a payment channel is asked, and its answers: yes, no, or unknown.

Unknown is an answer of its own: the channel did not say, said something that cannot be believed,
or may have done it. Whoever gets it asks again; nobody takes it for a no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """How sure an answer is."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """How the payer is brought to the channel."""

    JSAPI = "jsapi"
    MINI = "mini"
    NATIVE = "native"
    H5 = "h5"
    WAP = "wap"
    PAGE = "page"
    QR = "qr"
    IN_APP = "in_app"
    CODE = "code"
    TRAINING = "training"


class Phase(StrEnum):
    """Where a trade stands at the channel."""

    NONE = "none"
    OPEN = "open"
    PAYING = "paying"
    PAID = "paid"
    CLOSED = "closed"
    REFUNDED = "refunded"


class RefundPhase(StrEnum):
    """Where a refund stands at the channel."""

    NONE = "none"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Why:
    """What a channel said beside its answer: its own code and its own words."""

    code: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class TradeOrder:
    """A payment that is wanted. `payer_id` is an openid or a buyer's id, `auth_code` a pay code."""

    number: str
    amount_fen: int
    subject: str
    method: Method
    expires_at: datetime
    notify_url: str = ""
    return_url: str = ""
    payer_ip: str = ""
    payer_id: str = ""
    auth_code: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """What is known of a trade. Amounts in fen; `ref` is the channel's own number."""

    verdict: Verdict
    phase: Phase = Phase.NONE
    amount_fen: int = 0
    ref: str = ""
    paid_at: datetime | None = None
    payer_id: str = ""
    currency: str = "CNY"
    why: Why = field(default_factory=Why)


@dataclass(frozen=True, slots=True)
class Opened:
    """The answer to an order: `data` is what brings the payer there. A pay code may be paid."""

    verdict: Verdict
    data: Mapping[str, str] = field(default_factory=dict)
    trade: Trade | None = None
    why: Why = field(default_factory=Why)


@dataclass(frozen=True, slots=True)
class Closed:
    """Whether nobody can pay any more. NO means that somebody has.

    `is_unseen`: the channel has never heard of the trade, and may still do so from a code that
    was handed out: it is to be looked at once more when that code ends.
    """

    verdict: Verdict
    is_unseen: bool = False
    why: Why = field(default_factory=Why)


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money to be given back; the same `number` is the same refund, however often it is sent."""

    number: str
    trade_number: str
    amount_fen: int
    total_fen: int
    reason: str = ""
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class Refunded:
    """Where a refund stands. NO with `why`: it was not accepted."""

    verdict: Verdict
    phase: RefundPhase = RefundPhase.NONE
    ref: str = ""
    done_at: datetime | None = None
    why: Why = field(default_factory=Why)


@dataclass(frozen=True, slots=True)
class Notification:
    """A message of the channel whose signature, age and addressee are right.

    It tells of a payment (`trade`) or of a refund (`refund`); `number` is ours.
    """

    number: str
    trade: Trade | None = None
    refund: Refunded | None = None
    refund_number: str = ""


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row of a channel's bill: a payment, or a refund of one. Amounts in fen, never negative.

    `fee_fen` is what the channel kept (or gave back, negative, with a refund).
    """

    is_refund: bool
    number: str
    ref: str
    amount_fen: int
    fee_fen: int
    at: str
    state: str
    refund_number: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What moved in the shop's account with a channel by one trade or refund, by its number there.

    In fen, never negative; fees are rows of their own and stand in `Bill.flow_fees_fen`.
    """

    ref: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A day's bill. UNKNOWN: it is not ready, or did not arrive whole. NO: it never will be.

    `flows` is what moved in the account, None where the channel has no such list of the day.
    """

    verdict: Verdict
    rows: tuple[BillRow, ...] = ()
    why: Why = field(default_factory=Why)
    flows: tuple[Flow, ...] | None = None
    flow_fees_fen: int = 0


class Refused(Exception):
    """A message is not the channel's, not meant for this shop, or too old; `why` says which."""

    def __init__(self, why: str) -> None:
        """Name the check that failed, for the log; whoever sent it is told nothing."""
        super().__init__(why)
        self.why = why


class WrongKeys(Exception):
    """The credentials cannot be used: `field` is the one, `why` a code for plain words."""

    def __init__(self, field_name: str, why: str) -> None:
        """Name the field and the fault."""
        super().__init__(f"{field_name}: {why}")
        self.field, self.why = field_name, why


class Provider(Protocol):
    """A payment channel. No call raises for what the channel or the network does."""

    @property
    def methods(self) -> frozenset[Method]:
        """How payers can be brought to it, with the credentials it has."""

    def create(self, order: TradeOrder) -> Opened:
        """Prepare a payment, or charge a pay code at once."""

    def query(self, number: str) -> Trade:
        """Ask where a payment stands."""

    def close(self, number: str, method: Method) -> Closed:
        """Make sure that nobody can pay any more."""

    def refund(self, order: RefundOrder) -> Refunded:
        """Give money back."""

    def query_refund(self, number: str, trade_number: str) -> Refunded:
        """Ask where a refund stands."""

    def verify_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Read a message of the channel from its raw bytes. Raises Refused."""

    def download_bill(self, day: date) -> Bill:
        """The channel's own list of a day."""
