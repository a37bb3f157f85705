"""The fold of a project's row as given / when / then, and its milestones as they stand on a day."""

from datetime import date
from typing import Final
from uuid import UUID

import pytest

from contracts.calendar import Calendar
from contracts.projects.budget import ExecuteBudget, Round, RoundKind, SecureBudget, TransferBudget
from contracts.projects.funding import PartsAdjusted, PartTotal
from contracts.projects.land import Holding, Owner
from contracts.projects.matters import ApproveReplacement, NoteEvent, RequestReplacement
from contracts.projects.milestones import DropMilestone, ForecastMilestone, PlanMilestone, ReachMilestone
from contracts.projects.money import Source, read_amount
from contracts.projects.parcels import AcquireParcels, RegisterParcels
from contracts.projects.procedures import FailProcedure, PassProcedure, ProcedureKind, RequireProcedure
from contracts.projects.projects import CorrectedField, CorrectProject, Location
from contracts.projects.schedule import Slip, Status
from contracts.projects.slips import MilestoneSlipped
from gateway.answers.schedule import find_worst_slip, list_standings, split_milestones
from gateway.views import (
    project,
)
from tests.projects_histories import tell_division
from tests.unit.services.projects.project.story import LEAD, Story, begin, line, million, plan
from tests.unit.test_projects_views import fold, only

OPEN: Final = Calendar()


def see(story: Story) -> project.Row:
    """Return a project's row."""
    row = only(project, [("project-1", event) for event in story.events])
    assert isinstance(row, project.Row)
    return row


def test_a_project_is_told_as_it_was_registered() -> None:
    """PRJ-44: with its days as columns, and what the source wrote beside them."""
    story = begin(
        aliases=("도시브랜드",), location=Location(address="산노리", latitude=36_150_000, longitude=1, area_m2=9)
    )
    row = see(story)
    assert (row.name, row.aliases, row.phase, row.lead) == (
        "논산시 도시브랜드 개발",
        ["도시브랜드"],
        "REGISTERED",
        LEAD,
    )
    assert (row.first_day, row.last_day) == (date(2017, 10, 1), date(2018, 5, 31))
    assert row.period["written"] == "2017. 10. ~ 2018. 05."
    assert (row.address, row.latitude, row.area_m2) == ("산노리", 36_150_000, 9)
    assert (row.total_won, row.shortfall_won, row.national_won) == (None, None, None)


def test_the_sources_of_a_plan_are_columns() -> None:
    """PRJ-10, PRJ-12: 7,400 + 9,788 + 9,788 = 26,976; a source that is not named gives nothing."""
    sources = line(Source.NATIONAL, "7,400"), line(Source.PROVINCIAL, "9,788"), line(Source.CITY, "9,788")
    row = see(begin().act(plan("약 26,976백만원", *sources)))
    assert (row.total_won, row.is_approximate, row.order_won) == (26_976_000_000, True, 26_976_000_000)
    assert (row.national_won, row.provincial_won, row.city_won) == (7_400_000_000, 9_788_000_000, 9_788_000_000)
    assert (row.local_won, row.revenue_won, row.other_won) == (0, 0, 0)
    assert row.total is not None
    assert row.total["written"] == "약 26,976백만원"


def test_each_year_and_source_of_a_plan_is_one_entry() -> None:
    """PRJ-21: '24 and 이후."""
    years = [
        {"year": 2024, "amounts": [line(Source.CITY, "3"), line(Source.NATIONAL, "2")]},
        {"amounts": [line(Source.CITY, "5")]},
    ]
    row = see(begin().act(plan("10", years=years)))
    assert [(each["year"], each["source"], each["won"]) for each in row.years] == [
        (2024, "CITY", 3_000_000),
        (2024, "NATIONAL", 2_000_000),
        (None, "CITY", 5_000_000),
    ]


def test_the_seven_parts_have_the_sources_that_their_programmes_give() -> None:
    """AR-08 to AR-10, PRJ-13, PRJ-14: column sums 7,400, 9,788, 9,788; the whole is told as divided."""
    rows = fold(project, tell_division()).values()
    (whole,) = (row for row in rows if row.is_divided)
    parts = [row for row in rows if not row.is_divided]
    assert (len(parts), {row.relation for row in parts}) == (7, {"PART"})
    assert sum(row.total_won for row in parts) == whole.total_won == 26_976_000_000
    sums = [sum(getattr(row, name) for row in parts) for name in ("national_won", "provincial_won", "city_won")]
    assert sums == [7_400_000_000, 9_788_000_000, 9_788_000_000]
    by = {
        code: sum(row.total_won for row in parts if row.programme == code) for code in {row.programme for row in parts}
    }
    assert by == {"balanced-dev": 14_800_000_000, "provincial-only": 12_176_000_000}


