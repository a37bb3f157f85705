"""The province's evaluation of cities over HTTP: sets, scores, dates, briefings, leagues (EVL-30 to 44)."""

from typing import Any

from tests.e2e import asking
from tests.e2e.province import YEARS, confirm, submit
from tests.indicator_sets import LEAD, make_cycle, make_quality, make_quantity, make_set
from tests.running import Running, eventually


def test_the_set_of_2018_is_127_indicators_of_five_goals(system: Running) -> None:
    """EVL-31, EVL-44: 106 and 21 are counted, 1,000 points are weighed, exactly one department leads each."""
    operator, year = system.open("operator"), next(YEARS)
    path = f"/v1/province-cycles/{year}"
    quantities = [make_quantity(year, n, "7") for n in range(1, 107)]
    qualities = [make_quality(year, n, "13" if n <= 6 else "12") for n in range(1, 22)]
    counted = make_set(*quantities, *qualities)
    told: dict[str, Any] = {"year": year, "cycle": make_cycle(year), "indicator_set": counted}
    first, others = quantities[0], [*quantities[1:], *qualities]
    for change, code in (
        ({"quantitative": 105}, "COUNT_MISMATCH"),
        ({"indicators": [{**first, "weight": "7.001"}, *others]}, "WEIGHT_SUM_MISMATCH"),
        ({"indicators": [{**first, "leads": []}, *others]}, "LEAD_NOT_UNIQUE"),
        ({"indicators": [{**first, "leads": [LEAD, "planning-audit"]}, *others]}, "LEAD_NOT_UNIQUE"),
    ):
        assert asking.refuse(operator, f"{path}/draft", {**told, "indicator_set": counted | change}) == (422, code)
    asking.post(operator, f"{path}/draft", told, 200)
    asking.post(operator, f"{path}/confirm", {"year": year}, 200)
    (version,) = asking.read(operator, path)["data"]["versions"]
    assert (version["quantitative"], version["qualitative"]) == (106, 21)
    listed = asking.read(operator, "/v1/province-indicators", year=str(year), limit="200")["data"]
    assert len(listed) == 127
    assert {each["goal"] for each in listed} == {f"goal-{n}" for n in range(1, 6)}
    assert {each["lead"] for each in listed} == {LEAD}
    assert asking.refuse(operator, f"{path}/draft", told) == (409, "SET_CONFIRMED")


def test_a_change_of_the_confirmed_set_keeps_lineage(system: Running) -> None:
    """EVL-32, EVL-33: 75 and 15 are drafted and confirmed, then one goes; codes and values of before are shown."""
    operator, officer, before, year = system.open("operator"), system.open("officer"), next(YEARS), next(YEARS)
    confirm(operator, before, make_quantity(before, 7, "1000", target="80"))
    submit(officer, f"{before}-q007", value="60")
    first = make_quantity(year, 1, "10", predecessor=f"{before}-q007")
    quantities = [first, *(make_quantity(year, n, "10") for n in range(2, 76))]
    qualities = [make_quality(year, n, "17" if n <= 10 else "16") for n in range(1, 16)]
    confirm(operator, year, *quantities, *qualities)
    changed = [{**first, "weight": "20", "target": "100"}, *quantities[1:-1], *qualities]
    body = {"year": year, "indicator_set": make_set(*changed), "reason": "도가 지표를 조정함"}
    made = asking.post(operator, f"/v1/province-cycles/{year}/revise", body, 200)
    told = asking.read(operator, f"/v1/province-indicators/{year}-q001", made)["data"]
    assert [(each["id"], each["target"], each["value"], each["score"]) for each in told["lineage"]] == [
        (f"{before}-q007", "80", "60", "750.000"),
        (f"{year}-q001", "100", None, None),
    ]
    (change,) = told["changes"]
    assert (change["told"]["reason"], change["told"]["before"]["target"]) == ("도가 지표를 조정함", "90")
    dropped = asking.read(operator, "/v1/province-indicators", made, year=str(year), state="DROPPED")["data"]
    assert [each["id"] for each in dropped] == [f"{year}-q075"]
    versions = asking.read(operator, f"/v1/province-cycles/{year}", made)["data"]["versions"]
    assert [(each["quantitative"], each["qualitative"]) for each in versions] == [(75, 15), (74, 15)]


