"""What it costs to collect 1,000 envelopes and to close, beside the bare cryptography and one flush of what it needs.

Run: python -m tests.benchmarks closing. Prints a table; it measures, it never judges.

The bare work opens each envelope (HPKE), checks its credential (RSA) and its signature (Ed25519) and writes all of them
to a file with one fsync: no JSON is read, no answer checked, no report made. A second one reads each response as JSON,
writes it again as it was signed, and encrypts all envelopes into a file twice, as collecting and closing do.
"""

import base64
import io
import json
import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.records import ReviewFile, open_review
from perflead_tui.flows.response import make_response
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.answers import Answers
from perflead_tui.review.form import form_for
from perflead_tui.review.roster import parse_roster
from perflead_tui.review.state import OPEN
from perflead_tui.sealing import blindrsa, credential, envelope, signature
from perflead_tui.sealing.hpke import SealKey
from perflead_tui.sealing.padding import unpad
from perflead_tui.vault.vault import Vault
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.timing import interleaved

TITLE = "Collecting and closing"
ENVELOPES = 1000
PASSPHRASE = "a benchmark passphrase"
_BARE, _READ = "the bare cryptography", "the same, with its JSON and two encrypted files"
_ROSTER = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(ENVELOPES))


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """Collecting and closing, beside the bare work on the same envelopes."""
    rounds, count = 2 if quick else 7, ENVELOPES
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        os.environ["PERFLEAD_STATE"] = str(folder / "state")
        review, bare = _prepared(folder, count)
        copies = iter(range(rounds + 1))
        for number in range(rounds + 1):  # a review closes once: each round has a copy of its own
            shutil.copytree(folder / "vault", folder / f"vault-{number}")
        vaults = [Vault.open(folder / f"vault-{number}", PASSPHRASE) for number in range(rounds + 1)]

        def whole() -> None:
            vault = vaults[next(copies)]
            taken = collect(vault, review, [folder / "envelopes"])
            assert sum(each.outcome == "taken" for each in taken) == count
            assert close(vault, review).counted == count

        found = interleaved({"whole": whole, _BARE: bare.run, _READ: bare.run_and_read}, rounds)
        for vault in vaults:
            vault.close()
    what = f"{count:,} envelopes"
    return [
        Figure(what, "s", found["whole"], _BARE, found[_BARE], Aim(1.5)),
        Figure(what, "s", found["whole"], _READ, found[_READ]),
    ]


class Bare:
    """The least that anybody would have to do with these envelopes."""

    def __init__(self, seal: SealKey, group: RSAPublicKey, digest: bytes, place: Path) -> None:
        self._seal, self._group, self._digest, self._place = seal, group, digest, place
        self._rows: list[tuple[bytes, credential.Credential, bytes, bytes]] = []

    def add(self, sealed: bytes, shown: credential.Credential, message: bytes, signed: bytes) -> None:
        """One envelope, and what will be found in it."""
        self._rows.append((sealed, shown, message, signed))

    def run(self) -> None:
        """Open, verify twice, flush once."""
        with self._place.open("wb") as file:
            self._opened(file)
            file.flush()
            os.fsync(file.fileno())

    def run_and_read(self) -> None:
        """The same; and the content read and written again as JSON, all of it encrypted and flushed twice."""
        for content in self._opened(io.BytesIO()):
            document = json.loads(unpad(content))
            json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        for _time in range(2):
            rows = [{"data": base64.b64encode(sealed).decode()} for sealed, *_rest in self._rows]
            with self._place.open("wb") as file:
                file.write(AESGCM(bytes(32)).encrypt(os.urandom(12), json.dumps(rows).encode(), None))
                file.flush()
                os.fsync(file.fileno())

    def _opened(self, file: BinaryIO) -> list[bytes]:
        header, found = envelope.HEADER, []
        for sealed, shown, message, signed in self._rows:
            found.append(self._seal.decrypt(sealed[header:], sealed[:header] + self._digest))
            prepared = shown.prefix + credential._message(shown.public_key)
            blindrsa.verify(self._group, prepared, shown.signature)
            signature.verify(shown.public_key, signature.RESPONSE, message, signed)
            file.write(sealed)
        return found


def _prepared(folder: Path, count: int) -> tuple[str, Bare]:
    """A vault with an open review, a folder with so many envelopes for it, and the bare work on them."""
    vault, _recovery = Vault.create(folder / "vault", PASSPHRASE)
    (folder / "envelopes").mkdir()
    asked = load("performance-leadership")
    with vault:
        roster = parse_roster(_ROSTER.encode(), "roster.csv", asked)
        review = new_review(vault, NewReview(leader="Jo", questionnaire=asked, roster=roster)).review
        with open_review(vault, review) as file:
            file.set_state(OPEN)
            bare = _answered(file, folder, count)
    return review, bare


def _answered(file: ReviewFile, folder: Path, count: int) -> Bare:
    keys, chance = file.keys(), random.Random(1)
    assert keys.seal is not None
    bare = Bare(keys.seal, keys.groups["peers"].public_key(), file.terms_digest, folder / "bare")
    form = form_for(file.terms, "peers")
    for number in range(count):
        seed = credential.new_key()
        shown = credential.issue(keys.groups["peers"], credential.public_key_of(seed))
        answers = Answers(
            ratings={key: chance.choice((2, 3, 4, 5, None)) for key in form.item_keys},
            comments=dict.fromkeys(form.question_keys, "Keep asking us what slows the work down."),
        )
        response = make_response("peers", shown, seed, 1, answers, file.terms_digest)
        sealed = envelope.seal(response, keys.seal.public, file.terms_digest, file.review)
        (folder / "envelopes" / f"{number}.envelope").write_bytes(sealed)
        message = file.terms_digest + response  # about as long as what was signed
        signed = signature.sign(Ed25519PrivateKey.from_private_bytes(seed), signature.RESPONSE, message)
        bare.add(sealed, shown, message, signed)
    return bare