def secure(won: int, item: str | None) -> SecureBudget:
    """Return so many 백만원 of the original budget."""
    original = Round(year=2018, kind=RoundKind.ORIGINAL)
    return SecureBudget(round=original, source=Source.CITY, item=item, amount=million(won), on="2018. 1월")


def test_what_is_secured_and_spent_is_told_by_item() -> None:
    """PRJ-18, PRJ-19, AR-05: 4,450 - 2,410 = 2,040."""
    lines = [{"item": "토지", "amount": million(4_000)}, {"item": "건물", "amount": million(450)}]
    story = begin().act(
        plan("4,450", lines=lines),
        secure(2_310, "토지"),
        secure(100, None),
        ExecuteBudget(amount=million(60), on="2018. 2월", item="토지"),
        TransferBudget(from_item="토지", to_item="건물", amount=million(10), on="2018. 3월", reason="변경"),
    )
    row = see(story)
    assert (row.secured_won, row.executed_won, row.shortfall_won) == (2_410_000_000, 60_000_000, 2_040_000_000)
    assert row.items == {
        "토지": {"secured_won": 2_300_000_000, "executed_won": 60_000_000},
        "건물": {"secured_won": 10_000_000, "executed_won": 0},
        "": {"secured_won": 100_000_000, "executed_won": 0},
    }
    assert (len(row.secured), len(row.executed), len(row.transfers)) == (2, 1, 1)


def test_why_more_was_spent_than_secured_stays_with_it() -> None:
    """PRJ-18: the reason is shown wherever the amount is."""
    row = see(begin().act(plan("10"), ExecuteBudget(amount=million(1), on="2018. 2월", override_reason="긴급")))
    assert [each["override_reason"] for each in row.executed] == ["긴급"]


def test_a_milestone_is_told_with_plan_forecast_and_end() -> None:
    """PRJ-30, PRJ-43: planned for April, expected in July: 31 + 30 + 31 = 92 days later."""
    story = begin().act(
        PlanMilestone(number=2, title="최종", planned="2018. 4월"),
        PlanMilestone(number=1, title="착수", planned="2018. 1월"),
        PlanMilestone(number=3, title="생략", planned="2018. 12월"),
        ReachMilestone(number=1, on="2018. 1월"),
        ForecastMilestone(number=2, forecast="2018. 7월", reason="협의"),
        DropMilestone(number=3, reason="불필요"),
    )
    row = see(story)
    assert [each["number"] for each in row.milestones] == [1, 2, 3]
    standings = list_standings(row.milestones, date(2018, 5, 1), OPEN)
    first, second, third = (each.standing for each in standings)
    assert first is not None
    assert first.status is Status.DONE_ON_TIME
    assert second is not None
    assert (second.status, second.slip.days) == (Status.SLIPPED, 92)
    assert third is None
    assert find_worst_slip(standings).days == 92
    assert find_worst_slip([]) == Slip()


@pytest.mark.parametrize(
    ("day", "behind"), [(date(2017, 12, 31), []), (date(2018, 1, 1), [1]), (date(2018, 8, 1), [1])]
)
def test_each_milestone_is_behind_or_ahead_of_a_day(day: date, behind: list[int]) -> None:
    """PRJ-03: in exactly one list; one that was dropped is in none."""
    story = begin().act(
        *(PlanMilestone(number=n, title=str(n), planned=f"2018. {n}월") for n in (1, 2, 3)),
        ReachMilestone(number=1, on="2018. 1월"),
        DropMilestone(number=2, reason="-"),
    )
    done, ahead = split_milestones(see(story).milestones, day)
    assert [each["number"] for each in done] == behind
    assert sorted(each["number"] for each in (*done, *ahead)) == [1, 3]


def test_each_review_that_a_slip_opened_is_told_with_its_milestone() -> None:
    """PRJ-43: by a forecast or by the days that have passed."""
    slipped = MilestoneSlipped(number=1, slip_days=14, slip_business_days=10, review=UUID(int=3))
    story = begin().act(PlanMilestone(number=1, title="착수", planned="2018. 1월"))
    story.act(ForecastMilestone(number=1, forecast="2018. 7월", reason="-"), is_flagship=True)
    story.events.append(slipped)
    ((first, second),) = (each["reviews"] for each in see(story).milestones)
    assert (first != second, second) == (True, str(UUID(int=3)))


