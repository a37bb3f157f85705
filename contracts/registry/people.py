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
    """Enter a person; name and address come sealed: only who may reads them (architecture.md, Secrets and people)."""

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


class AssignPerson(Command):
    """Give a person a post from a day on (ORG-06)."""

    type: Literal["registry.assign_person.v1"] = "registry.assign_person.v1"
    roles: ClassVar = OFFICE

    person: Uuid
    department: Code
    team: Code | None = None
    post: Post = Field(strict=False)
    valid_from: Day
    valid_until: Day | None = None


class PersonAssigned(Event):
    """A person holds a post."""

    type: Literal["registry.person_assigned.v1"] = "registry.person_assigned.v1"

    person: Uuid
    department: Code
    team: Code | None
    post: Post = Field(strict=False)
    valid_from: Day
    valid_until: Day | None


class HandOver(Command):
    """Give a post to a successor: the old assignment ends, the new one begins the day after (인계인수)."""

    type: Literal["registry.hand_over.v1"] = "registry.hand_over.v1"
    roles: ClassVar = OFFICE

    successor: Uuid
    last_day: Day
    """Last day of who hands over."""
    note: Text


class PostHandedOver(Event):
    """An assignment has ended with a hand-over."""

    type: Literal["registry.post_handed_over.v1"] = "registry.post_handed_over.v1"

    successor: Uuid
    assignment: Uuid
    """The successor's."""
    last_day: Day
    note: Text


class Delegate(Command):
    """Let an account act for another while it is away (직무대리, ORG-12)."""

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

    absent: Name
    acting: Name
    valid_from: Day
    valid_until: Day
    reason: Text


class RevokeDelegation(Command):
    """End a delegation before its last day."""

    type: Literal["registry.revoke_delegation.v1"] = "registry.revoke_delegation.v1"
    roles: ClassVar = OFFICE

    reason: Text


class DelegationRevoked(Event):
    """A delegation has ended."""

    type: Literal["registry.delegation_revoked.v1"] = "registry.delegation_revoked.v1"

    reason: Text
