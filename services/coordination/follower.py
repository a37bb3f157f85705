"""Who follows a topic, what a topic belongs to, and the notice of a change (ENG-09, XS-13)."""

from dataclasses import dataclass
from typing import Final

from contracts.coordination import (
    ChangeTold,
    CoordinationEvent,
    Follow,
    Followed,
    LinkTopic,
    TellChange,
    TopicLinked,
    Unfollow,
    Unfollowed,
)

Parents = tuple[str, ...]
"""What a topic belongs to."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows, or did."""

    followed: Followed | None = None
    """None: nobody yet, or no more."""


NOBODY: Final = Follower()


def decide(command: Follow | Unfollow, state: Follower) -> tuple[CoordinationEvent, ...]:
    """Return what following or no more leads to; a second time the same changes nothing."""
    match command:
        case Follow():
            known = state.followed
            is_same = known is not None and known.topic == command.topic and known.is_digest == command.is_digest
            return () if is_same else (Followed(**command.model_dump(exclude={"type"})),)
        case Unfollow():
            return (Unfollowed(),) if state.followed is not None else ()


def evolve(state: Follower, event: CoordinationEvent) -> Follower:
    """Return who follows after an event."""
    match event:
        case Followed():
            return Follower(event)
        case Unfollowed():
            return NOBODY
        case _:
            return state


def decide_topic(command: LinkTopic | TellChange, parents: Parents) -> tuple[CoordinationEvent, ...]:
    """Return what is told of a topic: to those who follow it, and to those who follow what it belongs to."""
    match command:
        case LinkTopic(parent=parent):
            return () if parent in parents else (TopicLinked(parent=parent),)
        case TellChange(topic=topic, change=change):
            return tuple(ChangeTold(topic=each, change=change) for each in (topic, *parents))


def evolve_topic(parents: Parents, event: CoordinationEvent) -> Parents:
    """Return what a topic belongs to after an event."""
    return (*parents, event.parent) if isinstance(event, TopicLinked) else parents
