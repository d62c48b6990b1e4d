"""What a frame says: a list of changes to tables, as JSON.

    ["p", table, id, document]   put: add the document at the end, or replace it in its place
    ["d", table, id]             delete
    ["t", table]                 make the table, if it is not there
    ["c", table]                 empty the table
    ["x", table]                 drop the table

Memory is changed by `apply` and by nothing else, when a change is made as when it is read back, so that what is in
memory is always what reopening the file would give. Ids are text, as everywhere beneath TinyDB's tables.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from perflead_tui.i18n import _
from perflead_tui.vault.faults import NotStorable

Json = Any  # JSON's types are recursive; a document is a dict of them
Document = dict[str, Json]
State = dict[str, dict[str, Document]]

MAX_DEPTH = 64
_PIECE = 1 << 20
_CONTAINERS = (dict, list)
_ID = re.compile(r"[0-9]{1,18}")  # TinyDB's ids are whole numbers
_TEXT = frozenset({str})
_SIMPLE = frozenset({str, int, float, bool, type(None)})
"""Types of which JSON gives back the very value; text and numbers of other types come back as one of these."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_DECODER = json.JSONDecoder()
_NOTHING: Document = {}


class Operation(NamedTuple):
    """One change. `text` is its JSON, `document` (of a put alone) a copy that nobody else holds."""

    kind: str
    table: str
    text: str
    doc_id: str = ""
    document: Document = _NOTHING


def put(table: str, doc_id: str, document: Mapping[str, Json]) -> Operation:
    """Add or replace a document; raises NotStorable if it is not JSON."""
    text, copy = to_json(document)
    return Operation("p", table, f'["p",{_quote(table)},{_quote(doc_id)},{text}]', doc_id, copy)


def delete(table: str, doc_id: str) -> Operation:
    """Remove a document."""
    return Operation("d", table, f'["d",{_quote(table)},{_quote(doc_id)}]', doc_id)


def make(table: str) -> Operation:
    """Make an empty table if there is none."""
    return Operation("t", table, f'["t",{_quote(table)}]')


def clear(table: str) -> Operation:
    """Remove all documents of a table."""
    return Operation("c", table, f'["c",{_quote(table)}]')


def drop(table: str) -> Operation:
    """Remove a table."""
    return Operation("x", table, f'["x",{_quote(table)}]')


def to_json(document: object) -> tuple[str, Document]:
    """The JSON text of a document, and the document as it will be read back. Raises NotStorable."""
    if not isinstance(document, Mapping):
        raise _refusal()
    try:
        text = _ENCODER.encode(dict(document))
        copy = _exact_copy(dict(document)) or _DECODER.decode(text)
    except (TypeError, ValueError, RecursionError):
        raise _refusal() from None
    if text.count("{") + text.count("[") > MAX_DEPTH:  # fewer brackets than levels cannot be too deep
        _check_depth(copy, MAX_DEPTH)
    return text, copy


def encode(operations: Iterable[Operation]) -> bytes:
    """The payload of a frame."""
    return _payload(operation.text for operation in operations)


def decode(payload: bytes) -> list[Operation]:
    """The operations of a payload; raises ValueError if it is not one."""
    try:
        return [_decode(entry) for entry in _DECODER.decode(payload.decode("utf-8", "surrogatepass"))]
    except (TypeError, RecursionError, IndexError):
        raise ValueError("not a list of operations") from None


def apply(state: State, operation: Operation) -> None:
    """Change `state`. A document is replaced, never changed in place: others may hold the old one."""
    match operation.kind:
        case "p":
            state.setdefault(operation.table, {})[operation.doc_id] = operation.document
        case "d":
            state.get(operation.table, {}).pop(operation.doc_id, None)
        case "t":
            state.setdefault(operation.table, {})
        case "c":
            state[operation.table] = {}
        case "x":
            state.pop(operation.table, None)


def difference(old: State, new: Mapping[Any, Any]) -> list[Operation]:
    """The operations that turn `old` into the tables `new`, order of documents included. Raises NotStorable."""
    wanted: dict[str, dict[str, Operation]] = {}
    for name, table in new.items():
        if not isinstance(table, Mapping):
            raise _refusal()
        puts = [put(str(name), str(doc_id), document) for doc_id, document in table.items()]
        wanted[str(name)] = {operation.doc_id: operation for operation in puts}
    operations = [drop(name) for name in old if name not in wanted]
    for name, documents in wanted.items():
        operations.extend(_table_difference(name, old.get(name), documents))
    return operations


def rebuild(state: State) -> Iterator[bytes]:
    """Payloads that make `state` from nothing, each about a mebibyte or one document."""
    batch: list[str] = []
    size = 0
    for text in _everything(state):
        batch.append(text)
        size += len(text)
        if size >= _PIECE:
            yield _payload(batch)
            batch, size = [], 0
    if batch:
        yield _payload(batch)


