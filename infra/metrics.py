"""Prometheus' metrics of a role, made when they are asked for from plain counts; no ids in labels."""

from collections.abc import Iterable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from infra.status import RoleStatus, Signals, tell
from infra.tally import Tally

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
TOO_MANY_REQUESTS: Final = 429
Measured = tuple[list[str], Tally]


class RoleCollector(Collector):
    """Tells one role's numbers."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    def collect(self) -> Iterator[Metric]:
        """Yield every metric as it stands."""
        status = tell(self._signals)
        yield from _tell_stores(status)
        yield from _tell_log(status, self._signals)
        yield from _tell_readers(status)
        yield from _tell_commands(self._signals)
        yield from _tell_requests(self._signals)


def build_registry(signals: Signals) -> CollectorRegistry:
    """Return the registry of a role's metrics, its process's own among them."""
    registry = CollectorRegistry()
    registry.register(RoleCollector(signals))
    ProcessCollector(registry=registry)
    return registry


def render(registry: CollectorRegistry) -> bytes:
    """Return the metrics in Prometheus' text format."""
    return generate_latest(registry)


def _tell_stores(status: RoleStatus) -> Iterator[Metric]:
    yield _gauge("database_up", "Whether the role's own database answers.", [([], status.database)])
    yield _gauge("database_seen_seconds", "Since the database last answered.", [([], status.database_s)])
    yield _gauge("broker_up", "Whether the role is connected to the broker.", [([], status.broker)])
    yield _gauge("disk_free_bytes", "Free on the role's disk.", [([], status.disk_free_bytes)])
    yield _gauge("disk_size_bytes", "Size of the role's disk.", [([], status.disk_bytes)])
    yield _gauge("parked_streams", "Streams that views or policies have set aside.", [([], status.parked)])
    yield _gauge("operator_tasks", "Commands of policies that a rule refused.", [([], status.tasks)])
    queues = [([name], float(count)) for name, count in sorted(status.queues.items())]
    yield _gauge("queue_messages", "Messages waiting in a queue; in dead.* they are dead letters.", queues, "queue")
    if status.backup_s is not None:
        yield _gauge("backup_age_seconds", "Since the last backup succeeded.", [([], status.backup_s)])


def _tell_log(status: RoleStatus, signals: Signals) -> Iterator[Metric]:
    log = status.log
    if log is not None:
        of = [log.context]
        yield _gauge("log_head_position", "Last position of the log.", [(of, log.head)], "context")
        yield _gauge("relay_position", "Last position that the broker confirmed.", [(of, log.relayed)], "context")
        yield _gauge("relay_lag_events", "Events not yet confirmed.", [(of, log.head - log.relayed)], "context")
        yield _gauge("relay_lag_seconds", "Age of the oldest unconfirmed event.", [(of, log.unpublished_s)], "context")
        yield _gauge("relay_active", "Whether this replica publishes.", [(of, log.relaying)], "context")
    if signals.log is not None:
        of = [signals.role]
        broken, stopped = float(status.head_broken is not None), float(status.agenda_stopped is not None)
        yield _gauge("head_broken", "Whether the log no longer extends what was signed.", [(of, broken)], "context")
        yield _gauge("agenda_stopped", "Whether timers and sweeps do not go on.", [(of, stopped)], "context")
        sizes, durations = signals.log.group_sizes, signals.log.group_seconds
        yield _histogram("append_group_appends", "Appends committed by one statement.", [(of, sizes)], "context")
        yield _histogram("append_group_duration_seconds", "Of that statement.", [(of, durations)], "context")


def _tell_readers(status: RoleStatus) -> Iterator[Metric]:
    consumers = status.consumers
    places = [(place, [place.reader, place.context]) for consumer in consumers for place in consumer.places]
    labels = ("reader", "context")
    positions = [(of, float(place.position)) for place, of in places]
    yield _gauge("reader_position", "Last position that a view or policy has taken in.", positions, *labels)
    events = [(of, float(max(place.told - place.position, 0))) for place, of in places]
    yield _gauge("reader_lag_events", "Events that it has heard of and not taken in.", events, *labels)
    seconds = [(of, place.behind_s) for place, of in places]
    yield _gauge("reader_lag_seconds", "Age of the oldest of them, at most.", seconds, *labels)
    stopped = [([each.consumer, each.context], float(each.stopped is not None)) for each in consumers]
    yield _gauge("consumer_stopped", "Whether a consumer must not go on.", stopped, "consumer", "context")
    waiting = [([each.consumer, each.context], float(each.waiting_for is not None)) for each in consumers]
    yield _gauge("consumer_waiting_for_upgrade", "Whether it met an unknown type.", waiting, "consumer", "context")


def _tell_commands(signals: Signals) -> Iterator[Metric]:
    measured = [
        ([side, context, outcome], tally)
        for (side, context), answered in signals.commands.items()
        for outcome, tally in list(answered.items())
    ]
    said = "Of a command until its outcome: at the gateway from sending, at the service from receipt."
    yield _histogram("command_duration_seconds", said, measured, "side", "context", "outcome")


def _tell_requests(signals: Signals) -> Iterator[Metric]:
    requests = list(signals.requests.items())
    measured = [([method, route, str(status)], tally) for (method, route, status), tally in requests]
    said = "Of an HTTP request until its answer began."
    yield _histogram("http_request_duration_seconds", said, measured, "method", "route", "status")
    limited = CounterMetricFamily("hwanryu_http_rate_limited_requests", "Requests refused with 429.")
    limited.add_metric([], sum(sum(t.counts) for (_, _, status), t in requests if status == TOO_MANY_REQUESTS))
    yield limited


def _gauge(name: str, said: str, samples: Iterable[tuple[list[str], float]], *labels: str) -> Metric:
    family = GaugeMetricFamily(f"hwanryu_{name}", said, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def _histogram(name: str, said: str, measured: Iterable[Measured], *labels: str) -> Metric:
    family = HistogramMetricFamily(f"hwanryu_{name}", said, labels=labels)
    for values, tally in measured:
        buckets, so_far = [], 0
        for bound, count in zip([*map(str, map(float, tally.bounds)), "+Inf"], tally.counts, strict=True):
            so_far += count
            buckets.append((bound, float(so_far)))
        family.add_metric(values, buckets, sum_value=tally.total)
    return family
