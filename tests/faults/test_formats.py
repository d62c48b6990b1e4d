"""Whatever happens to a file of ours, its reader gives what was written or says that it cannot: never anything else."""

import random
import re
import time
from collections.abc import Iterator, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from perflead_tui.errors import PerfleadError
from perflead_tui.flows import outbox
from perflead_tui.guide import read_topic
from perflead_tui.sealing import keys as sealing_keys
from perflead_tui.vault import keys
from perflead_tui.vault.faults import WrongSecret
from perflead_tui.vault.keys import Argon2Cost
from tests.faults.counting import COUNTS
from tests.faults.formats import Scene
from tests.faults.registry import NAMED_ELSEWHERE, SECTIONS, UNREAD, Format
from tests.flows.test_blind import NOW

NAMES = sorted({name for names in SECTIONS.values() for name in names} | set(NAMED_ELSEWHERE))
SMALL = 4096
"""Bytes up to which the long run turns every bit and cuts at every length."""
SAMPLE = 1000
"""So many bits, drawn at random, it turns of a larger file, and half as many cuts it makes."""


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Format]]:
    folder = tmp_path_factory.mktemp("formats")
    real, pool = sealing_keys._generate_rsa, []

    def from_pool(groups: Sequence[str], _on_step: object) -> dict[str, RSAPrivateKey]:
        if not pool:
            pool.extend(real(["a", "b"], None).values())
        return dict(zip(groups, pool, strict=False))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFLEAD_STATE", str(folder / "state"))
        patch.setenv("PERFLEAD_CONFIG", str(folder / "config"))
        patch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
        patch.setattr(sealing_keys, "_generate_rsa", from_pool)
        patch.setattr(outbox, "now", lambda: NOW)
        scene = Scene(folder)
        found = {each.name: each for each in scene.formats()}
        yield found
        scene.vault.close()


@pytest.fixture(autouse=True)
def same_place(
    formats: dict[str, Format], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The scene's own state and settings, and its clock."""
    folder = next(path for path in tmp_path_factory.getbasetemp().glob("formats*") if (path / "state").exists())
    monkeypatch.setenv("PERFLEAD_STATE", str(folder / "state"))
    monkeypatch.setenv("PERFLEAD_CONFIG", str(folder / "config"))


def test_every_format_of_the_guide_is_in_the_registry(formats: dict[str, Format]) -> None:
    sections = set(re.findall(r"^## (.+)$", read_topic("formats"), re.MULTILINE))
    assert sections == set(SECTIONS) | UNREAD
    schemas = set(re.findall(r"`(perflead\.[a-z-]+/1)`", read_topic("formats")))
    seen = {schema for each in formats.values() for schema in schemas if schema.encode() in each.data}
    inside = {
        "perflead.response/1",
        "perflead.courier-file/1",
        "perflead.review-keys/1",
        "perflead.terms/1",
        "perflead.backup/1",
    }
    assert schemas - seen <= inside, schemas - seen
    assert set(NAMES) == set(formats)


@pytest.mark.parametrize("name", NAMES)
def test_a_genuine_file_is_read(formats: dict[str, Format], name: str) -> None:
    each = formats[name]
    assert each.read(each.data) == each.read(each.data)


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_key_is_told_from_damage(formats: dict[str, Format], name: str) -> None:
    each = formats[name]
    if each.wrong is None:
        return
    with pytest.raises(PerfleadError) as wrong:
        each.wrong(each.data)
    middle = len(each.data) // 2
    with pytest.raises(PerfleadError) as damage:
        each.read(each.data[:middle] + bytes([each.data[middle] ^ 1]) + each.data[middle + 1 :])
    if each.tells:
        assert wrong.value.message != damage.value.message
        assert not isinstance(damage.value, WrongSecret)
    else:
        assert wrong.value.hint and damage.value.hint


@pytest.mark.parametrize("name", NAMES)
def test_damage_is_told_and_nothing_wrong_is_read(formats: dict[str, Format], name: str) -> None:
    spoil(formats[name], bits=24, cuts=12, rounds=1)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_bit_and_every_length(formats: dict[str, Format], name: str) -> None:
    small = len(formats[name].data) <= SMALL
    spoil(formats[name], bits=8 * SMALL if small else SAMPLE, cuts=SMALL if small else SAMPLE // 2, rounds=20)


def spoil(each: Format, bits: int, cuts: int, rounds: int) -> None:
    """Read so many changed files of one format, and judge each."""
    chance = random.Random(each.name)
    allowed = [each.read(each.data)]
    for data in (each.other,):
        try:
            allowed.append(each.read(data))
        except PerfleadError:
            continue
    for what, data in changes(each, chance, bits, cuts, rounds):
        if data == each.data or data == each.other:
            continue
        COUNTS["files changed"] += 1
        COUNTS[f"change: {what}"] += 1
        judge(each, what, data, allowed)


def judge(each: Format, what: str, data: bytes, allowed: list[object]) -> None:
    began = time.monotonic()
    try:
        found = each.read(data)
    except PerfleadError as error:
        assert (error.message and str(error).isprintable()) or "\n" in str(error), repr(str(error))
        assert not (isinstance(error, WrongSecret) and each.tells), f"{what}: damage is told as a wrong passphrase"
    else:
        assert not each.sealed or found in allowed, f"{what}: {found!r:.300}"
    assert time.monotonic() - began < 20


def changes(each: Format, chance: random.Random, bits: int, cuts: int, rounds: int) -> Iterator[tuple[str, bytes]]:
    """What may become of a file, by name."""
    data, other = each.data, each.other
    places = range(8 * len(data))
    for bit in places if len(places) <= bits else sorted(chance.sample(places, bits)):
        yield "flipped bit", data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]
    lengths = range(len(data))
    for size in lengths if len(lengths) <= cuts else [0, 1, *sorted(chance.sample(lengths, cuts)), len(data) - 1]:
        yield "cut", data[:size]
    for _round in range(rounds):
        at = chance.randint(1, len(data) - 1)
        yield "splice", data[:at] + other[at:]
        yield "splice", other[:at] + data[at:]
        yield "splice", data[:at] + other[chance.randint(0, len(other)) :]
        yield "appended", data + chance.choice([b"\0", b"\n{}", data, other, chance.randbytes(40)])
        yield "zeros", data[:at] + bytes(min(512, len(data) - at)) + data[at + 512 :]
        yield "replaced by noise", chance.randbytes(len(data))
        parts = each.parts or pieces(data, chance.choice([16, 64, 512, max(1, len(data) // 4)]))
        yield from shuffled(parts, chance)
        for part in pieces(other, len(parts[0])):
            if chance.random() < 0.2:
                yield "mixed", b"".join([*parts[:-1], part])
    if b"\n" in data[:2000]:
        yield from shuffled(data.splitlines(keepends=True), chance)


def shuffled(parts: list[bytes], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """A part twice, a part less, and two parts in each other's places."""
    if len(parts) < 2:
        return
    for _n in range(min(len(parts), 6)):
        one, two = chance.sample(range(len(parts)), 2)
        yield "duplicated", b"".join([*parts[: one + 1], *parts[one:]])
        yield "dropped", b"".join([*parts[:one], *parts[one + 1 :]])
        changed = list(parts)
        changed[one], changed[two] = changed[two], changed[one]
        yield "swapped", b"".join(changed)


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)] or [b""]
