"""Cells: which anonymous groups are shown alone, which together, and which not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.report import Cell, Withheld
from perflead_tui.review.form import SELF
from perflead_tui.review.terms import Terms, TermsGroup


@dataclass(frozen=True)
class CellPlan:
    """The columns of a report (self, others who are not anonymous, anonymous cells) and what is withheld."""

    cells: tuple[Cell, ...]
    withheld: tuple[Withheld, ...]

    @property
    def anonymous(self) -> tuple[Cell, ...]:
        """The cells that stand for groups whose members are not told apart."""
        return tuple(cell for cell in self.cells if cell.anonymous)


def is_anonymous(group: TermsGroup) -> bool:
    """Whether the members of `group` are shown only together. The leader never is."""
    return group.anonymous and group.key != SELF


def plan_cells(counts: Mapping[str, int], terms: Terms, language: str = "en") -> CellPlan:
    """The cells of a review with so many accepted answers by group; a group that is not named has none.

    While the smallest anonymous cell has fewer answers than the minimum, it is merged into the next smallest (of
    equals, the first in the terms). If only one cell is left and still has too few, its groups are withheld. A group
    without any answer counts as too few like any other, so that the list of cells does not say that nobody answered.
    """
    merged = _merged([(group.key,) for group in terms.groups if is_anonymous(group)], counts, terms)
    cells = [_cell((group.key,), counts, terms, language) for group in _named(terms) if counts.get(group.key, 0)]
    withheld: list[str] = []
    for groups in merged:
        if _size(groups, counts) >= terms.minimum:
            cells.append(_cell(groups, counts, terms, language))
        else:
            withheld += groups
    return CellPlan(tuple(cells), tuple(Withheld(group=key) for key in withheld))


def joined_label(labels: Sequence[str], language: str) -> str:
    """Group names as one: "Peers and partners", "Pares y aliados"."""
    if len(labels) == 1:
        return labels[0]
    import babel  # here: it costs 50 ms that most reports need not pay
    import babel.lists

    parts = [labels[0], *(label if language.startswith("de") else _inside(label) for label in labels[1:])]
    try:
        return babel.lists.format_list(parts, locale=babel.Locale.parse(language, sep="-"))
    except (babel.UnknownLocaleError, ValueError):
        return babel.lists.format_list(parts, locale="en")


def _inside(label: str) -> str:
    """`label` as it stands inside a sentence; words such as "IT" keep their capitals."""
    first = label.split(" ", 1)[0]
    return label[:1].lower() + label[1:] if first[1:].islower() else label


def _named(terms: Terms) -> list[TermsGroup]:
    """The groups that are not anonymous, the leader first."""
    return sorted((group for group in terms.groups if not is_anonymous(group)), key=lambda group: group.key != SELF)


def _merged(cells: list[tuple[str, ...]], counts: Mapping[str, int], terms: Terms) -> list[tuple[str, ...]]:
    order = {group.key: at for at, group in enumerate(terms.groups)}
    while len(cells) > 1:
        by_size = sorted(cells, key=lambda groups: (_size(groups, counts), order[groups[0]]))
        smallest, next_smallest, *rest = by_size
        if _size(smallest, counts) >= terms.minimum:
            break
        cells = [tuple(sorted(smallest + next_smallest, key=order.__getitem__)), *rest]
    return sorted(cells, key=lambda groups: order[groups[0]])


def _size(groups: tuple[str, ...], counts: Mapping[str, int]) -> int:
    return sum(counts.get(key, 0) for key in groups)


def _cell(groups: tuple[str, ...], counts: Mapping[str, int], terms: Terms, language: str) -> Cell:
    found = [group for group in terms.groups if group.key in groups]
    return Cell(
        key="+".join(groups),
        label=joined_label([in_language(group.label, language) for group in found], language),
        groups=list(groups),
        answers=_size(groups, counts),
        anonymous=is_anonymous(found[0]),
    )
