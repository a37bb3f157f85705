"""Registry commands: which streams each reads and writes."""

from typing import Final

from contracts.registry import (
    AddPartnerAlias,
    AdoptDeadlinePolicy,
    AssignPerson,
    CancelElection,
    CancelMeeting,
    Concur,
    DeclareDepartmentCounts,
    DeclareHoliday,
    Delegate,
    EndAssignment,
    EndDepartment,
    EndTeam,
    ErasePerson,
    FixDate,
    HandOver,
    RecordMeeting,
    RecordResolution,
    RefuseConcurrence,
    RegisterDepartment,
    RegisterPartner,
    RegisterPerson,
    RegisterTeam,
    RegisterTerm,
    RegistryEvent,
    RequestConcurrence,
    ResubmitConcurrence,
    RevokeDelegation,
    RevokeHoliday,
    ScheduleElection,
    ScheduleMeeting,
    SetClock,
)
from infra.business_clock import ManualClock
from infra.deciding import Handlers
from services.registry import business_clock
from services.registry.handlers import days, meetings, organisation, people
from services.registry.handlers.streams import CLOCK

HANDLERS: Final[Handlers[RegistryEvent]] = (
    Handlers[RegistryEvent]()
    .on(RegisterDepartment, organisation.register_department)
    .on(EndDepartment, organisation.end_department)
    .on(DeclareDepartmentCounts, organisation.declare_department_counts)
    .on(RegisterTeam, organisation.register_team)
    .on(EndTeam, organisation.end_team)
    .on(RegisterTerm, organisation.register_term)
    .on(RegisterPartner, organisation.name_partner)
    .on(AddPartnerAlias, organisation.name_partner)
    .on(RegisterPerson, people.register_person)
    .on(ErasePerson, people.erase_person)
    .on(AssignPerson, people.assign_person)
    .on(EndAssignment, people.end_assignment)
    .on(HandOver, people.hand_over)
    .on(Delegate, people.delegate)
    .on(RevokeDelegation, people.revoke_delegation)
    .on(DeclareHoliday, days.declare_holiday)
    .on(RevokeHoliday, days.revoke_holiday)
    .on(ScheduleElection, days.change_election)
    .on(CancelElection, days.change_election)
    .on(AdoptDeadlinePolicy, days.adopt_deadline_policy)
    .on(ScheduleMeeting, meetings.schedule_meeting)
    .on(FixDate, meetings.change_meeting)
    .on(RecordMeeting, meetings.change_meeting)
    .on(CancelMeeting, meetings.change_meeting)
    .on(RecordResolution, meetings.record_resolution)
    .on(RequestConcurrence, meetings.request_concurrence)
    .on(Concur, meetings.answer_concurrence)
    .on(RefuseConcurrence, meetings.answer_concurrence)
    .on(ResubmitConcurrence, meetings.answer_concurrence)
    .on(SetClock, days.set_clock)
)
MANUAL_CLOCK: Final[ManualClock[RegistryEvent]] = ManualClock(CLOCK.fold, business_clock.read_manual)
