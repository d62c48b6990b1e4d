"""Targets whose input is signed, sealed or locked around the changed bytes, so that what is inside is reached too."""

import contextlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError

from . import world

NAME = "file"


@cache
def _keys(review: str) -> Any:
    from perflead_tui.sealing.keys import ReviewKeys

    return ReviewKeys.from_document(world.world()[review]["keys"])


@cache
def _terms(review: str = "simple") -> Any:
    from perflead_tui.exchange.signed_terms import SignedTerms
    from perflead_tui.review.terms import Terms, digest

    document = world.world()[review]["terms"]
    return SignedTerms(Terms.model_validate(document), digest(document))


@cache
def _invitation(name: str = "invitation") -> Any:
    from perflead_tui.exchange.invitation import parse_invitation

    return parse_invitation(world.world()[name], NAME)


def session() -> Any:
    """A rater's session, without a file of its own."""
    from perflead_tui.flows.drafts import DraftFile
    from perflead_tui.flows.rate import AnswerSession

    world.folder()
    file = DraftFile(_invitation())
    file.path.unlink(missing_ok=True)
    return AnswerSession(None, _invitation(), world.folder(), file)


def _signed(document: dict[str, Any], domain: str, field: str = "signature") -> dict[str, Any] | None:
    """`document` with a right signature of the review's key; None if it has no canonical form to sign."""
    from perflead_tui.review.canonical import canonical
    from perflead_tui.sealing import signature as signing
    from perflead_tui.sealing.encoding import b64

    unsigned = {key: value for key, value in document.items() if key not in (field, "used")}
    key = _keys("blind" if "code" in document else "simple").sign
    try:
        signed = b64(signing.sign(key, getattr(signing, domain), canonical(unsigned)))
    except (ValueError, RecursionError):
        return None
    return {**document, field: signed}


# What a rater was sent


def invitation(data: bytes) -> None:
    """The file of an invitation, or an e-mail with one."""
    from perflead_tui.exchange.invitation import load_invitation

    load_invitation(world.file(data, "i.invitation"))


def invitation_signed(data: bytes) -> None:
    """An invitation by somebody who holds a review's key, up to the form that it opens."""
    from perflead_tui.exchange.invitation import parse_invitation
    from perflead_tui.flows.drafts import DraftFile
    from perflead_tui.flows.promises import promises
    from perflead_tui.flows.rate import AnswerSession

    document = world.as_object(data)
    if document is None:
        return
    found = parse_invitation(_signed(document, "INVITATION") or document, NAME)
    world.folder()
    file = DraftFile(found)
    file.path.unlink(missing_ok=True)
    made = AnswerSession(None, found, world.folder(), file)
    promises(made)
    made.progress()


def terms(data: bytes) -> None:
    """Terms by somebody who holds their key."""
    from perflead_tui.exchange.signed_terms import parse_signed_terms
    from perflead_tui.review.canonical import canonical
    from perflead_tui.sealing import signature as signing
    from perflead_tui.sealing.encoding import b64

    document = world.as_object(data)
    if document is None:
        return
    try:
        signed = b64(signing.sign(_keys("simple").sign, signing.TERMS, canonical(document)))
    except (ValueError, RecursionError):
        signed = "AAAA"
    parse_signed_terms({"schema": "perflead.signed-terms/1", "terms": document, "signature": signed}, NAME)


def signed_terms(data: bytes) -> None:
    """The file of signed terms, as it is."""
    from perflead_tui.exchange.signed_terms import load_terms

    load_terms(world.file(data, "terms.json"))


def grant(data: bytes) -> None:
    """A grant: as it is, and with these bytes inside its box."""
    from perflead_tui.exchange import claim as claims
    from perflead_tui.sealing.box import seal_box

    keys, digest = _invitation("blind_invitation").code, _terms("blind").terms_digest
    boxes = [data]
    if len(data) < claims.SIZE:
        boxes.append(seal_box(keys.grant_key, data, claims._GRANT + digest))
    for box in boxes:
        try:
            claims.open_grant(box, keys, b"b" * 384, digest)
        except PerfleadError as error:
            str(error)


