"""The desk of one review: what is true of it, and what can be done now. Totals only."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown, write_atomic
from perflead_tui.flows.collect import collect
from perflead_tui.flows.grants import Round, attend, grant_files
from perflead_tui.flows.overview import Overview, overview
from perflead_tui.flows.records import Status
from perflead_tui.flows.telling import collected_lines, round_lines, taken_words
from perflead_tui.i18n import _, format_date, language, ngettext
from perflead_tui.questionnaire.model import in_language
from perflead_tui.tui.again import reopened
from perflead_tui.tui.binding import bindings
from perflead_tui.tui.coach.asking import TellScreen, ask_path
from perflead_tui.tui.coach.desk_closed import ClosedDesk
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.commands import Where
from perflead_tui.tui.content import EMPTY, Rows, joined, line, padded, wrapped

_LABEL = 16  # cells
_MEASURE = 76
_PAUSE = 30.0  # seconds between two looks of a desk that keeps looking


class DeskScreen(ClosedDesk, CoachScreen):
    """One review."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DESK)]
    AUTO_FOCUS = ".-main"

    def __init__(self, review: str) -> None:
        super().__init__()
        self.review = review
        self._timer: Timer | None = None
        self._found: Overview | None = None

    @property
    def found(self) -> Overview:
        """The review as it is now."""
        if self._found is None:
            self._found = overview(self.coach.vault, self.review)
        return self._found

    # What is shown

    def bar(self) -> tuple[str, str]:
        """Whose review it is, and how far."""
        states = {"draft": _("no invitations yet"), "open": _("open"), "closed": _("closed")}
        handed = self.found.status.handed_on is not None
        return _("Desk"), _("handed on") if handed else states[self.found.status.state]

    def page(self) -> Iterator[Widget]:
        """Leader, circumstances, facts."""
        terms = self.found.terms
        about = [in_language(self.found.questionnaire.title, language())]
        about += [terms.role] if terms.role else []
        about += [_("asked by {asker}").format(asker=terms.asked_by)] if terms.asked_by else []
        yield Static(line(terms.leader), classes="title", markup=False)
        yield Static(Rows(lambda width: joined(about, width, "$muted")), markup=False)
        yield Static(Rows(self._facts), classes="gap", markup=False)

    def _facts(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for label, text in facts(self.found):
            mark = padded(line(label, "$muted"), _LABEL)
            told = wrapped(text, min(width - _LABEL, _MEASURE - _LABEL))
            rows += [mark + told[0], *(row.pad_left(_LABEL) for row in told[1:]), EMPTY]
        return rows

    def ways(self) -> Iterator[Widget]:
        """What can be done now; the next thing at the right."""
        names = possible(self.found)
        yield self.way("desk.back")
        for name in names[1:4]:
            yield self.way(name)
        yield Static(id="apart")
        yield self.way(names[0], main=True)

    def offers(self, name: str) -> bool:
        """Whether a command fits the review's state."""
        return not name.startswith("desk.") or name == "desk.back" or name in possible(self.found)

    def again(self, words: str = "") -> None:
        """Show what is true now, and say what was done."""
        self._found = None
        self.redraw()
        if words:
            self.call_after_refresh(self.notice, words, "$good")

    def may(self, name: str) -> bool:
        """Whether a command fits the review's state; says so if not."""
        if f"desk.{name}" in possible(self.found):
            return True
        self.notice(_("That is not possible now: this review is {state}.").format(state=self.bar()[1]))
        return False

    # What a coordinator does

    def action_back(self) -> None:
        """Home."""
        self.coach.visit("home")

    def action_invite(self) -> None:
        """Make the invitations, for those who have none."""
        from perflead_tui.tui.coach.inviting import ask_invite

        if self.may("invite"):
            ask_invite(self.coach, self.review, self.again)

    @reopened
    def action_collect(self) -> None:
        """Take envelopes in."""

        def asked(path: Path) -> None:
            self.coach.work(
                _("Taking envelopes in"),
                lambda on_step: collect(self.coach.vault, self.review, [path], on_step),
                lambda results: self._tell(
                    taken_words(results), collected_lines([each for each in results if each.outcome != "taken"])
                ),
            )

        if self.may("collect"):
            hint = _("A file, or a folder with everything in it. Nothing is opened: it is only kept.")
            ask_path(self.app, _("Where are the envelopes?"), hint, asked, there=True)

    def action_attend(self) -> None:
        """Look at the drop."""
        if self.may("attend"):
            self.coach.work(
                _("Looking at the drop"), lambda on_step: attend(self.coach.vault, self.review, on_step), self._looked
            )

    def _looked(self, done: Round) -> None:
        lines = [*round_lines(done), *done.problems]
        self._tell(lines[0] if lines else _("Nothing new."), lines)

    def _tell(self, words: str, lines: list[str]) -> None:
        """Say what was done: below the page, and the rest of it in a dialog."""
        self.again(words)
        if [text for text in lines if text != words]:
            self.app.push_screen(TellScreen(words, lines))

    def action_watch(self) -> None:
        """Keep looking at the drop, or stop."""
        if not self.may("watch"):
            return
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self.notice(_("The desk no longer looks at the drop."), "$muted")
        else:
            self._timer = self.set_interval(_PAUSE, self._look)
            self._look()

    def _look(self) -> None:
        self.run_worker(self._watch, thread=True, exclusive=True)

    def _watch(self) -> None:
        """One look, in a thread of its own, without a word unless there is something to say."""
        try:
            said = round_lines(attend(self.coach.vault, self.review))
        except PerfleadError as error:
            said = [error.message]
        self.app.call_from_thread(self._watched, said)

    def _watched(self, said: list[str]) -> None:
        if self._timer is None:
            return
        time = datetime.datetime.now().astimezone().strftime("%H:%M")
        words = _("Looking at the drop. Last look at {time}.").format(time=time)
        self.again()
        self.call_after_refresh(self.notice, " ".join([*said, words]), "$muted")

    @reopened
    def action_claims(self) -> None:
        """Answer claims that came as files."""

        def grant(paths: list[Path], out: Path) -> None:
            def ended(found: tuple[Round, list[Path]]) -> None:
                done, written = found
                lines = [*round_lines(done), *done.problems, *(shown(path) for path in written)]
                self._tell(lines[0] if lines else _("Nothing new."), lines)

            self.coach.work(
                _("Answering claims"), lambda _step: grant_files(self.coach.vault, self.review, paths, out), ended
            )

        def asked(path: Path) -> None:
            paths = sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
            folder = path if path.is_dir() else path.parent
            ask_path(
                self.app, _("A folder for the grants"), _("Give each back to who brought the claim."),
                lambda out: grant(paths, out), given=str(folder / "grants"),
            )  # fmt: skip

        if self.may("claims"):
            ask_path(self.app, _("Where are the claims?"), _("A file, or a folder of them."), asked, there=True)

    def action_remind(self) -> None:
        """Words for everyone who was invited, or messages."""
        from perflead_tui.flows.records import open_review
        from perflead_tui.flows.telling import reminder_addresses, reminder_lines
        from perflead_tui.tui.coach.inviting import ask_remind

        if not self.may("remind"):
            return
        with open_review(self.coach.vault, self.review) as file:
            lines, addresses = reminder_lines(file), reminder_addresses(file)
        to = [_("Bcc: {addresses}").format(addresses=", ".join(addresses))] if addresses else []
        ask_remind(self.coach, self.review, [*lines, "", *to])

    @reopened
    def action_write_terms(self) -> None:
        """The signed terms, for a courier."""
        from perflead_tui.flows.publish import signed_terms
        from perflead_tui.flows.records import open_review

        def asked(path: Path) -> None:
            with open_review(self.coach.vault, self.review) as file:
                data = signed_terms(file)
            self.do(lambda: write_atomic(path, data, overwrite=False), _("The terms are in {path}."), path)

        if self.may("terms"):
            given = str(Path.home() / f"terms-{self.review}.json")
            ask_path(self.app, _("A new file for the terms"), _("For the courier of this review."), asked, given=given)

    def action_close_review(self) -> None:
        """To the page that says what would be shown."""
        if self.may("close"):
            self.coach.visit("closing", self.review)


def possible(found: Overview) -> list[str]:
    """The commands that fit the state of a review, the next thing to do first."""
    state, terms = found.status.state, found.terms
    if found.status.handed_on is not None:
        left = [] if found.status.erased_on else ["desk.share", "desk.erase"]  # Enter destroys nothing
        return [*left, "desk.terms"]
    if state == "draft":
        return ["desk.invite", "desk.terms", "desk.share"]
    if state == "closed":
        first = "desk.results"
        last = ["desk.beside", "desk.terms", "desk.debrief", "desk.debrief_in", "desk.plan_in"]
        erase = [] if found.status.bare else ["desk.erase"]
        return [first, "desk.report", "desk.share", "desk.board", *erase, *last]
    ways = ["desk.collect", "desk.close"]
    if terms.drop is not None:
        ways = ["desk.attend", "desk.close", "desk.watch", "desk.collect"]
    elif terms.blind is not None:
        ways = ["desk.collect", "desk.close", "desk.claims"]
    if found.status.envelopes >= found.status.invited:
        ways = ["desk.close", *(way for way in ways if way != "desk.close")]
    if found.uninvited:
        ways.insert(0, "desk.invite")
    rest = ["desk.remind", "desk.terms", "desk.share", *(["desk.claims"] if terms.blind is not None else [])]
    return [*ways, *(way for way in rest if way not in ways)]


def facts(found: Overview) -> list[tuple[str, str]]:
    """What is true of a review, a label and a sentence each."""
    status, terms = found.status, found.terms
    told = [(_("Handed on"), _handed(status))] if status.handed_on is not None else []
    told.append((_("Invited"), _invited(found)))
    if status.granted is not None:
        told.append(
            (_("Accepted"), ngettext("{n} invitation", "{n} invitations", status.granted).format(n=status.granted))
        )
    if status.state != "draft" and not status.bare:
        count = ngettext("{n} in all.", "{n} in all.", status.envelopes).format(n=status.envelopes)
        waits = status.state == "open" and status.handed_on is None
        wait = _("Which groups they are from shows when the review closes.") if waits else ""
        told.append((_("Envelopes"), f"{count} {wait}".strip()))
    if terms.blind is not None and status.state != "closed":
        words = _("Raters accept until {until}. Answers leave from {start} on.")
        until, start = (
            format_date(day.astimezone().date()) for day in (terms.blind.claims_until, terms.blind.answers_from)
        )
        told.append(
            (_("Two phases") if terms.blind.two_phases else _("One phase"), words.format(until=until, start=start))
        )
    if terms.closes_on is not None:
        told.append((_("Last day"), format_date(terms.closes_on)))
    if terms.drop is not None:
        told.append((_("Drop"), terms.drop))
    if terms.courier is not None:
        told.append((_("Courier"), _("Envelopes come through a courier, in batches.")))
    if terms.openers is not None:
        words = _("{needed} of these agree to the opening: {names}.")
        told.append((_("Openers"), words.format(needed=terms.openers.needed, names="; ".join(terms.openers.names))))
    told.append((_("Shown from"), _("{n} answers of a group on").format(n=terms.minimum)))
    told.append((_("Terms"), found.fingerprint))
    return told + _end(status)


def _end(status: Status) -> list[tuple[str, str]]:
    """When what could tie answers to one another goes, or is gone; or that it never was here."""
    if status.erased_on:
        return [(_("Erased"), format_date(status.erased_on))]
    if status.received:
        return [(_("Taken in"), _("Closed, without keys, envelopes and single answers: none are here to erase."))]
    return [(_("Erase by"), format_date(status.erase_on))] if status.erase_on else []


def _handed(status: Status) -> str:
    """Since when a review goes on elsewhere, and what is next here."""
    day = format_date(status.handed_on) if status.handed_on else ""
    told = _("{date}. It takes envelopes and is closed where it was taken in, and not here.").format(date=day)
    if status.erased_on is not None:
        return told
    return f"{told} " + _("Has it arrived there? Then erase what is left here.")


def _invited(found: Overview) -> str:
    """How many people are asked; and, once some are invited, how many are not."""
    words = ngettext("{n} person", "{n} people", found.status.invited).format(n=found.status.invited)
    if found.status.state != "open" or not found.uninvited:
        return words
    left = ngettext("{n} has no invitation yet.", "{n} have no invitation yet.", found.uninvited).format(
        n=found.uninvited
    )
    return f"{words}. {left}"
