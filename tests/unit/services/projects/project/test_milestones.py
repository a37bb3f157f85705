"""Milestones of a project as given / when / then: the brand's eight (A117-130; PRJ-30, PRJ-43)."""

import pytest

from contracts.errors import Rejected
from contracts.projects import DiscrepancyRecorded
from contracts.projects.milestones import (
    DropMilestone,
    Evidence,
    ForecastMilestone,
    MilestoneForecast,
    MilestonePlanned,
    MilestoneReached,
    PlanMilestone,
    ReachMilestone,
    ReplanMilestone,
)
from contracts.projects.reviews import ReviewKind, ReviewOpened
from services.projects.project.decide import name_stream
from tests.unit.services.projects.project.story import KEY, Story, begin, claim

BRAND = (
    ("브랜드개발 연구용역 착수", "2017. 10월"),
    ("착수보고회, 온라인 설문조사", "2017. 11 ~ 12월"),
    ("1~3차 중간보고회", "2018. 1 ~ 3월"),
    ("타운홀미팅, 시정조정위원회 의결", "2018. 4월"),
    ("용역 준공, 최종보고회", "2018. 5월"),
    ("매뉴얼 배부, 상표 출원", "2018. 6월"),
    ("제2회 추경으로 정비 실시", "2018. 9월 ~"),
    ("상표 등록 완료", "2019. 2월"),
)


def planned(number: int, when: str, **more: object) -> PlanMilestone:
    """Return a milestone of the brand."""
    body = {"type": "projects.plan_milestone.v1", "number": number, "title": BRAND[number - 1][0], "planned": when}
    return PlanMilestone.model_validate({**body, **more})


def brand(upto: int = 8) -> Story:
    """Return the brand with its milestones."""
    return begin().act(*(planned(number, when) for number, (_, when) in enumerate(BRAND[:upto], 1)))


def reach(number: int, on: str, **more: object) -> ReachMilestone:
    """Return that one was reached."""
    body = {"type": "projects.reach_milestone.v1", "number": number, "on": on}
    return ReachMilestone.model_validate({**body, **more})


def test_the_brand_has_eight_milestones_in_order() -> None:
    """PRJ-30."""
    story = brand()
    assert list(story.project.schedule.milestones) == [1, 2, 3, 4, 5, 6, 7, 8]
    story.act(*(reach(number, when) for number, (_, when) in enumerate(BRAND[:6], 1)))
    reached = [each.number for each in story.project.schedule.milestones.values() if each.reached]
    assert reached == [1, 2, 3, 4, 5, 6]


def test_planned_dates_do_not_go_back() -> None:
    """PRJ-30, INC-01: the source has 2018 for the second, which stands before January 2018."""
    story = begin().act(planned(1, "2017. 10월"), planned(3, "2018. 1 ~ 3월"))
    with pytest.raises(Rejected, match="MILESTONE_ORDER") as refusal:
        story.act(planned(2, "2018. 11 ~ 12월"))
    assert refusal.value.details == {"stated": "2018-11/2018-12", "computed": "2017-10-01 ~ 2018-01-01"}
    with pytest.raises(Rejected, match="MILESTONE_ORDER"):
        story.act(planned(2, "2017. 9월"))
    story.act(planned(2, "2018-01-01"))  # as the next begins
    begin().act(planned(1, "2017. 10월"), planned(2, "2017. 10월"))


def test_a_date_out_of_order_is_claimed_and_holds_up_nobody() -> None:
    """INC-01: kept as stated, recorded, and the others keep their order without it."""
    stated = planned(2, "2018. 11 ~ 12월", claims=(claim("MILESTONE_ORDER", "2018. 11 ~ 12월", "A118"),))
    story = begin().act(planned(1, "2017. 10월"), planned(3, "2018. 1 ~ 3월"), stated)
    event, recorded = story.events[-2:]
    assert isinstance(event, MilestonePlanned)
    assert event.is_out_of_order
    assert isinstance(recorded, DiscrepancyRecorded)
    assert (recorded.source, recorded.about.field) == ("A118", "milestone-2")
    story.act(planned(4, "2018. 4월"), reach(1, "2017. 10월"), reach(3, "2018. 3월"), reach(4, "2018. 4월"))


def test_one_after_another_is_reached() -> None:
    """PRJ-30: or the one before is dropped."""
    story = brand()
    with pytest.raises(Rejected, match="MILESTONE_ORDER"):
        story.act(reach(2, "2017. 12월"))
    story.act(DropMilestone(number=1, reason="생략"), reach(2, "2017. 12월"))
    with pytest.raises(Rejected, match="MILESTONE_ORDER"):
        story.act(reach(4, "2018. 4월"))


def test_a_refusal_names_a_few_of_many() -> None:
    """What a hundred milestones wait for does not fit into an answer."""
    many = (planned(1, "2017. 10월").model_copy(update={"number": number}) for number in range(1, 101))
    with pytest.raises(Rejected, match="MILESTONE_ORDER") as refusal:
        begin().act(*many, reach(100, "2017. 10월"))
    assert len(refusal.value.message) < 200


