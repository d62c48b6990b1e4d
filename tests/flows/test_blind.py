"""Blind issuing over a drop: claim, grant, hold, deliver, collect, close."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import load_invitation
from perflead_tui.flows import grants, outbox
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.grants import attend, grant_files
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import open_review
from perflead_tui.flows.setup import new_review
from perflead_tui.review.terms import Blind
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import wanted

NOW = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
UNTIL, START = NOW + datetime.timedelta(days=1), NOW + datetime.timedelta(days=2)
LATER = START + datetime.timedelta(hours=1)
ROSTER = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(4))


class Clock:
    """The time that raters and desk see."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    found = Clock()
    monkeypatch.setattr(outbox, "now", found)
    yield found


class BlindReview:
    """A blind review of four peers and the leader, with a folder as drop or without any."""

    def __init__(self, vault: Vault, folder: Path, *, by_drop: bool = True) -> None:
        self.vault, self.drop = vault, folder / "drop"
        self.drop.mkdir()
        blind = Blind(claims_until=UNTIL, answers_from=START)
        made = new_review(vault, wanted(ROSTER, blind=blind, drop=str(self.drop) if by_drop else None))
        self.id = made.review
        self.invitations = invite(vault, self.id, folder / "invitations")
        self.peers = [path for path in self.invitations if path.name.startswith("peers")]

    def files(self, name: str) -> list[Path]:
        return sorted((self.drop / self.id / name).iterdir())

    def codes(self) -> list[dict[str, object]]:
        with open_review(self.vault, self.id) as file:
            return [dict(row) for row in file.db.table("codes")]


@pytest.fixture
def blind(vault: Vault, tmp_path: Path, clock: Clock) -> BlindReview:
    return BlindReview(vault, tmp_path)


def accepted(path: Path) -> AnswerSession:
    session = AnswerSession.open(path)
    session.claim()
    return session


def finished(path: Path, rating: int = 4) -> AnswerSession:
    session = accepted(path)
    session.fill({"ratings": dict.fromkeys(session.form.item_keys, rating), "comments": {"O1": "go on"}})
    return session


def test_an_invitation_of_a_blind_review_holds_a_code_and_no_credential(blind: BlindReview) -> None:
    document = json.loads(blind.peers[0].read_text())
    assert set(document) == {"schema", "terms", "group", "code", "signature"}
    assert load_invitation(blind.peers[0]).credential is None


def test_the_vault_holds_neither_a_code_nor_whose_it_is(blind: BlindReview) -> None:
    codes = [json.loads(path.read_text())["code"] for path in blind.invitations]
    held = json.dumps(blind.codes())
    assert not any(code in held for code in codes)
    assert all(set(row) == {"name", "group", "claim_key", "grant_name", "grant_key", "claim"} for row in blind.codes())


def test_the_whole_road_over_a_drop_in_two_phases(blind: BlindReview, clock: Clock) -> None:
    for path in blind.invitations:
        assert finished(path).send().way == "held"
    assert attend(blind.vault, blind.id).granted == 5
    assert blind.files("claims") == [] and blind.files("envelopes") == []
    assert (deliver().sent, deliver().waiting) == (0, 5)
    clock.now = LATER
    assert deliver().sent == 5
    assert list(outbox.entries()) == []
    done = attend(blind.vault, blind.id)
    assert (done.taken, done.refused, blind.files("envelopes")) == (5, 0, [])
    assert close(blind.vault, blind.id).counted == 5
    report, _terms = frozen_report(blind.vault, blind.id)
    assert [(cell.key, cell.answers) for cell in report.cells] == [("self", 1), ("peers", 4)]


def test_in_the_second_phase_a_finished_answer_leaves_at_once(blind: BlindReview, clock: Clock) -> None:
    session = accepted(blind.peers[0])
    attend(blind.vault, blind.id)
    session.claim()
    assert session.granted
    clock.now = LATER
    session.fill({"ratings": {"U1": 4}})
    assert session.send().way == "drop"
    assert len(blind.files("envelopes")) == 1


