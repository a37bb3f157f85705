"""Sending what holds sealed fields: the same content under one key seals to other bytes, so it is told by content."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from contracts.errors import Rejected
from contracts.messages import Done
from contracts.sealed import Sealed, blank_field
from gateway.auth import Principal
from gateway.gate import Gate
from infra.vault import SubjectErased


async def seal_field(gate: Gate, subject: UUID, field: str, text: str, *, dry_run: bool) -> Sealed:
    """Return a text sealed for somebody; what is only tried leaves no key in the vault. Raises: SubjectErased."""
    return blank_field(subject) if dry_run else await gate.vault.seal(subject, field, text)


async def send_once(
    gate: Gate,
    principal: Principal,
    command: UUID,
    send: Callable[[], Awaitable[Done]],
    is_same: Callable[[Done], Awaitable[bool]],
) -> Done:
    """Return what a command made that `send` seals and sends, or what it had made before.

    `is_same` tells whether what was made then is what is sent now. Raises: Rejected with IDEMPOTENCY_CONFLICT where it
    is not, or where it is sealed for somebody whose data are destroyed.
    """
    try:
        return await send()
    except (SubjectErased, Rejected) as no:
        if isinstance(no, Rejected) and no.code != "IDEMPOTENCY_CONFLICT":
            raise
        stored = await gate.find_outcome(principal, command)
        if stored is None or not await is_same(stored[1]):
            conflict = Rejected("IDEMPOTENCY_CONFLICT", "이 키로 이미 다른 내용을 보냈습니다. 새 키로 보내세요.")
            raise conflict from no
        return stored[1]