def test_a_score_opens_down_to_the_event_of_its_value(system: Running) -> None:
    """EVL-34, EVL-40: 45 of 90 is half the weight, 99 all of it; the forecast adds up and opens in three steps."""
    operator, officer, year = system.open("operator"), system.open("officer"), next(YEARS)
    confirm(operator, year, make_quantity(year, 1, "300"), make_quantity(year, 2, "700"))
    submit(officer, f"{year}-q001", value="45")
    made = submit(officer, f"{year}-q002", value="99")
    told = asking.read(operator, f"/v1/province-cycles/{year}/forecast", made)["data"]
    assert (told["expected"], told["target"], told["gap"]) == ("850.000", "900.000", "50.000")
    assert (told["policy"], told["reported"], told["of"]) == (f"province-{year} v1", 2, 2)
    first, second = told["opened"]["inputs"]
    assert (first["value"], second["value"]) == ("150", "700")
    actual = next(each for each in second["inputs"] if each["code"] == "actual")
    assert (actual["value"], actual["sources"][0]["position"]) == ("99", made["meta"]["position"]["evaluations"])


def test_a_quality_scores_by_its_rank(system: Running) -> None:
    """EVL-35: expected third of 200 is 160, given second 180; practices are put forward and selected."""
    operator, officer, year = system.open("operator"), system.open("officer"), next(YEARS)
    confirm(operator, year, make_quantity(year, 1, "800"), make_quality(year, 1, "200"))
    code = f"{year}-s001"
    path = f"/v1/province-indicators/{code}"
    made = submit(officer, code, rank=3)
    assert asking.read(operator, path, made)["data"]["score"] == "160.000"
    asking.post(operator, f"{path}/rank", {"code": code, "rank": 2, "announced_on": "2024-01-23"}, 200)
    practice = {"code": code, "title": "민원 한 번에", "summary": "세 창구를 하나로 합침"}
    asking.post(officer, f"{path}/practices", practice, 200)
    chosen = {"code": code, "number": 1, "is_selected": True, "contribution": "8.5", "decided_on": "2024-01-24"}
    made = asking.post(operator, f"{path}/selections", chosen, 200)
    told = asking.read(operator, path, made)["data"]
    assert (told["score"], told["rank"]) == ("180.000", 2)
    (nominated,) = told["practices"]
    assert (nominated["told"]["title"], nominated["told"]["judged"]["is_selected"]) == ("민원 한 번에", True)


def test_each_date_of_a_cycle_rules_what_it_is_for(system: Running) -> None:
    """EVL-36, EVL-37, EVL-38: the record date refuses later values, each kind has its deadline, phases are data."""
    operator, officer, year = system.open("operator"), system.open("officer"), next(YEARS)
    phases = [{"name": "평가", "first": "2024-01-01", "last": "2024-04-30"}]
    dates = {"record_date": "2023-12-31", "qualitative_due": "2023-10-31", "quantitative_due": "2023-12-31"}
    confirm(operator, year, make_quantity(year, 1, "800"), make_quality(year, 1, "200"), **dates, phases=phases)
    quantity, quality = (f"/v1/province-indicators/{year}-{n}/results" for n in ("q001", "s001"))
    late = {"code": f"{year}-q001", "measured_on": "2024-01-01", "value": "1"}
    assert asking.refuse(officer, quantity, late) == (422, "RECORD_DATE_PASSED")
    final = {**late, "measured_on": "2023-12-31", "is_final": True}
    assert asking.refuse(officer, quantity, final) == (409, "SUBMISSION_CLOSED")
    moved = {"year": year, "kind": "QUANTITATIVE", "due_on": "2024-02-29", "reason": "도가 12월 기한을 미룸"}
    asking.post(operator, f"/v1/province-cycles/{year}/deadlines", moved, 200)
    asking.post(officer, quantity, final, 200)
    other = {"code": f"{year}-s001", "measured_on": "2023-10-01", "rank": 1, "is_final": True}
    assert asking.refuse(officer, quality, other) == (409, "SUBMISSION_CLOSED")
    told = asking.read(operator, f"/v1/province-cycles/{year}")["data"]
    assert told["dues"] == {"QUALITATIVE": "2023-10-31", "QUANTITATIVE": "2024-02-29"}
    assert told["cycle"]["phases"] == phases


