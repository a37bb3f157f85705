"""Breaches of rules of sums: refused, or claimed by an import and recorded as discrepancies (PRJ-10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import About, AboutKind, Claim, DiscrepancyRecorded
from contracts.values import Role

DISCREPANCY: Final = "discrepancy"


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule of sums that what was sent breaks."""

    code: str
    message: str
    """Korean, says what to do."""
    stated: str
    computed: str
    field: str | None = None
    """Which value it is about."""
    refuses: bool = True
    """False for what is always recorded and never refused (RATE_DEVIATION, sums of 약)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a command is about, and the command itself: from its id come those of the discrepancies."""

    kind: AboutKind
    id: str
    command: UUID


def settle(
    breaches: Iterable[Breach], claims: Sequence[Claim], actor: Actor, subject: Subject
) -> tuple[DiscrepancyRecorded, ...]:
    """Return what is recorded of the breaches: of each that is claimed, and of each that never refuses.

    Raises: Rejected with the code of the first breach that nobody claims, CLAIM_NOT_NEEDED, NOT_PERMITTED.
    """
    if claims and actor.role is not Role.OPERATOR:
        raise Rejected("NOT_PERMITTED", "출처의 불일치는 총괄부서만 그대로 옮길 수 있습니다. 총괄부서에 요청하세요.")
    left, recorded = list(claims), []
    for number, breach in enumerate(breaches):
        claim = next((each for each in left if each.code == breach.code), None)
        if claim is not None:
            left.remove(claim)
        elif breach.refuses:
            raise Rejected(breach.code, breach.message, {"stated": breach.stated, "computed": breach.computed})
        recorded.append(_record(breach, claim, subject, number))
    if left:
        message = f"어긋난 것이 없습니다: {left[0].code}. 이 claim을 빼고 다시 보내세요."
        raise Rejected("CLAIM_NOT_NEEDED", message, {"code": left[0].code})
    return tuple(recorded)


def name_discrepancy(event: DiscrepancyRecorded) -> str:
    """Return the stream that a discrepancy is written to, in the append of what led to it."""
    return f"{DISCREPANCY}-{event.discrepancy}"


def _record(breach: Breach, claim: Claim | None, subject: Subject, number: int) -> DiscrepancyRecorded:
    return DiscrepancyRecorded(
        discrepancy=uuid5(subject.command, f"{breach.code}-{number}"),
        about=About(kind=subject.kind, id=subject.id, field=breach.field),
        code=breach.code,
        stated=claim.stated if claim else breach.stated,
        computed=breach.computed,
        source=claim.source if claim else None,
        note=claim.note if claim else None,
    )
