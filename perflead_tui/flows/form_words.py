"""What a rater is told in and after the form, in the same words on a screen and line by line."""

from perflead_tui.flows.kiosk_words import in_browser
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent, sent_words
from perflead_tui.i18n import _, ngettext
from perflead_tui.text import clean_line

_NAME = 80  # characters of a name inside a sentence


def give_away(*, shared: bool = False) -> list[str]:
    """What perflead cannot protect; `shared` at a machine that many share, which sends by itself."""
    way = _("The way of the file. A mail shows its sender. A shared folder may keep who put a file there, and when.")
    machine = _("This machine. Whoever has its administrator's rights can watch a screen.")
    if in_browser():
        way = _(
            "The way. Whoever runs the computer that serves this page could note when somebody answers, and where from."
        )
        machine = _("Your machine, and the one that serves this page. Whoever has the rights of one can watch.")
    elif shared:
        way = _("The way. Somebody may note who stands here, and when, and a place for files may keep when one came.")
    return [
        _("Your words. A turn of phrase, or something only you saw, tells who wrote it."),
        way,
        _("A small group. Whoever knows most of a group's answers can guess at the rest."),
        machine,
        _("The law. An agency may have to hand out what it keeps, comments too."),
    ]


def open_lines(session: AnswerSession) -> str:
    """How many lines have no answer; empty if none."""
    done, total = session.progress()
    if done == total:
        return ""
    words = ngettext("{n} line has no answer. That is fine.", "{n} lines have no answer. That is fine.", total - done)
    return words.format(n=total - done)


def left_words(left: int, total: int) -> str:
    """What is left to give of the points for time, in words."""
    if left == 0:
        return _("All {total} points are given.").format(total=total)
    if left < 0:
        return ngettext("{n} point too many.", "{n} points too many.", -left).format(n=-left)
    return ngettext("{n} point left to give.", "{n} points left to give.", left).format(n=left)


def no_room(kept: int) -> str:
    """A comment was longer than it may be."""
    return _("There is room for {n} characters; the rest was left out.").format(n=kept)


def doubts(session: AnswerSession) -> dict[str, str]:
    """Questions that are worth asking once before sealing, by a name for each."""
    found = {}
    written = any(session.comment(key).strip() for key in session.form.question_keys)
    if not session.progress()[0] and not written:
        found["empty"] = _("Nothing is answered yet. Is that right?")
    if session.all_same():
        found["same"] = _("You gave the same answer to all lines. Is that right?")
    return found


def to_mend(session: AnswerSession) -> str:
    """The key of the first box that does not add up; only asked if `session.problems()` says that one does not."""
    form = session.form
    full = session.cannot_tell or not session.remainder(form.time_keys)
    return (form.desired_keys if full and form.desired_keys else form.time_keys)[0]


def sealed_title(sent: Sent) -> str:
    """The title of the end."""
    return _("Your answers are sealed") if sent.revision == 1 else _("Your new answers are sealed")


def what_next(session: AnswerSession, sent: Sent) -> list[str]:
    """What to do, and what is true of what was sealed."""
    again = _("To change your mind, open the invitation again before the review closes. The newest answers count.")
    words = {
        "file": _("Give this file to {asker}, in the way that you were told. Nothing has left this machine yet."),
        "courier": _("Give this file to the courier, not to {asker}. Nothing has left this machine yet."),
        "drop": _("They have arrived. There is nothing left to do."),
        "outbox": _("They could not leave yet. They leave when you next start perflead, or with perflead deliver."),
        "held": _("They are kept sealed until their time. They leave when you start perflead after it."),
    }["courier" if sent.to_courier else sent.way]
    if sent.way == "held" and sent.leaves_from is None:
        words = sent_words(sent)
    asker = clean_line(session.terms.asked_by, _NAME) if session.terms.asked_by else _("the person who invited you")
    gone = [] if sent.way == "held" else [_("The draft is gone. Only the key of the review opens what you sealed.")]
    return [words.format(asker=asker), *gone, again]


def code_words() -> list[str]:
    """What the receipt's code is for, and why one may prefer not to keep it."""
    return [
        _("With this code you see later, on the board, that your answer was counted."),
        _("Keep it only if you want to: it shows that someone here took part."),
    ]


def receipt_kept(path: str) -> str:
    """Where the receipt's file is."""
    return _("The receipt is in {path}. Do not send it along.").format(path=path)


def left_before(session: AnswerSession) -> str:
    """What is said to a rater who leaves before sealing, and whose draft is kept."""
    if session.shared:
        return _("What you answered is kept, sealed. Your code opens it again, and nothing else does.")
    if not session.progress()[0] and not session.resumed:
        return _("Nothing was answered. Open the invitation again when you like.")
    return _("Your answers are kept, sealed, on this machine. Open the invitation again to go on.")
