"""How far a consumer has come and how old what it has not taken in is, kept while it reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from infra.clock import read_monotonic_s, read_now

SILENCE_S: Final = 6.0
"""Without a word for so long (three heartbeats), being level with what was told last says nothing."""


@dataclass(slots=True)
class Place:
    """Where one taker of a consumer stands."""

    position: int
    recorded_at: datetime | None = None
    """When the last event that it took in was recorded; None before the first of this process."""
    level_s: float | None = None
    """When, on the monotonic clock, it had last taken in everything that had been told."""


class Progress:
    """What one consumer has heard of its log, and where its takers stand."""

    def __init__(self) -> None:
        self.told = 0
        """The highest position that a message or heartbeat told."""
        self.heard_s: float | None = None
        """When, on the monotonic clock, a message last came."""
        self.places: dict[str, Place] = {}
        self._started_s = read_monotonic_s()

    def hear(self, position: int) -> None:
        """Note that the log reaches a position; a restored log may end before what was told earlier."""
        self.told = position
        self.heard_s = read_monotonic_s()

    def reach(self, taker: str, position: int, recorded_at: datetime | None) -> None:
        """Note that a taker has come to a position; `recorded_at` is that of the last event just taken in."""
        place = self.places.setdefault(taker, Place(position))
        place.position = position
        if recorded_at is not None:
            place.recorded_at = recorded_at
        if position >= self.told:
            place.level_s = self.heard_s

    def measure_behind_s(self, taker: str, *, halted: bool) -> float:
        """Return at most how old, in seconds, the oldest event is that a taker lacks; 0 where it lacks none.

        Such an event was recorded after the last that it took in, and after it was last level. While it is halted or
        hears nothing, nobody knows whether there is one: then it may be as old as that. Before its first event, it
        is the age of the process.
        """
        now_s = read_monotonic_s()
        place = self.places.get(taker)
        silent = self.heard_s is None or now_s - self.heard_s > SILENCE_S
        if place is not None and place.position >= self.told and not halted and not silent:
            return 0.0
        known: list[float] = []
        if place is not None and place.level_s is not None:
            known.append(now_s - place.level_s)
        if place is not None and place.recorded_at is not None:
            known.append((read_now() - place.recorded_at).total_seconds())
        return max(min(known, default=now_s - self._started_s), 0.0)
