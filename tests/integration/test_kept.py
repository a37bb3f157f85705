"""What is kept of the views is what they hold: whatever moves them, whoever asks, in whichever replica."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date

import asyncpg
import pytest
from sqlalchemy import event as listening
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.directives import Visibility
from contracts.messages import Event, Recorded
from contracts.values import Role
from gateway.app import make_engine
from gateway.auth import Principal
from gateway.projector import VIEWS
from gateway.queries import kept
from gateway.queries.directive_board import Filter, Page, list_directives
from gateway.queries.directive_counts import Totals, count_directives
from gateway.secrecy import WITHHELD
from infra.projections import advance, prepare_view, refold
from tests.integration.databases import Database, connected
from tests.integration.test_parking import break_at
from tests.making import cut, make_issued, record_all

BOARD = next(view for view in VIEWS if view.name == "directive_board")
DEPARTMENT = next(view for view in VIEWS if view.name == "department")
TODAY = date(2024, 2, 8)
OPERATOR = Principal("operator", Role.OPERATOR, None, "총괄")
STRANGER = Principal("officer", Role.OFFICER, "roads", "도로과")


@pytest.fixture
async def projector(gateway_database: Database) -> AsyncIterator[asyncpg.Connection]:
    async with connected(gateway_database.as_role("hwanryu_projector")) as connection:
        for view in (BOARD, DEPARTMENT):
            await prepare_view(connection, view)
        yield connection


@pytest.fixture
async def engine(gateway_database: Database) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(gateway_database.as_role("hwanryu_gateway"))
    yield engine.execution_options(**{kept.OPTION: kept.Kept()})
    await engine.dispose()


def issue(*issued: Event) -> list[Recorded[Event]]:
    """Return a log of directives, each issued."""
    return record_all([(f"directive-{number}", event) for number, event in enumerate(issued, 1)])


async def look(engine: AsyncEngine, reader: Principal = OPERATOR, **conditions: object) -> tuple[Page, Totals]:
    wanted = replace(Filter(today=TODAY, reader=reader), **conditions)  # type: ignore[arg-type]  # fields by name
    async with engine.connect() as snapshot:
        page = await list_directives(snapshot, wanted)
        return page, await count_directives(snapshot, wanted, page)


async def list_statements(engine: AsyncEngine, reader: Principal = OPERATOR, **conditions: object) -> Sequence[str]:
    """Return the statements of one look at the board."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    listening.listen(engine.sync_engine, "before_cursor_execute", hear)
    await look(engine, reader, **conditions)
    listening.remove(engine.sync_engine, "before_cursor_execute", hear)
    return heard


async def test_a_page_costs_one_statement_until_a_directive_changes(
    projector: asyncpg.Connection, engine: AsyncEngine
) -> None:
    """DIR-12: rows, names and counts come from memory; what comes is seen by the next look (PLT-04)."""
    history = issue(make_issued("2024-0001"), make_issued("2024-0002"))
    await advance(projector, [BOARD], cut(history, 1, 1))
    assert len(await list_statements(engine)) == 3  # marks, rows, counts; nobody leads them: no names
    assert len(await list_statements(engine)) == 1
    assert len(await list_statements(engine, STRANGER)) == 1
    await advance(projector, [BOARD], cut(history, 2, 2))
    page, totals = await look(engine)
    assert [item.number for item in page.items] == ["2024-0002", "2024-0001"]
    assert (page.position, totals.matching, totals.counts["to_share"]) == (2, 2, 2)


async def test_a_released_stream_is_seen_though_the_position_stays(
    projector: asyncpg.Connection, engine: AsyncEngine
) -> None:
    history = issue(make_issued("2024-0001"), make_issued("2024-0002"))
    await advance(projector, [break_at(BOARD, "directive-1")], cut(history, 1, 2))
    page, _ = await look(engine)
    assert ([item.number for item in page.items], page.position) == (["2024-0002"], 2)
    assert await refold(projector, BOARD, "directive-1", 2, history[:1])
    page, totals = await look(engine)
    assert ([item.number for item in page.items], page.position) == (["2024-0002", "2024-0001"], 2)
    assert totals.counts["all"] == 2


