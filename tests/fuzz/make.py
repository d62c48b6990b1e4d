"""Makes the world that the targets live in, and the seeds, from real files: `python -m tests.fuzz.make`.

`world.json` holds the keys of reviews that never were, so that what is authenticated can be signed and sealed again
after it was changed. Run it when a format changes; `found/` holds what fuzzing found and is never made anew.
"""

import base64
import datetime
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from perflead_tui.exchange.armour import ENVELOPE, INVITATION, armour
from perflead_tui.exchange.pack import make_pack
from perflead_tui.flows import outbox
from perflead_tui.flows.backup import _files, _packed
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.courier import new_courier
from perflead_tui.flows.debrief import Debrief
from perflead_tui.flows.debriefing import said_in
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.openers import accept, approve, parse_openers
from perflead_tui.flows.publish import publish
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import open_review
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.flows.sharing import offer
from perflead_tui.questionnaire.loading import parse
from perflead_tui.results.plan import Plan
from perflead_tui.review.roster import parse_roster
from perflead_tui.review.terms import Blind
from perflead_tui.sealing import keys as sealing_keys
from perflead_tui.sealing.agefile import encrypt
from perflead_tui.sealing.agekeys import identity_of, new_identity, recipients
from perflead_tui.sealing.encoding import b64
from perflead_tui.sealing.envelope import open_envelope
from perflead_tui.vault import keys as vault_keys
from perflead_tui.vault.anchor import Anchor
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault

HERE = Path(__file__).parent
SMALL = (HERE / "small.yaml").read_bytes()
ROSTER = b"name,group,email,language\nJo Lead,self,jo@example.org,en\n" + b"".join(
    b"Pe Er %d,peers,p%d@example.org,es\n" % (n, n) for n in range(3)
)
_CSV = 'competency,key,text en,texto es,type\nPlans,a1,plans.,planifica.,\nPlans,a2,"a, b",c,\n'
SECRET = "the words of nobody"
_real_rsa = sealing_keys._generate_rsa
_pool: list[RSAPrivateKey] = []


def _from_pool(groups: Sequence[str], on_step: Callable[[int, int], None] | None) -> dict[str, RSAPrivateKey]:
    """RSA keys are slow to make: the reviews share theirs."""
    if not _pool:
        _pool.extend(_real_rsa([str(n) for n in range(2)], None).values())
    return dict(zip(groups, _pool, strict=False))


