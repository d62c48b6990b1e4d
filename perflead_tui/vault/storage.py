"""TinyDB's `Storage`, kept in an encrypted journal.

All tables are in memory; what changes is written as operations, one frame for each TinyDB write. `EncryptedTable`
commits only the documents that changed. Ordinary TinyDB code may also `read()` everything (a copy, so that memory
cannot be changed behind the journal's back) and `write()` everything (what differs is committed).

One lock guards memory and file together, so the threads of a program may share a storage.
"""

import contextlib
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tinydb.storages import Storage

from perflead_tui.errors import PerfleadError
from perflead_tui.vault import operations
from perflead_tui.vault.faults import damaged
from perflead_tui.vault.journal import Journal
from perflead_tui.vault.operations import Document, Operation, State, Undo

_FEW_CHANGES, _DOCUMENTS_A_CHANGE = 64, 8
"""A file is mostly history when it has had so many changes and one more for so many documents."""


class Watcher(Protocol):
    """Who must know that documents changed: a table with its query cache."""

    @property
    def name(self) -> str:
        """The table's name."""

    def refresh(self, *, ids: bool) -> None:
        """Forget cached results and, with `ids`, what the next id is."""


class EncryptedStorage(Storage):
    """One journal as a TinyDB storage. Opens it, or makes it with `create`."""

    def __init__(self, journal: Journal, *, create: bool = False) -> None:
        self.lock = threading.RLock()
        self._journal = journal
        self._state: State = {}
        self._levels: list[tuple[list[Operation], Undo]] = []
        self._watchers: dict[str, list[weakref.ref[Watcher]]] = {}
        self._closed = False
        if create:
            journal.create()
        else:
            journal.open(self._replay)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._journal.path.name}>"

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self._journal.path

    @property
    def set_aside(self) -> Path | None:
        """Where the remains of an interrupted write went when the file was opened; None if there were none."""
        return self._journal.set_aside

    @property
    def usable(self) -> bool:
        """Whether it takes changes: not closed, and no write has failed."""
        return not self._closed and self._journal.usable

    @property
    def head(self) -> bytes:
        """The journal's running hash."""
        return self._journal.head

    def read(self) -> State | None:
        """A copy of all tables; None if there are none."""
        with self.lock:
            state: State = operations.copied(self._opened())
        return state or None

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Make `data` the content, in one frame that holds what differs."""
        with self.lock:
            self.commit(operations.difference(self._opened(), data))
            self._tell(None, ids=True)

    def view(self, table: str) -> Mapping[str, Document] | None:
        """The documents of a table by id, for looking only; None if there is no such table."""
        return self._opened().get(table)

    def names(self) -> set[str]:
        """The names of all tables."""
        return set(self._opened())

    def register(self, table: Watcher) -> None:
        """Tell `table` of changes for as long as it lives."""
        self._watchers.setdefault(table.name, []).append(weakref.ref(table))

    def commit(self, changes: Sequence[Operation]) -> None:
        """Make all of `changes` or none, durably unless in a transaction."""
        with self.lock:
            state = self._opened()
            if not changes:
                return
            if self._levels:
                pending, undo = self._levels[-1]
                for operation in changes:
                    undo.before(operation)
                    operations.apply(state, operation)
                pending.extend(changes)
            else:
                self._journal.append(operations.encode(changes), lambda: _apply_all(state, changes))
            self._tell({operation.table for operation in changes}, ids=False)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One frame for everything in the block; an exception puts memory back and nothing is written.

        A transaction inside another is part of it: it can fail alone, but is saved with the outer one.
        """
        with self.lock:
            pending: list[Operation] = []
            undo = Undo(self._opened())
            self._levels.append((pending, undo))
            try:
                try:
                    yield
                finally:
                    self._levels.pop()
                if self._levels:
                    self._levels[-1][0].extend(pending)
                    self._levels[-1][1].absorb(undo)
                elif pending:
                    self._journal.append(operations.encode(pending), undo.forget)
            except BaseException:
                undo.back()
                self._tell(None, ids=True)
                raise

    def compact(self, order: Mapping[str, str] | None = None) -> None:
        """Rewrite the file without its history: it then holds each document once.

        `order` names tables and a field of theirs: their documents are put in its order and numbered anew from 1.
        """
        with self.lock:
            if self._levels:
                raise RuntimeError("a file is not compacted inside a transaction")
            state = self._opened()
            moved = {name: operations.ordered(state[name], by) for name, by in (order or {}).items() if name in state}
            self._journal.rewrite(operations.rebuild({**state, **moved}), lambda: state.update(moved))
            self._tell(set(moved), ids=True)

    def tidy(self) -> None:
        """Compact a file that is mostly history, which opening it would read in vain. Never fails: it can wait."""
        with self.lock:
            if self._levels or not self.usable:
                return
            documents = sum(map(len, self._state.values()))
            if self._journal.changes > _FEW_CHANGES + documents // _DOCUMENTS_A_CHANGE:
                with contextlib.suppress(PerfleadError):  # a full disk: what was saved before is saved
                    self.compact()

    def close(self) -> None:
        """Free file and memory."""
        with self.lock:
            self._closed = True
            self._state = {}
            self._tell(None, ids=True)
            self._journal.close()

    def _replay(self, payload: bytes) -> None:
        try:
            changes = operations.decode(payload)
        except ValueError:
            raise damaged(self._journal.path) from None
        _apply_all(self._state, changes)

    def _opened(self) -> State:
        if self._closed:
            raise RuntimeError("the database is closed")
        return self._state

    def _tell(self, names: set[str] | None, *, ids: bool) -> None:
        for name in list(self._watchers) if names is None else names:
            for watcher in self._watchers.get(name, ()):
                table = watcher()
                if table is not None:
                    table.refresh(ids=ids)


def _apply_all(state: State, changes: Sequence[Operation]) -> None:
    for operation in changes:
        operations.apply(state, operation)
