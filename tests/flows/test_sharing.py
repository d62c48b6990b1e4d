"""Sharing a report or a plan, and opening what was shared."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.share import SCHEMA, What, make_share
from perflead_tui.flows.adopt import adopt
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.demo import SAMPLE, kept
from perflead_tui.flows.erase import erase
from perflead_tui.flows.identity import identities, own_identity
from perflead_tui.flows.publish import signer_of, terms_signature
from perflead_tui.flows.records import open_review
from perflead_tui.flows.sharing import Opened, offer, opened, readers, send, unlocked
from perflead_tui.paths import sample_dir
from perflead_tui.sealing.agefile import encrypt
from perflead_tui.sealing.agekeys import AgeError, new_identity, recipients
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review

SECRET = "a line that nobody may read"
CHEAP = Argon2Cost(memory_kib=8, passes=1, lanes=1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault whose passphrase costs little to try."""
    made, _recovery = Vault.create(tmp_path / "vault", "a long passphrase", cost=CHEAP)
    with made:
        yield made


def answered(review: Review) -> Review:
    """The leader and the frontline answered, and it is closed."""
    for group, rating in (("self", 5), ("frontline", 3)):
        for invitation in review.of(group):
            review.answer(invitation, rating, comments={"O1": f"{group} says: go on"})
    collect(review.vault, review.id, [review.envelopes])
    close(review.vault, review.id)
    return review


@pytest.fixture
def closed(review: Review) -> Review:
    """A review that is closed and has a plan, with its first comment hidden."""
    answered(review)
    with Debrief.of_review(review.vault, review.id) as debrief:
        debrief.hide_comment("anonymous.O1.0", "it names somebody")
        debrief.choose("UND", "Understand")
        debrief.set_focus(0, behaviour="Ask first", measure="They say so")
        debrief.note(3, SECRET)
        debrief.save()
    return review


def content(review: Review, what: What = "report", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(offer(review.vault, review.id, what, **more).document)
    return found


def passed_on(review: Review, what: What = "report") -> Opened:
    """Encrypted to a key, and opened with it."""
    own = new_identity()
    sealed = encrypt(offer(review.vault, review.id, what).document, recipients([own.public()]))
    return opened(unlocked(sealed, "x", lambda: [own], lambda: "no words"), "x")


def test_the_reader_sees_the_report_as_the_coach_shows_it_and_the_plan(closed: Review) -> None:
    found = passed_on(closed)
    report, terms = frozen_report(closed.vault, closed.id)
    debrief = found.debrief()
    assert debrief.read_only
    assert debrief.report == report
    assert debrief.material.questionnaire == terms.questionnaire
    assert debrief.plan.focus[0].behaviour == "Ask first"
    assert found.leader == "Jo Lead"


def test_a_hidden_comment_does_not_leave_and_its_reason_does(closed: Review) -> None:
    with open_review(closed.vault, closed.id) as file:
        texts = file.report().comments.anonymous[0].texts
    document = offer(closed.vault, closed.id, "report").document.decode()
    assert json.loads(json.loads(document)["report"])["comments"]["anonymous"][0]["texts"] == texts[1:]
    assert "it names somebody" in document


def test_a_report_never_carries_what_the_wall_withheld(vault: Vault, tmp_path: Path) -> None:
    """Frontline alone has enough: what peers and partners said and rated is nowhere in the plaintext."""
    review = Review(vault, tmp_path)
    for group, rating in (("self", 5), ("frontline", 3)):
        for invitation in review.of(group):
            review.answer(invitation, rating, comments={"O1": f"{group} says so"})
    for at, invitation in enumerate([review.of("peers")[0], review.of("partners")[0]]):
        review.answer(invitation, 1, comments={"O1": f"withheld words {at}"})
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id)
    report, _terms = frozen_report(vault, review.id)
    with open_review(vault, review.id) as file:
        answers = [dict(row) for row in file.db.table("answers")]
        envelopes = [row["hash"] for row in file.db.table("envelopes")]
        names = [row["name"] for row in file.db.table("roster")]
        keys = file.keys().to_document()
    plain = offer(vault, review.id, "report").document.decode()
    shown = [words for each in report.comments.anonymous for words in each.texts]
    for secret in ("withheld words 0", "withheld words 1"):
        assert (secret in plain) is (secret in shown)
    assert json.loads(json.loads(plain)["report"]) == json.loads(report.to_json())
    assert len(answers) == 8 and '"ratings"' not in plain
    assert not any(name in plain for name in [*envelopes, *(name for name in names if name != "Jo Lead")])
    assert not any(secret in plain for secret in (keys["seal"], keys["desk"], keys["sign"], *keys["groups"].values()))
    assert set(json.loads(plain)) == {"schema", "what", "terms", "terms_signature", "report", "signature"}


