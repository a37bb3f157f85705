"""Calls and bids as given / when / then: the pipeline 발굴, 제출, 선정 or 탈락, and the win rate by year."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.bids import (
    AddBidSupport,
    AnnounceCall,
    BidCommand,
    BidFound,
    BidRejected,
    BidSelected,
    BidSubmitted,
    BidSupportAdded,
    CallAnnounced,
    FindBid,
    Fund,
    ItemDraft,
    RejectBid,
    SelectBid,
    SelectedItem,
    SubmitBid,
    SupportKind,
    WinRate,
    find_win_rates,
)
from contracts.projects.money import add, read_amount
from services.projects import bid, call
from services.projects.bid import Decided, Facts, Found, NotFound, State
from tests.unit.services.projects.acting import AUGUST_2018, CULTURE, OFFICE, ROADS, fold, refused

PARTNERS = frozenset({"chungnam", "molit"})
OF_CULTURE = Facts(AUGUST_2018, CULTURE, PARTNERS)
FIND = FindBid(
    name="해안내륙권 연계협력 공모",
    items=(ItemDraft(name="금강 스마트 문화재생 플랫폼"), ItemDraft(name="금강천리 발길따라 지역매력 살리기")),
)
SUBMIT = SubmitBid(on="2018. 06.", via=("chungnam", "molit"))
SELECT = SelectBid(
    on="2018. 06.",
    items=(
        SelectedItem(number=1, amount=read_amount("약 670억원"), period="2020년 ~ 2030년"),
        SelectedItem(number=2, amount=read_amount("약 1,108억원"), period="2020년 ~ 2030년"),
    ),
    funds=(Fund(name="실행계획 용역비", amount=read_amount("3억")),),
)


def act(state: State, *commands: BidCommand, facts: Facts = OF_CULTURE) -> tuple[State, list[ProjectsEvent]]:
    """Return the bid after commands, and all that they led to."""
    events: list[ProjectsEvent] = []
    for command in commands:
        made = bid.decide(command, state, facts)
        events += made
        state = fold(bid.evolve, state, *made)
    return state, events


def test_a_bid_goes_from_found_to_selected_by_its_sequence() -> None:
    """PRJ-50, INC-11: submitted and selected in one month, told apart by their order; A278-279."""
    state, events = act(NotFound(), FIND, SUBMIT, SELECT)
    assert [type(event) for event in events] == [BidFound, BidSubmitted, BidSelected]
    _, submitted, selected = events
    assert isinstance(submitted, BidSubmitted)
    assert isinstance(selected, BidSelected)
    june = Period(value="2018-06", precision=Precision.MONTH, written="2018. 06.")
    assert (submitted.submitted_on, selected.selected_on) == (june, june)
    assert (submitted.sequence, selected.sequence) == (1, 2)
    assert submitted.via == ("chungnam", "molit")
    assert isinstance(state, Decided)
    assert (state.by, state.steps, state.is_won) == ("culture", 2, True)


def test_two_selected_programmes_are_about_1778_hundred_million() -> None:
    """PRJ-55, AR-15, INC-12, INC-13: 670 + 1,108 = 1,778억, 약; one bid with two items, from 2020 to 2030."""
    _, events = act(NotFound(), FIND, SUBMIT, SELECT)
    selected = events[-1]
    assert isinstance(selected, BidSelected)
    total = add(item.amount for item in selected.items if item.amount is not None)
    assert (total.won, total.is_approximate) == (177_800_000_000, True)
    assert {item.period.value for item in selected.items if item.period is not None} == {"2020/2030"}
    assert selected.funds[0].amount.won == 300_000_000


def test_what_is_not_named_is_selected_as_it_was_asked_for() -> None:
    found = replace_amounts("1억", "2억")
    _, events = act(found, SUBMIT, SelectBid(on="2018-06-20"))
    selected = events[-1]
    assert isinstance(selected, BidSelected)
    assert [item.amount.won for item in selected.items if item.amount] == [100_000_000, 200_000_000]
    _, events = act(found, SUBMIT, SelectBid(on="2018-06-20", items=(SelectedItem(number=2),)))
    selected = events[-1]
    assert isinstance(selected, BidSelected)
    assert [(item.number, item.amount.won) for item in selected.items if item.amount] == [(2, 200_000_000)]


def replace_amounts(*amounts: str) -> State:
    """Return a found bid whose items ask for so much."""
    items = tuple(ItemDraft(name=f"사업 {amount}", amount=read_amount(amount)) for amount in amounts)
    return act(NotFound(), FIND.model_copy(update={"items": items}))[0]


@pytest.mark.parametrize("numbers", [(3,), (1, 1)])
def test_only_items_of_the_bid_are_selected_and_each_once(numbers: tuple[int, ...]) -> None:
    state, _ = act(NotFound(), FIND, SUBMIT)
    chosen = SELECT.model_copy(update={"items": tuple(SelectedItem(number=number) for number in numbers)})
    assert refused(lambda: bid.decide(chosen, state, OF_CULTURE)).code == "BAD_SHAPE"


def test_a_bid_is_rejected_for_a_reason() -> None:
    """PRJ-50: 탈락."""
    state, _ = act(NotFound(), FIND, SUBMIT)
    assert refused(lambda: bid.decide(RejectBid(on="2018-06"), state, OF_CULTURE)).code == "REASON_REQUIRED"
    state, events = act(state, RejectBid(on="2018-06", reason="지방비 확보 계획 미흡"))
    assert isinstance(events[-1], BidRejected)
    assert bid.name_state(state) == "REJECTED"


@pytest.mark.parametrize(
    ("before", "command", "named"),
    [
        ((FIND,), SELECT, "FOUND"),
        ((FIND,), RejectBid(on="2018-06", reason="-"), "FOUND"),
        ((FIND, SUBMIT), SUBMIT, "SUBMITTED"),
        ((FIND, SUBMIT, SELECT), SELECT, "SELECTED"),
        ((FIND, SUBMIT, SELECT), SUBMIT, "SELECTED"),
        ((FIND, SUBMIT, RejectBid(on="2018-06", reason="-")), SELECT, "REJECTED"),
    ],
)
def test_no_step_is_skipped_or_taken_twice(before: tuple[BidCommand, ...], command: BidCommand, named: str) -> None:
    """PRJ-50."""
    state, _ = act(NotFound(), *before)
    refusal = refused(lambda: bid.decide(command, state, OF_CULTURE))
    assert (refusal.code, refusal.details["state"]) == ("WRONG_STATE", named)


def test_a_decision_does_not_come_before_the_bid_nor_from_the_future() -> None:
    state, _ = act(NotFound(), FIND, SUBMIT)
    early = SELECT.model_copy(update={"on": "2018. 5월"})
    assert refused(lambda: bid.decide(early, state, OF_CULTURE)).code == "DATES_REVERSED"
    late = SELECT.model_copy(update={"on": "2018. 9월"})
    assert refused(lambda: bid.decide(late, state, OF_CULTURE)).code == "DAY_IN_FUTURE"
    assert refused(lambda: act(NotFound(), FIND, SubmitBid(on="2018-08-07"))).code == "DAY_IN_FUTURE"
    assert refused(lambda: act(NotFound(), FIND, SubmitBid(on="2018. 6월 ~"))).code == "BAD_SHAPE"


def test_the_support_of_a_bid_stands_with_its_cost() -> None:
    """PRJ-51: 연구용역비, 벤치마킹, 공동워크숍; A71. Before and after its decision."""
    research = AddBidSupport(kind=SupportKind.RESEARCH_FUND, cost=read_amount("20백만원"), on="2018. 2월")
    workshop = AddBidSupport(kind=SupportKind.WORKSHOP, cost=read_amount("3백만원"), on="2018. 7월", note="주민")
    _, events = act(NotFound(), FIND, research, SUBMIT, SELECT, workshop)
    supports = [event for event in events if isinstance(event, BidSupportAdded)]
    assert [(each.sequence, each.kind, each.cost.won) for each in supports] == [
        (1, SupportKind.RESEARCH_FUND, 20_000_000),
        (4, SupportKind.WORKSHOP, 3_000_000),
    ]


def test_only_who_found_a_bid_and_the_office_carry_it_on() -> None:
    state, _ = act(NotFound(), FIND)
    assert refused(lambda: bid.decide(SUBMIT, state, replace(OF_CULTURE, actor=ROADS))).code == "NOT_PERMITTED"
    assert len(bid.decide(SUBMIT, state, replace(OF_CULTURE, actor=OFFICE))) == 1


def test_who_is_named_exists() -> None:
    state, _ = act(NotFound(), FIND)
    assert refused(lambda: bid.decide(SUBMIT, state, replace(OF_CULTURE, partners=()))).code == "UNKNOWN_PARTNER"
    named = FIND.model_copy(update={"call": "00000000-0000-4000-8000-000000000000"})
    assert refused(lambda: bid.decide(named, NotFound(), OF_CULTURE)).code == "NOT_FOUND"
    grouped = FIND.model_copy(update={"group": "geumgang"})
    assert refused(lambda: bid.decide(grouped, NotFound(), OF_CULTURE)).code == "NOT_FOUND"
    assert refused(lambda: bid.decide(SUBMIT, NotFound(), OF_CULTURE)).code == "NOT_FOUND"
    assert refused(lambda: bid.decide(FIND, state, OF_CULTURE)).code == "ALREADY_REGISTERED"


def test_coming_calls_are_known_as_precisely_as_they_were_told() -> None:
    """PRJ-54, A353-354: '18. 10월 공모."""
    announce = AnnounceCall(name="대전중추도시생활권 공모", issuer="molit", opens="'18. 10월")
    (event,) = call.decide(announce, call.NotAnnounced(), AUGUST_2018, PARTNERS)
    assert isinstance(event, CallAnnounced)
    assert event.opens == Period(value="2018-10", precision=Precision.MONTH, written="'18. 10월")
    state = call.evolve(call.NotAnnounced(), event)
    assert call.name_state(state) == "ANNOUNCED"
    assert refused(lambda: call.decide(announce, state, AUGUST_2018, PARTNERS)).code == "ALREADY_REGISTERED"
    assert refused(lambda: call.decide(announce, call.NotAnnounced(), AUGUST_2018, ())).code == "UNKNOWN_PARTNER"
    reversed_ = announce.model_copy(update={"closes": "2018. 9월"})
    assert refused(lambda: call.decide(reversed_, call.NotAnnounced(), AUGUST_2018, PARTNERS)).code == "DATES_REVERSED"


