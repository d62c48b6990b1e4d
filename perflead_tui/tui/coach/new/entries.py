"""The entries of the form, in their order."""

from collections.abc import Callable, Iterator

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from perflead_tui.flows.drafting import ReviewDraft
from perflead_tui.flows.setup import NAME_LIMIT
from perflead_tui.i18n import _
from perflead_tui.tui.coach.new.choice import Choice, Choices
from perflead_tui.tui.coach.new.entry import Entry, Lines
from perflead_tui.tui.coach.new.said import questionnaire_options, short_options
from perflead_tui.tui.content import line
from perflead_tui.tui.widgets.field import Field

YES, NO = "yes", "no"
Keep = Callable[[str], str]
Refuse = Callable[[str], None]


def about_whom(draft: ReviewDraft) -> Iterator[Widget]:
    """The leader, and who asks."""
    yield _field("leader", _("Leader"), draft.leader, _("The person who is rated, as raters will read the name."))
    yield _field("role", _("Role"), draft.role, _("What they do and where: Supervisor, Public Works."))
    yield _field("asked_by", _("Asked by"), draft.asked_by, _("Who asks: Dana Whitfield (coach)."))


def what_and_who(draft: ReviewDraft, keep: Keep, refuse: Refuse) -> Iterator[Widget]:
    """The questionnaire, the roster and the smallest group."""
    yield _heading(_("What is asked, and of whom"))
    yield Entry(
        "questionnaire",
        _("Questionnaire"),
        "",
        [
            Choice(questionnaire_options(), draft.questionnaire, id="questionnaire"),
            Field(draft.questionnaire_file, _("The path of a YAML file"), id="questionnaire_file"),
        ],
    )
    yield Entry(
        "roster",
        _("Roster"),
        "",
        [
            Choice([("file", _("From a file")), ("typed", _("Typed in"))], "typed" if draft.typed else "file", "typed"),
            Field(draft.roster_file, _("The path of a CSV file with name,group"), id="roster_file"),
            Lines(draft.roster_typed, keep, refuse, id="roster_typed"),
        ],
    )
    yield Entry(
        "supervises",
        _("Has staff"),
        _("Without staff, lines about supervising are left out."),
        [Choice([(YES, _("Yes")), (NO, _("No"))], YES if draft.supervises else NO, id="supervises")],
    )
    yield _field(
        "minimum",
        _("Smallest group"),
        draft.minimum,
        _("A group is shown from so many answers on."),
        short=True,
    )


def when_and_how(draft: ReviewDraft) -> Iterator[Widget]:
    """The last day, the way that answers travel, and when they are erased."""
    yield _heading(_("When, and how answers travel"))
    yield _field(
        "closes",
        _("Last day"),
        draft.closes,
        _("The last day for answers: 2026-12-15."),
        _("none"),
        short=True,
    )
    yield Entry(
        "blind",
        _("Kind"),
        _("Blind: no key or record ties an answer to a person."),
        [Choice([(NO, _("Simple")), (YES, _("Blind"))], YES if draft.blind else NO, id="blind")],
    )
    yield _field(
        "claims_until",
        _("Claims until"),
        draft.claims_until,
        _("Until then raters accept: 2026-12-01, 2026-12-01T17:00."),
        short=True,
    )
    yield _field(
        "answers_from",
        _("Answers from"),
        draft.answers_from,
        _("From then on answers leave, all alike."),
        short=True,
    )
    yield _field(
        "drop",
        _("Drop"),
        draft.drop,
        _("Files travel through it: a shared folder, sftp://, s3:// ..."),
        _("none: files are carried by hand"),
    )
    yield _field(
        "erase_after",
        _("Erase after"),
        draft.erase_after,
        _("Days after closing; then keys and answers are destroyed."),
        short=True,
    )


def more(draft: ReviewDraft) -> Iterator[Widget]:
    """What few reviews need."""
    yield _heading(_("More, if this review needs it"))
    yield Entry(
        "short_for",
        _("Short form for"),
        _("They are asked only what they can usually see."),
        [Choices(short_options(draft), draft.short_for, id="short_for")],
    )
    yield _field(
        "courier",
        _("Courier"),
        draft.courier,
        _("A public key file (.pub): they hand envelopes on, unnamed."),
        _("none"),
    )
    yield _field(
        "openers",
        _("Openers"),
        draft.openers,
        _("2of3: two of three people are needed to close."),
        _("none"),
        short=True,
    )
    yield _field("opener_names", _("Their names"), draft.opener_names, _("Each of them, with commas between."))
    yield _field(
        "shares",
        _("Share folder"),
        draft.shares,
        _("A new folder. Give each opener their share from it."),
    )


def more_group(draft: ReviewDraft) -> Widget:
    """`more`, as one that can be folded."""
    return Vertical(*more(draft), id="more")


def _field(name: str, label: str, value: str, hint: str, empty: str = "", *, short: bool = False) -> Entry:
    """`empty` is what an empty field means."""
    limit = NAME_LIMIT if name in ("leader", "role", "asked_by") else 1000
    return Entry(name, label, hint, [Field(value, empty, limit=limit, id=name, classes="-short" if short else None)])


def _heading(words: str) -> Static:
    return Static(line(words, "bold"), classes="heading", markup=False)
