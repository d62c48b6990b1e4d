"""A crash, a signal and the palette give nothing away."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.tui.base import BaseApp, crash_lines
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.rater.lines import LinesScreen

from .conftest import Opener

SECRET = "she-never-listens"
ANSWER = """
import datetime, sys
from pathlib import Path
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.tui.rater.lines import LinesScreen
from perflead_tui.tui.run import answer
def crash(self, key):
    secret = "she-never-" + "listens"
    raise ValueError(secret)
if len(sys.argv) > 2:
    LinesScreen.action_rate = crash
sys.exit(answer(AnswerSession.open(Path(sys.argv[1]), today=datetime.date(2026, 11, 2))))
"""
STUCK = """
import threading, time
from textual.widgets import Static
from perflead_tui.tui import base
base._SECONDS_TO_END = 0.5
class Stuck(base.BaseApp):
    def compose(self):
        yield Static("here")
    def on_mount(self):
        threading.Thread(target=time.sleep, args=(3600,)).start()
Stuck().run()
"""


class Terminal:
    """The form, or another program, in a real terminal of 80 x 24, in a process of its own."""

    def __init__(self, *arguments: str | Path, program: str = ANSWER) -> None:
        self.ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        command = [sys.executable, "-c", program, *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)
        self.seen = b""

    def wait_for(self, words: str, seconds: float = 30) -> None:
        """Read until `words` were written."""
        until = time.monotonic() + seconds
        while words.encode() not in self.seen:
            assert time.monotonic() < until, self.seen[-2000:]
            self.read(0.1)

    def read(self, seconds: float) -> None:
        """Read what is there."""
        if select.select([self.ours], [], [], seconds)[0]:
            try:
                self.seen += os.read(self.ours, 65536)
            except OSError:  # the other side has gone
                time.sleep(0.01)

    def type(self, keys: str) -> None:
        """Press keys; what was seen before is forgotten."""
        self.seen = b""
        os.write(self.ours, keys.encode())

    def leave(self, seconds: float = 20) -> int:
        """The exit code, once the process has ended."""
        until = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < until
            self.read(0.05)
        self.read(0.1)
        os.close(self.ours)
        return self.process.returncode


@pytest.fixture
def invitation(open_session: Opener, tmp_path: Path) -> Path:
    """An invitation that nobody has opened yet."""
    open_session()
    return tmp_path / "peers.invitation"


def test_a_crash_shows_no_value_and_keeps_the_draft(invitation: Path, open_session: Opener) -> None:
    terminal = Terminal(invitation, "crash")
    terminal.wait_for("Begin")
    terminal.type("\r")
    terminal.wait_for("How to answer")
    terminal.type("\r")
    terminal.wait_for("facts")
    terminal.type("l4")
    assert terminal.leave() == 1
    shown = terminal.seen.decode(errors="replace")
    assert "por un error propio (ValueError" in shown
    assert SECRET not in shown and "Traceback" not in shown and "secret" not in shown
    assert open_session().language == "es"  # what was changed before the crash was kept


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_closing_terminal_keeps_the_answer_of_a_moment_ago(invitation: Path, open_session: Opener, name: str) -> None:
    terminal = Terminal(invitation)
    terminal.wait_for("Begin")
    terminal.type("\r")
    terminal.wait_for("How to answer")
    terminal.type("\r")
    terminal.wait_for("facts")
    terminal.type("4")
    terminal.wait_for("Most of the time")
    terminal.process.send_signal(getattr(signal, name))
    assert terminal.leave() == 128 + getattr(signal, name)
    assert open_session().rating("U1") == 4
    assert b"Traceback" not in terminal.seen


def test_a_terminal_that_is_torn_away_keeps_the_draft(invitation: Path, open_session: Opener) -> None:
    terminal = Terminal(invitation)
    terminal.wait_for("Begin")
    terminal.type("\r")
    terminal.wait_for("How to answer")
    terminal.type("\r")
    terminal.wait_for("facts")
    terminal.type("4")
    terminal.wait_for("Most of the time")
    os.close(terminal.ours)
    terminal.process.wait(20)
    assert open_session().rating("U1") == 4


def test_ctrl_c_leaves_without_a_traceback(invitation: Path) -> None:
    terminal = Terminal(invitation)
    terminal.wait_for("Begin")
    terminal.type("\x03")
    assert terminal.leave() == 130
    assert b"Traceback" not in terminal.seen and b"Open the invitation again" in terminal.seen


async def test_an_exception_in_a_screen_is_told_without_its_words(
    open_session: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_screen: LinesScreen, key: str) -> None:
        secret = SECRET
        raise KeyError(secret + key)

    monkeypatch.setattr(LinesScreen, "action_rate", crash)
    app = RaterApp(open_session())
    with pytest.raises(KeyError):  # a pilot raises again what the app has caught
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", "enter", "4")
    assert app.return_code == 1
    told = " ".join(app.crashed)
    assert "KeyError" in told and SECRET not in told
    assert "".join(segment.text for part in app._exit_renderables for segment in part.segments).count(SECRET) == 0


def test_a_crash_is_told_by_kind_and_place_alone() -> None:
    def fail() -> None:
        answers = {"U1": 4}
        raise RuntimeError(f"{answers} {SECRET}")

    try:
        fail()
    except RuntimeError as error:
        told = crash_lines(error)
    assert "RuntimeError at test_base.py" in told[0] and SECRET not in "".join(told)
    assert crash_lines(PerfleadError("No room.", "Make some.")) == ["No room. Make some."]
    assert crash_lines(None)


def test_nothing_writes_a_screen_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app: BaseApp[None] = BaseApp()
    assert app.deliver_screenshot() is None
    assert app.deliver_text("x.txt") is None and app.deliver_binary("x") is None
    app.action_screenshot()
    assert list(tmp_path.iterdir()) == []
    assert not app.use_command_palette


def test_a_process_ends_after_a_signal_even_if_a_thread_goes_on() -> None:
    terminal = Terminal(program=STUCK)
    terminal.wait_for("here")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.leave() == 128 + signal.SIGTERM
