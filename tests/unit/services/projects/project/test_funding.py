"""The plan of a project's funding as given / when / then, with the sources' own numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts.errors import Rejected
from contracts.projects import Amount, DiscrepancyRecorded, FundingLine, Source
from contracts.projects.funding import AssignProgramme, FundingPlanSet, FundingProgrammeAssigned, SetFundingPlan
from contracts.projects.projects import Parent, Relation
from tests.unit.services.projects.project.story import KEY, OFFICER, REGISTER, Story, begin, claim, line, million, plan

NATIONAL, PROVINCE, CITY, LOCAL = Source.NATIONAL, Source.PROVINCIAL, Source.CITY, Source.LOCAL
BALANCED = (line(NATIONAL, "7,400"), line(PROVINCE, "9,788"), line(CITY, "9,788"))
"""A207."""


def test_the_sources_add_up_to_the_total() -> None:
    """AR-07, PRJ-10: 26,976 = 7,400 + 9,788 + 9,788."""
    (event,) = begin().act(plan("26,976", *BALANCED)).events[1:]
    assert isinstance(event, FundingPlanSet)
    assert event.total.won == 26_976_000_000


def test_a_sum_that_is_off_is_refused_with_both_numbers() -> None:
    """PRJ-10."""
    with pytest.raises(Rejected, match="FUNDING_SUM_MISMATCH") as refusal:
        begin().act(plan("26,977", *BALANCED))
    assert refusal.value.details == {"stated": "26,977,000,000원", "computed": "26,976,000,000원"}


def test_a_sum_that_is_claimed_is_recorded() -> None:
    """PRJ-10: an import accepts it with open eyes, as a discrepancy."""
    story = begin().act(plan("26,977", *BALANCED, claims=(claim("FUNDING_SUM_MISMATCH", "26,977", "A207"),)))
    recorded = story.last
    assert isinstance(recorded, DiscrepancyRecorded)
    assert (recorded.stated, recorded.computed, recorded.source) == ("26,977", "26,976,000,000원", "A207")
    assert story.project.money.plan is not None


def test_only_the_office_claims_and_only_what_is_off() -> None:
    """PRJ-10."""
    off = plan("26,977", *BALANCED, claims=(claim("FUNDING_SUM_MISMATCH"),))
    with pytest.raises(Rejected, match="NOT_PERMITTED"):
        begin().act(off, actor=OFFICER)
    with pytest.raises(Rejected, match="CLAIM_NOT_NEEDED"):
        begin().act(plan("26,976", *BALANCED, claims=(claim("FUNDING_SUM_MISMATCH"),)))


def test_a_sum_of_about_is_compared_and_recorded() -> None:
    """PRJ-12, AR-15, INC-13: 약 1,778억 of 약 670억 and 1,109억 is off by one, which refuses nothing."""
    story = begin().act(plan("약 1,778억원", line(NATIONAL, "약 670억원"), line(LOCAL, "1,109억원")))
    recorded = story.last
    assert isinstance(recorded, DiscrepancyRecorded)
    assert (recorded.stated, recorded.computed) == ("약 177,800,000,000원", "약 177,900,000,000원")
    exact = begin().act(plan("약 1,778억원", line(NATIONAL, "약 670억원"), line(LOCAL, "약 1,108억원")))
    assert len(exact.events) == 2


def test_revenue_is_a_source_and_30_percent_of_an_event_may_be_national() -> None:
    """AR-25, PRJ-17, PRJ-24: 20,000 = 6,000 + 4,000 + 4,000 + 6,000."""
    others = (line(PROVINCE, "4,000"), line(CITY, "4,000"))
    story = begin(is_international_event=True)
    story.act(plan("20,000", line(NATIONAL, "6,000"), *others, line(Source.REVENUE, "6,000")))
    with pytest.raises(Rejected, match="NATIONAL_SHARE_CAP") as refusal:
        story.act(plan("20,000", line(NATIONAL, "6,001"), *others, line(Source.REVENUE, "5,999")))
    assert refusal.value.details["most"] == "6,000,000,000원"
    begin().act(plan("20,000", line(NATIONAL, "6,001"), *others, line(Source.REVENUE, "5,999")))


def years(*rows: tuple[int | None, tuple[FundingLine, ...]]) -> list[dict[str, object]]:
    """Return plans of years."""
    return [{"year": year, "amounts": amounts} for year, amounts in rows]


def test_the_years_add_up_to_the_total_and_to_each_source() -> None:
    """PRJ-21, AR-26: 99 of this year is 92 and 7, all of the city."""
    city = line(CITY, "99")
    begin().act(plan("99", city, years=years((2024, (city,)))))
    begin().act(plan("99", years=years((2024, (city,)))))  # whose sources are told by the years alone
    begin().act(plan("99", city, years=years((2024, (line(CITY, "92"),)), (None, (line(CITY, "7"),)))))
    with pytest.raises(Rejected, match="YEAR_SPLIT_MISMATCH"):
        begin().act(plan("99", city, years=years((2024, (line(CITY, "92"),)))))
    with pytest.raises(Rejected, match="YEAR_SPLIT_MISMATCH") as refusal:
        begin().act(plan("99", city, years=years((2024, (line(PROVINCE, "99"),)))))
    assert refusal.value.details == {"stated": "99,000,000원", "computed": "0원"}


def cost(**items: int) -> list[dict[str, object]]:
    """Return lines in 백만원."""
    return [{"item": item, "amount": million(number)} for item, number in items.items()]


def test_the_lines_of_a_whole_add_up() -> None:
    """AR-23, PRJ-22: 20 = 5 + 15."""
    begin().act(plan("20", lines=cost(영상제작=5, 광고=15), lines_are_whole=True))
    with pytest.raises(Rejected, match="BREAKDOWN_MISMATCH"):
        begin().act(plan("20", lines=cost(영상제작=5, 광고=14), lines_are_whole=True))


def test_lines_of_a_part_are_no_more_than_the_whole() -> None:
    """AR-06, PRJ-19: 토지매입비 4,450 of 19,500 leaves 15,050."""
    story = begin().act(plan("19,500", lines=cost(토지매입비=4_450)))
    known = story.project.money.plan
    assert known is not None
    assert known.total.won - known.lines[0].amount.won == million(15_050).won
    with pytest.raises(Rejected, match="BREAKDOWN_MISMATCH"):
        begin().act(plan("19,500", lines=cost(토지매입비=19_501)))


def test_nothing_is_named_twice() -> None:
    city = line(CITY, "10")
    for bad in (
        plan("20", city, city),
        plan("20", lines=[*cost(가=5), *cost(가=5)]),
        plan("20", years=years((2024, (city,)), (2024, (city,)))),
        plan("20", years=years((2024, (city, city)))),
    ):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            begin().act(bad)


def test_the_local_share_stands_undivided() -> None:
    """AR-13, PRJ-15: 3,378 = 2,702 + 676, 312 = 250 + 62, 2,257 = 1,809 + 448, 146 = 117 + 29."""
    for total, national, local in ((3_378, 2_702, 676), (312, 250, 62), (2_257, 1_809, 448), (146, 117, 29)):
        begin().act(plan(str(total), line(NATIONAL, str(national)), line(LOCAL, str(local))))


def test_a_programme_splits_the_plan_by_its_rates() -> None:
    """AR-10, PRJ-14: 8,600 of 균특 is 4,300, 2,150, 2,150."""
    story = begin().act(plan("8,600"), AssignProgramme(programme="balanced-dev"))
    event = story.last
    assert isinstance(event, FundingProgrammeAssigned)
    assert event.split == (line_of(NATIONAL, 4_300), line_of(PROVINCE, 2_150), line_of(CITY, 2_150))
    assert story.project.money.sources == event.split


def line_of(source: Source, number: int) -> FundingLine:
    """Return a line without written words."""
    return FundingLine(source=source, amount=million(number))


def test_what_lies_off_the_rates_is_recorded_never_refused() -> None:
    """AR-14, INC-14, PRJ-15: 2,257 x 80 % = 1,806, and the source has 1,809."""
    story = begin().act(plan("2,257", line(NATIONAL, "1,809"), line(LOCAL, "448")))
    story.act(AssignProgramme(programme="living-zone"))
    recorded = story.last
    assert isinstance(recorded, DiscrepancyRecorded)
    assert (recorded.code, recorded.stated, recorded.computed) == ("RATE_DEVIATION", "1,809백만원", "1,806백만원")
    assert story.project.money.sources[0].amount.won == million(1_809).won


@pytest.mark.parametrize(("total", "national", "local"), [(3_378, 2_702, 676), (312, 250, 62), (146, 117, 29)])
def test_what_lies_within_a_unit_is_not(total: int, national: int, local: int) -> None:
    """AR-14."""
    story = begin().act(plan(str(total), line(NATIONAL, str(national)), line(LOCAL, str(local))))
    story.act(AssignProgramme(programme="living-zone"))
    assert isinstance(story.last, FundingProgrammeAssigned)


def test_a_deviation_may_be_claimed_with_its_source() -> None:
    """INC-14."""
    story = begin().act(plan("2,257", line(NATIONAL, "1,809"), line(LOCAL, "448")))
    story.act(AssignProgramme(programme="living-zone", claims=(claim("RATE_DEVIATION", "1,809", "A346"),)))
    assert isinstance(story.last, DiscrepancyRecorded)
    assert story.last.source == "A346"


def test_province_and_city_are_compared_as_one_where_the_rates_do_not_divide_them() -> None:
    """AR-14: 80 % and 20 % of 100, whoever of the two pays the 20."""
    story = begin().act(plan("100", line(NATIONAL, "80"), line(PROVINCE, "15"), line(CITY, "5")))
    story.act(AssignProgramme(programme="living-zone"))
    assert isinstance(story.last, FundingProgrammeAssigned)


def test_a_new_plan_is_split_again() -> None:
    """PRJ-14."""
    story = begin().act(plan("8,600"), AssignProgramme(programme="balanced-dev"), plan("2,900"))
    assert story.project.money.sources == (line_of(NATIONAL, 1_450), line_of(PROVINCE, 725), line_of(CITY, 725))


def test_a_city_share_sets_its_own_total() -> None:
    """PRJ-16, PRJ-53: 312 of the joint 3,378; it is no part that the whole adjusts."""
    share = Parent(project=KEY, relation=Relation.CITY_SHARE)
    story = Story().act(REGISTER.model_copy(update={"parent": share}), is_parent_known=True)
    story.act(
        plan("312", line(NATIONAL, "250"), line(LOCAL, "62")), plan("313", line(NATIONAL, "250"), line(LOCAL, "63"))
    )
    assert story.project.money.plan is not None
    assert story.project.money.plan.total.won == million(313).won


def test_a_programme_must_be_there_on_the_day_and_a_plan_before_it() -> None:
    """PRJ-14."""
    with pytest.raises(Rejected, match="UNKNOWN_PROGRAMME"):
        begin().act(plan("8,600"), AssignProgramme(programme="nothing"))
    with pytest.raises(Rejected, match="WRONG_STATE"):
        begin().act(AssignProgramme(programme="balanced-dev"))


wons = some.integers(0, 10**12)


@given(wons, wons, wons, wons)
def test_a_plan_that_stands_unclaimed_adds_up(total: int, national: int, province: int, city: int) -> None:
    """PRJ-10: of any numbers."""
    amounts = {NATIONAL: national, PROVINCE: province, CITY: city}
    lines = tuple(FundingLine(source=source, amount=Amount(won=won)) for source, won in amounts.items())
    command = SetFundingPlan(total=Amount(won=total), sources=lines)
    if total == national + province + city:
        begin().act(command)
    else:
        with pytest.raises(Rejected, match="FUNDING_SUM_MISMATCH"):
            begin().act(command)
