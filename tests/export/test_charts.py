"""Pictures: the numbers where they belong, every word to be read, and the same bytes each time."""

import itertools
import os
import random
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.export import charts
from perflead_tui.export.chartdata import (
    Chart,
    ChartSeries,
    DotPlot,
    DotRow,
    HeatMap,
    HeatRow,
    Radar,
    Square,
    StackedBar,
    StackedBars,
)
from perflead_tui.export.charts import library
from perflead_tui.export.charts.type import width_of
from perflead_tui.export.colours import Palette, by_day_and_night, palette, printed
from perflead_tui.export.profile import Role
from perflead_tui.paths import config_dir, themes_dir
from perflead_tui.results.report import Mean
from perflead_tui.themes import load_themes
from tests.tui.seeing import contrast

Place = tuple[float, float]
Box = tuple[float, float, float, float]

SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "名前が四十文字のとても長い能力の名称はどこで折り返されるのでしょうか",
    "القيادة على كل مستوى من المستويات في الإدارة",
    "👩‍👩‍👧‍👦🚒🔥 emoji leaders 🧯",
    "$x^2$ & <script>alert(1)</script> \\frac",
    "Supercalifragilisticexpialidociousnessism",
    "W" * 40,
    "Ñandú " * 6,
    "z" + "\u0301" * 30,
    "Treats people as people, not cogs",
    "Makes time for the work of leadership",
    "Plans",
    "\ufffe\x1b[2J",
)
ROLES: tuple[Role, ...] = ("cell1", "cell2", "cell3")
SERIES = (
    ChartSeries("Self", "◆", "self"),
    ChartSeries("Peers", "●", "cell1"),
    ChartSeries("Frontline", "▲", "cell2"),
    ChartSeries("Manager", "■", "manager"),
    ChartSeries("Others together", "◉", "others"),
)
CROWD = (
    SERIES[0],
    *(ChartSeries(NAMES[at][:40], glyph, ROLES[at % 3]) for at, glyph in enumerate("●▲○△▼▽◗◖")),
    SERIES[3],
    SERIES[4],
)
WIDTHS = (charts.WIDTH, charts.NARROW)


def mean(value: float, by: float | None = None) -> Mean:
    """A mean, with an interval of `by` to both sides if one is given."""
    return Mean(mean=value, low=None if by is None else value - by, high=None if by is None else value + by)


def rows(series: tuple[ChartSeries, ...], names: tuple[str, ...]) -> tuple[DotRow, ...]:
    """Values that lie close together, as they do in life, some missing and some given as a bound."""
    drawn = random.Random(7)
    found = []
    for name in names:
        values = [round(min(max(drawn.gauss(3.4, 0.5), 1.0), 5.0), 1) for _each in series]
        means = [
            Mean(mean=4.5, bound="at_least") if value > 4.4 else mean(value, None if each.role == "self" else 0.5)
            for each, value in zip(series, values, strict=True)
        ]
        found.append(DotRow(name, tuple(None if drawn.random() < 0.1 else each for each in means)))
    return tuple(found)


def square(value: Mean | None) -> Square:
    """A mean as a square."""
    return Square(f"≥{value.mean:.1f}", int(value.mean) % 3) if value else Square("", None)


def heat(series: tuple[ChartSeries, ...], lines: tuple[DotRow, ...]) -> HeatMap:
    """The same values as squares."""
    squares = [tuple(map(square, row.values)) for row in lines]
    made = tuple(HeatRow(row.label, each) for row, each in zip(lines, squares, strict=True))
    return HeatMap(series, made, ("below 3", "from 3", "from 4"))


CROWDED: dict[str, Chart] = {
    "dots": DotPlot(1, 5, CROWD, rows(CROWD, NAMES)),
    "heat": heat(CROWD[1:], rows(CROWD[1:], NAMES)),
    "bars": StackedBars(
        10,
        NAMES[:3],
        (StackedBar(NAMES[4], (5.0, 3.5, 1.5)), StackedBar(NAMES[5], (0.0, 9.9, 0.1)), StackedBar(NAMES[6], None)),
    ),
    "radar": Radar(1, 5, CROWD, rows(CROWD, NAMES)),
}


