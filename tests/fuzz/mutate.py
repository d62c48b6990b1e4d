"""Changes to an input: pieces of the hostile corpus, and JSON by its parts, beside what libFuzzer does to bytes."""

import copy
import json
import random
import re
from collections.abc import Iterator
from typing import Any

from tests.hostile.corpus import LONG, NESTED, NUMBERS, TEXTS

_TEXTS = tuple(TEXTS.values())
_PIECES = (*_TEXTS, *NUMBERS, *(each[:600] for each in NESTED), "\r\n", "\x00", ";", ",", '"', "'", "\ufeff")
_DEPTHS = (40, 400, 900, 960, 985, 1200, 5000, 50_000)
_DEEP = "\ue0007331deep\ue000"
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**53 + 1, 10**30, -0.0, 0.1, 1e308, float("inf"), float("nan"), "", "x", [],
    {}, [None], {"": None}, [[]], ["a", "a"], {"a": 1}, "AAAA", "=", "\ud800", "\x00", _DEEP,
)  # fmt: skip


def mutated(data: bytes, most: int, seed: int, bytewise: Any) -> bytes:
    """`data` changed somehow, at most `most` bytes; `bytewise` is libFuzzer's own way."""
    rng = random.Random(seed)
    if data[:1] in b"{[" and rng.random() < 0.7:
        changed = _json(data, rng)
        if changed is not None and len(changed) <= most:
            return changed
    if rng.random() < 0.3:
        return _spliced(data, rng, rng.choice(_PIECES))[:most]
    found: bytes = bytewise(data, most)
    return found


def long_ones(seed: bytes) -> Iterator[bytes]:
    """The seed with a million characters in its middle, and with what is nested deeply there; and these alone."""
    text = re.search(rb'"[^"]{3,}"', seed[len(seed) // 2 :]) or re.search(rb"\w", seed)
    at = (text.start() + 1 + (len(seed) // 2 if text[0][:1] == b'"' else 0)) if text else 0
    value = re.search(rb"[=:] ?", seed)
    for piece in (*LONG.values(), *NESTED):
        spelled = piece.encode()
        yield spelled
        yield seed[:at] + spelled + seed[at:]
        if value:  # instead of what stands there
            rest = seed[value.end() :]
            yield seed[: value.end()] + spelled + (rest[rest.find(b"\n") :] if b"\n" in rest else rest)
        yield seed[:at] + json.dumps(piece)[1:-1].encode() + seed[at:]


def _spliced(data: bytes, rng: random.Random, piece: str) -> bytes:
    at = rng.randint(0, len(data))
    until = min(len(data), at + rng.choice((0, 0, 1, 8, 64)))
    return data[:at] + piece.encode("utf-8", "surrogatepass") + data[until:]


def _json(data: bytes, rng: random.Random) -> bytes | None:
    try:
        tree = json.loads(data)
        for _change in range(rng.choice((1, 1, 1, 2, 3))):
            tree = _changed(tree, rng)
        text = json.dumps(tree, ensure_ascii=rng.random() < 0.5)
    except (ValueError, RecursionError):
        return None
    depth = rng.choice(_DEPTHS)
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}")))
    deep = opening * depth + "1" + closing * depth
    for spelled in (json.dumps(_DEEP), json.dumps(_DEEP, ensure_ascii=False)):
        text = text.replace(spelled, deep)
    return text.encode("utf-8", "surrogatepass")


def _changed(tree: Any, rng: random.Random) -> Any:
    """The same with one part of it changed."""
    places = list(_places(tree))
    if not places:
        return copy.deepcopy(rng.choice(_VALUES))
    holder, key = rng.choice(places)
    what = rng.randrange(8)
    if what == 0:
        del holder[key]
    elif what == 1 and isinstance(holder, dict):
        holder[rng.choice((*_TEXTS, "schema", "a", ""))] = copy.deepcopy(rng.choice(_VALUES))
    elif what == 2 and isinstance(holder, list):
        holder.extend([holder[key]] * rng.choice((1, 2, 50)))
    elif what == 3:
        other, place = rng.choice(places)
        holder[key] = json.loads(json.dumps(other[place]))
    elif what == 4:
        holder[key] = rng.choice(_TEXTS)
    elif what == 5 and isinstance(holder[key], str):
        spliced = _spliced(holder[key].encode("utf-8", "replace"), rng, rng.choice(_PIECES))
        holder[key] = spliced.decode("utf-8", "replace")
    elif what == 6 and isinstance(holder[key], int):
        holder[key] = holder[key] + rng.choice((-1, 1, 2**31, -(2**53)))
    else:
        holder[key] = copy.deepcopy(rng.choice(_VALUES))
    return tree


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every part of a tree, as what holds it and where."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            found.append((node, key))
            waiting.append(node[key])
    return found
