"""The table of what a state allows is what decide accepts, in every state that any history leads to."""

from datetime import date, timedelta
from typing import Final, get_args

from hypothesis import given, settings

from contracts.calendar import Calendar
from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    Assessment,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    DirectiveIssued,
    IssueDirective,
    MergeDirectives,
    NumberTaken,
    RecordQuarterlyCheck,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SubmitOutcome,
    SubmitPriorityReport,
    TransferDirective,
    UpdateProgress,
)
from contracts.errors import Rejected
from contracts.messages import Actor, Command
from contracts.values import Role
from services.directives.directive.decide import DirectiveCommand, decide
from services.directives.directive.ground import ALLOWED, Department, Facts, find_phase, list_allowed
from services.directives.directive.quarters import find_quarter
from services.directives.directive.state import NOT_ISSUED, Active, Ended, Issued, NotIssued, Phase, State, evolve
from tests.histories import Act, Directives, acts, run_acts
from tests.unit.services.directives.story import KEY, MAYOR, issued

NEW: Final = "new-department"
TARGET: Final = issued().state
STATE_SAYS: Final = frozenset({"WRONG_STATE", "ALREADY_REPORTED", "REPORT_MISSING", "NOT_FOUND"})
"""Refusals that the state alone gives."""
OF_DEPARTMENTS: Final = (AcknowledgeDirective, AssignTeam, SubmitPriorityReport, UpdateProgress, SubmitOutcome)


def make_commands(day: date) -> list[DirectiveCommand]:
    """Return one command of each kind about which only the state can be wrong."""
    return [
        ShareDirective(lead=NEW),
        AcknowledgeDirective(),
        AssignTeam(team="team"),
        SubmitPriorityReport(text="보고"),
        ReplyAsAddressee(text="회신"),
        UpdateProgress(percent=100, note="진행"),
        SubmitOutcome(text="결과"),
        AcceptOutcome(),
        ReturnOutcome(reason="보완"),
        CloseAsContinuing(mayor_report="시장 보고"),
        TransferDirective(lead=NEW, reason="이관"),
        CancelDirective(reason="취소"),
        MergeDirectives(into=KEY),
        RecordQuarterlyCheck(quarter=find_quarter(day), assessment=Assessment.DONE),
    ]


def find_actor(command: Command, state: State) -> Actor:
    """Return somebody who may send it in that state."""
    work = state.work if isinstance(state, Active | Ended) else None
    match command:
        case ReplyAsAddressee():
            waiting = sorted(set(work.addressees) - work.replied) if work else []
            return Actor(user="somebody", role=Role.OFFICER, department=waiting[0] if waiting else None)
        case CancelDirective():
            return MAYOR
        case _ if isinstance(command, OF_DEPARTMENTS):
            return Actor(user="somebody", role=Role.OFFICER, department=work.lead if work else None)
        case _:
            return Actor(user="another", role=Role.OPERATOR)


def accepts(command: DirectiveCommand, state: State, day: date) -> bool:
    """Tell whether decide accepts a command. Raises: Rejected where anything but the state refuses it."""
    work = state.work if isinstance(state, Active | Ended) else None
    known = Facts(
        day, find_actor(command, state), calendar=Calendar(), departments={NEW: Department(NEW, date.min, None)},
        team=work.lead if work else None, target=TARGET_STATE,
    )  # fmt: skip
    try:
        decide(command, state, known)
    except Rejected as no:
        if no.code in STATE_SAYS:
            return False
        raise
    return True


def rename(state: State) -> State:
    assert isinstance(state, Issued)
    event = DirectiveIssued(
        number="2024-9999", text="합칠 곳", kind=state.order.kind, meeting=None, issuer="mayor",
        issued_on=state.order.issued_on, share_due=state.order.share_due, share_policy="DIR_SHARE@1",
    )  # fmt: skip
    return evolve(NOT_ISSUED, event)


TARGET_STATE: Final = rename(TARGET)


@settings(max_examples=200)
@given(acts)
def test_in_every_history(commands: list[Act]) -> None:
    """DIR-01, DIR-04, DIR-06: drawing a history costs more than looking at it."""
    service = run_acts(commands)
    allow_what_decide_accepts(service)
    evolve_without_raising(service)
    run_deadlines_for_what_is_not_done(service)
    taken = [event.number for _, event in service.written if isinstance(event, NumberTaken)]
    assert taken == list(range(1, len(taken) + 1)), "DIR-01: numbers are dense"


def allow_what_decide_accepts(service: Directives) -> None:
    """decided.md, Directive states: in every state that is reached, every command."""
    for key, state in service.directives.items():
        if isinstance(state, NotIssued) or state.order.visibility is not TARGET_STATE.order.visibility:  # type: ignore[union-attr]  # issued
            continue
        day = find_day(state, service.days[key])
        accepted = {ALLOWED[type(command)][0] for command in make_commands(day) if accepts(command, state, day)}
        assert accepted == set(list_allowed(state)), find_phase(state)


def find_day(state: State, last: date) -> date:
    """Return a day of a quarter in which the directive was shared and had not ended."""
    if isinstance(state, Ended):
        return max(last, state.ended_on)
    return last + timedelta(days=1)


def evolve_without_raising(service: Directives) -> None:
    """Not even on events of other streams, nor where earlier ones are missing."""
    state: State = NOT_ISSUED
    for _, event in service.written:
        state = evolve(state, event)
        evolve(NOT_ISSUED, event)
    for known in service.directives.values():
        for _, event in service.written:
            evolve(known, event)


def run_deadlines_for_what_is_not_done(service: Directives) -> None:
    """DIR-04, DIR-06: the share's until it is shared, the lead's until it has reported, each addressee's own."""
    for state in service.directives.values():
        clocks = [key for key in state.deadlines] if isinstance(state, Issued | Active) else []  # noqa: C416 - keys of a mapping
        if isinstance(state, Issued):
            assert [clock for clock, _ in clocks] == ["SHARE"]
        elif isinstance(state, Active) and state.work.report_due is not None:
            is_open = ("REPORT", None) in clocks
            assert is_open is (state.phase is Phase.SHARED)
            assert {whose for clock, whose in clocks if clock == "REPLY"} == set(
                state.work.addressees
            ) - state.work.replied


def test_every_command_on_a_directive_is_in_the_table() -> None:
    """But the issue, which makes it, and those of its own timers."""
    named = {command.__name__ for command in get_args(DirectiveCommand)}
    assert named - {command.__name__ for command in ALLOWED} == {
        IssueDirective.__name__, "ReachStage", "RecalculateDeadlines"
    }  # fmt: skip
