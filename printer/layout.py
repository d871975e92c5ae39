"""Documents as pages: which words stand where, how large, on 58 and 80 mm paper."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from printer.bills import add_pre_bill, add_receipt
from printer.cards import TableCard, add_table_card
from printer.cups import CupLabel, add_cup_label
from printer.documents import (
    Document,
    KitchenSlip,
    OpenDrawer,
    PreBill,
    Receipt,
    SlipLine,
    TestPage,
)
from printer.elements import (
    BIG,
    NORMAL,
    TALL,
    WIDE,
    Beep,
    Cut,
    Element,
    Feed,
    Pulse,
    QrCode,
    TextLine,
)
from printer.labels import label, order_type_label
from printer.numbers import PickupNumber, QueueTicket, add_pickup_number, add_queue_ticket
from printer.paper import Paper
from printer.reports import DayReport, ShiftReport, add_day_report, add_shift_report
from printer.sheet import Sheet
from printer.takeout import TakeoutSlip, add_takeout_slip
from printer.templates import Template


def lay_out(
    document: Document, paper: Paper, *, stand_in_for: str = "", template: Template | None = None
) -> tuple[Element, ...]:
    """The document's elements from top to bottom for this paper.

    No line is wider than the paper and no text of the document is lost.
    """
    if isinstance(document, OpenDrawer):
        return (Pulse(),)
    sheet = Sheet(paper, template)
    if _opens_drawer(document, paper):
        sheet.add(Pulse())
    if sheet.clean(stand_in_for):
        words = label(document.language, "stand_in", name=stand_in_for)
        sheet.text(words, BIG, bold=True, align="center", inverse=True)
    _ADDERS[type(document)](sheet, document)
    return (*sheet.arranged(), Cut())


def without_pulse(page: Iterable[Element]) -> tuple[Element, ...]:
    """The page as a further copy of it: the drawer is open already."""
    return tuple(element for element in page if not isinstance(element, Pulse))


def _opens_drawer(document: Document, paper: Paper) -> bool:
    """A receipt for cash opens the drawer, a second copy of it does not."""
    if not paper.has_drawer or not isinstance(document, Receipt):
        return False
    return document.opens_drawer and document.tendered_fen is not None and not document.copy


def _add_slip_marks(sheet: Sheet, slip: KitchenSlip) -> None:
    """What a cook has to see before anything else."""
    language = slip.language
    sheet.add(Beep())
    if slip.is_test:
        sheet.text(label(language, "test_order"), BIG, bold=True, align="center", inverse=True)
        sheet.text(label(language, "test_order_hint"), TALL, bold=True, align="center")
    sheet.add_copy_mark(slip.copy, language)
    if slip.copy:
        sheet.text(label(language, f"{slip.copy}_hint"), align="center")
    if slip.purpose:
        title = label(language, f"slip_{slip.purpose}")
        sheet.text(title, BIG, bold=True, align="center", inverse=True)
        sheet.text(label(language, f"slip_{slip.purpose}_hint"), align="center")
    if slip.moved_from:
        sheet.text(f"{slip.moved_from} → {slip.table}", BIG, bold=True, align="center")
    if slip.form == "total":
        sheet.text(label(language, "total_slip"), BIG, bold=True, align="center")


def _add_kitchen_slip(sheet: Sheet, slip: KitchenSlip) -> None:
    language = slip.language
    _add_slip_marks(sheet, slip)
    sheet.block("station")
    sheet.text(slip.station, sheet.size("station", TALL), bold=True, align="center")
    sheet.block("round")
    if slip.round > 1:
        sheet.text(
            label(language, "round", round=slip.round), BIG, bold=True, align="center", inverse=True
        )
    covers = "" if slip.covers is None else label(language, "covers", covers=slip.covers)
    sheet.block("table")
    sheet.pair(slip.table, covers, sheet.size("table", BIG), bold=True)
    sheet.block("order")
    order_type = order_type_label(language, slip.order_type)
    sheet.pair(f"{order_type} {slip.order_number}", slip.placed_at)
    sheet.block("dishes")
    sheet.rule()
    for line in slip.lines:
        _add_slip_line(sheet, line, slip)
    sheet.rule()
    sheet.block("note")
    if sheet.clean(slip.note):
        size = sheet.size("note", TALL)
        sheet.text(label(language, "order_note", note=slip.note), size, bold=True, inverse=True)
    sheet.block("foot")
    number = (
        "" if slip.slip_number is None else label(language, "slip_number", number=slip.slip_number)
    )
    if slip.form == "dish":
        number = f"{label(language, 'dish_of', piece=slip.piece, pieces=slip.pieces)} {number}"
    sheet.pair(f"{slip.placed_at} {slip.placed_by}", number)


def _add_slip_line(sheet: Sheet, line: SlipLine, slip: KitchenSlip) -> None:
    sheet.pair(line.name, f"×{line.quantity}", sheet.size("dishes", BIG), bold=True)
    if sheet.clean(line.set_name):
        sheet.text(label(slip.language, "set_meal", name=line.set_name))
    if line.is_held:
        sheet.text(label(slip.language, "held"), TALL, bold=True, inverse=True)
    sheet.text(" / ".join(line.options), TALL, bold=True)
    if sheet.clean(line.note):
        sheet.text(label(slip.language, "note", note=line.note), TALL, bold=True, inverse=True)
    sheet.add(Feed())


def _add_test_page(sheet: Sheet, page: TestPage) -> None:
    language, paper = page.language, sheet.paper
    sheet.text(label(language, "test_page"), BIG, bold=True, align="center")
    sheet.text(page.printer_name, TALL, bold=True)
    sheet.text(page.connection)
    sheet.text(page.printed_at)
    sheet.text(label(language, "paper", width=paper.width_mm, columns=paper.columns))
    sheet.rule()
    sheet.add(TextLine("".join(str(column % 10) for column in range(1, paper.columns + 1))))
    sheet.add(TextLine("|" + " " * (paper.columns - 2) + "|"))
    sheet.text(label(language, "ruler_hint"))
    sheet.rule()
    sheet.text(label(language, "chinese"))
    for key, size in (("normal", NORMAL), ("wide", WIDE), ("tall", TALL), ("big", BIG)):
        sheet.text(f"{label(language, key)} 菜Abc12", size)
    sheet.text(f"{label(language, 'bold')} 菜Abc12", bold=True)
    sheet.text(f"{label(language, 'inverse')} 菜Abc12", inverse=True)
    sheet.pair(f"{label(language, 'sample_dish')} ×2", "￥128.00")
    sheet.rule()
    sheet.add(QrCode(f"Kaifan test page, {paper.width_mm} mm, {paper.columns} columns"))
    sheet.text(label(language, "check"), bold=True)
    for key in ("check_width", "check_chinese", "check_sizes", "check_price", "check_qr"):
        sheet.text(label(language, key))
    if paper.has_cutter:
        sheet.text(label(language, "check_cut"))


_ADDERS: Mapping[type[Document], Callable[[Sheet, Any], None]] = {
    KitchenSlip: _add_kitchen_slip,
    PreBill: add_pre_bill,
    Receipt: add_receipt,
    TestPage: _add_test_page,
    TakeoutSlip: add_takeout_slip,
    CupLabel: add_cup_label,
    PickupNumber: add_pickup_number,
    QueueTicket: add_queue_ticket,
    ShiftReport: add_shift_report,
    DayReport: add_day_report,
    TableCard: add_table_card,
}
