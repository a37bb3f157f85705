"""The operations page on a whole system: who may open it, what it says while stores are away, its two acts."""

import json
import re
import uuid

import aio_pika
import httpx
import pytest

from infra.local.servers import Server
from infra.messaging import DEAD_EXCHANGE, REQUESTS_EXCHANGE, name_command_queue, open_channel
from tests.chaos.accounting import reaching
from tests.running import Running, eventually

ALL_WELL = "모두 정상입니다."


def enter(system: Running, user: str) -> httpx.Client:
    """Return a browser at the first gateway with a session."""
    browser = system.clients.enter_context(httpx.Client(base_url=system.base_url, timeout=20.0, trust_env=False))
    answer = browser.post("/login", data={"user": user, "password": system.logins[user]["password"], "next": ""})
    assert answer.status_code == 303
    return browser


def read(browser: httpx.Client) -> str:
    answer = browser.get("/operations")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def administrator(system: Running) -> httpx.Client:
    browser = enter(system, "administrator")
    eventually(lambda: ALL_WELL in read(browser), "all is well", 60)
    return browser


@pytest.mark.parametrize(("user", "status"), [("operator", 200), ("auditor", 200), ("officer", 403), ("mayor", 403)])
def test_only_those_on_call_and_auditors_read_it(system: Running, user: str, status: int) -> None:
    assert enter(system, user).get("/operations").status_code == status


def test_a_stranger_is_sent_to_sign_in(system: Running) -> None:
    assert httpx.get(f"{system.base_url}/operations", trust_env=False).headers["Location"] == "/login?next=/operations"


def test_a_stopped_projector_is_named_and_then_well_again(system: Running, administrator: httpx.Client) -> None:
    replicas = system.list_replicas("projector")
    system.stop(*replicas)
    try:
        eventually(lambda: "projector 프로세스가 답하지 않습니다" in read(administrator), "it is missed", 30)
        assert "docker compose restart projector" in read(administrator)
        assert "마지막으로 안 것" in read(administrator)
    finally:
        system.start(*replicas)
    eventually(lambda: ALL_WELL in read(administrator), "all is well", 30)


def test_it_opens_while_postgresql_is_down_for_who_was_signed_in(system: Running, administrator: httpx.Client) -> None:
    postgres = own(system.system.services.postgres)
    system._wait(postgres.stop())
    try:
        eventually(lambda: "저장소(PostgreSQL)가 답하지 않습니다" in read(administrator), "it is missed", 30)
        forged = httpx.get(
            f"{system.base_url}/operations", cookies={"hwanryu_session": "forged"}, trust_env=False, timeout=20.0
        )
        assert forged.status_code == 303
    finally:
        system._wait(postgres.start())
    eventually(lambda: ALL_WELL in read(administrator), "all is well", 60)


def test_it_opens_while_the_broker_is_down(system: Running, administrator: httpx.Client) -> None:
    broker = own(system.system.services.rabbitmq)
    system._wait(broker.stop())
    try:
        eventually(lambda: "전달(RabbitMQ)이 답하지 않습니다" in read(administrator), "it is missed", 30)
    finally:
        system._wait(broker.start())
    eventually(lambda: ALL_WELL in read(administrator), "all is well", 60)


def test_a_dead_letter_is_shown_without_its_content_and_sent_again(
    system: Running, administrator: httpx.Client
) -> None:
    command_id = str(uuid.uuid4())
    poison = {"id": command_id, "body": {"type": "directives.issue_directive.v1", "text": "MARKER"}}
    system._wait(publish(system.system.services.rabbitmq_url, {"commands": [poison]}))
    eventually(lambda: "/operations/dead/directives" in read(administrator), "it is counted", 30)
    page = administrator.get("/operations/dead/directives").text
    assert command_id in page
    assert "directives.issue_directive.v1" in page
    assert "ValidationError" in page
    assert "MARKER" not in page
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    form = {"command_id": command_id, "csrf": csrf.group(1)}
    assert enter(system, "operator").post("/operations/dead/directives", data=form).status_code == 403
    assert administrator.post("/operations/dead/directives", data=form | {"csrf": "x"}).status_code == 403
    assert administrator.post("/operations/dead/directives", data=form).headers["Location"].endswith("done=sent")
    eventually(lambda: command_id in administrator.get("/operations/dead/directives").text, "it comes back", 15)
    system._wait(drain(system.system.services.rabbitmq_url))


