"""What can go wrong before there is a shop."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict, Denied, Gone, NotFound


class LinkWrong(NotFound):
    """No such link was ever given, or a newer one took its place."""

    code = "link_wrong"
    message = lazy_gettext("This set-up link is not the one that was printed last.")


class LinkExpired(Gone):
    """The link was not opened in time."""

    code = "link_expired"
    message = lazy_gettext("This set-up link is older than 30 minutes.")


class LinkUsed(Gone):
    """Another device, or this one, has used the link."""

    code = "link_used"
    message = lazy_gettext("This set-up link has been used already. It works once.")


class NotInvited(Denied):
    """The device did not come by the link."""

    code = "not_invited"
    message = lazy_gettext("This device did not come by the set-up link.")


class ShopExists(Conflict):
    """The installation has a shop."""

    code = "shop_exists"
    message = lazy_gettext("There is a shop here already. Log in with the owner's account.")
