"""A file that somebody was sent: an invitation, a report, or a file that was shared; if none of these, what it is."""

import json
from pathlib import Path
from typing import Any, Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import MARK, TEXT_LIMIT, ArmourError, unarmour
from perflead_tui.exchange.invitation import LIMIT, load_invitation
from perflead_tui.files import read_limited, shown
from perflead_tui.flows.beside import LIMIT as REPORT_LIMIT
from perflead_tui.i18n import _
from perflead_tui.sealing.age_mark import is_age
from perflead_tui.sealing.agefile import SHARE_LIMIT

Received = Literal["invitation", "report", "shared"]


def recognised(path: Path) -> Received:
    """What the file at `path` is. An invitation is checked as well; an encrypted file is `shared`.

    Raises PerfleadError if it is none of them; it says what it is, if perflead makes such files, and who takes it in.
    """
    data = read_limited(path, max(TEXT_LIMIT, REPORT_LIMIT, SHARE_LIMIT), _("an invitation or a report"))
    if is_age(data):
        return "shared"
    kind = _kind(data)
    if kind == "report":
        return "report"
    if kind == "shared":
        return "shared"
    if kind == "invitation":
        load_invitation(path)
        return "invitation"
    told = _others().get(kind)
    if told is None:
        raise PerfleadError(
            _("{path} is neither an invitation nor a report.").format(path=shown(path)),
            _("Look for a file that ends in .invitation, or for the report that your coach gave you."),
        )
    raise PerfleadError(_("{path} is {what}.").format(path=shown(path), what=told[0]), told[1])


def _kind(data: bytes) -> str:
    """The word that a file calls itself by: `invitation`, `report`, `envelope`; nothing if it does not."""
    if data.startswith(b"perflead."):
        return data[9:40].partition(b"/")[0].decode("ascii", errors="replace")
    document = _document(data)
    if document is not None:
        schema = str(document.get("schema", ""))
        return schema.removeprefix("perflead.").partition("/")[0] if schema.startswith("perflead.") else ""
    text = data.decode("utf-8-sig", errors="replace")
    if MARK not in text:
        return ""
    try:
        return unarmour(text, LIMIT)[0].lower()
    except ArmourError as error:
        if error.kind == "several":
            return ""
        raise


def _document(data: bytes) -> dict[str, Any] | None:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _others() -> dict[str, tuple[str, str]]:
    """Other files that perflead makes: what each is, and what is done with it."""
    return {
        "envelope": (_("a sealed envelope"), _("The coach takes it in with perflead collect REVIEW FILE.")),
        "outer": (_("a sealed envelope"), _("Give it to the courier of its review.")),
        "receipt": (_("a receipt"), _("See whether it was counted with perflead verify.")),
        "board": (_("the board of a review"), _("See whether you were counted with perflead verify.")),
        "signed-terms": (_("the terms of a review"), _("Check a board against them with perflead audit.")),
        "claim": (_("a claim"), _("The coordinator answers it with perflead desk REVIEW.")),
        "grant": (_("a grant"), _("Use it with perflead answer INVITATION --grant FILE.")),
        "share": (_("the share of an opener"), _("perflead guide courier says what it is for.")),
        "share-file": (_("the share of an opener"), _("perflead guide courier says what it is for.")),
        "approval": (_("the approval of an opener"), _("The coach closes with it: perflead close --approval FILE.")),
        "keys": (_("the key file of a vault"), _("Open the folder that it is in with perflead --home FOLDER.")),
        "plan": (_("a plan"), _("It is made and kept in a walk-through.")),
    }
