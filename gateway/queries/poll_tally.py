"""집계: the tables of counts, and what is read of them: cells, hand counts, who may vote, which ballots there are."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, distinct, func, select
from sqlalchemy.dialects.postgresql import JSONB

from contracts.engagement.ballots import BallotCast
from contracts.engagement.tallies import PresentCount, TallyCell, read_sums
from gateway.gate import Snapshot
from gateway.queries import history, participant
from gateway.queries.metadata import METADATA
from gateway.views import channel_tally, poll_tally
from gateway.views.channel_tally import Row as Hand
from gateway.views.poll_tally import Row
from infra.projections import View

BALLOT: Final = "ballot-"
"""Begins the streams of ballots; the round and the pseudonym follow."""
MOST: Final = 1_000
"""Cells of a round: twenty segments on four channels, of officials and not."""
AT_ONCE: Final = 10_000
TABLE: Final = Table(
    "poll_tally",
    METADATA,
    Column("cell", Text, primary_key=True),
    Column("round", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("is_official", Boolean, nullable=False),
    Column("ballots", Integer, nullable=False),
    Column("blank", Integer, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("poll_tally_round", TABLE.c.round, TABLE.c.cell)
VIEW: Final = View("poll_tally", poll_tally.CONTEXT, Row, TABLE, poll_tally.keys, poll_tally.apply, is_sum=True)
HANDS: Final = Table(
    "channel_tally",
    METADATA,
    Column("channel_tally", Text, primary_key=True),
    Column("round", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
Index("channel_tally_round", HANDS.c.round, HANDS.c.channel_tally)
HAND_VIEW: Final = View("channel_tally", channel_tally.CONTEXT, Hand, HANDS, channel_tally.keys, channel_tally.apply)
_HISTORY: Final = history.VIEWS[poll_tally.CONTEXT].table
_PEOPLE: Final = participant.TABLE


async def list_cells(snapshot: Snapshot, of_round: str) -> list[TallyCell]:
    """Return the cells of a round."""
    query = select(TABLE).where(TABLE.c.round == of_round).order_by(TABLE.c.cell).limit(MOST)
    rows = (Row(**row) for row in (await snapshot.execute(query)).mappings())
    return [
        TallyCell(
            segment=row.segment,
            channel=row.channel,  # type: ignore[arg-type]  # its name, as it was told
            is_official=row.is_official,
            ballots=row.ballots,
            blank=row.blank,
            counts=read_sums(row.counts),
        )
        for row in rows
    ]


async def count_ballots(snapshot: Snapshot, of_round: str) -> int:
    """Return how many ballots a round has."""
    query = select(func.coalesce(func.sum(TABLE.c.ballots), 0)).where(TABLE.c.round == of_round)
    return int(await snapshot.scalar(query.limit(1)) or 0)


async def list_hands(snapshot: Snapshot, of_round: str) -> list[Hand]:
    """Return how far the hand counts of a round are."""
    query = select(HANDS).where(HANDS.c.round == of_round).order_by(HANDS.c.channel_tally).limit(MOST)
    return [Hand(**row) for row in (await snapshot.execute(query)).mappings()]


async def list_present(snapshot: Snapshot, town_hall: str) -> list[PresentCount]:
    """Return how many persons of each segment are checked in; over two channels one is one."""
    people = func.count(distinct(_PEOPLE.c.voter))
    columns = _PEOPLE.c.segment, _PEOPLE.c.is_official
    wanted = _PEOPLE.c.town_hall == town_hall, _PEOPLE.c.state == "CHECKED_IN"
    query = select(*columns, people).where(*wanted).group_by(*columns).order_by(*columns).limit(MOST)
    found = await snapshot.execute(query)
    return [
        PresentCount(segment=segment, is_official=is_official, people=count) for segment, is_official, count in found
    ]


async def list_voters(snapshot: Snapshot, town_hall: str) -> set[bytes]:
    """Return the names of all who were checked in to a session."""
    query = (
        select(_PEOPLE.c.voter).where(_PEOPLE.c.town_hall == town_hall, _PEOPLE.c.checked_in_at.is_not(None)).distinct()
    )
    stream = await snapshot.stream(query.limit(2**31))
    return {bytes.fromhex(voter) async for (voter,) in stream}


async def has_ballot(snapshot: Snapshot, of_round: str, pseudonym: str) -> bool:
    """Tell whether a ballot of this name lies in the box."""
    query = select(_HISTORY.c.version).where(_HISTORY.c.stream == f"{BALLOT}{of_round}-{pseudonym}").limit(1)
    return await snapshot.scalar(query) is not None


async def list_pseudonyms(snapshot: Snapshot, of_round: str) -> set[str]:
    """Return the names of all ballots of a round."""
    beginning = f"{BALLOT}{of_round}-"
    query = select(_HISTORY.c.stream).where(
        _HISTORY.c.type == BallotCast.wire(), _HISTORY.c.stream.startswith(beginning, autoescape=True)
    )
    stream = await snapshot.stream(query.limit(2**31))
    return {name.removeprefix(beginning) async for (name,) in stream}
