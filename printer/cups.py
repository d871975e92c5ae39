"""The label on a cup or a box 杯贴: one for each portion, so that nothing is handed out wrongly."""

from dataclasses import dataclass

from printer.bill_lines import yuan
from printer.elements import BIG, TALL
from printer.labels import label, order_type_label
from printer.language import Copy, Language
from printer.sheet import Sheet


@dataclass(frozen=True)
class CupLabel:
    """One portion: its dish, how it is wanted, and which of the order's portions it is.

    `number` is the pick-up number or the table; `piece` of `pieces` counts from 1 over the order.
    """

    number: str
    dish: str
    piece: int
    pieces: int
    placed_at: str
    options: tuple[str, ...] = ()
    note: str = ""
    shop: str = ""
    order_type: str = "pickup"
    price_fen: int | None = None
    language: Language = "zh"
    copy: Copy = ""


def add_cup_label(sheet: Sheet, cup: CupLabel) -> None:
    """Puts number, dish and wishes; the dish in the largest size, the rest small."""
    language = cup.language
    if cup.copy:
        sheet.text(label(language, cup.copy), bold=True, inverse=True)
    sheet.block("number")
    piece = label(language, "piece", piece=cup.piece, pieces=cup.pieces)
    sheet.pair(cup.number, piece, sheet.size("number", TALL))
    sheet.block("dish")
    sheet.text(cup.dish, sheet.size("dish", BIG), bold=True)
    sheet.block("wishes")
    sheet.text(" / ".join(cup.options))
    if sheet.clean(cup.note):
        sheet.text(label(language, "note", note=cup.note), bold=True)
    sheet.block("order")
    price = "" if cup.price_fen is None else f"￥{yuan(cup.price_fen)}"
    order_type = order_type_label(language, cup.order_type)
    sheet.pair(f"{order_type} {cup.placed_at}", price)
    sheet.block("shop")
    sheet.text(cup.shop)
