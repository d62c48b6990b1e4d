"""The coach's side, without a screen: set up, invite, collect, close."""

import json
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import load_invitation
from perflead_tui.flows import close as closing
from perflead_tui.flows import inviting
from perflead_tui.flows.close import check, close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.records import all_statuses, open_review, resolve
from perflead_tui.flows.response import make_response
from perflead_tui.flows.setup import new_review
from perflead_tui.review.answers import Answers
from perflead_tui.sealing.credential import Credential, issue, new_key, public_key_of
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.envelope import seal
from perflead_tui.sealing.keys import ReviewKeys
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review, wanted


def outcomes(review: Review) -> list[str]:
    return [result.outcome for result in collect(review.vault, review.id, [review.envelopes])]


def sealed(
    review: Review, path: Path, answers: Answers, *, group: str | None = None, credential: Credential | None = None
) -> Path:
    """An envelope made by hand with the invitation at `path`, as a rater with a program of their own could."""
    invitation = load_invitation(path)
    response = make_response(
        group or invitation.group.key,
        credential or invitation.credential,
        invitation.private_key,
        1,
        answers,
        invitation.terms_digest,
    )
    data = seal(response, unb64(invitation.terms.keys.seal), invitation.terms_digest, review.id)
    out = review.envelopes / f"made-{len(list(review.envelopes.iterdir()))}.envelope"
    out.write_bytes(data)
    return out


# Setting up


def test_there_is_one_private_invitation_for_each_person_and_no_name_in_it(review: Review) -> None:
    assert len(review.invitations) == 13
    for path in review.invitations:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_mtime == 0
        people = ("Bo Ss", "peers 0", "frontline 1", "partners 1")
        assert not any(name in path.read_text() or name in path.name for name in people)
    assert sorted({path.name.split("-")[0] for path in review.invitations}) == [
        "frontline",
        "manager",
        "partners",
        "peers",
        "self",
    ]


def test_invitations_are_made_once(review: Review) -> None:
    with pytest.raises(PerfleadError, match="made already"):
        invite(review.vault, review.id, review.folder / "again")


def test_the_vault_does_not_know_which_credential_is_whose(review: Review) -> None:
    secret = load_invitation(review.invitations[0]).credential
    with review.vault.review(review.id) as db:
        held = json.dumps({name: db.table(name).all() for name in db.tables()})
    assert secret.to_document()["public_key"] not in held


def test_a_language_that_few_of_a_group_share_does_not_tell_their_invitations_apart(
    vault: Vault, tmp_path: Path
) -> None:
    rows = [("self", "es"), *[("peers", "es")] * 4, *[("frontline", "en")] * 5, ("frontline", "es")]
    roster = "name,group,language\n" + "".join(f"p{n},{group},{code}\n" for n, (group, code) in enumerate(rows))
    made = new_review(vault, wanted(roster))
    found = [load_invitation(path) for path in invite(vault, made.review, tmp_path / "out")]
    spoken = {(one.group.key, one.language) for one in found}
    assert spoken == {("self", "es"), ("peers", "es"), ("frontline", None)}


def test_cut_off_while_invitations_are_written_a_second_run_starts_over(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = new_review(vault, wanted())
    real, calls = inviting.write_atomic, []

    def stop_at_three(path: Path, data: bytes, *, overwrite: bool) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(path, data, overwrite=overwrite)

    monkeypatch.setattr(inviting, "write_atomic", stop_at_three)
    with pytest.raises(KeyboardInterrupt):
        invite(vault, made.review, tmp_path / "out")
    monkeypatch.setattr(inviting, "write_atomic", real)
    assert len(invite(vault, made.review, tmp_path / "out")) == 13


def test_cut_off_while_invitations_are_moved_a_second_run_moves_the_same_ones(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = new_review(vault, wanted())

    def stop(_aside: Path) -> list[Path]:
        raise KeyboardInterrupt

    real = inviting._move_all
    monkeypatch.setattr(inviting, "_move_all", stop)
    with pytest.raises(KeyboardInterrupt):
        invite(vault, made.review, tmp_path / "out")
    monkeypatch.setattr(inviting, "_move_all", real)
    (aside,) = (tmp_path / "out").glob(f".perflead-{made.review}-*")
    staged = {path.name for path in aside.iterdir()}
    assert {path.name for path in invite(vault, made.review, tmp_path / "out")} == staged


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"minimum": 2}, "at least 4"),
        ({"short_for": ["nobody"]}, "Nobody of the roster is in a group nobody"),
    ],
)
def test_wishes_that_do_not_fit_are_refused(vault: Vault, more: dict[str, object], part: str) -> None:
    with pytest.raises(PerfleadError, match=part):
        new_review(vault, wanted(**more))
    assert vault.review_ids() == []


