"""The disclosure proof over generated reviews: a solver searches whole outputs for answers that they give away.

**What is claimed.** Take any review of the generator: scales of 3 to 7 points, minimum 3 to 5, up to four anonymous
groups of 0 to 11 raters, N and open lines, short forms, lines for supervisors, merged and withheld groups; half of them
at the edge, where cells agree or all but one do. Take its complete output: the JSON report, and with it every other
format and the change since an earlier report, which are made from JSON reports alone. Then for each line and each box
of the time question, and for each rater of an anonymous group,

* somebody outside is not certain of the rater's answer;
* nor is any other rater, who knows all of their own answers, but for one harmless case: in their own cell all the
  others gave the top answer.

Both hold although the attacker is told, beyond the output, how many of each cell gave an answer to each line and how
many gave points. "Not certain" is not the solver's word alone: each time there is another review with the same output
to the last byte, in which the answer differs and the attacker's own are the same.

**What is not.** That an answer is likely or that some answers are excluded ("2.3 or less" says that not all gave 5);
that somebody said N; raters who put their answers together; the words of comments, which are published as they are;
what is known from elsewhere, as that everybody answers as they did a year ago (the last test shows what this does);
and the answers of those who are not anonymous. Reviews are drawn and not enumerated: `test_disclosure_proof.py`
enumerates all answers of one cell and of two.
"""

import io
import json
import random
import re
import time
from collections.abc import Callable
from itertools import combinations_with_replacement
from typing import Any

import openpyxl
import pypdf
import pytest

from perflead_tui.flows.debrief import Material
from perflead_tui.flows.reporting import FORMATS, Look, Subject, render
from perflead_tui.results import cells, disclosure, insight, shares
from perflead_tui.results.change import changes
from perflead_tui.results.report import Report
from perflead_tui.results.scores import Scale, Score, half_up
from perflead_tui.results.tally import Count, anonymous_score
from perflead_tui.review.answers import Accepted
from tests.figures import record
from tests.results import solver
from tests.results.build import cell, group, questionnaire, rated, terms
from tests.results.random_reviews import Review
from tests.results.solver import PERFLEAD, WITHHELD, Attack, Rule, cells_of, count_of, given_of, raters, rewritten
from tests.results.solving import Breach, Counts, Json, output_of, published, reviews, run, search

SOME, MANY = 30, 3000  # reviews of one test, and of the long run
INSIDERS, MANY_INSIDERS = 3, 6  # of each review, drawn


@pytest.mark.parametrize("first", range(0, 8 * SOME, SOME))
def test_the_output_makes_nobody_certain_of_an_answer(first: int) -> None:
    found = run(range(first, first + SOME), INSIDERS)
    assert found.breaches == []
    assert found.asked > found.worlds > SOME


@pytest.mark.long
def test_thousands_of_outputs_make_nobody_certain_of_an_answer() -> None:
    started, found = time.process_time(), Counts()
    for seed in range(10_000, 10_000 + MANY):
        found.add(run(range(seed, seed + 1), MANY_INSIDERS))
    record(
        "disclosure",
        "No answer can be worked out from a report, but in the one case that guide disclosure names",
        "python -m pytest -m long tests/results/test_disclosure_solver.py",
        {
            "reviews": found.reviews,
            "attackers, outside and inside": found.attackers,
            "answers that a cell shared, tried": found.asked,
            "other reviews with the same output": found.worlds,
            "insiders who learn that all others gave the top answer": found.known_top,
        },
        failures=len(found.breaches),
        seconds=time.process_time() - started,
    )
    assert found.breaches == []


# What the search stands on


@pytest.mark.parametrize("review", reviews(range(16)))
def test_what_is_true_is_a_world_of_the_model(review: Review) -> None:
    told = output_of(review)
    groups = cells_of(told)
    given = given_of(review.terms, review.accepted, groups)
    truth = {
        (key, item): tuple(
            sorted(review.accepted[at].ratings[item] for at in raters(review.accepted, groups[key], item, None))
        )
        for key, item in given
    }
    attack = Attack(review.terms, told, given)
    assert all(attack.allows(row["key"], truth) for row in told["competencies"])


@pytest.mark.parametrize("review", reviews(range(16)))
def test_raters_of_a_cell_can_be_exchanged_line_by_line(review: Review) -> None:
    told, rng = output_of(review), random.Random(1)
    groups = cells_of(told)
    world = {}
    for key, item in given_of(review.terms, review.accepted, groups):
        answers = [review.accepted[at].ratings[item] for at in raters(review.accepted, groups[key], item, None)]
        rng.shuffle(answers)
        world[key, item] = tuple(answers)
    assert output_of(Review(review.terms, rewritten(review.accepted, groups, world), review.comments)) == told


# All formats, change over time included

DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
WORKING = {"1.96", "0.85"}  # of the formula that the page on reading explains


def subject(now: Report, before: Report, review: Review) -> Subject:
    return Subject(Material(now, review.terms.questionnaire, before=before))


