"""Pictures: whatever is uploaded is decoded, turned upright, resized and re-encoded."""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

from flask_babel import lazy_gettext
from PIL import Image, ImageOps

from app.core.errors import Invalid
from app.core.ids import new_id

WIDTHS = (160, 480, 960)
# The longer edge of a paper such as a licence: its small print stays readable.
PAPER_EDGE = 1600
MAX_BYTES = 12 * 1024 * 1024
# Above what any phone takes, below what fills a small machine's memory.
MAX_PIXELS = 64_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")


def store_picture(content: bytes, folder: Path) -> str:
    """Keep a picture as square WebP files of each width; return its name.

    The name is a hash of what is seen, so equal pictures are kept once. Raises Invalid when the
    bytes are no picture, or a far too large one.
    """
    image = _open(content)
    largest = ImageOps.fit(image, (WIDTHS[-1], WIDTHS[-1]), Image.Resampling.LANCZOS)
    name = hashlib.sha256(largest.tobytes()).hexdigest()[:32]
    for width in WIDTHS:
        scaled = largest.resize((width, width), Image.Resampling.LANCZOS)
        _write(scaled, folder / file_name(name, width))
    return name


def keep_scaled(name: str, contents: Mapping[int, bytes | None], folder: Path | None) -> None:
    """Keep the files of a picture that another shop stored; only look at them without `folder`.

    `contents` maps each of `WIDTHS` to a file. Raises Invalid unless each is a square WebP of its
    width. A picture of that name that is there already stays as it is.
    """
    for width in WIDTHS:
        content = contents.get(width)
        if content is None:
            raise Invalid({"picture": lazy_gettext("The file of this picture is missing.")})
        if _size_of_webp(content) != (width, width):
            raise Invalid({"picture": lazy_gettext("The file of this picture is not usable.")})
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / file_name(name, width)
            if not file.exists():
                unfinished = file.with_name(f"{file.stem}-{new_id()}.part")
                unfinished.write_bytes(content)
                unfinished.replace(file)


def store_paper(content: bytes, folder: Path) -> str:
    """Keep the picture of a paper, whole and at most `PAPER_EDGE` long; return its name.

    Raises Invalid when the bytes are no picture, or a far too large one.
    """
    image = _open(content)
    image.thumbnail((PAPER_EDGE, PAPER_EDGE), Image.Resampling.LANCZOS)
    name = hashlib.sha256(image.tobytes()).hexdigest()[:32]
    _write(image, folder / file_name(name, PAPER_EDGE))
    return name


def _write(image: Image.Image, file: Path) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: two people may upload the same picture at the same moment.
    unfinished = file.with_name(f"{file.stem}-{new_id()}.part")
    image.save(unfinished, "WEBP", quality=80, method=4)
    unfinished.replace(file)


def file_name(name: str, width: int) -> str:
    """The file of picture `name` at `width` pixels."""
    return f"{name}-{width}.webp"


def _size_of_webp(content: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as image:
            if image.width > WIDTHS[-1] or image.height > WIDTHS[-1]:
                return None
            image.load()
            return image.size
    except Exception:  # noqa: BLE001 - a decoder raises whatever strange bytes make it raise
        return None


def _open(content: bytes) -> Image.Image:
    if len(content) > MAX_BYTES:
        raise Invalid({"picture": lazy_gettext("This picture is larger than 12 MB.")})
    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise Invalid({"picture": lazy_gettext("This picture has too many pixels.")})
        return ImageOps.exif_transpose(image).convert("RGB")
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - a decoder raises whatever strange bytes make it raise
        message = lazy_gettext("This is not a picture. Use a JPEG, PNG or WebP file.")
        raise Invalid({"picture": message}) from None
