"""공개: what published reports tell of projects, and nothing else (PRJ-02, PRJ-03)."""

from datetime import date
from typing import Any

from contracts.calendar.periods import Period, Precision
from gateway.console.open.catalogue import find_next, gather, lay_out, lay_out_card, search
from gateway.views.work_plan_edition import Row

BRAND, VILLAGE = ("6f4f1c1e-0000-4000-8000-000000000001", "6f4f1c1e-0000-4000-8000-000000000002")
NAMES = {"strategy": "전략기획실"}


def month(value: str) -> dict[str, Any]:
    return Period(value=value, precision=Precision.MONTH).model_dump(mode="json")


def tell_project(key: str, name: str, **more: Any) -> dict[str, Any]:
    total = {"won": 26_976_000_000, "is_approximate": True, "written": "약 269.76억원"}
    told = {"project": key, "name": name, "lead": "strategy", "period": month("2018-05"), "total": total}
    national = {"source": "NATIONAL", "amount": {"won": 7_400_000_000, "is_approximate": False, "written": None}}
    return {**told, "sources": [national], "secured_won": 2_410_000_000, "executed_won": 0, **more}


def tell_milestone(key: str, number: int, title: str, **more: Any) -> dict[str, Any]:
    told = {"project": key, "number": number, "title": title, "planned": month("2018-05")}
    return {**told, "expected": None, "reached": None, **more}


def make_edition(number: int, kind: str | None, on: date | None, **more: Any) -> Row:
    task = {
        "number": 1,
        "title": "도시 이미지",
        "aliases": ["도시브랜드"],
        "team": None,
        "overview": "개요",
        "effects": [],
    }
    both = [tell_project(BRAND, f"브랜드 {number}판"), tell_project(VILLAGE, "예술창작촌")]
    done = [tell_milestone(BRAND, 1, "착수", reached=month("2017-10"))]
    ahead = [tell_milestone(BRAND, 2, "준공", expected=month("2018-07")), tell_milestone(VILLAGE, 1, "착공")]
    tasks = [{"task": task, "projects": both, "done": done, "ahead": ahead}]
    told = {"report": f"2018-{number}", "year": 2018, "edition": number, "kind": kind, "published_on": on}
    return Row(**{**told, "reason": None, "tasks": tasks, "position": 10 * number, **more})


FIRST = make_edition(1, "PLAN", date(2018, 1, 15))
SECOND = make_edition(2, "PROGRESS", date(2018, 7, 16))


def test_a_report_that_is_not_published_yet_tells_nothing() -> None:
    """Its tasks come one by one before its head does."""
    assert gather([make_edition(1, None, None)]).told == {}


def test_each_project_stands_as_each_report_told_it_the_newest_first() -> None:
    told = gather([FIRST, SECOND]).told[BRAND]
    assert [(each.edition, each.name) for each in told] == [("2018-2", "브랜드 2판"), ("2018-1", "브랜드 1판")]


def test_a_page_tells_money_and_milestones_of_one_project_only() -> None:
    """PRJ-03, PRJ-12: behind and ahead, each in one list; 7,400 of 26,976 are 27.4 %; 약 is kept."""
    told = gather([FIRST, SECOND]).told[BRAND]
    page = lay_out(told[1], told, NAMES)
    assert [(each.title, each.when) for each in page.done] == [("착수", "2017. 10월")]
    assert [(each.title, each.when, each.note) for each in page.ahead] == [("준공", "2018. 7월", "처음 계획 2018. 5월")]
    assert (page.total, page.written) == ("약 26,976백만원", "약 269.76억원")
    assert [(each.word, each.amount, each.share) for each in page.shares] == [("국비", "7,400백만원", "27.4%")]
    assert (page.day, page.report, page.name) == ("2018. 1. 15.(월)", "2018년 주요업무 계획 보고", "브랜드 1판")
    assert [(each.key, each.is_current, each.link) for each in page.editions] == [
        ("2018-2", False, f"/open/projects/{BRAND}"),
        ("2018-1", True, f"/open/projects/{BRAND}?edition=2018-1"),
    ]


def test_words_are_found_whatever_the_spaces() -> None:
    """By the name, the task and its other titles; of one report, or as told last."""
    catalogue = gather([FIRST, SECOND])
    assert [each.name for each in search(catalogue, "예술 창작촌")] == ["예술창작촌"]
    assert {each.name for each in search(catalogue, "도시브랜드")} == {"브랜드 2판", "예술창작촌"}
    assert [each.name for each in search(catalogue, "브랜드 1", "2018-1")] == ["브랜드 1판"]
    assert search(catalogue, "없는낱말") == []
    assert search(catalogue, "", "2018-9") == []


def test_a_card_counts_what_is_behind() -> None:
    told = gather([SECOND]).told
    assert lay_out_card(told[BRAND][0], NAMES).reached == "일정 2건 가운데 1건 마침"
    assert lay_out_card(told[VILLAGE][0], {}).lead == "strategy"


def test_the_next_report_is_the_first_that_is_not_out() -> None:
    """PRJ-02: January and July of each year."""
    assert find_next([FIRST], date(2018, 1, 20)) == "2018년 7월 추진상황 보고"
    assert find_next([], date(2018, 1, 20)) == "2018년 1월 주요업무 계획 보고"
    assert find_next([FIRST, SECOND], date(2018, 8, 1)) == "2019년 1월 주요업무 계획 보고"
