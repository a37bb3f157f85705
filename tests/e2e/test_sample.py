"""The sample as loaded, cut off twice on the way: counted from its history, with deadlines worked out by hand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import httpx
import pytest

from infra.clock import SEOUL
from infra.local.january import JANUARY
from infra.sample.api import open_api
from infra.sample.load import load_sample
from tests.running import Running, eventually, run_in_thread

pytestmark = pytest.mark.timeout(600)
"""The whole sample is a thousand commands; half a minute on two quiet cores."""
Json = dict[str, Any]
TODAY: Final = date(2024, 12, 2)
CLOSED_ON: Final = frozenset(
    date(2024, month, day)
    for month, day in (
        (1, 1), (2, 9), (2, 12), (3, 1), (4, 10), (5, 6), (5, 15), (6, 6), (8, 15), (9, 16), (9, 17), (9, 18),
        (10, 1), (10, 3), (10, 9), (12, 25),
    )
)  # fmt: skip
"""The public holidays of 2024 on weekdays, with the one that was declared in September."""
REPORT_DAYS: Final = {"SIMPLE": 3, "ADDITIONAL": 3, "SPECIAL": 3, "PLAN": 10}
ENDS: Final = {"directive_closed", "directive_closed_as_continuing", "directive_cancelled", "directive_merged"}
QUARTERS: Final = {
    "2024-Q1": (date(2024, 1, 1), date(2024, 3, 31)),
    "2024-Q2": (date(2024, 4, 1), date(2024, 6, 30)),
    "2024-Q3": (date(2024, 7, 1), date(2024, 9, 30)),
}


class CutOff(Exception):
    """The load was cut off."""


def cut_off_at(done: int, _: int, shown: datetime) -> None:
    """Cut the load off in the middle of a quarter's checks."""
    if done > 300 and shown >= datetime(2024, 7, 11, tzinfo=SEOUL):
        raise CutOff


@pytest.fixture(scope="module")
def whole() -> Iterator[Running]:
    """A system with the whole sample: its January, then on to July, where it is cut off, then the rest."""
    with run_in_thread("sample", sample_until=JANUARY) as running:
        with open_api(running.base_url, running.system.logins_file) as api:
            with pytest.raises(CutOff):
                load_sample(api, cut_off_at)
            load_sample(api, lambda *_: None)
        yield running


@pytest.fixture(scope="module")
def operator(whole: Running) -> httpx.Client:
    return whole.open("operator")


def is_business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED_ON


def move_on(day: date, business_days: int) -> date:
    """Return the n-th business day after a day, which is not counted."""
    while business_days:
        day += timedelta(days=1)
        business_days -= is_business_day(day)
    return day


@dataclass(slots=True)
class Story:
    """What the events of one directive tell."""

    number: str = ""
    kind: str = ""
    issued: date = TODAY
    shared: date | None = None
    report_days: int | None = None
    reported: date | None = None
    is_returned: bool = False
    is_transferred: bool = False
    is_continuing: bool = False
    ended: date | None = None
    checked: set[str] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)

    def read(self, name: str, data: Json, day: date) -> None:
        """Take one event."""
        self.told[name] += 1
        match name:
            case "directive_issued":
                self.number, self.kind, self.issued = data["number"], data["kind"], day
            case "directive_shared":
                self.shared, self.report_days = day, data["report_days"] or REPORT_DAYS.get(self.kind)
            case "priority_report_submitted":
                self.reported = day
            case "outcome_returned":
                self.is_returned = True
            case "directive_transferred":
                self.is_transferred = True
            case "quarterly_check_recorded":
                self.checked.add(data["quarter"])
            case _ if name in ENDS:
                self.ended, self.is_continuing = day, name == "directive_closed_as_continuing"
            case _:
                pass

    @property
    def is_shared_late(self) -> bool:
        due = self.issued if is_business_day(self.issued) else move_on(self.issued, 1)
        return (self.shared or self.ended or TODAY) > due

    @property
    def report_due(self) -> date | None:
        return move_on(self.shared, self.report_days) if self.shared and self.report_days else None

    @property
    def is_reported_late(self) -> bool:
        due = self.report_due
        return due is not None and (self.reported or self.ended or TODAY) > due

    @property
    def is_overdue(self) -> bool:
        """Open, and its running deadline has passed."""
        is_waiting = self.shared is None or self.reported is None
        return self.ended is None and is_waiting and (self.is_shared_late or self.is_reported_late)

    def count_as(self) -> str:
        """Return its first failing reason, as infra/sample/story.py orders them."""
        reasons = {
            "transferred": self.is_transferred,
            "shared late": self.is_shared_late,
            "reported late": self.is_reported_late,
            "returned": self.is_returned,
            "continuing": self.is_continuing,
        }
        return next((name for name, holds in reasons.items() if holds), "on time")

    def was_live(self, quarter: str) -> bool:
        first, last = QUARTERS[quarter]
        return self.issued <= last and (self.ended is None or self.ended >= first)


