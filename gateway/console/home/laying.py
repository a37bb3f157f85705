"""내 할 일: what somebody owes today and what others owe, laid out from rows by role (screens.md)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gateway.auth import Principal
from gateway.console.directives.board import Query, share_chip
from gateway.console.home.parts import (
    SHOWN,
    Act,
    Ground,
    Group,
    Home,
    Number,
    Task,
    Way,
    by_report,
    count_due,
    find_calm,
    group_by_due,
    list_offices,
    make_group,
    make_task,
    write_chase,
)
from gateway.console.meetings.briefing import OVERDUE_DAYS, TO_DECIDE, Decision, Late, Whose, Why, list_candidates
from gateway.console.present import SOON_DAYS, state_chip
from gateway.console.words import _
from gateway.queries.directive_board import LATE, Filter, Item
from gateway.views.concurrence import Row as Concurrence

WHOSE_LABELS: Final[Mapping[Whose, str]] = {
    Whose.OFFICE: "공유 지연(기획감사실)",
    Whose.LEAD: "보고 지연(주관부서)",
    Whose.ADDRESSEE: "회신 지연(받은 부서)",
}
WHAT_IS_LATE: Final[Mapping[Whose, str]] = {Whose.OFFICE: "공유", Whose.LEAD: "우선보고", Whose.ADDRESSEE: "회신"}
ALL_LATE: Final = "/briefing#late"
"""Where every clock that has run out is listed, replies among them."""


def lay_out_officer(
    items: Iterable[Item],
    supporting: Iterable[Item],
    asked: Iterable[Concurrence],
    code: str,
    names: Mapping[str, str],
    ground: Ground,
) -> Home:
    """Return the page of an officer: what the department owes by due date, and what it waits for.

    `names` are those of the departments that ask for concurrence, by code.
    """
    known = list(items)
    tasks = [task for item in known for task in _list_owed(item, code, ground)]
    tasks += [make_task(item, _("확인"), "acknowledge", None, ground) for item in supporting]
    tasks += [_make_concurrence(row, names) for row in asked if is_waiting_for(row, code)]
    waiting = [task for item in known for task in _list_awaited(item, code, ground)]
    first = next((item for item in sorted(known, key=by_report) if _owes_report(item, code)), None)
    return Home(
        numbers=count_due(tasks, ground.today, ("#late", "#today", "#soon")),
        act=Act(_("보고 쓰기"), ground.find_way(first, "report")) if first else None,
        mine=group_by_due(tasks, ground.today),
        others=[make_group("waiting", _("다른 부서를 기다리는 일"), waiting, "")] if waiting else [],
        calm=find_calm(tasks, ground.today),
    )


def _list_owed(item: Item, code: str, ground: Ground) -> Iterator[Task]:
    """Yield what a department owes of one directive, each once."""
    reply = item.replies.get(code)
    is_lead = item.lead == code
    if is_lead and item.state == "SHARED" and item.report_due is not None:
        yield make_task(item, _("보고 쓰기"), "report", item.report_due, ground)
    elif is_lead and item.state == "RETURNED":
        yield make_task(item, _("보완해 다시 제출"), "outcome", None, ground, chip=state_chip(item.state))
    elif is_lead and item.state in {"REPORTED", "IN_PROGRESS"}:
        yield make_task(item, _("결과 제출"), "outcome", None, ground, chip=state_chip(item.state))
    elif code not in item.seen_by and item.state == "SHARED" and reply is None:
        yield make_task(item, _("확인"), "acknowledge", None, ground)
    if reply is not None and reply.get("replied_on") is None and reply.get("due") is not None:
        yield make_task(item, _("회신 쓰기"), "reply", date.fromisoformat(reply["due"]), ground)


def _list_awaited(item: Item, code: str, ground: Ground) -> Iterator[Task]:
    """Yield what a lead waits for: the office's acceptance, the replies of those addressed."""
    if item.lead != code:
        return
    if item.state == "OUTCOME_SUBMITTED":
        yield make_task(item, _("완료 확인"), "", None, ground, chip=state_chip(item.state), who=_("기획감사실"))
    left = [each for each, reply in item.replies.items() if each != code and reply.get("replied_on") is None]
    if left and item.ended_on is None:
        dues = [date.fromisoformat(item.replies[each]["due"]) for each in left if item.replies[each].get("due")]
        who = _("%(n)s곳", n=len(left))
        yield make_task(item, _("회신"), "", min(dues, default=None), ground, who=who)


def _owes_report(item: Item, code: str) -> bool:
    return item.lead == code and item.state == "SHARED" and item.report_due is not None


def is_waiting_for(row: Concurrence, code: str) -> bool:
    """Tell whether a department has yet to answer a request for concurrence."""
    return row.state == "PENDING" and code in row.departments and code not in row.concurred


def _make_concurrence(row: Concurrence, names: Mapping[str, str]) -> Task:
    who = names.get(row.by, row.by) if row.by else _("기획감사실")
    return Task(_("협조 회신"), f"/concurrences/{row.concurrence}", _("협조"), row.title, None, None, who)


