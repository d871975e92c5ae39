"""What can go wrong at the staff door and with accounts."""

from collections.abc import Mapping

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


PRESENT_PASSWORD_WRONG = lazy_gettext("This is not your present password.")


class WrongCode(NotLoggedIn):
    """The code is wrong, too old, or was used before: the three are not told apart."""

    code = "wrong_code"
    message = lazy_gettext("The code is wrong or was used before. Wait for the next one.")


class CodeNeeded(NotLoggedIn):
    """The password was right; `ticket` proves it for some minutes, and a code is still needed."""

    code = "code_needed"
    message = lazy_gettext("Your authenticator app’s code is still needed.")

    def __init__(self, ticket: str) -> None:
        """Keep the ticket for the second step."""
        super().__init__()
        self.ticket = ticket


class LogInAgain(NotLoggedIn):
    """The first step was too long ago, or is worth nothing any more."""

    code = "log_in_again"
    message = lazy_gettext("That took too long. Please begin with your password again.")


class ConfirmIdentity(Denied):
    """A sensitive action: the person has to give the password again first.

    `problems` maps "confirm_password" or "confirm_code" to what was wrong with it, "" to what
    concerns both.
    """

    code = "confirm_identity"
    message = lazy_gettext("Confirm that it is you: this needs your password once more.")

    def __init__(self, problems: Mapping[str, object] | None = None) -> None:
        """Ask for the first time, or again with what was wrong."""
        super().__init__()
        self.problems = problems or {}


class SecondStepIsOn(Conflict):
    """A key is replaced by turning the second step off and on again."""

    code = "second_step_is_on"
    message = lazy_gettext("Two-step login is on already.")


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
