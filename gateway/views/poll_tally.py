"""집계: one row a round, segment, channel and kind of voter; whatever shows counts reads it (ENG-06, ENG-08)."""

from dataclasses import dataclass, replace

from contracts.engagement import EngagementEvent
from contracts.engagement.ballots import BallotCast, BallotChanged, ChannelTallyImported
from contracts.engagement.tallies import add_ballot, add_counts
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "round-"


@dataclass(frozen=True, slots=True)
class Row:
    """One cell."""

    cell: str
    """`<round>|<segment>|<channel>|<OFFICIAL or CITIZEN>`."""
    round: str
    segment: str
    channel: str
    is_official: bool
    ballots: int
    blank: int
    """Of these, blank or void."""
    counts: dict[str, int]
    """Ballots by `option|value`."""
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the cell that a ballot, or what was counted by hand, lies in."""
    match event.data:
        case BallotCast(round=ballots_round) | BallotChanged(round=ballots_round):
            return (_name(str(ballots_round), event.data),)
        case ChannelTallyImported():
            return (_name(event.subject.removeprefix(PREFIX), event.data),)
        case _:
            return ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the cell after the event."""
    match event.data:
        case BallotCast(choices=choices) as cast:
            row = row or _begin(str(cast.round), cast)
            counts = add_ballot(row.counts, choices)
            return _count(row, event, counts, 1, int(not choices))
        case BallotChanged(choices=choices, before=before) as changed:
            row = row or _begin(str(changed.round), changed)
            counts = add_ballot(add_ballot(row.counts, before, -1), choices)
            return _count(row, event, counts, 0, int(not choices) - int(not before))
        case ChannelTallyImported() as hand:
            row = row or _begin(event.subject.removeprefix(PREFIX), hand)
            return _count(row, event, add_counts(row.counts, hand.counts), hand.ballots, hand.blank)
        case _:
            return row


def _name(of_round: str, data: BallotCast | BallotChanged | ChannelTallyImported) -> str:
    return f"{of_round}|{data.segment}|{data.channel}|{'OFFICIAL' if data.is_official else 'CITIZEN'}"


def _count(row: Row, event: Recorded[EngagementEvent], counts: dict[str, int], ballots: int, blank: int) -> Row:
    return replace(row, counts=counts, ballots=row.ballots + ballots, blank=row.blank + blank, position=event.position)


def _begin(of_round: str, data: BallotCast | BallotChanged | ChannelTallyImported) -> Row:
    return Row(_name(of_round, data), of_round, data.segment, data.channel, data.is_official, 0, 0, {}, 0)
