"""The projects' pages as they are laid out: amounts, sums, the rail, one project, its acts, the budget sheet."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import pytest

from contracts.calendar import Calendar
from contracts.errors import Rejected
from contracts.projects import Source, Unit
from contracts.projects.budget import ExecuteBudget, Round, RoundKind, SecureBudget, TransferBudget
from contracts.projects.funding import SetFundingPlan
from contracts.projects.investment import Tier
from contracts.projects.land import Holding, Owner
from contracts.projects.matters import RequestReplacement
from contracts.projects.milestones import DropMilestone, ForecastMilestone, PlanMilestone, ReachMilestone
from contracts.projects.money import read_amount
from contracts.projects.parcels import AcquireParcels, RegisterParcels
from contracts.projects.procedures import PassProcedure, ProcedureKind, RequireProcedure
from contracts.projects.projects import CancelProject, CorrectedField, CorrectProject, ProjectKind
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.org.fields import Source as From
from gateway.console.projects import acts_lines, listing, one_matters, one_money
from gateway.console.projects.act_forms import Filled, list_choices, make_command, place_refusal
from gateway.console.projects.act_table import ACTS, PLACES
from gateway.console.projects.acts import Ground, Misread, offer
from gateway.console.projects.amounts import show_bare, show_full, show_share
from gateway.console.projects.costs import lay_out_costs
from gateway.console.projects.drawing import place, span_years, stack
from gateway.console.projects.one import Reading, lay_out_sheet
from gateway.console.projects.query import Query, tell_filter
from gateway.console.projects.schedule import draw_rail, list_steps
from gateway.exports.projects import COLUMNS, Listing, list_rows, make_book, make_paper
from gateway.labels.projects import DECISION_LABELS
from gateway.queries.portfolio import Sums, YearSums
from gateway.queries.rows import Page
from gateway.views.discrepancy import Row as Discrepancy
from gateway.views.project import Row
from tests.unit.services.projects.project.story import LEAD, Story, begin, line, million, plan
from tests.unit.test_project_view import see

OPEN: Final = Calendar()
DAY: Final = date(2018, 8, 1)
MILLION: Final = 1_000_000
NAMES: Final = listing.Names({LEAD: "전략기획실"}, {"balanced-dev": "균특"})
OPERATOR: Final = Principal(user="operator", role=Role.OPERATOR, department=None, label="operator")
OFFICER: Final = Principal(user="officer", role=Role.OFFICER, department=LEAD, label="officer")
STRANGER: Final = Principal(user="stranger", role=Role.OFFICER, department="culture", label="stranger")
MAYOR: Final = Principal(user="mayor", role=Role.MAYOR, department=None, label="mayor")
ROUND: Final = Round(year=2018, kind=RoundKind.ORIGINAL)
ITEMS: Final = (
    {"item": "토지매입비", "amount": million(4_450)},
    {"item": "건축비", "amount": million(15_050)},
)


def read(story: Story, **changes: Any) -> Reading:
    """Return what a page of a project is laid out from."""
    told: dict[str, Any] = {
        "row": see(story),
        "children": (),
        "parent": None,
        "contracts": (),
        "reviews": (),
        "discrepancies": (),
        "flagship_years": (),
        "departments": {LEAD: "전략기획실"},
        "teams": {},
        "programmes": {"balanced-dev": "균특"},
        "partners": {"krihs": "국토연구원"},
        "task": "",
        "day": DAY,
        "calendar": OPEN,
        "position": 1,
        "unit": Unit.MILLION,
    }
    return Reading(**{**told, **changes})


def land() -> Story:
    """The culture centre: 19,500 of which the land costs 4,450, and 2,410 is secured for it."""
    story = begin(kind=ProjectKind.CONSTRUCTION, name="문화원 건립", period="2018 ~ 2024").act(
        plan("19,500", lines=ITEMS)
    )
    return story.act(
        SecureBudget(round=ROUND, source=Source.CITY, item="토지매입비", amount=million(2_410), on="2018. 1. 2.")
    )


@pytest.mark.parametrize(
    ("won", "unit", "shown"),
    [
        (224_250_000, Unit.THOUSAND, "224,250"),
        (224_250_000, Unit.MILLION, "224.25"),
        (67_000_000_000, Unit.HUNDRED_MILLION, "670"),
        (0, Unit.MILLION, "0"),
        (-3_000_000, Unit.MILLION, "-3"),
        (2**60, Unit.WON, f"{2**60:,}"),
        (None, Unit.WON, "–"),
    ],
)
def test_an_amount_is_shown_without_loss(won: int | None, unit: Unit, shown: str) -> None:
    """PRJ-11: also a sum that no amount could be."""
    assert show_bare(won, unit) == shown


def test_about_stays_about() -> None:
    """PRJ-12, AR-15: 670 + 1,108 = 1,778억, 약."""
    assert show_full(177_800_000_000, Unit.HUNDRED_MILLION, is_approximate=True) == "약 1,778억원"


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(312, 3_378, "9.2%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (1, 0, "–")]
)
def test_a_share_is_rounded_half_up(part: int, whole: int, shown: str) -> None:
    """PRJ-16: 312 of 3,378 is 9.24 %."""
    assert show_share(part, whole) == shown


def test_a_bar_is_as_wide_as_its_parts() -> None:
    """7,400 / 9,788 / 9,788 of 26,976; what gives nothing has no part, what gives little is seen."""
    segments = stack([("NATIONAL", 7_400), ("LOCAL", 0), ("CITY", 9_788), ("OTHER", 1)], 26_976)
    assert [(each.name, each.x, each.width) for each in segments] == [
        ("NATIONAL", "0.00%", "27.43%"),
        ("CITY", "27.43%", "36.28%"),
        ("OTHER", "63.71%", "0.39%"),
    ]
    assert place(5, 0) == "0.00%"


def test_a_scale_spans_whole_years_and_skips_some_of_many() -> None:
    scale = span_years([date(2018, 5, 1), date(2030, 2, 1)], date(2024, 1, 25))
    assert (scale.first, scale.last) == (date(2018, 1, 1), date(2030, 12, 31))
    assert [tick.word for tick in scale.ticks][:3] == ["2018", "2020", "2022"]
    assert scale.find(date(2018, 1, 1)) == "0.00%"
    assert scale.find(date(1990, 1, 1)) == "0.00%"


def schedule() -> Story:
    """Four milestones: one reached, one expected later than planned, one to come, one dropped."""
    story = begin()
    steps = [(1, "착수", "2017-10"), (2, "중간보고", "2018. 6. 1."), (3, "준공", "2018. 12월"), (4, "백서", "2019-01")]
    story.act(*(PlanMilestone(number=number, title=title, planned=when) for number, title, when in steps))
    story.act(
        ReachMilestone(number=1, on="2017-10"), ForecastMilestone(number=2, forecast="2018. 9. 3.", reason="지연")
    )
    return story.act(DropMilestone(number=4, reason="하지 않기로 함"))


def test_milestones_stand_with_their_slip() -> None:
    """PRJ-43: 2018-06-01 to 2018-09-03 is 94 days late, and it comes next."""
    steps = list_steps(see(schedule()).milestones, DAY, OPEN)
    assert [step.chip.word for step in steps] == ["완료", "지연 94일", "예정", "제외"]
    assert [step.number for step in steps if step.is_next] == [2]
    assert steps[1].slip == "근무일로 66일"
    assert steps[1].chip.title.endswith("94일(근무일 66일) 늦음")
    assert steps[1].forecast == "2018. 9. 3."
    assert steps[3].notes == ["뺀 사유: 하지 않기로 함"]


def test_a_rail_is_filled_hollow_and_dashed() -> None:
    row = see(schedule())
    scale = span_years([date(2017, 1, 1), date(2018, 12, 31)], DAY)
    rail = draw_rail(row.milestones, row.first_day, row.last_day, scale, DAY)
    assert [mark.kind for mark in rail.marks] == ["done", "plan", "forecast", "plan"]
    assert len(rail.slips) == 1


def test_a_row_has_the_next_milestone_and_what_is_missing() -> None:
    """PRJ-19, AR-05: 19,500 less 2,410."""
    said = listing.lay_out_line(see(land()), Query(), NAMES, DAY, OPEN)
    assert (said.total, said.secured, said.shortfall, said.is_short) == ("19,500", "2,410", "17,090", True)
    assert (said.lead, said.following, said.chip) == ("전략기획실", "", None)
    late = listing.lay_out_line(see(schedule()), Query(), NAMES, DAY, OPEN)
    assert (late.following, late.chip and late.chip.word, late.total) == ("중간보고", "지연 94일", "–")


def test_what_has_ended_has_nothing_next() -> None:
    story = schedule().act(CancelProject(reason="재원 없음"))
    assert listing.lay_out_line(see(story), Query(), NAMES, DAY, OPEN).following == ""


SUMS: Final = Sums(
    projects=7,
    total_won=26_976 * MILLION,
    is_approximate=False,
    sources=dict.fromkeys(Source, 0)
    | {Source.NATIONAL: 7_400 * MILLION, Source.PROVINCIAL: 9_788 * MILLION, Source.CITY: 9_788 * MILLION},
    untold_won=0,
    secured_won=13_488 * MILLION,
    executed_won=6_744 * MILLION,
)
"""AR-07: the balanced development of 2018."""


def test_sums_state_their_filter() -> None:
    """AR-07: 26,976 = 7,400 + 9,788 + 9,788; half of it secured, half of that spent."""
    query = Query(lead=LEAD, kind="EVENT", year="2018", source="NATIONAL")
    told = tell_filter(query, NAMES.departments, NAMES.programmes)
    total = listing.lay_out_total(SUMS, told, Unit.MILLION)
    assert total.told == "전략기획실 · 행사 · 국비 있음 · 2018년에 하는 사업"
    assert (total.total, total.shortfall, total.secured_share, total.executed_share) == (
        "26,976",
        "13,488",
        "50.0%",
        "50.0%",
    )
    assert tell_filter(Query(kind="NO_SUCH", year="soon"), {}, {}) == "모든 사업"


def test_a_chart_says_what_is_most() -> None:
    chart = listing.chart_sources(SUMS, Unit.MILLION)
    assert chart.title == "총사업비 26,976백만원 가운데 도비 36.3%"
    assert [(part.word, part.amount) for part in chart.bars[0].parts] == [
        ("국비", "7,400"),
        ("도비", "9,788"),
        ("시비", "9,788"),
    ]


def test_groups_come_with_the_most_first_and_without_any_last() -> None:
    small = replace(SUMS, total_won=MILLION)
    chart = listing.chart_by(
        {None: SUMS, "b": small, "a": SUMS}, "부서", {"a": "가"}, {"a": "/projects?lead=a"}, Unit.MILLION
    )
    assert [(bar.word, bar.link) for bar in chart.bars] == [("가", "/projects?lead=a"), ("b", ""), ("정하지 않음", "")]
    assert chart.title == "가장 큰 부서: 가 26,976백만원"


def test_years_keep_what_comes_later_and_what_is_untold() -> None:
    """PRJ-21."""
    none = dict.fromkeys(Source, 0)
    years = [
        YearSums(2024, is_told=True, won=92, is_approximate=False, sources=none | {Source.CITY: 92}),
        YearSums(None, is_told=True, won=7, is_approximate=False, sources=none | {Source.CITY: 7}),
        YearSums(None, is_told=False, won=5, is_approximate=True, sources=none),
    ]
    chart = listing.chart_years(years, {2024: "/x"}, Unit.WON)
    assert [(bar.word, bar.total) for bar in chart.bars] == [("2024년", "92"), ("이후", "7"), ("연도 미상", "약 5")]
    assert [column.word for column in chart.columns] == ["시비", "재원 미상"]


def test_an_address_keeps_what_it_was_asked() -> None:
    query = Query(q="문화", unit="won", sort="-total_won", cursor="x", start=51)
    assert query.link(unit="thousand", cursor="x", start=51) == (
        "/projects?q=%EB%AC%B8%ED%99%94&cursor=x&sort=-total_won&unit=thousand&start=51"
    )
    assert (query.order, query.is_falling) == ("total_won", True)
    assert Query(sort="drop table").order == "name"
    assert Query(unit="parsec").money_unit is Unit.MILLION


def test_an_item_is_short_by_what_is_not_secured() -> None:
    """AR-05, AR-06: 4,450 - 2,410 = 2,040; transferred money counts for the item that has it."""
    row = see(land())
    (items,) = [table for table in one_money.lay_out_money(row, Unit.MILLION).tables if table.key == "items"]
    assert [[cell.text for cell in cells] for cells in items.rows] == [
        ["토지매입비", "4,450백만원", "2,410백만원", "0백만원", "2,040백만원"],
        ["건축비", "15,050백만원", "0백만원", "0백만원", "15,050백만원"],
    ]
    moved = land().act(
        TransferBudget(from_item="토지매입비", to_item="건축비", amount=million(410), on="2018. 2. 1.", reason="설계")
    )
    tables = {table.key: table for table in one_money.lay_out_money(see(moved), Unit.MILLION).tables}
    assert [cells[4].text for cells in tables["items"].rows] == ["2,450백만원", "14,640백만원"]
    assert tables["transfers"].rows[0][4].text == "설계"


def test_a_total_is_shown_as_it_was_written() -> None:
    """PRJ-12, INC-13."""
    row = see(begin().act(plan("약 670억원")))
    money = one_money.lay_out_money(row, Unit.MILLION)
    assert (money.total, money.written) == ("약 67,000백만원", "약 670억원")
    assert one_money.lay_out_money(row, Unit.HUNDRED_MILLION).written == ""


def test_the_review_that_is_needed_says_why() -> None:
    """PRJ-35: 19,500 with national money goes to the province, 20,000 to the centre."""
    for total, word in (("19,500", "도 의뢰심사"), ("20,000", "중앙 의뢰심사")):
        row = see(
            begin().act(
                plan(total, line(Source.NATIONAL, "1,000"), line(Source.CITY, str(int(total.replace(",", "")) - 1_000)))
            )
        )
        said = one_matters.tell_tier(row, DAY, Unit.MILLION)
        assert said == f"투자심사: {word} ({total}백만원, 국비·도비 포함, 일반)"
    assert "타당성조사" in one_matters.tell_tier(see(begin().act(plan("50,000"))), DAY, Unit.MILLION)


def test_land_adds_up_and_says_what_the_document_says() -> None:
    """PRJ-36, PRJ-37, AR-03, AR-04: 17 parcels of 76,739㎡ are 23,213.5 평; 6 of 16 are bought."""
    holdings = (
        Holding(owner=Owner.PRIVATE, count=16, area_m2=38_510),
        Holding(owner=Owner.CITY_OWNED, count=1, area_m2=38_229),
    )
    bought = AcquireParcels(owner=Owner.PRIVATE, count=6, area_m2=19_255, paid=million(1_120), on="2018. 7월")
    row = see(begin(kind=ProjectKind.LAND).act(RegisterParcels(holdings=holdings), bought))
    pyeong = discrepancy("PYEONG_MISMATCH", "23,254평", "23,213.5평")
    owners, purchases = one_matters.list_land(row, Unit.MILLION, [pyeong])
    assert owners.lead == "17필지 76,739㎡(23,213.5평) · 취득 6/16필지, 면적의 50.0%"
    assert owners.notes == ["문서에는 23,254평, 계산은 23,213.5평. ㎡를 기준으로 함"]
    assert [cells[4].text for cells in owners.rows] == ["6/16필지", "취득할 것 없음"]
    assert purchases.lead == "보상비 1,120백만원"


def discrepancy(code: str, stated: str, computed: str) -> Discrepancy:
    """Return an open discrepancy."""
    moment = datetime(2018, 8, 1, tzinfo=UTC)
    told = (str(UUID(int=3)), 1, 1, "PROJECT", "1", None, code, stated, computed, "A177", None, "operator", moment)
    return Discrepancy(*told)


def test_a_page_shows_both_sides_of_a_correction() -> None:
    """PLT-02."""
    story = land().act(CorrectProject(field=CorrectedField.NAME, value="유교문화원 건립", reason="정식 이름"))
    sheet = lay_out_sheet(read(story), "")
    assert sheet.name == "유교문화원 건립"
    assert sheet.corrections is not None
    assert [cell.text for cell in sheet.corrections.rows[0]][:4] == [
        "사업명",
        "문화원 건립",
        "유교문화원 건립",
        "정식 이름",
    ]


def test_a_project_of_several_years_says_so() -> None:
    """PRJ-23: 2018 ~ 2024 are seven fiscal years."""
    sheet = lay_out_sheet(read(land(), flagship_years=[2018]), "")
    (period,) = [said for said in sheet.said if said.field == "PERIOD"]
    assert period.hint == "7개 회계연도 계속비"
    assert sheet.marks == ["2018년 역점사업"]


def test_parts_and_the_citys_share_are_told() -> None:
    """PRJ-13, PRJ-16: 312 of 3,378 is the city's."""
    whole = see(begin().act(plan("3,378")))
    share = replace(see(begin(name="시 부담").act(plan("312"))), project="s", relation="CITY_SHARE")
    part = replace(see(begin(name="부분").act(plan("3,000"))), project="p", relation="PART")
    parts, shares = one_money.list_children([part, share], whole, Unit.MILLION, "?unit=won")
    assert parts.lead == "1개 사업 3,000백만원, 전체 사업비와 -378백만원 다름"
    assert shares.lead == "전체 3,378백만원 가운데 시 부담 312백만원(9.2%)"
    assert parts.rows[0][0].link == "/projects/p?unit=won"


