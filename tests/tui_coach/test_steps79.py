"""Steps 7 to 9: from a closed review to a finished plan that is on the disk, by keyboard, by mouse, unharmed."""

import datetime
import re
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from perflead_tui.export.plan import plan_text
from perflead_tui.flows.debrief import Debrief, Material, Weight, pulse_day
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.plan import Focus, Plan
from perflead_tui.results.report import Report
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.coach.form import FormScreen
from perflead_tui.tui.content import Rows
from perflead_tui.tui.dialogs import AskScreen, RateScreen, WriteScreen
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.walk.steps.choose import Choose
from perflead_tui.tui.walk.steps.ending import Ending, starter
from perflead_tui.tui.walk.steps.plan import PlanStep, today
from tests.flows.conftest import Review
from tests.hostile.corpus import SCREENS, sampled
from tests.hostile.terminal import visible_only
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, SMALL, Starter, opened_again
from tests.tui_coach.doors import settled
from tests.tui_results.build import competency
from tests.tui_results.build import report as build
from tests.tui_results.test_hostile import hostile

WEIGH_CHOOSE_WRITE = "enter 5 5 5 enter c end c 8 enter escape end enter enter 9 enter a escape right pagedown e"
READ_AGAIN = "end home enter escape 9 right end"
IN_A_MONTH = today() + datetime.timedelta(days=30)


class Speaking(Debrief):
    """A walk-through that takes everything that is said and keeps nothing."""

    @property
    def read_only(self) -> bool:
        """It is not."""
        return False


@pytest.fixture
def speaking(report: Report, questionnaire: Questionnaire) -> Debrief:
    """A believable report at step 7."""
    debrief = Speaking(Material(report, questionnaire))
    debrief.state.at = 7
    return debrief


def walking(app: CoachApp) -> WalkScreen:
    """The walk-through, below whatever dialog."""
    return next(screen for screen in app.screen_stack if isinstance(screen, WalkScreen))


def page_text(step: Choose | PlanStep | Ending, debrief: Debrief, width: int = 76, part: int = 0) -> str:
    """What a page says."""
    page = step.page(Walk(debrief, "en"), Look(part=part))
    rows = [*page.head(width), *(row for block in page.blocks for row in block.rows(width))]
    assert all(row.cell_length <= width for row in rows)
    return "\n".join(row.plain for row in rows)


async def write(pilot: Pilot[None], words: str, done: str = "escape") -> None:
    """Open the line with the bar, replace what is there, done."""
    await pilot.press("enter")
    assert isinstance(pilot.app.screen, WriteScreen)
    await pilot.press("f7", "delete", *words, done)
    await pilot.pause()


# From a closed review to a plan


