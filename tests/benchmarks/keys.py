"""From a key to the picture it makes, on every step of the walk-through, through a pseudo-terminal.

The review is as large as one gets: 60 items, 8 cells besides self, 400 comments; it lies in an encrypted vault, and
what is typed is saved. Run: python -m tests.benchmarks.keys [ROUNDS]. Prints a table; it measures, it never judges.

`wall` is what somebody in front of the machine sees. `own` is the same, of those presses alone during which a host of
virtual machines took no time away from this one (the kernel's count of stolen time stood still). `cpu` is the app's own
work until the frame is out: it stays nearly the same on a machine that is busy with other things.
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COLUMNS, ROWS = 120, 40
_FRAME = b"\x1b[?2026l"  # the end of a synchronized frame: now it is on the glass
_ASKED = b"\x1b[?2026$p"
_YES = b"\x1b[?2026;2$y"
_LONGEST = 1.0  # seconds after which a key is taken to have painted nothing
_QUIET = 0.08
KEYS = ("down", "down", "down", "up", "enter", "enter", "t", "t", "right", "left", "p", "p")
_ASKING = (2, 7, 8, 9)
"""Steps on which Enter opens a question, which would take the keys after it."""
_CODES = {"down": b"\x1b[B", "up": b"\x1b[A", "right": b"\x1b[C", "left": b"\x1b[D", "enter": b"\r", "escape": b"\x1b"}


@dataclass(frozen=True)
class Spent:
    """Seconds on the wall and of the app's own work; `disturbed` if the host took time away meanwhile."""

    wall: float
    cpu: float
    disturbed: bool


def stolen() -> int:
    """What the host of this virtual machine has taken from it, in ticks of the kernel; 0 where nobody counts."""
    try:
        return int(Path("/proc/stat").read_text().split("\n", 1)[0].split()[8])
    except (OSError, IndexError):
        return 0


def child(folder: str) -> None:
    """The app over a vault with the large report: what runs in the pseudo-terminal."""
    from perflead_tui.flows.records import open_review
    from perflead_tui.flows.setup import new_review
    from perflead_tui.questionnaire.loading import load
    from perflead_tui.review.state import CLOSED
    from perflead_tui.settings import Settings
    from perflead_tui.tui.coach.app import CoachApp, Place
    from perflead_tui.vault.vault import Vault
    from tests.flows.conftest import wanted
    from tests.tui_results.build import large

    vault, _recovery = Vault.create(Path(folder) / "vault", "a long passphrase")
    review = new_review(vault, wanted()).review
    with open_review(vault, review) as file:
        file.db.table("report").insert({"json": large(load("performance-leadership"), 1000).to_json(indent=None)})
        file.set_state(CLOSED)
    CoachApp(vault.home, Settings(lock_minutes=0), vault=vault, start=Place("walk", review)).run()


def bare() -> None:
    """A Textual app that paints a screen of text at every key: what the machine and Textual take for themselves."""
    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.widgets import Static

    class Bare(App[None]):
        presses = 0

        def compose(self) -> ComposeResult:
            yield Static("hello", markup=False)

        def on_key(self, _event: Key) -> None:
            self.presses += 1
            self.query_one(Static).update("\n".join(f"{self.presses} {n} ".ljust(COLUMNS, "x") for n in range(ROWS)))

    Bare().run()


class Terminal:
    """The other end of the pseudo-terminal."""

    def __init__(self, fd: int, pid: int) -> None:
        self._fd, self._pid = fd, pid

    def frames(self, seconds: float) -> bytes:
        """What is painted until a frame ends, at most so long."""
        found, end = b"", time.perf_counter() + seconds
        while _FRAME not in found and (left := end - time.perf_counter()) > 0:
            found += self._some(left)
        return found

    def quiet(self, seconds: float = _QUIET) -> bytes:
        """Everything until nothing was painted for a while."""
        found = b""
        while more := self._some(seconds):
            found += more
        return found

    def _some(self, seconds: float) -> bytes:
        if not select.select([self._fd], [], [], seconds)[0]:
            return b""
        try:
            found = os.read(self._fd, 1 << 16)
        except OSError:
            return b""
        if _ASKED in found:
            os.write(self._fd, _YES)
        return found

    def _worked(self) -> float:
        """Seconds that the app's threads have run so far (Linux counts them in nanoseconds); 0 where nobody counts."""
        counts = Path(f"/proc/{self._pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in counts) / 1e9

    def press(self, key: str) -> Spent | None:
        """Seconds from a key to the end of the frame that it makes; None if it makes none."""
        self.quiet()
        taken, worked, start = stolen(), self._worked(), time.perf_counter()
        os.write(self._fd, _CODES.get(key, key.encode()))
        painted = self.frames(_LONGEST)
        wall = time.perf_counter() - start
        return Spent(wall, self._worked() - worked, stolen() != taken) if _FRAME in painted else None


@contextmanager
def running(folder: str, what: str = "--child") -> Iterator[Terminal]:
    """The app in a pseudo-terminal of its own; `what` is "--bare" for the other one."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", PERFLEAD_STATE=f"{folder}/state")
        os.environ.update(PERFLEAD_CONFIG=f"{folder}/config")
        os.execv(sys.executable, [sys.executable, "-m", "tests.benchmarks.keys", what, folder])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    terminal = Terminal(fd, pid)
    try:
        terminal.frames(60)
        terminal.quiet(1.0)
        yield terminal
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def measured(terminal: Terminal, step: int, rounds: int) -> list[Spent]:
    """The times of all keys on one step, in seconds; the key that leads to the step is one of them."""
    times = []
    for _round in range(rounds):
        terminal.press("1" if step != 1 else "2")
        for key in (str(step), *KEYS):
            spent = terminal.press(key) if key != "enter" or step not in _ASKING else None
            if spent is not None:
                times.append(spent)
    return times


def told(name: object, spent: list[Spent]) -> None:
    """One row of the table."""
    own = [each.wall for each in spent if not each.disturbed]
    cells = []
    for seconds in ([each.wall for each in spent], own, [each.cpu for each in spent]):
        times = sorted(1000 * each for each in seconds) or [float("nan")]
        p95 = times[min(int(0.95 * len(times)), len(times) - 1)]
        cells.append(f"{statistics.median(times):>10.1f} {p95:>8.1f} {times[-1]:>9.1f}")
    print(f"{name:>4} {len(spent):>5} {len(own):>5} {''.join(cells)}", flush=True)


def main(rounds: int) -> None:
    """Print the table."""
    print(f"key to paint, {COLUMNS}x{ROWS}, 60 items, 8 cells, 400 comments, {rounds} rounds")
    print("bare: a Textual app that paints as many rows; its p95 and worst are this machine's")
    heads = [f"{f'{kind} ms':>10} {'p95':>8} {'worst':>9}" for kind in ("wall", "own", "cpu")]
    print(f"{'step':>4} {'keys':>5} {'own':>5} {''.join(heads)}")
    with tempfile.TemporaryDirectory() as folder, running(folder, "--bare") as terminal:
        told("bare", [spent for _n in range(12 * rounds) if (spent := terminal.press("down")) is not None])
    with tempfile.TemporaryDirectory() as folder, running(folder) as terminal:
        for step in range(1, 10):
            told(step, measured(terminal, step, rounds))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2])
    elif sys.argv[1:2] == ["--bare"]:
        bare()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
