"""What lies over every page of the coach's app: palette, help, themes, jump mode; with the keys as they are set."""

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from textual.app import ReturnType, SystemCommand
from textual.command import CommandPalette, Provider
from textual.screen import Screen

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.settings import Settings, change_settings
from perflead_tui.tui.again import reopened
from perflead_tui.tui.base import BaseApp
from perflead_tui.tui.commands import command
from perflead_tui.tui.keys import key_names, key_problems, keymap, keys_at

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp
    from perflead_tui.tui.pictures.ink import Ink

_FEW_COLOURS = ("standard", "windows", None)
"""What Rich calls a terminal with 16 colours, or with none."""


def _registry() -> type[Provider]:
    from perflead_tui.tui.palette import Registry

    return Registry


class Palette(CommandPalette):
    """Textual's palette in our colours."""

    CSS_PATH = ["../dialogs.tcss", "coach.tcss"]  # noqa: RUF012 - Textual's own type


class OverApp(BaseApp[ReturnType]):
    """An app whose commands are those of the registry."""

    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS = {_registry}  # noqa: RUF012 - Textual's own type

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__(settings.theme or None)
        self.problems = key_problems(settings.keys)
        """What of the settings could not be used, in words."""
        self.set_keymap(keymap(settings.keys))
        self._keys_of, self._shown = settings.keys, dict[str, str]()  # of these settings, as they were shown

    def key_of(self, name: str) -> str:
        """The first key of a command as it is shown: as the settings have it, else as it comes; empty without one."""
        if self._keys_of is not self.settings.keys:
            self._keys_of, self._shown = self.settings.keys, {}
        if name not in self._shown:
            self._shown[name] = key_names(keys_at(command(name).where, self.settings.keys)[name][:1])
        return self._shown[name]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Nothing of Textual's own: the palette has our registry alone."""
        return ()

    @reopened
    def action_command_palette(self) -> None:
        """Everything that can be done here, by its name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette(placeholder=_("What do you want to do?"), id="--command-palette"))

    @reopened
    def action_help(self) -> None:
        """What this page is for, and its keys."""
        from perflead_tui.tui.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    @reopened
    def action_theme(self) -> None:
        """Look at themes and choose one; it is kept."""
        from perflead_tui.themes import in_order
        from perflead_tui.tui.themes import ThemesScreen

        def chosen(name: str | None) -> None:
            if name is not None:
                self.set_theme(name)

        self.push_screen(ThemesScreen(in_order(self.theme_files), self.theme), chosen)

    @reopened
    def action_settings(self) -> None:
        """Look at the settings and change them."""
        from perflead_tui.tui.coach.preferences import show_settings

        show_settings(cast("CoachApp", self))

    def action_guide(self) -> None:
        """Read the manual."""
        from perflead_tui.tui.coach.manual import read_manual

        read_manual(cast("CoachApp", self))

    def action_jump(self) -> None:
        """Put a letter on everything that can be pressed, and press it."""
        from perflead_tui.tui.jump import JumpScreen, Target, targets

        def chosen(target: Target | None) -> None:
            if target is not None:
                self.call_later(target.press)

        self.push_screen(JumpScreen(targets(self.screen)), chosen)

    def action_light_or_dark(self) -> None:
        """The light theme if a dark one is on, and the reverse; kept."""
        super().action_light_or_dark()
        self.set_theme(self.theme)

    @property
    def ink(self) -> "Ink":
        """What pictures are drawn with in the theme that is on."""
        from perflead_tui.tui.pictures.ink import ink_for

        few = not self.is_headless and self.console.color_system in _FEW_COLOURS
        return ink_for(self.theme_files.get(self.theme), wanted=self.settings.contrast, few=few)

    def change_contrast(self) -> bool:
        """High contrast in every theme, or only where the theme has it; kept. Says which it is now."""
        self.settings = replace(self.settings, contrast=not self.settings.contrast)
        with contextlib.suppress(PerfleadError):
            change_settings(contrast=self.settings.contrast)
        self.pictures_changed()
        return self.settings.contrast

    def pictures_changed(self) -> None:
        """Have the pictures that are shown drawn anew with the ink of now."""
        for screen in self.screen_stack:
            redraw = getattr(screen, "change_ink", None)
            if callable(redraw):
                redraw()

    def set_theme(self, name: str) -> None:
        """Use a theme from now on."""
        self.theme = name
        self.settings = replace(self.settings, theme=name)
        with contextlib.suppress(PerfleadError):  # a settings folder that cannot be written is no reason to stop
            change_settings(theme=name)
