"""The pages of stock 库存: what is there, recipes, movements, suppliers."""

from app.web.backoffice.stock import (
    figures,
    files,
    ingredients,
    movements,
    places,
    purchases,
    receiving,
    recipes,
    suppliers,
    takes,
    work,
)

__all__ = [
    "figures",
    "files",
    "ingredients",
    "movements",
    "places",
    "purchases",
    "receiving",
    "recipes",
    "suppliers",
    "takes",
    "work",
]
