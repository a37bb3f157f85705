"""Joining batches to a checkpoint: once each, in order, whatever the network did; loud where history differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.directives import DirectivesEvent
from contracts.messages import Recorded
from infra.chain import GENESIS, StoredEvent
from infra.cloudevents import BrokenMessage, Decoder, Unreadable, encode, join_batch
from infra.consuming import Batch, ChainBroken, Checkpoint, EpochChanged, Hole, Joined, join, merge, read_message
from tests.making import CONTEXT, TENANT, chain_events, cut, find_chain, make_history, make_issued

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


def test_what_waited_in_a_queue_still_may_be_old_when_it_is_one_with_others() -> None:
    waited = [replace(cut(HISTORY, n, n + 2), may_be_old=True) for n in (1, 4)]
    assert [batch.may_be_old for batch in merge(waited, 100)] == [True]


@pytest.mark.parametrize("most", [10, 12, 14])
def test_a_batch_takes_as_many_as_asked_and_no_more(most: int) -> None:
    merged = merge([cut(HISTORY, n, n + 4) for n in range(1, 36, 5)], most)
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
    take_them_as_they_come_in_vain(groups)


def take_them_as_they_come_in_vain(groups: list[list[tuple[int, int]]]) -> None:
    """The wrong way, where at least one message is doubled: a reader without a checkpoint counts it twice."""
    spans_told = [span for group in groups for span in group] + [(1, 40), (3, 3)]
    taken = [event for first, last in spans_told for event in cut(HISTORY, first, last).events]
    assert taken != HISTORY


def test_an_old_epoch_cannot_be_merged_into_a_new_one() -> None:
    old, new = cut(HISTORY, 1, 3), cut(HISTORY, 1, 3, epoch=2)
    assert [batch.headers.epoch for batch in merge([new, old], 100)] == [1, 2]
    assert replace(stand_at(3), epoch=2) != stand_at(3)


@dataclass(frozen=True, slots=True)
class Message:
    """What of a message is looked at."""

    headers: Mapping[str, object]
    body: bytes


STORED = chain_events([(f"directive-{n}", make_issued(f"2024-{n:04d}")) for n in range(1, 6)])


def send(first: int, last: int, events: Sequence[StoredEvent]) -> Batch[DirectivesEvent]:
    """Return what is read of a message whose headers tell of positions `first` to `last`."""
    headers = cut(make_history(5), first, last).headers.pack()
    message = Message(headers, join_batch([encode(TENANT, CONTEXT, event) for event in events]))
    return read_message(Decoder[DirectivesEvent](DirectivesEvent), message)  # type: ignore[arg-type]  # as much of it


def test_a_message_is_read_up_to_what_only_a_newer_build_knows() -> None:
    """What is read joins what was read before, and the rest is a hole, which the upgraded reader fills."""
    newer = STORED[3]._replace(data=b'{"type":"directives.directive_folded.v1"}')
    batch = send(2, 5, [*STORED[1:3], newer, STORED[4]])
    assert (batch.headers.first, batch.headers.last, batch.headers.after) == (2, 3, STORED[2].chain)
    assert join(stand_at(3), cut(HISTORY, 5, 5)) == Hole(3)


@pytest.mark.parametrize(
    ("first", "last", "positions"), [(1, 3, []), (1, 3, [2, 3]), (1, 3, [1, 3]), (1, 2, [1, 2, 3]), (3, 2, [3])]
)
def test_a_message_that_holds_other_events_than_it_says_is_broken(first: int, last: int, positions: list[int]) -> None:
    with pytest.raises(BrokenMessage):
        send(first, last, [STORED[position - 1] for position in positions])


@pytest.mark.parametrize("headers", [{}, {"context": "directives", "epoch": "x"}])
def test_a_message_without_headers_of_events_is_broken(headers: dict[str, object]) -> None:
    with pytest.raises(BrokenMessage):
        read_message(Decoder[DirectivesEvent](DirectivesEvent), Message(headers, b"[]"))  # type: ignore[arg-type]  # as much of it


def test_an_old_message_of_another_epoch_is_a_reason_to_ask_the_feed() -> None:
    """It waited in a queue since before a restore; the wrong way takes lost history for the start of the new one."""
    old = replace(cut(OTHER, 1, 3), may_be_old=True)
    assert join(Checkpoint(), old) == Hole(0)
    assert join(stand_at(2, epoch=2), old) == Hole(2)
    assert isinstance(join(Checkpoint(), cut(OTHER, 1, 3)), Joined)
    for newer in (cut(HISTORY, 1, 3), replace(cut(HISTORY, 1, 3, epoch=3), may_be_old=True)):
        with pytest.raises(EpochChanged):
            join(stand_at(2, epoch=2), newer)
