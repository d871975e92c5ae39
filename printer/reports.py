"""The till's reports on paper: the shift's 交班单 and the day's 日结单 with its Z number."""

from dataclasses import dataclass

from printer.bill_lines import yuan
from printer.elements import BIG, TALL, Feed
from printer.labels import label
from printer.language import Copy, Language
from printer.sheet import Sheet


@dataclass(frozen=True)
class Figure:
    """One row: its words, how many, and how much in fen; None leaves a column empty."""

    name: str
    count: int | None = None
    amount_fen: int | None = None


@dataclass(frozen=True)
class Drawer:
    """The cash of a till in fen: what it began with, what went in and out, what was counted.

    `counted_fen` is None while nobody has counted; the difference is then not printed.
    """

    float_fen: int
    cash_sales_fen: int
    cash_refunds_fen: int = 0
    paid_in_fen: int = 0
    paid_out_fen: int = 0
    counted_fen: int | None = None

    @property
    def expected_fen(self) -> int:
        """What has to lie in the drawer."""
        taken_fen = self.cash_sales_fen - self.cash_refunds_fen
        return self.float_fen + taken_fen + self.paid_in_fen - self.paid_out_fen


@dataclass(frozen=True)
class ShiftReport:
    """What a cashier hands over at the end of a shift 交班.

    Amounts in fen; moments are local text. `payments`, `adjustments` (discounts, negative) and
    `corrections` (voids, comps, refunds) are rows as the till counts them. `blind` leaves out what
    the drawer should hold, so that it is counted honestly.
    """

    shop: str
    number: str
    cashier: str
    opened_at: str
    closed_at: str
    printed_at: str
    orders: int
    guests: int | None
    gross_fen: int
    adjustments: tuple[Figure, ...]
    net_fen: int
    payments: tuple[Figure, ...]
    corrections: tuple[Figure, ...] = ()
    drawer: Drawer | None = None
    is_blind: bool = False
    handed_to: str = ""
    note: str = ""
    language: Language = "zh"
    copy: Copy = ""


@dataclass(frozen=True)
class DayReport:
    """The day's close 日结: `z_number` counts up and never repeats; an open day has none ("X").

    Rows of `channels` (dine in, take-out), `categories` and `hours` are optional parts.
    """

    shop: str
    z_number: int | None
    business_date: str
    opened_at: str
    closed_at: str
    printed_at: str
    orders: int
    guests: int | None
    gross_fen: int
    adjustments: tuple[Figure, ...]
    net_fen: int
    payments: tuple[Figure, ...]
    corrections: tuple[Figure, ...] = ()
    channels: tuple[Figure, ...] = ()
    categories: tuple[Figure, ...] = ()
    shifts: tuple[Figure, ...] = ()
    drawer: Drawer | None = None
    closed_by: str = ""
    note: str = ""
    language: Language = "zh"
    copy: Copy = ""


def add_shift_report(sheet: Sheet, report: ShiftReport) -> None:
    """Puts the shift's figures and the lines on which both cashiers sign."""
    language = report.language
    sheet.add_copy_mark(report.copy, language)
    _add_head(sheet, report, label(language, "shift_report"))
    sheet.block("shift")
    sheet.pair(label(language, "shift_number"), report.number)
    sheet.pair(label(language, "shift_cashier"), report.cashier)
    sheet.pair(label(language, "shift_opened"), report.opened_at)
    sheet.pair(label(language, "shift_closed"), report.closed_at)
    _add_sales(sheet, report)
    _add_drawer(sheet, report.drawer, language, is_blind=report.is_blind)
    _add_note(sheet, report.note, language)
    _add_signatures(sheet, ("signed_by", report.cashier), ("taken_over_by", report.handed_to),
                    language=language)  # fmt: skip
    _add_end(sheet, report)


def add_day_report(sheet: Sheet, report: DayReport) -> None:
    """Puts the day's figures; an unfinished day says so in its title."""
    language = report.language
    sheet.add_copy_mark(report.copy, language)
    title = "day_report" if report.z_number is not None else "day_so_far"
    _add_head(sheet, report, label(language, title))
    sheet.block("day")
    if report.z_number is not None:
        sheet.pair(label(language, "z_number"), f"Z{report.z_number:06d}", TALL, bold=True)
    sheet.pair(label(language, "business_date"), report.business_date)
    sheet.pair(label(language, "day_opened"), report.opened_at)
    sheet.pair(label(language, "day_closed"), report.closed_at)
    _add_sales(sheet, report)
    for key in ("channels", "categories", "shifts"):
        sheet.block(key)
        _add_part(sheet, label(language, f"by_{key}"), getattr(report, key))
    _add_drawer(sheet, report.drawer, language)
    _add_note(sheet, report.note, language)
    _add_signatures(sheet, ("closed_by", report.closed_by), language=language)
    _add_end(sheet, report)


