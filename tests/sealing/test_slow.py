"""A slow key: what it may cost, and that it is Argon2id and nothing else."""

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from perflead_tui.errors import PerfleadError
from perflead_tui.sealing import slow
from perflead_tui.sealing.slow import Cost, stretch

LEAST, MOST = (64 * 1024, 1, 1), (256 * 1024, 16, 8)


def test_the_key_is_argon2id_with_these_costs() -> None:
    cost = Cost(64 * 1024, 2, 3)
    known = Argon2id(salt=b"s" * 16, length=32, iterations=2, lanes=3, memory_cost=64 * 1024).derive(b"secret")
    assert stretch(b"secret", b"s" * 16, cost) == known


def test_the_usual_cost_is_the_least() -> None:
    assert Cost() == Cost(*LEAST)


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize(("ends", "step"), [(LEAST, -1), (MOST, 1)])
def test_a_cost_out_of_range_is_refused_and_its_ends_are_not(at: int, ends: tuple[int, ...], step: int) -> None:
    Cost(*ends)
    beyond = [value + step * (n == at) for n, value in enumerate(ends)]
    with pytest.raises(ValueError, match="a cost out of range"):
        Cost(*beyond)


@pytest.mark.parametrize("wrong", [(True,), (64 * 1024, True), (64 * 1024, 1, True), (65536.0,), ("65536",), (None,)])
def test_a_cost_is_a_whole_number(wrong: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="a cost out of range"):
        Cost(*wrong)  # type: ignore[arg-type]


def test_too_little_memory_is_told_in_mebibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(slow, "Argon2id", full)
    with pytest.raises(PerfleadError) as caught:
        stretch(b"secret", b"s" * 16, Cost(64 * 1024 + 1))
    assert "65 MiB" in caught.value.message
    assert caught.value.hint.startswith("Close other programs")
