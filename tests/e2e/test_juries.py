"""Citizens' juries over HTTP: drawn so that anybody can repeat it, three sessions, votes (ENG-60, ENG-61)."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import httpx

from tests.e2e import asking
from tests.running import Running
from tests.unit.contracts.test_sortition import check

FRAME: Final = [
    {
        "id": f"p{number:04}",
        "sex": "FM"[number % 2],
        "age_band": ("20-39", "40-59", "60-99")[number % 3],
        "region": ("chwiam", "buchang", "ganggyeong", "yeonmu", "beolgok")[number % 5],
    }
    for number in range(600)
]
"""600 people in 30 cells of 20 each."""
NEW: Final[Mapping[str, Any]] = {
    "name": "2023 공약 시민배심원단",
    "topic": "공약 이행계획의 변경",
    "seats": 35,
    "seed_source": "2023. 11. 4. 로또복권 제1092회 당첨번호",
    "frame": FRAME,
}


def post(client: httpx.Client, path: str, key: str, body: Mapping[str, Any]) -> httpx.Response:
    return client.post(path, json=dict(body), headers={"Idempotency-Key": f"juries-{key}"})


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def draw(client: httpx.Client, key: str, **changes: Any) -> dict[str, Any]:
    """Return a jury that is drawn, as the view has it."""
    made = str(done(post(client, "/v1/juries", key, {**NEW, **changes}))["id"])
    drawn = done(post(client, f"/v1/juries/{made}/draw", f"{key}-draw", {"seed": "1092: 7 18 19 26 33 45"}))
    return read(client, made, drawn)


def read(client: httpx.Client, made: str, after: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = asking.read(client, f"/v1/juries/{made}", dict(after))["data"]
    return found


def test_anybody_draws_the_same_jury_from_the_published_files(system: Running, tmp_path: Path) -> None:
    """ENG-60: seed and hash published; 35 seats in 30 equal cells; the files give the list and the replacement."""
    operator = system.open("operator")
    row = draw(operator, "open")
    made, first = row["id"], row["drawn"][0]
    out = done(post(operator, f"/v1/juries/{made}/replace", "out", {"subject": first, "reason": "DECLINED"}))
    row = read(operator, made, out)
    with httpx.Client(base_url=system.base_url) as anybody:
        frame = anybody.get(f"/v1/open/juries/{made}/frame.csv")
        told = anybody.get(f"/v1/open/juries/{made}/draw.json").json()
        known = anybody.get(f"/v1/open/juries/{made}").json()["data"]
    assert frame.headers["content-type"] == "text/csv; charset=utf-8"
    assert sha256(frame.content).hexdigest() == known["frame_sha256"] == told["frame_sha256"]
    assert sorted(each["seats"] for each in told["quotas"]) == [1] * 25 + [2] * 5
    assert (told["drawn"], len(told["drawn"]), known["seed"]) == (row["drawn"], 35, "1092: 7 18 19 26 33 45")
    assert told["replacements"] == [{"subject": first, "replacement": row["replacements"][0]["replacement"]}]
    again = check(tmp_path, frame.text, told)
    assert again.stdout == "35 of 600 drawn as published, 1 replaced\n", again.stderr


def test_the_order_of_the_frame_does_not_matter(system: Running) -> None:
    """ENG-60: re-run gives the same list, from a frame that is the other way round, too."""
    operator = system.open("operator")
    rows = [draw(operator, "forwards"), draw(operator, "backwards", frame=FRAME[::-1])]
    assert [each["drawn"] for each in rows] == [rows[0]["drawn"]] * 2
    assert [each["frame_sha256"] for each in rows] == [rows[0]["frame_sha256"]] * 2


def test_three_sessions_and_votes_with_a_quorum(system: Running) -> None:
    """ENG-61: in order, with attendance; of 35 appointed 18 are a quorum, of 18 present 10 a majority."""
    operator = system.open("operator")
    drawn = draw(operator, "meet")
    made, jurors = drawn["id"], drawn["drawn"]
    path = f"/v1/juries/{made}"
    done(post(operator, f"{path}/appoint", "appoint", {"subjects": jurors}))

    def hold(number: int, day: str, present: int, key: str = "") -> httpx.Response:
        body = {"number": number, "held_on": day, "attended": jurors[:present]}
        return post(operator, f"{path}/hold-session", f"session-{number}{key}", body)

    early = hold(2, "2023-11-29", 35, "-early")
    assert (early.status_code, early.json()["code"]) == (422, "STEP_ORDER")
    done(hold(1, "2023-11-15", 17))
    few = post(operator, f"{path}/vote", "few", {"item": "분임 보고", "yes": 17, "no": 0})
    assert (few.status_code, few.json()["code"]) == (422, "NO_QUORUM")
    done(hold(2, "2023-11-29", 30))
    done(hold(3, "2023-12-13", 18))
    done(post(operator, f"{path}/vote", "half", {"item": "3-2 사업비 증액", "yes": 9, "no": 4, "abstained": 5}))
    voted = done(post(operator, f"{path}/vote", "more", {"item": "3-3 기간 연장", "yes": 10, "no": 0, "abstained": 8}))
    row = read(operator, made, voted)
    assert [(each["number"], len(each["attended"]), each["appointed"]) for each in row["sessions"]] == [
        (1, 17, 35), (2, 30, 35), (3, 18, 35),
    ]  # fmt: skip
    assert [(each["present"], each["is_approved"]) for each in row["votes"]] == [(18, False), (18, True)]
    ended = done(post(operator, f"{path}/conclude", "end", {"recommendation": "3-3만 받아들인다."}))
    assert read(operator, made, ended)["state"]["code"] == "CONCLUDED"


def test_a_frame_of_five_thousand_fits_one_command(system: Running) -> None:
    """ENG-60: with the longest ids and codes that there may be; one more subject is refused by its shape."""
    operator = system.open("operator")
    long = [
        {"id": f"{number:040}", "sex": "FM"[number % 2], "age_band": "a" * 40, "region": "b" * 40}
        for number in range(5_001)
    ]
    body = {**NEW, "frame": long[:-1], "seats": 500}
    assert len(json.dumps(body, separators=(",", ":"))) < 1 << 20
    made = done(post(operator, "/v1/juries", "large", body))
    drawn = done(post(operator, f"/v1/juries/{made['id']}/draw", "large-draw", {"seed": "1092"}))
    assert len(read(operator, made["id"], drawn)["drawn"]) == 500
    refused = post(operator, "/v1/juries", "larger", {**NEW, "frame": long})
    assert (refused.status_code, refused.json()["code"]) == (400, "BAD_SHAPE")


def test_who_may_not_is_kept_out(system: Running) -> None:
    """ENG-60: the office alone draws; before the draw there is none to read, and of no jury nothing."""
    made = done(post(system.open("operator"), "/v1/juries", "kept", NEW))["id"]
    refused = post(system.open("officer"), f"/v1/juries/{made}/draw", "officer", {"seed": "1092"})
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")
    with httpx.Client(base_url=system.base_url) as anybody:
        for path in (f"{made}/draw.json", "00000000-0000-4000-8000-000000000000/frame.csv"):
            assert anybody.get(f"/v1/open/juries/{path}").status_code == 404