def test_the_blinding_factor_is_gone_when_the_credential_is_there(blind: BlindReview) -> None:
    session = accepted(blind.peers[0])
    before = session._file.load().claim
    assert before is not None and "inverse" in before
    attend(blind.vault, blind.id)
    session.claim()
    after = session._file.load().claim
    assert after is not None and set(after) == {"private_key", "public_key", "prefix", "signature"}


def test_the_identical_claim_gets_the_identical_grant_and_another_one_is_refused(blind: BlindReview) -> None:
    session = accepted(blind.peers[0])
    claim = session.claim_bytes()
    assert claim is not None
    attend(blind.vault, blind.id)
    (blind.drop / blind.id / "claims" / ("0" * 32)).write_bytes(claim)
    done = attend(blind.vault, blind.id)
    assert (done.granted, done.again, done.refused) == (0, 1, 0)
    other = AnswerSession(None, load_invitation(blind.peers[0]))
    other._draft.claim = None
    other.claim_bytes()
    (blind.drop / blind.id / "claims" / ("1" * 32)).write_bytes(other.claim_bytes() or b"")
    done = attend(blind.vault, blind.id)
    assert (done.granted, done.again, done.refused) == (0, 0, 1)
    assert "second time" in done.problems[0]
    assert sum(row["claim"] is not None for row in blind.codes()) == 1


def test_junk_and_altered_claims_are_refused_and_large_objects_never_read(blind: BlindReview) -> None:
    claim = AnswerSession.open(blind.peers[0]).claim_bytes() or b""
    claims = blind.drop / blind.id / "claims"
    (claims / ("a" * 32)).write_bytes(claim[:-1] + bytes([claim[-1] ^ 1]))
    (claims / ("b" * 32)).write_bytes(b"junk")
    (claims / "not a name").write_bytes(b"junk")
    with (claims / ("c" * 32)).open("wb") as file:
        file.truncate(10 * 2**30)
    done = attend(blind.vault, blind.id)
    assert (done.granted, done.refused) == (0, 2)
    assert done.ignored >= 2


def test_every_object_on_the_drop_has_one_of_the_fixed_sizes_and_a_random_name(
    blind: BlindReview, clock: Clock
) -> None:
    for path in blind.invitations:
        finished(path).send()
    assert {file.stat().st_size for file in blind.files("claims")} == {4096}
    attend(blind.vault, blind.id)
    assert {file.stat().st_size for file in blind.files("grants")} == {4096}
    clock.now = LATER
    deliver()
    for folder in ("grants", "envelopes"):
        for file in blind.files(folder):
            assert len(file.name) == 32 and file.stat().st_size % 4096 == 0
            assert file.stat().st_mtime == 946_684_800


