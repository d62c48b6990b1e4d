"""A whole answer in a real terminal: after it, what was typed is nowhere, and no key of a keyboard leaves the kiosk."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from tests.tui_kiosk.conftest import Made

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")

ROWS, COLS = 24, 80
SECRET = "tangerinegearbox"
CLEARED = b"\x1b[2J\x1b[3J"
_PATIENCE = 60.0  # seconds; a test machine may be busy


class Terminal:
    """A program in a pseudo-terminal; its output is kept, and replayed by a small emulation with scrollback."""

    def __init__(self, args: list[str], env: dict[str, str]) -> None:
        self.output = b""
        self._screen = pyte.HistoryScreen(COLS, ROWS, history=5000)
        self._stream = pyte.ByteStream(self._screen)
        self._fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
        self.process = subprocess.Popen(
            args, stdin=inner, stdout=inner, stderr=inner, env=env, start_new_session=True, preexec_fn=_controlling
        )
        os.close(inner)

    def read(self, seconds: float = 0.05) -> None:
        while select.select([self._fd], [], [], seconds)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # the program has gone
                return
            self.output += data
            self._stream.feed(data)
            # ED 3, which the emulation does not know: what was scrolled away is gone.
            if b"\x1b[3J" in data:
                self._screen.history.top.clear()

    def until(self, there: Callable[[], bool]) -> None:
        ends = time.monotonic() + _PATIENCE
        while not there():
            assert time.monotonic() < ends, "\n".join(self.rows())
            self.read()

    def says(self, words: str) -> None:
        self.until(lambda: words in " ".join(" ".join(self.rows()).split()))

    def press(self, keys: str, words: str) -> None:
        """Press `keys` one by one, then wait until `words` are on the screen."""
        for key in keys:
            os.write(self._fd, key.encode())
            self.read(0.005)
        self.says(words)

    def rows(self) -> list[str]:
        return list(self._screen.display)

    def scrollback(self) -> str:
        return "\n".join("".join(cell.data for cell in row.values()) for row in self._screen.history.top)

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self._fd)


def _controlling() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


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


def typed_in(path: Path) -> bool:
    with contextlib.suppress(OSError):
        data = path.read_bytes() if path.is_file() and path.stat().st_size < 10_000_000 else b""
        return SECRET.encode() in data or SECRET.encode("utf-16-le") in data
    return False


def test_after_an_answer_nothing_that_was_typed_is_anywhere(
    started: Terminal, made: Made, isolated: Path, tmp_path: Path
) -> None:
    before = time.time() - 600
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
        os.write(started._fd, b"\x1b[6~")
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
    places = [tmp_path, isolated, Path(tempfile.gettempdir()) / f"perflead-{os.getuid()}"]
    found = [path for place in places for path in place.rglob("*") if typed_in(path)]
    found += [
        path for path in Path("/tmp").iterdir() if path.is_file() and path.stat().st_mtime > before and typed_in(path)
    ]
    assert found == [] and envelope.exists()
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(_PATIENCE) == 128 + signal.SIGTERM
    started.read(0.3)
    assert started.output.rstrip().endswith(b"3J") or CLEARED in started.output[-200:]
    assert "".join(started.rows()).strip() == "" and started.scrollback().strip() == ""


def test_a_kiosk_that_is_killed_keeps_the_draft_sealed(started: Terminal, made: Made) -> None:
    started.press(made.codes[0] + "\r", "You are asked about Jo Lead")
    started.press("\r", "How to answer")
    started.press("\r", "1 of ")
    started.press("455", "saved")
    started.process.kill()
    started.process.wait()
    (draft,) = made.drop.glob("kiosk/*.draft")
    assert draft.read_bytes().startswith(b"perflead.box/1")
    session = made.app()._kiosk.open(made.codes[0])[0].session
    assert session is not None and session.progress()[0] >= 1
