"""Citizen auditors as given / when / then: terms that follow each other, members in term, proposals with a clock."""

from datetime import date
from functools import reduce
from uuid import UUID

import pytest

from contracts.calendar import Calendar
from contracts.engagement.auditors import (
    AnswerAuditProposal,
    AppointAuditor,
    AuditAnswer,
    AuditorAppointed,
    AuditProposalAnswered,
    AuditProposalEscalated,
    AuditProposalReceived,
    ConstituteAuditors,
    EndAuditor,
    EndReason,
    EscalateAuditProposal,
    ProposeToAudit,
    ReportAuditorActivity,
)
from contracts.sealed import blank_field
from services.engagement import audit_proposal, auditors
from services.engagement.audit_proposal import Facts, NotReceived
from services.engagement.auditors import Body, NotConstituted
from tests.unit.services.projects.acting import refused

BODY = UUID(int=1)
TODAY = date(2018, 6, 1)
FIFTH = ConstituteAuditors(ordinal=5, since=date(2018, 1, 1), until=date(2019, 12, 31), seats=2)
SIXTH = ConstituteAuditors(ordinal=6, since=date(2020, 1, 1), until=date(2021, 12, 31), seats=2, replaces=BODY)
SOMEBODY = AppointAuditor(name=blank_field(UUID(int=2)), since=date(2018, 3, 2))
PROPOSAL = ProposeToAudit(body=BODY, auditor=1, title="수의계약 공개", text="달마다 공개하기 바랍니다.")
ANSWER = AnswerAuditProposal(outcome=AuditAnswer.ACCEPTED, answer="그렇게 하겠습니다.")
ESCALATE = EscalateAuditProposal(proposal=UUID(int=3))


def act(state: auditors.State, *commands: auditors.Command) -> auditors.State:
    """Return the body after commands."""
    return reduce(
        lambda now, command: reduce(auditors.evolve, auditors.decide(command, now, NotConstituted(), TODAY), now),
        commands,
        state,
    )


def fifth() -> Body:
    state = act(NotConstituted(), FIFTH, SOMEBODY)
    assert isinstance(state, Body)
    return state


def test_a_body_follows_the_one_before_it() -> None:
    """ENG-62: re-constituted after the term, with a later ordinal."""
    assert auditors.decide(SIXTH, NotConstituted(), fifth(), TODAY)
    early = SIXTH.model_copy(update={"since": date(2019, 12, 31)})
    assert refused(lambda: auditors.decide(early, NotConstituted(), fifth(), TODAY)).code == "DATES_REVERSED"
    again = SIXTH.model_copy(update={"ordinal": 5})
    assert refused(lambda: auditors.decide(again, NotConstituted(), fifth(), TODAY)).code == "DATES_REVERSED"
    nowhere = refused(lambda: auditors.decide(SIXTH, NotConstituted(), NotConstituted(), TODAY))
    assert nowhere.code == "NOT_FOUND"
    short = FIFTH.model_copy(update={"until": FIFTH.since})
    assert refused(lambda: auditors.decide(short, NotConstituted(), NotConstituted(), TODAY)).code == "DATES_REVERSED"


def test_an_auditor_serves_until_the_term_ends() -> None:
    """ENG-62."""
    (event,) = auditors.decide(SOMEBODY, act(NotConstituted(), FIFTH), NotConstituted(), TODAY)
    assert isinstance(event, AuditorAppointed)
    assert (event.number, event.since, event.until) == (1, date(2018, 3, 2), date(2019, 12, 31))
    outside = SOMEBODY.model_copy(update={"since": date(2020, 1, 1)})
    assert refused(lambda: auditors.decide(outside, fifth(), NotConstituted(), TODAY)).code == "NOT_IN_TERM"


