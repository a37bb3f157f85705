"""Values of the directives' messages: kinds, origins, reports, deadlines and their stages."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.calendar.deadlines import Stage
from contracts.messages import Message
from contracts.values import Code, Count, Day, Name, Sha256, Storable, Text

Percent = Annotated[int, Field(ge=0, le=100)]
"""A share of what is to be done, in whole percent."""

Quarter = Annotated[str, StringConstraints(pattern=r"^(19|20|21)[0-9]{2}-Q[1-4]$"), Storable]
"""A quarter of a year: 2024-Q3."""


class DirectiveKind(StrEnum):
    """지시 in its kinds, and 당부 (EXHORTATION), which has no report deadline (DIR-02, domain.md 4.1)."""

    SIMPLE = "SIMPLE"
    ADDITIONAL = "ADDITIONAL"
    SPECIAL = "SPECIAL"
    PLAN = "PLAN"
    EXHORTATION = "EXHORTATION"


class Visibility(StrEnum):
    """Who may know (DIR-12, DIR-22): all of it everyone; all but the text; none of it below the audit roles."""

    OPEN = "OPEN"
    TEXT_HIDDEN = "TEXT_HIDDEN"
    AUDIT_ONLY = "AUDIT_ONLY"


class OriginKind(StrEnum):
    """What a directive came from (DIR-19)."""

    MEETING = "MEETING"
    NOTE = "NOTE"
    PLEDGE = "PLEDGE"
    PROJECT = "PROJECT"
    TOWN_HALL = "TOWN_HALL"
    INTEGRITY_REPORT = "INTEGRITY_REPORT"
    INDICATOR = "INDICATOR"
    PETITION = "PETITION"


class Origin(Message):
    """The thing that a directive came from, and the item of it where it has several (DIR-19)."""

    kind: OriginKind = Field(strict=False)
    id: Name
    item: Count | None = None
    """The decision of a meeting, the line of a note, the pledge's task; from 1."""


class Attachment(Message):
    """A file of the store that a report rests on."""

    sha256: Sha256
    name: Name
    media_type: Name
    size: Annotated[int, Field(ge=1, le=2**31)]
    """Bytes."""


Attachments = Annotated[tuple[Attachment, ...], Field(max_length=20, strict=False)]
"""Files of one report."""

Confirmers = Annotated[tuple[Name, ...], Field(max_length=5, strict=False)]
"""Accounts of the department that confirmed a report before it went: team head, then department head (ADR 0022)."""


class Clock(StrEnum):
    """Whose deadline: the coordinating office's share, the lead's report, an addressee's reply."""

    SHARE = "SHARE"
    REPORT = "REPORT"
    REPLY = "REPLY"


class StageDay(Message):
    """When a stage comes."""

    stage: Stage = Field(strict=False)
    day: Day


Stages = Annotated[tuple[StageDay, ...], Field(max_length=6, strict=False)]
"""The stages of a deadline that are still to come when it is set, in order."""


class Tenure(Message):
    """Who led a directive since a day, whose the clock of its report was then, and by when it was due (ADR 0025)."""

    lead: Code
    since: Day
    clock: Code
    """The clock goes with the lead until it is met; one that has passed unmet stays with who had it then."""
    due: Day | None
    """Absent where it has no deadline."""


class Level(StrEnum):
    """Whom a lateness is told: after one, three and five business days (DIR-20)."""

    TEAM_HEAD = "TEAM_HEAD"
    BUREAU_HEAD = "BUREAU_HEAD"
    MAYOR = "MAYOR"


class Assessment(StrEnum):
    """What a quarterly check found (DIR-09, DIR-15)."""

    ON_TRACK = "ON_TRACK"
    DONE = "DONE"
    LAGGING = "LAGGING"


class Draft(Message):
    """One directive that a note leads to (DIR-03)."""

    text: Text
    kind: DirectiveKind = Field(strict=False)
    is_text_hidden: bool = False
    """What only the audit may know of is issued by itself, never from a shared note."""
    line: Count
    """The line of the note at which it begins, from 1."""
    lead: Code | None = None
    """Share it at once with this department."""
    supporting: tuple[Code, ...] = Field(default=(), max_length=60, strict=False)
