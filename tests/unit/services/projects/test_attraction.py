"""Institutions to be won as given / when / then: each with kind and status, their number, what is heard of them."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest

from contracts.projects import AboutKind, Claim, DiscrepancyRecorded, ProjectsEvent
from contracts.projects.attraction import (
    AddTarget,
    ConfirmTargetKind,
    CountCommand,
    NoteTrend,
    SetTargetCount,
    SetTargetStatus,
    TargetAdded,
    TargetCommand,
    TargetCountSet,
    TargetKind,
    TargetStatus,
    TrendNoted,
)
from services.projects import attraction, attraction_count
from services.projects.attraction import Added, Facts, NotAdded, State
from services.projects.attraction_count import Counts
from services.projects.claims import Subject
from tests.unit.services.projects.acting import CULTURE, JANUARY_2024, OFFICE, ROADS, fold, refused

SUBJECT = Subject(AboutKind.ATTRACTION, "t", UUID("00000000-0000-4000-8000-00000000000b"))
IN_2024 = Facts(JANUARY_2024, OFFICE, SUBJECT)
CLAIM = Claim(code="TARGET_TYPE_UNKNOWN", stated="[ 신설 ] [ 이전 ]", source="B127-143", note="두 열이 합쳐짐")
NAMES = (
    "국방AI센터", "국방MRO산업육성센터", "한국국방연구원", "국방전직교육원", "전력지원체계연구센터",
    "국방신속획득기술연구원", "국방기술진흥연구소", "방위사업교육원",
)  # fmt: skip
"""B127-143: which of them are new and which move, the source does not tell."""
UNIVERSITY = AddTarget(name="국방대학교", kind=TargetKind.MOVE, status=TargetStatus.WON, since="'07년")
CENTER = AddTarget(name="국방미래기술센터", kind=TargetKind.NEW, status=TargetStatus.WON, since="'23년")
WANTED = AddTarget(name=NAMES[0], kind=TargetKind.UNKNOWN, claims=(CLAIM,))


def added(*commands: TargetCommand, facts: Facts = IN_2024) -> tuple[State, list[ProjectsEvent]]:
    state: State = NotAdded()
    events: list[ProjectsEvent] = []
    for command in commands:
        made = attraction.decide(command, state, facts)
        events += made
        state = fold(attraction.evolve, state, *made)
    return state, events


def test_two_are_won_and_eight_are_wanted() -> None:
    """PRJ-70, AR-24, B121-143: 국방대 '07, 국방미래기술센터 '23."""
    commands = (UNIVERSITY, CENTER, *(WANTED.model_copy(update={"name": name}) for name in NAMES))
    states = [added(command)[0] for command in commands]
    assert Counter(attraction.name_state(each) for each in states) == {"WON": 2, "TARGET": 8}
    assert [each.since.value for each in states if isinstance(each, Added) and each.since] == ["2007", "2023"]


def test_an_unknown_kind_is_claimed_and_stands_in_the_register() -> None:
    """INC-24."""
    assert refused(lambda: added(WANTED.model_copy(update={"claims": ()}))).code == "TARGET_TYPE_UNKNOWN"
    _, (event, record) = added(WANTED)
    assert isinstance(event, TargetAdded)
    assert isinstance(record, DiscrepancyRecorded)
    assert (event.kind, record.code, record.source) == (TargetKind.UNKNOWN, "TARGET_TYPE_UNKNOWN", "B127-143")
    needless = CENTER.model_copy(update={"claims": (CLAIM,)})
    assert refused(lambda: added(needless)).code == "CLAIM_NOT_NEEDED"


def test_a_kind_is_confirmed_once_it_is_known() -> None:
    """PRJ-70, INC-24."""
    confirm = ConfirmTargetKind(kind=TargetKind.NEW, source="국방부 보도자료")
    state, _ = added(WANTED, confirm)
    assert isinstance(state, Added)
    assert state.kind is TargetKind.NEW
    assert attraction.decide(confirm, state, IN_2024) == ()
    back = confirm.model_copy(update={"kind": TargetKind.UNKNOWN})
    assert refused(lambda: attraction.decide(back, state, IN_2024)).code == "BAD_SHAPE"


def test_what_is_won_or_lost_has_its_day() -> None:
    """PRJ-70."""
    assert refused(lambda: added(CENTER.model_copy(update={"since": None}))).code == "BAD_SHAPE"
    assert refused(lambda: added(CENTER.model_copy(update={"since": "'25년"}))).code == "DAY_IN_FUTURE"
    state, _ = added(WANTED, SetTargetStatus(status=TargetStatus.IN_TALKS, on="2024. 1월"))
    assert attraction.name_state(state) == "IN_TALKS"
    early = SetTargetStatus(status=TargetStatus.WON, on="2023. 12월")
    assert refused(lambda: attraction.decide(early, state, IN_2024)).code == "DATES_REVERSED"
    same = SetTargetStatus(status=TargetStatus.IN_TALKS, on="2024. 1월")
    assert attraction.decide(same, state, IN_2024) == ()


def test_who_looks_after_an_institution_and_the_office_change_it() -> None:
    state, _ = added(CENTER, facts=replace(IN_2024, actor=CULTURE))
    lost = SetTargetStatus(status=TargetStatus.LOST, on="2024. 1월")
    assert refused(lambda: attraction.decide(lost, state, replace(IN_2024, actor=ROADS))).code == "NOT_PERMITTED"
    assert len(attraction.decide(lost, state, replace(IN_2024, actor=CULTURE))) == 1
    assert refused(lambda: attraction.decide(CENTER, state, IN_2024)).code == "ALREADY_REGISTERED"
    assert refused(lambda: attraction.decide(lost, NotAdded(), IN_2024)).code == "NOT_FOUND"


WIDENED = SetTargetCount(
    body="충청남도", count=44, before=34, on="'24. 1. 2.", source="충남도 중점 유치 공공기관 확대 조정"
)


def counted(*commands: CountCommand) -> tuple[Counts, list[ProjectsEvent]]:
    state, events = Counts(), list[ProjectsEvent]()
    for command in commands:
        made = attraction_count.decide(command, state, JANUARY_2024)
        events += made
        state = fold(attraction_count.evolve, state, *made)
    return state, events


def test_the_number_went_from_34_to_44() -> None:
    """PRJ-71, AR-24, B161: +10 on 2024-01-02, whether or not the 34 were entered before."""
    _, (event,) = counted(WIDENED)
    assert isinstance(event, TargetCountSet)
    assert (event.before, event.count, event.since.value) == (34, 44, "2024-01-02")
    first = SetTargetCount(body="충청남도", count=34, on="2023", source="충남도")
    _, (_, second) = counted(first, WIDENED.model_copy(update={"body": "충청 남도", "before": None}))
    assert isinstance(second, TargetCountSet)
    assert (second.before, second.count) == (34, 44)


def test_a_number_before_that_is_not_the_known_one_is_refused() -> None:
    """PRJ-71."""
    state, _ = counted(WIDENED)
    wrong = WIDENED.model_copy(update={"count": 50, "before": 34})
    refusal = refused(lambda: attraction_count.decide(wrong, state, JANUARY_2024))
    assert (refusal.code, refusal.details) == ("TARGET_COUNT_MISMATCH", {"count": "44"})
    assert counted(WIDENED, WIDENED.model_copy(update={"before": 44}))[1] == counted(WIDENED)[1]
    early = WIDENED.model_copy(update={"count": 50, "before": 44, "on": "2023. 12월"})
    assert refused(lambda: attraction_count.decide(early, state, JANUARY_2024)).code == "DATES_REVERSED"


def test_other_bodies_have_their_own_number() -> None:
    """PRJ-71."""
    city = SetTargetCount(body="논산시", count=8, on="2024. 1월", source="유치대상")
    state, _ = counted(WIDENED, city)
    assert {body: known.count for body, known in state.known.items()} == {"충청남도": 44, "논산시": 8}


@pytest.mark.parametrize("on", ["2024. 1월", "2023. 12. 1."])
def test_what_is_heard_stands_with_day_and_source(on: str) -> None:
    """PRJ-72, B155-159: in whatever order it is entered."""
    note = NoteTrend(on=on, text="이전대상 기관 300~최대 500개소 예상", source="동향 수집")
    _, events = counted(NoteTrend(on="2024. 1. 10.", text="기본계획 발표 총선 이후로 연기", source="보도"), note)
    assert [type(event) for event in events] == [TrendNoted, TrendNoted]
    late = note.model_copy(update={"on": "2024. 5월"})
    assert refused(lambda: counted(late)).code == "DAY_IN_FUTURE"