def test_a_briefing_keeps_what_was_below_the_plan_that_day(system: Running) -> None:
    """EVL-39, XS-07: eight meetings, May's shows 41 against 50; the directive about it is linked both ways."""
    operator, officer, year = system.open("operator"), system.open("officer"), 2022
    plan = [str(10 * month) for month in range(1, 13)]
    indicators = make_quantity(year, 1, "600", plan=plan), make_quality(year, 1, "400")
    confirm(operator, year, *indicators, record_date="2024-01-31", quantitative_due="2024-01-31")
    code, path = f"{year}-q001", f"/v1/province-cycles/{year}"
    submit(officer, code, value="41")
    asking.post(operator, f"{path}/briefings", {"year": year, "month": 5}, 200)
    assert asking.refuse(operator, f"{path}/briefings", {"year": year, "month": 5}) == (409, "ALREADY_REGISTERED")
    early = asking.refuse(operator, f"{path}/briefings", {"year": year, "month": 4})
    assert early == (422, "MONTH_NOT_IN_CYCLE"), "they are monthly from May"
    made = submit(officer, code, value="120")
    assert [
        each["behind"]
        for each in asking.read(operator, "/v1/province-indicators", made, q="정량", year=str(year))["data"]
    ] == [[]]
    meetings = asking.read(operator, path, made)["data"]["briefings"]
    assert [each["month"] for each in meetings] == [5, 6, 7, 8, 9, 10, 11, 12]
    assert meetings[0]["shown"] == [{"code": code, "value": "41", "plan": "50"}]
    advice = {"code": f"{year}-s001", "held_on": "2024-01-20", "consultant": "연구기관", "advice": "수치로 보일 것"}
    asking.post(operator, f"/v1/province-indicators/{year}-s001/consulting", advice, 200)
    issue = {"text": "부진지표의 대책을 보고할 것", "kind": "SIMPLE", "origin": {"kind": "INDICATOR", "id": code}}
    directive = asking.post(operator, "/v1/directives", issue)

    def is_linked() -> bool:
        told = operator.get(f"/v1/province-indicators/{code}").json()["data"]["directives"]
        return bool(told == [{"id": directive["id"], "href": f"/v1/directives/{directive['id']}"}])

    eventually(is_linked, "the indicator tells its directive")
    found = asking.read(operator, "/v1/directives", origin=f"INDICATOR:{code}")["data"]
    assert [each["id"] for each in found] == [directive["id"]]


def test_the_panel_asks_and_the_department_answers(system: Running) -> None:
    """EVL-42: verification and correction requests are logged with their answers, of another's indicator never."""
    operator, officer, year = system.open("operator"), system.open("officer"), next(YEARS)
    confirm(operator, year, make_quantity(year, 1, "1000"))
    code = f"{year}-q001"
    path = f"/v1/province-indicators/{code}"
    submit(officer, code, value="90")
    asked = {"code": code, "verdict": "CORRECTION_REQUESTED", "words": "기준일이 다름", "received_on": "2024-01-22"}
    asking.post(operator, f"{path}/panel-feedback", asked, 200)
    answer = {"code": code, "number": 1, "words": "기준일 자료로 바꿈"}
    assert asking.refuse(system.open("inspector"), f"{path}/panel-answers", answer) == (403, "NOT_PERMITTED")
    asking.post(officer, f"{path}/panel-answers", answer, 200)
    made = asking.post(operator, f"{path}/panel-feedback", {**asked, "verdict": "VERIFIED", "words": "확인함"}, 200)
    told = asking.read(operator, path, made)["data"]
    logged = [(each["told"]["verdict"], each["told"]["words"]) for each in told["feedback"]]
    assert logged == [("CORRECTION_REQUESTED", "기준일이 다름"), ("VERIFIED", "확인함")]
    assert told["feedback"][0]["told"]["answer"]["words"] == "기준일 자료로 바꿈"
    assert not told["waits"]


