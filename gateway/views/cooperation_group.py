"""협력권: one row an inter-local group, with the days of each membership; the city itself is in each (PRJ-52)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.corrections import EntryCorrected
from contracts.projects.groups import GroupFormed, GroupJoined, GroupLeft, GroupMember
from gateway.correcting import correct

CONTEXT = "projects"
PREFIX = "group-"


@dataclass(frozen=True, slots=True)
class Row:
    """One group."""

    code: str
    name: str
    kind: str
    valid_from: date
    members: list[dict[str, Any]]
    """`partner`, `is_outside_province`, `first`, `last` (None while it is in), `reason` of leaving; in order."""
    version: int
    position: int
    corrections: list[dict[str, Any]] = field(default_factory=list)
    """`changes` of fields, `reason`, `by`, `at`: what stood before stays to be seen (PLT-02)."""

    def list_partners(self, day: date) -> list[str]:
        """Return who is in on a day beside the city itself, by code."""
        told = day.isoformat()
        return sorted(
            each["partner"]
            for each in self.members
            if each["first"] <= told and (each["last"] is None or told <= each["last"])
        )


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the group's code."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the group after the event."""
    match event.data:
        case GroupFormed() as formed:
            return _form(formed, event)
        case EntryCorrected(corrected=GroupFormed() as formed, reason=reason) if row is not None:
            return correct(row, _form_anew(row, formed, event), event, reason)
        case GroupJoined() as joined if row is not None:
            members = [*row.members, _enter(joined.member, joined.valid_from)]
        case GroupLeft() as left if row is not None:
            until = {"last": left.last_day.isoformat(), "reason": left.reason}
            is_it = [each["partner"] == left.partner and each["last"] is None for each in row.members]
            members = [{**each, **until} if it else each for each, it in zip(row.members, is_it, strict=True)]
        case _:
            return row
    return replace(row, members=members, version=event.streamversion, position=event.position)


def _form(formed: GroupFormed, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        code=event.subject.removeprefix(PREFIX),
        name=formed.name,
        kind=formed.kind,
        valid_from=formed.valid_from,
        members=[_enter(each, formed.valid_from) for each in formed.members],
        version=event.streamversion,
        position=event.position,
    )


def _form_anew(row: Row, formed: GroupFormed, event: Recorded[ProjectsEvent]) -> Row:
    """Those who were in from the beginning are corrected only while nobody has joined or left."""
    now, first = _form(formed, event), row.valid_from.isoformat()
    has_changed = any(each["first"] != first or each["last"] is not None for each in row.members)
    return replace(now, members=row.members) if has_changed else now


def _enter(member: GroupMember, first: date) -> dict[str, Any]:
    return {**member.model_dump(mode="json"), "first": first.isoformat(), "last": None, "reason": None}
