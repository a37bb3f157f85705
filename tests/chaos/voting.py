"""Voters of a hall: each sends its ballot until it is answered, and keeps what it was told in a ledger."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx

from contracts.values import Role
from gateway.auth import Principal, Tokens
from infra.clock import make_id, read_monotonic_s, read_now
from infra.local.system import System
from tests.chaos import accounting
from tests.chaos.clients import COME_BACK, GIVE_UP_S, LEAD, PAUSE_S, NeverAnswered, rotate
from tests.chaos.wire import Wire

AT_ONCE: Final = 64
OPTIONS: Final = ("great", "good", "fair")
UNSURE: Final = frozenset({202})


@dataclass(slots=True)
class Ballot:
    """What one voter sends, and what it was told."""

    ticket: str
    option: int
    key: str
    receipt: str = ""
    attempts: int = 0


@dataclass(slots=True)
class Ballots:
    """What voters do together."""

    system: System
    round: str
    ballots: list[Ballot]
    answered: int = 0
    wrong: list[str] = field(default_factory=list)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def counts(self) -> dict[str, int]:
        """Ballots that were acknowledged, by what they chose."""
        return dict(Counter(f"{OPTIONS[each.option - 1]}|1" for each in self.ballots if each.receipt))

    async def reach(self, share: float) -> None:
        """Return once this share of the ballots has been answered."""
        while self.answered < share * len(self.ballots):
            await self._moved.wait()

    async def run(self) -> None:
        """Vote until every ballot has been answered. Raises: NeverAnswered."""
        waiting = iter(self.ballots)
        async with asyncio.TaskGroup() as group:
            for number in range(AT_ONCE):
                group.create_task(self._vote_each(waiting, number))

    async def _vote_each(self, waiting: "itertools.chain[Ballot] | Any", number: int) -> None:
        wire, gateways = Wire(), itertools.cycle(rotate(self.system.base_urls, number))
        try:
            for ballot in waiting:
                await self._vote(wire, gateways, ballot)
                self.answered += 1
                moved, self._moved = self._moved, asyncio.Event()
                moved.set()
        finally:
            wire.close()

    async def _vote(self, wire: Wire, gateways: "itertools.cycle[str]", ballot: Ballot) -> None:
        started = read_monotonic_s()
        body: dict[str, object] = {"ticket": ballot.ticket, "choices": [{"option": ballot.option}]}
        path = f"/v1/open/rounds/{self.round}/ballots"
        while True:
            ballot.attempts += 1
            answer = await wire.post(next(gateways), path, body, {"Idempotency-Key": ballot.key})
            if answer is not None and answer.status < 500 and answer.status not in COME_BACK:
                break
            if read_monotonic_s() - started > GIVE_UP_S:
                raise NeverAnswered(f"a ballot after {ballot.attempts} tries")
            await asyncio.sleep(PAUSE_S)  # a phone's own pause before it tries again
        if answer.status == 201:
            ballot.receipt = str(answer.body["receipt"])
        else:
            self.wrong.append(f"{answer.status}: {answer.body}")


class Office:
    """Who leads a session, on the real clock."""

    def __init__(self, system: System, http: httpx.AsyncClient) -> None:
        self._http = http
        self._token = Tokens(system.plan.secrets.token_key).sign(Principal("operator", Role.OPERATOR, LEAD, "operator"))

    async def post(self, path: str, body: Mapping[str, object] = {}, days_ago: int = 0) -> dict[str, Any]:
        """Return what a command answers that is carried out."""
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": make_id().hex}
        then = (read_now() - timedelta(days=days_ago)).isoformat()
        query = {"effective_at": then, "ground": "종이 대장에서 옮김"} if days_ago else {}
        answer = await self._http.post(path, json=dict(body), headers=headers, params=query)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def open_hall(self) -> str:
        """Return a session of today whose doors are open."""
        plan = {
            "name": "타운홀미팅", "starts_at": read_now().isoformat(), "minutes": 120, "place": "콘서트홀",
            "segments": [{"code": "citizens", "name": "일반 시민", "seats": 10}], "is_hosted_by_mayor": False,
        }  # fmt: skip
        hall = str((await self.post("/v1/town-halls", plan, days_ago=20))["id"])
        await self.post(f"/v1/town-halls/{hall}/announce", days_ago=19)
        for act in ("open-registration", "open-doors"):
            await self.post(f"/v1/town-halls/{hall}/{act}")
        return hall

    async def open_round(self, hall: str) -> str:
        """Return a round that is open."""
        options = [{"code": code, "text": code} for code in OPTIONS]
        made = await self.post("/v1/rounds", {"town_hall": hall, "question": "어떠셨습니까?", "options": options})
        await self.post(f"/v1/rounds/{made['id']}/rule", {"rule": "RAW_SUM"})
        await self.post(f"/v1/rounds/{made['id']}/open")
        return str(made["id"])

    async def admit(self, hall: str) -> str:
        """Return the ticket of somebody who takes part over the web and was let in."""
        joined = await self.post(f"/v1/town-halls/{hall}/participants", {"segment": "citizens", "channel": "WEB"})
        position = joined["meta"]["position"]["engagement"]
        await self._reach(position)
        await self.post(f"/v1/town-halls/{hall}/check-in", {"ticket": joined["ticket"]})
        return str(joined["ticket"])

    async def _reach(self, position: int) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        query = {"after": f"engagement:{position}", "limit": "1"}
        while (await self._http.get("/v1/participants", params=query, headers=headers)).status_code == 202:
            pass


async def prepare(system: System, voters: int) -> Ballots:
    """Return ballots of so many voters in a round that is open."""
    async with httpx.AsyncClient(base_url=system.base_url, timeout=30.0, trust_env=False) as http:
        office = Office(system, http)
        hall = await office.open_hall()
        limit = asyncio.Semaphore(AT_ONCE)

        async def admit() -> str:
            async with limit:
                return await office.admit(hall)

        tickets = await asyncio.gather(*(admit() for _ in range(voters)))
        made = await office.open_round(hall)
    await accounting.wait_for_quiet(system)
    return Ballots(system, made, [Ballot(ticket, n % 3 + 1, make_id().hex) for n, ticket in enumerate(tickets)])


async def check(system: System, ballots: Ballots) -> None:
    """Every acknowledged ballot lies in the log once and in the tally once, and there is no other."""
    assert ballots.wrong == []
    receipts = {each.receipt for each in ballots.ballots}
    assert len(receipts) == len(ballots.ballots), "two voters have one receipt"
    await accounting.wait_for_quiet(system)
    async with accounting.reaching(system, "hwanryu_engagement") as connection:
        streams = await connection.fetch(
            "SELECT stream, count(*) FROM events WHERE stream LIKE $1 GROUP BY stream", f"ballot-{ballots.round}-%"
        )
    assert [row["count"] for row in streams] == [1] * len(ballots.ballots)
    async with accounting.reaching(system, "hwanryu_gateway") as connection:
        (row,) = await connection.fetch(
            "SELECT ballots, blank, counts::text FROM views.poll_tally WHERE round = $1", ballots.round
        )
    assert (row["ballots"], row["blank"]) == (len(ballots.ballots), 0)
    assert httpx.Response(200, content=row["counts"]).json() == ballots.counts
    await accounting.check_logs(system)
