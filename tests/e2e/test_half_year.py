"""The first half of 2024 in a town of three departments, played once on the clock, then looked at row by row.

Holidays between 11 March and the end of April: the election on Wednesday 10 April, no other. Of roads (A), welfare (B)
and town (C); a report is due three business days after the share.

| # | issued, shared | lead | due | what became of it |
|---|---|---|---|---|
| 1 | 11 March | A | 14 March | reported on the 13th, closed on the 18th: 12, 13, 14, 15, 18 are 5 days |
| 2 | 11 March | A | 14 March | reported on the 15th: 1 late |
| 3 | 11 March | B | 14 March | reported on the 14th |
| 4 | 11 March | B | 14 March | missed by B; passed on to C on the 15th, who reports on the 18th: 2 late |
| 5 | 11 March | C | 14 March | passed on to B on the 12th, which keeps the day; B reports on the 14th |
| 6 | 11, shared on the 13th: 2 late | A | 18 March | reported on the 18th |
| 7 | 20 March | A | 25 March | on the 22nd, two days later, the office gives it to C, due on 3 April; reported then |
| 8 | 20 March | B | 25 March | withdrawn by the mayor on the 21st |
| 9 | 20 March, an exhortation | C | none | accepted on the 22nd: 2 days |
| 10 | 28 March | C | 2 April | reported on the 4th: 2 late |
| 11 | 28 March, shared on 2 April: 29, 1, 2 are 3 late | A | 5 April | never reported |
| 12 | 28 March | not shared | | merged into 10 on the 29th |
| 13 | 8 April | A | 12 April (9, 11, 12) | reported on the 9th, returned once, closed on the 15th: 4 days |
| 14 | 8 April | B | 12 April | reported on the 15th: 1 late; continuing from the 16th: 5 days |
| 15 | 8 April | B | 12 April | reported on the 12th; passed on to A on the 15th |
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from contracts.directives import QuarterEntryPublished
from gateway.answers.quarters import show_metrics
from gateway.console.quarters.count import count_departments
from tests.e2e.settling import settle
from tests.running import Running, eventually, run_in_thread

Json = dict[str, Any]
A, B, C = "roads", "welfare", "town"
NAMES = {A: "도로과", B: "복지과", C: "강경읍"}
HOLIDAYS = {"2024-03-01": "삼일절", "2024-04-10": "제22대 국회의원선거", "2024-05-06": "대체공휴일"}
Q1, Q2 = {"quarter": "2024-Q1"}, {"quarter": "2024-Q2"}
REPORT = {"text": "현장을 확인하고 담당을 정함"}


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


@dataclass(frozen=True, slots=True)
class Town:
    """Who acts, what was made by its number in the table above, and what was seen at the time."""

    system: Running
    mayor: httpx.Client
    operator: httpx.Client
    officers: dict[str, httpx.Client] = field(default_factory=dict)
    made: dict[int, str] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    def post(self, client: httpx.Client, path: str, body: object) -> Json:
        """Send a command until its facts have come, and wait until what it made can be read."""
        key, answers = new_key(), list[httpx.Response]()

        def is_answered() -> bool:
            answers.append(client.post(path, json=body, headers=key))
            return answers[-1].status_code != 503

        eventually(is_answered, path)
        assert answers[-1].is_success, answers[-1].text
        settle(self.operator, answers[-1].json())
        return dict(answers[-1].json())

    def move(self, day: str) -> None:
        self.post(self.operator, "/v1/clock", {"now": f"2024-{day}T09:00:00+09:00"})

    def issue(self, *numbers: int, lead: str = "", kind: str = "SIMPLE") -> None:
        for number in numbers:
            body = {"text": f"{number}번 일을 점검할 것", "kind": kind}
            self.made[number] = self.post(self.mayor, "/v1/directives", body)["id"]
            if lead:
                self.share(number, lead)

    def share(self, number: int, lead: str) -> None:
        self.act(number, "share", {"lead": lead}, by=self.operator)

    def act(self, number: int, name: str, body: object = None, *, by: httpx.Client | str) -> Json:
        client = self.officers[by] if isinstance(by, str) else by
        return self.post(client, f"/v1/directives/{self.made[number]}/{name}", body or {})

    def refuse(self, number: int, name: str, body: object, *, by: httpx.Client | str) -> tuple[int, str]:
        client = self.officers[by] if isinstance(by, str) else by
        answer = client.post(f"/v1/directives/{self.made[number]}/{name}", json=body, headers=new_key())
        return answer.status_code, answer.json()["code"]

    def read(self, number: int) -> Json:
        return dict(self.operator.get(f"/v1/directives/{self.made[number]}").raise_for_status().json())

    def tell(self, number: int) -> list[tuple[str, str, str | None]]:
        """Return what was told of a directive's deadlines: event, day, stage or level."""
        told = {"reminder_sent", "deadline_missed", "escalation_raised", "stage_passed", "deadline_recalculated"}
        return [
            (name, entry["effective_at"][5:10], entry["data"].get("level") or entry["data"].get("stage"))
            for entry in self.read(number)["history"]
            if (name := entry["type"].split(".")[1]) in told and entry["data"].get("clock") == "REPORT"
        ]

    def measure(self, quarter: Mapping[str, str], **more: str) -> dict[str | None, Json]:
        asked = {**quarter, **more}
        answer = self.operator.get("/v1/directives/metrics", params=asked).raise_for_status().json()
        return {each["department"] and each["department"]["code"]: each for each in answer["data"]}

    def restart(self, role: str) -> None:
        """Kill a role's processes and start them again."""
        replicas = self.system.list_replicas(role)
        self.system.kill(*replicas)
        self.system.start(*replicas)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A system without the sample, at the end of the story."""
    with run_in_thread("half-year", sample=False) as system:
        made = Town(system, system.open("mayor"), system.open("operator"))
        found(made)
        march(made)
        april(made)
        yield made


def open_officer(system: Running, administrator: httpx.Client, department: str) -> httpx.Client:
    """Return a client of a department's own system."""
    body = {"label": NAMES[department], "role": "OFFICER", "department": department}
    made = administrator.post("/v1/clients", json=body, headers=new_key()).raise_for_status().json()["data"]["id"]
    secret = administrator.post(f"/v1/clients/{made}/secrets", headers=new_key()).raise_for_status().json()
    form = {"grant_type": "client_credentials", "client_id": made, "client_secret": secret["client_secret"]}
    client = system.clients.enter_context(httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False))
    token = client.post("/v1/token", data=form).raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def found(town: Town) -> None:
    """Choose the manual clock, then make the holidays and the departments, each with a system of its own."""
    town.move("03-11")
    for code, name in NAMES.items():
        body = {"code": code, "name": name, "name_known": True, "kind": "HEADQUARTERS", "lineage": code,
                "valid_from": "2024-01-01", "valid_until": None}  # fmt: skip
        town.post(town.operator, "/v1/org/departments", body)
    days = [{"day": day, "name": name} for day, name in HOLIDAYS.items()]
    town.post(town.operator, "/v1/holidays/bulk", {"holidays": days})
    administrator = town.system.open("administrator")
    town.officers.update({code: open_officer(town.system, administrator, code) for code in NAMES})


