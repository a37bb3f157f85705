"""Performance reviews as given / when / then (심사분석; PRJ-81, PRJ-82)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.errors import Rejected
from contracts.projects.reviews import (
    AgreeRemedy,
    CloseReview,
    CorrectReview,
    OpenReview,
    Rating,
    RecordReview,
    ReviewClosed,
    ReviewCorrected,
    ReviewKind,
    ReviewOpened,
    ReviewRecorded,
)
from services.projects.review import NOT_OPENED, Facts, State, decide, evolve, name_quarterly, name_state
from tests.unit.services.projects.acting import CULTURE, OFFICE, ROADS, fold

PROJECT = UUID(int=5)
REVIEW = name_quarterly(PROJECT, "2024-Q3")
FACTS = Facts(today=date(2024, 10, 4), actor=OFFICE, review=REVIEW, lead="culture", is_flagship=True)
NORMAL = RecordReview(project=PROJECT, quarter="2024-Q3", planned=5_000, actual=4_500)
LAGGING = NORMAL.model_copy(
    update={"actual": 4_499, "cause": "보상 지연", "remedy": "수용재결 신청", "recovery_date": "2024. 12월"}
)
OPEN = OpenReview(project=PROJECT, reason="민원")
AGREE = AgreeRemedy(remedy="수용재결 신청", answers_for_it="culture")


def after(*commands: RecordReview | OpenReview | AgreeRemedy | CloseReview) -> State:
    """Return a review after commands."""
    state: State = NOT_OPENED
    for command in commands:
        state = fold(evolve, state, *decide(command, state, FACTS))
    return state


def test_the_first_record_of_a_quarter_opens_its_review() -> None:
    """PRJ-81."""
    opened, recorded = decide(NORMAL, NOT_OPENED, FACTS)
    assert isinstance(opened, ReviewOpened)
    assert (opened.kind, opened.quarter, opened.review) == (ReviewKind.QUARTERLY, "2024-Q3", REVIEW)
    assert isinstance(recorded, ReviewRecorded)
    assert (recorded.rating, recorded.policy) == (Rating.NORMAL, 1)


def test_a_year_has_four_reviews_of_a_project() -> None:
    """PRJ-81."""
    assert len({name_quarterly(PROJECT, f"2024-Q{quarter}") for quarter in range(1, 5)}) == 4
    assert name_quarterly(PROJECT, "2024-Q3") == REVIEW


@pytest.mark.parametrize("missing", ["cause", "remedy", "recovery_date"])
def test_what_lags_says_why_what_is_done_and_until_when(missing: str) -> None:
    """PRJ-82: 4,499 of 5,000 is 0.8998."""
    with pytest.raises(Rejected, match="CAUSE_AND_REMEDY_REQUIRED"):
        decide(LAGGING.model_copy(update={missing: None}), NOT_OPENED, FACTS)
    recorded = decide(LAGGING, NOT_OPENED, FACTS)[-1]
    assert isinstance(recorded, ReviewRecorded)
    assert recorded.rating is Rating.LAGGING


def test_nothing_recovers_in_the_past() -> None:
    """PRJ-82."""
    with pytest.raises(Rejected, match="DAY_IN_PAST"):
        decide(LAGGING.model_copy(update={"recovery_date": "2024. 9월"}), NOT_OPENED, FACTS)
    for ahead in ("2024. 10월", "2024-10-04", "2024. 10월 ~"):
        decide(LAGGING.model_copy(update={"recovery_date": ahead}), NOT_OPENED, FACTS)


def test_a_quarter_is_reviewed_of_flagships_and_once_it_has_begun() -> None:
    """PRJ-80, PRJ-81."""
    with pytest.raises(Rejected, match="NOT_A_FLAGSHIP"):
        decide(NORMAL, NOT_OPENED, replace(FACTS, is_flagship=False))
    with pytest.raises(Rejected, match="NOT_IN_QUARTER"):
        decide(NORMAL.model_copy(update={"quarter": "2025-Q1"}), NOT_OPENED, FACTS)
    first_day = replace(FACTS, today=date(2024, 10, 1))
    decide(NORMAL.model_copy(update={"quarter": "2024-Q4"}), NOT_OPENED, first_day)


def test_a_record_is_corrected_by_the_next_one() -> None:
    """PRJ-82: XS-04 needs both."""
    state = after(LAGGING, AGREE, LAGGING)
    with pytest.raises(Rejected, match="REMEDY_NOT_AGREED"):
        decide(CloseReview(), state, FACTS)
    (event,) = decide(CloseReview(), after(LAGGING, NORMAL), FACTS)
    assert isinstance(event, ReviewClosed)
    assert event.rating is Rating.NORMAL


def test_a_lagging_review_is_closed_with_its_remedy_agreed() -> None:
    """PRJ-82."""
    with pytest.raises(Rejected, match="REMEDY_NOT_AGREED"):
        decide(CloseReview(), after(LAGGING), FACTS)
    state = after(LAGGING, AGREE, CloseReview())
    assert name_state(state) == "CLOSED"
    for command in (LAGGING, AGREE, CloseReview()):
        with pytest.raises(Rejected, match="WRONG_STATE"):
            decide(command, state, FACTS)


def test_an_ad_hoc_review_is_opened_any_time_then_recorded() -> None:
    """PRJ-81."""
    state = after(OPEN)
    assert name_state(state) == "OPEN"
    with pytest.raises(Rejected, match="WRONG_STATE"):
        decide(CloseReview(), state, FACTS)
    record = NORMAL.model_copy(update={"quarter": None})
    assert name_state(fold(evolve, state, *decide(record, state, FACTS))) == "RECORDED"
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        decide(OPEN, state, FACTS)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(record.model_copy(update={"project": UUID(int=8)}), state, FACTS)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(record, NOT_OPENED, FACTS)


def test_a_remedy_is_agreed_of_what_lags() -> None:
    """PRJ-82."""
    with pytest.raises(Rejected, match="WRONG_STATE"):
        decide(AGREE, after(NORMAL), FACTS)


def test_the_department_of_the_project_records() -> None:
    decide(NORMAL, NOT_OPENED, replace(FACTS, actor=CULTURE))
    for state in (NOT_OPENED, after(NORMAL)):
        with pytest.raises(Rejected, match="NOT_PERMITTED"):
            decide(NORMAL, state, replace(FACTS, actor=ROADS))
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(NORMAL, NOT_OPENED, replace(FACTS, lead=None))


def test_a_closed_review_is_put_right_with_a_reason() -> None:
    """XS-04: rated anew by the same rule; what is not closed is recorded again instead."""
    state = after(LAGGING, AGREE, CloseReview())
    correct = CorrectReview(planned=5_000, actual=4_600, reason="공정률을 다시 셈")
    recorded, corrected = decide(correct, state, FACTS)
    assert isinstance(recorded, ReviewRecorded)
    assert isinstance(corrected, ReviewCorrected)
    assert (corrected.rating, corrected.lead, corrected.quarter) == (Rating.NORMAL, "culture", "2024-Q3")
    assert name_state(fold(evolve, state, recorded, corrected)) == "CLOSED"
    with pytest.raises(Rejected, match="CAUSE_AND_REMEDY_REQUIRED"):
        decide(correct.model_copy(update={"actual": 10}), state, FACTS)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        decide(correct, after(NORMAL), FACTS)
