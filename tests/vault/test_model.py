"""Whatever is done to it, the vault gives what plain TinyDB in memory gives, before and after reopening."""

import copy
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from perflead_tui.vault import EncryptedDB
from perflead_tui.vault.journal import Journal
from perflead_tui.vault.master import MasterKey
from perflead_tui.vault.storage import EncryptedStorage

text = st.text(max_size=6)
leaf = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False) | text
value = st.recursive(leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3))
document = st.fixed_dictionaries({"n": st.integers(0, 3)}, optional={"v": value, "w": leaf})
table = st.sampled_from(["_default", "answers", "ñ"])
number = st.integers(0, 3)
change = st.sampled_from(["insert", "update", "remove", "truncate", "drop", "put back"])


class Abort(Exception):
    """Ends a transaction."""


class Machine(RuleBasedStateMachine):
    """The same history on both."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.master = MasterKey.new()
        self.real = self.opened(create=True)
        self.model = TinyDB(storage=MemoryStorage)

    def opened(self, *, create: bool = False) -> EncryptedDB:
        home = Path(self.folder.name)
        return EncryptedDB(EncryptedStorage(Journal(home / "file", home, self.master, "catalog"), create=create))

    def forget_ids(self, memory: Any) -> None:
        """The model as TinyDB would find it on opening `memory`."""
        self.model = TinyDB(storage=MemoryStorage)
        self.model.storage.memory = memory  # type: ignore[attr-defined]

    @rule(name=table, content=document)
    def insert(self, name: str, content: dict[str, Any]) -> None:
        assert self.real.table(name).insert(content) == self.model.table(name).insert(copy.deepcopy(content))

    @rule(name=table, contents=st.lists(document, max_size=4))
    def insert_multiple(self, name: str, contents: list[dict[str, Any]]) -> None:
        ids = self.real.table(name).insert_multiple(contents)
        assert ids == self.model.table(name).insert_multiple(copy.deepcopy(contents))

    @rule(name=table, content=document, doc_id=st.integers(1, 12))
    def upsert_by_id(self, name: str, content: dict[str, Any], doc_id: int) -> None:
        ids = self.real.table(name).upsert(Document(content, doc_id))
        assert ids == self.model.table(name).upsert(Document(copy.deepcopy(content), doc_id))

    @rule(name=table, content=document, n=number)
    def upsert(self, name: str, content: dict[str, Any], n: int) -> None:
        ids = self.real.table(name).upsert(content, where("n") == n)
        assert ids == self.model.table(name).upsert(copy.deepcopy(content), where("n") == n)

    @rule(name=table, fields=document, n=number)
    def update(self, name: str, fields: dict[str, Any], n: int) -> None:
        ids = self.real.table(name).update(fields, where("n") == n)
        assert ids == self.model.table(name).update(copy.deepcopy(fields), where("n") == n)

    @rule(name=table, n=number, m=number)
    def update_multiple(self, name: str, n: int, m: int) -> None:
        updates = [({"n": m}, where("n") == n), ({"n": n}, where("n") == m)]
        assert self.real.table(name).update_multiple(updates) == self.model.table(name).update_multiple(updates)

    @rule(name=table, n=number)
    def remove(self, name: str, n: int) -> None:
        assert self.real.table(name).remove(where("n") == n) == self.model.table(name).remove(where("n") == n)

    @rule(name=table)
    def truncate(self, name: str) -> None:
        self.real.table(name).truncate()
        self.model.table(name).truncate()

    @rule(name=table)
    def drop(self, name: str) -> None:
        self.real.drop_table(name)
        self.model.drop_table(name)

    @rule(data=st.dictionaries(table, st.dictionaries(st.integers(1, 9).map(str), document, max_size=4), max_size=3))
    def write_everything(self, data: dict[str, Any]) -> None:
        self.real.storage.write(data)
        self.forget_ids(copy.deepcopy(data))

    @rule(steps=st.lists(st.tuples(change, table, number, document), max_size=6), keep=st.booleans())
    def transaction(self, steps: list[tuple[str, str, int, dict[str, Any]]], keep: bool) -> None:
        before = copy.deepcopy(self.model.storage.read())
        try:
            with self.real.transaction():
                for step in steps:
                    self.step(self.real, *step)
                    self.step(self.model, *copy.deepcopy(step))
                    self.same()
                if not keep:
                    raise Abort
        except Abort:
            self.forget_ids(before)

    def step(self, db: TinyDB, what: str, name: str, n: int, content: dict[str, Any]) -> None:
        rows = db.table(name)
        if what == "insert":
            rows.insert(content)
        elif what == "update":
            rows.update(content, where("n") == n)
        elif what == "remove":
            rows.remove(where("n") == n)
        elif what == "truncate":
            rows.truncate()
        elif what == "drop":
            db.drop_table(name)
        elif found := rows.all():
            rows.remove(doc_ids=[found[0].doc_id])
            rows.insert(Document(content, found[0].doc_id))

    @rule()
    def reopen(self) -> None:
        self.real.close()
        self.real = self.opened()
        self.forget_ids(self.model.storage.read())

    @rule()
    def compact(self) -> None:
        self.real.compact()

    @rule(name=table)
    def compact_in_order(self, name: str) -> None:
        self.real.compact({name: "n"})
        memory = copy.deepcopy(self.model.storage.read()) or {}
        if name in memory:
            rows = sorted(memory[name].values(), key=lambda row: row["n"])
            memory[name] = {str(doc_id): row for doc_id, row in enumerate(rows, 1)}
        self.forget_ids(memory)

    @invariant()
    def same(self) -> None:
        if not hasattr(self, "model"):
            return
        assert self.real.tables() == self.model.tables()
        for name in sorted(self.model.tables()):
            real, model = self.real.table(name), self.model.table(name)
            assert [(d.doc_id, repr(dict(d))) for d in real] == [(d.doc_id, repr(dict(d))) for d in model]
            query = where("n") == 1
            assert real.search(query) == [d for d in model.all() if d["n"] == 1]
            assert len(real) == len(model)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.real.close()
            reopened = self.opened()
            assert (reopened.storage.read() or {}) == (self.model.storage.read() or {})
            reopened.close()
            self.folder.cleanup()


TestTheVaultIsTinyDB = Machine.TestCase
TestTheVaultIsTinyDB.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # every step waits for the disk
)