def first(story: Story, principal: Principal = OPERATOR, **changes: Any) -> str | None:
    """Return the act that a page offers first."""
    found = offer(ACTS, read(story, **changes), principal, is_past=False).first
    return found.slug if found else None


def test_a_project_waits_for_one_act_at_a_time() -> None:
    """The plan, the milestones, the procedures that gate the start, the next milestone, the end."""
    story = begin()
    assert first(story) == "fund"
    story.act(plan("100"))
    assert first(story) == "plan-milestone"
    story.act(
        PlanMilestone(number=1, title="착수", planned="2018. 12월"), RequireProcedure(kind=ProcedureKind.APPRAISAL)
    )
    assert first(story) == "pass-procedure"
    story.act(PassProcedure(kind=ProcedureKind.APPRAISAL, on="2018. 7. 1."))
    assert first(story) == "reach-milestone"
    story.act(ReachMilestone(number=1, on="2018. 7. 2."))
    assert first(story) == "start"


def test_a_late_milestone_is_forecast_first() -> None:
    story = begin().act(plan("100"), PlanMilestone(number=1, title="착수", planned="2018. 6. 1."))
    offered = offer(ACTS, read(story), OFFICER, is_past=False)
    assert offered.first is not None
    assert (offered.first.slug, offered.first_query) == ("forecast-milestone", "number=1")


