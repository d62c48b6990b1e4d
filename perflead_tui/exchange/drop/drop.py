"""The drop of one review: create once, read with a limit, list what is new."""

import secrets
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from perflead_tui.exchange.drop import errors, names
from perflead_tui.exchange.drop.entries import Entries
from perflead_tui.exchange.drop.patience import Patience
from perflead_tui.exchange.drop.store import Entry, Oversized, Store

_T = TypeVar("_T")


class Drop:
    """The files of one review in a shared place. Every method raises DropError in words for people.

    The desk removes a claim or an envelope once its vault holds it durably, so that a listing tells only what is new.
    A file may come back after that, when a rater's acknowledgement was lost: taking the same bytes twice must be
    harmless. One thread at a time may use a drop; open one for each.
    """

    def __init__(self, store: Store, where: str, patience: Patience) -> None:
        """`where` names the place for people; it must hold no secret."""
        self.where = where
        self._store = store
        self._patience = patience

    def put(self, name: str, data: bytes, *, same_ok: bool = False) -> None:
        """Create `name` with `data`, whole or not at all; the folders of the review come with its terms.

        Raises Exists if the name is taken, whatever lies there; with `same_ok`, only if something else lies there.
        """
        names.check_name(name)
        tries = 0

        def create() -> None:
            nonlocal tries
            tries += 1
            try:
                self._store.create(name, data)
            except FileExistsError:
                # After a fault it may be our own file, whose acknowledgement was lost.
                if not ((same_ok or tries > 1) and self._holds(name, data)):
                    raise

        with errors.told(self.where):
            if name == names.TERMS:
                self._run(self._store.lay)
            try:
                self._run(create)
            except FileExistsError:
                raise errors.exists(name) from None

    def get(self, name: str, limit: int) -> bytes | None:
        """The content of `name`, or None if there is no such file. Raises TooLarge if it exceeds `limit` bytes."""
        names.check_name(name)
        if limit < 1:
            raise ValueError("a limit is at least one byte")
        with errors.told(self.where):
            try:
                return self._run(lambda: self._store.read(name, limit))
            except Oversized:
                raise errors.too_large(name, limit) from None
            except FileNotFoundError:
                self._run(self._store.require_base)
                return None

    def entries(self, folder: str, digits: int = names.DIGITS) -> Entries:
        """The files of `folder` whose names are `digits` lowercase hexadecimal digits, read as they are needed."""

        def run(step: Callable[[], list[Entry] | None]) -> list[Entry] | None:
            with errors.told(self.where):
                return self._run(step)

        return Entries(self._store, names.check_folder(folder), names.leaf_form(digits), run)

    def remove(self, name: str) -> None:
        """Remove `name`, for the desk that has taken it; one that is missing is fine."""
        names.check_name(name)

        def remove() -> None:
            try:
                self._store.remove(name)
            except FileNotFoundError:
                return

        with errors.told(self.where):
            self._run(remove)

    def lay(self) -> None:
        """Make the folders, where the place has folders; what is there stays."""
        with errors.told(self.where):
            self._run(self._store.lay)

    def check(self) -> None:
        """Make sure, before a review relies on it, that the place can be written, never overwrites and removes.

        Lays the folders of the review. Raises DropUnfit if a second file of the same name replaced the first.
        """
        name = f"{names.CLAIMS}/{names.random_name()}"
        first, second = secrets.token_bytes(64), secrets.token_bytes(64)
        self.lay()
        self.put(name, first)
        try:
            self.put(name, second)
        except errors.Exists:
            kept = self.get(name, 64) == first
        else:
            kept = False
        self.remove(name)
        if not kept:
            raise errors.unfit(self.where)

    def close(self) -> None:
        """Let go of the connection; the drop connects again when it is used again."""
        self._store.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self, step: Callable[[], _T]) -> _T:
        return self._patience.run(step, self._store.reset)

    def _holds(self, name: str, data: bytes) -> bool:
        try:
            return self._store.read(name, max(1, len(data))) == data
        except Oversized:
            return False
        except FileNotFoundError:
            raise BlockingIOError("it was taken meanwhile") from None
