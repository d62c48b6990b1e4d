"""Commands for the vault itself."""

from pathlib import Path

import click

from perflead_tui.cli.vault_access import first_line, home, open_vault, vault_options
from perflead_tui.cli.vault_access import passphrase as ask_passphrase
from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited
from perflead_tui.i18n import _, ngettext


@click.command()
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    help="Read the new passphrase from this file's first line.",
)
@click.option("--recovery", is_flag=True, help="Make a new recovery key instead; the old one stops working.")
@vault_options
def passphrase(new_passphrase_file: Path | None, recovery: bool) -> None:
    """Change the passphrase. The recovery key stays as it is, and opens the vault if the passphrase is lost."""
    with open_vault() as vault:
        if recovery:
            click.echo(_("Recovery key: {key}").format(key=vault.new_recovery_key()))
            click.echo(_("It is shown this once. The old one no longer opens the vault."))
            return
        if new_passphrase_file is not None:
            fresh = first_line(read_limited(new_passphrase_file, 4096, _("a passphrase file")))
        else:
            fresh = ask_passphrase(_("New passphrase (at least 8 characters)"), new=True, given=False)
        vault.change_passphrase(fresh)
    click.echo(_("The passphrase was changed."))


@click.command()
@vault_options
def doctor() -> int:
    """Check every file of the vault, and whether a review is due to be erased; say what to do. Changes nothing."""
    from perflead_tui.flows.health import reminders
    from perflead_tui.vault.doctor import Finding, check_vault

    try:
        with open_vault() as vault:
            findings = [*check_vault(home(), vault), *reminders(vault)]
    except PerfleadError as error:
        click.echo(error.message, err=True)
        if error.hint:
            click.echo(error.hint, err=True)
        if not home().is_dir():
            return 1
        findings = [*check_vault(home(), None), Finding(home(), False, _("The vault was not opened."), "")]
    for finding in findings:
        click.echo(f"{'✓' if finding.ok else '!'} {finding.message}")
        if finding.hint:
            click.echo(f"    {finding.hint}")
    bad = sum(not finding.ok for finding in findings)
    if bad:
        click.echo(ngettext("{n} thing needs attention.", "{n} things need attention.", bad).format(n=bad))
        return 1
    click.echo(_("All is well."))
    return 0