@pytest.mark.parametrize("principal", [STRANGER, MAYOR])
def test_nobody_else_is_offered_anything(principal: Principal) -> None:
    offered = offer(ACTS, read(land()), principal, is_past=False)
    assert (offered.first, offered.groups, offered.may_correct) == (None, [], False)


def test_an_officer_is_not_offered_what_the_office_approves() -> None:
    story = land().act(RequestReplacement(reason="부지 없음"))
    mine = {act.slug for _group, acts in offer(ACTS, read(story), OFFICER, is_past=False).groups for act in acts}
    theirs = {act.slug for _group, acts in offer(ACTS, read(story), OPERATOR, is_past=False).groups for act in acts}
    assert theirs - mine == {"approve-replacement"}


def test_what_has_ended_is_only_noted_and_corrected() -> None:
    offered = offer(ACTS, read(land().act(CancelProject(reason="취소"))), OPERATOR, is_past=False)
    slugs = {act.slug for _group, acts in offered.groups for act in acts}
    assert offered.first is None
    assert {slug for slug in slugs if not slug.startswith("correct-")} == {"note"}


def test_nothing_is_offered_of_the_past() -> None:
    assert offer(ACTS, read(land()), OPERATOR, is_past=True).first is None


def fill(slug: str, **values: str) -> Filled:
    """Return a form as it was filled in; `__` stands for a dot."""
    typed = {name.replace("__", "."): value for name, value in values.items()}
    blank = {each.name: "" for each in ACTS[slug].fields}
    return Filled("0197a1b2-0000-7000-8000-000000000001", 3, blank | typed)


