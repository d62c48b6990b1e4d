"""A whole blind review by pasted text alone: terms, claim, grant and envelope, each quoted by a mail program."""

import datetime
import json
from pathlib import Path

import pytest

from perflead_tui.flows import outbox
from tests.cli.conftest import Run
from tests.cli.test_blind import review


def pasted(message: Path, into: Path) -> Path:
    """The message as it is after somebody has answered the mail and pasted it."""
    rows = ["Hello,", "", *message.read_text().splitlines(), "", "Bye"]
    into.parent.mkdir(exist_ok=True)
    into.write_text("".join(f"> {row}\r\n" for row in rows))
    return into


def test_the_four_messages_travel_as_pasted_text(
    perflead: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = review(perflead, tmp_path, armoured=("--armour",))
    (tmp_path / "a.json").write_text('{"ratings": {"U1": 4, "U2": 3}}')
    box = tmp_path / "box"
    invitations = [pasted(path, box / path.name) for path in sorted((tmp_path / "inv").iterdir())]
    assert len(invitations) == 5
    for at, invitation in enumerate(invitations):
        said = perflead("answer", invitation, "--answers", tmp_path / "a.json", "--armour")
        assert said.code == 0, said.err
        claim = pasted(invitation.with_suffix(".claim"), box / f"{at}.claim.txt")
        grants = tmp_path / f"grants{at}"
        assert perflead("desk", wanted, "--claims", claim, "--out", grants, "--armour").code == 0
        grant = pasted(next(grants.iterdir()), box / f"{at}.grant.txt")
        out = tmp_path / f"{at}.envelope.txt"
        said = perflead(
            "answer", invitation, "--answers", tmp_path / "a.json", "--grant", grant, "--armour", "--out", out
        )
        assert said.code == 0 and "Receipt:" in said.out, said.err
        pasted(out, tmp_path / "envelopes" / out.name)
    assert "5 accepted" in perflead("status", wanted).out
    later = datetime.datetime(2098, 2, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr(outbox, "now", lambda: later)
    assert perflead("collect", wanted, tmp_path / "envelopes").code == 0
    assert perflead("close", wanted).code == 0
    report = json.loads(perflead("report", wanted, "--format", "json").out)
    assert [cell["answers"] for cell in report["cells"]] == [1, 4]
