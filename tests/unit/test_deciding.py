"""What a command's entry leaves with its events."""

from datetime import UTC, datetime

from contracts.directives import NumberTaken
from contracts.messages import Entry, Result
from infra.deciding import Decision, stamp

TAKEN: Decision[NumberTaken] = Decision(
    "a", Result(id="a"), [("a", NumberTaken(number=1)), ("b", NumberTaken(number=2))]
)


def test_each_event_says_for_whom_and_when_it_was_entered() -> None:
    """ORG-12, CAL-14: both ids, and both times."""
    entry = Entry(acting_for="away", entered_at=datetime(2024, 2, 13, tzinfo=UTC), ground="출장")
    stamped = stamp(TAKEN, entry)
    assert [(stream, event.number, event.entry) for stream, event in stamped.events] == [
        ("a", 1, entry),
        ("b", 2, entry),
    ]
    (_, read) = stamped.events[0]
    assert NumberTaken.model_validate_json(read.model_dump_json()).entry == entry


def test_what_was_entered_plainly_says_nothing_of_it() -> None:
    assert stamp(TAKEN, None) is TAKEN
    assert "entry" not in TAKEN.events[0][1].model_dump_json()
