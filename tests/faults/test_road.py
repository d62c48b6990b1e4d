"""From the invitation to the erased review under faults: who was told that an answer was sent is counted, once.

One computer has the rater's state, the drop, the desk's vault and the folder for exports on one disk. Each operation
is a process of its own, as with the commands, and may be killed, refused by the disk, or cut off by a power failure.
"""

import datetime
import functools
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import parse_board
from perflead_tui.exchange.drop import Patience, opening
from perflead_tui.exchange.invitation import load_invitation
from perflead_tui.flows import outbox
from perflead_tui.flows.backup import backup, own_recipients
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.erase import erase
from perflead_tui.flows.grants import attend
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.publish import publish
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import all_statuses
from perflead_tui.flows.reporting import Look, render, subject_of_review, write_export
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.paths import sample_dir
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import parse_roster
from perflead_tui.review.terms import Blind
from perflead_tui.sealing import keys as sealing_keys
from perflead_tui.vault import Vault, check_vault, keys
from perflead_tui.vault.keys import Argon2Cost
from tests.faults.counting import COUNTS
from tests.faults.layer import Fault
from tests.faults.machine import Computer, Refused, Stopped, faults, machine_settings

_T = TypeVar("_T")

SECRET = "a long passphrase"
KINDS = ("files", "drop", "blind")
"""How envelopes travel: as files; over a drop; over a drop in a blind review."""
RATERS = 5
NOW = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
UNTIL, START = NOW + datetime.timedelta(days=1), NOW + datetime.timedelta(days=2)
LATER = START + datetime.timedelta(hours=1)
ROSTER = "name,group\nJo,self\n" + "".join(f"p{n},team\n" for n in range(RATERS - 1))
ITEM, QUESTION = "plan1", "more"

raters = st.integers(0, RATERS - 1)


