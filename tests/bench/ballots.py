"""ballot_burst and ballot_growth: voters over HTTP until each ballot is counted in the view that all screens read."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import cycle
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg

from contracts.engagement.ballots import BallotCast, BallotChannel, BallotChoice
from contracts.engagement.participants import Channel, CheckInParticipant, RegisterParticipant
from contracts.engagement.rounds import CloseRound, DeclareTallyRule, OpenRound, PlanRound
from contracts.engagement.tallies import PollOption, TallyRule
from contracts.engagement.town_halls import AnnounceTownHall, OpenDoors, OpenRegistration, PlanTownHall, Segment
from gateway.tickets import make_ticket
from infra.appends import NewEvent, Stored
from infra.clock import read_monotonic_s, read_now
from infra.local.ports import take_free_port
from infra.log import open_log
from infra.sealing import read_ring
from infra.vault import Vault
from tests.bench.ballot_load import Ledger, Plan
from tests.bench.commands import CALLERS, OPERATOR, REGISTERING, Sender, make_department, opened_sender
from tests.bench.measuring import ROUNDS, Bench, Pair
from tests.bench.million import gateway_url
from tests.bench.posting import wait_for_port
from tests.bench.processes import run_module, running_module
from tests.bench.projector import wait_for_view
from tests.integration.databases import connected
from tests.making import make_append

VOTERS: Final = int(os.environ.get("BENCH_VOTERS", "10000"))
EARLIER: Final = int(os.environ.get("BENCH_EARLIER_BALLOTS", "1000000"))
"""Ballots of earlier rounds, for ballot_growth."""
AT_ONCE: Final = 1_000
"""Ballots in one append of those."""
COUNTED_S: Final = 120.0
CONTEXT: Final = "engagement"
OPTIONS: Final = ("great", "good", "fair")
SEGMENT: Final = "citizens"
TENANT: Final = "nonsan"


@dataclass(frozen=True, slots=True)
class Hall:
    """A session with its voters let in; each round is voted on by all of them."""

    bench: Bench
    sender: Sender
    session: UUID
    tickets: list[str]

    async def open_round(self) -> UUID:
        """Return a round that is open, as every view knows."""
        plan = PlanRound(
            town_hall=self.session,
            question="오늘 행사는 어떠셨습니까?",
            options=tuple(PollOption(code=code, text=code) for code in OPTIONS),
        )
        made = UUID((await self.sender.send(OPERATOR, plan)).result.id)
        await self.sender.send(OPERATOR, DeclareTallyRule(rule=TallyRule.RAW_SUM), made)
        opened = await self.sender.send(OPERATOR, OpenRound(), made)
        await wait_for_engagement(self.bench, opened.position)
        return made

    async def burst(self) -> float:
        """Return ballots a second, from the first request until the view counts them all, each exactly once."""
        made = await self.open_round()
        bodies = [
            json.dumps({"ticket": ticket, "choices": [{"option": n % len(OPTIONS) + 1}]})
            for n, ticket in enumerate(self.tickets)
        ]
        port = urlsplit(self.bench.running.base_url).port or 0
        async with connected(gateway_url(self.bench)) as owner:
            voting = asyncio.create_task(vote(self.bench, port, made, bodies))
            counts = await wait_for_ballots(owner, made, len(bodies), voting)
            counted_s = read_monotonic_s()
        ledger = await voting
        assert (ledger.answers, ledger.receipts) == (len(bodies), len(bodies)), ledger
        assert counts == {f"{code}|1": len(range(n, len(bodies), len(OPTIONS))) for n, code in enumerate(OPTIONS)}
        answered = ledger.answers / (ledger.ended_s - ledger.started_s)
        print(f"  {len(bodies)} ballots: p99 {ledger.p99_ms:.0f} ms, {answered:.0f} answers/s", file=sys.stderr)
        await self.sender.send(OPERATOR, CloseRound(), made)
        return len(bodies) / (counted_s - ledger.started_s)


async def vote(bench: Bench, port: int, of_round: UUID, bodies: list[str]) -> Ledger:
    """Run the voters and return their ledger."""
    plan = Plan(port, f"/v1/open/rounds/{of_round}/ballots", CALLERS, bodies)
    return Ledger(**json.loads(await run_module(bench, "tests.bench.ballot_load", json.dumps(asdict(plan)).encode())))


async def wait_for_ballots(
    owner: asyncpg.Connection, of_round: UUID, ballots: int, voting: "asyncio.Task[Ledger]"
) -> dict[str, int]:
    """Return what a round has come to once it counts so many ballots."""
    query = "SELECT ballots, counts::text FROM views.poll_tally WHERE round = $1"
    async with asyncio.timeout(COUNTED_S):
        while True:
            row = await owner.fetchrow(query, str(of_round))
            if row is not None and row["ballots"] >= ballots:
                counts: dict[str, int] = json.loads(row["counts"])
                return counts
            if voting.done():
                voting.result()
            await asyncio.sleep(0.02)


async def wait_for_engagement(bench: Bench, position: int) -> None:
    """Return once the tally reflects a position."""
    async with connected(gateway_url(bench)) as owner:
        await wait_for_view(owner, "poll_tally", CONTEXT, position)


@asynccontextmanager
async def opened_hall(bench: Bench) -> AsyncIterator[Hall]:
    """Give a session whose voters take part over the web and were let in."""
    async with opened_sender(bench) as sender:
        await sender.send(OPERATOR, make_department(), command_id=REGISTERING)  # chooses the clock on the wall
        session = await open_session(sender)
        voters = iter(range(VOTERS))
        people: list[UUID] = []

        async def admit_each() -> None:
            for _ in voters:
                joined = await sender.send(OPERATOR, make_participant(session))
                people.append(UUID(joined.result.id))
                await sender.send(OPERATOR, CheckInParticipant(generation=1), people[-1])

        await asyncio.gather(*(admit_each() for _ in range(CALLERS)))
        last = await sender.send(OPERATOR, make_participant(session))
        await wait_for_engagement(bench, last.position)
        async with asyncpg.create_pool(bench.find_setting("gateway", "VAULT_URL"), min_size=1, max_size=1) as pool:
            vault = Vault(pool, read_ring(bench.find_setting("gateway", "VAULT_KEY")), TENANT, None)
            tickets = [await make_ticket(vault, session, person, 1) for person in people]
        yield Hall(bench, sender, session, tickets)


async def open_session(sender: Sender) -> UUID:
    """Return a session whose doors are open: planned and announced in time, as late entries tell."""
    now = read_now()
    plan = PlanTownHall(
        name="타운홀미팅",
        starts_at=now,
        minutes=120,
        place="콘서트홀",
        segments=(Segment(code=SEGMENT, name="일반 시민", seats=10),),
        is_hosted_by_mayor=False,
    )
    session = UUID((await sender.send(OPERATOR, plan, at=now - timedelta(days=20))).result.id)
    await sender.send(OPERATOR, AnnounceTownHall(), session, at=now - timedelta(days=19))
    for command in (OpenRegistration(), OpenDoors()):
        await sender.send(OPERATOR, command, session)
    return session


def make_participant(session: UUID) -> RegisterParticipant:
    """Return somebody whom nobody knows."""
    name = uuid4().hex
    return RegisterParticipant(
        town_hall=session, segment=SEGMENT, channel=Channel.WEB, voter=name + uuid4().hex, codes=(name,)
    )


@asynccontextmanager
async def opened_burst(bench: Bench) -> AsyncIterator[Pair]:
    """Give a hall that votes against a bare route, with the same voters and bodies."""
    bare = take_free_port()
    async with opened_hall(bench) as hall, running_module(bench, "tests.bench.bare_ballots", str(bare)):
        await wait_for_port(bare)
        bodies = [json.dumps({"ticket": ticket, "choices": [{"option": 1}]}) for ticket in hall.tickets]

        async def post() -> float:
            ledger = await vote(bench, bare, hall.session, bodies)
            return ledger.answers / (ledger.ended_s - ledger.started_s)

        yield Pair(hall.burst, post)


@asynccontextmanager
async def opened_growth(bench: Bench) -> AsyncIterator[Pair]:
    """Give a hall that votes behind a million ballots of earlier rounds against what it did before they were there."""
    async with opened_hall(bench) as hall:
        await hall.burst()
        before = cycle([await hall.burst() for _ in range(ROUNDS)])
        await add_earlier(bench)

        async def recall() -> float:
            return next(before)

        yield Pair(hall.burst, recall)


async def add_earlier(bench: Bench) -> None:
    """Append the ballots of earlier rounds to the engagement's log, and wait until every view has counted them."""
    async with open_log(bench.find_setting(CONTEXT, "DATABASE_URL")) as log:
        for _ in range(EARLIER // AT_ONCE):
            event = BallotCast(
                round=uuid4(),
                segment=SEGMENT,
                is_official=False,
                channel=BallotChannel.WEB,
                choices=(BallotChoice(option=OPTIONS[0]),),
            )
            written = event.wire(), event.model_dump_json().encode()
            streams = [f"ballot-{event.round}-{uuid4().hex}" for _ in range(AT_ONCE)]
            events = [NewEvent(stream, *written) for stream in streams]
            answer = await log.append(make_append(*events, expected=dict.fromkeys(streams, 0)))
            assert isinstance(answer, Stored), answer
        head = (await log.read_head()).position
    async with connected(gateway_url(bench)) as owner:
        for view in ("poll_tally", f"{CONTEXT}_history"):
            await wait_for_view(owner, view, CONTEXT, head)
        await owner.execute("VACUUM (ANALYZE) views.engagement_history")
