"""What only the audit may know of (AUDIT_ONLY, DIR-22): who may, what it is sealed for, and each read of it (ADR 0021).

Nobody comes in by default: not without the key of the class, no officer whose team the registry does not have in his
department, not who acts for another, no system. Nothing that was opened is stored.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import Enum, auto
from typing import Final, TypeGuard
from uuid import UUID

import asyncpg

from contracts.directives import DirectivesEvent, IssueDirective, Sealed, SealedCommand, Visibility
from contracts.directives.sealed import AUDIT_TEAM
from contracts.errors import Rejected
from contracts.messages import Command
from contracts.values import Role
from gateway.acts import ACTS
from gateway.auth import Principal
from gateway.opening import Opener
from gateway.ordering import Order
from gateway.reads import Act, Read, Sought, note_read
from gateway.secrecy import SEALED, may_know
from gateway.views.directive_board import CONTEXT, PREFIX
from infra.confidential import ClassSeals, SealedMessages
from infra.sealing import KeyRing

ACTED_ON: Final = tuple(act.command for act in ACTS.values())
"""Commands whose subject is a directive."""
_ON_TEAM: Final = """SELECT EXISTS (
    SELECT FROM views.team t WHERE t.code = $1 AND t.department = $2 AND t.valid_from <= d.today
    AND (t.valid_until IS NULL OR d.today <= t.valid_until)
) FROM (SELECT (coalesce((SELECT now FROM views.clock WHERE clock = 'business'), now())
    AT TIME ZONE 'Asia/Seoul')::date AS today) d"""
_FIRST: Final = "SELECT stream, type FROM views.directives_history WHERE stream = ANY($1) AND version = 1 LIMIT $2"


class Seal(Enum):
    """How a command travels."""

    OPEN = auto()
    SEALED = auto()
    UNSURE = auto()
    """Sealed, for the views have not come to what it is about: it may turn out to be open."""


def make_seals(rings: Mapping[str, KeyRing], tenant: str) -> ClassSeals:
    """Return what seals and opens the directives' messages with the keys that this process holds."""
    return ClassSeals(rings, tenant, CONTEXT, SealedMessages(event=Sealed, command=SealedCommand))


async def is_of_audit(pool: asyncpg.Pool, principal: Principal | None) -> TypeGuard[Principal]:
    """Tell whether somebody may know of what only the audit may, by the registry of today."""
    if not may_know(principal):
        return False
    if principal.role is not Role.OFFICER:
        return True
    return bool(await pool.fetchval(_ON_TEAM, AUDIT_TEAM, principal.department))


class Confidential:
    """Opens what readers may know, and notes that they did; shared by all requests of a gateway."""

    def __init__(self, seals: ClassSeals, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self.opener = Opener(seals, DirectivesEvent)

    async def admits(self, principal: Principal | None) -> bool:
        """Tell whether somebody may know of what only the audit may, by the registry of today."""
        return await is_of_audit(self._pool, principal)

    async def choose_seal(self, principal: Principal, orders: Sequence[Order]) -> Seal:
        """Return how orders travel together: what may be confidential, and is not known to be open, sealed.

        Raises: Rejected with NOT_PERMITTED for who may not know what he would make; as `seal_together`.
        """
        if not await self.admits(principal):
            refuse_secrets(orders)
            return Seal.OPEN
        streams = [f"{PREFIX}{order.subject}" for order in orders if isinstance(order.body, ACTED_ON)]
        first = await self._pool.fetch(_FIRST, streams, len(streams)) if streams else []
        known = {UUID(row["stream"].removeprefix(PREFIX)): row["type"] == SEALED for row in first}
        return seal_together(orders, known)

    async def note(self, principal: Principal, act: Act, directives: Collection[str]) -> None:
        """Keep who has read what; an answer waits for it, and does without where it cannot be kept."""
        await note_read(self._pool, principal, act, directives=directives)

    async def list_reads(self, before: int | None, sought: Sought, limit: int) -> list[Read]:
        """Return reads, the latest first: those before one of them that are looked for."""
        rows = await self._pool.fetch(
            """SELECT * FROM confidential_reads
               WHERE ($1::bigint IS NULL OR id < $1) AND ($2::text IS NULL OR directives @> ARRAY[$2])
               AND ($3::text IS NULL OR starts_with(lower(account), $3) OR (directives || surveys) && $4::text[]
                    OR EXISTS (SELECT FROM unnest(directives || reports || surveys) AS of WHERE starts_with(of, $3)))
               ORDER BY id DESC LIMIT $5""",
            before,
            sought.directive,
            sought.words,
            sought.ids,
            limit,
        )
        return [Read(**row) for row in rows]


def seal_together(orders: Sequence[Order], known: Mapping[UUID, bool]) -> Seal:
    """Return how orders travel together; `known` tells of directives whether they are sealed.

    Raises: Rejected with BAD_SHAPE for a mixture: one append is of one class; NOT_YET where it may be one.
    """
    new = {order.id: is_secret(order.body) for order in orders if isinstance(order.body, IssueDirective)}
    seals = {_seal_one(order, {**known, **new}) for order in orders}
    if len(seals) == 1:
        return seals.pop()
    if Seal.OPEN not in seals:
        return Seal.SEALED  # whatever the others turn out to be: what is known to be confidential goes with them
    if Seal.SEALED in seals:
        raise Rejected("BAD_SHAPE", "감사 전용 지시사항은 다른 것과 함께 보낼 수 없습니다. 나누어 보내세요.")
    raise refuse_unsure()


def _seal_one(order: Order, known: Mapping[UUID, bool]) -> Seal:
    match order.body:
        case IssueDirective():
            is_sealed: bool | None = known[order.id]
        case body if isinstance(body, ACTED_ON) and order.subject is not None:
            is_sealed = known.get(order.subject)
        case _:
            is_sealed = False
    return Seal.UNSURE if is_sealed is None else Seal.SEALED if is_sealed else Seal.OPEN


def refuse_secrets(orders: Sequence[Order]) -> None:
    """What only the audit may know of is never made, and never travels in the clear, by anybody else (DIR-22).

    Raises: Rejected with NOT_PERMITTED.
    """
    if any(is_secret(order.body) for order in orders):
        raise Rejected("NOT_PERMITTED", "감사 전용 지시사항은 시장과 감사만 직접 등록합니다. 감사팀에 문의하세요.")


def refuse_unsure() -> Rejected:
    """Return the refusal of what can travel neither in the clear nor sealed until it is known which it must."""
    return Rejected(
        "NOT_YET", "아직 반영되지 않았거나 없는 지시사항이 있습니다. 확인하고 잠시 뒤 같은 키로 다시 보내세요."
    )


def is_other_seal(no: Rejected) -> bool:
    """Tell whether a service refused a command because what it is about is not of the class it came sealed for."""
    return no.code == "BAD_SHAPE" and "visibility" in no.details


def is_secret(command: Command) -> bool:
    """Tell whether a command makes what only the audit may know of."""
    return isinstance(command, IssueDirective) and command.visibility is Visibility.AUDIT_ONLY
