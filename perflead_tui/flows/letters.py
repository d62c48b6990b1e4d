"""Letters with a code, and the pack that the codes open: invitations for people without e-mail.

One code opens all that one person is asked, in several reviews too. The vault keeps neither the codes nor whose they
are: they stand in the letters, and nowhere else.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.pack import make_pack
from perflead_tui.export import mail
from perflead_tui.export.letters import Letter, letters, web_address
from perflead_tui.export.mail import Asked
from perflead_tui.export.typeset import Paper
from perflead_tui.extras import require
from perflead_tui.files import parse_json, private_dir, shown
from perflead_tui.flows.inviting import Guest, Maker, Stage, hand_out, in_words, made_already, open_reviews, waiting
from perflead_tui.flows.mailing import asked_of
from perflead_tui.flows.posting import tongue
from perflead_tui.flows.records import ReviewFile, Step
from perflead_tui.i18n import _, format_list, speaking
from perflead_tui.vault.vault import Vault

_PARTS = ("typst", "segno")


def _ignore(_step: Step) -> None:
    """No one watches."""


@dataclass(frozen=True)
class Wanted:
    """What is to be made: the two new files; `everyone` says whether those with an address get a letter too.

    `place` is where people answer, as the letters say it, `address` the page on which they do so in a browser.
    """

    pack: Path
    letters: Path
    everyone: bool = False
    paper: Paper = "letter"
    place: str = ""
    address: str = ""


@dataclass(frozen=True)
class Lettered:
    """What was made. `several` are the names of those whose code opens several reviews, `by_mail` how many have an
    address and no invitation yet.
    """

    letters: int
    several: tuple[str, ...]
    by_mail: int
    files: tuple[Path, ...]


@dataclass(frozen=True)
class _Reader:
    """One person: what they are asked, at most once a review."""

    asked: list[tuple[Maker, Guest]]

    @property
    def name(self) -> str:
        return self.asked[0][1].name

    def is_also(self, maker: Maker, guest: Guest) -> bool:
        """Whether `guest` of another review is this person: by the address, or else by the name."""
        if any(held.file.review == maker.file.review for held, _guest in self.asked):
            return False
        own = {known.email.casefold() for _maker, known in self.asked if known.email}
        if own and guest.email:
            return guest.email.casefold() in own
        return _same(guest.name) in {_same(known.name) for _maker, known in self.asked}


def write_letters(
    vault: Vault, reviews: Sequence[str], wanted: Wanted, on_step: Callable[[Step], None] = _ignore
) -> Lettered:
    """Make a pack and its letters for everyone who has no invitation and no address.

    Raises PerfleadError if nobody is left, if a file is there already, if the address is none, or if a part of the
    extra `coach` is missing: then nothing was made.
    """
    for part in _PARTS:
        require(part, "coach")
    if wanted.address:
        wanted = replace(wanted, address=web_address(wanted.address))
    with open_reviews(vault, reviews) as (files, moved), in_words(wanted.pack.parent):
        if wanted.pack.absolute() in moved:
            return Lettered(0, (), 0, tuple(moved))
        _refuse_existing(wanted)
        readers = _readers(files, everyone=wanted.everyone)
        if not readers:
            raise _nobody(files)
        data, codes = make_pack(
            [[_document(maker, guest) for maker, guest in reader.asked] for reader in readers],
            {maker.file.review: maker.signer for reader in readers for maker, _guest in reader.asked},
            lambda done, total: on_step((_("Locking each entry with its code"), done, total)),
        )
        pages = [_letter(reader, code, wanted) for reader, code in zip(readers, codes, strict=True)]
        on_step((_("Drawing the letters"), 0, 1))
        drawn = letters(sorted(pages, key=lambda page: _same(page.name)), paper=wanted.paper)
        makers = list({id(maker): maker for reader in readers for maker, _guest in reader.asked}.values())
        stage = Stage([maker.file for maker in makers])
        for path, content in ((wanted.pack, data), (wanted.letters, drawn)):
            private_dir(path.parent)
            stage.add(path, content)
        made = hand_out(makers, stage)
        several = sorted(reader.name for reader in readers if len(reader.asked) > 1)
        by_mail = sum(len(waiting(file)) for file in files)
        return Lettered(len(readers), tuple(several), by_mail, tuple(sorted([*moved, *made])))


def _readers(files: Sequence[ReviewFile], *, everyone: bool) -> list[_Reader]:
    """Who gets a letter, and for which reviews; those of the first review in random order, and so on."""
    readers: list[_Reader] = []
    for file in files:
        people = [guest for guest in waiting(file) if everyone or not guest.email]
        maker = Maker(file) if people else None
        known = list(readers)
        for guest in people:
            assert maker is not None  # noqa: S101 - there are people
            before = next((reader for reader in known if reader.is_also(maker, guest)), None)
            if before is None:
                readers.append(_Reader([(maker, guest)]))
            else:
                before.asked.append((maker, guest))
    return readers


def _document(maker: Maker, guest: Guest) -> dict[str, Any]:
    return parse_json(maker.make(guest), "", _("an invitation"))


def _letter(reader: _Reader, code: str, wanted: Wanted) -> Letter:
    file, guest = reader.asked[0][0].file, reader.asked[0][1]
    spoken = tongue(file, guest)
    asked = [asked_of(maker.file, one.group) for maker, one in reader.asked]
    days = [each.terms.closes_on for each in asked if each.terms.closes_on]
    with speaking(spoken):
        return Letter(
            leader=format_list([each.terms.leader for each in asked]),
            asked_by=format_list(_different([each.terms.asked_by or "" for each in asked])),
            answer_by=min(days, default=None),
            group=format_list(_different([mail.label(each, spoken) for each in asked])),
            language=spoken,
            code=code,
            fingerprint=" · ".join(each.fingerprint for each in asked),
            minutes=sum(each.minutes for each in asked),
            promises=tuple(
                _different(
                    [words for row in zip_longest(*(_promises(each, wanted) for each in asked)) for words in row]
                )
            ),
            name=guest.name,
            place=wanted.place,
            address=wanted.address,
            file=wanted.pack.name,
            own=len(asked) == 1 and asked[0].own,
            reviews=len(asked),
        )


def _promises(asked: Asked, wanted: Wanted) -> list[str]:
    dates = mail.dates(asked.terms)[:2] if asked.terms.blind else ()
    return [*dates, *mail.promises(asked, served=bool(wanted.address))]


def _different(words: Sequence[str | None]) -> list[str]:
    """Each of `words` once, and none that is empty."""
    return [each for each in dict.fromkeys(words) if each]


def _refuse_existing(wanted: Wanted) -> None:
    if wanted.pack.absolute() == wanted.letters.absolute():
        raise PerfleadError(_("The pack and the letters are two files."), _("Give them different names."))
    for path in (wanted.pack, wanted.letters):
        if path.exists():
            raise PerfleadError(
                _("{path} exists already and was left as it is.").format(path=shown(path)), _("Choose another name.")
            )


def _nobody(files: Sequence[ReviewFile]) -> PerfleadError:
    if not any(waiting(file) for file in files):
        return made_already()
    return PerfleadError(
        _("Everyone who still needs an invitation has an e-mail address."),
        _("Send them with --eml or --smtp, or add --all-by-letter."),
    )


def _same(name: str) -> str:
    """A name for comparing: no case, one spelling of each accent."""
    return " ".join(unicodedata.normalize("NFKC", name.casefold()).split())
