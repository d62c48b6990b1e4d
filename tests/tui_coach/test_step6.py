"""Step 6: comments one at a time and as a list, marks, withholding."""

import pytest

from perflead_tui.flows.close import frozen_report
from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.hiding import hide
from perflead_tui.settings import Settings
from perflead_tui.tui.coach.app import CoachApp, Place
from perflead_tui.tui.dialogs import AskScreen, PickScreen, WriteScreen
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.walk.steps.voices import Voices
from perflead_tui.tui.walk.voices.places import Kind, places, topics
from perflead_tui.tui.walk.voices.themes import counted, offered
from tests.flows.conftest import Review
from tests.tui_coach.conftest import LARGE, SMALL, Starter, opened_again
from tests.tui_coach.step6 import WHY, Coached, app_of, click, flat, material_of, screen, seen
from tests.tui_results.build import comments
from tests.tui_results.build import report as build


@pytest.fixture
def material(questionnaire: Questionnaire) -> Material:
    """A report with comments, beside one on the agency."""
    return material_of(questionnaire)


# Where subpages are


def test_a_subpage_a_comment_then_time_the_two_kinds_of_work_and_the_agency(material: Material) -> None:
    walk = Walk(Coached(material), "en")
    kinds = [place.kind for place in places(walk, listed=False)]
    # O1: three of the groups, three of the manager, three of the leader; O2: one; O3: a page that says there are none
    assert kinds == [Kind.CARD] * (9 + 1 + 1) + [Kind.TIME, Kind.WORK, Kind.AGENCY]
    listed = [place.kind for place in places(walk, listed=True)]
    assert listed == [Kind.LIST] * 3 + [Kind.TIME, Kind.WORK, Kind.AGENCY]


def test_without_a_time_question_management_or_an_agency_report_there_are_comments_alone(
    questionnaire: Questionnaire,
) -> None:
    walk = Walk(Coached(Material(build(questionnaire, time=None), questionnaire)), "en")
    assert {place.kind for place in places(walk, listed=False)} == {Kind.CARD}


def test_prompts_and_commands_are_those_of_the_subpage(material: Material) -> None:
    step, walk = Voices(), Walk(Coached(material), "en")
    looks = [Look(part=part) for part in (0, 11, 12, 13)]
    assert len({step.prompts_for(walk, look) for look in looks}) == 4
    assert all(step.prompts_for(walk, look) for look in looks)
    offers = [step.commands_for(walk, look) for look in looks]
    assert "walk.hide" in offers[0] and "walk.table" not in offers[0]
    assert offers[1] == offers[2] == ("walk.table",)
    alone = Walk(Debrief(material), "en")
    assert step.commands_for(alone, looks[0]) == ("walk.list",)


# Reading


