"""Commands of the projects: which streams each reads and writes."""

from typing import Final

from contracts.projects import ProjectsEvent
from contracts.projects.facts import (
    DropHoliday,
    FollowClock,
    RecordDepartment,
    RecordHoliday,
    RecordPartner,
    RecordTeam,
)
from infra.business_clock import ManualClock
from infra.deciding import Handlers
from services.projects import facts
from services.projects.handlers.copies import copy
from services.projects.handlers.streams import CALENDAR, CLOCK, OFFICES, PARTNERS, TEAMS

HANDLERS: Final[Handlers[ProjectsEvent]] = (
    Handlers[ProjectsEvent]()
    .on(RecordDepartment, copy(OFFICES, facts.decide_department))
    .on(RecordTeam, copy(TEAMS, facts.decide_team))
    .on(RecordPartner, copy(PARTNERS, facts.decide_partner))
    .on(RecordHoliday, copy(CALENDAR, facts.decide_holiday))
    .on(DropHoliday, copy(CALENDAR, facts.decide_holiday))
    .on(FollowClock, copy(CLOCK, facts.decide_clock))
)
MANUAL_CLOCK: Final[ManualClock[ProjectsEvent]] = ManualClock(CLOCK.fold, lambda now: now)
