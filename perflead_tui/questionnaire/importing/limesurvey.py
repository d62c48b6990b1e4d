"""LimeSurvey's surveys, question groups and questions (.lss, .lsg, .lsq) as questionnaires.

Groups become competencies, the sub-questions of arrays and lists with the same answers become lines, free texts become
open questions, and one set of numbers with a total becomes the time question. What else a survey has is listed.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from perflead_tui.i18n import _, ngettext
from perflead_tui.questionnaire.importing import scales
from perflead_tui.questionnaire.importing.draft import Chapter, Draft, Line, Note, Texts, Time, language_codes
from perflead_tui.questionnaire.importing.lime_survey import Answer, Group, Question, Raw, Survey, equal_sum, survey_of
from perflead_tui.questionnaire.importing.lime_words import kind_name, why_not
from perflead_tui.questionnaire.importing.lime_xml import read_tables
from perflead_tui.questionnaire.importing.plain import plain
from perflead_tui.text import clean_line

_ARRAYS = frozenset("FHAB1")
_LISTS = frozenset("L!O5")
_FREE = frozenset("STU")
_CARRIED = _ARRAYS | _LISTS | _FREE | {"K"}
_FIXED_POINTS = {"A": 5, "5": 5, "B": 10}  # their answers are numbers and do not stand in the file
_SHARES = range(2, 7)
_TOTAL = range(2, 101)
_SHOWN_ANSWERS = 4


@dataclass
class _Asked:
    """A question that can become lines: its lines, its answers, and the words above it if it is an array."""

    question: Question
    lines: list[Line]
    scale: scales.Scale
    above: Texts = field(default_factory=dict)


def limesurvey_draft(data: bytes, shown_name: str) -> Draft:
    """The questionnaire in the file `data`. Raises PerfleadError if it is damaged, hostile or not LimeSurvey's."""
    survey = survey_of(read_tables(data, shown_name), shown_name)
    return _Mapper(survey).draft()


