"""The checklist of a project's administrative procedures, and what may not begin before them (PRJ-34, PRJ-35)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.investment import Tier, find_tier, needs_feasibility, reaches
from contracts.projects.procedures import (
    FailProcedure,
    PassProcedure,
    ProcedureCommand,
    ProcedureFailed,
    ProcedureKind,
    ProcedurePassed,
    ProcedureRequired,
    RequireProcedure,
)
from contracts.projects.projects import ProjectKind
from services.projects.checks import read_past, refuse_state, refuse_unknown
from services.projects.project.ground import Facts
from services.projects.project.identity import Identity
from services.projects.project.money import Money

REVIEWED_BEFORE_SPENDING: Final = frozenset({ProjectKind.CONSTRUCTION, ProjectKind.LAND})
"""domain.md 4.3, 7."""

ProcedureKey = tuple[ProcedureKind, str | None]


class Result(StrEnum):
    """How a procedure stands."""

    OPEN = "OPEN"
    PASSED = "PASSED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Procedure:
    """One entry of the checklist."""

    gates_start: bool
    result: Result = Result.OPEN
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a project needs, and what of it is behind."""

    entries: Mapping[ProcedureKey, Procedure] = field(default_factory=dict)

    @property
    def reviewed(self) -> Tier:
        """The highest investment review that was passed."""
        tiers = [
            each.tier
            for (kind, _), each in self.entries.items()
            if kind is ProcedureKind.INVESTMENT_REVIEW and each.result is Result.PASSED and each.tier is not None
        ]
        return max(tiers, key=lambda tier: list(Tier).index(tier), default=Tier.NONE)

    def has_passed(self, kind: ProcedureKind) -> bool:
        """Tell whether a procedure of the kind was passed."""
        return any(each.result is Result.PASSED for (known, _), each in self.entries.items() if known is kind)


def decide(
    command: ProcedureCommand, identity: Identity, money: Money, checklist: Checklist, facts: Facts
) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a procedure leads to: nothing where it is on the checklist already.

    Raises: Rejected with BAD_SHAPE, NOT_FOUND, WRONG_STATE, INVESTMENT_REVIEW_TIER, DAY_IN_FUTURE, WEEKDAY_MISMATCH.
    """
    key = (command.kind, command.name)
    if isinstance(command, RequireProcedure):
        return _require(command, checklist)
    if key not in checklist.entries:
        raise refuse_unknown("그런 행정절차가 점검표에")
    if checklist.entries[key].result is Result.PASSED:
        raise refuse_state("PASSED", (), "이미 통과한 절차입니다. 절차를 확인하세요.")
    on = read_past(command.on, facts.today)
    if isinstance(command, FailProcedure):
        return (ProcedureFailed(kind=command.kind, name=command.name, on=on, reason=command.reason),)
    _check_tier(command, identity, money, facts)
    return (
        ProcedurePassed(kind=command.kind, name=command.name, on=on, reference=command.reference, tier=command.tier),
    )


def evolve(checklist: Checklist, event: ProjectsEvent) -> Checklist:
    """Return the checklist after an event."""
    match event:
        case ProcedureRequired():
            return _put(checklist, (event.kind, event.name), Procedure(event.gates_start))
        case ProcedurePassed():
            known = checklist.entries[event.kind, event.name]
            return _put(checklist, (event.kind, event.name), replace(known, result=Result.PASSED, tier=event.tier))
        case ProcedureFailed():
            known = checklist.entries[event.kind, event.name]
            return _put(checklist, (event.kind, event.name), replace(known, result=Result.FAILED))
        case _:
            return checklist


def find_needed_tier(identity: Identity, money: Money, facts: Facts) -> Tier:
    """Return the investment review that a project needs by today's table; NONE as long as its total is not known."""
    if money.plan is None:
        return Tier.NONE
    return find_tier(
        money.plan.total.won,
        has_transfer_funds=money.has_transfer_funds,
        category=identity.review_category,
        day=facts.today,
    )


def check_before_start(identity: Identity, money: Money, checklist: Checklist, facts: Facts) -> None:
    """Let nothing begin before its procedures are passed, and its investment review (PRJ-34).

    Raises: Rejected with PROCEDURE_MISSING.
    """
    missing = [
        name or kind
        for (kind, name), each in checklist.entries.items()
        if each.gates_start and each.result is not Result.PASSED
    ]
    needed = find_needed_tier(identity, money, facts)
    if not reaches(checklist.reviewed, needed):
        missing.append(f"{ProcedureKind.INVESTMENT_REVIEW}:{needed}")
    total = money.plan.total.won if money.plan is not None else 0
    if needs_feasibility(total) and not checklist.has_passed(ProcedureKind.FEASIBILITY):
        missing.append(ProcedureKind.FEASIBILITY)
    if missing:
        message = "마치지 않은 행정절차가 있습니다. 절차를 마친 뒤 시작하세요."
        raise Rejected("PROCEDURE_MISSING", message, {"missing": ", ".join(dict.fromkeys(missing))[:1_000]})


def check_review_before_spending(identity: Identity, money: Money, checklist: Checklist, facts: Facts) -> None:
    """Let no money go into construction or land that needs a review and has none (domain.md 4.3, 7).

    Raises: Rejected with INVESTMENT_REVIEW_MISSING.
    """
    needed = find_needed_tier(identity, money, facts)
    if identity.kind in REVIEWED_BEFORE_SPENDING and not reaches(checklist.reviewed, needed):
        message = "투자심사를 통과하기 전에는 집행할 수 없습니다. 심사 결과를 먼저 기록하세요."
        raise Rejected("INVESTMENT_REVIEW_MISSING", message, {"needed": needed})


def _require(command: RequireProcedure, checklist: Checklist) -> tuple[ProjectsEvent, ...]:
    if command.kind is ProcedureKind.OTHER and command.name is None:
        raise Rejected("BAD_SHAPE", "그 밖의 절차는 이름을 적으세요.")
    if (command.kind, command.name) in checklist.entries:
        return ()
    return (ProcedureRequired(kind=command.kind, name=command.name, gates_start=command.gates_start),)


def _check_tier(command: PassProcedure, identity: Identity, money: Money, facts: Facts) -> None:
    """A review says who reviewed, and it was who must. Raises: Rejected with BAD_SHAPE, INVESTMENT_REVIEW_TIER."""
    is_review = command.kind is ProcedureKind.INVESTMENT_REVIEW
    if is_review is (command.tier in {None, Tier.NONE}):
        raise Rejected("BAD_SHAPE", "심사 단계(자체·도·중앙)는 투자심사에만, 투자심사에는 반드시 적으세요.")
    needed = find_needed_tier(identity, money, facts)
    if is_review and command.tier is not None and not reaches(command.tier, needed):
        message = "사업비와 재원으로 보면 더 높은 단계의 심사를 받아야 합니다. 심사 단계를 확인하세요."
        raise Rejected("INVESTMENT_REVIEW_TIER", message, {"stated": command.tier, "needed": needed})


def _put(checklist: Checklist, key: ProcedureKey, entry: Procedure) -> Checklist:
    return Checklist({**checklist.entries, key: entry})
