"""Words that are not for everybody: on boards of the past, and of many directives at once."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event as listening
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.directives import Origin, OriginKind, ProgressUpdated, Visibility
from contracts.messages import Event, Recorded
from contracts.values import Role
from gateway.app import make_engine
from gateway.auth import Principal
from gateway.queries import department, directive_board, history, meeting
from gateway.queries.directive_board import Filter
from gateway.queries.directive_hidden import find_hidden
from gateway.queries.directive_origins import list_origins
from gateway.queries.history import Cut
from gateway.queries.past_board import PastBoards
from gateway.secrecy import WITHHELD
from infra.projections import View, advance, prepare_view
from tests.integration.databases import Database, connected
from tests.making import cut, make_issued, record_all

HISTORY: View[object, Event] = history.VIEWS["directives"]  # type: ignore[assignment]  # a row is of its own kind
BOARD: View[object, Event] = directive_board.VIEW  # type: ignore[assignment]  # a record is of its own event
PAST = Cut(as_of=datetime(2030, 1, 1, tzinfo=UTC))
OPERATOR = Principal("operator", Role.OPERATOR, None, "총괄")
STRANGER = Principal("officer", Role.OFFICER, "roads", "도로과")
MEETING = Origin(kind=OriginKind.MEETING, id="m-1", item=2)
HIDDEN = {"visibility": Visibility.TEXT_HIDDEN}


def make_words() -> list[Recorded[Event]]:
    """Return a directive that everybody reads and that only says what others show instead, and two that are hidden."""
    told = (
        make_issued("2024-0001").model_copy(
            update={"text": WITHHELD, "origin": Origin(kind=OriginKind.PLEDGE, id="P-07")}
        ),
        make_issued("2024-0002").model_copy(update={"text": "비밀인 말", "origin": MEETING, **HIDDEN}),
        make_issued("2024-0003").model_copy(update={"text": "비밀인 말", **HIDDEN}),
    )
    note = ProgressUpdated(note="비밀인 진척", percent=10, reason=None)
    events: list[tuple[str, Event]] = [(f"directive-{n}", event) for n, event in enumerate(told, 1)]
    return record_all([*events, ("directive-2", note)])


@pytest.fixture
async def snapshot(gateway_database: Database) -> AsyncIterator[AsyncConnection]:
    events = make_words()
    async with connected(gateway_database.as_role("hwanryu_projector")) as connection:
        for view in (BOARD, HISTORY):
            await prepare_view(connection, view)
            await advance(connection, [view], cut(events, 1, len(events)))
        await prepare_view(connection, department.VIEW)
        await prepare_view(connection, meeting.VIEW)
    engine = make_engine(gateway_database.as_role("hwanryu_gateway"))
    async with engine.connect() as reading:
        yield reading
    await engine.dispose()


async def list_past(snapshot: AsyncConnection, reader: Principal, q: str | None = None) -> dict[str, tuple[str, bool]]:
    wanted = Filter(today=date(2024, 2, 8), reader=reader, q=q)
    page, totals = await PastBoards().list_past(snapshot, wanted, PAST)
    assert totals.matching == len(page.items)
    return {item.number: (item.text, item.is_withheld) for item in page.items}


async def test_a_board_of_the_past_withholds_what_is_hidden_and_nothing_that_says_so(snapshot: AsyncConnection) -> None:
    """DIR-12, DIR-14."""
    open_one = {"2024-0001": (WITHHELD, False)}
    hidden = dict.fromkeys(("2024-0003", "2024-0002"), (WITHHELD, True))
    assert await list_past(snapshot, STRANGER) == {**hidden, **open_one}
    read = dict.fromkeys(("2024-0003", "2024-0002"), ("비밀인 말", False))
    assert await list_past(snapshot, OPERATOR) == {**read, **open_one}


@pytest.mark.parametrize(
    ("words", "found"),
    [(WITHHELD, {"2024-0001"}), ("비밀인 말", set()), ("2024-000", {"2024-0001", "2024-0002", "2024-0003"})],
)
async def test_nothing_of_the_past_is_found_by_words_that_stand_for_others(
    snapshot: AsyncConnection, words: str, found: set[str]
) -> None:
    assert set(await list_past(snapshot, STRANGER, words)) == found


async def test_hidden_directives_are_found_in_two_statements_however_many(snapshot: AsyncConnection) -> None:
    """DIR-12: of an event stream's page."""
    statements: list[str] = []
    assert snapshot.sync_connection is not None
    listening.listen(snapshot.sync_connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
    hidden = await find_hidden(snapshot, {f"directive-{n}" for n in range(1, 9)} | {"note-1"})
    assert {stream: row.version for stream, row in hidden.items()} == {"directive-2": 2, "directive-3": 1}
    assert len(statements) == 2
    assert await find_hidden(snapshot, {"note-1"}) == {}


async def test_streams_longer_than_a_page_are_whole(snapshot: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut off, or the words of the last ones would be told."""
    monkeypatch.setattr(history, "MOST", 2)
    found = await history.list_streams(snapshot, "directives", ["directive-2", "directive-3", "directive-1"])
    versions = {stream: [event.version for event in events] for stream, events in found.items()}
    assert versions == {"directive-1": [1], "directive-2": [1, 2], "directive-3": [1]}


async def test_what_hidden_directives_came_from_is_offered_to_their_readers_only(snapshot: AsyncConnection) -> None:
    """DIR-12, DIR-19."""
    told = [(each.kind, each.id, each.first, each.total) for each in await list_origins(snapshot, OPERATOR)]
    assert told == [("MEETING", "m-1", "2024-0002", 1), ("PLEDGE", "P-07", "2024-0001", 1)]
    assert [each.id for each in await list_origins(snapshot, STRANGER)] == ["P-07"]
