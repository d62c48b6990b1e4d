"""What a closed review publishes, so that anyone can check it without this vault."""

import os
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import parse_board
from perflead_tui.exchange.drop import BOARD as DROP_BOARD
from perflead_tui.exchange.drop import open_drop
from perflead_tui.exchange.share import Signer, make_deputy
from perflead_tui.exchange.signed_terms import FILE_NAME as TERMS
from perflead_tui.exchange.signed_terms import sign_terms, with_signature
from perflead_tui.files import read_limited, reason, shown, write_atomic
from perflead_tui.flows.records import ReviewFile, open_review
from perflead_tui.i18n import _
from perflead_tui.review.state import CLOSED
from perflead_tui.sealing.encoding import unb64
from perflead_tui.vault.vault import Vault

BOARD, ENVELOPES = "board.json", "envelopes"


def publish(vault: Vault, wanted: str, out: Path, *, envelopes: bool = False) -> list[Path]:
    """Write the board and the terms of a closed review into the folder `out`; with `envelopes` these too, each named
    by its SHA-256. Returns the files. They carry no times, and a file that is there and differs is never overwritten.

    Envelopes that the report withholds are left out: their number must not be told. Raises PerfleadError if the
    review is not closed, its envelopes are gone, or a file cannot be written.
    """
    with open_review(vault, wanted) as file:
        file.require(CLOSED)
        board = board_of(file)
        files = {out / BOARD: board, out / TERMS: signed_terms(file)}
        if envelopes:
            files |= _envelopes(file, out / ENVELOPES, board)
    for path, data in sorted(files.items()):
        _write(path, data)
    return sorted(files)


def publish_to_drop(vault: Vault, wanted: str) -> None:
    """Put the board of a closed review into its drop, once; again is the same. Raises DropError if it cannot."""
    with open_review(vault, wanted) as file:
        file.require(CLOSED)
        if file.terms.drop is None:
            raise PerfleadError(_("This review has no drop."), _("Write the board into a folder with --out."))
        with open_drop(file.terms.drop, file.review) as drop:
            drop.put(DROP_BOARD, board_of(file), same_ok=True)


def board_of(file: ReviewFile) -> bytes:
    """The board, as closing made it."""
    text: str = file.db.table("board").all()[0]["json"]
    return text.encode()


def signed_terms(file: ReviewFile) -> bytes:
    """The terms with the review's signature, as they are published."""
    return with_signature(file.terms_document, terms_signature(file))


def terms_signature(file: ReviewFile) -> str:
    """The signature of the terms: kept, if the key that made it is gone."""
    return file.kept_signature or sign_terms(file.terms_document, file.keys().sign)


def signer_of(file: ReviewFile) -> Signer:
    """What signs a share of the review: its own key, or since that is gone its deputy. Raises PerfleadError if this
    vault has neither."""
    if file.kept_deputy is not None:
        return Signer.of_deputy(file.kept_deputy)
    if not file.db.table("keys").all():
        raise PerfleadError(
            _("This vault holds no key that signs for the review {review}.").format(review=file.review),
            _("Write its report encrypted instead: perflead report --encrypt-to."),
        )
    return Signer(file.keys().sign)


def deputy_of(file: ReviewFile) -> dict[str, str] | None:
    """The deputy of the review's signing key: the kept one, else a new one; None without any key."""
    if file.kept_deputy is not None or not file.db.table("keys").all():
        return file.kept_deputy
    return make_deputy(file.terms_digest, file.keys().sign)


def _envelopes(file: ReviewFile, folder: Path, board: bytes) -> dict[Path, bytes]:
    if file.erased_on is not None:
        came, gone = _("This review came without its envelopes."), _("The envelopes of this review were destroyed.")
        raise PerfleadError(came if file.received else gone, _("Leave --envelopes out to publish the board."))
    withheld = set(parse_board(board, BOARD).envelopes.withheld)
    rows = file.db.table("envelopes").all()
    return {folder / row["hash"]: unb64(row["data"]) for row in rows if row["hash"] not in withheld}


def _write(path: Path, data: bytes) -> None:
    """A file for everyone to read. The same content again does no harm."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (path.is_file() and path.stat().st_size == len(data) and read_limited(path, len(data), "") == data):
            write_atomic(path, data, overwrite=False)
        path.chmod(0o644)
        os.utime(path, (0, 0))
    except OSError as error:
        raise PerfleadError(
            _("{path} could not be written: {reason}.").format(path=shown(path), reason=reason(error)),
            _("Choose another folder, or make room, and run the command again."),
        ) from None
