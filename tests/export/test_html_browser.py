"""A report in a real browser: it can be used by everyone, it runs nothing, and it asks for nothing."""

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from perflead_tui.export.contents import document, plan_document
from perflead_tui.export.html import html
from perflead_tui.export.plan_alone import PlanAlone
from perflead_tui.results.plan import Focus, Plan
from tests.chromium import chromium
from tests.hostile.corpus import HTML

from .pages import demo_document, filled
from .sheets import asked, hostile, sample

Scheme = Literal["light", "dark"]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    with chromium() as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The demo's report as a file."""
    path = tmp_path / "report.html"
    path.write_text(html(demo_document()), "utf-8")
    return path


class Watched:
    """A page, and what it did: dialogs, requests beyond its own file, messages on the console.

    Chromium tells of a request that the policy forbids too; `sent` has those that were answered.
    """

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:
        self.did: list[str] = []
        context = browser.new_context(**options)
        self.page: Page = context.new_page()
        self.page.on("dialog", lambda dialog: (self.did.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("console", lambda message: self.did.append(f"console {message.text}"))
        self.page.on("pageerror", lambda error: self.did.append(f"error {error}"))
        own = path.as_uri()
        context.on("request", lambda asked: self.did.append(asked.url) if asked.url.split("#")[0] != own else None)
        self.sent: list[str] = []
        context.on("requestfinished", lambda asked: self.sent.append(asked.url) if asked.url != own else None)
        context.on("page", lambda opened: self.did.append(f"window {opened.url}"))
        self.page.goto(own)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_check_of_the_whole_report_finds_nothing(browser: Browser, file: Path, scheme: Scheme) -> None:
    """With the circle, an earlier review and the agency beside it, and every table open."""
    assert {each.key for each in demo_document().sections} >= {"profile", "items", "comments", "time", "plan", "about"}
    watched = opened(browser, file, scheme)
    # By night all but the colours is as by day.
    violations(watched.page, {"runOnly": ["color-contrast"]} if scheme == "dark" else None)
    assert watched.did == []


def test_an_accessibility_check_on_a_telephone_finds_nothing(browser: Browser, file: Path) -> None:
    watched = opened(browser, file, "light")
    watched.page.set_viewport_size(PHONE)
    violations(watched.page, {"rules": {"color-contrast": {"enabled": False}}})  # the colours are those of a desk


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_check_of_a_plan_alone_finds_nothing(browser: Browser, file: Path, scheme: Scheme) -> None:
    said = Plan(leader="Jo", focus=[Focus(competency="PPL", label="x", behaviour="I ask first.")], message="Thank you.")
    for plan in (said, Plan(leader="Jo")):
        file.write_text(html(plan_document(PlanAlone.of_report(plan, sample(), asked()), "en")), "utf-8")
        violations(opened(browser, file, scheme).page)


def opened(browser: Browser, file: Path, scheme: Scheme) -> Watched:
    """The page by day or by night, with all that is folded away unfolded."""
    watched = Watched(browser, file, color_scheme=scheme, viewport=DESK)
    watched.page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    return watched


def test_no_caption_is_seen_that_says_the_heading_above_it_again(browser: Browser, file: Path) -> None:
    page = Watched(browser, file, viewport=DESK).page
    captions = page.locator("caption.unseen, figcaption.unseen")
    assert captions.count() >= 3
    for each in captions.all():
        assert (box := each.bounding_box()) is None or max(box["width"], box["height"]) <= 1
    seen = page.eval_on_selector_all(
        "h2, h3, caption:not(.unseen), figcaption:not(.unseen)",
        "all => all.map(each => [each.tagName, each.innerText])",
    )
    heading = ""
    for name, words in seen:
        assert name.startswith("H") or words != heading, words
        heading = words if name.startswith("H") else heading


def violations(page: Page, options: dict[str, Any] | None = None) -> None:
    """Fail with what axe-core finds."""
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()
    assert found.response["passes"]


def test_a_telephone_shows_everything_without_scrolling_sideways(browser: Browser, file: Path) -> None:
    page = Watched(browser, file, viewport=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    shown = page.eval_on_selector_all(
        "svg", "all => all.filter(each => each.checkVisibility()).map(each => each.classList[0])"
    )
    assert set(shown) == {"narrow"}
    smallest = page.eval_on_selector_all(
        "svg.narrow text", "all => Math.min(...all.map(each => each.getBoundingClientRect().height))"
    )
    assert smallest > 8
    page.locator(".scroll").first.focus()
    assert page.evaluate("document.activeElement.className") == "scroll"


def test_pictures_are_light_by_day_and_dark_by_night(browser: Browser, file: Path) -> None:
    inks = [
        Watched(browser, file, color_scheme=scheme).page.eval_on_selector_all(
            "svg.wide text", "all => [...new Set(all.map(each => getComputedStyle(each).fill))]"
        )
        for scheme in ("light", "dark")
    ]
    assert inks[0] and inks[1] and not set(inks[0]) & set(inks[1])


def packed(words: str) -> str:
    """Words without spaces and ligatures: lines break anywhere in a printed table, and fonts join letters."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def test_everything_is_printed_in_light_colours(browser: Browser, file: Path) -> None:
    page = Watched(browser, file, color_scheme="dark").page
    printed = pypdf.PdfReader(BytesIO(page.pdf(format="Letter", print_background=True)))
    text = packed("".join(each.extract_text() for each in printed.pages))
    figures = [block for section in demo_document().sections for block in section.blocks if hasattr(block, "chart")]
    for figure in figures:  # also what is folded away on the screen
        assert packed(figure.table.caption) in text
        assert [words for row in figure.table.rows for words in row if packed(words) not in text] == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert packed(demo_document().foot) in text


def test_hostile_text_runs_nothing_and_sends_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(html(filled(" ".join(HTML))), "utf-8")
    watched = Watched(browser, path)
    for each in watched.page.locator("nav a, summary").all():
        each.click(force=True)
    watched.page.mouse.move(300, 300)
    watched.page.pdf()
    watched.page.wait_for_timeout(200)
    assert watched.did == []
    assert watched.page.evaluate("document.scripts.length") == 0


def test_a_report_that_is_hostile_in_every_field_runs_nothing_and_sends_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    report, questions = hostile(" ".join(HTML))
    path = tmp_path / "report.html"
    path.write_text(html(document(report, questions, "en", radar=True)), "utf-8")
    watched = opened(browser, path, "light")
    for each in watched.page.locator("nav a").all():
        each.click(force=True)
    watched.page.wait_for_timeout(200)
    assert watched.did == [] and watched.page.evaluate("document.scripts.length") == 0
    assert watched.page.locator("img, iframe, link, object, embed").count() == 0
    assert "alert(1)" in watched.page.inner_text("main"), "it is shown as the text that it is"


def test_even_markup_that_got_in_could_do_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    page = html(filled("word"))
    path.write_text(page.replace("</main>", f"{''.join(HTML)}<b style='color:red' id=b>x</b></main>"), "utf-8")
    watched = Watched(browser, path)
    watched.page.wait_for_timeout(200)
    assert not [each for each in watched.did if each.startswith(("dialog", "window"))] and watched.sent == []
    assert watched.page.eval_on_selector("#b", "each => getComputedStyle(each).color") != "rgb(255, 0, 0)"