class RoadMachine(RuleBasedStateMachine):
    """`told` is the last answer that each rater was told is on its way; `tried` are later ones that were cut off."""

    computer: ClassVar[Computer]
    root: ClassVar[Path]
    templates: ClassVar[Path]
    now: ClassVar[datetime.datetime]

    def __init__(self) -> None:
        super().__init__()
        COUNTS["histories"] += 1
        self.computer.trail.clear()
        type(self).now = NOW
        self.told: dict[int, int] = {}
        self.tried: dict[int, list[int]] = {}
        self.drafts: dict[int, set[int]] = {}
        self.taken = 0
        self.answers = 0
        self.stage = "open"
        self.exports: dict[str, set[bytes]] = {}
        self.faulty = False

    @initialize(kind=st.sampled_from(KINDS), fault=faults)
    def begin(self, kind: str, fault: Fault | None) -> None:
        self.kind = kind
        self.computer.layer.start_from(self.templates / kind)
        self.review = (self.templates / f"{kind}.id").read_text()
        self.out = self.root / "invitations"
        if kind == "files":
            self._invite(fault)
        self.invitations = sorted(self.out.glob("*.invitation"))
        found = [load_invitation(path) for path in self.invitations]
        secrets = {one.credential.public_key if one.credential else one.code for one in found}
        assert len(found) == len(secrets) == RATERS, self._trail()

    # Raters

    @precondition(lambda self: self.stage == "open")
    @rule(rater=raters, rating=st.integers(1, 4), fault=faults)
    def write_a_draft(self, rater: int, rating: int, fault: Fault | None) -> None:
        def work() -> None:
            session = self._session(rater)
            session.rate(ITEM, rating)
            session.save()

        sent = rater in self.told or rater in self.tried  # one that was cut off may have kept what it was to send
        before = self.drafts.get(rater, {0, 4} if sent else {0})
        if self.kind == "blind" and rater in self.told:  # a change takes back what waits; what has left stays
            self.tried.setdefault(rater, []).append(self.told.pop(rater))
        self._try(f"rater {rater} rates {rating}", work, fault)
        self.drafts[rater] = {rating} if self.done else before | {rating}
        self._see_draft(rater)

    @precondition(lambda self: self.stage == "open")
    @rule(rater=raters, fault=faults)
    def send(self, rater: int, fault: Fault | None) -> None:
        self.answers += 1
        number = self.answers

        def work() -> str:
            session = self._session(rater)
            if session.blind and not session.granted and self.now < UNTIL:
                session.claim()
            lines = dict.fromkeys(session.form.item_keys, 4)
            session.fill({"ratings": lines, "comments": {QUESTION: f"answer {number} of {rater}"}})
            return session.send().way

        if self.kind == "blind" and self.now > UNTIL and rater not in self.told:
            return  # who has not claimed by then cannot answer any more
        self.drafts.pop(rater, None)
        way = self._try(f"rater {rater} sends {number}", work, fault)
        if self.done and way in ("file", "drop", "outbox", "held"):
            self.told[rater], self.tried[rater] = number, []
        else:
            self.tried.setdefault(rater, []).append(number)

    @precondition(lambda self: self.stage == "open" and self.kind != "files")
    @rule(fault=faults)
    def deliver(self, fault: Fault | None) -> None:
        self._try("deliver", deliver, fault)

    # The desk

    @precondition(lambda self: self.stage == "open")
    @rule(fault=faults)
    def take_in(self, fault: Fault | None) -> None:
        self._try("take in", lambda: self._in_vault(self._take), fault)
        count = self._in_vault(lambda vault: self._status(vault).envelopes)
        assert count >= self.taken, self._trail()
        self.taken = count

    @precondition(lambda self: self.stage == "open" and self.kind == "blind")
    @rule()
    def go_on_to_the_answers(self) -> None:
        self._claims_round()
        type(self).now = LATER

    @precondition(lambda self: self.stage == "open" and self.told)
    @rule(first=faults, second=faults)
    def close(self, first: Fault | None, second: Fault | None) -> None:
        """All that was sent is taken in, however the faults fall, and the review closes with it."""
        self._claims_round()
        type(self).now = LATER
        for fault in (first, second, None):
            if self.kind != "files":
                self._try("deliver", deliver, fault)
            self._try("take in", lambda: self._in_vault(self._take), fault)
        for fault in (first, second, None):
            self._try("close", lambda: self._in_vault(lambda vault: close(vault, self.review)), fault)
            state = self._in_vault(lambda vault: self._status(vault).state)
            assert state == "closed" or not self.done, self._trail()
            if state == "closed":
                break
        self.stage = "closed"
        self._count()
        self.report = self._in_vault(self._json)

    @precondition(lambda self: self.stage != "open")
    @rule(form=st.sampled_from(["json", "csv", "text", "html"]), fault=faults)
    def export(self, form: str, fault: Fault | None) -> None:
        data = self._in_vault(lambda vault: render(subject_of_review(vault, self.review), form, Look()))
        path = self.root / f"report.{form}"
        self._write(path, data, lambda: write_export(path, data, force=True), fault)
        if form == "json":
            assert data == self.report, self._trail()

    @precondition(lambda self: self.stage == "closed")
    @rule(fault=faults)
    def publish(self, fault: Fault | None) -> None:
        board = self.root / "board"
        self._try(
            "publish", lambda: self._in_vault(lambda vault: publish(vault, self.review, board, envelopes=True)), fault
        )
        if self.done or (board / "board.json").exists():
            parse_board((board / "board.json").read_bytes(), "board.json")

    @rule(fault=faults)
    def back_up(self, fault: Fault | None) -> None:
        path = self.root / "backup.age"

        def work() -> None:
            self._in_vault(lambda vault: backup(vault, path, own_recipients(vault), overwrite=True))

        before = path.read_bytes() if path.exists() else None
        self._try("back up", work, fault)
        now = path.read_bytes() if path.exists() else None
        assert now is not None or (before is None and not self.done), self._trail()
        assert now is None or now == before or now.startswith(b"age-encryption.org/v1\n"), self._trail()

    @precondition(lambda self: self.stage == "closed")
    @rule(fault=faults)
    def erase(self, fault: Fault | None) -> None:
        self._try("erase", lambda: self._in_vault(lambda vault: erase(vault, self.review)), fault)
        if self.done or self._in_vault(lambda vault: self._status(vault).erased_on) is not None:
            self.stage = "erased"

    @rule(seed=st.integers(0, 2**16))
    def lose_power(self, seed: int) -> None:
        self.computer.cut(seed)
        self.faulty = True
        self._look()

    # What must hold

    def teardown(self) -> None:
        if hasattr(self, "invitations") and self.stage == "open" and self.told:
            self.close(None, None)
        self.computer.layer.restart()

    def _count(self) -> None:
        """Of everyone who was told so, the last answer is counted, or a later one that was cut off; nothing twice."""

        def comments(vault: Vault) -> list[str]:
            with vault.review(self.review) as db:
                return [row["text"] for row in db.table("comments")]

        counted: dict[int, int] = {}
        for text in self._in_vault(comments):
            _answer, number, _of, rater = text.split()
            assert int(rater) not in counted, self._trail()
            counted[int(rater)] = int(number)
        for rater in range(RATERS):
            late = self.tried.get(rater, [])
            allowed = [self.told[rater], *late] if rater in self.told else [None, *late]
            assert counted.get(rater) in allowed, f"rater {rater}: {counted.get(rater)}, not {allowed}\n{self._trail()}"
        report, _terms = self._in_vault(lambda vault: frozen_report(vault, self.review))
        assert sum(cell.answers for cell in report.cells) <= len(counted)

    def _see_draft(self, rater: int) -> None:
        found = self._session(rater).rating(ITEM)
        seen = found if isinstance(found, int) else 0
        assert seen in self.drafts[rater], self._trail()

    def _write(self, path: Path, data: bytes, work: Callable[[], object], fault: Fault | None) -> None:
        """An export is the old file, or the new one, or not there; never a part."""
        before = self.exports.get(path.name, {b""})
        self._try(f"write {path.name}", work, fault)
        found = path.read_bytes() if path.exists() else b""
        assert found in ({data} if self.done else before | {data}), self._trail()
        self.exports[path.name] = {found} if self.done else before | {data}

    def _look(self) -> None:
        """Everything opens, and what was seen before is still there."""

        def look(vault: Vault) -> None:
            status = self._status(vault)
            assert status.state == ("closed" if self.stage != "open" else "open"), self._trail()
            assert status.envelopes >= self.taken or self.stage != "open", self._trail()
            assert self.stage != "erased" or status.erased_on is not None, self._trail()
            bad = [each for each in check_vault(vault.home, vault) if not each.ok]
            assert self.faulty or not bad
            assert all("interrupted" in each.message for each in bad), (bad, self._trail())
            if self.stage != "open":
                assert self._json(vault) == self.report, self._trail()

        self._in_vault(look)
        for rater in self.drafts:
            self._see_draft(rater)
        for name, states in self.exports.items():
            path = self.root / name
            assert (path.read_bytes() if path.exists() else b"") in states, self._trail()
        self.computer.layer.check()

    # How

    def _try(self, name: str, work: Callable[[], _T], fault: Fault | None) -> _T | None:
        """The result of `work`; None if the fault came to pass. `done` says whether it was acknowledged."""
        self.done = False
        try:
            result = self.computer.run(name, work, fault)
        except (Refused, Stopped):
            self.faulty = True
            self._after()
            return None
        self.done = True
        return result

    def _after(self) -> None:
        if hasattr(self, "invitations") and self.stage == "open":
            self._in_vault(lambda vault: None)

    def _invite(self, fault: Fault | None) -> None:
        def work() -> None:
            self._in_vault(lambda vault: invite(vault, self.review, self.out))

        self._try("invite", work, fault)
        if self.done:
            self.computer.cut(fault.seed if fault else 0)
            return
        if fault is not None and fault.seed % 2:
            self.computer.cut(fault.seed + 1)
        try:
            self.computer.run("invite", work)
        except PerfleadError as error:
            assert "were made already" in error.message, error

    def _take(self, vault: Vault) -> None:
        if self.kind == "files":
            collect(vault, self.review, [self.root / "envelopes"])
        else:
            attend(vault, self.review)

    def _claims_round(self) -> None:
        """Everybody who has finished gets a credential, before claims close."""
        if self.kind == "blind" and self.now == NOW:
            self._try("deliver", deliver, None)
            self._try("take in", lambda: self._in_vault(self._take), None)
            self._try("deliver", deliver, None)

    def _session(self, rater: int) -> AnswerSession:
        out = self.root / "envelopes" if self.kind == "files" else None
        return AnswerSession.open(self.invitations[rater], out=out, today=NOW.date())

    def _in_vault(self, work: Callable[[Vault], _T]) -> _T:
        with Vault.open(self.root / "vault", SECRET) as vault:
            return work(vault)

    def _status(self, vault: Vault) -> Any:
        [found] = [each for each in all_statuses(vault) if each.review == self.review]
        return found

    def _json(self, vault: Vault) -> bytes:
        return render(subject_of_review(vault, self.review), "json", Look())

    def _trail(self) -> str:
        return "\n" + "\n".join(self.computer.trail[-20:])


