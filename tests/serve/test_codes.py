"""Codes in a browser: wrong ones are counted in the server; the browser's language; a pack that is replaced."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.flows.kiosk_served import ServedPack
from perflead_tui.sealing.code import new_code
from perflead_tui.serve.codes import Codes, Turn
from perflead_tui.serve.tokens import Tokens
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import quick_keys, quick_vaults, vault  # noqa: F401 - fixtures, by their names here

from .conftest import Running, Serve, Sitting
from .review import Small

NAME = "reviews.example.gov"
_NURSERY = "from perflead_tui.tui.nursery import main; main()"
_START = "from perflead_tui.cli.main import run; run()"


class Clock:
    """Seconds that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def small(vault: Vault, tmp_path: Path) -> Small:  # noqa: F811 - the fixture
    """A review with a drop."""
    return Small(vault, tmp_path)


def kiosk_of(small: Small, way: str = "nursery") -> dict[str, Any]:
    """The real kiosk as the program of sessions."""
    if way == "program":
        return {"argv": (sys.executable, "-c", _START, "kiosk", "--", str(small.drop))}
    return {"nursery": (sys.executable, "-c", _NURSERY, str(small.drop), "")}


async def begin(running: Running, address: str = "192.0.2.7", **more: str) -> Sitting:
    """A session from an address, at the welcome."""
    ours = {"Host": NAME, "X-Forwarded-For": address, **more}
    _status, text, _headers = await running.get(**ours)
    token = text.split('data-token="')[1].split('"')[0]
    return Sitting(await running.socket(token, Origin=f"https://{NAME}", **ours))


async def try_code(sitting: Sitting, code: str, words: str) -> None:
    await sitting.type(code)
    await sitting.until("Typed right")
    await sitting.type("\r")
    await sitting.until(words)


# The count


async def test_wrong_codes_slow_an_address_and_a_page_that_is_loaded_again_does_not_help(
    serve: Serve, small: Small
) -> None:
    running = await serve(behind_proxy=True, names=(NAME,), wrong_codes=1, **kiosk_of(small))
    first = await begin(running)
    await first.until("Type the code", 20)
    await try_code(first, new_code(), "does not open anything here")
    again = await begin(running)
    await again.until("Type the code")
    await try_code(again, new_code(), "The next try is in")
    assert "Typed right" in again.screen.text(), "it was not tried, so it stands there still"
    while "does not open anything here" not in again.screen.text():  # two seconds after the first one
        await again.type("\r")
        await again.take()
    await again.until("it goes slowly now")
    await again.connection.close()
    third = await begin(running)
    await third.until("Type the code")
    await try_code(third, small.codes[0], "it goes slowly now")
    other = await begin(running, "192.0.2.8")
    await other.until("Type the code")
    await try_code(other, small.codes[0], "You are asked about")
    for sitting in (first, third, other):
        await sitting.connection.close()


async def tried(turn: Turn, *, wrong: bool = True) -> float:
    assert await turn.begin() == 0
    return turn.end(wrong=wrong)


async def test_an_address_is_slowed_over_all_its_sessions_and_forgotten_after_ten_minutes() -> None:
    clock = Clock()
    codes = Codes(2, clock)
    pauses = []
    for _n in range(6):
        turn = codes.of("192.0.2.7")
        pauses.append(await tried(turn))
        assert await codes.of("192.0.2.7").begin() == pauses[-1], "a new session of the address waits as well"
        other = codes.of("2001:db8::1")
        assert await tried(other, wrong=False) == 0
        turn.close()
        clock.now += pauses[-1]
    assert pauses == [2, 2, 15, 30, 60, 60]
    clock.now += 601
    assert await tried(codes.of("192.0.2.7")) == 2
    right = Codes(1, clock)
    for _n in range(9):
        assert await tried(right.of("192.0.2.7"), wrong=False) == 0


