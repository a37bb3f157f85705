"""What may be asked of a service beside commands, over its feed queue, and what it answers.

A page of events is answered as an event message (CloudEvents batch); every other question as one JSON object.
"""

from typing import Annotated, Final, Literal

from pydantic import Field

from contracts.messages import Done, Message
from contracts.values import Code, Count, Instant, Name, Stream, Text, Uuid

BEYOND: Final = 2**53
"""No log comes so far: asked for what follows, it tells its head."""


class FeedRequest(Message):
    """Asks a log for the events after a position."""

    kind: Literal["page"] = "page"
    after: Count
    limit: int = Field(default=500, ge=1, le=500)


class StreamRequest(Message):
    """Asks a log for one stream's events after a version; they need not be neighbours in the log."""

    kind: Literal["stream"] = "stream"
    stream: Stream
    after: Count = 0
    """Version in the stream."""
    limit: int = Field(default=500, ge=1, le=500)


class OutcomeRequest(Message):
    """Asks what a command stored; a command that was refused or has not come left nothing."""

    kind: Literal["outcome"] = "outcome"
    command_id: Uuid


class OutcomeFound(Message):
    """What a command stored and who sent it; both absent where nothing is stored under its id."""

    done: Done | None = None
    actor: Name | None = None


class HeadsRequest(Message):
    """Asks for the latest signed heads of a log, the newest first, or for the one that first covered a position."""

    kind: Literal["heads"] = "heads"
    limit: int = Field(default=50, ge=1, le=500)
    covering: Count | None = None
    """The position: then the oldest head at or beyond it is the answer, the same one for ever."""


class SignedHead(Message):
    """A log's head, signed with Ed25519 over the length-prefixed fields before `signature`, in their order."""

    tenant: Name
    context: Code
    epoch: Count
    position: Count
    chain: Name
    """Lower-case hex."""
    signed_at: Instant
    key: Name
    """Lower-case hex of the first 8 bytes of the public key's sha256."""
    signature: Name
    """Lower-case hex of 64 bytes."""


class SignedHeads(Message):
    """Signed heads, the newest first."""

    heads: tuple[SignedHead, ...]


class ParkedRequest(Message):
    """Asks which streams and commands of the service's policies wait for an operator."""

    kind: Literal["parked"] = "parked"


class ReleaseRequest(Message):
    """Asks to take a parked stream in again, from the event at which it was parked."""

    kind: Literal["release"] = "release"
    consumer: Name
    context: Code
    """Whose log it reads."""
    stream: Stream


class SettleRequest(Message):
    """Tells that somebody has done by hand what the refused commands about a stream should have done."""

    kind: Literal["settle"] = "settle"
    consumer: Name
    context: Code
    """Of the event that led to them."""
    stream: Stream
    until: Instant
    """`parked_at` of the newest that was shown: what was refused later, nobody has seen."""
    by: Name
    """Account of who says so."""


class Parked(Message):
    """A stream that a consumer has set aside, or a command of a policy that a rule refused."""

    consumer: Name
    context: Code
    stream: Stream
    position: Count
    """Of the first event that was not taken in."""
    events: Count
    """How many wait by now, that one included."""
    why: Text
    """Error or code; no personal data."""
    parked_at: Instant
    """When it was set aside first."""
    tries: Count = 1
    """How often it was tried in vain."""
    is_task: bool = False
    """Whether it is a refused command, which may be settled by hand."""


class ParkedList(Message):
    """What a service has set aside, the oldest first."""

    parked: tuple[Parked, ...]


class Released(Message):
    """Whether the stream is taken in again, or the task settled; false where there was none, or it failed once more."""

    released: bool


Question = Annotated[
    FeedRequest | StreamRequest | OutcomeRequest | HeadsRequest | ParkedRequest | ReleaseRequest | SettleRequest,
    Field(discriminator="kind"),
]
