"""What can go wrong at the staff door."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict, NotLoggedIn


class WrongPassword(NotLoggedIn):
    """No such person, or not this password: the two are not told apart."""

    code = "wrong_password"
    message = lazy_gettext("The user name or the password is wrong.")


class UsernameTaken(Conflict):
    """Another person of the store has this user name."""

    code = "username_taken"
    message = lazy_gettext("This user name is taken. Choose another one.")
