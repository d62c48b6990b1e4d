"""What can be wrong with sealed things, in words for people."""

from typing import Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _

Kind = Literal[
    "not_an_envelope",
    "truncated",
    "too_large",
    "version",
    "other_review",
    "cannot_open",
    "bad_padding",
    "bad_signature",
    "bad_credential",
    "bad_claim",
    "bad_key",
    "bad_keys",
    "bad_box",
    "fault",
    "unsupported",
]


class SealingError(PerfleadError):
    """Something sealed, signed or proven is not what it should be. `kind` tells programs which case it is."""

    def __init__(self, kind: Kind, message: str = "", hint: str = "") -> None:
        """`message` and `hint`, both translated, replace the usual words of this kind."""
        self.kind: Kind = kind
        usual = {**_envelope_words(), **_other_words()}[kind]
        super().__init__(message or usual[0], hint if message else usual[1])


def _envelope_words() -> dict[Kind, tuple[str, str]]:
    return {
        "not_an_envelope": (
            _("This is not a sealed answer."),
            _("Choose a file that was made by perflead when an invitation was answered."),
        ),
        "truncated": (
            _("This sealed answer does not have its full length."),
            _("It was not copied whole, or something was added to it. Ask for the file again."),
        ),
        "too_large": (
            _("This is larger than a sealed answer can be."),
            _("Shorten the longest comments, or check that it is the right file."),
        ),
        "version": (
            _("This sealed answer was made by another version of perflead."),
            _("Install the newest version and try again."),
        ),
        "other_review": (
            _("This sealed answer belongs to another review."),
            _("Give it to the review that it was made for."),
        ),
        "cannot_open": (
            _("This sealed answer cannot be opened with the key of this review."),
            _("It is damaged, or it was made for another review or under other terms."),
        ),
        "bad_padding": (
            _("This sealed answer was not made by perflead."),
            _("Its content does not have the form that perflead gives it."),
        ),
    }


def _other_words() -> dict[Kind, tuple[str, str]]:
    return {
        "bad_signature": (
            _("The signature does not match."),
            _("The content was changed after it was signed, or someone else signed it. Ask for the original."),
        ),
        "bad_credential": (
            _("The proof of invitation is not valid for this group of this review."),
            _("Use the invitation as it was sent. If it was changed on the way, ask for it again."),
        ),
        "bad_claim": (
            _("This request for a proof of invitation is not well-formed."),
            _("Ask the person to open their invitation again and send a new request."),
        ),
        "bad_key": (
            _("A public key in the terms is not one that perflead accepts."),
            _("Do not answer this invitation. Ask the person who sent it."),
        ),
        "bad_keys": (
            _("The keys of this review cannot be read."),
            _("Run perflead doctor and follow what it says."),
        ),
        "bad_box": (
            _("This saved file cannot be opened with the key that belongs to it."),
            _("It is damaged, or it belongs to another invitation."),
        ),
        "fault": (
            _("A check of this computer's own arithmetic failed, so nothing was signed."),
            _("Try again. If it happens again, use another computer."),
        ),
        "unsupported": (
            _("The cryptography library on this computer lacks ML-KEM-768, which sealing needs."),
            _('Install a newer one: python -m pip install --upgrade "cryptography>=48".'),
        ),
    }
