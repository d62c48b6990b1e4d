"""What anyone can check of a closed review without its vault: one's own answer, or the whole board."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.board import LIMIT, AuditResult, Board, audit, check_board, parse_board
from perflead_tui.exchange.board_model import Kind
from perflead_tui.exchange.receipt import LIMIT as RECEIPT_LIMIT
from perflead_tui.exchange.receipt import Receipt, Verdict, parse_receipt, verify
from perflead_tui.exchange.signed_terms import FILE_NAME as TERMS
from perflead_tui.exchange.signed_terms import SignedTerms, load_terms
from perflead_tui.files import read_limited, reason, shown
from perflead_tui.i18n import _, ngettext
from perflead_tui.sealing.envelope import MAX_ENVELOPE, review_of
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.fingerprint import words

MOST_FILES = 500_000
"""No more files of a folder are looked at: twice what a board can name."""
_TOLD = 20  # hashes that are listed one by one

Checked = Literal["receipt", "given", "beside", "nothing"]
"""What the board's signature was checked with."""


@dataclass(frozen=True)
class Answered:
    """What the board says of one answer, and how far the board can be relied on. `fingerprint` is of its terms."""

    verdict: Verdict
    checked: Checked
    fingerprint: str


def verify_answer(proof: str, board: Path, terms: Path | None = None) -> Answered:
    """Look a receipt (a file) or its short code up on a board.

    `terms` are signed terms or an invitation; without them those beside the board are used, if there are any. Raises
    PerfleadError for what is no receipt, code, board or terms, and if these do not belong together.
    """
    found, held = load_board(board), _proof(proof)
    promised = load_terms(terms) if terms is not None else _beside(board)
    if promised is not None:
        check_board(found, promised.terms, promised.terms_digest)
    verdict = verify(held, found, promised.terms.keys.sign if promised is not None else None)
    checked: Checked = "nothing"
    if isinstance(held, Receipt):
        checked = "receipt"
    elif promised is not None:
        checked = "given" if terms is not None else "beside"
    return Answered(verdict, checked, words(bytes.fromhex(found.terms_digest)))


def load_board(path: Path) -> Board:
    """The board in a file. Raises PerfleadError."""
    return parse_board(read_limited(path, LIMIT, _("a board")), shown(path))


def _proof(proof: str) -> Receipt | str:
    path = Path(proof)
    looks_like_a_file = os.sep in proof or "/" in proof or path.suffix
    if looks_like_a_file or path.exists():
        return parse_receipt(read_limited(path, RECEIPT_LIMIT, _("a receipt")), shown(path))
    return proof


def _beside(board: Path) -> SignedTerms | None:
    path = board.with_name(TERMS)
    return load_terms(path) if path.exists() else None


@dataclass(frozen=True)
class Line:
    """One check of an audit: whether it passed (None: it is only told), and what was found."""

    passed: bool | None
    words: str


@dataclass(frozen=True)
class Audit:
    """An audit as a person reads it."""

    sound: bool
    lines: list[Line]
    board: Board
    fingerprint: str


@dataclass
class _Folder:
    """What lies in a folder, apart from envelopes of the review."""

    junk: int = 0
    unread: int = 0


def audit_board(board: Path, envelopes: Path, terms: Path | None = None) -> Audit:
    """Recompute from the envelopes in a folder, without any key, what a board says.

    `terms` are signed terms or an invitation; without them those beside the board are used. Files are read up to the
    largest size of an envelope, one at a time. Raises PerfleadError if board or terms cannot be read, there are no
    terms, or the folder cannot be listed.
    """
    found = load_board(board)
    promised = load_terms(terms) if terms is not None else _beside(board)
    if promised is None:
        raise PerfleadError(
            _("There is no {name} beside the board.").format(name=TERMS),
            _("Give the terms of the review, or an invitation to it, with --terms FILE."),
        )
    folder = _Folder()
    hashes = _hashes(envelopes, promised.terms.review, folder)
    result = audit(found, promised.terms, promised.terms_digest, hashes)
    lines = [*_checks(result), *_envelope_lines(result, found), *_folder_lines(folder)]
    return Audit(result.sound, lines, found, words(promised.terms_digest))


