"""Folds over any history that the deciders can produce: never raising, and the same however they are cut."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from contracts.messages import Event, Recorded
from gateway.projector import VIEWS
from gateway.queries.history import EVENTS
from infra.cloudevents import Decoder
from infra.projections import View, fold_events
from tests.histories import directives_histories
from tests.making import make_issued, record_all
from tests.projects_histories import projects_histories
from tests.registry_histories import registry_histories

Rows = dict[Hashable, object]
ItemT = TypeVar("ItemT")
histories = st.one_of(
    directives_histories.map(lambda written: ("directives", record_all(written))),
    registry_histories.map(lambda written: ("registry", record_all(written))),
    projects_histories.map(lambda written: ("projects", record_all(written))),
)
cuts = st.lists(st.integers(1, 7), min_size=1, max_size=30)


def fold(view: View[object, Event], batches: Iterable[Sequence[Recorded[Event]]]) -> Rows:
    """Fold batch by batch, each over the rows that the last one left."""
    rows: Rows = {}
    for batch in batches:
        changed = fold_events(view, rows, batch)
        rows = {key: row for key, row in {**rows, **changed}.items() if row is not None}
    return rows


def chop(events: Sequence[ItemT], sizes: Sequence[int]) -> list[Sequence[ItemT]]:
    batches: list[Sequence[ItemT]] = []
    start = 0
    while start < len(events):
        size = sizes[len(batches) % len(sizes)]
        batches.append(events[start : start + size])
        start += size
    return batches


@given(histories, cuts)
def test_in_every_history(history: tuple[str, list[Recorded[Event]]], sizes: list[int]) -> None:
    """PLT-05, folds and JSON: drawing a history costs more than looking at it."""
    context, events = history
    lose_nothing(EVENTS[context], events)
    for view in VIEWS:
        if view.context == context:
            be_the_same_however_cut(view, events, sizes)
            take_each_event_by_itself(view, events)


def lose_nothing(family: object, events: Sequence[Recorded[Event]]) -> None:
    """What a log stores is what its readers read."""
    decoder: Decoder[Event] = Decoder(family)
    assert [decoder.read_data(event.data.model_dump_json().encode()) for event in events] == [e.data for e in events]


def be_the_same_however_cut(view: View[object, Event], events: Sequence[Recorded[Event]], sizes: list[int]) -> None:
    """A rebuilt view provably equals the live one (PLT-05)."""
    at_once = fold(view, [events])
    assert fold(view, ([event] for event in events)) == at_once
    assert fold(view, chop(events, sizes)) == at_once


def take_each_event_by_itself(view: View[object, Event], events: Sequence[Recorded[Event]]) -> None:
    """Never raising, not even on one whose earlier events the view has not seen."""
    for event in events:
        fold_events(view, {}, [event])


def test_a_row_that_goes_away_and_comes_back_is_made_anew() -> None:
    """Within one batch, too: the fold sees its own last result, never the stored row."""
    written: list[tuple[str, Event]] = [("department-a", make_issued())]
    (event,) = record_all(written)
    stored: Rows = {"a": "stored"}
    blinking = replace(VIEWS[0], keys=lambda _: ("a",), apply=lambda row, _: None if row else "made")
    assert fold_events(blinking, {}, [event, event, event]) == {"a": "made"}
    assert fold_events(blinking, stored, [event]) == {"a": None}


def test_a_fingerprint_tells_one_fold_from_another() -> None:
    told = Counter(view.fingerprint for view in VIEWS)
    assert [view.name for view in VIEWS if told[view.fingerprint] > 1 or len(view.fingerprint) != 64] == []
