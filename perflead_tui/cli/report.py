"""The command for reports."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from perflead_tui.cli.results import file_of, require_name
from perflead_tui.cli.share import IDENTITY, WORDS_FILE, shared_file
from perflead_tui.cli.vault_access import open_vault, progress, vault_options
from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.flows.telling_files import over_words, report_words, reports_words
from perflead_tui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perflead_tui.flows.reporting import Look, Subject
    from perflead_tui.sealing.agekeys import Recipient

_FORMATS = ("text", "json", "html", "pdf", "xlsx", "csv", "md")
_WIDTHS = (60, 100)  # the narrowest and the widest text report on a screen, in columns
_USUAL = 80  # columns of a text report in a file: the same on every screen
_SOME_REFUSED = 3


@click.command()
@click.argument("review", metavar="[REVIEW|FILE]", required=False)
@click.option("--format", "kind", type=click.Choice(_FORMATS), help="text, or what the name of the file says.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this new file, or with --all to this folder.")
@click.option("--all", "every", is_flag=True, help="The reports of all closed reviews, a file each, into --out.")
@click.option("--language", "words", metavar="en|es", help="The language of the report; without it the leader's.")
@click.option("--plan-only", is_flag=True, help="The plan alone, without scores.")
@click.option(
    "--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True, help="Paper of a PDF."
)
@click.option("--theme", default="", metavar="NAME", help="Colours of HTML and PDF.")
@click.option("--radar", is_flag=True, help="Add the profile in a circle.")
@click.option("--before", metavar="REVIEW|FILE", help="The earlier review that change is shown since.")
@click.option("--agency", type=click.Path(path_type=Path), help="A report on the agency, to stand beside.")
@click.option(
    "--questionnaire", "asked", multiple=True, metavar="FILE", help="The questionnaire of a report that is a file."
)
@click.option("--force", is_flag=True, help="Write over files that exist.")
@click.option("--encrypt-to", multiple=True, metavar="RECIPIENT", help="Encrypt it to this age or ssh public key.")
@IDENTITY
@WORDS_FILE
@vault_options
def report(review: str | None, kind: str | None, as_json: bool, out: Path | None, every: bool, **said: Any) -> int:
    """Print the report of the closed REVIEW, or write it to a file that people can keep.

    A FILE with a report (perflead report --format json), or one that was shared with you, is taken as it is. text, md,
    html and pdf tell all of it in words; xlsx and csv hold its numbers, xlsx the comments and the plan too; json is
    the report without the plan. perflead guide reports tells exactly what each holds.
    """
    from perflead_tui.flows.reporting import format_of

    if as_json and kind not in (None, "json"):
        raise click.UsageError(_("--json is --format json; leave one of both out."))
    if every == bool(review):
        raise click.UsageError(_("Name a review or a file, or say --all."))
    keys = _recipients(said["encrypt_to"])  # before a passphrase is asked for
    chosen = "json" if as_json else kind or format_of(None if every else out)
    if every:
        return _all(chosen, out, keys, said)
    return _one(str(review), chosen, out, keys, said)


def _recipients(spelled: "Sequence[str]") -> "list[Recipient]":
    if not spelled:
        return []
    from perflead_tui.sealing.agekeys import recipients

    return recipients(spelled)


def _one(review: str, kind: str, out: Path | None, keys: "list[Recipient]", said: dict[str, Any]) -> int:
    from perflead_tui.flows.reporting import (
        FORMATS,
        render,
        require_fitting,
        require_language,
        require_new,
        sealed,
        write_export,
    )

    if out is not None:
        require_fitting(out, kind, encrypted=bool(keys))
        require_new(out, force=said["force"])
    elif (FORMATS[kind].binary or keys) and sys.stdout.isatty():
        raise PerfleadError(_("This is not for a terminal."), _("Name a file with --out FILE."))
    subject = _subject(review, said)
    if said["words"]:
        require_language(subject, said["words"])
    if subject.material is None and not said["plan_only"]:
        said["plan_only"] = True
        click.echo(_("{path} holds a plan and no report.").format(path=shown(review)), err=True)
    data = render(subject, kind, _look(said, screen=out is None))
    if out is None:
        click.echo(sealed(data, keys), nl=False)
    else:
        write_export(out, data, force=said["force"], recipients=keys)
        click.echo(report_words(out), err=True)
    return 0


def _all(kind: str, out: Path | None, keys: "list[Recipient]", said: dict[str, Any]) -> int:
    from perflead_tui.flows.report_all import Wanted, write_all

    if out is None:
        raise click.UsageError(_("--all writes files; name their folder with --out DIR."))
    if said["before"] or said["agency"] or said["asked"]:
        raise click.UsageError(_("--before, --agency and --questionnaire are for a single report."))
    wanted = Wanted(kind, _look(said, screen=False), out, said["force"], tuple(keys), bool(said["words"]))
    with open_vault() as vault, progress() as show:
        written = write_all(vault, wanted, show)
    for path in written.files:
        click.echo(shown(path))
    for why in written.refused:
        click.echo(why, err=True)
    click.echo(" ".join(filter(None, [reports_words(written, out), over_words(written)])), err=True)
    if not written.refused:
        return 0
    return _SOME_REFUSED if written.files else 1


def _subject(review: str, said: dict[str, Any]) -> "Subject":
    from perflead_tui.flows.reporting import is_shared, subject_of_file, subject_of_review
    from perflead_tui.questionnaire.loading import load

    file = file_of(review)
    questionnaires = [load(each) for each in said["asked"]]
    before: str | None = said["before"]
    if file is not None and is_shared(file):
        return _shared(file, said)
    if file is not None:
        return subject_of_file(file, Path(before) if before else None, said["agency"], questionnaires)
    require_name(review)
    with open_vault() as vault:
        earlier = (file_of(before) or before) if before else None
        return subject_of_review(vault, review, earlier, said["agency"], questionnaires)


def _shared(file: Path, said: dict[str, Any]) -> "Subject":
    from perflead_tui.flows.reporting import subject_of_shared

    if said["before"] or said["agency"] or said["asked"]:
        raise click.UsageError(_("A shared file brings what stands beside it; leave the options for that out."))
    found = shared_file(file, said["identity"], said["words_file"])
    return subject_of_shared(found, shown(file))


def _look(said: dict[str, Any], *, screen: bool) -> "Look":
    from perflead_tui.flows.reporting import Look

    columns = _USUAL
    if screen and sys.stdout.isatty():
        columns = min(max(shutil.get_terminal_size((_USUAL, 24)).columns, _WIDTHS[0]), _WIDTHS[1])
    return Look(
        said["words"] or "",
        said["paper"],
        said["theme"],
        plan_only=said["plan_only"],
        radar=said["radar"],
        width=columns,
    )
