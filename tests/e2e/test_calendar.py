"""The calendar over HTTP: holidays, deadlines, spans, cadences, candidates, blackouts, as their rows say."""

import uuid
from typing import Any

import httpx
import pytest

from tests.e2e.test_registry import post, read, refuse
from tests.running import Running


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


def list_days(client: httpx.Client, year: int, after: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    return {each["day"]: each for each in read(client, f"/v1/calendar/{year}", after)["days"]}


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2018, "05-07 06-13 09-24 09-25 09-26 10-03 10-09"),
        (2024, "02-12 04-10 05-06"),
    ],
)
def test_a_year_marks_its_holidays(operator: httpx.Client, year: int, days: str) -> None:
    """CAL-01, CAL-02: 대체공휴일, 선거일, 임시공휴일."""
    known = list_days(operator, year)
    assert len(known) == (366 if year == 2024 else 365)
    marked = {day: known[f"{year}-{day}"] for day in days.split()}
    assert [day for day, each in marked.items() if each["holiday"] is None or each["is_business_day"]] == []


@pytest.mark.parametrize(
    ("query", "due", "due_at", "policy"),
    [
        ({"policy": "DIR_REPORT_3", "start": "2018-09-19"}, "2018-09-27", None, "DIR_REPORT_3@1"),
        ({"policy": "DIR_SHARE", "start": "2024-02-10"}, "2024-02-13", None, "DIR_SHARE@1"),
        (
            {"policy": "PET_SHORT", "start": "2024-05-03T16:30:00+09:00", "n": "24"},
            "2024-05-09",
            "2024-05-09T16:30:00+09:00",
            "PET_SHORT@1",
        ),
        ({"policy": "DIR_NONE", "start": "2024-05-03"}, None, None, "DIR_NONE@1"),
    ],
)
def test_a_deadline_is_counted_as_the_examples_say(
    operator: httpx.Client, query: dict[str, str], due: str | None, due_at: str | None, policy: str
) -> None:
    """CAL-03, CAL-04, CAL-12: with the version of the policy that set it."""
    found = read(operator, "/v1/calendar/deadline", None, **query)
    assert (found["due"], found["due_at"], found["policy"]) == (due, due_at, policy)


def test_the_days_that_were_not_counted_are_named(operator: httpx.Client) -> None:
    """CAL-03: 추석 2018 from Saturday the 22nd to Wednesday the 26th."""
    skipped = read(operator, "/v1/calendar/deadline", policy="DIR_REPORT_3", start="2018-09-19")["skipped"]
    assert [each["day"][-2:] for each in skipped] == ["22", "23", "24", "25", "26"]
    assert (skipped[0]["holiday"], "추석" in skipped[2]["holiday"]) == (None, True)


