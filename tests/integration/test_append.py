"""The append: one command all or nothing, losers without numbers, and each trap of it walked into on purpose."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

import infra
from infra.appends import Append, Conflict, Duplicate, NewPart, Stored
from infra.log import (
    _APPEND_ALL,
    _APPEND_BUNDLE,
    _APPEND_ONE,
    RETRY_S,
    AppendFailed,
    _columns_of,
    _values_of,
    open_log,
)
from tests.integration.checking import find_break, find_faults, is_waiting_for_a_lock, read_events
from tests.integration.databases import Database, connected
from tests.integration.waiting import eventually
from tests.making import make_append, make_event

APPEND_SQL = (Path(infra.__file__).parent / "sql/log/0004_append_events.sql").read_text(encoding="utf-8")
CALL = "SELECT * FROM append_events($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)"
WAYS = ["append_one", "append_all", "append_events", "append_bundle"]
"""The statements by which an append may be stored."""


async def store(connection: asyncpg.Connection, way: str, append: Append) -> int | None:
    """Store one append by a way; return its first position, None where it was not stored."""
    if way == "append_one":
        return int_or_none(await connection.fetchval(_APPEND_ONE, *_values_of(append)))
    if way == "append_all":
        return int_or_none(await connection.fetchval(_APPEND_ALL, *_columns_of([append])))
    if way == "append_bundle":
        row = await connection.fetchrow(_APPEND_BUNDLE, *_columns_of([append]), *([[]] * 5))
    else:
        row = await connection.fetchrow(CALL, *_columns_of([append]))
    assert row is not None
    return int_or_none(row["first_position"])


def int_or_none(value: object) -> int | None:
    assert value is None or isinstance(value, int)
    return value


async def replace_append(database: Database, *changes: tuple[str, str]) -> None:
    """Put a wrong append in the place of ours: the same text with a few words changed."""
    script = APPEND_SQL.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    for right, wrong in changes:
        assert script.count(right) == 1, f"the append no longer says {right!r}"
        script = script.replace(right, wrong)
    async with connected(database.admin_url) as connection:
        await connection.execute(script)


async def test_a_command_on_two_streams_is_stored_whole(log_database: Database) -> None:
    """One command, all or nothing (PLT-01)."""
    async with open_log(log_database.url) as log:
        answer = await log.append(make_append(make_event("a-1"), make_event("b-1"), make_event("a-1")))
    assert answer == Stored(1, 3)
    stored = [(event.position, event.stream, event.version) for event in await read_events(log_database)]
    assert stored == [(1, "a-1", 1), (2, "b-1", 1), (3, "a-1", 2)]


async def test_a_command_with_one_stale_stream_stores_nothing(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        await log.append(make_append(make_event("b-1"), make_event("b-1")))
        answer = await log.append(make_append(make_event("a-1"), make_event("b-1"), expected={"a-1": 0, "b-1": 1}))
    assert answer == Conflict("b-1", 2)
    assert len(await read_events(log_database)) == 2


async def test_a_stream_only_relied_on_is_checked(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        await log.append(make_append(make_event("calendar-2024")))
        stale = make_append(make_event("a-1"), expected={"a-1": 0, "calendar-2024": 0})
        fresh = make_append(make_event("a-1"), expected={"a-1": 0, "calendar-2024": 1})
        assert await log.append(stale) == Conflict("calendar-2024", 1)
        assert await log.append(fresh) == Stored(2, 2)


async def test_a_stream_that_should_exist_and_does_not_conflicts_at_0(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        assert await log.append(make_append(make_event("a-1"), expected={"a-1": 6})) == Conflict("a-1", 0)


async def test_the_same_command_again_repeats_its_first_outcome(log_database: Database) -> None:
    """The same key twice is one event (PLT-01)."""
    first = make_append(make_event("a-1"), body=b"one", outcome=b'{"first": 1}')
    again = make_append(make_event("a-1"), body=b"two", outcome=b'{"second": 2}', command_id=first.command_id)
    async with open_log(log_database.url) as log:
        await log.append(first)
        assert await log.append(again) == Duplicate(first.command_id, b"one", b'{"first": 1}', 1, 1)
    assert len(await read_events(log_database)) == 1


async def test_a_known_command_is_a_duplicate_also_where_its_stream_has_moved_on(log_database: Database) -> None:
    first = make_append(make_event("a-1"), outcome=b'{"v": 1}')
    later = make_append(make_event("a-1"), outcome=b'{"v": 2}', command_id=first.command_id, expected={"a-1": 9})
    async with open_log(log_database.url) as log:
        await log.append(first)
        assert isinstance(await log.append(later), Duplicate)


async def test_one_command_id_on_two_streams_at_once_is_stored_once(log_database: Database) -> None:
    command_id = uuid4()
    twice = [make_append(make_event(name), command_id=command_id, outcome=name.encode()) for name in ("a-1", "b-1")]
    async with open_log(log_database.url) as log:
        answers = await asyncio.gather(*map(log.append, twice))
    assert answers == [Stored(1, 1), Duplicate(command_id, b"body", b"a-1", 1, 1)]
    assert [event.stream for event in await read_events(log_database)] == ["a-1"]


async def test_one_command_id_twice_in_one_statement_would_fail_the_group(log_database: Database) -> None:
    """The trap behind the rule that a group holds a command id once."""
    command_id = uuid4()
    group = [make_append(make_event(name), command_id=command_id) for name in ("a-1", "b-1")]
    async with connected(log_database.url) as connection:
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.fetch(CALL, *_columns_of(group))


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
async def test_a_text_that_cannot_be_stored_fails_only_its_own_append(log_database: Database, text: str) -> None:
    group = [make_append(make_event(f"a-{n}"), actor=text if n == 3 else "operator") for n in range(10)]
    async with open_log(log_database.url) as log:
        answers = await asyncio.gather(*map(log.append, group), return_exceptions=True)
    assert isinstance(answers.pop(3), AppendFailed)
    assert all(isinstance(answer, Stored) for answer in answers)
    assert find_faults(await read_events(log_database)) == []


async def test_what_the_client_cannot_send_is_a_bug_and_no_database_that_is_away(log_database: Database) -> None:
    """No version beyond 64 bits can be sent: asked again until the deadline of 5 s, it would hold up every append."""
    group = [make_append(make_event(f"a-{n}"), expected={f"a-{n}": 2**63 if n == 3 else 0}) for n in range(10)]
    async with open_log(log_database.url) as log, asyncio.timeout(RETRY_S / 2):
        answers = await asyncio.gather(*map(log.append, group), return_exceptions=True)
    assert isinstance(answers.pop(3), AppendFailed)
    assert all(isinstance(answer, Stored) for answer in answers)


@pytest.mark.parametrize("neighbours", [0, 1])
async def test_a_refused_append_is_told_without_its_values(log_database: Database, neighbours: int) -> None:
    """PostgreSQL quotes the row that it refuses: `Failing row contains ...`."""
    secret = replace(make_append(make_event(data=b'{"name": "secret"}')), actor=None)  # type: ignore[arg-type]  # NOT NULL
    group = [secret, *(make_append(make_event(f"a-{n}")) for n in range(neighbours))]
    async with open_log(log_database.url) as log:
        refused, *_ = await asyncio.gather(*map(log.append, group), return_exceptions=True)
    assert isinstance(refused, AppendFailed)
    assert str(refused) == "NotNullViolationError[23502]"


@pytest.mark.parametrize(
    "wrong", [{"expected": {}}, {"expected": {"a-1": 0}}, {"events": []}], ids=["nothing", "another", "no event"]
)
def test_an_append_rests_on_each_stream_that_it_writes(wrong: dict[str, object]) -> None:
    with pytest.raises(AssertionError, match=r"append|expected"):
        replace(make_append(make_event("b-1")), **wrong)  # type: ignore[arg-type]  # each fits its field


def make_mixed(count: int) -> list[Append]:
    """Return appends of which every third expects a version that is not there."""
    return [
        make_append(make_event(f"a-{n}"), make_event(f"a-{n}"), expected={f"a-{n}": 0 if n % 3 else 5})
        for n in range(count)
    ]


async def append_mixed(database: Database) -> None:
    async with open_log(database.url) as log:
        for _ in range(2):
            await asyncio.gather(*map(log.append, make_mixed(30)))


async def test_losers_take_no_number(log_database: Database) -> None:
    """No hole in positions, whoever loses (PLT-01)."""
    await append_mixed(log_database)
    events = await read_events(log_database)
    assert len(events) == 40
    assert find_faults(events) == []


async def test_numbering_losers_too_leaves_holes(log_database: Database) -> None:
    """The wrong way: number all, then store the winners."""
    await replace_append(
        log_database,
        ("JOIN winner w ON w.n = e.append", "JOIN asked w ON w.n = e.append"),
        ("        FROM numbered r\n    ), span", "        FROM numbered r JOIN winner USING (n)\n    ), span"),
        ("FROM numbered r GROUP BY r.n", "FROM numbered r JOIN winner USING (n) GROUP BY r.n"),
    )
    await append_mixed(log_database)
    assert "no position 1" in find_faults(await read_events(log_database))


async def test_500_mixed_appends_are_one_statement_and_all_answered(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        answers = await asyncio.gather(*map(log.append, make_mixed(500)))
    assert [isinstance(answer, Conflict) for answer in answers] == [n % 3 == 0 for n in range(500)]
    async with connected(log_database.admin_url) as connection:
        assert await connection.fetchval("SELECT count(DISTINCT xmin::text) FROM events") == 1
    assert find_faults(await read_events(log_database)) == []
    assert await find_break(log_database) is None


async def test_a_changed_row_breaks_the_chain_where_it_stands(log_database: Database) -> None:
    """What an auditor sees of a row edited behind the triggers."""
    async with open_log(log_database.url) as log:
        for n in range(5):
            await log.append(make_append(make_event(f"a-{n}")))
    async with connected(log_database.admin_url) as connection:
        await connection.execute("ALTER TABLE events DISABLE TRIGGER events_never_change")
        await connection.execute("UPDATE events SET actor = 'another' WHERE position = 3")
    assert await find_break(log_database) == 3


async def append_behind_another(database: Database, way: str = "append_events") -> list[int]:
    """Append on one connection while another's append is not yet committed; return the positions stored."""
    async with connected(database.url) as first, connected(database.url) as second:
        opened = first.transaction()
        await opened.start()
        await store(first, way, make_append(make_event("a-1")))
        waiting = asyncio.create_task(store(second, way, make_append(make_event("b-1"))))
        await eventually(lambda: is_waiting_for_a_lock(first, second.get_server_pid()))
        await opened.commit()
        await waiting
    return [event.position for event in await read_events(database)]


