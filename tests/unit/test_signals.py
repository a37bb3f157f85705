"""Counts, lags and ids behind metrics and traces, without I/O."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.messages import Done, Refused, Result
from infra import progress
from infra.progress import Progress
from infra.tally import Tallies, Tally, classify_outcome
from infra.tracing import read_traceparent, take_half

TRACE = "0af7651916cd43dd8448eb211c80319c"
NOW = datetime(2024, 12, 2, tzinfo=UTC)


def test_a_value_on_a_bound_falls_under_it() -> None:
    tally = Tally((1, 2, 4))
    for value in (1, 2, 3, 4, 5):
        tally.add(value)
    assert (tally.counts, tally.total) == ([1, 1, 2, 1], 15)


def test_each_key_has_a_histogram_of_its_own() -> None:
    tallies: Tallies[str] = Tallies()
    tallies["done"].add(0.5)
    assert (sum(tallies["done"].counts), sum(tallies["refused"].counts)) == (1, 0)


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Done(id=UUID(int=1), result=Result(id="x"), position=1, version=1), "done"),
        (Refused(id=UUID(int=1), code="WRONG_STATE", message="x"), "refused"),
        (Refused(id=UUID(int=1), code="BUSY", message="x"), "retry"),
        (Refused(id=UUID(int=1), code="COMMAND_FAULTY", message="x"), "faulty"),
        (None, "expired"),
    ],
)
def test_outcomes_are_counted_by_kind(outcome: Done | Refused | None, word: str) -> None:
    assert classify_outcome(outcome) == word


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of both clocks; the wall stands at NOW when they are 100."""
    at = [100.0]
    monkeypatch.setattr(progress, "read_monotonic_s", lambda: at[0])
    monkeypatch.setattr(progress, "read_now", lambda: NOW + timedelta(seconds=at[0] - 100))
    return at


def test_a_reader_that_is_level_is_not_behind(clock: list[float]) -> None:
    made = Progress()
    made.hear(7)
    made.reach("board", 7, NOW - timedelta(hours=1))
    clock[0] += progress.SILENCE_S
    assert made.measure_behind_s("board", halted=False) == 0


def test_what_a_reader_lacks_is_no_older_than_when_it_was_last_level(clock: list[float]) -> None:
    """Level at 100 s, an event heard of at 103 s, looked at at 105 s: at most 5 s old, however old the one before."""
    made = Progress()
    made.hear(7)
    made.reach("board", 7, NOW - timedelta(hours=1))
    clock[0] = 103
    made.hear(8)
    clock[0] = 105
    assert made.measure_behind_s("board", halted=False) == 5


def test_under_load_what_a_reader_lacks_is_younger_than_the_last_it_took(clock: list[float]) -> None:
    """Never level for a minute, but the last event taken in was recorded 2 s ago."""
    made = Progress()
    made.hear(7)
    made.reach("board", 7, NOW)
    clock[0] = 160
    made.hear(900)
    made.reach("board", 800, NOW + timedelta(seconds=58))
    assert made.measure_behind_s("board", halted=False) == 2


@pytest.mark.parametrize(("halted", "waited_s", "behind_s"), [(True, 1, 1), (False, progress.SILENCE_S + 1, 7)])
def test_a_reader_that_stops_or_hears_nothing_falls_behind(
    clock: list[float], halted: bool, waited_s: float, behind_s: float
) -> None:
    made = Progress()
    made.hear(7)
    made.reach("board", 7, None)
    clock[0] += waited_s
    assert made.measure_behind_s("board", halted=halted) == behind_s


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        f"00-{TRACE}-b7ad6b7169203331",
        f"00-{TRACE.upper()}-b7ad6b7169203331-01",
        f"ff-{TRACE}-b7ad6b7169203331-01",
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-b7ad6b7169203331-01-x",
    ],
)
def test_what_is_no_traceparent_is_none(text: str) -> None:
    assert read_traceparent(text) is None


def test_a_traceparent_names_trace_and_span() -> None:
    """The example of W3C Trace Context, 3.2.2; a later version may have more fields."""
    wanted = (UUID(TRACE), 0xB7AD6B7169203331)
    assert read_traceparent(f"00-{TRACE}-b7ad6b7169203331-01") == wanted
    assert read_traceparent(f"01-{TRACE}-b7ad6b7169203331-01-more") == wanted


def test_the_spans_of_a_command_come_from_its_id() -> None:
    made = UUID("00000000-0000-0001-0000-000000000002")
    assert (take_half(made, 0), take_half(made, 1)) == (1, 2)
