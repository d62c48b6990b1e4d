"""keys.json: the master key, wrapped once for the passphrase and once for the recovery key.

    {"schema": "perflead.keys/1",
     "slots": {"passphrase": {"kdf": {"name": "argon2id", "memory_kib": ..., "passes": ..., "lanes": ..., "salt": hex},
                              "nonce": hex, "wrapped": hex},
               "recovery":   {"kdf": {"name": "hkdf-sha256", "salt": hex}, "nonce": hex, "wrapped": hex,
                              "recipient": age1...}},
     "mac": hex, "checksum": hex}

`wrapped` is AES-256-GCM(slot key, nonce, master key, AAD = "perflead keys 1 " || slot || canonical JSON of kdf).
`checksum` is the SHA-256 of the canonical JSON of all the rest: an accident is told from a wrong passphrase before
any passphrase is tried. `mac` (HMAC-SHA256 under the master key, over `schema` and `slots`) tells a change on purpose.
A recovery key has 160 random bits, so its slot needs no slow derivation. `recipient` is the age public key (X25519)
whose private key is HKDF-SHA256(the recovery key, no salt, info = "perflead vault 1 backup identity"): what is
encrypted to it opens with the recovery key alone, which the vault itself does not know. A copy of an old
keys.json still opens with the passphrase of its day: whoever changes a passphrase because it leaked must see to the
copies as well.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown, write_atomic
from perflead_tui.i18n import _
from perflead_tui.review.canonical import canonical
from perflead_tui.sealing.agekeys import Identity, identity_of
from perflead_tui.vault import recovery
from perflead_tui.vault.faults import ForeignFile, WrongSecret, damaged
from perflead_tui.vault.master import MasterKey

SHORTEST_PASSPHRASE = 8
_LONGEST_PASSPHRASE = 1024
_SCHEMA: Final = "perflead.keys/1"
_LIMIT = 16 * 1024
_MAX_MEMORY_KIB = 1024 * 1024
_MAX_WORK_KIB = 4 * _MAX_MEMORY_KIB  # memory times passes: a hostile file may cost seconds, not hours

_Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
_Hex12 = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]
_Hex32 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Hex48 = Annotated[str, Field(pattern=r"^[0-9a-f]{96}$")]
_AgeKey = Annotated[str, Field(pattern=r"^age1[0-9a-z]{58}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, defer_build=True)


class Argon2Cost(_Strict):
    """What one guess of a passphrase costs: memory, passes over it, and lanes that may run in parallel."""

    memory_kib: int = Field(default=64 * 1024, ge=8, le=_MAX_MEMORY_KIB)
    passes: int = Field(default=3, ge=1, le=64)
    lanes: int = Field(default=4, ge=1, le=64)

    @model_validator(mode="after")
    def _possible(self) -> "Argon2Cost":
        if self.memory_kib < 8 * self.lanes:
            raise ValueError("Argon2 needs 8 KiB a lane")
        if self.memory_kib * self.passes > _MAX_WORK_KIB:
            raise ValueError("too costly")
        return self


DEFAULT_COST = Argon2Cost()


class Argon2Kdf(Argon2Cost):
    """How a passphrase becomes a key: Argon2id (RFC 9106) at this cost."""

    name: Literal["argon2id"] = "argon2id"
    salt: _Hex16


class _HkdfKdf(_Strict):
    name: Literal["hkdf-sha256"] = "hkdf-sha256"
    salt: _Hex16


class _PassphraseSlot(_Strict):
    kdf: Argon2Kdf
    nonce: _Hex12
    wrapped: _Hex48


class _RecoverySlot(_Strict):
    kdf: _HkdfKdf
    nonce: _Hex12
    wrapped: _Hex48
    recipient: _AgeKey | None = None


class _Slots(_Strict):
    passphrase: _PassphraseSlot
    recovery: _RecoverySlot


class KeyFile(_Strict):
    """The content of keys.json, checked but not unlocked."""

    schema_: Literal["perflead.keys/1"] = Field(alias="schema")
    slots: _Slots
    mac: _Hex32
    checksum: _Hex32

    @classmethod
    def read(cls, path: Path) -> "KeyFile":
        """The file at `path`; raises DamagedFile, ForeignFile (a newer format), or PerfleadError if it is missing."""
        raw = read_limited(path, _LIMIT, _("the key file of a vault"))
        try:
            content = json.loads(raw)
            checksum = content.pop("checksum")
            whole = hmac.compare_digest(_checksum(content).encode(), checksum.encode())
        except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
            raise damaged(path) from None
        if not whole:
            raise damaged(path)
        if content.get("schema") != _SCHEMA:
            raise _newer(path)
        try:
            return cls.model_validate({**content, "checksum": checksum})
        except ValidationError:
            raise damaged(path) from None

    def unlock(self, path: Path, secret: str) -> MasterKey:
        """The master key, by passphrase or recovery key. Raises WrongSecret, or DamagedFile if `path` was altered."""
        key = self._by_recovery(secret) or self._by_passphrase(secret)
        if key is None:
            raise _wrong(secret)
        if not hmac.compare_digest(_mac(key, self._content()), self.mac):
            raise damaged(path)
        return key

    @property
    def backup_recipient(self) -> str | None:
        """The age key that backups are encrypted to; None if the recovery key is older than backups are."""
        return self.slots.recovery.recipient

    def with_passphrase(self, key: MasterKey, passphrase: str, cost: Argon2Cost | None = None) -> "KeyFile":
        """The same with another passphrase slot; the recovery key stays good."""
        slots = self.slots.model_copy(update={"passphrase": _passphrase_slot(key, passphrase, cost or DEFAULT_COST)})
        return _sealed(key, slots)

    def with_recovery(self, key: MasterKey) -> tuple["KeyFile", str]:
        """The same with another recovery slot, and the new recovery key; the old one is good no more."""
        code = recovery.new()
        slots = self.slots.model_copy(update={"recovery": _recovery_slot(key, code)})
        return _sealed(key, slots), recovery.spell(code)

    def write(self, path: Path, *, overwrite: bool) -> None:
        """Put it at `path`, all or nothing."""
        text = self.model_dump_json(by_alias=True, exclude_none=True, indent=1)
        write_atomic(path, text.encode() + b"\n", overwrite=overwrite)

    def _content(self) -> dict[str, Any]:
        return {"schema": self.schema_, "slots": self.slots.model_dump(exclude_none=True), "mac": self.mac}

    def _by_recovery(self, secret: str) -> MasterKey | None:
        try:
            code = recovery.read(secret)
        except recovery.Misspelt:
            return None
        slot = self.slots.recovery
        return None if code is None else _unwrap(_recovery_key(code, slot.kdf), "recovery", slot)

    def _by_passphrase(self, secret: str) -> MasterKey | None:
        if not 0 < len(secret) <= _LONGEST_PASSPHRASE:
            return None
        slot = self.slots.passphrase
        return _unwrap(passphrase_key(secret, slot.kdf), "passphrase", slot)


def new_keys(passphrase: str, cost: Argon2Cost | None = None) -> tuple[KeyFile, MasterKey, str]:
    """A key file for a new vault, its master key, and the recovery key to print once."""
    key = MasterKey.new()
    code = recovery.new()
    slots = _Slots(
        passphrase=_passphrase_slot(key, passphrase, cost or DEFAULT_COST), recovery=_recovery_slot(key, code)
    )
    return _sealed(key, slots), key, recovery.spell(code)


def recovery_identity(secret: str) -> Identity | None:
    """The age identity that opens backups, if `secret` is a recovery key; None if it is something else.

    Raises WrongSecret if it is a recovery key with a typing error.
    """
    try:
        code = recovery.read(secret)
    except recovery.Misspelt:
        raise _wrong(secret) from None
    return None if code is None else _backup_identity(code)


def check_passphrase(passphrase: str) -> None:
    """Raise PerfleadError if `passphrase` is too short (or absurdly long) to protect a vault."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise PerfleadError(
            _("The passphrase is too short: it needs at least {n} characters.").format(n=SHORTEST_PASSPHRASE),
            _("Four or five unrelated words are easy to remember and hard to guess."),
        )
    if len(passphrase) > _LONGEST_PASSPHRASE:
        raise PerfleadError(
            _("The passphrase is too long: it may have at most {n} characters.").format(n=_LONGEST_PASSPHRASE)
        )


