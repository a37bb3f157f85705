"""Whether a replay workspace holds all that belongs to its cut (ADR 0028)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gateway.gate import Snapshot
from gateway.queries.history import VIEWS, Cut, Head, find_head

GONE: Final = ("3F000", "42P01", "55P03")
"""SQLSTATE of a schema or a table that is not there, or is being replaced at this moment."""
FAR: Final = 5_000
"""Events beyond a workspace that a read looks through; where there are more it is moved on."""


async def hold(snapshot: Snapshot, workspace: str) -> bool:
    """Keep a workspace from being dropped until the snapshot ends; False where it is not there.

    The snapshot begins after this: no statement that takes a lock alone begins one.
    """
    try:
        await snapshot.execute(text(f"LOCK TABLE {workspace}.checkpoint IN ACCESS SHARE MODE NOWAIT"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in GONE:
            return False
        raise
    return True


@dataclass(frozen=True, slots=True)
class Standing:
    """How a workspace stands beside the history of its contexts."""

    is_whole: bool
    """Whether it holds all that belongs to its cut."""
    is_far: bool
    """Whether so much has come since that looking through it takes long, although nothing of it belongs there."""


async def find_standing(snapshot: Snapshot, workspace: str, contexts: Iterable[str], cut: Cut) -> Standing:
    """Return how a workspace, held, stands."""
    found = await snapshot.execute(text(f"SELECT context, epoch, position FROM {workspace}.checkpoint"))  # noqa: S608 - a name of ours
    stands = {context: (epoch, position) for context, epoch, position in found}
    heads = {context: await find_head(snapshot, context) for context in contexts}
    lacks = [
        context
        for context, head in heads.items()
        if await _lacks(snapshot, context, *stands.get(context, (0, 0)), head, cut)
    ]
    is_far = any(head.whole - stands.get(context, (0, 0))[1] > FAR for context, head in heads.items())
    return Standing(not lacks, is_far)


async def _lacks(snapshot: Snapshot, context: str, epoch: int, position: int, head: Head, cut: Cut) -> bool:
    if epoch != head.epoch:
        return True
    moments = {"effective_at": cut.as_of, "recorded_at": cut.known_at}
    told = {column: moment for column, moment in moments.items() if moment is not None}
    conditions = "".join(f" AND {column} <= :{column}" for column in told)
    query = f"""SELECT EXISTS (SELECT FROM views.{VIEWS[context].table.name}
        WHERE position > :after AND position <= :last{conditions})"""  # noqa: S608 - names of ours
    return bool(await snapshot.scalar(text(query), {"after": position, "last": head.whole, **told}))
