"""The walk-through without a screen: what is said in it is kept, by parts, whole or not at all."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief, Guess, State, Weight, plan_of, pulse_day
from perflead_tui.flows.erase import erase, would_erase
from perflead_tui.flows.records import open_review
from perflead_tui.paths import state_dir
from perflead_tui.results.plan import WORDS, Plan
from perflead_tui.vault import keys
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review
from tests.flows.test_crash import killed_everywhere, reopened
from tests.flows.test_erase import ever_written
from tests.hostile.corpus import HIDING, MARK, TERMINAL

HOSTILE = f"{TERMINAL['clipboard']}[/b]{HIDING['bidi']}"
SEEN = f"]52;c;{MARK}[/b]agnp.exeb"
COMMENT = "anonymous.O1.0"


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault that opens at once: one test opens it often."""
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


@pytest.fixture
def closed(review: Review) -> Review:
    """A closed review with comments."""
    review.answer_all()
    collect(review.vault, review.id, [review.envelopes])
    close(review.vault, review.id)
    return review


def change(review: Review, work: Callable[[Debrief], Any]) -> None:
    """Change a walk-through, save it, close the review."""
    with Debrief.of_review(review.vault, review.id) as debrief:
        work(debrief)
        debrief.save()


def whole(debrief: Debrief) -> None:
    """Say something in every part."""
    debrief.go_to(7, spent=61)
    debrief.guess("peers", highest="PPL", lowest="SKL")
    debrief.note(3, "quiet at first")
    debrief.mark(COMMENT, theme="listening", highlight=True)
    debrief.weigh("PPL", Weight(results=5, me=4, control=3))
    debrief.choose("PPL", "Treats people as people")
    debrief.set_focus(0, behaviour="ask first", by=datetime.date(2027, 1, 31))
    debrief.set_pulse(datetime.date(2027, 3, 15))
    debrief.set_message("Thank you.")


# Each part survives


def test_every_part_is_there_when_the_review_is_opened_again(closed: Review) -> None:
    change(closed, whole)
    with Debrief.of_review(closed.vault, closed.id) as again:
        state, plan = again.state, again.plan
        assert (state.at, state.seconds["1"], again.minutes) == (7, 61, 1)
        assert state.guesses == {"peers": Guess(highest="PPL", lowest="SKL")}
        assert state.notes == {"3": "quiet at first"}
        assert (state.marks[COMMENT].themes, state.marks[COMMENT].highlight) == (["listening"], True)
        assert state.weights["PPL"].product == 60
        assert (plan.focus[0].behaviour, plan.focus[0].by) == ("ask first", datetime.date(2027, 1, 31))
        assert (plan.pulse_on, plan.message) == (datetime.date(2027, 3, 15), "Thank you.")
        assert not again.unsaved


@pytest.mark.parametrize("part", State.model_fields)
def test_a_part_is_kept_without_the_others(closed: Review, part: str) -> None:
    change(closed, whole)
    changes: dict[str, Callable[[Debrief], None]] = {
        "at": lambda d: d.go_to(2),
        "part": lambda d: d.look(3, listed=False),
        "listed": lambda d: d.look(0, listed=True),
        "seconds": lambda d: d.go_to(7, spent=5),
        "guesses": lambda d: d.guess("peers", highest=""),
        "notes": lambda d: d.note(3, ""),
        "marks": lambda d: d.mark(COMMENT, theme="listening"),
        "weights": lambda d: d.weigh("PPL", Weight()),
    }
    with Debrief.of_review(closed.vault, closed.id) as first:
        changes[part](first)
        wanted = first.state
        first.save()
    with Debrief.of_review(closed.vault, closed.id) as again:
        assert again.state == wanted and again.plan.focus


def test_nothing_is_written_where_nothing_was_said(closed: Review) -> None:
    path = closed.vault.home / "reviews" / closed.id
    before = path.read_bytes()
    change(closed, lambda debrief: None)
    assert path.read_bytes() == before


def test_what_was_not_saved_is_not_there(closed: Review) -> None:
    with Debrief.of_review(closed.vault, closed.id) as first:
        whole(first)
        assert first.unsaved
    with Debrief.of_review(closed.vault, closed.id) as again:
        assert again.state == State() and again.plan.empty


