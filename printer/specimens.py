"""One document of each kind as a shop prints it, in both languages: for previews and pictures."""

from collections.abc import Mapping

from printer.bill_lines import BillLine
from printer.cards import TableCard
from printer.cups import CupLabel
from printer.documents import Document, KitchenSlip, PreBill, Receipt, SlipLine, TestPage
from printer.language import Language
from printer.numbers import PickupNumber, QueueTicket
from printer.reports import DayReport, Drawer, Figure, ShiftReport
from printer.takeout import TakeoutSlip

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "shop": "开饭小馆", "station": "热菜", "dish": "宫保鸡丁", "large": "大份", "mild": "微辣",
        "no_nuts": "不要花生", "fish": "清蒸鲈鱼", "rice": "米饭", "allergy": "孩子对花生过敏",
        "till": "前台", "cover": "餐位费", "member": "会员折扣", "cash": "现金",
        "wechat": "微信支付", "alipay": "支付宝", "thanks": "谢谢光临，欢迎再来",
        "street": "示例路 1 号", "packing": "打包费", "delivery": "配送费",
        "offer": "满减", "channel": "自营外卖", "door": "放门口，不用打电话",
        "guest": "张**", "meal": "祝您用餐愉快", "tea": "杨枝甘露", "cold": "少冰",
        "sweet": "三分糖", "queue": "中桌 5-8人", "rounding": "抹零",
        "void": "退菜", "comp": "赠菜", "hot": "热菜",
        "cold_dishes": "凉菜", "dine_in": "堂食", "pickup": "自取", "early": "早班", "late": "晚班",
        "owner": "店主", "wifi": "Wi-Fi：kaifan-guest", "pass": "传菜",
    },
    "en": {
        "shop": "Kaifan Kitchen", "station": "Hot kitchen", "dish": "Kung Pao Chicken",
        "large": "large", "mild": "mild", "no_nuts": "no peanuts", "fish": "Steamed Sea Bass",
        "rice": "Rice", "allergy": "child is allergic to peanuts", "till": "Counter",
        "cover": "Cover charge", "member": "Member discount", "cash": "Cash",
        "wechat": "WeChat Pay", "alipay": "Alipay", "thanks": "Thank you, come again!",
        "street": "1 Sample Road", "packing": "Packing", "delivery": "Delivery fee",
        "offer": "Spend & save", "channel": "Own delivery", "door": "leave at the door, no call",
        "guest": "Z**", "meal": "Enjoy your meal", "tea": "Mango Sago", "cold": "less ice",
        "sweet": "30% sugar", "queue": "Tables for 5-8", "rounding": "Rounding", "void": "Voids",
        "comp": "Comps", "hot": "Hot dishes", "cold_dishes": "Cold dishes", "dine_in": "Dine in",
        "pickup": "Pick-up", "early": "Early", "late": "Late", "owner": "Owner",
        "wifi": "Wi-Fi: kaifan-guest", "pass": "Pass",
    },
}  # fmt: skip
_DRAWER = Drawer(50_000, 203_410, 3_800, 10_000, 20_000, counted_fen=239_500)
_URL = "http://kaifan.local:8000/o/0012"


def specimens(language: Language) -> dict[str, Document]:
    """The documents by name; those of a kind that has several forms are told apart by name."""
    return {
        **_kitchen(language),
        **_bills(language),
        **_guests(language),
        **_till(language),
        "test_page": TestPage(
            _WORDS[language]["till"], "192.168.1.50:9100", "2026-01-02 12:31", language
        ),
    }


def _kitchen(language: Language) -> dict[str, Document]:
    w = _WORDS[language]
    dish = SlipLine(w["dish"], (w["large"], w["mild"]), w["no_nuts"], 2)
    fish = SlipLine(w["fish"])

    def slip(*lines: SlipLine, **more: object) -> KitchenSlip:
        usual: dict[str, object] = {
            "station": w["station"], "table": "A03", "order_type": "dine_in",
            "order_number": "#0012", "round": 1, "covers": 4, "placed_at": "12:31",
            "placed_by": w["till"], "slip_number": 37, "language": language,
        }  # fmt: skip
        return KitchenSlip(lines=lines, **{**usual, **more})  # type: ignore[arg-type]

    return {
        "kitchen_slip": slip(dish, fish, note=w["allergy"]),
        "kitchen_total": slip(
            dish, fish, SlipLine(w["rice"], quantity=4), form="total", station=w["pass"]
        ),
        "kitchen_dish": slip(dish, form="dish", piece=1, pieces=2),
        "add_on": slip(SlipLine(w["rice"], quantity=2), round=2, slip_number=38),
        "void": slip(dish, purpose="void"),
        "change": slip(dish, purpose="change"),
        "move": slip(fish, purpose="move", moved_from="A03", table="B01"),
        "merge": slip(dish, fish, purpose="merge", moved_from="A03", table="A03+B01"),
        "split": slip(fish, purpose="split", moved_from="A03+B01", table="B01"),
        "rush": slip(fish, purpose="rush"),
        "fire": slip(fish, purpose="fire"),
        "reprint": slip(dish, copy="reprint"),
    }


