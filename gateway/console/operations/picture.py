"""What the operations page says, worked out from what the roles told last: pure, so each state can be tested.

The same limits stand in infra/deploy/prometheus/alerts.yml; a test compares them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.console.words import _
from infra.messaging import name_command_queue
from infra.status import ConsumerStatus, RoleStatus

LAG_S: Final = 10.0
"""Seconds behind that need somebody: five heartbeats, and the deadline of a request."""
QUEUE: Final = 1_000
"""Commands waiting that need somebody: four full messages, a second of work on a small machine."""
STALE_S: Final = 8.0
"""Age of what a role told above which it counts as not answering: three rounds of questions."""


class Health(StrEnum):
    """How a part is; the value is also the mark that is drawn."""

    GOOD = "done"
    SLOW = "soon"
    BAD = "late"
    UNKNOWN = "waiting"


WORDS: Final[Mapping[Health, str]] = {
    Health.GOOD: "정상",
    Health.SLOW: "밀림",
    Health.BAD: "멈춤",
    Health.UNKNOWN: "모름",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one process told last, and how many seconds ago; it may not answer any more."""

    name: str
    """Of the process: the role, with a number where there are several."""
    status: RoleStatus | None
    age_s: float | None
    """None where it has never told anything."""
    ready: bool

    @property
    def answers(self) -> bool:
        """Whether it told something just now."""
        return self.age_s is not None and self.age_s <= STALE_S


@dataclass(frozen=True, slots=True)
class Queues:
    """Messages waiting in the broker, by queue, and how many seconds ago that was told."""

    counts: Mapping[str, int]
    age_s: float | None

    @property
    def answers(self) -> bool:
        """Whether the broker told it just now."""
        return self.age_s is not None and self.age_s <= STALE_S


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the flow: a box of the picture and a row of its table."""

    title: str
    lane: str
    """The context, or empty where all share it."""
    health: Health
    said: str
    """Its number, in words."""
    age_s: float | None = None
    """Seconds since it was told, where it is not from just now."""
    warning: str = ""
    """What is wrong with it although it works."""

    @property
    def word(self) -> str:
        """Its health in a word."""
        return self.warning or _(WORDS[self.health])


LANES: Final[Mapping[str, str]] = {
    "registry": "조직·달력",
    "directives": "지시사항",
    "coordination": "알림",
    "projects": "사업",
    "engagement": "시민참여",
    "evaluations": "성과평가",
}
"""Contexts as people call them."""


def name_lane(context: str) -> str:
    """Return a context as people call it."""
    return _(LANES[context]) if context in LANES else context


def list_steps(seen: Sequence[Seen], queues: Queues, contexts: Sequence[str]) -> tuple[Step, ...]:
    """Return every part of the flow in the order in which a command passes it, lane by lane."""
    steps: list[Step] = [_step_gateway(seen)]
    for context in contexts:
        steps += _list_lane(seen, queues, context)
    return (*steps, _step_views(seen))


def find_best(seen: Sequence[Seen], role: str) -> Seen | None:
    """Return the replica of a role that knows most: an answering one, with its database, that relays."""

    def rank(each: Seen) -> tuple[bool, bool, bool, float]:
        status = each.status
        relaying = bool(status and status.log and status.log.relaying)
        return each.answers, bool(status and status.database), relaying, -(each.age_s or 0.0)

    replicas = [each for each in seen if is_replica(each, role) and each.status is not None]
    return max(replicas, key=rank, default=None)


def is_replica(seen: Seen, role: str) -> bool:
    """Tell whether a process is one of a role's."""
    return seen.name.partition("-")[0] == role


def _step_gateway(seen: Sequence[Seen]) -> Step:
    replicas = [each for each in seen if is_replica(each, "gateway")]
    answering = sum(each.answers for each in replicas)
    health = Health.GOOD if answering == len(replicas) else Health.BAD if not answering else Health.SLOW
    return Step(
        _("접수 (gateway)"),
        "",
        health,
        _("%(answering)s/%(replicas)s대 응답", answering=answering, replicas=len(replicas)),
    )


