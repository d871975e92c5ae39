"""What only a call can tell of a channel: how far the clock is off, whether messages get here."""

import importlib
from email.utils import parsedate_to_datetime
from typing import Any

from app.core import clock

# Seconds to connect and to wait.
_TIMEOUT_S = (3, 5)
# What our own address for messages answers to a message that is none.
_OWN_ANSWERS = (b"FAIL", b"failure")
_REFUSED, _TOO_OFTEN = 400, 429

REACHED, NO_NAME, NO_CONNECTION, NO_ANSWER = "", "no_name", "no_connection", "no_answer"
CERTIFICATE, OTHER_SERVER = "certificate", "other_server"


def clock_off_s(gateway: str) -> float | None:
    """How many seconds this machine is ahead of the channel; None where it does not say."""
    requests = importlib.import_module("requests")
    try:
        with requests.head(gateway, timeout=_TIMEOUT_S, allow_redirects=False) as answer:
            there = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, TypeError, ValueError):
        return None
    return float((clock.now() - there).total_seconds())


def reach(url: str) -> str:
    """Send what is no message to our own address, as a channel would; "" when it got here.

    Else a code: the name is not known, nobody listens there, the certificate is not trusted, no
    answer came, or somebody else answers.
    """
    requests = importlib.import_module("requests")
    try:
        with requests.post(url, data=b"", timeout=_TIMEOUT_S, allow_redirects=False) as answer:
            return REACHED if _is_own(answer) else OTHER_SERVER
    except requests.exceptions.SSLError:
        return CERTIFICATE
    except requests.exceptions.ReadTimeout:
        return NO_ANSWER
    except requests.RequestException as error:
        return NO_NAME if "resol" in str(error).lower() else NO_CONNECTION


def _is_own(answer: Any) -> bool:
    if answer.status_code == _TOO_OFTEN:
        return True
    said: bytes = answer.content[:200]
    return answer.status_code == _REFUSED and any(each in said for each in _OWN_ANSWERS)