def list_events(client: httpx.Client) -> Iterator[Json]:
    """Yield every event that an account may see, page by page."""
    asked: str | None = "/v1/events?limit=500"
    while asked is not None:
        page = client.get(asked).raise_for_status().json()
        yield from page["data"]
        asked = page["links"]["next"]


@pytest.fixture(scope="module")
def stories(whole: Running, operator: httpx.Client) -> list[Story]:
    """Return the directives by number, read from the events alone."""
    eventually(lambda: operator.get("/v1/directives?total=true&limit=1").json()["total"] == 120, "all are on the board")
    found: dict[str, Story] = {}
    for event in list_events(operator):
        if event["type"].startswith("directives.") and event["subject"].startswith("directive-"):
            day = datetime.fromisoformat(event["effectiveat"]).astimezone(SEOUL).date()
            name = event["type"].split(".")[1]
            found.setdefault(event["subject"], Story()).read(name, event["data"], day)
    return sorted(found.values(), key=lambda story: story.number)


def test_the_year_has_120_directives_counted_by_their_first_failing_reason(stories: list[Story]) -> None:
    """DIR-01, DIR-04, DIR-06, DIR-08, DIR-16, DIR-17: as decided, and numbered without a hole."""
    assert [story.number for story in stories] == [f"2024-{n:04d}" for n in range(1, 121)]
    assert Counter(story.count_as() for story in stories) == {
        "on time": 60, "shared late": 20, "reported late": 20, "returned": 10, "transferred": 5, "continuing": 5,
    }  # fmt: skip


def test_twelve_are_open_and_three_of_them_overdue(stories: list[Story], operator: httpx.Client) -> None:
    """DIR-04, DIR-06: one by the coordinating office's delay, two by the departments'; the board says the same."""
    overdue = [story.number for story in stories if story.is_overdue]
    assert (sum(story.ended is None for story in stories), overdue) == (12, ["2024-0114", "2024-0116", "2024-0119"])
    late = operator.get("/v1/directives", params={"state": "LATE", "sort": "number"}).json()["data"]
    assert [each["number"] for each in late] == overdue
    counts = operator.get("/v1/directives", params={"total": "true", "limit": 1}).json()["counts"]
    assert (counts["share_overdue"], counts["report_overdue"], counts["reply_overdue"]) == (1, 2, 0)


def test_nothing_is_told_twice_although_the_load_was_cut_off(stories: list[Story]) -> None:
    """CAL-13: no stage of a deadline, no share, no check again."""
    once = {"directive_issued", "directive_shared", "priority_report_submitted", "deadline_missed", *ENDS}
    assert [(story.number, name) for story in stories for name in once if story.told[name] > 1] == []
    assert all(story.told["quarterly_check_recorded"] == len(story.checked) for story in stories)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_three_quarters_are_checked_and_reported(stories: list[Story], operator: httpx.Client, quarter: str) -> None:
    """DIR-09, DIR-10: every directive live in the quarter was checked, and is in the report."""
    live = [story for story in stories if story.was_live(quarter)]
    assert [story.number for story in live if quarter not in story.checked] == []
    report = operator.get(f"/v1/reports/{quarter}/1", params={"limit": 200}).raise_for_status().json()
    assert sorted(entry["number"] for entry in report["entries"]) == [story.number for story in live]


def test_the_late_holiday_moved_one_deadline(operator: httpx.Client) -> None:
    """CAL-01, CAL-11: 2024-10-01 was declared on 2024-09-03, when one long deadline lay behind it.

    Shared on 2 September, twenty business days: 4 in its first week, 5, 2 after 추석, 5, the 30th, 2 and 4 October make
    19 and 20 with the 1st, 18 and 19 without; so it moves from the 4th to Monday the 7th.
    """
    marked = {day["day"]: day for day in operator.get("/v1/calendar/2024").json()["days"]}
    assert marked["2024-10-01"]["announced_on"] == "2024-09-03"
    moved = [event for event in list_events(operator) if event["type"] == "directives.deadline_recalculated.v1"]
    told = [(event["data"]["before"], event["data"]["due"], event["data"]["holiday"]) for event in moved]
    assert told == [("2024-10-04", "2024-10-07", "2024-10-01")]


