"""The life cycle of a review."""

from typing import Literal

State = Literal["draft", "open", "closed"]
"""draft: agreed, no invitations yet; open: invitations are out; closed: the report is frozen."""

DRAFT: State = "draft"
OPEN: State = "open"
CLOSED: State = "closed"
