"""Confidential classes (audit, personnel, integrity): commands, outcomes and events sealed whole under a class key.

Everything that leaves a holder of the key is sealed: what lies in queues, logs, views, dead letters and backups tells
that there is something, when, and in which stream of an opaque name, but neither what nor by whom.

Exception
├── SealBroken           bug or attack: no such key here, or not sealed for this place (infra/sealing.py)
└── FaultWithin          a bug met while a sealed command was decided; tells its kind only
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pydantic import TypeAdapter

from contracts.messages import Actor, Command, Envelope, Event, Message, Outcome, SealedOutcome
from contracts.sealed import SealedCommand, SealedEvent
from contracts.values import Box, Code, KeyId, Role
from infra.appends import Append, Duplicate, NewEvent, NewPart
from infra.batching import Unavailable
from infra.sealing import KeyRing, SealBroken, open_bytes, pack_fields, read_base64, seal_bytes, write_base64

if TYPE_CHECKING:
    from infra.deciding import Runner

HIDDEN: Final = Actor(user="sealed", role=Role.SYSTEM)
"""Stands outside for whoever acted."""
_OUTCOMES: Final[TypeAdapter[Outcome]] = TypeAdapter(Outcome)
EventT = TypeVar("EventT", bound=Event)
KeptT = TypeVar("KeptT", Append, NewPart)


class FaultWithin(Exception):
    """A bug met while a sealed command was decided; its own text might tell what was in it."""


class Inside(Message):
    """What the box of an event holds."""

    actor: Actor
    data: str
    """The event's JSON."""


class _Sealed(Message):
    """A box as the log keeps it in place of an outcome."""

    sealed_for: Code
    key: KeyId
    box: Box


class _Stored(Message):
    """What the box of a stored outcome holds."""

    body_hash: str
    """Lower-case hex; outside it would tell a guesser that he was right."""
    outcome: str


@dataclass(frozen=True, slots=True)
class SealedMessages:
    """What a context's sealed messages are called."""

    event: type[SealedEvent]
    command: type[SealedCommand]


