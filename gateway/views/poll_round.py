"""투표: one row a round, from plan to the end of the objections; its counts are kept beside it (ENG-04)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.engagement import EngagementEvent
from contracts.engagement.rounds import (
    BallotBoxVerified,
    ObjectionPeriodEnded,
    PollResultPublished,
    PollRoundClosed,
    PollRoundOpened,
    PollRoundPaused,
    PollRoundPlanned,
    PollRoundResumed,
    PollRoundVoided,
    TallyRuleDeclared,
)
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "round-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One round."""

    round: str
    town_hall: str
    question: str
    mode: str
    options: list[Json]
    """`code`, `text`, in their order."""
    max_choices: int | None
    scale: int | None
    seconds: int | None
    is_changeable: bool
    instead_of: str | None
    state: str
    """PLANNED, OPEN, PAUSED, CLOSED, PUBLISHED, FINAL or VOIDED."""
    rule: str | None
    weights: list[Json]
    """`segment`, `weight`."""
    objection_days: int | None
    closes_at: datetime | None
    """While it is open: when its time is over."""
    seconds_left: int | None
    """While it is paused."""
    stages: Json
    """When it came to each state, by its name: ISO moments."""
    result: Json | None
    """Once it is published (contracts/engagement/tallies.py)."""
    objections_until: datetime | None
    box: Json | None
    """`ballots`, `strangers`: as it was last verified."""
    reason: str | None
    """Why it was voided."""
    again: str | None
    """The round that is held instead."""
    is_key_due: bool
    """Its key is to be destroyed (gateway/erasing.py)."""
    planned_at: datetime
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the round's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the round after the event."""
    if isinstance(event.data, PollRoundPlanned):
        return _plan(event.data, event)
    return row and replace(_change(row, event), version=event.streamversion, position=event.position)


def _change(row: Row, event: Recorded[EngagementEvent]) -> Row:
    match event.data:
        case TallyRuleDeclared() as declared:
            weights = [each.model_dump(mode="json") for each in declared.weights]
            return replace(row, rule=declared.rule, weights=weights, objection_days=declared.objection_days)
        case PollRoundOpened(closes_at=closes_at) | PollRoundResumed(closes_at=closes_at):
            return replace(_reach(row, "OPEN", event), closes_at=closes_at, seconds_left=None)
        case PollRoundPaused(seconds_left=seconds_left):
            return replace(_reach(row, "PAUSED", event), closes_at=None, seconds_left=seconds_left)
        case BallotBoxVerified(ballots=ballots, strangers=strangers):
            return replace(row, box={"ballots": ballots, "strangers": strangers})
        case _:
            return _end(row, event)


def _end(row: Row, event: Recorded[EngagementEvent]) -> Row:
    match event.data:
        case PollRoundClosed():
            return replace(_reach(row, "CLOSED", event), closes_at=None, seconds_left=None)
        case PollResultPublished() as published:
            result = published.result.model_dump(mode="json")
            return replace(_reach(row, "PUBLISHED", event), result=result, objections_until=published.objections_until)
        case PollRoundVoided(reason=reason, again=again):
            ended = replace(_reach(row, "VOIDED", event), closes_at=None, seconds_left=None, is_key_due=True)
            return replace(ended, reason=reason, again=str(again))
        case ObjectionPeriodEnded():
            return replace(_reach(row, "FINAL", event), is_key_due=True)
        case _:
            return row


def _reach(row: Row, state: str, event: Recorded[EngagementEvent]) -> Row:
    return replace(row, state=state, stages={**row.stages, state: event.effectiveat.isoformat()})


def _plan(planned: PollRoundPlanned, event: Recorded[EngagementEvent]) -> Row:
    return Row(
        round=event.subject.removeprefix(PREFIX),
        town_hall=str(planned.town_hall),
        question=planned.question,
        mode=planned.mode,
        options=[each.model_dump(mode="json") for each in planned.options],
        max_choices=planned.max_choices,
        scale=planned.scale,
        seconds=planned.seconds,
        is_changeable=planned.is_changeable,
        instead_of=str(planned.instead_of) if planned.instead_of else None,
        state="PLANNED",
        rule=None,
        weights=[],
        objection_days=None,
        closes_at=None,
        seconds_left=None,
        stages={"PLANNED": event.effectiveat.isoformat()},
        result=None,
        objections_until=None,
        box=None,
        reason=None,
        again=None,
        is_key_due=False,
        planned_at=event.effectiveat,
        version=event.streamversion,
        position=event.position,
    )
