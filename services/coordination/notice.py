"""A notice: raised once, and nothing more becomes of it; who has read it is the gateway's."""

from contracts.coordination import CoordinationEvent, NoticeRaised, RaiseNotice


def decide(command: RaiseNotice, is_raised: bool) -> tuple[CoordinationEvent, ...]:
    """Return the notice, or nothing where it is raised already."""
    return () if is_raised else (NoticeRaised(**command.model_dump(exclude={"type"})),)


def evolve(is_raised: bool, event: CoordinationEvent) -> bool:
    """Return whether it is raised after an event."""
    return is_raised or isinstance(event, NoticeRaised)
