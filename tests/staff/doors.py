"""Devices and PINs for tests."""

from app.core.db import db, transaction
from app.staff import hashing, queries, service
from app.staff.models import StaffDevice, StaffMember
from tests.factories.shop import Shop

PIN = "528491"


def make_device(shop: Shop, name: str = "前台平板") -> StaffDevice:
    """An enrolled device of the shop."""
    found = queries.find_device(enrol(shop, name))
    assert found is not None
    return found


def enrol(shop: Shop, name: str = "前台平板") -> str:
    """The cookie of a device that was enrolled just now."""
    return service.enrol_device(name, actor=shop.actor)


def give_pin(member: StaffMember, pin: str = PIN) -> None:
    """Let a person come in by PIN."""
    with transaction():
        row = db.session.get_one(StaffMember, member.id)
        row.pin_hash = hashing.hash_password(hashing.peppered(member.id, pin))
