"""내 할 일: what somebody owes today and what others owe, laid out from rows by role (screens.md)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from gateway.auth import Principal
from gateway.console.board import Query, report_chip, share_chip
from gateway.console.home_parts import (
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
from gateway.console.present import SOON_DAYS, Chip, state_chip
from gateway.console.words import _
from gateway.queries.directive_board import LATE, Filter, Item
from gateway.views.concurrence import Row as Concurrence

TO_THE_MAYOR: Final = 5
"""Business days late from which on the mayor sees it (DIR-20)."""
OFTEN: Final = 2
"""Returns from which on it takes more than another return."""
TO_DECIDE: Final = 3


def lay_out_officer(
    items: Iterable[Item], supporting: Iterable[Item], asked: Iterable[Concurrence], code: str, ground: Ground
) -> Home:
    """Return the page of an officer: what the department owes by due date, and what it waits for."""
    known = list(items)
    tasks = [task for item in known for task in _list_owed(item, code, ground)]
    tasks += [make_task(item, _("확인"), "acknowledge", None, ground) for item in supporting]
    tasks += [_make_concurrence(row, ground) for row in asked if _is_waiting_for(row, code)]
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


def _is_waiting_for(row: Concurrence, code: str) -> bool:
    return row.state == "PENDING" and code in row.departments and code not in row.concurred


def _make_concurrence(row: Concurrence, ground: Ground) -> Task:
    way = f"/concurrences/{row.concurrence}"
    is_there = "/concurrences/{concurrence}" in ground.pages
    return Task(_("협조 회신"), way if is_there else "/org", _("협조"), row.title, None, None, row.by or "")


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
    counts: dict[str, int],
    late: Sequence[Item],
    returned: Sequence[Item],
    near: Sequence[int],
    ground: Ground,
) -> Home:
    """Return the page of the mayor and the executives: late by whose delay, what is five days late, what to decide."""
    overdue = [item for item in late if ground.count_late(item.due) >= TO_THE_MAYOR]
    overdue.sort(key=lambda item: (-ground.count_late(item.due), item.ordinal))
    rows = [
        make_task(item, _state_of(item), "", item.due, ground, who=_blame(item), chip=_find_chip(item, ground))
        for item in overdue[:SHOWN]
    ]
    late_link = Query(state="LATE", sort="due").link()
    title = _("5근무일 이상 늦은 것")
    more = late_link if len(overdue) > SHOWN else ""
    group = Group("overdue", title, rows, len(overdue), more, is_alarming=bool(rows), empty=_("없습니다."))
    today, until = ground.today.isoformat(), _until_soon(ground)
    by_day = [Query(due_from=today, due_until=last, sort="due").link() for last in (today, until)]
    splits = (
        ("share", _("공유 지연(기획감사실)")),
        ("report", _("보고 지연(주관부서)")),
        ("reply", _("회신 지연(받은 부서)")),
    )
    return Home(
        numbers=[
            Number(_("지연"), near[0], late_link, is_alarming=near[0] > 0),
            Number(_("오늘"), near[1], by_day[0]),
            Number(_("3일 안"), near[2], by_day[1]),
            *(
                Number(
                    label,
                    counts[f"{clock}_overdue"],
                    Query(overdue=clock, sort="due").link(),
                    counts[f"{clock}_overdue"] > 0,
                )
                for clock, label in splits
            ),
        ],
        mine=[group],
        offices=list_offices([item for item in late if item.state == "SHARED"], ground),
        decide=list(_choose_decisions(overdue, returned, ground))[:TO_DECIDE],
        calm=_("늦은 지시가 없습니다.") if not late else "",
    )


def choose_days(today: date, reader: Principal) -> list[Filter]:
    """Return what a mayor's first numbers count: late, today, within three days."""
    until = today + timedelta(days=SOON_DAYS)
    near = [Filter(today, reader, due_from=today, due_until=last) for last in (today, until)]
    return [Filter(today, reader, states=(LATE,)), *near]


def _until_soon(ground: Ground) -> str:
    return (ground.today + timedelta(days=SOON_DAYS)).isoformat()


def _state_of(item: Item) -> str:
    return _("공유") if item.state == "ISSUED" else _("우선보고")


def _blame(item: Item) -> str:
    return _("기획감사실") if item.state == "ISSUED" else item.lead_name or ""


def _find_chip(item: Item, ground: Ground) -> Chip | None:
    is_share = item.state == "ISSUED"
    return (share_chip if is_share else report_chip)(item, ground.today, ground.calendar)


def _choose_decisions(overdue: Sequence[Item], returned: Sequence[Item], ground: Ground) -> Iterator[Task]:
    """Yield what waits for a word from above, the most pressing first; each directive once."""
    for item in overdue:
        days = ground.count_late(item.due)
        why = _("%(n)s근무일 늦음. 기한을 다시 정할지, 부서를 바꿀지", n=days)
        yield make_task(item, why, "", item.due, ground, who=_blame(item), chip=_find_chip(item, ground))
    for item in sorted(returned, key=lambda item: (-item.returns, item.ordinal)):
        if item.returns >= OFTEN:
            why = _("%(n)s번 반려됨. 방향을 정할지", n=item.returns)
            yield make_task(item, why, "", None, ground, who=item.lead_name or "", chip=state_chip(item.state))


def lay_out_watcher(ways: Sequence[Way], backdated: Sequence[Item], ground: Ground) -> Home:
    """Return the page of who looks after the house: the pages that fit, and what was entered later than it happened."""
    tasks = [
        make_task(item, _("소급 입력"), "", None, ground, chip=state_chip(item.state), who=item.lead_name or "")
        for item in backdated
    ]
    title = _("나중에 입력한 지시")
    return Home(mine=[make_group("backdated", title, tasks, "")] if tasks else [], ways=ways)
