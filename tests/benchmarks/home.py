"""How long it takes until perflead's first page can be read, beside a bare Textual hello world.

Run: python -m tests.benchmarks.home [rounds]. Prints a table; it measures, it never judges.

Each program is started in a terminal of its own (a pseudo-terminal of 80 by 24), in turn, so that a busy machine is
unfair to none. The time ends when the last words of its first page have arrived. `perflead` finds a vault that asks
for its passphrase; the row below has no vault yet.
"""

import contextlib
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from perflead_tui.vault.vault import Vault

HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("Hello, World!")

Hello().run()
"""
SECONDS = 120.0


def first_paint(command: Sequence[str], words: bytes, environment: Mapping[str, str]) -> float:
    """Seconds from the start of `command` until `words` are on its terminal; the program is ended then."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**environment})
    os.close(theirs)
    try:
        return _until(ours, words) - start
    finally:
        process.terminate()
        _drain(ours, process)
        os.close(ours)


def _until(terminal: int, words: bytes) -> float:
    """When the `words` have come."""
    seen, end = b"", time.monotonic() + SECONDS
    while words not in seen:
        if time.monotonic() > end:
            raise TimeoutError(f"{words!r} did not come: {seen[-400:]!r}")
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16)
    return time.perf_counter()


def _drain(terminal: int, process: "subprocess.Popen[bytes]") -> None:
    """Read on until the program has ended: it may wait for somebody who reads."""
    while process.poll() is None:
        if select.select([terminal], [], [], 0.05)[0]:
            with contextlib.suppress(OSError):
                os.read(terminal, 1 << 16)


def main(rounds: int = 11) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hello = folder / "hello.py"
        hello.write_text(HELLO)
        private = {f"PERFLEAD_{part.upper()}": str(folder / part) for part in ("state", "config")}
        environment = {**os.environ, "TERM": "xterm-256color", **private}
        os.environ["PERFLEAD_STATE"] = str(folder / "state")
        vault, _recovery = Vault.create(folder / "vault", "a benchmark passphrase")
        vault.close()
        perflead = [sys.executable, "-c", "from perflead_tui.cli.main import run; run()", "--home"]
        programs: dict[str, tuple[list[str], bytes]] = {
            "hello world": ([sys.executable, str(hello)], b"Hello, World!"),
            "perflead, locked": ([*perflead, str(folder / "vault")], b"Unlock"),
            "perflead, first start": ([*perflead, str(folder / "none")], b"Choose"),
        }
        times: dict[str, list[float]] = {title: [] for title in programs}
        for number in range(rounds + 1):
            for title, (command, words) in programs.items():
                taken = first_paint(command, words, environment)
                if number:  # the first round warms the disk
                    times[title].append(taken)
    floor = statistics.median(times["hello world"])
    print(f"{'until the first page':24}{'median':>10}{'fastest':>10}{'slowest':>10}{'beside hello':>14}")
    for title, taken_all in times.items():
        middle = statistics.median(taken_all)
        numbers = "".join(f"{value * 1000:>7.0f} ms" for value in (middle, min(taken_all), max(taken_all)))
        print(f"{title:24}{numbers}{middle / floor:>13.2f}x")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
