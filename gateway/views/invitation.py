"""초대: one row an invitation, one a contact that is invited no more, one an entry of a draw (ENG-33, ENG-36)."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.engagement import EngagementEvent
from contracts.engagement.responses import DrawEntered, InvitationIssued, InvitationReissued, OptedOut
from contracts.messages import Recorded
from contracts.sealed import read_subject

CONTEXT = "engagement"
PREFIX = "invitation-"
OPT_OUT = "opt_out-"
ENTRY = "draw_entry-"


@dataclass(frozen=True, slots=True)
class Row:
    """One invitation."""

    invitation: str
    survey: str
    stratum: str
    state: str
    """ISSUED or REISSUED."""
    generation: int
    contact: str | None
    """Sealed."""
    subject: str | None
    """Under whose key the contact is sealed."""
    contact_name: str | None
    consent: int | None
    """The version of the survey's consent that was agreed to with the contact."""
    issued_at: datetime
    reissued_at: datetime | None
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class OptOutRow:
    """A contact that is invited no more."""

    contact_name: str
    opted_out_at: datetime
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """Who takes part in a draw: a name that tells nobody, and a sealed contact."""

    entry: str
    """`<survey>-<name>`."""
    survey: str
    name: str
    contact: str
    version: int
    position: int


def keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the invitation's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EngagementEvent]) -> Row | None:
    """Return the invitation after the event."""
    match event.data:
        case InvitationIssued() as issued:
            return Row(
                invitation=event.subject.removeprefix(PREFIX),
                survey=str(issued.survey),
                stratum=issued.stratum,
                state="ISSUED",
                generation=1,
                contact=issued.contact,
                subject=str(read_subject(issued.contact)) if issued.contact else None,
                contact_name=issued.contact_name,
                consent=issued.consent,
                issued_at=issued.issued_at,
                reissued_at=None,
                version=event.streamversion,
                position=event.position,
            )
        case InvitationReissued(generation=generation) if row is not None:
            again = replace(row, state="REISSUED", generation=generation, reissued_at=event.effectiveat)
            return replace(again, version=event.streamversion, position=event.position)
        case _:
            return row


def opt_out_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the contact's name."""
    return (event.subject.removeprefix(OPT_OUT),) if isinstance(event.data, OptedOut) else ()


def apply_opt_out(row: OptOutRow | None, event: Recorded[EngagementEvent]) -> OptOutRow | None:
    """Return a contact that is invited no more."""
    name = event.subject.removeprefix(OPT_OUT)
    return row or OptOutRow(name, event.effectiveat, event.streamversion, event.position)


def entry_keys(event: Recorded[EngagementEvent]) -> tuple[str, ...]:
    """Return the survey and the entry's name."""
    return (event.subject.removeprefix(ENTRY),) if isinstance(event.data, DrawEntered) else ()


def apply_entry(row: EntryRow | None, event: Recorded[EngagementEvent]) -> EntryRow | None:
    """Return an entry, which never changes."""
    if not isinstance(event.data, DrawEntered):
        return row
    key, survey = event.subject.removeprefix(ENTRY), str(event.data.survey)
    name = key.removeprefix(f"{survey}-")
    return EntryRow(key, survey, name, event.data.contact, event.streamversion, event.position)
