"""What only the audit may know of, and what only the parties may read: each role at each route, byte by byte."""

import asyncio
import json
import re
import uuid
from dataclasses import dataclass
from typing import Final

import asyncpg
import httpx
import pytest

from tests.e2e import confiding
from tests.e2e.confiding import LEAD, LISTS, Circle, do, guess, new_key, post, read_pages, send, upload
from tests.running import Running

WORD: Final = f"내부고발{uuid.uuid4().hex[:8]}"
"""Stands in every text of the confidential directive."""
FILE: Final = f"{WORD} 붙임\n".encode()
HIDDEN: Final = f"인사검증{uuid.uuid4().hex[:8]}"
"""Stands in every text of the directive whose words are the parties' alone."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was done, and what the broker carried meanwhile."""

    secret: str
    number: str
    running: str
    """Another one, only shared."""
    open_one: str
    sha256: str
    heard: list[bytes]


@pytest.fixture(scope="module")
def circle(system: Running) -> Circle:
    return confiding.gather(system)


@pytest.fixture(scope="module")
def told(system: Running, circle: Circle) -> Told:
    """A confidential directive from its issue to its close, one under way, and an open one beside them."""
    auditor, inspector, mayor = circle["auditor"], circle["inspector"], circle["mayor"]
    issue = {"text": f"{WORD} 조사할 것", "kind": "SIMPLE", "visibility": "AUDIT_ONLY", "meeting": WORD}
    with confiding.hearing(system) as heard:
        made = send(auditor, "/v1/directives", {**issue, "external_ref": {"system": "audit", "id": WORD}})
        path = f"/v1/directives/{made['id']}"
        send(auditor, f"{path}/share", {"lead": LEAD})
        file = upload(inspector, FILE, "붙임.txt")
        send(inspector, f"{path}/acknowledge", {})
        send(inspector, f"{path}/report", {"text": f"{WORD} 보고", "attachments": [file]})
        send(inspector, f"{path}/progress", {"percent": 40, "note": f"{WORD} 경과"})
        send(inspector, f"{path}/outcome", {"text": f"{WORD} 결과"})
        send(auditor, f"{path}/return", {"reason": f"{WORD} 보완"})
        send(inspector, f"{path}/outcome", {"text": f"{WORD} 다시"})
        send(auditor, f"{path}/check", {"quarter": "2024-Q1", "assessment": "ON_TRACK", "cause": WORD})
        send(auditor, f"{path}/accept", {"note": f"{WORD} 종결"})
        running = send(mayor, "/v1/directives", issue)["id"]
        send(auditor, f"/v1/directives/{running}/share", {"lead": LEAD})
        open_one = send(mayor, "/v1/directives", {"text": "배수로를 정비할 것", "kind": "SIMPLE"})["id"]
        do(circle["operator"], f"/v1/directives/{open_one}/share", {"lead": "town-yeonmu"})
    return Told(made["id"], made["number"], running, open_one, file["sha256"], heard)


