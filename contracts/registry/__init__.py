"""Contracts of the registry: organisation and people, calendar and policies, meetings, concurrence, the clock."""

from typing import Annotated

from pydantic import Field

from contracts.registry.clock import (
    ClockSet,
    SetClock,
)
from contracts.registry.concurrence import (
    Concur,
    Concurred,
    ConcurrenceRefused,
    ConcurrenceRequested,
    ConcurrenceResubmitted,
    RefuseConcurrence,
    RequestConcurrence,
    ResubmitConcurrence,
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
    BlackoutExemption,
    CancelMeeting,
    DateFixed,
    FixDate,
    MeetingCancelled,
    MeetingKind,
    MeetingRecorded,
    MeetingScheduled,
    RecordMeeting,
    ScheduleMeeting,
)
from contracts.registry.organisation import (
    AddPartnerAlias,
    DeclareDepartmentCounts,
    DepartmentCountsDeclared,
    DepartmentEnded,
    DepartmentKind,
    DepartmentRegistered,
    EndDepartment,
    EndTeam,
    PartnerAliasAdded,
    PartnerKind,
    PartnerRegistered,
    RegisterDepartment,
    RegisterPartner,
    RegisterTeam,
    RegisterTerm,
    TeamEnded,
    TeamRegistered,
    TermRegistered,
    TownKind,
)
from contracts.registry.people import (
    AssignmentEnded,
    AssignPerson,
    Delegate,
    Delegated,
    DelegationRevoked,
    EndAssignment,
    ErasePerson,
    HandOver,
    PersonAssigned,
    PersonErased,
    PersonRegistered,
    Post,
    PostHandedOver,
    RegisterPerson,
    RevokeDelegation,
)
from contracts.registry.resolutions import (
    RecordResolution,
    ResolutionRecorded,
    Verdict,
)

__all__ = [
    "AddPartnerAlias",
    "AdoptDeadlinePolicy",
    "AssignPerson",
    "AssignmentEnded",
    "BlackoutExemption",
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
    "EndAssignment",
    "EndDepartment",
    "EndTeam",
    "ErasePerson",
    "FixDate",
    "HandOver",
    "HolidayDeclared",
    "HolidayRevoked",
    "MeetingCancelled",
    "MeetingKind",
    "MeetingRecorded",
    "MeetingScheduled",
    "PartnerAliasAdded",
    "PartnerKind",
    "PartnerRegistered",
    "PersonAssigned",
    "PersonErased",
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
    "TeamEnded",
    "TeamRegistered",
    "TermRegistered",
    "TownKind",
    "Verdict",
]

RegistryCommand = Annotated[
    RegisterDepartment
    | EndDepartment
    | DeclareDepartmentCounts
    | RegisterTeam
    | EndTeam
    | RegisterTerm
    | RegisterPartner
    | AddPartnerAlias
    | RegisterPerson
    | ErasePerson
    | AssignPerson
    | EndAssignment
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
    | TeamEnded
    | TermRegistered
    | PartnerRegistered
    | PartnerAliasAdded
    | PersonRegistered
    | PersonErased
    | PersonAssigned
    | AssignmentEnded
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
