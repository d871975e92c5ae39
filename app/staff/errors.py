"""What can go wrong at the staff door and with accounts."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict, Denied, NotLoggedIn, TooMany


class WrongPassword(NotLoggedIn):
    """No such person, or not this password: the two are not told apart."""

    code = "wrong_password"
    message = lazy_gettext("The user name or the password is wrong.")


class WrongPin(NotLoggedIn):
    """No such person on this device, or not this PIN: the two are not told apart."""

    code = "wrong_pin"
    message = lazy_gettext("The PIN is wrong.")


class LockedOut(TooMany):
    """Too many wrong tries here; `retry_after` is the wait in seconds."""

    code = "locked_out"

    def __init__(self, wait_s: int) -> None:
        """Say how long to wait, in whole minutes."""
        minutes = max(1, -(-wait_s // 60))
        super().__init__(
            lazy_gettext("Too many wrong tries. Wait %(minutes)d min, then try again.",
                         minutes=minutes),
            retry_after=wait_s,
        )


class UsernameTaken(Conflict):
    """Another person of the installation has this user name."""

    code = "username_taken"
    message = lazy_gettext("This user name is taken. Choose another one.")


class LastOwner(Conflict):
    """Nobody would be left who may do everything."""

    code = "last_owner"
    message = lazy_gettext("This is the last owner: somebody must keep all rights.")


class NotOverThisPerson(Denied):
    """The person has more rights than the one who wants to change the account."""

    code = "not_over_this_person"
    message = lazy_gettext("You cannot change somebody who has more rights than you.")


class NotYoursToGive(Denied):
    """A right can be given only by somebody who has it."""

    code = "not_yours_to_give"
    message = lazy_gettext("You cannot give a right or a role that you do not have yourself.")


class NotOnYourself(Denied):
    """Role, rights and employment are decided by somebody else."""

    code = "not_on_yourself"
    message = lazy_gettext("Somebody else has to do this for your own account.")
