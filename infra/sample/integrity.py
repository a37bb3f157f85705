"""The city's integrity in the sample: announced grades, an index, broadcasts, the handbook, two cases (EVL-80 to 86).

The grades of 2021 to 2023 are the sources' (B299 to B301), as are the weights of 2017; what the parts came to nobody
says there, so that the values say that they are a sample.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from infra.sample.data import list_departments
from infra.sample.story import STARTS_AT, YEAR, Entry, read_moment

Body = dict[str, object]
AUDITOR: Final = "auditor"
BEGUN_AT: Final = read_moment("01-16 10:00")
BROUGHT_UP_AT: Final = read_moment("11-29 10:00")
GRADES: Final = {2021: (4, "2021-12-09"), 2022: (3, "2023-01-26"), 2023: (4, "2023-12-28")}
"""By year, and on which day they were announced."""
SOURCE: Final = "국민권익위원회 발표"
SAMPLE: Final = "표본: 국민권익위원회 발표 자리"
METHOD: Final[Body] = {"external": "0.763", "internal": "0.237", "basis": "2017년 측정 방법의 가중치(표본)"}
PARTS: Final = {"EXTERNAL": "81.4", "INTERNAL": "68.2", "EFFORT": "79.5", "DEDUCTION": "0.6"}
WARNINGS: Final = {8: ("82.1", 118), 9: ("80.4", 126), 10: ("83.7", 131), 11: ("84.2", 109)}
"""By month: points and how many answered."""
FIRST_WEEKS: Final = range(1, 3)
LATER_WEEKS: Final = range(3, 49)
MISSED: Final = 38
"""The week of Chuseok."""
TOPICS: Final = ("청탁금지법", "이해충돌방지법", "공무원 행동강령", "갑질 예방")
NEW: Final = {"person-planner": "planning-audit", "person-yeonmu": "town-yeonmu", "person-operator": "planning-audit"}
"""Whose posts began with the year, and where."""
GIVEN: Final = "person-planner"


def list_entries() -> Iterator[Entry]:
    """Yield what is entered of the city's integrity."""
    for year, (grade, announced_on) in GRADES.items():
        told: Body = {"grade": grade, "announced_on": announced_on, "source": SOURCE}
        yield _enter(f"grade-{year}", year, "grade", told)
    yield _enter("method-2022", 2022, "method", {"method": {**METHOD, "is_break": True}})
    yield _enter("method-2023", 2023, "method", {"method": METHOD})
    for kind, score in PARTS.items():
        yield _enter(f"part-{kind}", 2023, "component", {"kind": kind, "score": score, "source": SAMPLE})
    yield _enter("weeks", YEAR, "broadcasts", {"broadcasts": list(_list_broadcasts(FIRST_WEEKS))})
    for person, department in NEW.items():
        told = {"person": f"{{{person}}}", "department": department, "appointed_on": f"{YEAR}-01-01"}
        yield _enter(f"new-{person}", YEAR, "new-official", told)
    yield _enter("handbook", YEAR, "handbook", {"person": f"{{{GIVEN}}}", "given_on": f"{YEAR}-01-15"})
    for month, (score, responses) in WARNINGS.items():
        told = {"month": month, "score": score, "responses": responses}
        yield _enter(f"month-{month}", YEAR, "early-warning", told, BROUGHT_UP_AT)
    later = [week for week in LATER_WEEKS if week != MISSED]
    yield _enter("more-weeks", YEAR, "broadcasts", {"broadcasts": list(_list_broadcasts(later))}, BROUGHT_UP_AT)
    yield from _list_cases()


def _enter(name: str, year: int, act: str, body: Body, at: datetime = BEGUN_AT) -> Entry:
    return Entry(f"integrity-{name}", at, AUDITOR, f"/v1/integrity-years/{year}/{act}", {"year": year, **body})


def _list_broadcasts(weeks: Sequence[int]) -> Iterator[Body]:
    """Yield a broadcast for each week: the heads of departments take turns."""
    day = str(STARTS_AT.date())
    valid = [each for each in list_departments() if not each["valid_until"] or str(each["valid_until"]) >= day]
    speakers = [str(each["code"]) for each in valid if each["kind"] == "HEADQUARTERS"][:12]
    for week in weeks:
        held_on = date.fromisocalendar(YEAR, week, 1) + timedelta(days=2)
        yield {
            "week": week,
            "held_on": held_on.isoformat(),
            "department": speakers[week % len(speakers)],
            "speaker": "부서장",
            "topic": TOPICS[week % len(TOPICS)],
        }


def _list_cases() -> Iterator[Entry]:
    """Yield a breach that ended with a measure, and one that is still looked into."""
    for name, department, kind in (("ended", "hq2024-05", "CONDUCT"), ("open", "hq2024-11", "CONFLICT")):
        facts = "표본: 조사한 사실을 이름 없이 적는 자리"
        told: Body = {"department": department, "kind": kind, "found_on": f"{YEAR}-09-02", "facts": facts}
        yield Entry(f"violation-{name}", read_moment("09-03 10:00"), AUDITOR, "/v1/violations", told)
    told = {"measure": "CAUTION", "is_severe": False, "reason": "표본: 조치한 까닭을 적는 자리"}
    yield Entry(
        "violation-confirmed", read_moment("10-02 10:00"), AUDITOR, "/v1/violations/{violation-ended}/confirm", told
    )
