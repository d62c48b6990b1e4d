"""Steps 1 to 4: contract, guesses, first look, strengths; by keyboard, by mouse, with reports that mean harm."""

import re

import pytest
from textual.pilot import Pilot

from perflead_tui.export.profile import profile
from perflead_tui.export.strong import first_items, strengths
from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report, Withheld
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.dialogs import PickScreen
from perflead_tui.tui.walk.guesses import choices, guessed_cells, outcome
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.screen import WalkScreen
from perflead_tui.tui.walk.steps import STEPS_IN_ORDER
from tests.flows.conftest import Review
from tests.hostile.corpus import SCREENS, sampled
from tests.hostile.terminal import visible_only
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, SMALL, Starter, opened_again
from tests.tui_results.build import CELLS, competency, facts, item, large, nothing
from tests.tui_results.build import report as build
from tests.tui_results.test_hostile import hostile, hostile_questionnaire

CONTRACT, PREDICT, FIRST, STRENGTHS = STEPS_IN_ORDER[:4]


class Coached(Debrief):
    """A walk-through over a report made by hand, in which a coach may write; nothing is kept."""

    @property
    def read_only(self) -> bool:
        """It is not."""
        return False


@pytest.fixture
def coached(report: Report, questionnaire: Questionnaire) -> Debrief:
    return Coached(Material(report, questionnaire))


def walk_of(app: CoachApp) -> WalkScreen:
    assert isinstance(app.screen, WalkScreen)
    return app.screen


def shown(debrief: Debrief, step: int, *, width: int = 76, part: int = 0, **look: object) -> str:
    """All the words of a step's page."""
    page = STEPS_IN_ORDER[step - 1].page(Walk(debrief, "en"), Look(part=part, **look))  # type: ignore[arg-type]
    rows = [*page.head(width), *(row for block in page.blocks for row in block.rows(width))]
    return "\n".join(row.plain for row in rows)


async def click(pilot: Pilot[None], app: CoachApp, words: str) -> None:
    """Click on the first place where `words` stand."""
    rows = screen_text(app).splitlines()
    y = next(y for y, row in enumerate(rows) if words in row)
    await pilot.click(offset=(rows[y].index(words), y))
    await pilot.pause()


# 1 Contract


def test_the_contract_says_what_it_is_for_who_sees_it_and_what_is_hidden(
    questionnaire: Questionnaire,
) -> None:
    report = build(questionnaire, withheld=[Withheld(group="partners")])
    told = " ".join(shown(Debrief(Material(report, questionnaire)), 1).split())
    for words in (
        "never a ground for pay, promotion or discipline",
        "Nobody is ranked",
        "Jordan Rivera and the coach see this report",
        "Partners: withheld, with fewer than 4 answers",
        "“2.3 or less”, “4.5 or more”",
        "Comments are mixed",
        "Peers and partners are one group here",
        "Manager answers by name and was told so",
    ):
        assert words in told


def test_the_second_page_of_the_contract_says_how_to_read(reading: Debrief) -> None:
    told = shown(reading, 1, part=1)
    assert re.search(r"● Peers and partners +7 ", told)
    assert "From 1, “Almost never”, to 5, “Almost always”." in told and "├─◉─┤" in told


@pytest.mark.parametrize("guessed", [False, True])
def test_no_number_of_the_report_stands_on_the_first_two_steps(coached: Debrief, guessed: bool) -> None:
    if guessed:
        coached.guess("frontline", highest="PPL", lowest="LDR")
    told = "\n".join([shown(coached, 1), shown(coached, 1, part=1), shown(coached, 2)])
    assert set(re.findall(r"\d[.,]\d", told)) == {"2.3", "4.5"}  # the bounds: constants of the terms


# 2 Predict first


def test_competencies_are_offered_in_an_order_that_says_nothing_of_their_scores(
    report: Report, questionnaire: Questionnaire
) -> None:
    found = profile(report, questionnaire, "en")
    assert [key for key, _label in choices(report, found)] == [each.key for each in report.competencies]
    assert [each.key for each in found.lines] != [each.key for each in report.competencies]


async def test_guesses_are_made_by_keyboard_and_kept(closed: Review, started: Starter) -> None:
    app = started("walk", closed.id)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "enter")
        assert isinstance(app.screen, PickScreen)
        await pilot.press("down", "enter")
        await pilot.pause()
        screen = walk_of(app)
        cell = guessed_cells(screen.walk.profile)[0].key
        offered = choices(screen.debrief.report, screen.walk.profile)
        assert screen.sheet.at == f"lowest {cell}"
        assert offered[1][1] in screen_text(app)
        await pilot.press("enter", "enter")
        await pilot.pause()
        await pilot.press("escape")
    with opened_again(closed) as vault, Debrief.of_review(vault, closed.id) as found:
        guess = found.state.guesses[cell]
        assert (guess.highest, guess.lowest) == (offered[1][0], offered[0][0])


