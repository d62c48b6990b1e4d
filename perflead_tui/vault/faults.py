"""What can be wrong with a vault, each with its own name so that callers and `doctor` can tell them apart."""

import errno
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.files import reason, shown
from perflead_tui.i18n import _

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class DamagedFile(PerfleadError):
    """The bytes are not those that were written."""


class ForeignFile(PerfleadError):
    """A whole file, but of another vault, another review or a newer format."""


class RolledBack(PerfleadError):
    """A whole file, but older than what was acknowledged on this machine."""


class MissingFile(PerfleadError):
    """A file that is not here. `expected` says that this machine knows it was: the loss needs mending."""

    expected = False


class VaultInUse(PerfleadError):
    """Another process holds the vault."""


class WrongSecret(PerfleadError):
    """The passphrase or the recovery key does not fit."""


class WriteFailed(PerfleadError):
    """The system refused a write; what was acknowledged before is still there."""


class MustReopen(PerfleadError):
    """An earlier write failed, so this handle takes no more changes."""


class NotStorable(PerfleadError, ValueError):
    """A document that is not JSON, or too large or too deep: neither memory nor disk has changed."""


def damaged(path: Path) -> DamagedFile:
    """The error for a file whose bytes fail their authentication."""
    return DamagedFile(
        _("{path} is damaged.").format(path=shown(path)),
        _("Nothing was changed. Put back a copy from a backup; other files of the vault are not affected."),
    )


def write_failed(path: Path, error: OSError) -> WriteFailed:
    """The error for a write that the system refused; a full disk is named as such."""
    if error.errno in _FULL:
        return WriteFailed(
            _("The disk is full: {path} could not be written.").format(path=shown(path)),
            _("What was saved before is still there. Free some space, then open the vault again."),
        )
    return WriteFailed(
        _("{path} could not be written: {reason}.").format(path=shown(path), reason=reason(error)),
        _("What was saved before is still there. Mend the cause, then open the vault again."),
    )


def unreadable(path: Path, error: OSError) -> PerfleadError:
    """The error for a file that cannot be opened or read."""
    if isinstance(error, FileNotFoundError):
        return MissingFile(
            _("There is no file {path}.").format(path=shown(path)), _("Put it back from a copy of the vault.")
        )
    return PerfleadError(
        _("{path} could not be opened: {reason}.").format(path=shown(path), reason=reason(error)),
        _("Check that the disk is there and that the file may be read and written by you."),
    )
