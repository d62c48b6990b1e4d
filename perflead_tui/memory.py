"""Memory that holds secrets: a crash leaves no picture of it, and no other program of the same user may read it."""

import contextlib
import sys

_PR_SET_DUMPABLE = 4  # prctl(2), Linux


def keep_private() -> None:
    """Let this process, and its forks, be written to no core dump; on Linux, be read by no debugger either.

    Two locks, because a system that hands dumps to a program of its own may not ask for the first. Where neither is
    known (Windows), nothing is done. A program that this one starts begins without the second.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import ctypes  # here: it costs 5 ms that `--help` need not pay

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
