"""Whether a replay workspace holds all that belongs to its cut (ADR 0029)."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gateway.gate import Snapshot
from gateway.queries.history import VIEWS, Cut, Head, find_head

GONE: Final = ("3F000", "42P01")
"""SQLSTATE of a schema or a table that is not there."""


async def hold(snapshot: Snapshot, workspace: str) -> bool:
    """Keep a workspace from being dropped until the snapshot ends; False where it is not there.

    The snapshot begins after this: no statement that takes a lock alone begins one.
    """
    try:
        await snapshot.execute(text(f"LOCK TABLE {workspace}.checkpoint IN ACCESS SHARE MODE"))
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) in GONE:
            return False
        raise
    return True


async def find_missing(snapshot: Snapshot, workspace: str, contexts: Iterable[str], cut: Cut) -> list[str]:
    """Return the contexts of whose history the cut has come to hold more than the workspace, held, has."""
    found = await snapshot.execute(text(f"SELECT context, epoch, position FROM {workspace}.checkpoint"))  # noqa: S608 - a name of ours
    stands = {context: (epoch, position) for context, epoch, position in found}
    return [
        context
        for context in contexts
        if await _lacks(snapshot, context, *stands.get(context, (0, 0)), await find_head(snapshot, context), cut)
    ]


async def _lacks(snapshot: Snapshot, context: str, epoch: int, position: int, head: Head, cut: Cut) -> bool:
    if epoch != head.epoch:
        return True
    moments = {"effective_at": cut.as_of, "recorded_at": cut.known_at}
    told = {column: moment for column, moment in moments.items() if moment is not None}
    conditions = "".join(f" AND {column} <= :{column}" for column in told)
    query = f"""SELECT EXISTS (SELECT FROM views.{VIEWS[context].table.name}
        WHERE position > :after AND position <= :last{conditions})"""  # noqa: S608 - names of ours
    return bool(await snapshot.scalar(text(query), {"after": position, "last": head.whole, **told}))
