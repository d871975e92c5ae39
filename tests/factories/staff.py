"""Staff members and their logins."""

from app.staff import service
from app.staff.models import LoginKind, StaffMember
from app.staff.rights import Role

PASSWORD = "correct horse 42"


def make_member(store_id: str, role: Role, username: str = "") -> StaffMember:
    """A person of that role who logs in with `PASSWORD`."""
    return service.add_member(
        store_id,
        username=username or role.value,
        name=f"{role.value}-员工",
        role=role,
        password=PASSWORD,
    )


def token_of(member: StaffMember, kind: LoginKind = LoginKind.API) -> str:
    """A new token by which the member is logged in; a browser as after giving the password."""
    is_confirmed = kind is LoginKind.BROWSER
    return service.issue_login(member, kind, is_confirmed=is_confirmed)