def march(town: Town) -> None:
    town.issue(1, 2, lead=A)
    town.issue(3, 4, lead=B)
    town.issue(5, lead=C)
    town.issue(6)
    town.move("03-12")
    town.act(5, "transfer", {"lead": B, "reason": "복지과 소관"}, by=C)
    town.move("03-13")
    town.share(6, A)
    town.act(1, "report", REPORT, by=A)
    town.move("03-14")
    town.act(3, "report", REPORT, by=B)
    town.act(5, "report", REPORT, by=B)
    town.move("03-15")
    town.act(2, "report", REPORT, by=A)
    town.act(4, "transfer", {"lead": C, "reason": "강경읍 소관"}, by=town.operator)
    town.move("03-18")
    town.act(4, "report", REPORT, by=C)
    town.act(6, "report", REPORT, by=A)
    town.act(1, "outcome", {"text": "정비를 마침"}, by=A)
    town.act(1, "accept", by=town.operator)
    town.move("03-20")
    town.issue(7, lead=A)
    town.issue(8, lead=B)
    town.issue(9, lead=C, kind="EXHORTATION")
    town.move("03-21")
    town.act(8, "cancel", {"reason": "다른 지시로 갈음"}, by=town.mayor)
    town.move("03-22")
    pass_on_late(town)
    town.act(9, "accept", by=town.operator)
    town.move("03-28")
    town.issue(10, lead=C)
    town.issue(11, 12)
    town.move("03-29")
    town.act(12, "merge", {"into": town.made[10]}, by=town.operator)
    town.seen["too early"] = town.operator.post("/v1/reports", json=Q1, headers=new_key()).json()["code"]


