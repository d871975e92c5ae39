"""Why stock refuses something."""

from flask_babel import lazy_gettext

from app.core.errors import Conflict


class NameTaken(Conflict):
    """Another one has the name."""

    code = "name_taken"
    message = lazy_gettext("This name is in use already.")


class StockFrozen(Conflict):
    """The ingredient is being counted."""

    code = "stock_frozen"
    message = lazy_gettext("This is being counted. Finish the stocktake first.")


class StillUsed(Conflict):
    """A recipe needs the ingredient, or some of it is there. Extra member: `names`."""

    code = "still_used"
    message = lazy_gettext("A recipe still needs this ingredient. Change the recipe first.")


class RecipeCircle(Conflict):
    """The recipe would need what it makes."""

    code = "recipe_circle"
    message = lazy_gettext("This recipe would need what it makes itself.")


class PaperClosed(Conflict):
    """The paper is finished already."""

    code = "paper_closed"
    message = lazy_gettext("This is finished already. Look again.")


class NothingToCount(Conflict):
    """There is nothing to count, or nothing was counted."""

    code = "nothing_to_count"
    message = lazy_gettext("There is nothing to count here, or nothing was counted yet.")


class ShortStock(Exception):
    """More is wanted of these ingredients than is free: {ingredient id: free}. Caught inside."""

    def __init__(self, free: dict[str, int]) -> None:
        """Carry what is free of each."""
        super().__init__(sorted(free))
        self.free = free
