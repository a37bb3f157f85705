"""Resolutions of committees as given / when / then: quorum, majority, and what adds up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.registry import RecordResolution, ResolutionRecorded, Verdict
from services.registry import resolution
from services.registry.resolution import NotRecorded, Recorded

TODAY = date(2018, 8, 6)
BRAND = RecordResolution(
    committee="시정조정위원회", agenda="도시브랜드 확정", resolved_on="2018. 4월", members=15, present=11, in_favour=9,
    against=1, verdict=Verdict.ADOPTED, gates="brand-2018",
)  # fmt: skip


def vote(**change: object) -> str:
    """Return the code of the refusal, or what was resolved."""
    try:
        (event,) = resolution.decide(BRAND.model_copy(update=change), NotRecorded(), TODAY)
    except Rejected as no:
        return no.code
    assert isinstance(event, ResolutionRecorded)
    return event.verdict


def test_the_resolution_of_april_2018_gates_the_brand() -> None:
    """ORG-08, A121: as precise as it is known."""
    (event,) = resolution.decide(BRAND, NotRecorded(), TODAY)
    assert isinstance(event, ResolutionRecorded)
    assert event.resolved_on == Period(value="2018-04", precision=Precision.MONTH, written="2018. 4월")
    assert (event.members, event.present, event.in_favour, event.gates) == (15, 11, 9, "brand-2018")
    assert resolution.evolve(NotRecorded(), event) == Recorded()


@pytest.mark.parametrize(
    ("members", "present", "code"), [(15, 7, "NO_QUORUM"), (14, 7, "NO_QUORUM"), (14, 8, "ADOPTED")]
)
def test_more_than_half_of_the_members_are_there(members: int, present: int, code: str) -> None:
    """ORG-08: 재적위원 과반수; seven of fourteen are half."""
    assert vote(members=members, present=present, in_favour=present, against=0) == code


@pytest.mark.parametrize(("in_favour", "code"), [(5, "VERDICT_MISMATCH"), (6, "ADOPTED")])
def test_more_than_half_of_those_present_are_in_favour(in_favour: int, code: str) -> None:
    """ORG-08: 출석위원 과반수 of eleven is six; who abstains is present."""
    assert vote(in_favour=in_favour, against=0) == code


def test_what_has_a_majority_is_not_rejected_and_what_has_none_is() -> None:
    """ORG-08: five of ten are half, so it falls."""
    assert vote(verdict=Verdict.REJECTED) == "VERDICT_MISMATCH"
    assert vote(present=10, in_favour=5, against=5, verdict=Verdict.REJECTED) == "REJECTED"
    assert vote(in_favour=0, against=0, verdict=Verdict.DEFERRED) == "DEFERRED"


@pytest.mark.parametrize("change", [{"present": 16}, {"in_favour": 9, "against": 3}])
def test_people_are_counted_once(change: dict[str, object]) -> None:
    """ORG-08: no more present than members, no more votes than present (9 + 3 of 11)."""
    assert vote(**change) == "VOTES_DO_NOT_ADD_UP"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2018. 4. 20.(금)", "ADOPTED"),
        ("2018. 4. 20.(목)", "WEEKDAY_MISMATCH"),
        ("2018. 9월", "DAY_IN_FUTURE"),
        ("2018. 4월 ~", "BAD_SHAPE"),
        ("2018. 4. 20. 또는 4. 21.", "BAD_SHAPE"),
    ],
)
def test_a_resolution_has_one_day_or_month_that_has_come(typed: str, code: str) -> None:
    """CAL-06, CAL-08."""
    assert vote(resolved_on=typed) == code


def test_a_resolution_is_recorded_once() -> None:
    with pytest.raises(Rejected, match="WRONG_STATE"):
        resolution.decide(BRAND, Recorded(), TODAY)


heads = st.integers(0, 12)
CARRIED = {Verdict.ADOPTED, Verdict.AMENDED}


@given(st.integers(1, 12), heads, heads, heads, st.sampled_from(Verdict))
def test_what_stands_was_resolved(members: int, present: int, in_favour: int, against: int, verdict: Verdict) -> None:
    """ORG-08, head by head: a list of who was there and how each voted."""
    code = vote(members=members, present=present, in_favour=in_favour, against=against, verdict=verdict)
    seats = ["there"] * present + ["away"] * (members - present)
    votes = ["yes"] * in_favour + ["no"] * against + ["none"] * (present - in_favour - against)
    stands = (
        len(seats) == members
        and len(votes) == present
        and seats.count("there") > seats.count("away")
        and (
            verdict is Verdict.DEFERRED
            or (votes.count("yes") > len(votes) - votes.count("yes")) == (verdict in CARRIED)
        )
    )
    assert (code == verdict) == stands
