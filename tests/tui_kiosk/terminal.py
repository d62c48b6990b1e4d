"""A program in a real terminal, and whatever on this machine may hold what was typed into it."""

import contextlib
import fcntl
import os
import pty
import select
import stat
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyte

ROWS, COLS = 24, 80
CLEARED = b"\x1b[2J\x1b[3J"
PATIENCE = 60.0  # seconds; a test machine may be busy
_LARGEST = 64 * 1024 * 1024  # bytes of a file that is looked into


class Terminal:
    """A program in a pseudo-terminal; its output is kept, and replayed by a small emulation with scrollback."""

    def __init__(self, args: list[str], env: dict[str, str]) -> None:
        self.output = b""
        self._screen = pyte.HistoryScreen(COLS, ROWS, history=5000)
        self._stream = pyte.ByteStream(self._screen)
        self.fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
        self.process = subprocess.Popen(
            args, stdin=inner, stdout=inner, stderr=inner, env=env, start_new_session=True, preexec_fn=_controlling
        )
        os.close(inner)

    def read(self, seconds: float = 0.05) -> None:
        while select.select([self.fd], [], [], seconds)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:  # the program has gone
                return
            self.output += data
            self._stream.feed(data)
            # ED 3, which the emulation does not know: what was scrolled away is gone.
            if b"\x1b[3J" in data:
                self._screen.history.top.clear()

    def until(self, there: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not there():
            assert time.monotonic() < ends, "\n".join(self.rows())
            self.read()

    def says(self, words: str) -> None:
        self.until(lambda: words in " ".join(" ".join(self.rows()).split()))

    def press(self, keys: str, words: str) -> None:
        """Press `keys` one by one, then wait until `words` are on the screen."""
        for key in keys:
            os.write(self.fd, key.encode())
            self.read(0.005)
        self.says(words)

    def ended(self) -> int:
        """The exit code. It is read until then: a terminal that nobody reads blocks whoever writes to it."""
        self.until(lambda: self.process.poll() is not None)
        self.read()
        return self.process.returncode

    def rows(self) -> list[str]:
        return list(self._screen.display)

    def scrollback(self) -> str:
        return "\n".join("".join(cell.data for cell in row.values()) for row in self._screen.history.top)

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self.fd)


def _controlling() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def typed_since(moment: float, words: Sequence[str]) -> list[str]:
    """What holds one of `words` in any of its spellings, in its name or its bytes.

    Looked at is every file that was made or changed since `moment`, a time in seconds, below the home folder, the
    folders for temporary files, shared memory, and those of the XDG specification (state, cache, configuration, data,
    runtime). The system's own time of change counts: no program sets that.
    """
    return [path for place in _places() for path in _holding(place, words, moment)]


def typed_in(words: Sequence[str], *places: Path) -> list[str]:
    """The same of every file below `places`."""
    return [path for place in places for path in _holding(place, words, 0.0)]


def _holding(place: Path, words: Sequence[str], since: float) -> Iterator[str]:
    forms = {form for each in words for form in _forms(each)}
    sought = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-32-le")}
    yield from (path for path in _files(place, since) if _holds(path, forms, sought))


def _forms(word: str) -> set[str]:
    bare = word.replace("-", "")
    forms = {word, bare, word.replace("-", " ")}
    return forms | {form.lower() for form in forms} | {form.upper() for form in forms}


def _places() -> set[Path]:
    home = Path.home()
    named = {
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
    }
    found = {Path(os.environ.get(name) or home / usual) for name, usual in named.items()}
    found |= {Path(os.environ[name]) for name in ("XDG_RUNTIME_DIR", "TMPDIR") if os.environ.get(name)}
    found |= {home, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path(tempfile.gettempdir())}
    return {each for each in found if not any(other in each.parents for other in found)}  # each file once


def _files(place: Path, since: float) -> Iterator[str]:
    """Every file below a folder, however deep, that was changed since a time."""
    for folder, _folders, names in os.walk(place):
        for name in names:
            path = f"{folder}/{name}"
            with contextlib.suppress(OSError):
                if os.lstat(path).st_ctime >= since:
                    yield path


def _holds(path: str, forms: set[str], sought: set[bytes]) -> bool:
    if any(form in path for form in forms):
        return True
    with contextlib.suppress(OSError), Path(path).open("rb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            data = file.read(_LARGEST)
            return any(each in data for each in sought)
    return False


def core_limits(process: int) -> list[str]:
    """The soft and the hard limit of a picture of a process's memory, in bytes."""
    lines = Path(f"/proc/{process}/limits").read_text().splitlines()
    (found,) = [line for line in lines if line.startswith("Max core file size")]
    return found.split()[4:6]