async def test_a_rebuilt_view_is_read_anew(projector: asyncpg.Connection, engine: AsyncEngine) -> None:
    await advance(projector, [BOARD], cut(issue(make_issued()), 1, 1))
    await look(engine)
    await projector.execute("UPDATE views.view SET fingerprint = 'of an older fold' WHERE name = $1", BOARD.name)
    await prepare_view(projector, BOARD)
    page, totals = await look(engine)
    assert (page.items, page.position, totals.matching) == ([], 0, 0)
    await advance(projector, [BOARD], cut(issue(make_issued("2024-0007")), 1, 1))
    page, _ = await look(engine)
    assert [item.number for item in page.items] == ["2024-0007"]


async def test_what_one_reader_had_kept_is_no_words_for_another(
    projector: asyncpg.Connection, engine: AsyncEngine
) -> None:
    """DIR-12, DIR-22: each look has its own rights, in either order."""
    secret = make_issued().model_copy(update={"visibility": Visibility.TEXT_HIDDEN, "text": "비밀인 말"})
    await advance(projector, [BOARD], cut(issue(secret), 1, 1))
    readers = (OPERATOR, STRANGER, OPERATOR)
    told = [(await look(engine, reader))[0].items[0].text for reader in readers]
    assert told == ["비밀인 말", WITHHELD, "비밀인 말"]
    assert [len((await look(engine, reader, q="비밀"))[0].items) for reader in readers] == [1, 0, 1]


async def test_a_renamed_department_is_named_anew(projector: asyncpg.Connection, engine: AsyncEngine) -> None:
    """ORG-01: its own view tells, where the board's has not moved."""
    await advance(projector, [BOARD], cut(issue(make_issued()), 1, 1))
    await projector.execute("UPDATE views.directive_board SET lead = 'roads'")
    for position, name in enumerate(("도로과", "도로교통과"), 1):
        row = ("roads", name, True, "DEPARTMENT", None, None, "roads", TODAY, None, None, position, position)
        async with projector.transaction():
            await projector.execute(DEPARTMENT.upsert_sql, *([value] for value in row))
            await projector.execute(
                """INSERT INTO views.checkpoint VALUES ('department', 'registry', 1, $1, '')
                   ON CONFLICT (view, context) DO UPDATE SET position = $1""",
                position,
            )
        page, _ = await look(engine)
        assert page.items[0].lead_name == name


async def test_only_so_much_is_kept(projector: asyncpg.Connection, engine: AsyncEngine) -> None:
    await advance(projector, [BOARD], cut(issue(make_issued()), 1, 1))
    store = engine.sync_engine.get_execution_options()[kept.OPTION]
    for n in range(kept.MOST + 5):
        await look(engine, lead=f"town-{n}")
    assert len(store._found) == kept.MOST
    assert len(await list_statements(engine)) == 2  # the whole page has gone; every look used the counts


async def test_a_search_reads_the_table_once_where_one_page_holds_what_it_finds(
    projector: asyncpg.Connection, engine: AsyncEngine
) -> None:
    """DIR-12: its count is the page's; of more than one page it is asked for."""
    history = issue(*(make_issued(f"2024-{number:04d}") for number in range(1, 4)))
    await advance(projector, [BOARD], cut(history, 1, 3))
    await look(engine)
    assert len(await list_statements(engine, q="점검할")) == 2  # marks, rows
    assert len(await list_statements(engine, q="점검할", limit=2)) == 3
    for limit in (2, 3):
        page, totals = await look(engine, q="점검할", limit=limit)
        assert (len(page.items), totals.matching) == (limit, 3)
    first, _ = await look(engine, q="점검할", limit=2)
    rest, totals = await look(engine, q="점검할", limit=2, cursor=first.next_cursor)
    assert (len(rest.items), totals.matching) == (1, 3)
