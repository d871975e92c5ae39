r"""钉钉 custom robots: timestamp (ms) and HMAC in the query.

Source: open.dingtalk.com, custom robots: sign = base64(HMAC-SHA256(secret, "ts\nsecret")).
"""

import base64
import hashlib
import hmac
from urllib.parse import quote_plus

from app.core import clock
from app.notices.robots.base import RobotRefused, cut, post_json


def sign(timestamp_ms: int, secret: str) -> str:
    """The signature, not yet encoded for the address."""
    said = f"{timestamp_ms}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


class DingTalkRobot:
    """Sends texts to a DingTalk group."""

    HOST = "oapi.dingtalk.com"
    MAX_BYTES = 15_000

    def send(self, address: str, secret: str, text: str) -> None:
        """Send a text. Raises RobotRefused."""
        if secret:
            timestamp = int(clock.now().timestamp() * 1000)
            signature = quote_plus(sign(timestamp, secret))
            address = f"{address}&timestamp={timestamp}&sign={signature}"
        body = {"msgtype": "text", "text": {"content": cut(text, self.MAX_BYTES)}}
        answer = post_json(address, body)
        if answer.get("errcode") != 0:
            raise RobotRefused(f"{answer.get('errcode')} {answer.get('errmsg', '')}"[:200])
