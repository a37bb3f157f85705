"""The province's evaluation of cities over HTTP: sets, scores, dates, briefings, leagues (EVL-30 to 44)."""

from tests.e2e import asking, province
from tests.e2e.province import YEARS, confirm, make_quality, make_quantity, submit
from tests.running import Running


def test_the_set_of_2018_is_127_indicators_of_five_goals(system: Running) -> None:
    """EVL-31, EVL-32, EVL-44: 106 and 21 are counted, 1,000 points are weighed, one department leads each."""
    operator, year = system.open("operator"), next(YEARS)
    path = f"/v1/province-cycles/{year}"
    quantities = [make_quantity(year, n, "7") for n in range(1, 107)]
    qualities = [make_quality(year, n, "13" if n <= 6 else "12") for n in range(1, 22)]
    told = {
        "year": year,
        "cycle": province.make_cycle(year),
        "indicator_set": province.make_set(*quantities, *qualities),
    }
    for change, code in (
        ({"quantitative": 105}, "COUNT_MISMATCH"),
        ({"indicators": [{**quantities[0], "weight": "7.001"}, *quantities[1:], *qualities]}, "WEIGHT_SUM_MISMATCH"),
        ({"indicators": [{**quantities[0], "leads": []}, *quantities[1:], *qualities]}, "LEAD_NOT_UNIQUE"),
    ):
        body = {**told, "indicator_set": {**told["indicator_set"], **change}}
        assert asking.refuse(operator, f"{path}/draft", body) == (422, code)
    asking.post(operator, f"{path}/draft", told, 200)
    asking.post(operator, f"{path}/confirm", {"year": year}, 200)
    (version,) = asking.read(operator, path)["data"]["versions"]
    assert (version["quantitative"], version["qualitative"]) == (106, 21)
    listed = asking.read(operator, "/v1/province-indicators", year=str(year), limit="200")["data"]
    assert len(listed) == 127
    assert {each["goal"] for each in listed} == {f"goal-{n}" for n in range(1, 6)}
    assert asking.refuse(operator, f"{path}/draft", told) == (409, "SET_CONFIRMED")


def test_a_score_opens_down_to_the_event_of_its_value(system: Running) -> None:
    """EVL-34, EVL-40: 45 of 90 is half the weight, 99 all of it; the forecast adds up and opens."""
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
    assert actual["value"] == "99"
    assert actual["sources"][0]["position"] == made["meta"]["position"]["evaluations"]
