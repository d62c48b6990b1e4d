"""A whole answer in a real terminal: after it, what was typed is nowhere, and no key of a keyboard leaves the kiosk."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui_kiosk.conftest import Made
from tests.tui_kiosk.terminal import CLEARED, Terminal, core_limits, typed_in, typed_since

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")

SECRET = "tangerinegearbox"


@pytest.fixture
def started(made: Made, isolated: Path, tmp_path: Path) -> Iterator[Terminal]:
    """The kiosk's command in a terminal, with a folder of its own for temporary files."""
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "TERM": "xterm-256color", "TMPDIR": str(tmp_path / "tmp"), "COLORTERM": "truecolor"}
    start = "from perflead_tui.cli.main import run; run()"
    terminal = Terminal([sys.executable, "-c", start, "kiosk", str(made.drop)], env)
    terminal.says("Type the code from your letter.")
    yield terminal
    terminal.close()


def test_after_an_answer_nothing_that_was_typed_is_anywhere(
    started: Terminal, made: Made, isolated: Path, tmp_path: Path
) -> None:
    began = time.time() - 1
    started.press(made.codes[0], "Typed right")
    started.press("\r", "You are asked about Jo Lead")
    started.press("\x03\x1a\x1c\x11\x10", "You are asked about Jo Lead")
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        started.process.send_signal(number)
    started.press("\r", "How to answer")
    started.press("\r", "1 of ")
    for page in range(2, 9):
        started.press("\r", f" {page} of ")
    started.press("\r", "Write about what the person does")
    started.press(SECRET, SECRET)
    while "This is what will be sealed" not in "".join(started.rows()):
        os.write(started.fd, b"\x1b[6~")
        started.read(0.3)
    started.press("s", "They have arrived.")
    (envelope,) = made.envelopes()
    at = len(started.output)
    started.press("\r", "Type the code from your letter.")
    started.read(0.3)
    assert CLEARED in started.output[at:]
    shown = "\n".join(started.rows())
    for words in (SECRET, made.codes[0], "Jo Lead", "arrived"):
        assert words not in shown and words not in started.scrollback()
    assert SECRET.encode() not in started.output[started.output.rindex(CLEARED) :]
    assert "Welcome" in shown and "Open" in shown, "the welcome is whole again"
    assert envelope.exists()
    assert typed_since(began, [SECRET, made.codes[0]]) + typed_in([SECRET, made.codes[0]], tmp_path, isolated) == []
    (tmp_path / "deep" / "down").mkdir(parents=True)
    for spelled, code in ((SECRET.upper(), "utf-16-le"), (made.codes[0].lower().replace("-", ""), "utf-8")):
        (tmp_path / "deep" / "down" / "x").write_bytes(b"\0\xff" + spelled.encode(code))
        assert typed_in([SECRET, made.codes[0]], tmp_path), "the look finds what is there"
    assert core_limits(started.process.pid) == ["0", "0"]
    started.process.send_signal(signal.SIGTERM)
    assert started.ended() == 128 + signal.SIGTERM
    assert started.output.rstrip().endswith(b"3J") or CLEARED in started.output[-200:]
    assert "".join(started.rows()).strip() == "" and started.scrollback().strip() == ""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_a_kiosk_that_is_killed_or_hung_up_keeps_the_draft_sealed(
    started: Terminal, made: Made, number: signal.Signals
) -> None:
    started.press(made.codes[0] + "\r", "You are asked about Jo Lead")
    started.press("\r", "How to answer")
    started.press("\r", "1 of ")
    started.press("455", "saved")
    started.process.send_signal(number)
    assert started.ended() in (-number, 128 + number)
    (draft,) = made.drop.glob("kiosk/*.draft")
    assert draft.read_bytes().startswith(b"perflead.box/1")
    session = made.app()._kiosk.open(made.codes[0])[0].session
    assert session is not None and session.progress()[0] >= 1
