"""What an import file holds, row by row: the one description of its YAML, its workbook and their JSON Schema (PLT-14).

Each key of `Document` below is a sheet of the workbook; a field's `title` heads its column, its name stands in row 2.
Text is as the source writes it: `약 670억원`, `2018. 9월`. A cell holds a list one a line.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts.projects.claims import AboutKind, RuleCode
from contracts.projects.investment import Category
from contracts.projects.land import Area, Owner
from contracts.projects.money import LABEL_OF_UNIT, Source, Unit
from contracts.projects.projects import ProjectKind, Relation, Term, Year
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Day, Name, Storable, Text
from gateway.labels import projects as project_labels

MOST_ROWS: Final = 2_000
"""Of one sheet."""
REFERENCE: Final = "ref:"
"""Begins a text within the body of an act where a UUID is expected: `ref:p-tour`."""
_IMPORTED: Final = UUID("0f7f3b0c-64a1-5c9d-8a8e-2b7d54f1c6aa")
"""Root of the ids of what comes from files: no Idempotency-Key leads to one of them."""

Ref = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*$", min_length=1, max_length=80), Storable
]
"""Names an entity or an act within its source; from it comes the id, so that sending again changes nothing."""
Target = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Za-z0-9-]+:)?[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*$", min_length=1, max_length=121),
    Storable,
]
"""A ref that a row names: one of the file, or `A:p-tour` of what the file of source A brought."""
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Storable]
"""Where the source says it: `A207`, `B98`."""
Money = Name
"""An amount as the source writes it: `224,250천원`, `약 670억원`."""


def name_imported(source: str, ref: str) -> UUID:
    """Return the id of what a ref of a source names: of the command, and of what that creates."""
    return uuid5(_name_source(source), ref)


@lru_cache(maxsize=16)
def _name_source(source: str) -> UUID:
    return uuid5(_IMPORTED, source)


def _split(value: object) -> object:
    """Return the lines of a cell; what is a list already stays."""
    return [each for each in map(str.strip, value.splitlines()) if each] if isinstance(value, str) else value


def _split_pairs(value: object) -> object:
    """Return `이름: 값` lines of a cell as a mapping. Raises: ValueError."""
    if not isinstance(value, str):
        return value
    pairs = [each.rpartition(":") for each in map(str.strip, value.splitlines()) if each]
    if any(not name.strip() or not said.strip() for name, _, said in pairs):
        raise ValueError("한 줄에 하나씩 ‘이름: 값’으로 적으세요.")
    if len({name.strip() for name, _, _ in pairs}) < len(pairs):
        raise ValueError("같은 이름이 두 번 있습니다.")
    return {name.strip(): said.strip() for name, _, said in pairs}


def _split_years(value: object) -> object:
    """Return `2018: CITY 10억 / NATIONAL 5억` lines of a cell as a mapping of mappings. Raises: ValueError."""
    found = _split_pairs(value)
    if not isinstance(value, str) or not isinstance(found, dict):
        return value
    years: dict[str, dict[str, str]] = {}
    for year, said in found.items():
        amounts = [each.strip().partition(" ") for each in said.split("/")]
        if any(not amount.strip() for _, _, amount in amounts):
            raise ValueError("한 줄에 하나씩 ‘2018: CITY 10억 / NATIONAL 5억’으로 적으세요.")
        years[year] = {source: amount.strip() for source, _, amount in amounts}
    return years


def _split_claims(value: object) -> object:
    """Return `CODE: 원문 | 설명` lines of a cell as claims."""
    if not isinstance(value, str):
        return value
    claims = []
    for each in filter(None, map(str.strip, value.splitlines())):
        code, _, said = each.partition(":")
        stated, _, note = said.partition("|")
        claims.append({"code": code.strip(), "stated": stated.strip(), "note": note.strip() or None})
    return claims


def _read_yes(value: object) -> object:
    """Return 예 and 아니오 as what they are."""
    return {"예": True, "O": True, "아니오": False, "X": False}.get(value, value) if isinstance(value, str) else value


def _reading(labels: Mapping[Any, str]) -> BeforeValidator:
    """Return what lets a Korean word stand for a wire value."""
    words = {label: value for value, label in labels.items()}

    def read(value: object) -> object:
        if not isinstance(value, str) or value in labels:
            return value
        if value.strip() not in words:
            raise ValueError(f"{', '.join(words)} 가운데 하나로 적으세요.")
        return words[value.strip()]

    return BeforeValidator(read)


YesNo = Annotated[bool, BeforeValidator(_read_yes)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_split), Field(max_length=100)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_split), Field(max_length=100)]
Dates = Annotated[tuple[TypedDate, ...], BeforeValidator(_split), Field(max_length=50)]
AnySource = Annotated[Source, _reading(project_labels.SOURCE_LABELS)]
AnyUnit = Annotated[Unit, _reading(LABEL_OF_UNIT)]
Costs = Annotated[dict[Name, Money], BeforeValidator(_split_pairs), Field(max_length=100)]
"""`토지매입비: 4,450백만원`, by item."""
Shares = Annotated[dict[Code, Name], BeforeValidator(_split_pairs), Field(max_length=20)]
"""`partner-code: 60%`, by partner."""
Years = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^([0-9]{4}|이후)$")], dict[AnySource, Money]],
    BeforeValidator(_split_years),
    Field(max_length=30),
]
"""By fiscal year, or 이후; in a cell `2018: CITY 10억 / NATIONAL 5억`."""


class Held(BaseModel):
    """What files hold: told apart strictly by name, read as leniently as cells are written."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        coerce_numbers_to_str=True,
        use_attribute_docstrings=True,
        str_strip_whitespace=True,
    )


