"""Feedback: a department is asked and replies, then it is adopted, declined or referred (ENG-07, ENG-09)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from contracts.calendar import Calendar, add_business_days, count_business_days_late
from contracts.engagement import EngagementEvent
from contracts.engagement.feedback import (
    AdoptFeedback,
    DecisionAdopted,
    DecisionDeclined,
    DecisionReferred,
    DeclineFeedback,
    DepartmentReplied,
    EscalateFeedback,
    FeedbackCommand,
    FeedbackEscalated,
    FeedbackRequested,
    ReferFeedback,
    ReplyToFeedback,
    RequestFeedback,
)
from contracts.errors import Rejected
from contracts.messages import Actor, Event
from contracts.registry.known import Departments, check_department
from services.engagement import poll_round, town_hall
from services.engagement.checks import refuse_registered, refuse_state, refuse_unknown

REPLY_DAYS: Final = 20
"""Business days after the request (domain.md 4.1, TH_REPLY), where the request gives no other number."""
ENDED: Final[Mapping[type[Event], str]] = {
    DecisionAdopted: "ADOPTED",
    DecisionDeclined: "DECLINED",
    DecisionReferred: "REFERRED",
}
"""How it ends."""


@dataclass(frozen=True, slots=True)
class NotRequested:
    """Nothing is asked."""


@dataclass(frozen=True, slots=True)
class Requested:
    """What is asked of whom, and how far it is."""

    request: FeedbackRequested
    stage: str = "REQUESTED"
    is_escalated: bool = False


State = NotRequested | Requested


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the item."""

    today: date
    actor: Actor
    calendar: Calendar
    departments: Departments
    town_hall: town_hall.State
    round: poll_round.State = field(default_factory=poll_round.NotPlanned)
    """Whose option it is."""


def decide(command: FeedbackCommand, state: State, facts: Facts) -> tuple[EngagementEvent, ...]:
    """Return what a command on an item leads to; a timer finds nothing to do once the department has replied.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, BAD_SHAPE, NOT_PERMITTED, UNKNOWN_DEPARTMENT,
    DEPARTMENT_NOT_VALID, LINK_REQUIRED.
    """
    if isinstance(state, NotRequested):
        if isinstance(command, RequestFeedback):
            return (_request(command, facts),)
        raise refuse_unknown("그런 환류 항목이")
    match command:
        case RequestFeedback():
            raise refuse_registered("환류 항목")
        case EscalateFeedback():
            is_due = state.stage == "REQUESTED" and not state.is_escalated and facts.today > state.request.due_on
            return (FeedbackEscalated(due_on=state.request.due_on),) if is_due else ()
        case ReplyToFeedback():
            return (_reply(command, state, facts),)
        case AdoptFeedback() | DeclineFeedback() | ReferFeedback():
            return (_end(command, state, facts.today),)


def evolve(state: State, event: EngagementEvent) -> State:
    """Return the item after an event."""
    match event, state:
        case FeedbackRequested(), _:
            return Requested(event)
        case DepartmentReplied(), Requested():
            return replace(state, stage="REPLIED")
        case FeedbackEscalated(), Requested():
            return replace(state, is_escalated=True)
        case _, Requested() if type(event) in ENDED:
            return replace(state, stage=ENDED[type(event)])
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "NONE" if isinstance(state, NotRequested) else state.stage


def _request(command: RequestFeedback, facts: Facts) -> FeedbackRequested:
    stage = town_hall.name_state(facts.town_hall)
    if stage == "NONE":
        raise refuse_unknown("그런 타운홀이")
    if stage not in {"OPEN", "CLOSED"}:
        raise refuse_state(stage, ("OPEN", "CLOSED"), "열린 행사에서 나온 것만 부서에 물을 수 있습니다.")
    _check_round(command, facts.round)
    check_department(command.department, facts.departments, facts.today)
    return FeedbackRequested(
        town_hall=command.town_hall,
        round=command.round,
        option=command.option,
        text=command.text,
        department=command.department,
        requested_on=facts.today,
        due_on=add_business_days(facts.calendar, facts.today, command.days or REPLY_DAYS),
    )


def _check_round(command: RequestFeedback, state: poll_round.State) -> None:
    """An option is one of a published round of the same session. Raises: Rejected."""
    if command.round is None:
        if command.option is not None:
            raise Rejected("BAD_SHAPE", "선택지는 어느 투표의 것인지 함께 적으세요.")
        return
    if isinstance(state, poll_round.NotPlanned) or state.plan.town_hall != command.town_hall:
        raise refuse_unknown("이 행사에 그런 투표가")
    if state.stage != "PUBLISHED":
        raise refuse_state(state.stage, ("PUBLISHED",), "공표한 투표의 선택지만 부서에 묻습니다. 먼저 공표하세요.")
    if command.option is not None and command.option not in state.options:
        raise refuse_unknown("이 투표에 그런 선택지가")


def _reply(command: ReplyToFeedback, state: Requested, facts: Facts) -> DepartmentReplied:
    if facts.actor.department != state.request.department:
        raise Rejected("NOT_PERMITTED", "물음을 받은 부서만 회신합니다. 부서를 확인하세요.")
    if state.stage != "REQUESTED":
        raise refuse_state(state.stage, ("REQUESTED",), "이미 회신했거나 끝난 항목입니다. 상태를 확인하세요.")
    late_days = count_business_days_late(facts.calendar, state.request.due_on, facts.today)
    return DepartmentReplied(reply=command.reply, replied_on=facts.today, late_days=late_days)


def _end(command: AdoptFeedback | DeclineFeedback | ReferFeedback, state: Requested, today: date) -> EngagementEvent:
    if state.stage != "REPLIED":
        raise refuse_state(state.stage, ("REPLIED",), "부서가 회신한 항목만 정합니다. 상태를 확인하세요.")
    match command:
        case AdoptFeedback(resolution=None, directive=None):
            message = "받아들이면 무엇으로 이어지는지 있어야 합니다. 잇는 지시사항이나 잇는 의결을 정하세요."
            raise Rejected("LINK_REQUIRED", message)
        case AdoptFeedback():
            return DecisionAdopted(
                decision=command.decision,
                resolution=command.resolution,
                directive=command.directive,
                decided_on=today,
            )
        case DeclineFeedback():
            return DecisionDeclined(reason=command.reason, decided_on=today)
        case ReferFeedback():
            return DecisionReferred(to=command.to, reason=command.reason, decided_on=today)
