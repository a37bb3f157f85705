"""Many entries of scorecards in one request: a quarter of several departments, all stored or none (EVL-12)."""

from tests.e2e import asking
from tests.e2e.evaluating import Desk, adopt, make_group, make_scheme, open_year
from tests.running import Running

PATH = "/v1/scorecards/entries"
COMMON = {"area": "tasks", "name": "과제 이행률", "polarity": "HIGHER", "unit": "%", "weight": "20", "target": "100"}


def test_many_values_are_stored_together_or_not_at_all(system: Running) -> None:
    """EVL-12: a value below 0 among two refuses both and says on which scorecard; then both are told and verified."""
    desk = Desk(system.open("operator"), system.open("executive"))
    of_year = open_year(desk.operator, 2)
    group = make_group(of_year.departments, common=[{"code": "c-tasks", **COMMON}])
    adopt(desk.operator, of_year, make_scheme(group))
    cards = [f"{of_year.year}-{each}" for each in of_year.departments]

    def tell(act: str, *values: str) -> asking.Json:
        told = {"type": f"evaluations.{act}.v1", "indicator": "c-tasks", "quarter": 4}
        more: list[asking.Json] = [{"value": value, "measured_on": "2024-01-20"} for value in values]
        return {
            "entries": [
                {**told, "scorecard": card, **each}
                for card, each in zip(cards, more or [{"number": 1}] * 2, strict=True)
            ]
        }

    assert asking.refuse(desk.operator, PATH, tell("record_actual", "50", "-1")) == (422, "VALUE_INVALID")
    path, verify = f"/v1/scorecards/{cards[0]}/verify-actual", {"scorecard": cards[0], "indicator": "c-tasks"}
    assert asking.refuse(desk.executive, path, {**verify, "quarter": 4, "number": 1}) == (404, "NOT_FOUND")
    asking.post(desk.operator, PATH, tell("record_actual", "50", "75"), 200)
    done = asking.post(desk.executive, PATH, tell("verify_actual"), 200)
    (group_told,) = asking.read(desk.operator, f"/v1/scoreboards/{of_year.year}", done)["data"]["groups"]
    assert [(each["rank"], each["total"][:5]) for each in group_told["places"]] == [(1, "15.00"), (2, "10.00")]
