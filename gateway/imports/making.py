"""Turns each row of an import file into commands, as its sheet has it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from contracts.errors import Rejected
from contracts.messages import Command
from contracts.projects import About, AboutKind, Amount, Claim, FundingLine, RecordDiscrepancy, Source, Unit
from contracts.projects.budget import ExecuteBudget, FixBudgetRound, Round, RoundKind, SecureBudget
from contracts.projects.campaigns import CostLine
from contracts.projects.funding import AssignProgramme, SetFundingPlan, YearPlan
from contracts.projects.land import Holding, Parcel
from contracts.projects.milestones import ForecastMilestone, PlanMilestone, ReachMilestone
from contracts.projects.money import read_amount
from contracts.projects.parcels import RegisterParcels
from contracts.projects.projects import Location, Parent, RegisterProject, Task
from contracts.projects.service_contracts import AcceptContract, BriefingKind, HoldBriefing, Share, SignContract
from gateway.imports.acts import ABOUT, DEFINITIONS, ENDINGS, find_command, read_body
from gateway.imports.report import Note, Weight
from gateway.imports.rows import (
    ROWS,
    ActRow,
    BudgetAct,
    BudgetRow,
    ClaimRow,
    ContractRow,
    DiscrepancyRow,
    Document,
    FundingRow,
    MilestoneRow,
    ParcelRow,
    ProjectRow,
    Row,
)
from gateway.imports.steps import Making, Place, Rank, Step

LATER: Final = "이후"
NO_REASON: Final = "출처에 적힌 예상일"


def make_steps(document: Document, numbers: Mapping[str, Sequence[int]]) -> tuple[list[Step], list[Note]]:
    """Return the commands of a document in the order of its rows, and what is wrong with rows."""
    making = Making(document.source, numbers)
    rows = {sheet: getattr(document, name) for name, sheet in _FIELDS.items()}
    _refuse_twice(making, rows)
    for sheet, add in _ADDS.items():
        for index, row in enumerate(rows[sheet]):
            add(making, making.place(sheet, index, row), row)
    _add_land(making, document.parcels)
    kinds = {ref: ABOUT[type(step.body)] for step in making.steps if type(step.body) in ABOUT for ref in step.makes}
    for index, row in enumerate(document.discrepancies):
        _add_discrepancy(making, making.place("불일치", index, row), row, document, kinds)
    return making.steps, making.notes


def _refuse_twice(making: Making, rows: Mapping[str, Sequence[Row]]) -> None:
    """Note each ref that an earlier row has."""
    seen: dict[str, Place] = {}
    for sheet, held in rows.items():
        for index, row in enumerate(held):
            place = making.place(sheet, index, row)
            other = seen.setdefault(row.ref, place)
            if other is not place:
                message = f"참조 ‘{row.ref}’는 {other.sheet} {other.row}행에 이미 있습니다. 다른 참조를 적으세요."
                making.notes.append(place.note(Weight.REFUSED, "BAD_SHAPE", message, "ref"))


_FIELDS: Final = {name: str(each.alias) for name, each in Document.model_fields.items() if each.alias in ROWS}


def read_claims(rows: Sequence[ClaimRow], place: Place) -> tuple[Claim, ...]:
    """Return claims with their line as the source."""
    return tuple(Claim(code=row.code, stated=row.stated, source=place.line, note=row.note) for row in rows)


def _add_project(making: Making, place: Place, row: ProjectRow) -> None:
    def build() -> Command:
        if (row.parent is None) != (row.relation is None):
            raise Rejected("BAD_SHAPE", "상위 사업의 참조와 관계는 함께 적으세요.")
        if (row.task_year is None) != (row.task_number is None):
            raise Rejected("BAD_SHAPE", "업무계획의 연도와 과제 번호는 함께 적으세요.")
        where = {name: getattr(row, name) for name in ("address", "latitude", "longitude", "area_m2")}
        known = {name: value for name, value in where.items() if value is not None}
        return RegisterProject(
            name=row.name,
            aliases=row.aliases,
            kind=row.kind,
            lead=row.lead,
            team=row.team,
            term=row.term,
            period=row.period,
            stated_months=row.stated_months,
            summary=row.summary,
            effects=row.effects,
            location=Location(**known) if known else None,
            parent=Parent(project=making.find_id(row.parent), relation=row.relation)
            if row.parent is not None and row.relation is not None
            else None,
            task=Task(year=row.task_year, number=row.task_number)
            if row.task_year is not None and row.task_number is not None
            else None,
            is_international_event=row.is_international_event,
            review_category=row.review_category,
            note=row.note,
            claims=read_claims(row.claims, place),
        )

    making.add(place, Rank.PROJECT, build, needs=(row.parent,), makes=(row.ref,))


def _add_funding(making: Making, place: Place, row: FundingRow) -> None:
    def build() -> Command:
        stated = {source: getattr(row, source.name) for source in Source}
        return SetFundingPlan(
            total=read_amount(row.total, row.unit),
            sources=_read_lines({source: text for source, text in stated.items() if text is not None}, row.unit),
            years=tuple(
                YearPlan(year=None if year == LATER else int(year), amounts=_read_lines(amounts, row.unit))
                for year, amounts in row.years.items()
            ),
            lines=tuple(CostLine(item=item, amount=read_amount(text, row.unit)) for item, text in row.lines.items()),
            lines_are_whole=row.lines_are_whole,
            claims=read_claims(row.claims, place),
        )

    making.add(place, Rank.FUNDING, build, on=row.project)
    if (programme := row.programme) is not None:
        claims = read_claims(row.programme_claims, place)
        assign = AssignProgramme(programme=programme, claims=claims)
        making.add(place, Rank.PROGRAMME, _as_it_is(assign), what="programme", on=row.project)


def _read_lines(amounts: Mapping[Source, str], unit: Unit | None) -> tuple[FundingLine, ...]:
    return tuple(FundingLine(source=source, amount=read_amount(text, unit)) for source, text in amounts.items())


def _add_budget(making: Making, place: Place, row: BudgetRow) -> None:
    def build() -> Command:
        match row.act:
            case BudgetAct.ROUND:
                return FixBudgetRound(round=_read_round(row), fixed_on=row.on)
            case BudgetAct.SECURE:
                return SecureBudget(
                    round=_read_round(row),
                    source=_require(row.source, "재원"),
                    item=row.item,
                    amount=_read_money(row.amount, row.unit),
                    on=row.on,
                )
            case BudgetAct.EXECUTE:
                return ExecuteBudget(
                    amount=_read_money(row.amount, row.unit),
                    on=row.on,
                    item=row.item,
                    override_reason=row.override_reason,
                )

    if (row.project is None) != (row.act is BudgetAct.ROUND):
        message = "확정에는 사업 참조를 적지 않고, 확보와 집행에는 꼭 적습니다."
        making.notes.append(place.note(Weight.REFUSED, "BAD_SHAPE", message, "project"))
        return
    making.add(place, Rank.BUDGET if row.project else Rank.DEFINITION, build, on=row.project)


def _read_round(row: BudgetRow) -> Round:
    year, number = _require(row.year, "회계연도"), row.round or 0
    return Round(year=year, kind=RoundKind.SUPPLEMENTARY if number else RoundKind.ORIGINAL, number=number)


def _read_money(text: str | None, unit: Unit | None) -> Amount:
    return read_amount(_require(text, "금액"), unit)


def _require(value: Any, name: str) -> Any:
    """Return a value that must be there. Raises: Rejected with BAD_SHAPE."""
    if value is None:
        raise Rejected("BAD_SHAPE", f"{name} 칸을 채우세요.")
    return value


def _add_milestone(making: Making, place: Place, row: MilestoneRow) -> None:
    def plan() -> Command:
        return PlanMilestone(
            number=row.number,
            title=row.title,
            planned=row.planned,
            evidence_required=row.evidence_required,
            claims=read_claims(row.claims, place),
        )

    def forecast() -> Command:
        reason = row.forecast_reason or NO_REASON
        return ForecastMilestone(number=row.number, forecast=_require(row.forecast, "예상일"), reason=reason)

    def reach() -> Command:
        claims = read_claims(row.reached_claims, place)
        on = _require(row.reached, "완료일")
        return ReachMilestone(number=row.number, on=on, note=row.note, claims=claims)

    making.add(place, Rank.PLANNED, plan, on=row.project)
    if row.forecast is not None:
        making.add(place, Rank.FORECAST, forecast, what="forecast", on=row.project)
    if row.reached is not None:
        making.add(place, Rank.REACHED, reach, what="reached", on=row.project)


def _add_land(making: Making, rows: Sequence[ParcelRow]) -> None:
    """Add what each project has of land: all of its rows are one command."""
    by_project: dict[str, list[tuple[Place, ParcelRow]]] = {}
    for index, row in enumerate(rows):
        by_project.setdefault(row.project, []).append((making.place("필지", index, row), row))
    for project, placed in by_project.items():
        first = next((place for place, row in placed if row.owner is None), placed[0][0])
        making.add(first, Rank.LAND, partial(_register_parcels, placed), on=project)


def _register_parcels(placed: Sequence[tuple[Place, ParcelRow]]) -> Command:
    """Return the command of a project's land. Raises: Rejected with BAD_SHAPE."""
    whole = [(place, row) for place, row in placed if row.owner is None]
    rows = [row for _, row in placed if row.owner is not None]
    if len(whole) > 1:
        raise Rejected("BAD_SHAPE", "소유를 비운 합계 행은 사업마다 하나만 적으세요.")
    place, stated = whole[0] if whole else (placed[0][0], None)
    return RegisterParcels(
        parcels=tuple(
            Parcel(lot=row.lot, owner=_require(row.owner, "소유"), area_m2=_require(row.area_m2, "면적"))
            for row in rows
            if row.lot is not None
        ),
        holdings=tuple(
            Holding(
                owner=_require(row.owner, "소유"),
                count=_require(row.count, "필지 수"),
                area_m2=_require(row.area_m2, "면적"),
            )
            for row in rows
            if row.lot is None
        ),
        stated_count=stated.count if stated else None,
        stated_area_m2=stated.area_m2 if stated else None,
        stated_pyeong=stated.pyeong.replace(",", "") if stated and stated.pyeong else None,  # type: ignore[arg-type]  # read as a decimal
        claims=read_claims(stated.claims, place) if stated else (),
    )


