"""Petitions as given / when / then: each kind's clock, stopped and extended, whose it is, overdue once."""

from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from uuid import UUID

import pytest

from contracts.calendar import Calendar
from contracts.calendar.hours import SEOUL
from contracts.engagement.suggestions import (
    AnswerSuggestion,
    ClassifySuggestion,
    EscalateSuggestion,
    ExtendSuggestion,
    PetitionChannel,
    PetitionKind,
    ReceiveSuggestion,
    ReceiveSupplement,
    RequestSupplement,
    SuggestionAnswered,
    SuggestionClassified,
    SuggestionCommand,
    SuggestionEscalated,
    SuggestionExtended,
    SuggestionTransferred,
    SupplementReceived,
    TransferSuggestion,
)
from contracts.messages import Actor
from contracts.registry.known import Department
from contracts.sealed import blank_field
from contracts.values import Role
from services.engagement import suggestion
from services.engagement.suggestion import Facts, NotReceived, State
from tests.unit.services.projects.acting import CULTURE, OFFICE, ROADS, refused

KEY = UUID(int=1)
WORDS = blank_field(KEY)
RECEIVE = ReceiveSuggestion(channel=PetitionChannel.ONLINE, words=WORDS, receipt="7K3D9Q", code_sha256="ab" * 32)
DEPARTMENTS = {code: Department(date(2018, 1, 1)) for code in ("roads", "culture")}
NEW_YEAR = Calendar(frozenset({date(2024, 2, 9), date(2024, 2, 12)}))
"""설날 of 2024, and the day in its place."""
ESCALATE = EscalateSuggestion(suggestion=KEY)


def at(month: int, day: int, hour: int = 10, minute: int = 0, actor: Actor = OFFICE) -> Facts:
    return Facts(datetime(2024, month, day, hour, minute, tzinfo=SEOUL), actor, NEW_YEAR, DEPARTMENTS)


RECEIPT = at(1, 24, 16, 30)
"""Wednesday, an hour and a half before offices close."""


def act(state: State, command: SuggestionCommand, facts: Facts) -> State:
    return reduce(suggestion.evolve, suggestion.decide(command, state, facts), state)


def received() -> State:
    return act(NotReceived(), RECEIVE, RECEIPT)


def classify(kind: PetitionKind, days: int | None = None) -> ClassifySuggestion:
    return ClassifySuggestion(kind=kind, days=days, department="roads")


def handled(kind: PetitionKind = PetitionKind.QUESTION) -> State:
    return act(received(), classify(kind), at(1, 24, 17))


@pytest.mark.parametrize(
    ("kind", "days", "due_on", "due_at"),
    [
        (PetitionKind.LEGAL_QUESTION, None, date(2024, 2, 14), None),
        (PetitionKind.QUESTION, None, date(2024, 2, 1), None),
        (PetitionKind.PROPOSAL, None, date(2024, 2, 14), None),
        (PetitionKind.GRIEVANCE, None, date(2024, 2, 1), None),
        (PetitionKind.OTHER, None, date(2024, 1, 25), datetime(2024, 1, 25, 10, 30, tzinfo=SEOUL)),
        (PetitionKind.STATUTORY, 5, date(2024, 1, 31), datetime(2024, 1, 31, 16, 30, tzinfo=SEOUL)),
        (PetitionKind.STATUTORY, 6, date(2024, 1, 31), None),
    ],
)
def test_each_kind_has_its_statutory_clock(
    kind: PetitionKind, days: int | None, due_on: date, due_at: datetime | None
) -> None:
    """ENG-66: from when it was received, not classified; 14 business days that count the first pass over 설날."""
    (event,) = suggestion.decide(classify(kind, days), received(), at(1, 25))
    assert isinstance(event, SuggestionClassified)
    assert (event.due_on, event.due_at) == (due_on, due_at)


@pytest.mark.parametrize("wrong", [classify(PetitionKind.QUESTION, 7), classify(PetitionKind.STATUTORY)])
def test_only_a_statutory_petition_brings_its_days(wrong: ClassifySuggestion) -> None:
    """ENG-66."""
    assert refused(lambda: suggestion.decide(wrong, received(), at(1, 25))).code == "BAD_SHAPE"


def test_a_supplement_stops_the_clock() -> None:
    """ENG-66: asked on Thursday 25, answered on Monday 29: Friday and Monday do not count, due 2024-02-05."""
    state = act(handled(), RequestSupplement(words=WORDS), at(1, 25))
    assert suggestion.name_state(state) == "SUPPLEMENTING"
    assert refused(lambda: suggestion.decide(AnswerSuggestion(answer=WORDS), state, at(1, 26))).code == "WRONG_STATE"
    assert suggestion.decide(ESCALATE, state, at(3, 4)) == ()
    (event,) = suggestion.decide(ReceiveSupplement(words=WORDS), state, at(1, 29))
    assert isinstance(event, SupplementReceived)
    assert event.due_on == date(2024, 2, 5)


def extend(days: int, *, has_consent: bool = False) -> ExtendSuggestion:
    return ExtendSuggestion(days=days, reason="현장을 보기로 함", has_consent=has_consent)