@pytest.mark.parametrize("way", WAYS)
async def test_an_append_sees_what_was_committed_while_it_waited(log_database: Database, way: str) -> None:
    assert await append_behind_another(log_database, way) == [1, 2]


async def test_the_lock_in_the_statement_that_reads_the_head_reads_an_old_head(log_database: Database) -> None:
    """The wrong way: one statement has one snapshot, taken before the lock was had."""
    await replace_append(
        log_database,
        ("PERFORM pg_advisory_xact_lock(7261);", ""),
        (
            "FROM events e ORDER BY e.position DESC LIMIT 1;",
            "FROM (SELECT pg_advisory_xact_lock(7261)) AS held LEFT JOIN events e ON true "
            "ORDER BY e.position DESC NULLS LAST LIMIT 1;",
        ),
    )
    with pytest.raises(asyncpg.UniqueViolationError):
        await append_behind_another(log_database)


async def test_a_poller_cannot_pass_an_append_that_is_not_yet_committed(log_database: Database) -> None:
    async with connected(log_database.url) as slow, connected(log_database.url) as fast:
        opened = slow.transaction()
        await opened.start()
        await slow.fetch(CALL, *_columns_of([make_append(make_event("a-1"))]))
        late = asyncio.create_task(fast.fetch(CALL, *_columns_of([make_append(make_event("b-1"))])))
        await eventually(lambda: is_waiting_for_a_lock(slow, fast.get_server_pid()))
        seen = await poll(log_database, "events", 0)
        await opened.commit()
        await late
    assert seen + await poll(log_database, "events", max(seen, default=0)) == [1, 2]


