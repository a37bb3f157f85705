"""Values for tests: events, appends, envelopes, with what a test does not care about filled in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID, uuid4, uuid5

from contracts.directives import DirectiveIssued, DirectiveKind, DirectivesEvent
from contracts.messages import Actor, Command, Envelope, Event, Part, Recorded, Typed
from contracts.values import Role
from infra.appends import Append, NewEvent
from infra.chain import GENESIS, StoredEvent, compute_chain
from infra.consuming import Batch
from infra.messaging import BatchHeaders
from infra.sealing import write_base64
from infra.settings import GatewaySettings

TENANT: Final = "nonsan"
CONTEXT: Final = "directives"
NOON: Final = datetime(2024, 2, 5, 3, 0, tzinfo=UTC)
"""Monday 2024-02-05 12:00 in Seoul."""
EXPIRY: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""Of a command whose expiry does not matter; one without any is a dead letter that was sent again, or a policy's."""
IDS: Final = UUID("9a4e2f4c-7d8e-5b43-8a4e-7f7ad1a1c0de")
NO_FILES: Final = Path("/nonexistent")
BodyT = TypeVar("BodyT", bound=Typed)
EventT = TypeVar("EventT", bound=Event)


def make_event(stream: str = "note-1", data: bytes = b'{"n": 1}', kind: str = "test.noted.v1") -> NewEvent:
    return NewEvent(stream, kind, data)


def make_append(
    *events: NewEvent,
    expected: Mapping[str, int] | None = None,
    command_id: UUID | None = None,
    body: bytes = b"body",
    outcome: bytes = b"{}",
    actor: str = "operator",
    effective_at: datetime = NOON,
) -> Append:
    """Return an append that expects each of its streams not to exist, unless told otherwise."""
    written = events or (make_event(),)
    return Append(
        command_id=command_id or uuid4(),
        body_hash=body,
        outcome=outcome,
        actor=actor,
        role=Role.OPERATOR,
        department=None,
        effective_at=effective_at,
        correlation_id=uuid4(),
        causation_id=None,
        expected=dict.fromkeys((event.stream for event in written), 0) if expected is None else expected,
        events=written,
    )


def make_envelope(
    body: BodyT,
    *,
    command_id: UUID | None = None,
    subject: UUID | None = None,
    role: Role = Role.OPERATOR,
    effective_at: datetime = NOON,
    if_match: int | None = None,
    expires_at: datetime | None = EXPIRY,
    user: str = "operator",
) -> Envelope[BodyT]:
    """Return an envelope around a command."""
    return Envelope(
        id=command_id or uuid4(),
        subject=subject,
        actor=Actor(user=user, role=role),
        effective_at=effective_at,
        correlation_id=uuid4(),
        if_match=if_match,
        expires_at=expires_at,
        body=body,
    )


def make_bundle(
    *bodies: Command, command_id: UUID | None = None, if_match: int | None = None, ids: Sequence[UUID] = ()
) -> Envelope[Command]:
    """Return an envelope of commands that are decided together; `if_match` is the first one's, `ids` the others'."""
    first, *others = bodies
    also = tuple(Part(id=ids[n] if ids else uuid4(), body=body) for n, body in enumerate(others))
    return make_envelope(first, command_id=command_id, if_match=if_match).model_copy(update={"also": also})


def make_gateway_settings(
    database_url: str, rabbitmq_url: str, vault_url: str = "", files: Path = NO_FILES
) -> GatewaySettings:
    """Return a gateway's settings; without a vault it stays away from the gateway, as a database that is down."""
    return GatewaySettings(
        database_url=database_url,
        rabbitmq_url=rabbitmq_url,
        token_key="k" * 32,
        vault_url=vault_url or "postgresql://nobody@127.0.0.1:1/none",
        vault_key=write_base64(b"v" * 32),
        head_keys="",
        files_dir=files,
    )


def make_issued(number: str = "2024-0001", kind: DirectiveKind = DirectiveKind.SIMPLE) -> DirectiveIssued:
    return DirectiveIssued(
        number=number,
        text="공약 이행 상황을 점검할 것",
        kind=kind,
        meeting="간부회의",
        issuer="operator",
        issued_on=date(2024, 2, 5),
        share_due=date(2024, 2, 5),
        share_policy="DIR_SHARE@1",
    )


def chain_events(events: Iterable[tuple[str, Event]], *, after: int = 0, before: bytes = GENESIS) -> list[StoredEvent]:
    """Return events as a log would have stored them: positions and versions dense, chained."""
    stored: list[StoredEvent] = []
    versions: dict[str, int] = {}
    for position, (stream, event) in enumerate(events, after + 1):
        versions[stream] = versions.get(stream, 0) + 1
        row = StoredEvent(
            position=position,
            stream=stream,
            version=versions[stream],
            type=event.wire(),
            data=event.model_dump_json().encode(),
            command_id=uuid5(IDS, f"command {position}"),
            actor="operator",
            role=Role.OPERATOR,
            department="planning-audit",
            effective_at=NOON,
            recorded_at=NOON,
            correlation_id=uuid5(IDS, f"correlation {position}"),
            causation_id=None,
            chain=b"",
        )
        before = compute_chain(TENANT, CONTEXT, before, row)
        stored.append(row._replace(chain=before))
    return stored


def record(event: StoredEvent, data: EventT) -> Recorded[EventT]:
    """Return a stored event as a consumer reads it."""
    return Recorded(
        id=f"{CONTEXT}/{event.position}",
        source=f"/{TENANT}/{CONTEXT}",
        type=event.type,
        subject=event.stream,
        time=event.recorded_at,
        position=event.position,
        streamversion=event.version,
        effectiveat=event.effective_at,
        commandid=event.command_id,
        correlationid=event.correlation_id,
        actor=event.actor,
        actorrole=Role(event.role),
        actordepartment=event.department,
        chain=event.chain.hex(),
        data=data,
    )


def record_all(events: Sequence[tuple[str, EventT]]) -> list[Recorded[EventT]]:
    """Return events as a consumer reads them, from position 1."""
    return [record(row, data) for row, (_, data) in zip(chain_events(events), events, strict=True)]


def make_history(length: int) -> list[Recorded[DirectivesEvent]]:
    """Return a log of directives, each issued."""
    return record_all([(f"directive-{n}", make_issued(f"2024-{n:04d}")) for n in range(1, length + 1)])


def cut(history: Sequence[Recorded[EventT]], first: int, last: int, epoch: int = 1) -> Batch[EventT]:
    """Return positions `first` to `last` of a whole history as one message; a heartbeat where `last` is before it."""
    before, after = find_chain(history, first - 1), find_chain(history, last)
    return Batch(BatchHeaders(CONTEXT, epoch, first, last, before, after), history[first - 1 : last])


def find_chain(history: Sequence[Recorded[EventT]], position: int) -> bytes:
    """Return the chain at a position of a whole history."""
    return bytes.fromhex(history[position - 1].chain) if position else GENESIS
