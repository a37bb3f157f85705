"""What leaves a system besides answers: one trace a command over all roles, logs without what was typed, letters."""

import asyncio
import gzip
import json
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import aio_pika
import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from contracts.short_codes import write_short
from infra.clock import SEOUL
from infra.messaging import EVENTS_EXCHANGE, REQUESTS_EXCHANGE, name_command_queue, open_channel
from tests.e2e.surveying import make_design
from tests.e2e.visiting import say
from tests.integration.mailboxes import OK, Mailbox, receiving
from tests.running import Running, eventually, run_in_thread

MARK = "zqxmarker"
ADDRESS = "roads-officer@city.example"
CITIZEN = "someone@citizen.example"
GUEST = "guest@citizen.example"
UNIT = {"name_known": True, "kind": "HEADQUARTERS", "valid_from": "2020-01-01", "valid_until": None}
ROLES = ("registry", "directives", "projector", "gateway")


class Collector(ThreadingHTTPServer):
    """Stands in for an OpenTelemetry collector: keeps every span with the service that sent it."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Span]] = []
        super().__init__(("127.0.0.1", 0), Receiver)

    def of_trace(self, trace: str) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for service, span in list(self.spans):
            if span.trace_id.hex() == trace:
                found.setdefault(service, []).append(span)
        return found


class Receiver(BaseHTTPRequestHandler):
    """Takes what an exporter posts."""

    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            names = {each.key: each.value.string_value for each in resource.resource.attributes}
            spans = [span for scope in resource.scope_spans for span in scope.spans]
            self.server.spans += [(names["service.name"], span) for span in spans]
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the overridden method
        """Say nothing."""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def receiving_in_thread() -> Iterator[Mailbox]:
    """Run a mail server beside a test that is not asynchronous."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = receiving()
    try:
        yield asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10.0)
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10.0)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10.0)
        loop.close()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with receiving_in_thread() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def system(collector: Collector, mailbox: Mailbox) -> Iterator[Running]:
    """An empty system on the clock on the wall that sends its spans to the collector and was given a mail server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMTP_URL", mailbox.url)
        patch.setenv("MAIL_FROM", "hwanryu@city.example")
        patch.setenv("HWANRYU_CONSOLE", "https://nonsan.example")
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_address[1]}")
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        with run_in_thread("outlets", sample=False) as running:
            yield running


def issue(client: httpx.Client, text: str, **headers: str) -> httpx.Response:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    return client.post("/v1/directives", json={"text": text, "kind": "SIMPLE"}, headers=key | headers)


def test_one_command_is_one_trace_from_http_to_every_view(system: Running, collector: Collector) -> None:
    trace = uuid.uuid4().hex
    made = issue(system.open("mayor"), "점검할 것", traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    assert made.status_code == 201

    def is_whole() -> bool:
        found = collector.of_trace(trace)
        names = {span.name for spans in found.values() for span in spans}
        wanted = {"POST /v1/directives", "send directives", "decide", "append", "relay", "project directives"}
        return wanted <= names and found.keys() >= {"hwanryu-gateway", "hwanryu-directives", "hwanryu-projector"}

    eventually(is_whole, "every role has sent its spans", 20)
    spans = {span.name: span for each in collector.of_trace(trace).values() for span in each}
    assert spans["POST /v1/directives"].parent_span_id.hex() == "00f067aa0ba902b7"
    assert spans["send directives"].parent_span_id == spans["POST /v1/directives"].span_id
    assert spans["decide"].parent_span_id == spans["send directives"].span_id
    for below in ("append", "relay", "project directives"):
        assert spans[below].parent_span_id == spans["decide"].span_id


def test_a_policys_command_stays_in_the_trace_of_what_caused_it(system: Running, collector: Collector) -> None:
    trace = uuid.uuid4().hex
    headers = {"Idempotency-Key": uuid.uuid4().hex, "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    body = {"day": "2024-12-30", "name": "시험 휴일"}
    assert system.open("operator").post("/v1/holidays", json=body, headers=headers).status_code in {200, 201}

    def reaches_directives() -> bool:
        return any(span.name == "decide" for span in collector.of_trace(trace).get("hwanryu-directives", []))

    eventually(reaches_directives, "the policy has decided", 20)


def test_a_merged_span_links_to_the_trace_of_each_command(system: Running, collector: Collector) -> None:
    mayor = system.open("mayor")
    traces = [uuid.uuid4().hex for _ in range(40)]
    threads = [
        threading.Thread(
            target=issue, args=(mayor, "한꺼번에"), kwargs={"traceparent": f"00-{each}-00f067aa0ba902b7-01"}
        )
        for each in traces
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    def is_linked() -> bool:
        merged = [span for _, span in list(collector.spans) if len(span.links) > 1]
        linked = {link.trace_id.hex() for span in merged for link in span.links}
        return len(linked & set(traces)) > 1

    eventually(is_linked, "a message or a batch links to its commands", 20)


def test_a_problem_names_the_trace_that_the_logs_name(system: Running) -> None:
    trace = uuid.uuid4().hex
    refused = system.open("mayor").get("/v1/nothing", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert refused.json()["trace"] == trace


def test_no_log_holds_what_a_person_typed(system: Running) -> None:
    mayor, key = system.open("mayor"), {"Idempotency-Key": f"{MARK}-key"}
    anyone = httpx.Client(base_url=system.base_url, trust_env=False, timeout=15.0)
    with anyone:
        for body in (f'{{"text": "{MARK}", "kind": 3}}', f"{{{MARK}", f'{{"{MARK}": 1}}', f'{{"text": "{MARK}"}}'):
            mayor.post("/v1/directives", content=body, headers=key | {"Content-Type": "application/json"})
        issue(mayor, MARK, **{"X-Odd": MARK, "User-Agent": MARK, "traceparent": MARK})
        anyone.post("/v1/token", json={"user": MARK, "password": MARK})
        anyone.post("/login", data={"user": MARK, "password": MARK, "next": MARK})
        anyone.get("/v1/directives", headers={"Authorization": f"Bearer {MARK}"})
        anyone.get(f"/directives/{MARK}?q={MARK}", headers={"Cookie": f"hwanryu_session={MARK}"})
        anyone.request(MARK.upper(), f"/{MARK}")
        mayor.get(f"/v1/directives/{MARK}", params={"after": MARK})
        mayor.get("/v1/directives", params={MARK: MARK, "q": MARK})
    command = {"id": str(uuid.uuid4()), "subject": MARK, "body": {"type": MARK, "text": MARK}, MARK: MARK}
    texts = [json.dumps({"commands": [command]}), json.dumps({"commands": MARK}), MARK, json.dumps({MARK: MARK})]
    system._wait(publish(system, REQUESTS_EXCHANGE, name_command_queue("directives"), texts))
    system._wait(publish(system, REQUESTS_EXCHANGE, "directives.feed", texts))
    system._wait(publish(system, EVENTS_EXCHANGE, "directives", texts))
    eventually(lambda: "unreadable command" in system.system.logs("directives"), "the poison was met", 15)
    eventually(lambda: "broken message" in system.system.logs("projector"), "the poison was met", 15)
    secrets = [login["password"] for login in system.logins.values()]
    for role in ROLES:
        lines = system.system.logs(role, 100_000)
        assert MARK not in lines.lower(), next(line for line in lines.splitlines() if MARK in line.lower())
        assert not any(secret in lines for secret in secrets)
        for line in lines.splitlines():
            assert {"event", "level", "role", "timestamp"} <= json.loads(line).keys()


def test_a_line_about_a_command_names_it(system: Running) -> None:
    lines = [json.loads(line) for line in system.system.logs("gateway", 100_000).splitlines()]
    problems = [line for line in lines if line["event"] == "problem"]
    assert all(line["correlation_id"].replace("-", "") == line["trace"] for line in problems)


async def publish(system: Running, exchange: str, key: str, texts: list[str]) -> None:
    async with open_channel(system.system.services.rabbitmq_url, "test") as channel:
        target = await channel.get_exchange(exchange, ensure=False)
        for text in texts:
            await target.publish(aio_pika.Message(text.encode(), headers={"context": "directives", "odd": MARK}), key)


def post(client: httpx.Client, path: str, body: dict[str, Any], query: Mapping[str, str] = {}) -> dict[str, Any]:
    answer = client.post(path, json=body, params=dict(query), headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json())


def share(system: Running) -> dict[str, Any]:
    """Return a directive that was shared with the roads' department."""
    made = post(system.open("mayor"), "/v1/directives", {"text": "포트홀을 점검할 것", "kind": "SIMPLE"})
    post(system.open("operator"), f"/v1/directives/{made['id']}/share", {"lead": "roads"})
    return made