def test_all_departments_were_asked_and_each_answers_for_itself(operator: httpx.Client) -> None:
    """58 departments beside the lead, of which 31 have replied; the towns' fifteen all have."""
    found = {}
    for number in ("2024-0056", "2024-0115"):
        (one,) = operator.get("/v1/directives", params={"q": number}).json()["data"]
        addressees = operator.get(f"/v1/directives/{one['id']}").json()["data"]["addressees"]
        found[number] = len(addressees), sum(each["replied_on"] is not None for each in addressees)
    assert found == {"2024-0056": (15, 15), "2024-0115": (58, 31)}


def test_a_deputy_shared_while_the_office_was_away(operator: httpx.Client) -> None:
    """ORG-12: both are in the history."""
    acts = [event for event in list_events(operator) if event["data"].get("entry", {}).get("acting_for")]
    told = [(event["type"], event["actor"], event["data"]["entry"]["acting_for"]) for event in acts]
    assert told == [("directives.directive_shared.v1", "officer-planning-audit", "operator")]


def test_two_more_only_the_audit_knows_of(whole: Running, operator: httpx.Client) -> None:
    """DIR-22: numbers of their own, counted for nobody else."""
    totals = {}
    for user in ("operator", "officer", "auditor", "mayor", "inspector"):
        page = whole.open(user).get("/v1/directives", params={"total": "true", "limit": 200}).json()
        own = sorted(each["number"] for each in page["data"] if each["number"].startswith("감-"))
        totals[user] = page["total"], own
    theirs = ["감-2024-0001", "감-2024-0002"]
    assert totals == {
        "operator": (120, []), "officer": (120, []), "auditor": (122, theirs), "mayor": (122, theirs),
        "inspector": (122, theirs),
    }  # fmt: skip
    assert operator.get("/v1/directives", params={"q": "감-2024-0001"}).json()["data"] == []


def test_loading_again_sends_nothing(whole: Running) -> None:
    with open_api(whole.base_url, whole.system.logins_file) as api:
        assert load_sample(api, lambda *_: None) == 0


def count_kinds(operator: httpx.Client, as_of: str) -> Counter[str]:
    departments = operator.get("/v1/org/departments", params={"as_of": as_of, "limit": 200}).json()["data"]
    return Counter(each["kind"]["code"] for each in departments)


def test_2018_has_51_departments(operator: httpx.Client) -> None:
    """ORG-02: 27 본청, 1 의회, 6 직속기관, 2 사업소, 15 읍면동."""
    kinds = count_kinds(operator, "2018-08-01")
    assert kinds == {"HEADQUARTERS": 27, "COUNCIL": 1, "DIRECT_AGENCY": 6, "PROJECT_OFFICE": 2, "TOWN_OFFICE": 15}


def test_2024_has_59_departments(operator: httpx.Client) -> None:
    """ORG-03: 36 본청, 7 직속기관, 1 사업소, 15 읍면동, no 의회."""
    kinds = count_kinds(operator, "2024-02-01")
    assert kinds == {"HEADQUARTERS": 36, "DIRECT_AGENCY": 7, "PROJECT_OFFICE": 1, "TOWN_OFFICE": 15}


def test_the_town_offices_are_2_eup_11_myeon_2_dong(operator: httpx.Client) -> None:
    """ORG-04."""
    departments = operator.get("/v1/org/departments", params={"as_of": "2024-02-01", "limit": 200}).json()["data"]
    towns = Counter(each["name"][-1] for each in departments if each["kind"]["code"] == "TOWN_OFFICE")
    assert towns == {"읍": 2, "면": 11, "동": 2}


def test_the_planning_office_keeps_its_lineage(operator: httpx.Client) -> None:
    """ORG-01: 전략기획실 as of 2018, 기획감사실 as of 2024, one lineage."""
    found = {}
    for as_of in ("2018-08-01", "2024-02-01"):
        departments = operator.get("/v1/org/departments", params={"as_of": as_of, "limit": 200}).json()["data"]
        found[as_of] = [each["name"] for each in departments if each["lineage"] == "planning"]
    assert found == {"2018-08-01": ["전략기획실"], "2024-02-01": ["기획감사실"]}


