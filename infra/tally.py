"""Plain counting on hot paths: what infra/metrics.py turns into Prometheus' histograms when it is asked."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, TypeVar

from contracts.messages import Done, Outcome, Refused, SealedOutcome

KeyT = TypeVar("KeyT")
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of a duration: a command takes 4 ms when idle and is given up after 5 s."""
SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
"""Upper bounds of a group: one when idle, 512 at most."""


class Tally:
    """A histogram: how many values fell under each bound, and their sum; about 0.3 us a value."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """One more than bounds: the last holds what is above them all."""
        self.total = 0.0

    def add(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Tallies(dict[KeyT, Tally]):
    """A histogram of durations, in seconds, for each key; keys are few: never an id."""

    def __missing__(self, key: KeyT) -> Tally:
        tally = self[key] = Tally(SECONDS)
        return tally


def classify_outcome(outcome: Outcome | SealedOutcome | None) -> str:
    """Return what became of a command: done, refused by a rule, faulty by our own bug, to be sent again, expired.

    A sealed outcome is counted as any other that was answered: a kind of its own would tell how many there are.
    """
    match outcome:
        case Done() | SealedOutcome():
            return "done"
        case Refused(code="COMMAND_FAULTY"):
            return "faulty"
        case Refused(code="BUSY" | "FACTS_NOT_READY"):
            return "retry"
        case Refused():
            return "refused"
        case None:
            return "expired"
