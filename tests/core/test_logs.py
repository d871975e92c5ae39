"""The log tells whose request it was and keeps no secret and nothing of a person."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import logs
from app.core.ids import new_id, new_secret

# What must never be found in a line: a canary of each kind, and how it may get there.
CANARIES = {
    "a mobile number": ("13812345678", "SMS to 13812345678 failed"),
    "a number with its country": ("138 1234 5678", "called +86 138 1234 5678"),
    "an e-mail address": ("mei@example.com", "bounced: <mei@example.com>"),
    "an identity number": ("11010519491231002X", "title 11010519491231002X refused"),
    "a password in a sentence": ("hunter2!", "login with password=hunter2! failed"),
    "a PIN in a traceback": ("4711", "KeyError: {'pin': '4711'}"),
    "a bearer token": ("short-token", "sent Authorization: Bearer short-token"),
    "a table's token": ("9f3kd8s7c6", "token: 9f3kd8s7c6"),
    "a database's password": ("geheim", "postgresql://kaifan:geheim@127.0.0.1/shop is down"),
    "a robot's key": (
        "5c0d4e7a-1b2c-4d3e-8f90-a1b2c3d4e5f6",
        "POST /send?key=5c0d4e7a-1b2c-4d3e-8f90-a1b2c3d4e5f6",
    ),
}


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), logging.getLogger("app").level
    logs.configure(tmp_path)
    yield tmp_path / logs.FOLDER / logs.FILE
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    logging.getLogger("app").setLevel(level)
    logging.getLogger("kaifan").setLevel(logging.NOTSET)
    logs.stop()


def lines_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("kind", CANARIES)
def test_canaries_do_not_reach_the_log(file: Path, kind: str) -> None:
    canary, sentence = CANARIES[kind]
    try:
        raise ValueError(sentence)
    except ValueError:
        logging.getLogger("app.test").exception("%s", sentence, extra={"facts": {"sql": sentence}})
    assert canary not in file.read_text(encoding="utf-8")
    [line] = lines_of(file)
    assert logs.MASK in str(line["message"]) and logs.MASK in str(line["error"])


@pytest.mark.parametrize("kind", CANARIES)
def test_control_without_the_mask_they_do(
    file: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "mask", lambda text: text)
    canary, sentence = CANARIES[kind]
    logging.getLogger("app.test").error(sentence)
    assert canary in file.read_text(encoding="utf-8")


def test_our_own_secrets_are_masked_and_ids_stay(file: Path) -> None:
    secret, order = new_secret(), new_id()
    logging.getLogger("app.test").error("%s of %s, 12 yuan, 2026-03-02", secret, order)
    [line] = lines_of(file)
    assert line["message"] == f"{logs.MASK} of {order}, 12 yuan, 2026-03-02"


def test_members_with_a_telling_name_are_masked_whatever_they_hold(file: Path) -> None:
    facts = {"guest_phone": "none of yours", "password": "x", "name": "Mei", "status": 201}
    logging.getLogger("app.test").error("x", extra={"facts": facts})
    [line] = lines_of(file)
    assert [line[name] for name in facts] == [logs.MASK, logs.MASK, logs.MASK, 201]


def test_every_line_of_a_request_carries_its_ids(file: Path) -> None:
    request = logs.start(view="orders.place")
    logs.note(actor="a", order="o")
    with logs.about(job="j"):
        logging.getLogger("app.one").warning("within")
    logging.getLogger("app.two").info("behind")
    logs.stop()
    logging.getLogger("app.three").info("after")
    within, behind, after = lines_of(file)
    assert (within["request"], within["order"], within["job"]) == (request, "o", "j")
    assert behind["actor"] == "a" and "job" not in behind
    assert "request" not in after


def test_the_file_is_its_owners_alone_and_older_ones_are_packed(file: Path) -> None:
    handler = next(h for h in logging.getLogger().handlers if isinstance(h, logs.PrivateFile))
    handler.maxBytes = 300
    for number in range(6):
        logging.getLogger("app.test").error("line %d of this file", number)
    older = sorted(file.parent.glob("*.gz"))
    assert older and all(each.stat().st_mode & 0o077 == 0 for each in [file, *older])


def test_a_folder_that_cannot_be_written_does_not_stop_the_shop(tmp_path: Path) -> None:
    (tmp_path / logs.FOLDER).write_text("in the way")
    assert logs._file_in(tmp_path, 1) == []


FORGED = '2026-11-28 12:00:00 CRITICAL app.payments: paid {"at": "now"}'


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1b[2J", "\x9b2J",
             "\x00", "\u202e", "\u2066"]
)  # fmt: skip
def test_what_people_typed_makes_no_line_and_steers_no_terminal(file: Path, sign: str) -> None:
    text = f"no such table: A1{sign}{FORGED}"
    try:
        raise ValueError(text)
    except ValueError:
        logging.getLogger("app.test").exception("%s", text, extra={"facts": {"note": text}})
    written = file.read_text(encoding="utf-8")
    assert len(written.splitlines()) == 1
    [line] = lines_of(file)
    assert line["message"] == text, "what it was can still be read"
    shown = logs.PlainLines("%(asctime)s %(levelname)s %(name)s: %(message)s").format(
        logging.LogRecord("app.test", logging.ERROR, "", 0, "%s", (text,), None)
    )
    assert not [each for each in shown.splitlines()[1:] if not each.startswith("    ")]
    bare = sign[0] if sign[0] != "\n" else "\r"
    assert bare not in written + shown


def test_control_json_alone_lets_a_line_begin(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_without_signs", lambda text: text)
    logging.getLogger("app.test").error("a\u2028%s", FORGED)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2
