"""Surveys over HTTP: designed, answered once a link, told by cells that give nobody away (ENG-30 to ENG-41)."""

import csv
import io
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, Final

import pytest

from tests.e2e import asking
from tests.e2e.holding import open_doors, plan_town_hall
from tests.e2e.surveying import CONSENT, PAST, Surveys, make_design, open_surveys, rate
from tests.running import Running, eventually

BRANCHED: Final[list[dict[str, Any]]] = [
    {"code": "how", "kind": "LIKERT", "text": "어떠셨습니까?", "is_required": True},
    {"code": "why", "kind": "LONG_TEXT", "text": "왜입니까?", "shown_if": [{"question": "how", "any_of": ["1", "2"]}]},
    {"code": "what", "kind": "SINGLE", "text": "무엇입니까?", "has_other": True,
     "options": [{"code": "bus", "text": "버스"}, {"code": "light", "text": "가로등"}]},
    {"code": "where", "kind": "MAP_POINT", "text": "어디입니까?"},
]  # fmt: skip
SECRET: Final = "=남들이 알면 안 되는 말"


@pytest.fixture(scope="module")
def surveys(system: Running) -> Iterator[Surveys]:
    with open_surveys(system) as opened:
        yield opened


def test_a_survey_is_answered_and_told(surveys: Surveys) -> None:
    """ENG-30, ENG-35: three constructs of five points; six people give 4 and 5 by halves: (4.5 - 1) * 25 = 87.5."""
    made = surveys.open()
    surveys.answer_all(made, [4, 4, 4, 5, 5, 5])
    surveys.await_responses(made, 6)
    assert surveys.operator.get(f"/v1/surveys/{made}/result").json()["code"] == "RESULTS_HIDDEN"
    surveys.close(made)
    result = surveys.read(f"/v1/surveys/{made}/result")["data"]
    assert (result["responses"], result["score"], result["margin"]) == (6, "87.5", None)
    assert [each["item"] for each in result["items"]] == ["kindness", "speed", "fairness"]
    surveys.act(f"/v1/surveys/{made}/publish")
    told = surveys.read(f"/v1/open/surveys/{made}/results", surveys.phones)["data"]
    assert [(each["number"], each["result"]["score"]) for each in told] == [(1, "87.5")]
    assert told[0]["notice"] == "확률표본이 아니므로 표본오차를 제시하지 않음"
    assert surveys.refuse(f"/v1/surveys/{made}/publish") == (422, "REASON_REQUIRED")
    surveys.act(f"/v1/surveys/{made}/publish", {"reason": "표를 고침"})
    told = surveys.read(f"/v1/open/surveys/{made}/results", surveys.phones)["data"]
    assert [each["number"] for each in told] == [1, 2]


def test_twenty_phones_with_one_link_are_one_answer(surveys: Surveys) -> None:
    """ENG-34, ENG-38: one is taken, nineteen are told that it was answered; the same key again is answered the same."""
    made = surveys.open()
    (token,) = surveys.invite(made, 1)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: surveys.answer(made, token), range(20)))
    codes = Counter((each.status_code, each.json().get("code")) for each in answers)
    assert codes == {(201, None): 1, (409, "ALREADY_ANSWERED"): 19}
    surveys.await_responses(made, 1)


def test_an_answer_that_was_lost_is_answered_again_and_may_be_taken_back(surveys: Surveys) -> None:
    """ENG-34, ENG-41: texts seal to other bytes each time; taken back it counts no more, and may be given anew."""
    made = surveys.open(questions=BRANCHED)
    (token,), key = surveys.invite(made, 1), uuid.uuid4().hex
    said: list[dict[str, Any]] = [{"question": "how", "number": 1}, {"question": "why", "text": SECRET}]
    first, again = (surveys.answer(made, token, said, key) for _ in range(2))
    assert (first.status_code, first.json(), again.json()) == (201, {"state": "COUNTED"}, {"state": "COUNTED"})
    surveys.await_responses(made, 1)
    path = f"/v1/open/surveys/{made}/withdraw"
    assert surveys.send(path, {"token": token}).json() == {"state": "WITHDRAWN"}
    surveys.await_responses(made, 0)
    assert surveys.send(path, {"token": token}).json()["code"] == "NOT_FOUND"
    assert surveys.answer(made, token, said).status_code == 201


