"""The rater's form from the welcome to the sealed file, by keyboard and by mouse."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.filling import UNANSWERED
from perflead_tui.flows.form_steps import Kind
from perflead_tui.flows.sent import Sent
from perflead_tui.tui.dialogs import AskScreen
from perflead_tui.tui.rater.app import RaterApp
from perflead_tui.tui.rater.dialogs import HelpScreen
from perflead_tui.tui.rater.frame import RaterScreen
from perflead_tui.tui.rater.line import Line
from perflead_tui.tui.rater.lines import LinesScreen
from perflead_tui.tui.rater.review import ReviewScreen
from perflead_tui.tui.rater.sent import SentScreen
from perflead_tui.tui.rater.time import Box, CannotTell, TimeScreen
from perflead_tui.tui.rater.welcome import HowScreen, WelcomeScreen
from perflead_tui.tui.rater.words import WordsScreen, Writing
from perflead_tui.tui.run import closing_line

from .conftest import Opener
from .looking import screen_text

SMALL = (80, 24)


def at(app: RaterApp) -> str:
    """What the rater is looking at."""
    return type(app.screen).__name__


async def begin(pilot: Pilot[Sent]) -> None:
    """To the first competency."""
    await pilot.press("enter", "enter")


async def go_to(pilot: Pilot[Sent], app: RaterApp, kind: Kind) -> None:
    """To the first step of a kind, as a rater in a hurry would."""
    while app._steps[app.at].kind is not kind:
        await pilot.press("pagedown" if app.at > 1 else "enter")


async def test_the_whole_form_is_filled_in_with_the_keyboard(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        for number, page in enumerate(session.form.pages):
            assert isinstance(app.screen, LinesScreen)
            for place, _item in enumerate(page.items):
                await pilot.press(str(1 + (number + place) % 5))
            await pilot.press("enter")
        await pilot.press("3", "down", "5", "tab", "2", "enter")
        for word in ("listening", "delegating", "walks"):
            await pilot.press(*word, "pagedown")
        assert isinstance(app.screen, ReviewScreen)
        assert session.progress() == (38, 38)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(app.screen, SentScreen)
        assert app.sent is not None and app.sent.path.is_file()
        await pilot.press("enter")
    assert app.return_code == 0
    assert str(app.sent.path) in closing_line(app)


async def test_the_answers_are_those_that_were_typed(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("1", "5", "n", "0", "3")
        assert [session.rating(key) for key in ("U1", "U2", "U3", "U4", "U5")] == [1, 5, None, None, 3]
        assert app.focused is not None and app.focused.id == "next"


async def test_keys_that_arrive_together_answer_one_line_each(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        for key in ("4", "2", "down", "5", "enter", "3"):
            app.simulate_key(key)
        await pilot.pause()
        await pilot.pause()
        assert [session.rating(key) for key in ("U1", "U2", "U3", "U4", "S1")] == [4, 2, UNANSWERED, 5, 3]


async def test_the_whole_form_is_filled_in_with_the_mouse(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.click("#next")
        await pilot.click("#next")
        for page in session.form.pages:
            for item in page.items:
                line = next(found for found in app.screen.query(Line) if found.key == item.key)
                if not line.has_focus:
                    line.scroll_visible(animate=False)
                    await pilot.pause()
                    await pilot.click(line, offset=(5, 0))
                await pilot.pause()
                # the scale is at the bottom of the open line: keys in the third row from the end
                await pilot.click(line, offset=(2 + 12 * 3, line.size.height - 3))
            await pilot.click("#next")
        boxes = list(app.screen.query(Box))
        for box, blocks in zip(boxes, (2, 3, 5), strict=True):
            await pilot.click(box, offset=(2 + box.size.width - 24 + 2 * (blocks - 1), 0))
        assert [session.points(key) for key in session.form.time_keys] == [2, 3, 5]
        for _question in range(4):
            await pilot.click("#next")
        assert isinstance(app.screen, ReviewScreen)
        await pilot.click("#next")
        assert session.progress() == (38, 38)
        assert set(map(session.rating, session.form.item_keys)) == {4}
        await pilot.pause()
        assert isinstance(app.screen, AskScreen)
        await pilot.click("#yes")
        await pilot.pause()
        assert at(app) == "SentScreen"


async def test_nothing_is_forced(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await go_to(pilot, app, Kind.REVIEW)
        assert session.progress() == (0, 38)
        await pilot.press("s")
        assert isinstance(app.screen, AskScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen)


async def test_backspace_takes_an_answer_back_and_then_goes_to_the_line_before(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("4", "backspace", "backspace")
        assert session.rating("U1") is UNANSWERED
        assert isinstance(app.focused, Line) and app.focused.key == "U1"


async def test_boxes_show_what_is_left_and_cannot_tell_is_one_key(open_session: Opener) -> None:
    session = open_session("self")
    app = RaterApp(session)
    async with app.run_test(size=(80, 50)) as pilot:
        await go_to(pilot, app, Kind.TIME)
        assert isinstance(app.screen, TimeScreen)
        await pilot.press("1", "0", "down", "2")
        assert session.points("T1") == 10
        assert "2 points too many" in screen_text(app)
        await pilot.press("backspace")
        assert "All 10 points are given" in screen_text(app)
        await pilot.press("n")
        assert session.cannot_tell and session.points("T1") is None
        assert app.screen.query_one(CannotTell).told
        await pilot.press("4")
        assert not session.cannot_tell
        assert "Where it should go" in screen_text(app)
        await pilot.press("down", "down", "down", "plus", "plus", "minus")
        assert session.points("D1") == 1


async def test_boxes_that_do_not_add_up_are_told_before_sealing(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("4")
        await go_to(pilot, app, Kind.TIME)
        await pilot.press("4")
        await go_to(pilot, app, Kind.REVIEW)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(app.screen, TimeScreen)
        assert "must add up" in screen_text(app)
        assert app.sent is None


async def test_a_comment_is_warned_about_while_it_is_written(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await go_to(pilot, app, Kind.WORDS)
        await pilot.press(*"Ask Jordan")
        await pilot.pause()
        assert "holds a name" in screen_text(app)
        await pilot.press(*["backspace"] * 6)
        await pilot.pause()
        assert "holds a name" not in screen_text(app)


async def test_typing_a_letter_in_a_comment_is_never_a_command(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await go_to(pilot, app, Kind.WORDS)
        await pilot.press(*"all new: 1? Loud", "enter", "s", "left", "right")
        assert session.comment("O1") == "all new: 1? Loud\ns"
        assert session.language == "en" and isinstance(app.screen, WordsScreen)


async def test_what_was_typed_just_before_going_on_is_kept(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await go_to(pilot, app, Kind.WORDS)
        for key in (*"walks", "pagedown", *"listens", "pagedown"):
            app.simulate_key(key)
        for _again in range(4):
            await pilot.pause()
        assert (session.comment("O1"), session.comment("O2")) == ("walks", "listens")


async def test_undo_is_kept_too(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await go_to(pilot, app, Kind.WORDS)
        await pilot.press(*"walks", "ctrl+z")
        await pilot.pause()
        assert session.comment("O1") == app.screen.query_one(Writing).text != "walks"


async def test_the_list_leads_back_to_a_line_and_on_to_the_list(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await go_to(pilot, app, Kind.REVIEW)
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert isinstance(app.focused, Line) and app.focused.key == "U3"
        await pilot.press("5", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        marked = app.screen.query_one(OptionList).highlighted_option
        assert marked is not None and marked.id == "U3"
        assert "Almost always" in screen_text(app)


async def test_the_same_answer_to_all_lines_is_asked_about_once(open_session: Opener) -> None:
    session = open_session()
    for key in session.form.item_keys:
        session.rate(key, 3)
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        app.session.place = 0
        await go_to(pilot, app, Kind.REVIEW)
        await pilot.press("s")
        assert "same answer to all lines" in screen_text(app)
        await pilot.press("escape", "s")
        await pilot.pause()
        assert isinstance(app.screen, SentScreen)


async def test_leaving_keeps_everything_and_coming_back_goes_on(open_session: Opener) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("4", "4", "enter", "2", "escape")
    assert app.return_code == 0 and "kept" in closing_line(app)
    again = open_session()
    assert again.resumed
    app = RaterApp(again)
    async with app.run_test(size=SMALL) as pilot:
        assert "3 of 38 lines" in screen_text(app) and "Go on" in screen_text(app)
        await pilot.press("enter")
        assert isinstance(app.focused, Line) and app.focused.key == "S2"


async def test_ctrl_c_keeps_what_was_typed_a_moment_before(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("4", "ctrl+c")
    assert app.return_code == 130
    assert open_session().rating("U1") == 4


async def test_the_draft_is_saved_without_being_asked(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("4")
        await pilot.pause(0.5)
        assert "saved" in screen_text(app)
        assert open_session().rating("U1") == 4


async def test_a_full_disk_is_told_once_and_ends_nothing(open_session: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_session()
    app = RaterApp(session)

    def full() -> None:
        raise PerfleadError("The disk is full.", "Make room.")

    monkeypatch.setattr(session, "save", full)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot)
        await pilot.press("4")
        await pilot.pause(0.5)
        assert "The disk is full." in screen_text(app) and "not saved" in screen_text(app)
        await pilot.press("4", "escape")
        assert app.return_code == 1 and closing_line(app).startswith("The disk is full")


async def test_help_tells_the_keys_and_what_could_give_a_rater_away(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=(80, 45)) as pilot:
        await begin(pilot)
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        text = screen_text(app)
        assert "not observed" in text and "give me away" in text and app.session.short_code in text
        await pilot.press("escape")
        assert isinstance(app.screen, LinesScreen)


async def test_an_invitation_that_was_used_says_so_and_a_new_answer_replaces_the_first(open_session: Opener) -> None:
    first = open_session()
    first.rate("U1", 3)
    assert first.send().revision == 1
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=SMALL) as pilot:
        assert "they replace the earlier ones" in " ".join(screen_text(app).split())
        await begin(pilot)
        await pilot.press("5")
        await go_to(pilot, app, Kind.REVIEW)
        await pilot.press("s")
        await pilot.pause()
        assert "Your new answers are sealed" in screen_text(app)
    assert app.sent is not None and app.sent.revision == 2


@pytest.mark.parametrize("size", [(45, 30), (80, 24), (120, 40), (200, 60), (20, 8)])
async def test_every_page_fits_every_size(open_session: Opener, size: tuple[int, int]) -> None:
    session = open_session()
    app = RaterApp(session)
    async with app.run_test(size=size) as pilot:
        seen = set()
        while not isinstance(app.screen, ReviewScreen):
            seen.add(at(app))
            assert isinstance(app.screen, RaterScreen)
            assert app.screen.query_one("#page").size.width <= min(size[0], 108)
            await pilot.press("4")
            await pilot.press("pagedown" if app.at > 1 else "enter")
        assert seen == {kind.__name__ for kind in (WelcomeScreen, HowScreen, LinesScreen, TimeScreen, WordsScreen)}


async def test_on_a_phone_answers_stand_below_their_line(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=(45, 36)) as pilot:
        await begin(pilot)
        rows = screen_text(app).splitlines()
        assert any(row.strip(" ▌") == "○ 3  About half the time" for row in rows)
        line = app.screen.query(Line).first()
        await pilot.click(line, offset=(6, line.size.height - 2))  # the row of 5
        assert app.session.rating("U1") == 5


async def test_on_a_wide_screen_all_scales_stay_open(open_session: Opener) -> None:
    app = RaterApp(open_session())
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot)
        assert screen_text(app).count("○") == 5 * 6
        last = app.screen.query(Line).last()
        await pilot.click(last, offset=(2 + last.size.width - 8, 0))
        assert app.session.rating("U5") is None


def test_the_envelope_is_where_the_closing_line_says(open_session: Opener, tmp_path: Path) -> None:
    session = open_session()
    session.rate("U1", 3)
    app = RaterApp(session)
    app.sent = session.send()
    assert app.sent.path.parent == tmp_path and str(app.sent.path) in closing_line(app)
