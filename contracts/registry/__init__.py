"""Contracts of the registry: organisation and people, calendar and policies, meetings, the business clock."""

from typing import Annotated

from pydantic import Field

from contracts.registry.clock import (
    ClockSet,
    SetClock,
)
from contracts.registry.days import (
    AdoptDeadlinePolicy,
    CancelElection,
    DeadlinePolicyAdopted,
    DeclareHoliday,
    ElectionCancelled,
    ElectionScheduled,
    HolidayDeclared,
    HolidayRevoked,
    RevokeHoliday,
    ScheduleElection,
)
from contracts.registry.meetings import (
    CancelMeeting,
    Concur,
    Concurred,
    ConcurrenceRefused,
    ConcurrenceRequested,
    ConcurrenceResubmitted,
    DateFixed,
    FixDate,
    MeetingCancelled,
    MeetingKind,
    MeetingRecorded,
    MeetingScheduled,
    RecordMeeting,
    RecordResolution,
    RefuseConcurrence,
    RequestConcurrence,
    ResolutionRecorded,
    ResubmitConcurrence,
    ScheduleMeeting,
    TypedDay,
    Verdict,
)
from contracts.registry.organisation import (
    DeclareDepartmentCounts,
    DepartmentCountsDeclared,
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    EndDepartment,
    PartnerKind,
    PartnerRegistered,
    RegisterDepartment,
    RegisterPartner,
    RegisterTeam,
    RegisterTerm,
    TeamRegistered,
    TermRegistered,
    TownKind,
)
from contracts.registry.people import (
    AssignPerson,
    Delegate,
    Delegated,
    DelegationRevoked,
    HandOver,
    PersonAssigned,
    PersonRegistered,
    Post,
    PostHandedOver,
    RegisterPerson,
    RevokeDelegation,
)

__all__ = [
    "AdoptDeadlinePolicy",
    "AssignPerson",
    "CancelElection",
    "CancelMeeting",
    "ClockSet",
    "Concur",
    "Concurred",
    "ConcurrenceRefused",
    "ConcurrenceRequested",
    "ConcurrenceResubmitted",
    "DateFixed",
    "DeadlinePolicyAdopted",
    "DeclareDepartmentCounts",
    "DeclareHoliday",
    "Delegate",
    "Delegated",
    "DelegationRevoked",
    "DepartmentCountsDeclared",
    "DepartmentEnded",
    "DepartmentKind",
    "DepartmentRegistered",
    "ElectionCancelled",
    "ElectionScheduled",
    "EndDepartment",
    "FixDate",
    "HandOver",
    "HolidayDeclared",
    "HolidayRevoked",
    "MeetingCancelled",
    "MeetingKind",
    "MeetingRecorded",
    "MeetingScheduled",
    "PartnerKind",
    "PartnerRegistered",
    "PersonAssigned",
    "PersonRegistered",
    "Post",
    "PostHandedOver",
    "RecordMeeting",
    "RecordResolution",
    "RefuseConcurrence",
    "RegisterDepartment",
    "RegisterPartner",
    "RegisterPerson",
    "RegisterTeam",
    "RegisterTerm",
    "RegistryCommand",
    "RegistryEvent",
    "RequestConcurrence",
    "ResolutionRecorded",
    "ResubmitConcurrence",
    "RevokeDelegation",
    "RevokeHoliday",
    "ScheduleElection",
    "ScheduleMeeting",
    "SetClock",
    "TeamRegistered",
    "TermRegistered",
    "TownKind",
    "TypedDay",
    "Verdict",
]

RegistryCommand = Annotated[
    RegisterDepartment
    | EndDepartment
    | DeclareDepartmentCounts
    | RegisterTeam
    | RegisterTerm
    | RegisterPartner
    | RegisterPerson
    | AssignPerson
    | HandOver
    | Delegate
    | RevokeDelegation
    | DeclareHoliday
    | RevokeHoliday
    | ScheduleElection
    | CancelElection
    | AdoptDeadlinePolicy
    | ScheduleMeeting
    | FixDate
    | RecordMeeting
    | CancelMeeting
    | RecordResolution
    | RequestConcurrence
    | Concur
    | RefuseConcurrence
    | ResubmitConcurrence
    | SetClock,
    Field(discriminator="type"),
]
RegistryEvent = Annotated[
    DepartmentRegistered
    | DepartmentEnded
    | DepartmentCountsDeclared
    | TeamRegistered
    | TermRegistered
    | PartnerRegistered
    | PersonRegistered
    | PersonAssigned
    | PostHandedOver
    | Delegated
    | DelegationRevoked
    | HolidayDeclared
    | HolidayRevoked
    | ElectionScheduled
    | ElectionCancelled
    | DeadlinePolicyAdopted
    | MeetingScheduled
    | DateFixed
    | MeetingRecorded
    | MeetingCancelled
    | ResolutionRecorded
    | ConcurrenceRequested
    | Concurred
    | ConcurrenceRefused
    | ConcurrenceResubmitted
    | ClockSet,
    Field(discriminator="type"),
]