class ClaimRow(Held):
    """What the source states although a rule computes otherwise; the row's line is its source."""

    code: RuleCode
    stated: Name
    note: Text | None = None


Claims = Annotated[tuple[ClaimRow, ...], BeforeValidator(_split_claims), Field(max_length=50)]
"""In a cell `FUNDING_SUM_MISMATCH: 26,976백만원 | 설명`."""


class Row(Held):
    """One row: what every kind has."""

    ref: Ref = Field(title="참조")
    line: Line = Field(title="원문 줄")


class ProjectRow(Row):
    """과제: registers a project."""

    name: Name = Field(title="사업명")
    aliases: Names = Field(default=(), title="다른 이름")
    kind: Annotated[ProjectKind, _reading(project_labels.PROJECT_KIND_LABELS)] = Field(title="종류")
    lead: Code = Field(title="주관부서")
    team: Code | None = Field(default=None, title="담당팀")
    term: Term | None = Field(default=None, title="민선 기수")
    period: TypedDate = Field(title="사업기간")
    stated_months: int | None = Field(default=None, title="적힌 개월 수")
    summary: Text | None = Field(default=None, title="사업개요")
    effects: Texts = Field(default=(), title="기대효과")
    address: Name | None = Field(default=None, title="위치")
    latitude: int | None = Field(default=None, title="위도(백만분의 1도)")
    longitude: int | None = Field(default=None, title="경도(백만분의 1도)")
    area_m2: Area | None = Field(default=None, title="면적(㎡)")
    parent: Target | None = Field(default=None, title="상위 사업 참조")
    relation: Annotated[Relation, _reading(project_labels.RELATION_LABELS)] | None = Field(
        default=None, title="상위 사업과의 관계"
    )
    task_year: Year | None = Field(default=None, title="업무계획 연도")
    task_number: int | None = Field(default=None, title="업무계획 과제 번호")
    is_international_event: YesNo = Field(default=False, title="국제행사")
    review_category: Annotated[Category, _reading(project_labels.CATEGORY_LABELS)] = Field(
        default=Category.GENERAL, title="투자심사 구분"
    )
    note: Text | None = Field(default=None, title="비고")
    claims: Claims = Field(default=(), title="그대로 옮길 불일치")


