"""The form that sets a review up. It is checked as it is filled in, and a draft until it is signed."""

import contextlib
from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import Input, Static

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.drafting import FIELDS, Unfit
from perflead_tui.flows.setup import proposed_terms
from perflead_tui.i18n import _, ngettext
from perflead_tui.review.form import SELF
from perflead_tui.text import clean_line
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.coach.new.choice import Choice, Choices, Options
from perflead_tui.tui.coach.new.entries import YES, about_whom, more_group, what_and_who, when_and_how
from perflead_tui.tui.coach.new.entry import Entry, Lines
from perflead_tui.tui.coach.new.importing import Importing
from perflead_tui.tui.coach.new.kept import KeptForm
from perflead_tui.tui.coach.new.preview import PreviewScreen
from perflead_tui.tui.coach.new.said import roster_hint, said, short_options
from perflead_tui.tui.coach.new.terms import TermsScreen
from perflead_tui.tui.commands import Where
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.field import Field

_MORE = ("short_for", "courier", "openers", "opener_names", "shares")
_TOGETHER = (
    ("questionnaire", "roster", "minimum", "short_for"),
    ("roster", "short_for"),
    ("closes", "claims_until", "answers_from"),
    ("claims_until", "answers_from"),
    ("openers", "opener_names", "shares"),
)
"""Entries that are looked at again when one of them changes."""


