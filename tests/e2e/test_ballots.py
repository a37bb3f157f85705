"""The live vote over HTTP: one person one ballot, hidden until it ends, published, and traced by nobody afterwards."""

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from infra.sealing import read_ring
from infra.vault import SubjectErased, Vault
from tests.chaos.accounting import reaching
from tests.e2e.polling import Hall, open_hall
from tests.running import eventually, run_in_thread


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    """A system of its own, two processes of every role: its clock is moved beyond the objections."""
    with run_in_thread("ballots", sample=False, replicas=2) as system, open_hall(system) as opened:
        yield opened


def code(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def ask(hall: Hall, receipt: str) -> httpx.Response:
    return hall.phones.get(f"/v1/open/receipts/{receipt}")


def await_counted(hall: Hall, receipt: str) -> None:
    eventually(lambda: ask(hall, receipt).json()["is_counted"], "the receipt's ballot is counted")


def test_fifty_phones_with_one_ticket_are_one_ballot(hall: Hall) -> None:
    """ENG-05: 50 at once with 50 keys: one accepted, 49 ALREADY_VOTED, all with the one receipt; the count is 1."""
    made, held = hall.open(), hall.admit()
    answers = hall.vote_all(made, [(held.ticket, 1 + n % 2) for n in range(50)])
    assert Counter(map(code, answers)) == {(201, None): 1, (409, "ALREADY_VOTED"): 49}
    told = [answer.json() for answer in answers]
    assert len({each.get("receipt") or each["current"]["receipt"] for each in told}) == 1
    assert hall.count(made, 1)["ballots"] == 1
    hall.act(made, "close")
    assert hall.read(f"/v1/rounds/{made}/result")["everybody"]["ballots"] == 1


def test_the_same_key_again_is_answered_the_same(hall: Hall) -> None:
    """ENG-05: a phone that lost the answer sends it again; another body under the key is none of its ballot."""
    made, held, key = hall.open(), hall.admit(), uuid.uuid4().hex
    first, again = (hall.vote(made, held.ticket, 1, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert code(hall.vote(made, held.ticket, 2, key=key)) == (409, "IDEMPOTENCY_CONFLICT")
    await_counted(hall, first.json()["receipt"])
    receipt = first.json()["receipt"]
    guess = receipt[:-1] + ("1" if receipt[-1] == "0" else "0")
    assert ask(hall, guess).json()["is_counted"] is False
    assert code(ask(hall, "0" * 34)) == (404, "NOT_FOUND")


def test_only_a_ticket_of_this_session_votes(hall: Hall) -> None:
    """ENG-05: forged, reissued, of another session, not checked in: refused, and nothing is counted."""
    made, held = hall.open(), hall.admit()
    last = "A" if held.ticket[20] != "A" else "B"
    forged = held.ticket[:20] + last + held.ticket[21:]
    other = hall.hold_another()
    stranger = hall.admit(hall=other)
    joined = hall.post(f"/v1/town-halls/{hall.id}/participants", {"segment": "citizens"})
    hall.read(f"/v1/participants/{joined['id']}")
    new = hall.post(f"/v1/participants/{held.id}/reissue", {"generation": 2})
    hall.read(f"/v1/participants/{held.id}")
    refused = [hall.vote(made, ticket, 1) for ticket in (forged, held.ticket, stranger.ticket, "none")]
    assert {code(answer) for answer in refused} == {(422, "TICKET_INVALID")}
    assert len({answer.json()["detail"] for answer in refused}) == 1
    assert code(hall.vote(made, joined["ticket"], 1)) == (409, "NOT_CHECKED_IN")
    assert hall.vote(made, new["ticket"], 1).status_code == 201
    assert hall.count(made, 1)["ballots"] == 1


def test_ballots_come_while_the_round_is_open(hall: Hall) -> None:
    """ENG-04, ENG-05, ENG-08: none before it opens, while it pauses or after it closes; the rule is fixed first."""
    made, held = hall.plan(), hall.admit()
    assert hall.refuse(f"/v1/rounds/{made}/open") == (409, "TALLY_RULE_REQUIRED")
    hall.act(made, "rule", {"rule": "RAW_SUM"})
    hall.read(f"/v1/rounds/{made}")
    assert code(hall.vote(made, held.ticket, 1)) == (409, "ROUND_NOT_OPEN")
    hall.act(made, "open")
    hall.act(made, "pause")
    assert code(hall.vote(made, held.ticket, 1)) == (409, "ROUND_NOT_OPEN")
    hall.act(made, "resume")
    assert hall.vote(made, held.ticket, 1).status_code == 201
    assert hall.refuse(f"/v1/rounds/{made}/rule", {"rule": "EQUAL_CHANNEL"}) == (409, "TALLY_RULE_FROZEN")
    hall.act(made, "close")
    late = hall.admit()
    assert code(hall.vote(made, late.ticket, 1)) == (409, "ROUND_NOT_OPEN")
    assert hall.refuse(f"/v1/rounds/{made}/rule", {"rule": "EQUAL_CHANNEL"}) == (409, "TALLY_RULE_FROZEN")


def test_a_result_is_hidden_until_it_is_published(hall: Hall) -> None:
    """ENG-04: counts alone while it is open; to staff once it is closed, to everybody once it is published."""
    made, open_address = hall.open(), "/v1/open/rounds/"
    for option in (1, 1, 2):
        assert hall.vote(made, hall.admit().ticket, option).status_code == 201
    hall.count(made, 3)
    result, events = f"/v1/rounds/{made}/result", "/v1/events?types=engagement.ballot_cast.v1"
    hidden = hall.operator.get(result)
    assert code(hidden) == (409, "RESULTS_HIDDEN")
    assert hall.operator.get(events).json()["data"] == []
    assert hall.read(f"{open_address}{made}", hall.phones)["result"] is None
    hall.act(made, "close")
    assert hall.read(result)["everybody"]["options"][0]["percent"] == "66.7"
    assert (hall.read(f"{open_address}{made}", hall.phones)["result"], code(hidden)[0]) == (None, 409)
    hall.act(made, "publish")
    told = hall.read(f"{open_address}{made}", hall.phones)
    assert (told["state"], told["result"]["winner"], told["result"]["valid"]) == ("PUBLISHED", 1, 3)
    assert [each["percent"] for each in told["result"]["options"]] == ["66.7", "33.3"]
    voided = hall.open()
    again = hall.act(voided, "rerun", {"reason": "선택지 표기 오류"})["id"]
    assert code(hall.operator.get(f"/v1/rounds/{voided}/result")) == (409, "RESULTS_HIDDEN")
    assert hall.read(f"/v1/rounds/{again}")["instead_of"] == voided


def test_percentages_are_of_valid_ballots(hall: Hall) -> None:
    """ENG-06: by segment, with and without officials; paper that two officers have entered alike counts (ENG-13).

    On site 2 citizens great, 1 blank; 1 official good; on paper 7 pupils great, 3 good, 1 void: great 9 of 13, 69.2;
    without officials 9 of 12, 75.0. The two counts differ first: nothing is counted, both are entered again.
    """
    made = hall.open()
    for segment, *chosen in (("citizens", 1), ("citizens", 1), ("citizens",), ("officials", 2)):
        assert hall.vote(made, hall.admit(segment).ticket, *chosen).status_code == 201
    hall.act(made, "close")
    counts = [{"option": "great", "count": 7}, {"option": "good", "count": 3}]
    sheet = {"channel": "PAPER", "segment": "pupils", "ballots": 11, "blank": 1, "counts": counts}
    other = {**sheet, "counts": [{"option": "great", "count": 6}, {"option": "good", "count": 4}]}
    tallies = f"/v1/rounds/{made}/tallies"
    hall.post(tallies, sheet)
    assert hall.refuse(tallies, sheet) == (403, "SAME_OFFICER")
    assert hall.refuse(tallies, other, hall.officer) == (409, "TALLIES_DIFFER")
    hall.post(tallies, sheet, hall.officer)
    hall.count(made, 4)
    assert hall.refuse(f"/v1/rounds/{made}/publish") == (409, "TALLY_UNFINISHED")
    assert hall.post(tallies, sheet)["state"] == "IMPORTED"
    assert hall.count(made, 15)["hands"] == [{"channel": "PAPER", "segment": "pupils", "state": "IMPORTED"}]
    hall.act(made, "publish")
    result = hall.read(f"/v1/rounds/{made}/result")
    assert (result["everybody"]["ballots"], result["everybody"]["blank"], result["everybody"]["valid"]) == (15, 2, 13)
    assert [each["percent"] for each in result["everybody"]["options"]] == ["69.2", "30.8"]
    assert [each["percent"] for each in result["without_officials"]["options"]] == ["75.0", "25.0"]
    segments = {each["name"]: each["share"]["options"][0]["percent"] for each in result["by_segment"]}
    assert segments == {"citizens": "100.0", "officials": "0.0", "pupils": "70.0"}
    channels = {each["name"]: each["share"]["ballots"] for each in result["by_channel"]}
    assert channels == {"onsite": 4, "paper": 11}


def test_352_of_800_are_44_percent(hall: Hall) -> None:
    """ENG-06, ENG-13: on 600 keypads of citizens 340 great, on 200 of officials 12: 352/800 = 44.0; 340/600 = 56.7."""
    made = hall.open()
    hall.act(made, "close")
    for segment, great, good in (("citizens", 340, 260), ("officials", 12, 188)):
        counts = [{"option": "great", "count": great}, {"option": "good", "count": good}]
        sheet = {"channel": "KEYPAD", "segment": segment, "ballots": great + good, "blank": 0, "counts": counts}
        for officer in (hall.operator, hall.officer):
            hall.post(f"/v1/rounds/{made}/tallies", sheet, officer)
    hall.count(made, 800)
    hall.act(made, "publish")
    result = hall.read(f"/v1/rounds/{made}/result")
    shares = [result[name]["options"][0]["percent"] for name in ("everybody", "without_officials")]
    assert shares == ["44.0", "56.7"]
    told = hall.read(f"/v1/open/rounds/{made}", hall.phones)["result"]["options"][0]
    assert (told["text"], told["votes"], told["percent"]) == ("매우좋다", 352, "44.0")


def test_the_log_names_nobody_beside_a_ballot(hall: Hall) -> None:
    """ENG-05: neither ticket nor participant, neither the voter's name nor the request's trail, in any column."""
    made, held = hall.open(), hall.admit()
    trace = uuid.uuid4().hex
    answer = hall.phones.post(
        f"/v1/open/rounds/{made}/ballots",
        json={"ticket": held.ticket, "choices": [{"option": 1}]},
        headers={"Idempotency-Key": "my-own-key", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
    )
    assert answer.status_code == 201
    assert answer.json().keys() == {"receipt"}
    assert "etag" not in answer.headers
    event, command = asyncio.run(find_ballot(hall, made))
    assert (event["actor"], event["role"], event["department"]) == ("ballot-box", "CITIZEN", None)
    assert event["correlation_id"] == event["command_id"]
    stored = f"{dict(event)} {dict(command)}"
    for word in (held.ticket, held.id, trace, str(uuid.UUID(trace)), answer.json()["receipt"], "my-own-key"):
        assert word not in stored


async def find_ballot(hall: Hall, of_round: str) -> tuple[asyncpg.Record, asyncpg.Record]:
    """Return the one ballot of a round as the log has it, and its command."""
    async with reaching(hall.system.system, "hwanryu_engagement") as connection:
        (event,) = await connection.fetch("SELECT * FROM events WHERE stream LIKE $1", f"ballot-{of_round}-%")
        (command,) = await connection.fetch("SELECT * FROM commands WHERE id = $1", event["command_id"])
        return event, command


def test_a_person_on_two_channels_is_one_voter(hall: Hall) -> None:
    """ENG-08: registered on site and over the web with one phone number; the first ballot counts."""
    made = hall.open("EQUAL_CHANNEL")
    contact: dict[str, Any] = {"contact": {"phone": "041-746-5000"}, "consent": "town-hall-1"}
    there = hall.admit(**contact)
    web = hall.admit(channel="WEB", **contact)
    first = hall.vote(made, web.ticket, 2)
    assert first.status_code == 201
    second = hall.vote(made, there.ticket, 1)
    assert code(second) == (409, "ALREADY_VOTED")
    assert second.json()["current"]["receipt"] == first.json()["receipt"]
    tally = hall.count(made, 1)
    assert [(each["channel"], each["ballots"]) for each in tally["by_cell"]] == [("WEB", 1)]


def test_what_a_phone_says_is_checked(hall: Hall) -> None:
    """ENG-04: an option that there is not, too many, a strange field; a changeable ballot replaces the first."""
    made, held = hall.open(), hall.admit()
    assert code(hall.vote(made, held.ticket, 3)) == (422, "CHOICES_INVALID")
    assert code(hall.vote(made, held.ticket, 1, 2)) == (422, "CHOICES_INVALID")
    path = f"/v1/open/rounds/{made}/ballots"
    strange = {"ticket": held.ticket, "choices": [], "segment": "officials"}
    assert code(hall.phones.post(path, json=strange, headers={"Idempotency-Key": "x"})) == (400, "BAD_SHAPE")
    changeable = hall.open(is_changeable=True)
    assert [hall.vote(changeable, held.ticket, option).status_code for option in (1, 2)] == [201, 201]
    hall.act(changeable, "close")
    shares = hall.read(f"/v1/rounds/{changeable}/result")["everybody"]["options"]
    assert [each["points"] for each in shares] == [0, 1]


def test_a_screen_sees_counts_as_they_come(hall: Hall) -> None:
    """ENG-04: an event stream tells how many have voted, and what was chosen only once it is published."""
    made, held = hall.open(seconds=600), hall.admit()
    told: list[dict[str, Any]] = []
    with hall.phones.stream("GET", f"/v1/open/town-halls/{hall.id}/live", timeout=20.0) as stream:
        for line in stream.iter_lines():
            if not line.startswith("data:"):
                continue
            told.append(json.loads(line.removeprefix("data:")))
            if told[-1]["round"]["id"] == made and len(told) == 1:
                assert hall.vote(made, held.ticket, 1).status_code == 201
            if told[-1]["ballots"] == 1:
                break
    assert (told[0]["round"]["state"], told[0]["round"]["seconds_left"], told[0]["ballots"]) == ("OPEN", 600, 0)
    assert "great" not in json.dumps(told[-1]["round"]["result"])
    hall.move_on(minutes=11)
    eventually(lambda: hall.read(f"/v1/rounds/{made}")["state"]["code"] == "CLOSED", "the round's clock closes it")


async def find_key(hall: Hall, of_round: str) -> asyncpg.Record | None:
    async with reaching(hall.system.system, "hwanryu_vault") as connection:
        return await connection.fetchrow(
            "SELECT wrapped, erased_at FROM subjects WHERE subject = $1", uuid.UUID(of_round)
        )


async def derive(hall: Hall, of_round: str) -> bytes:
    """Ask the vault, as a gateway that has just started, for what a voter is called in a round."""
    system = hall.system.system
    parts = system.services.postgres_url.rpartition("/")[0]
    async with asyncpg.create_pool(f"{parts}/hwanryu_vault", min_size=1, max_size=1) as pool:
        vault = Vault(pool, read_ring(system.plan.secrets.vault_key), "nonsan", None)
        return await vault.derive(uuid.UUID(of_round), "pseudonym", b"somebody")


def test_after_the_objections_nobody_can_tell_who_voted_what(hall: Hall) -> None:
    """ENG-05: the vault has lost the round's key: neither pseudonym nor receipt can be computed, the result stands.

    Before, every ballot was held against those who were checked in, and none was a stranger's.
    """
    made, held = hall.open(days=1), hall.admit()
    receipt = hall.vote(made, held.ticket, 1).json()["receipt"]
    await_counted(hall, receipt)
    hall.act(made, "close")
    hall.act(made, "verify")
    assert hall.read(f"/v1/rounds/{made}")["box"] == {"ballots": 1, "strangers": 0}
    hall.act(made, "publish")
    assert len(asyncio.run(derive(hall, made))) == 32
    hall.move_on(days=1, hours=1)

    def is_destroyed() -> bool:
        key = asyncio.run(find_key(hall, made))
        return key is not None and key["wrapped"] is None and key["erased_at"] is not None

    eventually(is_destroyed, "the round's key is destroyed", 30.0)
    with pytest.raises(SubjectErased):
        asyncio.run(derive(hall, made))
    assert {code(ask(hall, receipt)) for _ in range(4)} == {(410, "RECEIPT_EXPIRED")}
    assert hall.refuse(f"/v1/rounds/{made}/verify") == (410, "RECEIPT_EXPIRED")
    assert hall.read(f"/v1/open/rounds/{made}", hall.phones)["result"]["winner"] == 1
