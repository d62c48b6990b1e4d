"""A world in which every text is hostile: a vault with reviews, and the files that others would send.

What a person types is cleaned on its way in, so the texts are put into the vault's tables and into signed documents as
they are: as if nothing had been cleaned before.
"""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from perflead_tui.exchange.invitation import make_invitation, with_credential
from perflead_tui.exchange.pack import make_pack
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.records import ReviewFile, open_review
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.questionnaire.loading import parse
from perflead_tui.review.roster import parse_roster
from perflead_tui.sealing.credential import issue, new_key, public_key_of
from perflead_tui.vault.vault import Vault
from tests.fuzz.make import ROSTER, SMALL

from .corpus import FORMAT, HIDING, MARKUP, TERMINAL

_PIECES = tuple(f"{piece}{MARKUP[:30]}" for piece in (*TERMINAL.values(), HIDING["bidi"], HIDING["invisible"], FORMAT))
_WORDED = ("leader", "role", "asked_by", "title", "label", "text", "texts", "reason", "name", "email", "message")
_KEPT = ("short", "schema", "key")


def texts() -> Iterator[str]:
    """One hostile text after the other, over and over."""
    return (f"w{at} {piece} w" for at, piece in enumerate(itertools.cycle(_PIECES)))


def spoiled(node: Any, given: Iterator[str], *, words: bool = False) -> Any:
    """A document with another hostile text in each of its words, under `_WORDED` keys and in texts by language."""
    if isinstance(node, dict):
        localized = bool(node) and set(node) <= {"en", "es"}
        return {
            key: spoiled(value, given, words=localized or (key in _WORDED and not _is_name_of_file(node, key)))
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [spoiled(each, given, words=words) for each in node]
    return f"{node} {next(given)}"[:400] if words and isinstance(node, str) else node


def _is_name_of_file(node: dict[str, Any], key: str) -> bool:
    """Whether it is the short name of a questionnaire or a group, which the model holds to letters."""
    return key == "name" and isinstance(node.get(key), str) and "version" in node


class World:
    """The vault, closed again, and the files. `review` is open, `closed` is closed; `code` opens the pack."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        self.folder, self.given = folder, texts()
        self.vault, _recovery = Vault.create(folder / "vault", passphrase)
        with self.vault:
            self.closed = self._review("closed")
            self.review = self._review("open")
            self._close()
            for review in (self.closed, self.review):
                self._spoil(review)

    def _review(self, name: str) -> str:
        """A new review of which everybody has an invitation; its terms are hostile, and signed by who made them."""
        asked = parse(SMALL, "small.yaml")
        wanted = NewReview("Jo Lead", asked, parse_roster(ROSTER, "r", asked), role="Boss", asked_by="Dana W")
        review = new_review(self.vault, wanted).review
        with open_review(self.vault, review) as file:
            hostile = spoiled(file.terms_document, self.given)
            row = file.db.table("review").all()[0]
            file.db.table("review").update({"terms": hostile, "state": "open"}, doc_ids=[row.doc_id])
        with open_review(self.vault, review) as file:
            self.invitations = self._invitations(file, name)
        return review

    def _invitations(self, file: ReviewFile, name: str) -> list[Path]:
        keys, found = file.keys(), []
        place = self.folder / name
        place.mkdir()
        documents = []
        for group in ("self", "peers", "peers", "peers"):
            private = new_key()
            held = with_credential(issue(keys.groups[group], public_key_of(private)), private)
            data = make_invitation(file.terms_document, group, "en", held, keys.sign)
            documents.append(json.loads(data))
            found.append(place / f"{len(found)}.invitation")
            found[-1].write_bytes(data)
        if name == "open":
            data, (self.code,) = make_pack([[documents[-1]]], {file.review: keys.sign})
            self.pack = self.folder / "codes.pack"
            self.pack.write_bytes(data)
        return found

    def _close(self) -> None:
        from perflead_tui.flows.rate import AnswerSession

        out = self.folder / "envelopes"
        out.mkdir()
        for path in sorted((self.folder / "closed").iterdir()):
            session = AnswerSession.open(path, out=out)
            session.fill({"ratings": dict.fromkeys(session.form.item_keys, 3), "comments": {"O1": next(self.given)}})
            session.send()
            self.receipt = session.save_receipt(self.folder / "mine.receipt") if path.name[0] == "3" else None
        collect(self.vault, self.closed, [out])
        close(self.vault, self.closed)
        with Debrief.of_review(self.vault, self.closed) as debrief:
            debrief.choose("A", next(self.given))
            debrief.set_focus(0, behaviour=next(self.given), measure=next(self.given))
            debrief.set_message(next(self.given))
            debrief.note(1, next(self.given))
            for each in debrief.report.comments.manager + debrief.report.comments.own:
                debrief.mark(f"self.{each.question}.0", theme=next(self.given)[:40])
            debrief.save()

    def _spoil(self, review: str) -> None:
        """Hostile texts in every table that holds any, as if nothing had been cleaned."""
        with self.vault.review(review) as db:
            for name in ("roster", "comments", "debrief", "hidden"):
                for row in db.table(name).all():
                    db.table(name).update(spoiled(dict(row), self.given), doc_ids=[row.doc_id])
            for name in ("report", "plan"):
                for row in db.table(name).all():
                    found = json.dumps(spoiled(json.loads(row["json"]), self.given))
                    db.table(name).update({"json": found}, doc_ids=[row.doc_id])
        for row in self.vault.catalog.table("reviews").all():
            self.vault.catalog.table("reviews").update({"leader": next(self.given)}, doc_ids=[row.doc_id])