def look(system: Running, path: str = "/notices") -> str:
    """Return a page as the office sees it."""
    with httpx.Client(base_url=system.base_url, follow_redirects=True, trust_env=False) as browser:
        password = system.logins["operator"]["password"]
        browser.post("/login", data={"user": "operator", "password": password}).raise_for_status()
        return browser.get(path).raise_for_status().text


def test_a_share_is_mailed_to_who_holds_the_post_until_the_person_is_erased(system: Running, mailbox: Mailbox) -> None:
    """DIR-20, ORG-06, PLT-07: the registry's own words lead to the address, and to none once its key is destroyed."""
    operator = system.open("operator")
    post(operator, "/v1/org/departments", {**UNIT, "code": "roads", "name": "도로과", "lineage": "roads"})
    person = post(operator, "/v1/org/people", {"name": "도로과 담당자", "email": ADDRESS})
    held = {"person": person["id"], "department": "roads", "post": "OFFICER", "valid_from": "2020-01-01"}
    post(operator, "/v1/org/assignments", held)
    made = share(system)
    eventually(lambda: mailbox.count(ADDRESS) == 1, "the letter", 30.0)
    (letter,) = [letter for to, letter in mailbox.letters if ADDRESS in to]
    assert letter["Subject"] == "[환류] 지시사항이 공유되었습니다"
    assert "포트홀" not in letter.get_content()
    eventually(lambda: "보냄" in look(system), "the office sees that it was sent")
    post(operator, f"/v1/org/people/{person['id']}/erase", {"reason": "퇴직"})
    other = share(system)
    assert other["number"] != made["number"]
    eventually(lambda: "맡은 사람 없음" in look(system), "the office sees that nobody was written to", 30.0)
    assert mailbox.count(ADDRESS) == 1
    assert ADDRESS not in system.system.logs("coordination", 10_000)


