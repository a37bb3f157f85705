"""How many institutions somebody wants to win, change by change, and what is heard of them (PRJ-71, PRJ-72)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.attraction import CountCommand, NoteTrend, SetTargetCount, TargetCountSet, TrendNoted
from services.projects.checks import check_after, read_past


@dataclass(frozen=True, slots=True)
class Known:
    """A number and since when it holds."""

    count: int
    since: Period


@dataclass(frozen=True, slots=True)
class Counts:
    """The last number of each body, by its name without spaces."""

    known: Mapping[str, Known] = field(default_factory=dict)


def decide(command: CountCommand, state: Counts, today: date) -> tuple[ProjectsEvent, ...]:
    """Return what a command leads to: nothing where a body has that number already.

    Raises: Rejected with TARGET_COUNT_MISMATCH, BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE, DATES_REVERSED.
    """
    match command:
        case NoteTrend():
            return (TrendNoted(on=read_past(command.on, today), text=command.text, source=command.source),)
        case SetTargetCount():
            return _set_count(command, state.known.get(_simplify(command.body)), today)


def evolve(state: Counts, event: ProjectsEvent) -> Counts:
    """Return the numbers after an event."""
    if isinstance(event, TargetCountSet):
        return Counts({**state.known, _simplify(event.body): Known(event.count, event.since)})
    return state


def _set_count(command: SetTargetCount, known: Known | None, today: date) -> tuple[ProjectsEvent, ...]:
    """What the source says it was before is what is known, or the first that is known of it: 34 before 44."""
    if known is not None and command.before not in {None, known.count}:
        message = f"등록된 수는 {known.count}개소입니다: 앞의 수 {command.before}개소를 확인하세요."
        raise Rejected("TARGET_COUNT_MISMATCH", message, {"count": str(known.count)})
    if known is not None and known.count == command.count:
        return ()
    since = read_past(command.on, today)
    if known is not None:
        check_after(since, known.since, "앞의 수가 정해진 날")
    before = known.count if known is not None else command.before
    changed = TargetCountSet(body=command.body, count=command.count, before=before, since=since, source=command.source)
    return (changed,)


def _simplify(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
