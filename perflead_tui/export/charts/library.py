"""matplotlib's SVG renderer, loaded when the first picture is drawn and only as much of it as pictures need.

A whole matplotlib figure takes twice as long to load as the renderer alone, and looks through all fonts of the computer
when it is first used. Pictures here are lines, shapes and real text at known places: they need neither. So
 * its folder for settings and caches is an empty temporary one while it loads, and is gone afterwards: nothing of it
   is written into a person's home;
 * an empty list of fonts lies in it, so that it looks for none: text stays text, and the reader's program has fonts;
 * no variable of the environment that is meant for it changes a picture, and it writes no warning to a terminal.
"""

import contextlib
import gc
import importlib.util
import io
import json
import logging
import os
import re
import tempfile
import threading
from ast import literal_eval
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from perflead_tui.extras import require

_FOLDER, _BACKEND = "MPLCONFIGDIR", "MPLBACKEND"
_VERSION = re.compile(r"^class FontManager\b.*?^    __version__ = ([^\n#]+)", re.DOTALL | re.MULTILINE)
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "perflead", "svg.id": None, "path.simplify": False}
_one_at_a_time = threading.RLock()


@contextlib.contextmanager
def renderer(width: float, height: float, into: io.StringIO) -> Iterator[Any]:
    """matplotlib's `RendererSVG` for a picture of `width` by `height` points; the SVG stands in `into` afterwards.

    Settings that matter here are fixed, whatever a file of settings says. Raises PerfleadError without matplotlib.
    """
    with _one_at_a_time:
        svg = part("backends.backend_svg")
        matplotlib: Any = require("matplotlib", "coach")
        with matplotlib.rc_context({key: value for key, value in _SETTINGS.items() if key in matplotlib.rcParams}):
            made = svg.RendererSVG(width, height, into, metadata={"Date": None, "Creator": None})
            yield made
            made.finalize()


@cache
def loaded() -> None:
    """Load matplotlib's renderer, or keep what a program around this one has loaded of it."""
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="perflead-") as name, _surroundings(name), _quickly():
        require("matplotlib.backends.backend_svg", "coach")


@cache
def part(name: str) -> Any:
    """The module `name` of matplotlib."""
    loaded()
    return require(f"matplotlib.{name}", "coach")


@contextlib.contextmanager
def _surroundings(folder: str) -> Iterator[None]:
    """The environment while matplotlib loads, as it was again afterwards."""
    _without_fonts(Path(folder))
    before = {name: os.environ.pop(name, None) for name in (_FOLDER, _BACKEND)}
    os.environ[_FOLDER] = folder
    logging.getLogger("matplotlib").setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _without_fonts(folder: Path) -> None:
    """Write the list of fonts that matplotlib would make, empty; of an unknown version it makes its own."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        return
    with contextlib.suppress(OSError, ValueError, SyntaxError):
        version = _VERSION.search(Path(found.origin).with_name("font_manager.py").read_text("utf-8"))
        if version is not None:
            value = literal_eval(version[1].strip())
            fonts = {"__class__": "FontManager", "_version": value, "ttflist": [], "afmlist": []}
            (folder / f"fontlist-v{value}.json").write_text(json.dumps(fonts), "utf-8")


@contextlib.contextmanager
def _quickly() -> Iterator[None]:
    """Without what takes a quarter of the time: looking for garbage, and writing docstrings that nobody reads."""
    artist: Any = require("matplotlib.artist", "coach")
    words, collecting = artist.kwdoc, gc.isenabled()
    artist.kwdoc = lambda _artist: ""
    gc.disable()
    try:
        yield
    finally:
        artist.kwdoc = words
        if collecting:
            gc.enable()
