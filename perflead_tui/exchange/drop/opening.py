"""Open a drop by its address."""

from pathlib import Path

from perflead_tui.exchange.drop import names
from perflead_tui.exchange.drop.address import Address, name, parse
from perflead_tui.exchange.drop.drop import Drop
from perflead_tui.exchange.drop.errors import DropError, told
from perflead_tui.exchange.drop.folder import FolderStore
from perflead_tui.exchange.drop.patience import Patience
from perflead_tui.exchange.drop.store import Store
from perflead_tui.i18n import _


def open_drop(url: str, review: str, patience: Patience | None = None) -> Drop:
    """The files of `review` at `url`: a folder, file://, sftp://, s3://, webdav://, webdavs://, or another of fsspec.

    Nothing is read or written, and a server is not reached, before the drop is used. Raises DropError if the address
    holds a password or is not well-formed, PerfleadError if the libraries for servers are not installed.
    """
    patience = patience or Patience()
    names.check_review(review)
    place = check_address(url)
    where = name(place)
    with told(where):
        return Drop(_store(place, review, patience), where, patience)


def check_address(url: str) -> Path | Address:
    """Where the drop at `url` is. Nothing is loaded or reached. Raises DropError if there can be none."""
    place = parse(url)
    if isinstance(place, Path):
        return place
    if place.user and place.scheme not in ("sftp", "ssh"):
        raise DropError(_("Only the address of an SFTP drop names a user."), _("Leave out everything before the @."))
    if place.scheme in ("http", "https"):
        raise DropError(
            _("A web address is not a drop."), _("For a WebDAV folder, write webdavs:// in place of https://.")
        )
    return place


def _store(place: Path | Address, review: str, patience: Patience) -> Store:
    if isinstance(place, Path):
        return FolderStore(place, review)
    # Imported here: they are needed for servers alone, and so are the libraries that they ask for.
    if place.scheme in ("sftp", "ssh"):
        from perflead_tui.exchange.drop.sftp import SftpStore

        return SftpStore(place, review, patience)
    if place.scheme in ("s3", "s3a"):
        from perflead_tui.exchange.drop.s3 import S3Store

        return S3Store(place, review, patience)
    if place.scheme in ("webdav", "webdavs"):
        from perflead_tui.exchange.drop.webdav import WebdavStore

        return WebdavStore(place, review, patience)
    from perflead_tui.exchange.drop.other import OtherStore

    return OtherStore(place, review)
