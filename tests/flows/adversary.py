"""Who wants to know which envelope is whose, and has everything but the raters' machines.

Coordinator, coach and owner of the drop together: vault and passphrase, the whole history of its file, every object
that ever lay on the drop with its name, size, content and the moment at which it came, and a note of who got which
code. `Times` is what the moments alone tell, in many simulated reviews; `Held` is what bytes and numbers tell.

Moments are hours of work since the invitations went out, eight to a day.
"""

import base64
import binascii
import contextlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Guess = NDArray[np.intp]
"""For each rater the envelope that is taken for theirs."""

DAY = 8.0
OPEN_FOR = 10 * DAY
"""Two weeks of work: of claiming and sending in one phase, of each in two."""
REMINDED = 5 * DAY
SITTING, SPREAD = 9 / 60, 0.5
"""How long answering takes in one sitting: nine minutes in the middle, a log-normal spread around it."""
LEFT = 0.1
"""So many stop, and finish some other time, a day later on average."""


@dataclass(frozen=True)
class Times:
    """When each rater's claim and envelope came."""

    claims: Array
    envelopes: Array


def _some_time(rng: np.random.Generator, count: int) -> Array:
    """When people get round to it: half soon after the mail, half soon after the reminder."""
    start = np.where(rng.random(count) < 0.5, 0.0, REMINDED)
    return np.asarray(np.minimum(start + rng.exponential(DAY, count), OPEN_FOR) + rng.random(count) / 3600)


def one_phase(rng: np.random.Generator, raters: int) -> Times:
    """Accepting, answering and sending in one sitting, but for those who stop and come back."""
    claims = _some_time(rng, raters)
    takes = SITTING * rng.lognormal(0.0, SPREAD, raters)
    later = np.where(rng.random(raters) < LEFT, rng.exponential(DAY, raters), 0.0)
    return Times(claims, claims + takes + later)


def two_phases(rng: np.random.Generator, raters: int) -> Times:
    """Accepting in the first phase; in the second the answer leaves when its rater comes by: some other time."""
    return Times(_some_time(rng, raters), OPEN_FOR + _some_time(rng, raters))


def with_habits(rng: np.random.Generator, raters: int) -> Times:
    """Two phases, but everyone comes both times within half an hour or so of an hour of the day that is theirs."""
    hour = rng.random(raters) * DAY

    def moment(start: float) -> Array:
        day = np.floor(_some_time(rng, raters) / DAY)
        return np.asarray(start + day * DAY + np.clip(hour + rng.normal(0.0, 0.5, raters), 0.0, DAY - 0.01))

    return Times(moment(0.0), moment(OPEN_FOR))


# Attacks on times


def by_order(times: Times) -> Guess:
    """The first who claimed sent first."""
    guess = np.empty(len(times.claims), np.intp)
    guess[np.argsort(times.claims)] = np.argsort(times.envelopes)
    return guess


def by_reverse_order(times: Times) -> Guess:
    """The first who claimed sent last."""
    guess = np.empty(len(times.claims), np.intp)
    guess[np.argsort(times.claims)] = np.argsort(times.envelopes)[::-1]
    return guess


def by_nearest(times: Times) -> Guess:
    """The envelope that came next after the claim, whoever else may have sent it; the first one if none came."""
    came = np.argsort(times.envelopes)
    return np.asarray(came[np.searchsorted(times.envelopes[came], times.claims) % len(came)])


def by_sitting(times: Times) -> Guess:
    """The likeliest assignment if the time between the two is that of a sitting, or of one that was interrupted."""
    between = times.envelopes[None, :] - times.claims[:, None]
    z = (np.log(np.maximum(between, 1e-9) / SITTING)) / SPREAD
    straight = np.exp(-0.5 * z**2) / (np.maximum(between, 1e-9) * SPREAD * math.sqrt(2 * math.pi))
    stopped = np.exp(-np.maximum(between, 0.0) / DAY) / DAY
    likely = np.where(between > 0, (1 - LEFT) * straight + LEFT * stopped, 0.0)
    return assign(-np.log(likely + 1e-12))


def by_hour(times: Times) -> Guess:
    """The assignment in which hours of the day fit best."""
    apart = np.abs(times.envelopes[None, :] % DAY - times.claims[:, None] % DAY)
    return assign(apart**2)


ATTACKS: tuple[Callable[[Times], Guess], ...] = (by_order, by_reverse_order, by_nearest, by_sitting, by_hour)


