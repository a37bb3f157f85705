"""소식 받기: one row somebody who follows something; who it is is not in it (ENG-09, XS-13)."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.coordination import CoordinationEvent, Followed, Unfollowed
from contracts.messages import Recorded

CONTEXT = "coordination"
PREFIX = "follower-"


@dataclass(frozen=True, slots=True)
class Row:
    """One follower of one topic."""

    follower: str
    topic: str
    is_digest: bool
    state: str
    """FOLLOWING or STOPPED."""
    since: datetime
    position: int


def keys(event: Recorded[CoordinationEvent]) -> tuple[str, ...]:
    """Return the follower's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[CoordinationEvent]) -> Row | None:
    """Return the follower after the event."""
    match event.data:
        case Followed() as followed:
            return Row(
                follower=event.subject.removeprefix(PREFIX),
                topic=followed.topic,
                is_digest=followed.is_digest,
                state="FOLLOWING",
                since=event.effectiveat,
                position=event.position,
            )
        case Unfollowed():
            return row and replace(row, state="STOPPED", position=event.position)
        case _:
            return row
