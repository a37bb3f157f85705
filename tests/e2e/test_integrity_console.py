"""The city's integrity at the console: a year on one page, a trend with a break, forms, breaches (EVL-80 to 86)."""

import re
import uuid

import pytest

from tests.e2e import asking
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

YEAR = 2_019
EARLY = {"year": YEAR, "month": 2, "score": "80", "responses": 900}
"""By whichever test comes first there is the year."""


@pytest.fixture(scope="module")
def auditor(visit: Visit) -> Visitor:
    return visit("auditor")


def fill(visitor: Visitor, path: str, **typed: str) -> str:
    """Return what a form answers."""
    answer = visitor.send(path, {**read_hidden(visitor.open(path)), **typed})
    assert answer.status_code in {200, 422}, answer.text
    return say(answer.text)


def list_places(page: str, mark: str) -> list[float]:
    """Return where the marks of a kind stand in the first trend, as shares of its width."""
    drawn = page[page.index('<figure class="trend"') : page.index("</figure>")]
    return [float(each) for each in re.findall(rf'class="{mark}[^"]*" (?:cx|x1)="([0-9.]+)%"', drawn)]


def test_the_trend_of_grades_breaks_where_the_method_changed(visit: Visit) -> None:
    """EVL-81: of 2021: 4, 2022: 3, 2023: 4 the break stands between the first two, and no line crosses it."""
    page = visit("officer").open("/integrity-years/2023")
    first, second, third = list_places(page, "trend-dot")[-3:]
    (broken,) = [each for each in list_places(page, "trend-break") if each > first]
    assert first < broken < second
    assert list_places(page, "trend-line")[-1] == second, "2022 to 2023 are joined, nothing begins at 2021"
    assert first not in list_places(page, "trend-line")
    assert third > second
    table = say(page)
    assert "2023년 4등급, 앞 해보다 1등급 낮아짐" in table
    assert "2022년 3등급 2023. 1. 26.(목) – 바뀜: 앞 해와 견줄 수 없음" in table
    assert "2021년 4등급 2021. 12. 9.(목)" in table
    officer = visit("officer").client
    assert officer.get("/integrity-years/2023?as_of=2024-01-10").status_code == 404, "nothing was recorded then"
    later = "/integrity-years/2023?as_of=2024-01-20"
    eventually(lambda: "4등급" in officer.get(later).text, "by then it was")


def test_an_index_is_typed_and_opens(auditor: Visitor) -> None:
    """EVL-80: 0.6 x (0.5 x 80 + 0.5 x 60) + 0.4 x 70 - 2 = 24 + 18 + 28 - 2 = 68; each part leads to its event."""
    method = {"year": str(YEAR), "perceived": "0.6", "effort": "0.4", "external": "0.5", "internal": "0.4",
              "most_deduction": "10", "basis": "연습"}  # fmt: skip
    form = read_hidden(auditor.open("/integrity-years/new"))
    assert "두 비중을 더하면 1이어야 합니다" in say(auditor.send("/integrity-years", {**form, **method}).text)
    form = read_hidden(auditor.open("/integrity-years/new"))
    assert auditor.send("/integrity-years", {**form, **method, "internal": "0.5"}).status_code == 200
    path = f"/integrity-years/{YEAR}"
    eventually(lambda: auditor.client.get(path).status_code == 200, "the year is there")
    for kind, score in (("EXTERNAL", "80"), ("INTERNAL", "60"), ("EFFORT", "70"), ("DEDUCTION", "2")):
        fill(auditor, f"{path}/component", kind=kind, score=score, source="연습")
    eventually(lambda: "청렴지수 68.00점" in say(auditor.open(path)), "it is computed")
    page = auditor.open(path)
    assert "외부 체감도 80 0.3 24.00 연습" in say(page)
    event = re.findall(r'href="(/events/evaluations/\d+)"', page)
    assert any("evaluations.integrity_component_recorded.v1" in auditor.open(each) for each in event[:3])


