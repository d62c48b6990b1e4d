"""How long it takes until a first screen can be read, beside a bare Textual hello world and a form of RadioSets.

Run: python -m tests.benchmarks paint. Prints a table; it measures, it never judges.

Each program is started in a pseudo-terminal of its own, in turn; its time ends when the last words of its first screen
have arrived; what it does when it is ended counts for nothing. Later steps of the walk-through are one key away:
`keystroke` counts the keys that lead there.
"""

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.paths import sample_dir
from tests.benchmarks.apps import BARE, LOADED, command, perflead, prepared, private
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.timing import interleaved

TITLE = "First paint"
_SECONDS = 120.0
_RADIOS = "a form of RadioSets"


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """All beside hello world; the two that read files also beside the libraries for it; the form beside RadioSets."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        invitation = prepared(folder)
        report = sample_dir() / SAMPLE / RESULTS / "review" / "report.json"
        programs = {
            BARE: (command("hello", folder), b"Hello, World!"),
            LOADED: (command("libraries", folder), b"Hello, World!"),
            _RADIOS: (command("radios", folder), b"point 5"),
            "the rater's form": (perflead("answer", str(invitation)), b"Begin"),
            "home, asking for the passphrase": (perflead("--home", str(folder / "vault")), b"Unlock"),
            "home, at the very first start": (perflead("--home", str(folder / "none")), b"Choose"),
            "the walk-through of a report": (perflead("results", str(report)), b"Contract"),
        }
        environment = private(folder)
        works = {
            title: partial(_first_paint, arguments, words, environment)
            for title, (arguments, words) in programs.items()
        }
        found = interleaved(works, 3 if quick else 15, timed=_own)
    ours = [title for title in programs if title not in (BARE, LOADED, _RADIOS)]
    rows = [Figure(title, "s", found[title], BARE, found[BARE], Aim(1.6)) for title in ours]
    rows += [Figure(title, "s", found[title], LOADED, found[LOADED]) for title in ours if not title.startswith("home")]
    return [*rows, Figure(ours[0], "s", found[ours[0]], _RADIOS, found[_RADIOS])]


def _own(work: Callable[[], float]) -> float:
    """The seconds that a work tells."""
    return work()


def _first_paint(command: Sequence[str], words: bytes, environment: Mapping[str, str]) -> float:
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
    seen, end = b"", time.monotonic() + _SECONDS
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
