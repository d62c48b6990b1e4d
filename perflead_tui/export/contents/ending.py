"""The plan, and what the report was made from."""

from perflead_tui import __version__
from perflead_tui.export.contents.frame import Source
from perflead_tui.export.document import Block, Field, Heading, Listing, Section, Words
from perflead_tui.export.plan import asked_again, day_words, part_name
from perflead_tui.export.plan_alone import purpose_words
from perflead_tui.export.wording import closed_words
from perflead_tui.i18n import _
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.plan import PARTS, Focus, Plan
from perflead_tui.sealing.fingerprint import words as fingerprint_words
from perflead_tui.text import clean_line

_DIGEST_PART = 8  # characters of the digest that stand together


def plan(source: Source) -> Section:
    """The report's plan, with the focus areas named as in the profile."""
    labels = {each.key: each.label for each in source.profile.lines}
    return the_plan((source.plan or Plan(leader=source.profile.leader)).named(labels))


def the_plan(found: Plan) -> Section:
    """The focus areas, the day to ask again, the message to those who answered; what is not said yet has room."""
    blocks: list[Block] = []
    for at, focus in enumerate(found.focus, start=1):
        blocks += [Heading(f"{at} · {focus.label}"), *_fields(focus)]
    if not found.focus:
        blocks += [Words(_("No focus area is chosen yet."), note=True), Field(_("Focus area"), "")]
        blocks += _fields(Focus(competency="", label=""))
    blocks += [
        Heading(_("After about ninety days")),
        Field(_("Ask again on"), day_words(found.pulse_on)),
        Words(asked_again(), note=True),
        Heading(_("What I will tell those who answered")),
        Field(_("In my words"), found.message),
        Field(_("Signed"), ""),
        Field(_("Date"), ""),
    ]
    return Section("plan", _("The plan"), tuple(blocks))


def _fields(focus: Focus) -> list[Block]:
    return [*(Field(part_name(part), getattr(focus, part)) for part in PARTS), Field(_("By"), day_words(focus.by))]


def plan_foot(title: str, terms_digest: str) -> str:
    """What stands below a plan without its report: that it is for development, and where it comes from."""
    told = _("{title} · {purpose} · made with perflead {version}")
    foot = told.format(title=title, purpose=purpose_words(), version=__version__)
    words = _fingerprint(terms_digest)
    return _("{foot} · terms: {words}").format(foot=foot, words=words) if words else foot


def about(source: Source) -> Section:
    """The terms, the review and the program that the report was made with."""
    review = source.report.review
    told = _(
        "Made under the terms that everyone who answered was shown. Everything here follows from them; nothing "
        "that they keep back is in this file."
    )
    digest = clean_line(review.terms_digest, 200)
    parts = " ".join(digest[at : at + _DIGEST_PART] for at in range(0, len(digest), _DIGEST_PART))
    lines = [
        _("Questionnaire: {name}").format(name=in_language(source.questionnaire.title, source.language)),
        _("Review: {review}, closed on {date}").format(review=review.id, date=closed_words(review.closed_on)),
        _("Terms digest (SHA-256): {digest}").format(digest=parts),
    ]
    words = _fingerprint(digest)
    if words:
        lines.append(_("As words: {words}").format(words=words))
    if source.before:
        earlier = source.before.review
        told_before = _("Change is shown since the review {review}, closed on {date}")
        lines.append(told_before.format(review=earlier.id, date=closed_words(earlier.closed_on)))
    lines.append(_("Made with perflead {version}").format(version=__version__))
    return Section("about", _("About this report"), (Words(told), Listing(tuple(lines))))


def _fingerprint(digest: str) -> str:
    """The digest as words that people can compare; nothing if it is no digest."""
    try:
        return fingerprint_words(bytes.fromhex(digest))
    except ValueError:
        return ""
