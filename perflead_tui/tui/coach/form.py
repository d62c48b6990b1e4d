"""A small form over a page: a few lines to fill in, then something is done with them and told. A refusal is shown in
the form, with everything that was entered still there; passphrases alone are forgotten."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.i18n import _
from perflead_tui.tui.coach.asking import TellScreen, typed_path
from perflead_tui.tui.coach.new.choice import Choice, Options
from perflead_tui.tui.coach.new.entry import Lines
from perflead_tui.tui.coach.paths import PathInput
from perflead_tui.tui.coach.words import WordsScreen
from perflead_tui.tui.content import Rows, line, plain, wrapped
from perflead_tui.tui.widgets.action import Action
from perflead_tui.tui.widgets.field import Field
from perflead_tui.tui.widgets.secret import SecretInput
from perflead_tui.tui.work import Step

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

Kind = Literal["path", "text", "secret", "choice", "lines"]
Entered = Mapping[str, str]
"""What stands in the entries now, by their names."""


@dataclass(frozen=True)
class Asked:
    """One entry: its label, what it may be left as, and for a choice what there is to choose from.

    `when` says whether it is asked for at all, and `follows` what it begins with, both by what stands in the others.
    """

    name: str
    label: str
    kind: Kind = "path"
    given: str = ""
    optional: bool = False
    options: Sequence[tuple[str, str]] = ()
    when: Callable[[Entered], bool] | None = None
    follows: Callable[[Entered], str] | None = None


class Given(Mapping[str, str]):
    """What was entered, by the names of the entries. It shows no values: there may be passphrases among them."""

    def __init__(self, entered: Mapping[str, str]) -> None:
        self._entered = dict(entered)

    def __getitem__(self, name: str) -> str:
        return self._entered[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entered)

    def __len__(self) -> int:
        return len(self._entered)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def path(self, name: str) -> Path:
        """An entry as a path. Raises PerfleadError."""
        return typed_path(self[name])

    def maybe(self, name: str) -> Path | None:
        """An entry as a path; None if it was left empty. Raises PerfleadError."""
        return self.path(name) if self[name].strip() else None

    def lines(self, name: str) -> list[str]:
        """The lines of an entry, without empty ones."""
        return [line.strip() for line in self[name].splitlines() if line.strip()]


Tell = Callable[[Step], None]


@dataclass(frozen=True)
class Ended:
    """What is told when it is done; `words` are shown before, once, and `onward` is called when all is read."""

    lines: Sequence[str]
    words: str = field(default="", repr=False)
    onward: Callable[[], object] | None = None


@dataclass(frozen=True)
class Question:
    """What is to be read and agreed to before `do` does it, in a thread; without a yes the form is there again."""

    title: str
    lines: Sequence[str]
    yes: str
    do: Callable[[Tell], "Sequence[str] | Ended"] = field(repr=False)


Do = Callable[[Given, Tell], Sequence[str] | Ended | Question]
"""Does what the form is for, in a thread, and says what was done, or what is to be agreed to. Raises PerfleadError."""


class FormScreen(ModalScreen[None]):
    """Enter goes on to the next entry, and after the last one does it."""

    CSS_PATH = "../dialogs.tcss"
    AUTO_FOCUS = "#fields Input, #fields Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("f10", "done", show=False),
        Binding("enter", "go_on", show=False),
    ]

    def __init__(self, title: str, hint: str, asked: Sequence[Asked], do: Do, done: str) -> None:
        """`done` are the words over what `do` says, and on the way on."""
        super().__init__()
        self._title, self._hint, self._asked, self._do, self._done = title, hint, list(asked), do, done
        self._proposed = {each.name: each.given for each in self._asked}

    def compose(self) -> ComposeResult:
        """The title, a hint, the entries and the ways out."""
        with Vertical(id="panel"):
            yield Static(line(self._title, "bold $accent"), markup=False)
            yield Static(Rows(lambda width: wrapped(self._hint, width, "$muted")), markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                for each in self._asked:
                    with Vertical(classes="entry", id=f"entry-{each.name}"):
                        label, optional = line(each.label), line(_("(can be left empty)"), "$muted").pad_left(2)
                        yield Static(label + optional if each.optional else label, markup=False)
                        yield self._control(each)
            yield Static(id="wrong", markup=False)
            with Horizontal(id="choices"):
                yield Action(_("Cancel"), "screen.dismiss(None)", "Esc")
                yield Action(_("Done"), "screen.done", "F10", id="done", main=True)

    def held(self) -> dict[str, str]:
        """What the names that follow a choice were proposed as."""
        return self._proposed

    def hold(self, entered: dict[str, str]) -> None:
        """The same in other words; what is shown hangs on the choices, which are held after this."""
        self._proposed = entered
        self.call_after_refresh(self._arrange)

    def _control(self, each: Asked) -> Widget:
        if each.kind == "secret":
            return SecretInput(id=each.name)
        if each.kind == "choice":
            return Choice(each.options, each.given, id=each.name)
        if each.kind == "lines":
            return Lines(each.given, self._kept, self.notice, id=each.name)
        return PathInput(each.given, id=each.name) if each.kind == "path" else Field(each.given, id=each.name)

    def _kept(self, text: str) -> str:
        self.notice("")
        self.call_later(self._arrange)
        return text

    def on_mount(self) -> None:
        """Show what is asked for to begin with."""
        self._arrange()

    @on(Options.Changed)
    def _arrange(self) -> None:
        """What another choice makes needless is not there; a name that nobody has changed follows the choices."""
        if not self.is_attached:
            return
        entered = {each.name: self._value(each) for each in self._asked if each.kind != "secret"}
        for each in self._asked:
            if each.when is not None:
                self.query_one(f"#entry-{each.name}").display = each.when(entered)
            if each.follows is None or entered[each.name] != self._proposed[each.name]:
                continue
            wanted = each.follows(entered)
            if wanted != entered[each.name]:
                self._proposed[each.name] = self.query_one(f"#{each.name}", Input).value = wanted

    def notice(self, words: str, style: str = "$warn") -> None:
        """Why it was not done, or what else there is to say."""
        self.query_one("#wrong", Static).update(plain(words, style))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """See the label, too."""
        entry = event.widget.parent
        if isinstance(entry, Vertical) and entry.has_class("entry"):
            # After the scrolling that the focus itself does.
            self.call_after_refresh(self.call_after_refresh, self._see, entry)

    def _see(self, entry: Vertical) -> None:
        fields, top = self.query_one("#fields"), entry.virtual_region.y
        if entry.is_attached and top < fields.scroll_target_y:
            fields.scroll_to(y=top, animate=False, force=True, immediate=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value:  # an emptied passphrase has just been told why
            self.notice("")
        self._arrange()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_go_on()

    def action_go_on(self) -> None:
        """The next entry; after the last one do it."""
        last = self._shown[-1].name if self._shown else ""
        if self.focused is not None and self.focused.id == last:
            self.action_done()
        else:
            self.focus_next()

    @property
    def _shown(self) -> list[Asked]:
        return [each for each in self._asked if self.query_one(f"#entry-{each.name}").display]

    def action_done(self) -> None:
        """Do it with what was entered, if nothing is missing."""
        missing = next((each for each in self._shown if not each.optional and not self._value(each).strip()), None)
        if missing is not None:
            self.notice(_("This is needed: {label}.").format(label=missing.label))
            self.query_one(f"#{missing.name}").focus()
            return
        shown = self._shown
        given = Given({each.name: self._taken(each) if each in shown else "" for each in self._asked})
        self.notice("")
        self._coach.work(self._title, lambda step: self._do(given, step), self._told)

    @property
    def _coach(self) -> "CoachApp":
        return cast("CoachApp", self.app)

    def _value(self, each: Asked) -> str:
        if each.kind == "choice":
            return self.query_one(f"#{each.name}", Choice).value
        if each.kind == "lines":
            return self.query_one(f"#{each.name}", Lines).text
        return self.query_one(f"#{each.name}", Input).value

    def _taken(self, each: Asked) -> str:
        return self.query_one(f"#{each.name}", SecretInput).take() if each.kind == "secret" else self._value(each)

    def _told(self, said: Sequence[str] | Ended | Question) -> None:
        if isinstance(said, Question):
            question = said

            def answered(yes: bool | None) -> None:
                if yes:
                    self._coach.work(self._title, question.do, self._told)

            self.app.push_screen(TellScreen(said.title, said.lines, said.yes), answered)
            return
        ended = said if isinstance(said, Ended) else Ended(said)
        app, title = self.app, self._done
        self.dismiss(None)

        def on(_read: bool | None) -> None:
            if ended.onward is not None:
                ended.onward()

        def tell(_written: None = None) -> None:
            app.push_screen(TellScreen(title, ended.lines), on)

        if ended.words:
            app.push_screen(WordsScreen(ended.words), tell)
        else:
            tell()


def same_twice(given: Given) -> str:
    """The new passphrase, entered as `passphrase` and `again`. Raises PerfleadError if the two differ."""
    if given["passphrase"] != given["again"]:
        raise PerfleadError(_("The two passphrases are not the same. Nothing was changed."))
    return given["passphrase"]


def new_secret() -> tuple[Asked, Asked]:
    """The entries for a new passphrase."""
    return (
        Asked("passphrase", _("New passphrase (at least 8 characters)"), "secret"),
        Asked("again", _("The same again"), "secret"),
    )


def new_file(given: Given, name: str, ending: str = "") -> Path:
    """An entry as the path of a file that is to be made. Raises PerfleadError if something is there, or no folder.

    A name without any ending gets `ending`.
    """
    path = given.path(name)
    if path.is_dir():
        raise PerfleadError(_("{path} is a folder.").format(path=shown(path)), _("Name a file in it."))
    if ending and not path.suffix:
        path = path.with_name(path.name + ending)
    if path.exists() or path.is_symlink():
        raise PerfleadError(
            _("{path} exists already and was left as it is.").format(path=shown(path)), _("Choose another name.")
        )
    if not path.parent.is_dir():
        raise PerfleadError(_("There is no folder {path}.").format(path=shown(path.parent)))
    return path


def at_home(name: str) -> str:
    """A file in the user's folder, to begin with."""
    return str(Path.home() / name)
