"""The README's pictures are those that the app makes today."""

import re

import pytest

from tests import gallery


def words(svg: str) -> str:
    """What a picture shows: its characters, without ids and places, and however long it took to make it."""
    return re.sub(r"\d+(&#160;| )min", r"0\1min", "\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """The pictures that are in the repository."""
    return {str(path.relative_to(gallery.FOLDER)): path.read_text() for path in gallery.FOLDER.rglob("*.svg")}


async def test_the_gallery_shows_what_the_app_shows(kept: dict[str, str]) -> None:
    fresh = await gallery.pictures()
    assert sorted(kept) == sorted(fresh)
    old = [path for path in fresh if words(kept[path]) != words(fresh[path])]
    assert not old, "run: python -m tests.gallery"


def test_the_readme_shows_every_picture(kept: dict[str, str]) -> None:
    shown = re.findall(r"\(tests/gallery/([^)]*\.svg)\)", (gallery.FOLDER.parent.parent / "README.md").read_text())
    assert sorted(shown) == sorted(kept)
