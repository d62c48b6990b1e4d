"""Targets that read a file or a text as it is."""

import contextlib
from functools import cache
from typing import Any

from perflead_tui.errors import PerfleadError

from . import world


def questionnaire(data: bytes) -> None:
    """A questionnaire of one's own, and what is told about a bad one."""
    from perflead_tui.questionnaire.loading import check, parse
    from perflead_tui.questionnaire.writing import to_yaml

    for problem in check(data):
        str(problem)
    to_yaml(parse(data, "q.yaml"))


@cache
def _asked() -> Any:
    from perflead_tui.questionnaire.loading import parse

    return parse(world.world()["questionnaire"].encode(), "small.yaml")


def roster(data: bytes) -> None:
    """A roster as a file, and as it was typed."""
    from perflead_tui.review.roster import parse_roster, parse_typed, small_groups

    asked = _asked()
    for read in (lambda: parse_roster(data, "r.csv", asked), lambda: parse_typed(world.text(data), asked)):
        try:
            small_groups(read(), asked, 3)
        except PerfleadError as error:
            str(error)


def limesurvey(data: bytes) -> None:
    """A survey of LimeSurvey, imported and read again."""
    from perflead_tui.questionnaire.importing.files import import_file

    _imported(import_file(world.file(data, "s.lss")))


def spreadsheet_csv(data: bytes) -> None:
    """A questionnaire in a table of text."""
    from perflead_tui.questionnaire.importing.files import import_file

    _imported(import_file(world.file(data, "s.csv")))


def spreadsheet_xlsx(data: bytes) -> None:
    """A questionnaire in a workbook."""
    from perflead_tui.questionnaire.importing.files import import_file

    _imported(import_file(world.file(data, "s.xlsx")))


def spreadsheet_sheet(data: bytes) -> None:
    """The same, by the XML of its sheet: a changed byte of the archive would only break its checksum."""
    import io
    import zipfile

    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as out:
        for name, part in _book().items():
            out.writestr(name, data if name.endswith("sheet1.xml") else part)
    spreadsheet_xlsx(into.getvalue())


@cache
def _book() -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(world.HERE / "seeds" / "spreadsheet_xlsx" / "1") as book:
        return {name: book.read(name) for name in book.namelist()}


def _imported(found: Any) -> None:
    found.summary()
    _ = found.problems


def receipt(data: bytes) -> None:
    """A receipt, as it is and with a checksum that fits."""
    import json

    from perflead_tui.exchange.receipt import parse_receipt
    from perflead_tui.review.canonical import with_check

    document = world.as_object(data)
    if document is not None:
        unsaid = {key: value for key, value in document.items() if key != "check"}
        with contextlib.suppress(ValueError):  # no canonical form: nobody could have made that one
            data = json.dumps(with_check(unsaid)).encode()
    _ = parse_receipt(data, "r.receipt").code


def codes(data: bytes) -> None:
    """What somebody types where a code, a recovery key or a passphrase is asked for."""
    from perflead_tui.exchange.receipt import parse_code
    from perflead_tui.sealing.agefile import _spellings
    from perflead_tui.sealing.code import read_code, typed_code, well_typed
    from perflead_tui.vault.keys import recovery_identity

    given = world.text(data)
    well_typed(typed_code(given))
    _spellings(given)
    for read in (read_code, parse_code, recovery_identity):
        try:
            read(given)
        except PerfleadError as error:
            str(error)


def typed(data: bytes) -> None:
    """What is typed into the form of a new review: days, moments, numbers, openers, addresses."""
    from perflead_tui.flows.moments import parse_day, parse_moment
    from perflead_tui.flows.openers import parse_openers
    from perflead_tui.i18n import parse_date

    given = world.text(data)
    parse_date(given)
    for read in (parse_day, parse_moment, lambda text: parse_openers(text, text.split("\n"))):
        try:
            read(given)
        except PerfleadError as error:
            str(error)


def address(data: bytes) -> None:
    """The address of a drop, as signed terms name it."""
    from perflead_tui.exchange.drop import check_address
    from perflead_tui.exchange.drop.address import name

    name(check_address(world.text(data)))


