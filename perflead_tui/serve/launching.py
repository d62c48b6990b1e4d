"""Starting the process of a session: a program as it is, or a fork of one that has loaded the kiosk already.

Loading the kiosk takes most of a second of a core, so a shift that comes at once would wait for minutes. Where the
system can, the server therefore keeps one process that has loaded it and has seen no code (tui/nursery.py), and every
session is a fork of that one: a process of its own, made in a moment. Neither way goes through a shell.
"""

import asyncio
import contextlib
import os
import signal
import socket
import struct
import subprocess
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import Protocol

from perflead_tui.i18n import language
from perflead_tui.serve.options import clean_environment

DRIVER = "perflead_tui.tui.web_driver:ServedDriver"
ASKED = struct.Struct(">HH8s")
"""What is asked of the nursery: columns, rows and a language, with one end of a socket."""
GIVEN = b"+"
"""What it answers, with a descriptor of the new process."""
_USUAL = (80, 24)  # cells; each fork is told its own
_SECONDS = 60.0  # that loading may take on a busy machine

_SYSTEM_CAN = hasattr(os, "fork") and hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")


class Running(Protocol):
    """The process of one session."""

    @property
    def stdin(self) -> asyncio.StreamWriter:
        """Where packets go."""

    @property
    def stdout(self) -> asyncio.StreamReader:
        """Where packets come from."""

    async def wait(self) -> None:
        """Until it has ended."""

    def send(self, number: int) -> None:
        """Send it a signal; nothing happens if it has ended."""

    def close(self) -> None:
        """Give up what belongs to it, once it has ended."""


def environment_of(width: int, height: int, language: str) -> dict[str, str]:
    """The environment of a session with a terminal of so many cells, in a language."""
    ours = clean_environment()
    ours.pop("LC_ALL", None)  # it would overrule the language
    return {
        **ours,
        "LC_MESSAGES": language,
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TEXTUAL_ANIMATIONS": "none",
        "COLUMNS": str(width),
        "ROWS": str(height),
    }


class Launcher(Protocol):
    """Starts processes."""

    async def prepare(self) -> None:
        """Do what can be done before the first one is asked for. Raises OSError."""

    async def start(self, width: int, height: int, language: str) -> Running:
        """A new process with a terminal of so many cells, in a language. Raises OSError if there can be none."""

    async def renew(self) -> None:
        """Let those that are started from now on read the pack anew. Raises OSError."""

    def close(self) -> None:
        """Start no more."""


def launcher(argv: tuple[str, ...], nursery: tuple[str, ...]) -> Launcher:
    """The launcher of this system: by `nursery`, if there is one and the system can, else by `argv`."""
    return Nursery(nursery) if nursery and _SYSTEM_CAN else Program(argv)


class _Started:
    """A program."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - it was started with pipes
        self._process = process
        self.stdin, self.stdout = process.stdin, process.stdout

    async def wait(self) -> None:
        await self._process.wait()

    def send(self, number: int) -> None:
        """To the process and to all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)

    def close(self) -> None:
        self.stdin.close()


class Program:
    """Starts a program for each session, in a group of its own, which a Ctrl+C at the server's terminal spares."""

    def __init__(self, argv: tuple[str, ...]) -> None:
        self._argv = argv

    async def prepare(self) -> None:
        """Nothing."""

    async def renew(self) -> None:
        """Nothing: each reads it anyway."""

    async def start(self, width: int, height: int, language: str) -> Running:
        """Start it, without a shell. Its stderr is not read: it could hold what was typed."""
        return _Started(
            await asyncio.create_subprocess_exec(
                *self._argv,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment_of(width, height, language),
                start_new_session=True,
            )
        )

    def close(self) -> None:
        """Nothing is kept."""


class _Forked:
    """A fork of the nursery, known by a descriptor (pidfd_open(2)), which no other process takes over."""

    def __init__(self, descriptor: int, stdout: asyncio.StreamReader, stdin: asyncio.StreamWriter) -> None:
        self._descriptor = descriptor
        self.stdin, self.stdout = stdin, stdout

    async def wait(self) -> None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()

        def found() -> None:
            if not ended.done():
                ended.set_result(None)

        loop.add_reader(self._descriptor, found)
        try:
            await ended
        finally:
            loop.remove_reader(self._descriptor)

    def send(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self._descriptor, signal.Signals(number))

    def close(self) -> None:
        self.stdin.close()
        os.close(self._descriptor)


class Nursery:
    """Asks a process that has loaded the kiosk for forks of it; starts that process anew if it is gone."""

    def __init__(self, argv: tuple[str, ...]) -> None:
        self._argv = argv
        self._asking = asyncio.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    async def prepare(self) -> None:
        """Let it load."""
        async with self._asking:
            if self._control is None:
                self._begin()

    async def renew(self) -> None:
        """Let another one load; forks of the one before go on."""
        async with self._asking:
            await asyncio.to_thread(self.close)
            self._begin()

    async def start(self, width: int, height: int, language: str) -> Running:
        """A fork."""
        ours, theirs = socket.socketpair()
        try:
            async with self._asking:
                descriptor = await asyncio.to_thread(self._ask, ASKED.pack(width, height, language.encode()), theirs)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return _Forked(descriptor, *await asyncio.open_connection(sock=ours))

    def _ask(self, asked: bytes, end: socket.socket) -> int:
        """Ask for a fork that reads and writes at `end`; the descriptor of its process."""
        for last in (False, True):
            if self._control is None:
                self._begin()
            assert self._control is not None  # noqa: S101 - begun on the line above
            try:
                socket.send_fds(self._control, [asked], [end.fileno()])
                answer, given, _flags, _address = socket.recv_fds(self._control, 1, 1)
                if answer == GIVEN and given:
                    return given[0]
            except OSError:
                if last:
                    raise
            self.close()
        raise OSError("the nursery is gone")

    def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(_SECONDS)
        nothing = subprocess.DEVNULL
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, without a shell
                [*self._argv, str(theirs.fileno())],
                stdin=nothing,
                stdout=nothing,
                stderr=nothing,
                pass_fds=[theirs.fileno()],
                env=environment_of(*_USUAL, language()),
                start_new_session=True,
            )
        self._control = ours

    def close(self) -> None:
        """Let the nursery end; its forks go on."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None