class _Mapper:
    """Turns a survey into a draft, and writes down what it leaves out."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._codes = language_codes(survey.languages) or {survey.languages[0]: "en"}
        self._draft = Draft(
            source=_("LimeSurvey, database version {n}").format(n=clean_line(survey.version, 12) or "?"),
            languages=list(self._codes.values()),
        )
        self._left: Counter[str] = Counter()

    def draft(self) -> Draft:
        """The whole survey."""
        for raw in self._survey.languages:
            if raw not in self._codes:
                what = _("perflead has no code for it, or another language has its code.")
                self._lose(_("language {code}").format(code=plain(raw).words[:20]), what)
        self._settings()
        chosen = self._choose_scale([asked for group in self._survey.groups for asked in self._asked(group)])
        self._chapters(chosen)
        self._tell_rest()
        return self._draft

    def _settings(self) -> None:
        """The title, the instructions and the words at the end."""
        settings = self._survey.settings

        def raw(name: str) -> Raw:
            return {code: row[name] for code, row in settings.items() if row.get(name)}

        self._draft.title = self._texts(raw("surveyls_title"), _("title"))
        welcome = self._texts(raw("surveyls_welcometext"), _("welcome text"))
        description = self._texts(raw("surveyls_description"), _("description"))
        self._draft.instructions = Line(other=welcome or description)
        if welcome and description:
            self._lose(_("description"), _("the welcome text became the instructions."))
        if raw("surveyls_endtext"):
            self._lose(_("end text"), _("perflead says itself what happens after the last question."))
        if raw("surveyls_policy_notice"):
            self._lose(_("privacy notice"), _("perflead shows the terms of the review."))

    def _asked(self, group: Group) -> list[_Asked]:
        """The questions of a group that can become lines; the others go where they belong."""
        found = []
        if group.conditional and group.questions:
            name = clean_line(next(iter(group.name.values()), group.gid), 40)
            what = _("the condition on which the group is asked: perflead asks everybody.")
            self._lose(_("group {name}").format(name=name), what)
        for question in group.questions:
            where = self._where(question)
            if question.kind in _CARRIED and question.is_conditional():
                self._lose(where, _("the condition on which it is asked: perflead asks everybody."))
            if question.attributes.get("hidden") == "1":
                self._lose(where, _("it is hidden in the survey."))
            elif question.kind in _ARRAYS or question.kind in _LISTS:
                found.append(self._rated(question))
            elif question.kind in _FREE:
                self._open_question(question)
            elif question.kind == "K":
                self._time(question)
            else:
                self._lose(where, why_not(question.kind))
            self._count_rest(question)
        return found

    def _rated(self, question: Question) -> _Asked:
        """A question with answers in order, as lines."""
        where = self._where(question)
        scale = self._scale(question)
        if question.kind == "1":
            self._lose(where, _("its second scale: perflead has one scale."))
        if question.kind == "O":
            self._lose(where, _("the comment to each answer: perflead has open questions for that."))
        if question.kind in _LISTS:
            return _Asked(question, [self._line(question.code, question.texts, where)], scale)
        lines = []
        for sub in question.subs:
            where = f"{clean_line(question.code, 20)}_{clean_line(sub.code, 20)}"
            if sub.scale == 0:
                lines.append(self._line(_short_code(question, sub), sub.texts, where))
        return _Asked(question, lines, scale, self._texts(question.texts, where))

    def _scale(self, question: Question) -> scales.Scale:
        if fixed := _FIXED_POINTS.get(question.kind):
            numbers = [dict.fromkeys(self._codes.values(), str(n)) for n in range(1, fixed + 1)]
            return scales.scale_of(numbers)
        answers = [(answer, self._answer(answer, question)) for answer in question.answers if answer.scale == 0]
        answers = [(answer, texts) for answer, texts in answers if texts]
        return scales.scale_of([texts for _answer, texts in answers], [answer.value for answer, _texts in answers])

    def _answer(self, answer: Answer, question: Question) -> Texts:
        return self._texts(answer.texts, f"{self._where(question)}, {clean_line(answer.code, 20)}")

    def _open_question(self, question: Question) -> None:
        line = self._line(question.code, question.texts, self._where(question))
        if line.other:
            self._draft.open_questions.append(line)

    def _time(self, question: Question) -> None:
        """Numbers that add up to a total are read as the time question, once."""
        total, where = equal_sum(question), self._where(question)
        if total not in _TOTAL or len(question.subs) not in _SHARES or self._draft.time is not None:
            self._lose(where, _("perflead takes numbers in one question only: 2 to 6 boxes with a total up to 100."))
            return
        shares = [
            self._line(_short_code(question, sub), sub.texts, f"{where}, {clean_line(sub.code, 20)}")
            for sub in question.subs
        ]
        if not all(share.other for share in shares):
            self._lose(where, _("one of its boxes has no words."))
            return
        self._draft.time = Time(self._line("", question.texts, where), total or 0, shares)
        self._draft.changed.append(
            Note(where, _("it became the time question. Delete it if it is about another thing."))
        )
        what = _("each of its boxes has one text: name and text are the same words. Let text explain.")
        self._draft.changed.append(Note(where, what))

    def _choose_scale(self, asked: list[_Asked]) -> list[_Asked]:
        """The questions that share the answers of most lines."""
        fitting = []
        for one in asked:
            if one.scale.fits:
                fitting.append(one)
                continue
            n = len(one.scale.points)
            what = ngettext("it has {n} answer", "it has {n} answers", n).format(n=n)
            self._lose(self._where(one.question), _("{what}; a scale of perflead has 3 to 7.").format(what=what))
        lines: Counter[object] = Counter()
        for one in fitting:
            lines[one.scale.mark] += len(one.lines)
        if not lines:
            return []
        mark = lines.most_common(1)[0][0]
        chosen = [one for one in fitting if one.scale.mark == mark]
        for one in fitting:
            if one.scale.mark != mark:
                what = _("its answers ({answers}) are other than those of most lines, and perflead has one scale.")
                self._lose(self._where(one.question), what.format(answers=self._some_answers(one.scale)))
        self._tell_scale(chosen)
        return chosen

    def _tell_scale(self, chosen: list[_Asked]) -> None:
        draft, scale = self._draft, chosen[0].scale
        draft.points = [dict(point) for point in scale.points]
        draft.not_observed = next((dict(one.scale.not_observed) for one in chosen if one.scale.not_observed), {})
        said = _("scale")
        if any(one.scale.turned for one in chosen):
            draft.changed.append(Note(said, _("the highest answer came first; it was turned around.")))
        if not scale.known:
            draft.changed.append(Note(said, _("the file does not tell the lowest answer from the highest.")))
        if all(words.isdigit() for point in draft.points for words in point.values()):
            draft.changed.append(Note(said, _("its answers are numbers without words. Write what they mean.")))
        if draft.not_observed and not all(one.scale.not_observed for one in chosen):
            draft.changed.append(Note(said, _("some lines had no N; now all have it.")))

    def _some_answers(self, scale: scales.Scale) -> str:
        words = [next(iter(point.values()), "")[:30] for point in scale.points]
        return ", ".join(words[:_SHOWN_ANSWERS]) + (", …" if len(words) > _SHOWN_ANSWERS else "")

    def _chapters(self, chosen: list[_Asked]) -> None:
        """Groups as competencies; if one group has everything, its arrays are."""
        by_group = {
            group.gid: [one for one in chosen if one.question.gid == group.gid] for group in self._survey.groups
        }
        arrays = {tuple(one.above.items()) for one in chosen if one.above}
        split = sum(bool(found) for found in by_group.values()) == 1 and len(arrays) > 1
        for group in self._survey.groups:
            found = by_group[group.gid]
            if not found:
                continue
            name = self._texts(group.name, clean_line(next(iter(group.name.values()), ""), 40))
            if not name and len(found) == 1:
                name = found[0].above
            rest = Chapter(name=name)
            for one in found:
                if split and one.above:
                    self._draft.chapters.append(Chapter(one.question.code, one.above, one.lines))
                else:
                    rest.lines += one.lines
            if rest.lines:
                self._draft.chapters.append(rest)
            if group.description:
                self._left["descriptions"] += 1
        if split:
            self._draft.changed.append(Note("", _("All lines are in one group: each array became a competency.")))
        else:
            self._stem(chosen)

    def _stem(self, chosen: list[_Asked]) -> None:
        """The words above most arrays stand above every page; others are told."""
        names = [chapter.name for chapter in self._draft.chapters]
        above = [one for one in chosen if one.above and one.above not in names]
        if not above:
            return
        most = Counter(tuple(one.above.items()) for one in above).most_common(1)[0][0]
        self._draft.stem = Line(other=dict(most))
        for one in above:
            if tuple(one.above.items()) != most:
                words = next(iter(one.above.values()))
                what = _("the words above its lines: perflead has the same words above all. They are: {words}")
                self._lose(self._where(one.question), what.format(words=words[:200]))

    def _count_rest(self, question: Question) -> None:
        """Small things that many questions have are told once for all of them."""
        self._left["help"] += bool(question.help)
        self._left["mandatory"] += question.row.get("mandatory", "N") in ("Y", "S")
        self._left["other"] += question.row.get("other") == "Y" and question.kind in _LISTS
        self._left["random"] += question.attributes.get("random_order", "0") not in ("", "0")
        self._left["filter"] += any(question.attributes.get(f"array_filter{end}") for end in ("", "_exclude"))

    def _tell_rest(self) -> None:
        said = {
            "help": _("help texts of questions: {n}."),
            "mandatory": _("questions that must be answered: {n}. In perflead every line may be left open."),
            "other": _("lists with the answer “other”: {n}. perflead has open questions for that."),
            "random": _("questions in random order: {n}. perflead's order is fixed."),
            "filter": _("questions with a filter: {n}. perflead asks everybody."),
            "descriptions": _("descriptions of groups: {n}."),
        }
        for name, words in said.items():
            if self._left[name]:
                self._lose("", words.format(n=self._left[name]))
        if self._survey.quotas:
            self._lose("", _("quotas: {n}. Everybody who is invited answers.").format(n=self._survey.quotas))
        if self._survey.assessments:
            self._lose("", _("assessment rules: {n}. perflead has its own report.").format(n=self._survey.assessments))
        what = _(
            "LimeSurvey has one wording: the leader reads the same words as all others. Add self: where they differ."
        )
        self._draft.changed.append(Note("", what))

    def _line(self, key: str, raw: Raw, where: str) -> Line:
        return Line(key=key, other=self._texts(raw, where))

    def _texts(self, raw: Raw, where: str) -> Texts:
        """A text in perflead's languages, as plain words; what was taken out is noted."""
        found: Texts = {}
        gaps: dict[str, None] = {}
        media = cut = False
        for theirs, ours in self._codes.items():
            words = plain(raw.get(theirs, ""))
            gaps.update(dict.fromkeys(words.gaps))
            media, cut = media or words.media, cut or words.cut
            if words.words:
                found[ours] = words.words
        if gaps:
            names = ", ".join("{" + gap + "}" for gap in list(gaps)[:3])
            what = _("{names}: perflead puts nothing in. Where it stood there is now “…”.")
            self._lose(where, what.format(names=names))
        if media:
            self._lose(where, _("its pictures or films."))
        if cut:
            self._lose(where, _("the end of its words: a text has at most 2000 characters."))
        return found

    def _where(self, question: Question) -> str:
        code = clean_line(question.code, 40) or "?"
        return _("{code} ({kind})").format(code=code, kind=kind_name(question.kind))

    def _lose(self, where: str, what: str) -> None:
        self._draft.lost.append(Note(where, what))


def _short_code(question: Question, sub: Question) -> str:
    """The key of a sub-question: LimeSurvey's own codes, SQ001 and so on, become numbers."""
    numbered = re.fullmatch(r"SQ0*([0-9]{1,4})", sub.code)
    return f"{question.code}_{numbered[1] if numbered else sub.code}"
