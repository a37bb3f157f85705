"""What the log keeps of a command's answer, so that the same command gets it again, for ever."""

from __future__ import annotations

from datetime import UTC
from hashlib import sha256

from contracts.errors import Rejected
from contracts.messages import Command, Done, Envelope, Message, Part, Result
from contracts.values import Count
from infra.appends import Duplicate
from infra.bundles import NamingPart, list_ids


class Kept(Message):
    """An answer as it is stored, beside its position."""

    result: Result
    version: Count
    also: str | None = None
    """With the body of a bundle: lower-case hex that tells its parts from any others."""

    def dump(self) -> bytes:
        """Return its JSON."""
        return self.model_dump_json(exclude_defaults=True).encode()


def hash_body(envelope: Envelope[Command], part: Part[Command] | None = None) -> bytes:
    """Return 32 bytes that tell what one command asks from anything else: sha256 of its subject and body.

    Of what is entered late also when it happened, and why it comes late (CAL-14). JSON holds no line break, so none of
    them can run into another; the ground comes last. `part` is one of the envelope's own; None is its body.
    """
    asked = part or envelope
    lines = [str(asked.subject or ""), asked.body.model_dump_json()]
    if envelope.entry is not None and envelope.entered_at is not None:
        lines += [envelope.effective_at.astimezone(UTC).isoformat(), envelope.entry.ground or ""]
    return sha256("\n".join(lines).encode()).digest()


def hash_also(envelope: Envelope[Command]) -> str | None:
    """Return what tells a bundle's parts from any others: sha256 of each one's id and hash; None of no bundle."""
    parts = b"".join(part.id.bytes + hash_body(envelope, part) for part in envelope.also)
    return sha256(parts).hexdigest() if parts else None


def repeat(envelope: Envelope[Command], before: Duplicate) -> Done:
    """Return the first answer again: that of the whole bundle, or of one command of it that now comes alone.

    Raises: Rejected with IDEMPOTENCY_CONFLICT for another body, and for a bundle of which a part was stored without it.
    """
    index = list_ids(envelope).index(before.command_id)
    with NamingPart(envelope, index, before.command_id):
        if index or before.body_hash != hash_body(envelope):
            raise refuse_other()
        kept = Kept.model_validate_json(before.outcome)
        if envelope.also and kept.also != hash_also(envelope):
            raise refuse_other()
    is_whole = kept.also is None or envelope.also  # one command may have parts of its own: what it made
    result = kept.result if is_whole else kept.result.model_copy(update={"parts": ()})
    return Done(id=envelope.id, result=result, position=before.last, version=kept.version)


def tell_stored(before: Duplicate) -> Done:
    """Return what a command stored."""
    kept = Kept.model_validate_json(before.outcome)
    return Done(id=before.command_id, result=kept.result, position=before.last, version=kept.version)


def refuse_other() -> Rejected:
    """Return the refusal of a key that stands for something else."""
    return Rejected("IDEMPOTENCY_CONFLICT", "같은 Idempotency-Key로 다른 내용을 이미 처리했습니다. 새 키로 보내세요.")
