"""회의 브리핑: what moved since the last meeting, three things to decide, whose delay, what is done. One A4 page.

The rows are of now; every number is the length of a list on the page, or of the board that its link opens.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Final

from contracts.calendar import Calendar, count_business_days_late
from gateway.console.present import format_day
from gateway.console.words import _
from gateway.queries.directive_board import Item
from gateway.views.directive_board import PREFIX
from gateway.views.history import Row as Event
from infra.clock import SEOUL

WORDS: Final[Mapping[str, str]] = {
    "directives.directive_issued.v1": "새 지시",
    "directives.directive_shared.v1": "공유",
    "directives.directive_transferred.v1": "소관 이관",
    "directives.priority_report_submitted.v1": "우선보고",
    "directives.addressee_replied.v1": "회신",
    "directives.progress_updated.v1": "진행",
    "directives.outcome_submitted.v1": "처리결과",
    "directives.outcome_returned.v1": "보완 요청",
    "directives.directive_closed.v1": "완료",
    "directives.directive_closed_as_continuing.v1": "계속관리 종결",
    "directives.directive_cancelled.v1": "취소",
    "directives.directive_merged.v1": "병합",
}
"""Events that move a directive; what timers and readers leave behind does not."""
ENDINGS: Final = frozenset({"완료", "계속관리 종결", "취소", "병합"})
TO_DECIDE: Final = 3
"""Things to decide at one meeting (screens.md)."""
RETURNED_OFTEN: Final = 2
OVERDUE_DAYS: Final = 5
"""Business days after which a lateness reaches the mayor (DIR-20)."""
LEAST_RANKED: Final = 5
"""Below so many late directives their order by department says nothing (screens.md)."""
ON_PAPER: Final = 3
"""Lines of a list that the page has room for."""
SHOWN_TALLIES: Final = 4
"""Departments that are named with how many of their clocks run late."""
ON_SCREEN: Final = 8
"""Lines of a list that stand open on a screen."""


class Whose(StrEnum):
    """Whose clock runs late: the coordinating office's share, the lead's report, an addressee's reply."""

    OFFICE = "share"
    LEAD = "report"
    ADDRESSEE = "reply"


class Why(StrEnum):
    """Why the mayor has to decide; of several the first counts."""

    RETURNED = "returned"
    OVERDUE = "overdue"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class Late:
    """One clock that has run out: whose, by how many business days, and why."""

    item: Item
    whose: Whose
    who: str
    due: date
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to decide: what speaks for it, and what the mayor can say."""

    item: Item
    why: Why
    days: int
    told: str
    ask: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a directive."""

    word: str
    day: date


