"""What lies over every page of the coach's app: palette, help, themes, jump mode; with the keys as they are set."""

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from textual.app import ReturnType, SystemCommand
from textual.command import CommandPalette, Provider
from textual.screen import Screen

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.settings import Settings, change_settings
from perflead_tui.tui.base import BaseApp
from perflead_tui.tui.commands import command
from perflead_tui.tui.keys import key_names, key_problems, keymap, keys_at


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

    def action_command_palette(self) -> None:
        """Everything that can be done here, by its name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette(placeholder=_("What do you want to do?"), id="--command-palette"))

    def action_help(self) -> None:
        """What this page is for, and its keys."""
        from perflead_tui.tui.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def action_theme(self) -> None:
        """Look at themes and choose one; it is kept."""
        from perflead_tui.tui.theme import in_order
        from perflead_tui.tui.themes import ThemesScreen

        def chosen(name: str | None) -> None:
            if name is not None:
                self.set_theme(name)

        self.push_screen(ThemesScreen(in_order(self.theme_files), self.theme), chosen)

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

    def set_theme(self, name: str) -> None:
        """Use a theme from now on."""
        self.theme = name
        self.settings = replace(self.settings, theme=name)
        with contextlib.suppress(PerfleadError):  # a settings folder that cannot be written is no reason to stop
            change_settings(theme=name)
