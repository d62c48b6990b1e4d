"""`perflead results` and `perflead demo`: what is opened, with what beside it, and what is refused."""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.flows.adopt import adopt
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.demo import RESULTS, SAMPLE, kept
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.writing import to_yaml
from perflead_tui.settings import Read, Settings
from perflead_tui.tui.coach import run
from perflead_tui.tui.coach.app import CoachApp, Onward, Place
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import PASSPHRASE, Run

ROOT = sample_dir() / SAMPLE
NOW, EARLIER, AGENCY = (ROOT / RESULTS / part / "report.json" for part in ("review", "earlier", "agency"))

Opened = dict[str, Any]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """What the app was opened with; a terminal is taken as there, and nothing is drawn."""
    found: Opened = {}

    def coach(home: Path | None, **options: Any) -> int:
        found.update(options, home=home)
        return 0

    monkeypatch.setattr(run, "require_terminal", lambda: None)
    monkeypatch.setattr(run, "coach", coach)
    return found


@pytest.fixture
def reviews(isolated: Path) -> tuple[str, str]:
    """The user's vault with two closed reviews of one leader: their ids, the earlier one first."""
    vault, _recovery = Vault.create(isolated / "vault", PASSPHRASE)
    with vault:
        return adopt(vault, *kept(ROOT, "earlier")), adopt(vault, *kept(ROOT, "review"))


def test_a_review_is_opened_in_the_vault_with_the_earlier_one_beside_it(
    perflead: Run, opened: Opened, reviews: tuple[str, str], isolated: Path
) -> None:
    earlier, now = reviews
    said = perflead("results", now[:6])
    assert (said.code, said.err) == (0, "")
    assert opened["home"] == isolated / "vault"
    assert opened["start"] == Place("walk", now)
    assert isinstance(opened["vault"], Vault)
    assert opened["beside"]["before"].review.id == earlier
    assert opened["beside"]["agency"] is None


def test_an_earlier_report_and_an_agency_report_can_be_named(
    perflead: Run, opened: Opened, reviews: tuple[str, str]
) -> None:
    earlier, now = reviews
    for before in (earlier[:6], EARLIER):
        assert perflead("results", now, "--before", before, "--agency", AGENCY).code == 0
        assert opened["beside"]["before"].review.id == earlier
        assert opened["beside"]["agency_questionnaire"].about == "agency"
        opened.clear()


def test_a_file_is_opened_read_only_and_needs_no_vault(perflead: Run, opened: Opened, isolated: Path) -> None:
    said = perflead("results", NOW, "--before", EARLIER, "--agency", AGENCY)
    assert (said.code, said.err) == (0, "")
    debrief = opened["debrief"]
    assert isinstance(debrief, Debrief)
    assert debrief.read_only and debrief.material.before and debrief.material.agency
    assert opened["home"] is None
    assert not (isolated / "vault").exists()


