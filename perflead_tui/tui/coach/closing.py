"""Closing: which groups would be shown, merged and withheld, what cannot be undone, and one confirmation."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.flows.close import Check, Closed, check, close
from perflead_tui.flows.openers import Approved, share_owner
from perflead_tui.flows.overview import Overview, overview
from perflead_tui.flows.telling import closed_words
from perflead_tui.i18n import _, format_date, language
from perflead_tui.questionnaire.model import in_language
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.coach.asking import TellScreen, ask_path
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.coach.secret import SecretScreen
from perflead_tui.tui.commands import Where
from perflead_tui.tui.content import EMPTY, Rows, hanging, line, padded, wrapped

_MEASURE = 72


class ClosingScreen(CoachScreen):
    """The page before a review closes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.CLOSING)]
    AUTO_FOCUS = "#closing-back"

    def __init__(self, review: str) -> None:
        super().__init__()
        self.review = review
        self._found: Overview | None = None
        self._check: Check | None = None
        self._shares: list[Path] = []
        self._passphrases: dict[str, str] = {}
        """Of the openers' shares, by name, for as long as this page lasts."""
        self._approvals: list[Path] = []

    @property
    def found(self) -> Overview:
        """The review."""
        if self._found is None:
            self._found = overview(self.coach.vault, self.review)
        return self._found

    def bar(self) -> tuple[str, str]:
        """What this page does."""
        return _("Close the review"), ""

    def page(self) -> Iterator[Widget]:
        """The three lists, then what cannot be undone."""
        yield Static(line(self.found.terms.leader), classes="title", markup=False)
        yield Static(Rows(self._layout), classes="gap", markup=False)

    def ways(self) -> Iterator[Widget]:
        """Back has the focus: closing is a choice of its own."""
        yield self.way("closing.back")
        if self._check is None:
            yield self.way("closing.close")
        if self.found.terms.openers is not None:
            yield self.way("closing.approval")
            yield self.way("closing.share")
        yield Static(id="apart")
        yield self.way("closing.check" if self._check is None else "closing.close", main=True)

    def _layout(self, width: int) -> list[Content]:
        width = min(width, _MEASURE)
        rows = [*self._openers(width), *self._lists(width)]
        for text in self._last_words():
            rows += [*wrapped(text, width), EMPTY]
        return rows

    def _lists(self, width: int) -> list[Content]:
        if self._check is None:
            words = _("Look first which groups would be shown: the envelopes are counted, nothing of them is told.")
            return [*wrapped(words, width), EMPTY]
        alone = [self._label(cell[0]) for cell in self._check.shown if len(cell) == 1]
        merged = [" + ".join(map(self._label, cell)) for cell in self._check.shown if len(cell) > 1]
        withheld = [self._label(key) for key in self._check.withheld]
        rows: list[Content] = []
        for mark, style, title, names in (
            ("✓", "bold $good", _("Shown"), alone),
            ("+", "bold $accent", _("Shown together, so that nobody stands out"), merged),
            ("·", "bold $muted", _("Withheld, because too few answered; they leave every total"), withheld),
        ):
            rows.append(line(title, "bold"))
            for name in names or [_("none")]:
                sign = line(mark if names else "", style)
                rows += hanging(padded(sign, 3).pad_left(2), name, width)
            rows.append(EMPTY)
        return rows

    def _openers(self, width: int) -> list[Content]:
        openers = self.found.terms.openers
        if openers is None:
            return []
        words = _("{needed} of these must agree: {names}. Given so far: {n}.").format(
            needed=openers.needed, names="; ".join(openers.names), n=len(self._shares) + len(self._approvals)
        )
        given = [*map(shown, self._shares), *map(shown, self._approvals)]
        return [*wrapped(words, width), *(row for path in given for row in wrapped(path, width, "$muted")), EMPTY]

    def _last_words(self) -> Iterator[str]:
        closes_on = self.found.terms.closes_on
        if closes_on is not None:
            yield _("Raters were told that they can answer until {date}.").format(date=format_date(closes_on))
        yield _(
            "A review closes once. Envelopes that come later are refused, and the report is made now and never again."
        )

    def _label(self, key: str) -> str:
        labels = self.found.groups.get(key)
        return in_language(labels, language()) if labels else key

    @property
    def _approved(self) -> Approved:
        said = dict(self._passphrases)
        return Approved(list(self._shares), list(self._approvals), lambda name: said.get(name, ""))

    # What a coordinator does

    def action_back(self) -> None:
        """To the desk."""
        self.coach.visit("desk", self.review)

    def action_check(self) -> None:
        """Which groups would be shown."""
        self.coach.work(
            _("Counting the groups"),
            lambda on_step: check(self.coach.vault, self.review, on_step, self._approved),
            self._checked,
        )

    def _checked(self, found: Check) -> None:
        self._check = found
        self.redraw()

    def action_share(self) -> None:
        """An opener's share and its passphrase, which is kept only while this page is open."""

        def asked(path: Path) -> None:
            name, locked = share_owner(path)

            def said(passphrase: str | None) -> None:
                if passphrase is not None:
                    self._passphrases[name] = passphrase
                    take(path)

            if locked:
                self.app.push_screen(SecretScreen(_("Passphrase of the share of {name}").format(name=name)), said)
            else:
                take(path)

        def take(path: Path) -> None:
            self._shares = [*(each for each in self._shares if each != path), path]
            self.redraw()

        self._ask_opener(_("Where is the share?"), asked)

    def action_approval(self) -> None:
        """An opener's approval."""

        def asked(path: Path) -> None:
            self._approvals = [*(each for each in self._approvals if each != path), path]
            self.redraw()

        self._ask_opener(_("Where is the approval?"), asked)

    def _ask_opener(self, title: str, asked: Callable[[Path], None]) -> None:
        def checked(path: Path) -> None:
            try:
                asked(path)
            except PerfleadError as error:
                self.notice(str(error))

        if self.found.terms.openers is not None:
            ask_path(self.app, title, _("The file that an opener gave you."), checked, there=True)

    def action_confirm(self) -> None:
        """Close, once."""

        self.coach.work(
            _("Closing the review"),
            lambda on_step: close(self.coach.vault, self.review, on_step, approved=self._approved),
            self._when_closed,
        )

    def _when_closed(self, done: Closed) -> None:
        self._passphrases.clear()
        lines = [closed_words(done), *done.refused, *self._publish()]
        told = TellScreen(_("The review is closed"), lines, _("Walk through"), _("To the desk"))
        self.app.push_screen(told, self._on)

    def _publish(self) -> list[str]:
        """A review with a drop shows its board there, for everyone who has a receipt."""
        from perflead_tui.flows.publish import publish_to_drop

        if self.found.terms.drop is None:
            return [_("Publish the board from the desk, so that raters can check that they were counted.")]
        try:
            publish_to_drop(self.coach.vault, self.review)
        except PerfleadError as error:  # the review is closed all the same
            return [error.message, _("Put the board there later: perflead board REVIEW --to-drop.")]
        return [_("The board is in the drop.")]

    def _on(self, walk: bool | None) -> None:
        self.coach.visit("walk" if walk else "desk", self.review)
