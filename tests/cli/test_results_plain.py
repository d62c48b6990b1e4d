"""`perflead results --plain` and `perflead open --plain`: a report part by part, and the plan typed."""

import datetime
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.export.contents import document
from perflead_tui.flows.adopt import adopt
from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.flows.demo import RESULTS, SAMPLE, kept
from perflead_tui.flows.kept_plan import kept_plan
from perflead_tui.flows.plain_results import walk_plain
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.results.reading import read_report
from perflead_tui.vault import keys
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import PASSPHRASE, Run, Said
from tests.cli.test_plain import LIGHT, LIMIT, only_text
from tests.cli.test_share import closed, reader  # noqa: F401 - fixtures, by their names here
from tests.flows.scripted import Script

ROOT = sample_dir() / SAMPLE
REPORT = ROOT / RESULTS / "review" / "report.json"
TODAY = datetime.date(2026, 12, 1)

Typing = Callable[..., Said]


@pytest.fixture
def typing(perflead: Run, monkeypatch: pytest.MonkeyPatch) -> Typing:
    """`perflead ARGS` in this process, its input from a text."""

    def run(keys: str, *args: object) -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(keys))
        return perflead(*args)

    return run


@pytest.fixture
def vault(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
    return Vault.create(isolated / "vault", PASSPHRASE)[0]


@pytest.fixture
def review(vault: Vault) -> str:
    """A closed review in the user's vault."""
    with vault:
        return adopt(vault, *kept(ROOT, "review"))


def material() -> Material:
    report = read_report(REPORT.read_bytes(), "report.json")
    return Material(report, load(report.review.questionnaire))


def walked(*lines: str) -> Script:
    """A walk through the report of a file."""
    script = Script(lines)
    assert walk_plain(Debrief(material()), script, TODAY) == 0
    return script


def parts(script: Script) -> list[int]:
    return [int(prompt.split()[1]) for prompt in script.prompts if prompt.startswith("Part")]


# Walking


def test_enter_goes_through_all_parts_in_the_order_of_the_walk_through() -> None:
    script = walked(*[""] * 20)
    titles = [f"{each.title}." for each in document(material().report, material().questionnaire, "en").sections]
    assert parts(script) == list(range(1, len(titles) + 1))
    assert next(line for line in script.said if line in titles) == titles[0]
    assert script.unread == 20 - len(titles)
    assert script.prompts[-1].endswith("That was the last. Enter ends:")


def test_back_a_number_the_list_and_stop() -> None:
    script = walked("", "back", "7", "list", "again", "b", "99", "0", "x", "stop", "never")
    assert parts(script) == [1, 2, 1, 7, 7, 7, 6, 6, 6, 6]
    assert script.misses == 3 and script.unread == 1
    assert "7. Line by line." in script.said
    assert sum(line == "Line by line." for line in script.said) == 2


def test_the_words_of_the_report_are_there_and_no_drawing() -> None:
    text = walked(*[""] * 20).text
    for words in ("Leadership at every level", "4.5 or more", "Comment 1 of ", "not enough seen", "for development"):
        assert words in text
    assert not set("├●◆▲■│≥≤") & set(text)


def test_another_language_says_the_same_part_in_it() -> None:
    script = walked("5", "language", "stop")
    assert parts(script) == [1, 5, 5]
    assert "Liderazgo en todos los niveles" in script.text


def test_a_file_is_read_only() -> None:
    assert "This is a copy for reading. The plan is changed where the review was made." in walked("plan", "stop").said


def test_the_end_of_the_input_ends_it_and_ctrl_c_is_told_by_the_exit_code() -> None:
    assert parts(walked("")) == [1, 2]
    assert walk_plain(Debrief(material()), Script([KeyboardInterrupt]), TODAY) == 130


# The command


def test_a_file_is_walked_through_without_a_vault_and_without_textual() -> None:
    command = [sys.executable, "-c", LIGHT, "results", str(REPORT), "--plain"]
    done = subprocess.run(command, input=b"\n" * 20, capture_output=True, timeout=LIMIT)
    assert (done.returncode, done.stderr) == (0, b"")
    assert only_text(done.stdout)
    assert done.stdout.count(b"Enter for the next:") == 10


PLAN = [
    "plan",
    "6 2",
    "Ask two questions",
    "Monday",
    "Ana",
    "",
    "They speak first",
    "2099-01-01",
    "31.12.",
    "2027-01-31",
]


def test_a_plan_is_typed_and_kept_in_the_vault(typing: Typing, review: str, isolated: Path) -> None:
    said = typing("\n".join([*PLAN, ".back", "2027-02-01", ".stop", "stop"]) + "\n", "results", review, "--plain")
    assert (said.code, said.err) == (0, "")
    assert "ten years" in said.out and "Write the date as" in said.out
    with Vault.open(isolated / "vault", PASSPHRASE) as vault:
        plan = kept_plan(vault, review, "en")
    first, second = plan.focus
    assert (first.label, first.behaviour, first.when) == ("Leadership at every level", "Ask two questions", "Monday")
    assert (first.support, first.agency, first.measure) == ("Ana", "", "They speak first")
    assert first.by == datetime.date(2027, 2, 1)
    assert second.empty and second.competency != first.competency
    assert "1, Leadership at every level.\nWhat I will do: Ask two questions." in said.out


def test_a_planned_competency_is_taken_out_only_after_a_question(typing: Typing, review: str, isolated: Path) -> None:
    typing("\n".join(["plan", "6", "Ask", ".stop", "stop"]) + "\n", "results", review, "--plain")
    keys = ["plan", "0", "1 2 3", "2", "no", "6", ".empty", ".stop", "plan", "2", ".stop", "stop"]
    said = typing("\n".join(keys) + "\n", "results", review, "--plain")
    assert said.out.count("Taking it out removes these words.") == 1
    with Vault.open(isolated / "vault", PASSPHRASE) as vault:
        (focus,) = kept_plan(vault, review, "en").focus
    assert focus.label == "Builds skills that fit our goals" and focus.empty


def test_what_was_shared_is_opened_plainly(
    typing: Typing,
    closed: str,  # noqa: F811 - the fixture
    reader: tuple[str, Path],  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    assert typing("", "share", closed, "--to", reader[0], "--out", tmp_path / "r.age", "--yes").code == 0
    said = typing("\nplan\nstop\n", "open", tmp_path / "r.age", "--identity", reader[1], "--plain")
    assert said.code == 0, said.err
    assert "Part 2 of" in said.out and "This is a copy for reading." in said.out


def test_without_a_terminal_the_screen_is_refused_and_points_to_plain(typing: Typing, review: str) -> None:
    said = typing("", "results", review)
    assert said.code == 1
    assert "--plain" in said.err
