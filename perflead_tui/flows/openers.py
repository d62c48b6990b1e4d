"""Split opening: the key that opens a review's envelopes, in shares, each with one person.

The vault keeps no copy of it. A share file is given to its opener when the review is set up, and the opener locks it
(kind "share", vault/locked.py: everything but `share` stays readable). To close, the coach needs shares, or approvals:
a share sealed to the desk's key of the review, which travels safely and which only the coach's vault opens.

    {"schema": "perflead.share-file/1", "review", "leader", "terms_digest": hex, "fingerprint": words, "desk": Base64,
     "opener": name, "needed": 2, "total": 3, "closes_on": date or null, "share": Base64 (sealing/shamir.py)}
    {"schema": "perflead.approval/1", "review", "terms_digest": hex, "sealed": Base64}

`sealed` is HPKE of the canonical JSON {"opener", "share"}, info "perflead.approval/1" LF || review || terms digest.
"""

import hmac
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import APPROVAL, SHARE, TEXT_LIMIT, armour, read_message
from perflead_tui.files import parse_json, private_dir, read_limited, shown, write_atomic
from perflead_tui.flows.records import ReviewFile
from perflead_tui.i18n import _, ngettext
from perflead_tui.review.canonical import canonical, is_whole, with_check
from perflead_tui.review.terms import Openers, Terms
from perflead_tui.sealing import hpke, shamir
from perflead_tui.sealing.encoding import b64, unb64, unb64_field
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.fingerprint import words
from perflead_tui.sealing.hpke import SealKey
from perflead_tui.sealing.keys import ReviewKeys
from perflead_tui.text import clean_line
from perflead_tui.vault.locked import MAX_LOCKED, is_locked, lock, unlock

_KIND = "share"
_SHARE_SCHEMA = "perflead.share-file/1"
_APPROVAL_SCHEMA = "perflead.approval/1"
_MOST = 20
_NAME = 200
_LIMIT = 64 * 1024

Ask = Callable[[str], str]
"""Asks for a passphrase; it is given the name of the person whose it is."""


def _no_passphrase(name: str) -> str:
    raise PerfleadError(_("The share of {name} needs its passphrase.").format(name=name))


def how_many(spelled: str) -> tuple[int, int]:
    """`2of3` as numbers: how many are needed, and of how many. Raises PerfleadError if that cannot be."""
    found = re.fullmatch(r"([0-9]{1,2}) ?of ?([0-9]{1,2})", spelled.strip().lower())
    if found is None:
        raise PerfleadError(_("{words} does not say how many openers.").format(words=clean_line(spelled, 40)), _usual())
    needed, total = int(found[1]), int(found[2])
    if not 2 <= needed <= total <= _MOST:
        raise PerfleadError(
            _("{needed} of {total} is not possible.").format(needed=needed, total=total),
            _("At least 2 are needed, at most as many as there are, and there are at most {most}.").format(most=_MOST),
        )
    return needed, total


def parse_openers(spelled: str, names: Sequence[str]) -> Openers:
    """`2of3` and three names. Raises PerfleadError with what does not fit."""
    needed, total = how_many(spelled)
    cleaned = [clean_line(name, _NAME) for name in names]
    if len(cleaned) != total:
        raise PerfleadError(
            ngettext(
                "{total} openers were announced, and {n} was named.",
                "{total} openers were announced, and {n} were named.",
                len(cleaned),
            ).format(total=total, n=len(cleaned)),
            _("Name each of them with --opener NAME."),
        )
    if "" in cleaned or len(set(cleaned)) != total:
        raise PerfleadError(_("An opener has no name, or two have the same."), _("Give each a name of their own."))
    return Openers(needed=needed, names=cleaned)


