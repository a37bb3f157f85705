"""Rounds, ballots and hand counts as given / when / then (ENG-04, ENG-05, ENG-08, ENG-13)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial, reduce
from uuid import UUID

import pytest

from contracts.engagement import EngagementEvent
from contracts.engagement import rounds as said
from contracts.engagement.ballots import (
    BallotCast,
    BallotChanged,
    BallotChannel,
    BallotChoice,
    CastBallot,
    ChannelTallyDiffered,
    ChannelTallyEntered,
    ChannelTallyImported,
    EnterChannelTally,
    HandChannel,
    OptionCount,
)
from contracts.engagement.tallies import PollMode, PollOption, PresentCount, SegmentWeight, TallyCell, TallyRule
from contracts.errors import Rejected
from contracts.messages import Recorded
from infra.agenda import Drop, Put
from services.engagement import ballot, channel_tally, poll_round
from services.engagement.index import CLOSING, OBJECTIONS, close_in_time, keep
from services.engagement.poll_round import Facts, NotPlanned, State
from tests.making import record_all

NOW = datetime(2024, 4, 18, 6, 0, tzinfo=UTC)
HALL, ROUND, AGAIN = UUID(int=1), UUID(int=2), UUID(int=3)
OPEN_HALL = Facts(NOW, "OPEN", frozenset({"pupils", "citizens"}))
PLAN = said.PlanRound(
    town_hall=HALL,
    question="오늘 행사는 어떠셨습니까?",
    options=(
        PollOption(code="great", text="매우좋다"),
        PollOption(code="good", text="좋다"),
        PollOption(code="fair", text="보통"),
    ),
    seconds=60,
)
RULE = said.DeclareTallyRule(rule=TallyRule.RAW_SUM)


def act(state: State, *commands: said.RoundCommand, facts: Facts = OPEN_HALL) -> State:
    """Return the round after commands."""
    for command in commands:
        state = reduce(poll_round.evolve, poll_round.decide(command, state, facts), state)
    return state


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(Rejected) as no:
        do()
    return no.value.code


def plan(**changes: object) -> said.PlanRound:
    return said.PlanRound.model_validate({**PLAN.model_dump(), **changes})


def opened(**changes: object) -> State:
    return act(NotPlanned(), plan(**changes), RULE, said.OpenRound())


def test_a_round_goes_from_plan_to_publication_in_order() -> None:
    """ENG-04: OPEN, CLOSED, PUBLISHED; each step only after the one before it."""
    planned = act(NotPlanned(), PLAN)
    assert refused(lambda: act(planned, said.OpenRound())) == "TALLY_RULE_REQUIRED"
    ruled = act(planned, RULE)
    shut = replace(OPEN_HALL, hall="REGISTERING")
    assert refused(lambda: act(ruled, said.OpenRound(), facts=shut)) == "DOORS_NOT_OPEN"
    open_ = act(ruled, said.OpenRound())
    assert refused(lambda: act(open_, said.PublishResult(cells=(), present=()))) == "WRONG_STATE"
    closed = act(open_, said.CloseRound())
    assert refused(lambda: act(closed, said.OpenRound())) == "WRONG_STATE"
    published = act(closed, said.PublishResult(cells=(), present=()))
    assert [poll_round.name_state(each) for each in (planned, open_, closed, published)] == [
        "PLANNED", "OPEN", "CLOSED", "PUBLISHED",
    ]  # fmt: skip


def test_the_rule_is_fixed_from_the_opening() -> None:
    """ENG-08: it may be declared anew before, never after."""
    planned = act(NotPlanned(), PLAN, RULE)
    equal = said.DeclareTallyRule(rule=TallyRule.EQUAL_CHANNEL)
    assert act(planned, equal) != planned
    assert poll_round.decide(RULE, planned, OPEN_HALL) == ()
    for state in (opened(), act(opened(), said.CloseRound())):
        assert refused(partial(act, state, equal)) == "TALLY_RULE_FROZEN"


def test_weights_are_for_each_segment_of_the_session() -> None:
    planned = act(NotPlanned(), PLAN)
    both = (SegmentWeight(segment="pupils", weight=1), SegmentWeight(segment="citizens", weight=3))
    weighted = said.DeclareTallyRule(rule=TallyRule.WEIGHTED_SEGMENT, weights=both)
    assert act(planned, weighted) != planned
    for wrong in (weighted.model_copy(update={"weights": both[:1]}), RULE.model_copy(update={"weights": both})):
        assert refused(partial(act, planned, wrong)) == "WEIGHTS_DIFFER"


def test_a_pause_stops_the_clock() -> None:
    """60 s, paused after 39.5 s: 21 whole seconds are left, and are again when it goes on."""
    paused = act(opened(), said.PauseRound(), facts=replace(OPEN_HALL, now=NOW + timedelta(seconds=39.5)))
    assert isinstance(paused, poll_round.Round)
    assert (paused.seconds_left, paused.closes_at) == (21, None)
    later = NOW + timedelta(minutes=10)
    resumed = act(paused, said.ResumeRound(), facts=replace(OPEN_HALL, now=later))
    assert isinstance(resumed, poll_round.Round)
    assert resumed.closes_at == later + timedelta(seconds=21)


def test_the_clock_closes_what_still_runs_to_it() -> None:
    ends = NOW + timedelta(seconds=60)
    due = said.CloseRoundInTime(round=ROUND, closes_at=ends)
    assert poll_round.decide(due, opened(), OPEN_HALL) == (said.PollRoundClosed(is_in_time=True),)
    assert poll_round.decide(due, act(opened(), said.PauseRound()), OPEN_HALL) == ()
    assert poll_round.decide(due, act(opened(), said.CloseRound()), OPEN_HALL) == ()


def test_timers_follow_the_round() -> None:
    """The round's own clock, and the end of the objections so many days after the publication."""
    stream = f"round-{ROUND}"
    done = act(opened(), said.CloseRound())
    (published,) = poll_round.decide(said.PublishResult(cells=(), present=()), done, OPEN_HALL)
    ends = NOW + timedelta(seconds=60)
    told: list[EngagementEvent] = [
        said.PollRoundOpened(closes_at=ends),
        said.PollRoundPaused(seconds_left=3),
        published,
        said.ObjectionPeriodEnded(),
    ]
    records: list[Recorded[EngagementEvent]] = record_all([(stream, event) for event in told])
    assert [change for record in records for change in keep(record)] == [
        Put(CLOSING, str(ROUND), due_at=ends),
        Drop(CLOSING, str(ROUND)),
        Put(OBJECTIONS, str(ROUND), due_at=NOW + timedelta(days=14)),
        Drop(OBJECTIONS, str(ROUND)),
    ]
    assert close_in_time(str(ROUND), ends) == said.CloseRoundInTime(round=ROUND, closes_at=ends)


