"""Printer bitmaps as PNG pictures."""

import io

from PIL import Image


def rows_to_png(bits: bytes, width_bytes: int, height: int) -> bytes:
    """PNG of a bitmap sent row by row, one bit per dot and 1 black.

    `bits` holds width_bytes * height bytes.
    """
    picture = Image.frombytes("1", (width_bytes * 8, height), bytes(255 - byte for byte in bits))
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def columns_to_png(bits: bytes, width: int, column_bytes: int) -> bytes:
    """PNG of a bitmap sent column by column, `column_bytes` of 8 dots each from the top."""
    picture = Image.new("1", (width, column_bytes * 8), 1)
    for index, byte in enumerate(bits):
        column, part = divmod(index, column_bytes)
        for bit in range(8):
            if byte & 0x80 >> bit:
                picture.putpixel((column, part * 8 + bit), 0)
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()
