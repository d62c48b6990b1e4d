"""The kiosk in real Chromium: from the address to the receipt, by keyboard and by touch, and what closing opens."""

import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perflead_tui.vault.vault import Vault
from tests.chromium import chromium
from tests.flows.conftest import quick_keys, vault

from .browsing import DESKTOP, PHONE, Served, Window, serving
from .review import Small

__all__ = ["quick_keys", "vault"]

WORDS = "tangerine gearbox"
KEYBOARD = 336  # pixels that an on-screen keyboard takes of a phone


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    with chromium() as found:
        yield found


@pytest.fixture
def small(vault: Vault, tmp_path: Path) -> Small:
    """A review with a drop."""
    return Small(vault, tmp_path)


@pytest.fixture
def served(small: Small) -> Iterator[Served]:
    """`perflead serve` on the drop."""
    with serving(small.drop) as found:
        yield found


def typed(code: str) -> str:
    """A code as people type it."""
    return code.lower().replace("-", " ")


def answer_by_keyboard(window: Window, small: Small, code: str) -> None:
    """From the welcome to the receipt with nothing but keys."""
    window.until("Type the code")
    window.type(typed(code))
    window.until("Typed right")
    window.press("Enter")
    window.until("You are asked about Jordan Rivera")
    window.until("Whoever runs that computer could watch what is typed")
    window.press("Enter")
    window.until("How to answer")
    window.press("Enter")
    for number, lines in enumerate(small.pages, start=1):
        window.until(f"{number} of 4")
        window.type("4" * lines)
        window.wait(lambda lines=lines: window.screen.text().count("●") == lines)  # type: ignore[misc]
        window.press("Enter")
    window.until("Where the time goes")
    window.press("n", "Enter")
    window.until("keep doing?")
    window.type(WORDS)
    window.until(WORDS)
    window.press("PageDown")
    window.until("Seal my answers")


def test_a_desktop_goes_from_the_address_to_the_receipt_by_keyboard(
    browser: Browser, small: Small, served: Served, isolated: Path
) -> None:
    window = Window(browser, served.address, **DESKTOP)
    answer_by_keyboard(window, small, small.codes[0])
    window.press("s")
    window.until("same answer to all lines")
    window.press("y")
    window.until("Note this receipt")
    assert window.page.title() == "perflead: your answer"
    assert not window.told, "nothing is asked of others, and nothing is forbidden by the page's policy"
    assert window.sockets == 1
    assert len(small.envelopes()) == 1
    served.process.send_signal(signal.SIGKILL)  # a server that dies loses no finished answer
    served.process.wait()
    window.until_ended("The connection was lost")
    window.close()
    answers = small.closed()
    assert set(answers.ratings.values()) == {4} and answers.comments == {"O1": WORDS}
    for folder in (isolated, small.drop):
        found = [path for path in folder.rglob("*") if path.is_file() and WORDS.encode() in path.read_bytes()]
        assert not found


def test_a_phone_goes_from_the_address_to_the_receipt_by_touch(browser: Browser, small: Small, served: Served) -> None:
    window = Window(browser, served.address, **PHONE)
    window.until("Type the code")
    assert 45 <= window.size[0] <= 50
    window.tap("____")
    window.wait(lambda: window.keyboard() == "text")
    window.type(typed(small.codes[1]))
    window.until("Typed right")
    window.tap("Open")
    window.until("You are asked about")
    window.wait(lambda: window.keyboard() == "none", 5)
    window.tap("Begin")
    window.until("How to answer")
    window.tap("Next")
    for number, lines in enumerate(small.pages, start=1):
        window.until(f"{number} of 4")
        for line in range(lines):
            window.until("○ 2  Not often")
            window.tap("○ 2  Not often")
            window.wait(lambda done=line + 1: window.screen.text().count("  2  Not often") == done)  # type: ignore[misc]
        window.tap("Next")
    window.until("Where the time goes")
    window.tap("can't tell")
    window.tap("Next")
    window.until("keep doing?")
    window.tap("▌")
    window.wait(lambda: window.keyboard() == "text")
    window.type(WORDS)
    window.until(WORDS)
    onward = window.where("Next")
    window.cover(KEYBOARD)
    window.until(WORDS)
    window.cover(0)
    window.wait(lambda: "Next" in window.screen.text() and window.where("Next") == onward)
    window.tap("Next")
    window.until("Seal my answers")
    window.tap("Seal my answers")
    window.until("same answer to all lines")
    window.tap("Yes, seal")
    window.until("Note this receipt")
    assert not window.told
    window.close()
    answers = small.closed()
    assert set(answers.ratings.values()) == {2} and answers.comments == {"O1": WORDS}


