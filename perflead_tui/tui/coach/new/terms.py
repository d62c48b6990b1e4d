"""The terms of a new review as each group will read them, before they are signed."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.flows.moments import one_phase
from perflead_tui.flows.promises import Invited, check_words, circumstances, facts, heading, headline, promises
from perflead_tui.flows.records import Step
from perflead_tui.flows.setup import Made, NewReview, new_review
from perflead_tui.i18n import _, language, language_name, speaking
from perflead_tui.review.roster import small_groups
from perflead_tui.review.terms import Terms, digest
from perflead_tui.sealing.fingerprint import words
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.coach.new.choice import Choice, Options
from perflead_tui.tui.coach.new.said import group_options
from perflead_tui.tui.commands import Where
from perflead_tui.tui.content import EMPTY, Rows, hanging, joined, line, wrapped
from perflead_tui.tui.rater.welcome import promise_rows

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp


class TermsScreen(CoachScreen):
    """The promises, group by group and language by language; then what only the coach should know."""

    AUTO_FOCUS = "#group"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Where.TERMS),
        Binding("L", "next_language", show=False),
        Binding("enter", "to_sign", show=False),
        Binding("down", "scroll_body(1)", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(10)", show=False),
        Binding("pageup", "scroll_body(-10)", show=False),
    ]

    def __init__(
        self, wanted: NewReview, terms: Terms, refused: Callable[[PerfleadError], None], signed: Callable[[], None]
    ) -> None:
        """`terms` are those that `wanted` will make. `refused` is told if it could not, after this page has gone;
        `signed` is called once it did, before anything else.
        """
        super().__init__()
        self.wanted, self.terms, self._refused, self._signed = wanted, terms, refused, signed
        self._group = next((group.key for group in terms.groups if group.anonymous), terms.groups[0].key)
        self._chosen_language = ""

    @property
    def language(self) -> str:
        """The language that the raters' words are shown in."""
        spoken = self.terms.questionnaire.languages
        wished = self._chosen_language or language()
        return wished if wished in spoken else spoken[0]

    def bar(self) -> tuple[str, str]:
        """What this is, and whether it can be changed."""
        return _("New review · what raters will read"), _("fixed once it is signed")

    def page(self) -> Iterator[Widget]:
        """The groups; what the chosen one reads; what the coach should know."""
        groups = group_options(self.terms.questionnaire, {group.key for group in self.terms.groups})
        yield Choice(groups, self._group, id="group")
        yield Static(Rows(self._read_by_raters), id="read", markup=False)
        yield Static(Rows(self._for_the_coach), id="known", markup=False)

    def ways(self) -> Iterator[Widget]:
        """Back; the next language; sign."""
        yield self.way("terms.back")
        if len(self.terms.questionnaire.languages) > 1:
            yield self.way("terms.language")
        yield Static(id="apart")
        yield self.way("terms.sign", main=True)

    def _read_by_raters(self, width: int) -> list[Content]:
        """Made by the functions that make the rater's first page, in the rater's language."""
        group = self.terms.group(self._group) or self.terms.groups[0]
        reader = Invited(self.terms, group, self.language)
        with speaking(self.language):
            rows = wrapped(f"{facts(reader)} · {language_name(self.language)}", width, "$muted")
            rows += [EMPTY, *wrapped(headline(reader), width, "bold $accent")]
            rows += joined(circumstances(reader), width, "$muted")
            rows += [EMPTY, line(heading(), "bold"), *promise_rows(promises(reader), width)]
            rows += [EMPTY, *wrapped(check_words(), width, "$muted")]
        return rows + wrapped(_("(Six words stand here. They are known once the keys are made.)"), width, "$muted")

    def _for_the_coach(self, width: int) -> list[Content]:
        notes = notes_of(self.wanted, self.terms.minimum)
        rows = [line(_("For you alone"), "bold")] if notes else []
        for note in notes:
            rows += hanging(line("!", "bold $warn") + "  ", note, width)
        return rows

    # What can be done

    def on_options_changed(self, event: Options.Changed) -> None:
        """Show what another group reads."""
        event.stop()
        if isinstance(event.options, Choice):
            self._group = event.options.value
            self._show()

    def action_next_group(self, by: int) -> None:
        """What the next group reads, or the one before."""
        self.query_one(Choice).action_point(by)

    def action_next_language(self) -> None:
        """The words in the next language of the questionnaire."""
        spoken = self.terms.questionnaire.languages
        self._chosen_language = spoken[(spoken.index(self.language) + 1) % len(spoken)]
        self._show()

    def _show(self) -> None:
        self.query_one("#read", Static).update(Rows(self._read_by_raters))

    def action_to_sign(self) -> None:
        """Enter goes to the button, and does not press it at once: what is signed stays."""
        self.query_one("#terms-sign").focus()

    def action_scroll_body(self, rows: int) -> None:
        """Scroll what does not fit."""
        self.query_one("#body", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """The form, with everything in it."""
        self.app.pop_screen()

    def action_sign(self) -> None:
        """Set the review up as it was read here."""
        vault, wanted = self.coach.vault, self.wanted

        def work(tell: Callable[[Step], None]) -> Made | PerfleadError:
            try:
                return new_review(vault, wanted, tell)
            except PerfleadError as error:
                return error

        self.coach.work(_("Setting the review up"), work, self._ended)

    def _ended(self, made: Made | PerfleadError) -> None:
        if isinstance(made, Made):
            self._signed()
            self.coach.call_later(_arrive, self.coach, made, self.wanted)
        else:
            self.coach.call_later(self._give_back, made)

    async def _give_back(self, refusal: PerfleadError) -> None:
        await self.app.pop_screen()
        self._refused(refusal)


def notes_of(wanted: NewReview, minimum: int) -> list[str]:
    """What the coach should know of a review before it is signed."""
    found = [*wanted.roster.notes, *small_groups(wanted.roster, wanted.questionnaire, minimum)]
    phase = one_phase(wanted.blind)
    return [*found, phase] if phase else found


async def _arrive(coach: "CoachApp", made: Made, wanted: NewReview) -> None:
    """At the desk of the new review, with what is to be known of it."""
    from perflead_tui.tui.coach.app import Place

    await coach.go(Place("desk", made.review))
    told = [_("The review is set up. Its words: {words}.").format(words=words(digest(made.terms.document())))]
    if wanted.shares:
        told.append(
            _("The shares are in {path}. Give each person theirs, and keep no copy: the vault has none.").format(
                path=shown(wanted.shares)
            )
        )
    if isinstance(coach.screen, CoachScreen):
        coach.screen.notice("\n".join([*told, *made.notes]), "$foreground")
