"""Every file format that perflead writes: a genuine file of each, another one, and how the product reads it.

`read` gives what the product would use of a file, as something that can be compared, or raises. `sealed` formats carry
a signature, a MAC or a checksum: whatever is done to a file of them, what is read is what was written, or nothing.
The others are plain text for people and programs: a change may change what they say, and must not crash a reader.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from perflead_tui import paths, settings, themes
from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import ENVELOPE, TEXT_LIMIT, armour, unarmour
from perflead_tui.exchange.board import check_board, parse_board
from perflead_tui.exchange.claim import check_claim, open_claim, open_grant
from perflead_tui.exchange.invitation import load_invitation, parse_invitation
from perflead_tui.exchange.pack import make_pack, parse_pack
from perflead_tui.exchange.receipt import make_receipt, parse_receipt
from perflead_tui.exchange.signed_terms import load_terms
from perflead_tui.flows import openers, outbox
from perflead_tui.flows.backup import backup, own_recipients, unpacked
from perflead_tui.flows.beside import read_report
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect, read_envelope
from perflead_tui.flows.courier import new_courier, open_courier, read_courier_key
from perflead_tui.flows.debriefing import read_debrief
from perflead_tui.flows.drafts import DraftFile
from perflead_tui.flows.grants import grant_files
from perflead_tui.flows.planning import read_plan
from perflead_tui.flows.publish import publish
from perflead_tui.flows.rate import AnswerSession, read_answers
from perflead_tui.flows.records import ReviewFile, open_review
from perflead_tui.flows.reporting import Look, render, subject_of_review
from perflead_tui.flows.sharing import offer, opened
from perflead_tui.questionnaire.loading import load, parse
from perflead_tui.questionnaire.writing import export_text
from perflead_tui.review.roster import parse_roster
from perflead_tui.review.terms import Blind
from perflead_tui.sealing import agefile, outer
from perflead_tui.sealing.agekeys import Identity, new_identity, recipients
from perflead_tui.sealing.code import keys_of, new_code
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.envelope import open_envelope
from perflead_tui.sealing.hpke import SealKey
from perflead_tui.sealing.slow import Cost
from perflead_tui.vault.keys import recovery_identity
from perflead_tui.vault.vault import Vault
from tests.faults.registry import Format
from tests.faults.vault_files import SECRET, WRONG, vault_files
from tests.flows.conftest import Review
from tests.flows.test_blind import START, UNTIL

ROSTER = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(4))


class Scene:
    """A vault with a closed review, a blind one and one whose key is shared, and the files that come of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "read"
        self.place.mkdir()
        self.vault, self.recovery = Vault.create(folder / "vault", SECRET)
        self.master = self.vault.master
        self.closed = self._review("closed")
        for path in self.closed.invitations:
            self.closed.answer(path, comments={"O1": "go on"})
        collect(self.vault, self.closed.id, [self.closed.envelopes])
        close(self.vault, self.closed.id)
        publish(self.vault, self.closed.id, folder / "board")
        self.open = self._review("open")
        for path in self.open.invitations:
            self.open.answer(path)
        collect(self.vault, self.open.id, [self.open.envelopes])
        self.blind = self._review("blind", blind=Blind(claims_until=UNTIL, answers_from=START))
        (folder / "courier").mkdir()
        self.courier = folder / "courier" / "courier.key"
        self.courier_public, _text = new_courier(self.courier, SECRET)
        shared = {"openers": openers.parse_openers("2of2", ["Ana", "Ben"]), "shares": folder / "shares"}
        self.shared = self._review("shared", courier=read_courier_key(self.courier_public), **shared)

    def _review(self, name: str, **more: Any) -> Review:
        folder = self.folder / name
        folder.mkdir()
        return Review(self.vault, folder, roster=ROSTER, **more)

    def at(self, name: str, data: bytes) -> Path:
        """A file with this content, to be read."""
        path = self.place / name
        path.write_bytes(data)
        return path

    def formats(self) -> list[Format]:
        """All of them."""
        return [
            *vault_files(self.vault, self.place, self.open.id), *self._invitations(), *self._envelopes(),
            *self._blind_files(), *self._published(), *self._shared(), *self._openers(), *self._own(), *self._texts(),
        ]  # fmt: skip

    # What raters have

    def _invitations(self) -> list[Format]:
        def read(data: bytes) -> object:
            found = load_invitation(self.at("x.invitation", data))
            return found.terms_digest, found.group.key, found.credential, found.private_key

        (self.folder / "packs").mkdir()
        documents = [json.loads(path.read_bytes()) for path in self.open.invitations[:2]]
        with open_review(self.vault, self.open.id) as file:
            signers = {self.open.id: file.keys().sign}
        pack, codes = make_pack([[each] for each in documents], signers, cost=Cost())
        other, _codes = make_pack([[documents[1]]], signers, cost=Cost())

        def unpack(data: bytes, code: str = codes[0]) -> object:
            return [(each.terms_digest, each.credential) for each in parse_pack(data, "x").open(code)]

        one, two = (path.read_bytes() for path in self.open.invitations[:2])
        return [
            Format("invitation", one, two, read),
            Format("pack", pack, other, unpack, wrong=lambda data: unpack(data, new_code())),
        ]

    def _envelopes(self) -> list[Format]:
        one, two = (path.read_bytes() for path in sorted(self.open.envelopes.iterdir())[:2])
        with open_review(self.vault, self.open.id) as file:
            key, digest = file.keys().seal, file.terms_digest
        assert key is not None

        def read(data: bytes, by: SealKey = key) -> object:
            return open_envelope(read_envelope(self.at("x.envelope", data)), by, digest)

        def text(data: bytes) -> object:
            return unarmour(data.decode("utf-8", errors="replace"), TEXT_LIMIT)

        layered = [self.shared.answer(path).read_bytes() for path in self.shared.invitations[:2]]
        with open_review(self.vault, self.shared.id) as file:
            shared_digest = file.terms_digest
        courier = open_courier(self.courier, lambda: SECRET).key
        receipts = [make_receipt(each, self.open.made.terms, digest) for each in (one, two)]
        return [
            Format("envelope", one, two, read, wrong=lambda data: read(data, SealKey.generate()), tells=False),
            Format("armour", armour(ENVELOPE, one).encode(), armour(ENVELOPE, two).encode(), text),
            Format("courier layer", layered[0], layered[1], lambda data: outer.unwrap(data, courier, shared_digest),
                   wrong=lambda data: outer.unwrap(data, SealKey.generate(), shared_digest), tells=False),
            Format("receipt", receipts[0], receipts[1], lambda data: parse_receipt(data, "x").model_dump()),
        ]  # fmt: skip

    def _blind_files(self) -> list[Format]:
        sessions = [AnswerSession.open(path) for path in self.blind.invitations[:2]]
        claims = [session.claim_bytes() for session in sessions]
        paths = [self.at(f"{n}.claim", data or b"") for n, data in enumerate(claims)]
        done, written = grant_files(self.vault, self.blind.id, paths, self.folder / "grants")
        assert done.granted == 2
        with open_review(self.vault, self.blind.id) as file:
            keys, digest, rows = file.keys(), file.terms_digest, {row["name"]: row for row in file.db.table("codes")}
        code = sessions[0]._invitation.code
        assert code is not None and sessions[0]._draft.claim is not None
        blinded = unb64(sessions[0]._draft.claim["blinded"])

        def claim(data: bytes, desk: SealKey = keys.desk) -> object:
            found = open_claim(data, desk, digest, self.blind.id)
            if found.code not in rows:
                raise PerfleadError("unknown code")
            check_claim(found, unb64(rows[found.code]["claim_key"]), rows[found.code]["group"], digest)
            return found

        def grant(data: bytes, by: Any = code) -> object:
            return open_grant(data, by, blinded, digest)

        stranger = keys_of(new_code(), self.blind.id)
        draft = DraftFile(sessions[0]._invitation)

        def read_draft(data: bytes, at: DraftFile = draft) -> object:
            at.path.write_bytes(data)
            return vars(at.load())

        other = DraftFile(sessions[1]._invitation)
        first = draft.path.read_bytes()
        sessions[0].rate("U1", 3)
        sessions[0].save()
        mine, others = sorted((path.read_bytes() for path in written), key=lambda data: not _reads(grant, data))
        claimed = [data for data in claims if data is not None]
        return [
            Format("claim", claimed[0], claimed[1], claim, lambda data: claim(data, SealKey.generate()), tells=False),
            Format("grant", mine, others, grant, lambda data: grant(data, stranger), tells=False),
            Format(
                "draft", draft.path.read_bytes(), first, read_draft, lambda data: read_draft(data, other), tells=False
            ),
        ]

    # What is published or shared

    def _published(self) -> list[Format]:
        board, terms = self.folder / "board" / "board.json", self.folder / "board" / "terms.json"
        self.open_board = self.folder / "second"
        again = self._review("again")
        for path in again.invitations:
            again.answer(path)
        collect(self.vault, again.id, [again.envelopes])
        close(self.vault, again.id)
        publish(self.vault, again.id, self.open_board)
        promised = load_terms(terms)

        def read(data: bytes) -> object:
            found = parse_board(data, "x")
            check_board(found, promised.terms, promised.terms_digest)
            return found.model_dump()

        return [
            Format("board", board.read_bytes(), (self.open_board / "board.json").read_bytes(), read),
            Format("signed terms", terms.read_bytes(), (self.open_board / "terms.json").read_bytes(),
                   lambda data: load_terms(self.at("terms.json", data))),
        ]  # fmt: skip

    def _shared(self) -> list[Format]:
        document = offer(self.vault, self.closed.id, "report").document
        whole = offer(self.vault, self.closed.id, "review").document
        mine, theirs = new_identity(), new_identity()
        sealed = agefile.encrypt(document, recipients([mine.public()]))
        again = agefile.encrypt(whole, recipients([mine.public()]))

        def age(data: bytes, key: Identity = mine) -> object:
            return agefile.decrypt(data, [key], "x")

        recovery = recovery_identity(self.recovery)
        assert recovery is not None
        backups = []
        for n in range(2):
            path = self.folder / f"{n}.backup"
            backup(self.vault, path, own_recipients(self.vault))
            backups.append(path.read_bytes())
            self.vault.catalog.table("more").insert({"n": n})

        def files(data: bytes, key: Identity = recovery) -> object:
            return unpacked(agefile.decrypt(data, [key], "x"), "x")

        def shared(data: bytes) -> object:
            found = opened(data, "x")
            return found.what, found.share

        return [
            Format("share (age)", sealed, again, age, wrong=lambda data: age(data, theirs)),
            Format("shared document", document, whole, shared),
            Format("backup", backups[0], backups[1], files, wrong=lambda data: files(data, theirs)),
        ]

    def _openers(self) -> list[Format]:
        shares = sorted((self.folder / "shares").iterdir())
        plain = [path.read_bytes() for path in shares]
        approvals = [self.folder / "0.approval", self.folder / "1.approval"]
        for path, out in zip(shares, approvals, strict=True):
            openers.approve(path, out, lambda _name: SECRET)
        openers.accept(shares[0], SECRET)
        locked = shares[0].read_bytes()
        openers.accept(shares[1], SECRET)

        def share(data: bytes) -> object:
            path = self.at("x.share", data)
            document = openers._unlocked_share(path, lambda _name: SECRET)
            return openers._checked_share(document, path).to_bytes(), document["opener"], document["desk"]

        def unlocked(data: bytes, secret: str = SECRET) -> object:
            path = self.at("x.share", data)
            document = openers._unlocked_share(path, lambda _name: secret)
            return openers._checked_share(document, path).to_bytes(), document["opener"], document["desk"]

        with open_review(self.vault, self.shared.id) as file:
            desk = file.keys().desk

        held = self.vault.review(self.shared.id)
        review = ReviewFile(held, self.shared.id)

        def approval(data: bytes, by: SealKey = desk) -> object:
            return openers._share_in(review, self.at("x.approval", data), by).to_bytes()

        second = self.folder / "courier" / "second.key"
        public, _text = new_courier(second, SECRET)

        def courier(data: bytes, secret: str = SECRET) -> object:
            found = open_courier(self.at("courier.key", data), lambda: secret)
            return found.key.seed, found.batches

        def courier_key(data: bytes) -> object:
            return read_courier_key(self.at("courier.pub", data))

        return [
            Format("share", plain[0], plain[1], share),
            Format("locked share", locked, shares[1].read_bytes(), unlocked, wrong=lambda data: unlocked(data, WRONG)),
            Format("approval", approvals[0].read_bytes(), approvals[1].read_bytes(), approval,
                   wrong=lambda data: approval(data, SealKey.generate()), tells=False),
            Format("courier file", self.courier.read_bytes(), second.read_bytes(), courier,
                   wrong=lambda data: courier(data, WRONG)),
            Format("courier key", self.courier_public.read_bytes(), public.read_bytes(), courier_key, sealed=False),
        ]  # fmt: skip

    # What stays on a rater's machine

    def _own(self) -> list[Format]:
        envelope = sorted(self.open.envelopes.iterdir())[0].read_bytes()
        receipt = make_receipt(envelope, self.open.made.terms, b"\0" * 32)
        held = [outbox.hold_envelope(str(self.folder), self.open.id, envelope, receipt) for _n in range(2)]

        def read(data: bytes, at: outbox.Held = held[0]) -> outbox.Held:
            at.path.write_bytes(data)
            [found] = [each for each in outbox.entries() if each.path == at.path]
            if not found.document:
                raise PerfleadError("It is damaged.")
            return outbox.Held(at.path, found.document)

        waiting = outbox.hold_invitation(load_invitation(self.blind.invitations[0]).document)

        def read_waiting(data: bytes) -> object:
            return parse_invitation(read(data, waiting).invitation or {}, "x").terms_digest

        return [
            Format("outbox", held[0].path.read_bytes(), held[1].path.read_bytes(), read),
            Format("outbox with an invitation", waiting.path.read_bytes(), held[1].path.read_bytes(), read_waiting),
        ]

    # Plain text

    def _texts(self) -> list[Format]:
        report = render(subject_of_review(self.vault, self.closed.id), "json", Look())
        plan = json.dumps({"schema": "perflead.plan/1", "leader": "Jo", "focus": [], "message": "Thank you."}).encode()
        notes = {"schema": "perflead.debrief/1", "review": self.closed.id, "step": 6, "notes": {"4": "She smiled."}}
        asked = load("performance-leadership")
        answers = json.dumps({"ratings": {"U1": 4, "U2": None}, "comments": {"O1": "go on"}}).encode()

        def fill(data: bytes) -> object:
            AnswerSession.open(self.open.invitations[0]).fill(read_answers(self.at("answers.json", data)))
            return None

        def read_settings(data: bytes) -> object:
            path = settings.settings_path()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            return settings.read_settings()

        def holder(data: bytes) -> object:
            from perflead_tui.vault.lock import _in_use

            return str(_in_use(self.at("holder.json", data)))

        theme = sorted(paths.themes_dir().glob("*.toml"))[0]
        plain: list[tuple[str, bytes, Callable[[bytes], object]]] = [
            ("report", report, lambda data: read_report(self.at("report.json", data))),
            ("plan", plan, lambda data: read_plan(self.at("plan.json", data))),
            ("walk-through", json.dumps(notes).encode(), lambda data: read_debrief(self.at("debrief.json", data))),
            ("questionnaire", export_text("performance-leadership").encode(), lambda data: parse(data, "x")),
            ("roster", ROSTER.encode(), lambda data: parse_roster(data, "x", asked)),
            ("answers", answers, fill),
            (
                "settings",
                b'theme = "perflead-dark"\nlock_minutes = 15\n\n[keys]\n"walk.next" = "right"\n',
                read_settings,
            ),
            ("theme", theme.read_bytes(), lambda data: themes.read_theme(self.at("theme.toml", data))),
            ("holder", b'{"pid": 12, "host": "desk", "since": "2030-05-01 12:00+00:00"}', holder),
        ]
        return [Format(name, data, data[: len(data) // 2], read, sealed=False) for name, data, read in plain]


def _reads(read: Callable[[bytes], object], data: bytes) -> bool:
    try:
        read(data)
    except PerfleadError:
        return False
    return True