def test_another_round_is_held_instead() -> None:
    """Same question and rule, under an id of its own; what is published is not voided."""
    voided, begun = poll_round.rerun("표기 오류", opened(), AGAIN, ROUND)
    assert voided == said.PollRoundVoided(reason="표기 오류", again=AGAIN)
    unplanned: State = NotPlanned()
    again = reduce(poll_round.evolve, begun, unplanned)
    assert isinstance(again, poll_round.Round)
    assert (again.stage, again.plan.instead_of, again.rule is not None) == ("PLANNED", ROUND, True)
    published = act(opened(), said.CloseRound(), said.PublishResult(cells=(), present=()))
    assert refused(lambda: poll_round.rerun("다시", published, AGAIN, ROUND)) == "WRONG_STATE"


def test_the_result_is_computed_where_the_round_is() -> None:
    counts = (OptionCount(option="great", count=352), OptionCount(option="good", count=448))
    cell = TallyCell(
        segment="citizens", channel=BallotChannel.ONSITE, is_official=False, ballots=800, blank=0, counts=counts
    )
    command = said.PublishResult(
        cells=(cell,), present=(PresentCount(segment="citizens", is_official=False, people=800),)
    )
    (event,) = poll_round.decide(command, act(opened(), said.CloseRound()), OPEN_HALL)
    assert isinstance(event, said.PollResultPublished)
    assert event.result.everybody.options[0].percent == "44.0"
    assert event.objections_until == NOW + timedelta(days=14)


def cast(within: State, chosen: str) -> ballot.Ballot:
    """Return somebody's first ballot."""
    return reduce(ballot.evolve, vote(NONE, within, {chosen: 1}), NONE)


def vote(
    state: ballot.Ballot, within: State, values: Mapping[str, int], now: datetime = NOW
) -> tuple[EngagementEvent, ...]:
    command = CastBallot(
        round=ROUND,
        pseudonym="0" * 32,
        segment="citizens",
        is_official=False,
        channel=BallotChannel.WEB,
        choices=tuple(BallotChoice(option=option, value=value) for option, value in values.items()),
    )
    return ballot.decide(command, state, within, now)


NONE: ballot.Ballot = ballot.NotCast()


def test_a_person_votes_once() -> None:
    """ENG-05: the second ballot is refused, the same one too: only its own key repeats an answer."""
    first = cast(opened(), "great")
    assert refused(lambda: vote(first, opened(), {"great": 1})) == "ALREADY_VOTED"