def won(on: str) -> BidSelected:
    """Return a bid that was won then."""
    _, events = act(NotFound(), FIND, SubmitBid(on=on), SelectBid(on=on), facts=Facts(date(2024, 1, 1), CULTURE))
    assert isinstance(events[-1], BidSelected)
    return events[-1]


def lost(on: str) -> BidRejected:
    """Return a bid that was lost then."""
    lose = (FIND, SubmitBid(on=on), RejectBid(on=on, reason="순위 밖"))
    _, events = act(NotFound(), *lose, facts=Facts(date(2024, 1, 1), CULTURE))
    assert isinstance(events[-1], BidRejected)
    return events[-1]


def test_the_win_rate_is_told_by_year() -> None:
    """PRJ-50: two of three in 2018 are 66.7 %, none of one in 2019 0.0 %."""
    rates = find_win_rates([won("2018-06"), lost("2019. 3월"), won("2018. 12. 31."), lost("2018. 1월")])
    assert rates == {2018: WinRate(2, 3), 2019: WinRate(0, 1)}
    assert (rates[2018].show(), rates[2019].show()) == ("66.7%", "0.0%")


acts = st.sampled_from(
    [
        FIND,
        SUBMIT,
        SELECT,
        SelectBid(on="2018-07"),
        RejectBid(on="2018. 7월", reason="순위 밖"),
        AddBidSupport(kind=SupportKind.BENCHMARKING, cost=read_amount("5백만원"), on="2018-05"),
    ]
)


@given(st.lists(acts, max_size=12))
def test_no_history_breaks_the_sequence(commands: list[BidCommand]) -> None:
    """PRJ-50, INC-11: whatever is tried, the steps are numbered 1, 2, 3 and at most one decision stands."""
    state: State = NotFound()
    events: list[ProjectsEvent] = []
    for command in commands:
        try:
            state, made = act(state, command)
        except Rejected:
            continue
        events += made
    steps = [each for each in events if not isinstance(each, BidFound)]
    assert [getattr(each, "sequence", 0) for each in steps] == list(range(1, len(steps) + 1))
    decisions = [each for each in events if isinstance(each, BidSelected | BidRejected)]
    assert len(decisions) == isinstance(state, Decided)
    assert isinstance(state, NotFound) == (not events)
    assert not isinstance(state, Found) or (state.submitted_on is not None) == any(
        isinstance(each, BidSubmitted) for each in events
    )