def test_a_review_is_found_by_the_beginning_of_its_id(review: Review) -> None:
    assert resolve(review.vault, review.id[:5].upper()) == review.id
    with pytest.raises(PerfleadError, match="no review"):
        resolve(review.vault, "zzzz1")
    with pytest.raises(PerfleadError, match="no review"):
        resolve(review.vault, "../../etc")


# Collecting


def test_envelopes_are_taken_once_and_counted_in_total(review: Review) -> None:
    review.answer_all()
    assert set(outcomes(review)) == {"taken"}
    assert set(outcomes(review)) == {"known"}
    (status,) = all_statuses(review.vault)
    assert (status.state, status.envelopes, status.invited) == ("open", 13, 13)


def test_the_vault_keeps_no_file_name_and_no_time_of_an_envelope(review: Review) -> None:
    review.answer_all()
    outcomes(review)
    with review.vault.review(review.id) as db:
        assert all(set(row) == {"hash", "data"} for row in db.table("envelopes"))


def test_what_is_not_an_envelope_of_this_review_is_refused_with_a_reason(review: Review, tmp_path: Path) -> None:
    good = review.answer(review.of("peers")[0])
    data = good.read_bytes()
    other = Review(review.vault, tmp_path / "other-review-folder")
    foreign = other.answer(other.of("peers")[0])
    cases = {
        "garbage": b"hello",
        "empty": b"",
        "cut": data[:-1],
        "long": data + b"x",
        "foreign": foreign.read_bytes(),
    }
    for name, content in cases.items():
        (review.envelopes / name).write_bytes(content)
    with (review.envelopes / "huge").open("wb") as file:
        file.truncate(2**30)
    (review.envelopes / "link").symlink_to(good)
    results = {Path(r.name).name: r for r in collect(review.vault, review.id, [review.envelopes])}
    assert results.pop(good.name).outcome == "taken"
    assert set(results) == {*cases, "huge"}
    assert all(result.outcome == "refused" and result.why for result in results.values())
    assert "another review" in results["foreign"].why
    assert "too large" in results["huge"].why


def test_before_invitations_and_after_closing_no_envelope_is_taken(
    vault: Vault, tmp_path: Path, review: Review
) -> None:
    made = new_review(vault, wanted())
    with pytest.raises(PerfleadError, match="no invitations"):
        collect(vault, made.review, [tmp_path])
    review.answer_all()
    outcomes(review)
    close(vault, review.id)
    with pytest.raises(PerfleadError, match="closed"):
        collect(vault, review.id, [review.envelopes])


# Closing


def test_closing_makes_a_report_of_cells_and_merges_the_small_group(review: Review) -> None:
    review.answer_all()
    outcomes(review)
    assert check(review.vault, review.id).shown == [["self"], ["manager"], ["peers", "partners"], ["frontline"]]
    closed = close(review.vault, review.id)
    assert (closed.counted, closed.replaced, closed.refused) == (13, 0, [])
    report, terms = frozen_report(review.vault, review.id)
    assert terms.review == review.id
    cells = {cell.key: cell.answers for cell in report.cells}
    assert cells == {"self": 1, "manager": 1, "peers+partners": 6, "frontline": 5}
    understands = report.competencies[0]
    assert understands.cells["frontline"] is not None and understands.cells["frontline"].mean == 3.0
    assert understands.cells["peers+partners"] is not None and understands.cells["peers+partners"].mean == 3.3


def test_a_check_after_every_envelope_is_refused_because_it_would_tell_its_group(review: Review) -> None:
    peers = review.of("peers")
    for invitation in peers:
        review.answer(invitation)
    outcomes(review)
    assert check(review.vault, review.id) == check(review.vault, review.id)
    review.answer(review.of("frontline")[0])
    outcomes(review)
    with pytest.raises(PerfleadError, match="Too few envelopes"):
        check(review.vault, review.id)
    for invitation in review.of("frontline")[1:4]:
        review.answer(invitation)
    outcomes(review)
    assert ["peers", "partners"] in check(review.vault, review.id).shown


def test_a_review_closes_once(review: Review) -> None:
    review.answer_all()
    outcomes(review)
    close(review.vault, review.id)
    with pytest.raises(PerfleadError, match="closed"):
        close(review.vault, review.id)
    with pytest.raises(PerfleadError, match="closed"):
        check(review.vault, review.id)


def test_a_review_without_answers_stays_open(review: Review) -> None:
    with pytest.raises(PerfleadError, match="stays open"):
        close(review.vault, review.id)
    assert all_statuses(review.vault)[0].state == "open"