def _as_it_is(command: Command) -> Callable[[], Command]:
    """Return what makes a command that needs nothing of what is made before."""
    return lambda: command


def _add_contract(making: Making, place: Place, row: ContractRow) -> None:
    def sign() -> Command:
        return SignContract(
            project=making.find_id(row.project),
            name=row.name,
            aliases=row.aliases,
            amount=read_amount(row.amount, row.unit) if row.amount is not None else None,
            period=row.period,
            stated_days=row.stated_days,
            consortium=tuple(
                Share(partner=partner, share=_read_share(text)) for partner, text in row.consortium.items()
            ),
            follow_up_of=making.find_id(row.follow_up_of) if row.follow_up_of is not None else None,
            claims=read_claims(row.claims, place),
        )

    making.add(place, Rank.CONTRACT, sign, owner=row.project, needs=(row.follow_up_of,), makes=(row.ref,))
    for what, briefing in _list_briefings(row):
        making.add(place, Rank.CONTRACT, _as_it_is(briefing), what=what, on=row.ref)
    if (accepted := row.accepted) is not None:
        accept = AcceptContract(on=accepted, waiver_reason=row.waiver_reason)
        making.add(place, Rank.CONTRACT, _as_it_is(accept), what="accepted", on=row.ref)


def _list_briefings(row: ContractRow) -> Iterator[tuple[str, HoldBriefing]]:
    if row.kickoff is not None:
        yield "kickoff", HoldBriefing(kind=BriefingKind.KICKOFF, on=row.kickoff)
    for number, on in enumerate(row.interim, 1):
        yield f"interim-{number}", HoldBriefing(kind=BriefingKind.INTERIM, number=number, on=on)
    if row.final is not None:
        yield "final", HoldBriefing(kind=BriefingKind.FINAL, on=row.final)


