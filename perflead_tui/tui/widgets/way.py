"""An action whose words change with the page; without words it is not there."""

from textual.geometry import Size
from textual.reactive import Reactive

from perflead_tui.tui.widgets.action import Action


class Way(Action):
    """Give it its words with `say`."""

    # Textual lays a whole screen out once more after a widget's size has changed, for the sake of what is inside it.
    virtual_size = Reactive(Size(0, 0), layout=False)

    DEFAULT_CSS = "Way.-gone { display: none; }"

    def __init__(self, action: str, *, id: str, main: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__("", action, id=id, main=main)
        self.add_class("-gone")

    @property
    def cells(self) -> int:
        """The cells that it takes; none without words."""
        return self.render().cell_length + self.gutter.width if self._label else 0

    def say(self, label: str, key: str = "", action: str = "") -> None:
        """Change the words, and what it does if `action` is given."""
        self._action = action or self._action
        if (label, key) != (self._label, self._key):
            self._label, self._key = label, key
            self.set_class(not label, "-gone")
            self.refresh(layout=True)