def test_a_ballot_changes_only_where_that_was_declared() -> None:
    changeable = opened(is_changeable=True)
    first = cast(changeable, "great")
    (event,) = vote(first, changeable, {"good": 1})
    assert isinstance(event, BallotChanged)
    assert ([each.option for each in event.before], [each.option for each in event.choices]) == (["great"], ["good"])
    assert vote(first, changeable, {"great": 1}) == ()


def test_ballots_come_between_opening_and_close() -> None:
    planned, paused = act(NotPlanned(), PLAN, RULE), act(opened(), said.PauseRound())
    for state in (NotPlanned(), planned, paused, act(opened(), said.CloseRound())):
        assert refused(partial(vote, NONE, state, {"great": 1})) == "ROUND_NOT_OPEN"
    last = NOW + timedelta(seconds=60)
    assert vote(NONE, opened(), {"great": 1}, last - timedelta(milliseconds=1))
    assert refused(lambda: vote(NONE, opened(), {"great": 1}, last)) == "ROUND_NOT_OPEN"


@pytest.mark.parametrize(
    ("changes", "right", "wrong"),
    [
        ({}, [{"great": 1}, {}], [{"great": 1, "good": 1}, {"great": 2}, {"other": 1}]),
        (
            {"mode": PollMode.MULTIPLE, "max_choices": 2},
            [{"great": 1, "good": 1}],
            [{"great": 1, "good": 1, "fair": 1}],
        ),
        ({"mode": PollMode.RATING}, [{"great": 5, "good": 5}], [{"great": 6}]),
        (
            {"mode": PollMode.RANKING},
            [{"great": 2, "good": 1}],
            [{"great": 1, "good": 1}, {"great": 2}, {"great": 1, "good": 3}],
        ),
    ],
)
def test_choices_fit_the_mode(
    changes: dict[str, object], right: list[dict[str, int]], wrong: list[dict[str, int]]
) -> None:
    within = opened(**changes)
    for values in right:
        (event,) = vote(NONE, within, values)
        assert isinstance(event, BallotCast)
    for values in wrong:
        assert refused(partial(vote, NONE, within, values)) == "CHOICES_INVALID"


def enter(state: channel_tally.State, user: str, great: int, good: int = 3, blank: int = 1) -> tuple[object, object]:
    counts = (OptionCount(option="great", count=great), OptionCount(option="good", count=good))
    command = EnterChannelTally(
        channel=HandChannel.PAPER, segment="pupils", ballots=great + good + blank, blank=blank, counts=counts
    )
    within = act(opened(), said.CloseRound())
    assert isinstance(within, poll_round.Round)
    told = ChannelTallyEntered(
        **command.model_dump(exclude={"type", "counts"}),
        round=ROUND,
        counts=channel_tally.sort_counts(command.counts),
        entered_by=user,
    )
    return channel_tally.decide(command, state, channel_tally.Facts(within, False, user), told)


def test_two_officers_count_alike() -> None:
    """ENG-13: it is counted once a second officer has entered the same."""
    first, counted = enter(channel_tally.NotEntered(), "operator", 7)
    assert isinstance(first, ChannelTallyEntered)
    assert counted is None
    state = channel_tally.evolve(channel_tally.NotEntered(), first)
    assert refused(lambda: enter(state, "operator", 7)) == "SAME_OFFICER"
    second, counted = enter(state, "officer", 7)
    assert isinstance(second, ChannelTallyEntered)
    assert isinstance(counted, ChannelTallyImported)
    assert (counted.ballots, counted.blank, counted.entered_by) == (11, 1, ("operator", "officer"))
    assert refused(lambda: enter(channel_tally.evolve(state, second), "auditor", 7)) == "ALREADY_REGISTERED"


def test_what_differs_is_entered_anew() -> None:
    first, _ = enter(channel_tally.NotEntered(), "operator", 7)
    assert isinstance(first, ChannelTallyEntered)
    second, counted = enter(channel_tally.evolve(channel_tally.NotEntered(), first), "officer", 8)
    assert isinstance(second, ChannelTallyDiffered)
    assert counted is None
    assert channel_tally.name_tally(channel_tally.evolve(channel_tally.Entered(first), second)) == "DIFFERENT"


def test_hand_counts_add_up() -> None:
    counts = (OptionCount(option="great", count=7),)
    command = EnterChannelTally(channel=HandChannel.PAPER, segment="pupils", ballots=9, blank=1, counts=counts)
    within = opened()
    assert isinstance(within, poll_round.Round)
    assert refused(lambda: channel_tally.check_counts(command, within)) == "TALLY_SUM_MISMATCH"
    channel_tally.check_counts(command.model_copy(update={"blank": 2}), within)
