"""Ordinary TinyDB code works on the vault, in the manner of TinyDB's own tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import add, delete, increment
from tinydb.table import Document, Table

from perflead_tui.vault import EncryptedDB, Vault, operations
from perflead_tui.vault.faults import NotStorable
from tests.vault.helpers import REVIEW, Sample, content


@pytest.fixture
def db(vault: Vault) -> Iterator[EncryptedDB]:
    with vault.review(REVIEW, create=True) as review:
        review.insert_multiple({"int": 1, "char": char} for char in "abc")
        yield review


def test_insert_gives_ids_in_a_row(db: EncryptedDB) -> None:
    db.drop_tables()
    assert [db.insert({}), db.insert({"int": 2}), *db.insert_multiple([{}, {}])] == [1, 2, 3, 4]
    assert db.insert(Document({"int": 1}, doc_id=12)) == 12
    assert db.insert({}) == 13


def test_an_id_that_is_taken_is_refused(db: EncryptedDB) -> None:
    with pytest.raises(ValueError, match="already exists"):
        db.insert(Document({}, doc_id=2))
    with pytest.raises(ValueError, match="already exists"):
        db.insert_multiple([{"int": 9}, Document({}, doc_id=2)])
    assert len(db) == 3


def test_a_refused_document_uses_up_no_id_and_ids_follow_what_plain_code_wrote(db: EncryptedDB) -> None:
    with pytest.raises(NotStorable):
        db.insert({"set": {1}})
    assert db.insert({}) == 4
    db.storage.write({"_default": {"5": {}, "9": {}}})
    assert db.insert({}) == 10


def test_only_mappings_are_documents(db: EncryptedDB) -> None:
    for wrong in ([1], "text", {1}, None):
        with pytest.raises(ValueError, match="not a Mapping"):
            db.insert(wrong)
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert_multiple([{"int": 2}, [1]])
    assert len(db) == 3


def test_search_get_contains_and_count(db: EncryptedDB) -> None:
    assert db.search(where("int") == 1) == [{"int": 1, "char": char} for char in "abc"]
    assert db.get(where("char") == "b") == {"int": 1, "char": "b"}
    assert db.get(doc_id=2).doc_id == 2
    assert db.get(doc_ids=[3, 1, 7]) == [{"int": 1, "char": "a"}, {"int": 1, "char": "c"}]
    assert db.get(where("char") == "z") is None and db.get(doc_id=99) is None
    assert db.contains(where("char") == "a") and db.contains(doc_id=3) and not db.contains(doc_id=4)
    assert db.count(where("int") == 1) == 3
    with pytest.raises(RuntimeError):
        db.get()


def test_iteration_length_and_all(db: EncryptedDB) -> None:
    assert [document.doc_id for document in db] == [1, 2, 3]
    assert len(db) == len(db.all()) == 3
    assert len(db.table("other")) == 0


def test_update(db: EncryptedDB) -> None:
    assert db.update({"int": 2}, where("char") == "a") == [1]
    assert db.update(increment("int")) == [1, 2, 3]
    assert db.update(delete("char"), where("char") == "c") == [3]
    assert db.update(add("int", 10), doc_ids=[1, 2]) == [1, 2]
    assert db.all() == [{"int": 13, "char": "a"}, {"int": 12, "char": "b"}, {"int": 2}]


def test_update_multiple(db: EncryptedDB) -> None:
    assert db.update_multiple([({"int": 2}, where("char") == "a"), (increment("int"), where("int") == 2)]) == [1, 1]
    assert db.get(doc_id=1) == {"int": 3, "char": "a"}


def test_upsert(db: EncryptedDB) -> None:
    assert db.upsert({"int": 5}, where("char") == "a") == [1]
    assert db.upsert({"int": 9, "char": "x"}, where("char") == "x") == [4]
    assert db.upsert(Document({"char": "z"}, doc_id=2)) == [2]
    assert db.upsert(Document({"char": "new"}, doc_id=77)) == [77]
    assert [document.doc_id for document in db] == [1, 2, 3, 4, 77]
    with pytest.raises(ValueError, match="doc_id"):
        db.upsert({})


def test_remove_and_truncate(db: EncryptedDB) -> None:
    assert db.remove(where("char") == "b") == [2]
    assert db.remove(doc_ids=[1]) == [1]
    with pytest.raises(RuntimeError):
        db.remove()
    db.truncate()
    assert len(db) == 0 and db.tables() == {"_default"}
    assert db.insert({}) == 1


def test_tables_are_apart_and_can_be_dropped(db: EncryptedDB) -> None:
    one, two = db.table("one"), db.table("two")
    one.insert({"int": 1})
    two.insert_multiple([{"int": 1}, {"int": 2}])
    assert (len(one), len(two), len(db)) == (1, 2, 3)
    assert db.tables() == {"_default", "one", "two"}
    assert db.table("one") is one
    db.drop_table("one")
    db.drop_table("never was")
    assert db.tables() == {"_default", "two"}
    db.drop_tables()
    assert db.tables() == set() and len(db) == 0
    db.table("kept", persist_empty=True)
    assert db.tables() == {"kept"}


def test_everything_is_the_same_after_reopening(db: EncryptedDB, vault: Vault) -> None:
    db.insert(Document({"nested": {"list": [1, 2.5, None, True, "ñ 🙂 \u202e"]}}, doc_id=40))
    db.table("empty", persist_empty=True)
    db.remove(doc_ids=[1])
    before, ids = content(db), [document.doc_id for document in db]
    home = vault.home
    vault.close()
    with Vault.open(home, "a quiet river bends") as again, again.review(REVIEW) as reopened:
        assert content(reopened) == before
        assert [document.doc_id for document in reopened] == ids == [2, 3, 40]
        assert reopened.insert({}) == 41


def test_cached_queries_follow_every_kind_of_change(db: EncryptedDB) -> None:
    query = where("char") == "a"
    table = db.table("_default")

    def found() -> int:
        return len(table.search(query))

    assert found() == 1
    db.insert({"char": "a"})
    assert found() == 2
    with pytest.raises(ZeroDivisionError), db.transaction():
        db.insert({"char": "a"})
        assert found() == 3
        raise ZeroDivisionError
    assert found() == 2
    with db.transaction():
        db.remove(doc_ids=[1])
    assert found() == 1
    db.storage.write({"_default": {"1": {"char": "a"}, "2": {"char": "a"}, "3": {"char": "a"}}})
    assert found() == 3
    db.drop_table("_default")
    assert found() == 0
    assert len(db.table("_default")) == 0


def test_what_is_handed_out_is_a_copy(db: EncryptedDB) -> None:
    db.insert({"char": "n", "nested": {"list": [1]}})
    query = where("char") == "n"
    for get in (
        lambda: db.search(query)[0],
        lambda: db.get(query),
        lambda: db.all()[-1],
        lambda: db.storage.read()["_default"]["4"],
    ):
        get()["nested"]["list"].append("changed")
        assert get()["nested"] == {"list": [1]}


def test_what_is_handed_in_is_copied(db: EncryptedDB) -> None:
    document: dict[str, Any] = {"nested": [1]}
    doc_id = db.insert(document)
    document["nested"].append(2)
    assert db.get(doc_id=doc_id) == {"nested": [1]}


def test_memory_holds_what_reopening_gives(db: EncryptedDB) -> None:
    doc_id = db.insert({"tuple": (1, 2), 5: "number as key", "lone": "\ud800", "pair": "\ud83d\ude00"})
    assert db.get(doc_id=doc_id) == {"tuple": [1, 2], "5": "number as key", "lone": "\ud800", "pair": "\ud83d\ude00"}


def test_one_and_true_are_different_values(db: EncryptedDB) -> None:
    db.update({"int": True}, doc_ids=[1])
    assert db.get(doc_id=1)["int"] is True


NOT_JSON = [
    {"set": {1}},
    {"bytes": b"x"},
    {"nan": float("nan")},
    {"infinite": float("inf")},
    {"object": object()},
    {("tuple",): 1},
    {"deep": __import__("json").loads("[" * 500 + "]" * 500)},
    {"huge": 10**5000},
]


@pytest.mark.parametrize("document", NOT_JSON, ids=lambda document: str(next(iter(document))))
def test_what_is_not_json_is_refused_and_changes_nothing(db: EncryptedDB, document: dict[Any, Any]) -> None:
    before, size = content(db), db.path.stat().st_size
    for change in (
        lambda: db.insert(document),
        lambda: db.insert_multiple([{"int": 1}, document]),
        lambda: db.update(document, where("char") == "a"),
        lambda: db.upsert(document, where("char") == "nobody"),
        lambda: db.update(lambda found: found.update(document)),
        lambda: db.table("new").insert(document),
        lambda: db.storage.write({"_default": {"1": document}}),
    ):
        with pytest.raises(NotStorable) as caught:
            change()
        assert content(db) == before and db.path.stat().st_size == size
        assert "Nothing was changed" in caught.value.hint
    assert db.insert({}) == 4


def test_a_document_that_holds_itself_is_refused(db: EncryptedDB) -> None:
    loop: dict[str, Any] = {}
    loop["self"] = loop
    with pytest.raises(NotStorable):
        db.insert(loop)


def test_an_updater_that_fails_halfway_changes_nothing(db: EncryptedDB) -> None:
    def fails_at_the_second(document: Any) -> None:
        document["int"] = 100
        if document["char"] == "b":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        db.update(fails_at_the_second)
    assert db.all() == [{"int": 1, "char": char} for char in "abc"]


def test_plain_tinydb_writes_work_on_the_storage(db: EncryptedDB) -> None:
    class PlainDB(TinyDB):
        table_class = Table

    plain = PlainDB(storage=lambda: db.storage)
    plain.insert({"int": 7, "char": "p"})
    plain.update({"int": 8}, Query().char == "a")
    plain.table("other").insert({"x": [1]})
    plain.remove(Query().char == "b")
    assert content(db) == {
        "_default": {"1": {"int": 8, "char": "a"}, "3": {"int": 1, "char": "c"}, "4": {"int": 7, "char": "p"}},
        "other": {"1": {"x": [1]}},
    }
    assert db.count(Query().char == "p") == 1


def test_an_order_that_plain_code_writes_is_kept(sample: Sample) -> None:
    with sample.open() as db:
        db.storage.write({"t": {"3": {}, "1": {"a": 1}, "2": {}}})
        db.storage.write({"t": {"2": {}, "3": {}, "1": {"a": 2}, "9": {}}})
        assert list(db.storage.read()["t"]) == ["2", "3", "1", "9"]
    assert list(sample.read()["t"]) == ["2", "3", "1", "9"]
    with sample.open() as db:
        db.storage.write({})
        assert db.storage.read() is None


def test_what_changes_nothing_writes_nothing(db: EncryptedDB) -> None:
    size = db.path.stat().st_size
    db.update({"int": 1})
    db.remove(where("char") == "nobody")
    db.storage.write(db.storage.read())
    with db.transaction():
        pass
    assert db.path.stat().st_size == size


def test_a_closed_database_says_so(db: EncryptedDB) -> None:
    table = db.table("_default")
    db.close()
    for use in (lambda: db.insert({}), lambda: table.all(), lambda: db.storage.read(), db.compact, db.tables):
        with pytest.raises(RuntimeError, match="closed"):
            use()
    db.close()


def test_threads_may_share_a_database(db: EncryptedDB) -> None:
    import threading

    def work(name: str) -> None:
        for number in range(25):
            with db.transaction():
                db.insert({"by": name, "n": number})
            db.search(where("by") == name)

    threads = [threading.Thread(target=work, args=(name,)) for name in "wxyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(db) == 103
    assert [document.doc_id for document in db] == list(range(1, 104))


def test_an_insert_writes_the_size_of_one_document(sample: Sample, tmp_path: Path) -> None:
    with sample.open() as db:
        db.table("answers").insert_multiple({"n": number} for number in range(3000))
        before = sample.path.stat().st_size
        db.table("answers").insert({"n": 0})
        db.table("answers").update({"n": 1}, doc_ids=[40])
        db.table("answers").remove(doc_ids=[50])
        assert sample.path.stat().st_size - before == 3 * (28 + 12 + 256 + 16)


class Word(str):
    """Text of another type, as some libraries give it."""


@pytest.mark.parametrize(
    "document",
    [
        {"a": 1, "b": [1, 2.5, None, True, "x", []], "c": {"d": {"e": -0.0}}, "f": {}},
        {"a": Word("x"), "b": [Word("y")], Word("k"): 1},
        {"a": (1, 2), "b": {"c": ({"d": 1},)}},
        {"a": {1: "one", None: "none", False: "no"}},
        {"a": [None, {"b": None}], "c": "\ud800"},
    ],
)
def test_a_document_is_in_memory_as_it_will_be_read_again(document: dict[Any, Any]) -> None:
    text, copy = operations.to_json(document)
    again = json.loads(text)

    def types(value: Any) -> Any:
        if isinstance(value, dict):
            return [type(value), [(type(key), key, types(item)) for key, item in value.items()]]
        if isinstance(value, list):
            return [type(value), [types(item) for item in value]]
        return type(value), repr(value)

    assert types(copy) == types(again)
    assert copy is not document
