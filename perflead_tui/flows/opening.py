"""Opening every envelope of a review, in memory: what may be counted, and what became of each."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import Fate
from perflead_tui.flows.records import ReviewFile, Step
from perflead_tui.flows.response import Reader, Response
from perflead_tui.i18n import _, ngettext
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.envelope import open_envelope
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.hpke import SealKey

_BAD_PROOF = ("bad_credential", "bad_signature")


@dataclass(frozen=True)
class Opened:
    """The responses that count, by the SHA-256 of their envelopes, and the fate of every envelope."""

    responses: Mapping[bytes, Response]
    fates: Mapping[bytes, Fate]

    def counts(self) -> Counter[str]:
        """How many responses of each group count."""
        return Counter(response.group for response in self.responses.values())

    def number(self, fate: Fate) -> int:
        """How many envelopes had this fate."""
        return sum(found == fate for found in self.fates.values())


def open_all(file: ReviewFile, on_step: Callable[[Step], None], shared: SealKey | None = None) -> Opened:
    """Open, verify and de-duplicate. Of two responses with one credential the higher revision counts.

    `shared` is the key that openers put together, where the vault has none.
    """
    key = shared or file.keys().seal
    if key is None:
        raise PerfleadError(_("This review opens only with its openers."))
    rows, reader = file.db.table("envelopes").all(), Reader(file.terms, file.terms_digest)
    latest: dict[bytes, tuple[int, bytes, Response]] = {}
    fates: dict[bytes, Fate] = {}
    for done, row in enumerate(rows):
        on_step((_("Opening envelopes"), done, len(rows)))
        name = bytes.fromhex(row["hash"])
        try:
            content = open_envelope(unb64(row["data"]), key, file.terms_digest)
        except PerfleadError:
            fates[name] = "cannot_open"
            continue
        try:
            response = reader.read(content)
        except PerfleadError as error:
            bad_proof = isinstance(error, SealingError) and error.kind in _BAD_PROOF
            fates[name] = "bad_proof" if bad_proof else "bad_content"
            continue
        # The hash settles what the revision does not, if an invitation was copied to two machines.
        candidate = (response.revision, name, response)
        held = latest.get(response.credential.public_key)
        if held is None or candidate[:2] > held[:2]:
            latest[response.credential.public_key] = candidate
        fates[name] = "replaced"
    on_step((_("Opening envelopes"), len(rows), len(rows)))
    responses = {name: response for _revision, name, response in latest.values()}
    return Opened(responses, {**fates, **dict.fromkeys(responses, "accepted")})


def refusals(opened: Opened) -> list[str]:
    """How many envelopes were refused at closing, and why, in words."""
    n = opened.number
    said = (
        ngettext(
            "{n} envelope was damaged, or sealed under other terms.",
            "{n} envelopes were damaged, or sealed under other terms.",
            n("cannot_open"),
        ).format(n=n("cannot_open")),
        ngettext(
            "{n} envelope had no valid proof of invitation.",
            "{n} envelopes had no valid proof of invitation.",
            n("bad_proof"),
        ).format(n=n("bad_proof")),
        ngettext(
            "{n} envelope held answers that do not fit the questionnaire.",
            "{n} envelopes held answers that do not fit the questionnaire.",
            n("bad_content"),
        ).format(n=n("bad_content")),
    )
    fates: tuple[Fate, ...] = ("cannot_open", "bad_proof", "bad_content")
    return [words for fate, words in zip(fates, said, strict=True) if n(fate)]
