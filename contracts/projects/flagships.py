"""Contracts of the flagship projects (역점사업) of a year: listed, then approved and frozen (PRJ-80)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.projects.projects import Year
from contracts.values import Role, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})
APPROVERS: Final = frozenset({Role.OPERATOR, Role.MAYOR})

FlagshipProjects = Annotated[tuple[Uuid, ...], Field(min_length=1, max_length=500, strict=False)]
"""Each once."""


class ListFlagships(Command):
    """Say which projects are a year's flagships, in place of the list before (PRJ-80)."""

    type: Literal["projects.list_flagships.v1"] = "projects.list_flagships.v1"
    roles: ClassVar = OFFICE

    year: Year
    projects: FlagshipProjects


class FlagshipsListed(Event):
    """These projects are to be a year's flagships."""

    type: Literal["projects.flagships_listed.v1"] = "projects.flagships_listed.v1"

    year: Year
    projects: FlagshipProjects


class ApproveFlagships(Command):
    """Approve a year's list: from then on it stays as it is (PRJ-80)."""

    type: Literal["projects.approve_flagships.v1"] = "projects.approve_flagships.v1"
    roles: ClassVar = APPROVERS

    year: Year


class FlagshipsApproved(Event):
    """A year's flagships are fixed: each has four reviews (PRJ-81)."""

    type: Literal["projects.flagships_approved.v1"] = "projects.flagships_approved.v1"

    year: Year
    projects: FlagshipProjects


FlagshipCommand = ListFlagships | ApproveFlagships
FlagshipEvent = FlagshipsListed | FlagshipsApproved
