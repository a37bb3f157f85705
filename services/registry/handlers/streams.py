"""The streams of the registry's log: what each kind is called, how it is folded, what its states are called."""

from typing import Final

from contracts.registry import RegistryEvent
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.kinds import Kind
from infra.loading import Fold
from services.registry import (
    assignment,
    business_clock,
    concurrence,
    deadline_policy,
    delegation,
    department,
    department_counts,
    election,
    holiday,
    meeting,
    partner,
    person,
    resolution,
    team,
    term,
)

DEPARTMENT: Final[Kind[department.State, RegistryEvent]] = Kind(
    "department", Fold(department.UNREGISTERED, department.evolve)
)
DEPARTMENT_COUNTS: Final = Kind("department_counts", Fold(department_counts.Counts(), department_counts.evolve))
TEAM: Final[Kind[team.State, RegistryEvent]] = Kind("team", Fold(team.Unregistered(), team.evolve))
TERMS: Final = Kind("terms", Fold(term.Terms(), term.evolve))
PARTNERS: Final = Kind("partners", Fold(partner.Partners(), partner.evolve))
PERSON: Final[Kind[person.State, RegistryEvent]] = Kind("person", Fold(person.Unregistered(), person.evolve))
POSTS: Final = Kind("posts", Fold(assignment.Posts(), assignment.evolve))
DELEGATIONS: Final = Kind("delegations", Fold(delegation.Delegations(), delegation.evolve))
CALENDAR: Final = Kind("calendar", Fold(holiday.Year(), holiday.evolve))
ELECTIONS: Final = Kind("elections", Fold(election.Elections(), election.evolve))
DEADLINE_POLICY: Final = Kind("deadline_policy", Fold(deadline_policy.Adopted(), deadline_policy.evolve))
MEETING: Final[Kind[meeting.State, RegistryEvent]] = Kind(
    "meeting", Fold(meeting.NotScheduled(), meeting.evolve), meeting.name_state
)
RESOLUTION: Final[Kind[resolution.State, RegistryEvent]] = Kind(
    "resolution", Fold(resolution.NotRecorded(), resolution.evolve)
)
CONCURRENCE: Final[Kind[concurrence.State, RegistryEvent]] = Kind(
    "concurrence", Fold(concurrence.NotRequested(), concurrence.evolve), concurrence.name_state
)
CLOCK: Final[Kind[business_clock.State, RegistryEvent]] = Kind(
    CLOCK_STREAM, Fold(business_clock.Real(), business_clock.evolve)
)
