"""A dish's pictures: adding, removing, putting one first."""

from flask_babel import lazy_gettext

from app.catalog import queries
from app.catalog.models import Dish, DishPicture
from app.catalog.service.history import recorded
from app.catalog.service.versions import touch_menu
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid, NotFound

MAX_PICTURES = 9


@atomic
def add_picture(dish_id: str, name: str, *, actor: Actor) -> Dish:
    """Show the stored picture of that name after the dish's others; twice is once.

    Raises NotFound, and Invalid when the dish has as many as there may be.
    """
    dish = queries.get_dish(actor.store_id, dish_id)
    if any(picture.name == name for picture in dish.pictures):
        return dish
    if len(dish.pictures) >= MAX_PICTURES:
        message = lazy_gettext("At most %(n)d pictures of a dish.", n=MAX_PICTURES)
        raise Invalid({"picture": message})
    _arrange(dish, [*dish.pictures, DishPicture(name=name)], actor)
    return dish


@atomic
def remove_picture(dish_id: str, picture_id: str, *, actor: Actor) -> Dish:
    """Show a picture no longer. Raises NotFound."""
    dish = queries.get_dish(actor.store_id, dish_id)
    picture = _picture(dish, picture_id)
    _arrange(dish, [each for each in dish.pictures if each is not picture], actor)
    return dish


@atomic
def move_picture(dish_id: str, picture_id: str, place: int, *, actor: Actor) -> Dish:
    """Put a picture at a place among the dish's, 0 being the cover. Raises NotFound."""
    dish = queries.get_dish(actor.store_id, dish_id)
    picture = _picture(dish, picture_id)
    others = [each for each in dish.pictures if each is not picture]
    _arrange(dish, [*others[: max(0, place)], picture, *others[max(0, place) :]], actor)
    return dish


def _picture(dish: Dish, picture_id: str) -> DishPicture:
    for picture in dish.pictures:
        if picture.id == picture_id:
            return picture
    raise NotFound


def _arrange(dish: Dish, pictures: list[DishPicture], actor: Actor) -> None:
    with recorded("dish.picture", actor=actor, name=dish.name):
        dish.pictures = pictures
        for position, picture in enumerate(pictures):
            picture.position = position
        dish.picture = pictures[0].name if pictures else None
        db.session.flush()
    names = [picture.name for picture in pictures]
    audit.log("dish.picture", actor=actor, target=("dish", dish.id), pictures=names)
    touch_menu(actor.store_id)
