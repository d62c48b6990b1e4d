"""What files on a drop are called: names of equal length, drawn at random, that say nothing of their owner."""

import re
import secrets

TERMS = "terms"
BOARD = "board"
KIOSK = "kiosk"
"""What belongs to no review but to kiosks; no review is called so."""
PACK = "codes.pack"
"""The pack that kiosks answer from, in `KIOSK`."""
CLAIMS = "claims"
GRANTS = "grants"
ENVELOPES = "envelopes"
FOLDERS = (CLAIMS, GRANTS, ENVELOPES)
DIGITS = 32
"""The length of a random name in lowercase hexadecimal digits."""
DRAFT = ".draft"
"""What the names of sealed drafts end with, in `KIOSK`."""

_REVIEW = re.compile(r"[a-z0-9]{1,64}")
_NAME = re.compile(
    rf"{TERMS}|{BOARD}|{re.escape(PACK)}|(?:{'|'.join(FOLDERS)})/[0-9a-f]{{16,128}}|[0-9a-f]{{32}}{re.escape(DRAFT)}"
)
_TEMPORARY = re.compile(r"tmp-[0-9a-f]{32}")


def random_name() -> str:
    """A name that no one else draws: 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(DIGITS // 2)


def temporary_name() -> str:
    """The name of a file that is still being written; listings leave it out."""
    return f"tmp-{random_name()}"


def is_temporary(leaf: str) -> bool:
    """Whether a file of this name is still being written, or was left by a writer that was killed."""
    return _TEMPORARY.fullmatch(leaf) is not None


def leaf_form(digits: int) -> re.Pattern[str]:
    """The form of the names in a folder: `digits` lowercase hexadecimal digits."""
    return re.compile(rf"[0-9a-f]{{{digits}}}")


def folders_of(review: str) -> tuple[str, ...]:
    """The folders of a review; what belongs to kiosks lies side by side."""
    return () if review == KIOSK else FOLDERS


def check_review(review: str) -> str:
    """`review`, which becomes part of a path. Raises ValueError if it is not a review's id."""
    if not _REVIEW.fullmatch(review):
        raise ValueError(f"not the id of a review: {review!r}")
    return review


def check_name(name: str) -> str:
    """`name`, which becomes part of a path. Raises ValueError if it does not belong to the layout."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name on a drop: {name!r}")
    return name


def check_folder(folder: str) -> str:
    """`folder`. Raises ValueError if it does not belong to the layout."""
    if folder not in FOLDERS:
        raise ValueError(f"not a folder of a drop: {folder!r}")
    return folder
