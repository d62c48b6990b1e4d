"""What a rater is told at a kiosk, beside the words of the form."""

import os

from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.sent import Sent
from perflead_tui.i18n import _, format_date, ngettext


def in_browser() -> bool:
    """Whether a server stands between this and the person, as Textual's own variable says."""
    return "web_driver" in os.environ.get("TEXTUAL_DRIVER", "")


def welcome_words(*, line_by_line: bool = False) -> list[str]:
    """What happens to what is typed, before the code is."""
    if in_browser():
        sealed = _("Your answers are sealed on the computer that serves this page, before they are kept or sent.")
    else:
        sealed = _("Your answers are sealed on this machine before they leave it.")
    cleared = _("When you are done, or away for two minutes, the screen is cleared. Only your code opens a draft.")
    if line_by_line:
        cleared = _(
            "When you are done, or type nothing for two minutes, the screen is cleared. Only your code opens a draft."
        )
    return [sealed, cleared]


def what_became(session: AnswerSession, sent: Sent) -> list[str]:
    """Where sealed answers are, and until when they can be replaced."""
    words = {
        "drop": _("They have arrived. There is nothing left to do."),
        "file": _("They are in the folder of this kiosk. There is nothing left to do."),
    }.get(sent.way, _("They wait here, sealed, and leave by themselves. There is nothing left to do."))
    closes_on = session.terms.closes_on
    again = (
        _("To change your mind, use the same code here until {date}. The newest answers count.").format(
            date=format_date(closes_on)
        )
        if closes_on
        else _("To change your mind, use the same code here before the review closes. The newest answers count.")
    )
    return [words, _("What you typed is no longer here. Only the key of the review opens it."), again]


def code_words() -> list[str]:
    """What the receipt is for, at a machine that keeps none."""
    return [
        _("Note this receipt, or take a picture of it. With it you see later, on the board, that your answer counted."),
        _("Keep it only if you want to: it shows that someone here took part. This machine does not keep it."),
    ]


def kept_words() -> str:
    """What is asked of a rater who wants to leave before sealing."""
    return _(
        "Leave now? What you answered is kept, sealed. Your code opens it again, and nothing else does: "
        "take your letter with you."
    )


def lost_words(why: str) -> str:
    """What is asked instead when the draft could not be kept."""
    return why + " " + _("Leave without what was not saved?")


def away_words(seconds: int) -> str:
    """What is said when nobody has touched anything for a while."""
    return ngettext(
        "In {n} second the screen is cleared. What you answered is kept, sealed: the same code opens it again.",
        "In {n} seconds the screen is cleared. What you answered is kept, sealed: the same code opens it again.",
        seconds,
    ).format(n=seconds)


def about_here() -> list[str]:
    """What this machine does with what is typed."""
    first = [
        _("Nothing that you type is written anywhere in clear. A draft is sealed; only your code opens it."),
        _("The screen is cleared after each person, and after two minutes without a touch."),
    ]
    if in_browser():
        return [*first, served_words()]
    return [
        *first,
        _("This machine is not yours. Who runs it could watch the screen, or who stands before it, and when."),
    ]


def served_words() -> str:
    """What the server of the kiosk could see, and what it does not write down."""
    return _(
        "The form runs on the computer that serves this page. Whoever runs it could watch what is typed, and when and "
        "from where. perflead writes none of that down."
    )
