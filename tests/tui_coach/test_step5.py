"""Step 5: self beside others in three groups of words, then cells beside each other."""

import subprocess
import sys
from typing import Any

import pytest

from perflead_tui import i18n
from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Agreement, Cell, Flag, Report, Withheld
from perflead_tui.tui.coach.app import CoachApp
from perflead_tui.tui.results.sheet import Page
from perflead_tui.tui.walk.model import Look, Walk
from perflead_tui.tui.walk.steps.surprises import Surprises
from tests.hostile.corpus import SCREENS, sampled
from tests.hostile.terminal import visible_only
from tests.tui.looking import screen_text
from tests.tui_coach.conftest import LARGE, SMALL
from tests.tui_results.build import CELLS, competency, item, large, nothing
from tests.tui_results.build import report as build
from tests.tui_results.test_hostile import hostile, hostile_questionnaire

WIDTHS = (42, 76, 116, 156)
EVERY = (
    *CELLS[:2],
    Cell(key="peers", label="Peers", groups=["peers"], answers=8, anonymous=True),
    Cell(key="frontline", label="Frontline staff", groups=["frontline"], answers=9, anonymous=True),
)
VALUES: dict[str, tuple[tuple[float | None, ...], Flag | None, Agreement | None]] = {
    "UND": ((4.0, 4.0, 3.9, 3.5, 3.7), None, None),
    "LVL": ((4.6, None, 3.9, 2.3, 3.1), "blind_spot", "split"),
    "PPL": ((3.2, 4.2, 4.5, 4.1, 4.3), "hidden_strength", "close"),
    "CHO": ((4.4, 4.4, 4.1, 3.6, 3.9), None, "mixed"),
    "LDR": ((3.3, 3.2, 2.9, None, 2.9), None, None),
}
TREATS, LEADS, KNOWS = "Treats people as people", "Leadership at every level", "Understands how we are doing"


@pytest.fixture
def step() -> Surprises:
    """The step."""
    return Surprises()


@pytest.fixture
def walk(questionnaire: Questionnaire) -> Walk:
    """A report with a hidden strength, a blind spot, and cells that see one competency very differently."""
    names = {each.key: each for each in questionnaire.competencies}
    results = [competency(key, v, EVERY, flag=flag, agreement=close) for key, (v, flag, close) in VALUES.items()]
    items = [item(each.key, key, VALUES[key][0], EVERY) for key in VALUES for each in names[key].items]
    return walk_of(build(questionnaire, cells=list(EVERY), competencies=results, items=items), questionnaire)


def walk_of(report: Report, questionnaire: Questionnaire) -> Walk:
    return Walk(Debrief(Material(report, questionnaire)), "en")


def rows(page: Page, width: int = 76) -> list[str]:
    """The whole page as text."""
    shown = list(page.head(width))
    for block in page.blocks:
        shown += [*block.rows(width), *(block.gap(width) if block.gap else ())]
    assert all(row.cell_length <= width for row in shown)
    return [row.plain for row in shown]


def shown(step: Surprises, walk: Walk, width: int = 76, **look: Any) -> str:
    return "\n".join(rows(step.page(walk, Look(**look)), width))


def order(text: str, *words: str) -> list[int]:
    """Where each of `words` begins; all of them are there."""
    places = [text.find(each) for each in words]
    assert min(places) >= 0, (words, text)
    return places


# Self beside others


@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_hidden_strengths_come_first_and_what_is_not_clear_comes_last(
    step: Surprises, walk: Walk, width: int, table: bool
) -> None:
    text = shown(step, walk, width, table=table)
    words = ("Others higher", TREATS, "Self higher", LEADS, "In agreement", KNOWS)
    assert order(text, *words) == sorted(order(text, *words))


def test_a_blind_spot_is_a_question_and_a_strength_is_named(step: Surprises, walk: Walk) -> None:
    text = shown(step, walk)
    assert "a possible blind spot?" in text
    assert "a hidden strength" in text


