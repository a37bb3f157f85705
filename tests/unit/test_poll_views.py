"""The views of votes: rounds as they go on, cells folded in any batching, hand counts that tell nothing (ENG-04)."""

from collections.abc import Hashable
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts.engagement import EngagementEvent
from contracts.engagement.ballots import (
    BallotCast,
    BallotChanged,
    BallotChannel,
    BallotChoice,
    ChannelTallyDiffered,
    ChannelTallyEntered,
    ChannelTallyImported,
    HandChannel,
    OptionCount,
)
from contracts.messages import Recorded
from gateway.queries import poll_tally as tallies
from gateway.views import channel_tally, poll_round, poll_tally
from infra.projections import fold_events
from tests.contract.examples import read_examples
from tests.making import record_all

ROUND = UUID(int=2)


def record(*events: tuple[str, EngagementEvent]) -> list[Recorded[EngagementEvent]]:
    return record_all(list(events))


def choose(*options: str) -> tuple[BallotChoice, ...]:
    return tuple(BallotChoice(option=option) for option in options)


def cast(voter: int, *options: str, channel: BallotChannel = BallotChannel.ONSITE) -> tuple[str, EngagementEvent]:
    ballot = BallotCast(round=ROUND, segment="citizens", is_official=False, channel=channel, choices=choose(*options))
    return f"ballot-{ROUND}-{voter:032x}", ballot


def fold(events: list[Recorded[EngagementEvent]], *cuts: int) -> dict[Hashable, poll_tally.Row]:
    """Return the cells after events that come in batches."""
    rows: dict[Hashable, poll_tally.Row] = {}
    for first, last in zip((0, *cuts), (*cuts, len(events)), strict=True):
        changed = fold_events(tallies.VIEW, {**rows}, events[first:last])
        rows |= {key: row for key, row in changed.items() if row is not None}
    return rows


@given(votes=st.lists(st.sampled_from([(), ("great",), ("great", "good")]), max_size=20), data=st.data())
def test_a_tally_is_the_same_in_any_batching(votes: list[tuple[str, ...]], data: st.DataObject) -> None:
    """ENG-06: 10,000 ballots in one batch or in ten thousand are the same cells."""
    events = record(*(cast(voter, *options) for voter, options in enumerate(votes)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=4)))
    whole = fold(events)
    assert fold(events, *cuts) == whole
    if votes:
        (row,) = whole.values()
        assert (row.ballots, row.blank) == (len(votes), votes.count(()))
        assert sum(row.counts.values()) == sum(map(len, votes))


def test_a_changed_ballot_leaves_the_cell_as_if_it_had_come_so() -> None:
    stream, first = cast(1, "great")
    assert isinstance(first, BallotCast)
    told = {**first.model_dump(exclude={"type", "choices", "entry"}), "before": first.choices}
    changed = BallotChanged(**told, choices=choose("good"))
    emptied = BallotChanged(**{**told, "before": choose("good")}, choices=())
    (row,) = fold(record((stream, first), (stream, changed))).values()
    assert (row.ballots, row.blank, row.counts) == (1, 0, {"good|1": 1})
    (row,) = fold(record((stream, first), (stream, changed), (stream, emptied))).values()
    assert (row.ballots, row.blank, row.counts) == (1, 1, {})


def test_cells_are_of_segment_channel_and_kind() -> None:
    paper = ChannelTallyImported(
        channel=HandChannel.PAPER,
        segment="citizens",
        is_official=False,
        ballots=11,
        blank=1,
        counts=(OptionCount(option="great", count=10),),
        entered_by=("operator", "officer"),
    )
    rows = fold(record(cast(1, "great"), cast(2, "great", channel=BallotChannel.WEB), (f"round-{ROUND}", paper)))
    assert {row.channel: (row.ballots, row.counts["great|1"]) for row in rows.values()} == {
        "ONSITE": (1, 1), "WEB": (1, 1), "PAPER": (11, 10),
    }  # fmt: skip
    assert {row.round for row in rows.values()} == {str(ROUND)}


def test_a_hand_count_is_entered_differs_and_is_counted() -> None:
    entry = {
        "round": ROUND, "channel": HandChannel.PAPER, "segment": "pupils", "ballots": 1, "blank": 1, "counts": (),
        "entered_by": "operator",
    }  # fmt: skip
    first, other = ChannelTallyEntered.model_validate(entry), ChannelTallyDiffered.model_validate(entry)
    stream = f"channel_tally-{ROUND}-paper-pupils"
    row, states = None, []
    for event in record(*((stream, each) for each in (first, other, first, first))):
        assert channel_tally.keys(event) == (f"{ROUND}-paper-pupils",)
        row = channel_tally.apply(row, event)
        assert row is not None
        states.append(row.state)
    assert states == ["ENTERED", "DIFFERENT", "ENTERED", "IMPORTED"]


STORY = (
    "poll_round_planned", "tally_rule_declared", "poll_round_opened", "poll_round_paused", "poll_round_resumed",
    "poll_round_closed", "ballot_box_verified", "poll_result_published", "objection_period_ended",
)  # fmt: skip


def tell_story(*names: str) -> list[poll_round.Row]:
    """Return the round after each event of a story, as the contracts' examples tell it."""
    union = {event.wire(): event for event in EngagementEvent.__args__[0].__args__}
    examples = read_examples()
    wires = [f"engagement.{name}.v1" for name in names]
    events = record(*((f"round-{ROUND}", union[wire].model_validate(examples[wire])) for wire in wires))
    rows: list[poll_round.Row] = []
    row = None
    for event in events:
        row = poll_round.apply(row, event)
        assert row is not None
        rows.append(row)
    return rows


def test_a_round_is_told_as_it_goes_on() -> None:
    """ENG-04: each state, what is left of its time, the result once it is published, the key once that is due."""
    rows = tell_story(*STORY)
    assert [row.state for row in rows] == [
        "PLANNED", "PLANNED", "OPEN", "PAUSED", "OPEN", "CLOSED", "CLOSED", "PUBLISHED", "FINAL",
    ]  # fmt: skip
    assert [row.closes_at is not None for row in rows[2:6]] == [True, False, True, False]
    assert [row.seconds_left for row in rows[2:6]] == [None, 21, None, None]
    assert [row.result is not None for row in rows[5:]] == [False, False, True, True]
    assert [row.is_key_due for row in rows[-2:]] == [False, True]
    assert rows[-1].box == {"ballots": 800, "strangers": 0}


def test_the_key_of_a_voided_round_is_due() -> None:
    *_, row = tell_story("poll_round_planned", "poll_round_voided")
    assert (row.state, row.is_key_due, row.result) == ("VOIDED", True, None)
