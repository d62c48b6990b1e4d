"""The terminal around a kiosk: cleared before and after, deaf to the keys that end programs, and started again."""

import contextlib
import signal
import sys
from collections.abc import Iterator

WIPE = "\x1b[H\x1b[2J\x1b[3J"
"""ECMA-48 CUP and ED 2; ED 3 clears what was scrolled away (xterm, and terminals that follow it)."""
_FROM_KEYBOARD = ("SIGINT", "SIGQUIT", "SIGTSTP")


def wipe() -> None:
    """Clear the terminal and its scrollback, if there is one: never a stream that only looks like one."""
    if sys.__stdout__ is not None and sys.__stdout__.isatty():
        with contextlib.suppress(OSError):
            sys.__stdout__.write(WIPE)
            sys.__stdout__.flush()


@contextlib.contextmanager
def closed_to_the_keyboard() -> Iterator[None]:
    """No key ends or stops the process."""
    before = {}
    for name in _FROM_KEYBOARD:
        if hasattr(signal, name):
            before[name] = signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
