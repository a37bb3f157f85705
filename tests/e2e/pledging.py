"""Terms of their own for tests of the pledges, and juries that have decided."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final

import httpx

from contracts.evaluations.pledges import name_pledge
from tests.e2e import asking
from tests.running import eventually

Json = dict[str, Any]
TERMS: Iterator[int] = count(20)
"""Each term is given away once."""
FIELDS: Final = (
    ("happy", "시민행복도시", 17),
    ("stable", "생활안정도시", 13),
    ("shared", "공동체도시", 5),
    ("safe", "건강안전도시", 19),
    ("taught", "일류교육도시", 8),
)
"""The 62 pledges of the source (A393-396)."""
LEAD: Final = "town-yeonmu"
"""The department of the tests' officer."""
FEASIBLE: Final[Json] = {"result": "FEASIBLE", "opinion": "재원이 있음"}
PLAN: Final[Json] = {
    "due_on": "2022-06-30",
    "targets": [{"year": 2021, "progress": 40, "target": "설계"}, {"year": 2022, "progress": 100, "target": "준공"}],
    "finance": [
        {"year": 2021, "source": "NATIONAL", "won": 3_000_000_000},
        {"year": 2021, "source": "CITY", "won": 1_000_000_000},
        {"year": 2022, "source": "CITY", "won": 2_500_000_000},
    ],
}
QUARTER: Final = "2023-Q4"
"""Over, by the clock of the tests."""


def open_set(operator: httpx.Client, *fields: tuple[str, str, int]) -> int:
    """Begin a term that nobody else has; it ends on 2022-06-30."""
    term = next(TERMS)
    told = [{"code": code, "name": name, "pledges": pledges} for code, name, pledges in fields]
    body = {"term": term, "name": f"시험 {term}기 공약", "begins_on": "2018-07-01", "ends_on": "2022-06-30"}
    asking.post(operator, "/v1/pledge-sets", {**body, "fields": told})
    return term


def make_pledges(*fields: tuple[str, str, int]) -> list[Json]:
    """Return as many pledges as each field has, numbered on, each with lead, review and plan."""
    codes = [code for code, _, pledges in fields for _ in range(pledges)]
    return [make_pledge(number, code) for number, code in enumerate(codes, 1)]


def make_pledge(number: int, field: str, **other: object) -> Json:
    """Return a pledge that the set may be confirmed with."""
    name = f"공약 {number:02}"
    whole: Json = {"number": number, "field": field, "name": name, "lead": LEAD, "feasibility": FEASIBLE, "plan": PLAN}
    return {**whole, **other}


def register(operator: httpx.Client, term: int, pledges: Sequence[Json]) -> None:
    """Register pledges of a term."""
    asking.post(operator, f"/v1/pledge-sets/{term}/register", {"term": term, "pledges": [*pledges]}, 200)


def confirm(operator: httpx.Client, *fields: tuple[str, str, int]) -> int:
    """Return a term whose pledges are confirmed."""
    term = open_set(operator, *fields)
    register(operator, term, make_pledges(*fields))
    asking.post(operator, f"/v1/pledge-sets/{term}/confirm", {"term": term}, 200)
    return term


def find(term: int, number: int) -> str:
    """Return where a pledge is."""
    return f"/v1/pledges/{name_pledge(term, number)}"


def check(client: httpx.Client, path: str, **told: object) -> Json:
    """Check a pledge in the quarter."""
    body: Json = {"quarter": QUARTER, "standing": "ON_TRACK", "progress": 50, "note": "추진 중"}
    return asking.post(client, f"{path}/check", {**body, **told}, 200)


def decide_by_jury(operator: httpx.Client, *yes: int) -> str:
    """Return a jury of three that has concluded, with as many votes for each item."""
    frame = [{"id": f"c{n}", "sex": "F", "age_band": "20-39", "region": "chwiam"} for n in range(3)]
    body = {"name": "공약 시민배심원단", "topic": "공약의 변경", "seats": 3, "seed_source": "로또복권", "frame": frame}
    jury = str(asking.post(operator, "/v1/juries", body)["id"])
    path = f"/v1/juries/{jury}"
    asking.post(operator, f"{path}/draw", {"seed": "1092: 7 18"}, 200)
    everybody = [each["id"] for each in frame]
    asking.post(operator, f"{path}/appoint", {"subjects": everybody}, 200)
    for number in (1, 2, 3):
        held = {"number": number, "held_on": f"2024-01-0{number + 1}", "attended": everybody}
        asking.post(operator, f"{path}/hold-session", held, 200)
    for item, votes in enumerate(yes, 1):
        asking.post(operator, f"{path}/vote", {"item": f"안건 {item}", "yes": votes, "no": 3 - votes}, 200)
    asking.post(operator, f"{path}/conclude", {"recommendation": "표결한 대로 권고한다."}, 200)
    return jury


def approve_by_jury(operator: httpx.Client, change: str, jury: str, item: int = 1) -> None:
    """Bring a change past its jury, once the evaluations know of it."""
    named = {"jury": jury, "item": item}

    def is_known() -> bool:
        return asking.refuse(operator, f"{change}/jury", named, dry_run="true")[0] == 200

    eventually(is_known, "the evaluations know that the jury has concluded")
    asking.post(operator, f"{change}/jury", named, 200)
