"""A service's process: its commands, its feed, its relay and its policies as tasks of one loop."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

import asyncpg
import structlog
from faststream.rabbit import Channel, RabbitBroker

from contracts.messages import Event
from contracts.questions import HeadsRequest, ParkedRequest, ReleaseRequest, SettleRequest
from infra.agenda import Agenda
from infra.agenda_runner import AgendaRunner
from infra.alimtalk import read_provider
from infra.batching import Unavailable
from infra.business_clock import BusinessClock, ManualClock
from infra.cloudevents import Decoder
from infra.confidential import ClassSeals, OpeningRunner, SealedMessages
from infra.consumer import Consumer
from infra.consuming import FeedClient
from infra.deciding import Handlers, Runner
from infra.desk import CommandDesk
from infra.feed import Feed
from infra.heads import HeadSigner
from infra.health import Check, serve_health
from infra.letters import Desk, Mailing
from infra.log import BY_KEY, GONE, EventLog, open_log
from infra.mailing import Mailer
from infra.messaging import BROKER_GONE, CONNECT_S, RECONNECT_S
from infra.parking import ParkedStreams
from infra.policies import Copies, Policy, PolicyTaker
from infra.pool import open_pool
from infra.process import run_role
from infra.relay import Relay
from infra.requests import Requester, find_login
from infra.sealing import read_ring, read_rings
from infra.settings import RoleSettings, ServiceSettings
from infra.smtp import read_server
from infra.status import LOG_SQL, Signals, Watch
from infra.vault import Vault

MESSAGES_AT_ONCE: Final = 8
"""Command messages taken at once: two each of a few gateways."""
BATCH_S: Final = 10.0
"""How long a statement of a policy may take, its wait for another replica included."""
CLOCK_CONTEXT: Final = "registry"
"""Whose events set the business clock."""
GATEWAY: Final = "gateway"
"""The broker's login through which operators act: only the gateway knows who they are."""
START_S: Final = 20.0
"""How long it may take to subscribe to all queues, before it is tried anew: a broker that has just begun is slow."""
STOP_S: Final = 8.0
"""How long commands under way may finish; a stop takes 10 s at most."""
_log: Final = structlog.get_logger()
EventT = TypeVar("EventT", bound=Event)
ForeignT = TypeVar("ForeignT", bound=Event)


@dataclass(frozen=True, slots=True)
class Reading:
    """A policy and the union of the events that it reads."""

    policy: Policy[Event]
    events: object


def read_with(policy: Policy[ForeignT], events: object) -> Reading:
    """Return a policy as a reading of a union of events."""
    return Reading(policy, events)  # type: ignore[arg-type]  # the decoder of `events` makes no others


@dataclass(frozen=True, slots=True)
class Service(Generic[EventT]):
    """What makes one context a service; `commands` and `events` are unions discriminated by `type`."""

    context: str
    commands: object
    events: object
    handlers: Handlers[EventT]
    readings: Sequence[Reading] = ()
    clock: ManualClock[EventT] | None = None
    agenda: Agenda[EventT] | None = None
    sealed: SealedMessages | None = None
    """What its confidential messages are called, where it has any."""
    mailing: Mailing[EventT] | None = None
    """What it owes by mail, where it sends any; its agenda keeps the lookup."""


def run_service(service: Service[EventT]) -> None:
    """Run the service's process until a signal."""
    run_role(service.context, lambda: serve(service, ServiceSettings()))


