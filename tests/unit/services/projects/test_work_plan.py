"""Work plans as given / when / then: adopted once, published as they stand, with a budget sheet that adds up."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar.writing import read_period
from contracts.projects import AboutKind, Amount, Claim, DiscrepancyRecorded, FundingLine, ProjectsEvent, Source
from contracts.projects.money import Unit, read_amount
from contracts.projects.plans import (
    AdoptWorkPlan,
    BudgetSheetSet,
    CorrectTask,
    PlanCommand,
    PlanTask,
    PublishWorkPlan,
    ReportKind,
    SetBudgetSheet,
    SheetLine,
    SheetTotals,
    StandingProject,
    TaskCorrected,
    WorkPlanAdopted,
    WorkPlanPublished,
    WorkPlanTaskPublished,
)
from contracts.projects.schedule import Planned
from services.projects import work_plan
from services.projects.budget_sheet import add_lines_of_sheet, find_sheet_breaches
from services.projects.claims import Subject
from services.projects.work_plan import Facts, Milestone, NotAdopted, State, Work, find_task
from tests.unit.services.projects.acting import AUGUST_2018, CULTURE, OFFICE, fold, refused

BRAND = UUID("00000000-0000-4000-8000-00000000000a")
COMMAND = UUID("00000000-0000-4000-8000-00000000000b")
SUBJECT = Subject(AboutKind.PLAN, "2018", COMMAND)
IN_2018 = Facts(AUGUST_2018, OFFICE, SUBJECT, {"planning": "planning-audit"})
TITLES_2018 = (
    "시정의 총괄 및 종합기획 조정", "논산시 도시 브랜드 개발 및 정착", "시민이 주인이 되는 타운홀미팅 실시",
    "탐정호 예술체험마을 조성", "제3기 균형발전사업", "논산시 미래발전 전략기획 수립",
    "해안·내륙권 연계협력형 지역계획수립", "연계협력형 지역행복생활권 사업", "공공외교 강화 및 국제교류 내실화",
    "「시민과의 약속」 이행관리 강화", "내실있는 성과관리제 운영", "위임사무 등에 대한 시군평가 준비",
)  # fmt: skip
"""A16-27."""
ALIASES = {3: ("타운홀미팅",), 6: ("논산시 미래발전 전략계획 수립",)}
PLAN_2018 = AdoptWorkPlan(
    year=2018,
    term=7,
    goals=("시정의 총괄 및 기획 조정", "유기적 대응", "성장사업 발굴", "국제 교류", "환류와 방향 제시"),
    strategies=("시정현안", "청년·인구", "미래발전 전략계획", "국제교류", "민선7기 공약"),
    tasks=tuple(
        PlanTask(number=number, title=title, aliases=ALIASES.get(number, ()), team="planning")
        for number, title in enumerate(TITLES_2018, 1)
    ),
)
PLAN_2024 = AdoptWorkPlan(
    year=2024,
    term=8,
    goals=("민선8기 정책 실행력 제고 및 성과 창출",),
    tasks=tuple(
        PlanTask(number=number, title=title)
        for number, title in enumerate(("시정환류", "공공기관 유치", "엑스포", "청렴도", "성과관리"), 1)
    ),
)


def act(state: State, *commands: PlanCommand, facts: Facts = IN_2018) -> tuple[State, list[ProjectsEvent]]:
    events: list[ProjectsEvent] = []
    for command in commands:
        made = work_plan.decide(command, state, facts)
        events += made
        state = fold(work_plan.evolve, state, *made)
    return state, events


def adopted() -> State:
    return act(NotAdopted(), PLAN_2018)[0]


@pytest.mark.parametrize(("command", "sizes"), [(PLAN_2018, (5, 5, 12)), (PLAN_2024, (1, 0, 5))], ids=["2018", "2024"])
def test_a_plan_has_goals_strategies_and_tasks(command: AdoptWorkPlan, sizes: tuple[int, int, int]) -> None:
    """PRJ-01, AR-30: 5, 5 and 12 of 2018; one goal and 5 tasks of 2024."""
    _, (event,) = act(NotAdopted(), command)
    assert isinstance(event, WorkPlanAdopted)
    assert (len(event.goals), len(event.strategies), len(event.tasks)) == sizes


def test_a_task_is_found_by_what_the_document_calls_it() -> None:
    """INC-05, INC-06: 전략기획 and 전략계획 수립, 타운홀미팅 with and without 실시."""
    state = adopted()
    assert find_task(state, "논산시 미래발전 전략계획 수립") == find_task(state, TITLES_2018[5]) == 6
    assert find_task(state, "타운홀 미팅") == 3
    assert find_task(state, "딸기") is None
    assert find_task(NotAdopted(), "타운홀미팅") is None


def test_a_plan_is_adopted_once_with_tasks_of_teams_that_exist() -> None:
    """PRJ-05: the team is one of today."""
    assert refused(lambda: act(adopted(), PLAN_2018)).code == "ALREADY_REGISTERED"
    no_team = replace(IN_2018, teams={})
    refusal = refused(lambda: act(NotAdopted(), PLAN_2018, facts=no_team))
    assert (refusal.code, refusal.details) == ("UNKNOWN_TEAM", {"code": "planning"})
    assert refused(lambda: act(NotAdopted(), PublishWorkPlan(year=2018, kind=ReportKind.PLAN))).code == "NOT_FOUND"


@pytest.mark.parametrize(
    "tasks",
    [
        (PlanTask(number=2, title="둘"),),
        (PlanTask(number=1, title="하나"), PlanTask(number=1, title="둘")),
        (PlanTask(number=1, title="하나"), PlanTask(number=2, title="하 나")),
        (PlanTask(number=1, title="하나", aliases=("하나",)),),
        (PlanTask(number=1, title="하나"), PlanTask(number=2, title="둘", aliases=("하나",))),
    ],
)
def test_tasks_are_numbered_and_named_once(tasks: tuple[PlanTask, ...]) -> None:
    """PRJ-01."""
    command = PLAN_2024.model_copy(update={"tasks": tasks})
    assert refused(lambda: act(NotAdopted(), command)).code == "BAD_SHAPE"


def test_a_task_is_corrected_and_the_plan_keeps_both() -> None:
    """PLT-02: the log has the one before; INC-20: another name of the chapter."""
    corrected = PLAN_2018.tasks[6].model_copy(update={"aliases": ("충남 연계협력형 지역계획수립 연구용역",)})
    command = CorrectTask(year=2018, task=corrected, reason="용역명이 장 제목과 다름")
    state, (event,) = act(adopted(), command)
    assert isinstance(event, TaskCorrected)
    assert find_task(state, "충남 연계협력형 지역계획수립 연구용역") == 7
    assert work_plan.decide(command, state, IN_2018) == ()
    unknown = command.model_copy(update={"task": PlanTask(number=13, title="열셋")})
    assert refused(lambda: act(state, unknown)).code == "NOT_FOUND"
    of_nobody = command.model_copy(update={"task": corrected.model_copy(update={"team": "nobody", "effects": ("-",)})})
    assert refused(lambda: act(state, of_nobody)).code == "UNKNOWN_TEAM"
    taken = command.model_copy(update={"task": PlanTask(number=1, title="타운홀미팅")})
    assert refused(lambda: act(state, taken)).code == "BAD_SHAPE"


def milestone(number: int, title: str, when: str, reached: str | None = None) -> Milestone:
    done = read_period(reached) if reached is not None else None
    return Milestone(title, Planned(number, read_period(when), reached=done))


BRAND_STANDING = StandingProject(
    project=BRAND,
    name="도시브랜드 개발",
    lead="strategy",
    period=read_period("2017. 10월 ~ 2019. 2월"),
    total=Amount(won=224_250_000),
    sources=(),
    secured_won=224_250_000,
    executed_won=0,
)
BRAND_WORK = Work(
    BRAND_STANDING,
    (
        milestone(1, "용역 착수", "2017. 10월", "2017. 10월"),
        milestone(2, "준공", "2018. 5월", "2018. 5월"),
        milestone(3, "상표 출원", "2018. 6월", "2018. 9월"),
        milestone(4, "활용 사업", "2018. 9월 ~"),
        milestone(5, "상표 등록", "2019. 2월"),
    ),
)


def test_a_report_has_each_milestone_in_exactly_one_list() -> None:
    """PRJ-02, PRJ-03, A115-126: on 2018-08-06; what was reached in September was not then."""
    facts = replace(IN_2018, works={2: (BRAND_WORK,)})
    _, events = act(adopted(), PublishWorkPlan(year=2018, kind=ReportKind.PROGRESS), facts=facts)
    *tasks, head = events
    assert isinstance(head, WorkPlanPublished)
    assert (head.edition, head.published_on, head.tasks) == (1, AUGUST_2018, 12)
    assert len(tasks) == 12
    brand = tasks[1]
    assert isinstance(brand, WorkPlanTaskPublished)
    assert [each.title for each in brand.done] == ["용역 착수", "준공"]
    assert [each.title for each in brand.ahead] == ["상표 출원", "활용 사업", "상표 등록"]
    assert {each.project for each in (*brand.done, *brand.ahead)} == {BRAND}
    assert brand.projects == (BRAND_STANDING,)


def test_two_reports_a_year_and_one_more_only_for_a_reason() -> None:
    """PRJ-02, B99: 주요업무 계획, 추진상황 보고; each edition has its number."""
    plan, progress = (PublishWorkPlan(year=2018, kind=kind) for kind in (ReportKind.PLAN, ReportKind.PROGRESS))
    state, events = act(adopted(), plan, progress)
    assert work_plan.name_state(state) == "PUBLISHED"
    assert refused(lambda: act(state, progress)).code == "REASON_REQUIRED"
    _, again = act(state, progress.model_copy(update={"reason": "오기 정정"}))
    heads = [event for event in (*events, *again) if isinstance(event, WorkPlanPublished)]
    assert [(each.edition, each.kind) for each in heads] == [(1, "PLAN"), (2, "PROGRESS"), (3, "PROGRESS")]


def won(text: str) -> Amount:
    return read_amount(text, Unit.MILLION)


def line(name: str, total: str, this_year: str | None, city: str) -> SheetLine:
    return SheetLine(
        name=name,
        total=won(total),
        this_year=won(this_year) if this_year is not None else None,
        sources=(FundingLine(source=Source.CITY, amount=won(city)),),
    )


SHEET = SetBudgetSheet(
    year=2024,
    lines=(line("엑스포 승인 준비", "92", "92", "92"), line("행정만족도 조사 인센티브", "7", None, "7")),
    stated=SheetTotals(
        total=won("99"), this_year=won("92"), sources=(FundingLine(source=Source.CITY, amount=won("99")),)
    ),
)
"""B368-374, in 백만원."""
CLAIM = Claim(code="BUDGET_SHEET_MISMATCH", stated="92", source="B368", note="7백만원이 '24 계에서 빠짐")


def test_the_sheet_of_2024_states_92_and_adds_up_to_99() -> None:
    """PRJ-04, INC-23, AR-26: 99 = 92 + 7, all of it the city's; this year's 92 is claimed and recorded."""
    refusal = refused(lambda: act(adopted(), SHEET))
    assert refusal.code == "BUDGET_SHEET_MISMATCH"
    assert refusal.details == {"stated": "92,000,000원", "computed": "99,000,000원"}
    _, (sheet, discrepancy) = act(adopted(), SHEET.model_copy(update={"claims": (CLAIM,)}))
    assert isinstance(sheet, BudgetSheetSet)
    assert sheet.computed == SheetTotals(
        total=Amount(won=99_000_000),
        this_year=Amount(won=99_000_000),
        sources=(FundingLine(source=Source.CITY, amount=Amount(won=99_000_000)),),
    )
    assert isinstance(discrepancy, DiscrepancyRecorded)
    assert (discrepancy.stated, discrepancy.computed, discrepancy.about.field) == ("92", "99,000,000원", "this_year")
    assert (discrepancy.source, discrepancy.about.id) == ("B368", "2018")


def test_a_sheet_that_adds_up_has_nothing_to_claim_and_only_the_office_claims() -> None:
    """PRJ-04."""
    right = SHEET.model_copy(update={"stated": SHEET.stated.model_copy(update={"this_year": won("99")})})
    assert [type(event) for event in act(adopted(), right)[1]] == [BudgetSheetSet]
    claimed = right.model_copy(update={"claims": (CLAIM,)})
    assert refused(lambda: act(adopted(), claimed)).code == "CLAIM_NOT_NEEDED"
    officer = replace(IN_2018, actor=CULTURE)
    assert refused(lambda: act(adopted(), claimed, facts=officer)).code == "NOT_PERMITTED"


OFF_BY_ONE = (line("엑스포", "92", "91", "92"), SHEET.lines[1])
DEARER = (line("엑스포", "93", "92", "92"), SHEET.lines[1])


def total(text: str, **change: object) -> SheetTotals:
    return SheetTotals(total=won(text)).model_copy(update=change)


@pytest.mark.parametrize(
    ("lines", "stated", "fields"),
    [
        (SHEET.lines, total("99"), []),
        (OFF_BY_ONE, total("99"), ["lines/1 this_year"]),
        (DEARER, total("99"), ["lines/1 total", "total"]),
        (SHEET.lines, total("98", this_year=won("99")), ["total"]),
        (SHEET.lines, total("99", later=won("1")), ["later"]),
        (SHEET.lines, total("99", earlier=won("1")), ["earlier"]),
        (
            SHEET.lines,
            total("99", sources=(FundingLine(source=Source.NATIONAL, amount=won("99")),)),
            ["CITY", "NATIONAL"],
        ),
    ],
)
def test_each_sum_across_and_down_is_checked(
    lines: tuple[SheetLine, ...], stated: SheetTotals, fields: list[str]
) -> None:
    """PRJ-04, PRJ-21: and only the one that is wrong."""
    computed = add_lines_of_sheet(lines)
    assert [each.field for each in find_sheet_breaches(lines, stated, computed)] == fields


def test_years_before_and_after_count_in_a_lines_total() -> None:
    """PRJ-21: 기투자 10 + 당해 20 + 이후 30 = 60."""
    across = SheetLine(name="계속비", total=won("60"), earlier=won("10"), this_year=won("20"), later=won("30"))
    stated = SheetTotals(total=won("60"), earlier=won("10"), this_year=won("20"), later=won("30"))
    command = SetBudgetSheet(year=2024, lines=(across,), stated=stated)
    assert len(act(adopted(), command)[1]) == 1
    short = across.model_copy(update={"later": won("29")})
    assert refused(lambda: act(adopted(), command.model_copy(update={"lines": (short,)}))).code == (
        "BUDGET_SHEET_MISMATCH"
    )


amounts = st.integers(0, 10**12).map(lambda n: Amount(won=n))


@given(st.lists(st.tuples(st.sampled_from(Source), amounts, amounts), min_size=1, max_size=8))
def test_a_sheet_stated_as_it_adds_up_is_never_refused(rows: list[tuple[Source, Amount, Amount]]) -> None:
    """PRJ-04: the computed sums equal the parts, by row and by source."""
    lines = tuple(
        SheetLine(
            name=str(number),
            total=Amount(won=now.won + later.won),
            sources=(FundingLine(source=source, amount=now),),
            later=later,
        )
        for number, (source, now, later) in enumerate(rows)
    )
    whole = sum(now.won + later.won for _, now, later in rows)
    command = SetBudgetSheet(year=2024, lines=lines, stated=SheetTotals(total=Amount(won=whole)))
    _, (sheet,) = act(adopted(), command)
    assert isinstance(sheet, BudgetSheetSet)
    assert sum(each.amount.won for each in sheet.computed.sources) == sum(now.won for _, now, _ in rows)
    again = command.model_copy(update={"stated": sheet.computed})
    assert act(adopted(), again)[1] == [sheet.model_copy(update={"stated": sheet.computed})]


def test_a_report_far_back_has_all_ahead() -> None:
    """PRJ-03: on 2017-09-30 nothing was reached yet."""
    facts = replace(IN_2018, today=date(2017, 9, 30), works={2: (BRAND_WORK,)})
    _, events = act(adopted(), PublishWorkPlan(year=2018, kind=ReportKind.PLAN), facts=facts)
    brand = events[1]
    assert isinstance(brand, WorkPlanTaskPublished)
    assert (len(brand.done), len(brand.ahead)) == (0, 5)
