"""A whole review goes from one coach to another."""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.share import ShareError, make_share
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.erase import erase
from perflead_tui.flows.handing import Taken, take_in
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.publish import board_of, signer_of, terms_signature
from perflead_tui.flows.records import all_statuses, open_review
from perflead_tui.flows.sharing import offer, opened, send
from perflead_tui.vault.doctor import check_vault
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import ROSTER, Review

TODAY = datetime.datetime.now().astimezone().date()
CHEAP = Argon2Cost(memory_kib=8, passes=1, lanes=1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault whose passphrase costs little to try."""
    made, _recovery = Vault.create(tmp_path / "vault", "a long passphrase", cost=CHEAP)
    with made:
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Vault]:
    """The vault of the other coach."""
    made, _recovery = Vault.create(tmp_path / "other", "another long passphrase", cost=CHEAP)
    with made:
        yield made


def handed_over(review: Review, other: Vault, *, notes: bool = False) -> Taken:
    offered = offer(review.vault, review.id, "review", notes=notes)
    send(review.vault, offered, b"sealed", review.folder / f"{review.id}.age", overwrite=True)
    return take_in(other, opened(offered.document, "x").share, "x")


def parts_of(review: Review) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(offer(review.vault, review.id, "review").document)["handed"]
    return found


def signed_again(review: Review, handed: dict[str, Any]) -> bytes:
    with open_review(review.vault, review.id) as file:
        return make_share("review", file.terms_document, terms_signature(file), signer_of(file), handed=handed)


def closed(review: Review) -> Review:
    for invitation in [*review.of("self"), *review.of("frontline")]:
        review.answer(invitation, 3, comments={"O1": "go on"})
    collect(review.vault, review.id, [review.envelopes])
    close(review.vault, review.id)
    with Debrief.of_review(review.vault, review.id) as debrief:
        debrief.hide_comment("anonymous.O1.0", "it names somebody")
        debrief.choose("UND", "Understand")
        debrief.note(3, "my own words")
        debrief.save()
    return review


# Before closing


def test_an_open_review_goes_on_where_it_was_taken_in(review: Review, other: Vault) -> None:
    early = [review.answer(invitation, 4) for invitation in review.of("peers")]
    collect(review.vault, review.id, early)
    taken = handed_over(review, other)
    assert (taken.review, taken.state, taken.envelopes, taken.returned) == (review.id, "open", 4, False)
    rest = [review.answer(each, 3) for group in ("self", "frontline") for each in review.of(group)]
    assert all(one.outcome == "taken" for one in collect(other, review.id, rest))
    assert close(other, review.id).counted == 10
    report, _terms = frozen_report(other, review.id)
    assert sum(cell.answers for cell in report.cells) == 10
    assert all(finding.ok for finding in check_vault(other.home, other))


def test_where_it_came_from_it_takes_nothing_and_is_not_closed(review: Review, other: Vault) -> None:
    review.answer_all()
    handed_over(review, other)
    for attempt in (
        lambda: close(review.vault, review.id),
        lambda: collect(review.vault, review.id, [review.envelopes]),
    ):
        with pytest.raises(PerfleadError, match="handed over"):
            attempt()
    (there,), (here,) = all_statuses(other), all_statuses(review.vault)
    assert (here.state, here.handed_on, there.handed_on) == ("open", TODAY, None)
    erase(review.vault, review.id)
    (here,) = all_statuses(review.vault)
    assert (here.handed_on, here.erased_on) == (TODAY, TODAY)


def test_it_is_handed_on_only_when_the_file_is_written(review: Review, tmp_path: Path) -> None:
    offered = offer(review.vault, review.id, "review")
    assert offered.leaves
    with pytest.raises(PerfleadError):
        send(review.vault, offered, b"sealed", tmp_path / "no" / "folder" / "x.age")
    collect(review.vault, review.id, [review.answer(review.of("peers")[0])])
    assert parts_of(review)["state"] == "open", "and can be offered again"


def test_what_was_handed_on_can_be_erased_here_and_comes_back_if_it_is_handed_back(
    review: Review, other: Vault, tmp_path: Path
) -> None:
    handed_over(review, other)
    done = erase(review.vault, review.id)
    assert done.handed and any("private keys" in line for line in done.destroyed)
    with open_review(review.vault, review.id) as file:
        assert file.db.tables() == {"review"}
    with pytest.raises(PerfleadError, match="nothing left"):
        offer(review.vault, review.id, "review")
    collect(other, review.id, [review.answer(review.of("peers")[0])])
    offered = offer(other, review.id, "review")
    send(other, offered, b"sealed", tmp_path / "back.age")
    taken = take_in(review.vault, opened(offered.document, "x").share, "x")
    assert taken.returned and taken.envelopes == 1
    collect(review.vault, review.id, [review.answer(review.of("peers")[1])])


def test_a_draft_and_a_blind_review_are_handed_on_whole(vault: Vault, other: Vault, tmp_path: Path) -> None:
    from perflead_tui.flows.setup import new_review
    from perflead_tui.review.terms import Blind
    from tests.flows.conftest import wanted

    now = datetime.datetime.now(datetime.UTC)
    blind = Blind(claims_until=now + datetime.timedelta(days=1), answers_from=now + datetime.timedelta(days=2))
    made = new_review(vault, wanted(blind=blind))
    taken = take_in(other, opened(offer(vault, made.review, "review").document, "x").share, "x")
    assert taken.state == "draft"
    assert len(invite(other, made.review, tmp_path / "inv")) == 13
    document = offer(other, made.review, "review").document
    assert len(json.loads(document)["handed"]["codes"]) == 13
    third, _recovery = Vault.create(tmp_path / "third", "a third passphrase", cost=CHEAP)
    with third:
        assert take_in(third, opened(document, "x").share, "x").state == "open"


def test_whose_invitation_is_still_to_be_made_is_handed_on_too(review: Review, other: Vault, tmp_path: Path) -> None:
    with open_review(review.vault, review.id) as file:
        ids = [row.doc_id for row in file.db.table("roster")]
        file.db.table("uninvited").insert_multiple({"person": each} for each in ids[-2:])
    take_in(other, opened(offer(review.vault, review.id, "review").document, "x").share, "x")
    assert sorted(path.name[:8] for path in invite(other, review.id, tmp_path / "rest")) == ["partners", "partners"]
    with open_review(review.vault, review.id) as file:
        file.db.table("making").insert({"token": "x"})
    with pytest.raises(PerfleadError, match="cut off"):
        offer(review.vault, review.id, "review")


# After closing


@pytest.mark.parametrize("erased", [False, True])
def test_a_closed_review_comes_with_its_results_and_no_single_answer(
    review: Review, other: Vault, erased: bool
) -> None:
    closed(review)
    if erased:
        erase(review.vault, review.id)
    handed_over(review, other)
    assert frozen_report(other, review.id) == frozen_report(review.vault, review.id)
    with open_review(other, review.id) as there, open_review(review.vault, review.id) as here:
        assert there.db.tables() == {"review", "report", "board", "hidden", "plan"}
        assert board_of(there) == board_of(here)
        assert there.hidden() == here.hidden()
        assert there.report() == here.report(), "a coach sees what another coach hid"
    assert offer(review.vault, review.id, "report").document  # it stays here as well
    again = opened(offer(other, review.id, "report").document, "x")
    assert again.debrief().report == frozen_report(other, review.id)[0], "and it can be shared from there"


def test_the_leaders_language_goes_along(vault: Vault, other: Vault, tmp_path: Path) -> None:
    spanish = ROSTER.replace("name,group", "name,group,language").replace("Jo Lead,self", "Jo Lead,self,es")
    review = closed(Review(vault, tmp_path, roster=spanish))
    assert any("language" in line for line in offer(vault, review.id, "review").contains)
    handed_over(review, other)
    with open_review(other, review.id) as file:
        assert file.leader_language == "es"
    unknown = parts_of(review) | {"language": "xx"}
    third, _recovery = Vault.create(tmp_path / "third", "a third passphrase", cost=CHEAP)
    with third:
        take_in(third, opened(signed_again(review, unknown), "x").share, "x")
        with open_review(third, review.id) as file:
            assert file.leader_language is None


def test_what_came_closed_has_nothing_to_erase_but_its_notes(review: Review, other: Vault) -> None:
    handed_over(closed(review), other)
    (status,) = all_statuses(other)
    assert status.received and status.erased_on is None and status.erase_on is None
    assert erase(other, review.id).received
    with Debrief.of_review(other, review.id) as debrief:
        debrief.note(1, "mine")
        debrief.save()
    done = erase(other, review.id)
    assert done.received and len(done.destroyed) == 1
    assert all_statuses(other)[0].received, "and it is still so"


def test_notes_come_only_if_that_is_wished(review: Review, other: Vault) -> None:
    closed(review)
    assert "my own words" not in offer(review.vault, review.id, "review").document.decode()
    handed_over(review, other, notes=True)
    with Debrief.of_review(other, review.id) as debrief:
        assert debrief.state.notes == {"3": "my own words"}
        assert debrief.plan.focus[0].competency == "UND"


def test_a_closed_review_carries_no_key_envelope_or_name(review: Review) -> None:
    with open_review(review.vault, review.id) as file:
        keys = file.keys().to_document()
    closed(review)
    plain = offer(review.vault, review.id, "review").document.decode()
    with open_review(review.vault, review.id) as file:
        data = [row["data"] for row in file.db.table("envelopes")]
    assert not any(secret in plain for secret in (keys["seal"], keys["desk"], keys["sign"], *data))
    assert "frontline 3" not in plain and '"ratings"' not in plain


# What is refused


def test_a_review_that_is_here_already_is_refused(review: Review, other: Vault) -> None:
    closed(review)
    offered = offer(review.vault, review.id, "review")
    handed_over(review, other)
    for vault in (review.vault, other):
        with pytest.raises(PerfleadError, match="already"):
            take_in(vault, opened(offered.document, "x").share, "x")


def test_a_report_is_not_taken_in_as_a_review(review: Review, other: Vault) -> None:
    closed(review)
    with pytest.raises(PerfleadError, match="not a whole review"):
        take_in(other, opened(offer(review.vault, review.id, "report").document, "x").share, "x")


Change = Callable[[dict[str, Any]], object]


MISFITS_OPEN: list[Change] = [
    lambda p: p.update(keys={}),
    lambda p: p["keys"].update(sign=p["keys"]["desk"]),
    lambda p: p["keys"].update(seal=p["keys"]["desk"]),
    lambda p: p["keys"].update(seal=None),
    lambda p: p["keys"]["groups"].update(peers=p["keys"]["groups"]["frontline"]),
    lambda p: p["keys"]["groups"].pop("peers"),
    lambda p: p["roster"].pop(),
    lambda p: p["roster"][0].update(group="partners"),
    lambda p: p["envelopes"][0].update(hash="0" * 64),
    lambda p: p["envelopes"].append(p["envelopes"][0]),
    lambda p: p["envelopes"][0].update(data="AAAA"),
    lambda p: p["codes"].append({"name": "x"}),
    lambda p: p.update(uninvited=[14]),
    lambda p: p.update(uninvited=[2, 2]),
    lambda p: p.update(state="erased"),
    lambda p: p.update(checked_at=-1),
    lambda p: p.update(more=1),
]
MISFITS_CLOSED: list[Change] = [
    lambda p: p.update(board=json.dumps(json.loads(p["board"]) | {"accepted": 3})),
    lambda p: p.update(report="{}"),
    lambda p: p.update(report=p["report"].replace("Jo Lead", "Jo Other")),
    lambda p: p["hidden"].update({"anonymous.O9.7": "x"}),
    lambda p: p.update(plan="[]"),
    lambda p: p["deputy"].update(certificate="AAAA"),
    lambda p: p.update(deputy={"seed": "AAAA"}),
    lambda p: p.update(notes=[{"part": "at", "value": 99}]),
    lambda p: p.update(notes=[{"part": "nothing", "value": 1}]),
]


def test_an_open_review_that_does_not_fit_its_terms_is_refused_though_it_is_signed(
    review: Review, other: Vault
) -> None:
    collect(review.vault, review.id, [review.answer(review.of("peers")[0])])
    whole = json.dumps(parts_of(review))
    for at, change in enumerate(MISFITS_OPEN):
        parts = json.loads(whole)
        change(parts)
        with pytest.raises(ShareError) as told:
            take_in(other, opened(signed_again(review, parts), "x").share, "x")
        assert told.value.kind == "damaged", at
        assert other.review_ids() == [], at


def test_a_closed_review_that_does_not_fit_is_refused_though_it_is_signed(review: Review, other: Vault) -> None:
    whole = json.dumps(parts_of(closed(review)))
    for at, change in enumerate(MISFITS_CLOSED):
        parts = json.loads(whole)
        change(parts)
        with pytest.raises(PerfleadError):
            take_in(other, opened(signed_again(review, parts), "x").share, "x")
        assert other.review_ids() == [], at


def test_hostile_text_in_a_handed_review_is_cleaned(review: Review, other: Vault) -> None:
    parts = parts_of(closed(review))
    report = json.loads(parts["report"])
    report["comments"]["anonymous"][0]["texts"][1] = "x\x1b[2Jy"
    parts |= {"report": json.dumps(report), "hidden": {"anonymous.O1.0": "why\x1b]0;\x07"}}
    take_in(other, opened(signed_again(review, parts), "x").share, "x")
    with open_review(other, review.id) as file:
        assert "x[2Jy" in file.report().comments.anonymous[0].texts
        assert file.hidden() == {"anonymous.O1.0": "why]0;"}