def test_whatever_is_wrong_with_a_link_is_refused_alike(surveys: Surveys) -> None:
    """ENG-34: forged, of another survey, no link at all; after the close none is taken."""
    made, other = surveys.open(), surveys.open()
    (token,), (strange,) = surveys.invite(made, 1), surveys.invite(other, 1)
    forged = token[:25] + ("A" if token[25] != "A" else "B") + token[26:]
    told = [surveys.answer(made, each).json() for each in (forged, strange, "none", "A" * 43)]
    assert {each["code"] for each in told} == {"INVITATION_INVALID"}
    assert len({each["detail"] for each in told}) == 1
    surveys.close(made)
    eventually(lambda: surveys.answer(made, token).json()["code"] == "SURVEY_NOT_OPEN", "it is closed")


def test_each_kind_of_completion_invites_to_the_surveys_that_ask_about_it(surveys: Surveys) -> None:
    """ENG-33: one invitation a case though it is told twice; none for others, nor once the survey is closed."""
    made = {kind: surveys.open(targets=[kind]) for kind in ("PETITION", "CONTRACT", "SUBSIDY")}
    for kind in made:
        done = {"kind": kind, "case": uuid.uuid4().hex, "completed_on": "2024-01-24", "stratum": "ganggyeong"}
        for _ in range(2):
            surveys.act("/v1/completions", done, surveys.officer, 201)
    eventually(lambda: all(surveys.count_invitations(each) for each in made.values()), "all are invited")
    assert [surveys.count_invitations(each) for each in made.values()] == [1, 1, 1]
    found = surveys.operator.get("/v1/invitations", params={"survey": made["SUBSIDY"]}).json()["data"]
    assert [each["stratum"] for each in found] == ["ganggyeong"]
    surveys.close(made["SUBSIDY"])
    done = {"kind": "SUBSIDY", "case": uuid.uuid4().hex, "completed_on": "2024-01-24"}
    surveys.act("/v1/completions", done, surveys.officer, 201)
    surveys.act("/v1/completions", {**done, "kind": "CONTRACT"}, surveys.officer, 201)
    eventually(lambda: surveys.count_invitations(made["CONTRACT"]) == 2, "the later one is invited")
    assert surveys.count_invitations(made["SUBSIDY"]) == 1


def test_an_accepted_contract_invites_without_being_told(surveys: Surveys) -> None:
    """ENG-33: the projects tell that a contract is fulfilled; who fulfilled it is given the link by hand."""
    made, operator = surveys.open(targets=["CONTRACT"]), surveys.operator
    project = asking.add_project(operator, asking.own("용역"))
    body = {"project": project, "name": asking.own("용역"), "period": "2023. 1. 2. ~ 2023. 11. 17."}
    path = f"/v1/contracts/{asking.post(operator, '/v1/contracts', {**body, 'amount': {'won': 30_000_000}})['id']}"
    asking.post(operator, f"{path}/accept", {"on": "2023. 11월", "waiver_reason": "서면 보고"}, 200)
    eventually(lambda: surveys.count_invitations(made) == 1, "the contractor is invited")
    (found,) = operator.get("/v1/invitations", params={"survey": made}).json()["data"]
    assert (found["has_contact"], found["stratum"]) == (False, "yeonmu")


