"""Hostile files at every door that takes a file: refused in words, bounded, and never a fault."""

import io
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from app.catalog import pictures
from app.core import tabular_reading
from app.core.errors import Invalid
from app.payments.checking import files
from app.staff.rights import Role
from app.takeout.archive import Archive
from app.takeout.errors import UnusableFile
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.security import hostile_files
from tests.security.hostile_files import MIB, SCRIPT, picture, spoiled, workbook, zipped

ROOT = Path(__file__).resolve().parents[2]
REFUSALS = (Invalid, files.WrongFile, UnusableFile)
SOUND_SHEET = zipped(workbook())
# Werkzeug keeps what is larger in a file of its own.
SMALL = 400_000
WECHAT = "交易时间,微信订单号,商户号\n`2026-01-01 00:00:00,`1,`2\n".encode()
# Where a file is taken: the module that reads it, the address, the field's name, what it wants.
DOORS = {
    "web/backoffice/pictures.py": ("/backoffice/dishes/{dish}/pictures", "picture", "picture"),
    "web/backoffice/licences.py": ("/backoffice/licences", "business", "picture"),
    "web/backoffice/stock/work.py": ("/backoffice/stock/work/waste", "photo", "picture"),
    "web/backoffice/importing.py": ("/backoffice/menu/import", "file", "table"),
    "web/backoffice/stock/files.py": ("/backoffice/stock/import", "file", "table"),
    "web/setup/menu.py": ("/setup/menu", "file", "table"),
    "web/api/menu.py": ("/api/v1/menu/import", "file", "table"),
    "web/backoffice/takeout.py": ("/backoffice/takeout/preview", "file", "archive"),
    "web/backoffice/reconciling.py": ("/backoffice/reconciliation/file", "file", "bill"),
}
NAMES = ("../../../../kaifan.db", "x.png\0.exe", "<img src=x onerror=alert(1)>.csv")
PICTURES = tuple(hostile_files.pictures())
CORPUS = (
    *PICTURES,
    *((what, content, False) for what, content in hostile_files.tables("/etc/passwd")),
    *((what, content, False) for what, content in hostile_files.bills()),
)


