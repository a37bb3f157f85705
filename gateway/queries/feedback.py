"""환류: the table of the view and its list."""

from typing import Final

from sqlalchemy import BigInteger, Column, ColumnElement, Date, DateTime, Index, Integer, Table, Text

from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import feedback
from gateway.views.feedback import Row
from infra.projections import View

TABLE: Final = Table(
    "feedback",
    METADATA,
    Column("feedback", Text, primary_key=True),
    Column("town_hall", Text, nullable=False),
    Column("round", Text),
    Column("option", Text),
    Column("text", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("escalated_at", DateTime(timezone=True)),
    Column("reply", Text),
    Column("replied_on", Date),
    Column("late_days", Integer),
    Column("decision", Text),
    Column("resolution", Text),
    Column("directive", Text),
    Column("referred_to", Text),
    Column("decided_on", Date),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("feedback_due_on", TABLE.c.due_on, TABLE.c.feedback)
Index("feedback_town_hall", TABLE.c.town_hall, TABLE.c.due_on, TABLE.c.feedback)
VIEW: Final = View("feedback", feedback.CONTEXT, Row, TABLE, feedback.keys, feedback.apply)
ORDER: Final = (TABLE.c.due_on, TABLE.c.feedback)


def choose(
    *,
    q: str | None = None,
    town_hall: str | None = None,
    round: str | None = None,  # noqa: A002 - the parameter's own name
    department: str | None = None,
    state: str | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of items."""
    wanted = equals(TABLE, town_hall=town_hall, round=round, department=department, state=state)
    return [*wanted, *finds(q, TABLE.c.text)]
