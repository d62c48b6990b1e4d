"""Withholding a comment of a closed review, and showing it again."""

import click

from perflead_tui.cli.vault_access import open_vault, vault_options
from perflead_tui.i18n import _
from perflead_tui.results.voices import Voice
from perflead_tui.text import clean_line

_FIRST_WORDS = 60  # characters


@click.command()
@click.argument("review")
@click.argument("comment", required=False)
@click.option("--reason", metavar="WORDS", help="Why it is withheld; the reason stays in the report.")
@click.option("--show", is_flag=True, help="Show it again.")
@vault_options
def hide(review: str, comment: str | None, reason: str | None, show: bool) -> None:
    """Withhold a COMMENT of the closed REVIEW, for instance one that names its author. Its wording is never edited.

    Without COMMENT it lists the names of the comments with their first words.
    """
    from perflead_tui.flows.debrief import Debrief
    from perflead_tui.results.voices import voices

    _check(comment, reason, show=show)
    with open_vault() as vault, Debrief.of_review(vault, review) as debrief:
        if comment is None:
            for each in voices(debrief.material.report, debrief.hidden).values():
                for voice in each:
                    click.echo(_named(voice))
        elif show:
            debrief.show_comment(comment)
            click.echo(_("{comment} is shown.").format(comment=comment), err=True)
        else:
            debrief.hide_comment(comment, reason or "")
            click.echo(_("{comment} is withheld. The reason stays in the report.").format(comment=comment), err=True)


def _check(comment: str | None, reason: str | None, *, show: bool) -> None:
    if comment is None and (show or reason is not None):
        raise click.UsageError(_("Name the comment. perflead hide REVIEW lists them."))
    if comment is not None and show == (reason is not None):
        raise click.UsageError(_("Say either --reason WORDS to withhold it, or --show to show it again."))


def _named(voice: Voice) -> str:
    """The name of a comment, its first words, and why it is withheld."""
    words = clean_line(voice.text[: 2 * _FIRST_WORDS])
    shown = words if len(words) <= _FIRST_WORDS else words[: _FIRST_WORDS - 1] + "…"
    told = "" if voice.reason is None else "  " + _("(withheld: {reason})").format(reason=clean_line(voice.reason))
    return f"{clean_line(voice.name)}  {shown}{told}"
