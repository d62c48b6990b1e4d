"""What one kind of place must be able to do, and the faults it tells.

A store speaks `OSError` and its kin, whatever its library raises: FileExistsError, FileNotFoundError, PermissionError,
TimeoutError, ConnectionError, an `errno`, or one of the classes here. It never retries: `Drop` does.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

MTIME = 946_684_800
"""The modification time of every file where the store lets us set it: 2000-01-01, in seconds since 1970."""
PAGE = 500
"""Names that are held in memory at a time."""


class NoBase(OSError):
    """The place itself, or this review in it, is not there."""


class Oversized(OSError):
    """The file is larger than the caller's limit; it was not read."""


class Unfit(OSError):
    """The place cannot create a file without the risk of overwriting one."""


class Untrusted(OSError):
    """The server could not prove that it is the one that was named."""


class Skewed(OSError):
    """The server refuses because this computer's clock is too far from its own."""


class CutOff(OSError):
    """A listing was interrupted after a part of it had been told."""


class Entry(NamedTuple):
    """A file in a listing: its name without the folder, and its size in bytes (-1: not a regular file)."""

    name: str
    size: int


class Store(Protocol):
    """The files of one review in one place. Names are those of `names.py`; every method may raise OSError."""

    resumes: bool
    """Whether `pages` can go on after a name."""

    def lay(self) -> None:
        """Make the folders of the review, where the place has folders; what is there stays. Raises NoBase."""

    def create(self, name: str, data: bytes) -> None:
        """Create `name` whole or not at all. Raises FileExistsError, and FileNotFoundError without `lay`."""

    def read(self, name: str, limit: int) -> bytes:
        """The content of `name`. Raises FileNotFoundError, and Oversized before more than `limit` bytes are read."""

    def pages(self, folder: str, after: str) -> Iterator[list[Entry]]:
        """What lies in `folder`, a bounded page at a time; from behind the name `after` if the store `resumes`."""

    def remove(self, name: str) -> None:
        """Remove `name`. May raise FileNotFoundError."""

    def require_base(self) -> None:
        """Raise NoBase if the place is not there."""

    def reset(self) -> None:
        """Forget a connection that may be broken. Raises nothing."""