def test_a_questionnaire_of_ones_own_comes_from_a_file(perflead: Run, opened: Opened, tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    text = NOW.read_text(encoding="utf-8")
    report.write_text(text.replace('"questionnaire": "performance-leadership"', '"questionnaire": "ours"'))
    said = perflead("results", report)
    assert said.code == 1 and "--questionnaire FILE" in said.err
    ours = tmp_path / "ours.yaml"
    exported = to_yaml(load("performance-leadership"))
    ours.write_text(exported.replace("name: performance-leadership", "name: ours", 1), encoding="utf-8")
    assert perflead("results", report, "--questionnaire", ours).code == 0
    assert opened["debrief"].material.questionnaire.name == "ours"


@pytest.mark.parametrize(
    "args", [["nothing"], ["x" * 5000], ["NOW", "--before", "nothing"], ["NOW", "--agency", "NOW"]]
)
def test_what_is_not_there_or_does_not_fit_is_refused_in_words(
    perflead: Run, opened: Opened, reviews: tuple[str, str], args: list[str]
) -> None:
    said = perflead("results", *(NOW if arg == "NOW" else arg for arg in args))
    assert said.code == 1
    assert said.err and "Traceback" not in said.err and "fault of its own" not in said.err
    assert opened == {}


@pytest.mark.parametrize("args", [("results", "anything"), ("demo",), ("demo", "--live")])
def test_without_a_terminal_nothing_is_begun_and_no_passphrase_is_asked_for(
    perflead: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.delenv("PERFLEAD_PASSPHRASE_FILE")
    said = perflead(*args)
    assert said.code == 1
    assert "needs a terminal" in said.err


def test_the_demo_prints_its_report(perflead: Run, isolated: Path) -> None:
    said = perflead("demo", "--report")
    assert (said.code, said.err) == (0, "")
    assert "Jordan Rivera" in said.out
    assert not list(isolated.rglob("*.*"))


def test_the_demo_starts_with_the_users_settings_and_keeps_none(
    perflead: Run, monkeypatch: pytest.MonkeyPatch, isolated: Path
) -> None:
    settings = isolated / "config" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text('theme = "perflead-light"\n')
    seen: list[tuple[Any, Read]] = []
    monkeypatch.setattr(run, "require_terminal", lambda: None)
    monkeypatch.setattr(run, "demo", lambda shown, read: seen.append((shown.review, read)) or 0)
    assert perflead("demo").code == 0
    assert seen[0][1].settings.theme == "perflead-light"


# The app's start and its end


class Fails(CoachApp):
    """An app that does not come up."""

    def run(self, **_options: Any) -> Any:
        raise RuntimeError("hunter2")


def test_a_crash_is_told_without_values_and_the_vault_is_closed(
    isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vault, _recovery = Vault.create(isolated / "vault", PASSPHRASE)
    assert run._run(Fails(vault.home, vault=vault), Read(Settings())) == 1
    said = capsys.readouterr().err
    assert "RuntimeError" in said and "hunter2" not in said
    Vault.open(vault.home, PASSPHRASE).close()


class Leaves(CoachApp):
    """An app that leaves at once."""

    def run(self, **_options: Any) -> Any:
        self.problems.append("A key is unknown.")
        self._return_code = 130
        return None


def test_what_was_wrong_with_the_settings_is_told_after_leaving(capsys: pytest.CaptureFixture[str]) -> None:
    assert run._run(Leaves(None), Read(Settings(), ("The settings are not all used.",))) == 130
    assert capsys.readouterr().err.splitlines() == ["The settings are not all used.", "A key is unknown."]


@pytest.fixture
def typed() -> Callable[..., tuple[int, str]]:
    """Runs perflead on a terminal of its own, waits for words, presses keys: the exit code and all that was drawn."""
    pty = pytest.importorskip("pty")  # Windows has none

    def run_it(args: list[str], *steps: tuple[str, str]) -> tuple[int, str]:
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(sys.executable, [sys.executable, "-c", "from perflead_tui.cli.main import run; run()", *args])
        drawn, waiting, ends = "", list(steps), time.monotonic() + 60
        while time.monotonic() < ends and select.select([fd], [], [], 60)[0]:
            try:
                drawn += os.read(fd, 65536).decode(errors="replace")
            except OSError:
                break
            while waiting and waiting[0][0] in drawn:
                os.write(fd, waiting.pop(0)[1].encode())
                drawn += "\n"
        else:
            os.kill(pid, signal.SIGKILL)
        os.close(fd)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), drawn

    return run_it


def test_the_demo_opens_on_a_terminal_and_leaves_nothing(
    typed: Callable[..., tuple[int, str]], isolated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    code, drawn = typed(["demo"], ("Jordan", "\x03"))
    assert code == 130, drawn[-2000:]
    assert "Jordan" in drawn
    assert list(tmp_path.iterdir()) == []
    assert [path for path in isolated.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("onward", "led_to"), [(Onward("demo"), ["demo"]), (Onward("answer", Path("i")), ["i"])])
def test_what_the_app_was_left_for_runs_next(
    monkeypatch: pytest.MonkeyPatch, onward: Onward, led_to: list[str]
) -> None:
    class Leads(CoachApp):
        def run(self, **_options: Any) -> Any:
            self._return_value = onward
            return onward

    ran: list[str] = []
    monkeypatch.setattr(run, "require_terminal", lambda: None)
    monkeypatch.setattr("perflead_tui.tui.coach.app.CoachApp", Leads)
    monkeypatch.setattr(run, "demo", lambda _shown, _read: ran.append("demo") or 0)
    assert run.coach(None, answer=lambda path: ran.append(str(path)) or 7) == (7 if onward.what == "answer" else 0)
    assert ran == led_to
