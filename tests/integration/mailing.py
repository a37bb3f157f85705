"""A city hall's log of notices and its vault, and what sends mail from it, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from contracts.calendar.deadlines import Stage
from contracts.coordination import (
    CoordinationEvent,
    MailClosed,
    MailEnded,
    MailOutcome,
    NoticeKind,
    RaiseNotice,
    Recipient,
    RecordPerson,
    RecordPost,
)
from contracts.directives import Clock
from contracts.messages import Command, Done
from contracts.registry import Post
from contracts.values import Role
from infra.agenda_runner import AgendaRunner
from infra.alimtalk import Provider
from infra.cloudevents import Decoder
from infra.deciding import Runner
from infra.letters import Desk
from infra.log import open_log
from infra.mailing import Mailer
from infra.sealing import read_ring, write_base64
from infra.smtp import read_server
from infra.vault import Erasures, Vault
from services.coordination.handlers import HANDLERS
from services.coordination.index import AGENDA, MAILING
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.waiting import eventually, running
from tests.making import NOON, TENANT, make_envelope

DAY: Final = date(2024, 2, 5)
KEY: Final = write_base64(b"v" * 32)
FROM: Final = "hwanryu@city.example"
DECODER: Final[Decoder[CoordinationEvent]] = Decoder(CoordinationEvent)


@dataclass
class Hall:
    """A city hall of one department, and the log of its notices."""

    database: Database
    keys: Database
    vault: Vault
    now: datetime = NOON
    people: dict[str, UUID] = field(default_factory=dict)
    """By address."""

    async def enter(self, address: str, post: Post, account: str | None = None) -> UUID:
        """Let somebody hold a post of the roads' department from the day on."""
        who = uuid4()
        sealed = await self.vault.seal(who, "registry.person.email", address)
        await self.run(
            RecordPerson(person=who, account=account, email=sealed),
            RecordPost(assignment=who, person=who, department="roads", post=post, valid_from=DAY, valid_until=None),
        )
        self.people[address] = who
        return who

    async def run(self, *commands: Command, subject: UUID | None = None) -> None:
        """Store what commands lead to, as the service's policies do."""
        async with open_log(self.database.url, connections=1) as log:
            runner = Runner(log, DECODER, HANDLERS)
            for command in commands:
                envelope = make_envelope(command, subject=subject, role=Role.SYSTEM, user="policy", expires_at=None)
                assert isinstance(await runner.run(envelope), Done)

    async def list_outcomes(self) -> list[tuple[str, MailOutcome, int | None]]:
        """Return what became of each attempt, in order, by address."""
        names = {who: address for address, who in self.people.items()}
        told = [DECODER.read_data(row.data) for row in await read_events(self.database)]
        return [(names[each.person], each.outcome, each.code) for each in told if isinstance(each, MailEnded)]

    async def has_ended(self, count: int = 1) -> bool:
        """Tell whether so many attempts have an outcome."""
        return len(await self.list_outcomes()) == count

    async def list_ends(self) -> list[str]:
        """Return why nothing more is sent of each notice."""
        told = [DECODER.read_data(row.data) for row in await read_events(self.database)]
        return [each.end for each in told if isinstance(each, MailClosed)]


def remind(recipient: Recipient = Recipient.OFFICER, kind: NoticeKind = NoticeKind.REMINDER) -> RaiseNotice:
    return RaiseNotice(
        directive=uuid4(), kind=kind, recipient=recipient, department="roads", clock=Clock.REPORT,
        stage=Stage.DUE_IN_1, due=date(2024, 2, 6),
    )  # fmt: skip


@asynccontextmanager
async def open_hall(database: Database, vault_database: Database, gateway_database: Database) -> AsyncIterator[Hall]:
    """Give a city hall of one department."""
    async with (
        asyncpg.create_pool(vault_database.as_role("hwanryu_vault"), min_size=1, max_size=1) as keys,
        asyncpg.create_pool(gateway_database.as_role("hwanryu_gateway"), min_size=1, max_size=1) as own,
    ):
        vault = Vault(keys, read_ring(KEY), TENANT, Erasures(own))
        await vault.reconcile()
        yield Hall(database, vault_database, vault)


@asynccontextmanager
async def mailing(
    hall: Hall, url: str | None, provider: Provider | None = None
) -> AsyncIterator[Mailer[CoordinationEvent]]:
    """Run what sends mail in this process until the block ends; without an address of a server mail is off."""
    database = hall.database.url
    async with (
        open_log(database) as log,
        asyncpg.create_pool(hall.keys.as_role("hwanryu_coordination"), min_size=1, max_size=1) as keys,
    ):
        runner = Runner(log, DECODER, HANDLERS)
        vault = Vault(keys, read_ring(KEY), TENANT, None)
        server = read_server(url, FROM) if url else None
        agenda = AgendaRunner(AGENDA, runner, database, TENANT, "coordination", now=lambda: hall.now)
        mailer = Mailer(
            MAILING,
            runner,
            database,
            vault,
            server,
            provider=provider,
            desk=Desk(None, "https://h.example"),
            now=lambda: hall.now,
        )
        await agenda.begin()
        async with running(agenda.run(), mailer.run()):
            await eventually(lambda: is_switched(hall, is_on=bool(url or provider)))
            yield mailer


async def is_switched(hall: Hall, *, is_on: bool) -> bool:
    """Tell whether mail stands as it should: never switched is off."""
    told = [row.type for row in await read_events(hall.database)]
    return told.count("coordination.mailing_switched.v1") % 2 == int(is_on)
