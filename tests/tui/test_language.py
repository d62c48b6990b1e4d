"""Another language in the form, with one key, and nothing is lost."""

from typing import Any

from perflead_tui.flows.form_steps import Kind
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.rater.line import Line
from perflead_tui.tui.rater.review import ReviewScreen
from perflead_tui.tui.rater.words import Writing

from .conftest import Opener
from .looking import screen_text
from .test_rater import SMALL, begin, go_to


async def test_the_language_changes_on_any_page_and_loses_nothing(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("4", "l")
        await pilot.pause()
        text = screen_text(app)
        assert "Entiende cómo vamos" in text and "La mayoría de" in text
        assert isinstance(app.focused, Line) and app.focused.key == "U2"
        await go_to(pilot, app, Kind.WORDS)
        await pilot.press(*"camina", "f2")
        await pilot.pause()
        assert session.language == "en" and app.screen.query_one(Writing).text == "camina"


async def test_the_language_changes_over_a_dialog_and_the_answer_still_counts(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("f1", "f2")
        await pilot.pause()
        assert "no observado" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Entiende cómo vamos" in screen_text(app)
        await go_to(pilot, app, Kind.REVIEW)
        await app.run_action("app.seal")
        await pilot.pause()
        assert "¿Está bien así?" in screen_text(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "Nothing is answered yet" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen) and "Seal my answers" in screen_text(app)


async def test_a_language_that_the_questionnaire_lacks_is_offered_with_a_note(open_session: Opener) -> None:
    asked = load("performance-leadership")
    raw = asked.model_dump(by_alias=True)
    english = Questionnaire.model_validate({**only("en", raw), "languages": ["en"]})
    session = open_session(questionnaire=english)
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        assert not app.screen.query("#untranslated")
        await pilot.press("4", "f2")
        await pilot.pause()
        text = screen_text(app)
        assert "inglés" in text and "Understands how we are doing" in text and "Siguiente" in text
        assert session.rating("U1") == 4


def only(code: str, value: Any) -> Any:
    """A questionnaire's document with its texts in one language."""
    if isinstance(value, list):
        return [only(code, each) for each in value]
    if isinstance(value, dict):
        texts = value and set(value) <= {"en", "es"}
        return {name: only(code, each) for name, each in value.items() if not texts or name == code}
    return value
