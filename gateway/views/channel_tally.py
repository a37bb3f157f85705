"""손으로 센 표: one row a round, channel and segment, how far its entries are, never what they say (ENG-13)."""

from dataclasses import dataclass, replace

from contracts.engagement import EngagementEvent
from contracts.engagement.ballots import ChannelTallyDiffered, ChannelTallyEntered
from contracts.messages import Recorded

CONTEXT = "engagement"
PREFIX = "channel_tally-"


@dataclass(frozen=True, slots=True)
class Row:
    """One hand count."""

    channel_tally: str
    """`<round>-<channel>-<segment>`."""
    round: str
    channel: str
    segment: str
    state: str
    """ENTERED, DIFFERENT or IMPORTED."""
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the hand count's key."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the hand count after the event."""
    match event.data:
        case ChannelTallyEntered() | ChannelTallyDiffered() as entry:
            row = row or Row(
                event.subject.removeprefix(PREFIX), str(entry.round), entry.channel, entry.segment, "", 0, 0
            )
            return replace(row, state=_name(row, event.data), version=event.streamversion, position=event.position)
        case _:
            return row


def _name(row: Row, entry: EngagementEvent) -> str:
    if isinstance(entry, ChannelTallyDiffered):
        return "DIFFERENT"
    return "IMPORTED" if row.state == "ENTERED" else "ENTERED"