@pytest.mark.parametrize("name", ["mayor", "auditor", "inspector"])
def test_its_readers_find_read_and_search_it(circle: Circle, told: Told, name: str) -> None:
    """DIR-22: M, A and the officers of the audit team, through the same routes; counted for them."""
    reader = circle[name]
    assert told.number.startswith("감-2024-")
    for query in (f"q={WORD}", "visibility=AUDIT_ONLY", f"lead={LEAD}&state=CLOSED&q={WORD}", "sort=due&limit=200"):
        page = read_pages(reader, f"/v1/directives?{query}")
        assert (told.secret in page, told.running in page) == (True, "state=CLOSED" not in query)
    assert WORD in reader.get("/v1/directives/export?visibility=AUDIT_ONLY").text
    walked = re.findall(r'"number":\s*"([^"]+)"', read_pages(reader, "/v1/directives?sort=number&limit=7"))
    assert walked[-2:] == sorted(walked[-2:])
    assert told.number in walked
    assert len(walked) == len(set(walked)) == reader.get("/v1/directives?total=true").json()["total"]
    whole = reader.get(f"/v1/directives/{told.secret}").raise_for_status().json()
    now, kinds = whole["data"], [entry["type"].split(".")[1] for entry in whole["history"]]
    assert (now["state"]["code"], now["text"], now["ending"]) == ("CLOSED", f"{WORD} 조사할 것", f"{WORD} 종결")
    assert kinds[:4] == [
        "directive_issued", "directive_shared", "directive_acknowledged", "priority_report_submitted",
    ]  # fmt: skip
    assert {entry["actor"] for entry in whole["history"]} == {"auditor", "inspector"}
    as_of = reader.get(f"/v1/directives/{told.secret}?as_of=2024-01-25").raise_for_status().json()
    assert (as_of["data"]["version"], as_of["data"]["allowed"]) == (now["version"], [])
    assert reader.get(f"/v1/files/{told.sha256}").content == FILE


