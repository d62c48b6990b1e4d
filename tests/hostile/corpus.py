"""The hostile corpus: what a file, a form, a name or a message may hold to harm who reads it.

Every sequence that a terminal would obey carries the number MARK, which nothing of ours ever sends: so whatever comes
out of a program can be searched for it. `TEXTS` is all that is short; `SCREENS` are texts for the places of a screen.
"""

from typing import Any

import pytest

MARK = "7331"

TERMINAL = {
    "clipboard": f"\x1b]52;c;{MARK}\x07",
    "title": f"\x1b]0;{MARK}\x07\x1b]2;{MARK}\x1b\\",
    "link": f"\x1b]8;;http://{MARK}.example\x1b\\link\x1b]8;;\x1b\\",
    "colours": f"\x1b]4;1;#{MARK}\x1b\\\x1b]10;#{MARK}\x07",
    "notification": f"\x1b]9;{MARK}\x07\x1b]777;notify;{MARK};x\x07",
    "device": f"\x1bP{MARK}q\x1b\\\x1b_{MARK}\x1b\\\x1b^{MARK}\x1b\\\x1bX{MARK}\x1b\\",
    "picture": f"\x1b_Ga=T,i={MARK};AAAA\x1b\\\x1bP{MARK}q#0\x1b\\",
    "cursor": f"\x1b[{MARK};1H\x1b[2J\x1b[3J\x1b[{MARK}A",
    "style": f"\x1b[{MARK}m\x1b[31;{MARK}m",
    "mode": f"\x1b[?{MARK}h\x1b[?{MARK}l\x1b[{MARK} q\x1b[{MARK}t\x1bc",
    "answer": f"\x1b[{MARK}n\x1b[>{MARK}c\x1b[{MARK}$p",
    "c1": f"\x9b{MARK}m\x9d0;{MARK}\x9c\x90{MARK}q\x9c\x9f{MARK}\x9c",
    "cut off": f"\x1b]0;{MARK}",
    "bare": "\x07\x08\x0b\x0c\x0e\x0f\x1a\x7f\x85\x84\x1b",
}
"""What a terminal obeys."""

HIDING = {
    "bidi": "a\u202egnp.exe\u202c\u2066b\u2069\u200f\u200e\u061c",
    "invisible": "a\u200bb\u2060\ufeff\u00ad\U000e0041\U000e007f",
    "lines": "a\n\n\n\tb\r\nc\u2028d\u2029e\x85f\rg",
    "marks": "z" + "\u0301" * 400,
    "surrogates": "a\ud800b\udcff\udfffc",
    "noncharacters": "a\ufffeb\uffffc\ufdd0",
    "private": "a\ue000b\U000f0000",
    "nul": "a\x00b",
}
"""What misleads who reads it, or what no text should hold."""

MARKUP = "[/b][@click=app.quit]x[/] [red [$accent] [/]"
"""What Textual and Rich would obey."""

FORMAT = "{0} {path} {__class__} {x!r:>{y}} %s %(n)d %n ${HOME} $(id) `id`"
"""What Python's own ways to fill words in would obey, and a shell."""

HTML = (
    "</style></title></textarea></script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)><svg onload=alert(1)>",
    "\"'><iframe src=javascript:alert(1)></iframe>",
    '" onmouseover="alert(1)" style="background:url(https://example.org/x)',
    '"; } @import url(https://example.org/x.css); * { background: url(https://example.org/y) }',
    "]]><!--<link rel=stylesheet href=https://example.org/z>-->",
    "javascript:alert(1) &lt;script&gt; &#60;b&#62; $x^2$ {{7*7}} \x00\x1b[2J\u202e",
)
"""What a browser would obey."""

TYPST = '#panic() #image("/etc/passwd") #read("/etc/passwd") $ sum $ `raw` @label <x> *b* _i_ = h \\u{1} // c /* */ #['
"""What typst would obey."""

TYPST_NAME = '#panic() $x$ `r` @l <x> *b* #read("/etc/passwd")'
"""The same, no longer than a name."""

MARKDOWN = (
    "# a heading", "a\n===", "a\n---", "- a list", "+ a list", "* a list", "1. a list", "1) a list", "> a quotation",
    "[a link](http://evil.example)", "![a picture](http://evil.example/x.png)", "<http://evil.example>",
    "[a]: http://evil.example", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- a comment",
    "&lt;b&gt;", "&#60;b&#62;", "`code`", "``` \ncode\n```", "~~~\ncode\n~~~", "    code", "\tcode", "*a* __d__ ~~e~~",
    "a | b", "|---|", "\\", "a\\", "\\*a\\*", "***", "___", "a  \nb", "$x$", "\x1b[2J\u202egone\x00",
)  # fmt: skip
"""What a reader of Markdown would obey."""

