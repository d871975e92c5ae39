"""Slips that are a number: the pick-up number 取餐号 and the waiting list's 排队号."""

from dataclasses import dataclass

from printer.elements import HUGE, TALL, Feed, QrCode
from printer.labels import label, order_type_label
from printer.language import Copy, Language
from printer.sheet import Sheet


@dataclass(frozen=True)
class PickupNumber:
    """The number that a guest waits for; `items` are dishes as "宫保鸡丁 ×2", `placed_at` local.

    `url` is the page that shows how far the order is; without it there is no QR code.
    """

    shop: str
    number: str
    order_number: str
    placed_at: str
    order_type: str = "pickup"
    items: tuple[str, ...] = ()
    wanted_at: str = ""
    url: str = ""
    footer: str = ""
    language: Language = "zh"
    copy: Copy = ""


@dataclass(frozen=True)
class QueueTicket:
    """A party's place in the waiting list 排队号.

    `queue` names the kind of table ("小桌 1-4人"), `ahead` are the parties before this one,
    `wait_minutes` the expected time, None when nobody can say. `url` shows the place live.
    """

    shop: str
    number: str
    taken_at: str
    queue: str = ""
    party: int | None = None
    ahead: int | None = None
    wait_minutes: int | None = None
    url: str = ""
    footer: str = ""
    language: Language = "zh"
    copy: Copy = ""


def add_pickup_number(sheet: Sheet, slip: PickupNumber) -> None:
    """Puts the number as large as the paper allows, and what was ordered."""
    language = slip.language
    sheet.add_copy_mark(slip.copy, language)
    _add_head(sheet, slip, label(language, "pickup_number"))
    sheet.block("promise")
    if sheet.clean(slip.wanted_at):
        size = sheet.size("promise", TALL)
        sheet.text(label(language, "wanted_at", time=slip.wanted_at), size, bold=True)
    sheet.block("order")
    sheet.rule()
    order_type = order_type_label(language, slip.order_type)
    sheet.pair(f"{order_type} {slip.order_number}", slip.placed_at)
    sheet.block("dishes")
    for item in slip.items:
        sheet.text(item)
    sheet.rule()
    _add_follow(sheet, slip.url, label(language, "scan_to_follow"))
    _add_end(sheet, label(language, "keep_number"), slip.footer)


def add_queue_ticket(sheet: Sheet, ticket: QueueTicket) -> None:
    """Puts the party's number, who is before it, and the code to follow it by."""
    language = ticket.language
    sheet.add_copy_mark(ticket.copy, language)
    _add_head(sheet, ticket, label(language, "queue_number"))
    sheet.block("party")
    sheet.rule()
    party = "" if ticket.party is None else label(language, "covers", covers=ticket.party)
    sheet.pair(ticket.queue, party, sheet.size("party", TALL), bold=True)
    sheet.block("ahead")
    if ticket.ahead is not None:
        sheet.pair(label(language, "ahead"), label(language, "parties", count=ticket.ahead))
    if ticket.wait_minutes is not None:
        minutes = label(language, "minutes", minutes=ticket.wait_minutes)
        sheet.pair(label(language, "wait"), minutes)
    sheet.block("times")
    sheet.pair(label(language, "taken_at"), ticket.taken_at)
    sheet.rule()
    _add_follow(sheet, ticket.url, label(language, "scan_queue"))
    _add_end(sheet, label(language, "queue_rule"), ticket.footer)


def _add_head(sheet: Sheet, slip: PickupNumber | QueueTicket, title: str) -> None:
    sheet.block("shop")
    sheet.text(slip.shop, sheet.size("shop", TALL), bold=True, align="center")
    sheet.block("title")
    sheet.text(title, align="center")
    sheet.block("number")
    sheet.text(slip.number, HUGE, bold=True, align="center")


def _add_end(sheet: Sheet, hint: str, footer: str) -> None:
    sheet.block("hint")
    sheet.text(hint, align="center")
    sheet.block("thanks")
    sheet.text(footer, align="center")
    sheet.block("end")
    sheet.add(Feed())


def _add_follow(sheet: Sheet, url: str, words: str) -> None:
    sheet.block("code")
    if url:
        sheet.add(QrCode(url))
        sheet.text(words, align="center")
