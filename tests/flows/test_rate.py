"""What a rater does, without a screen."""

import datetime
import json
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import load_invitation
from perflead_tui.flows import rate as rate_module
from perflead_tui.flows.filling import UNANSWERED
from perflead_tui.flows.rate import AnswerSession, read_answers
from perflead_tui.paths import state_dir
from tests.flows.conftest import Review


def open_peer(review: Review) -> AnswerSession:
    return AnswerSession.open(review.of("peers")[0], out=review.envelopes)


def test_a_fresh_form_is_empty_and_says_how_long_it_takes(review: Review) -> None:
    session = open_peer(review)
    assert session.progress() == (0, 38)
    assert session.rating("U1") is UNANSWERED
    assert not session.resumed and not session.used
    assert session.minutes == 8
    assert len(session.fingerprint.split("-")) == 6


def test_everyone_sees_the_same_fingerprint(review: Review) -> None:
    seen = {AnswerSession.open(path).fingerprint for path in review.invitations}
    assert len(seen) == 1


def test_a_draft_is_sealed_and_continued(review: Review) -> None:
    session = open_peer(review)
    session.rate("U1", 5)
    session.rate("U2", None)
    session.set_points("T1", 3)
    session.set_comment("O1", "zebra crossing words")
    session.save()
    drafts = list((state_dir() / "drafts").iterdir())
    assert [path.stat().st_mode & 0o777 for path in drafts] == [0o600]
    assert b"zebra" not in drafts[0].read_bytes()
    again = open_peer(review)
    assert again.resumed
    assert (again.rating("U1"), again.rating("U2"), again.points("T1")) == (5, None, 3)
    assert again.comment("O1") == "zebra crossing words"


def test_another_invitation_does_not_see_the_draft(review: Review) -> None:
    session = open_peer(review)
    session.rate("U1", 5)
    session.save()
    assert not AnswerSession.open(review.of("peers")[1]).resumed


def test_after_sending_the_draft_is_gone_and_the_invitation_says_that_it_was_used(review: Review) -> None:
    session = open_peer(review)
    session.rate("U1", 5)
    sent = session.send()
    assert sent.revision == 1 and sent.path.parent == review.envelopes
    assert load_invitation(review.of("peers")[0]).used == 1
    again = open_peer(review)
    assert again.used and not again.resumed and again.rating("U1") is UNANSWERED


