"""사람: the table of the view."""

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, select

from contracts.registry import PersonErased
from gateway.gate import Snapshot
from gateway.queries import history
from gateway.queries.metadata import METADATA
from gateway.views import person
from gateway.views.person import Row
from infra.projections import View

TABLE: Final = Table(
    "person",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("name", Text),
    Column("email", Text),
    Column("account", Text),
    Column("is_erased", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("person_erased", TABLE.c.person, postgresql_where=TABLE.c.is_erased)
VIEW: Final = View("person", person.CONTEXT, Row, TABLE, person.keys, person.apply)


async def find_people(snapshot: Snapshot, people: Iterable[str]) -> dict[str, Row]:
    """Return some people by id."""
    wanted = set(people)
    query = select(TABLE).where(TABLE.c.person.in_(wanted)).limit(len(wanted))
    return {row["person"]: Row(**row) for row in (await snapshot.execute(query)).mappings()} if wanted else {}


async def find_holder(snapshot: Snapshot, account: str) -> str | None:
    """Return the person whose account it is; of an erased one nothing says so any more."""
    return await snapshot.scalar(select(TABLE.c.person).where(TABLE.c.account == account).limit(1))


async def find_erased(snapshot: Snapshot, people: Collection[str]) -> frozenset[str]:
    """Return which of some people are erased, as their history has it: who reads events is never ahead of that."""
    table = history.VIEWS[person.CONTEXT].table
    streams = [f"{person.PREFIX}{each}" for each in people]
    query = select(table.c.stream).where(table.c.stream.in_(streams), table.c.type == PersonErased.wire())
    found = (await snapshot.scalars(query.limit(len(streams)))).all() if streams else ()
    return frozenset(stream.removeprefix(person.PREFIX) for stream in found)