def pass_on_late(town: Town) -> None:
    """Two business days after the share only the office may, and says by when it is due now."""
    body = {"lead": C, "reason": "강경읍 소관"}
    town.seen["late transfer"] = [
        town.refuse(7, "transfer", body, by=A),
        town.refuse(7, "transfer", {**body, "report_due": "2024-03-23"}, by=town.operator),
        town.refuse(7, "transfer", {"lead": C, "report_due": "2024-04-03"}, by=town.operator),
    ]
    town.act(7, "transfer", {**body, "report_due": "2024-04-03"}, by=town.operator)


def april(town: Town) -> None:
    town.move("04-01")
    town.seen["first quarter at its end"] = town.measure(Q1, by="department"), town.measure(Q1)
    town.move("04-02")
    town.share(11, A)
    town.move("04-03")
    town.act(7, "report", REPORT, by=C)
    town.move("04-04")
    town.act(10, "report", REPORT, by=C)
    town.move("04-08")
    eventually(lambda: ("escalation_raised", "04-08", "TEAM_HEAD") in town.tell(11), "the first stage of lateness")
    town.restart("directives")
    town.issue(13, lead=A)
    town.issue(14, 15, lead=B)
    town.move("04-09")
    town.act(13, "report", REPORT, by=A)
    town.move("04-11")
    town.restart("directives")
    town.restart("coordination")
    town.restart("projector")
    eventually(lambda: ("escalation_raised", "04-11", "BUREAU_HEAD") in town.tell(11), "the second stage of lateness")
    town.act(13, "outcome", {"text": "정비를 마침"}, by=A)
    town.act(13, "return", {"reason": "사진을 붙일 것"}, by=town.operator)
    town.move("04-12")
    town.act(15, "report", REPORT, by=B)
    town.act(13, "outcome", {"text": "사진을 붙임"}, by=A)
    town.move("04-15")
    town.act(14, "report", REPORT, by=B)
    town.act(15, "transfer", {"lead": A, "reason": "도로과 소관"}, by=town.operator)
    town.act(13, "accept", by=town.operator)
    town.move("04-16")
    town.act(14, "continue", {"mayor_report": "시장 보고 2024-7"}, by=town.operator)
    town.seen["schedule before"] = read_quarters(town)
    publish_first_quarter(town)
    town.move("04-17")
    town.seen["schedule after"] = read_quarters(town)
    eventually(lambda: len(town.tell(11)) == 6, "all stages of lateness")
    town.seen["second quarter so far"] = town.measure(Q2, by="department"), town.measure(Q2)


def read_quarters(town: Town) -> list[Json]:
    asked = {"cadence": "quarter", "year": "2024"}
    found = town.operator.get("/v1/calendar/schedule", params=asked).raise_for_status().json()
    return list(found["occurrences"])


def publish_first_quarter(town: Town) -> None:
    """Check what is to be checked in one request, publish, change much, publish the correction."""
    early = town.operator.post("/v1/reports", json=Q1, headers=new_key())
    town.seen["unchecked"] = early.json()["code"], early.json()["current"]["numbers"].split(",")
    checks = [{"directive": town.made[n], "command": make_check("ON_TRACK")} for n in range(1, 11)]
    lagging = {**checks[1], "command": make_check("LAGGING")}
    refused = town.post(town.operator, "/v1/directives/bulk", {"mode": "each", "items": [lagging]})
    town.seen["lagging"] = refused["results"][0]["problem"]["code"]
    checks[1]["command"] = make_check("LAGGING", cause="인력이 모자람", remedy="팀을 보탬")
    town.post(town.operator, "/v1/directives/bulk", {"mode": "atomic", "items": checks})
    town.post(town.operator, "/v1/reports", Q1)
    town.seen["first edition"] = read_report(town, 1)
    town.act(6, "outcome", {"text": "정비를 마침"}, by=A)
    town.act(6, "accept", by=town.operator)
    town.act(2, "check", {**Q1, "assessment": "DONE"}, by=town.operator)
    again = town.operator.post("/v1/reports", json=Q1, headers=new_key())
    town.seen["again"] = again.json()["code"]
    town.post(town.operator, "/v1/reports", {**Q1, "reason": "점검을 고침"})