def test_a_month_and_a_week_are_typed(auditor: Visitor, visit: Visit, system: Running) -> None:
    """EVL-82, EVL-83: labelled as not official; a missing week is red, and nobody speaks twice in a row."""
    path = f"/integrity-years/{YEAR}"
    asking.post(system.open("auditor"), f"/v1{path}/early-warning", EARLY, 200)
    eventually(lambda: auditor.client.get(path).status_code == 200, "the year is there")
    assert "숫자로 적으세요" in fill(auditor, f"{path}/early-warning", month="3", score="81", responses="여럿")
    fill(auditor, f"{path}/early-warning", month="3", score="81.5", responses="1,200")
    told = {"department": "town-yeonmu", "topic": "청탁금지법"}
    fill(auditor, f"{path}/broadcast", held_on="2019. 1. 2.(수)", speaker="연무읍장", **told)
    again = fill(auditor, f"{path}/broadcast", held_on="2019. 1. 9.(수)", speaker="연무읍장", **told)
    assert "다른 사람이 이어서 하세요" in again
    page = visit("officer").open(path)
    assert "3월 81.5점 (공식 지수가 아님)" in say(page)
    assert (page.count('class="week week-held" title'), page.count('class="week week-missing" title')) == (1, 51)
    assert "1주: 2019. 1. 2.(수) 연무읍 연무읍장" in say(page)


def test_the_office_sees_who_has_no_handbook(auditor: Visitor, visit: Visit, system: Running) -> None:
    """EVL-84: two are new, one has it; who they are only the office and the audit see."""
    people = [str(uuid.uuid4()) for _ in range(2)]
    for person in people:
        told = {"year": YEAR, "person": person, "department": "town-yeonmu", "appointed_on": "2018-01-08"}
        asking.post(system.open("auditor"), f"/v1/integrity-years/{YEAR}/new-official", told, 200)
    path = f"/integrity-years/{YEAR}"
    eventually(lambda: people[1] in auditor.open(f"{path}/handbook"), "both may get it")
    fill(auditor, f"{path}/handbook", person=people[0], given_on="2018. 1. 9.(화)")
    eventually(lambda: "신규 직원 2명 가운데 1명 받음" in say(visit("officer").open(path)), "one has it")
    listed = say(auditor.open(f"{path}/officials"))
    assert (listed.count("받지 않음"), "2018. 1. 9.(화)" in listed) == (1, True)
    assert visit("officer").client.get(f"{path}/officials").status_code == 403
    posts = say(auditor.open("/integrity-years/2024/new-official?q=연무읍"))
    assert "연무읍 담당자 2024. 1. 1.(월)" in posts
    of_sample = say(auditor.open("/integrity-years/2024/officials"))
    assert "연무읍 담당자 2024. 1. 1.(월)" in of_sample, "the audit reads posts, no names"


def test_a_breach_ends_with_a_measure_at_the_console(auditor: Visitor, visit: Visit) -> None:
    """EVL-85, EVL-86: no end without a measure; mayor and audit alone see it, and the map tells no small number."""
    told = {"department": "town-yeonmu", "kind": "CONFLICT", "found_on": "2024. 1. 9.(화)", "facts": "신고하지 않음"}
    form = read_hidden(auditor.open("/violations/new"))
    made = auditor.send("/violations", {**form, **told})
    assert made.status_code == 200, say(made.text)
    case = made.url.path
    eventually(lambda: "조사 중" in say(auditor.open(case)), "it is there")
    assert "조치 항목을 고르세요" in fill(auditor, f"{case}/confirm", reason="확인함")
    fill(auditor, f"{case}/dismiss", reason="위반이 아니었음")
    eventually(lambda: "위반 없음" in say(visit("mayor").open(case)), "it is over")
    year = "/integrity-years/2023"
    assert "위반 사건과 조치" in visit("mayor").open(year)
    assert "가림" in visit("mayor").open(year)
    officer = visit("officer")
    assert officer.client.get(case).status_code == 403
    assert "위반 사건" not in officer.open(year)
    assert "취약 지도" not in officer.open(year)
