"""TinyDB's `Table` at the cost of the documents that change, and the database that hands it out.

TinyDB rewrites the whole database for each change. Here an updater works on a draft that remembers what it touched,
and only that is committed. Whatever is handed out is a copy, as with TinyDB's own JSON storage.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from perflead_tui.vault import operations
from perflead_tui.vault.operations import Operation
from perflead_tui.vault.storage import EncryptedStorage

_EMPTY: Mapping[str, dict[str, Any]] = {}


class Draft(MutableMapping[Any, Any]):
    """A table under change. Reading a document makes a copy that may be changed in place."""

    def __init__(self, name: str, base: Mapping[str, dict[str, Any]] | None, id_class: Callable[[str], Any]) -> None:
        self._name = name
        self._exists = base is not None
        self._base = _EMPTY if base is None else base
        self._id_class = id_class
        self._touched: dict[str, Any] = {}  # copies of old documents, and new ones, the latter in their order
        self._gone: set[str] = set()
        self._cleared = False

    def __contains__(self, doc_id: object) -> bool:
        key = str(doc_id)
        return key in self._touched or self._stays(key)

    def __getitem__(self, doc_id: Any) -> Any:
        key = str(doc_id)
        if key not in self._touched:
            if not self._stays(key):
                raise KeyError(doc_id)
            self._touched[key] = operations.copied(self._base[key])
        return self._touched[key]

    def __setitem__(self, doc_id: Any, document: Any) -> None:
        self._touched[str(doc_id)] = document

    def __delitem__(self, doc_id: Any) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        key = str(doc_id)
        self._touched.pop(key, None)
        if key in self._base:
            self._gone.add(key)

    def __iter__(self) -> Iterator[Any]:
        old = [] if self._cleared else [key for key in self._base if key not in self._gone]
        new = [key for key in self._touched if not self._stays(key)]
        return iter([self._id_class(key) for key in old + new])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove all documents."""
        self._cleared = True
        self._touched.clear()

    def operations(self) -> list[Operation]:
        """What was done, ready to commit; raises NotStorable."""
        changes: list[Operation] = []
        if not self._exists:
            changes.append(operations.make(self._name))
        elif self._cleared and self._base:
            changes.append(operations.clear(self._name))
        elif not self._cleared:
            changes.extend(operations.delete(self._name, key) for key in self._base.keys() & self._gone)
        for key, document in self._touched.items():
            change = operations.put(self._name, key, document)
            if not self._stays(key) or not operations.same(change.document, self._base[key]):
                changes.append(change)
        return changes

    def _stays(self, key: str) -> bool:
        """Whether the document that was at `key` before is still in its place."""
        return not self._cleared and key in self._base and key not in self._gone


