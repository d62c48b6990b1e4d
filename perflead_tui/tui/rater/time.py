"""Where work time goes: boxes that add up, with what is left to give always in sight."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows import form_words
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import Share, TimeQuestion, in_language
from perflead_tui.tui.content import Rows, beside, hanging, line, touched, wrapped
from perflead_tui.tui.rater.frame import PAGE_KEYS, Changed, RaterScreen, at_once
from perflead_tui.tui.rater.layouts import NARROW

POINTS = "points"
_BLOCKS = 10


def typed(current: int | None, digit: int, most: int) -> int:
    """The points in a box after a digit: 1 then 0 is 10, as far as that many can be given."""
    together = (current or 0) * 10 + digit
    return together if current and together <= most else min(digit, most)


def left_words(left: int, total: int) -> str:
    """What is left to give, in words, with a mark when it is all or too much."""
    mark = "✓ " if left == 0 else "! " if left < 0 else ""
    return mark + form_words.left_words(left, total)


class Box(Widget, can_focus=True):
    """One share: its words, ten blocks to click, and the number that is typed."""

    points: reactive[int | None] = reactive(None)

    class Given(Message):
        """The rater clicked on a number of points."""

        def __init__(self, box: "Box", points: int) -> None:
            super().__init__()
            self.box, self.points = box, points

    def __init__(self, key: str, share: Share, language: str, most: int, points: int | None) -> None:
        super().__init__()
        self.key, self._share, self._language, self._most = key, share, language, most
        self.set_reactive(Box.points, points)

    def render(self) -> Rows:
        """The box as it is now."""
        return Rows(self._layout)

    def _layout(self, width: int) -> list[Content]:
        name = in_language(self._share.name, self._language)
        about = in_language(self._share.text, self._language)
        held = self._held()
        if width < NARROW:
            high = [self._held(bare=True)] if touched(self.app) else []
            return [*wrapped(name, width, "bold"), *wrapped(about, width, "$muted"), held, *high]
        room = width - held.cell_length - 3
        return beside([*wrapped(name, room, "bold"), *wrapped(about, room, "$muted")], [held], width)

    def _held(self, *, bare: bool = False) -> Content:
        """The blocks and, unless `bare`, the number; on a narrow touch screen the blocks are wider."""
        blocks = min(self._most, _BLOCKS)
        full = round((self.points or 0) / self._most * blocks)
        cells = []
        for at in range(blocks):
            worth = Style.from_meta({POINTS: round((at + 1) * self._most / blocks)})
            block = line("▰" if at < full else "▱", "$accent" if at < full else "$muted")
            cells.append(block.pad_right(self._gap).stylize(worth))
        if bare:
            return Content("").join(cells)
        number = line("·", "$muted") if self.points is None else line(str(self.points), "bold $accent")
        return Content("").join(cells) + number.pad_left(max(4 - number.cell_length, 1))

    @property
    def _gap(self) -> int:
        return 2 if touched(self.app) and self.size.width < NARROW else 1

    def on_click(self, event: events.Click) -> None:
        """A click on a block gives that many points."""
        worth = event.style.meta.get(POINTS)
        if worth is not None:
            event.stop()
            self.post_message(self.Given(self, worth))


class CannotTell(Widget, can_focus=True):
    """The answer that needs no points."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "screen.cannot_tell", show=False)]

    told: reactive[bool] = reactive(False)

    def __init__(self, words: str, told: bool) -> None:
        super().__init__()
        self._words = words
        self.set_reactive(CannotTell.told, told)

    def render(self) -> Rows:
        """Glyph, key and words."""
        style = "bold $accent" if self.told else "$muted"
        mark = line(f"{'●' if self.told else '○'} N", style) + "  "
        return Rows(lambda width: hanging(mark, self._words, width, style if self.told else ""))

    def on_click(self, event: events.Click) -> None:
        """Say so, or take it back."""
        event.stop()
        self.app.call_later(self.run_action, "screen.cannot_tell")