def _list_lane(seen: Sequence[Seen], queues: Queues, context: str) -> list[Step]:
    best = find_best(seen, context)
    status, age_s = (best.status, best.age_s) if best else (None, None)
    old_s = None if best and best.answers else age_s
    log = status.log if status else None
    database_s = status.database_s if status and not status.database else old_s
    well = status is not None and status.database and not old_s
    changed = well and any(each.status and each.status.head_broken for each in seen if is_replica(each, context))
    service = Health.UNKNOWN if best is None else Health.GOOD if best.answers and best.ready else Health.BAD
    return [
        _step_queue(_("명령 전달 (RabbitMQ)"), queues, name_command_queue(context), context, QUEUE),
        Step(_("처리 (service)"), context, service, _("명령을 판단해 기록") if best else _("소식 없음"), old_s),
        Step(
            _("기록 (PostgreSQL)"),
            context,
            Health.UNKNOWN if status is None else Health.GOOD if well and not changed else Health.BAD,
            _("사건 %(head)s건", head=f"{log.head:,}") if log else _("소식 없음"),
            database_s,
            _("서명과 다름") if changed else "",
        ),
        Step(
            _("알림 (relay)"),
            context,
            _judge_lag(
                log.unpublished_s if log else None,
                broken=status is not None and not (status.broker and status.database),
            ),
            _say_lag(log.head - log.relayed, log.unpublished_s) if log else _("소식 없음"),
            database_s,
        ),
        _step_reading(seen, context, log.head if log else None),
    ]


def _step_queue(title: str, queues: Queues, queue: str, context: str, limit: int) -> Step:
    count = queues.counts.get(queue)
    if not queues.answers:
        return Step(title, context, Health.BAD, _say_waiting(count), queues.age_s)
    return Step(title, context, Health.SLOW if (count or 0) >= limit else Health.GOOD, _say_waiting(count))


def _step_reading(seen: Sequence[Seen], context: str, head: int | None) -> Step:
    title = _("화면 반영 (projector)")
    best = find_best(seen, "projector")
    consumer = find_consumer(best.status, context) if best and best.status else None
    if best is None or consumer is None or not consumer.places:
        return Step(title, context, Health.UNKNOWN if best is None or best.answers else Health.BAD, _("소식 없음"))
    told = max([head or 0, *(place.told for place in consumer.places)])
    behind = max(told - min(place.position for place in consumer.places), 0)
    seconds = max(place.behind_s for place in consumer.places)
    cut_off = not best.answers or best.status is None or not (best.status.broker and best.status.database)
    broken = cut_off or consumer.stopped is not None or consumer.waiting_for is not None
    return Step(title, context, _judge_lag(seconds, broken=broken), _say_lag(behind, seconds), _old(best))


def _step_views(seen: Sequence[Seen]) -> Step:
    best = find_best(seen, "gateway")
    status = best.status if best else None
    if status is None:
        return Step(_("화면 (PostgreSQL)"), "", Health.UNKNOWN, _("소식 없음"))
    if status.database and best is not None and best.answers:
        return Step(_("화면 (PostgreSQL)"), "", Health.GOOD, _("읽을 수 있음"))
    return Step(_("화면 (PostgreSQL)"), "", Health.BAD, _("읽지 못함"), status.database_s)


def _old(seen: Seen) -> float | None:
    return None if seen.answers else seen.age_s


def find_consumer(status: RoleStatus, context: str) -> ConsumerStatus | None:
    """Return a role's consumer of a context."""
    return next((each for each in status.consumers if each.context == context), None)


def _judge_lag(seconds: float | None, *, broken: bool) -> Health:
    if broken:
        return Health.BAD
    if seconds is None:
        return Health.UNKNOWN
    return Health.SLOW if seconds > LAG_S else Health.GOOD


def _say_lag(events: int, seconds: float) -> str:
    if events:
        return _("%(events)s건·%(seconds)s 뒤처짐", events=f"{events:,}", seconds=say_span(seconds))
    return _("%(seconds)s 동안 소식 없음", seconds=say_span(seconds)) if seconds > LAG_S else _("뒤처짐 없음")


def _say_waiting(count: int | None) -> str:
    return _("소식 없음") if count is None else _("대기 %(count)s통", count=f"{count:,}")


def say_span(seconds: float) -> str:
    """Return a span of time in its largest unit."""
    for size, unit in ((86_400, _("일")), (3_600, _("시간")), (60, _("분"))):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return _("%(seconds)s초", seconds=int(seconds))
