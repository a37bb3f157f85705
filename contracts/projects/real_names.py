"""Contracts of policy real names (정책실명제): which projects name their people, and who they are (PRJ-83 to 85)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.registry.meetings import TypedDate
from contracts.sealed import Sealed
from contracts.values import Code, Count, Day, Name, Role, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})
EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
ASKERS: Final = frozenset({Role.OPERATOR, Role.CITIZEN})


class Criterion(StrEnum):
    """총사업비, 연구용역비, 조례 제·개정, 공약사업, 국민신청 (PRJ-84)."""

    TOTAL_COST = "TOTAL_COST"
    RESEARCH_CONTRACT = "RESEARCH_CONTRACT"
    ORDINANCE = "ORDINANCE"
    PLEDGE = "PLEDGE"
    CITIZEN_REQUEST = "CITIZEN_REQUEST"


class Finding(Message):
    """Whether a project meets a criterion, and by which numbers."""

    criterion: Criterion = Field(strict=False)
    is_met: bool
    won: Count | None = None
    """What the project costs, or its largest contract."""
    least_won: Count | None = None
    """From which amount on the criterion holds; absent of one that is no amount."""
    stated: Name | None = None
    """Which ordinance or pledge, as who designates states it; absent of the others."""

    def explain(self) -> str:
        """Return why it holds or does not, as a civil servant reads it; Korean (PRJ-84)."""
        if self.least_won is None:
            told = f"해당({self.stated})" if self.stated else "해당"
            return f"{LABELS[self.criterion]}: {told if self.is_met else '해당 없음'}"
        stated = "금액 없음" if self.won is None else f"{self.won:,}원"
        return f"{LABELS[self.criterion]}: {stated}, 기준 {self.least_won:,}원 {'이상' if self.is_met else '미만'}"


LABELS: Final = {
    Criterion.TOTAL_COST: "총사업비",
    Criterion.RESEARCH_CONTRACT: "연구용역비",
    Criterion.ORDINANCE: "조례 제정·개정",
    Criterion.PLEDGE: "공약사업",
    Criterion.CITIZEN_REQUEST: "국민신청실명제",
}


@dataclass(frozen=True, slots=True)
class Criteria:
    """The amounts of the criteria, from a day on; each city sets its own."""

    valid_from: date
    total_won: int
    contract_won: int


CRITERIA: Final = (Criteria(date(2014, 1, 1), total_won=1_000_000_000, contract_won=50_000_000),)
"""10억 원 이상, 용역 5천만 원 이상, 조례 (practice of 청주 and 조례안; domain.md, Law 6), and 공약; a policy value."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the criteria look at in a project."""

    total_won: int | None = None
    contract_won: int | None = None
    """Of its largest service contract."""
    ordinance: str | None = None
    """That it makes or changes (조례 제정·개정)."""
    pledge: str | None = None
    """That it fulfils (공약)."""
    is_requested: bool = False
    """A committee has accepted a citizen's request for it."""


def find_criteria(day: date, versions: Sequence[Criteria] = CRITERIA) -> Criteria:
    """Return the version that rules on a day; before the first one, that one."""
    ordered = sorted(versions, key=lambda each: each.valid_from)
    return next((each for each in reversed(ordered) if each.valid_from <= day), ordered[0])


def explain(subject: Subject, criteria: Criteria) -> tuple[Finding, ...]:
    """Return every criterion with whether and why the project meets it (PRJ-84)."""
    return (
        _weigh(Criterion.TOTAL_COST, subject.total_won, criteria.total_won),
        _weigh(Criterion.RESEARCH_CONTRACT, subject.contract_won, criteria.contract_won),
        Finding(criterion=Criterion.ORDINANCE, is_met=subject.ordinance is not None, stated=subject.ordinance),
        Finding(criterion=Criterion.PLEDGE, is_met=subject.pledge is not None, stated=subject.pledge),
        Finding(criterion=Criterion.CITIZEN_REQUEST, is_met=subject.is_requested),
    )


def _weigh(criterion: Criterion, won: int | None, least_won: int) -> Finding:
    return Finding(criterion=criterion, is_met=won is not None and won >= least_won, won=won, least_won=least_won)


class RealNameRole(StrEnum):
    """입안, 검토, 협조, 결재, 시행."""

    DRAFTING = "DRAFTING"
    REVIEW = "REVIEW"
    CONCURRENCE = "CONCURRENCE"
    APPROVAL = "APPROVAL"
    EXECUTION = "EXECUTION"


PersonNumber = Annotated[int, Field(ge=1, le=1_000_000)]
"""Of a person in a record, in the order in which they were entered."""


class DesignateRealName(Command):
    """Choose a project as one whose people are named (중점관리대상 선정, PRJ-83)."""

    type: Literal["projects.designate_real_name.v1"] = "projects.designate_real_name.v1"
    roles: ClassVar = OFFICE

    project: Uuid
    criterion: Criterion = Field(strict=False)
    """Which of the criteria that it meets is the ground."""
    ordinance: Name | None = None
    """Stated: the ordinance that the project makes or changes, which no number of it tells."""
    pledge: Name | None = None
    """Stated: the pledge that it fulfils."""
    number: Name
    """관리번호, such as 2018-12."""
    department: Code
    """Whose project it is: beside the coordinating office it keeps the record."""