def test_the_report_is_closed_to_everyone_before_the_review_is(review: Review) -> None:
    with pytest.raises(PerfleadError, match="still open"):
        frozen_report(review.vault, review.id)


def test_of_two_answers_with_one_invitation_the_later_one_counts(review: Review) -> None:
    manager = review.of("manager")[0]
    review.answer(manager, 1)
    review.answer(manager, 5)
    outcomes(review)
    closed = close(review.vault, review.id)
    assert (closed.counted, closed.replaced) == (1, 1)
    report, _terms = frozen_report(review.vault, review.id)
    assert report.items[0].cells["manager"] is not None and report.items[0].cells["manager"].mean == 5.0


def test_envelopes_made_by_a_cheat_are_refused_at_closing(review: Review) -> None:
    peers, manager = review.of("peers"), review.of("manager")[0]
    keys = ReviewKeys.generate(["peers"])
    private = new_key()
    forged = issue(keys.groups["peers"], public_key_of(private))
    answers = Answers(ratings={"U1": 5})
    sealed(review, peers[0], answers, group="frontline")
    sealed(review, peers[0], answers, credential=forged)
    sealed(review, peers[1], answers, credential=load_invitation(manager).credential)
    sealed(review, peers[2], Answers.model_construct(ratings={"U1": 9}, time=None, comments={}))
    review.answer(peers[3])
    assert set(outcomes(review)) == {"taken"}
    closed = close(review.vault, review.id)
    assert closed.counted == 1
    assert closed.refused == [
        "3 envelopes had no valid proof of invitation.",
        "1 envelope held answers that do not fit the questionnaire.",
    ]


def test_an_envelope_that_was_made_under_other_terms_does_not_open(review: Review) -> None:
    invitation = load_invitation(review.of("peers")[0])
    data = seal(b"{}", unb64(invitation.terms.keys.seal), b"\0" * 32, review.id)
    (review.envelopes / "other.envelope").write_bytes(data)
    review.answer(review.of("peers")[1])
    outcomes(review)
    closed = close(review.vault, review.id)
    assert closed.counted == 1 and closed.refused == ["1 envelope was damaged, or sealed under other terms."]


def test_more_answers_than_invitations_in_a_group_stop_the_closing(review: Review) -> None:
    with open_review(review.vault, review.id) as file:
        keys = file.keys()
    path = review.of("manager")[0]
    invitation = load_invitation(path)
    review.answer(path)
    private = new_key()
    extra = issue(keys.groups["manager"], public_key_of(private))
    response = make_response("manager", extra, private, 1, Answers(), invitation.terms_digest)
    data = seal(response, unb64(invitation.terms.keys.seal), invitation.terms_digest, review.id)
    (review.envelopes / "extra.envelope").write_bytes(data)
    outcomes(review)
    with pytest.raises(PerfleadError, match="more answers than invitations or grants"):
        close(review.vault, review.id)


def test_after_closing_nothing_ties_comments_to_ratings_or_keeps_the_order_of_arrival(review: Review) -> None:
    for invitation in review.of("peers") + review.of("frontline"):
        review.answer(invitation, 4, comments={"O1": "one", "O2": "two"})
    outcomes(review)
    close(review.vault, review.id)
    with review.vault.review(review.id) as db:
        assert all(set(row) == {"group", "ratings", "time"} for row in db.table("answers"))
        assert {row["from"] for row in db.table("comments")} == {"anonymous"}
        assert all(set(row) == {"id", "from", "question", "text"} for row in db.table("comments"))
        hashes = [row["hash"] for row in db.table("envelopes")]
    assert hashes == sorted(hashes)


def test_cut_off_before_the_file_is_rewritten_the_next_look_rewrites_it(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.answer_all()
    outcomes(review)

    def stop(_self: object) -> None:
        raise KeyboardInterrupt

    real = closing.ReviewFile.settle
    monkeypatch.setattr(closing.ReviewFile, "settle", lambda self: stop(self) if self.state == "closed" else None)
    with pytest.raises(KeyboardInterrupt):
        close(review.vault, review.id)
    monkeypatch.setattr(closing.ReviewFile, "settle", real)
    frozen_report(review.vault, review.id)
    with review.vault.review(review.id) as db:
        assert db.table("review").all()[0]["settled"] is True
    assert all_statuses(review.vault)[0].state == "closed"


def test_the_report_stays_the_same_however_often_it_is_asked_for(review: Review) -> None:
    review.answer_all()
    outcomes(review)
    close(review.vault, review.id)
    assert frozen_report(review.vault, review.id)[0].to_json() == frozen_report(review.vault, review.id)[0].to_json()
