"""Orders: commands on their way out, named by an Idempotency-Key or by a key of the sender's own system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.errors import Rejected
from contracts.messages import Actor, Command, Entry, Envelope, ExternalRef, Part
from gateway.auth import Principal
from infra.clock import name_command, name_reference
from infra.trail import read_trail


@dataclass(frozen=True, slots=True)
class Order:
    """One command that somebody wants done; `id` is also that of what it creates."""

    id: UUID
    body: Command
    subject: UUID | None = None
    if_match: int | None = None
    reference: ExternalRef | None = None
    """Where the id comes from it."""


@dataclass(frozen=True, slots=True)
class Late:
    """소급: what happened before it is entered (CAL-14)."""

    effective_at: datetime
    ground: str
    """Why it is entered only now."""


def order_by_key(
    principal: Principal, body: Command, key: str, *, subject: UUID | None = None, if_match: int | None = None
) -> Order:
    """Return the order whose id is that of the principal's Idempotency-Key."""
    return Order(name_command(principal.user, key), body, subject, if_match)


def order_by_reference(principal: Principal, body: Command, collection: str, reference: ExternalRef) -> Order:
    """Return the order whose id is that of the principal's own key of the thing: its first content stands for ever."""
    return Order(find_by_reference(principal, collection, reference), body, reference=reference)


def find_by_reference(principal: Principal, collection: str, reference: ExternalRef) -> UUID:
    """Return the id of what a principal made, or would make, under a key of its own system."""
    return name_reference(principal.user, collection, reference.system, reference.id)


def find_own(principal: Principal, collection: str, reference: str) -> str:
    """Return the id of what a principal made under its own key, `system:id` as addresses have it."""
    system, _, key = reference.partition(":")
    return str(find_by_reference(principal, collection, ExternalRef.model_construct(system=system, id=key.strip())))


def find_correlation(command_id: UUID) -> UUID:
    """Return the id that joins what the request under way sets off; outside of one, the command's own."""
    trail = read_trail()
    return trail.correlation_id if trail else command_id


def make_envelope(
    principal: Principal,
    orders: Sequence[Order],
    now: datetime,
    after: Mapping[str, int],
    *,
    dry_run: bool,
    late: Late | None = None,
) -> Envelope[Command]:
    """Return the envelope of orders to one context, decided together: all or nothing."""
    first, *others = orders
    return Envelope(
        id=first.id,
        subject=first.subject,
        actor=Actor(user=principal.user, role=principal.role, department=principal.department),
        effective_at=late.effective_at if late else now,
        correlation_id=find_correlation(first.id),
        if_match=first.if_match,
        after=dict(after),
        dry_run=dry_run,
        entry=_make_entry(principal, now, late),
        body=first.body,
        also=tuple(Part(id=one.id, subject=one.subject, if_match=one.if_match, body=one.body) for one in others),
    )


def make_nameless(box: Actor, command_id: UUID, body: Command, now: datetime) -> Envelope[Command]:
    """Return the envelope of what nobody's name is on; its trail is its own, and joins no request."""
    return Envelope(id=command_id, actor=box, effective_at=now, correlation_id=command_id, body=body)


def stamp_again(envelope: Envelope[Command], now: datetime) -> Envelope[Command]:
    """Return an envelope as of a later moment of the business clock; what is entered late stays when it happened."""
    if envelope.entry is None or envelope.entered_at is None:
        return envelope.model_copy(update={"effective_at": now})
    return envelope.model_copy(update={"entry": envelope.entry.model_copy(update={"entered_at": now})})


def _make_entry(principal: Principal, now: datetime, late: Late | None) -> Entry | None:
    if late is not None:
        return Entry(acting_for=principal.acting_for, entered_at=now, ground=late.ground)
    return Entry(acting_for=principal.acting_for) if principal.acting_for else None


def explain_reference(orders: Sequence[Order], rejected: Rejected) -> Rejected:
    """Return the refusal in the words of the key of the sender's own system under which something stands already.

    Of several orders `part` says which was refused.
    """
    part = rejected.details.get("part", "0")
    order = orders[int(part)]
    if order.reference is None or rejected.code != "IDEMPOTENCY_CONFLICT":
        return rejected
    return Rejected(
        "EXTERNAL_REF_TAKEN",
        "이 external_ref로 다른 내용을 이미 등록했습니다. 등록된 것을 확인하거나 다른 external_ref로 보내세요.",
        {"id": str(order.id), "external_ref": str(order.reference), **({"part": part} if len(orders) > 1 else {})},
    )