async def test_one_competency_is_not_both_the_highest_and_the_lowest(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "enter", "enter")
        await pilot.pause()
        await pilot.press("enter", "enter")
        await pilot.pause()
    (guess,) = coached.state.guesses.values()
    assert (guess.highest, guess.lowest) == ("", "UND")


async def test_a_guess_is_made_and_taken_back_with_the_mouse(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await click(pilot, app, "choose")
        await click(pilot, app, "Builds skills")
        assert coached.state.guesses["manager"].highest == "SKL"
        await click(pilot, app, "Builds skills")
        await click(pilot, app, "No guess")
        assert coached.state.guesses["manager"].highest == ""


async def test_who_only_looks_is_told_that_the_step_is_for_leader_and_coach(reading: Debrief) -> None:
    assert "This step is for the leader together with a coach" in " ".join(shown(reading, 2).split())
    assert "Nothing was guessed." in shown(reading, 2)
    reading.guess("frontline", highest="PPL")
    told = shown(reading, 2)
    assert re.search(r"Highest +Treats people", told) and re.search(r"Lowest +no guess", told)
    app = CoachApp(None, debrief=reading)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "enter")
        await pilot.pause()
        assert not isinstance(app.screen, PickScreen)


def test_a_guess_is_met_near_another_or_not_seen(report: Report, questionnaire: Questionnaire) -> None:
    found = profile(report, questionnaire, "en")

    def result(cell: str, key: str) -> str:
        got = outcome(found, cell, "highest", key)
        assert got is not None
        return got.result

    assert result("frontline", "PPL") == "met"
    assert result("frontline", "CHO") == "near"  # 3.7 lies within the interval around 4.1
    assert result("frontline", "LVL") == "other"
    assert result("frontline", "LDR") == "unseen"
    assert result("manager", "PPL") == "other"  # one person: no interval, 4.2 is not 4.4
    assert outcome(found, "frontline", "highest", "gone") is None


# 3 First look


def test_the_guesses_stand_beside_what_came(coached: Debrief) -> None:
    assert "What you guessed" not in shown(coached, 3)
    coached.guess("frontline", highest="PPL", lowest="SKL")
    told = shown(coached, 3, width=100)
    assert re.search(r"highest +✓ Treats people as people", told)
    assert re.search(r"lowest +≈ Builds skills", told)


