"""What Alipay refuses in a call, by the fields of its documents (opendocs.alipay.com).

The name of the field that breaks a rule is the answer.
"""

import hashlib
import re
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from app.core import clock

_BEIJING = timezone(timedelta(hours=8))
_YUAN = re.compile(r"\d+\.\d\d")
_MOMENT = "%Y-%m-%d %H:%M:%S"
# By method: what names the product, and the fields that must be there besides.
_ORDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "alipay.trade.wap.pay": ("QUICK_WAP_WAY", ("quit_url",)),
    "alipay.trade.page.pay": ("FAST_INSTANT_TRADE_PAY", ()),
    "alipay.trade.precreate": ("", ()),
    "alipay.trade.create": ("JSAPI_PAY", ("buyer_id", "op_app_id")),
    "alipay.trade.pay": ("", ("scene", "auth_code")),
}


def fault_of_call(fields: dict[str, str]) -> str | None:
    """The public parameter that is missing or wrong; times are those of Beijing."""
    fixed = {"charset": "utf-8", "version": "1.0", "sign_type": "RSA2"}
    for name, value in fixed.items():
        if fields.get(name) != value:
            return name
    if not _is_about_now(fields.get("timestamp", "")):
        return "timestamp"
    address = fields.get("notify_url", "https://")
    return None if address.startswith("https://") and len(address) <= 256 else "notify_url"


def fault_of_certificates(fields: dict[str, str], app: str, roots: list[str]) -> str | None:
    """Whether a call in certificate mode names the app's certificate and the roots."""
    if fields.get("app_cert_sn") != app:
        return "app_cert_sn"
    return None if fields.get("alipay_root_cert_sn") == "_".join(roots) else "alipay_root_cert_sn"


def number_of(certificate: x509.Certificate) -> str:
    """A certificate's number as Alipay counts it: of its issuer and its serial number."""
    issuer = certificate.issuer
    names = {
        "CN": NameOID.COMMON_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "C": NameOID.COUNTRY_NAME,
    }
    text = ",".join(
        f"{name}={issuer.get_attributes_for_oid(oid)[0].value}" for name, oid in names.items()
    )
    whole = f"{text}{certificate.serial_number}".encode()
    return hashlib.md5(whole, usedforsecurity=False).hexdigest()


def fault_of(method: str, biz: dict[str, Any]) -> str | None:
    """The field of a call's content that is missing or wrong."""
    if method in _ORDERS:
        return _fault_of_order(method, biz)
    if method == "alipay.trade.refund":
        return None if _is_yuan(biz.get("refund_amount")) else "refund_amount"
    if method == "alipay.data.dataservice.bill.downloadurl.query":
        today = clock.now().astimezone(_BEIJING).date().isoformat()
        is_over = re.fullmatch(r"\d{4}-\d\d-\d\d", biz.get("bill_date", "")) is not None
        return None if is_over and biz["bill_date"] < today else "bill_date"
    return None


def _fault_of_order(method: str, biz: dict[str, Any]) -> str | None:
    product, needed = _ORDERS[method]
    if not 1 <= len(biz.get("out_trade_no", "")) <= 64:
        return "out_trade_no"
    if not _is_yuan(biz.get("total_amount")) or float(biz["total_amount"]) < 0.01:
        return "total_amount"
    if not 1 <= len(biz.get("subject", "")) <= 256:
        return "subject"
    if biz.get("product_code", "") != product:
        return "product_code"
    if not _is_moment(biz.get("time_expire", "")):
        return "time_expire"
    return next((name for name in needed if not biz.get(name)), None)


def _is_yuan(value: object) -> bool:
    return isinstance(value, str) and _YUAN.fullmatch(value) is not None


def _is_moment(text: str) -> bool:
    try:
        datetime.strptime(text, _MOMENT).replace(tzinfo=_BEIJING)
    except ValueError:
        return False
    return True


def _is_about_now(text: str) -> bool:
    if not _is_moment(text):
        return False
    moment = datetime.strptime(text, _MOMENT).replace(tzinfo=_BEIJING)
    return abs((clock.now() - moment).total_seconds()) < 600