def test_a_draft_survives_a_lost_connection_even_at_another_server(
    browser: Browser, small: Small, served: Served
) -> None:
    window = Window(browser, served.address, **DESKTOP)
    window.until("Type the code")
    window.type(typed(small.codes[2]))
    window.press("Enter")
    window.until("You are asked about")
    window.press("Enter", "Enter")
    window.until("1 of 4")
    window.type("44")
    window.until("saved")
    served.process.kill()
    served.process.wait()
    window.until_ended("The connection was lost")
    with serving(small.drop) as other:
        again = Window(browser, other.address, **DESKTOP)
        again.until("Type the code")
        again.type(typed(small.codes[2]))
        again.press("Enter")
        again.until("Jordan Rivera")
        again.press("Enter")
        again.until("1 of 4")
        assert again.screen.text().count("●") == 2
        again.close()
    window.close()


def test_a_phone_has_room_for_fingers_and_its_keyboard_does_not_cover_the_field(
    browser: Browser, served: Served
) -> None:
    window = Window(browser, served.address, **PHONE)
    window.until("Type the code")
    for button in window.page.locator("#keys button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["viewport"]["width"]
    window.tap("____")
    window.wait(lambda: window.keyboard() == "text")
    before = window.size
    window.cover(KEYBOARD)
    assert window.size[1] < before[1]
    window.until("____")
    _x, y = window.where("____")
    assert y < PHONE["viewport"]["height"] - KEYBOARD
    window.page.locator('[data-keys="keyboard"]').tap()
    window.wait(lambda: window.keyboard() == "none")
    assert not window.told
    window.close()


def test_a_code_after_the_sign_of_an_anchor_is_forgotten(browser: Browser, small: Small, served: Served) -> None:
    window = Window(browser, f"{served.address}#{small.codes[0]}", **DESKTOP)
    window.until("Type the code")
    assert window.page.url == served.address
    assert window.page.locator("#anchor").is_visible()
    assert small.codes[0] not in window.screen.text()
    window.close()


def test_when_all_places_are_taken_the_browser_shows_why(browser: Browser, small: Small) -> None:
    with serving(small.drop, "--sessions", "1") as served:
        first = Window(browser, served.address, **DESKTOP)
        first.until("Type the code")
        second = Window(browser, served.address, **PHONE)
        assert "All places are taken" in second.page.locator("main").inner_text()
        assert not [told for told in second.told if "503" not in told]
        first.close()
        second.close()


def test_a_page_of_another_site_gets_no_socket(browser: Browser, served: Served, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto("data:text/html,<title>evil</title>")
    with urllib.request.urlopen(served.address) as answer:  # even with a token that is good
        token = answer.read().decode().split('data-token="')[1].split('"')[0]
    opening = """address => new Promise((done) => {
        const socket = new WebSocket(address);
        socket.onopen = () => done(true);
        socket.onerror = () => done(false);
    })"""
    address = f"ws://127.0.0.1:{served.port}/s/{token}?width=80&height=24"
    assert page.evaluate(opening, address) is False
    own = Window(browser, served.address, **DESKTOP)
    own.until("Type the code")
    assert own.page.evaluate(opening, address) is True, "a page of ours opens it with the same token"
    read = page.evaluate("address => fetch(address).then((a) => a.text()).catch(() => null)", served.address)
    assert read is None, "nor can it read the token"
    own.close()
    page.close()
