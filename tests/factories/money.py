"""What became of payments: an attempt, a refund, a shift and a closed day, all of them over."""

from datetime import date, timedelta

from app.core import clock, sequences
from app.core.db import db, transaction
from app.core.ids import new_id
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.checking.models import BillCheck, BillDifference, DifferenceKind
from app.payments.drawer.models import DayClose, Shift
from app.payments.invoices.models import InvoiceRequest, InvoiceStatus, TitleKind
from app.payments.models import Channel
from app.payments.providers.base import Method
from app.payments.refunds.models import Refund, RefundStatus
from app.stores import queries as stores
from tests.factories.shop import Shop


def things(shop: Shop, session_id: str, payment_id: str) -> dict[str, str]:
    """Their ids, by the names that they have in addresses; the attempt is the session's."""
    attempt, refund = _attempt(shop, session_id), _refund(shop, payment_id)
    trial = _attempt(shop, session_id)
    trial.bill, trial.table_session_id = trial.id, None
    trial.channel, trial.method = Channel.WECHAT, Method.NATIVE
    with transaction():
        number = 1000 + sequences.next_value(shop.id, "things")
        shift, close = _shift(shop, number), _close(shop, number)
        db.session.add_all([attempt, trial, refund, shift, close])
        check = BillCheck(
            store_id=shop.id, channel=Channel.WECHAT, day=date(2000, 1, 1) + timedelta(days=number),
            looked_at=clock.now(),
        )  # fmt: skip
        db.session.add(check)
        db.session.flush()
        difference = _difference(shop, check.id)
        db.session.add(difference)
        invoice = _invoice(shop, session_id)
        db.session.add(invoice)
    ids = {
        "invoice_id": invoice.id,
        "payment_id": payment_id,
        "attempt_id": attempt.id,
        "trial_id": trial.id,
        "refund_id": refund.id,
    }
    ids |= {"shift_id": shift.id, "close_id": close.id}
    return ids | {"difference_id": difference.id}


def _invoice(shop: Shop, session_id: str) -> InvoiceRequest:
    return InvoiceRequest(
        store_id=shop.id,
        table_session_id=session_id,
        status=InvoiceStatus.REQUESTED,
        kind=TitleKind.PERSON,
        title="",
        tax_number="",
        email="",
        amount_fen=1,
        asked_at=clock.now(),
        business_date=stores.get_facts(shop.id).business_date(),
    )


def _attempt(shop: Shop, session_id: str) -> PaymentAttempt:
    now = clock.now()
    return PaymentAttempt(
        id=new_id(),
        store_id=shop.id,
        key=new_id(),
        bill=session_id,
        table_session_id=session_id,
        order_ids=[],
        channel=Channel.SANDBOX,
        method=Method.TRAINING,
        status=AttemptStatus.CLOSED,
        amount_fen=100,
        payer="phone",
        by="phone",
        created_at=now,
        expires_at=now,
    )


def _refund(shop: Shop, payment_id: str) -> Refund:
    return Refund(
        store_id=shop.id,
        payment_id=payment_id,
        status=RefundStatus.FAILED,
        amount_fen=1,
        reason="x",
        asked_by="x",
        asked_at=clock.now(),
        business_date=stores.get_facts(shop.id).business_date(),
    )


def _shift(shop: Shop, number: int) -> Shift:
    return Shift(
        store_id=shop.id,
        number=number,
        business_date=stores.get_facts(shop.id).business_date(),
        opened_by="x",
        opened_at=clock.now(),
        opened_seq=0,
        float_fen=0,
        closed_at=clock.now(),
        closed_seq=0,
        expected_fen=0,
        counted_fen=0,
        counts={},
    )


def _close(shop: Shop, number: int) -> DayClose:
    return DayClose(
        store_id=shop.id,
        z_number=number,
        business_date=stores.get_facts(shop.id).business_date(),
        closed_by="x",
        closed_at=clock.now(),
        after_seq=0,
        until_seq=0,
        figures={"accounts": {}, "cash": {}, "orders": 0, "carried": 0, "carried_fen": 0},
    )


def _difference(shop: Shop, check_id: str) -> BillDifference:
    return BillDifference(
        store_id=shop.id,
        check_id=check_id,
        kind=DifferenceKind.AMOUNT,
        is_refund=False,
        ref="x",
        ours_fen=1,
        theirs_fen=2,
    )