def drawn(chart: Chart, width: float = charts.WIDTH, colors: Palette | None = None) -> ElementTree.Element:
    """The picture, parsed."""
    return ElementTree.fromstring(charts.svg(chart, width=width, palette=colors))


def words(picture: ElementTree.Element) -> list[str]:
    """Every line of words in a picture."""
    return [str(each.text) for each in picture.iter(f"{SVG}text")]


def told(picture: ElementTree.Element) -> str:
    """All words without spaces: a name may be broken anywhere."""
    return re.sub(r"\s", "", "".join(words(picture)))


def places(path: ElementTree.Element) -> list[Place]:
    """The corners of a shape."""
    numbers = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", str(path.get("d")))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def bounds(path: ElementTree.Element) -> Box:
    """Left, top, right and bottom of a shape."""
    across, down = zip(*places(path), strict=True)
    return min(across), min(down), max(across), max(down)


def closed(picture: ElementTree.Element) -> list[ElementTree.Element]:
    """The shapes of a picture without its lines."""
    return [each for each in picture.iter(f"{SVG}path") if str(each.get("d")).rstrip().endswith("z")]


def marks(picture: ElementTree.Element, role: Role) -> list[Place]:
    """The middles of the marks of a role, the one in the legend first."""
    ink = printed()[role]
    found = [bounds(each) for each in closed(picture) if ink in (each.get("fill"), each.get("stroke"))]
    return [((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in found]


def line_boxes(picture: ElementTree.Element) -> Iterator[Box]:
    """The room that each line of words takes, as wide as in a wide font."""
    for each in picture.iter(f"{SVG}text"):
        size, x, y = (float(str(each.get(name))) for name in ("font-size", "x", "y"))
        wide = width_of(str(each.text), size, bold=each.get("font-weight") is not None)
        left = x - {"middle": wide / 2, "end": wide}.get(each.get("text-anchor", ""), 0.0)
        yield left, y - 0.75 * size, left + wide, y + 0.2 * size


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.1 and min(one[3], other[3]) - max(one[1], other[1]) > 0.1


def test_a_mean_stands_at_its_place_on_the_fixed_axis() -> None:
    plot = DotPlot(1, 5, SERIES[1:2], (DotRow("A", (mean(1.0),)), DotRow("B", (mean(3.0),)), DotRow("C", (mean(5.0),))))
    low, middle, high = (x for x, _y in marks(drawn(plot), "cell1")[2:])  # after those in the legend and at the numbers
    assert middle == pytest.approx((low + high) / 2, abs=0.02) and high - low > 200
    axis = {each.text: float(str(each.get("x"))) for each in drawn(plot).iter(f"{SVG}text") if each.text in set("135")}
    assert (axis["1"], axis["3"], axis["5"]) == pytest.approx((low, middle, high), abs=0.02)


def test_an_interval_is_as_long_as_it_is() -> None:
    plot = DotPlot(
        1, 5, SERIES[1:2], (DotRow("A", (mean(3.0, 0.5),)), DotRow("B", (mean(2.0),)), DotRow("C", (mean(3.0),)))
    )
    picture = drawn(plot)
    (_legend, _number, first, second, _third) = marks(picture, "cell1")
    lines = [places(each) for each in picture.iter(f"{SVG}path") if each.get("stroke") == printed()["cell1"]]
    longest = max(abs(ends[-1][0] - ends[0][0]) for ends in lines)
    assert longest == pytest.approx(first[0] - second[0], abs=0.05)  # one point of the scale


def test_what_too_few_have_seen_is_said_and_nothing_is_drawn() -> None:
    plot = DotPlot(1, 5, SERIES, (DotRow("Plans", (mean(3.0), None, mean(4.0), None, mean(4.0, 0.4))),))
    picture = drawn(plot)
    assert "not enough seen: Peers, Manager" in words(picture)
    assert len(marks(picture, "cell1")) == 1 and len(marks(picture, "cell2")) == 2  # that of the legend, and one more
    assert "not answered: Self" in words(drawn(DotPlot(1, 5, SERIES[:1], (DotRow("Plans", (None,)),))))


def test_a_bound_points_to_where_the_value_may_lie() -> None:
    bounds_of = {"at_least": 4.5, "at_most": 2.3}
    for bound, value in bounds_of.items():
        row = DotRow("Plans", (Mean(mean=value, bound=bound),))  # type: ignore[arg-type]
        picture = drawn(DotPlot(1, 5, SERIES[4:], (row,)))
        (arrow,) = (
            places(each)
            for each in picture.iter(f"{SVG}path")
            if each.get("stroke") == printed()["others"] and len(places(each)) == 3
        )
        own = marks(picture, "others")[-1][0]
        assert (arrow[1][0] > arrow[0][0] > own) if bound == "at_least" else (arrow[1][0] < arrow[0][0] < own)
        assert ("≥4.5" if bound == "at_least" else "≤2.3") in words(picture)


def test_each_glyph_has_a_shape_of_its_own() -> None:
    glyphs = "◆●▲○△▼▽◗◖◐◑■□▪▫◉"
    series = tuple(ChartSeries(glyph, glyph, "cell1") for glyph in glyphs)
    shapes = set()
    for each in series:
        first = marks_of(drawn(HeatMap((each,), (), ("a", "b", "c"))))
        shapes.add(first)
    assert len(shapes) == len(glyphs)


def marks_of(picture: ElementTree.Element) -> str:
    """How the one mark of a picture is drawn."""
    ink = printed()["cell1"]
    found = [each for each in closed(picture) if ink in (each.get("fill"), each.get("stroke"))]
    return "".join(f"{each.get('d')} {each.get('fill')}" for each in found)


def test_a_heat_map_says_each_number_and_hatches_what_is_not_shown() -> None:
    heat_map = HeatMap(SERIES[1:3], (HeatRow("A", (Square("≥4.5", 2), Square("", None))),), ("low", "middle", "high"))
    picture = drawn(heat_map)
    assert {"≥4.5", "·", "low", "middle", "high", "not enough seen", "Peers", "Frontline"} <= set(words(picture))
    fills = [each.get("fill") for each in closed(picture)]
    assert fills.count(printed()["tint2"]) == 2 and fills.count(printed()["tint0"]) == 1  # with the legend's samples
    lines = [each for each in picture.iter(f"{SVG}path") if each.get("stroke") == printed()["rule"]]
    assert len(lines) > 10


def test_bars_are_divided_as_the_points_are() -> None:
    bars = StackedBars(
        10, ("Leading", "Managing", "Doing"), (StackedBar("Self", (5.0, 3.0, 2.0)), StackedBar("All", None))
    )
    picture = drawn(bars)
    boxes = {each.get("fill"): bounds(each) for each in closed(picture)}  # the last of each tint is in the bar
    lengths = [boxes[printed()[tint]][2] - boxes[printed()[tint]][0] for tint in ("tint2", "tint1", "tint0")]
    assert lengths == pytest.approx([sum(lengths) * part for part in (0.5, 0.3, 0.2)], abs=0.05)
    assert {"5.0", "3.0", "2.0", "Leading", "Managing", "Doing", "not shown"} <= set(words(picture))
    assert drawn(StackedBars(10, ("A", "B", "C"), (StackedBar("Self", (0.0, 0.0, 0.0)),))) is not None


def test_a_radar_leaves_a_gap_where_nothing_is_shown() -> None:
    whole = drawn(Radar(1, 5, SERIES[4:], tuple(DotRow(str(at), (mean(3.0),)) for at in range(5))))
    gap = drawn(Radar(1, 5, SERIES[4:], tuple(DotRow(str(at), (mean(3.0) if at else None,)) for at in range(5))))
    ink = printed()["others"]
    for picture, count in ((whole, 5), (gap, 3)):
        lines = [each for each in picture.iter(f"{SVG}path") if each.get("stroke") == ink and len(places(each)) == 2]
        assert len(lines) == count


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", CROWDED)
def test_no_words_overlap_or_leave_the_picture(kind: str, width: float) -> None:
    picture = drawn(CROWDED[kind], width)
    box = [float(each) for each in str(picture.get("viewBox")).split()]
    lines = list(line_boxes(picture))
    assert lines and all(left >= -0.5 and right <= box[2] + 0.5 for left, _top, right, _bottom in lines)
    assert all(top >= -0.5 and bottom <= box[3] + 0.5 for _left, top, _right, bottom in lines)
    assert not [pair for pair in itertools.combinations(lines, 2) if overlap(*pair)]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_mark_covers_another(width: float) -> None:
    picture = drawn(CROWDED["dots"], width)
    inks = {printed()[role] for role in ("self", "manager", "others", *ROLES)}
    found = [bounds(each) for each in closed(picture) if inks & {each.get("fill"), each.get("stroke")}]
    pairs = [pair for pair in itertools.combinations(found, 2) if overlap(*pair)]
    inside = [pair for pair in pairs if abs(sum(pair[0][::2]) - sum(pair[1][::2])) < 4 and pair[0][1] <= pair[1][3]]
    assert [pair for pair in pairs if pair not in inside] == []  # but the parts of one mark


@pytest.mark.parametrize("kind", CROWDED)
def test_words_are_real_text_and_nothing_else(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = drawn(CROWDED[kind])
    assert {each.tag for each in picture.iter()} == {f"{SVG}{name}" for name in ("svg", "path", "text")}
    names = {name for each in picture.iter() for name in each.attrib}
    assert not names & {"id", "style", "class"} and not [
        name for name in names if name.startswith("on") or "href" in name
    ]
    if kind != "bars":
        assert re.sub(r"\s", "", NAMES[3]) in told(picture)  # dollars and angle brackets as they were written
    assert not re.search(r"[\x00-\x1f\u202a-\u202e\ufffe]", told(picture))


def test_a_picture_is_the_same_wherever_it_is_drawn(tmp_path: Path) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    (work / "matplotlibrc").write_text("svg.fonttype: path\nfont.size: 40\npath.sketch: 9, 9, 9\nno such: line\n")
    code = (
        "import os, sys; from tests.export.test_charts import CROWDED; from perflead_tui.export import charts\n"
        "before = dict(os.environ)\n"
        "sys.stdout.buffer.write(b''.join(charts.svg(each) for each in CROWDED.values()))\n"
        "assert dict(os.environ) == before\n"
        "assert not {'matplotlib.pyplot', 'matplotlib.figure'} & set(sys.modules)\n"
    )
    root = Path(__file__).parent.parent.parent
    env = {**os.environ, "HOME": str(home), "MPLBACKEND": "no-such", "PYTHONHASHSEED": "5", "PYTHONPATH": str(root)}
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR"):
        env.pop(name, None)
    done = subprocess.run([sys.executable, "-c", code], cwd=work, env=env, capture_output=True, check=False)
    assert done.stderr == b"" and done.returncode == 0
    assert done.stdout == b"".join(charts.svg(each) for each in CROWDED.values())
    assert list(home.rglob("*")) == [] and [path.name for path in work.iterdir()] == ["matplotlibrc"]


def test_words_on_tints_can_be_read_in_every_theme() -> None:
    themes, _problems = load_themes()
    for theme in themes.values():
        colors = palette(theme)
        for at in "012":
            assert contrast(colors[f"on{at}"], colors[f"tint{at}"]) >= 4.5, (theme.name, at)  # type: ignore[index]
    paper = printed()
    for ink in ("text", "muted", "accent", "self", "cell1", "cell2", "cell3", "manager", "others"):
        assert contrast(paper[ink], paper["paper"]) >= 4.5  # type: ignore[index]


def test_a_theme_of_ones_own_colours_the_pictures() -> None:
    own = config_dir() / "themes" / "mine.toml"
    own.parent.mkdir(parents=True)
    text = (themes_dir() / "perflead-dark.toml").read_text()
    own.write_text(text.replace('"perflead-dark"', '"mine-dark"').replace("#78d0ff", "#abcdef"))
    light, dark = by_day_and_night("mine-dark")
    assert dark["cell1"] == "#abcdef" and light["paper"] == by_day_and_night("")[0]["paper"]
    assert "#abcdef" in charts.svg(DotPlot(1, 5, SERIES, ()), palette=dark).decode()
    assert by_day_and_night("no such") == by_day_and_night("")


def test_without_matplotlib_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_svg", None)
    library.loaded.cache_clear()
    library.part.cache_clear()
    try:
        with pytest.raises(PerfleadError, match="perflead-tui\\[coach\\]"):
            charts.svg(DotPlot(1, 5, SERIES, ()))
    finally:
        library.loaded.cache_clear()
        library.part.cache_clear()