class NewScreen(Importing, KeptForm):
    """Enter goes on, arrows and Tab move, F10 leads to the terms."""

    AUTO_FOCUS = "#leader"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Where.NEW),
        *(
            # Obeyed before the next key is read: keys that arrive together would all go to the same field.
            Binding(keys, action, show=False, priority=True)
            for keys, action in (
                ("tab", "move(1)"),
                ("shift+tab", "move(-1)"),
                ("down", "arrow(1)"),
                ("up", "arrow(-1)"),
                ("enter", "enter"),
                ("left", "point(-1)"),
                ("right", "point(1)"),
                ("space", "take"),
            )
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._left: set[str] = set()
        """Entries whose problems are told: they were left, or somebody wanted to go on."""
        self._more = False

    def bar(self) -> tuple[str, str]:
        """What this is, and what becomes of it."""
        return _("New review"), _("a draft until you sign")

    def page(self) -> Iterator[Widget]:
        """The entries; those of a review that was begun, as they were left."""
        if self.go_on_with():
            self._more = any(getattr(self.draft, name) for name in _MORE)
        yield from about_whom(self.draft)
        yield from what_and_who(self.draft, self._roster_typed, self._not_taken)
        yield from when_and_how(self.draft)
        yield more_group(self.draft)

    def ways(self) -> Iterator[Widget]:
        """Away; more; on."""
        yield self.way("new.back")
        yield self.way("new.preview")
        yield self.way("new.more")
        yield Static(id="apart")
        yield self.way("new.next", main=True)

    def on_mount(self) -> None:
        """Tell of every entry what there is to say."""
        self._tell_all()

    def renewed(self) -> None:
        """In another language, with everything that was entered."""
        self._tell_all()

    def _tell_all(self) -> None:
        self._arrange()
        self._offer()
        for entry in self.query(Entry):
            self._look_at(entry.entry)

    # What is entered

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep a line."""
        event.stop()
        self._keep_line(event.input)

    def _keep_line(self, field: Input) -> None:
        name = field.id or ""
        if getattr(self.draft, name) != field.value:
            setattr(self.draft, name, field.value)
            self._changed(self._entry_of(field))

    def on_options_changed(self, event: Options.Changed) -> None:
        """Keep a choice that was clicked."""
        event.stop()
        self._keep_choice(event.options)

    def _keep_choice(self, options: Options) -> None:
        name = options.id or ""
        if isinstance(options, Choices):
            setattr(self.draft, name, options.value)
        elif isinstance(options, Choice):
            setattr(self.draft, name, _chosen(name, options.value))
        if name == "typed":
            self._begin_roster()
        self._arrange()
        self._changed(self._entry_of(options))

    def _roster_typed(self, text: str) -> str:
        if text != self.draft.roster_typed:
            self.draft.roster_typed = text
            self._left.add("roster")
            self._changed("roster")
        return text

    def _not_taken(self, words: str) -> None:
        self.notice(words)

    def _begin_roster(self) -> None:
        """A roster that is typed in begins with its leader."""
        leader = clean_line(self.draft.leader).replace(",", " ")
        try:
            rated = self.draft.asked().group(SELF) is not None
        except Unfit:
            return
        if rated and leader and self.draft.typed and not self.draft.roster_typed:
            self.query_one(Lines).insert(f"{leader}, {SELF}\n")

    def _changed(self, entry: str) -> None:
        if entry in ("closes", "blind"):
            self._suggest()
        for name in dict.fromkeys((entry, *(name for group in _TOGETHER if entry in group for name in group))):
            self._look_at(name)
        if entry in ("questionnaire", "roster"):
            self._offer()

    def _offer(self) -> None:
        """What hangs on the questionnaire and the roster: the groups, and the smallest group there may be."""
        self.query_one(Choices).offer(short_options(self.draft))
        with contextlib.suppress(Unfit):
            self.query_one("#minimum", Field).placeholder = str(self.draft.asked().minimum)

    def _suggest(self) -> None:
        self.draft.suggest_phases()
        for name in ("claims_until", "answers_from"):
            self.query_one(f"#{name}", Field).value = getattr(self.draft, name)
            self._look_at(name)

    def _look_at(self, name: str) -> None:
        """Tell of an entry what is wrong with it, once that may be told, or what was understood."""
        try:
            entry = self.query_one(f"#entry-{name}", Entry)
        except NoMatches:  # the page is being built again
            return
        reading = name in ("questionnaire", "roster", "courier") and self._focus_in(name) and name not in self._left
        wrong = self.draft.problem(name) if name in FIELDS and name in self._left else ""
        hint = roster_hint(self.draft) if name == "roster" else ""
        entry.tell(wrong, "" if reading else said(self.draft, name), hint)

    # Moving

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The entry shows its hint, and is seen whole."""
        entry = self._entry_at(event.widget)
        if entry is not None:
            entry.focused(True)
            self._see(entry)

    def _see(self, entry: Entry) -> None:
        """Scroll so that the row below the entry is seen too, once it has its place."""

        def scroll() -> None:
            if not entry.is_attached:  # the page was built again
                return
            body = self.query_one("#body")
            above = min(entry.region.y - body.region.y, 0)
            below = max(entry.region.bottom - body.region.bottom, 0)
            body.scroll_relative(y=above or below, animate=False, immediate=True)

        self.call_after_refresh(scroll)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """An entry that was left is checked."""
        entry = self._entry_at(event.widget)
        if entry is None:
            return
        self.call_after_refresh(self._was_left, entry)

    def _was_left(self, entry: Entry) -> None:
        if not self.is_current or self._focus_in(entry.entry) or not entry.is_mounted:
            return
        entry.focused(False)
        self._left.add(entry.entry)
        self._look_at(entry.entry)
        if entry.entry == "questionnaire":
            self.offer_import()

    def action_move(self, by: int) -> None:
        """The next thing on the page, or the one before."""
        if by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_arrow(self, by: int) -> None:
        """The same, but inside a roster up and down are its own."""
        if isinstance(self.focused, Lines):
            raise SkipAction
        self.action_move(by)

    def action_point(self, by: int) -> None:
        """Another option, where there are some."""
        if not isinstance(self.focused, Options):
            raise SkipAction
        self.focused.action_point(by)
        self._keep_choice(self.focused)

    def action_take(self) -> None:
        """Take the option, where there are some."""
        if not isinstance(self.focused, Options):
            raise SkipAction
        self.focused.action_take()
        self._keep_choice(self.focused)

    def action_enter(self) -> None:
        """Go on; what is pressed or written in rows takes Enter itself. After the last entry come the terms."""
        if isinstance(self.focused, Lines | Action):
            raise SkipAction
        entries = [widget for widget in self.focus_chain if self._entry_of(widget)]
        if entries and self.focused is entries[-1]:
            self.query_one("#new-next", Action).focus()
        else:
            self.focus_next()

    def _focus_in(self, name: str) -> bool:
        return self.focused is not None and self._entry_of(self.focused) == name

    def _entry_of(self, widget: Widget) -> str:
        entry = self._entry_at(widget)
        return entry.entry if entry else ""

    def _entry_at(self, widget: Widget) -> Entry | None:
        return next((each for each in widget.ancestors if isinstance(each, Entry)), None)

    # What is shown

    def _arrange(self) -> None:
        """What belongs to another choice is not there."""
        self.query_one("#questionnaire_file").display = not self.draft.questionnaire
        self.query_one("#roster_file").display = not self.draft.typed
        self.query_one("#roster_typed").display = self.draft.typed
        for name in ("claims_until", "answers_from"):
            self.query_one(f"#entry-{name}").display = self.draft.blind
        self.query_one("#more").display = self._more

    def action_more(self) -> None:
        """Show what few reviews need, or fold it away."""
        self._more = not self._more
        self._arrange()
        if self._more:
            self._go_to(_MORE[0])
        elif self.focused is None or self._entry_of(self.focused) in _MORE:
            self.query_one("#new-more", Action).focus()

    def action_preview(self) -> None:
        """Show what the questionnaire asks."""
        if self.offer_import(again=True):
            return
        try:
            self.app.push_screen(PreviewScreen(self.draft.asked()))
        except Unfit as error:
            self.refuse(error)

    # Leaving and going on

    def action_go_on(self) -> None:
        """To the terms, if every entry can be taken; else to the first that cannot."""
        for field in self.query(Field):
            self._keep_line(field)
        if self.offer_import(again=True):
            return
        found = self.draft.problems()
        if found:
            self._left.update(found)
            for name in found:
                self._look_at(name)
            count = ngettext("{n} entry needs another look.", "{n} entries need another look.", len(found))
            self.notice(count.format(n=len(found)))
            self._go_to(next(iter(found)))
            return
        self.notice("")
        try:
            wanted = self.draft.wanted()
            terms = proposed_terms(wanted)
        except PerfleadError as error:
            self.refuse(error)
            return
        screen = TermsScreen(wanted, terms, self.refuse, self.signed)
        screen.add_class(*self.coach.size_classes())
        self.app.push_screen(screen)

    def refuse(self, refusal: PerfleadError) -> None:
        """Tell why a review was not set up, at the entry that it is about if that is known."""
        self.notice(str(refusal))
        name = self.draft.field_of(refusal)
        if name:
            self._left.add(name)
            self._look_at(name)
            self._go_to(name)

    def _go_to(self, name: str) -> None:
        if name in _MORE and not self._more:
            self._more = True
            self._arrange()
        entry = self.query_one(f"#entry-{name}", Entry)
        shown = [control for control in entry.query("Field, Lines, Options").results(Widget) if control.display]
        # Where there is a choice and a line, the line is what is wrong.
        if shown:
            shown[-1].focus(scroll_visible=False)
        self.call_after_refresh(self._see, entry)  # what was folded has no place yet


def _chosen(name: str, value: str) -> str | bool:
    """What the choice `name` puts in the draft."""
    if name == "typed":
        return value == "typed"
    return value if name == "questionnaire" else value == YES
