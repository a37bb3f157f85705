"""Two lagging quarters running, as given / when / then (XS-04)."""

from functools import reduce
from uuid import UUID

from contracts.evaluations.reviews import NoteReview, ReviewNoted
from contracts.evaluations.scorecards import AdjustmentGranted, AdjustmentRevoked, EventRef
from services.evaluations import lagging
from services.evaluations.lagging import Penalty, Reviewed, decide, evolve, list_penalties
from tests.unit.services.evaluations.years import fold

PROJECT = UUID(int=5)


def note(quarter: str, position: int, *, is_lagging: bool = True) -> NoteReview:
    evidence = EventRef(context="projects", position=position)
    return NoteReview(project=PROJECT, quarter=quarter, lead="roads", is_lagging=is_lagging, evidence=evidence)


def know(*commands: NoteReview) -> Reviewed:
    return reduce(lambda known, each: reduce(evolve, decide(each, known), known), commands, Reviewed())


def penalise(card: str, first: int, second: int) -> Penalty:
    return Penalty(card, tuple(EventRef(context="projects", position=each) for each in (first, second)))


def test_the_second_lagging_quarter_running_is_a_penalty_of_its_year() -> None:
    """XS-04: the last quarter of 2023 and the first of 2024 run; the third of 2024 follows nothing that lags."""
    known = know(note("2023-Q4", 7), note("2024-Q1", 9), note("2024-Q3", 12))
    assert [*list_penalties(known)] == [penalise("2024-roads", 7, 9)]


def test_a_third_one_is_one_more_and_a_correction_takes_back_what_rests_on_it() -> None:
    """XS-04."""
    known = know(*(note(f"2024-Q{n}", n) for n in (1, 2, 3)))
    assert [*list_penalties(known)] == [penalise("2024-roads", 1, 2), penalise("2024-roads", 2, 3)]
    assert [
        *list_penalties(know(*(note(f"2024-Q{n}", n) for n in (1, 2, 3)), note("2024-Q2", 4, is_lagging=False)))
    ] == []


def test_a_review_that_says_the_same_again_is_no_news() -> None:
    """XS-04: nor is one that is older than what is known."""
    known = know(note("2024-Q1", 7))
    assert decide(note("2024-Q1", 9), known) == ()
    assert decide(note("2024-Q1", 6, is_lagging=False), known) == ()
    assert isinstance(decide(note("2024-Q1", 9, is_lagging=False), known)[0], ReviewNoted)


def test_a_penalty_is_taken_back_once() -> None:
    """XS-04: by its two events, whatever else stands on the scorecard."""
    penalty = penalise("2024-roads", 7, 9)
    granted = AdjustmentGranted(number=1, rule="lagging-twice", evidence=penalty.evidence, note=None)
    card = fold([granted])
    command = lagging.revoke(penalty, card)
    assert command is not None
    assert command.number == 1
    assert lagging.revoke(penalise("2024-roads", 7, 8), card) is None
    assert lagging.revoke(penalty, fold([granted, AdjustmentRevoked(number=1, reason="정정")])) is None
