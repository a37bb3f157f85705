"""Events on their way: CloudEvents batches out and in, cut to size, unknown types told from poison."""

import json
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from contracts.directives import DirectivesEvent, NumberTaken
from contracts.messages import Event, Recorded
from infra.cloudevents import (
    BATCH_BYTES,
    EVENTS,
    BrokenMessage,
    Decoder,
    UnknownEventType,
    Unreadable,
    cut_batches,
    encode,
    join_batch,
)
from tests.making import CONTEXT, TENANT, chain_events, make_issued, record

(STORED,) = chain_events([("directive-1", make_issued())])
DECODER: Decoder[DirectivesEvent] = Decoder(DirectivesEvent)


def test_an_event_is_a_cloudevents_object() -> None:
    """CloudEvents 1.0: the required attributes, and extensions in lower case."""
    event = json.loads(encode(TENANT, CONTEXT, STORED))
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "datacontenttype")} == {
        "specversion": "1.0", "id": "directives/1", "source": "/nonsan/directives",
        "type": "directives.directive_issued.v1", "subject": "directive-1", "datacontenttype": "application/json",
    }  # fmt: skip
    assert all(name == name.lower() and name.isalnum() for name in event)


def test_the_data_are_the_very_bytes_that_were_hashed() -> None:
    odd = STORED._replace(data=b'{"type":"directives.number_taken.v1",  "number":1}')
    assert odd.data in encode(TENANT, CONTEXT, odd)


@pytest.mark.parametrize("department", ["planning-audit", None])
def test_what_is_written_is_read(department: str | None) -> None:
    stored = STORED._replace(department=department)
    read = DECODER.read_batch(join_batch([encode(TENANT, CONTEXT, stored)]))
    assert read == [record(stored, make_issued())]


@pytest.mark.parametrize("name", ['a"b', "a\\b", 'a", "data": {}', "환류\u2028\x1f\x7f", 'a"}, {"specversion": "1.0"'])
def test_whatever_a_name_holds_it_stays_one(name: str) -> None:
    stored = STORED._replace(actor=name, role=name, department=name)
    read = json.loads(encode(TENANT, CONTEXT, stored))
    assert [read["actor"], read["actorrole"], read["actordepartment"]] == [name] * 3
    assert read["data"] == json.loads(STORED.data)


def test_a_type_that_this_build_does_not_know_is_told_apart() -> None:
    """It makes the reader wait for its upgrade; that is not poison."""
    newer = STORED._replace(type="directives.directive_folded.v1", data=b'{"type": "directives.directive_folded.v1"}')
    with pytest.raises(UnknownEventType, match="directive_folded"):
        DECODER.read_batch(join_batch([encode(TENANT, CONTEXT, newer)]))
    with pytest.raises(UnknownEventType):
        DECODER.read_data(newer.data)


@pytest.mark.parametrize(
    "data", [b'{"type":"directives.number_taken.v1"}', b'{"type":"directives.number_taken.v1","number":0}', b"{}", b"["]
)
def test_an_event_that_does_not_fit_its_type_is_poison(data: bytes) -> None:
    with pytest.raises(ValidationError):
        DECODER.read_data(data)


class Renamed(Event):
    """The newest shape."""

    type: Literal["test.renamed.v2"] = "test.renamed.v2"
    name: str


class OldRenamed(Event):
    """The first shape."""

    type: Literal["test.renamed.v1"] = "test.renamed.v1"
    first: str

    def upcast(self) -> Event:
        return Renamed(name=self.first)


def test_an_old_event_is_read_in_its_newest_shape() -> None:
    decoder: Decoder[Event] = Decoder(Annotated[Renamed | OldRenamed, Field(discriminator="type")])
    old = STORED._replace(type="test.renamed.v1", data=b'{"type":"test.renamed.v1","first":"a"}')
    assert decoder.read_data(old.data) == Renamed(name="a")
    (read,) = decoder.read_batch(join_batch([encode(TENANT, CONTEXT, old)]))
    assert isinstance(read, Recorded)
    assert (read.data, read.type, read.position) == (Renamed(name="a"), "test.renamed.v1", 1)


@given(st.lists(st.integers(0, 400_000), max_size=1_200))
def test_batches_cover_all_within_both_limits(sizes: list[int]) -> None:
    """At most 500 events and 1 MiB, unless one event alone is longer (architecture.md, Messages)."""
    encoded = [bytes(size) for size in sizes]
    slices = list(cut_batches(encoded))
    assert [n for piece in slices for n in range(len(sizes))[piece]] == list(range(len(sizes)))
    for piece in slices:
        batch = encoded[piece]
        assert 1 <= len(batch) <= EVENTS
        assert len(batch) == 1 or len(join_batch(batch)) <= BATCH_BYTES


