"""Numbers of all series in right-aligned columns, or below the words where there is no room for columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from perflead_tui.results.profile import Profile, Series
from perflead_tui.results.report import Mean
from perflead_tui.tui.content import EMPTY, line, padded, wrapped
from perflead_tui.tui.results.words import counted, others_label, short

OTHERS = ("┃", "$chart-others")  # glyph and style of the mean over the anonymous cells
MEASURE = 76  # cells; longer lines of text are hard to read
_COLUMN = 6
_WORDS = 34  # cells that words need beside columns


def style(series: Series) -> str:
    """The colour of a series."""
    return f"$chart-{series.role}"


def mark(series: Series) -> Content:
    """The glyph of a series in its colour."""
    return line(series.glyph, style(series))


def flow(parts: Sequence[Content], width: int, gap: int = 3) -> list[Content]:
    """Parts side by side, on as many rows as they need."""
    rows = [EMPTY]
    for part in parts:
        part = part.truncate(width, ellipsis=True)
        together = rows[-1] + part.pad_left(gap) if rows[-1] else part
        if together.cell_length > width:
            rows.append(part)
        else:
            rows[-1] = together
    return rows


def legend(profile: Profile, width: int) -> list[Content]:
    """Every glyph with its name."""
    parts = [mark(each) + line(counted(each), "$muted").pad_left(1) for each in profile.series]
    return flow([*parts, line(*OTHERS) + line(others_label(profile), "$muted").pad_left(1)], width)


@dataclass(frozen=True)
class Columns:
    """One column a series and one for others, as far as `width` cells have room for them beside words."""

    series: tuple[Series, ...]
    width: int

    @property
    def taken(self) -> int:
        """The cells that the columns take."""
        return _COLUMN * (len(self.series) + 1)

    @property
    def fit(self) -> bool:
        """Whether words have room beside them."""
        return self.width - self.taken >= _WORDS

    @property
    def words(self) -> int:
        """The cells that are left for words."""
        return self.width - self.taken - 2 if self.fit else self.width

    def heads(self) -> Content:
        """The glyphs above their columns."""
        return EMPTY.join([_right(mark(each)) for each in self.series] + [_right(line(*OTHERS))])

    def numbers(self, values: Mapping[str, Mean | None], others: Mean | None) -> Content:
        """The numbers under their glyphs."""
        cells = [_right(_number(values.get(each.key))) for each in self.series]
        return EMPTY.join([*cells, _right(_number(others, "bold"))])

    def head(self) -> list[Content]:
        """The glyphs at the right edge; nothing where numbers have their glyph beside them."""
        return [self.heads().pad_left(self.width - self.taken)] if self.fit else []

    def rows(self, words: Sequence[Content], values: Mapping[str, Mean | None], others: Mean | None) -> list[Content]:
        """Words with their numbers. `words` are no wider than `self.words`."""
        if not self.fit:
            return [*words, *self._below(values, others)]
        first = padded(words[0] if words else EMPTY, self.width - self.taken)
        return [first + self.numbers(values, others), *words[1:]]

    def item(self, text: str, values: Mapping[str, Mean | None], others: Mean | None) -> list[Content]:
        """An item's exact words with their numbers."""
        return self.rows(wrapped(text, min(self.words, MEASURE)), values, others)

    def _below(self, values: Mapping[str, Mean | None], others: Mean | None) -> list[Content]:
        pairs = [mark(each) + _number(values.get(each.key)).pad_left(1) for each in self.series]
        return flow([*pairs, line(*OTHERS) + _number(others, "bold").pad_left(1)], self.width)


def _number(mean: Mean | None, shown: str = "") -> Content:
    return line(short(mean), "$muted" if mean is None else shown)


def _right(content: Content) -> Content:
    return content.pad_left(max(_COLUMN - content.cell_length, 0))
