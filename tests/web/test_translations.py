"""Every text is translated, once, and what stands for a value stays in it."""

import gettext
import re
import shutil
import threading
from collections import Counter, defaultdict
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale, ngettext

from app.web import catalogs
from app.web.catalogs import CATALOGS, FOLDER
from tests.fixtures.installation import REPO_ROOT

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def _translated() -> dict[str, list[tuple[str, Message]]]:
    found: dict[str, list[tuple[str, Message]]] = defaultdict(list)
    for name in CATALOGS:
        with (FOLDER / "zh" / "LC_MESSAGES" / f"{name}.po").open("rb") as file:
            for message in read_po(file, locale="zh"):
                if message.id:
                    found[_first(message.id)].append((name, message))
    return found


def _used() -> set[str]:
    texts = set()
    for folder, method in (("app", "python"), ("templates", "jinja2")):
        mapping = [("**.py" if method == "python" else "**.html", method)]
        for _file, _line, message, *_ in extract_from_dir(
            REPO_ROOT / folder, mapping, keywords=_KEYWORDS
        ):
            texts.add(_first(message))
    return texts


def _first(message: object) -> str:
    return str(message[0]) if isinstance(message, tuple | list) else str(message)


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_text_has_its_chinese() -> None:
    translated = _translated()
    missing = sorted(
        text
        for text in _used()
        if not any(all(_strings(message)) for _, message in translated.get(text, []))
    )
    assert not missing, f"without Chinese: {missing}"


def test_no_text_has_two_meanings() -> None:
    clashes = {
        text: [(name, _strings(message)) for name, message in found]
        for text, found in _translated().items()
        if len({tuple(_strings(message)) for _, message in found}) > 1
    }
    assert not clashes, f"the catalogs are merged, so one would win by chance: {clashes}"


def _ids_of(po: str) -> list[str]:
    """Every id as it is written; reading a catalog would merge what stands twice."""
    parts = re.findall(r'^msgid (".*"(?:\n".*")*)', po, re.MULTILINE)
    return ["".join(re.findall(r'"(.*)"', part)) for part in parts]


@pytest.mark.parametrize("name", CATALOGS)
def test_no_text_stands_twice_in_a_catalog(name: str) -> None:
    po = (FOLDER / "zh" / "LC_MESSAGES" / f"{name}.po").read_text(encoding="utf-8")
    twice = [text for text, times in Counter(_ids_of(po)).items() if times > 1]
    assert not twice, f"{name}.po: the last one would win in silence: {twice}"


def test_control_a_text_that_stands_twice_is_found() -> None:
    po = 'msgid "Add"\nmsgstr "添加"\n\nmsgid ""\n"A"\n"dd"\nmsgstr "加入"\n'
    assert _ids_of(po) == ["Add", "Add"]


def test_no_translation_is_left_over() -> None:
    unused = sorted(set(_translated()) - _used())
    assert not unused, f"nobody asks for these any more: {unused}"


def test_what_stands_for_a_value_is_kept() -> None:
    wrong = [
        (text, string)
        for text, found in _translated().items()
        for _, message in found
        for string in _strings(message)
        if not set(_PLACEHOLDER.findall(string)) <= set(_PLACEHOLDER.findall(str(message.id)))
    ]
    assert not wrong, f"placeholders that no value fills: {wrong}"


def test_chinese_counts_with_one_form(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh"):
        assert ngettext("%(num)d guest", "%(num)d guests", 1) == "1 人"
        assert ngettext("%(num)d guest", "%(num)d guests", 5) == "5 人"
    with app.test_request_context(), force_locale("en"):
        assert ngettext("%(num)d guest", "%(num)d guests", 5) == "5 guests"


class _Slow:
    """Writes a catalog in two halves, and waits between them for the first who comes."""

    def __init__(self) -> None:
        self.is_halfway, self.goes_on = threading.Event(), threading.Event()

    def write(self, binary: IO[bytes], catalog: Catalog) -> None:
        whole = BytesIO()
        write_mo(whole, catalog)
        content, waits = whole.getvalue(), not self.is_halfway.is_set()
        binary.write(content[: len(content) // 2])
        binary.flush()
        self.is_halfway.set()
        assert not waits or self.goes_on.wait(30)
        binary.write(content[len(content) // 2 :])


def test_two_processes_that_start_at_once_compile_whole_catalogs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(FOLDER / "zh" / "LC_MESSAGES" / "diner.po", folder)
    slow, done = _Slow(), []
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path)
    monkeypatch.setattr(catalogs, "write_mo", slow.write)
    first = threading.Thread(target=lambda: done.extend(catalogs.compile_stale()))
    first.start()
    try:
        assert slow.is_halfway.wait(30)
        second = catalogs.compile_stale()
        assert second == [folder / "diner.mo"]
        with second[0].open("rb") as compiled:
            known = gettext.GNUTranslations(compiled)
        assert known.gettext("Still choosing") == "还在点"
    finally:
        slow.goes_on.set()
        first.join(30)
    assert done == second, "the first does not stumble over the second"
    assert sorted(each.name for each in folder.iterdir()) == ["diner.mo", "diner.po"]
