"""The last page: everything as it will be sealed, and a way back to any of it."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option as Entry

from perflead_tui.flows.form_words import open_lines
from perflead_tui.flows.options import chosen, options_of
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import in_language
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, plain, touched, wrapped
from perflead_tui.tui.rater.frame import RaterScreen
from perflead_tui.tui.rater.layouts import NARROW, Look, folded
from perflead_tui.tui.widgets.action import Action


class ReviewScreen(RaterScreen):
    """Lists what will be sealed; Enter on a line goes back to it."""

    CSS_PATH = "review.tcss"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,S", "app.seal", show=False),
        Binding("question_mark", "app.help", show=False),
        Binding("l,L", "app.language", show=False),
        Binding("left", "app.go_back", show=False),
    ]

    def bar(self) -> tuple[str, str]:
        """How much is answered."""
        done, total = self.session.progress()
        return self.about(), _("{done} of {total} lines answered").format(done=done, total=total)

    def page(self) -> Iterator[Widget]:
        """What is to be mended, then everything."""
        yield Static(line(_("This is what will be sealed")), classes="title", markup=False)
        told = open_lines(self.session)
        about = _("Enter on a line goes back to it.")
        yield Static(plain(f"{told} {about}" if told else about), classes="quiet", markup=False)
        for problem in self.session.problems():
            yield Static(plain(f"!  {problem}"), classes="warn", markup=False)
        yield OptionList(*self._entries(), compact=True, markup=False)

    def ways(self) -> Iterator[Widget]:
        """Later, help, back, seal."""
        yield Action(_("Later"), "app.later", "Esc")
        yield Action(_("Help"), "app.help", "F1", id="help")
        yield Static(id="apart")
        yield Action(_("← Back"), "app.go_back")
        yield Action(_("Seal my answers"), "app.seal", "S", id="next", main=True)

    def on_mount(self) -> None:
        """Start at the line that was visited."""
        entries = self.query_one(OptionList)
        if self.start:
            entries.highlighted = entries.get_option_index(self.start)

    def focus_now(self) -> str | None:
        """The line that is marked."""
        marked = self.query_one(OptionList).highlighted_option
        return marked.id if marked else None

    def _entries(self) -> Iterator[Entry]:
        form, language = self.session.form, self.language
        options = options_of(self.session.terms.questionnaire.scale, language)
        for page in form.pages:
            yield self._heading(in_language(page.competency.name, language))
            for item in page.items:
                words = item.text.for_reader(language, own=form.own)
                look = Look(words, options, chosen(options, self.session.rating(item.key)), touch=touched(self.app))
                yield Entry(Rows(lambda width, look=look: folded(look, width, indent=2)), id=item.key)  # type: ignore[misc]
        yield from self._time_entries()
        for question in form.open_questions:
            yield self._heading(question.text.for_reader(language, own=form.own))
            text = self.session.comment(question.key)
            yield Entry(Rows(lambda width, text=text: self._tall(_comment(text, width))), id=question.key)  # type: ignore[misc]

    def _time_entries(self) -> Iterator[Entry]:
        form, language = self.session.form, self.language
        if form.time is None:
            return
        for title, keys in ((_("Where the time goes"), form.time_keys), (_("Where it should go"), form.desired_keys)):
            if not keys:
                continue
            yield self._heading(title)
            if self.session.cannot_tell and keys == form.time_keys:
                yield Entry(self._high(line(in_language(form.time.cannot_tell, language))), id=keys[0])
                continue
            for key, share in zip(keys, form.time.shares, strict=True):
                points = self.session.points(key)
                number = "·" if points is None else str(points)
                yield Entry(
                    self._high(line(f"{number:>2}  ", "bold $accent") + in_language(share.name, language)), id=key
                )

    def _high(self, row: Content) -> Rows:
        return Rows(lambda _width: self._tall([row]))

    def _tall(self, rows: list[Content]) -> list[Content]:
        """As high as a finger needs it, where fingers point."""
        return [*rows, *[EMPTY] * (2 - len(rows))] if touched(self.app) and self.app.size.width < NARROW else rows

    @staticmethod
    def _heading(title: str) -> Entry:
        return Entry(Rows(lambda width: [EMPTY, *wrapped(title, width, "bold $foreground")]), disabled=True)

    @on(OptionList.OptionSelected)
    def _selected(self, message: OptionList.OptionSelected) -> None:
        self.app.call_later(self.run_action, f"app.go_to('{message.option_id}')")


def _comment(text: str, width: int) -> list[Content]:
    if not text.strip():
        return [line(_("nothing written"), "$muted")]
    return [
        row for part in text.strip().split("\n") for row in hanging(line("“", "$muted") + " ", part, min(width, 76))
    ]
