"""The settings in the app: a list with what each is set to; choosing one changes it, and it is kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.settings import MAIL_NAMES, change_settings, mail_document
from perflead_tui.tui.again import reopened
from perflead_tui.tui.commands import COMMANDS, TITLES, command
from perflead_tui.tui.dialogs import PickScreen, WriteScreen
from perflead_tui.tui.keys import keymap, refused, with_keys

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

_LONGEST_LOCK = 240  # minutes
_LONGEST = 300  # characters of a setting that is typed


@reopened
def show_settings(app: "CoachApp", chosen: str = "") -> None:
    """The list, with the bar at `chosen`; after a change it is there again."""
    now = app.settings
    theme = app.theme_files.get(app.theme)
    drawn = _("high contrast") if now.contrast else _("as the theme has them")
    lock = _("{n} min").format(n=now.lock_minutes) if now.lock_minutes else _("never")
    rows = [
        ("theme", _("Theme: {now}").format(now=theme.title if theme else app.theme)),
        ("lock", _("Lock after: {now}").format(now=lock)),
        ("prompts", _("Prompts: {now}").format(now=_("shown") if now.prompts else _("hidden"))),
        ("contrast", _("Pictures: {now}").format(now=drawn)),
        ("keys", _("Keys of commands: {n} changed").format(n=len(now.keys))),
        ("mail", _("Mail server: {now}").format(now=now.mail.host or _("none"))),
    ]
    ways: dict[str, Callable[[CoachApp], None]] = {
        "theme": lambda app: app.action_theme(),
        "lock": _lock,
        "prompts": lambda app: _change(app, "prompts", prompts=not app.settings.prompts),
        "contrast": lambda app: _change(app, "contrast", contrast=not app.settings.contrast),
        "keys": _keys,
        "mail": _mail,
    }

    def picked(name: str | None) -> None:
        if name:
            ways[name](app)

    app.push_screen(PickScreen(_("Settings"), rows, chosen), picked)


def _change(app: "CoachApp", again: str, **changed: Any) -> None:
    """Keep what was changed, use it from now on, and show the list again. A refusal is told below the page."""
    try:
        app.settings = change_settings(**changed)
    except PerfleadError as error:
        app.tell(str(error))
        return
    app.set_keymap(keymap(app.settings.keys))
    app.pictures_changed()
    show_settings(app, again)


@reopened
def _lock(app: "CoachApp") -> None:
    def wrong(text: str) -> str:
        fits = text.isascii() and text.isdigit() and int(text[:9]) <= _LONGEST_LOCK
        return "" if fits else _("Write a number of minutes, from 0 to {n}.").format(n=_LONGEST_LOCK)

    def given(text: str | None) -> None:
        if text is not None:
            _change(app, "lock", lock_minutes=int(text))

    hint = _("Minutes without a key until the vault locks; 0 for never.")
    now = str(app.settings.lock_minutes)
    app.push_screen(WriteScreen(_("Lock after"), now, hint, short=True, limit=9, check=wrong), given)


@reopened
def _keys(app: "CoachApp") -> None:
    """Which command, then its keys."""

    def given(name: str, text: str | None) -> None:
        if text is not None:
            _change(app, "keys", keys=with_keys(app.settings.keys, name, text))

    def picked(name: str | None) -> None:
        if name:
            found, now = command(name), app.settings.keys.get(name, "")
            hint = _("As they come: {keys}. Commas between them; empty for its own again. The manual has their names.")
            hint = hint.format(keys=found.keys or _("none"))
            write = WriteScreen(
                found.title(), now, hint, short=True, limit=60, check=lambda text: refused(name, text) if text else ""
            )
            app.push_screen(write, lambda text: given(name, text))

    options = []
    for each in COMMANDS:
        keys = app.settings.keys.get(each.name) or each.keys or "–"
        options.append((each.name, f"{TITLES[each.where]()} · {each.title()}: {keys}"))
    app.push_screen(PickScreen(_("Keys of commands"), options), picked)


@reopened
def _mail(app: "CoachApp") -> None:
    """Which part, then its value. A password is never kept."""
    said = mail_document(app.settings.mail)

    def given(name: str, text: str | None) -> None:
        if text is None:
            return
        kept = {key: value for key, value in said.items() if key != name}
        value: str | int = int(text) if name == "port" and text.isdecimal() else text
        _change(app, "mail", mail={**kept, **({name: value} if text else {})})

    def picked(name: str | None) -> None:
        if name:
            hint = _("Empty: it is not set. A password is never kept; it is asked for.")
            write = WriteScreen(name, str(said.get(name, "")), hint, short=True, limit=_LONGEST)
            app.push_screen(write, lambda text: given(name, text))

    rows = [(name, f"{name}: {said.get(name, '–')}") for name in MAIL_NAMES]
    app.push_screen(PickScreen(_("Mail server"), rows), picked)
