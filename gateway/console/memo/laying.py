"""받아적기: the rows that a memo becomes, what was typed into them, and the drafts that they are sent as (DIR-03)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.calendar import Calendar
from contracts.calendar.policies import DeadlinePolicy, choose_policy
from contracts.directives import DirectiveKind, Draft, ShareDirective
from contracts.registry import DepartmentKind
from gateway.console.directives.deadlines import REPORT_POLICIES, choose_report, find_end
from gateway.console.forms import TEXT_LIMIT, Entry, read_count, read_field
from gateway.console.words import _
from gateway.drafting import (
    Memory,
    Similar,
    check_days,
    find_alike,
    find_named,
    guess_kind,
    guess_lead,
)
from gateway.memo import Item, Memo, read_memo
from gateway.views.department import Row as Department
from infra.clock import SEOUL

PATH: Final = "/memo"
MOST_ROWS: Final = 100
"""contracts.directives.SplitNote."""
EVERYBODY: Final = "전 부서"
ENDS_AT: Final = time(18, 0)
"""End of the working day (domain.md 4.1): what is said today is shared by then."""
NAME_LENGTH: Final = 3
"""Shorter names of departments are words of other things too."""


@dataclass(frozen=True, slots=True)
class RowEntry:
    """One row as it was typed."""

    line: int
    source: str
    """The item of the memo that it came from: an unchanged one keeps what was typed into its row."""
    heading: str
    text: str
    kind: str
    lead: str = ""
    """A department's name, as typed."""
    supporting: str = ""
    """Names with commas between them, or `전 부서`: then each must reply for itself."""
    is_hidden: bool = False
    is_out: bool = False
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemoEntry(Entry):
    """The whole form."""

    text: str = ""
    meeting: str = ""
    meeting_id: str = ""
    """Of the registry, where the memo was opened from its page."""
    note: str = ""
    """Id of a memo that was saved before."""
    version: int = 0
    rows: tuple[RowEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What suggestions and checks rest on."""

    today: date
    departments: Sequence[Department]
    memory: Memory

    @property
    def names(self) -> dict[str, str]:
        """Return the departments' names by code."""
        return {row.code: row.name for row in self.departments}

    @property
    def codes(self) -> dict[str, str]:
        """Return the departments' codes by name."""
        return {row.name: row.code for row in self.departments}


@dataclass(frozen=True, slots=True)
class RowView:
    """One row with what is said about it."""

    entry: RowEntry
    kind_why: str
    lead_why: str
    alike: Similar | None
    hints: list[str]


@dataclass(frozen=True, slots=True)
class Due:
    """What a directive shared today would owe, by kind."""

    share: date
    reports: dict[str, date | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """The changing part of the page."""

    rows: list[RowView]
    left_out: tuple[Item, ...]
    taken: int
    """Rows that are to be directives."""
    unassigned: int
    minutes: int | None
    """To the end of the working day; None on a day off, 0 once it is over."""
    due: Due


@dataclass(frozen=True, slots=True)
class Planned:
    """What a row is sent as: a draft, and a share of its own where each of several departments must reply."""

    row: int
    draft: Draft
    share: ShareDirective | None = None

    @property
    def lead(self) -> str | None:
        """Return the department that gets it at once; None where it waits to be shared."""
        return self.share.lead if self.share else self.draft.lead

    @property
    def supporting(self) -> tuple[str, ...]:
        """Return the departments beside the lead."""
        return self.share.supporting if self.share else self.draft.supporting

    @property
    def addressees(self) -> tuple[str, ...]:
        """Return the departments that must each reply."""
        return self.share.addressees if self.share else ()


def read_entry(form: FormData) -> MemoEntry:
    """Return the form as it was typed."""
    return MemoEntry(
        key=read_field(form, "key"),
        text=read_field(form, "text"),
        meeting=read_field(form, "meeting"),
        meeting_id=read_field(form, "meeting_id"),
        note=read_field(form, "note"),
        version=read_count(form, "version"),
        rows=tuple(_read_row(form, place) for place in range(min(read_count(form, "rows"), MOST_ROWS))),
    )


def _read_row(form: FormData, place: int) -> RowEntry:
    def read(name: str) -> str:
        return read_field(form, f"{name}-{place}")

    kind = read("kind")
    return RowEntry(
        line=read_count(form, f"line-{place}"),
        source=read("source"),
        heading=read("heading"),
        text=read("text"),
        kind=kind if kind in set(DirectiveKind) else DirectiveKind.SIMPLE,
        lead=read("lead"),
        supporting=read("supporting"),
        is_hidden=read("visibility") == "hidden",
        is_out=bool(read("out")),
    )


def follow_memo(entry: MemoEntry, ground: Ground) -> tuple[MemoEntry, Memo]:
    """Return the form with a row for each item of the memo; an item that is as it was keeps its row.

    What is more than one act can share is left out, and shown as such. A memo beyond its limit is not read at all.
    """
    if len(entry.text) > TEXT_LIMIT:
        return entry, Memo((), ())
    read = read_memo(entry.text)
    memo = Memo(read.items[:MOST_ROWS], (*read.left_out, *read.items[MOST_ROWS:]))
    known: dict[str, list[RowEntry]] = {}
    for row in entry.rows:
        known.setdefault(row.source, []).append(row)
    rows = []
    for item in memo.items:
        kept = known.get(item.text)
        old = kept.pop(0) if kept else None
        rows.append(replace(old, line=item.line, heading=item.heading) if old else make_row(item, ground))
    return replace(entry, rows=tuple(rows)), memo


def is_followed(entry: MemoEntry, followed: MemoEntry) -> bool:
    """Tell whether a form's rows were those of its memo: they come after it is typed, and never without scripts."""
    return [row.source for row in entry.rows] == [row.source for row in followed.rows]


def make_row(item: Item, ground: Ground) -> RowEntry:
    """Return the row of an item with all that is suggested for it."""
    lead, _why = _suggest_lead(item.text, ground)
    named = find_named(item.text, _list_long_names(ground))
    names = [ground.names[code] for code in named.supporting if code != lead]
    return RowEntry(
        line=item.line,
        source=item.text,
        heading=item.heading,
        text=item.text,
        kind=guess_kind(item.text).kind,
        lead=ground.names.get(lead or "", ""),
        supporting=EVERYBODY if named.is_everybody else ", ".join(names),
    )


def _suggest_lead(text: str, ground: Ground) -> tuple[str | None, str]:
    named = find_named(text, _list_long_names(ground))
    if named.lead is not None:
        return named.lead, _("글에 적힌 부서")
    others = set(ground.names) - set(named.supporting)
    if found := guess_lead(ground.memory, text, others):
        return found.lead, _("비슷한 이전 지시 %(n)s건의 주관부서", n=found.count)
    return None, ""


def _list_long_names(ground: Ground) -> dict[str, str]:
    return {name: code for name, code in ground.codes.items() if len(name) >= NAME_LENGTH}


def view_row(row: RowEntry, ground: Ground) -> RowView:
    """Return a row with the reasons of what still stands in it as suggested, and with its hints."""
    kind, (lead, lead_why) = guess_kind(row.text), _suggest_lead(row.text, ground)
    is_kind_guessed = kind.word and row.kind == kind.kind
    is_lead_guessed = lead is not None and row.lead == ground.names[lead]
    return RowView(
        entry=row,
        kind_why=_("‘%(word)s’이라는 말", word=kind.word) if is_kind_guessed else "",
        lead_why=lead_why if is_lead_guessed else "",
        alike=find_alike(ground.memory, row.text),
        hints=check_days(row.text, ground.today),
    )


def lay_out_desk(
    entry: MemoEntry,
    left_out: tuple[Item, ...],
    ground: Ground,
    calendar: Calendar,
    policies: Iterable[DeadlinePolicy],
    now: datetime,
) -> Desk:
    """Return the rows with their suggestions, the key numbers and what would be due."""
    taken = [row for row in entry.rows if not row.is_out]
    return Desk(
        rows=[view_row(row, ground) for row in entry.rows],
        left_out=left_out,
        taken=len(taken),
        unassigned=sum(not row.lead for row in taken),
        minutes=count_minutes_left(now, calendar),
        due=find_due(ground.today, calendar, policies),
    )


def find_due(day: date, calendar: Calendar, policies: Iterable[DeadlinePolicy]) -> Due:
    """Return when a directive that is issued and shared on a day is due (DIR-04, DIR-06)."""
    known = list(policies)
    share = find_end(choose_policy(known, "DIR_SHARE", day), day, calendar)
    reports = {kind: find_end(choose_report(known, kind, day), day, calendar) for kind in REPORT_POLICIES}
    return Due(share or day, reports)


def count_minutes_left(now: datetime, calendar: Calendar) -> int | None:
    """Return the minutes to the end of the working day: 0 once it is over, None where there is none."""
    local = now.astimezone(SEOUL)
    if not calendar.is_business_day(local.date()):
        return None
    end = datetime.combine(local.date(), ENDS_AT, SEOUL)
    return max((end - local) // timedelta(minutes=1), 0)


def check_entry(entry: MemoEntry, ground: Ground) -> MemoEntry:
    """Return the form with the errors in it, by field and by row."""
    errors: dict[str, str] = {}
    taken = [row for row in entry.rows if not row.is_out]
    if not entry.text:
        errors["text"] = _("메모를 붙여 넣거나 적으세요.")
    elif len(entry.text) > TEXT_LIMIT:
        over = len(entry.text) - TEXT_LIMIT
        errors["text"] = _("메모는 4,000자까지입니다. %(n)s자를 줄이거나 둘로 나누세요.", n=f"{over:,}")
    elif not taken:
        errors["text"] = _("공유할 행이 없습니다. 메모에 □, ❍, -로 시작하는 줄을 적으세요.")
    rows = tuple(row if row.is_out else replace(row, errors=_check_row(row, ground)) for row in entry.rows)
    return replace(entry, errors=errors, rows=rows)


def has_errors(entry: MemoEntry) -> bool:
    """Tell whether anything must be mended before the form may go."""
    return bool(entry.errors) or any(row.errors for row in entry.rows)


def _check_row(row: RowEntry, ground: Ground) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not row.text:
        errors["text"] = _("지시 내용을 적거나 이 행을 빼세요.")
    elif len(row.text) > TEXT_LIMIT:
        errors["text"] = _("지시 내용은 4,000자까지입니다. 줄이세요.")
    if row.lead and find_department(row.lead, ground) is None:
        errors["lead"] = _("‘%(name)s’ 부서가 없습니다. 목록에서 고르세요.", name=row.lead)
    names = split_names(row.supporting)
    unknown = [name for name in names if not is_everybody(name) and find_department(name, ground) is None]
    if unknown:
        errors["supporting"] = _("‘%(name)s’ 부서가 없습니다. 쉼표로 나누어 적으세요.", name=", ".join(unknown))
    elif names and not row.lead:
        errors["lead"] = _("협조부서가 있으면 주관부서도 고르세요.")
    elif find_department(row.lead, ground) in {find_department(name, ground) for name in names} - {None}:
        errors["supporting"] = _("주관부서는 협조부서로 다시 적을 수 없습니다.")
    return errors


def split_names(typed: str) -> list[str]:
    """Return the names that were typed with commas between them."""
    return [name for each in typed.replace("\n", ",").replace("、", ",").split(",") if (name := each.strip())]


def is_everybody(name: str) -> bool:
    """Tell whether a name stands for all departments."""
    return "".join(name.split()) in {"전부서", "모든부서", "각부서"}


def find_department(name: str, ground: Ground) -> str | None:
    """Return the code of the department of a name; blanks do not count, and the beginning is enough where it is one's.

    None for a name that is nobody's, or several ones'.
    """
    wanted = "".join(name.split())
    found = {"".join(row.name.split()): row.code for row in ground.departments}
    if not wanted:
        return None
    if wanted in found:
        return found[wanted]
    begun = [code for each, code in found.items() if each.startswith(wanted)]
    return begun[0] if len(begun) == 1 else None


def plan_rows(entry: MemoEntry, ground: Ground) -> list[Planned] | None:
    """Return what the rows of a form that was checked are sent as; None where a sign in it cannot be stored."""
    try:
        return [_plan_row(place, row, ground) for place, row in enumerate(entry.rows) if not row.is_out]
    except ValidationError:
        return None


def _plan_row(place: int, row: RowEntry, ground: Ground) -> Planned:
    lead, names = find_department(row.lead, ground), split_names(row.supporting)
    supporting = tuple(dict.fromkeys(code for name in names if (code := find_department(name, ground))))
    draft = Draft(
        text=row.text, kind=DirectiveKind(row.kind), is_text_hidden=row.is_hidden, line=max(row.line, 1), lead=lead
    )
    if lead is None or not any(map(is_everybody, names)):
        return Planned(place, draft.model_copy(update={"supporting": supporting}))
    named = {lead, *supporting}
    others = tuple(
        each.code for each in ground.departments if each.kind != DepartmentKind.BUREAU and each.code not in named
    )
    share = ShareDirective(lead=lead, supporting=supporting, addressees=others)
    return Planned(place, draft.model_copy(update={"lead": None}), share)


def refuse_row(entry: MemoEntry, row: int, message: str) -> MemoEntry:
    """Return the form with a refusal at one of its rows."""
    rows = list(entry.rows)
    rows[row] = replace(rows[row], errors={"text": message})
    return replace(entry, rows=tuple(rows))
