"""Every parser that reads what others wrote, by name. A target takes any bytes, and may raise PerfleadError alone."""

from collections.abc import Callable

from . import readers, sealed, served

Target = Callable[[bytes], None]

_ALL: tuple[Target, ...] = (
    # read as they are
    readers.questionnaire, readers.roster, readers.limesurvey, readers.spreadsheet_csv, readers.spreadsheet_xlsx,
    readers.spreadsheet_sheet, readers.receipt, readers.codes, readers.typed, readers.address, readers.report,
    readers.plan, readers.debrief, readers.answers, readers.theme, readers.settings, readers.age, readers.recipients,
    readers.identities, readers.backup, readers.pasted, readers.outbox, readers.entered,
    # signed, sealed or locked around the changed bytes
    sealed.invitation, sealed.invitation_signed, sealed.terms, sealed.signed_terms, sealed.grant, sealed.draft,
    sealed.pack, sealed.pack_entry, sealed.envelope, sealed.response, sealed.claim, sealed.approval,
    sealed.approval_file, sealed.opener_share, sealed.courier_key, sealed.courier_file, sealed.board, sealed.share,
    sealed.key_file, sealed.journal, sealed.frames, sealed.anchor, sealed.holder,
    # over the network or through a pipe
    served.socket, served.request, served.packet, served.plain_form, served.plain_plan, served.webdav,
)  # fmt: skip
TARGETS: dict[str, Target] = {each.__name__: each for each in _ALL}
