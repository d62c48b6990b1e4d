"""Numbers of all series in right-aligned columns, or below the words where there is no room for columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from textual.content import Content

from perflead_tui.export.profile import CHANGES, OTHERS, Profile, Series, Values
from perflead_tui.export.wording import mean_sign
from perflead_tui.i18n import _, language
from perflead_tui.results.report import Mean
from perflead_tui.tui.content import EMPTY, line, padded, wrapped
from perflead_tui.tui.pictures.ink import QUIET, Ink
from perflead_tui.tui.results.sheet import Block

MEASURE = 76  # cells; longer lines of text are hard to read
NARROW = 64  # cells; below, words stand above their pictures
NOT_SEEN = "·"
_COLUMN = 6
_HANGING = 2  # cells by which the later rows of an item's words are set in
_WORDS = 34  # cells that words need beside columns


def style(series: Series, ink: Ink = QUIET) -> str:
    """The colour of a series."""
    return ink.mark(series.role)


def mark(series: Series, ink: Ink = QUIET) -> Content:
    """The glyph of a series in its colour."""
    return line(series.glyph, style(series, ink))


@lru_cache(maxsize=1024)
def _sign(mean: Mean, _language: str) -> str:
    return mean_sign(mean)


def number(mean: Mean | None, series: Series | None, ink: Ink = QUIET) -> Content:
    """A mean for a column, others in bold; a dot where not enough was seen."""
    if mean is None:
        return line(NOT_SEEN, ink.quiet)
    return line(_sign(mean, language()), "bold" if series and series.key == OTHERS else "")


def flow(parts: Sequence[Content], width: int, gap: int = 3) -> list[Content]:
    """Parts side by side, on as many rows as they need."""
    rows = [EMPTY]
    for part in parts:
        fits = part.truncate(width, ellipsis=True)
        together = rows[-1] + fits.pad_left(gap) if rows[-1] else fits
        if together.cell_length > width:
            rows.append(fits)
        else:
            rows[-1] = together
    return rows


def legend(profile: Profile, width: int, *, unseen: bool = False, ink: Ink = QUIET) -> list[Content]:
    """Every glyph with its name, what is withheld and, beside an earlier report, the signs of change.

    `unseen` adds the dot that stands where a number is missing.
    """
    parts = [mark(each, ink) + line(each.counted, ink.quiet).pad_left(1) for each in profile.series]
    for group in profile.withheld:
        withheld = line(_("{group}: withheld").format(group=group), ink.quiet)
        parts.append(line(NOT_SEEN) + withheld.pad_left(1))
    if profile.before:
        since = line(_("others since {month}").format(month=profile.before), ink.quiet)
        parts.append(line(" ".join(CHANGES[kind] for kind in ("up", "down", "unclear")), "$accent") + since.pad_left(1))
    if unseen:
        parts.append(line(NOT_SEEN) + line(_("not enough seen"), ink.quiet).pad_left(1))
    return flow(parts, width)


def legend_above(profile: Profile, width: int, *, unseen: bool = False, ink: Ink = QUIET) -> list[Content]:
    """The legend for a head that stays in sight: nothing where it would take too many rows of a narrow window."""
    return [] if width < NARROW else legend(profile, width, unseen=unseen, ink=ink)


def legend_block(profile: Profile, *, unseen: bool = False, ink: Ink = QUIET) -> Block:
    """The legend for the top of a page that scrolls: only where `legend_above` has left it out."""
    return Block(lambda width: [*legend(profile, width, unseen=unseen, ink=ink), EMPTY] if width < NARROW else [])


@dataclass(frozen=True)
class Columns:
    """One column a series, as far as `width` cells have room for them beside words."""

    series: tuple[Series, ...]
    width: int
    ink: Ink = QUIET

    @property
    def taken(self) -> int:
        """The cells that the columns take."""
        return _COLUMN * len(self.series)

    @property
    def fit(self) -> bool:
        """Whether words have room beside them."""
        return self.width - self.taken >= _WORDS

    @property
    def words(self) -> int:
        """The cells that words have. In a wide window they are no more than can be read: numbers stand near them."""
        return min(self.width - self.taken - 2, MEASURE) if self.fit else self.width

    def heads(self) -> Content:
        """The glyphs above their columns."""
        return EMPTY.join([_right(mark(each, self.ink)) for each in self.series])

    def numbers(self, values: Values) -> Content:
        """The numbers under their glyphs."""
        return EMPTY.join([_right(number(values.get(each.key), each, self.ink)) for each in self.series])

    def head(self, words: Content = EMPTY) -> list[Content]:
        """`words` and the glyphs at the right edge, which stand beside their numbers where there are no columns."""
        if self.fit:
            return [padded(words.truncate(self.words), self.words + 2) + self.heads()]
        return [words] if words else []

    def rows(self, words: Sequence[Content], values: Values) -> list[Content]:
        """Words with their numbers. `words` are no wider than `self.words`."""
        if not self.fit:
            pairs = [
                mark(each, self.ink) + number(values.get(each.key), each, self.ink).pad_left(1) for each in self.series
            ]
            return [*words, *flow(pairs, self.width)]
        first = padded(words[0] if words else EMPTY, self.words + 2)
        return [first + self.numbers(values), *words[1:]]

    def item(self, text: str, values: Values) -> list[Content]:
        """An item's exact words with their numbers."""
        words = wrapped(text, min(self.words, MEASURE) - _HANGING)
        return self.rows([words[0], *(row.pad_left(_HANGING) for row in words[1:])], values)


def _right(content: Content) -> Content:
    return content.pad_left(max(_COLUMN - content.cell_length, 0))
