"""A passphrase leaves its field once, and no other way."""

import pytest
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from perflead_tui.tui.base import BaseApp
from perflead_tui.tui.widgets.secret import SecretInput
from tests.tui.looking import screen_text

SECRET = "correct-horse"


class Door(BaseApp[None]):
    """One field; F9 is a mistake of the program's own."""

    BINDINGS = [("f9", "fail", "")]  # noqa: RUF012 - Textual's own type

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield SecretInput(id="secret")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.heard.append(event)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.heard.append(event)

    def action_fail(self) -> None:
        secret = self.query_one(SecretInput).value
        raise ValueError(secret)


async def test_what_is_typed_is_neither_shown_nor_copied_nor_cut() -> None:
    app = Door()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        await pilot.press(*SECRET, "ctrl+shift+a")
        field.action_copy()
        field.action_cut()
        await pilot.press("super+c", "ctrl+x")
        assert SECRET not in screen_text(app) and "•" * len(SECRET) in screen_text(app)
        assert app.clipboard == "" and field.selected_text == ""
        assert field.value == SECRET


async def test_it_is_in_no_representation_and_in_no_message() -> None:
    app = Door()
    async with app.run_test() as pilot:
        await pilot.press(*SECRET, "enter")
        await pilot.pause()
        assert len(app.heard) == len(SECRET) + 1
        assert not any(getattr(each, "value", "") or SECRET in repr(each) for each in app.heard)
        assert SECRET not in repr(app.query_one(SecretInput))


async def test_taking_it_and_ctrl_u_empty_the_field() -> None:
    app = Door()
    async with app.run_test() as pilot:
        field = app.query_one(SecretInput)
        await pilot.press(*SECRET)
        assert field.take() == SECRET and field.value == ""
        await pilot.press(*SECRET, "left", "ctrl+u")
        assert field.value == ""


async def test_it_is_never_suggested_and_too_much_is_refused_without_a_bell() -> None:
    app = Door()
    async with app.run_test():
        field = app.query_one(SecretInput)
        assert field.suggester is None
        field.insert_text_at_cursor("x" * 2000)
        assert field.value == ""


async def test_a_crash_while_it_is_held_prints_nothing_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    app = Door()
    with pytest.raises(ValueError, match=SECRET):  # a pilot raises again what the app has caught
        async with app.run_test() as pilot:
            await pilot.press(*SECRET, "f9")
            await pilot.pause()
    printed = "".join(segment.text for part in app._exit_renderables for segment in part.segments)  # type: ignore[union-attr]
    said = capsys.readouterr()
    assert "ValueError" in " ".join(app.crashed)
    assert SECRET not in printed + " ".join(app.crashed) + said.out + said.err