def require_new(folder: Path) -> None:
    """Raises PerfleadError unless `folder` can be made for shares, or is empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PerfleadError(
            _("{path} is not an empty folder.").format(path=shown(folder)),
            _("Name a new folder. Shares in this one that came from a run that was stopped open nothing: delete them."),
        )


def hand_out(terms: Terms, terms_digest: bytes, keys: ReviewKeys, folder: Path) -> ReviewKeys:
    """Write a share file for each opener into `folder`; the keys that the vault keeps, without the shared one.

    The files are on the disk when this returns. Raises PerfleadError if that cannot be: then none of them is left.
    """
    openers, seal = terms.openers, keys.seal
    if openers is None or seal is None:
        return keys
    require_new(folder)
    private_dir(folder)
    written: list[Path] = []
    try:
        for share, name in zip(shamir.split(seal.seed, openers.needed, len(openers.names)), openers.names, strict=True):
            written.append(folder / f"{share.number}{_slug(name)}.share")
            document = _share_document(terms, terms_digest, name, share)
            write_atomic(written[-1], _spelled(document), overwrite=False)
    except PerfleadError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return keys.without_seal()


def accept(path: Path, passphrase: str) -> dict[str, Any]:
    """Lock the share file at `path` under its opener's passphrase, in place. Returns what can be read without it."""
    document = _read_share(path)
    if is_locked(document, _KIND):
        raise PerfleadError(
            _("{path} has a passphrase already.").format(path=shown(path)),
            _("Nothing was changed. It is ready for perflead opener approve."),
        )
    _checked_share(document, path)
    public = _told(document)
    write_atomic(path, lock(_KIND, public, {"share": document["share"]}, passphrase).to_bytes())
    return public


def approve(path: Path, out: Path, ask: Ask, *, armoured: bool = False) -> dict[str, Any]:
    """Write an approval: the share at `path`, sealed to the desk of its review. Returns what the share is for."""
    document = _unlocked_share(path, ask)
    _checked_share(document, path)
    content = canonical({"opener": document["opener"], "share": document["share"]})
    info = _info(document["review"], bytes.fromhex(document["terms_digest"]))
    approval = {
        "schema": _APPROVAL_SCHEMA,
        "review": document["review"],
        "terms_digest": document["terms_digest"],
        "sealed": b64(hpke.encrypt(content, unb64_field(document, "desk"), info)),
    }
    data = _spelled(approval)
    write_atomic(out, armour(APPROVAL, data).encode() if armoured else data, overwrite=False)
    return _told(document)


def share_owner(path: Path) -> tuple[str, bool]:
    """Whose share the file at `path` is, as far as that can be read, and whether it needs a passphrase.

    Raises PerfleadError if it is no share.
    """
    document = _read_share(path)
    locked = is_locked(document, _KIND)
    public = document.get("public") if locked else document
    name = public.get("opener") if isinstance(public, dict) else None
    if not locked:
        _checked_share(document, path)
    return clean_line(str(name), _NAME), locked


@dataclass(frozen=True)
class Approved:
    """Who lets a review be opened: files of shares and of approvals; `ask` is for the passphrases of shares."""

    shares: Sequence[Path] = ()
    approvals: Sequence[Path] = ()
    ask: Ask = _no_passphrase


NOBODY = Approved()


def opening_key(file: ReviewFile, approved: Approved) -> SealKey | None:
    """The key that opens a review's envelopes, put together in memory; None if the vault has it itself.

    Raises PerfleadError (ShareError) if there are too few shares, or one is foreign, damaged or not genuine.
    """
    openers, keys = file.terms.openers, file.keys()
    if openers is None or keys.seal is not None:
        if approved.shares or approved.approvals:
            raise PerfleadError(_("This review has no openers: the vault's passphrase is enough to close it."))
        return None
    found = [_share_of(file, path, approved.ask) for path in approved.shares]
    found += [_share_in(file, path, keys.desk) for path in approved.approvals]
    different = list({share.number: share for share in found}.values()) if _same(found) else found
    if len(different) < openers.needed:
        raise _too_few(openers, len(different))
    key = SealKey(shamir.combine(different))
    if not hmac.compare_digest(key.public, unb64(file.terms.keys.seal)):
        raise shamir.ShareError("does_not_fit")
    return key


def _share_of(file: ReviewFile, path: Path, ask: Ask) -> shamir.Share:
    document = _unlocked_share(path, ask)
    share = _checked_share(document, path)
    _require_same(file, document, path)
    return share


