"""Replay workspaces in PostgreSQL: views folded up to a cut, made once, whole or not at all (ADR 0028)."""
# ruff: noqa: S608 - names of views and of workspaces

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from contracts.errors import Rejected
from contracts.messages import Event, Recorded
from gateway import replay
from gateway.answers.past import PastParameters, looking
from gateway.app import open_gate
from gateway.gate import Gate
from gateway.projector import VIEWS
from gateway.queries import history, project, rows
from gateway.queries.portfolio import Basis, Dimension, add_up, add_up_by
from gateway.queries.project import ORDERS, Filter
from gateway.queries.replayed import hold
from gateway.replay import Replayer, clear, evict, make_next
from gateway.workspaces import MOST_WAITING, name_workspace
from infra import projections
from infra.bookmarks import Parking
from infra.log import GONE
from infra.projections import SCHEMA, View, advance, find_keys, fold_keyed
from tests.drawing import Written
from tests.integration.brokers import Broker
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually, running, until
from tests.making import NOON, cut, make_gateway_settings, record_all
from tests.projects_histories import STORIES, projects_histories, tell, tell_division

BY_NAME: Final = {view.name: view for view in VIEWS}
OF_PROJECTS: Final = [view for view in VIEWS if view.context == "projects"]
FOLDED: Final = [view for view in OF_PROJECTS if view is not history.VIEWS["projects"]]
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
INSERT: Final = "INSERT INTO views.workspace (id, views, as_of, known_at) VALUES ($1, $2, $3, $4)"
WANT: Final = "UPDATE views.workspace SET wanted_at = clock_timestamp() WHERE id = $1"


def spread(written: Written[Any], late: Sequence[int] = ()) -> list[Recorded[Event]]:
    """Return events stored a minute after one another.

    Each took effect an hour after the one before, or `late` hours earlier, but never before the last of its stream.
    """
    told: list[Recorded[Event]] = []
    latest: dict[str, datetime] = {}
    for n, event in enumerate(record_all(written)):
        at = NOON + (n - (late[n % len(late)] if late else 0)) * HOUR
        at = max(at, latest.get(event.subject, at))
        latest[event.subject] = at
        told.append(event.model_copy(update={"time": NOON + n * MINUTE, "effectiveat": at}))
    return told


def tell_all() -> list[Recorded[Event]]:
    """Return every kind of history of the projects as one log."""
    others = [each for name in sorted(STORIES) for each in tell((name, STORIES[name].commands))]
    return spread([*tell_division(), *others])


def fold(view: View[object, Event], events: Sequence[Recorded[Event]]) -> dict[object, object]:
    rows = fold_keyed(view, {}, find_keys(view, events), Parking())
    return {key: row for key, row in rows.items() if row is not None}


async def fill(connection: asyncpg.Connection, events: Sequence[Recorded[Event]]) -> None:
    """Have the views hold a log, and no other."""
    tables = ", ".join(view.table.fullname for view in OF_PROJECTS)
    await connection.execute(f"TRUNCATE {tables}; DELETE FROM views.checkpoint; DELETE FROM views.parked")
    if events:
        assert await advance(connection, OF_PROJECTS, cut([*events], 1, len(events))) == len(events)


async def ask(
    connection: asyncpg.Connection,
    as_of: datetime | None,
    known_at: datetime | None = None,
    views: Sequence[View[object, Event]] = FOLDED,
) -> str:
    """Ask for a workspace."""
    names = sorted(view.name for view in views)
    workspace = name_workspace(names, as_of, known_at)
    await connection.execute(INSERT, workspace, names, as_of, known_at)
    return workspace


async def read(connection: asyncpg.Connection, schema: str, view: View[object, Event]) -> dict[object, object]:
    own = replace(view, table=view.table.to_metadata(MetaData(), schema=schema))
    rows = await connection.fetch(f"SELECT * FROM {own.table.fullname}")
    return {row[0]: own.load(row) for row in rows}