def make_templates(root: Path, templates: Path) -> None:
    """A disk for each kind of review, as it is when its histories begin."""
    for kind in KINDS:
        shutil.rmtree(root, ignore_errors=True)
        for folder in (root, root / "drop", root / "envelopes"):
            folder.mkdir(parents=True)
        vault, _recovery = Vault.create(root / "vault", SECRET)
        with vault:
            drop = None if kind == "files" else str(root / "drop")
            blind = Blind(claims_until=UNTIL, answers_from=START) if kind == "blind" else None
            questionnaire = load(str(sample_dir() / "questionnaires" / "short-agreement.yaml"))
            people = parse_roster(ROSTER.encode(), "roster.csv", questionnaire)
            wishes = NewReview(leader="Jo", questionnaire=questionnaire, roster=people, drop=drop, blind=blind)
            made = new_review(vault, wishes)
            if kind != "files":
                invite(vault, made.review, root / "invitations")
        shutil.copytree(root, templates / kind)
        (templates / f"{kind}.id").write_text(made.review)
    shutil.rmtree(root)
    root.mkdir()


def run_histories(place: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many histories, each on a disk of its own."""
    pool: list[RSAPrivateKey] = []
    real = sealing_keys._generate_rsa

    def from_pool(groups: Sequence[str], _on_step: object) -> dict[str, RSAPrivateKey]:
        if not pool:
            pool.extend(real(["a", "b"], None).values())
        return dict(zip(groups, pool, strict=False))

    monkeypatch.setattr(sealing_keys, "_generate_rsa", from_pool)
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
    monkeypatch.setattr(outbox, "now", lambda: RoadMachine.now)
    monkeypatch.setattr(opening, "Patience", functools.partial(Patience, sleep=lambda _seconds: None))
    root, templates = place / "disk", place / "templates"
    monkeypatch.setenv("PERFLEAD_STATE", str(root / "state"))
    make_templates(root, templates)
    RoadMachine.root, RoadMachine.templates, RoadMachine.computer = root, templates, Computer(root)
    with RoadMachine.computer.layer.installed():
        run_state_machine_as_test(RoadMachine, settings=machine_settings(count))


def test_whatever_fails_on_the_road_no_answer_that_was_acknowledged_is_lost(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_histories(place, 40, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("part", range(16))
def test_the_same_over_many_histories(place: Path, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    run_histories(place, 100, monkeypatch)