class ClassSeals:
    """Seals and opens one context's messages with the keys of the classes that this process holds."""

    def __init__(self, rings: Mapping[str, KeyRing], tenant: str, context: str, messages: SealedMessages) -> None:
        self._rings = rings
        self._place = (tenant, context)
        self._messages = messages

    def seal_command(self, sealed_for: str, envelope: Envelope[Command]) -> Envelope[Command]:
        """Return the envelope within one that tells no more than delivery needs. Raises: SealBroken."""
        sealed = self._seal(sealed_for, envelope.model_dump_json(), "command", str(envelope.id))
        return Envelope(  # of no fixed body, so that all of it is written
            id=envelope.id,
            actor=HIDDEN,
            effective_at=envelope.effective_at,
            correlation_id=envelope.id,
            body=self._messages.command(**sealed.model_dump()),
        )

    def open_command(
        self, outer: Envelope[Command], sealed: SealedCommand, envelopes: TypeAdapter[Envelope[Command]]
    ) -> Envelope[Command]:
        """Return the true envelope, which expires when the outer one does. Raises: SealBroken, ValidationError."""
        plain = self._open(sealed, "command", str(outer.id))
        return envelopes.validate_json(plain).model_copy(update={"expires_at": outer.expires_at})

    def seal_outcome(self, sealed_for: str, outcome: Outcome) -> SealedOutcome:
        """Return an outcome as it travels."""
        sealed = self._seal(sealed_for, outcome.model_dump_json(), "outcome", str(outcome.id))
        return SealedOutcome(id=outcome.id, **sealed.model_dump())

    def open_outcome(self, sealed: SealedOutcome) -> Outcome:
        """Return what became of a command. Raises: SealBroken."""
        return _OUTCOMES.validate_json(self._open(sealed, "outcome", str(sealed.id)))

    def seal_append(self, sealed_for: str, append: Append) -> Append:
        """Return the append as it is stored: each event sealed for its stream and version, nobody named."""
        actor = Actor.model_validate({"user": append.actor, "role": append.role, "department": append.department})
        versions = Counter(append.expected)
        events = []
        for event in append.events:
            versions[event.stream] += 1
            inside = Inside(actor=actor, data=event.data.decode()).model_dump_json()
            sealed = self._seal(sealed_for, inside, "event", event.stream, str(versions[event.stream]))
            whole = self._messages.event(**sealed.model_dump())
            events.append(NewEvent(event.stream, whole.wire(), whole.model_dump_json().encode()))
        return replace(
            self._seal_kept(sealed_for, append),
            actor=HIDDEN.user,
            role=HIDDEN.role,
            department=None,
            events=events,
            parts=[self._seal_kept(sealed_for, part) for part in append.parts],
        )

    def _seal_kept(self, sealed_for: str, kept: KeptT) -> KeptT:
        """Return an append, or a part of one, that keeps its hash and outcome sealed."""
        stored = _Stored(body_hash=kept.body_hash.hex(), outcome=kept.outcome.decode()).model_dump_json()
        outcome = self._seal(sealed_for, stored, "stored", str(kept.command_id)).model_dump_json().encode()
        return replace(kept, body_hash=sha256(outcome).digest(), outcome=outcome)

    def open_found(self, found: Duplicate) -> Duplicate:
        """Return what a command stored, opened where it is sealed. Raises: SealBroken."""
        if not is_sealed(found.outcome):
            return found
        sealed = _Sealed.model_validate_json(found.outcome)
        stored = _Stored.model_validate_json(self._open(sealed, "stored", str(found.command_id)))
        return replace(found, body_hash=bytes.fromhex(stored.body_hash), outcome=stored.outcome.encode())

    def holds(self, sealed_for: str) -> bool:
        """Tell whether this process may read a class."""
        return sealed_for in self._rings

    def open_event(self, stream: str, version: int, event: SealedEvent) -> Inside:
        """Return who acted and what happened. Raises: SealBroken."""
        return Inside.model_validate_json(self._open(event, "event", stream, str(version)))

    def _seal(self, sealed_for: str, plain: str, *place: str) -> _Sealed:
        key_id, key = self._find_ring(sealed_for).current
        box = seal_bytes(key, plain.encode(), self._bind(sealed_for, *place))
        return _Sealed(sealed_for=sealed_for, key=key_id, box=write_base64(box))

    def _open(self, sealed: SealedEvent | SealedCommand | SealedOutcome | _Sealed, *place: str) -> bytes:
        key = self._find_ring(sealed.sealed_for).find(sealed.key)
        return open_bytes(key, read_base64(sealed.box), self._bind(sealed.sealed_for, *place))

    def _bind(self, sealed_for: str, *place: str) -> bytes:
        return pack_fields("class", *self._place, sealed_for, *place)

    def _find_ring(self, sealed_for: str) -> KeyRing:
        if sealed_for not in self._rings:
            raise SealBroken(f"no key of the class {sealed_for} here")
        return self._rings[sealed_for]


class OpeningRunner(Generic[EventT]):
    """Runs a context's commands as they come from the broker: a sealed one is answered sealed."""

    def __init__(self, runner: Runner[EventT], seals: ClassSeals, commands: object) -> None:
        self._runner = runner
        self._seals = seals
        self._envelopes: TypeAdapter[Envelope[Command]] = TypeAdapter(Envelope[commands])  # type: ignore[valid-type]  # the union is a value here

    async def run(self, envelope: Envelope[Command]) -> Outcome | SealedOutcome | None:
        """Return the command's outcome; None for one that expired unread. Raises: as Runner.run, and FaultWithin."""
        if not isinstance(envelope.body, SealedCommand):
            return await self._runner.run(envelope)
        sealed_for = envelope.body.sealed_for
        try:
            inner = self._seals.open_command(envelope, envelope.body, self._envelopes)
            outcome = await self._runner.run(inner, sealed_for)
            return None if outcome is None else self._seals.seal_outcome(sealed_for, outcome)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - process boundary: the text of no error may leave it
            fault = type(error).__name__
        raise FaultWithin(fault)


def is_sealed(outcome: bytes) -> bool:
    """Tell whether a stored outcome is one of a confidential class: for whoever lacks the key it is not there."""
    return outcome.startswith(b'{"sealed_for":')