async def test_comments_are_read_one_at_a_time_with_their_place_and_whose_they_are(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        assert "What should this person keep doing?" in seen(app)
        assert "Comes to the yard at six." in seen(app) and "1 of 9" in seen(app)
        assert "Listens." not in seen(app)
        assert "From the groups: mixed, in random order, word for word" in seen(app)
        await pilot.press("right")
        assert "Listens." in seen(app) and "2 of 9" in seen(app)
        await pilot.press("right", "right")
        assert "■ The manager, by name" in seen(app)
        await pilot.press("right", "right", "right")
        assert "◆ Jordan Rivera, in their own words" in seen(app)
        await pilot.press("left")
        assert "6 of 9" in seen(app)
        await pilot.press(*["right"] * 5)
        assert "No comments: nobody wrote any" in flat(seen(app))


async def test_enter_and_a_click_go_on_too(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        assert "2 of 9" in seen(app)
        await click(pilot, app, "Next")
        assert "3 of 9" in seen(app)


async def test_the_list_keeps_the_place_and_opens_the_comment_that_has_the_bar(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("right", "l")
        assert "9 comments" in seen(app) and "Comes to the yard" in seen(app) and "Listens." in seen(app)
        assert screen(app).sheet.at == "anonymous.O1.1"
        await pilot.press("down", "enter")
        assert "3 of 9" in seen(app) and "Fair with shifts." in seen(app)
        await pilot.press("l", "up", "l")
        assert "2 of 9" in seen(app)


async def test_in_the_list_the_way_on_goes_from_question_to_question(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("l", "right")
        assert "Question 2 of 3" in seen(app) and "Ask us first." in seen(app)
        await pilot.press("right", "right")
        assert "Where the time goes" in seen(app)


async def test_a_comment_of_the_list_opens_by_mouse(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=LARGE) as pilot:
        await click(pilot, app, "List")
        await click(pilot, app, "Fair with shifts.")
        assert "3 of 9" in seen(app)


async def test_the_list_shows_three_rows_of_a_long_comment_and_says_that_it_goes_on(
    questionnaire: Questionnaire,
) -> None:
    long = build(questionnaire, comments=comments({"O1": ["word " * 799 + "end"], "O2": ["Short."]}))
    app = app_of(Material(long, questionnaire))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("l")
        assert "…" in seen(app)
        assert [row.count("word") > 3 for row in seen(app).splitlines()].count(True) == 9  # three, three times
        await pilot.press("l", "p", "end")
        assert "word end" in seen(app)


# Marking


async def test_a_theme_is_given_counted_and_taken_away(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m")
        assert isinstance(app.screen, PickScreen)
        assert "Listening" in seen(app)
        await pilot.press("enter")
        assert screen(app).debrief.state.marks["anonymous.O1.0"].themes == ["Listening"]
        assert "Themes in this question   Listening 1" in seen(app)
        await pilot.press("right", "m", "enter", "l")
        assert "Themes in this question   Listening 2" in seen(app)
        await pilot.press("m")
        assert "Listening ✓" in seen(app)
        await pilot.press("enter")
        assert screen(app).debrief.state.marks["anonymous.O1.1"].themes == []


async def test_a_new_theme_is_written_and_offered_for_the_next_comment(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m", "end", "enter")
        assert isinstance(app.screen, WriteScreen)
        await pilot.press(*"tools", "enter")
        await pilot.pause()
        assert screen(app).debrief.state.marks["anonymous.O1.0"].themes == ["tools"]
        await pilot.press("right", "m")
        assert "tools" in seen(app)
        await pilot.press("enter")
        assert screen(app).debrief.state.marks["anonymous.O1.1"].themes == ["tools"]


async def test_an_empty_new_theme_and_escape_change_nothing(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m", "escape", "m", "end", "enter", "enter")
        await pilot.pause()
        assert app.screen is screen(app)
        assert not screen(app).debrief.state.marks


async def test_a_highlight_has_a_star_and_is_taken_back(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("h")
        assert "★ Highlighted" in seen(app)
        await pilot.press("l")
        assert "★ Comes to the yard" in seen(app)
        await pilot.press("h")
        assert "★" not in seen(app)


async def test_marking_works_by_mouse(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await click(pilot, app, "Highlight")
        assert "★ Highlighted" in seen(app)
        await click(pilot, app, "Theme")
        await click(pilot, app, "Fairness")
        assert screen(app).debrief.state.marks["anonymous.O1.0"].themes == ["Fairness"]


def test_themes_of_withheld_comments_do_not_count_and_the_own_ones_are_offered_first(material: Material) -> None:
    debrief = Coached(material)
    for name in ("anonymous.O1.0", "anonymous.O1.1", "manager.O1.0"):
        debrief.mark(name, theme="tools")
    debrief.mark("anonymous.O1.1", theme="shifts")
    debrief.hide_comment("anonymous.O1.0", WHY)
    topic = topics(Walk(debrief, "en"))[0]
    assert counted(debrief.state.marks, topic.voices) == [("tools", 2), ("shifts", 1)]
    assert offered(debrief.state.marks, "anonymous.O1.1")[:3] == ["tools", "shifts", "Listening"]
    assert offered(debrief.state.marks, "anonymous.O2.0")[:2] == ["tools", "shifts"]


# Withholding


async def test_a_comment_is_withheld_with_a_reason_and_shown_again(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("right", "w")
        assert "stays in the report" in flat(seen(app)) and "Wording is never edited" in flat(seen(app))
        await pilot.press(*"too private", "enter")
        await pilot.pause()
        assert "1 comment withheld by the coach: too private" in seen(app)
        assert "Listens." not in seen(app) and "2 of 9" in seen(app)
        assert "Listens." not in screen(app).walk.profile.questions[0].anonymous
        await pilot.press("m", "h")  # a comment that is withheld has no marks
        assert not screen(app).debrief.state.marks
        await pilot.press("l")
        assert "withheld by the coach: too private" in seen(app) and "Listens." not in seen(app)
        await pilot.press("l", "w")
        assert isinstance(app.screen, AskScreen)
        await pilot.press("y")
        assert "Listens." in seen(app) and "withheld" not in seen(app)
        assert "Listens." in screen(app).walk.profile.questions[0].anonymous


async def test_without_a_reason_nothing_is_withheld(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("w", "escape")
        assert not screen(app).debrief.hidden
        await pilot.press("w", "space", "enter")
        await pilot.pause()
        assert app.screen is screen(app)
        assert not screen(app).debrief.hidden


async def test_withholding_works_by_mouse_and_may_be_cancelled(material: Material) -> None:
    app = app_of(material)
    async with app.run_test(size=SMALL) as pilot:
        await click(pilot, app, "Withhold")
        await pilot.press(*"private")
        await click(pilot, app, "Cancel")
        assert not screen(app).debrief.hidden
        await click(pilot, app, "Withhold")
        await pilot.press(*"private")
        await click(pilot, app, "Done")
        assert screen(app).debrief.hidden == {"anonymous.O1.0": "private"}


async def test_marks_and_what_is_withheld_are_kept_in_the_vault(closed: Review, started: Starter) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("6", "h", "right", "w", *"private", "enter")
        await pilot.pause()
        await pilot.press("escape")
    with opened_again(closed) as vault:
        with Debrief.of_review(vault, closed.id) as found:
            assert found.state.marks["anonymous.O1.0"].highlight
            assert found.hidden == {"anonymous.O1.1": "private"}
        assert [each.reason for each in frozen_report(vault, closed.id)[0].comments.hidden] == ["private"]


# A leader alone


@pytest.mark.parametrize("keys", [["l"], []])
async def test_a_leader_sees_how_many_were_withheld_and_why_and_no_words(material: Material, keys: list[str]) -> None:
    gone = dict.fromkeys(["anonymous.O1.1", "manager.O1.1", "own.O1.1"], WHY)
    handed_on = Material(hide(material.report, gone), material.questionnaire)
    app = app_of(handed_on, Debrief)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press(*keys)
        shown = []
        for _page in range(7 if not keys else 1):
            shown.append(seen(app))
            await pilot.press("right")
        assert f"3 comments withheld by the coach: {WHY}" in "\n".join(shown)
        assert "Listens." not in "\n".join(shown)
        assert "show it again" not in "\n".join(shown)


async def test_a_leader_who_looks_alone_marks_and_withholds_nothing(material: Material) -> None:
    app = app_of(material, Debrief)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("m", "h", "w")
        assert app.screen is screen(app)
        assert not screen(app).debrief.state.marks and not screen(app).debrief.hidden
        assert "Withhold" not in seen(app)


async def test_a_walk_goes_on_at_the_comment_where_it_was_left_and_in_the_list(
    closed: Review, started: Starter
) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("6", "right", "right")
        left = placed(app)
        await pilot.press("escape")
        await pilot.pause()
    with opened_again(closed) as vault:
        app = CoachApp(vault.home, Settings(), vault=vault, start=Place("walk", closed.id))
        async with app.run_test(size=LARGE) as pilot:
            await pilot.pause()
            assert placed(app) == left == (6, 2, False)
            await pilot.press("l", "right")
            left = placed(app)
            await pilot.press("escape")
    with opened_again(closed) as vault:
        app = CoachApp(vault.home, Settings(), vault=vault, start=Place("walk", closed.id))
        async with app.run_test(size=LARGE) as pilot:
            await pilot.pause()
            assert placed(app) == left and left[2]
            await pilot.press("5")
            await pilot.pause()
            assert placed(app) == (5, 0, False)


def placed(app: CoachApp) -> tuple[int, int, bool]:
    """The step, the subpage, and whether comments are listed."""
    assert isinstance(app.screen, WalkScreen)
    return app.screen.debrief.state.at, app.screen.look.part, app.screen.look.listed
