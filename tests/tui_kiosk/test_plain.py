"""A kiosk line by line in a real terminal: a whole answer, nothing left of it, nobody there, and the host."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perflead_tui.flows import plain_kiosk
from perflead_tui.flows.plain_kiosk import Away, TimedConsole
from perflead_tui.sealing.code import new_code
from tests.tui_kiosk.conftest import Made
from tests.tui_kiosk.terminal import CLEARED, Terminal, core_limits, typed_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")

SECRET = "tangerinegearbox"
Start = Callable[..., Terminal]


@pytest.fixture
def start(made: Made, isolated: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts the kiosk's command with --plain in a terminal."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "pin").write_text("271828\n")
    with contextlib.ExitStack() as stack:

        def begin(*options: str, **env: str) -> Terminal:
            command = [sys.executable, "-c", "from perflead_tui.cli.main import run; run()", "kiosk", "--plain"]
            told = {**os.environ, "TERM": "xterm", "TMPDIR": str(tmp_path / "tmp"), **env}
            terminal = Terminal([*command, *options, str(made.drop)], told)
            stack.callback(terminal.close)
            return terminal

        yield begin


def test_a_whole_answer_line_by_line_leaves_nothing(start: Start, made: Made, isolated: Path, tmp_path: Path) -> None:
    kiosk = start("--allow-exit", "--pin-file", str(tmp_path / "pin"))
    kiosk.says("The code from your letter:")
    kiosk.press(new_code() + "\r", "does not open anything here")
    kiosk.press("\r", "The code from your letter:")
    kiosk.read(2.2)
    kiosk.press("\x03\x1a\x1c" + made.codes[0].lower() + "\r", "You are asked about Jo Lead")
    kiosk.press("\r", "Question 1 of")
    kiosk.press("4\r", "Question 2 of")
    kiosk.press("change 41\r", "Your words:")
    kiosk.press(SECRET + "\r\r", "Question 2 of")
    kiosk.press("review\r", "Type send to seal")
    kiosk.press("send\r", "They have arrived.")
    kiosk.says("Note this receipt")
    assert len(made.envelopes()) == 1
    at = len(kiosk.output)
    kiosk.press("\r", "The code from your letter:")
    assert CLEARED in kiosk.output[at:]
    for words in (SECRET, made.codes[0].lower(), "Jo Lead", "arrived"):
        assert words not in "\n".join(kiosk.rows()) and words not in kiosk.scrollback()
    assert typed_in([SECRET, made.codes[0]], tmp_path, isolated) == []
    assert core_limits(kiosk.process.pid) == ["0", "0"]
    kiosk.press("\x04", "The code from your letter:")
    kiosk.press("host\r", "The host's PIN:")
    kiosk.press("314159\r", "This is not the PIN.")
    kiosk.press("\r", "The code from your letter:")
    kiosk.read(2.2)
    kiosk.press("host\r", "The host's PIN:")
    os.write(kiosk.fd, b"271828\r")
    assert kiosk.ended() == 0
    assert "".join(kiosk.rows()).strip() == ""


def test_a_signal_clears_the_terminal_and_the_draft_is_kept(start: Start, made: Made) -> None:
    kiosk = start()
    kiosk.says("The code from your letter:")
    kiosk.press(made.codes[0] + "\r", "Enter begins")
    kiosk.press("\r", "Question 1 of")
    kiosk.press("4\r", "Question 2 of")
    kiosk.process.send_signal(signal.SIGTERM)
    assert kiosk.ended() == 128 + signal.SIGTERM
    assert "".join(kiosk.rows()).strip() == ""
    session = made.app()._kiosk.open(made.codes[0])[0].session
    assert session is not None and session.progress()[0] == 1


def test_a_terminal_that_cannot_be_cleared_is_refused_with_what_to_do_instead(start: Start) -> None:
    kiosk = start(TERM="dumb")
    kiosk.says("turn the terminal off in between")
    assert kiosk.ended() == 1


def test_who_types_nothing_is_asked_once_and_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    outer, inner = os.openpty()
    now = [0.0]
    waits: list[float] = []
    typed = [b"", b"\n", b"four\n", b"", b""]

    def select(
        _fds: list[int], _out: list[int], _err: list[int], seconds: float
    ) -> tuple[list[int], list[int], list[int]]:
        waits.append(seconds)
        data = typed.pop(0)
        now[0] += 0 if data else seconds
        os.write(outer, data)
        return ([inner] if data else []), [], []

    monkeypatch.setattr(plain_kiosk.select, "select", select)
    with open(inner, encoding="utf-8", closefd=False) as source, Path(os.devnull).open("w", encoding="utf-8") as sink:
        console = TimedConsole(source, sink, lambda: now[0])
        assert console.ask("1 to 5:") == "four", "an empty line only says that somebody is there"
        assert waits == [90.0, 30.0, 90.0]
        with pytest.raises(Away):
            console.ask("1 to 5:")
        assert waits[3:] == [90.0, 30.0]
    os.close(outer)
    os.close(inner)
