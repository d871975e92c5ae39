"""The pages of stock 库存: what is there, recipes, movements, suppliers."""

from app.web.backoffice.stock import files, ingredients, movements, recipes, suppliers

__all__ = ["files", "ingredients", "movements", "recipes", "suppliers"]