@contextmanager
def at_most(mib: int) -> Iterator[None]:
    """What is allocated meanwhile stays below `mib`."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < mib * MIB
    finally:
        tracemalloc.stop()


def test_every_door_that_takes_a_file_is_tried_here() -> None:
    found = {
        file.relative_to(ROOT / "app").as_posix()
        for file in (ROOT / "app").rglob("*.py")
        if "request.files" in file.read_text(encoding="utf-8")
    }
    assert found == set(DOORS)


@pytest.mark.parametrize("door", DOORS)
def test_no_door_is_broken_or_writes_elsewhere(
    app: Flask, shop: Shop, staff_page: Callable[[Role], PageClient], door: str, tmp_path: Path
) -> None:
    """Each file under a name that leads out of its folder, and under a type that it is not."""
    owner, (path, field, _kind) = staff_page(Role.OWNER), DOORS[door]
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    tried = [(what, content) for what, content, _is in CORPUS if len(content) < SMALL]
    assert len(tried) > 30
    for number, (what, content) in enumerate(tried):
        name = NAMES[number % len(NAMES)]
        form = {field: (io.BytesIO(content), name, "image/svg+xml")}
        answer = owner.post(path.format(dish=shop.dish["tofu"].id), data=form)
        assert answer.status_code < 500, (what, name)
        assert "<img src=x" not in answer.text, what
    here = {"media", "imports"}
    new = {file for file in tmp_path.rglob("*") if file.is_file()} - before
    strange = [file for file in new if not here & set(file.parts) and "kaifan.db" not in file.name]
    assert strange == []


def test_what_is_no_picture_or_far_too_large_is_refused(tmp_path: Path) -> None:
    for what, content, is_picture in PICTURES:
        with at_most(60):
            try:
                name = pictures.store_picture(content, tmp_path)
            except Invalid:
                # A picture may be refused for what hangs on it; what is none must be.
                continue
        assert is_picture, what
        for width in pictures.WIDTHS:
            kept = (tmp_path / pictures.file_name(name, width)).read_bytes()
            assert SCRIPT not in kept and kept[8:12] == b"WEBP", what


def test_control_a_polyglot_kept_as_it_came_would_still_run() -> None:
    kept = [c for what, c, is_picture in PICTURES if "page" in what and is_picture]
    assert len(kept) == 2 and all(SCRIPT in each for each in kept)


def test_workbooks_that_burst_are_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary-from-a-file")
    assert tabular_reading.read_table(SOUND_SHEET)[1][0] == "价格", "the sound one is read"
    for what, content in hostile_files.tables(str(secret)):
        with at_most(100):
            try:
                rows = tabular_reading.read_table(content)
            except Invalid:
                continue
        assert "canary" not in str(rows) and "lollol" not in str(rows), what
    for _what, content in hostile_files.huge_tables():
        assert len(content) < MIB
        with at_most(10), pytest.raises(Invalid):
            tabular_reading.read_table(content)


def test_control_without_the_bound_a_workbook_of_words_fills_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tabular_reading, "MAX_UNPACKED_BYTES", 1 << 40)
    content = dict(hostile_files.huge_tables())["words"]
    with pytest.raises(AssertionError), at_most(60):
        tabular_reading.read_table(content)


def test_bills_that_burst_are_refused() -> None:
    for what, content in hostile_files.bills():
        with pytest.raises(files.WrongFile) as wrong:
            files.read_bill(content)
        assert wrong.value.why != "too_large", what
    for what, content in hostile_files.huge_bills():
        with at_most(140), pytest.raises(files.WrongFile) as wrong:
            files.read_bill(content)
        assert wrong.value.why == "too_large", what


def read_archive(content: bytes, folder: Path) -> None:
    """Read everything of what is called an export."""
    file = folder / "export.zip"
    file.write_bytes(content)
    archive = Archive(file)
    try:
        archive.rows("dishes")
    finally:
        archive.close()


READERS: dict[str, tuple[Callable[[bytes, Path], object], list[bytes]]] = {
    "picture": (
        pictures.store_paper,
        [picture(kind) for kind in ("JPEG", "PNG", "WEBP")],
    ),
    "table": (lambda content, _: tabular_reading.read_table(content), [SOUND_SHEET]),
    "bill": (
        lambda content, _: files.read_bill(content),
        [WECHAT, zipped({"a.csv": WECHAT}), zipped({"a.csv": WECHAT, "b.csv": b"x"})],
    ),
    "archive": (
        read_archive,
        [zipped({"manifest.json": b'{"format": "kaifan-export", "version": 1, "files": {}}'})],
    ),
}


def spoil(kind: str, count: int, folder: Path) -> int:
    """Read spoiled files; how many were refused. Anything but a refusal is a fault."""
    read, sound = READERS[kind]
    refused = 0
    for whole in sound:
        for content in spoiled(whole, count):
            try:
                read(content, folder)
            except REFUSALS:
                refused += 1
    return refused


@pytest.mark.parametrize("kind", READERS)
def test_spoiled_files_are_refused_and_no_fault(kind: str, app: Flask, tmp_path: Path) -> None:
    assert spoil(kind, 60, tmp_path) > 20


def test_a_workbooks_spoiled_parts_are_refused_and_no_fault(app: Flask) -> None:
    parts = workbook()
    for name, whole in parts.items():
        for content in spoiled(whole, 8):
            try:
                tabular_reading.read_table(zipped({**parts, name: content}))
            except Invalid:
                continue


@pytest.mark.slow
@pytest.mark.parametrize("kind", READERS)
def test_nor_are_thousands(kind: str, app: Flask, tmp_path: Path) -> None:
    assert spoil(kind, 3_000, tmp_path) > 500
