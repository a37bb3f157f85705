"""A context of its own for tests of confidential classes: cases, of which some are for the auditor's eyes only."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Column, MetaData, Table
from sqlalchemy import Text as Words

from contracts.errors import Rejected
from contracts.messages import Command, Envelope, Event, Recorded, Result
from contracts.sealed import SealedCommand, SealedEvent
from contracts.values import Role, Text
from infra.confidential import SealedMessages
from infra.deciding import Decision, Handlers
from infra.loading import Fold, Loading
from infra.projections import SCHEMA, View

CONTEXT: Final = "directives"
"""Its commands travel where the topology has a queue for them."""


class OpenCase(Command):
    """Open a case."""

    type: Literal["casebook.open_case.v1"] = "casebook.open_case.v1"
    roles: ClassVar = frozenset({Role.AUDITOR, Role.OPERATOR})

    about: Text


class AddNote(Command):
    """Add a note to a case."""

    type: Literal["casebook.add_note.v1"] = "casebook.add_note.v1"
    roles: ClassVar = frozenset({Role.AUDITOR, Role.OPERATOR, Role.SYSTEM})

    text: Text


class Break(Command):
    """Run into a bug of its handler, whose error tells what was in the command."""

    type: Literal["casebook.break.v1"] = "casebook.break.v1"
    roles: ClassVar = frozenset({Role.AUDITOR})

    text: Text


class CaseSealedCommand(SealedCommand):
    """A command that only holders of a class key can read."""

    type: Literal["casebook.sealed_command.v1"] = "casebook.sealed_command.v1"


class CaseOpened(Event):
    """A case was opened."""

    type: Literal["casebook.case_opened.v1"] = "casebook.case_opened.v1"

    about: Text


class NoteAdded(Event):
    """A note was added."""

    type: Literal["casebook.note_added.v1"] = "casebook.note_added.v1"

    text: Text


class CaseSealed(SealedEvent):
    """An event that only holders of a class key can read."""

    type: Literal["casebook.sealed.v1"] = "casebook.sealed.v1"


CaseCommand = Annotated[OpenCase | AddNote | Break | CaseSealedCommand, Field(discriminator="type")]
CaseEvent = Annotated[CaseOpened | NoteAdded | CaseSealed, Field(discriminator="type")]
SEALED: Final = SealedMessages(event=CaseSealed, command=CaseSealedCommand)


def collect(texts: tuple[str, ...], event: CaseEvent) -> tuple[str, ...]:
    match event:
        case CaseOpened():
            return (*texts, event.about)
        case NoteAdded():
            return (*texts, event.text)
        case CaseSealed():
            return texts


CASE: Final[Fold[tuple[str, ...], CaseEvent]] = Fold((), collect)


@dataclass(slots=True)
class Casebook:
    """Its handlers, and how often each command was decided."""

    run: list[UUID] = field(default_factory=list)

    def handlers(self) -> Handlers[CaseEvent]:
        """Return the handlers."""
        return Handlers[CaseEvent]().on(OpenCase, self._open).on(AddNote, self._note).on(Break, self._break)

    async def _open(self, envelope: Envelope[OpenCase], loading: Loading[CaseEvent]) -> Decision[CaseEvent]:
        self.run.append(envelope.id)
        stream = f"case-{envelope.id}"
        await loading.load(stream, CASE)
        result = Result(id=str(envelope.id), state=envelope.body.about[:200])
        return Decision(stream, result, [(stream, CaseOpened(about=envelope.body.about))])

    async def _note(self, envelope: Envelope[AddNote], loading: Loading[CaseEvent]) -> Decision[CaseEvent]:
        self.run.append(envelope.id)
        stream = f"case-{envelope.subject}"
        texts = await loading.load(stream, CASE)
        if not texts or envelope.body.text in texts:
            raise Rejected("WRONG_STATE", f"이미 적었습니다: {envelope.body.text}", {"text": envelope.body.text})
        result = Result(id=str(envelope.subject), state=texts[0][:200], number=str(len(texts)))
        return Decision(stream, result, [(stream, NoteAdded(text=envelope.body.text))])

    async def _break(self, envelope: Envelope[Break], _: Loading[CaseEvent]) -> Decision[CaseEvent]:
        self.run.append(envelope.id)
        raise RuntimeError(f"cannot handle {envelope.body.text} of {envelope.actor.user}")


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the view."""

    subject: str
    texts: str
    version: int


def keys(event: Recorded[CaseEvent]) -> tuple[str, ...]:
    """Return the case that the event changes; none where it is sealed."""
    return () if isinstance(event.data, CaseSealed) else (event.subject,)


def apply(row: Row | None, event: Recorded[CaseEvent]) -> Row | None:
    """Return the case after the event."""
    texts = collect(tuple(row.texts.split("\n")) if row else (), event.data)
    return Row(event.subject, "\n".join(texts), event.streamversion)


VIEW: Final = View(
    name="casebook",
    context=CONTEXT,
    row=Row,
    table=Table(
        "casebook",
        MetaData(schema=SCHEMA),
        Column("subject", Words, primary_key=True),
        Column("texts", Words, nullable=False),
        Column("version", BigInteger, nullable=False),
    ),
    keys=keys,
    apply=apply,
)