def test_a_difference_that_is_not_clear_has_no_number(step: Surprises, walk: Walk) -> None:
    for table in (False, True):
        lines = shown(step, walk, 116, table=table).splitlines()
        told = {each: next(line for line in lines if line.startswith(each)) for each in (TREATS, LEADS, KNOWS)}
        assert "1.1" in told[TREATS] and "1.5" in told[LEADS]
        assert told[KNOWS].count(".") - told[KNOWS].count("–") * 2 == 2  # self, others, and the line's two ends
    assert "no clear difference" in shown(step, walk)


def test_picture_and_table_show_the_same_numbers(step: Surprises, walk: Walk) -> None:
    picture, table = (shown(step, walk, 116, table=table) for table in (False, True))
    for own, *_cells, others in (values for values, _flag, _agreement in VALUES.values()):
        assert all(f"{value}" in text for value in (own, others) for text in (picture, table))
    assert "├" in picture and "├" not in table
    assert "3.9–4.7" in table


def test_a_competency_opens_to_its_items_and_an_item_to_its_exact_words(step: Surprises, walk: Walk) -> None:
    line = next(each for each in walk.profile.lines if each.key == "LVL")
    first = line.items[0]
    assert first.text not in shown(step, walk)
    text = shown(step, walk, opened=frozenset({"LVL"}))
    assert all(each.text.split()[2] in text for each in line.items)
    assert "What might others not get to see?" in text
    assert "Not enough seen by Manager" in text
    text = shown(step, walk, 116, opened=frozenset({"LVL", f"LVL/{first.key}"}))
    assert first.text in text and first.own_text in text


def test_it_blames_nobody_and_makes_no_total(step: Surprises, walk: Walk) -> None:
    text = "\n".join(shown(step, walk, part=part) for part in (0, 1))
    words = {word.strip(".,:;?()") for word in (*text.lower().split(), *" ".join(step.prompts()).lower().split())}
    assert not {"overestimates", "underestimates", "weak", "weakness", "poor", "bad", "overall", "rank"} & words


def test_what_cannot_be_compared_is_said_to_be_so(step: Surprises, questionnaire: Questionnaire) -> None:
    results = [
        competency("UND", (4.0, 4.0, 3.9, 3.6, 3.8)),
        competency("PPL", (4.6, 4.4, 4.6, 4.5, 4.5)).model_copy(update={"gap": None}),
        competency("LVL", (None, 4.0, 3.4, 3.4, 3.4)),
    ]
    coded = results[1].others.model_copy(update={"bound": "at_least"})  # type: ignore[union-attr]
    results[1] = results[1].model_copy(update={"others": coded})
    text = shown(step, walk_of(build(questionnaire, competencies=results, items=[]), questionnaire))
    assert order(text, "In agreement", "Cannot be told", TREATS, "Nothing to compare", LEADS)
    assert "≥4.5" in text


def test_a_group_that_is_withheld_is_shown_as_withheld(step: Surprises, questionnaire: Questionnaire) -> None:
    report = build(questionnaire, withheld=[Withheld(group="frontline")])
    for part in (0, 1):
        text = shown(step, walk_of(report, questionnaire), part=part)
        assert "not shown. There were fewer than 4 answers" in text


def test_a_report_without_numbers_has_one_page_that_says_so(step: Surprises, questionnaire: Questionnaire) -> None:
    walk = walk_of(nothing(questionnaire), questionnaire)
    assert step.parts(walk) == 1
    assert "Nothing to compare" in shown(step, walk)
    empty = walk_of(build(questionnaire, competencies=[], items=[]), questionnaire)
    assert step.parts(empty) == 1
    assert "There is nothing to show" in shown(step, empty)


# Cells beside each other


def test_where_cells_differ_most_comes_first_and_says_between_whom(step: Surprises, walk: Walk) -> None:
    assert step.parts(walk) == 2
    text = shown(step, walk, part=1)
    assert order(text, "● ≥1.6 above ▲", TREATS, KNOWS)[0] == min(order(text, "● ≥1.6 above ▲", TREATS, KNOWS))
    assert "3.9 ↑" in text and "≤2.3 ↓" in text
    text = shown(step, walk, part=1, opened=frozenset({"LVL"}))
    assert "Peers: clearly higher than Frontline staff, by 1.6 points or more." in text


