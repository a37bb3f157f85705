"""Questions, answers and results of surveys: branches, columns, weights, margins, suppression (ENG-38, ENG-39)."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from contracts.engagement.answers import (
    Answer,
    MapPoint,
    RowPoints,
    count_answers,
    keep_answers,
    list_columns,
    list_shown,
    write_cells,
)
from contracts.engagement.questions import Condition, Question, QuestionKind, SurveyOption, check_questions
from contracts.engagement.survey_results import (
    AnswerSum,
    SurveyCell,
    SurveyResult,
    Terms,
    compute_survey,
    find_effective,
    find_margin,
    suppress,
)
from contracts.engagement.tallies import round_percent
from contracts.errors import Rejected

BUS, LIGHT = SurveyOption(code="bus", text="버스"), SurveyOption(code="light", text="가로등")
SEALED = f"sealed.1.11111111-1111-5111-8111-111111111111.{'A' * 50}"


def ask(code: str, kind: str, *shown_if: tuple[str, tuple[str, ...]], **more: object) -> Question:
    conditions = tuple(Condition(question=question, any_of=any_of) for question, any_of in shown_if)
    return Question.model_validate(
        {"code": code, "kind": QuestionKind(kind), "text": "?", "shown_if": conditions, **more}
    )


HOW = ask("how", "LIKERT", is_required=True)
WHY = ask("why", "LONG_TEXT", ("how", ("1", "2")), is_required=True)
WHAT = ask("what", "MULTIPLE", ("how", ("1", "2")), options=(BUS, LIGHT), has_other=True, max_choices=2)
BRANCHED = (HOW, WHY, WHAT)


def say(code: str, **more: object) -> Answer:
    return Answer.model_validate({"question": code, **more})


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ((HOW, HOW), "QUESTION_INVALID"),
        ((ask("a", "SINGLE"),), "QUESTION_INVALID"),
        ((ask("a", "SINGLE", options=(BUS,)),), "QUESTION_INVALID"),
        ((ask("a", "SINGLE", options=(BUS, BUS)),), "QUESTION_INVALID"),
        ((ask("a", "LIKERT", options=(BUS, LIGHT)),), "QUESTION_INVALID"),
        ((ask("a", "MATRIX"),), "QUESTION_INVALID"),
        ((ask("a", "RANKING", options=(BUS, LIGHT), has_other=True),), "QUESTION_INVALID"),
        ((ask("a", "MULTIPLE", options=(BUS, LIGHT), max_choices=3),), "QUESTION_INVALID"),
        ((ask("a", "IMAGE", options=(BUS, LIGHT)),), "QUESTION_INVALID"),
        ((ask("a", "NUMBER", minimum=2, maximum=1),), "QUESTION_INVALID"),
        ((ask("a", "INFORMATION"),), "QUESTION_INVALID"),
        ((ask("a", "LIKERT", ("a", ("1",))),), "BRANCH_INVALID"),
        ((WHY, HOW), "BRANCH_INVALID"),
        ((HOW, ask("a", "DATE", ("how", ("6",)))), "BRANCH_INVALID"),
        ((ask("t", "LONG_TEXT"), ask("a", "DATE", ("t", ("yes",)))), "BRANCH_INVALID"),
    ],
)
def test_what_cannot_be_asked_is_refused(questions: tuple[Question, ...], code: str) -> None:
    """ENG-38: each kind has its parts, and a branch looks back only."""
    with pytest.raises(Rejected, match=code):
        check_questions(questions)


def test_a_question_is_shown_only_while_what_it_rests_on_is() -> None:
    """ENG-38: a hidden question counts as not answered, whatever was said to it before."""
    chain = (HOW, ask("again", "YES_NO", ("how", ("1",))), ask("when", "DATE", ("again", ("yes",))))
    check_questions(chain)
    said = [say("how", number=1), say("again", options=("yes",))]
    assert [each.code for each in list_shown(chain, said)] == ["how", "again", "when"]
    assert [each.code for each in list_shown(chain, [say("how", number=2), said[1]])] == ["how"]


def test_answers_to_what_is_not_shown_are_discarded_and_the_others_kept() -> None:
    """ENG-38: also a required one that is hidden is not missed."""
    given = [say("what", options=("bus",)), say("how", number=5), say("why", text=SEALED)]
    assert [each.question for each in keep_answers(BRANCHED, given)] == ["how"]
    given[1] = say("how", number=2)
    assert [each.question for each in keep_answers(BRANCHED, given)] == ["how", "why", "what"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([], "ANSWER_REQUIRED"),
        ([say("how", number=1)], "ANSWER_REQUIRED"),
        ([say("how", number=6)], "ANSWER_INVALID"),
        ([say("how", options=("yes",))], "ANSWER_INVALID"),
        ([say("how", number=5), say("how", number=4)], "ANSWER_INVALID"),
        ([say("how", number=5), say("else", number=4)], "ANSWER_INVALID"),
        ([say("how", number=1), say("why", text=SEALED), say("what", options=("car",))], "ANSWER_INVALID"),
        ([say("how", number=1), say("why", text=SEALED), say("what", options=("bus", "light", "other"))],
         "ANSWER_INVALID"),
    ],
)  # fmt: skip
def test_an_answer_says_what_its_question_asks(answers: list[Answer], code: str) -> None:
    """ENG-38."""
    with pytest.raises(Rejected, match=code):
        keep_answers(BRANCHED, answers)


def test_columns_follow_the_questions_whatever_was_answered() -> None:
    """ENG-38: 기타 keeps option and text; what is hidden or was not answered is an empty cell."""
    place = ask("place", "MAP_POINT")
    rows = ask("rows", "MATRIX", rows=(BUS, LIGHT))
    questions = (*BRANCHED, ask("note", "INFORMATION"), place, rows, ask("rank", "RANKING", options=(BUS, LIGHT)))
    columns = list_columns(questions)
    assert columns == (
        "how", "why", "what.bus", "what.light", "what.other", "what.other-text", "place.latitude", "place.longitude",
        "rows.bus", "rows.light", "rank.bus", "rank.light",
    )  # fmt: skip
    given = [
        say("how", number=1),
        say("what", options=("other",), text=SEALED),
        say("place", place=MapPoint(latitude=36_187, longitude=127_099)),
        say("rows", points=(RowPoints(row="light", points=4),)),
        say("rank", ranked=("light", "bus")),
    ]
    told = write_cells(questions, given, {"what": "자전거"})
    assert [*told.values()] == ["1", "", "0", "0", "1", "자전거", "36.187", "127.099", "", "4", "2", "1"]
    assert tuple(write_cells(questions, [], {})) == columns


def test_taking_an_answer_back_leaves_the_sums_as_they_were() -> None:
    """ENG-38: sums are of what counts."""
    first = [say("how", number=4), say("what", options=("bus", "light"))]
    sums = count_answers(first)
    assert sums == {"how|": 1, "how|+": 4, "how|4": 1, "what|": 1, "what|bus": 1, "what|light": 1}
    both = count_answers([say("how", number=2)], sums)
    assert count_answers([say("how", number=2)], both, -1) == sums


@pytest.mark.parametrize(
    ("asked", "population", "percent"),
    [(400, None, "4.9"), (800, None, "3.5"), (900, None, "3.3"), (400, 100_000, "4.9"), (400, 4_000, "4.6")],
)
def test_the_margin_of_error(asked: int, population: int | None, percent: str) -> None:
    """ENG-39: 1.96 * sqrt(0.25 / n): 4.90, 3.46, 3.27; of 4,000 a tenth is asked: 4.9 * sqrt(0.9) = 4.65 less."""
    assert round_percent(find_margin(Fraction(asked), asked, population)) == percent


def test_strata_weigh_as_many_as_they_stand_for() -> None:
    """ENG-39: 900 people by 5 and 100 by 5: weights 180 and 20; Kish (5*200)^2 / (5*180^2 + 5*20^2) = 6.097..."""
    assert find_effective({"a": 5, "b": 5}, {"a": 900, "b": 100}) == Fraction(1_000_000, 164_000)
    assert find_effective({"a": 5, "b": 5}, {"a": None, "b": None}) == 10
    result = compute({"a": 900, "b": 100}, {"a": [5] * 5, "b": [3] * 5}, is_probability=True)
    assert (result.effective, result.score, result.margin) == ("6.1", "95.0", "39.7")
    assert [each.weight for each in result.strata] == ["180.0000", "20.0000"]


def test_a_margin_is_told_of_a_probability_sample_only() -> None:
    """ENG-39."""
    assert compute({"a": None}, {"a": [5] * 400}, is_probability=True).margin == "4.9"
    assert compute({"a": None}, {"a": [5] * 400}).margin is None


@pytest.mark.parametrize(
    ("table", "hidden"),
    [
        ([[10, 8, 7]], [[False, False, False]]),
        ([[10, 8, 3]], [[False, True, True]]),
        ([[10, 3, 2]], [[False, True, True]]),
        ([[20, 9, 11], [12, 3, 9], [8, 6, 2]], [[False, False, False], [False, True, True], [False, True, True]]),
    ],
)
def test_no_small_count_can_be_worked_out_from_its_line(table: list[list[int]], hidden: list[list[bool]]) -> None:
    """ENG-40: of k = 5; where one of a line is not told the next smallest is not either, in rows and in columns."""
    assert suppress(table, 5) == hidden


def test_few_answers_are_told_neither_as_counts_nor_as_a_score() -> None:
    """ENG-40: of staff k is 10, of citizens 5; four answers have no score."""
    assert compute({"a": None}, {"a": [5] * 4}).score is None
    result = compute({"a": None}, {"a": [5] * 7 + [1] * 3})
    counts = {each.value: each.count for each in result.items[0].everybody.values}
    assert (counts["5"], counts["1"], result.score) == (7, None, "70.0")
    assert compute({"a": None}, {"a": [5] * 9}, k=10).items[0].everybody.answered is None


def test_counts_do_not_stand_beside_weighted_percentages_that_would_give_strata_away() -> None:
    """ENG-40: two strata of which neither is told, a sum and a weighted share of them are two equations."""
    points = {"a": [5] * 3 + [1] * 17, "b": [5] * 17 + [1] * 3}
    weighed = compute({"a": 900, "b": 100}, points).items[0].everybody.values[4]
    alike = compute({"a": None, "b": None}, points).items[0].everybody.values[4]
    assert (weighed.count, weighed.percent) == (None, "22.0")
    assert (alike.count, alike.percent) == (20, "50.0")


def compute(
    populations: Mapping[str, int | None], points: Mapping[str, list[int]], k: int = 5, *, is_probability: bool = False
) -> SurveyResult:
    terms = Terms((HOW,), populations, is_probability, k, None)
    cells = []
    for stratum, given in points.items():
        sums: dict[str, int] = {}
        for each in given:
            sums = count_answers([say("how", number=each)], sums)
        told = tuple(AnswerSum(key=key, amount=amount) for key, amount in sums.items())
        cells.append(SurveyCell(stratum=stratum, month="2024-01", responses=len(given), sums=told))
    return compute_survey(terms, cells)