def test_notes_never_leave_with_a_report(closed: Review) -> None:
    for what in ("report", "plan"):
        assert SECRET not in offer(closed.vault, closed.id, what).document.decode()  # type: ignore[arg-type]
        with pytest.raises(PerfleadError):
            offer(closed.vault, closed.id, what, notes=True)  # type: ignore[arg-type]


def test_a_plan_leaves_without_scores_or_comments(closed: Review) -> None:
    document = content(closed, "plan")
    assert set(document) == {"schema", "what", "terms", "terms_signature", "plan", "signature"}
    assert '"mean"' not in json.dumps(document) and "says: go on" not in json.dumps(document)
    found = passed_on(closed, "plan")
    assert found.material is None and found.plan is not None
    assert found.plan.focus[0].behaviour == "Ask first"
    with pytest.raises(ValueError, match="no report"):
        found.debrief()


def test_an_earlier_report_comes_along_with_its_scores_alone(closed: Review, tmp_path: Path) -> None:
    folder = tmp_path / "second"
    folder.mkdir()
    later = Review(closed.vault, folder)
    for invitation in [*later.of("self"), *later.of("frontline")]:
        later.answer(invitation)
    collect(closed.vault, later.id, [later.envelopes])
    close(closed.vault, later.id, today=datetime.datetime.now().astimezone().date() + datetime.timedelta(days=200))
    before = json.loads(content(later)["before"])
    assert before["review"]["id"] == closed.id
    assert before["comments"] == {"anonymous": [], "manager": [], "self": [], "hidden": []}
    found = passed_on(later)
    assert found.material is not None and found.material.before is not None
    assert "before" not in content(later, earlier=False)


def test_who_reads_what_is_told_before(closed: Review) -> None:
    offered = offer(closed.vault, closed.id, "report")
    told = " ".join([*offered.contains, *offered.without])
    for words in ("scores, comments", "the plan", "1 comment that you withheld", "single answers", "terms"):
        assert words in told
    own = new_identity().public()
    assert own in readers(recipients([own]))[0]
    assert "six words" in readers([])[0]


def test_an_open_review_and_one_without_a_plan_have_nothing_to_share(review: Review) -> None:
    for what in ("report", "plan"):
        with pytest.raises(PerfleadError, match="open"):
            offer(review.vault, review.id, what)  # type: ignore[arg-type]
    answered(review)
    with pytest.raises(PerfleadError, match="no plan"):
        offer(review.vault, review.id, "plan")
    assert "plan" not in content(review)


def test_after_erasing_a_report_can_still_be_shared_even_if_more_was_hidden(closed: Review) -> None:
    erase(closed.vault, closed.id)
    with Debrief.of_review(closed.vault, closed.id) as debrief:
        debrief.hide_comment("anonymous.O1.1", "this one too")
    found = passed_on(closed)
    assert len(found.debrief().report.comments.hidden) == 2
    assert "deputy" in content(closed)
    erase(closed.vault, closed.id)
    assert passed_on(closed).plan is not None, "a second erasing keeps the deputy"


def test_a_review_without_any_key_is_not_shared(vault: Vault) -> None:
    review = adopt(vault, *kept(sample_dir() / SAMPLE, "review"))
    with pytest.raises(PerfleadError, match="no key that signs"):
        offer(vault, review, "report")