def test_a_citizen_is_told_once_of_each_change_of_what_was_suggested(system: Running, mailbox: Mailbox) -> None:
    """ENG-09, XS-13: whose it is, and that it is answered, no word of either; what may have arrived is shown so."""
    operator = system.open("operator")
    post(operator, "/v1/org/departments", {**UNIT, "code": "parks", "name": "공원과", "lineage": "parks"})
    taken = post(operator, "/v1/suggestions", {"words": "그늘막을 더 세워 주세요.", "contact": CITIZEN})
    path = f"/v1/suggestions/{taken['id']}"
    post(operator, f"{path}/classify", {"kind": "PROPOSAL", "department": "parks"})
    eventually(lambda: mailbox.count(CITIZEN) == 1, "the letter", 30.0)
    letter = next(letter for to, letter in mailbox.letters if CITIZEN in to)
    assert letter["Subject"] == "[논산시] 보내신 의견의 담당 부서가 정해졌습니다"
    assert "그늘막" not in letter.get_content()
    mailbox.to_words = None
    post(operator, f"{path}/answer", {"words": "다섯 곳에 세웁니다."})
    eventually(lambda: mailbox.count(CITIZEN) == 2, "the second letter", 30.0)
    mailbox.to_words = OK
    eventually(lambda: "시민이 받아 보는 소식" in look(system), "the office sees that it may have arrived")
    assert mailbox.count(CITIZEN) == 2
    assert CITIZEN not in system.system.logs("coordination", 10_000) + operator.get("/v1/events?limit=200").text


def test_an_answered_petition_brings_a_link_that_answers_once(system: Running, mailbox: Mailbox) -> None:
    """ENG-33, ENG-34: one letter a case, whose link is kept nowhere and takes one answer; who is asked is not told."""
    operator = system.open("operator")
    made = post(operator, "/v1/surveys", {"design": make_design(targets=["PETITION"])})
    post(operator, f"/v1/surveys/{made['id']}/open", {})
    taken = post(operator, "/v1/suggestions", {"words": "서류를 떼었습니다.", "contact": GUEST})
    path = f"/v1/suggestions/{taken['id']}"
    post(operator, "/v1/org/departments", {**UNIT, "code": "desk", "name": "민원과", "lineage": "desk"})
    post(operator, f"{path}/classify", {"kind": "QUESTION", "department": "desk"})
    post(operator, f"{path}/answer", {"words": "네."})
    wanted = f"/survey/{made['id']}#"

    def find_link() -> str | None:
        texts = [letter.get_content() for to, letter in mailbox.letters if GUEST in to]
        return next((text.split(wanted)[1].split()[0] for text in texts if wanted in text), None)

    eventually(lambda: find_link() is not None, "the letter with the link", 30.0)
    answer = {"token": find_link(), "consent": 1, "answers": [{"question": "kindness", "number": 5}]}
    answer["answers"] += [{"question": each, "number": 4} for each in ("speed", "fairness")]  # type: ignore[operator]  # a list
    with httpx.Client(base_url=system.base_url, trust_env=False) as phone:
        post(phone, f"/v1/open/surveys/{made['id']}/responses", answer)
        again = phone.post(
            f"/v1/open/surveys/{made['id']}/responses", json=answer, headers={"Idempotency-Key": uuid.uuid4().hex}
        )
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_ANSWERED")
    post(operator, f"/v1/surveys/{made['id']}/close", {})
    assert str(find_link()) not in operator.get("/v1/events?limit=200").text


