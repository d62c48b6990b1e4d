"""The sheets with words: how to read the workbook, the comments, the plan."""

from collections.abc import Iterator

from perflead_tui.export.document import Block, Document, Heading, Listing, Quotes, Section, Words
from perflead_tui.export.plan import part_name
from perflead_tui.export.profile import SELF, Profile
from perflead_tui.export.wording import mean_words, shown_words
from perflead_tui.export.xlsx_frame import LONGEST, MOST_LINES, Sheet, in_xml
from perflead_tui.export.xlsx_pages import Pages
from perflead_tui.i18n import _, format_number
from perflead_tui.results.plan import PARTS, Plan
from perflead_tui.results.report import Mean

_HEADING, _COUNT, _READ = 34.0, 8.0, 76.0  # widths in characters
_QUESTION, _FROM, _COMMENT = 30.0, 16.0, 82.0
_PART, _SAID = 26.0, 92.0


# Read me


def read_me(pages: Pages) -> None:
    """What the workbook is, how to read it, who answered, what is withheld and why, what it was made from."""
    sheet = pages.sheet(_("Read me"))
    sheet.widths(_HEADING, _COUNT, _READ)
    sheet.inner.freeze_panes(1, 0)
    sheet.inner.repeat_rows(0)
    sheet.text(0, 0, pages.told.title, "title", over=3)
    sheet.text(1, 0, pages.told.subtitle, over=3)
    row = _part(sheet, 3, _("How to read this"), _paragraphs(pages.section("reading")))
    row = _part(sheet, row, _("In this workbook"), _about_cells(pages.found))
    row = _part(sheet, row, _("Who answered"), [])
    for each in pages.found.answered:
        sheet.text(row, 0, f"{each.glyph} {each.label}")
        sheet.count(row, 1, each.answers)
        sheet.text(row, 2, shown_words(anonymous=each.anonymous and each.key != SELF, merged=each.merged))
        row += 1
    row = _lines(sheet, row, _paragraphs(pages.section("answered"))) + 1
    row = _part(sheet, row, _("In their own words"), _notes_on_comments(pages))
    row = _part(sheet, row, _("About this report"), _paragraphs(pages.section("about")))
    sheet.ends(row - 2, 2)


def _part(sheet: Sheet, row: int, heading: str, lines: list[str]) -> int:
    """A heading and its lines; returns the row where the next part begins, or right below a heading without lines."""
    sheet.text(row, 0, heading, "heading", over=3)
    return _lines(sheet, row + 1, lines) + (1 if lines else 0)


def _lines(sheet: Sheet, row: int, lines: list[str]) -> int:
    for at, words in enumerate(lines, start=row):
        sheet.text(at, 0, words, over=3)
    return row + len(lines)


def _about_cells(found: Profile) -> list[str]:
    bound = Mean(mean=found.at_least, bound="at_least")
    return [
        _(
            'Averages are numbers. A cell that reads "{words}" holds the number {number}: the bound, not the average. '
            "What is worked out from such cells is not exact either."
        ).format(words=mean_words(bound), number=format_number(found.at_least, 1)),
        _("Low and high are the ends of the line around a dot. Self minus others is left out where others is a bound."),
        _('"Not enough seen" is text, so that no sum takes it for a 0.'),
        _mark_words(),
    ]


def _mark_words() -> str:
    return _(
        "A text that begins with a sign such as = or - has an apostrophe before it, so that no program takes it "
        "for a formula."
    )


def _notes_on_comments(pages: Pages) -> list[str]:
    """What is said of comments beside their own words, with the question where it is about one."""
    section, found, question = pages.section("comments"), [], ""
    for block in section.blocks if section else ():
        if isinstance(block, Heading):
            question = block.text
        elif isinstance(block, Words):
            found.append(f"{question} {block.text}".strip())
    return found


def _paragraphs(section: Section | None) -> list[str]:
    return [words for block in (section.blocks if section else ()) for words in _words(block)]


