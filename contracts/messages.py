"""The base of everything that travels, and the envelopes in which commands, replies and events do."""

from datetime import datetime
from functools import cache, cached_property
from typing import Annotated, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from contracts.values import Box, Code, Count, Day, Detail, Instant, KeyId, Name, Role, Stream, Text, Uuid, Wire


class Message(BaseModel):
    """A frozen, strict model: no coercion, no unknown field; attribute docstrings reach the JSON Schema."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Let what is made of a generic model inherit its docstrings: it has no source, and the search takes 10 ms."""
        if cls.__pydantic_generic_metadata__["parameters"]:
            cls.model_config["use_attribute_docstrings"] = False


class Typed(Message):
    """A message whose `type` is its wire name: JSON discriminator, stored type and schema file name in one."""

    @classmethod
    @cache
    def wire(cls) -> str:
        """Return the wire name, `<context>.<snake_name>.v<N>`."""
        name = cls.model_fields["type"].default
        assert isinstance(name, str), f"{cls.__name__} needs `type: Literal[...] = ...`"
        return name


class ExternalRef(Message):
    """What an integrator's own system calls an entity that it makes here (api.md, Keys of integrators)."""

    system: Code
    """The system that gives the id."""
    id: Name

    def __str__(self) -> str:
        """Return it as addresses have it."""
        return f"{self.system}:{self.id}"


class Command(Typed):
    """An imperative message: what somebody wants done to one subject."""

    roles: ClassVar[frozenset[Role]] = frozenset()
    """Who may send it; empty is nobody (deny by default). Rules that need state live in the decider."""


class Entry(Message):
    """How something came to be entered where it was not plainly its actor's own, as it happened."""

    acting_for: Name | None = None
    """The account that was away: its role and department stand with the event, the actor is its deputy (ORG-12)."""
    entered_at: Instant | None = None
    """소급: when it was entered by the business clock, later than it took effect (CAL-14)."""
    ground: Text | None = None
    """Why it was entered later."""


class Event(Typed):
    """A fact in the past tense; never edited after release: a change of shape is a new version with `upcast`."""

    entry: Entry | None = Field(default=None, exclude_if=lambda entry: entry is None)
    """Absent for what was entered as it happened, by its own actor."""

    def upcast(self) -> "Event":
        """Return the newest version of this event; the newest returns itself."""
        return self


BodyT = TypeVar("BodyT", bound=Typed)


class Actor(Message):
    """Who acts, as stored with each event; ids only, never a person's name."""

    user: Name
    """Account id, client id or `policy:<context>`."""
    role: Role = Field(strict=False)
    department: Code | None = None
    """Department code, where the role has one."""


class Part(Message, Generic[BodyT]):
    """One command more of an envelope that is decided as a whole."""

    id: Uuid
    """The id of what the part creates."""
    subject: Uuid | None = None
    if_match: Count | None = None
    body: BodyT


class Envelope(Message, Generic[BodyT]):
    """A command on its way to a service."""

    id: Uuid
    """uuid5(principal, Idempotency-Key); the id of what the command creates."""
    subject: Uuid | None = None
    """The entity acted on; absent where the command creates it or names it by a key of its own."""
    actor: Actor
    effective_at: Instant
    """When it happened, by the business clock (architecture.md, Time)."""
    correlation_id: Uuid
    causation_id: Uuid | None = None
    """The command or event that led to this one."""
    if_match: Count | None = None
    """Version that the sender saw; another version is answered with VERSION_CONFLICT."""
    expires_at: Instant | None = None
    """After this the command is dropped unread; policies' commands do not expire."""
    after: dict[Code, Count] = Field(default_factory=dict)
    """Positions of other contexts that the decider's copy must have reached first."""
    dry_run: bool = False
    """Decide and answer, store nothing."""
    entry: Entry | None = None
    """Stored with each of its events."""
    body: BodyT
    also: tuple[Part[BodyT], ...] = Field(default=(), max_length=499)
    """Decided after `body`, each on what those before it led to, and stored with it in one append: all or nothing."""

    @property
    def entered_at(self) -> datetime | None:
        """소급: when it was entered, where that is later than it took effect (CAL-14)."""
        return self.entry.entered_at if self.entry is not None else None


