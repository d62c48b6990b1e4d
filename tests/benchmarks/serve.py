"""People who answer a whole review in browsers, all at once: failures, from key to paint, and memory.

Run: python -m tests.benchmarks.serve [people] [seconds between keys]. One of them is a real Chromium, if there is one,
and its numbers go from the key to the frame after the paint; those of the others from the key to what is to be
painted. At 2.2 seconds a key a review takes about four minutes, less than half of what people take. Prints; it
measures, it never judges.
"""

import asyncio
import contextlib
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from perflead_tui.flows.grants import attend
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.opening import open_all
from perflead_tui.flows.records import open_review
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import parse_roster
from perflead_tui.vault.vault import Vault
from tests.chromium import chromium
from tests.flows.kiosk_made import packed
from tests.serve.browsing import DESKTOP, Served, Window, serving
from tests.serve.conftest import Sitting

WORDS = "Keep asking us what slows the work down."
LINES = [len(each.items) for each in load("performance-leadership").competencies]
QUESTIONS = len(load("performance-leadership").open_questions)
# From the key to the frame after the next paint, in milliseconds.
MEASURE = """
window.taken = [];
let pressed = 0;
addEventListener("keydown", () => { pressed = performance.now(); }, true);
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (!this.measured) {
    this.measured = true;
    this.addEventListener("message", () => {
      if (!pressed) return;
      const began = pressed;
      pressed = 0;
      requestAnimationFrame(() => requestAnimationFrame(() => window.taken.push(performance.now() - began)));
    });
  }
  send.call(this, data);
};
"""


@dataclass
class Seen:
    """What was measured, in seconds."""

    keys: list[float] = field(default_factory=list)
    browser: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    done: int = 0


def keys() -> Iterator[tuple[str, str]]:
    """Every key from the welcome's Enter to the seal, and what is to be seen after it; empty for any paint."""
    yield "\r", "You are asked about"
    yield "\r", "How to answer"
    yield "\r", "1 of "
    chance = random.Random()
    for number, lines in enumerate(LINES, start=1):
        for _line in range(lines):
            yield chance.choice("2345"), ""
        yield "\r", f"{number + 1} of "
    for key in "4\t3\t3":
        yield key, ""
    yield "\r", "▌"
    for _question in range(QUESTIONS):
        for letter in WORDS:
            yield letter, ""
        yield "\x1b[6~", ""


async def person(client: aiohttp.ClientSession, served: Served, code: str, pause: float, seen: Seen) -> None:
    """One whole review."""
    began = time.perf_counter()
    try:
        async with client.get(served.address) as response:
            token = (await response.text()).split('data-token="')[1].split('"')[0]
        origin = served.address.rstrip("/")
        address = f"{origin}/s/{token}?width=80&height=24"
        sitting = Sitting(await client.ws_connect(address, headers={"Origin": origin}, max_msg_size=0))
        await sitting.until("Type the code", 120)
        seen.starts.append(time.perf_counter() - began)
        await asyncio.sleep(random.uniform(0, 10))
        await answer(sitting, code, pause, seen)
        await sitting.connection.close()
        seen.done += 1
    except (AssertionError, TimeoutError, ConnectionError, IndexError, aiohttp.ClientError) as error:
        seen.failures.append(f"{type(error).__name__}: {str(error).strip()[:200]}")


async def answer(sitting: Sitting, code: str, pause: float, seen: Seen) -> None:
    """From the code to the receipt, key by key."""
    for char in code.replace("-", ""):
        await press(sitting, char, "", pause / 3, seen)
    await sitting.until("Typed right", 60)
    for key, words in keys():
        await press(sitting, key, words, pause if key.isdigit() or len(key) > 1 else pause / 4, seen)
    await sitting.until("Seal my answers", 60)
    await press(sitting, "s", "", pause, seen)
    while "Note this receipt" not in sitting.screen.text():
        if "Yes, seal" in sitting.screen.text():
            await sitting.type("y")
            await asyncio.sleep(0.5)
        async with asyncio.timeout(60):
            await sitting.take()


async def press(sitting: Sitting, key: str, words: str, pause: float, seen: Seen) -> None:
    """One key, after a moment, and what it paints."""
    until = time.perf_counter() + random.uniform(0.5, 1.5) * pause
    with contextlib.suppress(TimeoutError):
        while (left := until - time.perf_counter()) > 0:  # what is painted meanwhile, such as "saved"
            async with asyncio.timeout(left):
                await sitting.take()
    began = time.perf_counter()
    await sitting.type(key)
    painted = sitting.painted
    async with asyncio.timeout(60):
        while sitting.painted == painted:
            await sitting.take()
    if key != "\r":  # Enter at the code takes one derivation of 64 MiB, which is not a paint
        seen.keys.append(time.perf_counter() - began)
    if words:
        await sitting.until(words, 60)


