"""Letters that a service owes, and what of them is to be done next: data and pure functions only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

from contracts.coordination import MailEnd
from contracts.messages import Event
from infra.loading import Fold

FIELD: Final = "registry.person.email"
"""What an address is sealed as (gateway/routers/people.py)."""
StateT = TypeVar("StateT")
DirectoryT = TypeVar("DirectoryT")
EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True, slots=True)
class LetterLink:
    """A link that is made out when the letter goes out, and kept nowhere (infra/links.py)."""

    to: UUID
    purpose: str
    key: UUID
    generation: int


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent to one person."""

    person: UUID
    address: str
    """Sealed."""
    attempt: int
    subject: str
    body: str
    field: str = FIELD
    """As what the address is sealed."""
    link: LetterLink | None = None
    """What stands for LINK in the body."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An attempt that was started by a process that has ended since."""

    person: UUID
    attempt: int
    letter: Letter | None = None
    """The same words, where they can be asked about again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done next of one notice's mail."""

    lost: Sequence[Lost] = ()
    letters: Sequence[Letter] = ()
    end: MailEnd | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What only the installation can say about its letters."""

    office: str | None = None
    """Department of the coordinating office, for what is told the office itself."""
    console_url: str = ""
    """Where the console is reached from a mailbox; letters hold no link without it."""


class Mailing(Generic[EventT]):
    """How a service's log tells what it owes; `plan` is pure, and sees the states of these folds only."""

    def __init__(
        self,
        lookup: str,
        name_stream: Callable[[UUID], str],
        notice: Fold[StateT, EventT],
        directory: tuple[str, Fold[DirectoryT, EventT]],
        plan: Callable[[StateT, DirectoryT, Desk, date, datetime], Plan],
    ) -> None:
        self.lookup = lookup
        """Of the agenda: notices by id; the bucket tells from when on, in UTC, nothing at once."""
        self.name_stream = name_stream
        self.notice: Fold[object, EventT] = notice  # type: ignore[assignment]  # only `plan` sees the state
        self.directory_stream = directory[0]
        self.directory: Fold[object, EventT] = directory[1]  # type: ignore[assignment]  # as above
        self.plan: Callable[[object, object, Desk, date, datetime], Plan] = plan  # type: ignore[assignment]  # as above
        """By the notice, the directory, the desk, the business day and the moment on the wall."""