class CommandBatch(Message, Generic[BodyT]):
    """One AMQP message of commands: what was waiting for one service."""

    commands: tuple[Envelope[BodyT], ...] = Field(min_length=1, max_length=256)


class Result(Message):
    """What a stored command made, repeated for ever to the same command id."""

    id: Name
    """The entity acted on."""
    number: Name | None = None
    """Its official number, such as 2024-0001."""
    state: Name | None = None
    """Its state after the command."""
    due: Day | None = None
    """The deadline that the command set."""
    parts: tuple["Result", ...] = ()
    """What each command of `Envelope.also` made, in their order; or each thing that one command made."""


class Done(Message):
    """The command's events are in the log, or it had nothing to change."""

    kind: Literal["done"] = "done"
    id: Uuid
    result: Result
    position: Count
    """Position of the command's last event; 0 where it needed none."""
    version: Count
    """Version of the subject's stream after it: the ETag."""


class Refused(Message):
    """A rule said no; nothing was stored. Codes: contracts/errors."""

    kind: Literal["refused"] = "refused"
    id: Uuid
    code: Name
    message: Text
    """Korean, says what to do."""
    details: dict[Name, Detail] = Field(default_factory=dict)


Outcome = Done | Refused


class SealedOutcome(Message):
    """The outcome of a command that came sealed: it tells no more than that there is one."""

    kind: Literal["sealed"] = "sealed"
    id: Uuid
    sealed_for: Code
    """The class."""
    key: KeyId
    box: Box
    """The outcome; bound to tenant, context and command id."""


class ReplyBatch(Message):
    """Outcomes of commands, in any order; a slow command's outcome comes in a later batch."""

    outcomes: tuple[Annotated[Outcome | SealedOutcome, Field(discriminator="kind")], ...]


class Recorded(Message, Generic[BodyT]):
    """One stored event as a CloudEvents 1.0 object (extension attributes are lower-case by that standard)."""

    specversion: Literal["1.0"] = "1.0"
    id: Name
    """`<context>/<position>`, unique within the source."""
    source: Name
    """`/<tenant>/<context>`."""
    type: Wire
    subject: Stream
    """The stream."""
    time: Instant
    """`recorded_at`: the log database's clock, read under the append lock."""
    datacontenttype: Literal["application/json"] = "application/json"
    position: Count
    streamversion: Count
    effectiveat: Instant
    commandid: Uuid
    correlationid: Uuid
    causationid: Uuid | None = None
    actor: Name
    actorrole: Role = Field(strict=False)
    actordepartment: Code | None = None
    chain: Name
    """Lower-case hex of the sha256 that ends at this event."""
    data: BodyT

    @cached_property
    def stored(self) -> bytes:
        """The JSON of its data as it was stored, which `chain` covers; that of `data` where it was never read."""
        return self.data.model_dump_json().encode()

    def keep_stored(self, stored: bytes) -> None:
        """Note the JSON that its data was read from, whatever the data become."""
        self.__dict__["stored"] = stored  # where the cached property looks; equality and JSON know fields only

    @cached_property
    def sealed_for(self) -> str | None:
        """The confidential class for which it was sealed, where it was opened here; None of what came in clear."""
        return None

    def keep_class(self, sealed_for: str) -> None:
        """Note that it was opened, as `keep_stored` notes its bytes."""
        self.__dict__["sealed_for"] = sealed_for

    def with_data(self, data: BodyT) -> Self:
        """Return the same record around other data (its upcast)."""
        return self.model_copy(update={"data": data})
