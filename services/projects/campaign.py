"""Promotion campaign: phases without a gap, items that add up, each phase reached after the other (PRJ-22, PRJ-65)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from contracts.calendar import DAY
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.campaigns import (
    CampaignCommand,
    CampaignPlanned,
    Phase,
    PhaseReached,
    PlanCampaign,
    ReachPhase,
)
from contracts.projects.corrections import EntryCorrected
from contracts.projects.money import add
from services.projects.checks import (
    check_after,
    check_editor,
    make_day,
    read_past,
    read_plan,
    refuse_registered,
    refuse_state,
    refuse_unknown,
)
from services.projects.claims import Breach, Subject, settle
from services.projects.sums import compare


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """There is no such campaign."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Its phases, and how many of them are done."""

    begun: CampaignPlanned
    reached: int = 0
    reached_on: date | None = None
    """The first day on which the last of them can have been done."""

    @property
    def by(self) -> str | None:
        """Whose it is."""
        return self.begun.by

    @property
    def phases(self) -> tuple[Phase, ...]:
        """In order."""
        return self.begun.phases


State = NotPlanned | Planned


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the campaign."""

    today: date
    actor: Actor
    subject: Subject
    """The campaign and the command, from which discrepancies have their ids."""


def decide(command: CampaignCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a campaign leads to, with the discrepancies that were claimed.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, NOT_PERMITTED, PHASES_NOT_CONTIGUOUS, BREAKDOWN_MISMATCH,
    CLAIM_NOT_NEEDED, STEP_ORDER, WRONG_STATE, BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE, DATES_REVERSED.
    """
    if isinstance(state, NotPlanned):
        if isinstance(command, PlanCampaign):
            return _plan(command, facts)
        raise refuse_unknown("그런 홍보가")
    if isinstance(command, PlanCampaign):
        raise refuse_registered("홍보")
    check_editor(state.by, facts.actor)
    return (_reach(command, state, facts),)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the campaign after an event."""
    match event, state:
        case CampaignPlanned(), _:
            return Planned(event)
        case EntryCorrected(corrected=CampaignPlanned() as begun), Planned():
            return replace(state, begun=begun)
        case PhaseReached(), Planned():
            return replace(state, reached=event.number, reached_on=event.reached_on.first)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotPlanned():
            return "NONE"
        case Planned():
            return "DONE" if state.reached == len(state.phases) else "PLANNED"


def _plan(command: PlanCampaign, facts: Facts) -> tuple[ProjectsEvent, ...]:
    phases = tuple(
        Phase(number=number, name=draft.name, period=read_plan(draft.period, facts.today))
        for number, draft in enumerate(command.phases, 1)
    )
    computed = add(each.amount for each in command.lines) if command.lines else None
    stated = command.total or computed
    breaches = list(_find_gaps(phases))
    if stated is not None and computed is not None:
        breaches += compare("BREAKDOWN_MISMATCH", stated, computed, "total", "내역의 합이 총액과 다릅니다.")
    recorded = settle(breaches, command.claims, facts.actor, facts.subject)
    planned = CampaignPlanned(
        project=command.project,
        name=command.name,
        by=facts.actor.department,
        phases=phases,
        lines=command.lines,
        total=stated,
        content=command.content,
    )
    return (planned, *recorded)


def _find_gaps(phases: tuple[Phase, ...]) -> Iterator[Breach]:
    """Each phase begins on the day after the one before it ends (PRJ-65: 2~3월, 4월, 5월)."""
    for before, after in pairwise(phases):
        if before.period.last is None:
            raise Rejected("BAD_SHAPE", f"다음 단계가 있으면 끝나는 때를 적으세요: {before.name}.")
        due = before.period.last + DAY
        if after.period.first != due:
            yield Breach(
                "PHASES_NOT_CONTIGUOUS",
                f"{after.name}: 앞 단계({before.name})가 끝난 다음 날 {due}에 시작해야 합니다. 기간을 확인하세요.",
                stated=after.period.first.isoformat(),
                computed=due.isoformat(),
                field=after.name,
            )


def _reach(command: ReachPhase, state: Planned, facts: Facts) -> PhaseReached:
    due = state.reached + 1
    if command.number > len(state.phases):
        raise refuse_unknown("그런 단계가", "번호를 확인하세요.")
    if command.number < due:
        raise refuse_state("REACHED", (), "이미 마친 단계입니다. 단계 번호를 확인하세요.")
    if command.number > due:
        message = f"{due}단계를 아직 마치지 않았습니다. 그 단계부터 처리하세요."
        raise Rejected("STEP_ORDER", message, {"next": str(due)})
    reached_on = read_past(command.on, facts.today)
    if state.reached_on is not None:
        check_after(reached_on, make_day(state.reached_on), "앞 단계를 마친 날")
    return PhaseReached(number=command.number, reached_on=reached_on)