def words_of(data: bytes, kind: str) -> str:
    """What a format says, without pictures (they are drawn from the same document) and styles."""
    if kind == "pdf":
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    if kind == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        return " ".join(str(entry) for sheet in sheets for row in sheet.iter_rows(values_only=True) for entry in row)
    return re.sub(r"<(style|svg|script)\b.*?</\1>|<[^>]*>", " ", data.decode(), flags=re.DOTALL)


def numbers(told: Json) -> set[str]:
    """Every number with a decimal of a JSON report."""
    return set(DECIMAL.findall(json.dumps({**told, "comments": None, "made_with": None})))


def pair(seed: int) -> tuple[Review, Report, Report]:
    """A review with an earlier one under the same terms and its answers a little different."""
    review, rng = next(reviews(range(seed, seed + 1))), random.Random(seed)
    high = len(review.terms.questionnaire.scale.points)
    earlier = [
        Accepted(
            each.group,
            {
                item: answer and max(1, min(high, answer - rng.choice([0, 1, 2])))
                for item, answer in each.ratings.items()
            },
            each.time,
        )
        for each in review.accepted
    ]
    return review, published(review), published(Review(review.terms, earlier, []))


@pytest.mark.parametrize(("kind", "seeds"), [(kind, 2 if kind == "pdf" else 6) for kind in FORMATS])
def test_no_format_has_a_number_that_the_json_reports_have_not(kind: str, seeds: int) -> None:
    for seed in range(seeds):
        review, now, before = pair(seed)
        told, earlier = (json.loads(each.to_json()) for each in (now, before))
        bounds = Scale(1, len(review.terms.questionnaire.scale.points), review.terms.minimum)
        known = numbers(told) | numbers(earlier) | WORKING
        known |= {f"{bound / 10}" for bound in (bounds.at_least, bounds.at_most)}
        points = [round(10 * float(number)) for number in numbers(told)]
        olds = [round(10 * float(number)) for number in numbers(earlier)]
        known |= {f"{abs(a - b) / 10}" for a in points for b in [*points, *olds]}
        said = words_of(render(subject(now, before, review), kind, Look("en", width=120)), kind)
        version = re.compile(r"perflead \d+\.\d+(\.\d+)?")
        assert set(DECIMAL.findall(version.sub("", said))) <= known


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_made_from_the_json_reports_and_from_nothing_else(kind: str) -> None:
    review, now, before = pair(1)
    again = [Report.model_validate_json(each.to_json()) for each in (now, before)]
    first, second = (render(subject(*two, review), kind, Look("en")) for two in ((now, before), again))
    assert first == second


# The solver finds what a weaker rule would give away