def make(slug: str, reading: Reading, **values: str) -> Any:
    """Return the command of a form, or its errors."""
    options = {**list_choices(reading), From.PROGRAMMES: reading.programmes, From.PARTNERS: reading.partners}
    filled = fill(slug, **values)
    return make_command(ACTS[slug], filled, Ground(reading, filled.key, options))


def test_a_plan_is_read_from_its_form() -> None:
    """PRJ-10, PRJ-21, PRJ-22."""
    command = make(
        "fund",
        read(begin()),
        total="20백만원",
        sources__CITY="20백만원",
        years="2018 시비 15백만원\n이후 시비 5백만원",
        lines="영상제작 5백만원\n광고 15백만원",
        lines_are_whole="yes",
    )
    assert isinstance(command, SetFundingPlan)
    assert [(each.source, each.amount.won) for each in command.sources] == [(Source.CITY, 20 * MILLION)]
    assert [(each.year, each.amounts[0].amount.won) for each in command.years] == [
        (2018, 15 * MILLION),
        (None, 5 * MILLION),
    ]
    assert [(each.item, each.amount.won) for each in command.lines] == [
        ("영상제작", 5 * MILLION),
        ("광고", 15 * MILLION),
    ]
    assert command.lines_are_whole


def test_a_plan_is_shown_again_as_it_can_be_sent() -> None:
    reading = read(land())
    again = make(
        "fund", reading, **{name.replace(".", "__"): value for name, value in ACTS["fund"].prefill(reading).items()}
    )
    assert isinstance(again, SetFundingPlan)
    assert again.total.won == 19_500 * MILLION
    assert [each.item for each in again.lines] == ["토지매입비", "건축비"]


