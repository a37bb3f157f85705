"""Places and scorecards as files: opened again, they say what the API says, to whom it says it (EVL-08, EVL-17)."""

import io
from decimal import Decimal
from typing import Any

import pytest
from hwpx import HwpxDocument
from python_calamine import CalamineWorkbook

from tests.e2e import asking
from tests.e2e.evaluating import Desk, evaluate_some, make_group, make_scheme
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

YEAR = 2_022
TOWNS = ("town-yeonmu", "town-ganggyeong")
BOARD, OWN, OTHER = f"/scoreboards/{YEAR}", f"/scorecards/{YEAR}-{TOWNS[0]}", f"/scorecards/{YEAR}-{TOWNS[1]}"
WEIGHTS = {"indicators": "50", "tasks": "20", "perception": "15", "common": "10"}
COMMON = [
    {"code": f"c-{area}", "area": area, "name": f"{area} 공통지표", "polarity": "HIGHER", "unit": "%", "weight": weight,
     "target": "100" if area == "perception" else "90"}
    for area, weight in WEIGHTS.items()
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(system: Running) -> Desk:
    """Return the office, with two towns: 70 and 80 of 90 in what counts for 50, a bonus of 0.5 for the first."""
    desk = Desk(system.open("operator"), system.open("executive"))
    evaluate_some(desk.operator, YEAR, TOWNS, make_scheme(make_group(TOWNS, common=COMMON)))
    for card, value in ((OWN, "70"), (OTHER, "80")):
        desk.reach(card.rpartition("/")[2], "c-indicators", value)
    evidence = [{"context": "registry", "position": 1}]
    desk.act(OWN.rpartition("/")[2], "adjust", rule="award", evidence=evidence)
    asking.post(desk.operator, f"/v1{BOARD}/fix", {"year": YEAR}, 200)
    return desk


def read_sheets(visitor: Visitor, path: str) -> dict[str, list[Any]]:
    """Return the sheets of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(visitor.client.get(path).raise_for_status().content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def read_paper(visitor: Visitor, path: str) -> str:
    """Return the words of a 한글 paper, which is whole."""
    document = HwpxDocument.open(io.BytesIO(visitor.client.get(path).raise_for_status().content))
    try:
        assert document.validate().issues == ()
        return str(document.text.plain())
    finally:
        document.close()


def test_a_groups_places_are_those_of_the_api(desk: Desk, visit: Visit) -> None:
    """EVL-08, EVL-15: 80/90 of 50 is 44.44, 70/90 of 50 and 0.5 is 39.39; ranks, totals and grades as told."""
    (group,) = asking.read(desk.operator, f"/v1{BOARD}")["data"]["groups"]
    operator = visit("operator")
    (sheet,) = read_sheets(operator, f"{BOARD}/board.xlsx?group=headquarters").values()
    rows = [(row[0], Decimal(str(row[2])), row[3], row[5]) for row in sheet[1:]]
    assert [(each["rank"], each["grade"], each["total"]) for each in group["places"]] == [
        (rank, grade, exact) for rank, _rounded, grade, exact in rows
    ]
    assert [(row[1], str(row[2])) for row in sheet[1:]] == [("강경읍", "44.44"), ("연무읍", "39.39")]
    paper = read_paper(operator, f"{BOARD}/board.hwpx?group=headquarters")
    assert all(word in paper for word in ("강경읍", "44.44", "39.39", "이의신청 중", "반올림하지 않은 값으로"))
    assert f"{BOARD}/board.hwpx?group=headquarters" in operator.open(BOARD)
    assert operator.client.get(f"{BOARD}/board.xlsx?group=none").status_code == 404


def test_a_scorecards_scores_are_those_of_the_api(desk: Desk, visit: Visit) -> None:
    """EVL-17: from the total down to the indicator and the event that told its value."""
    told = asking.read(desk.operator, f"/v1{OWN}")["data"]
    operator = visit("operator")
    sheets = read_sheets(operator, f"{OWN}/card.xlsx")
    scores = {str(row[0]).strip(): row for row in sheets["점수"][1:]}
    assert scores["총점"][4] == told["total"]["value"]
    assert {area["name"]: area["value"] for area in told["total"]["inputs"]} == {
        name: scores[name][4] for name in (area["name"] for area in told["total"]["inputs"])
    }
    (calls,) = told["total"]["inputs"][0]["inputs"]
    assert str(scores["indicators 공통지표"][3]).startswith(f"evaluations {calls['sources'][0]['position']}")
    values = sheets["지표와 실적"][1]
    assert (values[0], values[9], values[4]) == ("indicators 공통지표", 70.0, 90.0)
    assert [row[1] for row in sheets["가감점"][1:]] == ["대외수상"]
    paper = read_paper(operator, f"{OWN}/card.hwpx")
    assert all(word in paper for word in (f"{YEAR}년 연무읍 성과표", "39.39점", "2개 부서 가운데 2위", "대외수상"))
    assert f"{OWN}/card.xlsx" in operator.open(OWN)


@pytest.mark.usefixtures("desk")
def test_a_quarter_is_typed_over_what_was_shown(visit: Visit) -> None:
    """EVL-12: told 40 meanwhile, 45 over the empty field of before is asked for again; the rest is kept as typed."""
    officer, page = visit("officer"), f"/scorecards?year={YEAR}&quarter=1"
    form = {**read_hidden(officer.open(page)), "measured_on": "2024. 1. 20.(토)"}
    officer.send("/scorecards", {**form, "value-c-tasks": "40"})
    eventually(lambda: 'value="40"' in officer.open(page), "it is told")
    late = officer.send("/scorecards", {**form, "key": "late", "value-c-tasks": "45"})
    assert "tasks 공통지표: 그사이 다른 값이 적혔습니다(40)" in say(late.text)
    assert 'value="45"' in late.text


@pytest.mark.usefixtures("desk")
def test_a_department_gets_its_own_alone_until_the_end(visit: Visit) -> None:
    """EVL-08, EVL-16: an officer's file has one line, and there is no other department's scorecard."""
    officer = visit("officer")
    (sheet,) = read_sheets(officer, f"{BOARD}/board.xlsx?group=headquarters").values()
    assert [row[1] for row in sheet[1:]] == ["연무읍"]
    assert "강경읍" not in read_paper(officer, f"{BOARD}/board.hwpx?group=headquarters")
    assert officer.client.get(f"{OWN}/card.hwpx").is_success
    eventually(lambda: visit("operator").client.get(f"{OTHER}/card.xlsx").is_success, "the office reads it")
    assert [officer.client.get(f"{OTHER}/card.{each}").status_code for each in ("xlsx", "hwpx")] == [404, 404]