def test_evidence_leads_nowhere_but_to_the_web() -> None:
    """A page makes a link of it."""
    for address in ("javascript:alert(1)", "data:text/html,x", "https://a b", ""):
        with pytest.raises(ValueError, match="link"):
            Evidence(name="증빙", link=address)
    assert Evidence(name="증빙", link="https://www.nonsan.go.kr/a?b=1").link


def test_what_follows_is_not_reached_before_what_it_follows() -> None:
    """PRJ-30: the same month will do."""
    story = brand().act(reach(1, "2017-11-20"))
    with pytest.raises(Rejected, match="MILESTONE_ORDER"):
        story.act(reach(2, "2017-11-19"))
    story.act(reach(2, "2017. 11월"))


def test_a_later_one_that_is_reached_bounds_an_earlier_one() -> None:
    """PRJ-30: one that is entered between two comes between them."""
    story = begin().act(planned(1, "2017. 10월"), planned(3, "2018. 1 ~ 3월"))
    story.act(reach(1, "2017. 10월"), reach(3, "2018-01-10"), planned(2, "2017. 11월"))
    with pytest.raises(Rejected, match="MILESTONE_ORDER"):
        story.act(reach(2, "2018-01-11"))
    story.act(reach(2, "2018-01-10"))


def test_evidence_is_given_where_it_is_asked_for() -> None:
    """PRJ-30."""
    story = begin().act(planned(1, "2017. 10월", evidence_required=True))
    with pytest.raises(Rejected, match="EVIDENCE_MISSING"):
        story.act(reach(1, "2017. 10월"))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        story.act(reach(1, "2017. 10월", evidence=(Evidence(name="계약서"),)))
    story.act(reach(1, "2017. 10월", evidence=(Evidence(name="계약서", file="0" * 64),)))
    assert isinstance(story.last, MilestoneReached)


def test_nothing_is_reached_in_the_future_or_without_end() -> None:
    story = begin().act(planned(1, "2018. 9월 ~"))
    with pytest.raises(Rejected, match="DAY_IN_FUTURE"):
        story.act(reach(1, "2018. 9월"))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        story.act(reach(1, "2018. 7월 ~"))


def test_what_is_over_stays() -> None:
    story = brand(2).act(reach(1, "2017. 10월"), DropMilestone(number=2, reason="생략"))
    for number in (1, 2):
        for command in (
            ReplanMilestone(number=number, planned="2018. 1월", reason="연기"),
            ForecastMilestone(number=number, forecast="2018. 1월", reason="연기"),
            reach(number, "2018. 1월"),
            DropMilestone(number=number, reason="생략"),
        ):
            with pytest.raises(Rejected, match="WRONG_STATE") as refusal:
                story.act(command)
            assert refusal.value.details["state"] == ("REACHED" if number == 1 else "DROPPED")
    with pytest.raises(Rejected, match="NOT_FOUND"):
        story.act(reach(3, "2018. 1월"))
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        story.act(planned(1, "2017. 10월"))


def test_a_new_plan_keeps_the_order_too() -> None:
    """PRJ-30."""
    story = brand()
    with pytest.raises(Rejected, match="MILESTONE_ORDER"):
        story.act(ReplanMilestone(number=8, planned="2018. 8월", reason="당김"))
    story.act(ReplanMilestone(number=8, planned="2019. 3월", reason="연기"))
    assert story.project.schedule.milestones[8].planned.value == "2019-03"


def forecast(when: str) -> ForecastMilestone:
    """Return a forecast of the registration of the trade mark."""
    return ForecastMilestone(number=8, forecast=when, reason="심사 지연")


def test_a_forecast_tells_its_slip() -> None:
    """PRJ-43: the end of March is 31 days and 21 business days after that of February 2019."""
    event = brand().act(forecast("2019. 3월")).last
    assert isinstance(event, MilestoneForecast)
    assert (event.slip_days, event.slip_business_days, event.review) == (31, 21, None)


def test_ten_business_days_of_a_flagship_open_one_review() -> None:
    """domain.md 4.3, 10; PRJ-43, PRJ-81: Thursday the 14th of March 2019 is the tenth after the 28th of February."""
    nine = brand().act(forecast("2019-03-13"), is_flagship=True).last
    assert isinstance(nine, MilestoneForecast)
    story = brand().act(forecast("2019-03-14"), is_flagship=True)
    made, opened = story.events[-2:]
    assert isinstance(made, MilestoneForecast)
    assert isinstance(opened, ReviewOpened)
    assert (opened.kind, opened.project, opened.milestone) == (ReviewKind.AD_HOC, KEY, 8)
    assert name_stream(opened, "project-x") == f"review-{made.review}"
    story.act(forecast("2019-03-29"), is_flagship=True, open_reviews=frozenset({8}))
    assert isinstance(story.last, MilestoneForecast)
    assert story.last.review is None


def test_another_project_opens_none() -> None:
    """PRJ-43."""
    assert isinstance(brand().act(forecast("2020. 1월")).last, MilestoneForecast)
