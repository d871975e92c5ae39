"""Which command line leads where."""

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def became(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the launcher would become; nothing is set up or checked."""
    commands: list[list[str]] = []

    def become(arguments: list[str]) -> int:
        commands.append(arguments)
        return 0

    monkeypatch.setattr(launcher, "become", become)
    for name in ("set_up", "check_port", "check_folder"):
        monkeypatch.setattr(launcher, name, lambda *_values, **_options: None)
    monkeypatch.delenv("KAIFAN_LIMITS", raising=False)
    return commands


def test_a_plain_start_serves_everywhere_on_8000(
    launcher: ModuleType, became: list[list[str]], tmp_path: Path
) -> None:
    assert launcher.main([]) == 0
    data = became[0][became[0].index("--data") + 1]
    assert Path(data).name == "instance"
    assert became[0][:2] == ["-m", "app.serving"]
    assert became[0][-4:] == ["--host", "0.0.0.0", "--port", "8000"]


def test_the_options_of_the_contract(
    launcher: ModuleType,
    became: list[list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    launcher.main(["--demo", "--data", "shop", "--host", "127.0.0.1", "--port", "8123"])
    assert became[0][2:] == (
        [
            "--data",
            str(tmp_path / "shop"),
            "--host",
            "127.0.0.1",
            "--port",
            "8123",
            "--demo",
        ]
    )


def test_lifted_limits_are_taken_with_the_demo(
    launcher: ModuleType, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIFAN_LIMITS", "off")
    assert launcher.main(["--demo"]) == 0
    assert launcher.main([]) == 1
    assert len(became) == 1


def test_the_tests_get_their_arguments_and_the_browser(
    launcher: ModuleType,
    became: list[list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finder = tmp_path / "tests" / "launcher" / "chromium.py"
    finder.parent.mkdir(parents=True)
    finder.write_text("print('/opt/some/chromium')")
    monkeypatch.setenv("KAIFAN_CHROMIUM", "")
    monkeypatch.chdir(tmp_path)
    assert launcher.main(["test", "-k", "cart", "--full"]) == 0
    assert became == [["-m", "pytest", "-k", "cart", "--full"]]
    assert launcher.os.environ["KAIFAN_CHROMIUM"] == "/opt/some/chromium"


def test_another_word_goes_to_the_command_line_of_the_app(
    launcher: ModuleType, became: list[list[str]]
) -> None:
    for words in (["doctor", "--data", "shop"], ["--data", "shop", "doctor"], ["--data=s", "x"]):
        assert launcher.main(words) == 0
        assert became.pop() == ["-m", "app.cli", *words]


def test_help_is_shown(launcher: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        launcher.main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(
        option in shown for option in ("--data", "--host", "--port", "--demo", "run.py test")
    )
