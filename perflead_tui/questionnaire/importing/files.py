"""A file of another tool as a questionnaire, by what the file is."""

import re
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown, write_atomic
from perflead_tui.i18n import _, ngettext
from perflead_tui.questionnaire.importing.complete import complete
from perflead_tui.questionnaire.importing.lime_xml import LIMIT
from perflead_tui.questionnaire.importing.limesurvey import limesurvey_draft
from perflead_tui.questionnaire.importing.names import LIME, SHEETS
from perflead_tui.questionnaire.importing.result import Imported
from perflead_tui.questionnaire.importing.spreadsheet import spreadsheet_draft
from perflead_tui.questionnaire.importing.template import template

_SHOWN = 10  # problems
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def import_file(path: Path, language: str = "en", name: str = "") -> Imported:
    """The questionnaire in a file of LimeSurvey or in a spreadsheet; `name` is its own, or that of the file.

    `language` is that of a spreadsheet's columns that do not name theirs. Raises PerfleadError if the file cannot be
    read, is of another kind, is damaged or hostile, or has nothing that perflead can ask.
    """
    kind = path.suffix.lower()
    if kind not in (*LIME, *SHEETS):
        endings = ", ".join((*LIME, *SHEETS))
        raise PerfleadError(
            _("perflead cannot tell what {path} is by its name.").format(path=shown(path)),
            _("It takes in files that end in {endings}.").format(endings=endings),
        )
    data = read_limited(path, LIMIT, _("a questionnaire"))
    if kind in LIME:
        draft = limesurvey_draft(data, shown(path.name))
    else:
        if not _LANGUAGE.fullmatch(language):
            raise PerfleadError(
                _("{code} is not the code of a language.").format(code=shown(language)[:20]),
                _("Write it as en, es or pt-BR."),
            )
        draft = spreadsheet_draft(data, path, shown(path.name), language)
    return complete(draft, name or path.stem, shown(path.name))


def import_to(path: Path, out: Path | None, language: str, *, overwrite: bool) -> tuple[list[str], bool]:
    """Import `path` and write it to `out`, or to a file of the questionnaire's name in the current folder.

    Gives what to tell the person, and whether the new file is sound as it is. Raises PerfleadError as `import_file`,
    and if `out` exists and `overwrite` is false, cannot be written, or is not named as YAML.
    """
    if out is not None and out.suffix.lower() not in (".yaml", ".yml"):
        raise PerfleadError(
            _("{path} does not end in .yaml.").format(path=shown(out)), _("A questionnaire is kept as a .yaml file.")
        )
    imported = import_file(path, language, out.stem if out else "")
    out = out or Path(f"{imported.name}.yaml")
    _write(out, imported.yaml.encode(), overwrite=overwrite)
    lines = [_("Written to {path}.").format(path=shown(out)), *imported.summary(), ""]
    problems = imported.problems
    if problems:
        n = len(problems)
        words = ngettext("{n} place is to be completed:", "{n} places are to be completed:", n).format(n=n)
        lines += [words, *(f"  {problem}" for problem in problems[:_SHOWN])]
        if n > _SHOWN:
            lines.append("  " + _("There are {n} more.").format(n=n - _SHOWN))
        lines += ["", _("Then type: perflead questionnaire check {path}").format(path=shown(out))]
    else:
        lines.append(
            _("It is a sound questionnaire. Read it first: perflead questionnaire show {path}").format(path=shown(out))
        )
    return lines, not problems


def write_template(path: Path, *, overwrite: bool) -> list[str]:
    """Write a spreadsheet to start from; gives what to tell the person. Raises PerfleadError as `import_to`."""
    _write(path, template(path), overwrite=overwrite)
    return [
        _("Written to {path}.").format(path=shown(path)),
        _("Put your own lines in, then type: perflead questionnaire import {path}").format(path=shown(path)),
    ]


def _write(path: Path, data: bytes, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise PerfleadError(
            _("{path} exists already and was left as it is.").format(path=shown(path)),
            _("Choose another name, or add --force to replace it."),
        )
    write_atomic(path, data, overwrite=overwrite)