async def test_from_a_closed_review_to_a_finished_plan_with_the_keyboard_alone(
    closed: Review, started: Starter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    app = started("walk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("7", "down", "enter", "4", "5", "3", "enter", "c")
        assert [weight.product for weight in walking(app).debrief.state.weights.values()] == [60]
        chosen = walking(app).sheet.at
        await pilot.press("right", "home")
        for words in ("ask first", "on Mondays", "Ana tells me", "more time", "the crew speaks first"):
            await write(pilot, words)
            await pilot.press("down")
        await write(pilot, IN_A_MONTH.isoformat(), "enter")
        await pilot.press("end", "enter", "enter")  # the pulse as it is offered
        await pilot.press("9")
        await write(pilot, "Thank you.")
        await pilot.press("right", "e", "f10")
        await settled(pilot)  # type: ignore[arg-type]
        paper = next(tmp_path.glob("plan-jo-lead-*.txt"))
        assert "The report is in" in screen_text(app)
        await pilot.press("escape", "escape")
    with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as again:
        (focus,) = again.plan.focus
        assert focus == Focus(
            competency=chosen, label=focus.label, behaviour="ask first", when="on Mondays", support="Ana tells me",
            agency="more time", measure="the crew speaks first", by=IN_A_MONTH,
        )  # fmt: skip
        assert (again.plan.pulse_on, again.plan.message) == (pulse_day(today()), "Thank you.")
        assert all(words in paper.read_text() for words in ("ask first", "on Mondays", "Thank you.", "holds no scores"))


async def test_from_a_closed_review_to_a_finished_plan_with_the_mouse(closed: Review, started: Starter) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=LARGE) as pilot:

        async def click(words: str) -> None:
            """Click where these words are seen."""
            for y, row in enumerate(screen_text(app).splitlines()):
                if words in row:
                    await pilot.click(offset=(row.index(words) + len(words) // 2, y))
                    await pilot.pause()
                    return
            raise AssertionError(f"{words} is not seen in\n{screen_text(app)}")

        y, rail = next((y, row) for y, row in enumerate(screen_text(app).splitlines()) if "◉" in row)
        await pilot.click(offset=([x for x, char in enumerate(rail) if char in "●◉○"][6], y))
        await pilot.pause()
        label = walking(app).walk.profile.lines[2].label
        await click(label)
        assert isinstance(app.screen, RateScreen)
        for row, column in ((0, 4), (1, 2), (2, 0)):
            rows = [y for y, text in enumerate(screen_text(app).splitlines()) if text.count("▱") + text.count("▰") == 5]
            text = screen_text(app).splitlines()[rows[row]]
            places = [x for x, char in enumerate(text) if char in "▱▰"]
            await pilot.click(offset=(places[column], rows[row]))
            await pilot.pause()
        await click("Done")
        assert list(walking(app).debrief.state.weights.values()) == [Weight(results=5, me=3, control=1)]
        await click("Choose C")
        await pilot.click("#next")
        await pilot.pause()
        for name, words in (("What I will do", "ask first"), ("Others will see", "the crew speaks")):
            await click(name)
            await pilot.press(*words)
            await click("Done")
        await pilot.click("#next")
        await pilot.pause()
        await click("Enter writes it")
        await pilot.press(*" And more.")
        await click("Done")
        await pilot.click("#next")
        await pilot.pause()
        assert "The plan of Jo Lead" in screen_text(app)
        await click("Leave")
        await pilot.pause()
    with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as again:
        assert again.plan.focus[0].label == label and again.plan.focus[0].complete
        assert again.plan.message.endswith("And more.")


# 7 Choose


def test_strengths_come_first_with_words_and_no_number(speaking: Debrief) -> None:
    text = page_text(Choose(), speaking)
    labels = [line.label for line in Walk(speaking, "en").profile.lines]
    places = [text.index(label) for label in labels]
    assert places == sorted(places) and labels[0].startswith("Treats people")
    assert "Others: Most of the time · hidden strength" in text and "possible blind spot" in text
    assert not re.search(r"\d", text)


def test_what_too_few_could_see_is_told_and_can_be_chosen(questionnaire: Questionnaire) -> None:
    report = build(questionnaire, competencies=[competency("PPL", (4.0, None, None, None, None))])
    debrief = Speaking(Material(report, questionnaire))
    assert "Too few could see this." in page_text(Choose(), debrief)
    assert Choose().page(Walk(debrief, "en"), Look()).keys == ["PPL"]


@pytest.mark.parametrize("width", [40, 60, 64, 76, 117, 150])
def test_every_page_stays_within_its_width(speaking: Debrief, width: int) -> None:
    speaking.choose("PPL", "People")
    speaking.weigh("PPL", Weight(results=5, me=5, control=5))
    speaking.set_focus(0, behaviour="word " * 300)
    for step in (Choose(), PlanStep(), Ending()):
        for part in (0, 1):
            assert page_text(step, speaking, width, part)


def test_a_longer_bar_is_more_and_no_bar_is_not_all_said(speaking: Debrief) -> None:
    def bar(**said: int) -> int:
        speaking.weigh("PPL", Weight(**said))
        return len(re.findall("[━╸]", page_text(Choose(), speaking)))

    lengths = [bar(results=5, me=5), bar(results=1, me=1, control=1), bar(results=4, me=3, control=3)]
    lengths.append(bar(results=5, me=5, control=5))
    assert lengths[0] == 0 and lengths == sorted(set(lengths))


async def test_a_third_one_is_refused_in_words_and_c_again_takes_one_out(speaking: Debrief) -> None:
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("c", "down", "c", "down", "c")
        await pilot.pause()
        assert "More than two and none gets done" in screen_text(app)
        assert len(speaking.plan.focus) == 2
        await pilot.press("home", "c")
        await pilot.pause()
        assert len(speaking.plan.focus) == 1 and "One is enough." in screen_text(app)
        assert "More than two" not in screen_text(app)


async def test_one_with_words_in_its_plan_is_taken_out_only_after_a_question(speaking: Debrief) -> None:
    speaking.choose("PPL", "People")
    speaking.set_focus(0, behaviour="ask first")
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("c")
        assert isinstance(app.screen, AskScreen)
        await pilot.press("escape")
        assert speaking.plan.focus[0].behaviour == "ask first"
        await pilot.press("c", "y")
        await pilot.pause()
        assert not speaking.plan.focus


async def test_weighing_that_is_cancelled_changes_nothing(speaking: Debrief) -> None:
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "5", "5", "escape")
    assert not speaking.state.weights


# 8 Plan


async def test_without_a_focus_area_the_plan_leads_to_step_7(speaking: Debrief) -> None:
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("8")
        assert "Nothing is chosen yet" in screen_text(app)
        await pilot.press("enter")
        assert speaking.state.at == 7


async def test_a_day_that_cannot_be_is_told_where_it_is_typed(speaking: Debrief) -> None:
    speaking.choose("PPL", "People")
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("8", "home", *["down"] * 5)
        await pilot.press("enter", *"soon", "enter")
        await pilot.pause()
        assert isinstance(app.screen, WriteScreen) and "Write the date as" in screen_text(app)
        await pilot.press("f7", "delete", *"2020-01-31", "enter")
        await pilot.pause()
        assert "This day is over" in screen_text(app)
        await pilot.press("f7", "delete", *IN_A_MONTH.isoformat(), "enter")
        await pilot.pause()
        assert speaking.plan.focus[0].by == IN_A_MONTH
        await pilot.press("enter", *"soon", "escape")
        assert speaking.plan.focus[0].by == IN_A_MONTH
        await write(pilot, "", "enter")
        assert speaking.plan.focus[0].by is None


async def test_a_day_that_is_over_by_now_may_stay(speaking: Debrief) -> None:
    speaking.choose("PPL", "People")
    speaking.set_focus(0, by=datetime.date(2020, 1, 31))
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("8", "home", *["down"] * 5, "enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
        assert speaking.plan.focus[0].by == datetime.date(2020, 1, 31)


def test_empty_lines_say_what_belongs_there(speaking: Debrief) -> None:
    speaking.choose("PPL", "People")
    text = page_text(PlanStep(), speaking)
    assert "one thing, small enough to do next week" in text and "would be ninety days from today" in text


@pytest.mark.parametrize("step", [Choose(), PlanStep(), Ending()])
def test_pay_and_discipline_are_no_use_of_it(speaking: Debrief, step: Choose | PlanStep | Ending) -> None:
    speaking.choose("PPL", "People")
    words = page_text(step, speaking) + page_text(step, speaking, part=1) + " ".join(step.prompts())
    assert not re.search(r"\b(pay|bonus|promot\w*|disciplin\w*|sanction\w*)\b", words, re.IGNORECASE)


# 9 Close


def test_the_beginning_of_a_message_has_what_is_planned() -> None:
    plan = Plan(leader="Jo", focus=[Focus(competency="A", label="A", behaviour="ask first", measure="crew speaks",
                                          by=datetime.date(2027, 1, 31))])  # fmt: skip
    text = starter(plan)
    for part in ("Thank you", "heard", "ask first", "January 31, 2027", "crew speaks"):
        assert part in text


async def test_a_beginning_that_nobody_changed_is_not_kept(speaking: Debrief) -> None:
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("9", "enter", "escape")
        await pilot.pause()
        assert speaking.plan.message == "" and "in your own words" in screen_text(app)


async def test_a_file_that_is_there_is_not_overwritten(
    speaking: Debrief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    day = speaking.report.review.closed_on
    there = tmp_path / f"plan-jordan-rivera-{day}.txt"
    there.write_text("mine")
    speaking.choose("PPL", "People")
    app = CoachApp(None, debrief=speaking)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("9", "right", "e", "escape")
        assert isinstance(app.screen, WalkScreen)
        await pilot.press("e", "f10")
        await settled(pilot)  # type: ignore[arg-type]
        assert isinstance(app.screen, FormScreen) and "exists already" in screen_text(app)
        app.screen.query_one("#out", Input).value = "~/none/x"
        await pilot.press("f10")
        await settled(pilot)  # type: ignore[arg-type]
        assert "There is no folder" in screen_text(app)
        app.screen.query_one("#out", Input).value = "~/x"
        await pilot.press("f10")
        await settled(pilot)  # type: ignore[arg-type]
        await pilot.press("escape")
        assert isinstance(app.screen, WalkScreen)
    assert there.read_text() == "mine" and "The plan of Jordan Rivera" in (tmp_path / "x.txt").read_text()


def test_a_plan_has_no_number_of_the_report(speaking: Debrief) -> None:
    for line in Walk(speaking, "en").profile.lines[:2]:
        speaking.choose(line.key, line.label)
        speaking.weigh(line.key, Weight(results=5, me=4, control=3))
    speaking.set_focus(0, behaviour="ask first", by=datetime.date(2027, 1, 31))
    for words in (plan_text(speaking.plan), speaking.plan.to_json(), page_text(Ending(), speaking, part=1)):
        assert not re.search(r"\d[.,]\d|≤|≥|out of", words)
        assert not re.search(r"\b60\b", words)


# Only looked at


async def test_a_reader_sees_the_plan_and_changes_nothing(
    report: Report, questionnaire: Questionnaire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    plan = Plan(leader="Jordan Rivera", focus=[Focus(competency="PPL", label="People", behaviour="ask first")],
                message="Thank you all.")  # fmt: skip
    debrief = Debrief(Material(report, questionnaire), plan=plan)
    app = CoachApp(None, debrief=debrief)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("7", "c", "enter")
        await pilot.press("8")
        await pilot.pause()
        assert "ask first" in screen_text(app) and "a copy for reading" in screen_text(app)
        await pilot.press("8", "home", "enter")
        await pilot.press("9")
        await pilot.pause()
        assert "Thank you all." in screen_text(app)
        await pilot.press("9", "right", "e", "f10")
        await settled(pilot)  # type: ignore[arg-type]
    assert debrief.plan == plan
    assert "ask first" in next(tmp_path.glob("plan-jordan-rivera-*.txt")).read_text()


def test_a_reader_without_a_plan_is_told_so(reading: Debrief) -> None:
    assert "Nothing was chosen" in page_text(Choose(), reading)
    assert "shared without a plan" in page_text(PlanStep(), reading)
    assert "shared without a plan" in page_text(Ending(), reading, part=1)


# Hostile text


@pytest.mark.parametrize("name", sampled())
async def test_hostile_words_pass_the_last_three_steps_unharmed(questionnaire: Questionnaire, name: str) -> None:
    text = SCREENS[name]
    debrief = Speaking(Material(hostile(questionnaire, text), questionnaire))
    debrief.state.at = 7
    app = CoachApp(None, debrief=debrief)
    seen = []
    async with app.run_test(size=SMALL) as pilot:
        for key in WEIGH_CHOOSE_WRITE.split():
            await pilot.press(key)
            await pilot.pause()
            seen.append(screen_text(app))
        await pilot.press("escape", "escape", "8", "home")
        debrief.set_focus(0, **dict.fromkeys(("behaviour", "when", "support", "agency", "measure"), text))
        debrief.set_message(text)
        walking(app).draw()
        for key in READ_AGAIN.split():
            await pilot.press(key)
            await pilot.pause()
            seen.append(screen_text(app))
        assert not app.crashed
    assert all(visible_only(each) for each in seen)


def test_the_paper_keeps_its_columns(speaking: Debrief) -> None:
    speaking.choose("PPL", "People")
    shown = Rows(Ending().page(Walk(speaking, "en"), Look(part=1)).blocks[0].rows).plain_text(80)
    assert re.search(r"^ {5}What I will do {7}_+", shown, re.MULTILINE)