async def list_schemas(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ws\\_%' ORDER BY 1")
    return [row[0] for row in rows]


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a workspace folded in several steps."""
    monkeypatch.setattr(replay, "STEP", 7)


@pytest_asyncio.fixture
async def projecting(views_database: Database) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the projector on views of the projects that hold every kind of history."""
    async with connected(views_database.as_role("hwanryu_projector")) as connection:
        await fill(connection, tell_all())
        yield connection


@given(
    written=projects_histories,
    late=st.lists(st.integers(0, 30), min_size=1, max_size=10),
    hours=st.integers(-5, 60),
    minutes=st.one_of(st.none(), st.integers(-5, 60)),
)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("small_steps")
async def test_a_workspace_is_the_fold_of_what_its_cut_holds(
    views_database: Database, written: Written[Any], late: list[int], hours: int, minutes: int | None
) -> None:
    """PLT-19: on both axes, late entries among them; and as of now it is what stands now, byte for byte."""
    events = spread(written, late)
    as_of, known_at = NOON + hours * HOUR, None if minutes is None else NOON + minutes * MINUTE
    within = [each for each in events if each.effectiveat <= as_of and (known_at is None or each.time <= known_at)]
    async with connected(views_database.as_role("hwanryu_projector")) as connection:
        await clear(connection)
        await fill(connection, events)
        workspace, now = await ask(connection, as_of, known_at), await ask(connection, NOON + 1_000 * HOUR)
        assert [await make_next(connection, BY_NAME) for _ in range(3)] == [True, True, False]
        for view in FOLDED:
            assert await read(connection, workspace, view) == fold(view, within)
            text = f"SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM %s.{view.table.name} t"
            assert await connection.fetchval(text % now) == await connection.fetchval(text % "views")


async def test_two_builders_make_a_workspace_once(projecting: asyncpg.Connection, views_database: Database) -> None:
    """PLT-19: whatever the number of projectors."""
    told: list[str] = []
    await projecting.add_listener("view_changed", lambda *sent: told.append(str(sent[3])))
    async with connected(views_database.as_role("hwanryu_projector")) as other:
        for hours in range(3):
            workspace = await ask(projecting, NOON + hours * HOUR)
            assert any(await asyncio.gather(make_next(projecting, BY_NAME), make_next(other, BY_NAME)))
            await until(lambda: any(workspace in each for each in told))  # noqa: B023 - within this turn
            assert await projecting.fetchval("SELECT wanted_at FROM views.workspace WHERE id = $1", workspace) is None
            assert [each.split()[:2] for each in told if workspace in each] == [[workspace, "workspace"]]
    assert len(await list_schemas(projecting)) == 3


async def test_a_builder_that_dies_leaves_nothing_half_made(
    projecting: asyncpg.Connection, views_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PLT-19: its server process is ended in the middle; the next builder makes the whole."""
    workspace, written, write = await ask(projecting, NOON + 30 * HOUR), [], projections.write

    async with connected(views_database.as_role("hwanryu_projector")) as dying:
        pid = await dying.fetchval("SELECT pg_backend_pid()")

        async def die_at_the_third(*taken: Any) -> None:
            written.append(taken)
            if len(written) == 3:
                async with connected(views_database.admin_url) as admin:
                    assert await admin.fetchval("SELECT pg_terminate_backend($1)", pid)
            await write(*taken)

        monkeypatch.setattr(replay, "write", die_at_the_third)
        with pytest.raises(GONE):
            await make_next(dying, BY_NAME)
        monkeypatch.setattr(replay, "write", write)
    assert len(written) == 3
    assert await list_schemas(projecting) == []

    async def is_made() -> bool:  # the server needs a moment to let go of the dead one's row
        return await make_next(projecting, BY_NAME)

    await eventually(is_made)
    within = [each for each in tell_all() if each.effectiveat <= NOON + 30 * HOUR]
    assert await read(projecting, workspace, project.VIEW) == fold(project.VIEW, within)  # type: ignore[arg-type]  # of its own row


async def test_what_was_used_longest_ago_goes_but_never_what_is_read(
    projecting: asyncpg.Connection, views_database: Database
) -> None:
    """PLT-19: as many are kept as the settings say."""
    made = []
    for hours in range(3):
        made.append(await ask(projecting, NOON + hours * HOUR))
        assert await make_next(projecting, BY_NAME)
    async with connected(views_database.as_role("hwanryu_gateway")) as reading:
        async with reading.transaction():
            await reading.execute(f"LOCK TABLE {made[0]}.checkpoint IN ACCESS SHARE MODE")
            await evict(projecting, 1)
            assert await list_schemas(projecting) == sorted([made[0], made[2]])
        await evict(projecting, 1)
    assert await list_schemas(projecting) == [made[2]]
    rows_left = await projecting.fetch("SELECT id FROM views.workspace")
    assert [row[0] for row in rows_left] == [made[2]]


async def test_a_workspace_that_its_server_forgot_is_made_anew(projecting: asyncpg.Connection) -> None:
    """A server that crashed comes back with empty unlogged tables, that of the workspaces among them."""
    workspace = await ask(projecting, NOON + 30 * HOUR)
    assert await make_next(projecting, BY_NAME)
    whole = await read(projecting, workspace, project.VIEW)  # type: ignore[arg-type]  # of its own row
    await projecting.execute(f"DELETE FROM views.workspace; TRUNCATE {workspace}.checkpoint, {workspace}.project")
    assert await ask(projecting, NOON + 30 * HOUR) == workspace
    assert await make_next(projecting, BY_NAME)
    assert await read(projecting, workspace, project.VIEW) == whole != {}  # type: ignore[arg-type]  # of its own row
    await projecting.execute("DELETE FROM views.workspace")
    await clear(projecting)
    assert await list_schemas(projecting) == []


async def test_a_fault_in_one_workspace_keeps_no_other_waiting(projecting: asyncpg.Connection) -> None:
    """What cannot be made says why; the next start of the projector tries it again."""
    await projecting.execute(INSERT, f"ws_{'0' * 32}", ["nothing"], NOON, None)
    sound = await ask(projecting, NOON)
    assert [await make_next(projecting, BY_NAME) for _ in range(3)] == [True, True, False]
    assert "KeyError" in await projecting.fetchval("SELECT why FROM views.workspace WHERE views = '{nothing}'")
    assert await list_schemas(projecting) == [sound]
    await clear(projecting)
    assert await projecting.fetchval("SELECT count(*) FROM views.workspace") == 0


async def test_a_stream_that_a_fold_cannot_take_is_set_aside(projecting: asyncpg.Connection) -> None:
    """PLT-05: as the projector sets it aside, in the steps after it as well."""
    stream = next(each.subject for each in tell_all() if each.subject.startswith("project-"))

    def spoil(row: Any, event: Recorded[Any]) -> Any:
        if event.subject == stream and event.streamversion > 1:
            raise ValueError("poison")
        return project.VIEW.apply(row, event)

    views = {**BY_NAME, "project": replace(project.VIEW, apply=spoil)}
    workspace = await ask(projecting, NOON + 1_000 * HOUR, None, [project.VIEW])  # type: ignore[list-item]  # of its own row
    assert await make_next(projecting, views)  # type: ignore[arg-type]  # of its own row
    key = stream.removeprefix("project-")
    assert await projecting.fetchval(f"SELECT version FROM {workspace}.project WHERE project = $1", key) == 1
    parked = await projecting.fetch(f"SELECT stream FROM {workspace}.parked")
    assert [row[0] for row in parked] == [stream]


async def test_the_projector_may_make_workspaces_alone_and_the_gateway_read_them(
    projecting: asyncpg.Connection, views_database: Database
) -> None:
    """PLT-06: neither makes another schema; who reads cannot write."""
    workspace = await ask(projecting, NOON)
    assert await make_next(projecting, BY_NAME)
    for statement in (
        "CREATE SCHEMA other",
        "SELECT views.make_workspace('public')",
        "SELECT views.make_workspace('x; DROP')",
    ):
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.InvalidSchemaNameError)):
            await projecting.execute(statement)
    async with connected(views_database.as_role("hwanryu_gateway")) as reading:
        assert await reading.fetchval(f"SELECT count(*) >= 0 FROM {workspace}.project")
        assert await reading.fetchval(f"SELECT count(*) >= 0 FROM {workspace}.department")
        for statement in (
            f"DELETE FROM {workspace}.project",
            f"DELETE FROM {workspace}.checkpoint",
            f"DROP SCHEMA {workspace} CASCADE",
            f"SELECT views.make_workspace('ws_{'1' * 32}')",
            "DELETE FROM views.workspace",
            "UPDATE views.workspace SET built_at = now()",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reading.execute(statement)


@given(
    written=projects_histories,
    late=st.lists(st.integers(0, 30), min_size=1, max_size=10),
    hours=st.lists(st.integers(-5, 60), min_size=1, max_size=3),
)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_sums_equal_the_rows_at_every_date(
    views_database: Database, written: Written[Any], late: list[int], hours: list[int]
) -> None:
    """PLT-19, PRJ-10: what the listed projects come to as of a date is what their rows as of that date say."""
    events = spread(written, late)
    engine = create_async_engine(views_database.admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with connected(views_database.as_role("hwanryu_projector")) as connection:
        await clear(connection)
        await fill(connection, events)
        for hour in set(hours):
            workspace = await ask(connection, NOON + hour * HOUR, None, [project.VIEW])  # type: ignore[list-item]  # of its own row
            assert await make_next(connection, BY_NAME)
            found = fold(project.VIEW, [each for each in events if each.effectiveat <= NOON + hour * HOUR])  # type: ignore[arg-type]  # of its own row
            async with engine.connect() as snapshot:
                await snapshot.execution_options(schema_translate_map={SCHEMA: workspace})
                listed = await rows.list_all(snapshot, project.VIEW, [], ORDERS["name"])
                assert {row.project for row in listed} == set(found)
                whole = await add_up(snapshot, Filter())
                alone: list[Any] = [
                    row
                    for row in found.values()
                    if not (row.is_divided or row.relation == "CITY_SHARE")  # type: ignore[attr-defined]  # rows of projects
                ]
                assert whole.secured_won == sum(row.secured_won for row in found.values())  # type: ignore[attr-defined]  # rows of projects
                if len(alone) == len(found):
                    assert whole.total_won == sum(row.total_won or 0 for row in alone)
                for basis in Basis:
                    of_basis = await add_up(snapshot, Filter(), basis)
                    for dimension in Dimension:
                        parts = await add_up_by(snapshot, Filter(), dimension, basis)
                        assert sum(each.total_won for each in parts.values()) == of_basis.total_won
                        assert sum(each.projects for each in parts.values()) == of_basis.projects
    await engine.dispose()


@asynccontextmanager
async def opened(database: Database, broker: Broker) -> AsyncIterator[Gate]:
    """Give a gate of the gateway's own login."""
    async with open_gate(make_gateway_settings(database.as_role("hwanryu_gateway"), broker.url)) as gate:
        await eventually(gate.answers)
        yield gate


async def list_names(gate: Gate, as_of: datetime) -> list[str]:
    """Return the projects as of a moment, by name."""
    async with looking(gate, PastParameters(as_of=as_of), project.VIEW) as look:
        assert look.is_past
        return [row.name for row in await rows.list_all(look.snapshot, project.VIEW, [], ORDERS["name"])]


async def test_a_list_comes_once_its_workspace_is_made_and_again_when_an_entry_comes_late(
    views_database: Database, still_broker: Broker
) -> None:
    """PLT-19, PLT-04: two gateways and two projectors; not yet, then the list; a late entry belongs to its day."""
    events = spread(tell_division())
    days = [each.model_copy(update={"effectiveat": NOON - timedelta(days=2)}) for each in events]
    url, past = views_database.as_role("hwanryu_projector"), NOON - timedelta(days=1)
    async with AsyncExitStack() as stack:
        connection = await stack.enter_async_context(connected(url))
        await fill(connection, days[:1])
        first, second = [await stack.enter_async_context(opened(views_database, still_broker)) for _ in range(2)]
        with pytest.raises(Rejected, match="만들고 있습니다") as not_yet:
            await list_names(first, past)
        assert not_yet.value.code == "NOT_YET"
        replayers = [Replayer(url, VIEWS, 4) for _ in range(2)]
        await stack.enter_async_context(running(*(each.run() for each in replayers)))
        now = fold(project.VIEW, days[:1])  # type: ignore[arg-type]  # of its own row

        async def list_both() -> list[list[str]] | None:
            try:
                return list(await asyncio.gather(list_names(first, past), list_names(second, past)))
            except Rejected:
                return None

        names = [row.name for row in now.values()]  # type: ignore[attr-defined]  # rows of projects
        assert await eventually(list_both) == [names, names]
        assert len(await list_schemas(connection)) == 1
        await advance(connection, OF_PROJECTS, cut([*days], 2, len(days)))
        later = sorted(row.name for row in fold(project.VIEW, days).values())  # type: ignore[arg-type, attr-defined]  # rows of projects
        assert len(later) > len(names)
        assert [sorted(each) for each in (await eventually(list_both))] == [later, later]
        assert len(await list_schemas(connection)) == 1


async def test_a_workspace_that_is_being_replaced_is_not_waited_for(
    projecting: asyncpg.Connection, views_database: Database
) -> None:
    """A read says 202 at once where its workspace is gone, or is being dropped or made anew at this moment."""
    workspace = await ask(projecting, NOON)
    assert await make_next(projecting, BY_NAME)
    engine = create_async_engine(views_database.admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with projecting.transaction():
        await projecting.execute(f"LOCK TABLE {workspace}.checkpoint IN ACCESS EXCLUSIVE MODE")
        for name in (workspace, f"ws_{'0' * 32}"):
            async with engine.connect() as snapshot:
                assert not await hold(snapshot, name)
    async with engine.connect() as snapshot:
        assert await hold(snapshot, workspace)
    await engine.dispose()


async def test_so_many_are_waited_for_and_no_more(views_database: Database, still_broker: Broker) -> None:
    """A flood of dates is refused before it reaches the projector."""
    async with opened(views_database, still_broker) as gate:
        for n in range(MOST_WAITING):
            assert await gate.workspaces.ask(
                name_workspace(["project"], NOON + n * HOUR, None), ["project"], NOON, None
            )
        with pytest.raises(Rejected) as refused:
            await list_names(gate, NOON - HOUR)
        assert refused.value.code == "BUSY"
        known = name_workspace(["project"], NOON, None)
        assert await gate.workspaces.ask(known, ["project"], NOON, None), (
            "one that waits already may be asked for again"
        )