@pytest.mark.parametrize(
    ("number", "share_due", "late", "report_due", "report_late"),
    [
        ("2024-0001", "2024-01-02", 0, "2024-01-05", 0),  # Tuesday; 3, 4, 5 January
        ("2024-0005", "2024-01-04", 1, "2024-01-10", 0),  # shared Friday the 5th; 8, 9, 10
        ("2024-0009", "2024-01-09", 0, "2024-01-12", 6),  # 10, 11, 12; reported on the 22nd: 15 to 19, 22
        ("2024-0012", "2024-01-15", 0, "2024-01-18", 0),  # issued on a Saturday; due Monday
        ("2024-0016", "2024-01-18", 2, "2024-01-25", 0),  # shared Monday the 22nd: 19 and 22 are late days
        ("2024-0017", "2024-01-22", 0, "2024-02-05", 0),  # a plan: ten business days after the 22nd
        ("2024-0057", "2024-05-13", 0, "2024-05-17", 2),  # 14, 16, 17: the 15th is a holiday; late 20, 21
        ("2024-0003", "2024-01-02", 0, None, None),  # an exhortation has no report
    ],
)
def test_the_deadlines_are_those_worked_out_by_hand(
    operator: httpx.Client, number: str, share_due: str, late: int, report_due: str | None, report_late: int | None
) -> None:
    """DIR-02, DIR-04, DIR-06, DIR-11: DIR_SHARE, DIR_REPORT_3, DIR_PLAN_10, DIR_NONE of domain.md 4.1."""
    found = operator.get("/v1/directives", params={"q": number}).json()["data"][0]
    assert (found["share_due"], found["share_late_days"]) == (share_due, late)
    assert (found["report_due"], found["report_late_days"]) == (report_due, report_late)


def test_two_town_halls_were_held_and_a_third_can_be_registered_for(operator: httpx.Client) -> None:
    """ENG-06, ENG-09, ENG-10: 352 of 800 is 44.0; one item adopted, declined and referred each, one told overdue."""
    halls = operator.get("/v1/town-halls").json()["data"]
    assert sorted(each["state"]["code"] for each in halls) == ["CLOSED", "CLOSED", "REGISTERING"]
    polls = {each["question"]: each["id"] for each in operator.get("/v1/rounds").json()["data"]}
    liked = operator.get(f"/v1/rounds/{polls['시립도서관의 새 이용 방법, 마음에 드십니까?']}/result").json()["data"]
    assert (liked["everybody"]["valid"], liked["everybody"]["options"][0]["percent"]) == (800, "44.0")
    items = operator.get("/v1/feedback").json()["data"]
    ended = Counter(each["state"]["code"] for each in items)
    assert ended == {"ADOPTED": 1, "DECLINED": 1, "REFERRED": 1, "REPLIED": 1, "REQUESTED": 1}
    assert [each["state"]["code"] for each in items if each["escalated_at"]] == ["REQUESTED"]


def test_the_evaluation_of_2023_is_over_and_that_of_2024_has_bonuses(operator: httpx.Client) -> None:
    """EVL-11, EVL-13, EVL-15, EVL-18: 36 offices are 7/15/10/4, 15 towns 3/6/5/1; the best of each has an award.

    A bonus of 2024 names the reply that it is for.
    """
    board = operator.get("/v1/scoreboards/2023").json()["data"]
    grades = {each["code"]: Counter(place["grade"] for place in each["places"]) for each in board["groups"]}
    assert board["state"] == "FINAL"
    assert grades == {"offices": {"S": 7, "A": 15, "B": 10, "C": 4}, "towns": {"S": 3, "A": 6, "B": 5, "C": 1}}
    for group in board["groups"]:
        first = operator.get(f"/v1/scorecards/2023-{group['places'][0]['department']}").json()["data"]
        assert [each["amount_won"] for each in first["awards"]] == [3_000_000]
    adjusted = operator.get("/v1/scorecards/2024-hq2024-02").json()["data"]["adjustments"]
    (bonus,) = (each for each in adjusted if each["rule"] == "replies-on-time")
    reply = operator.get(bonus["evidence"][0]["href"]).json()
    assert (reply["type"], reply["actordepartment"]) == ("engagement.department_replied.v1", "hq2024-02")
