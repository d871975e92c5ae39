"""The pre-bill and the receipt: price columns, adjustments, total and payments."""

from dataclasses import dataclass

from printer.bill_lines import BillLine, yuan
from printer.charset import text_width
from printer.documents import PreBill, Receipt
from printer.elements import BIG, TALL, Feed, QrCode
from printer.labels import label
from printer.sheet import Sheet
from printer.wrapping import pad_left


@dataclass(frozen=True)
class _Columns:
    """Widths of the three number columns at the right of a bill."""

    quantity: int
    price: int
    amount: int

    def joined(self, quantity: str, price: str, amount: str) -> str:
        return " ".join(
            (
                pad_left(quantity, self.quantity),
                pad_left(price, self.price),
                pad_left(amount, self.amount),
            )
        )


def add_pre_bill(sheet: Sheet, bill: PreBill) -> None:
    """Puts the bill that is shown before paying; its banner says that it is not paid."""
    _add_head(sheet, bill)
    sheet.block("title")
    sheet.text(label(bill.language, "pre_bill"), TALL, bold=True, align="center", inverse=True)
    _add_part(sheet, bill)
    _add_table(sheet, bill)
    sheet.text(label(bill.language, "printed_at", time=bill.printed_at))
    _add_lines(sheet, bill)
    _add_total(sheet, bill, "due")
    sheet.block("end")
    sheet.add(Feed())


def add_receipt(sheet: Sheet, receipt: Receipt) -> None:
    """Puts the paid bill with its payments, the change and the shop's own words."""
    language = receipt.language
    _add_head(sheet, receipt)
    sheet.block("title")
    sheet.text(label(language, "receipt"), TALL, bold=True, align="center")
    _add_part(sheet, receipt)
    _add_table(sheet, receipt)
    sheet.text(label(language, "paid_at", time=receipt.printed_at))
    sheet.block("cashier")
    if sheet.clean(receipt.cashier):
        sheet.text(label(language, "cashier", name=receipt.cashier))
    _add_lines(sheet, receipt)
    _add_total(sheet, receipt, "total")
    sheet.block("payments")
    for name, amount_fen in receipt.payments:
        sheet.pair(name, yuan(amount_fen))
    if receipt.tendered_fen is not None:
        sheet.pair(label(language, "tendered"), yuan(receipt.tendered_fen))
    if receipt.change_fen is not None:
        sheet.pair(label(language, "change"), yuan(receipt.change_fen), bold=True)
    if receipt.tip_fen:
        sheet.pair(label(language, "tip"), yuan(receipt.tip_fen))
    sheet.rule()
    sheet.block("contact")
    if sheet.clean(receipt.address):
        sheet.text(label(language, "address", address=receipt.address))
    if sheet.clean(receipt.phone):
        sheet.text(label(language, "phone", phone=receipt.phone))
    sheet.block("code")
    if receipt.url:
        sheet.add(QrCode(receipt.url))
        sheet.text(receipt.url_words or label(language, "scan_receipt"), align="center")
    sheet.block("thanks")
    sheet.text(receipt.footer, align="center")
    sheet.block("end")
    sheet.add(Feed())


def _add_part(sheet: Sheet, bill: PreBill | Receipt) -> None:
    if sheet.clean(bill.part):
        sheet.text(label(bill.language, "part", part=bill.part), TALL, bold=True, align="center")


def _add_head(sheet: Sheet, bill: PreBill | Receipt) -> None:
    sheet.add_copy_mark(bill.copy, bill.language)
    sheet.block("shop")
    sheet.text(bill.shop, sheet.size("shop", BIG), bold=True, align="center")


def _add_table(sheet: Sheet, bill: PreBill | Receipt) -> None:
    language = bill.language
    covers = "" if bill.covers is None else label(language, "covers", covers=bill.covers)
    sheet.block("table")
    if sheet.clean(bill.table):
        size = sheet.size("table", TALL)
        sheet.pair(label(language, "table", table=bill.table), covers, size, bold=True)
    else:
        sheet.pair("", covers)
    sheet.block("numbers")
    numbers = " ".join(bill.order_numbers)
    if sheet.clean(numbers):
        sheet.text(label(language, "order_numbers", numbers=numbers))
    sheet.block("times")
    if sheet.clean(bill.opened_at):
        sheet.text(label(language, "opened_at", time=bill.opened_at))


def _add_lines(sheet: Sheet, bill: PreBill | Receipt) -> None:
    language = bill.language
    headings = [label(language, key) for key in ("quantity", "price", "amount")]
    rows = [_numbers(line) for line in bill.lines]
    widths = [max(map(text_width, column)) for column in zip(headings, *rows, strict=True)]
    columns = _Columns(*widths)
    sheet.block("lines")
    sheet.rule()
    sheet.pair(label(language, "dish"), columns.joined(*headings))
    for line, row in zip(bill.lines, rows, strict=True):
        if line.is_part:
            sheet.indented(f"{line.name} ×{line.quantity}")
            continue
        sheet.pair(line.name, columns.joined(*row))
        for option in line.options:
            sheet.indented(option)
        if sheet.clean(line.note):
            sheet.indented(label(language, "note", note=line.note))
    sheet.rule()


def _numbers(line: BillLine) -> tuple[str, str, str]:
    return str(line.quantity), yuan(line.unit_price_fen), yuan(line.total_fen)


def _add_total(sheet: Sheet, bill: PreBill | Receipt, total_label: str) -> None:
    language = bill.language
    sheet.block("total")
    if bill.adjustments:
        subtotal_fen = sum(line.total_fen for line in bill.lines)
        sheet.pair(label(language, "subtotal"), yuan(subtotal_fen))
    for name, amount_fen in bill.adjustments:
        sheet.pair(name, yuan(amount_fen))
    if bill.part_fen is None:
        size = sheet.size("total", BIG)
        sheet.pair(label(language, total_label), f"￥{yuan(bill.total_fen)}", size, bold=True)
        return
    sheet.pair(label(language, "whole_bill"), yuan(bill.total_fen))
    sheet.pair(label(language, "this_part"), f"￥{yuan(bill.part_fen)}", BIG, bold=True)