async def test_a_bare_sequence_lets_a_poller_skip_an_event(log_database: Database) -> None:
    """The wrong way: bigserial numbers are taken before the commit, so a later number may be seen first."""
    async with connected(log_database.admin_url) as slow, connected(log_database.admin_url) as fast:
        await slow.execute("CREATE TABLE bare (position bigserial PRIMARY KEY)")
        opened = slow.transaction()
        await opened.start()
        await slow.execute("INSERT INTO bare DEFAULT VALUES")
        await fast.execute("INSERT INTO bare DEFAULT VALUES")
        seen = await poll(log_database, "bare", 0)
        await opened.commit()
    assert seen + await poll(log_database, "bare", max(seen)) == [2]


async def poll(database: Database, table: str, after: int) -> list[int]:
    """Read on after a position, as every reader of a log does."""
    async with connected(database.admin_url) as connection:
        query = f"SELECT position FROM {table} WHERE position > $1 ORDER BY position"  # noqa: S608 - a name of ours
        rows = await connection.fetch(query, after)
    return [row["position"] for row in rows]


async def test_recorded_at_never_goes_back(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        await asyncio.gather(*(log.append(make_append(make_event(f"a-{n}"))) for n in range(20)))
        await log.append(make_append(make_event("b-1")))
    moments = [event.recorded_at for event in await read_events(log_database)]
    assert moments == sorted(moments)


async def test_an_append_notifies_nobody_inside_its_transaction(log_database: Database) -> None:
    """NOTIFY inside the append halves throughput: the writer is left to ring afterwards."""
    heard: list[object] = []
    async with connected(log_database.admin_url) as listening, open_log(log_database.url) as log:
        await listening.add_listener("committed", lambda *told: heard.append(told))
        await log.append(make_append())
        assert log.committed.is_set()
        await listening.execute("SELECT 1")  # what had been sent would have come with the answer
    assert heard == []
    assert "notify" not in APPEND_SQL.lower()


async def test_the_database_and_an_auditor_compute_the_same_chain(log_database: Database) -> None:
    """With and without what may be absent, in Korean, before PostgreSQL's own epoch, to the microsecond."""
    plain = make_append(make_event("a-1", '{"t":"환류"}'.encode()))
    others = [
        replace(make_append(make_event("a-2")), department="planning-audit"),
        replace(make_append(make_event("a-3")), causation_id=uuid4(), actor="정책"),
        replace(make_append(make_event("a-4")), effective_at=datetime(1996, 3, 1, 1, 2, 3, 456_789, tzinfo=UTC)),
    ]
    async with open_log(log_database.url) as log:
        await asyncio.gather(*map(log.append, (plain, *others)))
    assert len(await read_events(log_database)) == 4
    assert await find_break(log_database) is None


async def test_recorded_at_stays_where_the_servers_clock_goes_back(log_database: Database) -> None:
    """As after a promotion to a machine whose clock is behind."""
    async with open_log(log_database.url) as log, connected(log_database.admin_url) as owner:
        await log.append(make_append(make_event("a-1")))
        await owner.execute("ALTER TABLE events DISABLE TRIGGER events_never_change")
        await owner.execute("UPDATE events SET recorded_at = recorded_at + interval '1 hour'")
        await log.append(make_append(make_event("b-1")))
    first, second = await read_events(log_database)
    assert second.recorded_at == first.recorded_at


XID_READER = "SELECT position FROM by_xid WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, position"
"""What others do instead: read only what every transaction still open is sure not to precede."""
XID_TABLE = "CREATE TABLE by_xid (position bigserial, xid xid8 DEFAULT pg_current_xact_id(), version int)"


async def test_readers_do_not_wait_for_strangers(log_database: Database, registry_database: Database) -> None:
    """A transaction open in another database holds nobody up here; by xid8 it holds up every reader of the cluster."""
    async with (
        connected(registry_database.admin_url) as stranger,
        connected(log_database.admin_url) as owner,
        open_log(log_database.url) as log,
    ):
        await owner.execute(XID_TABLE)
        opened = stranger.transaction()
        await opened.start()
        await stranger.execute("SELECT pg_current_xact_id()")
        await owner.execute("INSERT INTO by_xid DEFAULT VALUES")
        await log.append(make_append())
        assert await owner.fetch(XID_READER) == []
        assert [event.position for event in await log.read(0, 10)] == [1]
        await opened.rollback()


async def test_ordering_by_transaction_turns_a_stream_round(log_database: Database) -> None:
    """The wrong way: the transaction that began first may write to a stream last."""
    async with connected(log_database.admin_url) as early, connected(log_database.admin_url) as late:
        await early.execute(XID_TABLE)
        opened = early.transaction()
        await opened.start()
        await early.execute("SELECT pg_current_xact_id()")
        await late.execute("INSERT INTO by_xid (version) VALUES (1)")
        await early.execute("INSERT INTO by_xid (version) VALUES (2)")
        await opened.commit()
        rows = await late.fetch("SELECT version FROM by_xid ORDER BY xid, position")
    assert [row["version"] for row in rows] == [2, 1]


async def test_every_way_continues_the_others_chain(log_database: Database) -> None:
    """Positions, versions and hashes do not tell by which statement they were made; an auditor computes the same."""
    async with connected(log_database.url) as connection:
        for n, way in enumerate(WAYS):
            plain = make_append(make_event(f"a-{n}", '{"t":"환류"}'.encode()))
            many = make_append(make_event(f"b-{n}"), make_event(f"c-{n}"), make_event(f"b-{n}"))
            relying = make_append(make_event("hot"), expected={"hot": n, f"b-{n}": 2})
            for one in (plain, replace(many, department="planning-audit"), replace(relying, causation_id=uuid4())):
                assert await store(connection, way, one) is not None
    events = await read_events(log_database)
    assert len(events) == 4 * (1 + 3 + 1)
    assert find_faults(events) == []
    assert await find_break(log_database) is None


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_remembers_the_command_with_its_span(log_database: Database, way: str) -> None:
    append = make_append(make_event("a-1"), make_event("a-1"), outcome=b'{"ok": 1}')
    async with open_log(log_database.url) as log, connected(log_database.url) as connection:
        await log.append(make_append(make_event("z-1")))
        assert await store(connection, way, append) == 2
        assert await log.find_command(append.command_id) == Duplicate(append.command_id, b"body", b'{"ok": 1}', 2, 3)


@pytest.mark.parametrize("way", WAYS)
async def test_no_way_stores_what_does_not_win(log_database: Database, way: str) -> None:
    """A known command, a stale stream, one only relied on, one that is not there."""
    known = make_append(make_event("a-1"))
    losers = [
        replace(make_append(make_event("b-1")), command_id=known.command_id),
        make_append(make_event("a-1"), expected={"a-1": 0}),
        make_append(make_event("b-1"), expected={"b-1": 0, "a-1": 2}),
        make_append(make_event("b-1"), expected={"b-1": 6}),
    ]
    async with connected(log_database.url) as connection:
        assert await store(connection, way, known) == 1
        for loser in losers:
            await store(connection, way, loser)
    assert len(await read_events(log_database)) == 1


async def test_a_group_with_one_loser_stores_nothing_at_once(log_database: Database) -> None:
    """All or nothing: telling losers from winners is the other statement's work."""
    group = [make_append(make_event(f"a-{n}"), expected={f"a-{n}": 0 if n != 3 else 1}) for n in range(5)]
    async with connected(log_database.url) as connection:
        assert await connection.fetchval(_APPEND_ALL, *_columns_of(group)) is None
    assert await read_events(log_database) == []


@pytest.mark.parametrize("way", WAYS[:2])
async def test_a_lean_append_reads_no_table_whole(log_database: Database, way: str) -> None:
    """A statement planned while a table was small kept reading it whole as it grew."""
    scans = "SELECT sum(seq_scan) FROM pg_stat_xact_user_tables WHERE relname IN ('events', 'commands')"
    async with connected(log_database.url) as connection, connection.transaction():
        for n in range(20):
            await store(connection, way, make_append(make_event(f"a-{n}")))
        assert await connection.fetchval(scans) == 0


async def test_reads_by_key_read_no_table_whole(log_database: Database) -> None:
    scans = "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname IN ('events', 'commands')"
    async with open_log(log_database.url, connections=2) as log, connected(log_database.admin_url) as owner:
        for n in range(20):
            await log.append(make_append(make_event(f"a-{n}")))
            await log.find_command(uuid4())
            await log.read_stream("a-1")
        await owner.execute("SELECT pg_stat_clear_snapshot()")
        assert await owner.fetchval(scans) == 0


async def test_a_bundle_is_remembered_part_by_part(log_database: Database) -> None:
    """Each part has the positions of its own events; one without events has those of all."""
    parts = [NewPart(uuid4(), b"second", b"{2}", 2, 3), NewPart(uuid4(), b"idle", b"{3}", 1, 3)]
    bundle = replace(make_append(*map(make_event, ("a-1", "b-1", "b-1"))), parts=parts)
    async with open_log(log_database.url) as log:
        await log.append(make_append(make_event("z-1")))
        assert await log.append(bundle) == Stored(2, 4)
        assert [await log.find_command(part.command_id) for part in parts] == [
            Duplicate(parts[0].command_id, b"second", b"{2}", 3, 4),
            Duplicate(parts[1].command_id, b"idle", b"{3}", 2, 4),
        ]
        assert await log.append(bundle) == Duplicate(bundle.command_id, b"body", b"{}", 2, 4)
        alone = make_append(make_event("c-1"), command_id=parts[0].command_id)
        assert await log.append(alone) == Duplicate(parts[0].command_id, b"second", b"{2}", 3, 4)
    assert len(await read_events(log_database)) == 4
    assert await find_break(log_database) is None


async def test_a_bundle_of_which_one_part_is_known_stores_nothing(log_database: Database) -> None:
    """The first of them in their order is told, also where a stream has moved on."""
    one, two = make_append(make_event("a-1")), make_append(make_event("b-1"), outcome=b"{2}")
    parts = [NewPart(known.command_id, b"", b"", 1, 1) for known in (two, one)]
    bundle = replace(make_append(make_event("a-1")), parts=[NewPart(uuid4(), b"", b"", 1, 1), *parts])
    async with open_log(log_database.url) as log:
        await log.append(one)
        await log.append(two)
        assert await log.append(bundle) == Duplicate(two.command_id, b"body", b"{2}", 2, 2)
        assert await log.find_command(bundle.command_id) is None
        stale = replace(bundle, parts=[bundle.parts[0]])
        assert await log.append(stale) == Conflict("a-1", 1)
        assert await log.find_command(bundle.parts[0].command_id) is None
    assert len(await read_events(log_database)) == 2
