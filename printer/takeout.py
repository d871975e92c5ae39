"""The take-out slip 外卖单: for the bag, with the line that seals it 封口签."""

from dataclasses import dataclass
from typing import Literal

from printer.bill_lines import BillLine, yuan
from printer.elements import BIG, HUGE, TALL, Feed, QrCode
from printer.labels import label, order_type_label
from printer.language import Copy, Language
from printer.sheet import Sheet

For = Literal["shop", "guest", "kitchen"]


@dataclass(frozen=True)
class TakeoutSlip:
    """An order that leaves the house.

    `number` is what the courier calls, `channel` where it came from ("小程序", "自营外卖"),
    `wanted_at` the promised time of a pre-order. `guest` and `phone` come masked as they may be
    seen ("张**", "138****0000"); the kitchen's copy carries neither them nor the address.
    `tableware` counts sets, 0 is 无需餐具 and None unsaid.
    """

    shop: str
    number: str
    order_number: str
    placed_at: str
    lines: tuple[BillLine, ...]
    total_fen: int
    order_type: str = "delivery"
    channel: str = ""
    copy_for: For = "guest"
    wanted_at: str = ""
    is_paid: bool = True
    adjustments: tuple[tuple[str, int], ...] = ()
    note: str = ""
    tableware: int | None = None
    guest: str = ""
    phone: str = ""
    address: str = ""
    url: str = ""
    footer: str = ""
    language: Language = "zh"
    copy: Copy = ""


def add_takeout_slip(sheet: Sheet, slip: TakeoutSlip) -> None:
    """Puts number, promise, wishes, dishes, money and receiver, and the seal's line at the end."""
    language = slip.language
    sheet.add_copy_mark(slip.copy, language)
    sheet.block("whose")
    sheet.text(label(language, f"copy_{slip.copy_for}"), align="center")
    sheet.block("number")
    sheet.text(f"#{slip.number.removeprefix('#')}", HUGE, bold=True, align="center")
    sheet.block("shop")
    sheet.text(" ".join(part for part in (slip.shop, slip.channel) if part), align="center")
    sheet.block("promise")
    if sheet.clean(slip.wanted_at):
        words = label(language, "wanted_at", time=slip.wanted_at)
        sheet.text(words, sheet.size("promise", TALL), bold=True, inverse=True)
    sheet.block("paid")
    paid = "paid_online" if slip.is_paid else "cash_on_delivery"
    size = sheet.size("paid", TALL)
    sheet.text(label(language, paid), size, bold=True, inverse=not slip.is_paid)
    sheet.block("order")
    order_type = order_type_label(language, slip.order_type)
    sheet.pair(f"{order_type} {slip.order_number}", slip.placed_at)
    sheet.block("note")
    if sheet.clean(slip.note):
        size = sheet.size("note", BIG)
        sheet.text(label(language, "note", note=slip.note), size, bold=True, inverse=True)
    _add_tableware(sheet, slip)
    _add_dishes(sheet, slip)
    if slip.copy_for != "kitchen":
        _add_money(sheet, slip)
        _add_receiver(sheet, slip)
    sheet.block("thanks")
    sheet.text(slip.footer, align="center")
    if slip.copy_for == "guest":
        _add_seal(sheet, slip)
    sheet.block("end")
    sheet.add(Feed())


def _add_tableware(sheet: Sheet, slip: TakeoutSlip) -> None:
    sheet.block("tableware")
    if slip.tableware == 0:
        sheet.text(label(slip.language, "no_tableware"), bold=True)
    elif slip.tableware is not None:
        sheet.text(label(slip.language, "tableware", count=slip.tableware), bold=True)


def _add_dishes(sheet: Sheet, slip: TakeoutSlip) -> None:
    is_priced = slip.copy_for != "kitchen"
    sheet.block("dishes")
    size = sheet.size("dishes", TALL)
    sheet.rule()
    width = max((len(yuan(line.total_fen)) for line in slip.lines), default=0)
    for line in slip.lines:
        price = yuan(line.total_fen) if is_priced and not line.is_part else ""
        price = f" {price:>{width}}" if is_priced else ""
        indent = "  " if line.is_part else ""
        sheet.pair(f"{indent}{line.name}", f"×{line.quantity}{price}", size, bold=True)
        for option in line.options:
            sheet.indented(option)
        if sheet.clean(line.note):
            sheet.indented(label(slip.language, "note", note=line.note))
    sheet.rule()
    pieces = sum(line.quantity for line in slip.lines if not line.is_part)
    sheet.pair("", label(slip.language, "pieces", count=pieces))


def _add_money(sheet: Sheet, slip: TakeoutSlip) -> None:
    sheet.block("total")
    for name, amount_fen in slip.adjustments:
        sheet.pair(name, yuan(amount_fen))
    key = "paid" if slip.is_paid else "to_collect"
    size = sheet.size("total", BIG)
    sheet.pair(label(slip.language, key), f"￥{yuan(slip.total_fen)}", size, bold=True)


def _add_receiver(sheet: Sheet, slip: TakeoutSlip) -> None:
    receiver = (slip.address, f"{slip.guest} {slip.phone}")
    if not any(sheet.clean(part) for part in receiver) and not slip.url:
        return
    sheet.block("receiver")
    sheet.rule()
    for part in receiver:
        sheet.text(part, sheet.size("receiver", TALL), bold=True)
    sheet.block("code")
    if slip.url:
        sheet.add(QrCode(slip.url))
        sheet.text(label(slip.language, "scan_to_follow"), align="center")


def _add_seal(sheet: Sheet, slip: TakeoutSlip) -> None:
    """The end that is folded over the bag's mouth: torn, it tells that the bag was opened."""
    sheet.block("seal")
    sheet.add(Feed())
    sheet.rule()
    sheet.text(label(slip.language, "seal"), BIG, bold=True, align="center", inverse=True)
    sheet.text(label(slip.language, "seal_hint"), align="center")
    sheet.text(f"#{slip.number.removeprefix('#')}", TALL, bold=True, align="center")
    sheet.rule()
