"""What was done to stock, in plain words for the audit log."""

from flask_babel import LazyString, lazy_gettext

STOCK_ACTION: dict[str, LazyString] = {
    "ingredient.added": lazy_gettext("Ingredient added"),
    "ingredient.changed": lazy_gettext("Ingredient changed"),
    "ingredient.removed": lazy_gettext("Ingredient removed"),
    "supplier.added": lazy_gettext("Supplier added"),
    "supplier.changed": lazy_gettext("Supplier changed"),
    "supplier.removed": lazy_gettext("Supplier removed"),
    "stock_place.added": lazy_gettext("Place for stock added"),
    "stock_place.changed": lazy_gettext("Place for stock renamed"),
    "recipe.saved": lazy_gettext("Recipe saved"),
    "purchase.made": lazy_gettext("Purchase written down"),
    "purchase.cancelled": lazy_gettext("Purchase cancelled"),
    "stock.received": lazy_gettext("Goods received"),
    "stock.returned": lazy_gettext("Goods sent back"),
    "stock.wasted": lazy_gettext("Waste written off"),
    "stock.moved": lazy_gettext("Goods moved to another place"),
    "stock.produced": lazy_gettext("Made in the house"),
    "stocktake.started": lazy_gettext("Stocktake started"),
    "stocktake.counted": lazy_gettext("Counting finished"),
    "stocktake.reopened": lazy_gettext("Counted on after the differences were seen"),
    "stocktake.closed": lazy_gettext("Stocktake booked"),
    "robot.saved": lazy_gettext("Group robot saved"),
    "robot.removed": lazy_gettext("Group robot removed"),
    "robot.snoozed": lazy_gettext("Group robot snoozed"),
    "stocktake.dropped": lazy_gettext("Stocktake given up"),
}