@dataclass(frozen=True, slots=True)
class Moved:
    """A directive and what happened to it."""

    item: Item
    steps: list[Step]

    @property
    def has_ended(self) -> bool:
        """Tell whether it ended within the days that the page tells of; the state of now may be of later."""
        return any(step.word in ENDINGS for step in self.steps)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many clocks of a department run late."""

    who: str
    count: int


@dataclass(frozen=True, slots=True)
class Briefing:
    """The page."""

    decisions: list[Decision]
    undecided: int
    """How many more there were to choose from."""
    moved: list[Moved]
    kinds: list[tuple[str, int]]
    """How often each thing happened."""
    late: list[Late]
    tallies: list[Tally]
    is_ranked: bool
    done: list[Moved]

    def count_late(self, whose: str) -> int:
        """Return how many clocks of one kind run late."""
        return sum(late.whose == whose for late in self.late)


def brief(
    items: Sequence[Item],
    events: Iterable[Event],
    names: Mapping[str, str],
    causes: Mapping[str, str],
    *,
    today: date,
    calendar: Calendar,
) -> Briefing:
    """Return the page from the directives that run or moved, and from what happened to them."""
    by_key = {item.directive: item for item in items}
    late = list_late(items, names, causes, today=today, calendar=calendar)
    candidates = list_candidates(items, late)
    moved = list(_list_moved(by_key, events))
    tallies, is_ranked = tally(late)
    return Briefing(
        decisions=candidates[:TO_DECIDE],
        undecided=max(len(candidates) - TO_DECIDE, 0),
        moved=[each for each in moved if not each.has_ended],
        kinds=Counter(step.word for each in moved for step in each.steps).most_common(),
        late=late,
        tallies=tallies,
        is_ranked=is_ranked,
        done=[each for each in moved if each.has_ended],
    )


def list_candidates(items: Iterable[Item], late: Iterable[Late]) -> list[Decision]:
    """Return what the mayor could decide, the most pressing first.

    The rule: an outcome that was returned twice or more; then a report, or a reply, that is five business days late or
    more (by then the mayor is told, DIR-20); then what the coordinating office has not shared in time, because nobody
    leads it. More returns and more days come first, and of equals the older directive.
    """
    overdue = {each.item.directive: each for each in sorted(late, key=attrgetter("days"))}
    found = [each for item in items if (each := _find_decision(item, overdue.get(item.directive))) is not None]
    order = list(Why)
    return sorted(found, key=lambda each: (order.index(each.why), -each.item.returns, -each.days, each.item.ordinal))


def _find_decision(item: Item, late: Late | None) -> Decision | None:
    if item.ended_on is None and item.returns >= RETURNED_OFTEN:
        told = _("처리결과를 %(n)s번 돌려보냄", n=item.returns)
        return Decision(item, Why.RETURNED, 0, told, _("추진 방향을 다시 정해야 함"))
    if late is None:
        return None
    if late.whose is Whose.OFFICE:
        told = _("공유가 %(n)s근무일 늦음, %(why)s", n=late.days, why=late.reason)
        return Decision(item, Why.UNASSIGNED, late.days, told, _("주관부서를 정해야 함"))
    if late.days < OVERDUE_DAYS:
        return None
    told = _("%(who)s, %(n)s근무일 늦음, %(why)s", who=late.who, n=late.days, why=late.reason)
    return Decision(item, Why.OVERDUE, late.days, told, _("기한을 다시 정하거나 부서장 보고를 받아야 함"))


def list_late(
    items: Iterable[Item],
    names: Mapping[str, str],
    causes: Mapping[str, str],
    *,
    today: date,
    calendar: Calendar,
) -> list[Late]:
    """Return every clock that has run out, the longest first; counted as the board counts them."""
    found: list[Late] = []
    for item in items:
        for whose, code, due in _list_overdue(item, today):
            who = names.get(code, code) if code else _("총괄부서")
            days = count_business_days_late(calendar, due, today)
            found.append(Late(item, whose, who, due, days, _find_reason(item, whose, code, causes)))
    return sorted(found, key=lambda late: (-late.days, late.due, late.item.ordinal, late.who))


def _list_overdue(item: Item, today: date) -> Iterable[tuple[Whose, str, date]]:
    if item.ended_on is not None:
        return
    if item.state == "ISSUED" and item.share_due < today:
        yield Whose.OFFICE, "", item.share_due
    if item.state == "SHARED" and item.report_due is not None and item.report_due < today:
        yield Whose.LEAD, item.lead or "", item.report_due
    for code, reply in item.replies.items():
        due = reply.get("due")
        if due and not reply.get("replied_on") and date.fromisoformat(due) < today:
            yield Whose.ADDRESSEE, code, date.fromisoformat(due)


def _find_reason(item: Item, whose: Whose, code: str, causes: Mapping[str, str]) -> str:
    """Return why a clock runs late, as far as the record tells: the department's own words go first."""
    if whose is Whose.OFFICE:
        return _("주관부서를 정하지 못함")
    if (cause := causes.get(item.directive)) and not item.is_withheld:
        return cause
    if code not in item.seen_by:
        return _("아직 열어 보지 않음")
    if whose is Whose.LEAD and item.team:
        return _("담당팀을 정했으나 보고하지 않음")
    return _("열어 보았으나 보고하지 않음")


def tally(late: Iterable[Late]) -> tuple[list[Tally], bool]:
    """Return the late clocks by department, and whether their order says anything: not below five.

    The coordinating office is not among them: its delay is told apart from the departments' (DIR-04).
    """
    counts = Counter(each.who for each in late if each.whose is not Whose.OFFICE)
    is_ranked = counts.total() >= LEAST_RANKED
    tallies = [Tally(who, count) for who, count in counts.items()]
    return sorted(tallies, key=lambda each: (-each.count if is_ranked else 0, each.who)), is_ranked


def _list_moved(by_key: Mapping[str, Item], events: Iterable[Event]) -> Iterable[Moved]:
    """Yield the directives that moved, the last one first; several steps of one on a day are told once."""
    ordered = sorted(events, key=lambda event: (event.stream, event.position))
    groups = [(stream, list(group)) for stream, group in groupby(ordered, key=attrgetter("stream"))]
    for stream, group in sorted(groups, key=lambda each: -each[1][-1].position):
        item = by_key.get(stream.removeprefix(PREFIX))
        if item is not None:
            steps = [Step(WORDS[event.type], event.effective_at.astimezone(SEOUL).date()) for event in group]
            yield Moved(item, list(dict.fromkeys(steps)))


def tell_span(last: tuple[str, date] | None, until: date) -> str:
    """Return which days the page tells of, in a sentence; `last` is the last meeting's title and day."""
    if last is None:
        return _("지난 회의 기록이 없어 최근 7일(%(until)s까지) 동안 움직인 것임", until=format_day(until))
    title, day = last
    return _(
        "지난 회의(%(title)s, %(day)s)부터 %(until)s까지 움직인 것임",
        title=title,
        day=format_day(day),
        until=format_day(until),
    )
