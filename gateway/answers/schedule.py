"""How a project's milestones stand on a day, and which lie behind it and ahead of it (PRJ-03, PRJ-30, PRJ-43)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.calendar import Calendar
from contracts.calendar.periods import Period
from contracts.projects.schedule import Planned, Slip, Standing, Status, find_standing, split_at


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone with how it stands on the day that was asked for."""

    told: Mapping[str, Any]
    """As the project's row has it."""
    standing: Standing | None
    """None of one that was dropped."""


def list_standings(milestones: Iterable[Mapping[str, Any]], day: date, calendar: Calendar) -> list[Milestone]:
    """Return the milestones of a row, each with how it stands on the day."""
    return [
        Milestone(each, None if each["dropped_for"] is not None else find_standing(_read(each), day, calendar))
        for each in milestones
    ]


def find_worst_slip(standings: Iterable[Milestone]) -> Slip:
    """Return the longest slip of what is not done yet: what the project's card shows (PRJ-43)."""
    slips = [each.standing.slip for each in standings if each.standing and each.standing.status is Status.SLIPPED]
    return max(slips, key=lambda slip: slip.days, default=Slip())


def split_milestones(
    milestones: Iterable[Mapping[str, Any]], day: date
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Return 그동안 and 앞으로 of a day: each milestone that was not dropped in exactly one of them, by number."""
    kept = {each["number"]: each for each in milestones if each["dropped_for"] is None}
    split = split_at(map(_read, kept.values()), day)
    return [kept[each.number] for each in split.behind], [kept[each.number] for each in split.ahead]


def _read(told: Mapping[str, Any]) -> Planned:
    planned, forecast, reached = (_read_period(told[name]) for name in ("planned", "forecast", "reached"))
    assert planned is not None, "a milestone is planned"
    return Planned(told["number"], planned, forecast, reached)


def _read_period(told: Mapping[str, Any] | None) -> Period | None:
    return None if told is None else Period.model_validate(told)