class TimeScreen(RaterScreen):
    """The time question; the leader also says where the time should go."""

    CSS_PATH = "time.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *PAGE_KEYS,
        *(at_once(key, f"screen.type_digit({key})") for key in "0123456789"),
        at_once("plus,equals_sign", "screen.more(1)"),
        at_once("minus", "screen.more(-1)"),
        at_once("backspace,delete", "screen.empty"),
        at_once("n,N", "screen.cannot_tell"),
    ]

    @property
    def time(self) -> TimeQuestion:
        """What is asked."""
        assert self.session.form.time is not None  # noqa: S101 - a form without it has no such step
        return self.session.form.time

    def page(self) -> Iterator[Widget]:
        """The boxes, what is left, "can't tell"; for the leader the second row of boxes."""
        form, language = self.session.form, self.language
        yield Static(line(_("Where the time goes")), classes="title", markup=False)
        yield from self.untranslated(self.time)
        yield from self._boxes("time", self.time.prompt.for_reader(language, own=form.own), form.time_keys)
        yield CannotTell(in_language(self.time.cannot_tell, language), self.session.cannot_tell)
        if form.desired_keys:
            yield Static(line(_("Where it should go")), classes="title gap", markup=False)
            yield from self._boxes("desired", in_language(self.time.desired_prompt, language), form.desired_keys)

    def _boxes(self, name: str, prompt: str, keys: Sequence[str]) -> Iterator[Widget]:
        yield Static(Rows(lambda width: wrapped(prompt, min(width, 76))), classes="quiet", markup=False)
        for key, share in zip(keys, self.time.shares, strict=True):
            yield Box(key, share, self.language, self.time.points, self.session.points(key))
        yield Static(self._left(keys), id=f"left-{name}", classes="left", markup=False)

    def _left(self, keys: Sequence[str]) -> Content:
        if self.session.cannot_tell and keys == self.session.form.time_keys:
            return line("")
        left = self.session.remainder(keys)
        style = "$good" if left == 0 else "$warn" if left < 0 else "$muted"
        return line(left_words(left, self.time.points), style)

    def on_mount(self) -> None:
        """Start in the first empty box."""
        boxes = list(self.query(Box))
        asked = [box for box in boxes if box.key == self.start]
        empty = [box for box in boxes if box.points is None and not self.session.cannot_tell]
        self.set_focus((asked or empty or boxes)[0])

    def focus_now(self) -> str | None:
        """The box that is being filled."""
        return self.focused.key if isinstance(self.focused, Box) else None

    @on(Box.Given)
    def _given(self, message: Box.Given) -> None:
        self._give(message.box, message.points)

    def _give(self, box: Box, points: int | None) -> None:
        self.session.set_points(box.key, points)
        self._show()

    def action_type_digit(self, digit: int) -> None:
        """Digits give points to the box that has the focus."""
        if isinstance(box := self.focused, Box):
            self._give(box, typed(self.session.points(box.key), digit, self.time.points))

    def action_more(self, by: int) -> None:
        """A point more or less."""
        if isinstance(box := self.focused, Box):
            self._give(box, min(max((self.session.points(box.key) or 0) + by, 0), self.time.points))

    def action_empty(self) -> None:
        """Empty the box."""
        if isinstance(box := self.focused, Box):
            self._give(box, None)

    def action_cannot_tell(self) -> None:
        """Say "can't tell", or take it back."""
        self.session.cannot_tell = not self.session.cannot_tell
        self._show()

    def _show(self) -> None:
        for box in self.query(Box):
            box.points = self.session.points(box.key)
        self.query_one(CannotTell).told = self.session.cannot_tell
        self.query_one("#left-time", Static).update(self._left(self.session.form.time_keys))
        if self.session.form.desired_keys:
            self.query_one("#left-desired", Static).update(self._left(self.session.form.desired_keys))
        self.post_message(Changed())
