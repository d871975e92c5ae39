"""Building the till's reports for paper from shifts, closed days and the books."""

from datetime import datetime

from flask_babel import force_locale, gettext

from app.core import clock
from app.ledger import rules as books
from app.payments.drawer.models import DayClose
from app.payments.drawer.queries import ShiftReport as Report
from app.printing.paperwork import channel_label, language_of
from app.stores.queries import StoreFacts
from printer.language import Language
from printer.reports import DayReport, Drawer, Figure, ShiftReport

# What comes into the drawer beside what guests pay at it.
_PAID_IN = ("pay_in", "settlement", "hand_in")


def shift_report(store: StoreFacts, report: Report) -> ShiftReport:
    """What a cashier hands over 交班单."""
    shift, language = report.shift, language_of(store)
    sales = _sales(report.accounts)
    return ShiftReport(
        shop=_shop(store),
        number=str(shift.number),
        cashier=shift.opened_by,
        opened_at=_text(store, shift.opened_at),
        closed_at=_text(store, shift.closed_at) if shift.closed_at else "",
        printed_at=_text(store, clock.now()),
        orders=report.orders,
        guests=None,
        gross_fen=sales,
        adjustments=_adjustments(report.accounts, language),
        net_fen=sales - report.accounts.get(books.DISCOUNTS, 0),
        payments=_payments(report.accounts, report.cash, language),
        corrections=_corrections(report.accounts, language),
        drawer=Drawer(
            float_fen=shift.float_fen,
            cash_sales_fen=report.cash.get("payment", 0) + _tips_in(report.cash),
            cash_refunds_fen=-report.cash.get("refund", 0),
            paid_in_fen=sum(report.cash.get(kind, 0) for kind in _PAID_IN),
            paid_out_fen=-report.cash.get("pay_out", 0) - report.cash.get("drop", 0),
            counted_fen=shift.counted_fen,
        ),
        is_blind=shift.closed_at is None,
        note=shift.note,
        language=language,
    )


def day_report(store: StoreFacts, close: DayClose, orders: int) -> DayReport:
    """The closed day 日结单 with its Z number."""
    language, accounts = language_of(store), dict(close.figures["accounts"])
    sales = _sales(accounts)
    # Cash left the drawer for the safe when its shift was closed: what it took is told by kind.
    cash = dict(close.figures.get("cash", {}))
    return DayReport(
        shop=_shop(store),
        z_number=close.z_number,
        business_date=close.business_date.isoformat(),
        opened_at="",
        closed_at=_text(store, close.closed_at),
        printed_at=_text(store, clock.now()),
        orders=orders,
        guests=None,
        gross_fen=sales,
        adjustments=_adjustments(accounts, language),
        net_fen=sales - accounts.get(books.DISCOUNTS, 0),
        payments=_payments(accounts, cash, language),
        corrections=_corrections(accounts, language),
        closed_by=close.closed_by,
        language=language,
    )


def _sales(accounts: dict[str, int]) -> int:
    return -accounts.get(books.SALES, 0)


def _adjustments(accounts: dict[str, int], language: Language) -> tuple[Figure, ...]:
    off = accounts.get(books.DISCOUNTS, 0)
    return (Figure(_word("Discounts", language), None, -off),) if off else ()


def _corrections(accounts: dict[str, int], language: Language) -> tuple[Figure, ...]:
    back, tips = accounts.get(books.REFUNDS, 0), -accounts.get(books.TIPS, 0)
    rows = (("Refunds", -back), ("Tips", tips))
    return tuple(Figure(_word(name, language), None, fen) for name, fen in rows if fen)


def _tips_in(cash: dict[str, int]) -> int:
    """Tips that lie in the drawer, less those that went back."""
    return cash.get("tip", 0) + cash.get("tip_back", 0)


def _payments(
    accounts: dict[str, int], cash: dict[str, int], language: Language
) -> tuple[Figure, ...]:
    taken = {"cash": cash.get("payment", 0) + cash.get("refund", 0) + _tips_in(cash)}
    for name, fen in accounts.items():
        kind, _, channel = name.partition(":")
        if kind == books.CHANNEL:
            taken[channel] = fen
        elif kind == books.RECEIVABLE:
            taken["on_account"] = taken.get("on_account", 0) + fen
        elif kind == books.COURIER:
            # What couriers handed in went through the drawer, and was taken before.
            taken["cod"] = fen + cash.get("hand_in", 0)
    return tuple(
        Figure(channel_label(channel, language), None, fen) for channel, fen in taken.items() if fen
    )


def _word(text: str, language: Language) -> str:
    with force_locale("zh" if language == "zh" else "en"):
        return str(gettext(text))


def _shop(store: StoreFacts) -> str:
    return (store.name_en or store.name) if store.language == "en" else store.name


def _text(store: StoreFacts, moment: datetime) -> str:
    return store.local(moment).strftime("%Y-%m-%d %H:%M")
