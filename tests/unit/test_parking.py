"""Poison parks its stream and nothing else; a stream taken in again leaves no trace of having been parked."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.messages import Event, Recorded
from gateway.projector import VIEWS
from infra.bookmarks import Parked, Parking
from infra.cloudevents import Unreadable, explain
from infra.projections import View, find_keys, fold_keyed
from tests.histories import directives_histories
from tests.making import make_issued, record_all
from tests.unit.test_projections import chop

Events = Sequence[Recorded[Event] | Unreadable]
BOARD = next(view for view in VIEWS if view.name == "directive_board")
OF_DIRECTIVES = [view for view in VIEWS if view.context == "directives"]
histories = directives_histories.map(record_all)
poisons = st.sets(st.integers(1, 30), max_size=6)
cuts = st.lists(st.integers(1, 7), min_size=1, max_size=30)


@dataclass(slots=True)
class Store:
    """What infra/projections.py keeps of one view, without its database."""

    view: View[object, Event]
    rows: dict[Hashable, object] = field(default_factory=dict)
    parked: dict[str, Parked] = field(default_factory=dict)

    def take(self, events: Events) -> None:
        """Take a batch in."""
        parking = Parking(self.parked)
        self._keep(fold_keyed(self.view, self.rows, find_keys(self.view, events), parking))
        for stream, more in parking.more.items():
            self.parked[stream] = replace(self.parked[stream], events=self.parked[stream].events + more)
        self.parked |= parking.new

    def release(self, stream: str, events: Events) -> None:
        """Take a stream in again from its history."""
        parking = Parking()
        own = [event for event in events if event.subject == stream]
        self._keep(fold_keyed(self.view, {}, find_keys(self.view, own), parking))
        del self.parked[stream]
        self.parked |= parking.new

    def _keep(self, changed: dict[Hashable, object | None]) -> None:
        self.rows = {key: row for key, row in {**self.rows, **changed}.items() if row is not None}


def build(view: View[object, Event], batches: Iterable[Events]) -> Store:
    store = Store(view)
    for batch in batches:
        store.take(batch)
    return store


def spoil(event: Recorded[Event]) -> Unreadable:
    return Unreadable(event.position, event.subject, event.streamversion, event.chain, "spoilt")


def break_view(view: View[object, Event], positions: set[int]) -> View[object, Event]:
    """Return the view with a fold that fails at some positions: in `keys` at even ones, in `apply` at odd ones."""

    def keys(event: Recorded[Event]) -> Sequence[Hashable]:
        if event.position in positions and event.position % 2 == 0:
            raise KeyError(event.position)
        return view.keys(event)

    def apply(row: object | None, event: Recorded[Event]) -> object | None:
        if event.position in positions:
            raise ValueError(event.position)
        return view.apply(row, event)

    return replace(view, keys=keys, apply=apply)


@given(histories, poisons, poisons, cuts, st.integers(0, 30))
def test_in_every_history(
    history: list[Recorded[Event]], unreadable: set[int], unfoldable: set[int], sizes: list[int], until: int
) -> None:
    """PLT-05, with poison anywhere: drawing a history costs more than looking at it."""
    spoilt = [spoil(event) if event.position in unreadable else event for event in history]
    be_the_same_however_cut(spoilt, unfoldable, sizes)
    cost_its_own_stream_only(history, spoilt)
    release_as_if_never_parked(history, spoilt, sizes, until)
    change_nothing_by_a_release_that_fails_again(spoilt[:until])


def be_the_same_however_cut(events: Events, unfoldable: set[int], sizes: list[int]) -> None:
    """A view with poison is the same event by event, in batches and rebuilt."""
    for view in OF_DIRECTIVES:
        broken = break_view(view, unfoldable)
        rebuilt = build(broken, [events])
        one_by_one = build(broken, ([event] for event in events))
        in_batches = build(broken, chop(events, sizes))
        assert (one_by_one.rows, one_by_one.parked) == (rebuilt.rows, rebuilt.parked)
        assert (in_batches.rows, in_batches.parked) == (rebuilt.rows, rebuilt.parked)


def cost_its_own_stream_only(history: Sequence[Recorded[Event]], spoilt: Events) -> None:
    """By the rule's own words: of each stream everything before its first poison is taken in, nothing after it."""
    first: dict[str, int] = {}
    for event in spoilt:
        if isinstance(event, Unreadable):
            first.setdefault(event.subject, event.position)
    taken = [event for event in history if event.position < first.get(event.subject, 2**53)]
    for view in OF_DIRECTIVES:
        store = build(view, [spoilt])
        assert store.rows == build(view, [taken]).rows
        assert {stream: parked.position for stream, parked in store.parked.items()} == first
        assert sum(parked.events for parked in store.parked.values()) == len(history) - len(taken)


def release_as_if_never_parked(
    history: Sequence[Recorded[Event]], spoilt: Events, sizes: list[int], until: int
) -> None:
    """Released in the middle of the history, rows are those of a view that never saw poison."""
    for view in OF_DIRECTIVES:
        store = build(view, chop(spoilt[:until], sizes))
        for stream in list(store.parked):
            store.release(stream, history[:until])
        for batch in chop(history[until:], sizes):
            store.take(batch)
        assert store.parked == {}
        assert store.rows == build(view, [history]).rows


def change_nothing_by_a_release_that_fails_again(spoilt: Events) -> None:
    for view in OF_DIRECTIVES:
        store = build(view, [spoilt])
        before = (dict(store.rows), dict(store.parked))
        for stream in list(store.parked):
            store.release(stream, spoilt)
        assert (store.rows, store.parked) == before


def test_an_event_of_several_rows_changes_all_or_none() -> None:
    (event,) = record_all([("directive-1", make_issued())])

    def apply(row: object | None, _: Recorded[Event]) -> object:
        if row == "b":
            raise ValueError
        return "changed"

    both: View[object, Event] = replace(BOARD, keys=lambda _: ("first", "second"), apply=apply)
    parking = Parking()
    rows: dict[Hashable, object] = {"first": "a", "second": "b"}
    assert fold_keyed(both, rows, find_keys(both, [event]), parking) == {}
    assert parking.new.keys() == {"directive-1"}


def test_what_is_kept_of_an_error_quotes_no_value() -> None:
    """An error's own message may hold what a person wrote."""
    with pytest.raises(ValueError, match="secret") as caught:
        int("secret of somebody")
    assert explain(caught.value).startswith("ValueError at tests.unit.test_parking:")
