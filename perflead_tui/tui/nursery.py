"""The process that the sessions of `perflead serve` are forks of: it has loaded the kiosk, and has seen no code.

Started as `python -c "...nursery import main; main()" PLACE ENVELOPES DESCRIPTOR`. At the descriptor, a socket, it is
asked for forks: the size and the language, and an end of another socket, which becomes the fork's stdin and stdout. It
answers with a descriptor of the new process (pidfd_open(2)), and ends when the socket does.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import struct
import sys
from pathlib import Path

from perflead_tui.flows.kiosk import Kiosk, open_kiosk
from perflead_tui.i18n import language_from_environment, set_language
from perflead_tui.memory import keep_private
from perflead_tui.tui.kiosk.run import run_kiosk

_ASKED = struct.Struct(">HH8s")  # columns, rows, language
_LOOK = 1.0  # seconds between looks for forks that have ended
# What a session would load on its way.
_LATER = ("kiosk.dialogs", "kiosk.screens", "rater.words", "rater.review", "rater.sent", "web_driver", "help")


def main() -> None:
    """Serve forks until the server is gone."""
    keep_private()  # and so are all forks
    place, envelopes, descriptor = sys.argv[1:4]
    set_language(language_from_environment())
    kiosk = open_kiosk(place, Path(envelopes) if envelopes else None)
    for name in _LATER:
        importlib.import_module(f"perflead_tui.tui.{name}")
    gc.collect()
    gc.freeze()  # a collection would write into every page that the forks share
    with socket.socket(fileno=int(descriptor)) as control:
        while _serve(kiosk, control):
            pass
    os._exit(0)


def _serve(kiosk: Kiosk, control: socket.socket) -> bool:
    """One look for those that ended, and one fork, if it is asked for; False when nobody will ask any more."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    if not select.select([control], [], [], _LOOK)[0]:
        return True
    try:
        asked, given, _flags, _address = socket.recv_fds(control, _ASKED.size, 1)
    except OSError:
        return False
    if len(asked) != _ASKED.size or len(given) != 1:
        return False
    process = os.fork()
    if process == 0:
        control.close()
        _session(kiosk, given[0], *_ASKED.unpack(asked))
    os.close(given[0])
    found = os.pidfd_open(process)  # not yet waited for, so it is this one
    socket.send_fds(control, [b"+"], [found])
    os.close(found)
    return True


def _session(kiosk: Kiosk, end: int, columns: int, rows: int, spoken: bytes) -> None:
    """Be one session, and end."""
    code = 1
    try:
        os.setsid()
        os.dup2(end, 0)
        os.dup2(end, 1)
        os.close(end)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        set_language(spoken.rstrip(b"\0").decode())
        os.environ.update(COLUMNS=str(columns), ROWS=str(rows))
        code = run_kiosk(kiosk)
    finally:
        os._exit(code)
