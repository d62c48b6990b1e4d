"""HTML elements from plain values: the one place where text becomes HTML, so that none gets there unescaped."""

from html import escape

from perflead_tui.text import clean

_EMPTY = frozenset({"meta"})  # elements without an end


class Markup(str):
    """A piece of finished HTML. Every other string is text."""

    __slots__ = ()


def text(words: str) -> Markup:
    """Text as HTML: cleaned once more, with what HTML would read as its own escaped."""
    return Markup(escape(clean(words), quote=True))


def tag(name: str, /, *inside: str, **attributes: str) -> Markup:
    """An element with `inside`, of which finished pieces are kept and all else is text.

    An attribute's name may end in an underscore (`class_`) and has hyphens for its inner ones; its value is text.
    """
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items())
    if name in _EMPTY:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{joined(*inside)}</{name}>")


def joined(*parts: str) -> Markup:
    """Parts after each other; those that are not finished pieces are text."""
    return Markup("".join(part if isinstance(part, Markup) else text(part) for part in parts))
