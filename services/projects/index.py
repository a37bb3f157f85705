"""What the projects' own log makes them do later: look at milestones whose planned end passed (PRJ-43, XS-03).

Beside it what a decision finds by something else than its id: the projects of a task, a project's contracts, and the
requests that were accepted for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from contracts.calendar.hours import SEOUL, find_seoul_day
from contracts.calendar.periods import Period
from contracts.messages import Command, Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.flagships import FlagshipsApproved
from contracts.projects.milestones import MilestoneDropped, MilestonePlanned, MilestoneReached, MilestoneReplanned
from contracts.projects.projects import ProjectRegistered
from contracts.projects.real_names import DisclosureDecided
from contracts.projects.service_contracts import ContractSigned
from contracts.projects.slips import CheckSlip, MilestoneSlipped, SlipWatched
from infra.agenda import Agenda, Drop, Put, Sweep

TASKS: Final = "tasks"
"""Lookup of the projects of tasks, `<year>|<number>|<project>`, by year."""
CONTRACTS: Final = "contracts"
"""Lookup of contracts, `<project>|<contract>`, by project."""
ACCEPTED: Final = "accepted"
"""Lookup of requests for real names that were accepted, `<project>|<request>`, by project."""
WAITING: Final = "waiting"
"""Lookup of milestones that are neither reached nor dropped, `<project>|<number>`, all in one bucket of this name."""
SLIPS: Final = "slips"
"""Timers: `<project>|<number of the milestone>`."""
NINE: Final = time(9)
"""When offices open, in Seoul."""
TEN_BUSINESS_DAYS: Final = timedelta(days=14)
"""At least: holidays make them more, which the decision knows and this does not."""


@dataclass(frozen=True, slots=True)
class Task:
    """A project and the task of a year's plan that it carries out."""

    year: int
    number: int
    project: UUID


def keep(event: Recorded[ProjectsEvent]) -> Sequence[Put | Drop]:
    """Return what an event changes in the lookups and the timers."""
    kind, _, key = event.subject.partition("-")
    match kind, event.data:
        case "project", ProjectRegistered(task=task) if task is not None:
            return (Put(TASKS, f"{task.year}|{task.number}|{key}", str(task.year)),)
        case "project", _:
            return tuple(_time(key, event.data))
        case "contract", ContractSigned(project=project):
            return (Put(CONTRACTS, f"{project}|{key}", str(project)),)
        case "real_name_request", DisclosureDecided(accepted=True, project=project) if project is not None:
            return (Put(ACCEPTED, f"{project}|{key}", str(project)),)
        case _:
            return ()


def read_task(key: str) -> Task:
    """Return what a key of the lookup of tasks says."""
    year, number, project = key.split("|")
    return Task(int(year), int(number), UUID(project))


def read_pair(key: str) -> tuple[UUID, UUID]:
    """Return the project of a key, and what is its."""
    project, other = key.split("|")
    return UUID(project), UUID(other)


def check_slip(key: str, due_at: datetime) -> Command:
    """Return the command of a timer."""
    project, number = key.split("|")
    return CheckSlip(project=UUID(project), number=int(number), day=find_seoul_day(due_at))


def find_approved(event: Recorded[ProjectsEvent]) -> str | None:
    """Return the bucket that a list of flagships concerns once it is approved: every milestone that waits.

    Timers of flagships to be have asked in vain until then (XS-03).
    """
    return WAITING if isinstance(event.data, FlagshipsApproved) else None


def check_again(event: Recorded[ProjectsEvent], key: str) -> Command:
    """Return the command that looks at a milestone on the day of an approval."""
    return check_slip(key, event.effectiveat)


def _time(project: str, event: ProjectsEvent) -> Iterator[Put | Drop]:
    match event:
        case MilestonePlanned() | MilestoneReplanned():
            yield _set(project, event.number, event.planned)
            yield Put(WAITING, f"{project}|{event.number}", WAITING)
        case SlipWatched():
            yield _look(project, event.number, event.again_on)
        case MilestoneReached() | MilestoneDropped() | MilestoneSlipped():
            yield Drop(SLIPS, f"{project}|{event.number}")
            yield Drop(WAITING, f"{project}|{event.number}")
        case _:
            pass


def _set(project: str, number: int, planned: Period) -> Put | Drop:
    """Look after the planned end; what has none never slips."""
    if planned.last is None:
        return Drop(SLIPS, f"{project}|{number}")
    return _look(project, number, planned.last + TEN_BUSINESS_DAYS)


def _look(project: str, number: int, day: date) -> Put:
    return Put(SLIPS, f"{project}|{number}", due_at=datetime.combine(day, NINE, SEOUL))


AGENDA: Final[Agenda[ProjectsEvent]] = Agenda(
    keep, (Sweep("flagships-slips", WAITING, find_approved, check_again),), timers={SLIPS: check_slip}
)