class Made:
    """The seeds by target, and the world."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seeds: dict[str, list[bytes]] = {}
        self.world: dict[str, Any] = {"questionnaire": SMALL.decode()}
        self.vault, self.recovery = Vault.create(folder / "vault", SECRET)
        self.asked = parse(SMALL, "small.yaml")

    def add(self, target: str, *seeds: bytes | str | dict[str, Any] | list[Any]) -> None:
        for seed in seeds:
            data = json.dumps(seed, ensure_ascii=False) if isinstance(seed, dict | list) else seed
            self.seeds.setdefault(target, []).append(data.encode() if isinstance(data, str) else data)

    def review(self, name: str, **more: Any) -> tuple[str, list[Path]]:
        wanted = NewReview("Jo Lead", self.asked, parse_roster(ROSTER, "r", self.asked), asked_by="Dana W", **more)
        made = new_review(self.vault, wanted)
        return made.review, invite(self.vault, made.review, self.folder / name)

    def keys(self, review: str) -> dict[str, Any]:
        with open_review(self.vault, review) as file:
            return {"terms": file.terms_document, "keys": file.keys().to_document()}


def simple(made: Made) -> None:
    """A whole review, from its invitations to what is shared of it."""
    review, paths = made.review("simple")
    made.world["simple"] = made.keys(review)
    invitations = [json.loads(path.read_bytes()) for path in paths]
    made.world["invitation"] = next(each for each in invitations if each["group"] == "peers")
    raw = paths[-1].read_bytes()
    made.add("invitation", raw, armour(INVITATION, raw))
    made.add("invitation_signed", made.world["invitation"])
    made.add("terms", made.world["simple"]["terms"])
    envelopes = made.folder / "envelopes"
    envelopes.mkdir()
    answers = {"ratings": {"a1": 3, "a2": None, "a3": 2, "b1": 4}, "comments": {"O1": "go on, Zoë"}}
    for at, path in enumerate(paths):
        session = AnswerSession.open(path, out=envelopes)
        session.fill({**answers, "time": {"T1": 4, "T2": 6} if at else None})
        session.rate("a1", at + 1)
        draft = dict(vars(session._draft))
        session.send()
    made.add("draft", draft)
    made.add("receipt", session.receipt())
    made.add("codes", "7ZQ4-0M2D-K9RT-VC3X-H", made.recovery, "1-2-3")
    made.add("answers", {**answers, "time": {"T1": 5, "T2": 5}})
    handed_open = offer(made.vault, review, "review").document
    envelope = next(iter(envelopes.iterdir())).read_bytes()
    made.add("envelope", envelope)
    pasted = "Dear Dana,\n\n> On Monday you wrote:\n" + "".join(
        f"> {line}\n" for line in armour(ENVELOPE, b"perflead.envelope/1\nabc").splitlines()
    )
    made.add("pasted", armour(ENVELOPE, b"perflead.envelope/1\nabc"), pasted.replace("-----", "——"), pasted)
    with open_review(made.vault, review) as file:
        key, digest = file.keys().seal, file.terms_digest
        opened = [open_envelope(path.read_bytes(), key, digest) for path in envelopes.iterdir()]
        made.add("response", next(each for each in opened if json.loads(each)["group"] == "peers"))
    collect(made.vault, review, [envelopes])
    close(made.vault, review)
    with Debrief.of_review(made.vault, review) as debrief:
        debrief.choose("A", "Plans")
        debrief.set_focus(0, behaviour="Asks first.", measure="Once a week")
        debrief.note(4, "Proud.")
        debrief.save()
        made.add("debrief", said_in(debrief).to_json())
        made.add("report", debrief.report.to_json(None))
        made.add("plan", debrief.plan.to_json(), Plan(leader="Jo").to_json())
    board, terms = publish(made.vault, review, made.folder / "out")
    made.add("board", board.read_bytes())
    made.add("signed_terms", terms.read_bytes())
    made.add("share", offer(made.vault, review, "report").document, offer(made.vault, review, "plan").document)
    made.add("share", offer(made.vault, review, "review", notes=True).document, handed_open)
    pack, codes = make_pack([[made.world["invitation"]]], {review: _signer(made, review)})
    made.world["pack"] = {"document": json.loads(pack), "code": codes[0]}
    made.add("pack", pack)
    held = {key: value for key, value in made.world["invitation"].items() if key not in ("schema", "terms", "used")}
    made.add("pack_entry", {"invitations": [{**held, "review": review}]})


def _signer(made: Made, review: str) -> Any:
    with open_review(made.vault, review) as file:
        return file.keys().sign


def others(made: Made) -> None:
    """A blind review, one with openers, and a courier."""
    far = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
    review, paths = made.review("blind", blind=Blind(claims_until=far, answers_from=far))
    made.world["blind"] = made.keys(review)
    made.world["blind_invitation"] = json.loads(paths[-1].read_bytes())
    made.add("invitation_signed", made.world["blind_invitation"])
    session = AnswerSession.open(paths[-1])
    session._begin_claim()
    claim = session._draft.claim
    assert claim is not None
    made.add("draft", dict(vars(session._draft)))
    blinded = {"blinded": claim["blinded"]}
    made.add("claim", {"code": "0" * 32, "group": "peers", **blinded, "mac": b64(b"m" * 32)})
    made.add("grant", {"claim": "0" * 64, "signature": b64(b"s" * 384)})
    review, _paths = made.review(
        "opened", openers=parse_openers("2of2", ["Dana", "Ana"]), shares=made.folder / "shares"
    )
    one, _two = sorted((made.folder / "shares").iterdir())
    with open_review(made.vault, review) as file:
        made.world["opened"] = {"terms": file.terms_document, "keys": file.keys().to_document()}
    made.add("opener_share", one.read_bytes())
    share = json.loads(one.read_bytes())
    made.add("approval", {"opener": share["opener"], "share": share["share"]})
    accept(one, SECRET)
    made.add("opener_share", one.read_bytes())
    approve(one, made.folder / "a.approval", lambda _name: SECRET)
    made.add("approval_file", (made.folder / "a.approval").read_bytes())
    public, text = new_courier(made.folder / "courier.key", SECRET)
    made.add("courier_key", public.read_bytes(), text)
    made.add("courier_file", (made.folder / "courier.key").read_bytes())


def vault_files(made: Made) -> None:
    """The files of a vault, a backup of it, and age files."""
    made.vault.close()
    home = made.vault.home
    made.add("key_file", (home / "keys.json").read_bytes())
    small, _recovery = Vault.create(made.folder / "small", SECRET)
    with small:
        small.catalog.table("t").insert({"a": 1})
        small.catalog.table("t").update({"a": [2, {"b": "ñ"}]}, doc_ids=[1])
        made.world["master"] = b64(small.master.material())
        made.add("journal", (small.home / "catalog").read_bytes())
        made.add("frames", b'[["t","x"],["p","x","1",{"a":1}]]', b'[["d","x","1"],["c","x"],["x","x"]]')
        made.add("backup", _packed(_files(small)))
        made.add("anchor", Anchor(small.master, small.home, "catalog").path.read_bytes())
    made.add("holder", {"pid": 7, "host": "here", "since": "2026-11-02 09:00"})
    seed = b"i" * 32
    identity = identity_of(seed)
    made.world["identity"] = b64(seed)
    reader = recipients([identity.public()])
    for armoured in (False, True):
        made.add("age", encrypt(b'{"schema": "x"}', reader, armoured=armoured))
    made.add("recipients", identity.public() + "\n# a comment\n", "ssh-ed25519 " + _ssh() + " dana@example\n")
    made.add("identities", b"# created\n" + new_identity().secret + b"\n")


def _ssh() -> str:
    body = b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes(range(32))
    return base64.b64encode(body).decode()


def plain_files(made: Made) -> None:
    """What needs no key."""
    tests = HERE.parent
    made.add("questionnaire", SMALL)
    made.add("roster", ROSTER, "Name;Gruppe\nJo;self\n", ROSTER.decode().encode("utf-16"))
    made.add("limesurvey", *((tests / "questionnaire" / "lss" / name).read_bytes() for name in ("trust.lsq",)))
    made.add("spreadsheet_csv", (tests / "questionnaire" / "items.csv").read_bytes(), _CSV, _CSV.replace(",", ";"))
    book, sheet = _workbook()
    made.add("spreadsheet_xlsx", book)
    made.add("spreadsheet_sheet", sheet)
    made.add("theme", (HERE.parents[1] / "themes" / "perflead-dark.toml").read_bytes())
    made.add(
        "settings",
        'theme = "perflead-dark"\nlock_minutes = 5\n[keys]\n"walk.next" = "right"\n[mail]\nhost = "h"\nport = 587\n',
    )
    made.add("socket", ["stdin", "abc\r"], ["resize", {"width": 80, "height": 24}], ["ping", "1"], ["focus"])
    made.add("request", "/s/AAAA?width=80&height=24\nes-MX;q=0.8, en\n10.0.0.1, 2001:db8::1")
    made.add("packet", {"type": "page", "keyboard": True, "background": "#14171c"})
    made.add("plain_form", "\n3\nn\nback\n2\n?\nreview\n", "\n4\n4\n4\n4\n5 5\nIt works.\n.\nreview\nsend\nyes\n")
    made.add("plain_plan", "A\nAsks first.\nOnce a week\n2027-01-31\n\n")
    made.add(
        "webdav",
        '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>/r/claims/aa</d:href><d:propstat>'
        "<d:prop><d:getcontentlength>4096</d:getcontentlength></d:prop></d:propstat></d:response></d:multistatus>",
    )
    made.add("address", "sftp://u@server:22/folder", "file:///tmp/x", "s3://bucket/reviews", "//unc/share")
    made.add("typed", "2026-11-30", "2 of 3", "2026-11-30 09:00", "30/11/2026")
    made.add("outbox", {"schema": "perflead.outbox/1", "drop": "/nowhere", "review": "a" * 16, "envelope": "AA=="})
    made.add("entered", {"leader": "Jo", "roster_text": "Jo,self", "short_for": ["peers"], "suggested": ["a", "b"]})


def _workbook() -> tuple[bytes, bytes]:
    """A small workbook, and the XML of its sheet with the texts in the cells."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["competency", "key", "text en"], ["Plans", "a1", "plans."], ["Plans", "a2", "=1+1"]):
        book.active.append(row)
    into = io.BytesIO()
    book.save(into)
    with zipfile.ZipFile(into) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    return into.getvalue(), sheet


def main() -> None:
    """Make everything anew."""
    folder = Path(tempfile.mkdtemp())
    os.environ["PERFLEAD_STATE"] = str(folder / "state")
    sealing_keys._generate_rsa = _from_pool
    vault_keys.DEFAULT_COST = Argon2Cost(memory_kib=8, passes=1, lanes=1)
    outbox.now = lambda: datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
    try:
        made = Made(folder)
        for step in (simple, others, vault_files, plain_files):
            step(made)
    finally:
        shutil.rmtree(folder)
    (HERE / "world.json").write_text(json.dumps(made.world, ensure_ascii=False, indent=1) + "\n", "utf-8")
    shutil.rmtree(HERE / "seeds", ignore_errors=True)
    for target, seeds in sorted(made.seeds.items()):
        (HERE / "seeds" / target).mkdir(parents=True)
        for at, seed in enumerate(seeds, 1):
            (HERE / "seeds" / target / f"{at}").write_bytes(seed)


if __name__ == "__main__":
    main()
