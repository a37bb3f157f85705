"""Replay workspaces in PostgreSQL: views folded up to a cut, made once, whole or not at all (ADR 0028)."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData

from contracts.messages import Event, Recorded
from gateway import replay
from gateway.projector import VIEWS
from gateway.queries import history
from gateway.replay import clear, evict, make_next
from gateway.workspaces import name_workspace
from infra.bookmarks import Parking
from infra.projections import View, advance, find_keys, fold_keyed
from tests.drawing import Written
from tests.integration.databases import Database, connected
from tests.making import NOON, cut, record_all
from tests.projects_histories import STORIES, projects_histories, tell, tell_division

BY_NAME: Final = {view.name: view for view in VIEWS}
OF_PROJECTS: Final = [view for view in VIEWS if view.context == "projects"]
FOLDED: Final = [view for view in OF_PROJECTS if view is not history.VIEWS["projects"]]
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
INSERT: Final = "INSERT INTO views.workspace (id, views, as_of, known_at) VALUES ($1, $2, $3, $4)"
WANT: Final = "UPDATE views.workspace SET wanted_at = clock_timestamp() WHERE id = $1"


def spread(written: Written[Any], late: Sequence[int] = ()) -> list[Recorded[Event]]:
    """Return events stored a minute after one another; each took effect an hour after the one before, or `late` hours
    earlier, but never before the last one of its stream."""
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
def small_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a workspace folded in several steps."""
    monkeypatch.setattr(replay, "STEP", 7)
    return iter(())


@given(
    written=projects_histories,
    late=st.lists(st.integers(0, 30), min_size=1, max_size=10),
    hours=st.integers(-5, 60),
    minutes=st.one_of(st.none(), st.integers(-5, 60)),
)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
