"""Whatever a report holds is shown as text: no markup, no escape sequence, nothing that hides."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from perflead_tui.flows.debrief import STEPS, Debrief, Material
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Cell, Comments, Report, Withheld
from perflead_tui.tui.coach.app import CoachApp
from tests.hostile.corpus import SCREENS
from tests.hostile.terminal import visible_only

from ..tui.looking import screen_text
from .build import CELLS, facts
from .build import report as build


def hostile(questionnaire: Questionnaire, text: str) -> Report:
    """A report with `text` in every place where words can be, under keys that the questionnaire does not know."""
    report = build(questionnaire)
    cells = [Cell(**{**cell.model_dump(), "label": text, "groups": [f"no {cell.key}"]}) for cell in CELLS]
    competencies = [each.model_copy(update={"key": f"no {each.key}", "label": text}) for each in report.competencies]
    items = [each.model_copy(update={"competency": f"no {each.competency}", "text": text}) for each in report.items]
    items = [each.model_copy(update={"key": f"no {each.key}"}) for each in items]
    asked = [each.model_copy(update={"texts": [text, text]}) for each in report.comments.anonymous]
    asked.append(asked[0].model_copy(update={"question": text}))
    return build(
        questionnaire,
        review=facts(leader=text, closed_on=text),
        cells=cells,
        withheld=[Withheld(group=text)],
        competencies=competencies,
        items=items,
        comments=Comments(anonymous=asked, manager=asked, own=asked),
    )


def hostile_questionnaire(questionnaire: Questionnaire, text: str) -> Questionnaire:
    """The questionnaire with `text` in all its words, as if nothing had been cleaned on the way in."""

    def spoil(node: Any) -> Any:
        if isinstance(node, Mapping) and node and set(node) <= {"en", "es"}:
            return dict.fromkeys(node, text)
        if isinstance(node, Mapping):
            return {key: spoil(value) for key, value in node.items()}
        return [spoil(value) for value in node] if isinstance(node, Sequence) and not isinstance(node, str) else node

    words = questionnaire.model_dump(by_alias=True, exclude_none=True)
    return Questionnaire.model_validate(spoil(words))


async def walk(report: Report, questionnaire: Questionnaire, size: tuple[int, int]) -> str:
    """All nine steps and their subpages, opened, as tables, to their ends; all that was to be seen."""
    debrief, seen = Debrief(Material(report, questionnaire)), []
    app = CoachApp(None, debrief=debrief)
    async with app.run_test(size=size) as pilot:

        async def look(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                seen.append(screen_text(app))
                assert visible_only(seen[-1])

        for step in range(1, STEPS + 1):
            await look(str(step), "enter", "t", "end", "t", "l")
            await look(*["right"] * 3)
        await look("3", "f2")
        for y in range(3, size[1] - 2, 4):
            await pilot.click(offset=(6, y))
        assert app.is_running
    assert not app.return_code and not app.crashed
    return "\n".join(seen)


@pytest.mark.parametrize("name", SCREENS)
async def test_a_hostile_report_passes_all_nine_steps_unharmed(questionnaire: Questionnaire, name: str) -> None:
    await walk(hostile(questionnaire, SCREENS[name]), questionnaire, (80, 24))


@pytest.mark.parametrize(("name", "size"), [("markup", (45, 30)), ("forty", (140, 45)), ("emoji", (45, 30))])
async def test_so_it_does_in_other_windows(questionnaire: Questionnaire, name: str, size: tuple[int, int]) -> None:
    await walk(hostile(questionnaire, SCREENS[name]), questionnaire, size)


@pytest.mark.parametrize("name", ["markup", "control"])
async def test_so_do_hostile_words_of_a_questionnaire(questionnaire: Questionnaire, name: str) -> None:
    await walk(build(questionnaire), hostile_questionnaire(questionnaire, SCREENS[name]), (80, 24))


async def test_markup_is_shown_as_it_was_written(questionnaire: Questionnaire) -> None:
    seen = await walk(hostile(questionnaire, "[/b][@click=app.quit]x[/]"), questionnaire, (80, 24))
    assert "■ [/b][@click=app.quit]x[/]" in seen
