"""Why a file cannot be imported, in words that say what to do."""

from flask_babel import LazyString, lazy_gettext

from app.core.errors import Conflict, Invalid


class UnusableFile(Invalid):
    """The file is not a whole export of Kaifan that this version reads."""

    def __init__(self, why: LazyString | str) -> None:
        """Say why beside the field of the file."""
        super().__init__({"file": why}, why)


class ShopNotEmpty(Conflict):
    """Something would be mixed with what is there."""

    code = "shop_not_empty"
    message = lazy_gettext(
        "This shop has dishes, tables or orders already. An export is imported into an empty shop"
        " only; to move a whole shop with its orders, restore a backup."
    )
