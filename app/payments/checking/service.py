"""Fetching bills and keeping the list of differences."""

import logging
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import delete

from app.core import audit, clock, outgoing
from app.core.actors import Actor, system
from app.core.cards import hidden
from app.core.db import atomic, db, release
from app.ledger import rules as books
from app.ledger import service as ledger
from app.payments.attempts import service as attempts
from app.payments.channels import queries as channels
from app.payments.checking import files, queries, rules
from app.payments.checking.models import BillCheck, BillDifference, DifferenceKind
from app.payments.models import Channel
from app.payments.providers.base import Bill, Verdict
from app.stores import queries as stores

log = logging.getLogger(__name__)

CHANNELS = (Channel.WECHAT, Channel.ALIPAY)
# Bills are of the days of Beijing, and ready at ten o'clock of the next.
_BEIJING = timezone(timedelta(hours=8))
_READY_AT = time(10, 0)
_LOOK_BACK = 7
# A merchant may have no right to the flow of funds: then it is not asked for for ever.
_FLOW_TRIES = 3


def check_due() -> int:
    """Look at the bills of the last days that were not looked at yet; run by a job."""
    if outgoing.find_hold() is not None:
        return 0
    done = 0
    for store in stores.list_stores():
        for channel in CHANNELS:
            account = channels.find_account(store.id, channel)
            if account is None or not account.sealed:
                continue
            since = account.changed_at.astimezone(_BEIJING).date()
            for day in _ready_days():
                known = queries.find_check(store.id, channel, day)
                if day >= since and (known is None or _is_wanted(known)):
                    check_day(channel, day, actor=system(store.id, "reconciliation"))
                    done += 1
    return done


def _is_wanted(known: BillCheck) -> bool:
    """Whether a look is not whole yet: without a bill, or some tries without the flow of funds."""
    lacks_flows = known.channel is Channel.WECHAT and not (known.has_flows or known.is_by_hand)
    return not known.is_done or (lacks_flows and known.tries < _FLOW_TRIES)


def check_day(channel: Channel, day: date, *, actor: Actor) -> BillCheck:
    """Fetch a channel's bill of a day and compare it. Called outside transactions.

    What the channel took and the shop does not know is first asked about, so that a payment whose
    message never came is booked before it is called a difference.
    """
    provider = channels.find_provider(actor.store_id, channel)
    release()
    bill = provider.download_bill(day) if provider else Bill(Verdict.UNKNOWN)
    if bill.verdict is Verdict.YES:
        _ask_about_strangers(actor.store_id, bill)
    return _write(channel, day, bill, actor)


def check_file(content: bytes, *, actor: Actor) -> BillCheck:
    """Compare a bill that somebody fetched by hand. Called outside transactions.

    Raises WrongFile when it is no bill, is of several days, or is another merchant's.
    """
    read = files.read_bill(content)
    account = channels.find_account(actor.store_id, read.channel)
    own = {account.shown.get("mchid"), account.shown.get("seller_id")} - {None} if account else {""}
    if read.merchants and own and not read.merchants & own:
        raise files.WrongFile("another_merchant")
    release()
    _ask_about_strangers(actor.store_id, read.bill)
    return _write(read.channel, read.day, read.bill, actor, is_by_hand=True)


@atomic
def settle(difference_id: str, *, actor: Actor, note: str) -> BillDifference:
    """Somebody has seen to a difference. Raises NotFound."""
    found = queries.get_difference(actor.store_id, difference_id)
    note = hidden(note[:200])
    found.settled_at, found.settled_by, found.note = clock.now(), actor.name[:80], note
    audit.log("bill.settled", actor=actor, target=("bill_difference", found.id), note=note)
    return found


def _ask_about_strangers(store_id: str, bill: Bill) -> None:
    numbers = [row.number for row in bill.rows if not row.is_refund]
    for number, attempt in queries.attempts_of(store_id, numbers).items():
        known = queries.known_rows(store_id, attempt.channel, [number])
        if not known:
            log.warning("attempt %s was paid and is %s here", number, attempt.status.value)
            attempts.ask(number, is_due=False)