def test_a_busy_log_fills_its_messages() -> None:
    assert [piece.stop - piece.start for piece in cut_batches([b"x"] * 1_100)] == [500, 500, 100]


def test_the_marks_between_events_count_too() -> None:
    half = bytes(BATCH_BYTES // 2)
    assert len(list(cut_batches([half, half]))) == 2


def test_an_event_longer_than_a_message_goes_alone() -> None:
    pieces = list(cut_batches([b"x", bytes(BATCH_BYTES + 1), b"x"]))
    assert [(piece.start, piece.stop) for piece in pieces] == [(0, 1), (1, 2), (2, 3)]


def test_numbers_are_read_strictly() -> None:
    assert DECODER.read_data(b'{"type":"directives.number_taken.v1","number":1}') == NumberTaken(number=1)
    with pytest.raises(ValidationError):
        DECODER.read_data(b'{"type":"directives.number_taken.v1","number":"1"}')


HISTORY = chain_events([(f"directive-{n % 7}", make_issued(f"2024-{n:04d}")) for n in range(1, 501)])
BROKEN = [
    b'{"type":"directives.number_taken.v1"}',
    b'{"type":"directives.number_taken.v1","number":"secret of somebody"}',
    b"{}",
    b"[",
    b'"',
    b"",
    b'{"type":"directives.number_taken.v1","number":1}, {"specversion": 1}',
]


@pytest.mark.parametrize("data", BROKEN)
def test_poison_among_500_costs_its_neighbours_nothing(data: bytes) -> None:
    """Even where its bytes are no JSON, so that the whole message is none."""
    spoilt = [event._replace(data=data) if event.position == 250 else event for event in HISTORY]
    read = DECODER.read_batch(join_batch([encode(TENANT, CONTEXT, event) for event in spoilt]))
    (bad,) = [event for event in read if isinstance(event, Unreadable)]
    assert [event for event in read if isinstance(event, Recorded)] == [
        record(event, DECODER.read_data(event.data)) for event in HISTORY if event.position != 250
    ]
    assert read[249] is bad
    assert (bad.position, bad.subject, bad.streamversion) == (250, "directive-5", HISTORY[249].version)
    assert bad.chain == HISTORY[249].chain.hex()
    assert "secret" not in bad.why


def test_what_comes_before_an_unknown_type_is_read_and_nothing_after_it() -> None:
    poison = HISTORY[0]._replace(data=b"{}")
    newer = HISTORY[2]._replace(data=b'{"type": "directives.directive_folded.v1"}')
    encoded = [encode(TENANT, CONTEXT, event) for event in (poison, HISTORY[1], newer, HISTORY[3])]
    assert [event.position for event in DECODER.read_batch(join_batch(encoded))] == [1, 2]
    with pytest.raises(UnknownEventType, match="directive_folded"):
        DECODER.read_batch(join_batch(encoded[2:]))


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b"[1]", b"[{}]", b'[{"specversion": "1.0"}]', b"\xff"])
def test_what_is_no_message_of_events_is_told_apart(body: bytes) -> None:
    with pytest.raises(BrokenMessage):
        DECODER.read_batch(body)


class Stubborn(OldRenamed):
    """A shape whose upcast has a bug."""

    def upcast(self) -> Event:
        raise LookupError(self.first)


def test_an_upcast_that_raises_makes_poison_and_quotes_nothing() -> None:
    decoder: Decoder[Event] = Decoder(Annotated[Renamed | Stubborn, Field(discriminator="type")])
    old = STORED._replace(type="test.renamed.v1", data=b'{"type":"test.renamed.v1","first":"secret"}')
    (read,) = decoder.read_batch(join_batch([encode(TENANT, CONTEXT, old)]))
    assert isinstance(read, Unreadable)
    assert read.why.startswith("LookupError at ")
    assert "secret" not in read.why


def test_an_event_that_is_upcast_still_knows_the_bytes_that_were_hashed() -> None:
    """The chain covers what was stored, whatever shape the event has by now."""
    odd = STORED._replace(data=b'{"type":"directives.number_taken.v1",  "number":1}')
    (read,) = DECODER.read_batch(join_batch([encode(TENANT, CONTEXT, odd)]))
    assert isinstance(read, Recorded)
    assert read.stored == odd.data
    assert read.with_data(NumberTaken(number=2)).stored == odd.data


def test_an_event_that_was_never_stored_writes_its_own_bytes() -> None:
    made = record(STORED, NumberTaken(number=7))
    assert made.stored == NumberTaken(number=7).model_dump_json().encode()
