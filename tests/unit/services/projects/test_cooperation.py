"""What goes on beside an approval as given / when / then: tracks, key figures, boom-up events in the town offices."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.approvals import (
    ForecastStep,
    OpenApproval,
    PassStep,
    RejectStep,
    ReopenApproval,
    SetEventFacts,
    SetEventPeriod,
    StepDraft,
    StepPassed,
    StepSubmitted,
    SubmitStep,
)
from contracts.projects.cooperation import (
    ActualRecorded,
    BoomUpDayFixed,
    BoomUpKind,
    BoomUpPlanned,
    BoomUpRecorded,
    CooperationCommand,
    Figure,
    FixBoomUpDay,
    PlanBoomUp,
    RecordActual,
    RecordBoomUp,
    SetTarget,
    SetTrack,
    Track,
    TrackSet,
    TrackState,
)
from contracts.projects.eligibility import CoHost, EventFacts, HostLevel
from contracts.projects.exchanges import Headcount
from contracts.registry import PartnerKind
from services.projects.approval.beside import find_coverage
from services.projects.approval.decide import ApprovalCommand, decide
from services.projects.approval.ground import Facts
from services.projects.approval.state import NotOpened, Opened, State, evolve, name_state
from services.projects.checks import Department
from tests.unit.services.projects.acting import CULTURE, fold, refused

TOWNS = (
    "ganggyeong", "yeonmu", "seongdong", "gwangseok", "noseong", "sangwol", "bujeok", "yeonsan", "beolgok",
    "yangchon", "gayagok", "eunjin", "chaeun", "chwiam", "buchang",
)  # fmt: skip
"""AR-20: 15 읍면동."""
SINCE_2000 = Department(date(2000, 1, 1))
PARTNERS = {"chungnam": PartnerKind.PROVINCE, "mafra": PartnerKind.MINISTRY}
IN_2024 = Facts(date(2024, 6, 30), CULTURE, PARTNERS, dict.fromkeys(TOWNS, SINCE_2000))
OPEN = OpenApproval(name="2027 논산세계딸기산업엑스포", steps=(StepDraft(number=1, name="승인"),))


def opened(*commands: CooperationCommand) -> Opened:
    state: State = NotOpened()
    for command in (OPEN, *commands):
        state = fold(evolve, state, *decide(command, state, IN_2024))
    assert isinstance(state, Opened)
    return state


BRIEFING = PlanBoomUp(kind=BoomUpKind.BRIEFING, name="찾아가는 설명회", towns=("ganggyeong", "yeonmu"), on="5월")
SPORTS = PlanBoomUp(kind=BoomUpKind.SPORTS, name="논산딸기day", on="3. 3.(일) 또는 3. 9.(토)", place="경기도 수원시")


def test_each_track_shows_its_next_action() -> None:
    """PRJ-62, B186-220: 도, 중앙부처, 민간기업; one line for each counterpart."""
    company = SetTrack(
        track=Track.COMPANY, counterpart="성심당", state=TrackState.IN_TALKS, next_action="참여의향서", due="5월"
    )
    bakery = company.model_copy(update={"counterpart": "파리바게트(SPC)"})
    province = SetTrack(
        track=Track.PROVINCE, counterpart="충청남도", partner="chungnam", state=TrackState.PLANNED, next_action="협약"
    )
    state = opened(company, bakery, province)
    assert {key: each.next_action for key, each in state.beside.tracks.items()} == {
        (Track.COMPANY, "성심당"): "참여의향서",
        (Track.COMPANY, "파리바게트(SPC)"): "참여의향서",
        (Track.PROVINCE, "충청남도"): "협약",
    }
    assert decide(company, state, IN_2024) == ()
    agreed = company.model_copy(update={"state": TrackState.AGREED, "next_action": None, "due": None})
    (event,) = decide(agreed, state, IN_2024)
    assert isinstance(event, TrackSet)
    assert event.state is TrackState.AGREED


@pytest.mark.parametrize("track_state", [TrackState.PLANNED, TrackState.IN_TALKS])
def test_what_is_not_settled_has_a_next_action(track_state: TrackState) -> None:
    """PRJ-62."""
    idle = SetTrack(track=Track.TOURISM, counterpart="대전관광공사", state=track_state)
    assert refused(lambda: decide(idle, opened(), IN_2024)).code == "NEXT_ACTION_REQUIRED"


def test_a_figure_has_a_target_before_it_is_counted() -> None:
    """PRJ-63, B182: 약 150만명, 외국인 9만명."""
    target = SetTarget(figure=Figure.VISITORS, target=Headcount(n=1_500_000, is_approximate=True))
    actual = RecordActual(figure=Figure.VISITORS, actual=Headcount(n=1_234_567), on="2024. 6월")
    assert refused(lambda: decide(actual, opened(), IN_2024)).code == "NOT_FOUND"
    state = opened(target)
    assert decide(target, state, IN_2024) == ()
    (event,) = decide(actual, state, IN_2024)
    assert isinstance(event, ActualRecorded)
    assert event.actual.n == 1_234_567
    late = actual.model_copy(update={"on": "2024. 7월"})
    assert refused(lambda: decide(late, state, IN_2024)).code == "DAY_IN_FUTURE"


def test_events_that_took_place_cover_the_town_offices() -> None:
    """PRJ-64, AR-20: two of fifteen after one briefing; what is planned covers nothing yet."""
    state = opened(BRIEFING)
    assert find_coverage(state.beside, TOWNS).reached == ()
    held, _ = act(state, RecordBoomUp(number=1, on="2024. 5. 20.(월)", people=Headcount(n=120)))
    assert isinstance(held, Opened)
    coverage = find_coverage(held.beside, TOWNS)
    assert (coverage.reached, len(coverage.missing)) == (("ganggyeong", "yeonmu"), 13)


def act(state: State, *commands: ApprovalCommand, facts: Facts = IN_2024) -> tuple[State, list[ProjectsEvent]]:
    events: list[ProjectsEvent] = []
    for command in commands:
        made = decide(command, state, facts)
        events += made
        state = fold(evolve, state, *made)
    return state, events


def test_what_took_place_elsewhere_than_planned_counts_there() -> None:
    """PRJ-64."""
    _, events = act(opened(BRIEFING), RecordBoomUp(number=1, towns=("buchang", "buchang"), on="5. 20."))
    (event,) = events
    assert isinstance(event, BoomUpRecorded)
    assert event.towns == ("buchang",)


def test_two_candidate_days_wait_for_one() -> None:
    """CAL-09, INC-27, B240: 2024-03-03 is a Sunday, 2024-03-09 a Saturday (AR-28)."""
    state = opened(SPORTS)
    elsewhere = FixBoomUpDay(number=1, day=date(2024, 3, 10))
    assert refused(lambda: decide(elsewhere, state, IN_2024)).code == "NOT_A_CANDIDATE"
    saturday = FixBoomUpDay(number=1, day=date(2024, 3, 9))
    fixed, events = act(state, saturday)
    assert isinstance(events[0], BoomUpDayFixed)
    assert decide(saturday, fixed, IN_2024) == ()
    sunday = FixBoomUpDay(number=1, day=date(2024, 3, 3))
    assert refused(lambda: decide(sunday, fixed, IN_2024)).code == "WRONG_STATE"
    wrong = SPORTS.model_copy(update={"on": "3. 3.(월) 또는 3. 9.(토)"})
    assert refused(lambda: decide(wrong, state, IN_2024)).code == "WEEKDAY_MISMATCH"


def test_an_event_takes_place_once_and_not_in_the_future() -> None:
    """PRJ-64."""
    record = RecordBoomUp(number=1, on="2024-05-20")
    held = opened(BRIEFING, record)
    for command in (record, FixBoomUpDay(number=1, day=date(2024, 5, 21))):
        assert refused(partial(decide, command, held, IN_2024)).code == "WRONG_STATE"
    assert refused(lambda: decide(record, opened(), IN_2024)).code == "NOT_FOUND"
    later = record.model_copy(update={"on": "2024-07-01"})
    assert refused(lambda: decide(later, opened(BRIEFING), IN_2024)).code == "DAY_IN_FUTURE"


def test_town_offices_that_are_named_exist() -> None:
    """PRJ-64."""
    nowhere = BRIEFING.model_copy(update={"towns": ("nowhere",)})
    assert refused(lambda: decide(nowhere, opened(), IN_2024)).code == "UNKNOWN_DEPARTMENT"
    elsewhere = RecordBoomUp(number=1, towns=("nowhere",), on="5. 20.")
    assert refused(lambda: decide(elsewhere, opened(BRIEFING), IN_2024)).code == "UNKNOWN_DEPARTMENT"
    gone = replace(IN_2024, towns={"yeonmu": Department(date(2000, 1, 1), date(2024, 4, 30))})
    planned = BRIEFING.model_copy(update={"towns": ("yeonmu",)})
    assert refused(lambda: decide(planned, opened(), gone)).code == "DEPARTMENT_NOT_VALID"
    unknown = SetTrack(track=Track.MINISTRY, counterpart="-", partner="moef", state=TrackState.AGREED)
    assert refused(lambda: decide(unknown, opened(), IN_2024)).code == "UNKNOWN_PARTNER"


GOOD = EventFacts(
    visitors=100,
    foreigners=5,
    countries=5,
    total_won=100,
    national_won=30,
    co_hosts=(CoHost(partner="chungnam", level=HostLevel.PROVINCE),),
)
THREE = OPEN.model_copy(
    update={"steps": tuple(StepDraft(number=number, name=f"{number}단계") for number in (1, 2, 3)), "facts": GOOD}
)
numbers = st.integers(1, 3)
acts: st.SearchStrategy[ApprovalCommand] = st.one_of(
    numbers.map(lambda n: SubmitStep(number=n, on="2024. 6월")),
    numbers.map(lambda n: PassStep(number=n, on="2024. 6월")),
    numbers.map(lambda n: RejectStep(number=n, on="2024. 6월", reason="보완")),
    numbers.map(lambda n: ForecastStep(number=n, forecast="2024. 9월", reason="지연")),
    st.integers(29, 31).map(lambda won: SetEventFacts(facts=GOOD.model_copy(update={"national_won": won}))),
    st.just(SetEventPeriod(period="2027. 2월", at_most_days=30)),
    st.just(ReopenApproval(reason="변경")),
    st.just(BRIEFING),
    st.just(SPORTS),
    numbers.map(lambda n: FixBoomUpDay(number=n, day=date(2024, 3, 3))),
    numbers.map(lambda n: RecordBoomUp(number=n, on="2024. 5월")),
)


@given(st.lists(acts, max_size=25))
def test_no_history_skips_a_step(commands: list[ApprovalCommand]) -> None:
    """PRJ-58, PRJ-59: whatever is tried, steps pass as 1, 2, 3 in each round, and none was submitted above the cap."""
    state, _ = act(NotOpened(), THREE, SetEventPeriod(period="2027. 2월", at_most_days=30))
    events: list[ProjectsEvent] = []
    for command in commands:
        try:
            state, made = act(state, command)
        except Rejected:
            continue
        events += made
    passed = [(each.round, each.number) for each in events if isinstance(each, StepPassed)]
    assert passed == [(1 + place // 3, 1 + place % 3) for place in range(len(passed))]
    submitted = [rule for each in events if isinstance(each, StepSubmitted) for rule in each.rules]
    assert all(rule.is_met for rule in submitted)
    planned = [each.number for each in events if isinstance(each, BoomUpPlanned)]
    assert planned == list(range(1, len(planned) + 1))
    assert (name_state(state) == "APPROVED") == (isinstance(state, Opened) and state.approved_won is not None)