def _words(block: Block) -> tuple[str, ...]:
    if isinstance(block, Words):
        return (block.text,)
    return block.lines if isinstance(block, Listing) else ()


# Comments


def comments(pages: Pages) -> None:
    """A row for each comment: the question, whose it is, its words. One that no cell holds goes on in the next row."""
    sheet, row, question = pages.sheet(_("Comments")), 0, ""
    sheet.widths(_QUESTION, _FROM, _COMMENT)
    sheet.heads(_("Question"), _("From"), _("Comment"), fixed=0)
    section = pages.section("comments")
    for block in section.blocks if section else ():
        if isinstance(block, Heading):
            question = block.text
        elif isinstance(block, Quotes):
            for text in block.texts:
                for at, part in enumerate(in_cells(text)):
                    row += 1
                    source = _("{source} (continued)").format(source=block.source) if at else block.source
                    _comment(sheet, row, question, source, part)
        elif isinstance(block, Words):
            row += 1
            _comment(sheet, row, question, _("Note"), block.text)
    sheet.ends(row, 2, table=row + 1)


def _comment(sheet: Sheet, row: int, question: str, source: str, words: str) -> None:
    sheet.text(row, 0, question, "small")
    sheet.text(row, 1, source, "small")
    sheet.text(row, 2, words, "small")  # a row is at most 409 points high: 4,000 characters must fit into it


def in_cells(text: str) -> Iterator[str]:
    """`text` in parts that a cell holds, as few as it takes; put together they are the text."""
    part, breaks = "", 0
    for line in in_xml(text).splitlines(keepends=True):
        for at in range(0, len(line), LONGEST):
            piece = line[at : at + LONGEST]
            if part and (len(part) + len(piece) > LONGEST or breaks >= MOST_LINES):
                yield part
                part, breaks = "", 0
            part += piece
        breaks += 1
    yield part


# Plan


def plan_of_report(pages: Pages, plan: Plan | None) -> None:
    """The plan, with the focus areas named as in the profile."""
    labels = {each.key: each.label for each in pages.found.lines}
    the_plan(pages.sheet(_("Plan")), (plan or Plan(leader="")).named(labels), pages.found.leader)


def read_me_of_plan(sheet: Sheet, told: Document) -> None:
    """What a workbook with a plan alone is, and what it was made from."""
    sheet.widths(_HEADING, _COUNT, _READ)
    sheet.inner.freeze_panes(1, 0)
    sheet.inner.repeat_rows(0)
    sheet.text(0, 0, told.title, "title", over=3)
    sheet.text(1, 0, told.subtitle, over=3)
    lines = [
        _("The plan alone: what will be done, and what others will see of it. There is no score in this workbook."),
        _mark_words(),
    ]
    row = _part(sheet, 3, _("In this workbook"), lines)
    sheet.ends(_part(sheet, row, _("About this plan"), [told.foot]) - 2, 2)


def the_plan(sheet: Sheet, found: Plan, leader: str) -> None:
    """A row for each part of the plan; what is not said yet is empty."""
    sheet.widths(_PART, _SAID)
    sheet.heads(_("Part"), _("The plan of {leader}").format(leader=leader))
    row = 1
    if not found.focus:
        sheet.text(row, 1, _("No focus area is chosen yet."))
        row += 2
    for focus in found.focus:
        sheet.text(row, 0, _("Focus area"), "heading")
        sheet.text(row, 1, focus.label, "heading")
        for at, part in enumerate(PARTS, start=1):
            sheet.text(row + at, 0, part_name(part))
            sheet.text(row + at, 1, getattr(focus, part))
        sheet.text(row + len(PARTS) + 1, 0, _("By"))
        sheet.day(row + len(PARTS) + 1, 1, focus.by)
        row += len(PARTS) + 3
    sheet.text(row, 0, _("Ask again on"))
    sheet.day(row, 1, found.pulse_on)
    sheet.text(row + 1, 0, _("What I will tell those who answered"))
    sheet.text(row + 1, 1, found.message)
    sheet.ends(row + 1, 1)
