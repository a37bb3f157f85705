"""Joining batches to a checkpoint: once each, in order, whatever the network did; loud where history differs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.directives import DirectivesEvent
from contracts.messages import Recorded
from infra.chain import GENESIS
from infra.cloudevents import Unreadable
from infra.consuming import Batch, ChainBroken, Checkpoint, EpochChanged, Hole, Joined, join, merge
from tests.making import cut, find_chain, make_history

HISTORY = make_history(40)
Events = list[Recorded[DirectivesEvent]]


def stand_at(position: int, epoch: int = 1) -> Checkpoint:
    return Checkpoint(epoch, position, find_chain(HISTORY, position))


def test_the_next_batch_is_taken_whole() -> None:
    joined = join(stand_at(5), cut(HISTORY, 6, 9))
    assert joined == Joined(HISTORY[5:9], stand_at(9))


def test_the_first_batch_starts_at_1() -> None:
    assert join(Checkpoint(), cut(HISTORY, 1, 3)) == Joined(HISTORY[:3], stand_at(3))


def test_what_was_taken_is_dropped() -> None:
    """Delivered twice, it changes nothing (PLT-17)."""
    assert join(stand_at(9), cut(HISTORY, 6, 9)) == Joined((), stand_at(9))
    assert join(stand_at(9), cut(HISTORY, 2, 4)) == Joined((), stand_at(9))


def test_of_an_overlap_only_what_is_new_is_taken() -> None:
    assert join(stand_at(7), cut(HISTORY, 6, 9)) == Joined(HISTORY[7:9], stand_at(9))


def test_a_missing_message_is_a_hole() -> None:
    assert join(stand_at(5), cut(HISTORY, 7, 9)) == Hole(5)


def test_a_heartbeat_at_the_checkpoint_changes_nothing() -> None:
    assert join(stand_at(5), cut(HISTORY, 6, 5)) == Joined((), stand_at(5))


def test_a_heartbeat_ahead_tells_of_a_lost_last_message() -> None:
    assert join(stand_at(5), cut(HISTORY, 9, 8)) == Hole(5)


def test_a_heartbeat_of_an_empty_log_is_no_hole() -> None:
    assert join(Checkpoint(), cut(HISTORY, 1, 0)) == Joined((), Checkpoint(1, 0, GENESIS))


@pytest.mark.parametrize(("first", "last"), [(6, 9), (2, 4), (6, 5), (9, 12)])
def test_another_epoch_stops(first: int, last: int) -> None:
    with pytest.raises(EpochChanged):
        join(stand_at(5), cut(HISTORY, first, last, epoch=2))


OTHER = make_history(1) + [
    record.model_copy(update={"chain": f"{n:064x}"}) for n, record in enumerate(HISTORY[1:], 2)
]  # fmt: skip
"""The same positions with another past from position 2 on."""


@pytest.mark.parametrize(("first", "last"), [(6, 9), (4, 9), (5, 5), (3, 5), (6, 5)])
def test_a_chain_that_does_not_join_stops(first: int, last: int) -> None:
    with pytest.raises(ChainBroken):
        join(stand_at(5), cut(OTHER, first, last))


def test_neighbours_become_one_batch() -> None:
    merged = merge([cut(HISTORY, 4, 6), cut(HISTORY, 1, 3), cut(HISTORY, 7, 6)], 100)
    assert [(batch.headers.first, batch.headers.last, len(batch.events)) for batch in merged] == [(1, 6, 6)]
    assert merged[0].headers == cut(HISTORY, 1, 6).headers


def test_a_batch_takes_no_more_than_asked() -> None:
    merged = merge([cut(HISTORY, n, n + 4) for n in range(1, 36, 5)], 12)
    assert [len(batch.events) for batch in merged] == [10, 10, 10, 5]


@pytest.mark.parametrize(
    "other", [cut(HISTORY, 5, 6), cut(HISTORY, 4, 6, epoch=2), cut(OTHER, 4, 6), cut(HISTORY, 1, 3)]
)
def test_strangers_stay_apart(other: Batch[DirectivesEvent]) -> None:
    """A hole, another epoch, another chain, a double."""
    assert len(merge([cut(HISTORY, 1, 3), other], 100)) == 2


class Reader:
    """A consumer without network: takers and feed as infra/consumer.py drives them."""

    def __init__(self, history: Events, page: int) -> None:
        self._history = history
        self._page = page
        self.checkpoint = Checkpoint()
        self.taken: list[Recorded[DirectivesEvent] | Unreadable] = []

    def deliver(self, batches: list[Batch[DirectivesEvent]], most: int) -> None:
        """Take what has arrived together."""
        for batch in merge(batches, most):
            if isinstance(self._take(batch), Hole):
                while self.checkpoint.position < len(self._history):
                    first = self.checkpoint.position + 1
                    self._take(cut(self._history, first, min(first + self._page - 1, len(self._history))))
                self._take(batch)

    def _take(self, batch: Batch[DirectivesEvent]) -> Hole | None:
        joined = join(self.checkpoint, batch)
        if isinstance(joined, Hole):
            return joined
        self.taken += joined.events
        self.checkpoint = joined.checkpoint
        return None


spans = st.tuples(st.integers(1, 40), st.integers(0, 12)).map(lambda span: (span[0], min(span[0] + span[1] - 1, 40)))
"""First and last of a message; an empty one is a heartbeat."""
deliveries = st.lists(st.lists(spans, min_size=1, max_size=5), max_size=15)


@given(deliveries, st.integers(1, 10), st.integers(1, 50))
def test_any_chopping_doubling_losing_and_reordering_gives_each_event_once(
    groups: list[list[tuple[int, int]]], page: int, most: int
) -> None:
    """With the feed behind them and a last heartbeat, each event comes once and in order (PLT-17)."""
    reader = Reader(HISTORY, page)
    for group in [*groups, [(41, 40)]]:
        reader.deliver([cut(HISTORY, first, last) for first, last in group], most)
    assert reader.taken == HISTORY
    assert reader.checkpoint == stand_at(40)


@given(deliveries)
def test_taking_messages_as_they_come_would_not(groups: list[list[tuple[int, int]]]) -> None:
    """The wrong way, where at least one message is doubled: a reader without a checkpoint counts it twice."""
    spans_told = [span for group in groups for span in group] + [(1, 40), (3, 3)]
    taken = [event for first, last in spans_told for event in cut(HISTORY, first, last).events]
    assert taken != HISTORY


def test_an_old_epoch_cannot_be_merged_into_a_new_one() -> None:
    old, new = cut(HISTORY, 1, 3), cut(HISTORY, 1, 3, epoch=2)
    assert [batch.headers.epoch for batch in merge([new, old], 100)] == [1, 2]
    assert replace(stand_at(3), epoch=2) != stand_at(3)
