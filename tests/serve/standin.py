"""A small app in the kiosk's place: it shows its size, echoes what is typed, and does what a test asks for.

Started as a session's process: `python standin.py FOLDER`. In FOLDER it writes a file named by its process, with its
environment, and at its end one that says how it ended.
"""

import json
import os
import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.events import Resize
from textual.widgets import Button, Input, Static


class StandIn(App[None]):
    """One field, one button, and a line that shows what came."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def compose(self) -> ComposeResult:
        yield Static("", id="size")
        yield Input(id="field")
        yield Static("", id="echo")
        yield Button("Leave", id="leave")

    def on_mount(self) -> None:
        self.query_one("#field").focus()

    def on_resize(self, event: Resize) -> None:
        self.query_one("#size", Static).update(f"size {event.size.width}x{event.size.height}")

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value == "die":
            os._exit(3)
        if event.value == "chat":
            self.app._driver.write_meta({"type": "open_url", "url": "https://evil.example", "new_tab": True})  # type: ignore[union-attr,attr-defined]
        self.query_one("#echo", Static).update(f"<{event.value}>")

    def on_button_pressed(self) -> None:
        self.exit()


def main(folder: Path) -> None:
    """Run the app, and note how it begins and ends."""
    noted = folder / f"{os.getpid()}.json"
    noted.write_text(json.dumps({"environment": dict(os.environ), "argv": sys.argv, "group": os.getpgid(0)}))
    sys.stderr.write("a secret that was typed\n")
    StandIn(folder).run()
    noted.with_suffix(".ended").touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