def test_an_answered_petition_invites_over_the_contact_that_was_left(surveys: Surveys) -> None:
    """ENG-33, ENG-34: who opts out over the link is invited by no other survey, however the number is written."""
    made = surveys.open(targets=["PETITION"])
    phone = f"010-{uuid.uuid4().int % 10**4:04d}-{uuid.uuid4().int % 10**4:04d}"

    def answer_petition(contact: str) -> None:
        taken = surveys.act("/v1/suggestions", {"words": "가로등을 늘려 주세요.", "contact": contact}, status=201)
        path = f"/v1/suggestions/{taken['id']}"
        surveys.act(f"{path}/classify", {"kind": "PROPOSAL", "department": "town-yeonmu"})
        surveys.act(f"{path}/answer", {"words": "네 등을 늘립니다."})

    answer_petition(phone)
    eventually(lambda: surveys.count_invitations(made) == 1, "the petitioner is invited")
    (found,) = surveys.operator.get("/v1/invitations", params={"survey": made}).json()["data"]
    assert "contact" not in found
    told = surveys.read(f"/v1/invitations/{found['id']}")["data"]
    assert told["contact"] == phone
    assert surveys.officer.get(f"/v1/invitations/{found['id']}").json()["code"] == "NOT_PERMITTED"
    out = surveys.send(f"/v1/open/surveys/{made}/opt-out", {"token": told["token"]})
    assert out.json() == {"state": "OPTED_OUT"}
    eventually(lambda: surveys.answer(made, told["token"]).json().get("code") == "INVITATION_INVALID", "it is void")
    other = surveys.open(targets=["PETITION"])
    answer_petition(phone.replace("-", ""))
    answer_petition("010-0000-0001")
    eventually(lambda: surveys.count_invitations(other) == 1, "the other petitioner is invited")
    assert surveys.count_invitations(other) == 1
    new = {"invitations": [{"case": "전화", "contact": phone, "consent": 1}]}
    (refused,) = surveys.send(f"/v1/surveys/{other}/invitations", new, surveys.operator).json()["data"]
    assert refused["code"] == "OPTED_OUT"


def test_a_link_is_sent_again_once_and_not_before_three_days(surveys: Surveys) -> None:
    """ENG-34: of a case that was closed in November the older link is void; one of today is not sent again yet."""
    body = {"design": make_design(targets=["CONTRACT"])}
    made = str(surveys.act("/v1/surveys", body, status=201, query=PAST)["id"])
    surveys.act(f"/v1/surveys/{made}/open", query=PAST)
    done = {"kind": "CONTRACT", "case": uuid.uuid4().hex, "completed_on": "2023-11-01"}
    surveys.act("/v1/completions", done, status=201, query=PAST)
    eventually(lambda: surveys.count_invitations(made) == 1, "the contractor is invited")
    (found,) = surveys.operator.get("/v1/invitations", params={"survey": made}).json()["data"]
    path = f"/v1/invitations/{found['id']}"
    old = surveys.read(path)["data"]["token"]
    surveys.act(f"{path}/reissue")
    new = surveys.read(path)["data"]["token"]
    assert surveys.answer(made, old).json()["code"] == "INVITATION_INVALID"
    assert surveys.answer(made, new).status_code == 201
    assert surveys.refuse(f"{path}/reissue") == (409, "WRONG_STATE")
    surveys.invite(made, 2)
    (today, *_) = surveys.operator.get("/v1/invitations", params={"survey": made, "limit": "1"}).json()["data"]
    assert surveys.refuse(f"/v1/invitations/{today['id']}/reissue") == (409, "REISSUED_TOO_EARLY")


def test_who_told_the_office_not_to_be_asked_is_not_invited(surveys: Surveys) -> None:
    """ENG-34: known again however the number is written; a second case, of somebody else, is invited after it."""
    made = surveys.open(targets=["SUBSIDY"])
    surveys.act("/v1/opt-outs", {"contact": "+82 10 4444 0000"}, status=201)
    for contact in ("010-4444-0000", "010-5555-0000"):
        done = {"kind": "SUBSIDY", "case": uuid.uuid4().hex, "completed_on": "2024-01-24", "contact": contact}
        surveys.act("/v1/completions", done, status=201)
    eventually(lambda: surveys.count_invitations(made) == 1, "the other one is invited")
    (found,) = surveys.operator.get("/v1/invitations", params={"survey": made}).json()["data"]
    assert surveys.read(f"/v1/invitations/{found['id']}")["data"]["contact"] == "010-5555-0000"


