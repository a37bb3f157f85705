"""What every decision on a project rests on beside the project itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts.calendar import Calendar
from contracts.messages import Actor
from contracts.projects import AboutKind
from services.projects.budget_rounds import Rounds
from services.projects.checks import Department
from services.projects.claims import Subject
from services.projects.programme import Programme


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on; a handler fills in what the command needs."""

    today: date
    """The Seoul day on which the act takes effect."""
    actor: Actor
    project: UUID
    command: UUID
    """The command's id: what it makes beside the project has its id from it."""
    calendar: Calendar = Calendar()  # noqa: RUF009 - frozen
    departments: Mapping[str, Department] = field(default_factory=dict)
    """Those that the command names; for a distribution, all that something may be given to."""
    teams: Mapping[str, str] = field(default_factory=dict)
    """By code of a team that exists on the day: its department's."""
    partners: Collection[str] = frozenset()
    """Codes of those that the command names and that are registered."""
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    """Those that the command names."""
    rounds: Rounds = Rounds()  # noqa: RUF009 - frozen
    """Of the year that the command names."""
    is_flagship: bool = False
    """By the approved list of the year of today."""
    open_reviews: Collection[int] = frozenset()
    """Milestones whose slip opened an ad-hoc review that is open still."""
    is_parent_known: bool = False
    """Whether the project whose share it is to be stands."""

    @property
    def subject(self) -> Subject:
        """What its discrepancies are about."""
        return Subject(AboutKind.PROJECT, str(self.project), self.command)
