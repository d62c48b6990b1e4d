"""The registry's commands as Textual's bindings, and which of them a screen obeys."""

from typing import Any

from textual.binding import Binding
from textual.screen import Screen

from perflead_tui.tui.commands import COMMANDS, Command, Where, commands_of


def bindings(*places: Where, priority: bool = False) -> list[Binding]:
    """A binding for each command of these places; its id is the command's name, so that the settings can change it.

    A command without keys is bound to its own name, which no key is called, until the settings give it one.
    """
    return [
        Binding(each.keys or each.name, each.action, each.name, show=False, priority=priority, id=each.name)
        for each in commands_of(*places)
    ]


def commands_on(screen: Screen[Any]) -> list[Command]:
    """What can be done on `screen` now, in the registry's order: what it and the app bind, and do not refuse.

    A screen or an app refuses by a method `offers` that says False for the command's name.
    """
    bound = {each.id for node in (screen, screen.app) for each in _bound(type(node))}
    return [each for each in COMMANDS if each.name in bound and _offered(screen, each) and _offered(screen.app, each)]


def _bound(node: type) -> list[Binding]:
    return [each for kind in node.__mro__ for each in vars(kind).get("BINDINGS", ()) if isinstance(each, Binding)]


def _offered(node: object, each: Command) -> bool:
    offers = getattr(node, "offers", None)
    return offers is None or bool(offers(each.name))
