"""시군평가 지표: the table, the board, and the indicators that carry one another on."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import province_indicator
from gateway.views.province_indicator import Row
from infra.projections import View

TABLE: Final = Table(
    "province_indicator",
    METADATA,
    Column("indicator", Text, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("lineage", Text, nullable=False),
    Column("predecessor", Text),
    Column("definition", JSONB, nullable=False),
    Column("changes", JSONB, nullable=False),
    Column("results", JSONB, nullable=False),
    Column("ranks", JSONB, nullable=False),
    Column("practices", JSONB, nullable=False),
    Column("consulting", JSONB, nullable=False),
    Column("feedback", JSONB, nullable=False),
    Column("directives", JSONB, nullable=False),
    Column("behind", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("province_indicator_year", TABLE.c.year, TABLE.c.indicator)
Index("province_indicator_lineage", TABLE.c.lineage, TABLE.c.indicator)
VIEW: Final = View(
    "province_indicator", province_indicator.CONTEXT, Row, TABLE, province_indicator.keys, province_indicator.apply
)
ORDER: Final = (TABLE.c.indicator,)


def choose(
    *,
    year: int | None = None,
    kind: str | None = None,
    lead: str | None = None,
    state: str | None = None,
    lineage: str | None = None,
    behind: int | None = None,
    q: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of indicators; `behind` is the month whose plan is not reached."""
    late = [] if behind is None else [TABLE.c.behind.contains([behind])]
    alike = equals(TABLE, year=year, kind=kind, lead=lead, state=state, lineage=lineage)
    return [*alike, *late, *finds(q, TABLE.c.name, TABLE.c.number)]