def in_chromium(served: Served, code: str, pause: float, seen: Seen) -> None:
    """The same in a real browser."""
    try:
        with chromium() as browser:
            window = Window(browser, "about:blank", **DESKTOP)
            window.page.add_init_script(MEASURE)
            window.page.goto(served.address)
            window.until("Type the code", 120)
            for char in code.replace("-", ""):
                window.type(char)
                window.page.wait_for_timeout(200)
            window.until("Typed right", 60)
            for key, words in keys():
                window.press({"\r": "Enter", "\t": "Tab", "\x1b[6~": "PageDown"}.get(key, key))
                if words:
                    window.until(words, 60)
                window.page.wait_for_timeout(1000 * (pause if key.isdigit() else pause / 4))
            window.until("Seal my answers", 60)
            seen.browser += [each / 1000 for each in window.page.evaluate("window.taken")]
            window.press("s")
            window.page.wait_for_timeout(1000)
            if "Yes, seal" in window.screen.text():
                window.press("y")
            window.until("Note this receipt", 60)
            seen.done += 1
    except BaseException as error:  # noqa: BLE001 - in a thread: the one place that can say so
        seen.failures.append(f"Chromium, {type(error).__name__}: {str(error).strip()[:200]}")


def memory(process: int) -> tuple[int, int]:
    """Kilobytes of a process: its own and its part of what is shared (PSS), and what is its own alone."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    size = {name: int(kb) for name, kb in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}
    return size["Pss"], size["Private_Clean"] + size["Private_Dirty"]


def children(process: int) -> list[int]:
    """The sessions: the forks of the process that the server started, and never that one itself."""
    return [each for nursery in started(process) for each in started(nursery)]


def started(process: int) -> list[int]:
    """The processes that `process` started."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(each) for task in tasks for each in (task / "children").read_text().split()]


async def crowd(served: Served, codes: list[str], pause: float, seen: Seen) -> list[tuple[int, int]]:
    """All people at once; the memory of each session when all are there."""
    timeout = aiohttp.ClientTimeout(total=None)
    measured: list[tuple[int, int]] = []
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as client:
        people = [asyncio.create_task(person(client, served, code, pause, seen)) for code in codes]
        while len(seen.starts) + len(seen.failures) < len(codes):
            await asyncio.sleep(0.2)
        await asyncio.sleep(25)
        measured = [memory(each) for each in children(served.process.pid)]
        await asyncio.gather(*people)
    return measured


def made(vault: Vault, folder: Path, people: int) -> tuple[str, Path, list[str]]:
    """A review of so many peers with a drop: its id, the drop, a code for each."""
    asked, drop = load("performance-leadership"), folder / "drop"
    (drop / "kiosk").mkdir(parents=True)
    roster = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(max(people, 4)))
    wanted: Any = NewReview(
        leader="Jo Lead",
        asked_by="Dana W",
        questionnaire=asked,
        roster=parse_roster(roster.encode(), "roster.csv", asked),
        drop=str(drop),
    )
    review = new_review(vault, wanted).review
    peers = [path for path in invite(vault, review, folder / "invitations") if path.name.startswith("peers")]
    return review, drop, packed(vault, drop / "kiosk" / "codes.pack", [[path] for path in peers[:people]])


def told(name: str, values: list[float]) -> None:
    """Median, 95th percentile and maximum, in milliseconds."""
    if values:
        order = sorted(values)
        at = order[min(int(0.95 * len(order)), len(order) - 1)]
        print(f"{name:28} {len(order):6}   {1000 * median(order):7.0f} {1000 * at:7.0f} {1000 * order[-1]:7.0f}")


def main(people: int, pause: float) -> None:
    """Set up, let everybody answer, open what came in, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(
            PERFLEAD_STATE=f"{folder}/state", PERFLEAD_CONFIG=f"{folder}/config", PERFLEAD_HOME=f"{folder}/none"
        )
        vault, _recovery = Vault.create(folder / "vault", "a long passphrase")
        with vault:
            review, drop, codes = made(vault, folder, people)
            seen, real = Seen(), shutil.which("chromium") is not None
            with serving(drop, "--sessions", str(people), "--per-minute", "100000") as served:
                began = time.perf_counter()
                browser = threading.Thread(target=in_chromium, args=(served, codes[-1], pause, seen))
                if real:
                    browser.start()
                sizes = asyncio.run(crowd(served, codes[:-1] if real else codes, pause, seen))
                if real:
                    browser.join()
                spent = time.perf_counter() - began
                own = memory(served.process.pid)[0]
            attend(vault, review)
            with open_review(vault, review) as file:
                opened = len(open_all(file, lambda _step: None).responses)
        print(f"{people} people at once, {spent:.0f} s; {seen.done} finished, {opened} envelopes open")
        print(f"failures: {len(seen.failures)}", *seen.failures, sep="\n  ")
        print(f"{'milliseconds':28} {'n':>6}   {'median':>7} {'95 %':>7} {'most':>7}")
        told("page to first picture", seen.starts)
        told("key to what is painted", seen.keys)
        told("key to paint in Chromium", seen.browser)
        if sizes:
            shared, alone = (sum(size[at] for size in sizes) / len(sizes) / 1024 for at in (0, 1))
            print(f"memory a session: {shared:.0f} MB ({alone:.0f} MB its own alone); the server: {own / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50, float(sys.argv[2]) if len(sys.argv) > 2 else 2.2)