def _share_in(file: ReviewFile, path: Path, desk: SealKey) -> shamir.Share:
    what = _("an approval")
    data = read_message(read_limited(path, TEXT_LIMIT, what), _LIMIT, APPROVAL)
    document = parse_json(data, shown(path), what)
    if document.get("schema") != _APPROVAL_SCHEMA:
        raise PerfleadError(
            _("{path} is not an approval.").format(path=shown(path)),
            _("An approval is the file that perflead opener approve writes."),
        )
    _require_same(file, document, path)
    try:
        content = desk.decrypt(unb64_field(document, "sealed"), _info(file.review, file.terms_digest))
        return shamir.Share.from_bytes(unb64_field(parse_json(content, shown(path), what), "share"))
    except (ValueError, SealingError, shamir.ShareError):
        raise _damaged(path) from None


def _read_share(path: Path) -> dict[str, Any]:
    what = _("a share")
    document = parse_json(read_message(read_limited(path, MAX_LOCKED, what), _LIMIT, SHARE), shown(path), what)
    if document.get("schema") == _SHARE_SCHEMA and not is_whole(document):
        raise _damaged(path)
    return document


def _unlocked_share(path: Path, ask: Ask) -> dict[str, Any]:
    document = _read_share(path)
    if not is_locked(document, _KIND):
        return document
    found = unlock(document, ask(share_owner(path)[0]), shown(path))
    return {**found.public, **found.secret}


def _checked_share(document: dict[str, Any], path: Path) -> shamir.Share:
    """The share in a share file that has all it should have."""
    if document.get("schema") != _SHARE_SCHEMA:
        raise PerfleadError(
            _("{path} is not a share of a key.").format(path=shown(path)),
            _("A share is the file that an opener was given when the review was set up."),
        )
    try:
        texts = [document[key] for key in ("review", "leader", "opener", "fingerprint", "terms_digest")]
        if not all(isinstance(text, str) for text in texts) or len(bytes.fromhex(document["terms_digest"])) != 32:
            raise ValueError("a field is missing")
        unb64_field(document, "desk", hpke.PUBLIC)
        return shamir.Share.from_bytes(unb64_field(document, "share"))
    except (KeyError, ValueError):
        raise _damaged(path) from None


def _require_same(file: ReviewFile, document: dict[str, Any], path: Path) -> None:
    if (document.get("review"), document.get("terms_digest")) != (file.review, file.terms_digest.hex()):
        raise PerfleadError(
            _("{path} is for another review.").format(path=shown(path)),
            _("Ask its opener for the one that belongs to {leader}.").format(leader=file.terms.leader),
        )


def _same(shares: Sequence[shamir.Share]) -> bool:
    """Whether all shares with one number are one share: a share and its approval may both be given."""
    return len({share.number for share in shares}) == len({(share.number, share.to_bytes()) for share in shares})


def _told(document: dict[str, Any]) -> dict[str, Any]:
    """What of a share file may be read by anyone."""
    return {key: value for key, value in document.items() if key not in ("share", "check")}


def _share_document(terms: Terms, terms_digest: bytes, name: str, share: shamir.Share) -> dict[str, Any]:
    document = {
        "schema": _SHARE_SCHEMA,
        "review": terms.review,
        "leader": terms.leader,
        "terms_digest": terms_digest.hex(),
        "fingerprint": words(terms_digest),
        "desk": terms.keys.desk,
        "opener": name,
        "needed": share.needed,
        "total": len(terms.openers.names) if terms.openers else 0,
        "closes_on": terms.closes_on.isoformat() if terms.closes_on else None,
        "share": b64(share.to_bytes()),
    }
    return with_check(document)


def _info(review: str, terms_digest: bytes) -> bytes:
    return _APPROVAL_SCHEMA.encode() + b"\n" + review.encode() + terms_digest


def _spelled(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _slug(name: str) -> str:
    """A name as a part of a file's name: "-dana-whitfield"; empty if nothing of it is in ASCII."""
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return f"-{found}" if found else ""


def _too_few(openers: Openers, given: int) -> PerfleadError:
    return shamir.ShareError(
        "too_few",
        ngettext(
            "This review opens with {needed} of its {total} openers, and {given} has approved.",
            "This review opens with {needed} of its {total} openers, and {given} have approved.",
            given,
        ).format(needed=openers.needed, total=len(openers.names), given=given),
    )


def _usual() -> str:
    return _("Say it as 2of3: two of three people are needed.")


def _damaged(path: Path) -> PerfleadError:
    return PerfleadError(
        _("{path} is damaged, or it was changed.").format(path=shown(path)), _("Ask its opener for a new copy.")
    )
