"""Signed heads as the services published them; what a service's own key did not sign is told to nobody."""

from typing import Final

import structlog

from contracts.questions import SignedHead
from gateway.gate import Gate
from infra.asking import ask_heads
from infra.heads import verify

_log: Final = structlog.get_logger()


async def read_heads(gate: Gate, context: str, limit: int, covering: int | None = None) -> list[SignedHead]:
    """Return a log's signed heads, the newest first, or the first that covered a position. Raises: Unavailable."""
    found = await ask_heads(gate.requester, context, limit, covering)
    return [head for head in found.heads if _is_ours(gate, head)]


def _is_ours(gate: Gate, head: SignedHead) -> bool:
    """Tell whether a service's own key signed it: what a stolen database holds beside is not published."""
    public = gate.head_keys[head.context].keys.get(head.key) if head.context in gate.head_keys else None
    if public is None or not verify(head, public):
        _log.critical("signed head is forged", context=head.context, position=head.position)
        return False
    return True
