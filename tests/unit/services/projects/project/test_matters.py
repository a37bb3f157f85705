"""Facilities, rights, manuals, contributions and notes of a project as given / when / then."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.calendar.writing import read_period
from contracts.errors import Rejected
from contracts.projects.matters import (
    ApplyForProperty,
    ApproveReplacement,
    ContributionLinked,
    DistributedToDepartments,
    DistributeToDepartments,
    EventNoted,
    FacilitiesListed,
    FacilityStatus,
    LinkContribution,
    ListFacilities,
    NoteEvent,
    PropertyKind,
    PropertyRegistered,
    RegisterProperty,
    RequestReplacement,
    SetFacilityStatus,
)
from contracts.projects.projects import CancelProject
from services.projects.checks import Department
from services.projects.project.matters import find_renewal
from tests.unit.services.projects.project.story import FACTS, Story, begin

SEVEN = ("예술창작촌", "북카페", "게스트하우스", "지역문학관", "문화체험공방", "지역문화센터", "문화마당")
MARK = PropertyKind.TRADE_MARK


def test_facilities_are_listed_once_with_a_status() -> None:
    """PRJ-38: the seven of A182."""
    story = begin().act(ListFacilities(names=SEVEN), ListFacilities(names=(*SEVEN, "주차장", "주차장")))
    assert isinstance(story.last, FacilitiesListed)
    assert story.last.names == ("주차장",)
    story.act(SetFacilityStatus(name="북카페", status=FacilityStatus.OPEN), ListFacilities(names=("북카페",)))
    assert story.project.matters.facilities["북카페"] is FacilityStatus.OPEN
    assert len(story.project.matters.facilities) == 8
    with pytest.raises(Rejected, match="NOT_FOUND"):
        story.act(SetFacilityStatus(name="수영장", status=FacilityStatus.OPEN))


def applied() -> Story:
    """Return the brand with its trade mark applied for in June 2018."""
    return begin().act(ApplyForProperty(kind=MARK, name="도시브랜드", on="2018. 6월", target="2019. 2월"))


def test_a_trade_mark_is_applied_for_registered_and_renewed_after_ten_years() -> None:
    """PRJ-39: applied 2018-06, registered 2019-02, so due from the 1st of February 2029."""
    register = RegisterProperty(kind=MARK, name="도시브랜드", on="2019. 2월")
    story = applied().act(register, today=date(2019, 2, 28))
    assert isinstance(story.last, PropertyRegistered)
    assert story.last.renewal_due == date(2029, 2, 1)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        story.act(register, today=date(2019, 3, 1))


def test_a_design_has_no_renewal() -> None:
    """PRJ-39."""
    story = begin().act(ApplyForProperty(kind=PropertyKind.DESIGN, name="캐릭터", on="2018. 6월"))
    story.act(RegisterProperty(kind=PropertyKind.DESIGN, name="캐릭터", on="2018. 7월"))
    assert isinstance(story.last, PropertyRegistered)
    assert story.last.renewal_due is None


def test_a_leap_day_is_renewed_the_day_before() -> None:
    assert find_renewal(read_period("2020-02-29")) == date(2030, 2, 28)


def test_a_right_is_registered_after_its_application() -> None:
    """PRJ-39."""
    with pytest.raises(Rejected, match="NOT_FOUND"):
        begin().act(RegisterProperty(kind=MARK, name="도시브랜드", on="2018. 7월"))
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        applied().act(RegisterProperty(kind=MARK, name="도시브랜드", on="2018. 5월"))
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        applied().act(ApplyForProperty(kind=MARK, name="도시브랜드", on="2018. 6월"))
    with pytest.raises(Rejected, match="DATES_REVERSED"):
        begin().act(ApplyForProperty(kind=MARK, name="도시브랜드", on="2018. 6월", target="2018. 5월"))


FIFTY_ONE = {f"department-{number:02d}": Department(date(2015, 1, 1)) for number in range(1, 52)}
OLD = {"department-old": Department(date(2015, 1, 1), date(2018, 6, 29))}
NEW = {"department-new": Department(date(2018, 7, 1))}
KNOWN = {**FIFTY_ONE, **OLD, **NEW}


def give(*codes: str, on: str = "2018. 6월") -> DistributeToDepartments:
    """Return that the manual went to departments."""
    return DistributeToDepartments(what="도시브랜드 매뉴얼", on=on, departments=codes)


def test_a_manual_goes_to_exactly_the_departments_of_the_day() -> None:
    """PRJ-40, AR-18: 51 at the end of June 2018."""
    story = Story(begin().state, replace(FACTS, departments=KNOWN)).act(give(*FIFTY_ONE))
    assert isinstance(story.last, DistributedToDepartments)
    assert len(story.last.departments) == 51
    with pytest.raises(Rejected, match="DISTRIBUTION_INCOMPLETE") as refusal:
        story.act(give(*list(FIFTY_ONE)[1:]))
    assert refusal.value.details == {"missing": "department-01"}
    for gone in ("department-old", "department-new"):
        with pytest.raises(Rejected, match="DEPARTMENT_NOT_VALID"):
            story.act(give(*FIFTY_ONE, gone))
    with pytest.raises(Rejected, match="UNKNOWN_DEPARTMENT"):
        story.act(give(*FIFTY_ONE, "nobody"))
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        story.act(give(*FIFTY_ONE, "department-01"))
    story.act(give(*FIFTY_ONE, "department-old", on="2018-06-29"))


def test_a_replacement_is_asked_for_once_and_is_another() -> None:
    """PRJ-41."""
    ask = RequestReplacement(reason="대체사업 검토")
    story = begin().act(ask)
    written = len(story.events)
    assert len(story.act(ask).events) == written
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        story.act(ApproveReplacement(name=story.project.identity.name))


def test_a_contribution_names_a_partner() -> None:
    """PRJ-25: 충남연구원 출연금 출연, 2017-10, of an amount that A246 does not tell."""
    story = begin().act(LinkContribution(partner="chungnam-institute", on="2017. 10월"))
    assert isinstance(story.last, ContributionLinked)
    assert (story.last.on.value, story.last.amount) == ("2017-10", None)
    with pytest.raises(Rejected, match="UNKNOWN_PARTNER"):
        story.act(LinkContribution(partner="nobody", on="2017. 10월"))


def test_what_happened_is_noted_also_after_the_end() -> None:
    """PRJ-42: 2017. 10. 31. 선정, a Tuesday."""
    story = begin().act(CancelProject(reason="취소"), NoteEvent(on="2017. 10. 31.(화)", text="선정", source="A212"))
    assert isinstance(story.last, EventNoted)
    assert story.last.on.first == date(2017, 10, 31)
    with pytest.raises(Rejected, match="WEEKDAY_MISMATCH"):
        story.act(NoteEvent(on="2017. 10. 31.(수)", text="선정"))
