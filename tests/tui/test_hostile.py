"""Text from outside reaches the screen as text: never as markup, an escape sequence or a way to hide."""

import pytest

from perflead_tui.flows.rate import AnswerSession
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.text import clean
from perflead_tui.tui.content import hanging, joined, line, plain, wrapped
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.rater.review import ReviewScreen
from perflead_tui.tui.rater.sent import SentScreen
from perflead_tui.tui.rater.words import Writing
from tests.hostile.corpus import CONTROL, MARKUP, SCREENS
from tests.hostile.terminal import visible_only

from .conftest import Opener
from .looking import screen_text


def hostile_questionnaire(text: str) -> Questionnaire:
    """The first page of the built-in questionnaire with `text` in every place where words are shown."""
    document = load("performance-leadership").model_dump(by_alias=True, exclude_none=True)

    def spoil(node: object) -> object:
        if isinstance(node, dict):
            if set(node) <= {"en", "es"} and node:
                return dict.fromkeys(node, text[:2000])
            return {key: spoil(value) for key, value in node.items()}
        return [spoil(value) for value in node] if isinstance(node, list) else node

    document["competencies"] = document["competencies"][:1]
    document["open_questions"] = document["open_questions"][:1]
    return Questionnaire.model_validate(spoil(document))


def spoiled(session: AnswerSession, text: str) -> AnswerSession:
    """Terms as if nothing had been cleaned on the way in."""
    label = {"en": text}
    session.terms = session.terms.model_copy(update={"leader": text, "role": text, "asked_by": text})
    session.group = session.group.model_copy(update={"label": label})
    return session


@pytest.mark.parametrize(
    ("name", "size"),
    [*((name, (80, 24)) for name in SCREENS if name != "nothing"), ("one word", (45, 30)), ("forty", (45, 30))],
)
async def test_hostile_text_passes_every_screen_unharmed(
    open_session: Opener, name: str, size: tuple[int, int]
) -> None:
    text = SCREENS[name]
    session = spoiled(open_session(questionnaire=hostile_questionnaire(text)), text)
    session.set_comment("O1", text)
    app = RaterApp(session)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f1", "escape")
        for _step in range(6):
            assert visible_only(screen_text(app))
            if isinstance(app.screen, ReviewScreen):
                break
            await pilot.press("n", "pagedown" if app.at > 1 else "enter")
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("end", "s")
        await pilot.pause()
        assert isinstance(app.screen, SentScreen), screen_text(app)
        assert visible_only(screen_text(app))
        assert app.is_running


async def test_a_link_in_a_name_is_only_words(open_session: Opener) -> None:
    session = spoiled(open_session(), "[@click=app.later]Jordan[/]")
    app = RaterApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "[@click=app.later]Jordan[/]" in screen_text(app)
        for x in range(2, 60, 4):
            await pilot.click(offset=(x, 3))
        assert app.is_running and app.at == 0


async def test_pasted_control_characters_do_not_reach_the_text(open_session: Opener) -> None:
    from textual import events

    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        while not app.screen.query(Writing):
            await pilot.press("pagedown" if app.at > 1 else "enter")
        app.post_message(events.Paste(f"fine {CONTROL}{MARKUP}\r\nnext"))
        await pilot.pause()
        assert session.comment("O1") == f"fine {clean(CONTROL)}{MARKUP}\nnext"
        assert visible_only(screen_text(app))


async def test_a_very_long_paste_neither_hangs_nor_shows_what_is_not_kept(open_session: Opener) -> None:
    from textual import events

    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        while not app.screen.query(Writing):
            await pilot.press("pagedown" if app.at > 1 else "enter")
        area = app.screen.query_one(Writing)
        app.post_message(events.Paste("word " * 200_000))
        await pilot.pause()
        await pilot.pause()
        assert area.text == session.comment("O1")
        assert "There is room for" in screen_text(app)


def test_rows_are_never_wider_than_asked() -> None:
    for text in SCREENS.values():
        for width in (5, 12, 40, 76):
            rows = [*wrapped(text, width), *hanging(line("!"), text, width), *joined([text, text], width)]
            assert max(row.cell_length for row in rows) <= width


def test_the_one_door_knows_no_markup() -> None:
    assert plain(MARKUP).plain == MARKUP
    assert plain(MARKUP).spans == []
