"""The plan of a project's funding: by source, year and item, and by a programme's rates (PRJ-10, 14, 21, 22, 24)."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final

from contracts.errors import Rejected
from contracts.projects import Amount, FundingLine, FundingLines, ProjectsEvent, Source, Unit
from contracts.projects.funding import AssignProgramme, FundingPlanSet, FundingProgrammeAssigned, SetFundingPlan
from contracts.projects.money import WON_OF_UNIT, add, add_lines, show_amount, show_won
from contracts.projects.rates import WHOLE, derive_split, deviates, find_rest_source
from services.projects import programme as programmes
from services.projects.checks import refuse_state
from services.projects.claims import Breach, settle
from services.projects.project.ground import Facts
from services.projects.project.identity import Identity
from services.projects.project.money import Money
from services.projects.sums import add_by_source, compare, compare_sources

NATIONAL_CAP: Final = 3_000
"""Basis points of 국비 in an international event (국제행사의 유치·개최 등에 관한 규정; PRJ-24)."""
UNDIVIDED: Final = frozenset({Source.PROVINCIAL, Source.CITY, Source.LOCAL})
"""지방비, where one side does not tell province and city apart."""


def set_plan(
    command: SetFundingPlan, identity: Identity, money: Money, facts: Facts, *, is_adjusting: bool = False
) -> tuple[ProjectsEvent, ...]:
    """Set the plan, its split by the programme's rates, and record what is claimed or deviates.

    `is_adjusting`: the whole changes its parts' totals together; else a part keeps its total.
    Raises: Rejected with BAD_SHAPE, NATIONAL_SHARE_CAP, SECURED_EXCEEDS_TOTAL, ROLLUP_MISMATCH, FUNDING_SUM_MISMATCH,
    YEAR_SPLIT_MISMATCH, BREAKDOWN_MISMATCH, CLAIM_NOT_NEEDED, NOT_PERMITTED.
    """
    plan = FundingPlanSet(**{name: value for name, value in command if name not in {"type", "claims"}})
    _check_named_once(plan)
    _check_cap(plan, identity)
    _check_secured(plan, money)
    if identity.is_part and not is_adjusting and money.plan is not None and money.plan.total.won != plan.total.won:
        message = "세부사업의 총사업비는 전체 사업에서 함께 고칩니다. 전체 사업에서 고치세요."
        stated, computed = show_won(plan.total.won), show_won(money.plan.total.won)
        raise Rejected("ROLLUP_MISMATCH", message, {"stated": stated, "computed": computed})
    breaches = [*_find_breaches(plan)]
    if money.parts and not is_adjusting:
        parts = add(part.total for part in money.parts)
        breaches += compare("ROLLUP_MISMATCH", plan.total, parts, "parts", "세부사업의 합이 총사업비와 다릅니다.")
    if money.programme is None:
        return (plan, *settle(breaches, command.claims, facts.actor, facts.subject))
    assigned = _split(money.programme, plan.total)
    breaches += _find_deviations(plan.sources, assigned)
    return (plan, assigned, *settle(breaches, command.claims, facts.actor, facts.subject))


def assign(command: AssignProgramme, money: Money, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Split the plan's total by the rates that a programme has today; what deviates is recorded (PRJ-14, PRJ-15).

    Raises: Rejected with UNKNOWN_PROGRAMME, WRONG_STATE, CLAIM_NOT_NEEDED, NOT_PERMITTED.
    """
    plan = require_plan(money)
    known = facts.programmes.get(command.programme, programmes.Programme())
    version = programmes.find_version(known, command.programme, facts.today)
    empty = FundingProgrammeAssigned(
        programme=version.code, version=version.version, rates=version.rates, unit=version.unit, split=()
    )
    assigned = _split(empty, plan.total)
    deviations = _find_deviations(plan.sources, assigned)
    return (assigned, *settle(deviations, command.claims, facts.actor, facts.subject))


def require_plan(money: Money) -> FundingPlanSet:
    """Return the plan. Raises: Rejected with WRONG_STATE where there is none."""
    if money.plan is None:
        raise refuse_state("NO_PLAN", ("set_funding_plan",), "재원계획이 없습니다. 총사업비와 재원을 먼저 정하세요.")
    return money.plan


def _find_breaches(plan: FundingPlanSet) -> Iterator[Breach]:
    if plan.sources:
        sources = add_lines(plan.sources)
        yield from compare("FUNDING_SUM_MISMATCH", plan.total, sources, "sources", "재원의 합이 총사업비와 다릅니다.")
    if plan.years:
        yield from _find_year_breaches(plan)
    if plan.lines:
        lines = add(line.amount for line in plan.lines)
        message = "세부 내역의 합이 총사업비와 맞지 않습니다."
        yield from compare("BREAKDOWN_MISMATCH", plan.total, lines, "lines", message, at_most=not plan.lines_are_whole)


