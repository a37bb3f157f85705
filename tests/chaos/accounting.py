"""The account after a fault: acknowledged = stored = applied, nothing lost, nothing twice, nothing else."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg

from gateway.projector import VIEWS
from infra.chain import GENESIS, StoredEvent, find_first_break
from infra.local.system import System
from infra.topology import CONTEXTS
from tests.chaos.clients import Entry, Load
from tests.integration.waiting import eventually

QUIET_S: Final = 90.0
"""How long the views may take to catch up with the logs."""
EVENTS_OF: Final = {
    "issue": ["directives.directive_issued.v1", "directives.number_taken.v1"],
    "share": ["directives.directive_shared.v1"],
    "report": ["directives.priority_report_submitted.v1"],
    "progress": ["directives.progress_updated.v1"],
}
"""What each act must have stored, in order."""
_COLUMNS: Final = """position, stream, version, type, data, command_id, actor, role, department,
    effective_at, recorded_at, correlation_id, causation_id, chain"""


@asynccontextmanager
async def reaching(system: System, database: str) -> AsyncIterator[asyncpg.Connection]:
    """Give an administrator's connection to one database, past any proxy."""
    parts = urlsplit(system.services.postgres_url)
    connection = await asyncpg.connect(urlunsplit(parts._replace(path=f"/{database}")))
    try:
        yield connection
    finally:
        await connection.close()


async def read_log(system: System, context: str, after: int = 0) -> list[StoredEvent]:
    """Return a log's events after a position."""
    async with reaching(system, f"hwanryu_{context}") as connection:
        query = f"SELECT {_COLUMNS} FROM events WHERE position > $1 ORDER BY position"  # noqa: S608 - own names
        return [StoredEvent(*row) for row in await connection.fetch(query, after)]


async def read_head(system: System, context: str) -> int:
    """Return the last position of a log."""
    async with reaching(system, f"hwanryu_{context}") as connection:
        return int(await connection.fetchval("SELECT coalesce(max(position), 0) FROM events"))


async def wait_for_quiet(system: System) -> None:
    """Return once every policy and every view has read every log to its end. Raises: AssertionError."""

    async def is_quiet() -> bool:
        return not await find_lags(system)

    try:
        await eventually(is_quiet, QUIET_S)
    except AssertionError as error:
        raise AssertionError(f"not at rest: {await find_lags(system)}") from error


async def find_lags(system: System) -> dict[tuple[str, str], tuple[int, int]]:
    """Return reader and context of each that is not at its log's head: where it is, and the head."""
    async with reaching(system, "hwanryu_directives") as connection:
        policies = await connection.fetch("SELECT consumer, context, position FROM checkpoints")
    heads = {context: await read_head(system, context) for context in CONTEXTS}
    async with reaching(system, "hwanryu_gateway") as connection:
        views = await connection.fetch("SELECT view, context, position FROM views.checkpoint")
    reached = {(view.name, view.context): 0 for view in VIEWS} | {(row[0], row[1]): row[2] for row in policies}
    reached |= {(row[0], row[1]): row[2] for row in views}
    return {name: (at, heads[name[1]]) for name, at in reached.items() if at != heads[name[1]]}


async def check_logs(system: System) -> None:
    """Positions and versions are dense and the chain is valid, from the first event on, in every log."""
    for context in CONTEXTS:
        events = await read_log(system, context)
        assert [event.position for event in events] == list(range(1, len(events) + 1)), f"{context}: a hole"
        versions: Counter[str] = Counter()
        for event in events:
            versions[event.stream] += 1
            assert event.version == versions[event.stream], f"{context}: {event.stream} jumps at {event.position}"
        assert find_first_break("nonsan", context, GENESIS, events) is None


async def check_ledger(system: System, load: Load, after: int) -> None:
    """Every acknowledged command stored exactly its events, once; a refused one left nothing; there is no other."""
    told = {entry.id: entry for entry in load.entries if entry.acknowledged}
    refused = {entry.id for entry in load.entries if not entry.acknowledged}
    positions = {command_id: entry.position for command_id, entry in told.items()} | load.beside
    stored: dict[UUID, list[StoredEvent]] = {}
    for event in await read_log(system, "directives", after):
        stored.setdefault(event.command_id, []).append(event)
    assert not refused & stored.keys(), "a refused command stored events"
    lost, unknown = positions.keys() - stored.keys(), stored.keys() - positions.keys()
    assert not lost, f"{len(lost)} acknowledged, not stored"
    assert not unknown, f"{len(unknown)} stored, never acknowledged"
    for command_id, entry in told.items():
        check_entry(entry, stored[command_id])
    async with reaching(system, "hwanryu_directives") as connection:
        rows = await connection.fetch("SELECT id, last_position FROM commands WHERE first_position > $1", after)
    assert {row["id"]: row["last_position"] for row in rows} == positions


def check_entry(entry: Entry, events: Sequence[StoredEvent]) -> None:
    """The events are those of the act, by the actor, with the text that was sent, where the answer says."""
    assert [event.type for event in events] == EVENTS_OF[entry.act]
    assert events[-1].position == entry.position
    assert {event.actor for event in events} == {entry.user}
    assert events[0].stream == f"directive-{entry.answer['id']}"
    assert events[0].version == entry.answer["version"]
    for word in (entry.body.get("text"), entry.body.get("note")):
        assert word is None or str(word).encode() in events[0].data
    if entry.act == "issue":
        assert f'"number":"{entry.answer["number"]}"'.encode() in events[0].data


async def read_views(system: System) -> dict[str, list[bytes]]:
    """Return the rows of every view as JSON bytes, by key."""
    rows: dict[str, list[bytes]] = {}
    async with reaching(system, "hwanryu_gateway") as connection:
        for view in VIEWS:
            table, key = view.table.fullname, view.table.columns[0].name
            query = f"SELECT row_to_json(t)::text FROM {table} t ORDER BY t.{key}"  # noqa: S608 - own names
            found = await connection.fetch(query)
            rows[view.name] = [str(row[0]).encode() for row in found]
    return rows


async def check_views(system: System) -> None:
    """PLT-05: the live rows are, byte for byte, those of a rebuild from the logs."""
    live = await read_views(system)
    projectors = [name for name in system.plan.health_ports if name.startswith("projector")]
    for name in projectors:
        await system.stop(name)
    async with reaching(system, "hwanryu_gateway") as connection:
        await connection.execute("UPDATE views.view SET fingerprint = 'to be rebuilt'")
    for name in projectors:
        await system.start(name)
    await wait_for_quiet(system)
    rebuilt = await read_views(system)
    for name, rows in live.items():
        assert rebuilt[name] == rows, f"{name}: rebuilt rows differ from the live ones"


async def check_board(system: System, entries: Sequence[Entry]) -> None:
    """What was acknowledged is applied: the board has each directive at the version that its last answer named."""
    told: dict[str, int] = {}
    for entry in entries:
        if entry.acknowledged:
            directive, version = str(entry.answer["id"]), entry.answer["version"]
            assert isinstance(version, int)
            told[directive] = max(version, told.get(directive, 0))
    async with reaching(system, "hwanryu_gateway") as connection:
        query = "SELECT directive::text, version FROM views.directive_board WHERE directive::text = ANY($1)"
        shown = {row[0]: row[1] for row in await connection.fetch(query, list(told))}
    assert shown == told
