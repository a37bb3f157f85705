"""IntegrityTalk over HTTP: anonymous reports by a receipt code, their two readers, and nobody else (ENG-63 to -65)."""

import asyncio
import uuid
from typing import Any, Final

import httpx
import pytest

from tests.e2e import confiding, reporting
from tests.e2e.confiding import Circle, guess, post
from tests.e2e.reporting import OPEN, REPORTS
from tests.running import Running

WORD: Final = f"뒷돈{uuid.uuid4().hex[:8]}"
"""Stands in everything that is written on reports here."""
HAS_KEY: Final = "SELECT wrapped IS NOT NULL FROM subjects WHERE subject::text = $1"


@pytest.fixture(scope="module")
def circle(system: Running) -> Circle:
    circle = confiding.gather(system)
    reporting.designate(circle)
    return circle


@pytest.fixture(scope="module")
def told(system: Running, circle: Circle) -> tuple[str, str]:
    """The receipt code and the id of a report that was just sent."""
    code = reporting.report(system, f"{WORD} 처음 글", has_retaliation=True)
    return code, reporting.find(circle["auditor"], f"{WORD} 처음 글")


def test_reporter_and_reader_write_to_each_other_by_a_code_alone(system: Running, circle: Circle) -> None:
    """ENG-63: the code opens the thread and a coarse state; notes are the readers' alone; resent it is the same."""
    key, script = uuid.uuid4().hex, f"<script>alert(1)</script> {WORD} 대화"
    code = reporting.report(system, script, key)
    assert reporting.report(system, script, key) == code
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        headers = {"Idempotency-Key": key}
        other = anybody.post(OPEN, json={"words": "다른 글"}, headers=headers)
        assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
        short = anybody.post(OPEN, json={"words": "글"}, headers={"Idempotency-Key": "1"})
        assert short.json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    reader, deputy = circle["auditor"], circle["inspector"]
    made = reporting.find(reader, script)
    again = {"Idempotency-Key": uuid.uuid4().hex}
    asked = [
        reader.post(f"{REPORTS}/{made}/message", json={"words": f"{WORD} 언제입니까?"}, headers=again) for _ in "ab"
    ]
    assert asked[0].json() == asked[1].json()
    reporting.act(deputy, made, "note", {"words": f"{WORD} 내부 메모"})
    mine = uuid.uuid4().hex
    own = [reporting.add(system, code.replace("-", " ").lower(), f"{WORD} 작년입니다.", mine).json() for _ in "ab"]
    assert own[0] == own[1] == reporting.look(system, code).json()
    assert own[0].keys() == {"data"}
    assert own[0]["data"].keys() == {"state", "messages"}
    assert own[0]["data"]["state"] == {"code": "RECEIVED", "label": "접수"}
    words = [(each["author"]["code"], each["words"]) for each in own[0]["data"]["messages"]]
    assert words == [
        ("REPORTER", script), ("READER", f"{WORD} 언제입니까?"), ("REPORTER", f"{WORD} 작년입니다."),
    ]  # fmt: skip
    assert own[0]["data"]["messages"][0].keys() == {"author", "words", "written_on"}
    whole = reporting.read(reader, made)
    assert [(each["words"], each["by"]) for each in whole["notes"]] == [(f"{WORD} 내부 메모", "inspector")]


def test_a_report_is_taken_up_decided_followed_up_and_closed(system: Running, circle: Circle) -> None:
    """ENG-64: an audit case of its own series; the reporter is told 접수, 조사, 종결 and nothing finer."""
    code = reporting.report(system, f"{WORD} 계약을 쪼갬")
    reader = circle["auditor"]
    made = reporting.find(reader, f"{WORD} 계약을 쪼갬")
    early = post(reader, f"{REPORTS}/{made}/decide", reporting.BODIES["decide"])
    assert (early.status_code, early.json()["code"]) == (409, "WRONG_STATE")
    opened = reporting.act(reader, made, "take-up")
    assert opened["number"].startswith("청-2024-")
    assert "decide" in opened["allowed"]
    assert tell_state(system, code) == "INVESTIGATING"
    decided = reporting.act(circle["inspector"], made, "decide", {"finding": "VIOLATION", "ground": f"{WORD} 서류"})
    assert (decided["finding"]["label"], decided["ground"], decided["days_left"]) == ("위반", f"{WORD} 서류", None)
    without = post(reader, f"{REPORTS}/{made}/close", {})
    assert (without.status_code, without.json()["code"]) == (409, "WRONG_STATE")
    measured = reporting.act(reader, made, "measure")
    assert [(each["kind"]["code"], each["department"]) for each in measured["measures"]] == [
        ("CORRECTION", "town-yeonmu")
    ]
    assert tell_state(system, code) == "INVESTIGATING"
    closed = reporting.act(reader, made, "close")
    assert (closed["state"]["code"], closed["allowed"]) == ("CLOSED", ["note", "retaliation", "erase-content"])
    assert tell_state(system, code) == "CLOSED"
    more = reporting.add(system, code, "더")
    assert (more.status_code, more.json()["code"]) == (409, "WRONG_STATE")


