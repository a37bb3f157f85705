"""Clients that write without pause and retry until they are answered; each keeps a ledger of what it was told."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from contracts.values import Role
from gateway.auth import Principal, Tokens
from infra.clock import make_id, name_command, read_monotonic_s
from infra.local.system import System
from tests.chaos.wire import Answer, Wire

CLIENTS: Final = 64
LEAD: Final = "town-yeonmu"
"""The department whose officers report."""
GIVE_UP_S: Final = 90.0
"""A command without an answer for so long fails the test: no fault here lasts as long."""
PAUSE_S: Final = 0.25
"""Between two tries of one command."""
COME_BACK: Final = frozenset({408, 429})
"""Refusals that are none: too slow, too many."""


@dataclass(slots=True)
class Entry:
    """One command in a client's ledger."""

    user: str
    key: str
    act: str
    path: str
    body: dict[str, object]
    started_s: float
    attempts: int = 0
    waited_s: float = 0.0
    """From the first try to the answer."""
    status: int = 0
    answer: dict[str, object] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        """The command's id."""
        return name_command(self.user, self.key)

    @property
    def acknowledged(self) -> bool:
        """Whether it was answered as done."""
        return self.status in {200, 201}

    @property
    def position(self) -> int:
        """The position that the answer names."""
        meta = self.answer["meta"]
        assert isinstance(meta, dict)
        return int(meta["position"]["directives"])


class NeverAnswered(AssertionError):
    """A client gave up."""


@dataclass(slots=True)
class Load:
    """What clients do together: `commands` commands, then they stop."""

    system: System
    commands: int
    entries: list[Entry] = field(default_factory=list)
    answered: int = 0
    wrong: list[str] = field(default_factory=list)
    """Answers that no rule explains."""
    beside: dict[UUID, int] = field(default_factory=dict)
    """Commands that a fault itself sent, with the position that each was answered with."""
    _begun: int = 0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def retries(self) -> int:
        """Tries beyond the first."""
        return sum(entry.attempts - 1 for entry in self.entries)

    @property
    def longest_wait_s(self) -> float:
        """The longest that a client waited for the answer to one command, all tries together."""
        return max((entry.waited_s for entry in self.entries), default=0.0)

    def take(self) -> bool:
        """Tell whether one more command is to be sent."""
        self._begun += 1
        return self._begun <= self.commands

    def note(self, entry: Entry) -> None:
        """Count an answer."""
        self.answered += 1
        self.entries.append(entry)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def reach(self, share: float) -> None:
        """Return once this share of the commands has been answered."""
        while self.answered < share * self.commands:
            await self._moved.wait()

    async def run(self) -> None:
        """Write until all commands have been answered. Raises: NeverAnswered."""
        async with asyncio.TaskGroup() as group:
            for number in range(CLIENTS):
                group.create_task(self._run_client(number))

    async def _run_client(self, number: int) -> None:
        wire = Wire()
        client = Client(wire, self.system, number, self)
        try:
            while await client.lead_one_directive():
                pass
        finally:
            wire.close()


class Client:
    """One integrator: it issues directives, shares them, reports on them, one command after the other."""

    def __init__(self, wire: Wire, system: System, number: int, load: Load) -> None:
        self._wire = wire
        self._gateways = itertools.cycle(rotate(system.base_urls, number))
        self._load = load
        self._number = number
        self._tokens: dict[str, str] = {}
        signer = Tokens(system.plan.secrets.token_key)
        for role in (Role.OPERATOR, Role.OFFICER):
            user = self._name(role)
            self._tokens[user] = signer.sign(Principal(user, role, LEAD, user))

    async def lead_one_directive(self) -> bool:
        """Bring one directive as far as it goes; tell whether commands are left. Raises: NeverAnswered."""
        issued = await self._send(Role.OPERATOR, "issue", "/v1/directives", {"text": self._say(), "kind": "SIMPLE"})
        if issued is None:
            return False
        path = f"/v1/directives/{issued.answer['id']}"
        for role, act, body, status in self._plan():
            entry = await self._send(role, act, f"{path}/{act}", body, status)
            if entry is None:
                return False
        return True

    def _plan(self) -> list[tuple[Role, str, dict[str, object], int]]:
        share: dict[str, object] = {"lead": LEAD}
        progress: list[tuple[Role, str, dict[str, object], int]] = [
            (Role.OFFICER, "progress", {"percent": percent, "note": self._say()}, 200) for percent in (10, 40, 70)
        ]
        backwards: dict[str, object] = {"percent": 5, "note": self._say()}
        return [
            (Role.OPERATOR, "share", share, 200),
            (Role.OPERATOR, "share", share, 409),
            (Role.OFFICER, "report", {"text": self._say()}, 200),
            *progress,
            (Role.OFFICER, "progress", backwards, 422),
            (Role.OFFICER, "progress", {"percent": 100, "note": self._say()}, 200),
        ]

    async def _send(self, role: Role, act: str, path: str, body: dict[str, object], status: int = 0) -> Entry | None:
        """Return the answered command; None when enough have been sent. `status` is what it must be answered with."""
        if not self._load.take():
            return None
        entry = Entry(self._name(role), make_id().hex, act, path, body, read_monotonic_s())
        await self._try_until_answered(entry)
        self._load.note(entry)
        if entry.status != (status or 201):
            self._load.wrong.append(f"{act} was answered {entry.status}: {entry.answer}")
        elif entry.acknowledged and make_id().int % 20 == 0:
            await self._ask_again(entry)
        return entry

    async def _try_until_answered(self, entry: Entry) -> None:
        while True:
            entry.attempts += 1
            answer = await self._try(entry)
            entry.waited_s = read_monotonic_s() - entry.started_s
            if answer is not None:
                entry.status, entry.answer = answer.status, answer.body
                return
            if entry.waited_s > GIVE_UP_S:
                raise NeverAnswered(f"{entry.act} {entry.id} after {entry.attempts} tries")
            await asyncio.sleep(PAUSE_S)  # a client's own pause before it tries again

    async def _try(self, entry: Entry) -> Answer | None:
        """Return the answer; None where the same key must be sent again."""
        headers = {"Idempotency-Key": entry.key, "Authorization": f"Bearer {self._tokens[entry.user]}"}
        answer = await self._wire.post(next(self._gateways), entry.path, entry.body, headers)
        if answer is None or answer.status >= 500 or answer.status in COME_BACK:
            return None
        return answer

    async def _ask_again(self, entry: Entry) -> None:
        """Send an acknowledged command once more: the answer must be the same to the byte."""
        twin = Entry(entry.user, entry.key, entry.act, entry.path, entry.body, read_monotonic_s())
        await self._try_until_answered(twin)
        if (twin.status, twin.answer) != (entry.status, entry.answer):
            self._load.wrong.append(f"{entry.act} answered {entry.answer}, then {twin.status}: {twin.answer}")

    def _name(self, role: Role) -> str:
        return f"chaos-{self._number}-{role.value.lower()}"

    def _say(self) -> str:
        return f"하천 정비 {make_id().hex}"


def rotate(urls: Sequence[str], by: int) -> list[str]:
    """Return the addresses beginning with another one, so that not all clients start at the same gateway."""
    start = by % len(urls)
    return [*urls[start:], *urls[:start]]