def test_hidden_answers_are_discarded_and_columns_are_fixed(surveys: Surveys) -> None:
    """ENG-38: 기타 keeps option and text, a place about 100 m; nothing runs as a formula in a spreadsheet."""
    made = surveys.open(questions=BRANCHED)
    hidden: list[dict[str, Any]] = [{"question": "how", "number": 5}, {"question": "why", "text": SECRET}]
    low: list[dict[str, Any]] = [
        {"question": "how", "number": 1}, {"question": "why", "text": SECRET},
        {"question": "what", "options": ["other"], "text": "자전거"},
        {"question": "where", "place": {"latitude": 36.18723, "longitude": 127.09871}},
    ]  # fmt: skip
    for token, said in zip(surveys.invite(made, 6), [hidden] * 5 + [low], strict=True):
        assert surveys.answer(made, token, said).status_code == 201
    missing = surveys.answer(made, surveys.invite(made, 1)[0], [{"question": "what", "options": ["bus"]}])
    assert missing.json()["code"] == "ANSWER_REQUIRED"
    surveys.await_responses(made, 6)
    surveys.close(made)
    surveys.read(f"/v1/surveys/{made}/result")
    text = surveys.operator.get(f"/v1/surveys/{made}/responses.csv").content.decode("utf-8-sig")
    columns, *lines = csv.reader(io.StringIO(text))
    assert columns == ["층", "응답한 달", "how", "why", "what", "what.other-text", "where.latitude", "where.longitude"]
    assert sorted(lines) == sorted(
        [["yeonmu", "2024-01", "5", "", "", "", "", ""]] * 5
        + [["yeonmu", "2024-01", "1", f"'{SECRET}", "other", "자전거", "36.187", "127.099"]]
    )
    assert surveys.operator.get(f"/v1/surveys/{made}/responses.xlsx").content[:2] == b"PK"


def test_quotas_end_interviews_or_mark_them(surveys: Surveys) -> None:
    """ENG-39: a hard quota of one keeps nothing of the second, and says that it ended it; a soft one takes it."""
    hard, soft = ({"code": code, "name": code, "quota": 1, "is_hard": code == "hard"} for code in ("hard", "soft"))
    made = surveys.open(strata=[hard, soft])
    for stratum in ("hard", "soft"):
        first, second = (surveys.answer(made, token) for token in surveys.invite(made, 2, stratum))
        assert (first.status_code, first.json()["state"]) == (201, "COUNTED")
        expected = (200, "SCREENED_OUT") if stratum == "hard" else (201, "COUNTED")
        assert (second.status_code, second.json()["state"]) == expected
    told = surveys.await_responses(made, 3)["quotas"]
    assert [(each["responses"], each["is_reached"], each["ended"]) for each in told] == [(1, True, 1), (2, True, 0)]


def test_a_margin_of_error_is_told_of_a_probability_sample_only(surveys: Surveys) -> None:
    """ENG-39: six answers of equal weight: 1.96 * sqrt(0.25 / 6) = 40.0 points."""
    strata = [{"code": "yeonmu", "name": "연무읍", "population": 13_000}]
    made = surveys.open(sampling="PROBABILITY", strata=strata)
    surveys.answer_all(made, [4] * 6)
    surveys.await_responses(made, 6)
    surveys.close(made)
    assert surveys.read(f"/v1/surveys/{made}/result")["data"]["margin"] == "40.0"


def test_nine_hundred_officials_and_citizens_within_and_without_answer(surveys: Surveys) -> None:
    """ENG-30: three panels of 300, each for 30,000; 1.96 * sqrt(0.25 / 900) is 3.3 points, and all are told alike."""
    panels = ("officials", "inside", "outside")
    strata = [{"code": each, "name": each, "population": 30_000, "quota": 300, "is_hard": True} for each in panels]
    made = surveys.open(strata=strata, sampling="PROBABILITY")
    links = [link for panel in panels for link in surveys.invite(made, 300, panel)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda pair: surveys.answer(made, pair[1], 1 + pair[0] % 5), enumerate(links)))
    assert {each.status_code for each in told} == {201}
    assert surveys.await_responses(made, 900)["responses"] == 900
    surveys.close(made)
    result = surveys.read(f"/v1/surveys/{made}/result")["data"]
    assert (result["responses"], result["effective"], result["margin"]) == (900, "900.0", "3.3")
    assert [each["responses"] for each in result["strata"]] == [300, 300, 300]
    assert result["score"] == "50.0"


