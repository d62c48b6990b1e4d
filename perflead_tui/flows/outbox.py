"""What a rater has finished and what could not leave yet: kept until it has arrived.

One file each in the state folder, private to this user: an envelope, sealed, with where it goes; or, in a blind review
before its time, a copy of the invitation, whose sealed draft then leaves as an envelope. It leaves with the next start
of perflead after its time, or with `perflead deliver`. An envelope is removed only when the drop has it.
"""

import contextlib
import datetime
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import ENVELOPES, DropError, Patience, open_drop, random_name
from perflead_tui.files import parse_json, private_dir, read_limited, write_atomic
from perflead_tui.i18n import _
from perflead_tui.paths import outbox_dir
from perflead_tui.review.canonical import is_whole, with_check
from perflead_tui.sealing.encoding import b64, unb64

SCHEMA = "perflead.outbox/1"
_LIMIT = 2 * 1024 * 1024

Outcome = Literal["sent", "waiting", "away", "damaged"]


@dataclass(frozen=True)
class Held:
    """One thing in the outbox."""

    path: Path
    document: dict[str, Any]

    @property
    def invitation(self) -> dict[str, Any] | None:
        """The invitation whose draft is to leave, if it is not sealed yet."""
        found = self.document.get("invitation")
        return found if isinstance(found, dict) else None


@dataclass(frozen=True)
class Delivery:
    """What became of one thing in the outbox, and why if it did not leave."""

    outcome: Outcome
    why: str = ""
    receipt: bytes | None = None
    """The receipt of the envelope, if one was sealed."""


def hold_envelope(drop: str, review: str, envelope: bytes, receipt: bytes, instead: Held | None = None) -> Held:
    """Keep a sealed envelope and its receipt until the drop has it; `instead` of the invitation that waited for it."""
    document = {"drop": drop, "review": review, "name": random_name(), "envelope": b64(envelope)}
    return _keep({**document, "receipt": b64(receipt)}, instead.path if instead is not None else None)


def hold_invitation(document: dict[str, Any]) -> Held:
    """Keep a finished draft's invitation until its credential is granted and its time has come; once each."""
    return waiting_for(document) or _keep({"invitation": document})


def waiting_for(document: dict[str, Any]) -> Held | None:
    """The place in the outbox of an invitation whose draft is to leave, if it waits there."""
    for held in entries():
        if held.invitation is not None and held.invitation.get("signature") == document.get("signature"):
            return held
    return None


def entries() -> Iterator[Held]:
    """Everything in the outbox; a file that is damaged or cannot be read has an empty document, and stays there."""
    what = _("an outbox file")
    for path in sorted(outbox_dir().glob("*.json")) if outbox_dir().is_dir() else ():
        try:
            document = parse_json(read_limited(path, _LIMIT, what), path.name, what)
        except PerfleadError:
            if not path.exists():  # it has just left with another process
                continue
            document = {}
        yield Held(path, document if is_whole(document) else {})


def forget(held: Held) -> None:
    """Take something out of the outbox. What the disk does not let go leaves once more, which does no harm."""
    with contextlib.suppress(OSError):
        held.path.unlink(missing_ok=True)


def send_envelope(held: Held, patience: Patience | None = None) -> Delivery:
    """Put a held envelope into its drop, and take it out of the outbox when it is there."""
    document = held.document
    try:
        envelope, receipt = unb64(document["envelope"]), unb64(document["receipt"])
        with open_drop(document["drop"], document["review"], patience) as drop:
            drop.put(f"{ENVELOPES}/{document['name']}", envelope, same_ok=True)
    except DropError as error:
        return Delivery("away", error.message)
    except (KeyError, TypeError, ValueError):
        return Delivery("damaged", _("{path} in the outbox is damaged.").format(path=held.path.name))
    forget(held)
    return Delivery("sent", receipt=receipt)


def _keep(document: dict[str, Any], path: Path | None = None) -> Held:
    new = private_dir(outbox_dir()) / f"{secrets.token_hex(8)}.json"
    document = with_check({"schema": SCHEMA, **document})
    write_atomic(path or new, (json.dumps(document) + "\n").encode(), overwrite=path is not None)
    return Held(path or new, document)


def now() -> datetime.datetime:
    """The moment that decides what may leave: a function, so that tests can set the clock."""
    return datetime.datetime.now(datetime.UTC)
