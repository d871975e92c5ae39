"""Printers that stall, reset or half-close at every byte of a slip: the driver's word is true.

"Lost" is a job called confirmed (or, by a printer that answers, sent) that did not arrive whole;
"unmarked" one of which a byte arrived and whose next copy would not say 可能重复.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.faults.printers import BreakingPrinter, Taken, Way
from benchmarks.faults.result import Result
from printer import channels
from printer.documents import KitchenSlip, SlipLine
from printer.drivers import NetworkDriver
from printer.encode import render
from printer.errors import PrinterError
from printer.paper import MM80

SLIP = KitchenSlip(
    station="热菜", table="A03", order_type="dine_in", order_number="#0012", round=2, covers=4,
    placed_at="12:31", placed_by="前台", lines=(SlipLine("宫保鸡丁", ("微辣",), "不要花生", 2),),
    slip_number=37,
)  # fmt: skip
JOB = render(SLIP, MM80)
_WAYS: tuple[Way, ...] = ("stall", "reset", "half_close")
_SETTLE_S = 2.0
# A try mostly waits; so many at once are no load.
_AT_ONCE = 6
_WORDS = {"stall": "stalls", "reset": "resets", "half_close": "half-closes"}


@dataclass
class _Count:
    tries: int = 0
    lost: int = 0
    unmarked: int = 0
    only_sent: int = 0


def run(step: int = 1) -> list[Result]:
    """Every `step`th byte of a slip, each way, by a printer that answers and by a silent one."""
    # A busy machine may answer late, and who answers too late counts as silent.
    channels.STATUS_TIMEOUT_S, channels.JOB_TIMEOUT_S = 0.8, 0.1
    results = []
    for answers in (True, False):
        for way in _WAYS:
            count = _Count()
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                for at in range(1, len(JOB) + 1, step):
                    pool.submit(_try, way, at, answers, count)
            assert count.tries == len(range(1, len(JOB) + 1, step)), "a try ended in an error"
            who = "answers" if answers else "is silent"
            note = f"{count.only_sent} called sent, never confirmed" if count.only_sent else ""
            fault = f"network printer that {who} {_WORDS[way]} at byte 1 … {len(JOB)}"
            results.append(Result(fault, count.tries, count.lost, count.unmarked, note))
    return results


def _try(way: Way, at: int, answers: bool, count: _Count) -> None:
    printer = BreakingPrinter(lambda _index: (way, at), answers=answers)
    outcome: str | PrinterError
    try:
        outcome = NetworkDriver("127.0.0.1", printer.port, 0.3).send(JOB)
    except PrinterError as error:
        outcome = error
    _settle(printer, way)
    printer.close()
    taken = printer.taken[0] if printer.taken else Taken()
    count.tries += 1
    is_whole = taken.job == JOB
    if isinstance(outcome, PrinterError):
        count.unmarked += bool(taken.job) and not outcome.may_have_printed
    elif not is_whole and (answers or outcome == "confirmed"):
        count.lost += 1
    elif not is_whole:
        count.only_sent += 1


def _settle(printer: BreakingPrinter, way: Way) -> None:
    """Waits until the printer has read what lies in its buffer; one that stalls never does."""
    deadline = time.monotonic() + _SETTLE_S
    while way != "stall" and time.monotonic() < deadline:
        if printer.taken and printer.taken[0].is_closed:
            return
        time.sleep(0.005)
