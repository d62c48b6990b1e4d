"""The libraries for servers, loaded when a drop on a server is opened and not before."""

import asyncio
import importlib
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _

AGENT = "perflead"
"""What a server is told about the program: not its version, nor the system, which would tell people apart."""


def need(module: str) -> Any:
    """The module of an optional dependency. Raises PerfleadError, naming the extra, if it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise PerfleadError(
            _("A drop on a server needs more parts of perflead."),
            _('Install them: pip install "perflead-tui[drop]".'),
        ) from None


def wait(loop: asyncio.AbstractEventLoop, seconds: float, step: Callable[[], Awaitable[Any]]) -> Any:
    """The result of the coroutine `step()` in fsspec's `loop`. Raises TimeoutError after `seconds`."""

    async def limited() -> Any:
        async with asyncio.timeout(seconds):
            return await step()

    return need("fsspec.asyn").sync(loop, limited)


def certificate_refused(error: BaseException | None) -> bool:
    """Whether the cause of `error` is a certificate that this computer does not trust."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
