"""What is said about comments beside their own words: what was withheld, and why."""

from collections import Counter
from collections.abc import Iterable

from perflead_tui.i18n import _, format_number, ngettext
from perflead_tui.text import clean_line


def withheld_words(reasons: Iterable[str]) -> list[str]:
    """`1 comment withheld by the coach: REASON`, a sentence for each different reason, in their order."""
    counted = Counter(clean_line(reason) for reason in reasons)
    return [
        ngettext(
            "{n} comment withheld by the coach: {reason}", "{n} comments withheld by the coach: {reason}", n
        ).format(n=format_number(n), reason=reason or _("no reason is given"))
        for reason, n in counted.items()
    ]
