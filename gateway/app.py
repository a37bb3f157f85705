"""The gateway's process: `python -m infra.role gateway.app` serves the API and the console."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final

from fastapi import FastAPI, Request, Response
from pydantic_core import from_json
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.directives.sealed import AUDIT
from contracts.engagement.sealed import INTEGRITY
from contracts.errors import CODES, Status
from contracts.messages import Command
from gateway.auth import Accounts, Passwords, Sessions, Tokens
from gateway.away import CONNECT_S, STATEMENT_S, pass_over_dead
from gateway.clients import Clients
from gateway.confidential import Confidential, make_seals
from gateway.console import pages
from gateway.console.operations.watch import Watching
from gateway.console.rendering import show_late, show_without_stores
from gateway.console.visits import LIVE
from gateway.deadline import Deadline
from gateway.drafts import Drafts
from gateway.ending import Ending
from gateway.erasing import finish_erasures
from gateway.freshness import Freshness
from gateway.gate import Gate
from gateway.guard import GuardedRoute, require_whole
from gateway.imports.store import Imports
from gateway.imports.working import Importer
from gateway.integrity import Integrity, make_integrity_seals
from gateway.limits import RATE_PER_MINUTE, Headers, Limits
from gateway.marks import ReadMarks
from gateway.missing import METHODS, answer_missing, answer_wrong_method
from gateway.observing import Observing
from gateway.problems import add_problem_handlers, explain_end, explain_late, make_problem
from gateway.queries import directive_sealed, integrity_sealed, kept
from gateway.routers import (
    approvals,
    attraction,
    auditors,
    ballots,
    bids,
    briefings,
    bulk,
    calendar,
    campaigns,
    checkpoints,
    clients,
    commands,
    contracts,
    cooperation,
    directive_acts,
    directive_quarters,
    directives,
    discrepancies,
    documents,
    evaluation_checks,
    evaluation_plans,
    events,
    feedback,
    files,
    holidays,
    imports,
    integrity,
    integrity_open,
    integrity_years,
    invitations,
    juries,
    meetings,
    notes,
    notices,
    organisation,
    participants,
    participants_open,
    people,
    pledge_changes,
    pledges,
    problems,
    programmes,
    projects,
    projects_parts,
    projects_sums,
    province_cycles,
    province_exports,
    province_indicators,
    reads,
    real_names,
    registry,
    reports,
    reviews,
    rounds,
    scorecards,
    status,
    suggestions,
    survey_results,
    surveys,
    surveys_open,
    token,
    town_hall_cycles,
    town_halls,
    town_halls_open,
    voices,
    work_plans,
)
from gateway.signpost import Signpost
from gateway.sizes import BodyLimit
from gateway.straight import Straight
from gateway.views.directive_board import CONTEXT as DIRECTIVES
from gateway.views.integrity_readers import CONTEXT as ENGAGEMENT
from gateway.writes import Writes
from infra.commanding import CommandClient
from infra.confidential import ClassSeals
from infra.connections import configure, raise_file_limit
from infra.files import Files
from infra.health import QuietServer, serve_health, serve_until_cancelled
from infra.log import KEEPALIVE
from infra.pool import CLOSE_S, open_pool
from infra.process import run_role
from infra.requests import Requester
from infra.sealing import read_ring, read_rings
from infra.settings import GatewaySettings
from infra.status import GATEWAY_SQL, Signals, Watch
from infra.tally import Tallies
from infra.topology import CONTEXTS
from infra.vault import Erasures, Vault

BODY_BYTES: Final = 1_048_576
"""decided.md, Limits."""
FILES: Final = ("/v1/files", "/v1/files/", "/files", "/files/", "/v1/imports", "/imports")
DOWNLOADS: Final = (
    "/reports/files/",
    *(f"/directives/export.{ending}" for ending in ("xlsx", "csv", "hwpx")),
    *("/directives/import", "/directives/import/"),
)
UNBOUNDED: Final = frozenset(
    {LIVE, "/v1/open/town-halls/*/live", "/v1/events", "/v1/directives/export", *FILES, *DOWNLOADS}
)
"""Streams and files, which last; they have deadlines of their own."""
ROUTERS: Final = (
    token.router,
    clients.router,
    registry.router,
    organisation.router,
    people.router,
    meetings.router,
    calendar.router,
    holidays.router,
    bulk.router,
    directive_quarters.router,
    directives.router,
    directive_acts.router,
    notes.router,
    reports.router,
    events.router,
    commands.router,
    files.router,
    imports.router,
    notices.router,
    reads.router,
    programmes.router,
    projects_sums.router,
    projects.router,
    projects_parts.router,
    contracts.router,
    work_plans.router,
    reviews.router,
    bids.router,
    approvals.router,
    cooperation.router,
    attraction.router,
    campaigns.router,
    real_names.router,
    discrepancies.router,
    town_halls.router,
    town_halls_open.router,
    rounds.router,
    ballots.router,
    town_hall_cycles.router,
    participants.router,
    participants_open.router,
    feedback.router,
    voices.router,
    juries.router,
    auditors.router,
    suggestions.router,
    integrity.router,
    integrity_open.router,
    surveys.router,
    survey_results.router,
    invitations.router,
    surveys_open.router,
    briefings.router,
    evaluation_plans.router,
    province_cycles.router,
    province_exports.router,
    province_indicators.router,
    pledges.router,
    pledge_changes.router,
    scorecards.router,
    evaluation_checks.router,
    integrity_years.router,
    checkpoints.router,
    documents.router,
    problems.router,
    status.router,
)
KEEP: Final = {"timeout": CONNECT_S, "command_timeout": STATEMENT_S, "server_settings": KEEPALIVE}
"""How connections to databases are kept."""
STOP_S: Final = 5
"""How long answers under way may finish; open event streams are cut then."""


def build_app(gate: Gate, roles: dict[str, str], rate_per_minute: int = RATE_PER_MINUTE) -> FastAPI:
    """Return the application around a gate; `roles` are health addresses by role. Raises: LookupError (rights file)."""
    app = build_routes()
    put_gate(app, gate, roles, rate_per_minute)
    return app


def build_routes() -> FastAPI:
    """Return the application without its gate: every route behind its door. Raises: LookupError (rights file)."""
    app = FastAPI(
        title="환류 API",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # gateway/routers/documents.py
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours: infra/tracing.py, infra/metrics.py
    )
    app.router.route_class = GuardedRoute
    add_problem_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=BODY_BYTES, explain=_explain_large)
    app.add_middleware(Deadline, explain=_explain_late, unbounded=UNBOUNDED)
    app.add_middleware(Headers)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/v1/{path:path}", answer_missing, methods=METHODS, include_in_schema=False)
    pages.attach(app)
    app.add_exception_handler(Status.METHOD, answer_wrong_method)
    require_whole(app)
    app.router.routes[:0] = [Straight(app), Signpost(app.routes)]
    app.add_middleware(Observing)  # the last is the outermost
    return app


def put_gate(app: FastAPI, gate: Gate, roles: dict[str, str], rate_per_minute: int) -> None:
    """Put a gate behind the routes, and what they share beside it."""
    app.state.gate = gate
    app.state.roles = roles
    app.state.watching = Watching(roles)
    app.state.limits = Limits(rate_per_minute)
    app.state.requests = Tallies()


def _explain_large(request: Request) -> Response:
    if request.url.path.startswith("/v1/"):
        return make_problem(request, "TOO_LARGE", CODES["TOO_LARGE"].remedy)
    return show_without_stores(request, Status.LARGE, "TOO_LARGE")


def _explain_late(request: Request, is_read: bool) -> Response:
    return explain_late(request, is_read) if request.url.path.startswith("/v1/") else show_late(request)


def explain_ending(request: Request, error: Exception | None) -> Response:
    """Return the answer of a request that ended without one: a problem, or a page of the console."""
    if request.url.path.startswith("/v1/"):
        return explain_end(request, error)
    return show_late(request) if error is None else show_without_stores(request, Status.BUG, "BUG")


def make_engine(database_url: str) -> AsyncEngine:
    """Return what the views are read with: each connection is one snapshot.

    What stands behind the address are the server's settings, as for the pools beside it.
    """
    url = make_url(database_url)
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg", query={}),
        pool_events=[(pass_over_dead, "checkout")],
        pool_size=10,
        max_overflow=10,
        isolation_level="REPEATABLE READ",
        json_deserializer=from_json,  # a third of what fifty rows of the board cost with json.loads
        pool_timeout=CONNECT_S,
        connect_args={
            "server_settings": {**KEEPALIVE, **url.query},
            "timeout": CONNECT_S,
            "command_timeout": STATEMENT_S,
        },
    )


def _make_seals(settings: GatewaySettings) -> dict[str, ClassSeals]:
    """Return what seals and opens messages, of each context with a class whose key this process holds."""
    rings = read_rings(settings.class_keys)
    classes = {DIRECTIVES: (AUDIT, make_seals), ENGAGEMENT: (INTEGRITY, make_integrity_seals)}
    return {context: make(rings, settings.tenant) for context, (name, make) in classes.items() if name in rings}


def _make_clients(requester: Requester, sealing: Mapping[str, ClassSeals]) -> dict[str, CommandClient[Command]]:
    return {context: CommandClient(requester, context, sealing.get(context)) for context in CONTEXTS}


@asynccontextmanager
async def open_gate(settings: GatewaySettings) -> AsyncIterator[Gate]:
    """Give a gate whose connections are kept until the block ends."""
    requester = Requester(settings.rabbitmq_url, "gateway")
    sealing = _make_seals(settings)
    clients = _make_clients(requester, sealing)
    freshness = Freshness(settings.database_url)
    engine = make_engine(settings.database_url)
    async with (
        open_pool(settings.database_url, max_size=10, **KEEP) as pool,
        open_pool(settings.vault_url, max_size=4, **KEEP) as keys,
        asyncio.TaskGroup() as group,
    ):
        vault = Vault(keys, read_ring(settings.vault_key), settings.tenant, Erasures(pool))
        store = Files(settings.files_dir, pool, vault, settings.file_bytes)
        writes = Writes(pool)
        confidential = Confidential(sealing[DIRECTIVES], pool) if DIRECTIVES in sealing else None
        integrity = Integrity(sealing[ENGAGEMENT], pool) if ENGAGEMENT in sealing else None
        own = (requester.run(), freshness.run(), vault.run(), store.run(), writes.run())
        drafts = Drafts(pool)
        reading = engine.execution_options(**{directive_sealed.OPTION: confidential, kept.OPTION: kept.Kept()})
        finishing = finish_erasures(pool, vault, partial(integrity_sealed.list_emptied, reading, integrity))
        runs = (*own, finishing, drafts.tidy(), *(client.run() for client in clients.values()))
        tasks = [group.create_task(run) for run in runs]
        try:
            yield Gate(
                pool=pool,
                engine=reading,
                clients=clients,
                freshness=freshness,
                requester=requester,
                files=store,
                vault=vault,
                head_keys=read_rings(settings.head_keys),
                accounts=Accounts(pool, Passwords(settings.password_kib), settings.token_key),
                sessions=Sessions(pool),
                registered=Clients(pool),
                tokens=Tokens(settings.token_key),
                writes=writes,
                marks=ReadMarks(pool),
                drafts=drafts,
                imports=Imports(pool, settings.import_bytes),
                confidential=confidential,
                integrity=integrity,
            )
        finally:
            for task in tasks:
                task.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await engine.dispose()


async def serve(settings: GatewaySettings) -> None:
    """Serve until cancelled."""
    async with open_gate(settings) as gate, open_pool(settings.database_url, max_size=2, **KEEP) as pool:
        watch = Watch(pool, GATEWAY_SQL)
        app = build_app(gate, settings.list_roles(), settings.rate_per_minute)
        app.state.training_door = settings.training_door
        app.state.console_url = settings.console_url or f"http://{settings.host}:{settings.port}"
        watching: Watching = app.state.watching
        signals = Signals(
            "gateway",
            watch,
            lambda: gate.connected,
            commands=gate.answered,
            requests=app.state.requests,
            queues=watching.counts,
            backup_marker=settings.backup_marker,
        )
        raise_file_limit()
        whole = Ending(app, explain=explain_ending)
        server = QuietServer(configure(whole, settings.host, settings.port, timeout_graceful_shutdown=STOP_S))
        async with asyncio.TaskGroup() as group:
            checks = {"answers": gate.answers}
            health = group.create_task(serve_health(settings.health_host, settings.health_port, checks, signals))
            runs = watch.run(), watching.run(settings.rabbitmq_url, pool), Importer(gate, gate.imports).run()
            asking = [group.create_task(run) for run in runs]
            try:
                await serve_until_cancelled(server)
            finally:
                health.cancel()
                for task in asking:
                    task.cancel()


def main() -> None:
    """Run the process until a signal."""
    run_role("gateway", lambda: serve(GatewaySettings()))