def walk(town: Town, **asked: str) -> tuple[list[str], Json]:
    """Return the numbers of the quarter's check list, page by page, and its tally."""
    numbers: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        params = {**Q1, **asked, **cursor, "limit": "5"}
        page = town.officers[B].get("/v1/directives/check-list", params=params).raise_for_status().json()
        numbers += [row["number"] for row in page["data"]]
        if page["links"]["next"] is None:
            return numbers, page["tally"]
        cursor = {"cursor": page["links"]["next"]}


def make_check(assessment: str, **more: str) -> Json:
    return {"type": "directives.record_quarterly_check.v1", **Q1, "assessment": assessment, **more}


def read_report(town: Town, edition: int) -> bytes:
    """Return an edition as it is told, but for how far the views have come."""
    answer = town.operator.get(f"/v1/reports/2024-Q1/{edition}", params={"limit": 200}).raise_for_status()
    return answer.content.partition(b'"meta"')[0]


def fractions(figures: Json) -> tuple[tuple[int, int], ...]:
    """Return share, report and completion as `count` of `total`, mean days as days over how many."""
    rates = [figures[name] for name in ("share_on_time", "report_on_time", "completion")]
    mean = figures["mean_days"]
    return (*((rate["count"], rate["total"]) for rate in rates), (mean["days"], mean["total"]))


FIRST_QUARTER = {
    A: (3, ((2, 3), (2, 3), (1, 3), (5.0, 1))),
    B: (3, ((3, 3), (2, 3), (0, 2), (None, 0))),
    C: (4, ((4, 4), (0, 0), (1, 4), (2.0, 1))),
    None: (2, ((0, 0), (0, 0), (0, 1), (None, 0))),
}
"""Of 1 to 12. A leads 1, 2, 6, and 6 was shared late. B leads 3, 5, 8: 8 is withdrawn, so that two can be completed;
its clocks are those of 3, 5 and of 4, which it missed. C leads 4, 7, 9, 10: neither 7 nor 10 is due by 31 March. 11 is
not shared yet, 12 is merged. Together 9 of 10 shared on time, 4 of 6 reported, 2 of 10 closed, (5 + 2) / 2 days."""
SECOND_QUARTER = {
    A: (5, ((3, 5), (2, 4), (2, 5), (13.5, 2))),
    B: (3, ((3, 3), (3, 5), (1, 3), (5.0, 1))),
    C: (3, ((3, 3), (1, 2), (0, 3), (None, 0))),
}
"""Of 2 to 7, 10, 11, 13, 14, 15, on 17 April. A leads 2, 6, 11, 13, 15, of which 6 and 11 were shared late; its clocks:
2 late, 6 and 13 on time, 11 overdue. It closed 13 after 4 days, and 6 on 16 April: 14, 15, 18, 19, 20, 21, 22, 25, 26,
27, 28, 29, 1, 2, 3, 4, 5, 8, 9, 11, 12, 15, 16 are 23 days, and (4 + 23) / 2 is 13.5. B leads 3, 5, 14 and had the
clocks of 3, 5, 15 on time, of 4 and 14 late. C leads 4, 7, 10: 7 on time, 10 late."""


def test_metrics_equal_a_count_by_hand(town: Town) -> None:
    """DIR-13, DIR-16: the tables above; a rank from five reports on, which only B has; the past stays as it was."""
    first = town.measure(Q1, by="department")
    assert {code: (each["directives"], fractions(each)) for code, each in first.items()} == FIRST_QUARTER
    (whole,) = town.measure(Q1).values()
    assert (whole["directives"], fractions(whole)) == (12, ((9, 10), (4, 6), (2, 10), (3.5, 2)))
    assert [whole[name]["percent"] for name in ("share_on_time", "report_on_time", "completion")] == [90.0, 66.7, 20.0]
    assert town.seen["first quarter at its end"] == (first, town.measure(Q1))
    second, both = town.seen["second quarter so far"]
    assert {code: (each["directives"], fractions(each)) for code, each in second.items()} == SECOND_QUARTER
    assert {code: each["rank"] for code, each in second.items()} == {A: None, B: 1, C: None}
    (whole,) = both.values()
    assert (whole["directives"], fractions(whole)) == (11, ((9, 11), (6, 11), (3, 11), (10.7, 3)))