def assign(cost: Array) -> Guess:
    """The permutation of least total cost, by shortest augmenting paths (Kuhn, Munkres; Jonker and Volgenant 1987)."""
    size = len(cost)
    u, v = np.zeros(size + 1), np.zeros(size + 1)
    owner = np.full(size + 1, -1)  # of each column; the last column is where a new row starts
    for row in range(size):
        owner[size], column = row, size
        least, before, seen = np.full(size, np.inf), np.full(size, size), np.zeros(size + 1, bool)
        while owner[column] >= 0:
            seen[column] = True
            reduced = cost[owner[column]] - u[owner[column]] - v[:size]
            better = ~seen[:size] & (reduced < least)
            least[better], before[better] = reduced[better], column
            nearest = int(np.argmin(np.where(seen[:size], np.inf, least)))
            delta = least[nearest]
            u[owner[seen]] += delta
            v[seen] -= delta
            least[~seen[:size]] -= delta
            column = nearest
        while column != size:
            owner[column] = owner[before[column]]
            column = int(before[column])
    guess = np.empty(size, np.intp)
    guess[owner[:size]] = np.arange(size)
    return guess


@cache
def linked(
    model: Callable[[np.random.Generator, int], Times],
    attack: Callable[[Times], Guess],
    raters: int,
    reviews: int,
    seed: int = 360,
) -> float:
    """The share of envelopes that an attack gives to the right person, over many reviews."""
    rng = np.random.default_rng(seed)
    hits = 0
    for _review in range(reviews):
        times, drawn = model(rng, raters), rng.permutation(raters)
        guess = attack(Times(times.claims, times.envelopes[drawn]))  # names of envelopes are random
        hits += int(np.sum(drawn[guess] == np.arange(raters)))
    return hits / (raters * reviews)


# Attacks on content

WINDOW = 12
"""Bytes in a row that two things have in common only if one was made from the other."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
_HEX = re.compile(rb"[0-9a-f]{16,}")
_EVERYONES = re.compile(rb'"\w+": ?|perflead\.\w+/1\n(?:[a-z2-7]{16}\n)?')
"""Names of JSON fields, and the headers of our formats with the review's id."""


@dataclass(frozen=True)
class Held:
    """All bytes that belong to each person (codes, claims, grants, rows of the vault) and to each envelope."""

    people: Mapping[str, Sequence[bytes]]
    envelopes: Mapping[str, Sequence[bytes]]

    def shared(self) -> set[tuple[str, str]]:
        """Pairs of a person and an envelope with bytes in common that are neither everyone's nor in every envelope."""
        people, envelopes = _owners(self.people), _owners(self.envelopes)
        found: set[tuple[str, str]] = set()
        for window in people.keys() & envelopes.keys():
            if len(people[window]) < len(self.people) and len(envelopes[window]) < len(self.envelopes):
                found |= {(person, name) for person in people[window] for name in envelopes[window]}
        return found


def _owners(things: Mapping[str, Iterable[bytes]]) -> dict[bytes, set[str]]:
    owners: dict[bytes, set[str]] = {}
    for owner, values in things.items():
        for value in spellings(values):
            for at in range(len(value) - WINDOW + 1):
                owners.setdefault(value[at : at + WINDOW], set()).add(owner)
    # Zeros of padding and the like are nobody's.
    return {window: names for window, names in owners.items() if len(set(window)) > 1}


def spellings(values: Iterable[bytes]) -> Iterable[bytes]:
    """The values without what is everyone's, and what they hold as Base64 or hexadecimal digits."""
    for value in values:
        yield _EVERYONES.sub(b"", value)
        for found in _BASE64.findall(value):
            with contextlib.suppress(binascii.Error):
                yield _EVERYONES.sub(b"", base64.b64decode(found, validate=True))
        for found in _HEX.findall(value):
            yield bytes.fromhex(found[: len(found) // 2 * 2].decode())


def text(value: Any) -> bytes:
    """Anything of the vault as bytes."""
    return json.dumps(value, default=str, sort_keys=True).encode()


def fits(modulus: int, exponent: int, blinded: bytes, blind_signature: bytes, signature: bytes) -> bool:
    """Whether there is a blinding factor that makes this claim and grant those of this credential.

    If one claim fitted fewer credentials than another, blinded values would tell something.
    """
    m = pow(int.from_bytes(signature, "big"), exponent, modulus)
    factor = int.from_bytes(blind_signature, "big") * pow(int.from_bytes(signature, "big"), -1, modulus) % modulus
    return math.gcd(factor, modulus) == 1 and m * pow(factor, exponent, modulus) % modulus == int.from_bytes(
        blinded, "big"
    )