async def test_a_competency_opens_to_its_items_and_an_item_to_its_exact_words(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("3", "enter")
        assert "This person speaks to people with respect." in screen_text(app)
        assert "I speak to people with respect." not in screen_text(app)
        await pilot.press("down", "enter")
        told = screen_text(app)
        assert "Others were asked" in told and "I speak to people with respect." in told
        assert "In the last six months, when I had the chance, how often was this true?" in told
        await pilot.press("enter", "up", "enter")
        assert "speaks to people with respect" not in screen_text(app)


async def test_t_shows_the_same_as_a_table(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("3", "t")
        row = next(row for row in screen_text(app).splitlines() if "Treats people" in row)
        assert row.split()[-5:] == ["3.4", "4.2", "4.2", "4.1", "4.2"]


async def test_the_mouse_over_a_dot_is_told_its_numbers_and_nothing_moves(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        before = screen_text(app).splitlines()
        y = next(y for y, row in enumerate(before) if "Treats people" in row)
        await pilot.hover(offset=(before[y].index("◉"), y))
        await pilot.pause()
        assert "◉ Others together: 4.2 · line 3.8–4.6" in screen_text(app)
        await pilot.hover(offset=(before[y].index("◆"), y))
        await pilot.pause()
        told = screen_text(app).splitlines()
        assert "  ◆ Self: 3.4" in told
        assert [a for a, b in zip(before, told, strict=True) if a.lstrip("▌ ") != b.lstrip("▌ ")] == [""]
        await pilot.hover(offset=(5, 1))
        await pilot.pause()
        assert "Self: 3.4" not in screen_text(app)


async def test_a_click_on_a_dot_tells_its_numbers_too(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("3")
        rows = screen_text(app).splitlines()
        y = next(y for y, row in enumerate(rows) if "Treats people" in row)
        await pilot.click(offset=(rows[y].index("◆"), y))
        await pilot.pause()
        assert "◆ Self: 3.4" in screen_text(app) and "PPL" in walk_of(app).look.opened


def test_a_withheld_group_is_shown_as_withheld_with_the_reason(questionnaire: Questionnaire) -> None:
    report = build(questionnaire, withheld=[Withheld(group="partners")])
    told = " ".join(shown(Debrief(Material(report, questionnaire)), 3).split())
    assert "· Partners: withheld" in told
    assert "Partners: withheld. There were fewer than 4 answers, so nothing of them is in any number." in told
    assert "Not enough seen by Frontline staff" in told


async def test_after_the_profile_comes_a_pause_and_then_the_strengths(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("3", "right")
        told = screen_text(app)
        assert "What is your first reaction?" in told and not re.search(r"\d\.\d", told)
        assert "Table" not in told
        await pilot.press("right")
        assert coached.state.at == 4
        await pilot.press("left")
        assert "Take a moment" in screen_text(app)


def earlier(questionnaire: Questionnaire, by: float, answers: int = 7) -> Report:
    """A report of a year before, in which everything was higher by `by`, with so many answers in a group."""
    cells = [each.model_copy(update={"answers": answers}) if each.anonymous else each for each in CELLS]
    values = {"PPL": (4.2, 4.1, 4.2), "SKL": (3.1, 2.9, 3.0)}
    results = [competency(key, (3.0, 3.0, *(round(value + by, 1) for value in found))) for key, found in values.items()]
    items = [item(line.key, each.key, (3.0, 3.0, 3.0, 3.0, 3.0)) for each in questionnaire.competencies
             for line in each.items]  # fmt: skip
    return build(questionnaire, review=facts(closed_on="2025-11-20"), cells=cells, competencies=results, items=items)


@pytest.mark.parametrize(
    ("before", "words"),
    [((-1.0, 7), "↑ 1.0 higher than in November 2025"), ((-0.1, 7), "↔ no clear difference"), ((-1.0, 8), "too few")],
)
def test_a_second_review_shows_the_change_or_why_not(
    report: Report, questionnaire: Questionnaire, before: tuple[float, int], words: str
) -> None:
    material = Material(report, questionnaire, before=earlier(questionnaire, *before))
    told = shown(Debrief(material), 3, width=117)
    assert words in told and "others since November 2025" in told
    assert words in shown(Debrief(material), 4, width=117)


# 4 Strengths


def test_strengths_are_the_highest_and_never_the_lowest(report: Report, questionnaire: Questionnaire) -> None:
    found = strengths(profile(report, questionnaire, "en"))
    assert [each.key for each in found.highest] == ["PPL", "CHO", "UND"]
    assert found.hidden == ()
    told = shown(Debrief(Material(report, questionnaire)), 4)
    assert "Builds skills" not in told and "Hidden strength" in told


def test_a_hidden_strength_below_the_first_three_is_shown_too(questionnaire: Questionnaire) -> None:
    values = {"UND": 4.4, "SKL": 4.3, "CHO": 4.2, "PPL": 4.1, "LDR": 3.0}
    results = [
        competency(key, (3.0, 3.0, of, of, of), flag="hidden_strength" if key == "PPL" else None)
        for key, of in values.items()
    ]
    found = strengths(profile(build(questionnaire, competencies=results), questionnaire, "en"))
    assert [each.key for each in found.highest] == ["UND", "SKL", "CHO"]
    assert [each.key for each in found.hidden] == ["PPL"]


def test_what_others_are_split_about_or_do_not_show_is_no_strength(questionnaire: Questionnaire) -> None:
    results = [
        competency("UND", (3.0, 3.0, 4.4, 4.4, 4.4), agreement="split"),
        competency("SKL", (3.0, 3.0, None, None, None)),
        competency("CHO", (3.0, 3.0, 3.8, 3.8, 3.8)),
        competency("PPL", (3.0, 3.0, 3.0, 3.0, 3.0)),
    ]
    found = strengths(profile(build(questionnaire, competencies=results), questionnaire, "en"))
    assert [each.key for each in found.lines] == ["CHO"]


def test_where_all_is_the_same_or_nothing_is_shown_there_are_no_strengths(questionnaire: Questionnaire) -> None:
    same = build(questionnaire, competencies=[competency(key, (3.0, 3.0, 4.0, 4.0, 4.0)) for key in ("UND", "SKL")])
    for report in (same, nothing(questionnaire)):
        assert not strengths(profile(report, questionnaire, "en")).lines
        assert "No competency stands out" in shown(Debrief(Material(report, questionnaire)), 4)


def test_a_strength_shows_the_items_that_make_it_one_first(questionnaire: Questionnaire) -> None:
    results = [competency("UND", (3.0, 3.0, 4.0, 4.0, 4.0)), competency("SKL", (3.0, 3.0, 3.0, 3.0, 3.0))]
    means = {"U1": 3.0, "U2": 4.4, "U3": None, "U4": 4.0}
    items = [item(key, "UND", (3.0, 3.0, of, of, of)) for key, of in means.items()]
    found = profile(build(questionnaire, competencies=results, items=items), questionnaire, "en")
    assert [each.key for each in first_items(found, strengths(found).highest[0])] == ["U2", "U4"]


async def test_a_strength_opens_to_all_its_items(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=(120, 33)) as pilot:
        await pilot.press("4")
        assert "3 more lines" in screen_text(app)
        await click(pilot, app, "Treats people")
        assert "stays calm when people bring" in screen_text(app) and "3 more lines" not in screen_text(app)
        await click(pilot, app, "stays calm when people bring")
        assert "I stay calm when people bring" in screen_text(app)


async def test_in_a_high_window_strengths_are_open_and_enter_closes_them(coached: Debrief) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("4")
        assert "more lines" not in screen_text(app) and "tries to change rules" in screen_text(app)
        await pilot.press("enter")
        assert "3 more lines" in screen_text(app)


# All four


def test_every_step_has_two_to_four_short_prompts(reading: Debrief) -> None:
    walk = Walk(reading, "en")
    for step in (CONTRACT, PREDICT, FIRST, STRENGTHS):
        for part in range(step.parts(walk)):
            found = step.prompts_for(walk, Look(part=part))
            assert 2 <= len(found) <= 4 and all(len(words) <= 80 for words in found)


@pytest.mark.parametrize("size", [(45, 24), (60, 20), SMALL, LARGE, (160, 45), (200, 60)])
async def test_every_page_fits_the_window(coached: Debrief, size: tuple[int, int]) -> None:
    app = CoachApp(None, debrief=coached)
    async with app.run_test(size=size) as pilot:
        for key in ("1", "right", "right", "right", "enter", "t", "right", "right", "enter"):
            await pilot.press(key)
            told = screen_text(app)
            assert "…" not in told and "→" in told
            assert max(map(len, told.splitlines())) <= size[0]
            if key == "right":
                assert walk_of(app).sheet.size.height >= 6


STEPS = "1 end right end right enter end right end enter down enter t enter home enter end right right enter end"


async def through(debrief: Debrief, size: tuple[int, int]) -> str:
    """Steps 1 to 4, all of them opened; all that was to be seen."""
    app = CoachApp(None, debrief=debrief)
    seen = []
    async with app.run_test(size=size) as pilot:
        for key in STEPS.split():
            await pilot.press(key)
            seen.append(screen_text(app))
            assert visible_only(seen[-1])
            if isinstance(app.screen, PickScreen):
                await pilot.press("escape")
        for y in range(3, size[1] - 4, 3):
            await pilot.hover(offset=(size[0] // 2, y))
            await pilot.click(offset=(6, y))
            await pilot.press("escape" if isinstance(app.screen, PickScreen) else "home")
            assert visible_only(screen_text(app))
        assert app.is_running
    assert not app.crashed
    return "\n".join(seen)


@pytest.mark.parametrize("name", sampled())
async def test_a_hostile_report_passes_the_first_four_steps_unharmed(questionnaire: Questionnaire, name: str) -> None:
    report = hostile(questionnaire, SCREENS[name])
    await through(Coached(Material(report, questionnaire, before=report)), SMALL)


# The walk through all nine steps (tests/tui_results/test_hostile.py) has other windows and words in every run.
@pytest.mark.long
@pytest.mark.parametrize("size", [(45, 30), (160, 45)])
@pytest.mark.parametrize("name", ["markup", "forty", "right to left"])
async def test_so_it_does_in_other_windows(questionnaire: Questionnaire, name: str, size: tuple[int, int]) -> None:
    await through(Coached(Material(hostile(questionnaire, SCREENS[name]), questionnaire)), size)


@pytest.mark.long
@pytest.mark.parametrize("name", ["markup", "control", "emoji"])
async def test_so_do_hostile_words_of_a_questionnaire(questionnaire: Questionnaire, name: str) -> None:
    words = hostile_questionnaire(questionnaire, SCREENS[name])
    await through(Coached(Material(build(questionnaire), words)), SMALL)


async def test_markup_stands_there_as_it_was_written(questionnaire: Questionnaire) -> None:
    report = hostile(questionnaire, "[/b][@click=app.quit]x[/]")
    seen = await through(Coached(Material(report, questionnaire)), SMALL)
    assert "■ [/b][@click=app.quit]x[/]" in seen


@pytest.mark.parametrize("made", [nothing, large])
async def test_an_empty_report_and_a_large_one_pass_too(questionnaire: Questionnaire, made: object) -> None:
    assert callable(made)
    await through(Coached(Material(made(questionnaire), questionnaire)), SMALL)