def test_the_export_has_code_value_and_evidence(system: Running) -> None:
    """EVL-41: CVPS code, value and the list of evidence, of which every reader may have the files."""
    operator, officer, year = system.open("operator"), system.open("officer"), next(YEARS)
    confirm(operator, year, make_quantity(year, 1, "1000"))
    upload = officer.post("/v1/files", files={"file": ("실적.txt", b"evidence of the year " + str(year).encode())})
    sha = upload.json()["data"]["sha256"]
    made = submit(officer, f"{year}-q001", value="81", evidence=[{"name": "실적.txt", "file": sha}])
    after = f"evaluations:{made['meta']['position']['evaluations']}"
    lines = operator.get(f"/v1/province-cycles/{year}/cvps.csv", params={"after": after}).text.splitlines()
    assert lines[1].startswith(f"CVPS-{year}-001,정량-001,")
    assert f",81,,2024-01-20,900.000,아니요,실적.txt ({sha})" in lines[1]
    book = operator.get(f"/v1/province-cycles/{year}/cvps.xlsx")
    assert book.content.startswith(b"PK")
    eventually(lambda: operator.get(f"/v1/files/{sha}").status_code == 200, "a reader has the evidence")


def test_the_result_of_2018_has_rank_average_gap_and_incentive(system: Running) -> None:
    """EVL-30, EVL-43: 873.036 against 853.989 is +19.047, second of eight, 200,000,000 won; counties stand apart."""
    operator, year = system.open("operator"), next(YEARS)
    confirm(operator, year, make_quantity(year, 1, "1000"))
    path = f"/v1/province-cycles/{year}/league-results"
    stated = {"stated_average": "853.989", "stated_gap": "19.046", "stated_rank": 2, "incentive": 200_000_000}
    of_2018 = {**stated, "announced_on": "2024-01-20", "source": "충청남도 발표"}
    own = {"points": [{"city": "si-6", "points": "873.036"}], **of_2018}
    asking.post(operator, path, {"year": year, "league": "si", "result": own}, 200)
    (told,) = asking.read(operator, f"/v1/province-cycles/{year}")["data"]["leagues"]
    assert (told["own"]["rank"], told["own"]["band"], told["average"], told["gap"]) == (2, "우수", "853.989", "19.047")
    assert (told["incentive_won"], told["differs"]) == (200_000_000, ["gap"])
    points = ["880", "840", "840", "850", "849", "873.036", "850", "849.876"]
    whole = {**own, "points": [{"city": f"si-{n}", "points": each} for n, each in enumerate(points, 1)]}
    asking.post(operator, path, {"year": year, "league": "si", "result": whole}, 200)
    counties = {
        **of_2018,
        "points": [{"city": f"gun-{n}", "points": str(880 - n)} for n in range(1, 8)],
        "incentive": 0,
    }
    made = asking.post(operator, path, {"year": year, "league": "gun", "result": counties}, 200)
    cities, others = asking.read(operator, f"/v1/province-cycles/{year}", made)["data"]["leagues"]
    assert [each["rank"] for each in cities["places"]] == [1, 2, 3, 3, 5, 6, 7, 7]
    assert (cities["average"], cities["differs"]) == ("853.989", ["gap"])
    assert [each["band"] for each in others["places"]] == ["탁월", "우수", "우수", "양호", "양호", "보통", "미흡"]
    assert (others["own"], {each["name"] for each in others["places"]} & {"논산"}) == (None, set())