class RealNameDesignated(Event):
    """The people of a project are named."""

    type: Literal["projects.real_name_designated.v1"] = "projects.real_name_designated.v1"

    project: Uuid
    criterion: Criterion = Field(strict=False)
    findings: Annotated[tuple[Finding, ...], Field(max_length=10, strict=False)]
    """How the project stood to every criterion then."""
    number: Name
    department: Code


class AddRealNamePerson(Command):
    """Enter who had a part in it; the name comes sealed, and a change of personnel adds, never overwrites (PRJ-83)."""

    type: Literal["projects.add_real_name_person.v1"] = "projects.add_real_name_person.v1"
    roles: ClassVar = EDITORS

    person: Uuid | None = None
    """In the registry; absent of somebody who is not there: then the command's id is the person's."""
    name: Sealed
    """Under the key of that person."""
    position: Name
    """직위 then: 전략기획실장."""
    role: RealNameRole = Field(strict=False)
    since: TypedDate


class RealNamePersonAdded(Event):
    """Somebody had a part in it from a day on."""

    type: Literal["projects.real_name_person_added.v1"] = "projects.real_name_person_added.v1"

    number: PersonNumber
    person: Uuid
    name: Sealed
    position: Name
    role: RealNameRole = Field(strict=False)
    since: Period


class CloseRealNamePerson(Command):
    """Say until when a person had that part; the person stays in the record."""

    type: Literal["projects.close_real_name_person.v1"] = "projects.close_real_name_person.v1"
    roles: ClassVar = EDITORS

    number: PersonNumber
    until: TypedDate
    """The last day."""


class RealNamePersonClosed(Event):
    """A person's part in it has a last day."""

    type: Literal["projects.real_name_person_closed.v1"] = "projects.real_name_person_closed.v1"

    number: PersonNumber
    until: Period


class PublishRealName(Command):
    """Show the record to the public; what is added later is shown at once."""

    type: Literal["projects.publish_real_name.v1"] = "projects.publish_real_name.v1"
    roles: ClassVar = OFFICE


class RealNamePublished(Event):
    """The public sees the record."""

    type: Literal["projects.real_name_published.v1"] = "projects.real_name_published.v1"

    published_on: Day


class NoteRealNameStatus(Command):
    """Note how the project stands (추진상황): the history keeps every note."""

    type: Literal["projects.note_real_name_status.v1"] = "projects.note_real_name_status.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    text: Text


class RealNameStatusNoted(Event):
    """How the project stood on a day."""

    type: Literal["projects.real_name_status_noted.v1"] = "projects.real_name_status_noted.v1"

    on: Period
    text: Text


class RequestDisclosure(Command):
    """Ask, as a citizen, that the people of a project be named (국민신청실명제, PRJ-85)."""

    type: Literal["projects.request_disclosure.v1"] = "projects.request_disclosure.v1"
    roles: ClassVar = ASKERS

    project: Uuid | None = None
    """Where the citizen chose one of the list."""
    title: Name
    """Of what it is about: a project, a policy."""
    text: Sealed
    """Why, in the citizen's own words, under the key of the command's id: people write of themselves."""
    requester: Sealed | None = None
    """Who asks, under the same key; absent of who does not say."""


class DisclosureRequested(Event):
    """A citizen has asked that the people of a project be named."""

    type: Literal["projects.disclosure_requested.v1"] = "projects.disclosure_requested.v1"

    project: Uuid | None
    title: Name
    text: Sealed
    requester: Sealed | None
    requested_on: Day


class DecideDisclosure(Command):
    """Record what the committee made of a request (심의위원회)."""

    type: Literal["projects.decide_disclosure.v1"] = "projects.decide_disclosure.v1"
    roles: ClassVar = OFFICE

    committee: Name
    on: TypedDate
    accepted: bool
    reason: Text | None = None
    """Needed: the citizen reads it. REASON_REQUIRED tells so."""
    project: Uuid | None = None
    """The project that an accepted request is about, where the citizen named none."""


class DisclosureDecided(Event):
    """A committee has decided on a request."""

    type: Literal["projects.disclosure_decided.v1"] = "projects.disclosure_decided.v1"

    committee: Name
    decided_on: Period
    accepted: bool
    reason: Text
    project: Uuid | None


class PublishDecision(Command):
    """Tell the citizen and the public what was decided."""

    type: Literal["projects.publish_decision.v1"] = "projects.publish_decision.v1"
    roles: ClassVar = OFFICE


class DecisionPublished(Event):
    """The decision on a request is public."""

    type: Literal["projects.decision_published.v1"] = "projects.decision_published.v1"

    published_on: Day


RealNameCommand = DesignateRealName | AddRealNamePerson | CloseRealNamePerson | PublishRealName | NoteRealNameStatus
RealNameEvent = (
    RealNameDesignated | RealNamePersonAdded | RealNamePersonClosed | RealNamePublished | RealNameStatusNoted
)
DisclosureCommand = RequestDisclosure | DecideDisclosure | PublishDecision
DisclosureEvent = DisclosureRequested | DisclosureDecided | DecisionPublished