def _read_share(text: str) -> int:
    """Return basis points of `60%` or `33.3%`. Raises: Rejected with BAD_SHAPE."""
    whole, _, part = text.removesuffix("%").strip().partition(".")
    if not (whole.isdecimal() and text.endswith("%") and len(part) <= 2 and (part or "0").isdecimal()):
        raise Rejected("BAD_SHAPE", "지분은 60%, 33.3%처럼 적으세요.")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _add_act(making: Making, place: Place, row: ActRow) -> None:
    kind = find_command(row.act)
    if kind is None:
        message = f"모르는 명령입니다: {row.act}. contracts.projects의 명령 이름으로 적으세요."
        making.notes.append(place.note(Weight.REFUSED, "BAD_SHAPE", message, "act"))
        return
    read = read_body(row.body, place.line, making.find_id)
    project = read.named.get("project")
    making.add(
        place,
        _rank(row.act),
        lambda: read.make(kind),
        on=row.on,
        owner=row.on or project,
        needs=read.needs,
        makes=(*read.makes, *(() if row.on is not None else (row.ref,))),
    )


def _rank(act: str) -> Rank:
    if act in ENDINGS:
        return Rank.ENDING
    return Rank.DEFINITION if act in DEFINITIONS else Rank.OTHER


def _add_discrepancy(
    making: Making, place: Place, row: DiscrepancyRow, document: Document, kinds: Mapping[str, AboutKind]
) -> None:
    def build() -> Command:
        return RecordDiscrepancy(
            about=_find_about(making, row, document, kinds),
            code=row.code,
            stated=row.stated,
            computed=row.computed,
            source=place.line,
            note=row.note,
        )

    making.add(place, Rank.DISCREPANCY, build, owner=row.about, makes=(row.ref,))


def _find_about(making: Making, row: DiscrepancyRow, document: Document, kinds: Mapping[str, AboutKind]) -> About:
    """Return what a discrepancy is about. Raises: Rejected with BAD_SHAPE."""
    if row.about is not None:
        kind = row.kind or kinds.get(row.about)
        if kind is None:
            raise Rejected("BAD_SHAPE", "대상의 종류를 kind에 적으세요.")
        return About(kind=kind, id=str(making.find_id(row.about)), field=row.field)
    if (row.kind is None) != (row.about_key is None):
        raise Rejected("BAD_SHAPE", "대상의 종류와 열쇠는 함께 적으세요.")
    kind = row.kind or AboutKind.DOCUMENT
    return About(kind=kind, id=row.about_key or document.source, field=row.field)


_ADDS: Final[Mapping[str, Callable[[Making, Place, Any], None]]] = {
    "과제": _add_project,
    "재원": _add_funding,
    "예산": _add_budget,
    "마일스톤": _add_milestone,
    "용역": _add_contract,
    "기타": _add_act,
}
"""Beside 필지, whose rows go together, and 불일치, which must know what the others make."""
