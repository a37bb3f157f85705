"""The sample's 62 pledges in five fields: the source tells their number by field, never what they are (A393 to 396).

So each is called by its field and number, and what is reported of one says that it is a sample. All are registered and
checked in a few requests: the checks of a department go together.
"""

from collections.abc import Iterator, Sequence
from typing import Final

TERM: Final = 7
FIELDS: Final = (
    ("happy", "시민행복도시", 17),
    ("stable", "생활안정도시", 13),
    ("shared", "공동체도시", 5),
    ("safe", "건강안전도시", 19),
    ("taught", "일류교육도시", 8),
)
BEGINS_ON: Final = "2018-07-01"
ENDS_ON: Final = "2022-06-30"
LATER: Final = "2024-12-31"
QUARTER: Final = "2022-Q2"
"""The term's last one."""
KEPT: Final = range(1, 9)
"""Numbers of those that are reported as done, by one department; the office confirms them."""
CONTINUED: Final = range(7, 9)
"""Of those, the ones that go on."""
OF_TOWN: Final = range(60, 63)
"""Numbers of those that a town leads."""
LAGGING: Final = frozenset({12, 31, 47})
Body = dict[str, object]


def open_set() -> Body:
    """Return how the term's pledges begin."""
    fields = [{"code": code, "name": name, "pledges": pledges} for code, name, pledges in FIELDS]
    return {"term": TERM, "name": "민선7기 공약", "begins_on": BEGINS_ON, "ends_on": ENDS_ON, "fields": fields}


def register(keeper: str, town: str, others: Sequence[str]) -> Body:
    """Return all pledges: the kept ones are led by one department, the last by a town, the rest by turns."""
    return {"term": TERM, "pledges": list(_list_pledges(keeper, town, others))}


def check(numbers: Sequence[int]) -> Body:
    """Return the quarter's checks of some pledges."""
    return {"checks": [{"number": number, "check": _check(number)} for number in numbers]}


def _list_pledges(keeper: str, town: str, others: Sequence[str]) -> Iterator[Body]:
    places = [(code, name, place) for code, name, pledges in FIELDS for place in range(1, pledges + 1)]
    for number, (code, name, place) in enumerate(places, 1):
        lead = keeper if number in KEPT else town if number in OF_TOWN else others[number % len(others)]
        due_on = LATER if number % 5 == 0 else ENDS_ON
        target = {"year": int(due_on[:4]), "progress": 100, "target": "표본: 공약 이행 완료"}
        yield {
            "number": number,
            "field": code,
            "name": f"{name} 공약 {place:02}",
            "lead": lead,
            "feasibility": {"result": "FEASIBLE", "opinion": "표본: 검토 의견을 적는 자리"},
            "plan": {"due_on": due_on, "targets": [target]},
        }


def _check(number: int) -> Body:
    told: Body = {"quarter": QUARTER, "standing": "ON_TRACK", "progress": 50 + number * 7 % 45}
    told["note"] = "표본: 추진 내용을 적는 자리"
    if number in KEPT:
        evidence = [{"name": "표본: 완료 증빙"}]
        return told | {"standing": "DONE", "progress": 100, "evidence": evidence}
    if number not in LAGGING:
        return told
    words = {"cause": "표본: 부진사유를 적는 자리", "remedy": "표본: 대책을 적는 자리", "remedy_on": LATER}
    return told | {"standing": "PARTIAL", "progress": 20, "is_lagging": True, **words}