def test_a_desk_killed_between_recording_and_signing_signs_the_same_later(
    blind: BlindReview, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = accepted(blind.peers[0])

    def killed(*_args: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(grants, "blind_sign", killed)
    with pytest.raises(KeyboardInterrupt):
        attend(blind.vault, blind.id)
    monkeypatch.undo()
    monkeypatch.setattr(outbox, "now", lambda: NOW)
    assert sum(row["claim"] is not None for row in blind.codes()) == 1
    done = attend(blind.vault, blind.id)
    assert (done.again, done.refused) == (1, 0)
    session.claim()
    assert session.granted


def test_after_claims_have_closed_no_new_claim_is_made_and_none_is_granted_with_the_answers(
    blind: BlindReview, clock: Clock
) -> None:
    accepted(blind.peers[0])
    clock.now = UNTIL + datetime.timedelta(minutes=1)
    with pytest.raises(PerfleadError, match="took claims until"):
        AnswerSession.open(blind.peers[1]).claim()
    assert attend(blind.vault, blind.id).granted == 1, "what was claimed in time is granted while nobody answers yet"
    clock.now = NOW
    accepted(blind.peers[1])
    clock.now = LATER
    done = attend(blind.vault, blind.id)
    assert (done.granted, done.refused) == (0, 1)


def test_envelopes_before_their_time_wait_on_the_drop(blind: BlindReview, clock: Clock) -> None:
    session = accepted(blind.peers[0])
    attend(blind.vault, blind.id)
    session.claim()
    clock.now = LATER
    session.fill({"ratings": {"U1": 4}})
    session.send()
    clock.now = NOW
    done = attend(blind.vault, blind.id)
    assert (done.taken, done.early) == (0, 1)
    clock.now = LATER
    assert attend(blind.vault, blind.id).taken == 1


def test_a_drop_that_is_away_loses_nothing(blind: BlindReview, clock: Clock, tmp_path: Path) -> None:
    session = finished(blind.peers[0])
    attend(blind.vault, blind.id)
    session.claim()
    clock.now = LATER
    blind.drop.rename(tmp_path / "gone")
    assert session.send().way == "outbox"
    assert deliver().problems
    (tmp_path / "gone").rename(blind.drop)
    assert deliver().sent == 1
    assert attend(blind.vault, blind.id).taken == 1


def test_what_was_finished_and_then_changed_does_not_leave_half_edited(blind: BlindReview, clock: Clock) -> None:
    finished(blind.peers[0]).send()
    attend(blind.vault, blind.id)
    again = AnswerSession.open(blind.peers[0])
    assert again.resumed and again.rating("U1") == 4
    again.rate("U1", 2)
    again.save()
    clock.now = LATER
    assert deliver().sent == 0
    again.claim()
    assert again.send().way == "drop"
    assert deliver().sent == 0 and list(outbox.entries()) == []


def test_without_a_drop_claims_and_grants_travel_as_files(vault: Vault, tmp_path: Path, clock: Clock) -> None:
    review = BlindReview(vault, tmp_path, by_drop=False)
    session = AnswerSession.open(review.peers[0], out=tmp_path / "my.envelope")
    (tmp_path / "a.claim").write_bytes(session.claim_bytes() or b"")
    session.fill({"ratings": {"U1": 4}})
    held = session.send()
    assert (held.way, held.path, list(outbox.entries())) == ("held", None, [])
    (tmp_path / "b.claim").write_bytes(b"junk")
    done, written = grant_files(vault, review.id, [tmp_path / "a.claim", tmp_path / "b.claim"], tmp_path / "grants")
    assert (done.granted, done.refused, len(written)) == (1, 1, 1)
    stranger = AnswerSession.open(review.peers[1])
    stranger.claim_bytes()
    with pytest.raises(PerfleadError):
        stranger.take_grant(written[0].read_bytes())
    session.take_grant(written[0].read_bytes())
    assert session.rating("U1") == 4
    sent = session.send()
    assert sent.path == tmp_path / "my.envelope" and sent.leaves_from == START


def test_with_one_moment_for_both_there_is_one_phase(vault: Vault, tmp_path: Path, clock: Clock) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    made = new_review(vault, wanted(ROSTER, blind=Blind(claims_until=NOW, answers_from=NOW), drop=str(drop)))
    path = next(path for path in invite(vault, made.review, tmp_path / "inv") if path.name.startswith("peers"))
    clock.now = LATER
    session = finished(path)
    assert attend(vault, made.review).granted == 1
    session.claim()
    assert session.send().way == "drop"
    assert attend(vault, made.review).taken == 1


def test_more_answers_than_grants_stop_the_closing(blind: BlindReview, clock: Clock) -> None:
    session = finished(blind.peers[0])
    attend(blind.vault, blind.id)
    session.claim()
    clock.now = LATER
    session.send()
    attend(blind.vault, blind.id)
    with open_review(blind.vault, blind.id) as file:
        file.db.table("codes").update({"claim": None})
    with pytest.raises(PerfleadError, match="more answers than"):
        close(blind.vault, blind.id)