def draft(data: bytes) -> None:
    """A draft with this content, opened and gone on with."""
    from perflead_tui.flows.drafts import _CONTEXT, DraftFile
    from perflead_tui.flows.rate import AnswerSession
    from perflead_tui.sealing.box import seal_box

    world.folder()
    file = DraftFile(_invitation())
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(seal_box(file._key, data, _CONTEXT))
    made = AnswerSession(None, _invitation(), world.folder(), file)
    made.progress()
    for item in made.form.item_keys:
        made.rating(item)
    for question in made.form.question_keys:
        made.comment(question)
    _ = (made.place, made.language, made.cannot_tell, made.problems(), made.ready, made.granted)


def pack(data: bytes) -> None:
    """A pack by somebody who holds the key of its review."""
    from perflead_tui.exchange.pack import parse_pack

    document = world.as_object(data)
    signed = document and _signed({**document, "signatures": None}, "PACK", "signatures")
    parse_pack(json.dumps({**signed, "signatures": [signed["signatures"]]}).encode() if signed else data, NAME)


def pack_entry(data: bytes) -> None:
    """What a code opens in a pack, with these bytes inside the entry."""
    from perflead_tui.exchange import pack as packs
    from perflead_tui.sealing.box import seal_box
    from perflead_tui.sealing.encoding import b64, unb64
    from perflead_tui.sealing.padding import PREFIX, pad

    packs._locked = _once(packs._locked)  # the same code each time: no need to try it for 0.1 s
    made = world.world()["pack"]
    document, code = made["document"], made["code"]
    found = packs.parse_pack(json.dumps(document).encode(), NAME)
    salt = unb64(document["kdf"]["salt"])
    locked = packs._locked(code, salt, packs.Cost())
    box = seal_box(locked.key, pad(data, len(data) + PREFIX), packs._CONTEXT + salt)
    packs.Pack(NAME, salt, packs.Cost(), found._terms, {locked.name: b64(box)}).open(code)


_made: dict[Any, Any] = {}


def _once(function: Any) -> Any:
    return _made.setdefault(function, function if function in _made.values() else cache(function))


# What the desk takes in


def envelope(data: bytes) -> None:
    """An envelope of any bytes, and an envelope in a courier's layer."""
    from perflead_tui.sealing import outer
    from perflead_tui.sealing.envelope import open_envelope, review_of

    signed, key = _terms(), _keys("simple").seal
    for read in (
        lambda: open_envelope(data, key, signed.terms_digest),
        lambda: outer.unwrap(data, key, signed.terms_digest),
        lambda: review_of(data),
        lambda: outer.review_of_outer(data),
        lambda: _unwrapped(data),
    ):
        try:
            read()
        except PerfleadError as error:
            str(error)


def _unwrapped(data: bytes) -> None:
    """These bytes inside a layer of the courier's, of a size that an envelope may have."""
    from perflead_tui.sealing import hpke, outer

    key, digest = _keys("simple").seal, _terms().terms_digest
    header = outer.MAGIC + outer.VERSION + b"\n" + _terms().terms.review.encode() + b"\n"
    sized = data[: outer.envelope.SIZES[0]].ljust(outer.envelope.SIZES[0], b"\0")
    outer.unwrap(header + hpke.encrypt(sized, key.public, header + digest), key, digest)


