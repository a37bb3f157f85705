"""What people typed: parsed, checked, and kept for showing again."""

from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.directives import DirectiveKind, IssueDirective, ShareDirective

TEXT_LIMIT: Final = 4_000
"""decided.md, Limits."""

MEETING_LIMIT: Final = 200
"""contracts.values.Name."""

SUPPORTING_LIMIT: Final = 60
"""contracts.directives.ShareDirective."""


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


@dataclass(frozen=True, slots=True)
class ShareEntry(Entry):
    """The form 부서 공유."""

    lead: str = ""
    supporting: tuple[str, ...] = ()
    version: int = 0
    """Version of the directive that the person saw."""


def read_field(form: FormData, name: str) -> str:
    """Return a text field with the line ends of the wire, without blanks around it."""
    value = form.get(name)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def read_count(form: FormData, name: str) -> int:
    """Return a whole number that a page put into its form; 0 where somebody changed it."""
    text = read_field(form, name)
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


def read_issue(form: FormData) -> IssueEntry:
    """Return the form 지시사항 등록 with the errors in it."""
    text, kind, meeting = (read_field(form, name) for name in ("text", "kind", "meeting"))
    errors = _check_issue(text, kind, meeting)
    return IssueEntry(key=read_field(form, "key"), errors=errors, text=text, kind=kind, meeting=meeting)


def make_issue(entry: IssueEntry) -> IssueDirective | None:
    """Return the command of a form without errors, or None where a sign in it cannot be stored."""
    try:
        return IssueDirective(text=entry.text, kind=DirectiveKind(entry.kind), meeting=entry.meeting or None)
    except ValidationError:
        return None


def _check_issue(text: str, kind: str, meeting: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not text:
        errors["text"] = "지시 내용을 입력하세요."
    elif len(text) > TEXT_LIMIT:
        over = len(text) - TEXT_LIMIT
        errors["text"] = f"지시 내용은 {TEXT_LIMIT:,}자까지입니다. 지금 {len(text):,}자이니 {over:,}자를 줄이세요."
    if kind not in set(DirectiveKind):
        errors["kind"] = "종류를 고르세요."
    if len(meeting) > MEETING_LIMIT:
        errors["meeting"] = f"회의 이름은 {MEETING_LIMIT}자까지입니다. 지금 {len(meeting)}자입니다."
    return errors


def check_share(entry: ShareEntry, codes: set[str]) -> dict[str, str]:
    """Return what is wrong with a share, by field; `codes` are the departments of the day (DIR-05)."""
    errors: dict[str, str] = {}
    if entry.lead not in codes:
        errors["lead"] = "주관부서를 한 곳 고르세요."
    if entry.lead in entry.supporting:
        errors["supporting"] = "주관부서는 협조부서로 다시 고를 수 없습니다."
    elif len(entry.supporting) > SUPPORTING_LIMIT:
        errors["supporting"] = f"협조부서는 {SUPPORTING_LIMIT}곳까지 고를 수 있습니다."
    elif not set(entry.supporting) <= codes:
        errors["supporting"] = "지금 있는 부서만 고를 수 있습니다."
    return errors


def make_share(entry: ShareEntry) -> ShareDirective:
    """Return the command of a share that was checked."""
    return ShareDirective(lead=entry.lead, supporting=entry.supporting)
