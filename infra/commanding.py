"""The command client: commands to one context, coalesced, at most two messages in flight."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile, zip_longest
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from aio_pika.abc import AbstractIncomingMessage

from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Outcome, ReplyBatch, SealedOutcome
from infra.batching import Batcher, Unavailable
from infra.clock import make_id, read_monotonic_s, read_now
from infra.confidential import ClassSeals
from infra.messaging import name_command_queue
from infra.requests import OutcomeUnknown, Requester
from infra.sealing import SealBroken
from infra.tally import Tallies, classify_outcome

COMMANDS: Final = 256
"""Commands in one message at most (architecture.md, Messages)."""
MESSAGE_BYTES: Final = 1_048_576
"""Bytes in one message at most, unless one command alone is longer."""
IN_FLIGHT: Final = 2
"""Messages in flight to one context."""
CAPACITY: Final = 4_096
"""Commands that may wait; more are refused with Unavailable."""
SHARE: Final = CAPACITY // 2
"""Of one principal, those on their way included: who sends more than may wait leaves room for the others."""
COMMAND_S: Final = 5.0
"""How long a command may take before its outcome is unknown (decided.md, Limits)."""

BodyT = TypeVar("BodyT", bound=Command)


@dataclass(slots=True, eq=False)
class Pending:
    """A command under way: one try of one id. It ends by itself, whoever still waits."""

    envelope: Envelope[Any]
    deadline_s: float
    started_s: float
    waiters: list[asyncio.Future[Outcome]]
    on_end: "Callable[[Pending, Outcome | Exception], None]"
    ended: bool = False

    def settle(self, outcome: Outcome) -> None:
        """Tell the outcome, unless something was told before."""
        if not self.ended:
            self._end(outcome)
            for waiter in self.waiters:
                if not waiter.done():
                    waiter.set_result(outcome)

    def fail(self, error: Exception) -> None:
        """Tell that there is none, unless something was told before."""
        if not self.ended:
            self._end(error)
            for waiter in self.waiters:
                if not waiter.done():
                    waiter.set_exception(error)

    def hear(self, sent: asyncio.Future[None]) -> None:
        """Fail where the message could not be sent."""
        error = Unavailable("the sender has ended") if sent.cancelled() else sent.exception()
        if isinstance(error, Exception):
            self.fail(error)

    def _end(self, ending: Outcome | Exception) -> None:
        self.ended = True
        self.on_end(self, ending)


class Deadlines:
    """Fails what has been under way for too long: one timer for all that may take equally long, not one for each."""

    def __init__(self) -> None:
        self._under_way: dict[float, dict[Pending, float]] = {}
        """When each must have ended, by how long it may take; so each group is in order."""

    def add(self, pending: Pending) -> None:
        """Begin to watch."""
        due = asyncio.get_running_loop().time() + pending.deadline_s
        group = self._under_way.get(pending.deadline_s)
        if group is None:
            group = self._under_way[pending.deadline_s] = {}
            self._wake_at(due, pending.deadline_s)
        group[pending] = due

    def drop(self, pending: Pending) -> None:
        """Watch no longer; what is not watched is none to drop."""
        self._under_way.get(pending.deadline_s, {}).pop(pending, None)

    def _wake_at(self, due: float, deadline_s: float) -> None:
        asyncio.get_running_loop().call_at(due, self._look, deadline_s)

    def _look(self, deadline_s: float) -> None:
        """Fail what is due; look again when the next one is."""
        group, now = self._under_way[deadline_s], asyncio.get_running_loop().time()
        late = list(takewhile(lambda pending: group[pending] <= now, group))
        for pending in late:
            pending.fail(OutcomeUnknown("no answer in time"))
        following = next(iter(group.values()), None)
        if following is None:
            del self._under_way[deadline_s]
        else:
            self._wake_at(following, deadline_s)


@dataclass(frozen=True, slots=True)
class Sending:
    """A command on its way out; `body` is its envelope's JSON."""

    command_id: UUID
    principal: str
    expires_at: datetime
    body: bytes
    pending: Pending


