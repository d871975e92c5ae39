"""One document of each kind, as a shop would print it."""

from typing import Any

from printer.documents import BillLine, KitchenSlip, PreBill, Receipt, SlipLine, TestPage

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
TEST_PAGE = TestPage("前台打印机", "192.168.1.50:9100", "2026-01-02 12:31")
ALL = (SLIP, PRE_BILL, RECEIPT, TEST_PAGE)