def test_small_groups_are_told_by_nothing(surveys: Surveys) -> None:
    """ENG-40: of 7 + 6 people no stratum has two counts of fewer than five; of staff ten are needed for anything."""
    made = surveys.open(questions=BRANCHED)
    said: list[dict[str, Any]] = [{"question": "how", "number": 1}, {"question": "why", "text": SECRET}]
    for stratum, texts in (("yeonmu", 7), ("ganggyeong", 4)):
        for token in surveys.invite(made, texts, stratum):
            assert surveys.answer(made, token, said).status_code == 201
    staff = surveys.open(audience="STAFF")
    surveys.answer_all(staff, [4] * 9)
    surveys.await_responses(made, 11)
    surveys.await_responses(staff, 9)
    for each in (made, staff):
        surveys.close(each)
    how = surveys.read(f"/v1/surveys/{made}/result")["data"]["items"][0]
    assert (how["everybody"]["answered"], how["everybody"]["values"][0]["count"]) == (11, 11)
    assert [each["share"]["answered"] for each in how["by_stratum"]] == [None, None]
    told = surveys.read(f"/v1/surveys/{made}/texts")["data"]
    assert [(each["stratum"], each["words"]) for each in told] == [(None, SECRET)] * 11
    quote = {"question": "why", "stratum": "ganggyeong", "words": "가린 말"}
    path = f"/v1/surveys/{made}/publish"
    assert surveys.refuse(path, {"quotes": [quote]}) == (422, "GROUP_TOO_SMALL")
    surveys.act(path, {"quotes": [{**quote, "stratum": None}]})
    nothing = surveys.read(f"/v1/surveys/{staff}/result")["data"]
    assert (nothing["score"], nothing["items"][0]["everybody"]["answered"]) == (None, None)
    assert surveys.operator.get(f"/v1/surveys/{staff}/responses.csv").json()["code"] == "GROUP_TOO_SMALL"


def test_a_draw_can_be_repeated_and_never_exceeds_its_budget(surveys: Surveys) -> None:
    """ENG-36: 7,000,000 won of which two prizes of 3,500,000 are drawn among three; contacts lead to no answer."""
    prizes = {"budget": 7_000_000, "prize": 3_500_000, "winners": 2}
    too_much = {"design": make_design(incentive={**prizes, "winners": 3})}
    assert surveys.refuse("/v1/surveys", too_much) == (422, "BUDGET_EXCEEDED")
    made, entries = surveys.open(incentive=prizes), {}
    path = f"/v1/open/surveys/{made}/draw-entry"
    first, *others = surveys.invite(made, 3)
    assert surveys.send(path, {"token": first, "contact": "010-0000-0000"}).json()["code"] == "RESPONSE_REQUIRED"
    for number, token in enumerate((first, *others)):
        assert surveys.answer(made, token).status_code == 201
        taken = surveys.send(path, {"token": token, "contact": f"010-0000-000{number}"})
        entries[taken.json()["entry"]] = f"010-0000-000{number}"
    surveys.close(made)
    eventually(lambda: surveys.read(f"/v1/surveys/{made}")["data"]["state"]["code"] == "CLOSED", "it is closed")
    surveys.act(f"/v1/surveys/{made}/draw", {"seed": "KOSPI 2470.34"})
    told = surveys.read(f"/v1/open/surveys/{made}/results", surveys.phones)
    (drawn,) = told["draws"]
    by_hand = sorted(told["entries"], key=lambda name: sha256(f"KOSPI 2470.34|{name}".encode()).hexdigest())
    assert drawn["winners"] == by_hand[:2]
    assert drawn["frame_sha256"] == sha256("".join(f"{name}\n" for name in sorted(entries)).encode()).hexdigest()
    assert (drawn["cost"], drawn["entries"]) == (7_000_000, 3)
    winners = surveys.read(f"/v1/surveys/{made}/winners")["data"]
    assert {each["name"]: each["contact"] for each in winners} == {name: entries[name] for name in drawn["winners"]}
    assert surveys.refuse(f"/v1/surveys/{made}/draw", {"seed": "noch einmal"}) == (422, "BUDGET_EXCEEDED")


