"""Files that nobody would upload by mistake: bombs, polyglots, lies about what they are, noise."""

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from PIL import Image

MIB = 1 << 20
# Stands in a polyglot where a browser would run it, and in a file that XML may point to.
SCRIPT = b"<script>alert('polyglot')</script>"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SCHEMAS = "http://schemas.openxmlformats.org"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def picture(kind: str = "JPEG", size: int = 40) -> bytes:
    """A sound picture."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken here"
    Image.radial_gradient("L").resize((size, size)).convert("RGB").save(out, kind, exif=exif)
    return out.getvalue()


def _png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    """A PNG of one bit a pixel that says it is so large, and holds next to nothing."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        *more,
        (b"IDAT", zlib.compress(bytes((width // 8 + 1) * min(height, 200)))),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def pictures() -> Iterator[tuple[str, bytes, bool]]:
    """(what it is, the bytes, whether it is a picture after all and may be taken)."""
    jpeg, png = picture(), picture("PNG")
    yield "nine hundred million pixels", _png(30_000, 30_000), False
    yield "two thousand million wide", _png(2**31 - 1, 1), False
    yield "no pixel at all", _png(0, 0), False
    packed = zlib.compress(bytes(80 * MIB), 1)
    yield "a text chunk that bursts", _png(8, 8, (b"zTXt", b"a\0\0" + packed)), True
    yield "a colour profile that bursts", _png(8, 8, (b"iCCP", b"a\0\0" + packed)), True
    yield "a JPEG with a page behind it", jpeg + SCRIPT, True
    yield "a JPEG with a page in a comment", jpeg[:2] + _comment(SCRIPT) + jpeg[2:], True
    yield "a PNG that is a ZIP as well", png + zipped({"x.html": SCRIPT}), True
    yield "half a JPEG", jpeg[: len(jpeg) // 2], False
    yield "a GIF", picture("GIF"), False
    yield "a GIF that is a script", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", False
    yield "a BMP", picture("BMP"), False
    yield "a TIFF", picture("TIFF"), False
    yield "an SVG", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', False
    yield "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", False
    yield "a PDF", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>", False
    yield "a page", b"<!DOCTYPE html>" + SCRIPT, False
    yield "a program", b"\x7fELF" + bytes(200), False
    yield "thirteen megabytes", jpeg + bytes(13 * MIB), False


def _comment(text: bytes) -> bytes:
    return b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text


def workbook() -> dict[str, bytes]:
    """The parts of a sound workbook as Excel packs it, its words apart from its cells."""
    main, office = f"{_SCHEMAS}/spreadsheetml/2006/main", f"{_SCHEMAS}/officeDocument/2006"
    types, links = (
        f"{_SCHEMAS}/package/2006/content-types",
        f"{_SCHEMAS}/package/2006/relationships",
    )
    kinds = {"workbook": "sheet.main", SHEET[3:-4]: "worksheet", "sharedStrings": "sharedStrings"}
    parts = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c><c r="B{n}" t="s"><v>{n}</v></c></row>'
        for n in (1, 2)
    )
    words = "".join(f"<si><t>{word}</t></si>" for word in ("菜名", "价格", "豆腐"))
    plain = {
        "[Content_Types].xml": f'<Types xmlns="{types}">{parts}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="r1" Type="{office}'
        '/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}/relationships"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}">'
        f'<Relationship Id="r1" Type="{office}/relationships/worksheet" Target="{SHEET[3:]}"/>'
        f'<Relationship Id="r2" Type="{office}/relationships/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>',
        SHEET: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        STRINGS: f'<sst xmlns="{main}">{words}</sst>',
    }
    return {name: text.encode() for name, text in plain.items()}


def zipped(parts: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _flagged(content: bytes, flag: int, method: int | None = None) -> bytes:
    """The ZIP with a flag or a packing method set at every entry, here and in its directory."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + at] |= flag
            if method is not None:
                changed[place + at + 2] = method
            place = changed.find(mark, place + 4)
    return bytes(changed)


def tables(secret: str) -> Iterator[tuple[str, bytes]]:
    """Workbooks and CSVs of which none may take much memory, read `secret` or be a fault."""
    sound = workbook()
    strings = sound[STRINGS]
    outside = f'<!DOCTYPE sst [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
    yield "words from a file of ours", zipped({**sound, STRINGS: _behind(strings, outside)})
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE sst [<!ENTITY l0 "lol">{laughs}]>'.encode().replace(b"&x;", b"&l9;")
    yield (
        "a billion laughs",
        zipped({**sound, STRINGS: _behind(strings, bomb).replace(b"&x;", b"&l9;")}),
    )
    yield "with a password", _flagged(zipped(sound), 1)
    yield "packed in a way nobody knows", _flagged(zipped(sound), 0, 99)
    yield "entries above the folder", zipped({"../../../kaifan.db": b"x", **sound})
    yield "without a sheet", zipped({n: c for n, c in sound.items() if n != SHEET})
    yield "a ZIP of a ZIP", zipped({"a.zip": zipped(sound)})
    yield "a directory of nothing", b"PK\x05\x06" + bytes(18)
    yield "an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "a cell without an end", b'a,b\n"' + b"x" * MIB
    yield "a NUL in the middle", b"a,b\n1,\x002"
    yield "a line of a million cells", b"," * MIB
    yield "UTF-16 cut in half", "菜名,价格".encode("utf-16")[:-1]
    yield "gzip", gzip.compress(b"name,price\n")
    yield "nothing", b""


def huge_tables() -> Iterator[tuple[str, bytes]]:
    """Workbooks of some kilobytes that unpack to a hundred times what a table may."""
    sound = workbook()
    words = b"<si><t>" + b"A" * MIB + b"</t></si>"
    yield (
        "words",
        zipped({**sound, STRINGS: sound[STRINGS].replace(b"<si>", words * 90 + b"<si>", 1)}),
    )
    yield "a sheet", zipped({**sound, SHEET: sound[SHEET] + b" " * (90 * MIB)})


def _behind(words: bytes, declared: bytes) -> bytes:
    """The words of a workbook with a document type before them, and its entity as a word."""
    return declared + words.replace("豆腐".encode(), b"&x;")


def bills() -> Iterator[tuple[str, bytes]]:
    """What somebody calls a payment channel's bill."""
    yield "gzip with noise in it", gzip.compress(b"x" * 999)[:12] + b"\xff" * 40
    yield "a ZIP with a password", _flagged(zipped({"a.csv": b"x", "b.csv": b"y"}), 1)
    yield "a name in no script", zipped({"\u00e9\u00e9.csv": b"x", "b.csv": b"y"})
    wechat = "交易时间,微信订单号,商户号\n"
    yield "an endless cell", f'{wechat}"'.encode() + b"x" * 200_000
    yield "a day that is none", f"{wechat}`2026-13-40 00:00:00,`1,`2\n".encode()
    yield "no bill", b"hello"


def huge_bills() -> Iterator[tuple[str, bytes]]:
    """Bills of some kilobytes that unpack to more than a day of any shop's."""
    half = b"A" * (35 * MIB)
    yield "gzip", gzip.compress(half * 2, 1)
    yield "a ZIP", zipped({"a.csv": half * 2})
    yield "a ZIP of two", zipped({"a.csv": half, "b.csv": half})


def spoiled(sound: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """Copies of a file with bytes changed, cut away, cut out or put in."""
    chance = random.Random(seed)
    for _ in range(count):
        place = chance.randrange(len(sound))
        few = chance.randrange(1, 30)
        yield chance.choice((
            lambda at=place: sound[:at],
            lambda at=place, n=few: sound[:at] + sound[at + n :],
            lambda at=place, n=few: sound[:at] + chance.randbytes(n) + sound[at:],
            lambda at=place, n=few: sound[:at] + chance.randbytes(n) + sound[at + n :],
        ))()  # fmt: skip