def _sealed(key: MasterKey, slots: _Slots) -> KeyFile:
    content: dict[str, Any] = {"schema": _SCHEMA, "slots": slots.model_dump(exclude_none=True)}
    content["mac"] = _mac(key, content)
    return KeyFile(schema=_SCHEMA, slots=slots, mac=content["mac"], checksum=_checksum(content))


def _mac(key: MasterKey, content: dict[str, Any]) -> str:
    covered = {name: content[name] for name in ("schema", "slots")}
    return hmac.digest(key.derive("key file", size=32), canonical(covered), "sha256").hex()


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def _passphrase_slot(key: MasterKey, passphrase: str, cost: Argon2Cost) -> _PassphraseSlot:
    kdf = Argon2Kdf(salt=os.urandom(16).hex(), **cost.model_dump(include={"memory_kib", "passes", "lanes"}))
    nonce, wrapped = _wrap(passphrase_key(passphrase, kdf), "passphrase", kdf, key)
    return _PassphraseSlot(kdf=kdf, nonce=nonce, wrapped=wrapped)


def _recovery_slot(key: MasterKey, code: bytes) -> _RecoverySlot:
    kdf = _HkdfKdf(salt=os.urandom(16).hex())
    nonce, wrapped = _wrap(_recovery_key(code, kdf), "recovery", kdf, key)
    return _RecoverySlot(kdf=kdf, nonce=nonce, wrapped=wrapped, recipient=_backup_identity(code).public())