def test_a_report_of_another_review_is_refused_though_it_is_signed(closed: Review) -> None:
    whole = content(closed)["report"]
    changes = [{"id": "aaaaaaaaaaaaaaaa"}, {"leader": "Someone Else"}, {"terms_digest": "00" * 32}, {"minimum": 9}]
    for change in changes:
        report = json.loads(whole)
        report["review"] |= change
        with pytest.raises(PerfleadError):
            opened(resigned(closed, report=json.dumps(report)), "x")


def resigned(review: Review, **parts: Any) -> bytes:
    """A report document of the review with other parts, signed by its key."""
    with open_review(review.vault, review.id) as file:
        return make_share("report", file.terms_document, terms_signature(file), signer_of(file), **parts)


def test_hostile_text_in_a_signed_report_is_cleaned(closed: Review) -> None:
    report = json.loads(content(closed)["report"])
    report["comments"]["anonymous"][0]["texts"].append("x\x1b]0;owned\x07\u202ey")
    plan = {"schema": "perflead.plan/1", "leader": "Jo\x1b[2J Lead", "focus": [], "message": "a\x1b[31mb"}
    found = opened(resigned(closed, report=json.dumps(report), plan=json.dumps(plan)), "x")
    texts = found.debrief().report.comments.anonymous[0].texts
    assert "x]0;ownedy" in texts
    assert found.plan is not None and "\x1b" not in found.plan.to_json()


def test_what_is_no_report_or_no_fitting_plan_is_refused_though_it_is_signed(closed: Review) -> None:
    plan = {"schema": "perflead.plan/1", "leader": "Jo Lead", "focus": [{"competency": "ZZ", "label": "x"}]}
    for parts in (
        {"report": "[]"},
        {"report": "{"},
        {"report": "{}", "plan": "{}"},
        {"report": content(closed)["report"], "plan": json.dumps(plan)},
    ):
        with pytest.raises(PerfleadError):
            opened(resigned(closed, **parts), "x")


def test_what_another_program_decrypted_opens_as_well(closed: Review) -> None:
    document = offer(closed.vault, closed.id, "report").document
    plain = unlocked(document, "x", list, lambda: "")
    assert opened(plain, "x").what == "report"
    assert json.loads(plain)["schema"] == SCHEMA


def test_the_vault_keeps_one_age_key_and_opens_with_it(closed: Review) -> None:
    assert identities(closed.vault) == []
    own = own_identity(closed.vault)
    assert own_identity(closed.vault) == own and identities(closed.vault) == [own]
    sealed = encrypt(offer(closed.vault, closed.id, "report").document, recipients([own.public()]))
    assert opened(unlocked(sealed, "x", lambda: identities(closed.vault), lambda: ""), "x").what == "report"
    with pytest.raises(AgeError):
        unlocked(sealed, "x", list, lambda: "")
    for path in closed.vault.home.rglob("*"):
        assert path.is_dir() or own.secret not in path.read_bytes()


def test_a_file_that_exists_is_not_replaced_unless_that_is_said(closed: Review, tmp_path: Path) -> None:
    out = tmp_path / "x.age"
    out.write_text("mine")
    offered = offer(closed.vault, closed.id, "report")
    with pytest.raises(PerfleadError, match="exists"):
        send(closed.vault, offered, b"sealed", out)
    assert out.read_text() == "mine"
    send(closed.vault, offered, b"sealed", out, overwrite=True)
    assert out.read_bytes() == b"sealed" and out.stat().st_mode & 0o077 == 0


def test_two_shares_of_one_review_are_the_same_inside_and_show_no_key(closed: Review) -> None:
    offered = offer(closed.vault, closed.id, "report")
    assert offered.document == offer(closed.vault, closed.id, "report").document
    with open_review(closed.vault, closed.id) as file:
        assert "Ed25519" not in repr(signer_of(file))
    assert "terms" not in repr(offered).replace("the terms:", "")
