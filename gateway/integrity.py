"""Anonymous reports (청렴톡): who may read them, what they are sealed for, and each read of them (ENG-63, ADR 0033).

Two accounts come in, by the mayor's designation, in person, while they are of the audit; nobody else of any role.
"""

from collections.abc import Collection, Mapping
from typing import Final, TypeGuard

import asyncpg

from contracts.engagement import EngagementEvent, SealedReport, SealedReportCommand
from contracts.errors import Rejected
from contracts.values import Role
from gateway.auth import Principal
from gateway.confidential import is_of_audit
from gateway.opening import Opener
from gateway.reads import Act, note_read
from gateway.views.integrity_readers import CONTEXT
from infra.confidential import ClassSeals, SealedMessages
from infra.sealing import KeyRing

_DESIGNATED: Final = "SELECT EXISTS (SELECT FROM views.integrity_readers WHERE $1 IN (reader, deputy))"


def make_integrity_seals(rings: Mapping[str, KeyRing], tenant: str) -> ClassSeals:
    """Return what seals and opens the engagement's messages with the keys that this process holds."""
    return ClassSeals(rings, tenant, CONTEXT, SealedMessages(event=SealedReport, command=SealedReportCommand))


class Integrity:
    """Opens reports for who reads them, and notes that they did; shared by all requests of a gateway."""

    def __init__(self, seals: ClassSeals, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self.opener = Opener(seals, EngagementEvent)

    async def admits(self, principal: Principal | None) -> TypeGuard[Principal]:
        """Tell whether somebody reads reports: designated, in person, and of the audit today."""
        return (
            await self.may_be_designated(principal)
            and principal is not None
            and bool(await self._pool.fetchval(_DESIGNATED, principal.user))
        )

    async def may_be_designated(self, principal: Principal | None) -> bool:
        """Tell whether somebody is an auditor, or an officer of the audit's team."""
        if principal is None or principal.role not in {Role.AUDITOR, Role.OFFICER}:
            return False
        return await is_of_audit(self._pool, principal)

    async def note(self, principal: Principal, act: Act, reports: Collection[str]) -> None:
        """Keep who has read what; an answer waits for it, and does without where it cannot be kept."""
        if reports:
            await note_read(self._pool, principal, act, reports=reports)


def refuse_report() -> Rejected:
    """Return the refusal of a report that is not there, or not for whoever asks: nobody can tell which."""
    return Rejected("NOT_FOUND", "그런 것이 없거나 볼 권한이 없습니다.")
