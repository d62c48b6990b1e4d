"""What the welcome says is true for each kind of group."""

import pytest

from perflead_tui.flows.promises import circumstances, facts, headline, promises, state
from perflead_tui.sealing.keys import ReviewKeys

from .conftest import INVITED, Opener, make_terms


def said(session: object) -> str:
    """All promises and warnings, one after another."""
    return " ".join(promise.text for promise in promises(session))  # type: ignore[arg-type]


def test_peers_are_told_from_how_many_answers_on_they_are_shown(open_session: Opener) -> None:
    session = open_session("peers")
    words = said(session)
    assert "from 4 answers on" in words
    assert "The group “Manager” is not anonymous. You are not in it." in words
    assert "Jordan Rivera and Dana Whitfield (coach) see averages of groups" in words
    assert "from 5 answers on" in words  # comments
    assert "how you send the file" in words


def test_a_group_with_too_few_people_is_told_that_it_never_stands_alone(open_session: Opener) -> None:
    words = said(open_session("partners"))
    assert f"Your group has {INVITED['partners']} people, and 4 answers are needed." in words
    assert "together with another group, or not at all" in words


def test_the_manager_is_told_that_nothing_is_anonymous(open_session: Opener) -> None:
    session = open_session("manager")
    told = promises(session)
    assert "You are not anonymous: you alone are “Manager”" in said(session)
    assert "Your group is shown from" not in said(session)
    assert [promise.kept for promise in told].count(False) == 2


def test_a_named_group_of_several_is_told_that_it_is_shown_however_few_answer(
    open_session: Opener, keys: ReviewKeys
) -> None:
    groups = [
        group.model_copy(update={"invited": 2}) if group.key == "manager" else group
        for group in make_terms(keys).groups
    ]
    assert "shown however few they are" in said(open_session("manager", groups=groups))


def test_the_leader_is_told_what_is_shown_as_theirs(open_session: Opener) -> None:
    session = open_session("self")
    assert headline(session) == "You are asked about yourself"
    assert "They are shown as yours" in said(session)
    assert "averages" not in said(session) and "You are not in it" not in said(session)


@pytest.mark.parametrize("group", INVITED)
def test_nobody_is_told_more_than_is_kept(open_session: Opener, group: str) -> None:
    words = said(open_session(group)).lower()
    for claim in ("nobody can", "impossible", "fully anonymous", "guarantee", "!", "please"):
        assert claim not in words


def test_who_asks_about_whom_and_until_when(open_session: Opener) -> None:
    session = open_session("peers")
    assert headline(session) == "You are asked about Jordan Rivera"
    assert circumstances(session) == [
        "Supervisor, Public Works",
        "asked by Dana Whitfield (coach)",
        "answer by December 15, 2026",
    ]
    assert facts(session) == f"Peers · about {session.minutes} minutes"


def test_terms_without_names_and_dates_still_make_sentences(open_session: Opener) -> None:
    session = open_session("peers", role=None, asked_by=None, closes_on=None)
    assert circumstances(session) == []
    assert "Jordan Rivera and those who run the review see" in said(session)


def test_a_draft_and_an_answered_invitation_are_told(open_session: Opener) -> None:
    session = open_session("peers")
    assert state(session) == ""
    session.rate("U1", 3)
    session.save()
    again = open_session("peers")
    assert state(again) == "Your draft was kept: 1 of 38 lines are answered."
    again.send()
    assert "they replace the earlier ones" in state(open_session("peers"))