def test_two_latenesses_are_kept_apart(town: Town) -> None:
    """DIR-04, DIR-06: the share's is the office's, the report's is the department's, each in business days."""
    late = {n: (row["share_late_days"], row["report_late_days"]) for n in range(1, 16) if (row := town.read(n)["data"])}
    assert {n: late[n] for n in (1, 2, 4, 6, 10, 11, 13, 14)} == {
        1: (0, 0), 2: (0, 1), 4: (0, 2), 6: (2, 0), 10: (0, 2), 11: (3, None), 13: (0, 0), 14: (0, 1),
    }  # fmt: skip


def test_a_transfer_keeps_the_day_or_gets_a_new_one_from_the_office(town: Town) -> None:
    """DIR-16: within a business day the lead passes it on and its day stays; later the office, with reason and day."""
    kept, missed, new, after = (town.read(n)["data"] for n in (5, 4, 7, 15))
    assert (kept["lead"]["code"], kept["report_due"]) == (B, "2024-03-14")
    assert (missed["lead"]["code"], missed["report_due"]) == (C, "2024-03-14")
    assert (new["lead"]["code"], new["report_due"], new["report_late_days"]) == (C, "2024-04-03", 0)
    assert (after["lead"]["code"], after["report_due"], after["state"]["code"]) == (A, "2024-04-12", "REPORTED")
    assert town.seen["late transfer"] == [
        (403, "NOT_PERMITTED"),
        (422, "DUE_DATE_NOT_OPEN"),
        (400, "BAD_SHAPE"),
    ]
    moved = [entry["data"] for entry in town.read(7)["history"] if entry["type"].endswith("transferred.v1")]
    assert [(each["reason"], each["report_policy"]) for each in moved] == [("강경읍 소관", "DIR_SET@1")]


def test_each_stage_is_told_once_whatever_is_restarted(town: Town) -> None:
    """CAL-13, DIR-20: due on 5 April, shared on the 2nd; +1, +3, +5 on the 8th, 11th and 15th, the 10th is a holiday.

    D-3 would be the day of the share: not sent. The service was killed after +1 and before +3.
    """
    assert town.tell(11) == [
        ("reminder_sent", "04-04", "D-1"),
        ("reminder_sent", "04-05", "D"),
        ("deadline_missed", "04-08", None),
        ("escalation_raised", "04-08", "TEAM_HEAD"),
        ("escalation_raised", "04-11", "BUREAU_HEAD"),
        ("escalation_raised", "04-15", "MAYOR"),
    ]
    to_mayor = [
        each
        for each in town.mayor.get("/v1/notices", params={"limit": "200"}).json()["data"]
        if each["directive"] == town.made[11]
    ]
    assert len(to_mayor) == 1


