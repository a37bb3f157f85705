"""Who a project is: registered, corrected field by field, replaced by another (PRJ-05, PRJ-41, PRJ-44, PLT-02)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.projects import ProjectsEvent, land
from contracts.projects.investment import Category
from contracts.projects.matters import ReplacementApproved
from contracts.projects.projects import (
    CorrectedField,
    CorrectProject,
    Parent,
    ProjectCorrected,
    ProjectKind,
    ProjectRegistered,
    RegisterProject,
    Relation,
)
from contracts.projects.schedule import count_months
from services.projects.checks import check_departments, check_editor, read_plan, refuse_unknown
from services.projects.claims import Breach, settle
from services.projects.project.ground import Facts

LONGEST_NAME: Final = 200
MOST_NAMES: Final = 20
LONGEST_TEXT: Final = 4_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What a project is called and is, as last corrected."""

    name: str
    aliases: tuple[str, ...]
    kind: ProjectKind
    lead: str
    team: str | None
    term: int | None
    period: Period
    summary: str | None
    effects: tuple[str, ...]
    address: str | None
    area_m2: int | None
    note: str | None
    parent: Parent | None
    is_international_event: bool
    review_category: Category

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a whole, whose total only the whole may change."""
        return self.parent is not None and self.parent.relation is Relation.PART


def register(command: RegisterProject, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Enter a project.

    Raises: Rejected with NOT_PERMITTED, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, UNKNOWN_TEAM, NOT_FOUND,
    PERIOD_DAYS_MISMATCH, CLAIM_NOT_NEEDED, BAD_SHAPE, WEEKDAY_MISMATCH.
    """
    check_editor(command.lead, facts.actor)
    check_departments((command.lead,), facts.departments, facts.today)
    _check_team(command.team, command.lead, facts)
    if command.parent is not None and command.parent.relation is Relation.PART:
        raise Rejected("BAD_SHAPE", "세부사업은 전체 사업을 나누어 등록합니다. 전체 사업에서 나누세요.")
    if command.parent is not None and not facts.is_parent_known:
        raise refuse_unknown("함께 하는 전체 사업이")
    if command.location is not None and (command.location.latitude is None) is not (command.location.longitude is None):
        raise Rejected("BAD_SHAPE", "위도와 경도는 함께 적으세요.")
    period = read_plan(command.period, facts.today)
    said = {name: value for name, value in command if name not in {"type", "period", "stated_months", "claims"}}
    registered = ProjectRegistered(**said, period=period)
    breaches = [] if command.stated_months is None else _compare_months(command.stated_months, period)
    return (registered, *settle(breaches, command.claims, facts.actor, facts.subject))