def test_the_consent_in_force_is_agreed_to(surveys: Surveys) -> None:
    """ENG-41: not agreed, or to an older version: refused with the version that is in force."""
    made = surveys.open()
    first, second = surveys.invite(made, 2)
    assert surveys.answer(made, first).status_code == 201
    revised = {"consent": {**CONSENT, "retention_days": 20}, "reason": "보유 기간을 줄임"}
    surveys.act(f"/v1/surveys/{made}/revise-consent", revised)
    for agreed in (None, 1):
        refused = surveys.answer(made, second, consent=agreed).json()
        assert (refused["code"], refused["current"]["version"]) == ("CONSENT_REQUIRED", "2")
    assert surveys.answer(made, second, consent=2).status_code == 201
    shown = surveys.read(f"/v1/open/surveys/{made}", surveys.phones)["data"]
    assert (shown["consent_number"], shown["consent"]["retention_days"]) == (2, 20)
    assert surveys.close(made)["state"] == "CLOSED"
    told = surveys.read(f"/v1/surveys/{made}")["data"]
    assert told["retained_until"] == "2024-02-24", "the longest of both: 30 days after 2024-01-25"


def test_texts_and_contacts_are_destroyed_when_the_retention_is_over(surveys: Surveys) -> None:
    """ENG-41: closed on 2023-11-01 with 30 days: destroyed on 2023-12-02, a day later; what was counted stays."""
    prizes = {"budget": 10_000, "prize": 10_000, "winners": 1}
    body = {"design": make_design(questions=BRANCHED, incentive=prizes)}
    made = str(surveys.act("/v1/surveys", body, status=201, query=PAST)["id"])
    surveys.act(f"/v1/surveys/{made}/open", query=PAST)
    surveys.read(f"/v1/open/surveys/{made}")
    said: list[dict[str, Any]] = [{"question": "how", "number": 1}, {"question": "why", "text": SECRET}]
    tokens = surveys.invite(made, 5)
    for token in tokens:
        assert surveys.answer(made, token, said).status_code == 201
    surveys.send(f"/v1/open/surveys/{made}/draw-entry", {"token": tokens[0], "contact": "010-0000-0000"})
    surveys.await_responses(made, 5)
    surveys.close(made, **PAST)
    path = f"/v1/surveys/{made}"
    eventually(lambda: surveys.operator.get(path).json()["data"]["is_data_due"], "the data are to be destroyed")
    assert surveys.read(path)["data"]["retained_until"] == "2023-12-01"
    eventually(lambda: read_words(surveys, made) == {"파기됨"}, "the texts are destroyed")
    result = surveys.read(f"{path}/result")["data"]
    assert (result["responses"], result["items"][0]["everybody"]["mean"]) == (5, "1.00")
    types = {"types": "engagement.personal_data_destroyed.v1", "limit": "200"}
    destroyed = surveys.operator.get("/v1/events", params=types).json()["data"]
    assert [each["time"][:10] for each in destroyed if each["subject"] == f"survey-{made}"]


def read_words(surveys: Surveys, survey: str) -> set[str]:
    """Return what was written, as the office reads it."""
    return {each["words"] for each in surveys.operator.get(f"/v1/surveys/{survey}/texts").json()["data"]}


def test_a_rolling_survey_is_told_by_months(surveys: Surveys) -> None:
    """ENG-31, ENG-32: of the present month nothing while it goes on; the contract of the study stays with it."""
    contract = str(uuid.uuid4())
    made = surveys.open(is_rolling=True, contract=contract)
    surveys.answer_all(made, [5] * 5)
    surveys.await_responses(made, 5)
    assert surveys.read(f"/v1/surveys/{made}")["data"]["contract"] == contract
    assert surveys.refuse(f"/v1/surveys/{made}/publish", {"wave": "2024-01"}) == (409, "WAVE_NOT_OVER")
    assert surveys.operator.get(f"/v1/surveys/{made}/result", params={"wave": "2024-01"}).status_code == 409
    surveys.close(made)
    for wave, responses in (("2024-01", 5), ("2023-12", 0)):
        surveys.read(f"/v1/surveys/{made}")
        surveys.act(f"/v1/surveys/{made}/publish", {"wave": wave})
        told = surveys.read(f"/v1/open/surveys/{made}/results", surveys.phones)["data"]
        assert (told[-1]["wave"], told[-1]["result"]["responses"]) == (wave, responses)


