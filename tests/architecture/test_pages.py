"""What templates, styles and scripts look like."""

import re

import pytest

from tests.architecture.sources import ROOT, text_files

MAX_CONTROLLER_LINES = 80
MAX_SCRIPT_LINES = 400
# Newer than Chromium 80, which old Android WebViews are.
_TOO_NEW_CSS = re.compile(
    r":has\(|:is\(|:where\(|aspect-ratio\s*:|(?<![\w-])inset\s*:|@layer|@container|color-mix\("
    r"|(?:padding|margin)-(?:inline|block)\s*:|\d[ds]v[hw]\b|:not\([^()]*,|text-wrap\s*:"
)
# Between the children of a flex box it is newer than between the cells of a grid.
_GAP = re.compile(r"(?<![\w-])(?:row-|column-)?gap\s*:")
# What came after Chromium 80 is missing there, however a bundler writes it: it lowers syntax only.
_TOO_NEW_JS = re.compile(
    r"\.at\(|\.replaceChildren\(|structuredClone\(|\.replaceAll\(|Object\.hasOwn\(|Promise\.any\("
    r"|AbortSignal\.(?:timeout|any)|\.to(?:Sorted|Reversed|Spliced)\(|\.findLast(?:Index)?\("
    r"|\bWeakRef\b|\.showPopover\(|\.checkVisibility\(|Object\.groupBy\("
)
_TOKENS = {"static/css/tokens.css", "static/css/dark.css"}
_RAW_COLOUR = re.compile(
    r"(?<![\w&/-])#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?![\w-])|\b(?:rgb|hsl)a?\(\s*[\d.]",
    re.IGNORECASE,
)
_INLINE = {
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "an inline style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an on… attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}


@pytest.mark.parametrize("name", sorted(_INLINE))
def test_templates_hold_no_inline_code(name: str) -> None:
    found = [path for path, text in text_files("templates", ".html") if _INLINE[name].search(text)]
    assert not found, (
        f"{found}: {name} is what our content security policy refuses, and injection needs"
    )


def test_templates_do_not_switch_escaping_off() -> None:
    off = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(")
    found = [path for path, text in text_files("templates", ".html") if off.search(text)]
    assert not found, f"{found}: one unescaped note is enough to run a guest's script at the till"


def test_forms_that_change_something_carry_the_token() -> None:
    posts = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)
    bare = [
        path
        for path, text in text_files("templates", ".html")
        for form in posts.findall(text)
        if "csrf_token" not in form and "hidden_tag" not in form
    ]
    assert not bare, f"{bare}: without the token another site can send this form for our staff"


def test_every_element_that_loads_names_our_own_house() -> None:
    foreign = re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE)
    found = [path for path, text in text_files("templates", ".html") if foreign.search(text)]
    assert not found, f"{found}: the shop works with the internet cut; nothing comes from a CDN"


def test_scripts_are_small() -> None:
    long = {
        path: length
        for path, text in text_files("static/js", ".js")
        if (length := len(text.splitlines()))
        > (MAX_CONTROLLER_LINES if path.endswith("_controller.js") else MAX_SCRIPT_LINES)
    }
    assert not long, f"{long}: one controller does one thing, in {MAX_CONTROLLER_LINES} lines"


def test_scripts_write_no_html_from_text() -> None:
    risky = re.compile(r"document\.write|\beval\(|new Function\(|outerHTML\s*=")
    found = [path for path, text in text_files("static/js", ".js") if risky.search(text)]
    assert not found, f"{found}: text that becomes code is how a note takes over a screen"


def test_styles_run_in_old_webviews() -> None:
    found = {
        path: match.group()
        for path, text in text_files("static/css", ".css")
        if (match := _TOO_NEW_CSS.search(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)))
    }
    assert not found, f"{found}: kitchens use old Android tablets; Chromium 80 does not know this"


def test_gaps_of_flex_boxes_are_margins() -> None:
    found = [
        (path, rule[1].strip())
        for path, text in text_files("static/css", ".css")
        for rule in re.finditer(
            r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        )
        if _GAP.search(rule[2]) and "grid" not in rule[2] and "columns:" not in rule[2]
    ]
    assert not found, f"{found}: Chromium 80 knows no gap in a flex box, and everything touches"


def test_scripts_call_nothing_newer_than_old_webviews() -> None:
    found = {
        path: match.group()
        for path, text in text_files("static/js", ".js")
        if (match := _TOO_NEW_JS.search(re.sub(r"//.*", "", text)))
    }
    assert not found, f"{found}: Chromium 80 does not know this, and the screen stays empty"


@pytest.mark.parametrize(
    ("folder", "suffix"),
    [("static/css", ".css"), ("static/js", ".js"), ("templates", ".html")],
    ids=["styles", "scripts", "templates"],
)
def test_colours_stand_among_the_tokens(folder: str, suffix: str) -> None:
    found = {
        path: sorted(set(colours))
        for path, text in text_files(folder, suffix)
        if path not in _TOKENS and (colours := _RAW_COLOUR.findall(text))
    }
    assert not found, f"{found}: a colour outside tokens.css is one that dark.css cannot change"


def test_control_a_raw_colour_is_found() -> None:
    for raw in ("color: #fff;", "color:#1A2b3c}", "fill: rgba(0, 0, 0, .5)", 'fill="#c8361d"'):
        assert _RAW_COLOUR.search(raw), raw
    for fine in ('href="#main"', "rgba(var(--ink-rgb), .5)", '"#add-line"', "#cart-sheet {"):
        assert not _RAW_COLOUR.search(fine), fine


def test_the_night_names_no_colour_that_the_day_lacks() -> None:
    text = dict(text_files("static/css", ".css"))
    named = {
        path: set(re.findall(r"^\s*(--[\w-]+):", text[path], re.MULTILINE)) for path in _TOKENS
    }
    extra = named["static/css/dark.css"] - named["static/css/tokens.css"]
    assert not extra, f"{extra}: not in tokens.css, so it is nothing by day"


def test_nothing_built_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"node_modules/", "static/dist/"} <= set(ignored)