class FundingRow(Row):
    """재원: what a project costs and who pays; with a programme, also by which."""

    project: Target = Field(title="사업 참조")
    unit: AnyUnit | None = Field(default=None, title="단위")
    """For amounts that name none."""
    total: Money = Field(title="총사업비")
    NATIONAL: Money | None = Field(default=None, title="국비")
    PROVINCIAL: Money | None = Field(default=None, title="도비")
    CITY: Money | None = Field(default=None, title="시비")
    LOCAL: Money | None = Field(default=None, title="지방비")
    REVENUE: Money | None = Field(default=None, title="수익사업")
    OTHER: Money | None = Field(default=None, title="기타")
    years: Years = Field(default_factory=dict, title="연도별")
    lines: Costs = Field(default_factory=dict, title="항목별")
    lines_are_whole: YesNo = Field(default=False, title="항목이 전부임")
    programme: Code | None = Field(default=None, title="재원사업")
    claims: Claims = Field(default=(), title="그대로 옮길 불일치")
    programme_claims: Claims = Field(default=(), title="보조율의 불일치")


class BudgetAct(StrEnum):
    """예산 확정, 예산확보, 집행."""

    ROUND = "ROUND"
    SECURE = "SECURE"
    EXECUTE = "EXECUTE"


ACT_LABELS: Final[Mapping[str, str]] = {
    BudgetAct.ROUND: "확정",
    BudgetAct.SECURE: "확보",
    BudgetAct.EXECUTE: "집행",
}


class BudgetRow(Row):
    """예산: a budget that was fixed (ROUND), money that it gives a project (SECURE), money spent (EXECUTE)."""

    act: Annotated[BudgetAct, _reading(ACT_LABELS)] = Field(title="구분")
    project: Target | None = Field(default=None, title="사업 참조")
    """Absent of a ROUND."""
    year: Year | None = Field(default=None, title="회계연도")
    round: int | None = Field(default=None, title="추경 회차(본예산 0)")
    source: AnySource | None = Field(default=None, title="재원")
    item: Name | None = Field(default=None, title="항목")
    unit: AnyUnit | None = Field(default=None, title="단위")
    amount: Money | None = Field(default=None, title="금액")
    on: TypedDate = Field(title="날짜")
    override_reason: Text | None = Field(default=None, title="초과 집행 사유")


class MilestoneRow(Row):
    """마일스톤: planned, and where it is known forecast or reached."""

    project: Target = Field(title="사업 참조")
    number: int = Field(title="번호")
    title: Name = Field(title="추진 내용")
    planned: TypedDate = Field(title="계획일")
    evidence_required: YesNo = Field(default=False, title="증빙 필요")
    claims: Claims = Field(default=(), title="계획의 불일치")
    forecast: TypedDate | None = Field(default=None, title="예상일")
    forecast_reason: Text | None = Field(default=None, title="예상일의 사유")
    reached: TypedDate | None = Field(default=None, title="완료일")
    note: Text | None = Field(default=None, title="완료 비고")
    reached_claims: Claims = Field(default=(), title="완료의 불일치")


class ParcelRow(Row):
    """필지: one parcel, or those of one owner where the source only counts them; without owner the stated whole."""

    project: Target = Field(title="사업 참조")
    lot: Name | None = Field(default=None, title="지번")
    owner: Annotated[Owner, _reading(project_labels.OWNER_LABELS)] | None = Field(default=None, title="소유")
    """Absent of the row that gives the stated sums: then `count`, `area_m2`, `pyeong` are those."""
    count: int | None = Field(default=None, title="필지 수")
    area_m2: Area | None = Field(default=None, title="면적(㎡)")
    pyeong: Name | None = Field(default=None, title="평")
    claims: Claims = Field(default=(), title="그대로 옮길 불일치")
    """Of the whole: on the row of the stated sums."""