def test_parts_that_are_adjusted_stand_with_the_whole() -> None:
    """PRJ-13."""
    parts = (PartTotal(project=UUID(int=101), name="하나", total=million(7)),)
    story = begin().act(plan("7"))
    story.events.append(PartsAdjusted(parts=parts, reason="변경"))
    row = see(story)
    assert (row.is_divided, [each["total"]["won"] for each in row.parts]) == (True, [7_000_000])


def test_a_procedure_stands_once_however_often_it_is_tried() -> None:
    """PRJ-34."""
    kind = ProcedureKind.APPRAISAL
    story = begin().act(
        RequireProcedure(kind=kind),
        FailProcedure(kind=kind, on="2018. 1월", reason="재평가"),
        PassProcedure(kind=kind, on="2018. 7월", reference="감정서"),
    )
    (told,) = see(story).procedures
    assert (told["result"], told["reference"], told["gates_start"], told["reason"]) == (
        "PASSED",
        "감정서",
        True,
        "재평가",
    )


def test_land_is_counted_and_what_is_acquired_of_it() -> None:
    """PRJ-36, PRJ-37, AR-03: 17 = 16 + 1; 76,739 = 38,510 + 38,229 ㎡."""
    holdings = (
        Holding(owner=Owner.PRIVATE, count=16, area_m2=38_510),
        Holding(owner=Owner.CITY_OWNED, count=1, area_m2=38_229),
    )
    acquire = AcquireParcels(owner=Owner.PRIVATE, count=2, area_m2=5_000, paid=million(7), on="2018. 7월")
    row = see(begin().act(RegisterParcels(holdings=holdings), acquire, acquire))
    assert (row.parcel_count, row.parcel_area_m2) == (17, 76_739)
    assert (row.acquired_count, row.acquired_area_m2, row.paid_won) == (4, 10_000, 14_000_000)


def test_both_versions_of_what_was_corrected_are_seen() -> None:
    """PLT-02: with who and when; a list is a list again."""
    story = begin(aliases=("가",)).act(
        CorrectProject(field=CorrectedField.ALIASES, value="나\n다", reason="오기"),
        CorrectProject(field=CorrectedField.PERIOD, value="2018 ~ 2020", reason="연장"),
        CorrectProject(field=CorrectedField.TERM, value="7", reason="민선7기"),
    )
    row = see(story)
    assert (row.aliases, row.term, row.last_day) == (["나", "다"], 7, date(2020, 12, 31))
    assert [(each["before"], each["after"]) for each in row.corrections] == [
        ("가", "나\n다"),
        ("2017. 10. ~ 2018. 05.", "2018 ~ 2020"),
        (None, "7"),
    ]
    assert [each["by"] for each in row.corrections] == ["operator"] * 3


def test_a_project_that_moves_to_another_department_leaves_its_team() -> None:
    story = begin(team="brand").act(CorrectProject(field=CorrectedField.LEAD, value="culture", reason="이관"))
    assert (see(story).lead, see(story).team) == ("culture", None)


def test_a_replacement_keeps_the_money() -> None:
    """PRJ-41."""
    story = begin(summary="요약").act(
        plan("900"), RequestReplacement(reason="타당성"), ApproveReplacement(name="다른 사업")
    )
    row = see(story)
    assert (row.name, row.summary, row.total_won) == ("다른 사업", "요약", 900_000_000)
    assert (row.replacement_requested_for, row.replacements[0]["before"]) == (None, "논산시 도시브랜드 개발")


def test_what_happened_is_noted_in_order() -> None:
    """PRJ-42: selected on 2017-10-31."""
    row = see(begin().act(NoteEvent(on="2017-10-31", text="선정"), NoteEvent(on="2018-01-02", text="통보")))
    assert [each["text"] for each in row.notes] == ["선정", "통보"]
    assert row.version == 3


def test_amounts_are_read_whole() -> None:
    """PRJ-11: 224,250천원 is 224,250,000."""
    row = see(
        begin().act(plan("300"), ExecuteBudget(amount=read_amount("224,250천원"), on="2018. 2월", override_reason="-"))
    )
    assert row.executed_won == 224_250_000
