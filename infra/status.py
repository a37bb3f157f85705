"""What a role knows of itself, kept in memory: it can be told while its stores are away (/statusz, /metrics)."""

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg
import structlog
from pydantic import BaseModel, ConfigDict

from contracts.messages import Event
from infra.clock import read_monotonic_s, read_now
from infra.consumer import Consumer
from infra.log import GONE, EventLog
from infra.relay import Relay
from infra.tally import Tallies

LOOK_S: Final = 2.0
"""How often the own database is asked; the heartbeat of the log is as often."""
ANSWER_S: Final = 1.5
"""How long it may take to answer before it counts as away."""
LOG_SQL: Final = """SELECT l.context, coalesce((SELECT max(position) FROM events), 0) AS head, r.position AS relayed,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - e.recorded_at)::float8
              FROM events e WHERE e.position = r.position + 1), 0) AS unpublished_s,
    (SELECT count(*) FROM parked) AS parked, (SELECT count(*) FROM refused WHERE settled_at IS NULL) AS tasks
    FROM log l CROSS JOIN relay r"""
VIEWS_SQL: Final = "SELECT count(*) AS parked FROM views.parked"
GATEWAY_SQL: Final = "SELECT true AS answers"
_log: Final = structlog.get_logger()


class Told(BaseModel):
    """A part of what /statusz answers."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class LogStatus(Told):
    """A service's log, as its database told it last."""

    context: str
    head: int
    relayed: int
    """Last position that the broker confirmed."""
    unpublished_s: float
    """Age in seconds of the oldest event that the broker has not confirmed; 0 where there is none."""
    relaying: bool
    """Whether this replica is the one that publishes."""


class PlaceStatus(Told):
    """Where one reader of another log stands: a view, a policy."""

    reader: str
    context: str
    position: int
    told: int
    """Highest position that it has heard of."""
    behind_s: float
    """At most how old the oldest event is that it lacks, in seconds; 0 where it lacks none."""


class ConsumerStatus(Told):
    """One consumer of another log."""

    consumer: str
    context: str
    stopped: str | None
    waiting_for: str | None
    places: tuple[PlaceStatus, ...]


class MailStatus(Told):
    """Whether a role mails notices."""

    is_on: bool
    """False where it was given no mail server."""
    away: str | None = None
    """Why nothing goes out although it is on."""


class RoleStatus(Told):
    """What one process knows of itself."""

    role: str
    up_s: float
    database: bool
    """Whether its own database answered when it was last asked."""
    database_s: float
    """Seconds since it last answered, or since the start: the age of what it told."""
    broker: bool
    log: LogStatus | None = None
    head_broken: str | None = None
    """Why it no longer signs its log's head: somebody has changed the log."""
    agenda_stopped: str | None = None
    """Why it runs no timers and sweeps, although it is its turn."""
    mail: MailStatus | None = None
    """Of the role that mails notices."""
    consumers: tuple[ConsumerStatus, ...] = ()
    parked: int = 0
    """Streams that its views or policies have set aside."""
    tasks: int = 0
    """Commands of its policies, sweeps and timers that a rule refused."""
    queues: dict[str, int] = {}
    """Messages waiting, by queue; only the gateway looks."""
    backup_s: float | None = None
    """Seconds since the last backup succeeded; None where no marker is configured or found."""
    disk_free_bytes: int
    disk_bytes: int


class Watch:
    """Asks the role's own database what only it knows; `run` until cancelled."""

    def __init__(self, pool: asyncpg.Pool, query: str) -> None:
        self._pool = pool
        self._query = query
        self._seen_s = read_monotonic_s()
        self.known: Mapping[str, object] = {}
        """The row that it answered last; empty before the first."""
        self.answers = False

    @property
    def age_s(self) -> float:
        """Seconds since it last answered, or since the start."""
        return read_monotonic_s() - self._seen_s

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self._look()
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        try:
            async with asyncio.timeout(ANSWER_S):
                row = await self._pool.fetchrow(self._query, timeout=ANSWER_S)
        except (*GONE, asyncpg.PostgresError) as error:
            if self.answers:
                _log.warning("database away", error=error)
            self.answers = False
            return
        self.known, self.answers, self._seen_s = dict(row or {}), True, read_monotonic_s()


@dataclass(slots=True)
class Signals:
    """Where a role's numbers are found; what it has none of stays empty."""

    role: str
    watch: Watch
    is_connected: Callable[[], bool]
    """Tells whether the broker is there."""
    log: EventLog | None = None
    relay: Relay | None = None
    consumers: Sequence[Consumer[Event]] = ()
    commands: Mapping[tuple[str, str], Tallies[str]] = field(default_factory=dict)
    """Seconds of commands by their outcome, at one side (gateway, service), to one context."""
    head_broken: Callable[[], str | None] = lambda: None
    """Tells why the log's head is not signed (infra/heads.py)."""
    agenda_stopped: Callable[[], str | None] = lambda: None
    """Tells why the agenda does not go on (infra/agenda_runner.py)."""
    mail: Callable[[], MailStatus | None] = lambda: None
    """Tells whether notices are mailed (infra/mailing.py)."""
    requests: Tallies[tuple[str, str, int]] = field(default_factory=Tallies)
    """Seconds of HTTP requests by method, route and status."""
    queues: Mapping[str, int] = field(default_factory=dict)
    """Messages waiting, by queue."""
    backup_marker: Path | None = None
    """A file that each successful backup writes anew."""
    started_s: float = field(default_factory=read_monotonic_s)


def tell(signals: Signals) -> RoleStatus:
    """Return what the role knows now, without asking anybody."""
    watch = signals.watch
    disk = shutil.disk_usage(Path())
    return RoleStatus(
        role=signals.role,
        up_s=read_monotonic_s() - signals.started_s,
        database=watch.answers,
        database_s=watch.age_s,
        broker=signals.is_connected(),
        log=_tell_log(signals),
        head_broken=signals.head_broken(),
        agenda_stopped=signals.agenda_stopped(),
        mail=signals.mail(),
        consumers=tuple(_tell_consumer(each) for each in signals.consumers),
        parked=_count(watch, "parked"),
        tasks=_count(watch, "tasks"),
        queues=dict(signals.queues),
        backup_s=_read_age_s(signals.backup_marker),
        disk_free_bytes=disk.free,
        disk_bytes=disk.total,
    )


def _read_age_s(marker: Path | None) -> float | None:
    try:
        return None if marker is None else max(read_now().timestamp() - marker.stat().st_mtime, 0.0)
    except OSError:
        return None


def _count(watch: Watch, name: str) -> int:
    return int(str(watch.known.get(name, 0)))


def _tell_log(signals: Signals) -> LogStatus | None:
    if signals.relay is None or "head" not in signals.watch.known:
        return None
    return LogStatus.model_validate({**signals.watch.known, "relaying": signals.relay.active})


def _tell_consumer(consumer: Consumer[Event]) -> ConsumerStatus:
    name, context = consumer.names
    progress, halted = consumer.progress, bool(consumer.stopped or consumer.waiting_for)
    places = (
        PlaceStatus(
            reader=reader,
            context=context,
            position=place.position,
            told=progress.told,
            behind_s=progress.measure_behind_s(reader, halted=halted),
        )
        for reader, place in sorted(progress.places.items())
    )
    return ConsumerStatus(
        consumer=name,
        context=context,
        stopped=consumer.stopped,
        waiting_for=consumer.waiting_for,
        places=tuple(places),
    )
