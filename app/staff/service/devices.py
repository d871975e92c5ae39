"""Enrolling a browser as one of the shop's devices, and taking that back."""

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.core.ids import new_secret
from app.staff import queries
from app.staff.events import DeviceEnrolled
from app.staff.models import StaffDevice
from app.staff.rules import NAME_LENGTH
from app.staff.service.accounts import REQUIRED
from app.staff.service.logins import SEEN_EVERY, close_logins_on


@atomic
def enrol_device(name: str, *, actor: Actor) -> str:
    """Let PINs count on a browser; the token for its cookie is returned once. Raises Invalid."""
    name = name.strip()[:NAME_LENGTH]
    if not name:
        raise Invalid({"name": REQUIRED})
    token = new_secret()
    device = StaffDevice(
        store_id=actor.store_id,
        name=name,
        token_hash=queries.hash_token(token),
        enrolled_at=clock.now(),
    )
    db.session.add(device)
    db.session.flush()
    audit.log("device.enrolled", actor=actor, target=("device", device.id), name=name)
    events.publish(DeviceEnrolled(actor.store_id, device.id, name, actor.name))
    return token


@atomic
def revoke_device(device_id: str, *, actor: Actor) -> None:
    """PINs count no longer on the device, and its logins end. Raises NotFound."""
    device = queries.get_device(actor.store_id, device_id)
    device.revoked_at = clock.now()
    close_logins_on(device.id)
    audit.log("device.revoked", actor=actor, target=("device", device.id), name=device.name)


def note_device_used(device: StaffDevice) -> None:
    """Write down that the device was used, once a minute."""
    if device.last_used_at is None or clock.now() - device.last_used_at >= SEEN_EVERY:
        _write_used(device.id)


@atomic
def _write_used(device_id: str) -> None:
    device = db.session.get(StaffDevice, device_id)
    if device is not None:
        device.last_used_at = clock.now()
