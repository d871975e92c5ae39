"""One document of each kind, as a shop would print it."""

from dataclasses import replace
from typing import Any

from printer.bill_lines import BillLine
from printer.cards import TableCard
from printer.cups import CupLabel
from printer.documents import KitchenSlip, OpenDrawer, PreBill, Receipt, SlipLine, TestPage
from printer.numbers import PickupNumber, QueueTicket
from printer.reports import DayReport, Drawer, Figure, ShiftReport
from printer.takeout import TakeoutSlip

SLIP = KitchenSlip(
    station="热菜",
    table="A03",
    order_type="dine_in",
    order_number="#0012",
    round=2,
    covers=4,
    placed_at="12:31",
    placed_by="前台",
    lines=(
        SlipLine("宫保鸡丁", ("大份", "微辣"), "不要花生", 2),
        SlipLine("独家薄荷鲜虾牛肉卷配时令蔬菜", (), "", 1),
    ),
    note="孩子对花生过敏",
    slip_number=37,
)
_BILL: dict[str, Any] = {
    "shop": "开饭小馆",
    "table": "A03",
    "covers": 4,
    "order_numbers": ("0012", "0015"),
    "opened_at": "11:58",
    "printed_at": "13:31",
    "lines": (
        BillLine("宫保鸡丁", ("大份",), "不要花生", 2, 3800, 7600),
        BillLine("独家薄荷鲜虾牛肉卷配时令蔬菜", (), "", 1, 128800, 128800),
    ),
    "adjustments": (("餐位费", 800), ("会员折扣", -1250)),
    "total_fen": 135950,
}
PRE_BILL = PreBill(**_BILL)
RECEIPT = Receipt(
    **_BILL,
    payments=(("现金", 135950),),
    tendered_fen=140000,
    change_fen=4050,
    cashier="前台",
    address="示例路 1 号",
    phone="010-0000",
    footer="谢谢光临",
)
INVITING_RECEIPT = replace(RECEIPT, url="http://192.168.1.10:8000/i/0012", url_words="扫码开发票")
TEST_PAGE = TestPage("前台打印机", "192.168.1.50:9100", "2026-01-02 12:31")
TAKEOUT = TakeoutSlip(
    shop="开饭小馆",
    number="12",
    order_number="0012",
    placed_at="11:58",
    lines=_BILL["lines"],
    adjustments=(("打包费", 200), ("配送费", 500), ("满减", -1000)),
    total_fen=136100,
    channel="自营外卖",
    wanted_at="12:30-12:45",
    note="不要香菜，放门口",
    tableware=2,
    guest="张**",
    phone="138****0000",
    address="示例路 1 号 2 单元",
    url="http://192.168.1.10:8000/o/0012",
    footer="祝您用餐愉快",
)
CUP = CupLabel(
    "A012", "杨枝甘露", 1, 3, "12:31", ("大杯", "少冰", "三分糖"), "不要西米", "开饭小馆"
)
PICKUP = PickupNumber(
    shop="开饭小馆",
    number="A012",
    order_number="0012",
    placed_at="12:31",
    items=("宫保鸡丁 ×2", "米饭 ×2"),
    wanted_at="12:45",
    url="http://192.168.1.10:8000/o/0012",
)
QUEUE = QueueTicket(
    shop="开饭小馆",
    number="B007",
    taken_at="18:05",
    queue="中桌 5-8人",
    party=6,
    ahead=3,
    wait_minutes=25,
    url="http://192.168.1.10:8000/q/B007",
)
_SALES: dict[str, Any] = {
    "shop": "开饭小馆",
    "printed_at": "2026-01-02 22:05",
    "orders": 86,
    "guests": 214,
    "gross_fen": 1_286_400,
    "adjustments": (Figure("会员折扣", 12, -32_150), Figure("抹零", 20, -840)),
    "net_fen": 1_253_410,
    "payments": (
        Figure("现金", 18, 203_410),
        Figure("微信支付", 51, 803_000),
        Figure("支付宝", 17, 247_000),
    ),
    "corrections": (
        Figure("退菜", 3, -11_400),
        Figure("赠菜", 2, -5_600),
        Figure("退款", 1, -3_800),
    ),
}
_DRAWER = Drawer(
    float_fen=50_000,
    cash_sales_fen=203_410,
    cash_refunds_fen=3_800,
    paid_in_fen=10_000,
    paid_out_fen=20_000,
    counted_fen=239_500,
)
SHIFT = ShiftReport(
    **_SALES,
    number="2026-01-02-2",
    cashier="前台",
    opened_at="01-02 15:58",
    closed_at="01-02 22:03",
    drawer=_DRAWER,
    note="少一角，已找过",
)
DAY = DayReport(
    **_SALES,
    z_number=128,
    business_date="2026-01-02",
    opened_at="01-02 09:30",
    closed_at="01-02 22:05",
    channels=(Figure("堂食", 61, 953_410), Figure("自取", 25, 300_000)),
    categories=(Figure("热菜", 143, 786_400), Figure("凉菜", 77, 200_000)),
    shifts=(Figure("早班 前台", 40, 553_410), Figure("晚班 前台", 46, 700_000)),
    drawer=_DRAWER,
    closed_by="店主",
)
CARD = TableCard("开饭小馆", "A03", "http://192.168.1.10:8000/t/sample", "Wi-Fi：示例")
DRAWER = OpenDrawer()
ALL = (
    SLIP, PRE_BILL, RECEIPT, INVITING_RECEIPT, TEST_PAGE, TAKEOUT, CUP, PICKUP, QUEUE, SHIFT,
    DAY, CARD,
)  # fmt: skip