def _hashes(envelopes: Path, review: str, folder: _Folder) -> Iterator[bytes]:
    """The SHA-256 of each file directly in `envelopes` that is in form an envelope of this review."""
    try:
        with os.scandir(envelopes) as entries:
            for number, entry in enumerate(entries):
                if number >= MOST_FILES:
                    raise PerfleadError(
                        _("{path} holds more than {n} files.").format(path=shown(envelopes), n=MOST_FILES),
                        _("Put the envelopes of this review into a folder of their own."),
                    )
                data = _envelope(entry, review, folder)
                if data is not None:
                    yield hashlib.sha256(data).digest()
    except OSError as error:
        raise PerfleadError(
            _("The folder {path} could not be read: {reason}.").format(path=shown(envelopes), reason=reason(error))
        ) from None


def _envelope(entry: os.DirEntry[str], review: str, folder: _Folder) -> bytes | None:
    """The content of a file if it may be an envelope; pipes, links and large files are never opened."""
    try:
        facts = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(facts.st_mode) or not 0 < facts.st_size <= MAX_ENVELOPE:
            folder.junk += 1
            return None
        with Path(entry.path).open("rb") as file:
            data = file.read(MAX_ENVELOPE + 1)
        if len(data) <= MAX_ENVELOPE and review_of(data) == review:
            return data
        folder.junk += 1
    except SealingError:
        folder.junk += 1
    except OSError:
        folder.unread += 1
    return None


def _checks(result: AuditResult) -> list[Line]:
    """A line for each check of the board itself; a check that failed says how."""
    said: tuple[tuple[set[Kind], str], ...] = (
        ({"other_review"}, _("The board names this review and these terms.")),
        ({"forged"}, _("It is signed with the review's key and was not changed since.")),
        ({"order", "root"}, _("No envelope is on it twice, and its root fits its list of counted envelopes.")),
        ({"numbers"}, _("Its numbers fit each other and the terms.")),
    )
    problems = dict(zip(result.failed, result.problems, strict=True))
    lines = []
    for kinds, passed in said:
        wrong = next((words for kind, words in problems.items() if kind in kinds), None)
        lines.append(Line(wrong is None, wrong or passed))
    return lines


def _envelope_lines(result: AuditResult, board: Board) -> list[Line]:
    counted = ngettext(
        "{n} of {all} counted envelopes is in the folder.",
        "{n} of {all} counted envelopes are in the folder.",
        result.counted,
    ).format(n=result.counted, all=board.accepted)
    lines = [Line(result.counted == board.accepted, counted)]
    same = result.root == board.root
    fits = _("The root made from them is that of the board: {root}")
    differs = _("The root made from them is not that of the board: {root}")
    lines.append(Line(same, (fits if same else differs).format(root=result.root)))
    if result.missing:
        words = ngettext(
            "{n} envelope that the board names is not in the folder:",
            "{n} envelopes that the board names are not in the folder:",
            len(result.missing),
        )
        lines.append(Line(False, _listed(words, result.missing)))
    if result.unlisted:
        words = ngettext(
            "{n} envelope of this review in the folder is not on the board. It came too late, or it was left out:",
            "{n} envelopes of this review in the folder are not on the board. They came too late, or were left out:",
            len(result.unlisted),
        )
        lines.append(Line(None, _listed(words, result.unlisted)))
    return lines


def _folder_lines(folder: _Folder) -> list[Line]:
    lines = []
    if folder.junk:
        words = ngettext(
            "{n} other thing in the folder is no envelope of this review.",
            "{n} other things in the folder are no envelopes of this review.",
            folder.junk,
        )
        lines.append(Line(None, words.format(n=folder.junk)))
    if folder.unread:
        words = ngettext("{n} file could not be read.", "{n} files could not be read.", folder.unread)
        lines.append(Line(None, words.format(n=folder.unread)))
    return lines


def _listed(words: str, hashes: tuple[str, ...]) -> str:
    shown_ones = [*hashes[:_TOLD], *(["..."] if len(hashes) > _TOLD else [])]
    return "\n    ".join([words.format(n=len(hashes)), *shown_ones])