async def serve(service: Service[EventT], settings: ServiceSettings) -> None:
    """Serve until cancelled; start in any order: what is away is waited for."""
    async with open_log(settings.database_url) as log, _open_pool(settings) as pool, open_vault(settings) as vault:
        copies = Copies(pool, _group_consumers(service.readings))
        seals = _find_seals(service, settings)
        runner: Runner[EventT] = Runner(log, Decoder(service.events), service.handlers, copies.reached, seals)
        clock = runner.mind(service.clock, partial(is_clock_chosen, service, log, pool)) if service.clock else None
        broker = build_broker(settings.rabbitmq_url)
        taking = OpeningRunner(runner, seals, service.commands) if seals else runner
        desk = CommandDesk(broker, service.context, service.commands, taking)
        feed = Feed(broker, log, settings.tenant, service.context)
        relay = Relay(log, settings.database_url, settings.rabbitmq_url, settings.tenant, service.context)
        requester = Requester(settings.rabbitmq_url, f"{service.context}.policies")
        takers = [PolicyTaker(each.policy, pool, runner) for each in service.readings]
        decoders: dict[str, Decoder[Event]] = {each.policy.context: Decoder(each.events) for each in service.readings}
        parked = ParkedStreams(pool, requester, takers, decoders)
        _let_operators_act(feed, parked, find_operators(settings.rabbitmq_url, service.context))
        signer = HeadSigner(pool, read_ring(settings.signing_key), settings.tenant, service.context, settings.head_s)
        feed.on(HeadsRequest, signer.answer)
        mailer = _build_mailer(service, settings, runner, vault, clock)
        consumers = [_build_consumer(taker, decoders, settings, requester) for taker in takers]
        watch = Watch(pool, LOG_SQL)
        place = (settings.database_url, settings.tenant, service.context)
        attendant = AgendaRunner(service.agenda, runner, *place, clock=clock) if service.agenda is not None else None
        signals = Signals(
            service.context,
            watch,
            lambda: requester.connected,
            log,
            relay,
            consumers,
            {("service", service.context): desk.answered},
            head_broken=lambda: signer.broken,
            agenda_stopped=lambda: attendant.stopped if attendant is not None else None,
            mail=lambda: mailer.tell() if mailer is not None else None,
        )
        checks = _list_checks(log, broker, takers, consumers)
        health = serve_health(settings.health_host, settings.health_port, checks, signals)
        async with asyncio.TaskGroup() as group:
            for run in (health, watch.run(), relay.run(), copies.run(), requester.run(), signer.run()):
                group.create_task(run)
            if attendant is not None:
                await attendant.begin()
                group.create_task(attendant.run())
            if mailer is not None:
                group.create_task(mailer.run())
            for deciding in (_keep_serving(broker), *map(_follow, takers, consumers)):
                group.create_task(deciding)


async def is_clock_chosen(service: Service[EventT], log: EventLog, pool: asyncpg.Pool) -> bool:
    """Tell whether the registry's first event has come here, which chooses the clock for good. Raises: Unavailable."""
    try:
        if service.context == CLOCK_CONTEXT:
            return (await log.read_head()).position > 0
        policies = [each.policy.name for each in service.readings if each.policy.context == CLOCK_CONTEXT]
        count = """SELECT count(*) FROM checkpoints WHERE consumer = ANY($1) AND context = $2 AND position > 0"""
        return bool(await pool.fetchval(count, policies, CLOCK_CONTEXT) == len(policies))
    except GONE as error:
        raise Unavailable(f"the checkpoints do not answer: {error!r}") from error


def find_operators(rabbitmq_url: str, context: str) -> str | None:
    """Return the broker's login of operators; where one login serves all roles that one, None where it has no name."""
    own = find_login(rabbitmq_url)
    return GATEWAY if own == context else own


def _open_pool(settings: ServiceSettings) -> AbstractAsyncContextManager[asyncpg.Pool]:
    return open_pool(
        settings.database_url, max_size=3, timeout=CONNECT_S, command_timeout=BATCH_S, server_settings=BY_KEY
    )


@asynccontextmanager
async def open_vault(settings: ServiceSettings) -> AsyncIterator[Vault | None]:
    """Give what opens addresses, to a service that sends mail; None to any other."""
    if not settings.smtp_url and not settings.alimtalk_url:
        yield None
        return
    async with open_pool(settings.vault_url, max_size=2, timeout=CONNECT_S, command_timeout=BATCH_S) as keys:
        yield Vault(keys, read_ring(settings.vault_key), settings.tenant, None)


