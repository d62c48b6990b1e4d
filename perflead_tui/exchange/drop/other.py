"""A drop in any other place that fsspec knows, if its library can create a file without overwriting.

fsspec's own `mode="create"` looks first and then writes, so that two writers can both win; only places whose library
does better (Google Cloud Storage, Azure, memory) are taken.
"""

import contextlib
import errno
import inspect
from collections.abc import Iterator
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import names
from perflead_tui.exchange.drop.address import Address
from perflead_tui.exchange.drop.library import need
from perflead_tui.exchange.drop.store import PAGE, Entry, Oversized, Unfit
from perflead_tui.i18n import _
from perflead_tui.text import clean_line


class OtherStore:
    """One review below a path of any file system of fsspec."""

    resumes = False

    def __init__(self, address: Address, review: str) -> None:
        spec = need("fsspec")
        try:
            kind = spec.get_filesystem_class(address.scheme)
        except ValueError:
            raise PerfleadError(
                _("There is no kind of drop that is called {name}.").format(name=clean_line(address.scheme, 40)),
                _("Use a folder, sftp://, s3://, webdavs://, or another kind that fsspec knows."),
            ) from None
        except ImportError as error:
            raise PerfleadError(
                _("This kind of drop needs another package of Python."), clean_line(str(error), 200)
            ) from None
        if not _creates(kind, need("fsspec.spec").AbstractFileSystem):
            raise Unfit(address.scheme)
        self._fs = kind(skip_instance_cache=True, use_listings_cache=False)
        self._review = review
        self._root = f"{kind._strip_protocol(address.url).rstrip('/')}/{names.check_review(review)}"

    def lay(self) -> None:
        """Make the review's folders, where there are any."""
        with _faults():
            for folder in (self._root, *(f"{self._root}/{name}" for name in names.folders_of(self._review))):
                self._fs.makedirs(folder, exist_ok=True)

    def create(self, name: str, data: bytes) -> None:
        """Create the file as the library does it."""
        with _faults():
            self._fs.pipe_file(f"{self._root}/{name}", data, mode="create")

    def read(self, name: str, limit: int) -> bytes:
        """Ask for the size, then for so many bytes."""
        path = f"{self._root}/{name}"
        with _faults():
            found = self._fs.info(path)
            if found["type"] != "file":
                raise FileNotFoundError(errno.ENOENT, "not a regular file")
            size = int(found["size"])
            if size > limit:
                raise Oversized(name)
            data = bytes(self._fs.cat_file(path, start=0, end=limit))
        if len(data) != size:
            raise BlockingIOError(errno.EAGAIN, "it changed while it was read")
        return data

    def pages(self, folder: str, after: str) -> Iterator[list[Entry]]:
        """The folder; fsspec reads all of it at once."""
        with _faults():
            found = self._fs.ls(f"{self._root}/{folder}", detail=True)
        told = [_entry(item) for item in found]
        for start in range(0, len(told), PAGE):
            yield told[start : start + PAGE]

    def remove(self, name: str) -> None:
        """Remove the file."""
        with _faults():
            self._fs.rm_file(f"{self._root}/{name}")

    def require_base(self) -> None:
        """Nothing that all of these places could answer."""

    def reset(self) -> None:
        """Nothing that all of these places could forget."""


def _creates(kind: Any, base: Any) -> bool:
    """Whether this kind of file system has a way of its own to create without overwriting."""
    way = getattr(kind, "_pipe_file", None) or kind.pipe_file
    return way is not base.pipe_file and "mode" in inspect.signature(way).parameters


def _entry(item: dict[str, Any]) -> Entry:
    regular = item.get("type") == "file" and item.get("size") is not None
    return Entry(str(item["name"]).rstrip("/").rpartition("/")[2], int(item["size"]) if regular else -1)


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except NotImplementedError as error:
        raise Unfit(str(error)) from error
