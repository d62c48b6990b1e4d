"""The coach's commands."""

import datetime
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from perflead_tui.cli.vault_access import home, open_vault, passphrase, progress, vault_options
from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.flows.records import Status, Step
from perflead_tui.i18n import _, format_date, ngettext
from perflead_tui.vault.vault import Vault, refuse_existing

if TYPE_CHECKING:
    from perflead_tui.flows.openers import Approved
    from perflead_tui.review.terms import Blind, Openers

_ROSTER_LIMIT = 5 * 1024 * 1024
_SOME_REFUSED = 3

REVIEW = click.argument("review")


class Day(click.ParamType[datetime.date]):
    """A date as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """The date, or a usage error."""
        from perflead_tui.flows.moments import parse_day

        try:
            return parse_day(str(value))
        except PerfleadError as error:
            self.fail(error.message, param, ctx)


class Instant(click.ParamType[datetime.datetime]):
    """A date, which means its first moment, or a date and time; of this computer's zone unless it names another."""

    name = "DATE[THH:MM]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime.datetime:
        """The moment in UTC, or a usage error."""
        from perflead_tui.flows.moments import parse_moment

        try:
            return parse_moment(str(value))
        except PerfleadError as error:
            self.fail(error.message, param, ctx)


@click.command()
@vault_options
def init() -> None:
    """Create the vault and print its recovery key, once."""
    refuse_existing(home())
    vault, recovery_key = Vault.create(home(), passphrase(_("New passphrase (at least 8 characters)"), new=True))
    vault.close()
    click.echo(_("The vault is in {path}.").format(path=shown(home())))
    click.echo(_("Recovery key: {key}").format(key=recovery_key))
    click.echo(_("Write it down and keep it away from this computer. It opens the vault if you lose the passphrase."))
    click.echo(_("It is shown this once. Nobody else can open the vault for you."))


@click.command()
@click.option("--leader", required=True, help="The name of the person who is rated.")
@click.option("--roster", required=True, type=click.Path(path_type=Path), help="A CSV file with name,group.")
@click.option("--questionnaire", "asked", default="performance-leadership", show_default=True, help="A name or a file.")
@click.option("--closes", type=Day(), help="The last day for answers, such as 2026-12-15.")
@click.option("--minimum", type=int, help="The smallest group that is shown; 4 if you do not say, never below 3.")
@click.option("--supervises/--no-supervises", default=True, show_default=True, help="Whether the leader has staff.")
@click.option("--short-for", multiple=True, metavar="GROUP", help="Give this group only what it can see.")
@click.option("--role", help="What the leader does and where, as raters will read it.")
@click.option(
    "--erase-after",
    "erase_after_days",
    type=click.IntRange(0, 3650),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="When keys, envelopes and single answers are to be destroyed after closing.",
)
@click.option("--asked-by", help="Who asks, as raters will read it, such as 'Dana Whitfield (coach)'.")
@click.option("--drop", help="A shared folder, or sftp://, s3:// or webdavs:// URL, through which files travel.")
@click.option(
    "--blind", is_flag=True, help="Credentials are signed unseen, so that nobody can tie an answer to a person."
)
@click.option(
    "--claims-until", type=Instant(), help="Blind: until when raters accept, such as 2026-12-01 or 2026-12-01T17:00."
)
@click.option(
    "--answers-from", type=Instant(), help="Blind: from when answers leave; best some time after --claims-until."
)
@click.option("--courier", type=click.Path(path_type=Path), help="A courier's public key: envelopes go through them.")
@click.option("--openers", metavar="2of3", help="The key is split: so many of so many people are needed to close.")
@click.option("--opener", multiple=True, metavar="NAME", help="One of them; name each.")
@click.option("--shares", type=click.Path(path_type=Path), help="The new folder for the openers' shares.")
@vault_options
def new(leader: str, roster: Path, asked: str, closes: datetime.date | None, **other: Any) -> None:
    """Set up a review and print its id.

    The terms are fixed from here on: raters are promised them, and nothing changes them afterwards.
    """
    from perflead_tui.flows.setup import NewReview, new_review
    from perflead_tui.questionnaire.loading import load
    from perflead_tui.review.roster import parse_roster

    other["blind"] = _phases(other.pop("blind"), other.pop("claims_until"), other.pop("answers_from"))
    other["courier"], other["openers"] = _helpers(other.pop("courier"), other.pop("openers"), other.pop("opener"))
    questionnaire = load(asked)
    people = parse_roster(read_limited(roster, _ROSTER_LIMIT, _("a roster")), shown(roster), questionnaire)
    wanted = NewReview(leader=leader, questionnaire=questionnaire, roster=people, closes_on=closes, **other)
    with open_vault() as vault, progress() as show:
        made = new_review(vault, wanted, show)
    for note in made.notes:
        click.echo(note, err=True)
    if wanted.shares:
        click.echo(
            _("The shares are in {path}. Give each person theirs, and keep no copy: the vault has none.").format(
                path=shown(wanted.shares)
            ),
            err=True,
        )
    click.echo(made.review)