def test_the_office_sees_by_stratum_which_letters_went_out(system: Running, mailbox: Mailbox) -> None:
    """ENG-34: of 연무읍 one was sent and one refused by the mail server; of 강경읍 nobody is invited."""
    operator, gone = system.open("operator"), "gone@citizen.example"
    mailbox.to_recipients[gone] = "550 no such mailbox"
    made = post(operator, "/v1/surveys", {"design": make_design()})["id"]
    post(operator, f"/v1/surveys/{made}/open", {})
    eventually(lambda: operator.get(f"/v1/open/surveys/{made}").is_success, "it is open")
    contacts = ("asked@citizen.example", gone)
    new = [{"case": each, "stratum": "yeonmu", "contact": each, "consent": 1} for each in contacts]
    post(operator, f"/v1/surveys/{made}/invitations", {"invitations": new})
    wanted = "연무읍 2 1 0 1 0 0 0 강경읍 0 0 0 0 0 0 0"
    eventually(lambda: wanted in say(look(system, f"/surveys/{made}/invitations")), "both letters are told", 30.0)


def hold(operator: httpx.Client, name: str) -> str:
    """Return a session whose doors are open, planned and announced three weeks ago as late entries tell."""
    now = datetime.now(SEOUL).replace(microsecond=0)
    segments = [{"code": "citizens", "name": "시민", "seats": 10}]
    plan = {"name": name, "starts_at": now.isoformat(), "minutes": 60, "place": "시민회관", "segments": segments}
    late = {"ground": "종이 대장에서 옮김", "effective_at": (now - timedelta(days=21)).isoformat()}
    held = str(post(operator, "/v1/town-halls", {**plan, "is_hosted_by_mayor": False}, late)["id"])
    post(operator, f"/v1/town-halls/{held}/announce", {}, late)
    post(operator, f"/v1/town-halls/{held}/open-registration", {}, late)
    post(operator, f"/v1/town-halls/{held}/open-doors", {})
    return held


def test_who_follows_a_session_is_told_once_of_each_decision_until_the_stop(system: Running, mailbox: Mailbox) -> None:
    """ENG-09, XS-13, PLT-07: asked and decided are a letter each; whose key is destroyed is told nothing."""
    operator, follower, other = system.open("operator"), "one@citizen.example", "two@citizen.example"
    held = hold(operator, "동네 이야기")
    post(operator, "/v1/org/departments", {**UNIT, "code": "town-yeonmu", "name": "연무읍", "lineage": "town-yeonmu"})
    with httpx.Client(base_url=system.base_url, trust_env=False) as anybody:
        eventually(lambda: anybody.get(f"/v1/open/town-halls/{held}").is_success, "it is announced")
        wish = {"town_hall": held, "agreed": True}
        post(anybody, "/v1/open/follows", {**wish, "contact": follower})
        gone = post(anybody, "/v1/open/follows", {**wish, "contact": other})["id"]
        post(anybody, f"/v1/open/follows/{gone}/stop", {})
    asked = {"town_hall": held, "text": "골목이 어둡습니다.", "department": "town-yeonmu"}
    item = post(operator, "/v1/feedback", asked)["id"]
    eventually(lambda: mailbox.count(follower) == 1, "the letter of the question", 30.0)
    post(system.open("officer"), f"/v1/feedback/{item}/reply", {"reply": "전주에 등을 달 수 있는지 묻겠습니다."})
    post(operator, f"/v1/feedback/{item}/refer", {"to": "한국전력", "reason": "전주는 한국전력의 것입니다."})
    eventually(lambda: mailbox.count(follower) == 2, "the letter of the decision", 30.0)
    letters = [letter for to, letter in mailbox.letters if follower in to]
    subjects = [str(letter["Subject"]) for letter in letters]
    assert subjects == [
        "[논산시] 나온 의견을 담당 부서가 검토하기 시작했습니다",
        "[논산시] 나온 의견을 결정할 수 있는 기관에 넘겼습니다",
    ]
    way = f"https://nonsan.example/voice/{write_short(uuid.UUID(held))}"
    assert all(way in letter.get_content() for letter in letters)
    assert "한국전력" not in letters[1].get_content()
    assert mailbox.count(other) == 0
