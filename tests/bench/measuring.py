"""What a row of the bench is, how it is measured against its peer, and how the table is told."""

import json
import statistics
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from infra.clock import read_monotonic_s
from infra.local.roles import ROLES, Replica
from tests.integration.databases import Databases
from tests.running import Running

ROUNDS = 5
"""Alternating rounds of a row; the median counts."""
Measure = Callable[[], Awaitable[float]]
"""One side's measurement, in the row's unit."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What every row finds: a whole system that runs, and databases of its own on the same server."""

    running: Running
    databases: Databases

    @property
    def admin_url(self) -> str:
        """Address of the server, as its administrator."""
        return self.running.system.services.postgres_url

    def find_setting(self, role: str, name: str) -> str:
        """Return a setting of a role's environment: an address under the role's own login."""
        replica = next(Replica(each) for each in ROLES if each.name == role)
        return self.running.system.plan.environment_of(replica)[name]


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of a row."""

    ours: Measure
    peer: Measure


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison; its goal bounds ours / peer."""

    name: str
    unit: str
    sign: Literal[">=", "<="]
    bound: float
    opened: Callable[[Bench], AbstractAsyncContextManager[Pair]]
    warm_up: bool = True
    """Whether a round before the first is worth its time."""

    @property
    def goal(self) -> str:
        """The goal in words."""
        return f"{self.sign} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A measured row: what each round gave, ours and the peer's."""

    row: Row
    rounds: Sequence[tuple[float, float]]
    seconds: float

    @property
    def value(self) -> float:
        """Median of ours."""
        return statistics.median(ours for ours, _ in self.rounds)

    @property
    def against(self) -> float:
        """Median of the peer."""
        return statistics.median(peer for _, peer in self.rounds)

    @property
    def ratios(self) -> list[float]:
        """Ours / peer of each round, ascending."""
        return sorted(ours / peer for ours, peer in self.rounds)

    @property
    def ratio(self) -> float:
        """Median of the rounds' ratios."""
        return statistics.median(self.ratios)

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio >= self.row.bound if self.row.sign == ">=" else self.ratio <= self.row.bound


async def measure(row: Row, bench: Bench) -> Outcome:
    """Measure a row: both sides in turn, each first in every other round."""
    started = read_monotonic_s()
    async with row.opened(bench) as pair:
        if row.warm_up:
            await pair.ours()
            await pair.peer()
        rounds = [await _measure_round(pair, ours_first=n % 2 == 0) for n in range(ROUNDS)]
    return Outcome(row, rounds, read_monotonic_s() - started)


async def _measure_round(pair: Pair, *, ours_first: bool) -> tuple[float, float]:
    if ours_first:
        ours = await pair.ours()
        return ours, await pair.peer()
    peer = await pair.peer()
    return await pair.ours(), peer


def format_head() -> str:
    """Return the head of the table."""
    told = f"{'name':<18}{'value':>12}  {'unit':<12}{'against':>12}{'ratio':>8}  {'min..max':<15}"
    return f"{told}{'goal':<8}{'':<8}{'s':>5}"


def format_outcome(outcome: Outcome) -> str:
    """Return an outcome as a line of the table."""
    row, spread = outcome.row, f"{outcome.ratios[0]:.2f}..{outcome.ratios[-1]:.2f}"
    return (
        f"{row.name:<18}{outcome.value:>12,.4g}  {row.unit:<12}{outcome.against:>12,.4g}{outcome.ratio:>8.2f}  "
        f"{spread:<15}{row.goal:<8}{'met' if outcome.met else 'MISSED':<8}{outcome.seconds:>5.0f}"
    )


def write_json(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write the outcomes as `[{name, value, unit, against, ratio, goal}]`; `against` is the peer's value."""
    told = [
        {
            "name": outcome.row.name,
            "value": round(outcome.value, 3),
            "unit": outcome.row.unit,
            "against": round(outcome.against, 3),
            "ratio": round(outcome.ratio, 3),
            "goal": outcome.row.goal,
        }
        for outcome in outcomes
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
