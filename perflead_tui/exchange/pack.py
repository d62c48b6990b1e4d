"""A pack: the invitations of people who get a code on paper, in one file that says nothing about who they are.

    {"schema": "perflead.pack/1",
     "kdf": {"name": "argon2id", "memory_kib": 65536, "passes": 1, "lanes": 1, "salt": 16 bytes},
     "terms": [terms, ...], "entries": [{"name": 16 bytes, "box": box}, ...], "signatures": [64 bytes, ...]}   in Base64

One derivation finds an entry: Argon2id (RFC 9106) of the code's 16 characters with the pack's salt, then HKDF-SHA256
(RFC 5869) to the entry's name and to the key of its box (box.py), which is bound to the salt. A box holds
{"invitations": [{"review", "group", "credential" or "code", "signature", ...}, ...]}: invitations without their terms,
which stand in the pack once. All boxes of a pack have one size, whatever they hold; the order is drawn at random.

`signatures` are Ed25519 (signature.py, domain `pack`) by the key of each of the terms, in their order, over the
canonical JSON of everything else: a pack that is whole is told from one that was changed before any code is tried.
"""

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import SCHEMA as INVITATION
from perflead_tui.exchange.invitation import Invitation, parse_invitation
from perflead_tui.files import parse_json, read_limited, shown
from perflead_tui.i18n import _
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Terms
from perflead_tui.sealing import signature as signing
from perflead_tui.sealing.box import derive_key, open_box, seal_box
from perflead_tui.sealing.code import new_code, read_code
from perflead_tui.sealing.encoding import b64, unb64, unb64_field
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.padding import PREFIX, pad, unpad
from perflead_tui.sealing.slow import SALT, Cost, stretch

SCHEMA = "perflead.pack/1"
LIMIT = 64 * 1024 * 1024
REVIEWS = 50
"""No pack holds more reviews."""
_CONTEXT = b"perflead pack/1 "
_NAME = 16
_FIELDS = {"schema", "kdf", "terms", "entries", "signatures"}
_START = 200  # bytes in which the schema stands, if it is a pack: it is written first


@dataclass(frozen=True)
class Locked:
    """What belongs to one code in one pack: the name of its entry and the key of its box."""

    name: bytes
    key: bytes

    def __repr__(self) -> str:
        return "Locked()"