def test_there_are_no_more_auditors_than_seats_until_one_leaves() -> None:
    """ENG-62: two seats; whose last day is 2018-06-30 leaves one free from the day after it."""
    full = act(fifth(), SOMEBODY)
    assert refused(lambda: act(full, SOMEBODY)).code == "AUDITORS_COMPLETE"
    left = act(full, EndAuditor(number=1, on=date(2018, 6, 30), reason=EndReason.MOVED_AWAY))
    assert refused(lambda: act(left, SOMEBODY.model_copy(update={"since": date(2018, 6, 30)}))).code == (
        "AUDITORS_COMPLETE"
    )
    assert act(left, SOMEBODY.model_copy(update={"since": date(2018, 7, 1)})) != left


@pytest.mark.parametrize(
    ("number", "on", "code"),
    [
        (1, date(2018, 3, 1), "NOT_IN_TERM"),
        (2, date(2018, 3, 5), "NOT_FOUND"),
        (1, date(2018, 6, 2), "DAY_IN_FUTURE"),
    ],
)
def test_activities_are_of_an_auditor_in_term(number: int, on: date, code: str) -> None:
    """ENG-62."""
    report = ReportAuditorActivity(number=number, on=on, activity="정기감사 참관")
    assert refused(lambda: act(fifth(), report)).code == code


def on(day: date, *holidays: date) -> Facts:
    return Facts(day, Calendar(frozenset(holidays)), fifth())


def receive() -> audit_proposal.State:
    start: audit_proposal.State = NotReceived()
    return reduce(audit_proposal.evolve, audit_proposal.decide(PROPOSAL, start, on(TODAY)), start)


def test_the_audit_answers_within_twenty_business_days() -> None:
    """ENG-62: from Friday 2018-06-01, with the holidays of 6 and 13 June, the twentieth is Tuesday 2018-07-03."""
    facts = on(TODAY, date(2018, 6, 6), date(2018, 6, 13))
    (event,) = audit_proposal.decide(PROPOSAL, NotReceived(), facts)
    assert isinstance(event, AuditProposalReceived)
    assert (event.received_on, event.due_on) == (TODAY, date(2018, 7, 3))


def test_who_is_no_auditor_proposes_nothing() -> None:
    """ENG-62."""
    strange = PROPOSAL.model_copy(update={"auditor": 2})
    assert refused(lambda: audit_proposal.decide(strange, NotReceived(), on(TODAY))).code == "NOT_FOUND"
    late = on(date(2020, 1, 2))
    assert refused(lambda: audit_proposal.decide(PROPOSAL, NotReceived(), late)).code == "NOT_IN_TERM"


def test_what_is_overdue_is_told_once_and_answered_late() -> None:
    """ENG-62: without holidays due on Friday 2018-06-29; Monday is one business day late."""
    state = receive()
    assert audit_proposal.decide(ESCALATE, state, on(date(2018, 6, 29))) == ()
    (told,) = audit_proposal.decide(ESCALATE, state, on(date(2018, 6, 30)))
    assert told == AuditProposalEscalated(due_on=date(2018, 6, 29))
    state = audit_proposal.evolve(state, told)
    assert audit_proposal.decide(ESCALATE, state, on(date(2018, 7, 2))) == ()
    (answered,) = audit_proposal.decide(ANSWER, state, on(date(2018, 7, 2)))
    assert isinstance(answered, AuditProposalAnswered)
    assert answered.late_days == 1
    state = audit_proposal.evolve(state, answered)
    assert refused(lambda: audit_proposal.decide(ANSWER, state, on(date(2018, 7, 2)))).code == "WRONG_STATE"


def test_an_answered_proposal_is_never_overdue() -> None:
    """ENG-62."""
    state = receive()
    state = reduce(audit_proposal.evolve, audit_proposal.decide(ANSWER, state, on(date(2018, 6, 29))), state)
    assert audit_proposal.decide(ESCALATE, state, on(date(2018, 7, 2))) == ()
    assert refused(lambda: audit_proposal.decide(ANSWER, NotReceived(), on(TODAY))).code == "NOT_FOUND"
