"""Keeping all of a vault in one file, and making a vault from such a file."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.flows.telling_files import (
    backup_damage_lines,
    backup_lines,
    restored_damage_lines,
    restored_lines,
)
from perflead_tui.i18n import _
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.asking import typed_path
from perflead_tui.tui.coach.form import Asked, Ended, FormScreen, Given, Tell, at_home, new_file

if TYPE_CHECKING:
    from perflead_tui.flows.backup import Restored
    from perflead_tui.tui.coach.app import CoachApp

KEY, WORDS = "key", "words"


@reopened
def ask_backup(app: "CoachApp") -> None:
    """The form for a backup."""
    vault = app.vault

    def do(given: Given, step: Tell) -> Ended:
        from perflead_tui.flows.backup import backup, own_recipients
        from perflead_tui.sealing.agefile import new_passphrase
        from perflead_tui.sealing.agekeys import recipients

        by_words = given["way"] == WORDS
        others = recipients(given.lines("to"))
        out = new_file(given, "out", ".age")
        words = new_passphrase() if by_words else ""
        readers = [] if by_words else [*own_recipients(vault), *others]
        kept = backup(vault, out, readers, words or None, on_step=step)
        return Ended([*backup_lines(kept, out), *backup_damage_lines(kept)], words)

    ways = [(KEY, _("The recovery key of the vault")), (WORDS, _("Six words that are made for it"))]
    day = datetime.datetime.now().astimezone().date().isoformat()
    asked = [
        Asked("way", _("What opens it"), "choice", given=KEY, options=ways),
        Asked("to", _("Other readers: public keys or .pub files, a line each"), "lines", optional=True,
              when=lambda one: one["way"] == KEY),
        Asked("out", _("A new file, on another disk"), given=at_home(f"perflead-backup-{day}.age")),
    ]  # fmt: skip
    hint = _("All reviews in one encrypted file. It is read back and compared with the vault.")
    app.push_screen(FormScreen(_("Back up the vault"), hint, asked, do, _("Backed up")))


@reopened
def ask_restore(app: "CoachApp") -> None:
    """The form for making a vault from a backup; then its door."""

    def onward(home: Path) -> None:
        app.home = home
        app.visit("home")

    def do(given: Given, step: Tell) -> Ended:
        home = given.path("home")
        step((_("Reading the backup"), 0, 1))
        done = _restored(given, home)
        lines = [*restored_lines(done), *restored_damage_lines(done)]
        return Ended(lines, onward=lambda: onward(home))

    secrets = [(KEY, _("The recovery key")), (WORDS, _("Six words")), ("identity", _("The key of a reader"))]
    asked = [
        Asked("file", _("The backup")),
        Asked("way", _("What opens it"), "choice", given=KEY, options=secrets),
        Asked("words", _("The six words of the backup"), "secret", when=lambda one: one["way"] == WORDS),
        Asked("identity", _("The file of the private key"), when=lambda one: one["way"] == "identity"),
        Asked("recovery", _("Recovery key of the vault"), "secret", when=lambda one: one["way"] == KEY),
        Asked("secret", _("Passphrase or recovery key of the vault"), "secret", when=lambda one: one["way"] != KEY),
        Asked("home", _("An empty or new folder for the vault"), given=str(app.home or "")),
    ]
    hint = _("Everything is checked before the folder gets its name.")
    app.push_screen(FormScreen(_("Restore a backup"), hint, asked, do, _("Restored")))


def _restored(given: Given, home: Path) -> "Restored":
    from perflead_tui.flows.backup import LIMIT, require_empty, restore
    from perflead_tui.sealing.agefile import lock_of
    from perflead_tui.sealing.agekeys import identities_in
    from perflead_tui.vault.keys import recovery_identity

    require_empty(home)
    path = typed_path(given["file"])
    data, name = read_limited(path, LIMIT, _("a backup")), shown(path)
    by_words = lock_of(data, name) == "passphrase"
    if by_words != (given["way"] == WORDS):
        raise PerfleadError(
            _("This backup opens with six words.") if by_words else _("This backup opens with a key, not with words."),
            _("Choose it above."),
        )
    if by_words:
        return restore(data, name, home, given["secret"], [], given["words"])
    if given["way"] == "identity":
        return restore(data, name, home, given["secret"], identities_in(given.path("identity")), None)
    own = recovery_identity(given["recovery"])
    if own is None:
        raise PerfleadError(_("This is not a recovery key."), _("Type the key that was shown when the vault was made."))
    return restore(data, name, home, given["recovery"], [own], None)