class CommandClient(Generic[BodyT]):
    """Sends one context's commands; `run` until cancelled, beside the requester's own `run`."""

    def __init__(self, requester: Requester, context: str, seals: ClassSeals | None = None) -> None:
        self._requester = requester
        self._seals = seals
        self._queue = name_command_queue(context)
        self._pending: dict[UUID, Pending] = {}
        self._deadlines = Deadlines()
        self._under_way: Counter[str] = Counter()
        self.answered: Tallies[str] = Tallies()
        """Seconds from sending to outcome, by the kind of outcome."""
        self._sender: Batcher[Sending, None] = Batcher(
            self._send, most=COMMANDS, capacity=CAPACITY, look=CAPACITY, choose=choose_in_turns
        )

    @property
    def connected(self) -> bool:
        """Whether commands can be sent now."""
        return self._requester.connected

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(self._sender.run())

    async def send(
        self, envelope: Envelope[BodyT], deadline_s: float = COMMAND_S, sealed_for: str | None = None
    ) -> Outcome:
        """Return the command's outcome; the same id twice at once is sent once.

        With `sealed_for`, a confidential class whose key this process holds, nothing leaves it that is not sealed.
        Raises: Unavailable when it was not sent; OutcomeUnknown when no reply came in time; Rejected with
        IDEMPOTENCY_CONFLICT when another body is under way with the same id.
        """
        waiter: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        pending = self._pending.get(envelope.id)
        if pending is None:
            self._start(envelope, deadline_s, sealed_for, waiter)
        elif list_asked(pending.envelope) == list_asked(envelope):
            pending.waiters.append(waiter)
        else:
            raise Rejected(
                "IDEMPOTENCY_CONFLICT", "같은 Idempotency-Key로 다른 내용이 처리 중입니다. 새 키로 보내세요."
            )
        return await waiter

    def _start(
        self,
        envelope: Envelope[BodyT],
        deadline_s: float,
        sealed_for: str | None,
        waiter: asyncio.Future[Outcome],
    ) -> None:
        """Put a command among those to send."""
        travelling = envelope if sealed_for is None else self._seal(sealed_for, envelope)
        pending = Pending(envelope, deadline_s, read_monotonic_s(), [waiter], self._end)
        self._pending[envelope.id] = pending
        self._deadlines.add(pending)
        user = envelope.actor.user
        self._under_way[user] += 1
        if self._under_way[user] > SHARE:
            pending.fail(Unavailable("too many commands of this principal are under way"))
            return
        expires_at = read_now() + timedelta(seconds=deadline_s)
        body = travelling.model_copy(update={"expires_at": expires_at}).model_dump_json().encode()
        self._offer(Sending(envelope.id, user, expires_at, body, pending))

    def _end(self, pending: Pending, ending: Outcome | Exception) -> None:
        """Forget a command that has ended; it is counted even where nobody waits any more."""
        self._deadlines.drop(pending)
        self.answered[classify(ending)].add(read_monotonic_s() - pending.started_s)
        if self._pending.get(pending.envelope.id) is pending:
            del self._pending[pending.envelope.id]
        user = pending.envelope.actor.user
        self._under_way[user] -= 1
        if not self._under_way[user]:
            del self._under_way[user]

    def _seal(self, sealed_for: str, envelope: Envelope[BodyT]) -> Envelope[Command]:
        if self._seals is None:
            raise SealBroken(f"no key of the class {sealed_for} here")
        return self._seals.seal_command(sealed_for, envelope)  # type: ignore[arg-type]  # BodyT is a Command

    def _offer(self, sending: Sending) -> None:
        try:
            sent = self._sender.offer(sending)
        except Unavailable as error:
            sending.pending.fail(error)
            return
        sent.add_done_callback(sending.pending.hear)

    async def _send(self, batch: Sequence[Sending]) -> Sequence[Exception | None]:
        """Publish one message and hold its place in flight until its first reply or its expiry."""
        alive = [sending for sending in batch if not sending.pending.ended]
        if not alive:
            return [None] * len(batch)
        correlation_id = make_id().hex
        answered = asyncio.Event()
        pending = {sending.command_id: sending.pending for sending in alive}
        body = b'{"commands":[' + b",".join(sending.body for sending in alive) + b"]}"
        left_s = max((max(sending.expires_at for sending in alive) - read_now()).total_seconds(), 0)

        def take(reply: AbstractIncomingMessage | None) -> None:
            answered.set()
            _settle(pending, reply, self._seals)

        try:
            async with asyncio.timeout(left_s):
                await self._requester.post(self._queue, body, correlation_id, take)
                await answered.wait()
        except TimeoutError:
            pass  # each caller's own deadline tells it
        except Unavailable as error:
            return [error] * len(batch)
        asyncio.get_running_loop().call_later(left_s, self._requester.forget, correlation_id)
        return [None] * len(batch)


def list_asked(envelope: Envelope[BodyT]) -> object:
    """Return what tells one request from another under the same id; to try a command out is not to send it."""
    late = envelope.entry and envelope.entered_at and (envelope.effective_at, envelope.entry.ground)
    return envelope.subject, envelope.body, envelope.also, envelope.dry_run, late


def classify(ending: Outcome | Exception) -> str:
    """Return what became of a command, in one word."""
    match ending:
        case OutcomeUnknown():
            return "unknown"
        case Exception():
            return "unavailable"
        case _:
            return classify_outcome(ending)


def _settle(pending: Mapping[UUID, Pending], reply: AbstractIncomingMessage | None, seals: ClassSeals | None) -> None:
    """Hand a reply's outcomes to the very tries that its message carried."""
    if reply is None:
        for each in pending.values():
            each.fail(OutcomeUnknown("the broker went away before the answer"))
        return
    for outcome in ReplyBatch.model_validate_json(reply.body).outcomes:
        if outcome.id in pending:
            _tell(pending[outcome.id], outcome, seals)


def _tell(pending: Pending, outcome: Outcome | SealedOutcome, seals: ClassSeals | None) -> None:
    if not isinstance(outcome, SealedOutcome):
        pending.settle(outcome)
        return
    try:
        assert seals is not None, "who holds no key has sent nothing sealed"
        pending.settle(seals.open_outcome(outcome))
    except SealBroken as error:
        pending.fail(error)


def choose_in_turns(waiting: Sequence[Sending]) -> list[int]:
    """Return commands for one message, principals taking turns, so that one who sends many keeps nobody waiting."""
    of_principal: dict[str, list[int]] = {}
    for index, sending in enumerate(waiting):
        of_principal.setdefault(sending.principal, []).append(index)
    turns = [index for turn in zip_longest(*of_principal.values()) for index in turn if index is not None]
    sizes = [len(waiting[index].body) for index in turns[:COMMANDS]]
    return sorted(turns[: len(fit(sizes))])


def fit(sizes: Sequence[int]) -> range:
    """Return how many of the leading sizes, in bytes, fit into one message: at least the first."""
    total = 0
    for index, size in enumerate(sizes):
        total += size
        if index and total > MESSAGE_BYTES:
            return range(index)
    return range(len(sizes))
