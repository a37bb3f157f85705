"""What people typed: parsed, checked, and kept for showing again."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.directives import DirectiveKind, IssueDirective, Origin, OriginKind, Visibility
from gateway.console.words import _

TEXT_LIMIT: Final = 4_000
"""decided.md, Limits."""

MEETING_LIMIT: Final = 200
"""contracts.values.Name."""

SUPPORTING_LIMIT: Final = 60
"""contracts.directives.ShareDirective."""

_NUMBER: Final = re.compile(r"[-+]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed into a form, and what is wrong with it by field."""

    key: str
    """Idempotency key, made when the form was first shown: a form sent twice is one command."""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IssueEntry(Entry):
    """The form 지시사항 등록."""

    text: str = ""
    kind: str = ""
    meeting: str = ""
    visibility: str = Visibility.OPEN
    origin: str = ""
    """`KIND:id` or `KIND:id:item`, as the addresses of boards have it (DIR-19)."""


def read_field(form: FormData, name: str) -> str:
    """Return a text field with the line ends of the wire, without blanks around it."""
    value = form.get(name)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def read_day(text: str) -> date | None:
    """Return the day of a field or an address, `2024-12-02`; None for what is none that calendars carry on from."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and 1900 <= day.year <= 2199 else None


def read_number(text: str) -> Decimal | None:
    """Return the number of a field; None for what is none, or longer than anything that is measured here."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def read_count(form: FormData, name: str) -> int:
    """Return a whole number that a page put into its form; 0 where somebody changed it."""
    text = read_field(form, name)
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


def read_issue(form: FormData) -> IssueEntry:
    """Return the form 지시사항 등록 with the errors in it."""
    names = ("text", "kind", "meeting", "visibility", "origin")
    text, kind, meeting, visibility, origin = (read_field(form, name) for name in names)
    visibility = visibility or Visibility.OPEN
    errors = _check_issue(text, kind, meeting)
    if visibility not in set(Visibility):
        errors["visibility"] = _("공개 범위를 고르세요.")
    if origin and read_origin(origin) is None:
        errors["origin"] = _("회의 결정을 목록에서 고르세요.")
    return IssueEntry(read_field(form, "key"), errors, text, kind, meeting, visibility, origin)


def make_issue(entry: IssueEntry) -> IssueDirective | None:
    """Return the command of a form without errors, or None where a sign in it cannot be stored."""
    try:
        return IssueDirective(
            text=entry.text,
            kind=DirectiveKind(entry.kind),
            meeting=entry.meeting or None,
            visibility=Visibility(entry.visibility),
            origin=read_origin(entry.origin),
        )
    except ValidationError:
        return None


def read_origin(text: str) -> Origin | None:
    """Return what a directive comes from, as an address has it; None of anything else."""
    kind, _colon, rest = text.partition(":")
    key, _colon, item = rest.partition(":")
    if kind not in set(OriginKind) or not key or (item and not (item.isascii() and item.isdecimal())):
        return None
    try:
        return Origin(kind=OriginKind(kind), id=key, item=int(item) if item else None)
    except ValidationError:
        return None


def _check_issue(text: str, kind: str, meeting: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not text:
        errors["text"] = _("지시 내용을 입력하세요.")
    elif len(text) > TEXT_LIMIT:
        counts = {"limit": f"{TEXT_LIMIT:,}", "n": f"{len(text):,}", "over": f"{len(text) - TEXT_LIMIT:,}"}
        errors["text"] = _("지시 내용은 %(limit)s자까지입니다. 지금 %(n)s자이니 %(over)s자를 줄이세요.", **counts)
    if kind not in set(DirectiveKind):
        errors["kind"] = _("종류를 고르세요.")
    if len(meeting) > MEETING_LIMIT:
        counts = {"limit": str(MEETING_LIMIT), "n": str(len(meeting))}
        errors["meeting"] = _("회의 이름은 %(limit)s자까지입니다. 지금 %(n)s자입니다.", **counts)
    return errors
