"""What the histories have found once, each as a short story of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import TERMS, Patience
from perflead_tui.exchange.drop.drop import Drop
from perflead_tui.exchange.drop.folder import FolderStore
from perflead_tui.files import private_dir, write_atomic
from perflead_tui.flows import outbox
from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.grants import attend
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.vault import Vault, keys
from perflead_tui.vault.keys import Argon2Cost
from tests.faults.layer import Fault, Killed, Layer
from tests.flows.conftest import quick_keys, quick_vaults  # noqa: F401 - fixtures
from tests.flows.test_blind import LATER, BlindReview, Clock, clock, finished  # noqa: F401 - `clock` is a fixture
from tests.vault.helpers import PASSPHRASE, REVIEW

RUNS = 24


@pytest.fixture
def layer(place: Path, monkeypatch: pytest.MonkeyPatch) -> Layer:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
    monkeypatch.setenv("PERFLEAD_STATE", str(place / "disk" / "state"))
    (place / "disk").mkdir()
    (place / "empty").mkdir()
    return Layer(place / "disk")


def over_power_cuts(layer: Layer, work: Callable[[], None], check: Callable[[], None]) -> None:
    """Run `work` on an empty disk, cut the power, and `check` what is left; many times."""
    with layer.installed():
        for seed in range(RUNS):
            layer.start_from(layer.root.parent / "empty")
            work()
            layer.power_cut(seed)
            check()


def killed_at(layer: Layer, call: str, work: Callable[[], object]) -> None:
    """Run `work` and kill it right before its first call of this name."""
    for at in range(1, 200):
        with layer.spoiled(Fault("kill", at)):
            try:
                work()
            except Killed:
                layer.restart()
                if layer.seen[-1] == call:
                    return
    raise AssertionError(f"no {call} was reached")


def test_a_vault_is_there_after_a_power_failure_once_its_recovery_key_was_shown(layer: Layer) -> None:
    home = layer.root / "share" / "perflead" / "vault"
    over_power_cuts(
        layer, lambda: Vault.create(home, PASSPHRASE)[0].close(), lambda: Vault.open(home, PASSPHRASE).close()
    )


def test_a_file_in_a_new_folder_is_there_after_a_power_failure(layer: Layer) -> None:
    path = layer.root / "a" / "b" / "file"

    def work() -> None:
        private_dir(path.parent)
        write_atomic(path, b"kept")

    def check() -> None:
        assert path.read_bytes() == b"kept"

    over_power_cuts(layer, work, check)


def test_a_folder_that_a_killed_process_has_made_is_made_sure_of_by_the_next(layer: Layer) -> None:
    path = layer.root / "a" / "file"

    def work() -> None:
        killed_at(layer, "flush", lambda: private_dir(path.parent))
        private_dir(path.parent)
        write_atomic(path, b"kept")

    def check() -> None:
        assert path.read_bytes() == b"kept"

    over_power_cuts(layer, work, check)


def test_a_review_that_was_seen_after_a_kill_stays_after_a_power_failure(layer: Layer) -> None:
    home = layer.root / "vault"

    def work() -> None:
        Vault.create(home, PASSPHRASE)[0].close()
        layer.disk.settle()
        with Vault.open(home, PASSPHRASE) as vault:
            _made = vault.catalog
            killed_at_rename(layer, vault)
        with Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
            assert review.tables() == set()

    def check() -> None:
        with Vault.open(home, PASSPHRASE) as vault, vault.review(REVIEW) as review:
            review.insert({"n": 1})

    over_power_cuts(layer, work, check)


def killed_at_rename(layer: Layer, vault: Vault) -> None:
    """Make a review in a process that dies after it gave the file its name, and before it flushed the folder."""
    with pytest.raises(Killed):
        real = layer.disk.rename

        def dies(*change: object) -> None:
            real(*change)  # type: ignore[arg-type]
            if change[0][1].startswith(".") and change[-1][1] == REVIEW:  # type: ignore[index]
                layer._dead = True

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(layer.disk, "rename", dies)
            vault.review(REVIEW, create=True)
    layer.restart()


def test_an_envelope_that_the_drop_has_taken_is_there_after_a_power_failure(layer: Layer) -> None:
    name, data = "envelopes/" + "a" * 32, b"sealed"

    def drop() -> Drop:
        return Drop(FolderStore(layer.root, REVIEW), "here", Patience(attempts=2, sleep=lambda _seconds: None))

    def work() -> None:
        with drop() as place:
            place.put(TERMS, b"terms")
            with layer.spoiled(Fault("failing", 7)):  # the folder's flush: refused once, and then it is asked again
                place.put(name, data, same_ok=True)
            assert layer.fired

    def check() -> None:
        with drop() as place:
            assert place.get(name, 100) == data and place.get(TERMS, 100) == b"terms"

    over_power_cuts(layer, work, check)


def test_a_file_whose_name_the_disk_did_not_confirm_is_not_said_to_be_unchanged(layer: Layer) -> None:
    path = layer.root / "file"
    path.write_bytes(b"old")
    layer = Layer(layer.root)
    with layer.installed():
        for at in range(1, 9):
            with layer.spoiled(Fault("failing", at)):
                try:
                    write_atomic(path, b"new")
                except PerfleadError as error:
                    assert ("Nothing was changed" in error.hint) == (path.read_bytes() == b"old")
                    assert ("did not confirm" in error.message) == (path.read_bytes() == b"new")
            with layer.unwatched():
                path.write_bytes(b"old")
            layer.disk = Layer(layer.root).disk


def test_the_remains_of_an_erased_review_do_not_come_back_with_a_power_failure(layer: Layer) -> None:
    home = layer.root / "vault"
    tail = home / "quarantine" / f"{REVIEW}.0123.tail"

    def work() -> None:
        Vault.create(home, PASSPHRASE)[0].close()
        private_dir(tail.parent)
        write_atomic(tail, b"remains")
        layer.disk.settle()
        with Vault.open(home, PASSPHRASE) as vault:
            assert vault.discard_remains(REVIEW) == 1

    over_power_cuts(layer, work, lambda: None if not tail.exists() else pytest.fail("it came back"))


def test_a_damaged_file_of_the_outbox_is_told_and_kept(tmp_path: Path) -> None:
    held = outbox.hold_envelope(str(tmp_path), REVIEW, b"sealed", b"receipt")
    whole = held.path.read_bytes()
    for raw in (whole.replace(b"envelope", b"envelopf"), whole[:-30], b"", whole.replace(b'"c2VhbGVk"', b'"c2VhbGVl"')):
        held.path.write_bytes(raw)
        done = deliver()
        assert (done.sent, len(done.problems)) == (0, 1) and held.path.name in done.problems[0]
        assert held.path.read_bytes() == raw


def test_cut_off_while_answering_anew_the_old_or_the_new_answer_leaves(
    tmp_path: Path,
    clock: Clock,  # noqa: F811 - the fixture that was imported
) -> None:
    vault, _recovery = Vault.create(tmp_path / "vault", PASSPHRASE)
    with vault:
        review = BlindReview(vault, tmp_path)
        path = review.peers[0]
        assert finished(path).send().way == "held"
        attend(vault, review.id)
        assert deliver().waiting == 1
        clock.now = LATER
        again = AnswerSession.open(path)
        again.fill({"ratings": {"U1": 2}})
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(again, "_hand_over", _interrupted)
            again.send()
        assert deliver().sent == 1
        assert attend(vault, review.id).taken == 1
    assert list(outbox.entries()) == []


def _interrupted(*_unused: object) -> None:
    raise KeyboardInterrupt
