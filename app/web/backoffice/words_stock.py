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
    "recipe.saved": lazy_gettext("Recipe saved"),
}
