"""Reading an export file that somebody brings: nothing is unpacked, nothing is believed."""

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from flask_babel import LazyString, lazy_gettext

from app.takeout.errors import UnusableFile
from app.takeout.writing import FORMAT, MANIFEST, VERSION

MAX_ENTRIES = 50_000
MAX_ROWS_OF_A_KIND = 20_000
_MAX_LIST_BYTES = 64 << 20
_MAX_PICTURE_BYTES = 4 << 20
_MAX_UNPACKED_BYTES = 8 << 30
# Text of tables packs to a thirtieth or so; what packs tighter was made to burst.
_MAX_RATIO = 400
_RATIO_FROM_BYTES = 4 << 20
_PICTURE = re.compile(r"pictures/([0-9a-f]{32}-\d{2,4}\.webp)")

_NO_ZIP = lazy_gettext("This is not a whole ZIP file. Download the export once more.")
_NO_EXPORT = lazy_gettext("This ZIP is not an export of Kaifan: it has no manifest.json.")
_NEWER = lazy_gettext("This export was made by a newer Kaifan. Update this one first.")
_BURSTS = lazy_gettext("The file would unpack to far more than any shop has. It is not opened.")

Row = dict[str, Any]


class Archive:
    """An export file, opened and looked over. Raises UnusableFile from every method."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path` and check its entries and its manifest."""
        try:
            self._zip = zipfile.ZipFile(path)
        except Exception:  # noqa: BLE001 - whatever strange bytes make the reader raise
            raise UnusableFile(_NO_ZIP) from None
        try:
            self._look_over()
            self.manifest = self._read_manifest()
        except BaseException:
            self._zip.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()

    def rows(self, kind: str) -> list[Row]:
        """The rows of a kind; none when the file does not have it."""
        name = f"json/{kind}.json"
        if name not in self._zip.namelist():
            return []
        rows = _json(self._read(name, _MAX_LIST_BYTES), name)
        is_list = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        if not is_list or len(rows) > MAX_ROWS_OF_A_KIND:
            raise UnusableFile(_damaged(name))
        return list(rows)

    def picture(self, file_name: str) -> bytes | None:
        """The bytes of a picture file, None when it is not there."""
        name = f"pictures/{file_name}"
        if not _PICTURE.fullmatch(name) or name not in self._zip.namelist():
            return None
        return self._read(name, _MAX_PICTURE_BYTES)

    def _look_over(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > _MAX_UNPACKED_BYTES:
            raise UnusableFile(_BURSTS)
        for entry in entries:
            parts = entry.filename.split("/")
            if entry.flag_bits & 1 or "\\" in entry.filename or ".." in parts or not parts[0]:
                raise UnusableFile(_strange(entry.filename))
            packed = max(entry.compress_size, 1)
            if entry.file_size > _RATIO_FROM_BYTES and entry.file_size / packed > _MAX_RATIO:
                raise UnusableFile(_BURSTS)

    def _read_manifest(self) -> Row:
        if MANIFEST not in self._zip.namelist():
            raise UnusableFile(_NO_EXPORT)
        manifest = _json(self._unpack(MANIFEST, _MAX_LIST_BYTES), MANIFEST)
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise UnusableFile(_NO_EXPORT)
        version = manifest.get("version")
        if not isinstance(version, int) or version < 1:
            raise UnusableFile(_NO_EXPORT)
        if version > VERSION:
            raise UnusableFile(_NEWER)
        if not isinstance(manifest.get("files"), dict):
            raise UnusableFile(_damaged(MANIFEST))
        return manifest

    def _read(self, name: str, limit: int) -> bytes:
        content = self._unpack(name, limit)
        noted = self.manifest["files"].get(name)
        digest = hashlib.sha256(content).hexdigest()
        if not isinstance(noted, dict) or noted.get("sha256") != digest:
            raise UnusableFile(_damaged(name))
        return content

    def _unpack(self, name: str, limit: int) -> bytes:
        """An entry's bytes; the size that it claims is not believed."""
        try:
            with self._zip.open(name) as stream:
                content = stream.read(limit + 1)
        except Exception:  # noqa: BLE001 - whatever strange bytes make an unpacker raise
            raise UnusableFile(_damaged(name)) from None
        if len(content) > limit:
            raise UnusableFile(_BURSTS)
        return content


def _json(content: bytes, name: str) -> Any:
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise UnusableFile(_damaged(name)) from None


def _refuse_constant(text: str) -> None:
    raise ValueError(text)


def _damaged(name: str) -> LazyString:
    return lazy_gettext(
        "The file is damaged: %(name)s is not what it was when it was made.", name=name
    )


def _strange(name: str) -> LazyString:
    return lazy_gettext(
        "The file has entries that no export of Kaifan has (%(name)s). It is not opened.",
        name=name[:80],
    )
