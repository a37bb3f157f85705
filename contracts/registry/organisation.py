"""Contracts of the organisation: departments, their declared numbers, teams, electoral terms, partners."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.values import Code, Count, Day, Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})


class DepartmentKind(StrEnum):
    """본청, 의회, 직속기관, 사업소, 읍면동 (ORG-02), and 국, which holds departments and is counted among none."""

    HEADQUARTERS = "HEADQUARTERS"
    COUNCIL = "COUNCIL"
    DIRECT_AGENCY = "DIRECT_AGENCY"
    PROJECT_OFFICE = "PROJECT_OFFICE"
    TOWN_OFFICE = "TOWN_OFFICE"
    BUREAU = "BUREAU"


class TownKind(StrEnum):
    """읍, 면, 동 (ORG-04)."""

    EUP = "EUP"
    MYEON = "MYEON"
    DONG = "DONG"


Kinds = Annotated[dict[Annotated[DepartmentKind, Field(strict=False)], Count], Field(min_length=1)]
"""How many departments of each kind; a kind that is not named has none."""
Towns = Annotated[dict[Annotated[TownKind, Field(strict=False)], Count], Field(min_length=1)]
"""How many town offices of each kind."""


class RegisterDepartment(Command):
    """Enter one department into the effective-dated registry (ORG-01)."""

    type: Literal["registry.register_department.v1"] = "registry.register_department.v1"
    roles: ClassVar = OFFICE

    code: Code
    """The key for good; a renamed or split department is a new one of the same lineage."""
    name: Name
    name_known: bool
    """False where the sources count the department but do not name it."""
    kind: DepartmentKind = Field(strict=False)
    town: TownKind | None = Field(default=None, strict=False)
    """Of a TOWN_OFFICE, and of no other."""
    parent: Code | None = None
    """The bureau or department that it belongs to."""
    lineage: Code
    """Shared by the departments that follow one another (전략기획실 -> 기획감사실)."""
    valid_from: Day
    valid_until: Day | None
    """Last day on which it exists; absent while it does."""


class DepartmentRegistered(Event):
    """A department stands in the registry."""

    type: Literal["registry.department_registered.v1"] = "registry.department_registered.v1"

    code: Code
    name: Name
    name_known: bool
    kind: DepartmentKind = Field(strict=False)
    town: TownKind | None = Field(default=None, strict=False)
    parent: Code | None = None
    lineage: Code
    valid_from: Day
    valid_until: Day | None


class EndDepartment(Command):
    """Say until when a department exists; what follows it is registered beside it (ORG-01)."""

    type: Literal["registry.end_department.v1"] = "registry.end_department.v1"
    roles: ClassVar = OFFICE

    code: Code
    valid_until: Day
    """The last day."""
    reason: Text


class DepartmentEnded(Event):
    """A department has a last day, or another one than was said before."""

    type: Literal["registry.department_ended.v1"] = "registry.department_ended.v1"

    code: Code
    valid_from: Day
    valid_until: Day
    reason: Text


class DeclareDepartmentCounts(Command):
    """Declare how many departments of each kind there are from a day on (ORG-02, ORG-03).

    The kinds must add up to the total, and the towns to the town offices; what the registry counts otherwise is shown
    beside it, never hidden.
    """

    type: Literal["registry.declare_department_counts.v1"] = "registry.declare_department_counts.v1"
    roles: ClassVar = OFFICE

    valid_from: Day
    total: Count
    kinds: Kinds
    towns: Towns | None = None
    """읍, 면 and 동 among the town offices; absent where the source does not tell them apart (ORG-04)."""
    source: Name
    """Document and line."""


class DepartmentCountsDeclared(Event):
    """The declared numbers of departments stand."""

    type: Literal["registry.department_counts_declared.v1"] = "registry.department_counts_declared.v1"

    valid_from: Day
    total: Count
    kinds: Kinds
    towns: Towns | None
    source: Name


class RegisterTeam(Command):
    """Enter a team of a department (ORG-05)."""

    type: Literal["registry.register_team.v1"] = "registry.register_team.v1"
    roles: ClassVar = OFFICE

    code: Code
    department: Code
    name: Name
    valid_from: Day
    valid_until: Day | None = None


class TeamRegistered(Event):
    """A team stands in the registry."""

    type: Literal["registry.team_registered.v1"] = "registry.team_registered.v1"

    code: Code
    department: Code
    name: Name
    valid_from: Day
    valid_until: Day | None


class EndTeam(Command):
    """Say until when a team exists (ORG-05)."""

    type: Literal["registry.end_team.v1"] = "registry.end_team.v1"
    roles: ClassVar = OFFICE

    code: Code
    valid_until: Day
    """The last day."""
    reason: Text


class TeamEnded(Event):
    """A team has a last day, or another one than was said before."""

    type: Literal["registry.team_ended.v1"] = "registry.team_ended.v1"

    code: Code
    department: Code
    valid_from: Day
    valid_until: Day
    reason: Text


class RegisterTerm(Command):
    """Enter an electoral term: 민선7기 is 7 (ORG-07)."""

    type: Literal["registry.register_term.v1"] = "registry.register_term.v1"
    roles: ClassVar = OFFICE

    number: Annotated[int, Field(ge=1, le=99)]
    valid_from: Day
    valid_until: Day


class TermRegistered(Event):
    """An electoral term stands in the registry."""

    type: Literal["registry.term_registered.v1"] = "registry.term_registered.v1"

    number: Annotated[int, Field(ge=1, le=99)]
    valid_from: Day
    valid_until: Day


class PartnerKind(StrEnum):
    """중앙부처, 도, 시군, 연구원, 기업, 대학, 외국도시, 그 밖 (ORG-11)."""

    MINISTRY = "MINISTRY"
    PROVINCE = "PROVINCE"
    MUNICIPALITY = "MUNICIPALITY"
    INSTITUTE = "INSTITUTE"
    COMPANY = "COMPANY"
    UNIVERSITY = "UNIVERSITY"
    FOREIGN_CITY = "FOREIGN_CITY"
    OTHER = "OTHER"


Aliases = Annotated[tuple[Name, ...], Field(max_length=20, strict=False)]
"""Other names that documents use for a partner: 농식품부 for 농림축산식품부."""


class RegisterPartner(Command):
    """Enter a partner outside the city hall; no two have a name or an alias in common (ORG-11)."""

    type: Literal["registry.register_partner.v1"] = "registry.register_partner.v1"
    roles: ClassVar = OFFICE

    code: Code
    name: Name
    kind: PartnerKind = Field(strict=False)
    aliases: Aliases = ()


class PartnerRegistered(Event):
    """A partner stands in the registry."""

    type: Literal["registry.partner_registered.v1"] = "registry.partner_registered.v1"

    code: Code
    name: Name
    kind: PartnerKind = Field(strict=False)
    aliases: Aliases


class AddPartnerAlias(Command):
    """Note another name that documents use for a partner (ORG-11)."""

    type: Literal["registry.add_partner_alias.v1"] = "registry.add_partner_alias.v1"
    roles: ClassVar = OFFICE

    code: Code
    alias: Name


class PartnerAliasAdded(Event):
    """A partner goes by another name, too."""

    type: Literal["registry.partner_alias_added.v1"] = "registry.partner_alias_added.v1"

    code: Code
    alias: Name