def test_an_officer_acts_on_the_surveys_of_its_own_department_only(surveys: Surveys) -> None:
    """ENG-30."""
    office, own = surveys.design(), surveys.design(surveys.officer)
    assert surveys.refuse(f"/v1/surveys/{office}/open", {}, surveys.officer) == (403, "NOT_PERMITTED")
    surveys.act(f"/v1/surveys/{own}/open", {}, surveys.officer)
    surveys.act(f"/v1/surveys/{own}/close", {})
    assert surveys.read(f"/v1/surveys/{own}")["data"]["department"] == "town-yeonmu"
    assert surveys.officer.get(f"/v1/surveys/{office}/result").json()["code"] == "NOT_PERMITTED"


def test_anybody_answers_an_open_survey_once_from_a_browser(surveys: Surveys) -> None:
    """ENG-30, ENG-39: it is no sample, and nobody is invited to it."""
    assert surveys.refuse("/v1/surveys", {"design": make_design(access="OPEN", sampling="PROBABILITY")})[0] == 422
    made = surveys.open(access="OPEN")
    body = {"browser": uuid.uuid4().hex + "A" * 11, "stratum": "yeonmu", "consent": 1, "answers": rate(5)}
    path = f"/v1/open/surveys/{made}/responses"
    codes = [surveys.send(path, body).status_code for _ in range(2)]
    assert codes == [201, 409]
    assert surveys.send(path, {**body, "browser": None, "token": "x"}).json()["code"] == "INVITATION_INVALID"
    strange = {**body, "browser": "B" * 43, "stratum": "nowhere"}
    assert surveys.send(path, strange).json()["code"] == "UNKNOWN_STRATUM"


def test_an_agenda_comes_from_a_published_survey_and_looks_back_first(surveys: Surveys) -> None:
    """ENG-14: an item of an earlier session stands first, a survey is a published one that asks so."""
    made = surveys.open(questions=BRANCHED)
    surveys.close(made)
    plan = {
        "name": "타운홀미팅", "starts_at": "2024-09-25T14:30:00+09:00", "minutes": 120, "place": "콘서트홀",
        "segments": [{"code": "citizens", "name": "시민", "seats": 300}],
    }  # fmt: skip
    path = f"/v1/town-halls/{surveys.act('/v1/town-halls', plan, status=201)['id']}"
    asked = {"text": "버스를 늘리자", "survey": made, "question": "what", "option": "bus"}
    assert surveys.refuse(f"{path}/agenda", {"agenda": [asked]}) == (404, "NOT_FOUND")
    surveys.read(f"/v1/surveys/{made}")
    surveys.act(f"/v1/surveys/{made}/publish")
    assert surveys.refuse(f"{path}/agenda", {"agenda": [{**asked, "option": "car"}]}) == (404, "NOT_FOUND")
    held = plan_town_hall(surveys.operator, f"agenda-{made}")
    open_doors(surveys.operator, held)
    left = {"town_hall": held, "text": "경로당 앞 가로등", "department": "town-yeonmu"}
    old = {"text": "지난번 가로등", "feedback": surveys.act("/v1/feedback", left, status=201)["id"]}
    assert surveys.refuse(f"{path}/agenda", {"agenda": [asked, old]}) == (422, "AGENDA_ORDER")
    surveys.act(f"{path}/agenda", {"agenda": [old, asked]})
    first, second = surveys.read(path)["data"]["agenda"]
    assert first["feedback"] == old["feedback"]
    assert (second["survey"], second["question"], second["option"]) == (made, "what", "bus")


def test_events_tell_nobody_who_was_asked_and_what_was_said(surveys: Surveys) -> None:
    """ENG-36, ENG-38: answers, invitations and entries are no part of what others may follow; a survey is."""
    kinds = ("response_submitted", "invitation_issued", "invitation_reissued", "draw_entered", "opted_out")
    for kind in kinds:
        told = surveys.operator.get("/v1/events", params={"types": f"engagement.{kind}.v1", "limit": "200"})
        assert told.json()["data"] == [], kind
    designed = {"types": "engagement.survey_designed.v1", "limit": "1"}
    assert surveys.operator.get("/v1/events", params=designed).json()["data"]
