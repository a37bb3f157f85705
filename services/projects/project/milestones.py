"""A project's milestones: planned in order, forecast, reached one after another, dropped (PRJ-30, PRJ-43)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID, uuid5

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.milestones import (
    DropMilestone,
    ForecastMilestone,
    MilestoneCommand,
    MilestoneDropped,
    MilestoneForecast,
    MilestonePlanned,
    MilestoneReached,
    MilestoneReplanned,
    PlanMilestone,
    ReachMilestone,
    ReplanMilestone,
)
from contracts.projects.reviews import ReviewKind, ReviewOpened
from contracts.projects.schedule import SLIP_OPENS_REVIEW, Slip, find_slip
from contracts.projects.slips import MilestoneSlipped
from services.projects.checks import read_past, read_plan, refuse_state, refuse_unknown
from services.projects.claims import Breach, settle
from services.projects.project.ground import Facts

TOLD: Final = 20
"""Milestones that a refusal names."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone as it stands."""

    number: int
    title: str
    planned: Period
    evidence_required: bool
    is_out_of_order: bool
    forecast: Period | None = None
    reached: Period | None = None
    is_dropped: bool = False
    review: UUID | None = None
    """The last ad-hoc review that its slip opened."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A project's milestones by number."""

    milestones: Mapping[int, Milestone] = field(default_factory=dict)

    def list_ordered(self, but: int) -> list[Milestone]:
        """Return the others that keep the order, by number: neither dropped nor claimed out of it."""
        known = sorted(self.milestones.values(), key=lambda each: each.number)
        return [each for each in known if not each.is_dropped and not each.is_out_of_order and each.number != but]


