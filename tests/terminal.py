"""perflead in a real terminal, in a process of its own, and what the system knows of that process."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

PERFLEAD = "from perflead_tui.cli.main import run; run()"
PROC = Path("/proc")


def command(*arguments: object, program: str = PERFLEAD) -> list[str]:
    """What starts perflead; `program` may change something first."""
    return [sys.executable, "-P", "-c", program, *map(str, arguments)]


class Terminal:
    """perflead in a terminal of 80 x 24."""

    def __init__(self, argv: list[str], **environment: str) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            argv,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **environment},
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = b""

    def wait_for(self, words: str, seconds: float = 60) -> None:
        """Read until `words` were written."""
        until = time.monotonic() + seconds
        while words.encode() not in self.seen:
            assert time.monotonic() < until, self.seen[-2000:]
            self._read(0.1)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.ours, keys.encode())

    def end(self, seconds: float = 60) -> int:
        """The exit code, once the process has ended."""
        until = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < until, self.seen[-2000:]
            self._read(0.05)
        self._read(0.1)
        os.close(self.ours)
        return self.process.returncode

    def _read(self, seconds: float) -> None:
        if select.select([self.ours], [], [], seconds)[0]:
            try:
                self.seen += os.read(self.ours, 65536)
            except OSError:  # the other side has gone
                time.sleep(0.01)


def family(process: int) -> list[int]:
    """A process and all that it has started and that is still there."""
    try:
        found = [task.read_text() for task in PROC.glob(f"{process}/task/*/children")]
    except OSError:  # it has ended
        found = []
    children = [int(child) for words in found for child in words.split()]
    return [process, *(each for child in children for each in family(child))]


def told_by_the_system(process: int) -> bytes:
    """What `ps` and the environment show of a process and of what it has started."""
    found = b""
    for each in family(process):
        for name in ("cmdline", "environ"):
            try:
                found += (PROC / str(each) / name).read_bytes() + b"\n"
            except OSError:  # it has ended, or it may not be looked into
                continue
    return found