def test_a_review_that_is_open_has_no_walk_through(review: Review) -> None:
    with pytest.raises(PerfleadError, match="still open"), Debrief.of_review(review.vault, review.id):
        pass


# Whole or not at all


def test_a_save_that_fails_in_its_middle_leaves_all_as_it_was(closed: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    change(closed, whole)
    with Debrief.of_review(closed.vault, closed.id) as first:
        first.set_message("changed")
        first.note(3, "changed")
        with monkeypatch.context() as patch:
            patch.setattr(State, "model_dump", lambda *_unused, **_more: stop())
            with pytest.raises(KeyboardInterrupt):
                first.save()
        assert first.unsaved
    with Debrief.of_review(closed.vault, closed.id) as again:
        assert (again.plan.message, again.state.notes["3"]) == ("Thank you.", "quiet at first")


def stop() -> None:
    raise KeyboardInterrupt


def test_a_save_that_failed_can_be_tried_again(closed: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    with Debrief.of_review(closed.vault, closed.id) as first:
        first.note(3, "kept in the end")
        with monkeypatch.context() as patch:
            patch.setattr(State, "model_dump", lambda *_unused, **_more: stop())
            with pytest.raises(KeyboardInterrupt):
                first.save()
        first.save()
    with Debrief.of_review(closed.vault, closed.id) as again:
        assert again.state.notes == {"3": "kept in the end"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_killed_while_saving_the_old_plan_and_notes_are_there_or_the_new_ones(
    closed: Review,
) -> None:
    change(closed, whole)
    closed.vault.close()

    def work(acknowledge: Callable[[], None]) -> None:
        with reopened(closed.vault.home) as vault, Debrief.of_review(vault, closed.id) as debrief:
            debrief.set_message("new")
            debrief.note(3, "new")
            debrief.save()
            acknowledge()

    seen = set()
    for acknowledged in killed_everywhere([closed.vault.home, state_dir()], work):
        with reopened(closed.vault.home) as vault, Debrief.of_review(vault, closed.id) as again:
            found = (again.plan.message, again.state.notes["3"])
            assert found in {("Thank you.", "quiet at first"), ("new", "new")}
            assert found == ("new", "new") or not acknowledged
            seen.add(found)
    assert len(seen) == 2


# The plan


def test_a_third_focus_area_is_refused_and_one_can_be_taken_out(closed: Review) -> None:
    with Debrief.of_review(closed.vault, closed.id) as debrief:
        debrief.choose("PPL", "People")
        debrief.choose("SKL", "Skills")
        with pytest.raises(PerfleadError, match="Two focus areas are chosen"):
            debrief.choose("CHO", "Chooses")
        debrief.choose("PPL", "People")
        assert [focus.competency for focus in debrief.plan.focus] == ["SKL"]
        assert debrief.focus_on("PPL") is None and debrief.focus_on("SKL") is not None


def test_a_plan_of_three_or_of_one_twice_is_refused(closed: Review) -> None:
    with Debrief.of_review(closed.vault, closed.id) as debrief:
        debrief.choose("PPL", "People")
        for focus in ([debrief.plan.focus[0]] * 2, [debrief.plan.focus[0]] * 3):
            with pytest.raises(ValueError, match=r"focus|twice"):
                debrief.set_plan(debrief.plan.model_copy(update={"focus": focus}))


def test_words_of_a_plan_are_cleaned_and_limited(closed: Review) -> None:
    def say(debrief: Debrief) -> None:
        debrief.choose("PPL", HOSTILE + "\nb")
        debrief.set_focus(0, behaviour=f"  {HOSTILE}\nsecond line  ", measure="x" * (WORDS + 50))
        debrief.set_message(HOSTILE)
        debrief.set_plan(debrief.plan.model_copy(update={"leader": HOSTILE}))

    change(closed, say)
    with Debrief.of_review(closed.vault, closed.id) as again:
        focus = again.plan.focus[0]
        assert (focus.label, focus.behaviour) == (f"{SEEN} b", f"{SEEN}\nsecond line")
        assert (len(focus.measure), again.plan.message, again.plan.leader) == (WORDS, SEEN, SEEN)


def test_other_words_are_cleaned_too(closed: Review) -> None:
    with Debrief.of_review(closed.vault, closed.id) as debrief:
        debrief.note(1, HOSTILE)
        debrief.mark(COMMENT, theme=HOSTILE)
        debrief.hide_comment(COMMENT, HOSTILE)
        assert debrief.state.notes["1"] == SEEN
        assert debrief.state.marks[COMMENT].themes == [SEEN] and debrief.hidden == {COMMENT: SEEN}


def test_a_weight_is_from_1_to_5_and_counts_when_all_three_are_said() -> None:
    assert Weight(results=5, me=5).product == 0
    assert Weight(results=5, me=5, control=5).share == 1
    with pytest.raises(ValueError, match="control"):
        Weight(control=6)


def test_the_pulse_is_ninety_days_on() -> None:
    assert pulse_day(datetime.date(2026, 12, 15)) == datetime.date(2027, 3, 15)


# Hidden comments


def test_a_comment_is_hidden_only_with_a_reason(closed: Review) -> None:
    with Debrief.of_review(closed.vault, closed.id) as debrief:
        for reason in ("", "   ", "\x1b"):
            with pytest.raises(PerfleadError, match="reason is needed"):
                debrief.hide_comment(COMMENT, reason)
        with pytest.raises(PerfleadError, match="no such comment"):
            debrief.hide_comment("anonymous.O1.99", "names its author")
        assert debrief.hidden == {}


def test_a_comment_that_could_not_be_kept_hidden_is_not_shown_as_hidden(
    closed: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Debrief.of_review(closed.vault, closed.id) as debrief:
        table = debrief._file.db.table("hidden")  # type: ignore[union-attr]
        monkeypatch.setattr(type(table), "insert_multiple", lambda *_unused: stop())
        with pytest.raises(KeyboardInterrupt):
            debrief.hide_comment(COMMENT, "names its author")
        assert debrief.hidden == {}


# Erasing


def test_erasing_destroys_notes_and_keeps_the_plan_and_what_was_hidden(closed: Review) -> None:
    change(closed, whole)
    change(closed, lambda debrief: debrief.hide_comment(COMMENT, "names its author"))
    assert any("walk-through" in line for line in would_erase(closed.vault, closed.id).destroyed)
    erase(closed.vault, closed.id, today=datetime.date(2027, 1, 1))
    left = ever_written(closed.vault, closed.id)
    assert "quiet at first" not in left and "listening" not in left
    with Debrief.of_review(closed.vault, closed.id) as again:
        assert again.state == State() and again.erase_on is None
        assert again.plan.message == "Thank you." and again.hidden == {COMMENT: "names its author"}
    report, _terms = frozen_report(closed.vault, closed.id)
    assert [each.reason for each in report.comments.hidden] == ["names its author"]


def test_notes_made_after_erasing_go_with_the_second_run_and_the_day_stays(closed: Review) -> None:
    erase(closed.vault, closed.id, today=datetime.date(2027, 1, 1))
    assert would_erase(closed.vault, closed.id).destroyed == []
    change(closed, whole)
    done = erase(closed.vault, closed.id, today=datetime.date(2027, 2, 2))
    assert len(done.destroyed) == 1 and done.done_before == datetime.date(2027, 1, 1)
    assert "quiet at first" not in ever_written(closed.vault, closed.id)
    with open_review(closed.vault, closed.id) as file:
        kept = plan_of(file)
        assert file.erased_on == datetime.date(2027, 1, 1)
        assert kept is not None and kept.focus


def test_the_walk_through_knows_by_when_to_erase(vault: Vault, tmp_path: Path) -> None:
    review = Review(vault, tmp_path, erase_after_days=7)
    review.answer_all()
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id, today=datetime.date(2026, 3, 1))
    with Debrief.of_review(vault, review.id) as debrief:
        assert debrief.erase_on == datetime.date(2026, 3, 8)


def test_a_plan_that_lies_unclean_on_the_disk_is_cleaned_when_it_is_read() -> None:
    text = Plan(leader="Jo").to_json().replace('"Jo"', '"Jo\\u202e\\u001b[2J"')
    assert Plan.model_validate_json(text).leader == "Jo[2J"
