"""Anonymous reports as the API tells them: to their readers, and, coarsely, to who has the code (ENG-63 to ENG-65)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel

from contracts.sealed import Sealed
from gateway.answers.registers import Shown, labelled
from gateway.auth import Principal
from gateway.labels import Labelled
from gateway.labels.engagement import (
    FINDING_LABELS,
    MEASURE_LABELS,
    REPORT_AUTHOR_LABELS,
    REPORT_COARSE_LABELS,
    REPORT_STATE_LABELS,
)
from gateway.queries.integrity_report import RUNNING, Message, Row
from gateway.rights import list_allowed

PATH: Final = "/v1/integrity-reports/{subject}"
ACTS: Final = {
    "RECEIVED": ("take-up", "message", "note", "extend", "retaliation"),
    "INVESTIGATING": ("message", "note", "extend", "decide", "retaliation"),
    "DECIDED": ("message", "note", "measure", "close", "retaliation"),
    "CLOSED": ("note", "retaliation", "erase-content"),
    "ERASED": (),
}
"""What may come next, by state."""


class ShownMessage(BaseModel):
    """One message or note."""

    author: Annotated[Labelled, labelled(REPORT_AUTHOR_LABELS)]
    words: str
    """파기됨 once the content is destroyed."""
    written_on: date


class SignedMessage(ShownMessage):
    """One message or note with the account of the reader who wrote it."""

    by: str | None


class ShownMeasure(BaseModel):
    """What followed, and where."""

    kind: Annotated[Labelled, labelled(MEASURE_LABELS)]
    department: str
    taken_on: date


class OwnReport(BaseModel):
    """A report as whoever has its code reads it: nothing but how it stands, and the messages."""

    state: Annotated[Labelled, labelled(REPORT_COARSE_LABELS)]
    messages: list[ShownMessage]


class ShownReport(Shown):
    """A report in a list: without its words."""

    id: str
    number: str | None
    """사건번호, once it was taken up."""
    state: Annotated[Labelled, labelled(REPORT_STATE_LABELS)]
    received_on: date
    due_on: date
    days_left: int | None
    """Calendar days to the due date, below 0 once it has passed; None once it is decided."""
    is_overdue: bool
    is_extended: bool
    has_retaliation: bool
    finding: Annotated[Labelled | None, labelled(FINDING_LABELS)]
    version: int
    allowed: list[str]


class WholeReport(ShownReport):
    """A report with all that was written."""

    policy: str
    """The version of the clock."""
    messages: list[SignedMessage]
    notes: list[SignedMessage]
    """What the reporter never reads."""
    opened_on: date | None
    extension: str | None
    """Why it was extended."""
    ground: str | None
    decided_on: date | None
    late: int | None
    """Business days; 0 on time."""
    measures: list[ShownMeasure]
    closed_on: date | None
    erased_on: date | None


def show_own(row: Row, words: Mapping[Sealed, str]) -> OwnReport:
    """Return a report as whoever has its code reads it."""
    messages = [_tell(each, words) for each in row.thread]
    return OwnReport.model_validate({"state": row.coarse, "messages": messages})


def show_report(row: Row, principal: Principal, today: date) -> ShownReport:
    """Return a report as its readers see it in a list."""
    return ShownReport.model_validate(_tell_report(row, principal, today))


def show_whole(row: Row, principal: Principal, today: date, words: Mapping[Sealed, str]) -> WholeReport:
    """Return a report as its readers see it."""
    own = ("policy", "opened_on", "decided_on", "late", "closed_on", "erased_on")
    measures = [{"kind": each.kind, "department": each.department, "taken_on": each.on} for each in row.measures]
    return WholeReport.model_validate(
        _tell_report(row, principal, today)
        | {name: getattr(row, name) for name in own}
        | {
            "messages": _tell_each(row.thread, words),
            "notes": _tell_each(row.notes, words),
            "extension": words.get(row.extension or ""),
            "ground": words.get(row.ground or ""),
            "measures": measures,
        }
    )


def list_allowed_acts(row: Row, principal: Principal) -> list[str]:
    """Return what a reader may do now: an extension once, measures after a violation, which needs one to be closed."""
    refused = {
        "extend": row.extension is not None,
        "measure": row.finding != "VIOLATION",
        "close": row.finding == "VIOLATION" and not row.measures,
    }
    acts = [act for act in ACTS[row.state] if not refused.get(act, False)]
    return list_allowed(PATH, acts, principal.role, is_own=True)


def _tell_report(row: Row, principal: Principal, today: date) -> dict[str, object]:
    own = ("number", "state", "received_on", "due_on", "is_overdue", "has_retaliation", "finding", "version")
    return {name: getattr(row, name) for name in own} | {
        "id": row.report,
        "days_left": (row.due_on - today).days if row.state in RUNNING else None,
        "is_extended": row.extension is not None,
        "allowed": list_allowed_acts(row, principal),
    }


def _tell_each(messages: Iterable[Message], words: Mapping[Sealed, str]) -> list[dict[str, object]]:
    return [_tell(each, words) | {"by": each.by} for each in messages]


def _tell(message: Message, words: Mapping[Sealed, str]) -> dict[str, object]:
    return {"author": message.author, "words": words[message.words], "written_on": message.on}