def _find_year_breaches(plan: FundingPlanSet) -> Iterator[Breach]:
    """The years add up to the total (PRJ-21); where they do, those of each source to what that gives."""
    lines = [line for year in plan.years for line in year.amounts]
    message = "연도별 금액의 합이 다릅니다."
    whole = tuple(compare("YEAR_SPLIT_MISMATCH", plan.total, add_lines(lines), "years", message))
    yield from whole
    if plan.sources and not whole:
        yield from compare_sources("YEAR_SPLIT_MISMATCH", plan.sources, add_by_source(lines), message)


def _check_named_once(plan: FundingPlanSet) -> None:
    named: list[Sequence[Hashable]] = [
        [line.source for line in plan.sources],
        *([line.source for line in year.amounts] for year in plan.years),
        [year.year for year in plan.years],
        [line.item for line in plan.lines],
    ]
    if any(len(set(each)) < len(each) for each in named):
        raise Rejected("BAD_SHAPE", "같은 재원이나 연도, 항목을 두 번 적었습니다. 하나로 합치세요.")


def _check_cap(plan: FundingPlanSet, identity: Identity) -> None:
    """국비 of an international event is at most 30 % (PRJ-24). Raises: Rejected with NATIONAL_SHARE_CAP."""
    national = sum(line.amount.won for line in plan.sources if line.source is Source.NATIONAL)
    if identity.is_international_event and national * WHOLE > plan.total.won * NATIONAL_CAP:
        message = "국제행사는 국비가 총사업비의 30%를 넘을 수 없습니다. 재원을 고치세요."
        most = show_won(plan.total.won * NATIONAL_CAP // WHOLE)
        raise Rejected("NATIONAL_SHARE_CAP", message, {"stated": show_won(national), "most": most})


def _check_secured(plan: FundingPlanSet, money: Money) -> None:
    """What is secured already stays within the new plan. Raises: Rejected with SECURED_EXCEEDS_TOTAL."""
    costs = {line.item: line.amount.won for line in plan.lines}
    bounds = [(money.secured, plan.total.won)]
    bounds += [(won, costs.get(item, 0)) for item, won in money.secured_of.items() if item is not None]
    for secured, total in bounds:
        if secured > total:
            message = "이미 확보한 예산보다 적습니다. 금액을 확인하세요."
            raise Rejected("SECURED_EXCEEDS_TOTAL", message, {"secured": show_won(secured), "total": show_won(total)})


def _split(assigned: FundingProgrammeAssigned, total: Amount) -> FundingProgrammeAssigned:
    parts = derive_split(total.won, assigned.rates, WON_OF_UNIT[assigned.unit])
    lines = tuple(
        FundingLine(source=source, amount=Amount(won=won, is_approximate=total.is_approximate))
        for source, won in parts.items()
    )
    return assigned.model_copy(update={"split": lines, "entry": None})


def _find_deviations(stated: FundingLines, assigned: FundingProgrammeAssigned) -> list[Breach]:
    """Return what lies further than a unit from the rates (AR-14); the source of the rest follows from the others."""
    if not stated:
        return []
    is_undivided = Source.LOCAL in {line.source for line in (*stated, *assigned.split)}
    known, derived = (_add_won(lines, is_undivided=is_undivided) for lines in (stated, assigned.split))
    rest = find_rest_source(assigned.rates)
    followers = UNDIVIDED if is_undivided else {rest}
    return [
        _deviate(source, known.get(source, 0), derived.get(source, 0), assigned.unit)
        for source in sorted({*known, *derived} - followers)
        if deviates(known.get(source, 0), derived.get(source, 0), WON_OF_UNIT[assigned.unit])
    ]


def _add_won(lines: FundingLines, *, is_undivided: bool) -> Mapping[Source, int]:
    found: dict[Source, int] = {}
    for line in lines:
        source = Source.LOCAL if is_undivided and line.source in UNDIVIDED else line.source
        found[source] = found.get(source, 0) + line.amount.won
    return found


def _deviate(source: Source, stated: int, derived: int, unit: Unit) -> Breach:
    said, found = (show_amount(Amount(won=won), unit) for won in (stated, derived))
    return Breach("RATE_DEVIATION", "보조율과 다릅니다. 출처를 확인하세요.", said, found, source, refuses=False)
