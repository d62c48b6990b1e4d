"""The command that serves the kiosk to browsers."""

import sys
from pathlib import Path

import click

from perflead_tui.extras import require
from perflead_tui.flows.kiosk_served import ServedPack
from perflead_tui.i18n import _, ngettext

_MINUTE = 60.0
_START = "from perflead_tui.cli.main import run; run()"
_NURSERY = "from perflead_tui.tui.nursery import main; main()"


@click.command()
@click.argument("place", metavar="DROP-OR-PACK")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8360, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--behind-proxy", is_flag=True, help="A proxy with TLS stands before this server.")
@click.option(
    "--name", "names", multiple=True, help="The host name that people type, behind a proxy. Several are fine."
)
@click.option(
    "--envelopes", type=click.Path(path_type=Path), help="Write sealed envelopes into this folder, not to the drop."
)
@click.option("--sessions", default=50, show_default=True, type=click.IntRange(1, 2000), help="People at once.")
@click.option(
    "--per-minute", default=30, show_default=True, type=click.IntRange(1, 100_000), help="New forms from one address."
)
@click.option(
    "--wrong-codes",
    default=5,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Wrong codes of one address before it goes slowly.",
)
@click.option(
    "--idle",
    default=15.0,
    show_default=True,
    type=click.FloatRange(1, 240),
    help="Minutes without a key until the end.",
)
@click.option(
    "--longest", default=120.0, show_default=True, type=click.FloatRange(5, 1440), help="Minutes of one form."
)
@click.option(
    "--grace", default=10.0, show_default=True, type=click.FloatRange(0, 240), help="Minutes for open forms at the end."
)
def serve(
    place: str,
    host: str,
    port: int,
    behind_proxy: bool,
    names: tuple[str, ...],
    envelopes: Path | None,
    sessions: int,
    per_minute: int,
    wrong_codes: int,
    idle: float,
    longest: float,
    grace: float,
) -> int:
    """Serve the kiosk of DROP-OR-PACK to browsers, and nothing else.

    It listens to this computer alone. To let others in, put a proxy with TLS before it: see perflead guide browser.
    """
    require("textual_serve", "serve")
    from perflead_tui.serve.options import Options
    from perflead_tui.serve.run import serve as run

    wanted = [] if envelopes is None else ["--envelopes", str(envelopes)]
    options = Options(
        argv=(sys.executable, "-P", "-c", _START, "kiosk", *wanted, "--", place),
        nursery=(sys.executable, "-P", "-c", _NURSERY, place, str(envelopes or "")),
        host=host,
        port=port,
        behind_proxy=behind_proxy,
        names=names,
        sessions=sessions,
        per_minute=per_minute,
        wrong_codes=wrong_codes,
        idle=idle * _MINUTE,
        total=longest * _MINUTE,
        grace=grace * _MINUTE,
    ).checked()
    served = ServedPack(place, envelopes, lambda words: click.echo(words, err=True))
    click.echo(_("People open {address} and type the code from their letter.").format(address=options.address()))
    words = ngettext("One place.", "{n} places.", sessions).format(n=sessions)
    click.echo(words + " " + _("Nothing about visitors is written down. Ctrl+C ends it."))
    sys.stdout.flush()  # who redirects it wants to read the address while it runs
    run(options.of(served.mark), served, lambda: click.echo(_told(grace), err=True))
    return 0


def _told(grace: float) -> str:
    """What is said when the server is asked to end."""
    words = ngettext(
        "No new forms are opened. Those that are open may go on for {n} minute; Ctrl+C again ends them now.",
        "No new forms are opened. Those that are open may go on for {n} minutes; Ctrl+C again ends them now.",
        round(grace),
    )
    return words.format(n=round(grace)) + " " + _("Their drafts are kept.")
