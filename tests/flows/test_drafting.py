"""What is said of the entries of a new review, and what becomes of them."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import DropError
from perflead_tui.flows.courier import new_courier
from perflead_tui.flows.drafting import FIELDS, ReviewDraft, Unfit
from perflead_tui.flows.moments import one_phase, phases, suggested_phases, today
from perflead_tui.flows.setup import NewReview, new_review, proposed_terms
from perflead_tui.questionnaire.writing import to_yaml
from perflead_tui.review.terms import Blind
from perflead_tui.vault.vault import Vault

from .conftest import ROSTER

PEOPLE = "Jo Lead, self\nBo Ss, manager\n" + "".join(f"Peer {n}, peers\n" for n in range(5))
DAY = datetime.timedelta(days=1)


def draft(**entered: Any) -> ReviewDraft:
    """A draft in which nothing is wrong, but for what `entered` says."""
    return ReviewDraft(**{"leader": "Jo Lead", "typed": True, "roster_typed": PEOPLE, **entered})


def day(distance: int) -> str:
    """The day so far from today."""
    return (today() + distance * DAY).isoformat()


def test_a_name_and_a_roster_are_enough() -> None:
    assert draft().problems() == {}
    wanted = draft().wanted()
    assert isinstance(wanted, NewReview)
    assert (wanted.leader, wanted.minimum, wanted.closes_on, wanted.blind, wanted.drop) == ("Jo Lead", *[None] * 4)
    assert len(wanted.roster.people) == 7


def test_an_empty_draft_lacks_a_leader_and_a_roster_and_nothing_else() -> None:
    assert list(ReviewDraft().problems()) == ["leader", "roster"]
    with pytest.raises(Unfit) as refusal:
        ReviewDraft().wanted()
    assert refusal.value.field == "leader"


@pytest.mark.parametrize(
    ("about", "entered", "words"),
    [
        ("leader", {"leader": " \u200b "}, "leader's name"),
        ("questionnaire", {"questionnaire": ""}, "Name the file"),
        ("questionnaire", {"questionnaire": "", "questionnaire_file": "/nowhere.yaml"}, "no file"),
        ("roster", {"typed": False}, "Name the file"),
        ("roster", {"typed": False, "roster_file": "/nowhere.csv"}, "no file"),
        ("roster", {"roster_typed": ""}, "no people"),
        ("roster", {"roster_typed": "Jo, self\nSam, peer"}, "Line 2: there is no group 'peer'; did you mean peers?"),
        ("roster", {"roster_typed": "Sam, peers"}, "The leader is missing"),
        ("roster", {"roster_typed": 'Jo, self\n"Sam, peers'}, "Line 2: a quotation mark"),
        ("minimum", {"minimum": "3"}, "at least 4"),
        ("minimum", {"minimum": "four"}, "such as 4"),
        ("minimum", {"minimum": "1000"}, "such as 4"),
        ("closes", {"closes": "tomorrow"}, "2026-12-15"),
        ("closes", {"closes": "2020-01-01"}, "has passed"),
        ("claims_until", {"blind": True, "claims_until": "soon", "answers_from": "2098-01-01"}, "2026-12-01T17:00"),
        ("claims_until", {"blind": True, "claims_until": "2020-01-01", "answers_from": "2098-01-01"}, "has passed"),
        ("answers_from", {"blind": True, "claims_until": "2098-01-02", "answers_from": "2098-01-01"}, "before claims"),
        ("answers_from", {"blind": True, "claims_until": "2098-01-02", "answers_from": ""}, "2026-12-01T17:00"),
        ("drop", {"drop": "https://example.org/x"}, "webdavs://"),
        ("drop", {"drop": "sftp://me:secret@example.org/x"}, "must not hold a password"),
        ("drop", {"drop": "/no/such/folder"}, "no folder"),
        ("erase_after", {"erase_after": ""}, "0 to 3650"),
        ("erase_after", {"erase_after": "-1"}, "0 to 3650"),
        ("erase_after", {"erase_after": "3651"}, "0 to 3650"),
        ("courier", {"courier": "/nowhere.pub"}, "no file"),
        ("openers", {"openers": "two"}, "2of3"),
        ("openers", {"openers": "3of2"}, "not possible"),
        ("openers", {"opener_names": "Ana, Bo"}, "2of3"),
        ("opener_names", {"openers": "2of3", "opener_names": "Ana, Bo", "shares": "/nowhere"}, "2 were named"),
        ("opener_names", {"openers": "2of2", "opener_names": "Ana, Ana", "shares": "/nowhere"}, "the same"),
        ("shares", {"openers": "2of2", "opener_names": "Ana, Bo"}, "Name a new folder"),
        ("shares", {"openers": "2of2", "opener_names": "Ana, Bo", "shares": "/"}, "not an empty folder"),
    ],
)
def test_what_is_wrong_is_said_at_its_entry_and_nowhere_else(about: str, entered: dict[str, Any], words: str) -> None:
    found = draft(**entered).problems()
    assert list(found) == [about]
    assert words in found[about] and "--" not in found[about] and "secret" not in found[about]
    with pytest.raises(Unfit) as refusal:
        draft(**entered).wanted()
    assert refusal.value.field == about


def test_answers_that_leave_after_the_last_day_are_refused_in_the_form_and_by_the_command() -> None:
    late = draft(blind=True, closes=day(5), claims_until=day(5), answers_from=day(6))
    assert list(late.problems()) == ["answers_from"]
    blind = phases(*(datetime.datetime.fromisoformat(day(n)).astimezone() for n in (5, 6)))
    wanted = draft().wanted()
    with pytest.raises(PerfleadError, match="last day"):
        proposed_terms(NewReview(**{**vars(wanted), "blind": blind, "closes_on": today() + 5 * DAY}))


def test_a_roster_is_typed_with_commas_semicolons_or_a_header() -> None:
    people = draft().people().people
    assert draft(roster_typed=PEOPLE.replace(",", ";")).people().people == people
    assert draft(roster_typed="name,group\n" + PEOPLE).people().people == people
    swapped = "".join(f"{group.strip()},{name}\n" for name, group in (row.split(",") for row in PEOPLE.splitlines()))
    assert draft(roster_typed="group,name\n" + swapped).people().people == people
    ana = draft(roster_typed=PEOPLE + "Ana, partners, ana@example.org, es").people().people[-1]
    assert (ana.email, ana.language) == ("ana@example.org", "es")


def test_a_file_is_read_again_when_it_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("name,group\nSam,peers\n")
    entered = draft(typed=False, roster_file=f" '{path}' ")  # as a terminal pastes what was dropped on it
    assert "leader is missing" in entered.problem("roster")
    path.write_text(ROSTER)
    assert entered.problem("roster") == ""
    assert dict(entered.counts()) == {"self": 1, "manager": 1, "peers": 4, "frontline": 5, "partners": 2}
    path.unlink()
    assert "no file" in entered.problem("roster")


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "roster.csv").write_text(ROSTER)
    assert draft(typed=False, roster_file="~/roster.csv", drop="~").wanted().drop == str(tmp_path)


def test_a_questionnaire_of_ones_own_sets_the_smallest_group_and_the_groups(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    own = draft().asked().model_copy(update={"name": "own", "minimum": 6})
    path.write_text(to_yaml(own))
    entered = draft(questionnaire="", questionnaire_file=str(path), minimum="5")
    assert "at least 6" in entered.problem("minimum")
    entered.minimum = ""
    assert proposed_terms(entered.wanted()).minimum == 6


def test_short_forms_are_for_groups_that_are_in_the_roster() -> None:
    assert draft(short_for=("peers", "partners")).wanted().short_for == ("peers",)


def test_phases_are_suggested_and_follow_the_last_day_until_they_are_entered() -> None:
    entered = draft(blind=True)
    entered.suggest_phases()
    assert (entered.claims_until, entered.answers_from) == (day(7), day(8))
    entered.closes = day(30)
    entered.suggest_phases()
    assert (entered.claims_until, entered.answers_from) == (day(10), day(11))
    assert entered.problems() == {}
    entered.answers_from = day(12)
    entered.closes = day(60)
    entered.suggest_phases()
    assert (entered.claims_until, entered.answers_from) == (day(10), day(12))


def test_phases_are_suggested_even_where_there_is_hardly_time() -> None:
    start = datetime.date(2026, 12, 1)
    assert suggested_phases(start, start) == (start + DAY, start + 2 * DAY)
    assert suggested_phases(start, start + 9 * DAY) == (start + 3 * DAY, start + 4 * DAY)


def test_one_moment_for_both_phases_is_told() -> None:
    entered = draft(blind=True, claims_until="2098-01-01", answers_from="2098-01-01")
    assert entered.problems() == {}
    assert "one phase" in one_phase(entered.wanted().blind)
    two = Blind(claims_until=entered.phases().claims_until, answers_from=entered.phases().answers_from + DAY)  # type: ignore[union-attr]
    assert one_phase(two) == one_phase(None) == ""


def test_nothing_is_lost_with_a_draft_that_only_has_suggestions() -> None:
    assert ReviewDraft().empty
    entered = ReviewDraft()
    entered.blind = True
    entered.suggest_phases()
    entered.blind = False
    assert entered.empty
    assert not ReviewDraft(role="Supervisor").empty and not ReviewDraft(supervises=False).empty


def test_everything_at_once_makes_the_same_terms_as_will_be_signed(tmp_path: Path, vault: Vault) -> None:
    new_courier(tmp_path / "courier", "a long passphrase")
    (tmp_path / "drop").mkdir()
    entered = draft(
        role="Supervisor", asked_by="Dana W", supervises=False, minimum="5", closes=day(30), blind=True,
        claims_until=day(10), answers_from=f"{day(11)}T09:00", drop=str(tmp_path / "drop"), erase_after="10",
        short_for=("peers",), courier=str(tmp_path / "courier.pub"), openers="2of3",
        opener_names="Ana; Bo, PhD; Cy", shares=str(tmp_path / "shares"),
    )  # fmt: skip
    assert entered.problems() == {}
    wanted = entered.wanted()
    proposed, made = proposed_terms(wanted), new_review(vault, wanted)
    keyless = {"review", "keys", "groups"}
    assert proposed.model_dump(exclude=keyless) == made.terms.model_dump(exclude=keyless)
    without = [
        [group.model_dump(exclude={"credential_key"}) for group in terms.groups] for terms in (proposed, made.terms)
    ]
    assert without[0] == without[1]
    assert made.terms.openers is not None and made.terms.openers.names == ["Ana", "Bo, PhD", "Cy"]


def test_a_refusal_of_the_whole_leads_to_its_entry(tmp_path: Path) -> None:
    entered = draft(openers="2of2", opener_names="Ana, Bo", shares=str(tmp_path / "shares"))
    assert entered.field_of(PerfleadError("?")) == ""
    assert entered.field_of(DropError("?")) == "drop"
    assert entered.field_of(Unfit("closes", "?")) == "closes"
    (tmp_path / "shares").mkdir()
    (tmp_path / "shares" / "old.share").touch()  # it was filled in the meantime
    assert entered.field_of(PerfleadError("?")) == "shares"


def test_every_entry_has_a_check() -> None:
    assert [draft().problem(name) for name in FIELDS] == [""] * len(FIELDS)