def test_each_acts_as_the_office_or_the_lead_would(circle: Circle, told: Told) -> None:
    """DIR-22: the auditor is the office there and nowhere else; what is offered is what is done."""
    path = f"/v1/directives/{told.running}"
    offered = {name: circle[name].get(path).json()["data"]["allowed"] for name in circle.readers}
    assert {"transfer", "merge", "check"} <= set(offered["auditor"])
    assert {"report", "acknowledge"} <= set(offered["inspector"])
    assert offered["mayor"] == ["cancel"]
    assert circle["auditor"].get(f"/v1/directives/{told.open_one}").json()["data"]["allowed"] == []
    refused = post(circle["auditor"], f"/v1/directives/{told.open_one}/merge", {"into": told.running})
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")
    mixed = post(circle["auditor"], f"{path}/merge", {"into": told.open_one})
    assert (mixed.status_code, mixed.json()["code"]) == (403, "NOT_PERMITTED")
    elsewhere = post(circle["auditor"], f"{path}/transfer", {"lead": "town-yeonmu", "reason": "이관"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "NOT_PERMITTED")
    stale = post(circle["inspector"], f"{path}/report", {"text": WORD}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["changed"]["state"]["code"]) == (412, "SHARED")
    tried = circle["inspector"].post(f"{path}/report?dry_run=true", json={"text": WORD}, headers=new_key())
    assert (tried.status_code, tried.json()["state"]) == (200, "REPORTED")
    command = {"type": "directives.submit_priority_report.v1", "text": WORD}
    items = [{"directive": each, "command": command} for each in (told.running, told.open_one)]
    both = post(circle["inspector"], "/v1/directives/bulk", {"mode": "atomic", "items": items})
    assert (both.status_code, both.json()["code"]) == (400, "BAD_SHAPE")


def test_the_same_request_again_gets_the_same_answer(circle: Circle) -> None:
    """DIR-22, PLT-01: whose key it is, and nobody else, hears what it made; the clear and the sealed do not mix."""
    key = new_key()
    body = {"text": f"{WORD} 한 번만", "kind": "SIMPLE", "visibility": "AUDIT_ONLY"}
    made = [circle["auditor"].post("/v1/directives", json=body, headers=key).json() for _ in range(2)]
    assert made[0] == made[1]
    open_body = {"text": "공개할 것", "kind": "SIMPLE"}
    other = circle["mayor"].post("/v1/directives", json=open_body, headers=key)
    assert other.json()["number"] != made[0]["number"]
    clear = circle["auditor"].post("/v1/directives", json=open_body, headers=key)
    assert clear.status_code in {403, 409}
    assert made[0]["number"] not in clear.text


def test_of_a_command_nothing_is_told_whether_it_was_stored_or_not(circle: Circle) -> None:
    """DIR-22, PLT-01: nor is it told that nothing was stored; sent again under its key it tells."""
    body = {"text": f"{WORD} 답을 잃음", "kind": "SIMPLE", "visibility": "AUDIT_ONLY"}
    stored, unknown = new_key(), new_key()
    made = circle["auditor"].post("/v1/directives", json=body, headers=stored).json()
    told = []
    for key in (stored, unknown):
        found = circle["auditor"].get("/v1/commands", params={"key": key["Idempotency-Key"]}).json()
        by_id = circle["auditor"].get(f"/v1/commands/{found['id']}")
        told.append((found["state"], found["detail"], found["answer"], by_id.status_code, by_id.json()["detail"]))
    assert told[0] == told[1]
    assert told[0][0] == "UNTOLD"
    assert circle["auditor"].post("/v1/directives", json=body, headers=stored).json() == made
    other = circle["operator"].get("/v1/commands", params={"key": stored["Idempotency-Key"]}).json()
    assert other["state"] == "NOT_STORED"


def test_a_guessed_id_is_answered_as_one_that_nothing_has(system: Running, circle: Circle, told: Told) -> None:
    """DIR-22: every route that names a directive, as everyone else: the same bytes, and no event."""
    before = asyncio.run(count_events(system))
    for name, client in circle.outsiders.items():
        for what, request in confiding.list_guesses(told.open_one).items():
            random = guess(client, request, str(uuid.uuid4()))
            for directive in (told.secret, told.running):
                assert guess(client, request, directive) == random, (name, what)
    assert asyncio.run(count_events(system)) == before
    operator = circle["operator"]
    answers = {what: guess(operator, request, told.running) for what, request in confiding.list_guesses("x").items()}
    assert {answers[act]["status"] for act in ("read", "share", "accept", "check", "stale share", "command")} == {404}


async def count_events(system: Running) -> int:
    base = system.system.plan.services.postgres_url.rpartition("/")[0]
    connection = await asyncpg.connect(f"{base}/hwanryu_directives")
    try:
        return int(await connection.fetchval("SELECT count(*) FROM events"))
    finally:
        await connection.close()


def test_no_list_search_count_or_stream_tells_of_it(circle: Circle, told: Told) -> None:
    """DIR-22: nor does a file, a notice, a cursor or a number; the events are told to nobody."""
    traces = (WORD, told.secret, told.running, "감-2024", told.sha256)
    for name, client in circle.outsiders.items():
        for path in LISTS:
            page = read_pages(client, path) if client.get(path).status_code == 200 else client.get(path).text
            assert not [trace for trace in traces if trace in page], (name, path)
        for query in (f"q={WORD}", "q=감-2024", f"external_ref=audit:{WORD}", "visibility=AUDIT_ONLY"):
            answer = client.get(f"/v1/directives?{query}&total=true")
            assert answer.status_code == 403 or (answer.json()["data"], answer.json()["total"]) == ([], 0), name
        for file in (f"/v1/files/{told.sha256}", f"/v1/files/{told.sha256}/metadata"):
            assert client.get(file).status_code == (403 if name == "citizen" else 404), name
    for client in (*circle.readers.values(), circle["operator"]):
        events = read_pages(client, "/v1/events?limit=500")
        assert told.secret not in events
        assert "directives.sealed" not in events.replace("types=directives.sealed.v1", "")
        sealed = client.get("/v1/events?types=directives.sealed.v1&limit=1").json()
        assert (sealed["data"], sealed["links"]["next"]) == ([], None)
    counted = [circle[name].get("/v1/directives/metrics").json()["data"] for name in ("mayor", "operator", "auditor")]
    assert counted[0] == counted[1] == counted[2]


def test_nobody_else_makes_one(circle: Circle) -> None:
    """DIR-22: refused before it travels, alone and among others."""
    body = {"text": WORD, "kind": "SIMPLE", "visibility": "AUDIT_ONLY"}
    item = {"command": {"type": "directives.issue_directive.v1", **body}}
    for name in ("operator", "executive", "deputy", "system", "officer"):
        alone = post(circle[name], "/v1/directives", body)
        assert (alone.status_code, alone.json()["code"]) == (403, "NOT_PERMITTED"), name
        for mode in ("each", "atomic"):
            many = post(circle[name], "/v1/directives/bulk", {"mode": mode, "items": [item]})
            assert "NOT_PERMITTED" in many.text, name


def test_the_auditor_sees_who_has_read_it(system: Running, circle: Circle, told: Told) -> None:
    """DIR-22: every read, of one, in a list, of a file; nobody changes what is kept."""
    for path in (f"/v1/directives/{told.secret}", f"/v1/directives?q={WORD}", f"/v1/files/{told.sha256}"):
        for client in circle.readers.values():
            client.get(path).raise_for_status()
    reads = read_pages(circle["auditor"], f"/v1/reads?directive={told.secret}&limit=200")
    first = json.loads(reads[: reads.index('"links"')].rstrip(", ") + "}")["data"]
    assert {(each["account"], each["act"]["code"]) for each in first} >= {
        (name, act) for name in ("mayor", "auditor", "inspector") for act in ("READ", "LIST", "FILE")
    }
    assert {each["number"] for entry in first for each in entry["directives"] if each["id"] == told.secret} == {
        told.number
    }
    assert asyncio.run(try_to_forget(system)) == ["insufficient_privilege"] * 3


async def try_to_forget(system: Running) -> list[str]:
    base = system.system.plan.services.postgres_url.rpartition("/")[0]
    connection = await asyncpg.connect(f"{base}/hwanryu_gateway")
    refused = []
    try:
        for statement in ("DELETE FROM {}", "UPDATE {} SET account = 'nobody'", "TRUNCATE {}"):
            try:
                await connection.execute(statement.format("confidential_reads"))
            except asyncpg.InsufficientPrivilegeError:
                refused.append("insufficient_privilege")
    finally:
        await connection.close()
    return refused


def test_its_notices_are_the_audits_alone(circle: Circle, told: Told) -> None:
    """DIR-20, DIR-22: told to who may know, once; read by each for himself."""
    inspector, of_the_house = circle["inspector"], circle["of-the-house"]
    page = inspector.get("/v1/notices?limit=200").json()
    own = [each for each in page["data"] if each["directive"] == told.secret]
    assert [each["kind"]["code"] for each in own] == ["RETURNED", "SHARED"]
    assert {each["number"] for each in own} == {told.number}
    walked = re.findall(r'"id":\s*"([^"]+)"', read_pages(inspector, "/v1/notices?limit=1"))
    assert walked == [each["id"] for each in page["data"]]
    marked = inspector.post("/v1/notices/read", json={"notices": [own[0]["id"]]}).json()
    assert marked["unread"] == page["unread"] - 1
    left = {each["id"] for each in inspector.get("/v1/notices?unread=true&limit=200").json()["data"]}
    assert left == {each["id"] for each in page["data"]} - {own[0]["id"]}
    hidden = [each for each in page["data"] if each["number"].startswith("감-")]  # other tests have theirs
    assert {each["directive"] for each in hidden} >= {told.secret, told.running}
    assert of_the_house.get("/v1/notices").json()["unread"] == page["unread"] - len(hidden)
    guessed, unknown = (
        of_the_house.post("/v1/notices/read", json={"notices": [each]}) for each in (own[1]["id"], str(uuid.uuid4()))
    )
    assert (guessed.status_code, guessed.text) == (unknown.status_code, unknown.text)


def test_its_words_lie_nowhere_in_the_clear(system: Running, circle: Circle, told: Told) -> None:
    """DIR-22: in no table of any database, in no message of the broker; nor does anything say by whom."""
    rows = asyncio.run(confiding.dump(system))
    assert len({table for table, _ in rows}) > 30
    assert [table for table, row in rows if WORD in row or "감-2024" in row] == []
    mentioned = {table for table, row in rows if told.secret in row}
    assert mentioned <= {
        "hwanryu_directives.public.events", "hwanryu_directives.public.commands", "hwanryu_directives.public.entries",
        "hwanryu_gateway.views.directives_history", "hwanryu_gateway.public.confidential_reads",
    }  # fmt: skip
    by = [row for table, row in rows if table == "hwanryu_directives.public.events" and told.secret in row]
    assert len(by) == 10
    assert not [row for row in by if "auditor" in row or "inspector" in row]
    assert len(told.heard) > 20
    for body in told.heard:
        assert WORD not in json.dumps(json.loads(body), ensure_ascii=False) if body[:1] in b"[{" else True
        assert WORD.encode() not in body


def test_hidden_words_are_the_parties_alone(circle: Circle) -> None:
    """DIR-12: counts and departments for all staff; text, search, files, origin and the way back for the parties."""
    operator, officer, executive = circle["operator"], circle["officer"], circle["executive"]
    meeting = do(operator, "/v1/meetings", {"title": "협업회의", "kind": "COLLABORATION", "when": "2024-01-24"})["id"]
    origin = {"kind": "MEETING", "id": meeting, "item": None}
    issue = {"text": f"{HIDDEN} 검토", "kind": "SIMPLE", "visibility": "TEXT_HIDDEN", "origin": origin}
    key = do(circle["mayor"], "/v1/directives", issue)["id"]
    do(operator, f"/v1/directives/{key}/share", {"lead": "town-yeonmu"})
    file = upload(officer, f"{HIDDEN} 붙임\n".encode(), "붙임.txt")
    taken = upload(executive, b"another content\n", "b.txt")
    do(officer, f"/v1/directives/{key}/report", {"text": f"{HIDDEN} 보고", "attachments": [file, taken]})
    for name in ("executive", "of-the-house", "administrator"):
        client = circle[name]
        assert key in read_pages(client, "/v1/directives?visibility=TEXT_HIDDEN")
        for path in (f"/v1/directives/{key}", "/v1/directives?limit=200", f"/v1/directives?q={HIDDEN}", *LISTS):
            assert HIDDEN not in client.get(path).text, (name, path)
        assert client.get(f"/v1/directives?q={HIDDEN}&total=true").json()["total"] == 0
        assert client.get(f"/v1/directives?origin=MEETING:{meeting}").json()["data"] == []
        assert key not in client.get(f"/v1/meetings/{meeting}").text
        assert client.get(f"/v1/files/{file['sha256']}").status_code == 404
    for name in ("mayor", "operator", "officer", "auditor"):
        client = circle[name]
        assert client.get(f"/v1/directives?q={HIDDEN}").json()["data"][0]["id"] == key
        assert client.get(f"/v1/files/{file['sha256']}").status_code == 200
        assert key in client.get(f"/v1/directives?origin=MEETING:{meeting}").text
    assert circle["officer"].get(f"/v1/files/{taken['sha256']}").status_code == 404  # he never gave it to the store


def test_the_page_of_one_is_not_found(system: Running, circle: Circle, told: Told) -> None:
    """DIR-22, screens.md: confidential is 404 on the console, too; its readers see it."""
    pages: dict[str, list[httpx.Response]] = {}
    for user in ("operator", "auditor"):
        with httpx.Client(base_url=system.base_url, timeout=15.0, trust_env=False) as console:
            form = {"user": user, "password": system.logins[user]["password"]}
            assert console.post("/login", data=form).status_code == 303
            pages[user] = [console.get(f"/directives/{each}") for each in (told.secret, str(uuid.uuid4()))]
    assert [page.status_code for page in pages["operator"]] == [404, 404]
    assert pages["operator"][0].text.replace(told.secret, "") != ""
    assert WORD not in pages["operator"][0].text
    assert [page.status_code for page in pages["auditor"]] == [200, 404]
    assert WORD in pages["auditor"][0].text