def response(data: bytes) -> None:
    """A response with this content: sealed, and signed by a rater who holds a credential."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from perflead_tui.flows.response import Reader
    from perflead_tui.review.canonical import canonical
    from perflead_tui.sealing import signature as signing
    from perflead_tui.sealing.encoding import b64
    from perflead_tui.sealing.envelope import MAX_CONTENT, open_envelope, seal

    signed, held = _terms(), _invitation()
    document = world.as_object(data)
    if document is not None and "signature" in document:
        document = {**document, "credential": held.credential.to_document()} if "credential" in document else document
        unsigned = {key: value for key, value in document.items() if key != "signature"}
        key = Ed25519PrivateKey.from_private_bytes(held.private_key)
        try:
            made = signing.sign(key, signing.RESPONSE, signed.terms_digest + canonical(unsigned))
            data = json.dumps({**unsigned, "signature": b64(made)}).encode()
        except (ValueError, RecursionError):
            pass
    sealed = seal(data[:MAX_CONTENT], _keys("simple").seal.public, signed.terms_digest, signed.terms.review)
    content = open_envelope(sealed, _keys("simple").seal, signed.terms_digest)
    Reader(signed.terms, signed.terms_digest).read(content)


def claim(data: bytes) -> None:
    """A claim: as it is, and with these bytes sealed in it."""
    from perflead_tui.exchange import claim as claims
    from perflead_tui.sealing import hpke
    from perflead_tui.sealing.padding import pad

    signed, desk = _terms("blind"), _keys("blind").desk
    header = b"perflead.claim/1\n" + signed.terms.review.encode() + b"\n"
    room = claims.SIZE - len(header) - hpke.OVERHEAD
    whole = [data]
    if len(data) < room - 4:
        whole.append(header + hpke.encrypt(pad(data, room), desk.public, header + signed.terms_digest))
    for each in whole:
        try:
            found = claims.open_claim(each, desk, signed.terms_digest, signed.terms.review)
            claims.check_claim(found, b"k" * 32, "peers", signed.terms_digest)
        except PerfleadError as error:
            str(error)


def approval(data: bytes) -> None:
    """An approval of an opener, with these bytes sealed in it."""
    from types import SimpleNamespace

    from perflead_tui.flows import openers
    from perflead_tui.sealing import hpke
    from perflead_tui.sealing.encoding import b64

    signed, desk = _terms("opened"), _keys("opened").desk
    review = SimpleNamespace(
        review=signed.terms.review, terms_digest=signed.terms_digest, terms=signed.terms, keys=lambda: _keys("opened")
    )
    document = {
        "schema": openers._APPROVAL_SCHEMA,
        "review": signed.terms.review,
        "terms_digest": signed.terms_digest.hex(),
        "sealed": b64(hpke.encrypt(data, desk.public, openers._info(signed.terms.review, signed.terms_digest))),
    }
    path = world.file(json.dumps(document).encode(), "a.approval")
    openers.opening_key(review, openers.Approved(approvals=[path, path]))


def approval_file(data: bytes) -> None:
    """The file of an approval, as it is."""
    from types import SimpleNamespace

    from perflead_tui.flows import openers

    signed = _terms("opened")
    review = SimpleNamespace(
        review=signed.terms.review, terms_digest=signed.terms_digest, terms=signed.terms, keys=lambda: _keys("opened")
    )
    openers.opening_key(review, openers.Approved(approvals=[world.file(data, "a.approval")]))


def opener_share(data: bytes) -> None:
    """The share of an opener."""
    from perflead_tui.flows import openers

    path = world.file(data, "1.share")
    openers.share_owner(path)
    document = openers._read_share(path)
    if not _is_dear(document):
        openers.approve(path, _fresh("new.approval"), lambda _name: "the words of nobody")


def _is_dear(document: dict[str, Any]) -> bool:
    """Whether trying a passphrase would take what the file says it takes: memory and time on purpose."""
    kdf = document.get("kdf")
    small = isinstance(kdf, dict) and kdf.get("memory_kib") in range(513) and kdf.get("passes") in range(3)
    return kdf is not None and not small


def _fresh(name: str) -> Path:
    path = world.folder() / name
    path.unlink(missing_ok=True)
    return path


def courier_key(data: bytes) -> None:
    """The public key that a courier gave."""
    from perflead_tui.flows.courier import read_courier_key

    read_courier_key(world.file(data, "c.pub"))


def courier_file(data: bytes) -> None:
    """A courier's key file."""
    from perflead_tui.flows.courier import open_courier

    document = world.as_object(data)
    if document is None or not _is_dear(document):
        open_courier(world.file(data, "c.key"), lambda: "the words of nobody")


