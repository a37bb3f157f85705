"""시민배심원단: one row a jury with lot, sessions and votes; its frame apart, for it is large (ENG-60, ENG-61)."""

from dataclasses import dataclass, replace
from typing import Any

from contracts.engagement import EngagementEvent
from contracts.engagement.juries import (
    JurorAppointed,
    JurorReplaced,
    JuryConcluded,
    JuryDrawn,
    JuryFrameFrozen,
    JuryItemVoted,
    JuryMet,
)
from contracts.engagement.sortition import Subject, write_frame
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "jury-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One jury."""

    jury: str
    name: str
    topic: str
    state: str
    seats: int
    people: int
    """Of the frame."""
    seed_source: str
    frame_sha256: str
    algorithm: str | None
    seed: str | None
    """None until it is drawn."""
    quotas: list[Json]
    """By cell: `sex`, `age_band`, `region`, `people`, `seats`."""
    drawn: list[str]
    """In the order of the draw."""
    jurors: Json
    """Who holds a seat by id: `DRAWN` or `APPOINTED`."""
    replacements: list[Json]
    """In their order: `subject`, `replacement`, `reason`."""
    sessions: list[Json]
    """`number`, `held_on`, `attended`, `appointed`, `groups`, `questions`."""
    votes: list[Json]
    """`number`, `session`, `item`, `yes`, `no`, `abstained`, `present`, `is_approved`."""
    recommendation: str | None
    stages: Json
    """When it came to each state, by its name: ISO moments."""
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The frozen frame of one jury in its canonical form."""

    jury: str
    csv: str


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the jury's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def frame_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the id of the jury whose frame is frozen."""
    return keys(event) if isinstance(event.data, JuryFrameFrozen) else ()


def apply_frame(row: Frame | None, event: Recorded[EngagementEvent]) -> Frame | None:
    """Return the frame, which never changes."""
    if not isinstance(event.data, JuryFrameFrozen):
        return row
    frame = (Subject(each.id, (each.sex.value, each.age_band, each.region)) for each in event.data.frame)
    return Frame(event.subject.removeprefix(PREFIX), write_frame(frame))


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the jury after the event."""
    if isinstance(event.data, JuryFrameFrozen):
        return _freeze(event.data, event)
    if row is None:
        return None
    changed = _change(row, event)
    return replace(changed, version=event.streamversion, position=event.position)


def _change(row: Row, event: Recorded[EngagementEvent]) -> Row:
    match event.data:
        case JuryDrawn() as drawn:
            return _draw(row, drawn, event)
        case JurorAppointed(subject=subject):
            return replace(row, jurors={**row.jurors, subject: "APPOINTED"})
        case JurorReplaced() as replaced:
            return _replace(row, replaced)
        case JuryMet() as met:
            sessions = [*row.sessions, _dump(met)]
            return replace(row, state="MEETING", sessions=sessions, stages=_reach(row, "MEETING", event))
        case _:
            return _conclude(row, event)


def _conclude(row: Row, event: Recorded[EngagementEvent]) -> Row:
    match event.data:
        case JuryItemVoted() as voted:
            return replace(row, votes=[*row.votes, _dump(voted)])
        case JuryConcluded(recommendation=recommendation):
            stages = _reach(row, "CONCLUDED", event)
            return replace(row, state="CONCLUDED", recommendation=recommendation, stages=stages)
        case _:
            return row


def _freeze(frozen: JuryFrameFrozen, event: Recorded[EngagementEvent]) -> Row:
    return Row(
        jury=event.subject.removeprefix(PREFIX),
        name=frozen.name,
        topic=frozen.topic,
        state="FROZEN",
        seats=frozen.seats,
        people=len(frozen.frame),
        seed_source=frozen.seed_source,
        frame_sha256=frozen.frame_sha256,
        algorithm=None,
        seed=None,
        quotas=[],
        drawn=[],
        jurors={},
        replacements=[],
        sessions=[],
        votes=[],
        recommendation=None,
        stages={"FROZEN": event.effectiveat.isoformat()},
        version=event.streamversion,
        position=event.position,
    )


def _draw(row: Row, drawn: JuryDrawn, event: Recorded[EngagementEvent]) -> Row:
    return replace(
        row,
        state="DRAWN",
        algorithm=drawn.algorithm,
        seed=drawn.seed,
        quotas=[quota.model_dump(mode="json") for quota in drawn.quotas],
        drawn=list(drawn.drawn),
        jurors=dict.fromkeys(drawn.drawn, "DRAWN"),
        stages=_reach(row, "DRAWN", event),
    )


def _replace(row: Row, replaced: JurorReplaced) -> Row:
    jurors = {subject: state for subject, state in row.jurors.items() if subject != replaced.subject}
    if replaced.replacement is not None:
        jurors[replaced.replacement] = "DRAWN"
    return replace(row, jurors=jurors, replacements=[*row.replacements, _dump(replaced)])


def _reach(row: Row, state: str, event: Recorded[EngagementEvent]) -> Json:
    return {state: event.effectiveat.isoformat(), **row.stages}


def _dump(event: JuryMet | JuryItemVoted | JurorReplaced) -> Json:
    return event.model_dump(mode="json", exclude={"type", "entry"})
