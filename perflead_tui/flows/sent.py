"""What has become of a finished answer, and how a rater is told."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from perflead_tui.files import shown
from perflead_tui.i18n import _, format_date

Way = Literal["file", "drop", "outbox", "held"]
"""Where a finished answer is: in a file, in the drop, sealed in the outbox because the drop is away, or held there
until its credential is granted and its time has come."""


@dataclass(frozen=True)
class Sent:
    """A finished answer: where it is, and whether it replaces an earlier one (revision above 1).

    `path` is its file, if it is one; `leaves_from` is when what is held may leave, or a file may be handed over.
    """

    path: Path | None
    revision: int
    way: Way = "file"
    leaves_from: datetime.datetime | None = None
    code: str | None = None
    """The short code of the envelope's receipt; none while there is no envelope."""
    waits: Path | None = None
    """Its place in the outbox, while it waits there."""
    to_courier: bool = False
    """Whether its file goes to the courier, not to who asked."""


def sent_words(sent: Sent) -> str:
    """Where a finished answer is, in a sentence or two."""
    day = format_date(sent.leaves_from.astimezone().date()) if sent.leaves_from else ""
    if sent.way == "drop":
        return _("Your sealed answers were delivered.")
    if sent.way == "outbox":
        return _("The drop cannot be reached. Your sealed answers wait on this computer; perflead deliver sends them.")
    if sent.path is None and sent.leaves_from is None:
        return _(
            "Your answers are kept, sealed, on this computer. Bring the grant: perflead answer FILE --grant GRANT."
        )
    if sent.path is None:
        return _("Your answers wait, sealed, on this computer. From {day} on, perflead deliver sends them.").format(
            day=day
        )
    words = _("Your sealed answers: {path}")
    if sent.leaves_from:
        words = _("Your sealed answers: {path} Hand them over on {day} or later.")
    if sent.to_courier:
        words += " " + _("Send them to the courier of this review, not to the coach.")
    return words.format(path=shown(sent.path), day=day)
