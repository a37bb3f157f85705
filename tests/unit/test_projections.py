"""Folds over any history that the deciders can produce: never raising, and the same however they are cut."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import pytest
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
def test_a_view_is_the_same_event_by_event_in_batches_and_at_once(
    history: tuple[str, list[Recorded[Event]]], sizes: list[int]
) -> None:
    """A rebuilt view provably equals the live one (PLT-05)."""
    context, events = history
    for view in VIEWS:
        if view.context == context:
            at_once = fold(view, [events])
            assert fold(view, ([event] for event in events)) == at_once
            assert fold(view, chop(events, sizes)) == at_once


@given(histories)
def test_no_view_raises_on_an_event_of_its_context(history: tuple[str, list[Recorded[Event]]]) -> None:
    """Not even on one whose earlier events it has not seen."""
    context, events = history
    for view in VIEWS:
        for event in events:
            if view.context == context:
                fold_events(view, {}, [event])


@given(histories)
def test_every_decided_event_can_be_read_again(history: tuple[str, list[Recorded[Event]]]) -> None:
    """What a log stores is what its readers read: nothing is lost in JSON."""
    context, events = history
    decoder: Decoder[Event] = Decoder(EVENTS[context])
    assert [decoder.read_data(event.data.model_dump_json().encode()) for event in events] == [e.data for e in events]


def test_a_row_that_goes_away_and_comes_back_is_made_anew() -> None:
    """Within one batch, too: the fold sees its own last result, never the stored row."""
    written: list[tuple[str, Event]] = [("department-a", make_issued())]
    (event,) = record_all(written)
    stored: Rows = {"a": "stored"}
    blinking = replace(VIEWS[0], keys=lambda _: ("a",), apply=lambda row, _: None if row else "made")
    assert fold_events(blinking, {}, [event, event, event]) == {"a": "made"}
    assert fold_events(blinking, stored, [event]) == {"a": None}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_fingerprint_tells_one_fold_from_another(view: View[object, Event]) -> None:
    others = {other.fingerprint for other in VIEWS if other is not view}
    assert view.fingerprint not in others
    assert len(view.fingerprint) == 64
