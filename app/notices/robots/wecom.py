"""企业微信 group robots: the key in the address is the secret.

Source: developer.work.weixin.qq.com/document/path/91770.
"""

from app.notices.robots.base import RobotRefused, cut, post_json


class WeComRobot:
    """Sends texts to a WeCom group."""

    HOST = "qyapi.weixin.qq.com"
    MAX_BYTES = 2048

    def send(self, address: str, secret: str, text: str) -> None:  # noqa: ARG002 - it has none
        """Send a text. Raises RobotRefused."""
        body = {"msgtype": "text", "text": {"content": cut(text, self.MAX_BYTES)}}
        answer = post_json(address, body)
        if answer.get("errcode") != 0:
            raise RobotRefused(f"{answer.get('errcode')} {answer.get('errmsg', '')}"[:200])