def test_it_is_extended_once_by_no_more_than_it_had() -> None:
    """ENG-66: seven days after Thursday 2024-02-01, over 설날: 2, 5, 6, 7, 8, 13, 14 February."""
    state = handled()
    refusal = refused(lambda: suggestion.decide(extend(8), state, at(1, 31)))
    assert (refusal.code, refusal.details["longest"]) == ("EXTENSION_TOO_LONG", "7")
    (event,) = suggestion.decide(extend(7), state, at(1, 31))
    assert isinstance(event, SuggestionExtended)
    assert event.due_on == date(2024, 2, 14)
    after = suggestion.evolve(state, event)
    assert refused(lambda: suggestion.decide(extend(1), after, at(2, 13))).code == "CONSENT_REQUIRED"
    (second,) = suggestion.decide(extend(1, has_consent=True), after, at(2, 13))
    assert isinstance(second, SuggestionExtended)
    assert second.due_on == date(2024, 2, 15)
    twice = suggestion.evolve(after, second)
    assert refused(lambda: suggestion.decide(extend(1, has_consent=True), twice, at(2, 13))).code == (
        "EXTENSION_TOO_LONG"
    )


def test_what_was_extended_stays_so_after_a_supplement() -> None:
    """ENG-66: seven and two days, and Friday 26 does not count: due 2024-02-02, then 5 and 6 February."""
    state = act(handled(), extend(2), at(1, 24, 18))
    state = act(state, RequestSupplement(words=WORDS), at(1, 25))
    (event,) = suggestion.decide(ReceiveSupplement(words=WORDS), state, at(1, 26))
    assert isinstance(event, SupplementReceived)
    assert event.due_on == date(2024, 2, 6)


def test_the_department_that_has_it_handles_it() -> None:
    """ENG-66: and hands it on; who had it before may not any more."""
    answer = AnswerSuggestion(answer=WORDS)
    state = handled()
    assert refused(lambda: suggestion.decide(answer, state, at(1, 25, actor=CULTURE))).code == "NOT_PERMITTED"
    transfer = TransferSuggestion(department="culture", reason="문화 행사에 관한 것")
    (event,) = suggestion.decide(transfer, state, at(1, 25, actor=ROADS))
    assert event == SuggestionTransferred(department="culture", reason="문화 행사에 관한 것")
    after = suggestion.evolve(state, event)
    assert refused(lambda: suggestion.decide(answer, after, at(1, 25, actor=ROADS))).code == "NOT_PERMITTED"
    assert suggestion.decide(answer, after, at(1, 25, actor=CULTURE))
    assert refused(lambda: suggestion.decide(transfer, after, at(1, 25))).code == "BAD_SHAPE"
    nowhere = transfer.model_copy(update={"department": "moon"})
    assert refused(lambda: suggestion.decide(nowhere, after, at(1, 25))).code == "UNKNOWN_DEPARTMENT"


def test_the_answer_tells_how_late_it_is() -> None:
    """ENG-66: due Thursday 2024-02-01; the Friday after is one business day late."""
    answers = [suggestion.decide(AnswerSuggestion(answer=WORDS), handled(), at(2, day)) for day in (1, 2)]
    late = [each.late for (each,) in answers if isinstance(each, SuggestionAnswered)]
    assert late == [0, 1]


def test_hours_are_late_by_the_hour() -> None:
    """ENG-66: due at 10:30; at 10:30 in time, at 11:00 one begun hour late."""
    state = handled(PetitionKind.OTHER)
    answer, times = AnswerSuggestion(answer=WORDS), ((10, 30), (11, 0))
    answers = [suggestion.decide(answer, state, at(1, 25, *time)) for time in times]
    assert [each.late for (each,) in answers if isinstance(each, SuggestionAnswered)] == [0, 1]
    assert suggestion.decide(ESCALATE, state, at(1, 25, 10, 30)) == ()
    assert suggestion.decide(ESCALATE, state, at(1, 25, 10, 31))


def test_what_is_overdue_is_told_once() -> None:
    """ENG-66."""
    state = handled()
    assert suggestion.decide(ESCALATE, state, at(2, 1, 23)) == ()
    (event,) = suggestion.decide(ESCALATE, state, at(2, 2, 9))
    assert event == SuggestionEscalated(due_on=date(2024, 2, 1))
    assert suggestion.decide(ESCALATE, suggestion.evolve(state, event), at(2, 5)) == ()
    answered = act(state, AnswerSuggestion(answer=WORDS), at(2, 1))
    assert suggestion.decide(ESCALATE, answered, at(2, 2)) == ()
    assert suggestion.decide(ESCALATE, received(), at(2, 2)) == ()


def test_what_is_not_there_is_not_found_and_nothing_is_done_twice() -> None:
    assert refused(lambda: suggestion.decide(extend(1), NotReceived(), at(1, 25))).code == "NOT_FOUND"
    assert refused(lambda: suggestion.decide(RECEIVE, received(), at(1, 25))).code == "ALREADY_REGISTERED"
    assert refused(lambda: suggestion.decide(extend(1), received(), at(1, 25))).code == "WRONG_STATE"
    again = classify(PetitionKind.PROPOSAL)
    assert refused(lambda: suggestion.decide(again, handled(), at(1, 25))).code == "WRONG_STATE"
    officer = replace(at(1, 25), actor=Actor(user="o", role=Role.OFFICER, department=None))
    assert refused(lambda: suggestion.decide(extend(1), received(), officer)).code == "NOT_PERMITTED"