class Pack:
    """A pack whose signatures are right. What it holds for a code, `open` says."""

    def __init__(self, shown_name: str, salt: bytes, cost: Cost, terms: Mapping[str, Any], boxes: Mapping[bytes, str]):
        self._shown_name, self._salt, self._cost, self._boxes = shown_name, salt, cost, boxes
        self._terms = terms
        self.terms: tuple[Terms, ...] = tuple(Terms.model_validate(each) for each in terms.values())
        """The terms of each review in it."""

    def __len__(self) -> int:
        return len(self._boxes)

    @property
    def mark(self) -> bytes:
        """What tells this pack from every other one. It is no secret."""
        return self._salt

    def open(self, code: str) -> list[Invitation]:
        """The invitations that `code` opens, one after the other to be answered.

        Raises SealingError (bad_claim) for what is no code, or mistyped, and PerfleadError for a code that opens
        nothing here. It takes the time and the memory of one try.
        """
        locked = _locked(code, self._salt, self._cost)
        box = self._boxes.get(locked.name)
        if box is None:
            raise PerfleadError(
                _("This code does not open anything here."),
                _("Compare it with your letter. It may belong to other reviews: ask who gave it to you."),
            )
        try:
            content = unpad(open_box(locked.key, unb64(box), _CONTEXT + self._salt))
            held = json.loads(content)["invitations"]
            found = [self._invitation(each) for each in held]
            if not found:
                raise ValueError("an entry for nothing")
            return found
        except (SealingError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
            raise _altered(self._shown_name) from None

    def _invitation(self, held: Mapping[str, Any]) -> Invitation:
        document = {key: value for key, value in held.items() if key != "review"}
        document |= {"schema": INVITATION, "terms": self._terms[held["review"]]}
        return parse_invitation(document, self._shown_name)


def is_pack(path: Path) -> bool:
    """Whether the file at `path` begins like a pack, of whatever version. False if it cannot be read."""
    try:
        with path.open("rb") as file:
            return b'"perflead.pack/' in file.read(_START)
    except OSError:
        return False


def make_pack(
    invitations: Sequence[Sequence[Mapping[str, Any]]],
    signers: Mapping[str, Ed25519PrivateKey],
    on_step: Callable[[int, int], None] = lambda _done, _total: None,
    cost: Cost | None = None,
) -> tuple[bytes, list[str]]:
    """The bytes of a pack and a new code for each person, in the order of `invitations`: what each code opens.

    An invitation is its decoded document; `signers` has the key of each review. Raises PerfleadError if it is too much
    for one pack.
    """
    cost, salt = cost or Cost(), os.urandom(SALT)
    terms = {each["terms"]["review"]: each["terms"] for held in invitations for each in held}
    contents = [canonical({"invitations": [_without_terms(each) for each in held]}) for held in invitations]
    size = PREFIX + max((len(content) for content in contents), default=0)
    codes = [new_code() for _content in contents]
    entries = []
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:  # 64 MiB each, outside Python's lock
        for done, locked in enumerate(pool.map(lambda code: _locked(code, salt, cost), codes)):
            on_step(done, len(codes))
            box = seal_box(locked.key, pad(contents[done], size), _CONTEXT + salt)
            entries.append({"name": b64(locked.name), "box": b64(box)})
    secrets.SystemRandom().shuffle(entries)
    kdf = {"name": "argon2id", **vars(cost), "salt": b64(salt)}
    document: dict[str, Any] = {"schema": SCHEMA, "kdf": kdf, "terms": list(terms.values()), "entries": entries}
    signed = canonical(document)
    document["signatures"] = [b64(signing.sign(signers[review], signing.PACK, signed)) for review in terms]
    data = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    if len(data) > LIMIT or len(terms) > REVIEWS:
        raise PerfleadError(
            _("These are too many people or reviews for one pack."), _("Make a pack for each review, or fewer people.")
        )
    return data, codes


def load_pack(path: Path) -> Pack:
    """Read and check a pack. Raises PerfleadError if it is none, of another version, cut, or altered."""
    return parse_pack(read_limited(path, LIMIT, _("a pack of invitations")), shown(path))


def parse_pack(data: bytes, name: str) -> Pack:
    """Check the pack in `data`, which is called `name`. Raises PerfleadError as `load_pack` does."""
    document = parse_json(data, name, _("a pack of invitations"))
    schema = document.get("schema")
    if schema != SCHEMA:
        if str(schema).startswith("perflead.pack/"):
            raise PerfleadError(
                _("{path} was made by another version of perflead.").format(path=name),
                _("Install the newest version and try again."),
            )
        raise PerfleadError(
            _("{path} is not a pack of invitations.").format(path=name),
            _("Ask for the file that belongs to the letters."),
        )
    try:
        return _checked(document, name)
    except (SealingError, ValidationError, KeyError, TypeError, ValueError, RecursionError):
        raise _altered(name) from None


def _checked(document: dict[str, Any], name: str) -> Pack:
    kdf, terms, entries = dict(document["kdf"]), document["terms"], document["entries"]
    if set(document) != _FIELDS or kdf.pop("name") != "argon2id" or not 0 < len(terms) <= REVIEWS:
        raise ValueError("not the fields of a pack")
    salt = unb64(kdf.pop("salt"))
    if len(salt) != SALT:
        raise ValueError("salt")
    signed = canonical({key: value for key, value in document.items() if key != "signatures"})
    by_review = {each["review"]: each for each in terms}
    boxes = {unb64_field(each, "name", _NAME): each["box"] for each in entries}
    if len(by_review) != len(terms) or len(boxes) != len(entries) or len({len(box) for box in boxes.values()}) > 1:
        raise ValueError("something is there twice, or of another size")
    found = Pack(name, salt, Cost(**kdf), by_review, boxes)
    for each, signature in zip(found.terms, document["signatures"], strict=True):
        signing.verify(unb64(each.keys.sign), signing.PACK, signed, unb64(signature))
    return found


def _without_terms(invitation: Mapping[str, Any]) -> dict[str, Any]:
    held = {key: value for key, value in invitation.items() if key not in ("schema", "terms", "used")}
    return {**held, "review": invitation["terms"]["review"]}


def _locked(code: str, salt: bytes, cost: Cost) -> Locked:
    key = stretch(read_code(code).replace("-", "").encode("ascii"), salt, cost)
    return Locked(derive_key(key, _CONTEXT + b"name")[:_NAME], derive_key(key, _CONTEXT + b"key"))


def _altered(name: str) -> PerfleadError:
    return PerfleadError(
        _("{path} was altered or damaged: its signature does not fit its content.").format(path=name),
        _("Nothing was answered. Ask for a new copy of the pack."),
    )
