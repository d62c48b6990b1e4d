"""Settings: read line by line, changed without losing what else stands there, and said on the command line."""

import time
import tomllib
from dataclasses import fields

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.guide import read_topic
from perflead_tui.paths import config_dir
from perflead_tui.settings import Settings, change_settings, read_settings, settings_path
from perflead_tui.themes import read_theme, user_themes_dir
from perflead_tui.toml_lines import line_of
from tests.cli.conftest import Run, perflead  # noqa: F401 - a fixture, by its name here


def write(text: str) -> None:
    """The settings file."""
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text(text)


def example(kind: str) -> str:
    """The example of `kind` in the guide."""
    return read_topic("files").split(f"```toml {kind}\n")[1].split("```")[0]


def test_without_a_file_everything_is_as_it_comes() -> None:
    assert read_settings() == read_settings().__class__(Settings())


@pytest.mark.parametrize(
    "bad",
    [
        "lock_minutes = -1",
        "lock_minutes = 241",
        "lock_minutes = true",
        "theme = 3",
        "prompts = 1",
        "thme = 'x'",
        "keys = 1",
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_the_others_are_used(bad: str) -> None:
    other = "prompts = false" if "prompts" not in bad else "lock_minutes = 3"
    write(f"{other}\n{bad}\n")
    found = read_settings()
    assert len(found.problems) == 1 and bad.split()[0] in found.problems[0]
    assert found.settings == (Settings(prompts=False) if "prompts" in other else Settings(lock_minutes=3))


@pytest.mark.parametrize("text", ["theme = ", "\x00", "[keys\n"])
def test_a_file_that_is_no_toml_is_told_and_never_fatal(text: str) -> None:
    write(text)
    found = read_settings()
    assert found.settings == Settings() and "settings.toml" in found.problems[0]


def test_one_bad_key_leaves_the_other_keys() -> None:
    write('[keys]\n"walk.next" = 3\n"walk.back" = "b"\n')
    found = read_settings()
    assert found.settings.keys == {"walk.back": "b"} and "walk.next" in found.problems[0]


def test_changing_a_setting_keeps_comments_and_what_else_is_there() -> None:
    write("# mine\nlock_minutes = 5  # short\nunknown = 1\n")
    assert change_settings(theme="perflead-light").lock_minutes == 5
    text = settings_path().read_text()
    assert "# mine" in text and "# short" in text and "unknown = 1" in text and 'theme = "perflead-light"' in text


def test_a_setting_that_cannot_be_is_not_written() -> None:
    with pytest.raises(PerfleadError, match="lock_minutes"):
        change_settings(lock_minutes=-1)
    assert not settings_path().exists()


def test_the_guide_explains_every_setting_and_its_examples_are_sound() -> None:
    page = read_topic("files")
    for field in fields(Settings):
        assert f"* `{field.name}`:" in page
    write(example("settings"))
    assert read_settings().problems == ()
    assert set(tomllib.loads(example("settings"))) == {field.name for field in fields(Settings)}
    path = user_themes_dir() / "mine.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(example("theme"))
    assert read_theme(path).title == "Mine"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 2),
        (("t",), 4),
        (("t", "b"), 5),
        (("t", "c d"), 6),
        (("t", "e", "f"), 7),
        (("t", "x"), None),
        ((), None),
    ],
)
def test_the_line_of_a_key_is_found(path: tuple[str, ...], line: int | None) -> None:
    text = '# a = 1\na = 1\n\n[ t ] # a table\n b = 2\n"c d" = 3\ne.f = 4\n'.replace("[ t ]", "[t]")
    assert line_of(text, *path) == line


# The command


def test_the_command_shows_settings_and_themes(perflead: Run) -> None:  # noqa: F811 - the fixture
    said = perflead("settings")
    assert said.code == 0 and said.err == ""
    assert "perflead-projector" in said.out and "High contrast, dark" in said.out and "15 min" in said.out


def test_the_command_changes_what_it_is_told_to(perflead: Run) -> None:  # noqa: F811 - the fixture
    said = perflead("settings", "--theme", "perflead-grey", "--lock", 30, "--no-prompts", "--key", "walk.next=right,?")
    assert said.code == 0 and "* perflead-grey" in said.out
    wanted = Settings("perflead-grey", 30, prompts=False, keys={"walk.next": "right,?"})
    assert read_settings().settings == wanted
    perflead("settings", "--theme", "", "--key", "walk.next=")
    assert read_settings().settings == Settings("", 30, prompts=False)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--theme", "pink"), "There is no theme pink."),
        (("--key", "walk.nxt=n"), "There is no command walk.nxt"),
        (("--key", "walk.next=blorp"), "There is no key blorp for walk.next"),
    ],
)
def test_the_command_refuses_what_is_not_there(perflead: Run, args: tuple[str, ...], said: str) -> None:  # noqa: F811
    refused = perflead("settings", *args)
    assert refused.code == 1 and said in refused.err
    assert not settings_path().exists()


def test_two_commands_on_one_key_are_told(perflead: Run) -> None:  # noqa: F811 - the fixture
    said = perflead("settings", "--key", "walk.next=n")
    assert said.code == 0 and "N is set for Next and for Notes: it does Next." in said.err


def test_settings_and_themes_can_be_located(perflead: Run) -> None:  # noqa: F811 - the fixture
    said = perflead("locate").out
    assert str(settings_path()) in said and str(config_dir() / "themes") in said


def test_the_guide_lists_keys_as_they_are_set(perflead: Run) -> None:  # noqa: F811 - the fixture
    assert "keys " in perflead("guide").out
    assert "Ctrl+P        Everything that can be done" in perflead("guide", "keys").out
    change_settings(keys={"anywhere.palette": "f7"})
    said = perflead("guide", "keys").out
    assert "F7            Everything that can be done" in said and "perflead collect REVIEW PATH" in said
    assert all(len(row) <= 80 for row in said.splitlines())


def test_a_key_of_very_many_parts_and_deep_nesting_are_told_at_once() -> None:
    began = time.process_time()
    for text in ("a" + ".a" * 16_000 + " = 1", "a = " + "[" * 30_000):
        write(text)
        found = read_settings()
        assert found.settings == Settings() and len(found.problems) == 1
    assert time.process_time() - began < 1
