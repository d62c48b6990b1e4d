"""What a format is to these tests, and which of them the guide's pages speak of."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Format:
    """One format: a genuine file, another genuine one, and their reader."""

    name: str
    data: bytes
    other: bytes
    read: Callable[[bytes], object]
    wrong: Callable[[bytes], object] | None = None
    """Reads with the wrong key; None if the format has none."""
    sealed: bool = True
    tells: bool = True
    """Whether a wrong key and damage have different words. Where they cannot, the words name both."""
    parts: list[bytes] = field(default_factory=list)
    """What it is made of; without them it is cut into pieces of equal length."""


SECTIONS: dict[str, tuple[str, ...]] = {
    "Questionnaire and roster": ("questionnaire", "roster"),
    "Terms, `perflead.terms/1`": ("signed terms", "invitation"),
    "Credential": ("invitation",),
    "Invitation, `perflead.invitation/1`": ("invitation",),
    "Pack, `perflead.pack/1`": ("pack",),
    "Code": ("pack", "grant"),
    "Claim, `perflead.claim/1`": ("claim",),
    "Grant": ("grant",),
    "Drop": ("claim", "grant", "envelope", "signed terms", "board"),
    "Outbox, `perflead.outbox/1`": ("outbox", "outbox with an invitation"),
    "Answers": ("answers",),
    "Response, `perflead.response/1`": ("envelope",),
    "Envelope": ("envelope",),
    "Signed terms, `perflead.signed-terms/1`": ("signed terms",),
    "Board, `perflead.board/1`": ("board",),
    "Receipt, `perflead.receipt/1`": ("receipt",),
    "Courier's layer": ("courier layer", "courier key"),
    "A file under a passphrase, `perflead.locked/1`": ("courier file", "locked share"),
    "Share and approval": ("share", "approval"),
    "What is shared, `perflead.shared/1`": ("share (age)", "shared document"),
    "Backup, `perflead.backup/1`": ("backup",),
    "Messages as text": ("armour",),
    "Draft": ("draft",),
    "Vault": ("keys", "catalog", "review", "holder"),
    "keys.json": ("keys",),
    "Journal": ("catalog", "review"),
    "Anchor": ("anchor",),
    "Tables": ("catalog", "review"),
    "Report, `perflead.report/1`": ("report",),
    "Plan, `perflead.plan/1`": ("plan",),
    "Walk-through, `perflead.debrief/1`": ("walk-through",),
}
"""The sections of `perflead guide formats`, and which formats of this registry stand for each."""
UNREAD = {
    "Limits on reading", "Canonical JSON", "Check", "Signatures", "Status", "Versions and schemas", "Report as CSV",
    "Plan as CSV",
    "Report as XLSX", "The formula rule",
}  # fmt: skip
"""Sections about no file, or about files that perflead writes and never reads."""
NAMED_ELSEWHERE = ("settings", "theme", "courier key", "holder")
"""Formats of `perflead guide files`, or parts of a section."""
