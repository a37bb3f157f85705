"""The city's integrity over HTTP: index, grade, early warning, broadcasts, handbook, breaches (EVL-80 to EVL-86)."""

import uuid
from decimal import Decimal

import httpx

from tests.e2e import asking
from tests.running import Running, eventually

METHOD = {"external": "0.763", "internal": "0.237", "basis": "종합청렴도 평가 기본계획"}


def tell(client: httpx.Client, year: int, slug: str, **body: object) -> asking.Json:
    return asking.post(client, f"/v1/integrity-years/{year}/{slug}", {"year": year, **body}, 200)


def test_an_index_opens_to_its_parts(system: Running) -> None:
    """EVL-80: 0.6 x (0.763 x 80 + 0.237 x 70) + 0.4 x 90 - 10 = 36.624 + 9.954 + 36 - 10; the 12 are 10 at most."""
    auditor = system.open("auditor")
    tell(auditor, 1980, "method", method=METHOD)
    for kind, score in (("EXTERNAL", "80"), ("INTERNAL", "70"), ("DEDUCTION", "12")):
        tell(auditor, 1980, "component", kind=kind, score=score, source="권익위 발표")
    assert asking.read(auditor, "/v1/integrity-years/1980")["data"]["index"]["value"] is None
    tell(auditor, 1980, "component", kind="EFFORT", score="90", source="권익위 발표")
    index = asking.read(auditor, "/v1/integrity-years/1980")["data"]["index"]
    assert Decimal(index["value"]) == Decimal("72.578")
    raw = auditor.get(index["inputs"][0]["sources"][0]["href"]).json()
    assert (raw["data"]["kind"], raw["data"]["score"]) == ("EXTERNAL", "80")


def test_grades_are_announced_and_a_new_method_breaks_the_line(system: Running) -> None:
    """EVL-81: 4, 3, 4 in three years, with a break before the second."""
    auditor = system.open("auditor")
    for year, grade in ((1981, 4), (1982, 3), (1983, 4)):
        tell(auditor, year, "method", method={**METHOD, "is_break": year == 1982})
        tell(auditor, year, "grade", grade=grade, announced_on="2024-01-20", source="권익위 발표")
    years = asking.read(auditor, "/v1/integrity-years", limit="200")["data"]
    told = {each["year"]: (each["grade"]["grade"], each["is_break"]) for each in years if each["grade"]}
    assert [told[year] for year in (1981, 1982, 1983)] == [(4, False), (3, True), (4, False)]


def test_an_early_warning_is_not_the_official_index(system: Running) -> None:
    """EVL-82."""
    auditor = system.open("auditor")
    tell(auditor, 1984, "early-warning", month=3, score="88.2", responses=120)
    shown = asking.read(auditor, "/v1/integrity-years/1984")["data"]
    assert [(each["month"], each["score"]) for each in shown["warnings"]] == [(3, "88.2")]
    assert "공식 청렴도가 아니다" in shown["warnings_note"]


def test_every_week_has_its_broadcast_or_is_missing(system: Running) -> None:
    """EVL-83: 2020 had 53 weeks; two are held by two speakers, who take turns, 51 are missing."""
    auditor = system.open("auditor")
    told = {"department": "town-yeonmu", "topic": "이해충돌방지법"}
    tell(auditor, 2020, "broadcast", week=2, held_on="2020-01-06", speaker="감사팀장", **told)
    again = {"year": 2020, "week": 3, "held_on": "2020-01-13", "speaker": "감사팀장", **told}
    path = "/v1/integrity-years/2020/broadcast"
    assert asking.refuse(auditor, path, again) == (422, "SPEAKER_AGAIN")
    assert asking.refuse(auditor, path, {**again, "week": 4, "speaker": "조사팀장"}) == (422, "WEEK_MISMATCH")
    asking.post(auditor, path, {**again, "speaker": "조사팀장"}, 200)
    weeks = asking.read(auditor, "/v1/integrity-years/2020/broadcasts")["data"]
    assert (len(weeks), sum(each["is_missing"] for each in weeks)) == (53, 51)


def test_who_is_new_and_has_no_handbook_is_seen(system: Running) -> None:
    """EVL-84: two are new, one has it."""
    auditor = system.open("auditor")
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    for person in (first, second):
        tell(auditor, 2023, "new-official", person=person, department="town-yeonmu", appointed_on="2023-07-03")
    tell(auditor, 2023, "handbook", person=first, given_on="2023-07-10")
    people = asking.read(auditor, "/v1/integrity-years/2023/officials")["data"]
    assert {each["person"]: each["given_on"] for each in people} == {first: "2023-07-10", second: None}


def test_a_breach_ends_with_a_measure_and_is_a_penalty(system: Running) -> None:
    """EVL-85: without a measure it does not end; confirmed as severe it is a penalty of the sample's plan of 2024."""
    auditor, operator = system.open("auditor"), system.open("operator")
    found = {"department": "town-ganggyeong", "kind": "GIFT", "found_on": "2024-01-10", "facts": "상품권 수수"}
    case = asking.post(auditor, "/v1/violations", found)["id"]
    path, told = f"/v1/violations/{case}/confirm", {"is_severe": True, "reason": "금품 수수"}
    assert asking.refuse(auditor, path, told)[0] == 400
    asking.post(auditor, path, {**told, "measure": "HEAVY_DISCIPLINE"}, 200)
    assert operator.get(f"/v1/violations/{case}").status_code == 403
    shown = asking.read(auditor, f"/v1/violations/{case}")["data"]
    assert (shown["state"]["code"], shown["measure"]["code"]) == ("CONFIRMED", "HEAVY_DISCIPLINE")

    def list_adjustments() -> list[asking.Json]:
        return list(asking.read(operator, "/v1/scorecards/2024-town-ganggyeong")["data"]["adjustments"])

    eventually(lambda: len(list_adjustments()) == 1, "the breach is a penalty")
    (penalty,) = list_adjustments()
    assert penalty["rule"] == "severe"
    assert auditor.get(penalty["evidence"][0]["href"]).json()["type"] == "evaluations.violation_confirmed.v1"
    assert operator.get(penalty["evidence"][0]["href"]).status_code == 404


def test_the_map_tells_no_small_number(system: Running) -> None:
    """EVL-86: ten breaches in one department are told, one in another is not."""
    auditor, operator = system.open("auditor"), system.open("operator")
    cells = asking.read(operator, "/v1/vulnerability-map")
    assert cells["smallest"] == 10
    for _ in range(10):
        found = {"department": "town-yeonmu", "kind": "CONDUCT", "found_on": "2024-01-10", "facts": "복무 위반"}
        case = asking.post(auditor, "/v1/violations", found)["id"]
        told = {"measure": "CAUTION", "is_severe": False, "reason": "복무 위반"}
        asking.post(auditor, f"/v1/violations/{case}/confirm", told, 200)
    counts = {each["department"]: each["violations"] for each in asking.read(auditor, "/v1/vulnerability-map")["data"]}
    assert counts["town-yeonmu"] == 10
    assert {count for code, count in counts.items() if code != "town-yeonmu"} == {None}
