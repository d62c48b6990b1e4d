"""Markdown: what people wrote stays words, whatever it looks like."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from perflead_tui.export.contents import document
from perflead_tui.export.document import Block, Document, Field, Heading, Listing, Quotes, Section, Table, Words
from perflead_tui.export.markdown import markdown
from perflead_tui.text import clean_line
from tests.export.sheets import asked, hostile, sample
from tests.hostile.corpus import MARKDOWN

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(text: str) -> list[Token]:
    found = []
    for token in READER.parse(text):
        found += [token, *(token.children or [])]
    return found


def read_words(text: str) -> str:
    """What a reader shows of it."""
    shown = [each.content for each in tokens(text) if each.type in ("text", "code_inline", "html_inline")]
    return " ".join("\n".join(shown).split())


def document_of(*blocks: Block) -> Document:
    return Document("Title", "under it", "en", (Section("comments", "Section", blocks),), "foot")


def everywhere(text: str) -> Document:
    """A document with `text` at every place."""
    table = Table(text, (text, "n"), ((text, "1"), (text, text)), frozenset({1}))
    blocks = (Words(text), Heading(text), Listing((text, text)), table, Quotes(text, (text, text)), Field(text, text))
    return Document(text, text, "en", (Section("comments", text, blocks),), text)


def shape(found: Document) -> list[str]:
    """The marks that a reader sees, without its words."""
    marks = [each.type for each in tokens(markdown(found))]
    return [mark for mark in marks if mark not in ("text", "inline", "softbreak", "hardbreak", "text_special")]


PLAIN = shape(everywhere("words"))


@settings(max_examples=120, deadline=None)
@given(st.text(st.sampled_from("#=-+*_`~<>[]()!|\\&;:/.$ 1a\n\t\x1b\u202e"), min_size=1, max_size=14))
@example("1.")
@example("a\\|b")
@example("![x][y]")
def test_no_text_becomes_markup(text: str) -> None:
    if clean_line(text):
        assert shape(everywhere(f"{text} w")) == PLAIN
        assert shape(everywhere(f"w{text}")) == PLAIN


@pytest.mark.parametrize("text", MARKDOWN)
def test_what_looks_like_markup_is_read_as_it_was_written(text: str) -> None:
    words = markdown(everywhere(text))
    assert shape(everywhere(text)) == PLAIN
    assert "".join(clean_line(text).split()) in "".join(read_words(words).split())


@pytest.mark.parametrize("text", [" ".join(MARKDOWN[:12]), *MARKDOWN[12:18], MARKDOWN[-1]])
def test_a_whole_report_with_it_in_every_field_has_no_link_picture_or_html(text: str) -> None:
    found = markdown(document(*hostile(text), "en"))
    kinds = {each.type for each in tokens(found)}
    assert not kinds & {"link_open", "image", "html_block", "html_inline", "code_block", "fence", "code_inline"}
    assert all(char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co", "Zl", "Zp"} for char in found)
    assert "\u202e" not in found


def test_tables_have_their_heads_and_numbers_at_the_right() -> None:
    words = markdown(document_of(Table("Means", ("Line", "◆ Self"), (("They ask.", "4.2"),), frozenset({1}))))
    assert "**Means**\n\n| Line | ◆ Self |\n| --- | ---: |\n| They ask. | 4.2 |\n" in words


def test_numbers_and_brackets_stay_readable_in_the_file_itself() -> None:
    words = markdown(document_of(Words("Chooses to improve (skin in the game): 4.4, up by 0.5.")))
    assert "Chooses to improve (skin in the game): 4.4, up by 0.5." in words


def test_comments_are_quotations_apart_from_each_other() -> None:
    words = markdown(document_of(Quotes("The groups", ("one\ntwo", "three"))))
    assert "The groups:\n\n> one  \n> two\n\n> three\n" in words
    assert [each.type for each in tokens(words)].count("blockquote_open") == 2


def test_what_a_plan_does_not_say_has_room() -> None:
    assert "**When:** …………" in markdown(document_of(Field("When", "")))


def test_a_report_has_a_heading_for_each_section_and_ends_in_its_foot() -> None:
    found = document(sample(), asked(), "en")
    words = markdown(found)
    assert [line[3:] for line in words.splitlines() if line.startswith("## ")] == [s.title for s in found.sections]
    assert words.endswith(f"\n---\n\n{found.foot}\n")
    assert words == markdown(document(sample(), asked(), "en"))