def tell_state(system: Running, code: str) -> str:
    return str(reporting.look(system, code).json()["data"]["state"]["code"])


def test_the_clock_runs_sixty_days_and_is_extended_once(system: Running, circle: Circle) -> None:
    """ENG-65: from Thursday 2024-01-25 the 60th day is Monday 2024-03-25; 30 days on, Wednesday 2024-04-24."""
    reporting.report(system, f"{WORD} 기한")
    reporting.report(system, f"{WORD} 다음 기한")
    reader = circle["auditor"]
    reporting.find(reader, f"{WORD} 다음 기한")
    made = reporting.find(reader, f"{WORD} 기한")
    row = reporting.read(reader, made)
    assert (row["received_on"], row["due_on"], row["days_left"]) == ("2024-01-25", "2024-03-25", 60)
    assert row["policy"] == "INT_60@1"
    longer = reporting.act(reader, made, "extend", {"reason": f"{WORD} 자료를 기다림"})
    assert (longer["due_on"], longer["days_left"], longer["extension"]) == ("2024-04-24", 90, f"{WORD} 자료를 기다림")
    second = post(reader, f"{REPORTS}/{made}/extend", {"reason": "더"})
    assert (second.status_code, second.json()["code"]) == (422, "EXTENSION_TOO_LONG")
    listed = reader.get(REPORTS, params={"limit": "200"}).json()["data"]
    days = [each["due_on"] for each in listed if each["finding"] is None]
    assert days == sorted(days)
    first = reader.get(REPORTS, params={"limit": "1"}).json()
    following = reader.get(REPORTS, params={"limit": "1", "cursor": first["links"]["next"]}).json()
    assert [first["data"][0]["id"], following["data"][0]["id"]] == [each["id"] for each in listed[:2]]


def test_content_is_erased_while_the_thread_keeps_its_state(system: Running, circle: Circle) -> None:
    """ENG-63, PLT-07: days, authors and clock stay; the words are destroyed for everybody."""
    code = reporting.report(system, f"{WORD} 지울 것")
    reader = circle["auditor"]
    made = reporting.find(reader, f"{WORD} 지울 것")
    reporting.act(reader, made, "message", {"words": f"{WORD} 답"})
    reporting.act(reader, made, "take-up")
    reporting.act(reader, made, "decide", {"finding": "UNVERIFIABLE", "ground": f"{WORD} 근거"})
    before = reporting.act(reader, made, "close")
    after = reporting.act(reader, made, "erase-content")
    gone = ["파기됨", "파기됨"]
    assert [each["words"] for each in after["messages"]] == gone
    assert (after["ground"], after["state"]["code"]) == ("파기됨", "ERASED")
    same = ("number", "received_on", "due_on", "decided_on", "closed_on", "late")
    assert [after[name] for name in same] == [before[name] for name in same]
    own = reporting.look(system, code).json()["data"]
    assert (own["state"]["code"], [each["words"] for each in own["messages"]]) == ("CLOSED", gone)
    refused = post(reader, f"{REPORTS}/{made}/note", {"words": "더"})
    assert refused.status_code == 409
    assert asyncio.run(confiding.ask(system, "hwanryu_vault", HAS_KEY, made)) is False


def test_everybody_else_finds_no_report(circle: Circle, told: tuple[str, str]) -> None:
    """ENG-63: operator, administrator, mayor, department, who acts for the reader, system: the bytes of a random id."""
    _code, made = told
    others = {**circle.outsiders, "mayor": circle["mayor"]}
    guesses = reporting.list_guesses()
    for name, client in others.items():
        for what, request in guesses.items():
            random = guess(client, request, str(uuid.uuid4()))
            assert guess(client, request, made) == random, (name, what)
            if what in {"read", "take-up", "try close"}:
                assert random["status"] == (403 if name == "citizen" else 404), (name, what)
        listed = client.get(REPORTS)
        assert listed.status_code == (403 if name == "citizen" else 404), name
    reader = circle["auditor"]
    assert guess(reader, guesses["read"], str(uuid.uuid4()))["body"].count("없거나 볼 권한이 없습니다") == 1


