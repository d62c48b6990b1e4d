"""A vault under random histories of changes and faults is found as it was before or after the one that was cut off."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from tinydb.table import Document

from perflead_tui.vault import EncryptedDB, Vault, check_vault, keys
from perflead_tui.vault.doctor import Finding
from perflead_tui.vault.faults import WrongSecret
from perflead_tui.vault.keys import Argon2Cost
from tests.faults.counting import COUNTS
from tests.faults.layer import Fault
from tests.faults.machine import Computer, Refused, Stopped, faults, machine_settings
from tests.vault.helpers import OTHER_REVIEW, REVIEW, content

PASSPHRASES = [f"a quiet river bends {n}" for n in range(3)]
TABLES = ["answers", "comments"]
State = dict[str, dict[str, dict[str, Any]]]

documents = st.fixed_dictionaries(
    {"n": st.integers(0, 9), "text": st.sampled_from(["", "fair", "long " * 80, "x" * 5000])}
)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(TABLES), st.lists(documents, min_size=1, max_size=3)),
        st.tuples(st.just("update"), st.sampled_from(TABLES), st.integers(0, 9)),
        st.tuples(st.just("remove"), st.sampled_from(TABLES), st.integers(0, 9)),
        st.tuples(st.just("empty"), st.sampled_from(TABLES), st.none()),
        st.tuples(st.just("drop"), st.sampled_from(TABLES), st.none()),
    ),
    min_size=1,
    max_size=3,
)


class VaultMachine(RuleBasedStateMachine):
    """`expected` is what every file must hold; while it is not known what a fault has left, `either` has both."""

    computer: ClassVar[Computer]
    template: ClassVar[Path]
    root: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        COUNTS["histories"] += 1
        self.computer.trail.clear()
        self.computer.layer.start_from(self.template)
        self.home = self.root / "vault"
        self.expected: dict[str, State] = {REVIEW: {"answers": {"1": {"n": 1, "text": "first"}}}}
        self.secret = PASSPHRASES[0]
        self.recovery = (self.root.parent / "recovery").read_text()
        self.vault: Vault | None = None
        self.faulty, self.unseen = False, True
        self.next_id = 100

    @initialize()
    def begin(self) -> None:
        self.vault = self.computer.run("open", lambda: Vault.open(self.home, self.secret))
        self._look()

    # What a person does

    @rule(review=st.sampled_from([REVIEW, OTHER_REVIEW, "catalog"]), made=changes, alone=st.booleans(), fault=faults)
    def change(self, review: str, made: list[Any], alone: bool, fault: Fault | None) -> None:
        if review == OTHER_REVIEW and review not in self.expected:
            return
        if alone:
            made = made[:1]
        before = self.expected.get(review, {})
        after, steps = self._planned(before, made)

        def work() -> None:
            with self._file(review) as db:
                if alone:
                    steps[0](db)
                else:
                    with db.transaction():
                        for step in steps:
                            step(db)

        self._do(f"change {review} {[(what, table) for what, table, _more in made]}", work, fault, review, after)

    @rule(
        review=st.sampled_from([REVIEW, OTHER_REVIEW, "catalog"]), tables=st.sets(st.sampled_from(TABLES)), fault=faults
    )
    def compact(self, review: str, tables: set[str], fault: Fault | None) -> None:
        """With `tables` put in order and numbered anew, or with none."""
        if review in self.expected:

            def work() -> None:
                with self._file(review) as db:
                    db.compact(dict.fromkeys(tables, "n"))

            after = deepcopy(self.expected[review])
            for name in tables & after.keys():
                rows = sorted(after[name].values(), key=lambda row: row["n"])
                after[name] = {str(number): row for number, row in enumerate(rows, 1)}
            self._do(f"compact {review}, {tables} in order", work, fault, review, after)

    @precondition(lambda self: OTHER_REVIEW not in self.expected)
    @rule(fault=faults)
    def make_review(self, fault: Fault | None) -> None:
        self._do(
            "make a review", lambda: self._vault().review(OTHER_REVIEW, create=True).close(), fault, OTHER_REVIEW, {}
        )

    @rule(new=st.sampled_from(PASSPHRASES), fault=faults)
    def change_passphrase(self, new: str, fault: Fault | None) -> None:
        try:
            self.computer.run("passphrase", lambda: self._vault().change_passphrase(new), fault)
            self.secret = new
        except (Refused, Stopped) as end:
            self._again(end)
            opened = [each for each in {self.secret, new} if self._opens(each)]
            assert len(opened) == 1, opened
            [self.secret] = opened
        self._look()

    @rule(fault=faults)
    def new_recovery_key(self, fault: Fault | None) -> None:
        made = []
        try:
            self.computer.run("recovery", lambda: made.append(self._vault().new_recovery_key()), fault)
            [self.recovery] = made
        except (Refused, Stopped) as end:
            self._again(end)
            # The new key was never shown, so whoever was refused has the old one; the passphrase opens in any case.
            self._close()
            if not self._opens(self.recovery):
                with Vault.open(self.home, self.secret) as vault:
                    self.recovery = vault.new_recovery_key()
        assert self._opens(self.recovery)
        self._look()

    @rule(fault=faults)
    def reopen(self, fault: Fault | None) -> None:
        self._close()
        try:
            self.vault = self.computer.run("open", lambda: Vault.open(self.home, self.secret), fault)
            self.computer.run("look", self._contents, fault)
        except (Refused, Stopped) as end:
            self._again(end)
        self._look()

    @rule(seed=st.integers(0, 2**16))
    def lose_power(self, seed: int) -> None:
        self.vault = None
        self.computer.cut(seed)
        self.faulty = self.unseen = True
        self._look()

    @rule()
    def see_the_doctor(self) -> None:
        self._doctor(self._bad(self._vault()))

    # What is found

    def _do(self, name: str, work: Callable[[], object], fault: Fault | None, target: str, after: State) -> None:
        """Run a change of one file. Afterwards it is as before or `after`; if it was acknowledged, `after`."""
        try:
            self.computer.run(name, work, fault)
            self.expected[target] = after
            with self._file(target) as db:
                assert content(db) == after, self._told(content(db), [after])
        except (Refused, Stopped) as end:
            self._again(end)
            found = self._found()
            states = [after, self.expected[target]] if target in self.expected else [after, None]
            assert found.get(target) in states, self._told(found.get(target), states)
            if found.get(target) is not None:
                self.expected[target] = deepcopy(found[target])
            assert found == self.expected, self._told(found, [self.expected])

    def _again(self, end: Exception) -> None:
        """After a fault: a new process if the old one is gone; else the same goes on with what it holds."""
        self.faulty = self.unseen = True
        if isinstance(end, Stopped):
            self.vault = None

    def _look(self) -> None:
        """Everything is as it should be. Without a fault since the last look, only at the end of a history."""
        if self.unseen:
            found = self._found()
            assert found == self.expected, self._told(found, [self.expected])

    def _found(self) -> dict[str, State]:
        """What a person finds. Doctor looks before anything is opened, and names each file that opening mends."""
        fresh = self.vault is None
        named = self._bad(self._vault()) if fresh else []
        torn = {each.path for each in named if "ends with a change" in each.message}
        aside: set[Path] = set()
        found = self._contents(aside)
        assert not fresh or torn == aside, self._told(torn, [aside])
        self._doctor(self._bad(self._vault()) if torn or not fresh else named)
        self.unseen = False
        return found

    def _contents(self, aside: set[Path] | None = None) -> dict[str, State]:
        vault = self._vault()
        found: dict[str, State] = {}
        opened = [] if aside is None else [aside]
        for review in [*vault.review_ids(), "catalog"]:
            if review == "catalog" and not (self.home / "catalog").exists() and "catalog" not in self.expected:
                continue
            with self._file(review) as db:
                found[review] = content(db)
                for paths in opened:
                    paths |= {db.path} if db.set_aside is not None else set()
        if not found.get("catalog") and "catalog" not in self.expected:
            found.pop("catalog", None)
        return found

    def _bad(self, vault: Vault) -> list[Finding]:
        return [each for each in check_vault(self.home, vault) if not each.ok]

    def _doctor(self, bad: list[Finding]) -> None:
        """Doctor names every remain of a fault and finds nothing else; without any fault it finds nothing."""
        remains = [*self.home.glob(".*"), *self.home.glob("reviews/.*"), *self.home.glob("quarantine/*")]
        assert {each.path for each in bad} == set(remains), self._told(bad, [remains])
        assert all("interrupted" in each.message and each.hint for each in bad), bad
        assert self.faulty or not bad

    # How

    def _vault(self) -> Vault:
        if self.vault is None:
            self.vault = Vault.open(self.home, self.secret)
        return self.vault

    def _file(self, review: str) -> EncryptedDB:
        vault = self._vault()
        return _Kept(vault.catalog) if review == "catalog" else vault.review(review)  # type: ignore[return-value]

    def _opens(self, secret: str) -> bool:
        self._close()
        try:
            Vault.open(self.home, secret).close()
        except WrongSecret:
            return False
        return True

    def _close(self) -> None:
        if self.vault is not None:
            self.vault.close()
            self.vault = None

    def _planned(self, before: State, made: list[Any]) -> tuple[State, list[Callable[[EncryptedDB], object]]]:
        """The state after some changes, and the changes as calls."""
        after, steps = deepcopy(before), []
        for what, table, more in made:
            if what == "drop":
                after.pop(table, None)
                steps.append(_call(lambda db, table: db.drop_table(table), table))
                continue
            rows = after.setdefault(table, {})
            if what == "put":
                new = {self.next_id + n: document for n, document in enumerate(more)}
                self.next_id += len(new)
                rows.update({str(doc_id): document for doc_id, document in new.items()})
                steps.append(
                    _call(
                        lambda db, table, new: db.table(table).insert_multiple(
                            Document(document, doc_id) for doc_id, document in new.items()
                        ),
                        table,
                        new,
                    )
                )
                continue
            ids = [int(doc_id) for doc_id, row in rows.items() if row["n"] == more]
            if what == "update":
                for doc_id in ids:
                    rows[str(doc_id)]["text"] = "changed"
                steps.append(
                    _call(lambda db, table, ids: db.table(table).update({"text": "changed"}, doc_ids=ids), table, ids)
                )
            elif what == "remove":
                for doc_id in ids:
                    del rows[str(doc_id)]
                steps.append(_call(lambda db, table, ids: db.table(table).remove(doc_ids=ids), table, ids))
            else:
                rows.clear()
                steps.append(_call(lambda db, table: db.table(table).truncate(), table))
        return after, steps

    def _told(self, found: object, states: list[Any]) -> str:
        trail = "\n".join(self.computer.trail[-12:])
        return f"\n{trail}\nfound {found}\nnot among {states}"

    def teardown(self) -> None:
        """At the end everything is as it should be for a new process too, and no write went past the layer."""
        self.vault = None
        self.computer.layer.restart()
        self.unseen = True
        self._look()
        self.computer.layer.check()
        self._close()


class _Kept:
    """The catalog, which stays open."""

    def __init__(self, db: EncryptedDB) -> None:
        self._db = db

    def __enter__(self) -> EncryptedDB:
        return self._db

    def __exit__(self, *_unused: object) -> None:
        pass


def _call(work: Callable[..., object], *args: Any) -> Callable[[EncryptedDB], object]:
    return lambda db: work(db, *args)


def run_histories(place: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many histories, each on a disk of its own."""
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
    root, template = place / "disk", place / "template"
    root.mkdir()
    monkeypatch.setenv("PERFLEAD_STATE", str(root / "state"))
    vault, recovery = Vault.create(root / "vault", PASSPHRASES[0])
    with vault, vault.review(REVIEW, create=True) as review:
        review.table("answers").insert({"n": 1, "text": "first"})
    (place / "recovery").write_text(recovery)
    shutil.copytree(root, template)
    VaultMachine.root, VaultMachine.template, VaultMachine.computer = root, template, Computer(root)
    with VaultMachine.computer.layer.installed():
        run_state_machine_as_test(
            VaultMachine,
            settings=machine_settings(count),
        )


def test_every_history_ends_in_a_state_that_was_meant(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_histories(place, 150, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("part", range(34))
def test_the_same_over_many_histories(place: Path, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    run_histories(place, 250, monkeypatch)