def _add_head(sheet: Sheet, report: ShiftReport | DayReport, title: str) -> None:
    sheet.block("shop")
    sheet.text(report.shop, sheet.size("shop", TALL), bold=True, align="center")
    sheet.block("title")
    sheet.text(title, sheet.size("title", BIG), bold=True, align="center")


def _add_end(sheet: Sheet, report: ShiftReport | DayReport) -> None:
    sheet.block("times")
    sheet.text(label(report.language, "printed_at", time=report.printed_at))


def _add_sales(sheet: Sheet, report: ShiftReport | DayReport) -> None:
    language = report.language
    sheet.block("sales")
    sheet.rule()
    sheet.pair(label(language, "orders_count"), str(report.orders))
    if report.guests is not None:
        sheet.pair(label(language, "guests_count"), str(report.guests))
        if report.guests:
            per_head_fen = round(report.net_fen / report.guests)
            sheet.pair(label(language, "per_guest"), yuan(per_head_fen))
    sheet.pair(label(language, "gross"), yuan(report.gross_fen))
    _add_rows(sheet, report.adjustments)
    sheet.pair(label(language, "net"), f"￥{yuan(report.net_fen)}", TALL, bold=True)
    sheet.block("payments")
    _add_part(sheet, label(language, "by_payment"), report.payments)
    sheet.block("corrections")
    _add_part(sheet, label(language, "corrections"), report.corrections)


def _add_part(sheet: Sheet, title: str, rows: tuple[Figure, ...]) -> None:
    if rows:
        sheet.rule()
        sheet.text(title, bold=True)
        _add_rows(sheet, rows)


def _add_rows(sheet: Sheet, rows: tuple[Figure, ...]) -> None:
    """Rows with the counts in a column of their own before the amounts."""
    width = max((len(yuan(row.amount_fen or 0)) for row in rows), default=0)
    for row in rows:
        amount = "" if row.amount_fen is None else yuan(row.amount_fen)
        count = "" if row.count is None else f"×{row.count}"
        sheet.pair(row.name, f"{count} {amount:>{width}}" if amount else count)


def _add_drawer(
    sheet: Sheet, drawer: Drawer | None, language: Language, *, is_blind: bool = False
) -> None:
    if drawer is None:
        return
    sheet.block("drawer")
    sheet.rule()
    sheet.text(label(language, "drawer"), bold=True)
    moved = (
        ("float", drawer.float_fen, True),
        ("cash_sales", drawer.cash_sales_fen, not is_blind),
        ("cash_refunds", -drawer.cash_refunds_fen, drawer.cash_refunds_fen and not is_blind),
        ("paid_in", drawer.paid_in_fen, drawer.paid_in_fen),
        ("paid_out", -drawer.paid_out_fen, drawer.paid_out_fen),
        ("expected_cash", drawer.expected_fen, not is_blind),
    )
    for key, amount_fen, is_shown in moved:
        if is_shown:
            sheet.pair(label(language, key), yuan(amount_fen))
    if drawer.counted_fen is None:
        sheet.pair(label(language, "counted_cash"), "_" * 10)
        return
    sheet.pair(label(language, "counted_cash"), yuan(drawer.counted_fen), bold=True)
    over_fen = drawer.counted_fen - drawer.expected_fen
    if not is_blind:
        key = "exact" if over_fen == 0 else "over" if over_fen > 0 else "short"
        sheet.pair(label(language, key), yuan(over_fen), TALL, bold=True)


def _add_note(sheet: Sheet, note: str, language: Language) -> None:
    sheet.block("note")
    if sheet.clean(note):
        sheet.rule()
        sheet.text(label(language, "note", note=note))


def _add_signatures(sheet: Sheet, *signers: tuple[str, str], language: Language) -> None:
    sheet.block("signatures")
    sheet.rule()
    for key, name in signers:
        sheet.add(Feed())
        sheet.pair(f"{label(language, key)} {name}", "_" * 12)
    sheet.add(Feed())
