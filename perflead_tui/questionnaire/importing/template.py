"""A spreadsheet to start from, with an example of every kind of row."""

import csv
import io
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.extras import require
from perflead_tui.i18n import _, language

_HEADERS = {
    "en": ("kind", "key", "competency", "text en", "text es", "self en", "self es"),
    "es": ("tipo", "clave", "competencia", "texto en", "texto es", "yo en", "yo es"),
}
_KINDS_ES = {
    "title": "título",
    "instructions": "instrucciones",
    "stem": "encabezado",
    "point": "punto",
    "not observed": "no observado",
    "competency": "competencia",
    "line": "línea",
    "open question": "pregunta abierta",
    "hint": "aviso",
}
_ROWS = (
    ("title", "", "", "Working with our team lead", "Trabajar con nuestra jefa de equipo", "", ""),
    ("instructions", "", "", "Think about the last three months.", "Piense en los últimos tres meses.", "", ""),
    ("stem", "", "", "How often was this true?", "¿Con qué frecuencia fue así?", "", ""),
    ("point", "", "", "Never", "Nunca", "", ""),
    ("point", "", "", "Sometimes", "A veces", "", ""),
    ("point", "", "", "Often", "A menudo", "", ""),
    ("point", "", "", "Always", "Siempre", "", ""),
    ("not observed", "", "", "I could not see this", "No he podido verlo", "", ""),
    ("competency", "PLAN", "", "Plans with us", "Planea con nosotros", "", ""),
    (
        "line",
        "plan1",
        "PLAN",
        "Tells us early what is coming.",
        "Nos dice con tiempo lo que viene.",
        "I tell people early what is coming.",
        "Digo con tiempo lo que viene.",
    ),
    (
        "line",
        "plan2",
        "PLAN",
        "Shares the work out fairly.",
        "Reparte bien el trabajo.",
        "I share the work out fairly.",
        "Reparto bien el trabajo.",
    ),
    ("competency", "HEAR", "", "Listens", "Escucha", "", ""),
    (
        "line",
        "hear1",
        "HEAR",
        "Asks what we think before deciding.",
        "Pregunta qué opinamos antes de decidir.",
        "I ask people what they think before I decide.",
        "Pregunto qué opinan antes de decidir.",
    ),
    ("open question", "more", "", "What should there be more of?", "¿De qué debería haber más?", "", ""),
    ("hint", "", "", "Leave out names and dates.", "No ponga nombres ni fechas.", "", ""),
)


def template(path: Path) -> bytes:
    """The bytes of an example for a file of the name `path`, with headings in the active language.

    Raises PerfleadError if the name ends neither in .csv nor in .xlsx, or the library for .xlsx is missing.
    """
    rows = _rows()
    if path.suffix.lower() == ".csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        return out.getvalue().encode("utf-8-sig")  # with the mark, so that Excel reads the accents
    if path.suffix.lower() == ".xlsx":
        return _workbook(rows)
    raise PerfleadError(_("A template is a .csv or an .xlsx file."), _("Give its name such an ending."))


def _rows() -> list[tuple[str, ...]]:
    spanish = language() == "es"
    rows = [(_KINDS_ES[row[0]] if spanish else row[0], *row[1:]) for row in _ROWS]
    return [_HEADERS["es" if spanish else "en"], *rows]


def _workbook(rows: list[tuple[str, ...]]) -> bytes:
    openpyxl = require("openpyxl", "coach")
    styles = require("openpyxl.styles", "coach")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "questionnaire"
    for row in rows:
        sheet.append(row)
    for letter, width in zip("ABCDEFG", (14, 10, 14, 44, 44, 44, 44), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = styles.Font(bold=True)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