def _helpers(
    courier: Path | None, openers: str | None, names: tuple[str, ...]
) -> "tuple[bytes | None, Openers | None]":
    from perflead_tui.flows.courier import read_courier_key
    from perflead_tui.flows.openers import parse_openers

    if names and not openers:
        raise click.UsageError(_("Say with --openers how many of them are needed, such as 2of3."))
    return read_courier_key(courier) if courier else None, parse_openers(openers, names) if openers else None


def _phases(blind: bool, until: datetime.datetime | None, start: datetime.datetime | None) -> "Blind | None":
    from perflead_tui.flows.moments import one_phase, phases

    if not blind:
        if until or start:
            raise click.UsageError(_("--claims-until and --answers-from are for --blind reviews."))
        return None
    if until is None or start is None:
        raise click.UsageError(_("A --blind review needs --claims-until and --answers-from."))
    try:
        found = phases(until, start)
    except PerfleadError as error:
        raise click.UsageError(error.message) from None
    if one_phase(found):
        click.echo(one_phase(found), err=True)
    return found


@click.command()
@click.argument("review", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@vault_options
def status(review: str | None, as_json: bool) -> None:
    """Show the state of REVIEW, or of all: the number of envelopes in all, and nothing else while it is open."""
    from perflead_tui.flows.records import all_statuses, open_review

    with open_vault() as vault:
        if review is None:
            found = all_statuses(vault)
        else:
            with open_review(vault, review) as file:
                found = [file.status()]
    if as_json:
        rows = [_status_row(one) for one in found]
        click.echo(json.dumps(rows if review is None else rows[0], ensure_ascii=False, indent=2))
    elif not found:
        click.echo(_("There are no reviews yet. Set one up with perflead new."))
    else:
        click.echo("\n".join(_status_lines(found)))


def _status_row(one: Status) -> dict[str, object]:
    return {
        "review": one.review,
        "leader": one.leader,
        "questionnaire": one.questionnaire,
        "state": one.state,
        "created_on": one.created_on.isoformat(),
        "closes_on": one.closes_on.isoformat() if one.closes_on else None,
        "invited": one.invited,
        "envelopes": one.envelopes,
        "granted": one.granted,
        "erase_on": one.erase_on.isoformat() if one.erase_on else None,
        "erased_on": one.erased_on.isoformat() if one.erased_on else None,
        "handed_on": one.handed_on.isoformat() if one.handed_on else None,
        "received": one.received,
    }


def _status_lines(found: list[Status]) -> list[str]:
    return [f"{one.review}  {one.leader}\n{'':16}  {', '.join(_facts(one))}" for one in found]


def _facts(one: Status) -> list[str]:
    from perflead_tui.flows.agenda import handed_facts

    if one.handed_on is not None:
        return handed_facts(one)
    states = {"draft": _("no invitations yet"), "open": _("open"), "closed": _("closed")}
    facts = [states[one.state]]
    if one.state != "draft" and not one.bare:
        count = ngettext("{n} envelope of {invited} invited", "{n} envelopes of {invited} invited", one.envelopes)
        facts.append(count.format(n=one.envelopes, invited=one.invited))
        if one.granted is not None:
            facts.append(ngettext("{n} accepted", "{n} accepted", one.granted).format(n=one.granted))
    if one.closes_on and one.state != "closed":
        facts.append(_("answers until {date}").format(date=format_date(one.closes_on)))
    if one.erase_on:
        facts.append(_("to be erased by {date}").format(date=format_date(one.erase_on)))
    if one.erased_on:
        facts.append(_("erased on {date}").format(date=format_date(one.erased_on)))
    if one.received:
        facts.append(_("came without its answers"))
    return facts


@click.command()
@REVIEW
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@vault_options
def collect(review: str, paths: tuple[Path, ...]) -> int:
    """Take envelopes into REVIEW: files, or folders with everything in them.

    Says of each file whether it was taken, was already here, or was refused and why. Running it again does no harm.
    """
    from perflead_tui.flows.collect import collect as take
    from perflead_tui.flows.telling import collected_lines, taken_words

    with open_vault() as vault, progress() as show:
        results = take(vault, review, paths, show)
    for told in collected_lines(results):
        click.echo(told)
    click.echo(taken_words(results), err=True)
    refused = sum(result.outcome == "refused" for result in results)
    if not refused:
        return 0
    return 1 if refused == len(results) else _SOME_REFUSED


@click.command()
@REVIEW
@click.option(
    "--check", "only_check", is_flag=True, help="Say what would be shown, merged and withheld; change nothing."
)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation on a terminal.")
@click.option("--share", multiple=True, type=click.Path(path_type=Path), help="An opener's share.")
@click.option("--approval", multiple=True, type=click.Path(path_type=Path), help="An opener's approval.")
@vault_options
def close(review: str, only_check: bool, yes: bool, share: tuple[Path, ...], approval: tuple[Path, ...]) -> None:
    """Close REVIEW and make its report. This happens once: later envelopes are refused, and nothing can be changed."""
    from perflead_tui.flows.close import close as do_close
    from perflead_tui.flows.openers import Approved
    from perflead_tui.flows.telling import closed_words

    approved = Approved(share, approval, cache(_share_passphrase))
    with open_vault() as vault, progress() as show:
        ask = sys.stdin.isatty() and not yes
        if only_check or ask:
            _preview(vault, review, show, approved, only_check)
        if only_check:
            return
        if ask and not click.confirm(_("Close the review now? It cannot be opened again."), err=True):
            raise click.Abort
        closed = do_close(vault, review, show, approved=approved)
        _post_board(vault, review)
    click.echo(closed_words(closed))
    for why in closed.refused:
        click.echo(why)
    click.echo(_("Read the report with perflead results {review} or perflead report {review}.").format(review=review))


def _post_board(vault: Vault, review: str) -> None:
    """A review with a drop shows its board there, for everyone who has a receipt."""
    from perflead_tui.flows.publish import publish_to_drop
    from perflead_tui.flows.records import open_review

    with open_review(vault, review) as file:
        by_drop = file.terms.drop is not None
    try:
        if by_drop:
            publish_to_drop(vault, review)
    except PerfleadError as error:  # the review is closed all the same
        click.echo(error.message, err=True)
        click.echo(_("Put the board there later: perflead board {review} --to-drop.").format(review=review), err=True)


def _preview(vault: Vault, review: str, show: Callable[[Step], None], approved: "Approved", only_check: bool) -> None:
    from perflead_tui.flows.close import check
    from perflead_tui.flows.telling import check_lines

    try:
        found = check(vault, review, show, approved)
        click.echo("\n".join(check_lines(found)), err=not only_check)
    except PerfleadError as error:
        if only_check:
            raise
        click.echo(error.message, err=True)


def _share_passphrase(name: str) -> str:
    return passphrase(_("Passphrase of the share of {name}").format(name=name), given=False)