def test_an_earlier_answer_is_replaced_by_a_higher_revision_even_on_another_machine(
    review: Review, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    open_peer(review).send()
    monkeypatch.setenv("PERFLEAD_STATE", str(tmp_path / "elsewhere"))
    assert open_peer(review).send().revision == 2


def test_an_invitation_that_cannot_be_written_still_counts_revisions(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise PerfleadError("read only")

    monkeypatch.setattr(rate_module, "mark_used", refuse)
    assert open_peer(review).send().revision == 1
    assert open_peer(review).send().revision == 2


def test_a_full_disk_at_sending_keeps_the_draft_and_says_so(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_peer(review)
    session.rate("U1", 5)
    real = rate_module.write_atomic

    def full(path: Path, data: bytes, **more: bool) -> None:
        raise PerfleadError("disk full")

    monkeypatch.setattr(rate_module, "write_atomic", full)
    with pytest.raises(PerfleadError, match="disk full"):
        session.send()
    monkeypatch.setattr(rate_module, "write_atomic", real)
    again = open_peer(review)
    assert again.rating("U1") == 5
    assert again.send().revision == 2


def test_an_envelope_never_overwrites_a_file(review: Review, tmp_path: Path) -> None:
    there = tmp_path / "mine.txt"
    there.write_text("keep me")
    session = AnswerSession.open(review.of("peers")[0], out=there)
    with pytest.raises(PerfleadError, match="exists already"):
        session.send()
    assert there.read_text() == "keep me"


def test_time_boxes_that_do_not_add_up_are_told_before_sending(review: Review) -> None:
    session = open_peer(review)
    session.set_points("T1", 3)
    assert session.remainder(session.form.time_keys) == 7
    with pytest.raises(PerfleadError, match="add up to 10"):
        session.send()
    session.cannot_tell = True
    assert session.problems() == []
    assert session.progress()[0] == 1


def test_the_leader_also_says_where_time_should_go(review: Review) -> None:
    session = AnswerSession.open(review.of("self")[0])
    for key, value in (("T1", 3), ("T2", 4), ("T3", 3), ("D1", 5), ("D2", 3)):
        session.set_points(key, value)
    assert session.problems()
    session.set_points("D3", 2)
    assert session.problems() == []


def test_the_same_answer_to_all_lines_is_noticed_from_eight_lines_on(review: Review) -> None:
    session = open_peer(review)
    for item in session.form.item_keys[:7]:
        session.rate(item, 4)
    assert not session.all_same()
    session.rate(session.form.item_keys[7], 4)
    assert session.all_same()
    session.rate("P6", 3)
    assert not session.all_same()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ask Lead about it", "name (Lead)"),
        ("Dana asked for this", "name (Dana)"),
        ("write to ann@example.org", "e-mail"),
        ("call 555-123-4567", "phone"),
        ("on 12 March it went wrong", "date"),
        ("last Monday it went wrong", "date"),
        ("el lunes no vino", "date"),
        ("when we met at the depot", "only you"),
        ("me dijo que no", "only you"),
    ],
)
def test_words_that_may_give_someone_away_are_pointed_out(review: Review, text: str, part: str) -> None:
    session = open_peer(review)
    session.set_comment("O1", text)
    assert any(part in warning for warning in session.warnings("O1")), session.warnings("O1")


@pytest.mark.parametrize(
    "text", ["Keeps promises and thanks people.", "Plan 2 weeks ahead", "May do more", "Sigue así"]
)
def test_harmless_words_are_left_alone(review: Review, text: str) -> None:
    session = open_peer(review)
    session.set_comment("O1", text)
    assert session.warnings("O1") == []


def test_the_language_of_the_form_can_change_and_is_never_sent(review: Review) -> None:
    session = open_peer(review)
    session.language = "es"
    session.language = "xx"
    assert session.language == "es"
    session.save()
    assert open_peer(review).language == "es"


def test_after_the_last_day_the_form_does_not_open(vault: object, tmp_path: Path) -> None:
    late = datetime.date.today() + datetime.timedelta(days=400)  # noqa: DTZ011 - a day far enough away in any zone
    review = Review(vault, tmp_path, closes_on=late - datetime.timedelta(days=1))  # type: ignore[arg-type]
    with pytest.raises(PerfleadError, match="has closed"):
        AnswerSession.open(review.of("peers")[0], today=late)


def alter(path: Path, change: dict[str, object]) -> None:
    document = json.loads(path.read_text())
    document.update(change)
    path.write_text(json.dumps(document))


@pytest.mark.parametrize(
    "change",
    [
        {"group": "frontline"},
        {"group": "nobody"},
        {"group": 7},
        {"language": "es"},
        {"credential": {}},
        {"signature": "AAAA"},
    ],
)
def test_an_altered_invitation_is_refused(review: Review, change: dict[str, object]) -> None:
    path = review.of("peers")[0]
    alter(path, change)
    with pytest.raises(PerfleadError, match="altered or damaged"):
        AnswerSession.open(path)


def test_terms_that_were_altered_are_refused(review: Review) -> None:
    path = review.of("peers")[0]
    document = json.loads(path.read_text())
    document["terms"]["minimum"] = 5
    path.write_text(json.dumps(document))
    with pytest.raises(PerfleadError, match="altered or damaged"):
        AnswerSession.open(path)


def test_every_byte_of_an_invitation_matters_or_changes_nothing(review: Review) -> None:
    path = review.of("peers")[0]
    data = path.read_bytes()
    whole = load_invitation(path)
    for at in range(0, len(data), 997):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        try:
            opened = load_invitation(path)
        except PerfleadError:
            continue
        assert opened.terms_digest == whole.terms_digest and opened.group == whole.group


def test_bad_invitations_each_get_a_sentence(review: Review, tmp_path: Path) -> None:
    cases = {
        "other.json": (b'{"schema": "perflead.invitation/9"}', "another version"),
        "list.json": (b"[1, 2]", "damaged"),
        "not.json": (b"hello", "damaged"),
        "deep.json": (b"[" * 200_000, "damaged"),
        "other-thing.json": (b"{}", "not an invitation"),
        "empty.json": (b"", "empty"),
    }
    for name, (data, part) in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(PerfleadError, match=part):
            AnswerSession.open(tmp_path / name)
    with pytest.raises(PerfleadError, match="folder"):
        AnswerSession.open(tmp_path)
    with pytest.raises(PerfleadError, match="no file"):
        AnswerSession.open(tmp_path / "missing")


def test_a_file_of_a_gibibyte_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(PerfleadError, match="too large"):
        AnswerSession.open(large)


@pytest.mark.parametrize(
    "given",
    [
        {"ratings": {"X9": 3}},
        {"ratings": {"U1": 0}},
        {"ratings": {"U1": 6}},
        {"ratings": {"U1": "4"}},
        {"ratings": {"U1": 4.5}},
        {"ratings": {"U1": float("nan")}},
        {"ratings": {"U1": True}},
        {"ratings": [1]},
        {"comments": {"O1": "x" * 4001}},
        {"time": {"T1": 5, "T2": 5}},
        {"more": 1},
    ],
)
def test_answers_that_do_not_fit_are_refused_and_nothing_is_sealed(
    review: Review, tmp_path: Path, given: object
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(given))
    session = open_peer(review)
    with pytest.raises(PerfleadError):
        session.fill(read_answers(path))
    assert list(review.envelopes.iterdir()) == []


def test_a_file_of_answers_that_is_nested_200000_deep_or_huge_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_bytes(b'{"ratings": ' + b"[" * 200_000 + b"]" * 200_000 + b"}")
    with pytest.raises(PerfleadError):
        read_answers(path)
    path.write_bytes(b'{"comments": {"O1": "' + b"x" * 10_000_000 + b'"}}')
    with pytest.raises(PerfleadError, match="too large"):
        read_answers(path)


def test_the_envelope_says_nothing_by_its_length(review: Review) -> None:
    short, long = review.of("peers")[:2]
    a = review.answer(short, None)
    b = review.answer(long, 5, comments={"O1": "y" * 300})
    assert a.stat().st_size == b.stat().st_size
