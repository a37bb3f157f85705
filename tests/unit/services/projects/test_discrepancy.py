"""Discrepancies: recorded, and decided as often as somebody thinks again (domain.md 1.10)."""

from uuid import UUID

import pytest

from contracts.errors import Rejected
from contracts.projects import (
    About,
    AboutKind,
    DecideDiscrepancy,
    Decision,
    DiscrepancyRecorded,
    DiscrepancyResolved,
    RecordDiscrepancy,
)
from services.projects.discrepancy import NotRecorded, Recorded, State, decide, evolve, name_state, record
from tests.unit.services.projects.acting import fold

KEY = UUID(int=9)
CITIZENS = RecordDiscrepancy(
    about=About(kind=AboutKind.DOCUMENT, id="A121"),
    code="INC-04",
    stated="시민(800명)",
    computed="시민 600명, 공직자 200명",
    source="A121, A152",
)


def keep(decision: Decision) -> DecideDiscrepancy:
    """Return a decision."""
    return DecideDiscrepancy(decision=decision, reason="원문 확인")


def known(command: RecordDiscrepancy = CITIZENS) -> State:
    """Return a discrepancy as recorded."""
    start: State = NotRecorded()
    return fold(evolve, start, *record(command, start, KEY))


def test_what_no_rule_finds_is_recorded_by_hand() -> None:
    """INC-04: 800 citizens, of whom 200 are officials."""
    (event,) = record(CITIZENS, NotRecorded(), KEY)
    assert isinstance(event, DiscrepancyRecorded)
    assert (event.discrepancy, event.code, event.computed) == (KEY, "INC-04", "시민 600명, 공직자 200명")
    assert name_state(known()) == "OPEN"


def test_it_says_what_is_wrong_and_is_recorded_once() -> None:
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        record(CITIZENS.model_copy(update={"stated": None}), NotRecorded(), KEY)
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        record(CITIZENS, known(), KEY)


def test_a_second_decision_stands_beside_the_first() -> None:
    """PRJ-10: never an edit."""
    state = known()
    for decision in (Decision.KEEP_STATED, Decision.NOTED):
        (event,) = decide(keep(decision), state)
        assert isinstance(event, DiscrepancyResolved)
        state = evolve(state, event)
    assert isinstance(state, Recorded)
    assert state.decisions == (Decision.KEEP_STATED, Decision.NOTED)
    assert name_state(state) == "NOTED"


def test_nothing_is_computed_where_nothing_was() -> None:
    state = known(CITIZENS.model_copy(update={"computed": None}))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        decide(keep(Decision.USE_COMPUTED), state)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        decide(keep(Decision.NOTED), NotRecorded())