@pytest.fixture
def weaker(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts another rule in the place of one of perflead's, for the output and for the attacker alike."""

    def put(place: object, name: str, rule: object) -> None:
        monkeypatch.setattr(place, name, rule)
        solver.forget_rules()

    yield put
    monkeypatch.undo()
    solver.forget_rules()


def breaches(review: Review, rule: Rule = PERFLEAD) -> set[Breach]:
    return set(search(review, rule).breaches)


ONE = {"UND": ["U1"]}


def of_few(accepted: list[Accepted], asked: dict[str, Any], *, minimum: int = 4, points: int = 5) -> Review:
    """A review of the groups that answered, and of no others: these would be merged with them."""
    groups = [group(key) for key in dict.fromkeys(["self", "manager", *(each.group for each in accepted)])]
    return Review(terms(questionnaire(points=points, groups=groups, **asked), minimum=minimum), accepted, [])


def one_line(*accepted: Accepted, minimum: int = 4, points: int = 5) -> Review:
    return of_few(list(accepted), {"competencies": ONE, "time": False}, minimum=minimum, points=points)


def test_a_smaller_minimum_would_give_answers_away(weaker: Callable[..., None]) -> None:
    def two_are_enough(count: Count | None, scale: Scale) -> Score | None:
        return anonymous_score(count, Scale(scale.low, scale.high, 2))

    review = one_line(*cell("peers", 4, 4), *cell("frontline", 3, 3, 4, 4))
    review = Review(review.terms.model_copy(update={"minimum": 2}), review.accepted, [])
    weaker(disclosure, "anonymous_score", two_are_enough)
    assert Breach("peers", "U1", 4, "peers", True) in breaches(review)
    weaker(disclosure, "anonymous_score", anonymous_score)
    assert breaches(one_line(*review.accepted)) == set()


def test_lines_that_few_answered_would_give_answers_away(weaker: Callable[..., None]) -> None:
    review = one_line(*cell("peers", 4, 2, None, None))
    assert breaches(review) == set()

    def those_who_did(count: Count | None, scale: Scale) -> Score | None:
        return scale.coded(half_up(10 * count.total, count.n)) if count and count.n else None

    weaker(disclosure, "anonymous_score", those_who_did)
    assert Breach("peers", "U1", 2, "peers", True) in breaches(review)


def test_groups_that_are_not_merged_would_give_answers_away(weaker: Callable[..., None]) -> None:
    review = one_line(*cell("peers", 3, 3, 4, 4), *cell("partners", 3))
    assert breaches(review) == set()

    def apart(groups: list[tuple[str, ...]], counts: object, promised: object) -> list[tuple[str, ...]]:
        return groups

    weaker(cells, "_merged", apart)
    weaker(cells, "_size", lambda groups, counts: 99 if any(counts.get(key) for key in groups) else 0)
    weaker(
        disclosure,
        "anonymous_score",
        lambda count, scale: Score(half_up(10 * count.total, count.n)) if count and count.n else None,
    )
    assert Breach("partners", "U1", 3, None, False) in breaches(review)


def test_means_without_coding_would_give_unanimity_away(weaker: Callable[..., None]) -> None:
    top, low = one_line(*cell("peers", 5, 5, 5, 5)), one_line(*cell("peers", 1, 1, 1, 5))
    assert breaches(top) == breaches(low) == set()
    weaker(Scale, "coded", lambda scale, tenths: Score(tenths))
    assert Breach("peers", "U1", 5, None, False) in breaches(top)
    assert Breach("peers", "U1", 1, "peers", True) in breaches(low)


@pytest.mark.parametrize(("points", "minimum"), [(5, 4), (3, 3), (7, 5)])
def test_a_lower_bound_nearer_to_the_end_would_give_an_insider_the_others(
    weaker: Callable[..., None], points: int, minimum: int
) -> None:
    high = points
    review = one_line(*cell("peers", *[1] * (minimum - 1), high), minimum=minimum, points=points)
    assert breaches(review) == set()
    nearer = half_up(10 * (minimum + high - 2), minimum)
    weaker(Scale, "at_most", property(lambda scale: nearer))
    assert Breach("peers", "U1", 1, "peers", True) in breaches(review)


def test_the_exact_variance_would_give_a_cell_away(weaker: Callable[..., None]) -> None:
    review = one_line(*cell("peers", 3, 3, 3, 3), *cell("frontline", 4, 4, 5, 5))
    assert breaches(review) == set()
    weaker(insight, "disguised", lambda count: count)
    assert Breach("peers", "U1", 3, None, False) in breaches(review)


def test_competencies_of_exact_means_would_uncover_a_coded_line() -> None:
    keys = ("U1", "U2", "U3")
    answers = [rated("peers", *line, keys=keys) for line in ((5, 3, 3), (5, 3, 3), (5, 3, 3), (5, 3, 4))]
    review = of_few(answers, {"competencies": {"UND": keys}, "time": False})
    assert breaches(review) == set()

    def exact(each: Review) -> Json:
        told = output_of(each)
        means = [count_of(tuple(a.ratings[key] for a in each.accepted), Scale(1, 5, 4)) for key in keys]
        score = Scale(1, 5, 4).coded(half_up(10 * sum(count.total for count in means), 4 * len(keys)))
        told["competencies"][0]["cells"]["peers"] |= {"mean": score.tenths / 10, "bound": score.bound}
        return told

    found = search(review, Rule(exact_competencies=True), exact)
    assert Breach("peers", "U1", 5, None, False) in found.breaches


def test_points_of_time_without_the_rule_for_small_totals_would_give_zeros_away(weaker: Callable[..., None]) -> None:
    points = [{"T1": first, "T2": 10 - first, "T3": 0} for first in (0, 4, 5, 6)]
    review = of_few([Accepted("peers", {}, time) for time in points], {"competencies": ONE})
    assert breaches(review) == set()
    weaker(shares, "anonymous_shares", lambda given, question, minimum: shares._means(given, question))
    assert Breach("peers", "T3", 0, None, False) in breaches(review, Rule(any_total=True))


def test_nothing_is_known_of_a_withheld_group() -> None:
    review = one_line(*cell("peers", 3, 3, 3))
    assert cells_of(output_of(review)) == {WITHHELD: ["peers"]}
    found = search(review)
    assert found.breaches == []
    assert found.asked == found.worlds == 2  # outside, and one of three who all say the same


# What is not covered


def test_who_knew_that_all_others_answer_as_before_could_tell_what_one_more_answered() -> None:
    """Two reports of a growing cell: perflead says nothing of the change, but both stand there."""
    scale = Scale(1, 5, 4)
    first, second = (3, 3, 3, 3), (3, 3, 3, 3, 5)
    now, before = (published(one_line(*cell("peers", *world))) for world in (second, first))
    said = changes(now, before, scale)["UND"]
    assert (said.cells["peers"].kind, said.cells["peers"].why) == ("unsaid", "size")
    printed = [anonymous_score(count_of(world, scale), scale) for world in (first, second)]
    newcomers = {
        more
        for world in combinations_with_replacement(range(1, 6), 4)
        for more in range(1, 6)
        if [anonymous_score(count_of(each, scale), scale) for each in (world, (*world, more))] == printed
    }
    assert newcomers == {5}
