"""The Python peer: the same directives written with `eventsourcing`, on the same PostgreSQL."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import islice
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from infra.clock import read_monotonic_s
from tests.bench.directives import NOTE, STEPS, TEXT
from tests.integration.databases import connected

EVENTS = 10_000
"""Events of the peer in one measurement."""


class Directive(Aggregate):
    """A directive as the peer's own manual writes an aggregate."""

    def __init__(self, number: str, text: str, kind: str, meeting: str, issued_on: str, share_due: str) -> None:
        self.number = number
        self.text = text
        self.kind = kind
        self.meeting = meeting
        self.issued_on = issued_on
        self.share_due = share_due
        self.state = "ISSUED"
        self.percent: int | None = None

    @event("Shared")
    def share(self, lead: str, shared_on: str, report_due: str) -> None:
        """Share it with its lead department."""
        self.state = "SHARED"
        self.lead = lead
        self.shared_on = shared_on
        self.report_due = report_due

    @event("Reported")
    def report(self, text: str, reported_on: str) -> None:
        """Take the first report."""
        self.state = "REPORTED"
        self.reported_on = reported_on

    @event("ProgressUpdated")
    def progress(self, percent: int, note: str) -> None:
        """Take the progress."""
        self.state = "IN_PROGRESS"
        self.percent = percent


class Directives(Application[UUID]):
    """The peer's application."""


class Board(PostgresTrackingRecorder):
    """Its board of directives: one upsert and the tracking in one transaction."""

    def __init__(self, datastore: PostgresDatastore, **names: str) -> None:
        super().__init__(datastore, **names)
        table = Identifier("board")
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS {0} (directive uuid PRIMARY KEY, number text, text text, kind text,"
                " meeting text, state text, issued_on text, share_due text, lead text, shared_on text,"
                " report_due text, reported_on text, percent integer, version bigint)"
            ).format(table)
        )

    def upsert(self, directive: UUID, version: int, columns: dict[str, object], tracking: Tracking) -> None:
        """Write the columns that an event changes, and how far the board has come."""
        names = ["directive", "version", *columns]
        query = SQL("INSERT INTO board ({0}) VALUES ({1}) ON CONFLICT (directive) DO UPDATE SET {2}").format(
            SQL(", ").join(map(Identifier, names)),
            SQL(", ").join(SQL("%s") for _ in names),
            SQL(", ").join(SQL("{0} = EXCLUDED.{0}").format(Identifier(name)) for name in names[1:]),
        )
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(query, [directive, version, *columns.values()], prepare=True)
            self._insert_tracking(cursor, tracking)


class BoardProjection(Projection[Board]):
    """Fills the board."""

    @singledispatchmethod
    def process_event(self, domain_event: object, tracking: Tracking) -> None:
        """Take one event."""
        raise TypeError(type(domain_event))

    @process_event.register
    def _(self, domain_event: Directive.Created, tracking: Tracking) -> None:
        names = ("number", "text", "kind", "meeting", "issued_on", "share_due")
        self._put(domain_event, tracking, state="ISSUED", **{name: getattr(domain_event, name) for name in names})

    @process_event.register
    def _(self, domain_event: Directive.Shared, tracking: Tracking) -> None:  # type: ignore[name-defined]  # made by @event
        names = ("lead", "shared_on", "report_due")
        self._put(domain_event, tracking, state="SHARED", **{name: getattr(domain_event, name) for name in names})

    @process_event.register
    def _(self, domain_event: Directive.Reported, tracking: Tracking) -> None:  # type: ignore[name-defined]  # made by @event
        self._put(domain_event, tracking, state="REPORTED", reported_on=domain_event.reported_on)

    @process_event.register
    def _(self, domain_event: Directive.ProgressUpdated, tracking: Tracking) -> None:  # type: ignore[name-defined]  # made by @event
        self._put(domain_event, tracking, state="IN_PROGRESS", percent=domain_event.percent)

    def _put(self, domain_event: Aggregate.Event, tracking: Tracking, **columns: object) -> None:
        self.view.upsert(domain_event.originator_id, domain_event.originator_version, columns, tracking)


class Peer:
    """The peer's application on a database of its own."""

    def __init__(self, environment: dict[str, str], database_url: str) -> None:
        self._environment = environment
        self.database_url = database_url
        self.application = Directives(env=environment)

    def save_with(self, threads: int) -> float:
        """Return saves of one event a second, by that many threads."""
        share = EVENTS // threads

        def save() -> None:
            for _ in range(share):
                self.application.save(make_directive())

        started = read_monotonic_s()
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(save) for _ in range(threads)]:
                done.result()
        return share * threads / (read_monotonic_s() - started)

    def fill(self) -> None:
        """Write directives that have gone all their steps, in all EVENTS events."""
        for directive in islice(iter(make_directive, None), EVENTS // STEPS):
            walk(directive)
            self.application.save(directive)

    def read(self) -> float:
        """Return events read and decoded a second."""
        started = read_monotonic_s()
        notifications = self.application.recorder.select_notifications(start=1, limit=EVENTS)
        events = [self.application.mapper.to_domain_event(notification) for notification in notifications]
        assert len(events) == EVENTS
        return EVENTS / (read_monotonic_s() - started)

    def project(self) -> float:
        """Return events a second that a runner projects into the board."""
        last = self.application.recorder.max_notification_id()
        started = read_monotonic_s()
        with ProjectionRunner(
            application_class=Directives, projection_class=BoardProjection, view_class=Board, env=self._environment
        ) as runner:
            runner.wait(last, timeout=120)
            return EVENTS / (read_monotonic_s() - started)

    async def forget_board(self) -> None:
        """Empty the board and its tracking."""
        async with connected(self.database_url) as connection:
            for table in await connection.fetch(
                "SELECT tablename FROM pg_tables WHERE tablename = 'board' OR tablename LIKE '%tracking%'"
            ):
                await connection.execute(f'DROP TABLE "{table[0]}"')


def make_directive() -> Directive:
    """Return a new directive."""
    return Directive("2024-0001", TEXT, "SIMPLE", "간부회의", "2024-02-05", "2024-02-05")


def walk(directive: Directive) -> None:
    """Take a directive through all its steps after the first."""
    directive.share("town-yeonmu", "2024-02-05", "2024-02-08")
    directive.report(NOTE, "2024-02-07")
    for step in range(3, STEPS):
        directive.progress(step * 10, NOTE)


@asynccontextmanager
async def opened_peer(admin_url: str, name: str) -> AsyncIterator[Peer]:
    """Give the peer on an empty database, with as many connections as it has threads."""
    async with connected(admin_url) as connection:
        await connection.execute(f"CREATE DATABASE {name}")
        try:
            url = make_url(admin_url).set(database=name)
            environment = {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": name,
                "POSTGRES_HOST": url.host or "",
                "POSTGRES_PORT": str(url.port),
                "POSTGRES_USER": url.username or "",
                "POSTGRES_PASSWORD": str(url.password),
                "POSTGRES_POOL_SIZE": "32",
            }
            peer = Peer(environment, url.render_as_string(False))
            yield peer
            peer.application.close()
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
