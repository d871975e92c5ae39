r"""飞书 custom robots: timestamp (s) and HMAC in the body.

Source: open.feishu.cn, custom robots: sign = base64(HMAC-SHA256(key "ts\nsecret", "")).
"""

import base64
import hashlib
import hmac
from typing import Any

from app.core import clock
from app.notices.robots.base import RobotRefused, cut, post_json


def sign(timestamp_s: int, secret: str) -> str:
    """The signature of an empty message with time and secret as the key."""
    key = f"{timestamp_s}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


class FeishuRobot:
    """Sends texts to a Feishu group."""

    HOST = "open.feishu.cn"
    MAX_BYTES = 15_000

    def send(self, address: str, secret: str, text: str) -> None:
        """Send a text. Raises RobotRefused."""
        content = {"text": cut(text, self.MAX_BYTES)}
        body: dict[str, Any] = {"msg_type": "text", "content": content}
        if secret:
            timestamp = int(clock.now().timestamp())
            body |= {"timestamp": str(timestamp), "sign": sign(timestamp, secret)}
        answer = post_json(address, body)
        code = answer.get("code", answer.get("StatusCode"))
        if code != 0:
            raise RobotRefused(f"{code} {answer.get('msg', '')}"[:200])
