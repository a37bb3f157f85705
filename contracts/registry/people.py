"""Contracts of the people: who they are (sealed), what post they hold, who acts for whom (ORG-06, ORG-12)."""

from enum import StrEnum
from typing import ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.sealed import Sealed
from contracts.values import Code, Day, Name, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})


class Post(StrEnum):
    """What somebody is in a department: 담당자, 팀장, 과장, 국장, 부시장, 시장, and who comes from outside (ORG-06)."""

    OFFICER = "OFFICER"
    TEAM_HEAD = "TEAM_HEAD"
    DEPARTMENT_HEAD = "DEPARTMENT_HEAD"
    BUREAU_HEAD = "BUREAU_HEAD"
    VICE_MAYOR = "VICE_MAYOR"
    MAYOR = "MAYOR"
    CITIZEN_AUDITOR = "CITIZEN_AUDITOR"
    JUROR = "JUROR"
    PANELLIST = "PANELLIST"
    EXPERT = "EXPERT"


class RegisterPerson(Command):
    """Enter a person; name and address come sealed under the person's own key: only who may reads them (ADR 0009).

    The subject of that key is the person's id, which is the command's.
    """

    type: Literal["registry.register_person.v1"] = "registry.register_person.v1"
    roles: ClassVar = OFFICE

    name: Sealed
    email: Sealed | None = None
    account: Name | None = None
    """The account with which the person signs in."""


class PersonRegistered(Event):
    """A person stands in the registry."""

    type: Literal["registry.person_registered.v1"] = "registry.person_registered.v1"

    name: Sealed
    email: Sealed | None
    account: Name | None


class ErasePerson(Command):
    """Decide that a person's data are destroyed (파기); the gateway destroys the key once this is stored (PLT-07)."""

    type: Literal["registry.erase_person.v1"] = "registry.erase_person.v1"
    roles: ClassVar = OFFICE

    reason: Text


class PersonErased(Event):
    """A person's data are to be destroyed; posts and history stay, without the name."""

    type: Literal["registry.person_erased.v1"] = "registry.person_erased.v1"

    person: Uuid
    reason: Text


class AssignPerson(Command):
    """Give a person a post from a day on; one that a single person holds is never held by two (ORG-06)."""

    type: Literal["registry.assign_person.v1"] = "registry.assign_person.v1"
    roles: ClassVar = OFFICE

    person: Uuid
    department: Code | None = None
    """Absent for the mayor and the vice mayor, and for them only."""
    team: Code | None = None
    """Of the department; a team head needs one."""
    post: Post = Field(strict=False)
    valid_from: Day
    valid_until: Day | None = None


class PersonAssigned(Event):
    """A person holds a post."""

    type: Literal["registry.person_assigned.v1"] = "registry.person_assigned.v1"

    assignment: Uuid
    person: Uuid
    department: Code | None
    team: Code | None
    post: Post = Field(strict=False)
    valid_from: Day
    valid_until: Day | None


class EndAssignment(Command):
    """Say until when a person holds a post that nobody takes over yet."""

    type: Literal["registry.end_assignment.v1"] = "registry.end_assignment.v1"
    roles: ClassVar = OFFICE

    department: Code | None = None
    """Where the post is."""
    last_day: Day
    reason: Text


class AssignmentEnded(Event):
    """An assignment has a last day."""

    type: Literal["registry.assignment_ended.v1"] = "registry.assignment_ended.v1"

    assignment: Uuid
    last_day: Day
    reason: Text


class HandOver(Command):
    """Give a post to a successor: the old assignment ends, the new one begins the day after (인계인수)."""

    type: Literal["registry.hand_over.v1"] = "registry.hand_over.v1"
    roles: ClassVar = OFFICE

    department: Code | None = None
    """Where the post is."""
    successor: Uuid
    """The person who takes over."""
    last_day: Day
    """Of who hands over."""
    note: Text


class PostHandedOver(Event):
    """An assignment has ended with a hand-over; the successor's, PersonAssigned, is stored with it."""

    type: Literal["registry.post_handed_over.v1"] = "registry.post_handed_over.v1"

    assignment: Uuid
    """That ends."""
    next: Uuid
    """The successor's assignment."""
    last_day: Day
    note: Text


class Delegate(Command):
    """Let an account act for another while it is away (직무대리, ORG-12); one at a time, and not back to itself."""

    type: Literal["registry.delegate.v1"] = "registry.delegate.v1"
    roles: ClassVar = OFFICE

    absent: Name
    """The account that is acted for."""
    acting: Name
    """The account that acts."""
    valid_from: Day
    valid_until: Day
    reason: Text


class Delegated(Event):
    """An account may act for another."""

    type: Literal["registry.delegated.v1"] = "registry.delegated.v1"

    delegation: Uuid
    delegated_on: Day
    absent: Name
    acting: Name
    valid_from: Day
    valid_until: Day
    reason: Text


class RevokeDelegation(Command):
    """End a delegation before its last day, at once."""

    type: Literal["registry.revoke_delegation.v1"] = "registry.revoke_delegation.v1"
    roles: ClassVar = OFFICE

    reason: Text


class DelegationRevoked(Event):
    """A delegation has ended."""

    type: Literal["registry.delegation_revoked.v1"] = "registry.delegation_revoked.v1"

    delegation: Uuid
    reason: Text
