"""Reactions: commands that a service sends itself, because of an event or because a moment has come."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog

from contracts.messages import Actor, Command, Envelope, Event, Refused
from contracts.values import Role
from infra.bookmarks import Connection, Placed
from infra.deciding import Runner
from infra.tracing import trace_deciding
from infra.trail import Trail, following

OwnT = TypeVar("OwnT", bound=Event)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.:@+-]{1,64}")
"""Codes, numbers, days and ids: what of a refusal's details is kept. Free text may hold what is personal."""
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reaction:
    """A command of a policy, a sweep or a timer; the same id each time that it is found to be due."""

    id: UUID
    actor: str
    command: Command
    effective_at: datetime
    correlation_id: UUID
    causation_id: UUID
    """The command whose event led to it."""


def derive_id(*parts: object) -> UUID:
    """Return the id of a reaction, from what makes it due."""
    return uuid5(NAMESPACE_URL, ":".join(["hwanryu", *map(str, parts)]))


async def react(runner: Runner[OwnT], reaction: Reaction) -> Refused | None:
    """Run a reaction; return the refusal of a rule, which is an operator's task.

    Raises: Unavailable where it must be run again, and whatever a faulty handler raises.
    """
    envelope = Envelope(
        id=reaction.id,
        actor=Actor(user=reaction.actor, role=Role.SYSTEM),
        effective_at=reaction.effective_at,
        correlation_id=reaction.correlation_id,
        causation_id=reaction.causation_id,
        body=reaction.command,
    )
    context = reaction.command.wire().partition(".")[0]
    with (
        following(Trail(reaction.correlation_id, reaction.id, context)),
        trace_deciding(context, reaction.command.wire(), reaction.correlation_id, reaction.id, reaction.causation_id),
    ):
        outcome = await runner.run(envelope)
    if not isinstance(outcome, Refused):
        return None
    _log.error("reaction refused", actor=reaction.actor, command_id=str(reaction.id), code=outcome.code)
    return outcome


async def find_tasks(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, bool]:
    """Return which reactions a rule refused before, and whether each was done by hand: then it must not run again."""
    if not ids:
        return {}
    rows = await connection.fetch(
        "SELECT command_id, settled_at IS NOT NULL FROM refused WHERE command_id = ANY($1)", ids
    )
    return {row[0]: row[1] for row in rows}


async def end_task(connection: Connection, command_id: UUID) -> None:
    """Drop the task of a reaction that has now been carried out; what somebody has settled stays on record."""
    await connection.execute("DELETE FROM refused WHERE command_id = $1 AND settled_at IS NULL", command_id)


async def keep_task(
    connection: Connection, consumer: str, context: str, event: Placed, command: Command, refused: Refused
) -> None:
    """Keep a refused reaction to an event as a task of an operator."""
    plain = {name: value for name, value in refused.details.items() if _PLAIN.fullmatch(value)}
    await connection.execute(
        """INSERT INTO refused (command_id, consumer, context, stream, position, version, type, code, details)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (command_id) DO NOTHING""",
        refused.id,
        consumer,
        context,
        event.subject,
        event.position,
        event.streamversion,
        command.wire(),
        refused.code,
        json.dumps(plain),
    )