def _build_mailer(
    service: Service[EventT],
    settings: ServiceSettings,
    runner: Runner[EventT],
    vault: Vault | None,
    clock: BusinessClock[EventT] | None,
) -> Mailer[EventT] | None:
    if service.mailing is None:
        return None
    server = read_server(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    url, window_s = settings.alimtalk_url, settings.alimtalk_window_s
    provider = read_provider(url, window_s) if url else None
    desk = Desk(settings.office or None, settings.console_url)
    return Mailer(
        service.mailing, runner, settings.database_url, vault, server, provider=provider, desk=desk, clock=clock
    )


def _let_operators_act(feed: Feed, parked: ParkedStreams[EventT], operators: str | None) -> None:
    feed.on(ParkedRequest, parked.list_parked)
    feed.on(ReleaseRequest, parked.release, operators).on(SettleRequest, parked.settle, operators)


def _find_seals(service: Service[EventT], settings: ServiceSettings) -> ClassSeals | None:
    if service.sealed is None:
        return None
    return ClassSeals(read_rings(settings.class_keys), settings.tenant, service.context, service.sealed)


async def _follow(taker: PolicyTaker[Event, EventT], consumer: Consumer[Event]) -> None:
    await taker.begin(consumer.feed)
    await consumer.run()


def _list_checks(
    log: EventLog,
    broker: RabbitBroker,
    takers: Sequence[PolicyTaker[Event, EventT]],
    consumers: Sequence[Consumer[Event]],
) -> dict[str, Check]:
    async def answers() -> bool:
        return await log.answers() and broker.running and await broker.ping(timeout=1.0)

    async def reads() -> bool:
        return all(taker.has_begun for taker in takers) and all(consumer.stopped is None for consumer in consumers)

    return {"answers": answers, "reads": reads}


def _group_consumers(readings: Sequence[Reading]) -> dict[str, list[str]]:
    consumers: dict[str, list[str]] = {}
    for reading in readings:
        consumers.setdefault(reading.policy.context, []).append(reading.policy.name)
    return consumers


def _build_consumer(
    taker: PolicyTaker[Event, EventT],
    decoders: Mapping[str, Decoder[Event]],
    settings: RoleSettings,
    requester: Requester,
) -> Consumer[Event]:
    context = taker.policy.context
    feed = FeedClient(requester, context, decoders[context])
    return Consumer(settings.rabbitmq_url, taker.name, context, decoders[context], feed, [taker])


class ServiceBroker(RabbitBroker):
    """FastStream's broker, whose start leaves nothing unanswered and ends in time."""

    async def start(self) -> None:
        """Start every subscriber. Raises: BROKER_GONE, TimeoutError among them.

        FastStream drops what is delivered before a subscriber runs, unacknowledged: it keeps its place among those that
        are taken at once for ever. So each runs before its first delivery. aiormq does not bound its waits either.
        """
        async with asyncio.timeout(START_S):
            for subscriber in self.subscribers:
                subscriber.running = True
            await super().start()


def build_broker(url: str) -> ServiceBroker:
    """Return what serves a service's commands and questions, not started yet."""
    return ServiceBroker(
        url,
        default_channel=Channel(prefetch_count=MESSAGES_AT_ONCE, on_return_raises=True),
        logger=None,
        apply_types=False,
        graceful_timeout=STOP_S,
        reconnect_interval=RECONNECT_S,
    )


async def _keep_serving(broker: RabbitBroker) -> None:
    """Start the subscribers as soon as the broker can be reached; stop them when cancelled."""
    try:
        while True:
            try:
                await broker.start()
                await asyncio.Event().wait()
            except BROKER_GONE as error:
                _log.warning("broker away: subscribing anew", error=repr(error))
                await broker.stop()
                await asyncio.sleep(RECONNECT_S)
    finally:
        await broker.stop()
