"""설문: the tables of surveys, their results, cells and quotas, and what is read of them."""

from collections.abc import AsyncIterator, Collection
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Date, DateTime, Index, Integer, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.engagement.answers import Answers
from contracts.engagement.responses import ResponseSubmitted, ResponseWithdrawn
from contracts.engagement.survey_results import AnswerSum, SurveyCell
from contracts.messages import Message
from gateway.gate import Snapshot
from gateway.queries import history
from gateway.queries.choosing import equals, finds
from gateway.queries.metadata import METADATA
from gateway.views import survey, survey_tally
from gateway.views.history import Row as Stored
from gateway.views.survey import Result, Row
from gateway.views.survey_tally import QuotaRow
from gateway.views.survey_tally import Row as Cell
from infra.projections import View

RESPONSE: Final = "response-"
"""Begins the streams of responses; the survey and the pseudonym follow."""
MOST: Final = 4_800
"""Cells of a survey: forty strata in ten years."""
TABLE: Final = Table(
    "survey",
    METADATA,
    Column("survey", Text, primary_key=True),
    Column("department", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("access", Text, nullable=False),
    Column("is_rolling", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("design", JSONB, nullable=False),
    Column("contract", Text),
    Column("consents", JSONB, nullable=False),
    Column("closes_at", DateTime(timezone=True)),
    Column("opened_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("retained_until", Date),
    Column("draws", JSONB, nullable=False),
    Column("texts", Text, nullable=False),
    Column("entries", Text, nullable=False),
    Column("is_key_due", Boolean, nullable=False),
    Column("is_data_due", Boolean, nullable=False),
    Column("designed_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("survey_designed_at", TABLE.c.designed_at, TABLE.c.survey)
VIEW: Final = View("survey", survey.CONTEXT, Row, TABLE, survey.keys, survey.apply)
ORDER: Final = (TABLE.c.designed_at, TABLE.c.survey)
RESULTS: Final = Table(
    "survey_result",
    METADATA,
    Column("result", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("wave", Text),
    Column("number", Integer, nullable=False),
    Column("told", JSONB, nullable=False),
    Column("quotes", JSONB, nullable=False),
    Column("reason", Text),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("survey_result_survey", RESULTS.c.survey, RESULTS.c.position)
RESULT_VIEW: Final = View("survey_result", survey.CONTEXT, Result, RESULTS, survey.result_keys, survey.apply_result)
RESULT_ORDER: Final = (RESULTS.c.position, RESULTS.c.result)
CELLS: Final = Table(
    "survey_tally",
    METADATA,
    Column("cell", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("stratum", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("responses", Integer, nullable=False),
    Column("sums", JSONB, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("survey_tally_survey", CELLS.c.survey, CELLS.c.cell)
CELL_VIEW: Final = View("survey_tally", survey.CONTEXT, Cell, CELLS, survey_tally.keys, survey_tally.apply, is_sum=True)
QUOTAS: Final = Table(
    "survey_quota",
    METADATA,
    Column("quota", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("stratum", Text, nullable=False),
    Column("responses", Integer, nullable=False),
    Column("is_reached", Boolean, nullable=False),
    Column("ended", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("survey_quota_survey", QUOTAS.c.survey, QUOTAS.c.quota)
QUOTA_VIEW: Final = View(
    "survey_quota", survey.CONTEXT, QuotaRow, QUOTAS, survey_tally.quota_keys, survey_tally.apply_quota
)
_HISTORY: Final = history.VIEWS[survey.CONTEXT].table


class Counted(Message):
    """A response as it stands."""

    stratum: str
    month: str
    answers: Answers


def choose(*, department: str | None = None, state: str | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions of a list of surveys."""
    return equals(TABLE, department=department, state=state)


async def find_titles(snapshot: Snapshot, words: str | None = None, *, of: Collection[str] = ()) -> dict[str, str]:
    """Return the titles of some surveys, or of those whose title has some words, by id."""
    chosen = finds(words, TABLE.c.title) or [TABLE.c.survey.in_(of)]
    query = select(TABLE.c.survey, TABLE.c.title).where(*chosen).order_by(TABLE.c.survey).limit(MOST)
    return dict(iter(await snapshot.execute(query)))


async def list_cells(snapshot: Snapshot, of_survey: str) -> list[SurveyCell]:
    """Return the cells of a survey."""
    query = select(CELLS).where(CELLS.c.survey == of_survey).order_by(CELLS.c.cell).limit(MOST)
    rows = (Cell(**row) for row in (await snapshot.execute(query)).mappings())
    return [
        SurveyCell(
            stratum=row.stratum,
            month=row.month,
            responses=row.responses,
            sums=tuple(AnswerSum(key=key, amount=amount) for key, amount in row.sums.items()),
        )
        for row in rows
    ]


async def list_quotas(snapshot: Snapshot, of_survey: str) -> list[QuotaRow]:
    """Return how full the strata of a survey are that have a quota."""
    query = select(QUOTAS).where(QUOTAS.c.survey == of_survey).order_by(QUOTAS.c.quota).limit(MOST)
    return [QuotaRow(**row) for row in (await snapshot.execute(query)).mappings()]


async def has_target(snapshot: Snapshot, kind: str) -> bool:
    """Tell whether an open survey invites for whom such a thing was done."""
    is_target = TABLE.c.design["targets"].contains([kind])
    query = select(TABLE.c.survey).where(TABLE.c.state == "OPEN", is_target).limit(1)
    return await snapshot.scalar(query) is not None


async def has_answered(snapshot: Snapshot, of_survey: str, pseudonym: str) -> bool:
    """Tell whether an answer of this name counts."""
    stream = f"{RESPONSE}{of_survey}-{pseudonym}"
    query = select(_HISTORY.c.type).where(_HISTORY.c.stream == stream).order_by(_HISTORY.c.version.desc()).limit(1)
    return await snapshot.scalar(query) == ResponseSubmitted.wire()


async def list_responses(snapshot: Snapshot, of_survey: str) -> dict[str, Counted]:
    """Return all responses that count, by pseudonym."""
    found: dict[str, Counted] = {}
    async for pseudonym, event in _read_responses(snapshot, of_survey):
        if isinstance(event, ResponseWithdrawn):
            found.pop(pseudonym, None)
        else:
            found[pseudonym] = Counted(stratum=event.stratum, month=event.month, answers=event.answers)
    return found


async def _read_responses(
    snapshot: Snapshot, of_survey: str
) -> AsyncIterator[tuple[str, ResponseSubmitted | ResponseWithdrawn]]:
    beginning = f"{RESPONSE}{of_survey}-"
    query = (
        select(_HISTORY)
        .where(_HISTORY.c.stream.startswith(beginning, autoescape=True))
        .order_by(_HISTORY.c.stream, _HISTORY.c.version)
    )
    stream = await snapshot.stream(query.limit(2**31))
    async for record in stream.mappings():
        event = history.load_event(survey.CONTEXT, Stored(**record)).data
        if isinstance(event, ResponseSubmitted | ResponseWithdrawn):
            yield record["stream"].removeprefix(beginning), event