def test_how_close_raters_are_is_said_in_words(step: Surprises, walk: Walk) -> None:
    for table in (False, True):
        text = shown(step, walk, part=1, table=table)
        assert all(words in text for words in ("raters are split", "raters agree", "raters differ"))
    assert "some answers are high, some low" in shown(step, walk, part=1, opened=frozenset({"LVL"}))


@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_cell_has_its_number_in_every_width(step: Surprises, walk: Walk, width: int, table: bool) -> None:
    text = shown(step, walk, width, part=1, table=table)
    assert all(number in text for number in ("3.9", "≤2.3", "≥4.5", "4.1", "3.6", "4.4"))
    assert "·" in text and "not enough seen" in text
    assert all(glyph in text for glyph in "■●▲")


def test_without_a_clear_difference_it_says_so(step: Surprises, questionnaire: Questionnaire) -> None:
    same = [competency("UND", (4.0, 4.0, 3.9, 3.6, 3.8)), competency("PPL", (4.0, 4.0, 3.6, 3.9, 3.8))]
    text = shown(step, walk_of(build(questionnaire, competencies=same), questionnaire), part=1)
    assert "No clear difference anywhere" in text
    assert "clearly apart" not in text


@pytest.mark.parametrize("width", [42, 76, 96, 116])
def test_many_cells_still_show_all_their_numbers(step: Surprises, questionnaire: Questionnaire, width: int) -> None:
    walk = walk_of(large(questionnaire, 20), questionnaire)
    for look in ({}, {"table": True}):
        text = shown(step, walk, width, part=1, **look)
        assert all(number in text for number in ("3.9", "3.8", "3.7", "3.6", "3.5", "3.4", "3.3", "3.2"))


# With everything that a report may hold, and on a screen


@pytest.mark.parametrize("width", [42, 76, 156])
@pytest.mark.parametrize("name", sampled())
def test_hostile_words_stay_words(step: Surprises, questionnaire: Questionnaire, name: str, width: int) -> None:
    report = hostile(questionnaire, SCREENS[name])
    for walk in (walk_of(report, questionnaire), walk_of(build(questionnaire), questionnaire)):
        keys = frozenset(each.key for each in walk.profile.lines)
        for part in range(step.parts(walk)):
            for table in (False, True):
                assert visible_only(shown(step, walk, width, part=part, table=table, opened=keys))


async def test_hostile_words_pass_the_screen_unharmed(questionnaire: Questionnaire) -> None:
    words = SCREENS["markup"]
    debrief = Debrief(Material(hostile(questionnaire, words), hostile_questionnaire(questionnaire, words)))
    app = CoachApp(None, debrief=debrief)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "enter", "down", "enter", "t", "right", "enter", "t", "end")
        assert visible_only(screen_text(app))
    assert not app.crashed


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_keys_open_a_competency_turn_to_the_cells_and_show_tables(walk: Walk, size: tuple[int, int]) -> None:
    app = CoachApp(None, debrief=walk.debrief)
    async with app.run_test(size=size) as pilot:
        await pilot.press("5")
        assert "Others higher" in screen_text(app)
        await pilot.press("enter")
        assert "Line by line" in screen_text(app)
        await pilot.press("enter", "right")
        assert "widest differences" in screen_text(app)
        await pilot.press("t")
        assert "clearly higher" in screen_text(app)
        await pilot.press("t", "enter")
        assert "Line by line" in screen_text(app)


async def test_the_mouse_is_told_the_number_of_a_square(walk: Walk) -> None:
    app = CoachApp(None, debrief=walk.debrief)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("5", "right")
        lines = screen_text(app).splitlines()
        y = next(at for at, row in enumerate(lines) if "≤2.3" in row)
        await pilot.hover(offset=(lines[y].index("≤2.3"), y))
        await pilot.pause()
        assert "2.3 or less" in app.screen.query_one("#sheet").tells  # type: ignore[attr-defined]


def test_the_words_are_made_when_they_are_shown(step: Surprises, walk: Walk) -> None:
    i18n.set_language("es")
    walk.renew("es")
    assert "Trata a las personas" in shown(step, walk)


def test_its_data_are_made_without_textual() -> None:
    code = "import sys, perflead_tui.export.apart; print('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
