"""A review that somebody began to set up: the form as it was left, in the vault's catalog until it is signed.

The catalog is encrypted like every file of the vault. One row in the table `begun`; when it goes, the catalog is
rewritten, so that the names of people who were never asked do not stay in its history.
"""

from perflead_tui.flows.agenda import Entry, Next
from perflead_tui.flows.drafting import ReviewDraft
from perflead_tui.i18n import _
from perflead_tui.text import clean_line
from perflead_tui.vault.vault import Vault

BEGUN = "begun"
"""The table; and what stands in the place of a review's id where the begun one is listed. No id looks like it."""
_NAME = 200  # characters


def keep_begun(vault: Vault, draft: ReviewDraft) -> None:
    """Keep what was entered so far, instead of what was before; an empty form is forgotten. Raises PerfleadError."""
    table = vault.catalog.table(BEGUN)
    if draft.empty:
        forget_begun(vault)
        return
    entered = draft.entered()
    rows = table.all()
    if [dict(row) for row in rows] == [entered]:
        return
    with vault.catalog.transaction():
        table.truncate()
        table.insert(entered)


def begun(vault: Vault) -> ReviewDraft | None:
    """The form as it was left; None if none was begun. What only another version of perflead knows is left out.

    Raises PerfleadError if the catalog cannot be read.
    """
    rows = vault.catalog.table(BEGUN).all()
    return ReviewDraft.of_entered(rows[0]) if rows else None


def forget_begun(vault: Vault) -> None:
    """Keep nothing of it any more, and rewrite the catalog without its history. Raises PerfleadError."""
    if len(vault.catalog.table(BEGUN)):
        vault.catalog.table(BEGUN).truncate()
        vault.catalog.compact()


def begun_entry(vault: Vault) -> Entry | None:
    """The begun review as home lists it. Raises PerfleadError if the catalog cannot be read."""
    draft = begun(vault)
    if draft is None:
        return None
    leader = clean_line(draft.leader, _NAME) or _("A review without a name yet")
    return Entry(BEGUN, leader, _("you began to set it up; nothing is signed"), Next.GO_ON)
