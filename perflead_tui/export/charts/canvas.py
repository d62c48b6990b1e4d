"""A sheet that pictures are drawn on, in points from the top left, and what becomes of it: a small, plain SVG.

Lines, shapes and words are kept until the sheet is finished, drawn by matplotlib's renderer, and written without what
a page has no use for: no ids, no styles (a strict Content-Security-Policy forbids them), no metadata. Each ink is drawn
as a colour that stands for it, and gets its own in the end: one picture in as many palettes as one likes.
"""

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from xml.etree import ElementTree  # reads what matplotlib wrote a moment ago, nothing from outside

from perflead_tui.export.charts.library import part, renderer
from perflead_tui.export.colours import INKS, Ink, Palette
from perflead_tui.text import clean_line

Side = Literal["left", "center", "right"]
Place = tuple[float, float]

_SVG = "{http://www.w3.org/2000/svg}"
_NOT_XML = re.compile("[\ufffe\uffff]")  # what `clean` leaves and XML has no place for
_STANDS_FOR = re.compile("#0000([0-9a-f]{2})")
_ROUND = 24  # corners of a circle at least, and one more for each point of its radius: it looks round
_DECIMALS = re.compile(r"-?\d+\.\d+")
_OURS = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-size", "font-weight")


@dataclass(frozen=True)
class _Shape:
    """A closed outline, filled or not, or an open line."""

    outline: tuple[Place, ...]
    fill: Ink | None
    stroke: Ink | None
    width: float
    closed: bool = True
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Text:
    """One line of words; `y` is the line it stands on."""

    x: float
    y: float
    words: str
    ink: Ink
    size: float
    side: Side
    bold: bool


@dataclass
class Canvas:
    """A sheet `width` points wide. `height` is set when it is known."""

    width: float
    height: float = 0.0
    _drawn: list[_Shape | _Text] = field(default_factory=list)

    def line(self, start: Place, end: Place, ink: Ink, width: float, dashes: tuple[float, ...] = ()) -> None:
        """A straight line."""
        self._drawn.append(_Shape((start, end), None, ink, width, closed=False, dashes=dashes))

    def path(self, places: Sequence[Place], ink: Ink, width: float) -> None:
        """An open line with corners."""
        self._drawn.append(_Shape(tuple(places), None, ink, width, closed=False))

    def shape(
        self, outline: Sequence[Place], *, fill: Ink | None = None, stroke: Ink | None = None, width: float = 0.0
    ) -> None:
        """A closed shape."""
        self._drawn.append(_Shape(tuple(outline), fill, stroke, width))

    def box(self, x: float, y: float, width: float, height: float, fill: Ink) -> None:
        """A rectangle."""
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill=fill)

    def text(
        self, x: float, y: float, words: str, ink: Ink = "text", *, size: float, side: Side = "left", bold: bool = False
    ) -> None:
        """One line of words on the line `y`, with `side` at `x`."""
        told = _NOT_XML.sub("", clean_line(words))
        if told:
            self._drawn.append(_Text(x, y, told, ink, size, side, bold))

    def behind(self, other: "Canvas") -> None:
        """Put what is drawn on another sheet behind everything on this one."""
        self._drawn[:0] = other._drawn

    def body(self, palette: Palette) -> str:
        """The SVG elements of the sheet in the colours of `palette`."""
        into = io.StringIO()
        with renderer(self.width, self.height, into) as made:
            hand = _Hand(made, self.height)
            for each in self._drawn:
                hand.draw(each)
        root = ElementTree.fromstring(into.getvalue())  # noqa: S314 - our own, see above
        return "".join(ElementTree.tostring(each, "unicode") for each in _plain(root, palette))


def circle(x: float, y: float, radius: float) -> list[Place]:
    """The outline of a circle."""
    corners = _ROUND + int(radius)
    turn = 2 * math.pi / corners
    return [(x + radius * math.cos(at * turn), y + radius * math.sin(at * turn)) for at in range(corners)]


class _Hand:
    """Draws with matplotlib's renderer `made`, whose y goes up from the foot of a sheet of this height."""

    def __init__(self, made: Any, height: float) -> None:
        self._made, self._height = made, height
        self._anchor = part("text").Text()
        self._path, self._as_is = part("path").Path, part("transforms").IdentityTransform()

    def draw(self, each: _Shape | _Text) -> None:
        """Draw one thing."""
        if isinstance(each, _Text):
            self._write(each)
        else:
            self._shape(each)

    def _write(self, each: _Text) -> None:
        pen = self._made.new_gc()
        pen.set_foreground(_stands_for(each.ink))
        self._anchor.set_position((each.x, self._height - each.y))
        self._anchor.set_horizontalalignment(each.side)
        # `ismath=False`: a dollar sign is a dollar sign.
        font = _font(each.size, each.bold)
        self._made.draw_text(pen, each.x, each.y, each.words, font, 0, ismath=False, mtext=self._anchor)

    def _shape(self, each: _Shape) -> None:
        pen = self._made.new_gc()
        pen.set_linewidth(each.width if each.stroke else 0)
        pen.set_capstyle("butt" if each.dashes else "round")
        if each.stroke:
            pen.set_foreground(_stands_for(each.stroke))
        if each.dashes:
            pen.set_dashes(0, list(each.dashes))
        fill = part("colors").to_rgb(_stands_for(each.fill)) if each.fill else None
        places = [(x, self._height - y) for x, y in each.outline]
        outline = self._path([*places, places[0]] if each.closed else places, closed=each.closed)
        outline.should_simplify = False
        self._made.draw_path(pen, outline, self._as_is, fill)


@cache
def _font(size: float, bold: bool) -> Any:
    looks = {"style": "normal", "variant": "normal", "stretch": "normal", "weight": 600 if bold else 400}
    return part("font_manager").FontProperties(family=["DejaVu Sans"], size=size, **looks)


def _stands_for(ink: Ink) -> str:
    """A colour that stands for an ink; black alone is not used, which the renderer leaves out."""
    return f"#0000{INKS.index(ink) + 1:02x}"


def _plain(root: ElementTree.Element, palette: Palette) -> Iterator[ElementTree.Element]:
    """The shapes and words of a picture, with attributes in place of styles."""
    for each in root.iter():
        if each.tag == f"{_SVG}path":
            outline = _DECIMALS.sub(_rounded, " ".join(str(each.get("d")).split()))
            yield ElementTree.Element("path", {"d": outline, **_looks(each, palette)})
        elif each.tag == f"{_SVG}text":
            place = {side: _DECIMALS.sub(_rounded, str(each.get(side))) for side in ("x", "y")}
            told = ElementTree.Element("text", {**place, **_looks(each, palette)})
            told.text = each.text
            yield told


def _rounded(number: re.Match[str]) -> str:
    """A hundredth of a point is less than any eye or printer can tell."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _looks(each: ElementTree.Element, palette: Palette) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in str(each.get("style", "")).split(";"))
    found = {name.strip(): value.strip() for name, _colon, value in pairs}
    kept = {name: value for name, value in found.items() if name in _OURS}
    if found.get("text-anchor", "start") != "start":
        kept["text-anchor"] = found["text-anchor"]
    for name in ("fill", "stroke"):
        if stands_for := _STANDS_FOR.fullmatch(kept.get(name, "")):
            kept[name] = palette[INKS[int(stands_for[1], 16) - 1]]
    return {name: value.removesuffix("px") for name, value in kept.items()}