async def test_all_addresses_together_are_slowed_a_little_and_never_for_long() -> None:
    clock = Clock()
    codes = Codes(5, clock)
    for n in range(200):
        turn = codes.of(f"198.51.100.{n}")
        await tried(turn)
        turn.close()
    assert await tried(codes.of("203.0.113.1"), wrong=False) == 0
    for n in range(20):
        await tried(codes.of(f"203.0.113.{n}"))
        assert await codes.of("203.0.113.99").begin() == 5
        clock.now += 5


async def test_a_session_that_ends_while_it_tries_counts_as_a_wrong_one_and_leaves_its_turn() -> None:
    codes = Codes(0, Clock())
    turns = [codes.of("192.0.2.7") for _n in range(2)]
    assert [await turn.begin() for turn in turns] == [0, 0], "two at once"
    assert await turns[0].begin() == 2, "one at a time from one session"
    for turn in turns:
        turn.close()
    assert await codes.of("192.0.2.7").begin() == 30


# The language


@pytest.mark.parametrize(
    ("way", "spoken", "words"),
    [("nursery", "en", "You are asked about"), ("program", "", "Se le pregunta sobre")],
)
async def test_the_welcome_is_in_the_browsers_language_until_a_code_says_another(
    serve: Serve,
    vault: Vault,  # noqa: F811 - the fixture
    tmp_path: Path,
    way: str,
    spoken: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    small = Small(vault, tmp_path, spoken)
    running = await serve(behind_proxy=True, names=(NAME,), **kiosk_of(small, way))
    spanish = await begin(running, **{"Accept-Language": "fr, es-MX;q=0.9, en;q=0.5"})
    await spanish.until("Escriba el código de su carta.", 20)
    other = await begin(running, **{"Accept-Language": "fr"})
    await other.until("Type the code", 20)
    await spanish.type(small.codes[0])
    await spanish.until("Bien escrito")
    await spanish.type("\r")
    await spanish.until(words)
    for sitting in (spanish, other):
        await sitting.connection.close()


# Another pack


async def test_a_new_pack_is_served_to_new_sessions_and_open_ones_go_on(serve: Serve, small: Small) -> None:
    told: list[str] = []
    house = ServedPack(str(small.drop), None, told.append)
    running = await serve(behind_proxy=True, names=(NAME,), house=house, key=house.mark, **kiosk_of(small))
    old = await begin(running)
    await old.until("Type the code", 20)
    pack = small.drop / "kiosk" / "codes.pack"
    small.replace_pack()
    new = await begin(running)
    await new.until("Type the code", 20)
    await try_code(old, small.codes[0], "You are asked about")
    await try_code(new, small.new_codes[0], "You are asked about")
    broken = pack.with_name("broken")
    broken.write_bytes(pack.read_bytes()[:-100])
    os.replace(broken, pack)  # noqa: PTH105 - what a coordinator's mv does
    pack_lost = await begin(running)
    await pack_lost.until("Type the code")
    await try_code(pack_lost, small.new_codes[1], "You are asked about")
    assert len(told) == 1 and "The one before goes on" in told[0]
    pack.unlink()
    await (await begin(running)).until("Type the code")
    assert len(told) == 1
    for sitting in (old, new, pack_lost):
        await sitting.connection.close()


def test_the_tokens_of_the_pack_before_are_taken_for_a_while() -> None:
    clock = Clock()
    tokens, neighbour = Tokens(b"one", clock), Tokens(b"two", clock)
    before = tokens.new()
    tokens.renew(b"two")
    assert tokens.take(before) and neighbour.take(tokens.new())
    assert not Tokens(b"two", clock).take(before)


def test_a_pack_is_read_again_only_when_its_file_is_another_one(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    house = ServedPack(str(small.drop), None, print)
    assert house.look(far=True) is None
    read: list[int] = []
    monkeypatch.setattr("perflead_tui.flows.kiosk_served.open_kiosk", lambda *_given: read.append(1) or house._kiosk)
    assert house.look(far=False) is None and read == []
    pack = small.drop / "kiosk" / "codes.pack"
    pack.write_bytes(pack.read_bytes())
    assert house.look(far=False) is None and read == [1]