def lay_out_operator(
    to_share: Sequence[Item],
    to_accept: Sequence[Item],
    late: Sequence[Item],
    quarter: str,
    unchecked: int,
    minutes: int | None,
    ground: Ground,
) -> Home:
    """Return the page of the coordinating office: to share, to accept, to check, and who is late with what."""
    shares = [
        make_task(
            item, _("공유"), "share", item.share_due, ground, chip=share_chip(item, ground.today, ground.calendar)
        )
        for item in to_share
    ]
    accepts = [
        make_task(item, _("완료 확인"), "accept", None, ground, chip=state_chip(item.state), who=item.lead_name or "")
        for item in to_accept
    ]
    today = ground.today.isoformat()
    links = (
        Query(overdue="share", sort="share_due").link(),
        Query(state="ISSUED", due_from=today, due_until=today).link(),
        Query(state="ISSUED", due_from=today, due_until=_until_soon(ground), sort="share_due").link(),
    )
    numbers = count_due(shares, ground.today, links)
    mine = [
        make_group("share", _("공유할 것"), shares, Query(state="ISSUED", sort="share_due").link()),
        make_group("accept", _("완료 확인할 것"), accepts, Query(state="OUTCOME_SUBMITTED").link()),
    ]
    ways = []
    if unchecked and "/reports/{quarter}/check" in ground.pages:
        text = _("점검하지 않은 %(n)s건", n=unchecked)
        ways.append(Way(_("%(quarter)s 분기 점검", quarter=quarter), f"/reports/{quarter}/check", text))
    act = Act(_("받아적기"), "/memo") if "/memo" in ground.pages else None
    return Home(
        numbers=numbers,
        act=act if not shares else Act(_("공유하기"), shares[0].way),
        mine=[group for group in mine if group.tasks],
        offices=list_offices(late, ground),
        chase=write_chase(late, ground),
        ways=ways,
        note=_tell_cutoff(minutes),
        calm=find_calm(shares, ground.today),
    )


def _tell_cutoff(minutes: int | None) -> str:
    if minutes is None:
        return _("오늘은 휴무일입니다.")
    return _("오늘 공유 마감까지 %(n)s분", n=f"{minutes:,}") if minutes else _("오늘 근무시간이 끝났습니다.")


def lay_out_mayor(
    counts: Mapping[str, int],
    late: Sequence[Late],
    returned: Sequence[Item],
    near: Sequence[int],
    ground: Ground,
) -> Home:
    """Return the page of the mayor and the executives: late by whose delay, what is five days late, what to decide.

    `late` are the clocks that have run out, the longest first (`briefing.list_late`), `returned` what was sent back.
    """
    overdue = [each for each in late if each.days >= OVERDUE_DAYS]
    longest: dict[str, Late] = {}
    for each in overdue:
        longest.setdefault(each.item.directive, each)
    late_link = Query(state="LATE", sort="due").link()
    today, until = ground.today.isoformat(), _until_soon(ground)
    by_day = [Query(due_from=today, due_until=last, sort="due").link() for last in (today, until)]
    items = {item.directive: item for item in (*(each.item for each in late), *returned)}
    return Home(
        numbers=[
            Number(_("지연"), near[0], late_link, is_alarming=near[0] > 0),
            Number(_("오늘"), near[1], by_day[0]),
            Number(_("3일 안"), near[2], by_day[1]),
            *(_count_overdue(whose, counts[f"{whose}_overdue"]) for whose in Whose),
        ],
        mine=[
            Group(
                "overdue",
                _("5근무일 이상 늦은 것"),
                [_make_overdue(each, overdue, ground) for each in list(longest.values())[:SHOWN]],
                len(longest),
                ALL_LATE if len(longest) > SHOWN else "",
                is_alarming=bool(longest),
                empty=_("없습니다."),
            )
        ],
        offices=list_offices([each.item for each in late if each.whose is Whose.LEAD], ground),
        decide=[_make_decision(each) for each in list_candidates(items.values(), late)[:TO_DECIDE]],
        calm=_("늦은 지시가 없습니다.") if not late else "",
    )


def _count_overdue(whose: Whose, count: int) -> Number:
    return Number(_(WHOSE_LABELS[whose]), count, Query(overdue=whose, sort="due").link(), is_alarming=count > 0)


def _make_overdue(late: Late, overdue: Iterable[Late], ground: Ground) -> Task:
    """Return the longest delay of a directive; several departments that owe their replies are counted."""
    owing = [each for each in overdue if (each.item.directive, each.whose) == (late.item.directive, late.whose)]
    who = _("%(who)s 등 %(n)s곳", who=late.who, n=len(owing)) if len(owing) > 1 else late.who
    return make_task(late.item, _(WHAT_IS_LATE[late.whose]), "", late.due, ground, who=who)


def _make_decision(decision: Decision) -> Task:
    """Return what waits for a word from above, as the briefing of a meeting has it."""
    item = decision.item
    chip = state_chip(item.state) if decision.why is Why.RETURNED else None
    return Task(f"{decision.ask}, {decision.told}", f"/directives/{item.directive}", item.number, item.text, chip, None)


def choose_days(today: date, reader: Principal) -> list[Filter]:
    """Return what a mayor's first numbers count: late, today, within three days."""
    until = today + timedelta(days=SOON_DAYS)
    near = [Filter(today, reader, due_from=today, due_until=last) for last in (today, until)]
    return [Filter(today, reader, states=(LATE,)), *near]


def _until_soon(ground: Ground) -> str:
    return (ground.today + timedelta(days=SOON_DAYS)).isoformat()


def lay_out_watcher(ways: Sequence[Way], backdated: Sequence[Item], ground: Ground) -> Home:
    """Return the page of who looks after the house: the pages that fit, and what was entered later than it happened."""
    tasks = [
        make_task(item, _("소급 입력"), "", None, ground, chip=state_chip(item.state), who=item.lead_name or "")
        for item in backdated
    ]
    title = _("나중에 입력한 지시")
    return Home(mine=[make_group("backdated", title, tasks, "")] if tasks else [], ways=ways)