def _lines(language: Language) -> tuple[BillLine, ...]:
    w = _WORDS[language]
    return (
        BillLine(w["dish"], (w["large"],), "", 2, 3800, 7600),
        BillLine(w["fish"], (), "", 1, 8800, 8800),
        BillLine(w["rice"], (), "", 4, 200, 800),
    )


def _bills(language: Language) -> dict[str, Document]:
    w = _WORDS[language]
    head = (w["shop"], "A03", 4, ("0012", "0015"), "01-02 11:58", "01-02 13:31")
    adjustments = ((w["cover"], 800), (w["member"], -1250))
    total_fen = 16_750
    return {
        "pre_bill": PreBill(*head, _lines(language), adjustments, total_fen, language),
        "receipt": Receipt(
            *head, _lines(language), adjustments, total_fen, ((w["cash"], total_fen),),
            tendered_fen=20_000, change_fen=3250, cashier=w["till"], address=w["street"],
            phone="010-0000", footer=w["thanks"], language=language, url=_URL,
        ),
    }  # fmt: skip


def _guests(language: Language) -> dict[str, Document]:
    w = _WORDS[language]
    fees = ((w["packing"], 200), (w["delivery"], 500), (w["offer"], -1000))
    return {
        "takeout_slip": TakeoutSlip(
            w["shop"], "12", "0012", "11:58", _lines(language), 16_900, channel=w["channel"],
            wanted_at="12:30-12:45", adjustments=fees, note=w["door"], tableware=2,
            guest=w["guest"], phone="138****0000", address=w["street"], url=_URL,
            footer=w["meal"], language=language,
        ),
        "cup_label": CupLabel(
            "A012", w["tea"], 1, 3, "12:31", (w["large"], w["cold"], w["sweet"]), "", w["shop"],
            language=language,
        ),
        "pickup_number": PickupNumber(
            w["shop"], "A012", "0012", "12:31", items=(f"{w['dish']} ×2", f"{w['rice']} ×2"),
            url=_URL, language=language,
        ),
        "queue_ticket": QueueTicket(
            w["shop"], "B007", "18:05", w["queue"], 6, 3, 25, _URL, language=language
        ),
        "table_card": TableCard(
            w["shop"], "A03", "http://kaifan.local:8000/t/sample", w["wifi"], language
        ),
    }  # fmt: skip


def _till(language: Language) -> dict[str, Document]:
    w = _WORDS[language]
    sales = (
        86, 214, 1_286_400,
        (Figure(w["member"], 12, -32_150), Figure(w["rounding"], 20, -840)), 1_253_410,
        (Figure(w["cash"], 18, 203_410), Figure(w["wechat"], 51, 803_000),
         Figure(w["alipay"], 17, 247_000)),
        (Figure(w["void"], 3, -11_400), Figure(w["comp"], 2, -5_600)),
    )  # fmt: skip
    return {
        "shift_report": ShiftReport(
            w["shop"], "2026-01-02-2", w["till"], "01-02 15:58", "01-02 22:03",
            "2026-01-02 22:05", *sales, drawer=_DRAWER, language=language,
        ),
        "day_report": DayReport(
            w["shop"], 128, "2026-01-02", "01-02 09:30", "01-02 22:05", "2026-01-02 22:05", *sales,
            channels=(Figure(w["dine_in"], 61, 953_410), Figure(w["pickup"], 25, 300_000)),
            categories=(Figure(w["hot"], 143, 786_400), Figure(w["cold_dishes"], 77, 200_000)),
            shifts=(Figure(w["early"], 40, 553_410), Figure(w["late"], 46, 700_000)),
            drawer=_DRAWER, closed_by=w["owner"], language=language,
        ),
    }  # fmt: skip
