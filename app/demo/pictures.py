"""The drawn pictures of the demo's dishes: drawn once per machine, then only copied."""

import shutil
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from app.catalog.pictures import WIDTHS, file_name, store_picture
from app.config import PROJECT_ROOT
from app.demo import content
from app.demo.drawing import draw_dish

# Beside the default data folder, so that every new demo folder finds them.
_CACHE = PROJECT_ROOT / "instance" / "demo-pictures"
_SIZE = 640


def drawn_dishes(media_dir: Path) -> dict[str, str]:
    """Put the pictures of all demo dishes into `media_dir`; return their names by dish key."""
    pictured = [dish for dish in content.DISHES if dish.has_picture]
    wanted = list(dict.fromkeys(dish.picture or dish.key for dish in pictured))
    known = {key: name for key in wanted if (name := _cached_name(key))}
    absent = [key for key in wanted if key not in known]
    if absent:
        print(f"Drawing {len(absent)} pictures for the demo menu (once) …", flush=True)
        with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
            known.update(zip(absent, pool.map(_draw, absent), strict=True))
    media_dir.mkdir(parents=True, exist_ok=True)
    for name in known.values():
        for width in WIDTHS:
            file = media_dir / file_name(name, width)
            if not file.exists():
                shutil.copyfile(_CACHE / file_name(name, width), file)
    return {dish.key: known[dish.picture or dish.key] for dish in pictured}


def _cached_name(key: str) -> str | None:
    note = _CACHE / f"{key}.name"
    name = note.read_text(encoding="ascii") if note.exists() else None
    is_whole = name and all((_CACHE / file_name(name, width)).exists() for width in WIDTHS)
    return name if is_whole else None


def _draw(key: str) -> str:
    drawn = BytesIO()
    draw_dish(key, _SIZE).save(drawn, "PNG", compress_level=1)
    name = store_picture(drawn.getvalue(), _CACHE)
    (_CACHE / f"{key}.name").write_text(name, encoding="ascii")
    return name