def passphrase_key(passphrase: str, kdf: Argon2Kdf) -> bytes:
    """The key of 32 bytes. Raises PerfleadError if there is not enough memory."""
    # NFC: keyboards and systems spell the same accented letter in different ways.
    spelt = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=bytes.fromhex(kdf.salt),
            length=32,
            iterations=kdf.passes,
            lanes=kdf.lanes,
            memory_cost=kdf.memory_kib,
        ).derive(spelt)
    except MemoryError:
        raise PerfleadError(
            _("There is not enough free memory to check the passphrase: {n} MiB are needed.").format(
                n=-(-kdf.memory_kib // 1024)
            ),
            _("Close other programs, then try again."),
        ) from None


def _recovery_key(code: bytes, kdf: _HkdfKdf) -> bytes:
    return HKDF(SHA256(), 32, bytes.fromhex(kdf.salt), b"perflead vault 1 recovery slot").derive(code)


def _backup_identity(code: bytes) -> Identity:
    return identity_of(HKDF(SHA256(), 32, None, b"perflead vault 1 backup identity").derive(code))


def _wrap(slot_key: bytes, slot: str, kdf: _Strict, key: MasterKey) -> tuple[str, str]:
    nonce = os.urandom(12)
    return nonce.hex(), AESGCM(slot_key).encrypt(nonce, key.material(), _slot_aad(slot, kdf)).hex()


def _unwrap(slot_key: bytes, name: str, slot: _PassphraseSlot | _RecoverySlot) -> MasterKey | None:
    wrapped = bytes.fromhex(slot.wrapped)
    try:
        return MasterKey(AESGCM(slot_key).decrypt(bytes.fromhex(slot.nonce), wrapped, _slot_aad(name, slot.kdf)))
    except InvalidTag:
        return None


def _slot_aad(slot: str, kdf: _Strict) -> bytes:
    return b"perflead keys 1 " + slot.encode() + canonical(kdf.model_dump())


def _wrong(secret: str) -> WrongSecret:
    try:
        recovery.read(secret)
    except recovery.Misspelt:
        return WrongSecret(
            _("The recovery key holds a typing error."),
            _("Compare it with the printed one, group by group: nine groups of four letters and digits."),
        )
    return WrongSecret(
        _("The passphrase is wrong."),
        _("Try again. If it is forgotten, the recovery key that was printed once opens the vault too."),
    )


def _newer(path: Path) -> ForeignFile:
    return ForeignFile(
        _("{path} is not a key file that this version of perflead can read.").format(path=shown(path)),
        _("It may come from a newer version: install that and try again."),
    )
