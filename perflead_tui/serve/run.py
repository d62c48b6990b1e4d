"""Running a server in the foreground, until a signal ends it."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.serve.options import Options
from perflead_tui.serve.server import CONNECTIONS, House, Server

_FILES = 4  # descriptors that a session needs beside its socket


def serve(options: Options, house: House, on_stop: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl+C; `on_stop` is called at the first of them. A second one ends it at once.

    Raises PerfleadError if the port cannot be opened.
    """
    logging.disable(logging.CRITICAL)  # what libraries would log holds addresses and requests
    _limits(CONNECTIONS + _FILES * options.sessions + 64)
    try:
        asyncio.run(_serve(options, house, on_stop))
    except OSError as error:
        raise PerfleadError(
            _("The port {port} of {host} cannot be opened: {reason}.").format(
                port=options.port, host=options.host, reason=error.strerror or type(error).__name__
            ),
            _("Another program may use it. Choose another one with --port."),
        ) from None
    finally:
        logging.disable(logging.NOTSET)


async def _serve(options: Options, house: House, on_stop: Callable[[], None]) -> None:
    stop, now = asyncio.Event(), asyncio.Event()

    def asked() -> None:
        if stop.is_set():
            now.set()
        else:
            on_stop()
            stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, asked)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_given: loop.call_soon_threadsafe(asked))
    await Server(options, house).run(stop, now)


def _limits(files: int) -> None:
    """Let this process open as many files as sessions need."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = files if hard == resource.RLIM_INFINITY else min(files, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