def decide(command: MilestoneCommand, schedule: Schedule, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a milestone leads to, discrepancies and the review that a slip opens included.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, MILESTONE_ORDER, EVIDENCE_MISSING,
    CLAIM_NOT_NEEDED, NOT_PERMITTED, DAY_IN_FUTURE, BAD_SHAPE, WEEKDAY_MISMATCH.
    """
    if isinstance(command, PlanMilestone):
        return _plan(command, schedule, facts)
    milestone = schedule.milestones.get(command.number)
    if milestone is None:
        raise refuse_unknown(f"{command.number}번 일정이")
    if milestone.reached is not None or milestone.is_dropped:
        name = "REACHED" if milestone.reached is not None else "DROPPED"
        raise refuse_state(name, (), "이미 마쳤거나 뺀 일정입니다. 일정을 확인하세요.")
    match command:
        case ReplanMilestone():
            return _replan(command, schedule, facts)
        case ForecastMilestone():
            return _forecast(command, milestone, facts)
        case ReachMilestone():
            return _reach(command, milestone, schedule, facts)
        case DropMilestone():
            return (MilestoneDropped(number=command.number, reason=command.reason),)


def evolve(schedule: Schedule, event: ProjectsEvent) -> Schedule:
    """Return the milestones after an event."""
    match event:
        case MilestonePlanned():
            planned = Milestone(
                event.number, event.title, event.planned, event.evidence_required, event.is_out_of_order
            )
            return Schedule({**schedule.milestones, event.number: planned})
        case MilestoneReplanned() | MilestoneForecast() | MilestoneSlipped() | MilestoneReached() | MilestoneDropped():
            changed = _change(schedule.milestones[event.number], event)
            return Schedule({**schedule.milestones, event.number: changed})
        case _:
            return schedule


def _change(
    milestone: Milestone,
    event: MilestoneReplanned | MilestoneForecast | MilestoneSlipped | MilestoneReached | MilestoneDropped,
) -> Milestone:
    match event:
        case MilestoneReplanned():
            return replace(milestone, planned=event.planned, is_out_of_order=event.is_out_of_order)
        case MilestoneForecast():
            return replace(milestone, forecast=event.forecast, review=event.review or milestone.review)
        case MilestoneSlipped():
            return replace(milestone, review=event.review)
        case MilestoneReached():
            return replace(milestone, reached=event.on)
        case MilestoneDropped():
            return replace(milestone, is_dropped=True)


def _plan(command: PlanMilestone, schedule: Schedule, facts: Facts) -> tuple[ProjectsEvent, ...]:
    if command.number in schedule.milestones:
        message = f"{command.number}번 일정이 이미 있습니다. 다른 번호로 보내거나 그 일정을 고치세요."
        raise Rejected("ALREADY_REGISTERED", message, {"number": str(command.number)})
    planned = read_plan(command.planned, facts.today)
    breaches = _find_disorder(command.number, planned, schedule)
    recorded = settle(breaches, command.claims, facts.actor, facts.subject)
    event = MilestonePlanned(
        number=command.number,
        title=command.title,
        planned=planned,
        evidence_required=command.evidence_required,
        is_out_of_order=bool(recorded),
    )
    return (event, *recorded)


def _replan(command: ReplanMilestone, schedule: Schedule, facts: Facts) -> tuple[ProjectsEvent, ...]:
    planned = read_plan(command.planned, facts.today)
    breaches = _find_disorder(command.number, planned, schedule)
    recorded = settle(breaches, command.claims, facts.actor, facts.subject)
    event = MilestoneReplanned(
        number=command.number, planned=planned, is_out_of_order=bool(recorded), reason=command.reason
    )
    return (event, *recorded)


def _find_disorder(number: int, planned: Period, schedule: Schedule) -> list[Breach]:
    """Return that a planned date goes back behind a lower number, or past a higher one (INC-01)."""
    others = schedule.list_ordered(but=number)
    before = max((each.planned.first for each in others if each.number < number), default=None)
    after = min((each.planned.first for each in others if each.number > number), default=None)
    is_late_enough = before is None or before <= planned.first
    if is_late_enough and (after is None or planned.first <= after):
        return []
    span = f"{before or ''} ~ {after or ''}".strip()
    message = f"앞뒤 번호의 일정과 순서가 맞지 않습니다({span}). 번호나 날짜를 확인하세요."
    return [Breach("MILESTONE_ORDER", message, planned.value, span, f"milestone-{number}")]


def _forecast(command: ForecastMilestone, milestone: Milestone, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Forecast; a flagship's slip of ten business days opens one ad-hoc review (domain.md 4.3, 10; PRJ-43)."""
    forecast = read_plan(command.forecast, facts.today)
    slip = find_slip(milestone.planned, forecast, facts.calendar)
    opened = tuple(_open_review(command, slip, facts))
    event = MilestoneForecast(
        number=command.number,
        forecast=forecast,
        slip_days=slip.days,
        slip_business_days=slip.business_days,
        review=opened[0].review if opened else None,
        reason=command.reason,
    )
    return (event, *opened)


def _open_review(command: ForecastMilestone, slip: Slip, facts: Facts) -> Iterator[ReviewOpened]:
    if facts.is_flagship and slip.business_days >= SLIP_OPENS_REVIEW and command.number not in facts.open_reviews:
        yield ReviewOpened(
            review=uuid5(facts.command, "review"),
            project=facts.project,
            kind=ReviewKind.AD_HOC,
            quarter=None,
            milestone=command.number,
            reason=command.reason,
        )


def _reach(
    command: ReachMilestone, milestone: Milestone, schedule: Schedule, facts: Facts
) -> tuple[ProjectsEvent, ...]:
    """Reach it after all before it, with its evidence (PRJ-30)."""
    on = read_past(command.on, facts.today)
    if any(each.file is None and each.link is None for each in command.evidence):
        raise Rejected("BAD_SHAPE", "증빙마다 파일이나 주소를 적으세요.")
    if milestone.evidence_required and not command.evidence:
        raise Rejected("EVIDENCE_MISSING", "증빙이 있어야 마칠 수 있는 일정입니다. 파일이나 주소를 붙이세요.")
    breaches = () if milestone.is_out_of_order else tuple(_find_skipped(command.number, on, schedule))
    recorded = settle(breaches, command.claims, facts.actor, facts.subject)
    reached = MilestoneReached(number=command.number, on=on, evidence=command.evidence, note=command.note)
    return (reached, *recorded)


def _find_skipped(number: int, on: Period, schedule: Schedule) -> Iterator[Breach]:
    """Yield that one before it is not reached, or was reached only later; or that one after it was reached before."""
    others, field_name = schedule.list_ordered(but=number), f"milestone-{number}"
    waiting = [str(each.number) for each in others if each.number < number and each.reached is None]
    if waiting:
        shown = ", ".join(waiting[:TOLD])
        message = f"앞의 일정을 마치지 않았습니다: {shown}번. 앞 일정을 먼저 마치거나 빼세요."
        yield Breach("MILESTONE_ORDER", message, f"{number}번 완료", f"{shown}번 미완료", field_name)
    reached = [(each.number, each.reached) for each in others if each.reached is not None]
    before = [each for other, each in reached if other < number and on.last is not None and on.last < each.first]
    after = [each for other, each in reached if other > number and each.last is not None and each.last < on.first]
    if before or after:
        other = (before or after)[0]
        message = f"앞뒤 일정을 마친 날({other.show()})과 순서가 맞지 않습니다. 날짜를 확인하세요."
        yield Breach("MILESTONE_ORDER", message, on.value, other.value, field_name)