MAIL = (
    "Ana\r\nBcc: evil@example.com",
    "Ana\nTo: evil@example.com\n\nbody",
    'Ana" <evil@example.com>, "x',
    "Ana, evil@example.com",
    "Añá, evil@example.com " + "ä" * 90,
    "=?utf-8?q?Ana=0ABcc=3A_evil=40example.com?=",
    "Ana\x00\x1b[31m\u2028Bcc: evil@example.com",
    "\u202eanA",
    "",
)
"""Names that would add a header or a recipient to a message."""

CELLS = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    "\x00=cmd|' /C calc'!A0",
    "  =1+1",
    "\u3000\uff1d1+1",
    '"=1+1"',
    "x;=1+1;y",
    'x;"=1+1;y',
    "'=1+1",
    "{=1+1}",
    "\x1b[2J\u202egone\ufffe\uffff",
    '<b>&amp;</b> ]]> _x0041_ &L&"Evil"&99',
    "\U0001f469\u200d\U0001f692 " * 40,
    'one\ntwo, "three"',
    "\u200b=1+1",
)
"""What a spreadsheet would compute, or take for something else than text."""

PATHS = (
    "../../../../etc/passwd",
    "..\\..\\x",
    "/etc/passwd",
    "~root/x",
    "~nobody-of-that-name/x",
    "CON",
    "a/b:c*?|<>",
    ".hidden",
    "-rf",
    "--help",
    "%2e%2e%2f",
    "x\0.html",
    "y" * 300,
    "a\nb",
    f"\x1b[{MARK}m.txt",
)
"""Names of files that lead elsewhere, or nowhere."""

NAMED = f"x{TERMINAL['title'].replace('/', '')}{TERMINAL['c1']}\u202e{MARKUP.replace('/', '')}"
"""A name that a file can have, on systems that allow it."""

NUMBERS = ("9" * 400, "-1", "1e400", "-1e-400", "NaN", "Infinity", "0x7331", "١٢٣", "²", "1_000", " 3 ", "3.0")
"""What stands where a number should."""

NESTED = ("[" * 5000, "[" * 900 + "]" * 900, '{"a":' * 2000 + "1" + "}" * 2000, "((" * 3000, "- " * 3000, "<a>" * 3000)
"""What is nested deeply."""

LONG = {
    "line": "x" * 1_000_000,
    "words": "word " * 200_000,
    "lines": "y\n" * 300_000,
    "control": f"\x1b[{MARK}m" * 100_000,
}
"""Much of it: about a million characters each."""

TEXTS: dict[str, str] = {
    **TERMINAL,
    **HIDING,
    "markup": MARKUP,
    "format": FORMAT,
    "typst": TYPST,
    **{f"html {at}": text for at, text in enumerate(HTML)},
    **{f"markdown {at}": text for at, text in enumerate(MARKDOWN)},
    **{f"mail {at}": text for at, text in enumerate(MAIL)},
    **{f"cell {at}": text for at, text in enumerate(CELLS)},
    **{f"path {at}": text for at, text in enumerate(PATHS)},
    **{f"number {at}": text for at, text in enumerate(NUMBERS)},
}
"""All that is short, by its name."""

CONTROL = "".join((*TERMINAL.values(), HIDING["bidi"], HIDING["invisible"]))
"""Everything that a terminal obeys or a reader cannot see, one after the other."""

SCREENS = {
    "markup": " ".join((MARKUP, TYPST_NAME, HTML[0], FORMAT, CELLS[0], PATHS[0])),
    "control": f"a{CONTROL}b",
    "long": "word " * 799 + "end",
    "one word": "W" * 4000,
    "wide": "界" * 600,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇪🇸" * 40,
    "right to left": "مرحبا بالعالم שלום עולם " * 20,
    "marks": HIDING["marks"],
    "forty": "G" * 40,
    "nothing": "",
    "lines": HIDING["lines"],
}
"""Whole texts for the places of a screen: what is obeyed, and what is hard to lay out."""

EVERYTHING = " ".join(TEXTS[name] for name in TEXTS if name not in ("marks", "surrogates"))
"""One of each in one text that can be encoded."""

_ALWAYS = ("markup", "control", "one word")


def sampled() -> list[Any]:
    """The names of `SCREENS` for a test of one step: a few in every run, the others in the long one.

    The walk through all nine steps (tests/tui_results/test_hostile.py) meets all of them in every run.
    """
    return [name if name in _ALWAYS else pytest.param(name, marks=pytest.mark.long) for name in SCREENS]
