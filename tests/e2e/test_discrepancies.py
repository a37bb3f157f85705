"""The register of discrepancies over HTTP: listed by what they are about, decided, decided again (PLT-08)."""

import uuid

import httpx
import pytest

from tests.e2e.asking import own, post, read, refuse
from tests.running import Running


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


@pytest.fixture(scope="module")
def officer(system: Running) -> httpx.Client:
    return system.open("officer")


def test_what_no_rule_finds_is_noted_and_decided_twice(operator: httpx.Client, officer: httpx.Client) -> None:
    """PLT-08, INC-04: 시민(800명), of whom 200 are officials; both decisions stay, the last one counts."""
    line = own("A").upper()
    body = {
        "about": {"kind": "DOCUMENT", "id": "2018년 주요업무"},
        "code": "INC-04",
        "stated": "시민(800명)",
        "computed": "600",
        "source": f"{line}/A152",
        "note": "공무원 200명이 들어 있음",
    }
    made = post(operator, "/v1/discrepancies", body)
    path = f"/v1/discrepancies/{made['id']}"
    shown = read(officer, path, made)["data"]
    assert (shown["state"]["label"], shown["about"]["kind"]["code"], shown["computed"]) == ("미결", "DOCUMENT", "600")
    assert (shown["allowed"], read(operator, path)["data"]["allowed"]) == ([], ["decide"])
    assert refuse(officer, f"{path}/decide", {"decision": "NOTED", "reason": "가"}) == (403, "NOT_PERMITTED")
    post(operator, f"{path}/decide", {"decision": "NOTED", "reason": "확인 중"}, 200)
    done = post(operator, f"{path}/decide", {"decision": "USE_COMPUTED", "reason": "공무원을 뺌"}, 200)
    shown = read(officer, path, done)["data"]
    assert (shown["state"]["code"], [each["decision"]["code"] for each in shown["decisions"]]) == (
        "DECIDED",
        ["NOTED", "USE_COMPUTED"],
    )
    for query in ({"state": "DECIDED"}, {"code": "INC-04"}, {"decision": "USE_COMPUTED"}, {"about_kind": "DOCUMENT"}):
        listed = read(officer, "/v1/discrepancies", done, source=line, **query)["data"]
        assert [each["id"] for each in listed] == [made["id"]], query
    assert read(officer, "/v1/discrepancies", done, source=line, state="OPEN")["data"] == []
    counts = {each["code"]: each["discrepancies"] for each in read(officer, "/v1/discrepancies/counts", done)["data"]}
    assert counts["INC-04"] >= 1


def test_the_wrong_way_round_is_refused(operator: httpx.Client) -> None:
    """PLT-08: nothing computed cannot be used; what says nothing is nothing; none is decided that is not there."""
    body = {"about": {"kind": "DOCUMENT", "id": "문서"}, "code": "INC-21", "note": "Ⅱ장이 없음"}
    made = post(operator, "/v1/discrepancies", body)
    computed = {"decision": "USE_COMPUTED", "reason": "가"}
    assert refuse(operator, f"/v1/discrepancies/{made['id']}/decide", computed) == (400, "BAD_SHAPE")
    empty = {"about": {"kind": "DOCUMENT", "id": "문서"}, "code": "INC-21"}
    assert refuse(operator, "/v1/discrepancies", empty) == (400, "BAD_SHAPE")
    assert refuse(operator, "/v1/discrepancies", body | {"code": "소문자"}) == (400, "BAD_SHAPE")
    noted = {"decision": "NOTED", "reason": "가"}
    assert refuse(operator, f"/v1/discrepancies/{uuid.uuid4()}/decide", noted) == (404, "NOT_FOUND")
    assert operator.get("/v1/discrepancies", params={"kind": "PROJECT"}).status_code == 400


def test_the_register_is_read_as_it_was(operator: httpx.Client) -> None:
    """PLT-02, PLT-08: as of the day before it was recorded it is in no list; nothing can be done with the past."""
    source = own("B").upper()
    body = {"about": {"kind": "DOCUMENT", "id": "문서"}, "code": "INC-21", "note": "Ⅱ장이 없음", "source": source}
    made = post(operator, "/v1/discrepancies", body)
    assert len(read(operator, "/v1/discrepancies", made, source=source)["data"]) == 1
    assert read(operator, "/v1/discrepancies", made, source=source, as_of="2024-01-02")["data"] == []
    today = read(operator, "/v1/clock")["now"][:10]
    (then,) = read(operator, "/v1/discrepancies", made, source=source, as_of=today)["data"]
    assert (then["id"], then["allowed"]) == (made["id"], [])
