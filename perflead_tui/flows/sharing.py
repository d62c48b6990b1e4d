"""Sharing a report, a plan or a whole review as an encrypted file, and opening one.

Who shares is told first, in words, who will be able to read what. What leaves is made from the report as it is shown,
without the comments that the coach hid, and never from answers.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.share import Share, ShareError, What, make_share, parse_share
from perflead_tui.files import read_limited, shown, write_atomic
from perflead_tui.flows.beside import fitting, material_beside, questionnaire_of
from perflead_tui.flows.debrief import Debrief, Material, plan_of
from perflead_tui.flows.handing import handed
from perflead_tui.flows.publish import signer_of, terms_signature
from perflead_tui.flows.records import ReviewFile, open_review
from perflead_tui.i18n import _, format_date, language, ngettext
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.hiding import hide
from perflead_tui.results.plan import Plan
from perflead_tui.results.reading import read_report
from perflead_tui.results.report import Comments, Report
from perflead_tui.review.state import CLOSED
from perflead_tui.review.terms import Terms
from perflead_tui.sealing.age_mark import is_age
from perflead_tui.sealing.agefile import SHARE_LIMIT, decrypt, decrypt_with_passphrase, lock_of
from perflead_tui.sealing.agekeys import Identity, Recipient
from perflead_tui.sealing.fingerprint import words
from perflead_tui.vault.vault import Vault


@dataclass(frozen=True)
class Offer:
    """What would be shared: the signed document, and in words what its readers will find in it and what not.

    `leaves` says that the review goes on in the reader's vault and no longer in this one.
    """

    review: str
    what: What
    document: bytes = field(repr=False)
    contains: list[str]
    without: list[str]
    leaves: bool = False


@dataclass(frozen=True)
class Opened:
    """A shared file that was opened and is genuine. `material` is there for a report, `plan` if there is one in it.

    `fingerprint` has the six words of the terms, to compare.
    """

    what: What
    leader: str
    fingerprint: str
    share: Share = field(repr=False)
    material: Material | None = None
    plan: Plan | None = None

    def debrief(self) -> Debrief:
        """The walk-through of a report, read only. Raises ValueError if it is none."""
        if self.material is None:
            raise ValueError("there is no report in it")
        return Debrief(self.material, plan=self.plan)


def offer(vault: Vault, wanted: str, what: What, *, notes: bool = False, earlier: bool = True) -> Offer:
    """The signed document of a review, ready to be encrypted. Nothing is changed or written.

    With `earlier` a report takes along the scores of the latest earlier review of the same leader, if the vault has
    one; `notes` are those of the walk-through, for a whole review. Raises PerfleadError if there is nothing to share,
    or no key to sign it with.
    """
    with open_review(vault, wanted) as file:
        if what == "review":
            return _whole(file, notes=notes)
        if notes:
            raise PerfleadError(
                _("Notes are shared with a whole review only."), _("Leave --with-notes out, or add --what review.")
            )
        file.require(CLOSED)
        if what == "plan":
            return _plan(file)
        before = material_beside(vault, file.review)["before"] if earlier else None
        return _report(file, before)


def readers(recipients: Sequence[Recipient]) -> list[str]:
    """Who will be able to read it, in words; without recipients it is whoever has the passphrase."""
    if not recipients:
        return [_("whoever has the file and the six words that are shown once")]
    return [_("whoever has the private key of {name}").format(name=each.name) for each in recipients]


def send(vault: Vault, offered: Offer, sealed: bytes, out: Path, *, overwrite: bool = False) -> None:
    """Write the encrypted offer to `out`; a review that leaves is marked as handed on when the file is on the disk.

    Raises PerfleadError if the file exists, unless `overwrite`, or cannot be written: then nothing was changed.
    """
    write_atomic(out, sealed, overwrite=overwrite)
    if offered.leaves:
        with open_review(vault, offered.review) as file:
            file.hand_on(datetime.datetime.now().astimezone().date())


def unlocked(
    data: bytes, name: str, identities: Callable[[], Sequence[Identity]], passphrase: Callable[[], str]
) -> bytes:
    """What is in a file: decrypted if it is an age file, else as it is. Only what its header asks for is asked for.

    Raises AgeError if it does not open.
    """
    if not is_age(data):
        return data
    if lock_of(data, name) == "passphrase":
        return decrypt_with_passphrase(data, passphrase(), name)
    return decrypt(data, identities(), name)


def asks_for_passphrase(path: Path) -> bool:
    """Whether the file at `path` opens with a passphrase. Raises PerfleadError if it cannot be read."""
    data = _read(path)
    return is_age(data) and lock_of(data, shown(path)) == "passphrase"


def is_encrypted(path: Path) -> bool:
    """Whether the file at `path` is an age file. Raises PerfleadError if it cannot be read."""
    return is_age(_read(path))


def open_shared(path: Path, identities: Sequence[Identity], passphrase: str = "") -> Opened:
    """The shared file at `path`, opened with what its header asks for. Raises PerfleadError, as `opened` does."""
    name = shown(path)
    return opened(unlocked(_read(path), name, lambda: identities, lambda: passphrase), name)


def _read(path: Path) -> bytes:
    return read_limited(path, SHARE_LIMIT, _("a shared file"))


def opened(content: bytes, name: str) -> Opened:
    """The shared document in decrypted `content`, checked; every text in it that is shown is cleaned.

    Raises ShareError (foreign, newer, damaged, forged), or PerfleadError if a report in it is none.
    """
    share = parse_share(content, name)
    plan = _checked_plan(share, name) if share.plan is not None else None
    material = _material(share, name) if share.report is not None else None
    return Opened(share.what, share.terms.leader, words(share.terms_digest), share, material, plan)


# What leaves


def _report(file: ReviewFile, before: Report | None) -> Offer:
    shown = hide(file.report(), file.hidden())
    plan = _kept_plan(file)
    document = make_share(
        "report",
        file.terms_document,
        terms_signature(file),
        signer_of(file),
        report=shown.to_json(indent=None),
        before=_scores_alone(before).to_json(indent=None) if before else None,
        plan=plan.to_json(indent=None) if plan else None,
    )
    contains = [_("the report on {leader}: scores, comments and where time goes").format(leader=file.terms.leader)]
    if before is not None:
        day = format_date(datetime.date.fromisoformat(before.review.closed_on))
        contains.append(_("the scores of the earlier report of {date}, so that change can be seen").format(date=day))
    if plan is not None:
        contains.append(_("the plan"))
    return Offer(
        file.review, "report", document, [*contains, *_terms_line(file.terms)], [*_hidden_line(file), *_never()]
    )


def _plan(file: ReviewFile) -> Offer:
    plan = _kept_plan(file)
    if plan is None:
        raise PerfleadError(
            _("This review has no plan yet."),
            _("Make it in the walk-through: perflead results {review}.").format(review=file.review),
        )
    text = plan.to_json(indent=None)
    document = make_share("plan", file.terms_document, terms_signature(file), signer_of(file), plan=text)
    contains = [_("the plan of {leader}").format(leader=file.terms.leader), *_terms_line(file.terms)]
    return Offer(file.review, "plan", document, contains, [_("scores and comments, and anything else of the report")])


def _whole(file: ReviewFile, *, notes: bool) -> Offer:
    parts = handed(file, notes=notes)
    document = make_share("review", file.terms_document, terms_signature(file), signer_of(file), handed=parts)
    if file.state == CLOSED:
        return Offer(file.review, "review", document, *_finished_words(file, notes=notes))
    return Offer(file.review, "review", document, *_running_words(file), leaves=True)


def _finished_words(file: ReviewFile, *, notes: bool) -> tuple[list[str], list[str]]:
    contains = [
        _("the report on {leader}, and the board").format(leader=file.terms.leader),
        *_hidden_line(file),
        _("the plan, if there is one"),
        *_terms_line(file.terms),
        _("a key with which they can share the report further in the name of this review"),
        *([_("in which language the leader reads")] if file.leader_language else []),
    ]
    without = [
        _("the private keys, the envelopes and the single answers"),
        _("the names on the roster"),
        _("what the report withholds"),
    ]
    told = _("the notes, guesses, marks and weights of the walk-through")
    (contains if notes else without).append(told)
    return contains, without


def _running_words(file: ReviewFile) -> tuple[list[str], list[str]]:
    people, envelopes = len(file.db.table("roster")), len(file.db.table("envelopes"))
    contains = [
        _("the private keys of the review of {leader}: with them its holder can do all that you can").format(
            leader=file.terms.leader
        ),
        ngettext("the roster: {n} name", "the roster: {n} names", people).format(n=people),
        ngettext("{n} sealed envelope", "{n} sealed envelopes", envelopes).format(n=envelopes),
        *_terms_line(file.terms),
    ]
    without = [_("anything of other reviews")]
    if file.terms.openers is not None:
        without.append(_("the key that opens the envelopes: its shares stay with the openers"))
    return contains, without


def _kept_plan(file: ReviewFile) -> Plan | None:
    plan = plan_of(file)
    return None if plan is None or plan.empty else plan


def _scores_alone(report: Report) -> Report:
    return report.model_copy(update={"comments": Comments()})


def _terms_line(terms: Terms) -> list[str]:
    more = [
        (terms.drop is not None, _("the address of the drop")),
        (terms.openers is not None, _("the names of the openers")),
    ]
    told = _("the terms: the questionnaire, the groups, and how many people of each were invited; who asked, and dates")
    return ["; ".join([told, *(words for there, words in more if there)])]


def _hidden_line(file: ReviewFile) -> list[str]:
    count = len(file.hidden())
    told = ngettext("{n} comment that you withheld", "{n} comments that you withheld", count).format(n=count)
    return [told] if count else []


def _never() -> list[str]:
    return [
        _("what the report withholds: groups and lines with too few answers"),
        _("single answers, names of raters, and your notes"),
    ]


# What comes in


def _material(share: Share, name: str) -> Material:
    report = read_report((share.report or "").encode(), name)
    asked = questionnaire_of(report, [share.terms.questionnaire])
    if not _same_review(report, share.terms, share.terms_digest):
        raise ShareError("forged", name)
    before = None
    if share.before is not None:
        before = fitting(read_report(share.before.encode(), name), asked, report)
    return Material(report, asked, before=before)


def _same_review(report: Report, terms: Terms, terms_digest: bytes) -> bool:
    facts = report.review
    return (facts.id, facts.terms_digest, facts.leader, facts.questionnaire, facts.minimum) == (
        terms.review,
        terms_digest.hex(),
        terms.leader,
        terms.questionnaire.name,
        terms.minimum,
    )


def _checked_plan(share: Share, name: str) -> Plan:
    labels = {each.key: in_language(each.name, language()) for each in share.terms.questionnaire.competencies}
    try:
        plan = Plan.model_validate_json(share.plan or "")
    except ValidationError:
        raise ShareError("damaged", name) from None
    if any(focus.competency not in labels for focus in plan.focus):
        raise ShareError("damaged", name)
    return plan.named(labels)