@pytest.mark.parametrize(
    "query",
    [
        {"policy": "PET_IMMEDIATE", "start": "2024-05-03"},
        {"policy": "DIR_LONG", "start": "2024-05-03"},
        {"policy": "DIR_REPORT_3", "start": "2024-05-03", "n": "3"},
        {"policy": "DIR_REPORT_3", "start": "soon"},
    ],
)
def test_what_cannot_be_counted_is_refused(operator: httpx.Client, query: dict[str, str]) -> None:
    """CAL-12: hours need a moment, a length is given where the policy leaves it open and nowhere else."""
    answer = operator.get("/v1/calendar/deadline", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE")
    assert operator.get("/v1/calendar/deadline", params={"policy": "NO", "start": "2024-05-03"}).status_code == 404


def test_a_span_counts_both_its_ends(operator: httpx.Client) -> None:
    """CAL-05: 300 days to a Saturday, the next business day is Monday 2018-11-19."""
    found = read(operator, "/v1/calendar/span", first="2018-01-22", last="2018-11-17")
    assert (found["days"], found["last_weekday"], found["next_business_day"]) == (300, "토", "2018-11-19")
    assert found["last_is_business_day"] is False
    back = operator.get("/v1/calendar/span", params={"first": "2018-11-17", "last": "2018-01-22"})
    assert (back.status_code, back.json()["code"]) == (422, "DATES_REVERSED")


@pytest.mark.parametrize(
    ("cadence", "year", "turns"),
    [("quarter", 2024, 4), ("half", 2024, 2), ("year", 2024, 1), ("week", 2024, 52), ("week", 2026, 53)],
)
def test_a_cadence_divides_a_year(operator: httpx.Client, cadence: str, year: int, turns: int) -> None:
    """CAL-07."""
    found = read(operator, "/v1/calendar/schedule", cadence=cadence, year=str(year))["occurrences"]
    assert len(found) == turns
    assert [each["is_over"] for each in found] == sorted((each["is_over"] for each in found), reverse=True)


@pytest.mark.parametrize("when", ["2018. 4. 11(수)", "2024. 3. 3.(일)", "3. 9.(토)"])
def test_a_typed_weekday_is_checked(operator: httpx.Client, when: str) -> None:
    """CAL-08: all three are accepted; another weekday is refused."""
    body = {"title": "날짜", "kind": "OTHER", "when": when}
    post(operator, "/v1/meetings", body)
    wrong = when[:-2] + ("월)" if "월" not in when[-2:] else "화)")
    assert refuse(operator, "/v1/meetings", body | {"when": wrong}) == (422, "WEEKDAY_MISMATCH")


def test_dates_stay_as_precise_as_they_were_written(operator: httpx.Client) -> None:
    """CAL-06: shown as written, sorted by the first day, never day 1 in silence."""
    resolved = {
        "committee": "위원회", "agenda": uuid.uuid4().hex, "resolved_on": "2018. 9월", "members": 3, "present": 3,
        "in_favour": 3, "against": 0, "verdict": "ADOPTED",
    }  # fmt: skip
    made = post(operator, "/v1/resolutions", resolved)
    found = read(operator, f"/v1/resolutions/{made['id']}", made)["data"]["resolved_on"]
    assert (found["value"], found["precision"], found["shown"]) == ("2018-09", "month", "2018. 9월")


def test_candidates_stay_until_the_date_is_fixed(operator: httpx.Client) -> None:
    """CAL-09: two candidate days until DateFixed; a third is refused."""
    body = {"title": "세미나", "kind": "OTHER", "when": "3. 3.(일) 또는 3. 9.(토)"}
    made = post(operator, "/v1/meetings", body)
    path = f"/v1/meetings/{made['id']}"
    found = read(operator, path, made)["data"]
    assert found["when"]["candidates"] == ["2024-03-03", "2024-03-09"]
    assert (found["state"]["code"], found["allowed"][0]) == ("DATE_OPEN", "date")
    assert refuse(operator, f"{path}/date", {"day": "2024-03-10"}) == (422, "NOT_A_CANDIDATE")
    fixed = read(operator, path, post(operator, f"{path}/date", {"day": "2024-03-09"}, 200))["data"]
    assert (fixed["when"]["value"], fixed["when"]["candidates"]) == ("2024-03-09", [])


def test_the_mayor_hosts_nothing_before_an_election_but_by_law(operator: httpx.Client) -> None:
    """CAL-10: 2018-06-13 blocks from 2018-04-14; the 11th is free; a legal ground lets it pass."""
    made = post(operator, "/v1/elections", {"day": "2018-06-13", "name": "제7회 전국동시지방선거"})
    (found,) = [each for each in read(operator, "/v1/elections", made)["data"] if each["day"] == "2018-06-13"]
    assert found["blackout_from"] == "2018-04-14"
    days = list_days(operator, 2018, made)
    assert [days[day]["blackout"] for day in ("2018-04-13", "2018-04-14", "2018-06-13", "2018-06-14")] == [
        False, True, True, False,
    ]  # fmt: skip
    hall = {"title": "타운홀미팅", "kind": "TOWN_HALL", "when": "2018-04-11", "is_hosted_by_mayor": True}
    post(operator, "/v1/meetings", hall)
    assert refuse(operator, "/v1/meetings", hall | {"when": "2018-04-14"}) == (422, "ELECTION_BLACKOUT")
    exemption = {"ground": "STATUTORY", "approver": "mayor"}
    post(operator, "/v1/meetings", hall | {"when": "2018-04-14", "exemption": exemption})


def test_what_a_late_holiday_moves_is_shown_before_it_is_added(system: Running, operator: httpx.Client) -> None:
    """CAL-11: the preview names the open deadline, adding the day moves exactly that, and no closed one."""
    mayor = system.open("mayor")
    open_one, closed = (post(mayor, "/v1/directives", {"text": "점검할 것", "kind": "SIMPLE"}) for _ in range(2))
    shared = [
        post(operator, f"/v1/directives/{each['id']}/share", {"lead": "town-yeonmu"}, 200)
        for each in (open_one, closed)
    ]
    assert [each["due"] for each in shared] == ["2024-01-30", "2024-01-30"]
    reported = post(system.open("officer"), f"/v1/directives/{closed['id']}/report", {"text": "보고함"}, 200)
    moves = read(operator, "/v1/holidays/preview", reported, day="2024-01-29")["moves"]
    found = {each["directive"]: (each["before"], each["after"]) for each in moves}
    assert found[open_one["id"]] == ("2024-01-30", "2024-01-31")
    assert closed["id"] not in found
    assert read(operator, "/v1/holidays/preview", reported, day="2024-01-28")["moves"] == []
