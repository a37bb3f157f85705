"""The year 2024 as its files tell it: meetings, directives, what was done with each, and other entries one by one.

A `[[directive]]` has a number in the order of issue (`ref`), its `text` and `kind`, who issues it (`by`, else the
mayor) and when: `said`, or at its `meeting`. Where the meeting left a `memo`, `line` is the line of it, and the
coordinating office makes the directive when it has `tidied` the memo. Each of `acts` is one line, `MM-DD HH:MM act`:

- of the coordinating office: `share LEAD [SUPPORTING ...] [days=N] [to=towns|all]`, `accept [NOTE]`, `return REASON`,
  `continue REPORT_TO_THE_MAYOR`, `reassign LEAD NEW_DUE REASON`, `merge REF`; of the issuer: `cancel REASON`;
- of the lead: `report TEXT [| PLAN [| PROBLEM]]`, `team CODE`, `progress PERCENT TEXT`, `outcome TEXT`,
  `transfer LEAD REASON`;
- of each department that `replies.toml` has under the key: `replies KEY`.

`lagging` is what a quarterly check found: quarter, cause and remedy. What is `confidential` only the audit may know
of (AUDIT_ONLY): the auditor does what else the office does, it has numbers of its own, and is none of the 120.

What each of the 120 is counted as is its first failing reason, in this order: TRANSFERRED, it has another lead than
the one it was shared with; SHARED_LATE, it was shared after its day, or was not and the day is over; REPORTED_LATE, the
same of the report; RETURNED, an outcome was sent back; CONTINUING, it was closed by a report to the mayor; else
ON_TIME, be it closed, open, merged or cancelled. The files keep them apart: none has two of the reasons.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from infra.clock import SEOUL

FOLDER: Final = Path(__file__).parent / "year2024"
QUARTERS: Final = ("q1", "q2", "q3", "q4")
ENTRIES: Final = ("registry", "engagement")
"""Files of single requests."""
YEAR: Final = 2024
STARTS_AT: Final = datetime(YEAR, 1, 2, 8, 0, tzinfo=SEOUL)
"""What the manual clock shows first: it is chosen before anything is entered."""
ENDS_AT: Final = datetime(YEAR, 12, 2, 9, 0, tzinfo=SEOUL)
"""What it shows when the sample is loaded (decided.md, Time in the sample)."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line of what was done."""

    at: datetime
    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One 간부회의."""

    key: str
    title: str
    at: datetime
    tidied: datetime | None
    memo: str | None


@dataclass(frozen=True, slots=True)
class Lagging:
    """What a quarterly check found wanting."""

    quarter: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive and what was done with it, in order."""

    ref: int
    issued_at: datetime
    by: str
    kind: str
    text: str
    is_text_hidden: bool
    is_confidential: bool
    is_shared_by_deputy: bool
    meeting: str | None
    """Key of the meeting."""
    venue: str | None
    """Where it was said, where that is no meeting of the files."""
    line: int | None
    origin: tuple[str, str] | None
    lagging: Lagging | None
    acts: tuple[Act, ...]

    @property
    def is_shared_at_once(self) -> bool:
        """Whether it is shared with its making."""
        return bool(self.acts) and self.acts[0].name == "share" and self.acts[0].at == self.issued_at


@dataclass(frozen=True, slots=True)
class Entry:
    """One request of the registry's file."""

    name: str
    at: datetime | None
    user: str
    path: str
    body: dict[str, object]


@dataclass(frozen=True, slots=True)
class Story:
    """All of it."""

    meetings: tuple[Meeting, ...]
    directives: tuple[Directive, ...]
    replies: dict[str, dict[str, str]]
    entries: tuple[Entry, ...]


def read_story() -> Story:
    """Return the year as the files tell it."""
    quarters = [_read(name) for name in QUARTERS]
    meetings = tuple(_read_meeting(each) for quarter in quarters for each in quarter["meeting"])
    by_key = {meeting.key: meeting for meeting in meetings}
    directives = tuple(_read_directive(each, by_key) for quarter in quarters for each in quarter["directive"])
    entries = tuple(_read_entry(each) for name in ENTRIES for each in _read(name)["request"])
    return Story(meetings, directives, _read("replies"), entries)


def read_moment(text: str) -> datetime:
    """Return a moment of the year, such as `01-02 09:30` in Seoul."""
    return datetime.strptime(f"{YEAR}-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _read_meeting(told: dict[str, str]) -> Meeting:
    tidied = told.get("tidied")
    memo = told.get("memo")
    return Meeting(
        key=told["key"],
        title=told["title"],
        at=read_moment(told["at"]),
        tidied=read_moment(tidied) if tidied else None,
        memo=memo.strip() if memo else None,
    )


def _read_directive(told: dict[str, Any], meetings: dict[str, Meeting]) -> Directive:
    meeting = meetings[told["meeting"]] if "meeting" in told else None
    said = meeting.tidied or meeting.at if meeting else read_moment(told["said"])
    return Directive(
        ref=told["ref"],
        issued_at=said,
        by="operator" if "line" in told else told.get("by", "mayor"),
        kind=told["kind"],
        text=told["text"],
        is_text_hidden=told.get("hidden", False),
        is_confidential=told.get("confidential", False),
        is_shared_by_deputy=told.get("deputy", False),
        meeting=meeting.key if meeting else None,
        venue=meeting.title if meeting else told.get("venue"),
        line=told.get("line"),
        origin=_read_origin(told["origin"]) if "origin" in told else None,
        lagging=Lagging(*told["lagging"]) if "lagging" in told else None,
        acts=tuple(_read_acts(told["acts"])),
    )


def _read_origin(text: str) -> tuple[str, str]:
    kind, _, key = text.partition(" ")
    return kind, key


def _read_acts(lines: list[str]) -> Iterator[Act]:
    for line in lines:
        day, time, name, *rest = line.split(" ", 3)
        yield Act(read_moment(f"{day} {time}"), name, rest[0] if rest else "")


def _read_entry(told: dict[str, Any]) -> Entry:
    at = read_moment(told["at"]) if "at" in told else None
    return Entry(told["name"], at, told.get("user", "operator"), told["path"], told["body"])
