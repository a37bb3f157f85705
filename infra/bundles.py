"""Bundles: commands decided in their order as one, each a command in its own right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.errors import Rejected
from contracts.messages import Command, Envelope
from contracts.values import Role
from infra.clock import SEOUL


def list_ids(envelope: Envelope[Command]) -> list[UUID]:
    """Return the ids of the body and of each part."""
    return [envelope.id, *(part.id for part in envelope.also)]


def split(envelope: Envelope[Command], moment: datetime) -> Iterator[Envelope[Command]]:
    """Yield an envelope for the body and for each part, all taking effect at the moment."""
    yield envelope if moment == envelope.effective_at else envelope.model_copy(update={"effective_at": moment})
    for part in envelope.also:
        own = {"id": part.id, "subject": part.subject, "if_match": part.if_match, "body": part.body}
        yield envelope.model_copy(update={**own, "effective_at": moment, "also": ()})


@dataclass(slots=True)
class NamingPart:
    """Let a refusal in a bundle tell which part gave it: `part` counts from 0, the body; `part_id` is its id.

    Every command passes three of them: a generator would cost three times as much.
    """

    envelope: Envelope[Command]
    index: int
    part_id: UUID

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, no: BaseException | None, __: object) -> None:
        if isinstance(no, Rejected) and self.envelope.also:
            place = {"part": str(self.index), "part_id": str(self.part_id)}
            raise Rejected(no.code, no.message, {**no.details, **place}) from no


def check_entry(envelope: Envelope[Command]) -> None:
    """What is entered late is the coordinating office's to enter, with its ground, and has happened (CAL-14).

    Raises: Rejected with NOT_PERMITTED, REASON_REQUIRED, EFFECTIVE_AT_IN_FUTURE.
    """
    if envelope.entry is None or envelope.entered_at is None:
        return
    if envelope.actor.role is not Role.OPERATOR:
        raise Rejected("NOT_PERMITTED", "소급은 총괄부서만 적을 수 있습니다. 총괄부서에 요청하세요.")
    if envelope.entry.ground is None:
        raise Rejected("REASON_REQUIRED", "소급해 적는 근거를 적으세요.")
    if envelope.effective_at > envelope.entered_at:
        now = {"now": envelope.entered_at.astimezone(SEOUL).isoformat()}
        raise Rejected("EFFECTIVE_AT_IN_FUTURE", "아직 오지 않은 시각입니다. 이미 일어난 시각을 적으세요.", now)


def check_parts(envelope: Envelope[Command]) -> None:
    """Check what can be told before anything is read: rights, and ids that would be created twice.

    Raises: Rejected with NOT_PERMITTED or BAD_SHAPE.
    """
    known: set[UUID] = set()
    for index, part in enumerate(split(envelope, envelope.effective_at)):
        with NamingPart(envelope, index, part.id):
            if envelope.actor.role not in part.body.roles:
                raise Rejected("NOT_PERMITTED", "이 일을 할 권한이 없습니다. 권한이 있는 담당자에게 요청하세요.")
            if part.id in known:
                raise Rejected("BAD_SHAPE", "한 묶음에 같은 키가 두 번 있습니다. 항목마다 다른 키를 넣으세요.")
        known.add(part.id)