def correct(command: CorrectProject, identity: Identity, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Correct a field: nothing where it says so already.

    Raises: Rejected with BAD_SHAPE, WEEKDAY_MISMATCH, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID, UNKNOWN_TEAM.
    """
    value = None if command.value is None else command.value.strip()
    if command.field is CorrectedField.LEAD:
        check_departments((_require(value),), facts.departments, facts.today)
    if command.field is CorrectedField.TEAM:
        _check_team(value, identity.lead, facts)
    period = read_plan(_require(value), facts.today) if command.field is CorrectedField.PERIOD else None
    before, after = (
        _SHOW[command.field](identity),
        _SHOW[command.field](_change(identity, command.field, value, period)),
    )
    if before == after:
        return ()
    return (ProjectCorrected(field=command.field, before=before, after=after, period=period, reason=command.reason),)


def start(event: ProjectRegistered) -> Identity:
    """Return who a project is when it is registered."""
    location = event.location
    return Identity(
        name=event.name,
        aliases=event.aliases,
        kind=event.kind,
        lead=event.lead,
        team=event.team,
        term=event.term,
        period=event.period,
        summary=event.summary,
        effects=event.effects,
        address=location.address if location else None,
        area_m2=location.area_m2 if location else None,
        note=event.note,
        parent=event.parent,
        is_international_event=event.is_international_event,
        review_category=event.review_category,
    )


def evolve(identity: Identity, event: ProjectsEvent) -> Identity:
    """Return who a project is after an event."""
    match event:
        case ProjectCorrected():
            return _change(identity, event.field, event.after, event.period)
        case ReplacementApproved():
            summary = event.summary if event.summary is not None else identity.summary
            return replace(identity, name=event.name, aliases=event.aliases, summary=summary)
        case _:
            return identity


def _change(  # noqa: C901, PLR0911 - one case a field
    identity: Identity, field: CorrectedField, value: str | None, period: Period | None
) -> Identity:
    """Return who it is with another field. Raises: Rejected with BAD_SHAPE for a text that the field cannot be."""
    match field:
        case CorrectedField.NAME:
            return replace(identity, name=_read_name(_require(value)))
        case CorrectedField.ALIASES:
            return replace(identity, aliases=_read_lines(value, LONGEST_NAME))
        case CorrectedField.KIND:
            return replace(identity, kind=_read_kind(_require(value)))
        case CorrectedField.LEAD:
            lead = _require(value)
            return replace(identity, lead=lead, team=identity.team if lead == identity.lead else None)
        case CorrectedField.TEAM:
            return replace(identity, team=value)
        case CorrectedField.TERM:
            return replace(identity, term=None if value is None else _read_number(value, 99))
        case CorrectedField.PERIOD:
            return replace(identity, period=period or identity.period)
        case CorrectedField.SUMMARY:
            return replace(identity, summary=_read_text(value))
        case CorrectedField.EFFECTS:
            return replace(identity, effects=_read_lines(value, LONGEST_TEXT))
        case CorrectedField.ADDRESS:
            return replace(identity, address=None if value is None else _read_name(value))
        case CorrectedField.AREA_M2:
            return replace(identity, area_m2=None if value is None else _read_number(value, land.LARGEST))
        case CorrectedField.NOTE:
            return replace(identity, note=_read_text(value))


_SHOW: Final[Mapping[CorrectedField, Callable[[Identity], str | None]]] = {
    CorrectedField.NAME: lambda identity: identity.name,
    CorrectedField.ALIASES: lambda identity: "\n".join(identity.aliases) or None,
    CorrectedField.KIND: lambda identity: identity.kind,
    CorrectedField.LEAD: lambda identity: identity.lead,
    CorrectedField.TEAM: lambda identity: identity.team,
    CorrectedField.TERM: lambda identity: None if identity.term is None else str(identity.term),
    CorrectedField.PERIOD: lambda identity: identity.period.written or identity.period.value,
    CorrectedField.SUMMARY: lambda identity: identity.summary,
    CorrectedField.EFFECTS: lambda identity: "\n".join(identity.effects) or None,
    CorrectedField.ADDRESS: lambda identity: identity.address,
    CorrectedField.AREA_M2: lambda identity: None if identity.area_m2 is None else str(identity.area_m2),
    CorrectedField.NOTE: lambda identity: identity.note,
}
"""What each field says, as its correction tells it before and after."""


def _compare_months(stated: int, period: Period) -> list[Breach]:
    computed = count_months(period)
    if computed is None:
        raise Rejected("BAD_SHAPE", "끝이 없는 기간에는 개월 수를 적을 수 없습니다.")
    if stated == computed:
        return []
    message = f"기간은 {computed}개월입니다. 기간이나 개월 수를 확인하세요."
    return [Breach("PERIOD_DAYS_MISMATCH", message, f"{stated}개월", f"{computed}개월", "period")]


def _check_team(team: str | None, lead: str, facts: Facts) -> None:
    if team is not None and facts.teams.get(team) != lead:
        raise Rejected("UNKNOWN_TEAM", "주관부서에 그런 팀이 없습니다. 조직 화면에서 확인하세요.", {"code": team})


def _require(value: str | None) -> str:
    if value is None:
        raise Rejected("BAD_SHAPE", "비울 수 없는 항목입니다. 바로잡을 값을 적으세요.")
    return value


def _read_name(value: str) -> str:
    if len(value) > LONGEST_NAME or "\n" in value or "\r" in value:
        raise Rejected("BAD_SHAPE", f"한 줄에 {LONGEST_NAME}자까지 적으세요.")
    return value


def _read_text(value: str | None) -> str | None:
    if value is not None and len(value) > LONGEST_TEXT:
        raise Rejected("BAD_SHAPE", f"{LONGEST_TEXT:,}자까지 적으세요.")
    return value


def _read_lines(value: str | None, longest: int) -> tuple[str, ...]:
    lines = tuple(line.strip() for line in (value or "").splitlines() if line.strip())
    if len(lines) > MOST_NAMES or any(len(line) > longest for line in lines):
        raise Rejected("BAD_SHAPE", f"한 줄에 하나씩 {longest}자까지, {MOST_NAMES}개까지 적으세요.")
    return lines


def _read_kind(value: str) -> ProjectKind:
    if value not in set(ProjectKind):
        raise Rejected("BAD_SHAPE", f"{', '.join(ProjectKind)} 가운데 하나를 적으세요.")
    return ProjectKind(value)


def _read_number(value: str, most: int) -> int:
    digits = value.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)) and 0 < int(digits) <= most):
        raise Rejected("BAD_SHAPE", f"1부터 {most:,}까지의 수를 적으세요.")
    return int(digits)
