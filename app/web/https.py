"""Setting up a device for HTTPS: what it is for, the shop's authority to install, and a trial."""

import uuid
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import network
from app.core.certificates import keeping
from app.core.errors import NotFound
from app.web import schemes
from app.web.auth import public

bp = Blueprint("https", __name__)

# What stands in the browser's own name of itself -> the instructions to open first.
_SYSTEMS = (
    ("CrOS", "chromeos"),
    ("Android", "android"),
    ("iPad", "apple"),
    ("iPhone", "apple"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
)
_TYPES = {
    "crt": "application/x-x509-ca-cert",
    "pem": "application/x-pem-file",
    "mobileconfig": "application/x-apple-aspen-config",
}
_PROFILE = "https/profile.xml"


@bp.get("/https")
@public
def page() -> ResponseReturnValue:
    """What to do on this device, and whether it is done."""
    config = current_app.config["KAIFAN"]
    facts = keeping.find_facts(config.data_dir) if config.has_own_https else None
    agent = request.headers.get("User-Agent", "")
    return render_template(
        "https/page.html",
        facts=facts,
        fingerprint=keeping.fingerprint(config.data_dir) if facts else "",
        system=next((name for mark, name in _SYSTEMS if mark in agent), ""),
        is_https=schemes.is_https(),
        is_own=schemes.is_own_https(),
        is_named=facts is not None and _host() in facts.names,
        public_url=config.public_url,
        secure_url=_secure_url(),
        local_name=network.announced_name(config.data_dir),
    )


@bp.get("/https/kaifan.<kind>")
@public
def certificate(kind: str) -> ResponseReturnValue:
    """The authority's certificate as a file of that kind. Raises NotFound."""
    config = current_app.config["KAIFAN"]
    if kind not in _TYPES or not config.has_own_https or not keeping.find_facts(config.data_dir):
        raise NotFound
    content: bytes | str = keeping.public_der(config.data_dir)
    if kind == "pem":
        content = keeping.public_pem(config.data_dir)
    elif kind == "mobileconfig":
        content = _profile()
    answer = Response(content, mimetype=_TYPES[kind])
    if kind != "mobileconfig":  # which Safari installs only when it may open it
        answer.headers["Content-Disposition"] = f'attachment; filename="kaifan.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _profile() -> str:
    """Apple's configuration profile; the same authority always gives the same identifiers."""
    folder = current_app.config["KAIFAN"].data_dir
    pem = keeping.public_pem(folder).strip().splitlines()
    digits = keeping.fingerprint(folder).replace(" ", "").lower()
    first, second = (uuid.uuid5(uuid.NAMESPACE_URL, digits + part) for part in ("profile", "root"))
    return render_template(
        _PROFILE,
        name=gettext("Kaifan in this shop"),
        description=gettext("Lets this device use the shop's Kaifan by HTTPS. It counts for the"
                            " shop's own network alone."),
        content="".join(pem[1:-1]),
        profile_id=first,
        root_id=second,
        digits=digits[:16],
    )  # fmt: skip


def _host() -> str:
    return (urlsplit(request.host_url).hostname or "").lower()


def _secure_url() -> str:
    """This page's site by HTTPS: the same port answers both."""
    host = request.host if urlsplit(request.host_url).port else f"{request.host}:80"
    if schemes.is_https():
        return request.host_url.rstrip("/")
    return f"https://{quote(host, safe=':[]')}"
