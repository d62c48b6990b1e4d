"""What can be wrong with a drop, in words for people."""

import contextlib
import errno
from collections.abc import Iterator

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop.patience import passing
from perflead_tui.exchange.drop.store import CutOff, NoBase, Skewed, Unfit, Untrusted
from perflead_tui.files import reason
from perflead_tui.i18n import _


class DropError(PerfleadError):
    """Something is wrong with the drop. Nothing that was written is lost by it."""


class Exists(DropError):
    """The name is taken; what lies there was left as it is."""


class TooLarge(DropError):
    """The file is larger than such a file can be; it was not read."""


class DropAway(DropError):
    """The drop does not answer: it may do so later."""


class DropMissing(DropError):
    """The place, or the review in it, is not there."""


class DropDenied(DropError):
    """The drop does not let this person in, or not do this."""


class DropReadOnly(DropError):
    """The drop can be read, not written."""


class DropFull(DropError):
    """The drop has no room left."""


class DropUnfit(DropError):
    """The place does not keep files from being overwritten."""


class DropUntrusted(DropError):
    """The server is not known to be the one that was named."""


@contextlib.contextmanager
def told(where: str) -> Iterator[None]:
    """Turn the faults of a store into what a person is told about the drop `where`."""
    try:
        yield
    except OSError as error:
        raise tell(error, where) from None


def tell(error: OSError, where: str) -> DropError:
    """The fault `error` of the drop `where`, in words."""
    if isinstance(error, Unfit):
        return unfit(where)
    if isinstance(error, Untrusted):
        return _untrusted(where)
    if isinstance(error, Skewed):
        return DropError(
            _("The clock of this computer and the clock of the drop differ too much."),
            _("Set the date and the time of this computer, then try again."),
        )
    if error.errno == errno.EROFS:
        return _read_only(where)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(where)
    if isinstance(error, PermissionError):
        return _denied(where)
    if isinstance(error, CutOff) or passing(error):
        return _away(where)
    if isinstance(error, NoBase | FileNotFoundError | NotADirectoryError):
        return _missing(where)
    return DropError(
        _("The drop {where} did not do what was asked: {reason}.").format(where=where, reason=reason(error)),
        _("Nothing was lost. Show this message to the person who looks after the drop."),
    )


def exists(name: str) -> Exists:
    """`name` is taken."""
    return Exists(
        _("The drop already holds {name}, and it was left as it is.").format(name=name),
        _("Someone else may have written it. Nothing was lost."),
    )


def too_large(name: str, limit: int) -> TooLarge:
    """`name` has more than `limit` bytes."""
    return TooLarge(
        _("The file {name} on the drop is too large and was not read.").format(name=name),
        _("The limit is {size} KiB.").format(size=max(1, limit // 1024)),
    )


def unfit(where: str) -> DropUnfit:
    """The place `where` would overwrite."""
    return DropUnfit(
        _("{where} cannot be a drop: it does not keep a file from being overwritten.").format(where=where),
        _("Use a folder, SFTP, WebDAV, or S3 storage that knows conditional writes."),
    )


def _away(where: str) -> DropAway:
    return DropAway(
        _("The drop cannot be reached: {where}.").format(where=where),
        _("Nothing was lost. Check the connection and try again later."),
    )


def _missing(where: str) -> DropMissing:
    return DropMissing(
        _("The drop {where} is not there, or it does not hold this review.").format(where=where),
        _("Check the address. If it is a shared folder, check that it is connected."),
    )


def _denied(where: str) -> DropDenied:
    return DropDenied(
        _("The drop does not let you in, or you may not write there: {where}.").format(where=where),
        _("Nothing was lost. Check your key or password for it, and ask its owner for the right to read and write."),
    )


def _read_only(where: str) -> DropReadOnly:
    return DropReadOnly(
        _("The drop can be read but not written: {where}.").format(where=where),
        _("Nothing was lost. Ask its owner for the right to write, then try again."),
    )


def _full(where: str) -> DropFull:
    return DropFull(
        _("The drop is full: {where}.").format(where=where),
        _("Nothing was lost. Ask its owner to make room, then try again."),
    )


def _untrusted(where: str) -> DropUntrusted:
    return DropUntrusted(
        _("The server of the drop could not prove that it is the right one: {where}.").format(where=where),
        _(
            "For SFTP, connect once with ssh, compare the fingerprint with its owner's, and accept it. "
            "For other servers, ask the owner about the certificate."
        ),
    )
