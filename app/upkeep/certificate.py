"""The shop's own HTTPS certificate: kept good while the server runs, and looked at."""

from typing import Any

from flask import current_app
from flask_babel import gettext

from app.core import clock, jobruns
from app.core.certificates import keeping
from app.upkeep.findings import Finding, Level

_SOON_OVER_DAYS = 30


def keep() -> bool:
    """Have the certificate renewed when it nears its end or this machine has a new address.

    Connections from then on get the new one. True when it was renewed; raises CertificateError.
    """
    config = current_app.config["KAIFAN"]
    if not config.has_own_https:
        return False
    return keeping.renew_if_due(config.data_dir, config.public_url)


def check_https(config: Any) -> Finding:
    """Whether staff can use the shop by HTTPS, and for how long the certificate is good."""
    if config.public_url.startswith("https://"):
        words = gettext("Guests and staff use %(url)s through a proxy.", url=config.public_url)
        return Finding("https", Level.OK, words)
    if config.secure_cookies:
        return Finding("https", Level.OK, gettext("A proxy in front speaks HTTPS."))
    ask = gettext("See docs/https.md; take KAIFAN_HTTPS=off out of the settings to use it again.")
    if not config.has_own_https:
        words = gettext("Switched off: everybody uses the basic mode, without encryption.")
        return Finding("https", Level.WARN, words, ask)
    return _check_own(config)


def _check_own(config: Any) -> Finding:
    facts, error = keeping.find_facts(config.data_dir), jobruns.last_error("certificate")
    ask = gettext("Set the clock right, make room on the disk, then start Kaifan again.")
    if facts is None:
        words = gettext("There is no certificate: everybody uses the basic mode. %(why)s",
                        why=error or "")  # fmt: skip
        return Finding("https", Level.WARN, words.strip(), ask)
    days = (facts.until - clock.now()).days
    if days < 0:
        words = gettext("The certificate is over since %(days)d days. %(why)s",
                        days=-days, why=error or "")  # fmt: skip
        return Finding("https", Level.BAD, words.strip(), ask)
    words = gettext(
        "The certificate is good for %(days)d more days and renews itself. Fingerprint of the"
        " authority: %(print)s",
        days=days, print=keeping.fingerprint(config.data_dir),
    )  # fmt: skip
    if days < _SOON_OVER_DAYS:
        return Finding("https", Level.WARN, words, ask)
    return Finding("https", Level.OK, words)