class ContractRow(Row):
    """용역: a service contract, its briefings, its acceptance."""

    project: Target = Field(title="사업 참조")
    name: Name = Field(title="용역명")
    aliases: Names = Field(default=(), title="다른 이름")
    unit: AnyUnit | None = Field(default=None, title="단위")
    amount: Money | None = Field(default=None, title="용역비")
    period: TypedDate = Field(title="용역기간")
    stated_days: int | None = Field(default=None, title="적힌 일수")
    consortium: Shares = Field(default_factory=dict, title="수행기관 지분")
    follow_up_of: Target | None = Field(default=None, title="앞선 용역 참조")
    kickoff: TypedDate | None = Field(default=None, title="착수보고회")
    interim: Dates = Field(default=(), title="중간보고회")
    final: TypedDate | None = Field(default=None, title="최종보고회")
    accepted: TypedDate | None = Field(default=None, title="준공일")
    waiver_reason: Text | None = Field(default=None, title="최종보고 생략 사유")
    claims: Claims = Field(default=(), title="그대로 옮길 불일치")


class ActRow(Row):
    """기타, in YAML only: any other command of the projects by its wire name (`open_approval`).

    Definitions (programmes, rounds, work plans, groups, calls) go first; what hangs on a project goes with it, after
    its sheets; the rest, such as `publish_work_plan` and `list_flagships`, comes last; else the order is the file's.
    Each part of a `divide_project` brings a ref: `parts: [{id: ref:p-part, …}]`, which other rows then name.
    """

    act: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=80)]
    on: Target | None = None
    """What it acts on; absent where it makes something, or names it by a key of its own (a code, a year)."""
    body: dict[str, Any] = Field(default_factory=dict)
    """Fields of the command without `type`; amounts as text, entities as `ref:p-tour`, `claims` without `source`."""


class DiscrepancyRow(Row):
    """불일치: what no rule can find."""

    about: Target | None = Field(default=None, title="대상 참조")
    """Absent: the source itself."""
    kind: AboutKind | None = Field(default=None, title="대상 종류")
    """With `about_key`, where the thing has no ref but a key of its own."""
    about_key: Name | None = Field(default=None, title="대상의 열쇠")
    """`2018` of a work plan, the code of a programme or group."""
    field: Name | None = Field(default=None, title="항목")
    code: RuleCode = Field(title="부호")
    stated: Name | None = Field(default=None, title="적힌 값")
    computed: Name | None = Field(default=None, title="계산한 값")
    note: Text | None = Field(default=None, title="설명")


class Head(Held):
    """What an import file says of itself."""

    format: Annotated[Literal[1], BeforeValidator(lambda told: 1 if told == "1" else told)]
    source: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)] = Field(
        title="출처"
    )
    """Short name of the source document: refs are its own."""
    title: Name = Field(title="문서 제목")
    date: Day = Field(title="기준일")
    """All of it takes effect on this day (소급)."""
    ground: Text = Field(title="소급 근거")
    """Why it is entered only now."""


class Document(Head):
    """An import file as a whole."""

    projects: tuple[ProjectRow, ...] = Field(default=(), alias="과제", max_length=MOST_ROWS)
    funding: tuple[FundingRow, ...] = Field(default=(), alias="재원", max_length=MOST_ROWS)
    budget: tuple[BudgetRow, ...] = Field(default=(), alias="예산", max_length=MOST_ROWS)
    milestones: tuple[MilestoneRow, ...] = Field(default=(), alias="마일스톤", max_length=MOST_ROWS)
    parcels: tuple[ParcelRow, ...] = Field(default=(), alias="필지", max_length=MOST_ROWS)
    contracts: tuple[ContractRow, ...] = Field(default=(), alias="용역", max_length=MOST_ROWS)
    acts: tuple[ActRow, ...] = Field(default=(), alias="기타", max_length=MOST_ROWS)
    discrepancies: tuple[DiscrepancyRow, ...] = Field(default=(), alias="불일치", max_length=MOST_ROWS)


ROWS: Final[Mapping[str, type[Row]]] = {
    "과제": ProjectRow,
    "재원": FundingRow,
    "예산": BudgetRow,
    "마일스톤": MilestoneRow,
    "필지": ParcelRow,
    "용역": ContractRow,
    "기타": ActRow,
    "불일치": DiscrepancyRow,
}
"""What each key of the file holds, in the order of the file."""