@atomic
def _write(
    channel: Channel, day: date, bill: Bill, actor: Actor, *, is_by_hand: bool = False
) -> BillCheck:
    check = queries.find_check(actor.store_id, channel, day)
    if check is None:
        check = BillCheck(
            store_id=actor.store_id, channel=channel, day=day, looked_at=clock.now(), tries=0
        )
        db.session.add(check)
        db.session.flush()
    check.looked_at, check.tries = clock.now(), check.tries + 1
    check.is_done, check.is_by_hand = bill.verdict is Verdict.YES, is_by_hand
    check.problem = "" if check.is_done else (bill.why.code or "no_answer")[:120]
    if check.is_done:
        _compare(check, bill, actor)
    return check


def _compare(check: BillCheck, bill: Bill, actor: Actor) -> None:
    since, until = _span(check.day)
    own = queries.own_rows(check.store_id, check.channel, since, until)
    numbers = [row.refund_number if row.is_refund else row.number for row in bill.rows]
    known = queries.known_rows(check.store_id, check.channel, numbers)
    near = queries.list_near(check.store_id, check.channel, check.day)
    elsewhere = frozenset(number for each in near for number in each.strays)
    compared = rules.compare(own, bill.rows, known=known, elsewhere=elsewhere)
    found = [*compared.found, *rules.compare_flows(bill)]
    db.session.execute(
        delete(BillDifference).where(
            BillDifference.check_id == check.id, BillDifference.settled_at.is_(None)
        )
    )
    settled = {(each.kind, each.ref) for each in queries.list_differences(check.id)}
    for each in found:
        if (each.kind, each.ref) not in settled:
            db.session.add(_row(check, each))
    check.rows = len(bill.rows)
    check.theirs_fen = sum(-r.amount_fen if r.is_refund else r.amount_fen for r in bill.rows)
    check.ours_fen, check.strays = compared.ours_fen, list(compared.strays)
    check.has_flows = bill.flows is not None
    check.fees_fen = sum(row.fee_fen for row in bill.rows)
    db.session.flush()
    _take_off_found_elsewhere(check, near)
    _book_fees(check, actor)


def _take_off_found_elsewhere(check: BillCheck, near: list[BillCheck]) -> None:
    """What was missing on the bill of another day stands on this one."""
    if not check.strays:
        return
    for other in near:
        for each in queries.list_differences(other.id):
            is_here = each.kind is DifferenceKind.MISSING_THERE and each.ref in check.strays
            if is_here and each.settled_at is None:
                other.ours_fen -= -each.ours_fen if each.is_refund else each.ours_fen
                db.session.delete(each)
    db.session.flush()


def _book_fees(check: BillCheck, actor: Actor) -> None:
    """What the channel kept of a day, once, as its bill says."""
    if check.fees_fen and not ledger.is_posted("fees", check.id, check.store_id):
        account = books.account(books.CHANNEL, check.channel.value)
        postings = {books.FEES: check.fees_fen, account: -check.fees_fen}
        note = check.day.isoformat()
        ledger.post("fees", check.id, postings, actor=actor, note=note)


def _row(check: BillCheck, found: rules.Found) -> BillDifference:
    return BillDifference(
        store_id=check.store_id,
        check_id=check.id,
        kind=DifferenceKind(found.kind),
        is_refund=found.is_refund,
        ref=found.ref[:64],
        ours_fen=found.ours_fen,
        theirs_fen=found.theirs_fen,
    )


def _ready_days() -> list[date]:
    local = clock.now().astimezone(_BEIJING)
    last = local.date() - timedelta(days=1 if local.time() >= _READY_AT else 2)
    return [last - timedelta(days=back) for back in range(_LOOK_BACK)]


def _span(day: date) -> tuple[datetime, datetime]:
    since = datetime.combine(day, time(0), _BEIJING)
    return since, since + timedelta(days=1)
