"""A table's card on receipt paper: at hand at once, until the sturdy ones are printed."""

from dataclasses import dataclass

from printer.elements import BIG, HUGE, TALL, Feed, QrCode
from printer.labels import label
from printer.language import Language
from printer.sheet import Sheet


@dataclass(frozen=True)
class TableCard:
    """A table's code to scan; `hint` is the shop's own sentence, such as the Wi-Fi's name."""

    shop: str
    table: str
    url: str
    hint: str = ""
    language: Language = "zh"


def add_table_card(sheet: Sheet, card: TableCard) -> None:
    """Puts the table's name, its code and what it is for."""
    sheet.block("shop")
    sheet.text(card.shop, sheet.size("shop", BIG), bold=True, align="center")
    sheet.block("table")
    sheet.text(card.table, HUGE, bold=True, align="center")
    sheet.block("code")
    sheet.add(QrCode(card.url, module_dots=8))
    sheet.block("hint")
    size = sheet.size("hint", TALL)
    sheet.text(label(card.language, "scan_to_order"), size, bold=True, align="center")
    sheet.text(label(card.language, "scan_to_order_hint"), align="center")
    sheet.block("thanks")
    sheet.text(card.hint, align="center")
    sheet.block("end")
    sheet.add(Feed())
