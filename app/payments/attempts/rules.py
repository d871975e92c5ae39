"""When a channel is asked, and by which code of digits a phone shows it."""

from datetime import datetime, timedelta

from app.payments.models import Channel
from app.payments.providers.base import Method, Phase, Trade, Verdict

# Seconds between the questions about one attempt 掉单补偿; the last one goes on.
_DELAYS_S = (5, 10, 15, 30, 60, 120, 300, 600)
# A pay code is decided at the till, while somebody waits.
_CODE_DELAYS_S = (3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 5)
CODE_PATIENCE = timedelta(seconds=45)
# After this the channel itself lets nobody pay by what it handed out.
HANDED_OUT = timedelta(hours=2)
# A question that nobody could answer for so long is on the list that rings.
PATIENCE = timedelta(minutes=10)
# Between two questions that somebody asks by hand.
HURRY = timedelta(seconds=2)
# Shorter is lengthened by the channels themselves.
SHORTEST = timedelta(seconds=65)


def next_ask(now: datetime, asks: int, method: Method) -> datetime:
    """When an attempt that was asked about `asks` times is asked about again."""
    delays = _CODE_DELAYS_S if method is Method.CODE and asks < len(_CODE_DELAYS_S) else _DELAYS_S
    return now + timedelta(seconds=delays[min(asks, len(delays) - 1)])


def is_taken(trade: Trade, method: Method) -> bool:
    """Whether the channel says that it has, or had, the money of a trade that nobody reversed.

    Given back at the channel counts as taken: a person has to say what that was. With a pay code it
    is what our own reversing does to what the payer confirmed at the same moment.
    """
    phases = (Phase.PAID,) if method is Method.CODE else (Phase.PAID, Phase.REFUNDED)
    return trade.verdict is Verdict.YES and trade.phase in phases


def channel_of_code(code: str) -> Channel | None:
    """Whose pay code was scanned, None when it is nobody's.

    WeChat: 18 digits that begin with 10 to 15 (pay.weixin.qq.com). Alipay: 16 to 24 digits that
    begin with 25 to 30 (opendocs.alipay.com). Training codes begin with 99.
    """
    if not (code.isascii() and code.isdigit() and 16 <= len(code) <= 24):
        return None
    head = int(code[:2])
    if len(code) == 18 and 10 <= head <= 15:
        return Channel.WECHAT
    if 25 <= head <= 30:
        return Channel.ALIPAY
    return Channel.SANDBOX if head == 99 else None
