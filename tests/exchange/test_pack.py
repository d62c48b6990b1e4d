"""A pack of invitations: opened by a code and by nothing else, and refused when it is not whole."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange import pack as packs
from perflead_tui.exchange.invitation import make_invitation, with_credential
from perflead_tui.exchange.pack import is_pack, load_pack, make_pack
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import parse_roster
from perflead_tui.sealing.code import new_code
from perflead_tui.sealing.credential import issue, new_key, public_key_of
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.keys import ReviewKeys
from perflead_tui.sealing.slow import Cost

ROSTER = b"name,group\nJo Lead,self\nAna Ros,peers\nBen Ode,peers\nCleo Ames,peers\nDee Ito,peers\n"


class Made:
    """Two reviews, and a pack for five people; the last one is asked twice."""

    def __init__(self, folder: Path) -> None:
        from perflead_tui.flows.setup import NewReview, _invited, _terms

        asked = load("performance-leadership")
        people = parse_roster(ROSTER, "roster.csv", asked)
        self.signers, self.documents = {}, []
        for name in ("a" * 16, "b" * 16):
            wanted = NewReview(leader=f"Leader {name[0]}", questionnaire=asked, roster=people)
            keys = ReviewKeys.generate(["self", "peers"])
            terms = _terms(wanted, _invited(wanted), keys, name).document()
            self.signers[name] = keys.sign
            for _n in range(3):
                private = new_key()
                held = with_credential(issue(keys.groups["peers"], public_key_of(private)), private)
                self.documents.append(json.loads(make_invitation(terms, "peers", None, held, keys.sign)))
        one, two, three, four, five, six = self.documents
        self.asked = [[one], [two], [four], [five], [three, six]]
        self.data, self.codes = make_pack(self.asked, self.signers)
        self.path = folder / "crew.pack"
        self.path.write_bytes(self.data)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    return Made(tmp_path_factory.mktemp("pack"))


def changed(made: Made, tmp_path: Path, change: Any) -> Path:
    document = json.loads(made.data)
    change(document)
    path = tmp_path / "changed.pack"
    path.write_text(json.dumps(document))
    return path


def test_a_code_opens_its_own_invitations_however_it_is_typed(made: Made) -> None:
    pack = load_pack(made.path)
    typed = made.codes[4].lower().replace("-", "  ")
    found = pack.open(typed)
    assert [one.terms.review[0] for one in found] == ["a", "b"]
    assert [one.document["credential"] for one in found] == [each["credential"] for each in made.asked[4]]
    assert pack.open(made.codes[0])[0].document == made.asked[0][0]


def test_the_terms_stand_in_it_once_and_no_code_or_key_in_the_clear(made: Made) -> None:
    text = made.data.decode()
    assert text.count('"perflead.terms/1"') == 2
    assert not any(code in text or code.replace("-", "") in text for code in made.codes)
    assert not any(each["credential"]["private_key"] in text for each in made.documents)


def test_all_entries_look_alike_and_their_order_says_nothing(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = json.loads(made.data)["entries"]
    assert len({len(each["box"]) for each in entries}) == 1 and len(entries) == 5
    pool = [packs._locked(code, b"s" * 16, Cost()) for code in (new_code(), new_code())]
    monkeypatch.setattr(packs, "_locked", lambda code, *_rest: pool[hash(code) % 2])
    monkeypatch.setattr(packs.secrets.SystemRandom, "shuffle", lambda _self, rows: rows.reverse())
    seen: list[str] = []
    monkeypatch.setattr(packs, "seal_box", lambda _key, content, _context: seen.append("") or bytes([len(seen)]))
    data, _codes = make_pack(made.asked[:3], made.signers)
    assert [each["box"] for each in json.loads(data)["entries"]] == ["Aw==", "Ag==", "AQ=="]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("7ZQ4-0M2D-K9RT", "A code has 16 characters; this has 12"),
        ("hello there, what is this", "not a code"),
        ("", "not a code"),
    ],
)
def test_what_is_no_code_is_refused_without_trying_it(made: Made, typed: str, words: str) -> None:
    with pytest.raises(SealingError, match=words):
        load_pack(made.path).open(typed)


def test_a_mistyped_character_is_noticed_and_a_foreign_code_opens_nothing(made: Made) -> None:
    pack, code = load_pack(made.path), made.codes[0]
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(SealingError, match="mistyped"):
        pack.open(other)
    with pytest.raises(PerfleadError, match="does not open anything here") as refused:
        pack.open(new_code())
    assert "letter" in refused.value.hint


def test_a_pack_that_was_changed_anywhere_is_refused(made: Made, tmp_path: Path) -> None:
    def swap(document: dict[str, Any]) -> None:
        one, two = document["entries"][:2]
        one["box"], two["box"] = two["box"], one["box"]

    changes = [
        swap,
        lambda document: document["entries"].pop(),
        lambda document: document["entries"].append(document["entries"][0]),
        lambda document: document["terms"].pop(),
        lambda document: document["terms"][0].update(leader="Somebody Else"),
        lambda document: document["kdf"].update(passes=2),
        lambda document: document["kdf"].update(memory_kib=8),
        lambda document: document["kdf"].update(memory_kib=10**9),
        lambda document: document["signatures"].reverse(),
        lambda document: document["signatures"].pop(),
        lambda document: document.update(more=1),
        lambda document: document.update(entries=3),
        lambda document: document.update(terms=[3]),
        lambda document: document.update(kdf=None),
    ]
    for change in changes:
        with pytest.raises(PerfleadError, match="altered or damaged"):
            load_pack(changed(made, tmp_path, change))


def test_a_pack_that_is_cut_or_not_one_or_of_another_version_is_refused(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "other"
    for size in (1, 100, len(made.data) // 2, len(made.data) - 3):
        path.write_bytes(made.data[:size])
        with pytest.raises(PerfleadError, match="or it is damaged"):
            load_pack(path)
    path.write_text(json.dumps(made.documents[0]))
    assert not is_pack(path)
    with pytest.raises(PerfleadError, match="is not a pack"):
        load_pack(path)
    path = changed(made, tmp_path, lambda document: document.update(schema="perflead.pack/2"))
    assert is_pack(path)
    with pytest.raises(PerfleadError, match="another version"):
        load_pack(path)
    assert is_pack(made.path) and not is_pack(tmp_path / "nowhere")


def test_someone_elses_entry_does_not_open_even_with_a_signature_of_their_own(made: Made, tmp_path: Path) -> None:
    """A pack that was made anew around boxes of another one: the box is bound to the salt it was made with."""
    data, codes = make_pack(made.asked[:1], made.signers)
    document, other = json.loads(made.data), json.loads(data)
    salt = other["kdf"]["salt"]
    assert salt != document["kdf"]["salt"]
    path = tmp_path / "one.pack"
    path.write_bytes(data)
    with pytest.raises(PerfleadError, match="does not open anything here"):
        load_pack(path).open(made.codes[0])
    assert load_pack(path).open(codes[0])[0].document == made.documents[0]


def test_one_try_costs_at_least_64_mebibytes() -> None:
    assert Cost().memory_kib >= 64 * 1024
    for bad in ({"memory_kib": 1024}, {"passes": 0}, {"lanes": 0}, {"passes": True}):
        with pytest.raises(ValueError, match="cost"):
            Cost(**bad)