class EncryptedTable(Table):
    """A table of an `EncryptedDB`."""

    _storage: EncryptedStorage

    def __init__(
        self,
        storage: EncryptedStorage,
        name: str,
        cache_size: int = Table.default_query_cache_capacity,
        persist_empty: bool = False,
    ) -> None:
        super().__init__(storage, name, cache_size)
        storage.register(self)
        if persist_empty:
            self._update_table(lambda _table: None)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def refresh(self, *, ids: bool) -> None:
        """Forget cached query results and, with `ids`, what the next id is."""
        self.clear_cache()
        if ids:
            self._next_id = None

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add a document and return its id."""
        with self._numbered():
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add documents, all or none, and return their ids."""
        with self._numbered():
            return super().insert_multiple(documents)

    def search(self, cond: QueryLike) -> list[Document]:
        """Copies of the documents that match."""
        with self._storage.lock:
            return [self._copy(document) for document in super().search(cond)]

    def get(self, cond: Any = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """A copy of one document, or of those with `doc_ids`; None if there is none."""
        with self._storage.lock:
            found = super().get(cond, doc_id, doc_ids)
        if isinstance(found, list):
            return [self._copy(document) for document in found]
        return None if found is None else self._copy(found)

    def update(self, fields: Any, cond: Any = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        """Change the documents that match, all or none, and return their ids."""
        with self._storage.lock:
            if cond is not None and doc_ids is None:
                doc_ids = self._matching(cond)
            return super().update(fields, cond, doc_ids)

    def upsert(self, document: Mapping[str, Any], cond: Any = None) -> list[int]:
        """Change the documents that match, or add one if none does, as one change; returns their ids."""
        with self._storage.transaction():
            return super().upsert(document, cond)

    def remove(self, cond: Any = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        """Remove the documents that match, all or none, and return their ids."""
        with self._storage.lock:
            if cond is not None and doc_ids is None:
                doc_ids = self._matching(cond)
            return super().remove(cond, doc_ids)

    def __iter__(self) -> Iterator[Document]:
        with self._storage.lock:
            documents = list(super().__iter__())  # a change while someone iterates must not disturb them
        for document in documents:
            yield self._copy(document)

    def _matching(self, cond: QueryLike) -> list[int]:
        """Ids of the documents that match, found without copying the others."""
        return [self.document_id_class(doc_id) for doc_id, document in self._read_table().items() if cond(document)]

    def _numbered(self) -> "_Numbered":
        return _Numbered(self)

    def _copy(self, document: Document) -> Document:
        return self.document_class(operations.copied(document), document.doc_id)

    def _read_table(self) -> Any:
        table = self._storage.view(self.name)
        return _EMPTY if table is None else table

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._storage.lock:
            draft = Draft(self.name, self._storage.view(self.name), self.document_id_class)
            updater(draft)
            self._storage.commit(draft.operations())


class _Numbered(AbstractContextManager[None]):
    """Holds the lock while an id is drawn and used, and gives the id back if the document was refused."""

    def __init__(self, table: EncryptedTable) -> None:
        self._table = table

    def __enter__(self) -> None:
        self._table._storage.lock.acquire()
        self._next_id = self._table._next_id

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self._table._next_id = self._next_id
        self._table._storage.lock.release()


class EncryptedDB(TinyDB):
    """A TinyDB whose storage is one encrypted journal. A context manager, as TinyDB is."""

    table_class: type[Table] = EncryptedTable
    _storage: EncryptedStorage

    def __init__(self, storage: EncryptedStorage, on_close: Callable[["EncryptedDB"], bool] | None = None) -> None:
        """`on_close` says whether `close` really closes: False while someone else uses the same database."""
        super().__init__(storage=lambda: storage)
        self._on_close = on_close

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path.name}>"

    @property
    def path(self) -> Path:
        """The file."""
        return self._storage.path

    @property
    def set_aside(self) -> Path | None:
        """Where the remains of an interrupted write went when this was opened; None if there were none."""
        return self._storage.set_aside

    @property
    def usable(self) -> bool:
        """Whether it takes changes: not closed, and no write has failed."""
        return self._storage.usable

    @property
    def head(self) -> bytes:
        """A hash, 32 bytes, that stands for the whole history of the file up to now."""
        return self._storage.head

    def tables(self) -> set[str]:
        """The names of all tables."""
        return self._storage.names()

    def drop_table(self, name: str) -> None:
        """Remove a table and its documents."""
        self._tables.pop(name, None)
        if self._storage.view(name) is not None:
            self._storage.commit([operations.drop(name)])

    def drop_tables(self) -> None:
        """Remove all tables."""
        self._storage.commit([operations.drop(name) for name in sorted(self._storage.names())])
        self._tables.clear()

    def transaction(self) -> AbstractContextManager[None]:
        """`with db.transaction():` saves everything in the block as one change, or nothing of it."""
        return self._storage.transaction()

    def compact(self, order: Mapping[str, str] | None = None) -> None:
        """Rewrite the file without its history: it then holds each document once.

        `order` names tables and a field of theirs: their documents are put in its order and numbered anew from 1.
        """
        self._storage.compact(order)

    def tidy(self) -> None:
        """Compact the file if it is mostly history; cheap if it is not, and it never fails."""
        self._storage.tidy()

    def close(self) -> None:
        """Close it, unless someone else who was given the same database still uses it."""
        if self._opened and (self._on_close is None or self._on_close(self)):
            super().close()
