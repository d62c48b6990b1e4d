"""A small file under a passphrase of its own, for people who have no vault: a courier, an opener.

    {"schema": "perflead.locked/1", "kind": "courier", "public": {...},
     "kdf": {"name": "argon2id", "memory_kib": ..., "passes": ..., "lanes": ..., "salt": hex}, "box": Base64,
     "check": hex}

`check` (review/canonical.py) tells damage from a wrong passphrase. `box` is a box (sealing/box.py) of the canonical
JSON of the secret part, under Argon2id of the passphrase. Its context is the canonical JSON of `schema` to `kdf`, so
that nothing of what can be read without a passphrase can be changed.
"""

import json
import os
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.review.canonical import canonical, is_whole, with_check
from perflead_tui.sealing.box import MAX_BOX, open_box, seal_box
from perflead_tui.sealing.encoding import b64, unb64_field
from perflead_tui.sealing.errors import SealingError
from perflead_tui.vault import keys
from perflead_tui.vault.faults import WrongSecret

SCHEMA: Final = "perflead.locked/1"
MAX_LOCKED = 2 * MAX_BOX
"""No such file is larger: a reader need not read further."""
_FIELDS = {"schema", "kind", "public", "kdf", "box", "check"}


@dataclass(frozen=True)
class Unlocked:
    """What is in a locked file, and what it takes to lock it again under the same passphrase."""

    kind: str
    public: dict[str, Any]
    secret: dict[str, Any] = field(repr=False)
    kdf: keys.Argon2Kdf
    key: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The locked file. Raises SealingError (too_large) beyond 1 MiB."""
        head = _head(self.kind, self.public, self.kdf)
        box = seal_box(self.key, canonical(self.secret), canonical(head))
        return (json.dumps(with_check({**head, "box": b64(box)}), ensure_ascii=False, indent=1) + "\n").encode()

    def with_secret(self, secret: dict[str, Any]) -> "Unlocked":
        """The same with another secret part."""
        return replace(self, secret=secret)


def lock(kind: str, public: dict[str, Any], secret: dict[str, Any], passphrase: str) -> Unlocked:
    """What `to_bytes` writes as a locked file. Raises PerfleadError if the passphrase is too short."""
    keys.check_passphrase(passphrase)
    cost = keys.DEFAULT_COST.model_dump(include={"memory_kib", "passes", "lanes"})
    kdf = keys.Argon2Kdf(salt=os.urandom(16).hex(), **cost)
    return Unlocked(kind, public, secret, kdf, keys.passphrase_key(passphrase, kdf))


def is_locked(document: dict[str, Any], kind: str) -> bool:
    """Whether a JSON object is a locked file of this kind."""
    return document.get("schema") == SCHEMA and document.get("kind") == kind


def unlock(document: dict[str, Any], passphrase: str, name: str) -> Unlocked:
    """What is in the locked file called `name`.

    Raises PerfleadError if it is malformed or damaged, and WrongSecret for another passphrase, or for a change on
    purpose: without the passphrase those two cannot be told apart.
    """
    try:
        kdf = keys.Argon2Kdf.model_validate(document.get("kdf"))
        box = unb64_field(document, "box")
        kind, public = document.get("kind"), document.get("public")
        if (
            set(document) != _FIELDS
            or not is_whole(document)
            or not isinstance(kind, str)
            or not isinstance(public, dict)
        ):
            raise ValueError("not a locked file")
        context = canonical(_head(kind, public, kdf))
    except (ValidationError, ValueError, TypeError, RecursionError):
        raise _damaged(name) from None
    key = keys.passphrase_key(passphrase, kdf)
    try:
        secret = json.loads(open_box(key, box, context))
    except SealingError:
        raise WrongSecret(
            _("{path} does not open: the passphrase is wrong.").format(path=name),
            _("Try again. If you are sure of the passphrase, someone has changed the file: use a copy of it."),
        ) from None
    return Unlocked(kind, public, secret, kdf, key)


def _head(kind: str, public: dict[str, Any], kdf: keys.Argon2Kdf) -> dict[str, Any]:
    return {"schema": SCHEMA, "kind": kind, "public": public, "kdf": kdf.model_dump()}


def _damaged(name: str) -> PerfleadError:
    return PerfleadError(
        _("{path} is damaged: it was not copied whole, or it was changed.").format(path=name), _("Use a copy of it.")
    )
