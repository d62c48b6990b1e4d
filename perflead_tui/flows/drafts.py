"""A rater's draft on their own disk, sealed under a key that comes from the invitation.

One file an invitation, named by a hash of its secret. It also remembers the last revision that was sent, so that
a later answer counts as the newer one.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import Invitation
from perflead_tui.files import private_dir, read_limited, write_atomic
from perflead_tui.i18n import _
from perflead_tui.paths import state_dir
from perflead_tui.sealing.box import derive_key, open_box, seal_box
from perflead_tui.sealing.errors import SealingError

_CONTEXT = b"perflead draft/1"
LIMIT = 2 * 1024 * 1024
"""Bytes; a draft is far below."""


@dataclass
class Draft:
    """What the rater has entered so far. `ratings` holds None for N; a line that is not there is still open."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid", strict=True)

    revision: int = 0
    language: str | None = None
    place: int = 0
    ratings: dict[str, int | None] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    cannot_tell: bool = False
    comments: dict[str, str] = field(default_factory=dict)
    claim: dict[str, str] | None = None
    """In a blind review: what is needed to get the credential, and then the credential. See `claiming`."""
    ready: bool = False
    """Whether it is to leave as soon as it can; a change takes that back."""
    written: int = 0
    """Which of two copies is the newer one, where there may be two: a kiosk counts here how often it was kept."""

    @property
    def empty(self) -> bool:
        """Whether nothing has been entered."""
        return not (self.ratings or self.points or self.cannot_tell or any(self.comments.values()))


class DraftFile:
    """The sealed file of one invitation's draft."""

    def __init__(self, invitation: Invitation, folder: Path | None = None) -> None:
        """`folder` instead of the one in this user's state."""
        name = hashlib.sha256(b"perflead draft name/1" + invitation.draft_seed).hexdigest()[:32]
        self.path: Path = (folder or state_dir() / "drafts") / f"{name}.draft"
        self._key = derive_key(invitation.draft_seed, _CONTEXT)

    def load(self) -> Draft:
        """The draft, or an empty one. Raises PerfleadError if there is one that cannot be read."""
        return self._read(self.path)

    def save(self, draft: Draft) -> None:
        """Write the draft, whole and readable by this user alone."""
        private_dir(self.path.parent)
        write_atomic(self.path, self.sealed(draft))

    def sealed(self, draft: Draft) -> bytes:
        """What is written."""
        return seal_box(self._key, json.dumps(vars(draft)).encode(), _CONTEXT)

    def opened(self, data: bytes) -> Draft:
        """What `sealed` gave. Raises ValueError if it is not that."""
        try:
            return TypeAdapter(Draft).validate_json(open_box(self._key, data, _CONTEXT))
        except (SealingError, ValueError):  # pydantic's ValidationError is one
            raise ValueError("not this draft") from None

    def _read(self, path: Path) -> Draft:
        if not path.exists():
            return Draft()
        try:
            return self.opened(read_limited(path, LIMIT, _("a draft")))
        except ValueError:
            raise PerfleadError(
                _("The draft of your answers is damaged and cannot be read."),
                _("Remove {path} to start again.").format(path=path),
            ) from None