def report(data: bytes) -> None:
    """A report that somebody was given, up to the page that shows it."""
    from perflead_tui.export.contents import document
    from perflead_tui.export.text import text
    from perflead_tui.flows.beside import fitting, material_of_file

    path = world.file(data, "report.json")
    found = material_of_file(path, questionnaires=[_asked()])
    try:
        fitting(found.report, found.questionnaire, found.report)
    except PerfleadError as error:
        str(error)
    text(document(found.report, found.questionnaire, "en"))


def plan(data: bytes) -> None:
    """The file of a plan, up to its page."""
    from perflead_tui.export.plan import plan_text
    from perflead_tui.flows.planning import read_plan

    plan_text(read_plan(world.file(data, "plan.json")), "en")


def debrief(data: bytes) -> None:
    """The notes of a walk-through, put into one."""
    from perflead_tui.flows.beside import material_of_file
    from perflead_tui.flows.debrief import Debrief
    from perflead_tui.flows.debriefing import _checked, debrief_text, read_debrief

    said = read_debrief(world.file(data, "debrief.json"))
    seen = Debrief(material_of_file(world.HERE / "seeds" / "report" / "1", questionnaires=[_asked()]))
    parts = _checked(seen, said.model_copy(update={"review": seen.material.report.review.id}))
    for name, part in parts.items():
        setattr(seen.state, name, part)
    debrief_text(seen, "en")


def theme(data: bytes) -> None:
    """A theme of one's own."""
    from perflead_tui.themes import read_theme

    _ = read_theme(world.file(data, "mine.toml")).title


def settings(data: bytes) -> None:
    """The settings, read and changed."""
    from perflead_tui.settings import change_settings, read_settings, settings_path

    world.folder()
    settings_path().parent.mkdir(exist_ok=True)
    settings_path().write_bytes(data)
    for problem in read_settings().problems:
        str(problem)
    change_settings(lock_minutes=7)


def age(data: bytes) -> None:
    """An age file, opened with a key."""
    from perflead_tui.sealing.age_mark import is_age
    from perflead_tui.sealing.agefile import decrypt, lock_of
    from perflead_tui.sealing.agekeys import identity_of
    from perflead_tui.sealing.encoding import unb64

    is_age(data)
    lock_of(data, "f.age")
    decrypt(data, [identity_of(unb64(world.world()["identity"]))], "f.age")


def recipients(data: bytes) -> None:
    """Public keys: a file of them, and one that was typed."""
    from perflead_tui.sealing.agekeys import recipients

    path = world.file(data, "keys.pub")
    for given in (str(path), world.text(data)):
        try:
            for each in recipients([given]):
                _ = each.name
        except PerfleadError as error:
            str(error)


def identities(data: bytes) -> None:
    """Private keys in a file."""
    from perflead_tui.sealing.agekeys import identities_in

    for each in identities_in(world.file(data, "keys.txt")):
        each.loaded()


def backup(data: bytes) -> None:
    """What a backup holds once it is decrypted."""
    from perflead_tui.flows.backup import unpacked

    unpacked(data, "b.age")


def pasted(data: bytes) -> None:
    """A saved e-mail or a pasted text with a message in it, and what a file is that somebody was sent."""
    from perflead_tui.exchange.armour import read_message
    from perflead_tui.flows.received import recognised

    try:
        read_message(data, 1024 * 1024)
    except PerfleadError as error:
        str(error)
    recognised(world.file(data, "received"))


def answers(data: bytes) -> None:
    """A file of answers, taken into a form."""
    from perflead_tui.flows.rate import read_answers

    from .sealed import session

    filling = session()
    filling.fill(read_answers(world.file(data, "answers.json")))
    filling.problems()


def outbox(data: bytes) -> None:
    """What waits to be delivered."""
    from perflead_tui.flows import outbox

    world.folder()
    place = outbox.outbox_dir()
    place.mkdir(parents=True, exist_ok=True)
    (place / "a.json").write_bytes(data)
    for held in outbox.entries():
        _ = held.invitation
        if held.document.get("drop") in (None, "/nowhere"):
            outbox.send_envelope(held)


def entered(data: bytes) -> None:
    """A form of a new review that was begun earlier."""
    from perflead_tui.flows.drafting import ReviewDraft

    document = world.as_object(data)
    if document is not None:
        draft = ReviewDraft.of_entered(document)
        draft.entered()
        _ = draft.empty