# What is published and shared


def board(data: bytes) -> None:
    """A board by somebody who holds the review's key, checked, audited and looked up."""
    from perflead_tui.exchange.board import audit, check_board, parse_board
    from perflead_tui.exchange.receipt import verify

    document = world.as_object(data)
    signed = _signed(document, "BOARD") if document else None
    found = parse_board(json.dumps(signed).encode() if signed else data, NAME)
    audit(found, _terms().terms, _terms().terms_digest, [b"e" * 32])
    try:
        verify("7ZQ4-0M2D-K9RT-VC3X-H", found, None)
    except PerfleadError as error:
        str(error)
    check_board(found, _terms().terms, _terms().terms_digest)


def share(data: bytes) -> None:
    """A shared document by somebody who holds the review's key, opened; a whole review is held against its terms."""
    from perflead_tui.flows.handing import _tables
    from perflead_tui.flows.sharing import opened

    document = world.as_object(data)
    signed = _signed(document, "SHARED") if document else None
    found = opened(json.dumps(signed).encode() if signed else data, NAME)
    if found.share.handed is not None:
        _tables(found.share, NAME)


# A vault


def key_file(data: bytes) -> None:
    """The key file of a vault, as it is and with a checksum that fits."""
    from perflead_tui.vault.keys import KeyFile, _checksum

    document = world.as_object(data)
    whole = [data]
    if document is not None:
        content = {key: value for key, value in document.items() if key != "checksum"}
        with contextlib.suppress(ValueError, RecursionError):
            whole.append(json.dumps({**content, "checksum": _checksum(content)}).encode())
    for each in whole:
        path = world.file(each, "keys.json")
        try:
            KeyFile.read(path).unlock(path, "7Q2M-0ZKD-" * 3)
        except PerfleadError as error:
            str(error)


@cache
def _master() -> Any:
    from perflead_tui.sealing.encoding import unb64
    from perflead_tui.vault.master import MasterKey

    return MasterKey(unb64(world.world()["master"]))


def _opened(data: bytes) -> None:
    """A file of a vault, opened as TinyDB, all its documents read."""
    import shutil

    from perflead_tui.vault.journal import Journal
    from perflead_tui.vault.storage import EncryptedStorage
    from perflead_tui.vault.table import EncryptedDB

    home = world.folder() / "vault"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    (home / "catalog").write_bytes(data)
    journal = Journal(home / "catalog", home, _master(), "catalog")
    journal._anchor.path.unlink(missing_ok=True)
    db = EncryptedDB(EncryptedStorage(journal))
    try:
        for name in db.tables():
            db.table(name).all()
    finally:
        db.close()


def journal(data: bytes) -> None:
    """A file of a vault of any bytes."""
    _opened(data)


def frames(data: bytes) -> None:
    """A file of a vault with these operations in a genuine frame."""
    from perflead_tui.vault.frame import Header, Kind, Sealer

    header = Header.new(_master(), "catalog")
    frame, _mark = Sealer(_master(), "catalog", header.file_id).seal(header.start, Kind.OPERATIONS, data)
    _opened(header.raw + frame)


def anchor(data: bytes) -> None:
    """What a machine remembers of a file."""
    from perflead_tui.vault.anchor import Anchor

    world.folder()
    found = Anchor(_master(), world.folder(), "catalog")
    found.path.parent.mkdir(parents=True, exist_ok=True)
    found.path.write_bytes(data)
    try:
        found.read()
    finally:
        found.path.unlink()


def holder(data: bytes) -> None:
    """The note of who has a vault open."""
    from perflead_tui.vault.lock import _in_use

    str(_in_use(world.file(data, "holder.json")))