def test_a_quarter_is_checked_whole_and_its_report_stays(town: Town) -> None:
    """DIR-02, DIR-09, DIR-10, DIR-15: of 1 to 12, ten to check; 11 the office's own delay; 12 was never shared.

    The exhortation is in the report. Edition 1 has the same bytes after later changes; edition 2 has the correction.
    """
    numbers = [f"2024-{n:04d}" for n in range(1, 13)]
    assert (town.seen["too early"], *town.seen["unchecked"]) == (
        "QUARTER_INCOMPLETE",
        "QUARTER_INCOMPLETE",
        numbers[:10],
    )
    assert (town.seen["lagging"], town.seen["again"]) == ("CAUSE_AND_REMEDY_REQUIRED", "REASON_REQUIRED")
    listed, tally = walk(town)
    assert (listed, tally) == (numbers, {"live": 12, "checked": 10, "missing": 0, "unshared": 2})
    found = {standing: walk(town, standing=standing)[0] for standing in ("CHECKED", "MISSING", "UNSHARED")}
    assert found == {"CHECKED": numbers[:10], "MISSING": [], "UNSHARED": numbers[10:]}
    assert read_report(town, 1) == town.seen["first edition"]
    editions = [town.officers[C].get(f"/v1/reports/2024-Q1/{n}", params={"limit": 200}).json() for n in (1, 2)]
    assert [each["data"]["entries"] for each in editions] == [12, 12]
    assert [each["data"]["reason"] for each in editions] == [None, "점검을 고침"]
    before, after = ({entry["number"]: entry for entry in each["entries"]} for each in editions)
    assert sorted(before) == sorted(after) == numbers
    assert (before[numbers[1]]["assessment"], before[numbers[1]]["remedy"]) == ("LAGGING", "팀을 보탬")
    assert after[numbers[1]]["assessment"] == "DONE"
    assert (before[numbers[5]]["state"], after[numbers[5]]["state"]) == ("REPORTED", "CLOSED")
    exhortation = before[numbers[8]]
    assert (exhortation["kind"], exhortation["report_due"], exhortation["state"]) == ("EXHORTATION", None, "CLOSED")
    assert before[numbers[10]]["lead"] == A


def test_the_published_report_counts_departments_as_the_metrics_do(town: Town) -> None:
    """DIR-10, DIR-13, ADR 0025: published on 16 April, after 4 was passed on and 11 was shared."""
    for edition in (1, 2):
        told = town.operator.get(f"/v1/reports/2024-Q1/{edition}", params={"limit": 200}).raise_for_status().json()
        entries = [QuarterEntryPublished.model_validate({**each, "edition": edition}) for each in told["entries"]]
        shown = show_metrics(count_departments(entries, "2024-Q1"), NAMES)
        counted = {
            each.department.code: (each.directives, fractions(each.model_dump())) for each in shown if each.department
        }
        assert counted == {code: figures for code, figures in FIRST_QUARTER.items() if code is not None}


def test_what_was_not_reported_on_in_time_is_marked(town: Town) -> None:
    """CAL-07: Q1 is due ten business days after 31 March: 1, 2, 3, 4, 5, 8, 9, 11, 12, 15 April; on the 16th it is red.

    Done on the 16th it is red no more; the quarters to come never were.
    """
    before, after = town.seen["schedule before"], town.seen["schedule after"]
    assert [each["value"] for each in before] == [f"2024-Q{n}" for n in range(1, 5)]
    assert before[0]["deed"] == {"due": "2024-04-15", "done_on": None, "live": 12, "missing": 10, "is_skipped": True}
    assert [each["deed"]["is_skipped"] for each in before[1:]] == [False] * 3
    assert after[0]["deed"] == {
        "due": "2024-04-15", "done_on": "2024-04-16", "live": 12, "missing": 0, "is_skipped": False,
    }  # fmt: skip
    asked = {"cadence": "quarter", "year": "2024"}
    citizen = town.system.open("citizen").get("/v1/calendar/schedule", params=asked).json()["occurrences"]
    assert [each["deed"] for each in citizen] == [None] * 4


def test_a_late_holiday_moves_open_deadlines_and_no_closed_one(town: Town) -> None:
    """CAL-11, XS-15: shared on 17 April, due on the 22nd (18, 19, 22); the 19th becomes a holiday: the 23rd.

    What the preview names is what moves; neither what is reported nor what was due before has an event more.
    """
    town.issue(16, 17, lead=A)
    town.act(17, "report", REPORT, by=A)
    versions = {n: town.read(n)["data"]["version"] for n in town.made if n != 16}
    preview = town.operator.get("/v1/holidays/preview", params={"day": "2024-04-19"}).raise_for_status().json()
    assert [(each["directive"], each["before"], each["after"]) for each in preview["moves"]] == [
        (town.made[16], "2024-04-22", "2024-04-23")
    ]
    town.post(town.operator, "/v1/holidays", {"day": "2024-04-19", "name": "임시공휴일"})
    eventually(lambda: [name for name, _, _ in town.tell(16)] == ["deadline_recalculated"], "the deadline has moved")
    eventually(lambda: town.read(16)["data"]["report_due"] == "2024-04-23", "the board shows it")
    assert {n: town.read(n)["data"]["version"] for n in versions} == versions