def ordered(table: Mapping[str, Document], by: str) -> dict[str, Document]:
    """The documents of a table in the order of a field that all of them have, numbered from 1."""
    return {str(number): document for number, document in enumerate(sorted(table.values(), key=itemgetter(by)), 1)}


def copied(value: Json) -> Json:
    """A deep copy of a JSON value, for handing out."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value


class Undo:
    """What a transaction needs to put `state` back; cheap for what only adds."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._steps: list[Callable[[], object]] = []
        self._whole: set[str] = set()  # tables whose every later change one step undoes

    def before(self, operation: Operation) -> None:
        """Note how to undo `operation`, which is about to be applied."""
        name, doc_id = operation.table, operation.doc_id
        if name in self._whole:
            return
        table = self._state.get(name)
        if table is None:
            self._steps.append(lambda: self._state.pop(name, None))
            self._whole.add(name)
        elif operation.kind == "p" and doc_id in table:
            old = table[doc_id]
            self._steps.append(lambda: self._state[name].__setitem__(doc_id, old))
        elif operation.kind == "p":
            self._steps.append(lambda: self._state[name].pop(doc_id))
        else:
            kept = dict(table)  # all of it: only the order of the rest says where a document stood
            self._steps.append(lambda: self._state.__setitem__(name, kept))
            self._whole.add(name)

    def absorb(self, inner: "Undo") -> None:
        """Take over the steps of a transaction inside this one."""
        self._steps.extend(inner._steps)

    def forget(self) -> None:
        """The changes are saved: there is nothing to undo any more."""
        self._steps.clear()

    def back(self) -> None:
        """Undo everything, last change first."""
        while self._steps:
            self._steps.pop()()


def _table_difference(name: str, old: dict[str, Document] | None, new: dict[str, Operation]) -> list[Operation]:
    operations: list[Operation] = []
    if old is None:
        return [make(name), *new.values()]
    staying = [doc_id for doc_id in old if doc_id in new]
    added = [doc_id for doc_id in new if doc_id not in old]
    if staying + added != list(new):
        return [clear(name), *new.values()]
    operations.extend(delete(name, doc_id) for doc_id in old if doc_id not in new)
    operations.extend(new[doc_id] for doc_id in staying if not same(old[doc_id], new[doc_id].document))
    operations.extend(new[doc_id] for doc_id in added)
    return operations


def same(one: Json, other: Json) -> bool:
    """Whether two JSON values have one text: unlike `==`, tells 1 from 1.0 and from true, and sees the order."""
    return _ENCODER.encode(one) == _ENCODER.encode(other)


def _exact_copy(value: Json) -> Json:
    """A copy that is what reading back would give, because every type in it is JSON's own; None if one is not."""
    if type(value) is list:
        values = [each if type(each) in _SIMPLE else _exact_copy(each) for each in value]
        return None if _lacks(values, value) else values
    if type(value) is not dict or not _TEXT.issuperset(map(type, value)):
        return None
    if _SIMPLE.issuperset(map(type, value.values())):
        return value.copy()
    copy = {key: each if type(each) in _SIMPLE else _exact_copy(each) for key, each in value.items()}
    return None if _lacks(copy.values(), value.values()) else copy


def _lacks(copies: Iterable[Json], originals: Iterable[Json]) -> bool:
    return any(copy is None and original is not None for copy, original in zip(copies, originals, strict=True))


def _payload(texts: Iterable[str]) -> bytes:
    return f"[{','.join(texts)}]".encode("utf-8", "surrogatepass")


def _everything(state: State) -> Iterator[str]:
    for name, documents in state.items():
        yield make(name).text
        start = f'["p",{_quote(name)},'
        for doc_id, document in documents.items():  # each was JSON when it came in, so it is not checked again
            yield f"{start}{_quote(doc_id)},{_ENCODER.encode(document)}]"


def _decode(entry: Json) -> Operation:
    kind, table, *rest = entry
    doc_id = rest[0] if kind in ("p", "d") else ""
    document = rest[1] if kind == "p" else _NOTHING
    if kind not in ("p", "d", "t", "c", "x") or not isinstance(document, dict):
        raise ValueError("not an operation")
    if not isinstance(table, str) or not isinstance(doc_id, str) or (kind in "pd" and not _ID.fullmatch(doc_id)):
        raise ValueError("not an operation")
    return Operation(kind, table, "", doc_id, document)


def _check_depth(value: Json, left: int) -> None:
    if left == 0:
        raise _refusal()
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, _CONTAINERS):
            _check_depth(item, left - 1)


@lru_cache(maxsize=256)  # a table's name is written with every document
def _quote(text: str) -> str:
    return _ENCODER.encode(text)


def _refusal() -> NotStorable:
    return NotStorable(
        _("This cannot be saved: it holds something other than text, numbers and lists, or is nested too deeply."),
        _("Nothing was changed."),
    )