def test_the_button_of_a_dead_letter_says_how_many_go_with_it(system: Running, administrator: httpx.Client) -> None:
    """They came in one message and go again in one; the service then tries each alone."""
    body = {"type": "directives.issue_directive.v1"}
    poison = [{"id": str(uuid.uuid4()), "body": body} for _ in range(2)]
    system._wait(publish(system.system.services.rabbitmq_url, {"commands": poison}, DEAD_EXCHANGE))
    eventually(lambda: "/operations/dead/directives" in read(administrator), "it is counted", 30)
    assert list_buttons(administrator) == ["함께 온 2건 다시 보내기"] * 2
    csrf = re.search(r'name="csrf" value="([^"]+)"', administrator.get("/operations/dead/directives").text)
    assert csrf is not None
    form = {"command_id": poison[1]["id"], "csrf": csrf.group(1)}
    assert administrator.post("/operations/dead/directives", data=form).headers["Location"].endswith("done=sent")
    eventually(lambda: list_buttons(administrator) == ["이것만 다시 보내기"] * 2, "both come back", 15)
    system._wait(drain(system.system.services.rabbitmq_url))


def list_buttons(browser: httpx.Client) -> list[str]:
    return re.findall(r">([^<>]+ 다시 보내기)</button>", browser.get("/operations/dead/directives").text)


def test_what_a_timer_was_refused_is_settled_by_who_says_so(system: Running, administrator: httpx.Client) -> None:
    """It is asked for first, leaves the list and the count, and stays on record; only an administrator may.

    What was refused after the page was shown is not settled with it.
    """
    system._wait(put_task(system))
    eventually(lambda: "timer:reminders" in read(administrator), "it is listed", 30)
    assert "사람이 처리할 일이 1건" in read(administrator)
    wanted = {"role": "directives", "consumer": "timer:reminders", "context": "directives", "stream": "directive-x"}
    page = show_release(administrator, wanted)
    assert "WRONG_STATE" in page
    assert 'action="/operations/release"' not in page
    form = wanted | read_hidden(page, "csrf", "until")
    system._wait(put_task(system))
    assert enter(system, "operator").post("/operations/settle", data=form).status_code == 403
    assert administrator.post("/operations/settle", data=form | {"csrf": "x"}).status_code == 403
    for changed in ({"stream": "directive-y"}, {"stream": "directive-x\x00"}, {"until": ""}, {"until": "1784000000"}):
        answer = administrator.post("/operations/settle", data=form | changed)
        assert answer.headers["Location"] == "/operations?done=gone"
    assert administrator.post("/operations/settle", data=form).headers["Location"] == "/operations?done=settled"
    assert system._wait(read_settled(system)) == ["administrator", None]
    first = form["until"]
    eventually(lambda: first not in (page := show_release(administrator, wanted)) and "until" in page, "the second", 30)
    form |= read_hidden(show_release(administrator, wanted), "until")
    assert administrator.post("/operations/settle", data=form).headers["Location"] == "/operations?done=settled"
    eventually(lambda: ALL_WELL in read(administrator), "all is well", 30)
    assert system._wait(read_settled(system)) == ["administrator", "administrator"]


def read_hidden(page: str, *names: str) -> dict[str, str]:
    """Return hidden fields of a page's last form."""
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', page)[-1] for name in names}


def show_release(browser: httpx.Client, wanted: dict[str, str]) -> str:
    return browser.get("/operations/release", params=wanted).text


async def put_task(system: Running) -> None:
    async with reaching(system.system, "hwanryu_directives") as connection:
        await connection.execute(
            """INSERT INTO refused (command_id, consumer, context, stream, position, version, type, code, details)
               VALUES (gen_random_uuid(), 'timer:reminders', 'directives', 'directive-x', 1, 1, 'directives.remind.v1',
                       'WRONG_STATE', '{}')"""
        )


async def read_settled(system: Running) -> list[str | None]:
    async with reaching(system.system, "hwanryu_directives") as connection:
        return [row[0] for row in await connection.fetch("SELECT settled_by FROM refused ORDER BY refused_at")]


def own(server: Server | None) -> Server:
    assert server is not None, "these tests run private servers"
    return server


async def publish(url: str, body: object, exchange_name: str = REQUESTS_EXCHANGE) -> None:
    async with open_channel(url, "test") as channel:
        exchange = await channel.get_exchange(exchange_name, ensure=False)
        await exchange.publish(aio_pika.Message(json.dumps(body).encode()), name_command_queue("directives"))


async def drain(url: str) -> None:
    async with open_channel(url, "test") as channel:
        await (await channel.get_queue("dead.directives", ensure=False)).purge()
