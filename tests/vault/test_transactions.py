"""A transaction is one change: all of it or nothing, in memory and on the disk."""

import pytest
from tinydb import where

from perflead_tui.vault.faults import NotStorable
from tests.vault.helpers import Sample, content


def test_a_transaction_over_several_tables_is_one_frame(sample: Sample) -> None:
    before = sample.path.stat().st_size
    with sample.open() as db:
        with db.transaction():
            db.table("answers").insert({"rating": 1})
            db.table("comments").insert_multiple([{"text": "a"}, {"text": "b"}])
            db.table("answers").remove(where("rating") == 3)
            assert len(db.table("answers")) == 2  # seen inside the block
            assert sample.path.stat().st_size == before
        after = content(db)
    assert sample.path.stat().st_size - before == 28 + 12 + 256 + 16
    assert sample.read() == after


def test_an_exception_puts_everything_back_in_its_order(sample: Sample) -> None:
    with sample.open() as db:
        table = db.table("answers")
        table.insert_multiple({"n": number} for number in range(5))
        before, order, size = content(db), [d.doc_id for d in table], sample.path.stat().st_size
        with pytest.raises(KeyboardInterrupt), db.transaction():
            table.insert({"n": 99})
            table.update({"n": 7}, doc_ids=[5])
            table.remove(doc_ids=[5, 6])
            table.insert({"n": 100})
            db.table("new").insert({})
            db.drop_table("answers")
            db.table("answers").insert({"n": 0})
            db.table("answers").truncate()
            db.drop_tables()
            raise KeyboardInterrupt
        assert content(db) == before
        assert [d.doc_id for d in db.table("answers")] == order
        assert db.table("answers").insert({}) == order[-1] + 1
    assert sample.path.stat().st_size > size


def test_a_document_removed_and_put_back_stands_at_the_end_after_reopening_too(sample: Sample) -> None:
    from tinydb.table import Document

    with sample.open() as db, db.transaction():
        kept = db.table("answers").get(doc_id=2)
        db.table("answers").remove(doc_ids=[2])
        db.table("answers").insert(Document(kept, doc_id=2))
        assert [d.doc_id for d in db.table("answers")] == [3, 2]
    assert list(sample.read()["answers"]) == ["3", "2"]


def test_a_refused_document_ends_the_transaction_with_nothing_kept(sample: Sample) -> None:
    with sample.open() as db:
        with pytest.raises(NotStorable), db.transaction():
            db.table("answers").insert({"rating": 1})
            db.table("answers").insert({"rating": {1}})
        assert content(db) == sample.states[-1]
    assert sample.read() == sample.states[-1]


def test_an_inner_transaction_can_fail_alone_and_is_saved_with_the_outer_one(sample: Sample) -> None:
    with sample.open() as db:
        table = db.table("answers")
        with db.transaction():
            table.insert({"n": "outer"})
            with db.transaction():
                table.insert({"n": "inner"})
            with pytest.raises(ZeroDivisionError), db.transaction():
                table.truncate()
                raise ZeroDivisionError
            table.insert({"n": "last"})
        kept = content(db)
        assert [d.get("n") for d in table] == [None, None, "outer", "inner", "last"]
        with pytest.raises(ZeroDivisionError), db.transaction():
            with db.transaction():
                table.remove(doc_ids=[2])
            raise ZeroDivisionError
        assert content(db) == kept
    assert sample.read() == kept


def test_a_file_is_not_compacted_inside_a_transaction(sample: Sample) -> None:
    with sample.open() as db, pytest.raises(RuntimeError), db.transaction():
        db.compact()


def test_closing_inside_a_transaction_saves_nothing(sample: Sample) -> None:
    db = sample.open()
    with pytest.raises(RuntimeError), db.transaction():
        db.table("answers").insert({"rating": 1})
        db.close()
    assert sample.read() == sample.states[-1]