@pytest.mark.parametrize(
    ("slug", "values", "name"),
    [
        ("fund", {"total": "많음"}, "total"),
        ("fund", {"total": "1억", "lines": "토지매입비"}, "lines"),
        ("fund", {"total": "1억", "years": "올해 시비 1억"}, "years"),
        (
            "secure",
            {"round__year": "이천", "round__kind": "ORIGINAL", "source": "CITY", "amount": "1억", "on": "2018"},
            "round.year",
        ),
        (
            "secure",
            {"round__year": "2018", "round__kind": "NONE", "source": "CITY", "amount": "1억", "on": "2018"},
            "round.kind",
        ),
        ("register-parcels", {"holdings": "사유 열 필지"}, "holdings"),
        ("contract", {"name": "용역", "period": "2018", "consortium": "모르는 곳 100%"}, "consortium"),
        ("start", {}, "on"),
        ("reach-milestone", {"number": "9", "on": "2018"}, "number"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(slug: str, values: dict[str, str], name: str) -> None:
    wrong = make(slug, read(schedule()), **values)
    assert isinstance(wrong, dict)
    assert name in wrong


def test_the_other_lines_of_forms_are_read() -> None:
    reading = read(schedule())
    reached = make("reach-milestone", reading, number="2", on="2018. 7. 1.", evidence="결과보고 https://example.kr/1")
    assert isinstance(reached, ReachMilestone)
    assert [(each.name, each.link) for each in reached.evidence] == [("결과보고", "https://example.kr/1")]
    known = replace(reading, row=replace(reading.row, project=str(UUID(int=7))))
    signed = make("contract", known, name="용역", period="2018", consortium="국토연구원 70%\nkrihs 30%")
    assert [(each.partner, each.share) for each in signed.consortium] == [("krihs", 7_000), ("krihs", 3_000)]
    held = make("register-parcels", reading, holdings="사유 16필지 38,510㎡\n시유 1 38229")
    assert [(each.owner, each.count, each.area_m2) for each in held.holdings] == [
        (Owner.PRIVATE, 16, 38_510),
        (Owner.CITY_OWNED, 1, 38_229),
    ]
    with pytest.raises(Misread) as misread:
        acts_lines.read_lines("lines", "토지 1억\n\n건축", acts_lines.read_item)
    assert misread.value.message == "3번째 줄을 읽을 수 없습니다: 건축"


def test_parts_have_the_same_ids_when_the_form_is_sent_again() -> None:
    """AR-08: a form sent twice is one command."""
    typed = "힐링생태체험; 8,600백만원; 균특\n팹랩; 3,276백만원"
    one, other = (make("divide", read(begin().act(plan("11,876"))), parts=typed) for _ in range(2))
    assert one == other
    assert [(each.name, each.total.won, each.programme) for each in one.parts] == [
        ("힐링생태체험", 8_600 * MILLION, "balanced-dev"),
        ("팹랩", 3_276 * MILLION, None),
    ]


def test_a_procedure_is_told_by_kind_and_name() -> None:
    story = begin().act(RequireProcedure(kind=ProcedureKind.OTHER, name="설계경기"))
    command = make("pass-procedure", read(story), procedure="OTHER|설계경기", on="2018. 7. 1.")
    assert (command.kind, command.name) == (ProcedureKind.OTHER, "설계경기")


def test_every_field_that_may_be_corrected_has_a_form_that_knows_its_value() -> None:
    reading = read(land())
    for field in CorrectedField:
        act = ACTS[f"correct-{field.lower().replace('_', '-')}"]
        assert set(act.prefill(reading)) == {"value"}
        assert dict(act.adds) == {"field": field}
    assert ACTS["correct-period"].prefill(reading) == {"value": "2018 ~ 2024"}


def test_a_refusal_is_told_where_it_belongs() -> None:
    no = Rejected("SECURED_EXCEEDS_TOTAL", "확보한 예산이 사업비보다 많아집니다.")
    assert place_refusal(ACTS["secure"].fields, no) == {"amount": "확보한 예산이 사업비보다 많아집니다."}
    assert place_refusal(ACTS["note"].fields, no) == {}


def test_each_place_of_a_refusal_is_a_field_of_some_form() -> None:
    known = {each.name for act in ACTS.values() for each in act.fields} | {"lead", "team", "stated_months"}
    assert {name for names in PLACES.values() for name in names} - known == set()


def test_a_file_has_every_project_in_won_and_its_sums() -> None:
    """The paper is in the reader's unit, the workbook in won."""
    rows = [see(land()), see(schedule())]
    moment = datetime(2018, 8, 1, 9, tzinfo=UTC)
    made = Listing(rows, NAMES.departments, {}, SUMS, "모든 사업", Unit.MILLION, DAY, OPEN, moment, 5, is_sample=True)
    first_row, second = list_rows(made)
    assert len(first_row) == len(COLUMNS)
    assert first_row[9] == 19_500 * MILLION
    assert second[-5:] == ("중간보고", "2018. 6. 1.", "2018. 9. 3.", 94, second[-1])
    book, paper = make_book(made), make_paper(made)
    assert [sheet.name for sheet in book.sheets] == ["사업", "합계"]
    assert paper.foot.startswith("교육용 표본 · 기준 2018. 08. 01.")


def amount(text: str) -> dict[str, Any]:
    """Return an amount as a row keeps it."""
    return read_amount(text).model_dump(mode="json")


def column(total: str, this_year: str | None, city: str, **more: object) -> dict[str, Any]:
    """Return a line or the sums of a budget sheet."""
    told = {"total": amount(total), "this_year": amount(this_year) if this_year else None}
    return {**told, "sources": [{"source": "CITY", "amount": amount(city)}], "earlier": None, "later": None, **more}


def test_a_budget_sheet_equals_its_rows_and_flags_what_does_not() -> None:
    """PRJ-04, INC-23, AR-26: 92 + 7 = 99 of the city; this year states 92, its rows 99."""
    lines = [
        column("92백만원", "92백만원", "92백만원", name="홍보", project="p"),
        column("7백만원", None, "7백만원", name="유치", project=None),
    ]
    stated = column("99백만원", "92백만원", "99백만원")
    sheet = {"lines": lines, "stated": stated, "computed": {**stated, "this_year": amount("99백만원")}}
    apart = discrepancy("BUDGET_SHEET_MISMATCH", "92", "99")
    costs = lay_out_costs(2024, sheet, [apart], DECISION_LABELS, Unit.MILLION)
    assert [head.word for head in costs.heads] == ["사업명", "총사업비", "2024년 계", "시비"]
    assert [[cell.text for cell in row] for row in costs.rows] == [["홍보", "92", "92", "92"], ["유치", "7", "–", "7"]]
    assert [cell.text for cell in costs.stated] == ["99", "92", "99"]
    assert [cell.text for cell in costs.computed] == ["99", "99", "99"]
    assert costs.differs == [False, True, False]
    assert costs.deviations[0].link == f"/discrepancies/{apart.discrepancy}"
    same = lay_out_costs(2024, {**sheet, "computed": stated}, [], DECISION_LABELS, Unit.MILLION)
    assert (same.computed, same.deviations) == ([], [])


def test_money_spent_beyond_what_is_secured_says_why() -> None:
    """PRJ-18: shown wherever the amount is."""
    story = land().act(
        PlanMilestone(number=1, title="착수", planned="2018. 9월"),
        RequireProcedure(kind=ProcedureKind.INVESTMENT_REVIEW),
    )
    story.act(PassProcedure(kind=ProcedureKind.INVESTMENT_REVIEW, on="2018. 7. 1.", tier=Tier.CENTRAL))
    story.act(ExecuteBudget(amount=million(2_500), on="2018. 7. 2.", override_reason="긴급 보상"))
    tables = {table.key: table for table in one_money.lay_out_money(see(story), Unit.MILLION).tables}
    assert tables["executed"].rows[0][3].text == "긴급 보상"
    assert tables["executed"].lead == "1번에 2,500백만원, 확보의 103.7%"


def test_a_page_of_rows_says_where_it_stands() -> None:
    page: Page[Row] = Page([see(land())], "next", 51, 9)
    laid_out = listing.lay_out_page(page, Query(start=51), NAMES, DAY, OPEN)
    assert (laid_out.first, laid_out.last, laid_out.total) == (51, 51, 51)
    assert laid_out.next_link == "/projects?cursor=next&start=52"
    empty: Page[Row] = Page([], None, 0, 9)
    assert listing.lay_out_page(empty, Query(), NAMES, DAY, OPEN).first == 0
