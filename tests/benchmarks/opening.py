"""What it costs to open a review of 100 and of 10,000 envelopes and a vault of 5,000 reviews, beside json.load.

Run: python -m tests.benchmarks opening. Prints a table; it measures, it never judges.

The JSON file has the same tables, so it is nearly as large; it is neither encrypted nor checked. Envelopes of one file
came 64 at a time, as from a folder of files; those of the other came one at a time, as from a drop, and the file was
left each time as a command leaves it. The least that an encrypted file costs is one AES-256-GCM text of the JSON, with
a SHA-256 of it all and a flush.
"""

import base64
import hashlib
import json
import os
import secrets
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from perflead_tui.flows.agenda import agenda
from perflead_tui.flows.records import ReviewFile, open_review, remember
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import parse_roster
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.envelope import SIZES
from perflead_tui.vault.vault import Vault
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.timing import Work, interleaved, seconds, unflushed

TITLE = "Opening"
PASSPHRASE = "a benchmark passphrase"
REVIEWS = 5000
_ROSTER = "name,group\nJo,self\nBo,manager\n" + "".join(f"p{n},peers\n" for n in range(20))
_BATCH = 64


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """Reviews, then a vault of many."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        os.environ["PERFLEAD_STATE"] = str(folder / "state")
        vault, _recovery = Vault.create(folder / "vault", PASSPHRASE)
        with vault:
            figures = _reviews(vault, folder, quick)
            with unflushed():
                fill(vault, REVIEWS)
            copy = _as_json(vault.catalog, folder / "catalog.json")
        return figures + _vaults(folder, copy, REVIEWS, quick)


def made(vault: Vault) -> str:
    """A review of the built-in questionnaire; its id."""
    asked = load("performance-leadership")
    roster = parse_roster(_ROSTER.encode(), "roster.csv", asked)
    return new_review(vault, NewReview(leader="Jo Lead", questionnaire=asked, roster=roster)).review


def fill(vault: Vault, reviews: int) -> None:
    """So many reviews more: each with the terms of a real one, but no keys, which take half a second each."""
    with open_review(vault, made(vault)) as first:
        row = {"state": first.state, "terms": first.terms_document}
    for number in range(reviews):
        name = base64.b32encode(secrets.token_bytes(10)).decode().lower()
        terms = {**row["terms"], "review": name, "leader": f"Leader {number}"}
        with vault.review(name, create=True) as db:
            db.table("review").insert({**row, "terms": terms})
            remember(vault, ReviewFile(db, name).status())


def _as_json(db: Any, path: Path) -> Path:
    path.write_text(json.dumps(db.storage.read()), encoding="utf-8")
    return path


def _load(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        json.load(file)


def _sealed(path: Path, key: bytes) -> Work:
    """Reading the JSON of `path` from a file that is nothing but encrypted."""
    nonce, target = os.urandom(12), path.with_suffix(".sealed")
    target.write_bytes(AESGCM(key).encrypt(nonce, path.read_bytes(), None))

    def load() -> None:
        with target.open("r+b") as file:
            data = file.read()
            hashlib.sha256(data).digest()
            json.loads(AESGCM(key).decrypt(nonce, data, None).decode())
            getattr(os, "fdatasync", os.fsync)(file.fileno())

    return load


def _with_envelopes(vault: Vault, count: int, batch: int) -> str:
    review = made(vault)
    rows = [{"hash": secrets.token_hex(32), "data": b64(os.urandom(SIZES[0]))} for _ in range(count)]
    with vault.review(review) as db:
        for start in range(0, count, batch):
            db.table("envelopes").insert_multiple(rows[start : start + batch])
            db.tidy()
    return review


def _reviews(vault: Vault, folder: Path, quick: bool) -> list[Figure]:
    figures, floors = [], []
    for count in (100, 10_000):
        for batch, how in ((_BATCH, "from files"), (1, "from a drop")):
            with unflushed():
                review = _with_envelopes(vault, count, batch)
            with vault.review(review) as db:
                copy = _as_json(db, folder / "copy.json")
            works = {
                "file": lambda review=review: vault.review(review).close(),
                "flow": lambda review=review: open_review(vault, review).__enter__().db.close(),
                "json": partial(_load, copy),
                "sealed": _sealed(copy, secrets.token_bytes(32)),
            }
            found = interleaved(works, 5 if quick else 101 if count == 100 else 15)
            what, beside = f"{count:,} envelopes {how}", "json.load of the same"
            figures.append(Figure(what, "s", found["file"], beside, found["json"], Aim(2.0)))
            figures.append(Figure(f"{what}, terms checked", "s", found["flow"], beside, found["json"]))
            floors.append(Figure(what, "s", found["file"], "the same, encrypted and flushed", found["sealed"]))
    return figures + floors


def _vaults(folder: Path, copy: Path, reviews: int, quick: bool) -> list[Figure]:
    """The vault's catalog beside JSON, and the whole list beside the derivation of the key, which comes before it."""
    vaults: list[Vault] = []

    def catalog() -> None:
        held = vaults[0]._open.pop("catalog", None)
        if held is not None:
            held[0].close()
        _ = vaults[0].catalog

    def listed() -> None:
        catalog()
        assert len(agenda(vaults[0])) > reviews

    deriving = seconds(lambda: vaults.append(Vault.open(folder / "vault", PASSPHRASE)))
    with vaults[0]:
        found = interleaved({"open": catalog, "json": partial(_load, copy), "list": listed}, 5 if quick else 31)
    told = f"{reviews:,} reviews"
    return [
        Figure(f"a vault of {told}", "s", found["open"], "json.load of the same", found["json"], Aim(2.0)),
        Figure(f"home's list of {told}", "s", found["list"], "deriving the key", deriving, Aim(1.0, "figure")),
    ]