def test_only_the_mayor_designates_two_accounts_of_the_audit(circle: Circle) -> None:
    """ENG-63: neither a deputy's word nor an account of another office makes a reader."""
    both = {"reader": "auditor", "deputy": "inspector"}
    for name in ("operator", "administrator", "executive", "officer"):
        assert post(circle[name], "/v1/integrity-readers", both).status_code == 403, name
    mayor = circle["mayor"]
    for wrong in ({"deputy": "officer"}, {"deputy": "auditor"}, {"deputy": "nobody"}, {"deputy": "of-the-house"}):
        answer = post(mayor, "/v1/integrity-readers", {**both, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "BAD_SHAPE"), wrong
    found = mayor.get("/v1/integrity-readers").json()["data"]
    assert (found["reader"], found["deputy"]) == ("auditor", "inspector")


def test_nothing_that_others_read_changes_when_a_report_comes(system: Running, circle: Circle) -> None:
    """ENG-63: no count, list, event, command, search, notice or metric tells that there is one."""
    operator, administrator = circle["operator"], circle["administrator"]
    paths = (
        "/v1/suggestions?total=true", "/v1/directives/metrics", "/v1/notices", "/v1/audit-proposals",
        "/v1/integrity-readers", "/search?q=" + WORD, "/v1/feedback",
    )  # fmt: skip
    after = find_end(operator)
    before = [tell(client, path) for client in (operator, administrator) for path in paths]
    counted = read_metrics(system)
    key = uuid.uuid4().hex
    code = reporting.report(system, f"{WORD} 자취 없이", key)
    reporting.find(circle["auditor"], f"{WORD} 자취 없이")
    assert [tell(client, path) for client in (operator, administrator) for path in paths] == before
    assert operator.get(after).json()["data"] == []
    for client in (operator, administrator, circle["auditor"]):
        found = client.get("/v1/commands", params={"key": key}).json()
        assert found["state"] in {"NOT_STORED", "UNTOLD"}
    metrics = counted + read_metrics(system)
    assert "integrity-report" not in metrics
    assert "integrity_report" not in metrics
    assert reporting.look(system, code).status_code == 200


def find_end(client: httpx.Client) -> str:
    """Return the address of the events that are to come."""
    later = "/v1/events?limit=500"
    while (page := client.get(later).json())["data"]:
        later = page["links"]["later"]
    return str(later)


def tell(client: httpx.Client, path: str) -> tuple[int, Any]:
    answer = client.get(path)
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    return answer.status_code, answer.json().get("data") if is_json else None


def read_metrics(system: Running) -> str:
    port = system.system.plan.health_ports["gateway"]
    return httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text


def test_a_wrong_code_says_nothing_and_is_tried_rarely(system: Running, told: tuple[str, str]) -> None:
    """ENG-63: a code that is off by one is answered as one from nowhere, and as rarely as a sign-in."""
    code, _made = told
    last = "1" if code[-1] == "0" else "0"
    answers = [reporting.look(system, each) for each in (code[:-1] + last, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ")]
    answers += [reporting.add(system, code[:-1] + last, "글")]
    shown = [{**each.json(), "trace": None} for each in answers]
    assert shown[0] == shown[1] == shown[2]
    assert shown[0]["status"] == 404
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        usual = int(anybody.get("/v1/open/juries").headers["ratelimit-limit"])
    assert int(answers[0].headers["ratelimit-limit"]) * 10 == usual


def test_each_read_is_kept_and_names_the_report_by_its_id(circle: Circle, told: tuple[str, str]) -> None:
    """ENG-63: the auditor sees who has read which; no word, number or state of it."""
    _code, made = told
    reporting.read(circle["inspector"], made)
    circle["inspector"].get(REPORTS, params={"limit": "200"}).raise_for_status()
    reads = circle["auditor"].get("/v1/reads?limit=200").raise_for_status().json()["data"]
    own = [each for each in reads if made in each["reports"]]
    assert {(each["account"], each["act"]["code"]) for each in own} >= {("inspector", "READ"), ("inspector", "LIST")}
    assert all(each["directives"] == [] for each in own)
    assert WORD not in str(reads)


def test_what_is_written_lies_nowhere_in_the_clear(system: Running, circle: Circle) -> None:
    """ENG-63: no database row, broker message or log line holds a word, a code, or who reported."""
    with confiding.hearing(system) as heard:
        key = uuid.uuid4().hex
        code = reporting.report(system, f"{WORD} 숨길 글", key)
        made = reporting.find(circle["auditor"], f"{WORD} 숨길 글")
        reporting.act(circle["auditor"], made, "take-up")
        reporting.act(circle["auditor"], made, "note", {"words": f"{WORD} 숨길 메모"})
        reporting.add(system, code, f"{WORD} 더한 글")
    secrets = (WORD, code, code.replace("-", ""), key, "청-2024")
    rows = asyncio.run(confiding.dump(system))
    assert [(table, secret) for table, row in rows for secret in secrets if secret in row] == []
    mentioned = {table for table, row in rows if made in row}
    assert mentioned <= {
        "hwanryu_engagement.public.events", "hwanryu_engagement.public.commands", "hwanryu_engagement.public.entries",
        "hwanryu_gateway.views.engagement_history", "hwanryu_gateway.public.confidential_reads",
        "hwanryu_vault.public.subjects",
    }  # fmt: skip
    by = [row for table, row in rows if table == "hwanryu_engagement.public.events" and made in row]
    assert len(by) == 4
    assert not [row for row in by if "auditor" in row or "integrity-talk" in row or "CITIZEN" in row]
    assert heard
    assert not [body for body in heard for secret in secrets if secret.encode() in body]
    logs = "".join(map(system.system.logs, system.system.plan.health_ports))
    assert logs
    assert not [secret for secret in (*secrets, made) if secret in logs]


def test_the_reporters_page_keeps_no_trace_and_shows_the_code_once(system: Running) -> None:
    """ENG-63: a form without cookie, script or address handed on; text stays text; the code opens the thread."""
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        form = anybody.get("/integrity-talk")
        assert (form.headers["referrer-policy"], "<script" in form.text) == ("no-referrer", False)
        assert form.text.count('autocomplete="off"') == 2
        key = form.text.partition('name="key" value="')[2].partition('"')[0]
        sent = {"key": key, "words": f"{WORD} <b>화면</b>"}
        shown = [anybody.post("/integrity-talk", data=sent).text for _ in "ab"]
        assert shown[0] == shown[1]
        code = shown[0].partition('<code class="receipt"')[2].partition(">")[2].partition("<")[0]
        thread = anybody.post("/integrity-talk/status", data={"code": code})
        assert f"{WORD} &lt;b&gt;화면&lt;/b&gt;" in thread.text
        more = anybody.post("/integrity-talk/messages", data={"key": uuid.uuid4().hex, "code": code, "words": WORD})
        assert more.text.count(WORD) == 2
        wrong = anybody.post("/integrity-talk/status", data={"code": "ZZZZ"})
        foreign = anybody.post("/integrity-talk", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
        assert (wrong.status_code, foreign.status_code) == (404, 403)
        assert not anybody.cookies


def test_the_readers_pages_are_there_for_the_readers_alone(system: Running, told: tuple[str, str]) -> None:
    """ENG-63 to ENG-65: thread, notes, days left; a question before what cannot be undone; 404 for everybody else."""
    _code, made = told
    with httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False) as console:
        enter(system, console, "inspector")
        assert 'href="/integrity-reports"' in console.get("/").text
        assert "D-60" in console.get("/integrity-reports").text
        page = console.get(f"/integrity-reports/{made}").text
        assert f"{WORD} 처음 글" in page
        assert "60일 남음" in page
        assert "되돌릴 수 없습니다" in console.get(f"/integrity-reports/{made}/close").text
        form = console.get(f"/integrity-reports/{made}/note").text
        hidden = {name: form.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("csrf", "key")}
        noted = console.post(f"/integrity-reports/{made}/note", data={**hidden, "words": f"{WORD} 화면 메모"})
        assert (noted.status_code, noted.headers["location"]) == (303, f"/integrity-reports/{made}")
        assert f"{WORD} 화면 메모" in console.get(noted.headers["location"]).text
    with httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False) as console:
        enter(system, console, "operator")
        assert "/integrity-reports" not in console.get("/").text
        random = str(uuid.uuid4())
        for path in ("", f"/{made}", f"/{made}/note"):
            pages = [console.get(f"/integrity-reports{path.replace(made, each)}") for each in (made, random)]
            assert [page.status_code for page in pages] == [404, 404]
            assert pages[0].text.replace(made, "") == pages[1].text.replace(random, "")


def enter(system: Running, console: httpx.Client, user: str) -> None:
    form = {"user": user, "password": system.logins[user]["password"]}
    assert console.post("/login", data=form).status_code == 303
