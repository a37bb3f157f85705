"""Citizen auditors as the API tells them: names sealed, opened for the office and the audit alone (ENG-62, PLT-07)."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.engagement.auditors import AppointAuditor, AuditorAppointed
from contracts.messages import Done
from contracts.values import Day, Name, Role
from gateway.answers.sealing import seal_field, send_once
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Late, Order
from gateway.queries import history
from gateway.views.auditors import CONTEXT, Row
from infra.clock import name_command

NAME: Final = "engagement.citizen_auditor.name"
"""What a name is sealed as."""
READERS: Final = frozenset({Role.OPERATOR, Role.AUDITOR})
"""Who reads names."""


class NewAuditor(BaseModel):
    """A citizen to appoint; the name is sealed before it is sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    since: Day


async def appoint(
    gate: Gate,
    principal: Principal,
    body: UUID,
    new: NewAuditor,
    key: str,
    *,
    if_match: int | None,
    dry_run: bool,
    late: Late | None,
) -> Done:
    """Return what appointing a citizen made, the same for the same content under the same key. Raises: Rejected."""
    command = name_command(principal.user, key)

    async def send() -> Done:
        name = await seal_field(gate, command, NAME, new.name, dry_run=dry_run)
        order = Order(command, AppointAuditor(name=name, since=new.since), body, if_match)
        return await gate.carry_out(principal, order, dry_run=dry_run, late=late)

    return await send_once(gate, principal, command, send, partial(_is_same, gate, body, new))


async def open_names(gate: Gate, row: Row, principal: Principal) -> list[dict[str, Any]]:
    """Return a body's members, each with the name for who may read it."""
    if principal.role not in READERS:
        return [{**each, "name": None} for each in row.auditors]
    names = await gate.vault.open_many([(each["name"], NAME) for each in row.auditors])
    return [{**each, "name": str(name)} for each, name in zip(row.auditors, names, strict=True)]


async def _is_same(gate: Gate, body: UUID, new: NewAuditor, stored: Done) -> bool:
    """Tell whether an auditor stands in a body as somebody sends it again."""
    await gate.require({CONTEXT: stored.position}, history.VIEWS[CONTEXT])
    async with gate.reading() as snapshot:
        found = await history.list_command(snapshot, CONTEXT, stored.position)
    events = (history.load_event(CONTEXT, row).data for row in found)
    appointed = next((event for event in events if isinstance(event, AuditorAppointed)), None)
    if appointed is None or stored.result.id != str(body) or appointed.since != new.since:
        return False
    return str(await gate.vault.open(appointed.name, NAME)) in {new.name, "파기됨"}
