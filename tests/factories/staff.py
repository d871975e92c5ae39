"""Staff members and their logins."""

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from app.staff import hashing, service
from app.staff.models import LoginKind, StaffMember
from app.staff.rights import Role

PASSWORD = "correct horse 42"

# argon2 is slow by design: made once with the least work, verified like any other hash.
_CHEAP_HASH = PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)


class CheapHasher:
    """Stands in for the real hasher while a member is made: the hash of `PASSWORD` only."""

    def hash(self, password: str) -> str:
        """The hash of the one password the factories use."""
        assert password == PASSWORD, "factories make members with PASSWORD only"
        return _CHEAP_HASH


def make_member(store_id: str, role: Role, username: str = "") -> StaffMember:
    """A person of that role who logs in with `PASSWORD`."""
    real, hashing._hasher = hashing._hasher, CheapHasher()  # type: ignore[assignment]
    try:
        return service.add_member(
            store_id,
            username=username or role.value,
            name=f"{role.value}-员工",
            role=role,
            password=PASSWORD,
        )
    finally:
        hashing._hasher = real


def token_of(member: StaffMember, kind: LoginKind = LoginKind.API) -> str:
    """A new token by which the member is logged in; a browser as after giving the password."""
    is_confirmed = kind is LoginKind.BROWSER
    return service.issue_login(member, kind, is_confirmed=is_confirmed)
