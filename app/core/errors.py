"""The one tree of errors that people may see; each edge maps it once."""

from typing import Any, ClassVar

from flask_babel import LazyString, lazy_gettext


class AppError(Exception):
    """An error with a stable `code`, an HTTP status and a sentence that says what to do.

    `extra` holds further members of the problem document, such as `dish_ids`.
    """

    status: ClassVar[int] = 400
    code: str = "error"
    message: LazyString | str = lazy_gettext("That did not work. Please try again.")

    def __init__(
        self,
        message: LazyString | str | None = None,
        *,
        code: str | None = None,
        **extra: Any,
    ) -> None:
        """Take the class's sentence and code unless better ones are given."""
        super().__init__(code or self.code)
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        self.extra = extra


class BadRequest(AppError):
    """The request cannot be understood."""

    status = 400
    code = "bad_request"
    message = lazy_gettext("The request could not be understood.")


class NotLoggedIn(AppError):
    """Nobody is known to be asking."""

    status = 401
    code = "not_logged_in"
    message = lazy_gettext("Please log in first.")


class Denied(AppError):
    """The asker is known and may not do this."""

    status = 403
    code = "denied"
    message = lazy_gettext("You do not have the right to do this. Ask the manager.")


class NotFound(AppError):
    """There is no such thing in this store."""

    status = 404
    code = "not_found"
    message = lazy_gettext("This does not exist or is not yours to see.")


class Conflict(AppError):
    """The present state does not allow it."""

    status = 409
    code = "conflict"
    message = lazy_gettext("Somebody changed this meanwhile. Look again, then retry.")


class Gone(AppError):
    """It was there, and is no longer valid."""

    status = 410
    code = "gone"
    message = lazy_gettext("This is no longer valid.")


class Invalid(AppError):
    """Some fields are wrong: `fields` maps a field's path to a sentence."""

    status = 422
    code = "invalid"
    message = lazy_gettext("Please correct the marked fields.")

    def __init__(self, fields: dict[str, Any], message: LazyString | str | None = None) -> None:
        """Name each wrong field with its sentence."""
        super().__init__(message, fields=fields)


class TooMany(AppError):
    """Too often in too short a time."""

    status = 429
    code = "too_many"
    message = lazy_gettext("Too many tries. Please wait a moment.")


class Unavailable(AppError):
    """It cannot be done now, and may be later."""

    status = 503
    code = "unavailable"
    message = lazy_gettext("This is not possible right now. Please try again in a moment.")


class DatabaseAway(Unavailable):
    """The database's server is not reached, or is one that only stands by."""

    code = "database_away"
    message = lazy_gettext(
        "The shop's database cannot be reached, so no orders can be taken at the moment and this"
        " may not be saved. Please try again in a moment."
    )


class DatabaseHeld(Unavailable):
    """Another program has the database to itself."""

    code = "database_held"
    message = lazy_gettext(
        "Another program on the shop's computer holds the database, so nothing was saved. Close it,"
        " or try again in a moment."
    )
