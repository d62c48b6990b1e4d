"""The real program in a pseudo-terminal: what it sends is kept, byte by byte."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pyte

from .terminal import Emulator

COLUMNS, ROWS = 100, 32
_START = "from perflead_tui.cli.main import run; run()"
_PATIENCE = 60.0  # seconds; a test machine may be busy


class Pseudo:
    """A command of perflead on a terminal of its own."""

    def __init__(self, *arguments: object, passphrase: Path | None = None, echo: bool = True) -> None:
        """Without `echo` the terminal does not show what is typed, so that all there is comes from the program."""
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        if passphrase is not None:
            env["PERFLEAD_PASSPHRASE_FILE"] = str(passphrase)
        self.output = b""
        self.screen = Emulator(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self._fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        if not echo:
            attributes = termios.tcgetattr(inner)
            attributes[3] &= ~termios.ECHO
            termios.tcsetattr(inner, termios.TCSANOW, attributes)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, *map(str, arguments)],
            stdin=inner, stdout=inner, stderr=inner, env=env, start_new_session=True, preexec_fn=_controlling,
        )  # fmt: skip
        os.close(inner)

    def __enter__(self) -> "Pseudo":
        return self

    def __exit__(self, *_unused: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._fd)

    def read(self, seconds: float = 0.15) -> None:
        """Take what it sends, until it has been still for so long."""
        while select.select([self._fd], [], [], seconds)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # it has gone
                return
            self.output += data
            self._stream.feed(data)

    def says(self, words: str) -> None:
        """Wait until `words` are on the screen."""
        ends = time.monotonic() + _PATIENCE
        while words not in " ".join(self.screen.text.split()):
            assert time.monotonic() < ends and self.process.poll() is None, self.screen.text
            self.read(0.05)

    def press(self, *keys: str) -> None:
        """Press keys, and let it answer each."""
        for key in keys:
            os.write(self._fd, key.encode())
            self.read()

    def ended(self) -> int:
        """Read on until it ends; its exit code."""
        ends = time.monotonic() + _PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < ends, self.screen.text
            self.read(0.05)
        self.read(0.05)
        return self.process.returncode


def _controlling() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
