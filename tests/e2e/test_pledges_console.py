"""Pledges at the console: numbers that open, a department's grid, the stepper of a change, the public page."""

import re
from io import BytesIO

import httpx
import pytest
from python_calamine import CalamineWorkbook

from contracts.evaluations.pledges import name_pledge
from tests.e2e import asking
from tests.e2e.pledging import LEAD, QUARTER, TERMS, confirm, decide_by_jury, find
from tests.e2e.visiting import Visit, Visitor, read_hidden, say
from tests.running import Running, eventually

TWO = ("happy", "시민행복도시", 2)


@pytest.fixture(scope="module")
def operator(visit: Visit) -> Visitor:
    return visit("operator")


def open_grid(somebody: Visitor, term: int) -> str:
    return somebody.open(f"/pledges/quarters?term={term}&quarter={QUARTER}")


def save(somebody: Visitor, term: int, **typed: str) -> httpx.Response:
    """Type into a grid and save it: the other fields stay as they are shown."""
    return somebody.send("/pledges/quarters", {**read_typed(open_grid(somebody, term)), **typed})


def read_typed(page: str) -> dict[str, str]:
    """Return what a grid sends as it is shown."""
    values = dict(re.findall(r'name="([a-z_]+-\d+)"[^>]*? value="([^"]*)"', page))
    kept = {name: value for name, value in values.items() if not name.startswith("lagging-")}
    chosen = re.findall(r'name="(standing-\d+)".*?(?:value="([A-Z_]+)" selected|</select>)', page, re.S)
    return {**read_hidden(page), **kept, **dict(chosen)}


def test_a_department_checks_its_pledges_in_one_grid(visit: Visit, system: Running, operator: Visitor) -> None:
    """EVL-64 to EVL-66: all or none; what lags needs its remedy; then the office publishes, and everybody reads it."""
    term = confirm(system.open("operator"), TWO)
    officer = visit("officer")
    eventually(lambda: "남은 번호: 1, 2" in say(open_grid(officer, term)), "both are to be checked")
    first = {"standing-1": "ON_TRACK", "progress-1": "40", "note-1": "설계를 마침"}
    second = {"standing-2": "PARTIAL", "progress-2": "10", "note-2": "보상협의 중", "lagging-2": "on"}
    refused = save(officer, term, **first, **second)
    assert (refused.status_code, "부진사유와 대책, 만회 기한" in say(refused.text)) == (422, True)
    assert "남은 번호: 1, 2" in say(open_grid(officer, term)), "neither is stored"
    remedy = {"cause-2": "보상이 늦음", "remedy-2": "수용재결", "remedy_on-2": "2031. 6. 30."}
    saved = save(officer, term, **first, **second, **remedy)
    assert (saved.status_code, "2건을 저장했습니다" in say(saved.text)) == (200, True), say(saved.text)
    form = f"/pledges/quarters/publish?term={term}&quarter={QUARTER}"
    assert form.replace("&", "&amp;") in open_grid(operator, term)
    assert "공표한 것은 거둘 수 없습니다" in say(operator.open(form))
    published = fill(operator, form)
    assert published.url.params["results"] == f"{term}-2023q4", say(published.text)
    assert "다시 공표하는 사유" in say(operator.open(form))
    with httpx.Client(base_url=system.base_url) as anybody:
        told = say(anybody.get("/open/pledges", params={"results": f"{term}-2023q4"}).text)
    assert all(word in told for word in ("50 ÷ 2", "25.0%", "보상이 늦음", "공표", "2. 공약 02")), told


def test_a_grid_that_was_opened_before_overwrites_nothing(visit: Visit, system: Running, operator: Visitor) -> None:
    """EVL-64: the office has saved the second one meanwhile; what the officer types of the first is taken alone."""
    term, officer = confirm(system.open("operator"), TWO), visit("officer")
    eventually(lambda: "남은 번호: 1, 2" in say(open_grid(officer, term)), "both are to be checked")
    first, second = ({f"standing-{n}": "ON_TRACK", f"progress-{n}": "40", f"note-{n}": "설계"} for n in (1, 2))
    early = open_grid(officer, term)
    assert "1건을 저장했습니다" in say(save(operator, term, **second).text)
    held = officer.send("/pledges/quarters", {**read_typed(early), **first, **second, "progress-2": "10"})
    assert (held.status_code, "지금은 “40% · 설계”입니다" in say(held.text)) == (422, True), say(held.text)
    assert "1건을 저장했습니다" in say(officer.send("/pledges/quarters", {**read_typed(early), **first}).text)
    told = asking.read(system.open("operator"), find(term, 2))["data"]["checks"]
    assert [each["progress"] for each in told] == [40]


def test_every_number_of_the_board_opens(operator: Visitor) -> None:
    """EVL-60, EVL-67, EVL-68: the sample's 62 by state and field; each number leads to as many pledges as it says."""
    page = operator.open("/pledges/board?term=7")
    assert all(word in say(page) for word in ("62건", "8 ÷ 62", "12.9%", "시민행복도시"))
    links = dict(re.findall(r'href="(/pledges\?term=7&amp;[^"]+)">(\d+)</a>', page))
    for way, count in list(links.items())[:3]:
        assert f"{count}건" in operator.read(way.replace("&amp;", "&"))
    file = operator.client.get("/pledges/board/pledges.xlsx?term=7").content
    sheet = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet if isinstance(row[0], float)] == list(range(1, 63))


def test_a_change_goes_through_its_steps(visit: Visit, system: Running, operator: Visitor) -> None:
    """EVL-70: asked for at the pledge, decided by an item of a jury, confirmed, approved by the mayor, published."""
    client = system.open("operator")
    term, jury = confirm(client, TWO), decide_by_jury(client, 3)
    pledge = find(term, 1).rpartition("/")[2]
    form = f"/pledge-changes/new?term={term}&pledge={pledge}"
    eventually(lambda: f"/pledge-changes/new?term={term}" in operator.open(f"/pledges/{pledge}"), "it may be changed")
    to = f"/pledge-changes?term={term}&pledge={pledge}"
    wished = {**read_hidden(operator.open(form)), "reason": "여건이 달라짐"}
    assert "꼭 있어야 하는 값" in say(operator.send(to, {**wished, "kind": "TARGET"}).text)
    asked = operator.send(to, {**wished, "kind": "HOLD"})
    path = asked.url.path
    assert (asked.status_code, "보류" in say(asked.text)) == (200, True), say(asked.text)

    def decide() -> bool:
        filled = {**read_hidden(operator.open(f"{path}/jury")), "item": f"{jury}|1"}
        return operator.send(f"{path}/jury", filled).status_code == 200

    eventually(decide, "the evaluations know the jury")
    operator.send(
        f"{path}/confirm", {**read_hidden(operator.open(f"{path}/confirm")), "panel": "평가단", "opinion": "타당"}
    )
    mayor = visit("mayor")
    eventually(lambda: "/approve" in mayor.open(path), "it is the mayor's turn")
    mayor.send(f"{path}/approve", read_hidden(mayor.open(f"{path}/approve")))
    eventually(lambda: f"{path}/publish" in operator.open(path), "it may be published")
    operator.send(f"{path}/publish", read_hidden(operator.open(f"{path}/publish")))
    eventually(lambda: "보류" in operator.read(f"/pledges/{pledge}"), "it is on hold")
    assert asking.read(client, find(term, 1))["data"]["changes"] == 1


SET = {
    "name": "민선 시험 공약",
    "begins_on": "2022. 7. 1.(금)",
    "ends_on": "2026. 6. 30.(화)",
    "fields": "안전도시 | 1",
}
REVIEW = {"result": "FEASIBLE", "opinion": "재원이 있음"}
PLAN = {"due_on": "2026. 6. 30.", "targets": "2025 | 40 | 설계\n2026 | 100 | 준공", "finance": "2025 | 국비 | 3,000"}


def fill(somebody: Visitor, form: str, to: str = "", **typed: str) -> httpx.Response:
    """Type into a form and send it."""
    return somebody.send(to or form, {**read_hidden(somebody.open(form)), **typed})


def test_a_term_is_opened_filled_and_confirmed_by_form(operator: Visitor) -> None:
    """EVL-60 to EVL-63: fields with numbers, a pledge with lead, review and plan; then only a change adds another."""
    term = str(next(TERMS))
    here = f"/pledge-sets/{term}"
    opening = {**SET, "term": term}
    assert "분야 | 건수" in say(fill(operator, "/pledge-sets/new", "/pledge-sets", **opening | {"fields": "안전"}).text)
    opened = fill(operator, "/pledge-sets/new", "/pledge-sets", **opening)
    assert (opened.url.path, "1건 가운데 0건" in say(opened.text)) == (here, True), say(opened.text)
    pledge = {"number": "1", "field": "field-1", "name": "안심골목", "lead": LEAD}
    pasted = "번호\t분야\t공약 이름\n1\t없는도시\t안심골목"
    assert "2째 줄: 분야 칸의 “없는도시”" in say(fill(operator, f"{here}/register-many", pledges=pasted).text)
    listed = fill(operator, f"{here}/register-many", pledges="1 | 안전도시 | 안심골목 | | 연무읍")
    eventually(lambda: "실현가능성 검토, 실천계획" in operator.read(here), "what it lacks is named")
    assert listed.status_code == 200
    assert "빠진 공약이 있습니다" in say(fill(operator, f"{here}/confirm").text)
    assert "같은 번호의 공약" in say(fill(operator, f"{here}/register", **pledge).text)
    of_pledge = f"/pledges/{name_pledge(int(term), 1)}"
    assert fill(operator, f"{of_pledge}/feasibility", **REVIEW).status_code == 200
    falling = PLAN | {"targets": "2025 | 40 | 설계\n2026 | 10 | 준공"}
    assert "앞의 해보다 낮지 않게" in say(fill(operator, f"{of_pledge}/plan", **falling).text)
    assert fill(operator, f"{of_pledge}/plan", **PLAN).status_code == 200
    eventually(lambda: "2026 | 100 | 준공" in operator.open(f"{of_pledge}/plan"), "what stands is there to be mended")
    eventually(lambda: "확정할 수 있습니다" in operator.read(here), "nothing is missing")
    assert fill(operator, f"{here}/confirm").status_code == 200
    refused = fill(operator, f"{here}/register", **pledge | {"number": "2"})
    assert (refused.status_code, "변경을 신청해" in say(refused.text)) == (422, True)
    asking_for = f"/pledge-changes/new?term={term}"
    eventually(lambda: asking_for in operator.open(here), "one more is asked for")
    further = {**pledge, **REVIEW, **PLAN, "number": "2", "name": "안심귀가", "reason": "여건이 달라짐"}
    asked = fill(operator, asking_for, f"/pledge-changes?term={term}", **further)
    assert (asked.status_code, "안심귀가" in say(asked.text)) == (200, True), say(asked.text)
    assert operator.client.get(f"/pledges/{name_pledge(int(term), 2)}").status_code == 404, "not before it is published"


def test_a_grade_stands_beside_the_own_estimate(operator: Visitor) -> None:
    """EVL-69: body, year and that year's threshold by form; another one needs a reason; an estimate says that it is."""
    estimate = {"year": "2011", "grade": "A", "basis": "공약 이행률"}
    fill(operator, "/pledge-grades/new?kind=estimate", "/pledge-grades?kind=estimate", **estimate)
    given = {"body": "매니페스토본부", "grade": "SA", "threshold": "85", "announced_on": "2012. 5. 4.(금)"}
    told = fill(operator, "/pledge-grades/new", "/pledge-grades", year="2011", **given)
    eventually(lambda: "SA 매니페스토본부 85" in operator.read("/pledge-grades/2011"), say(told.text))
    assert "자체 예상 A" in operator.read("/pledge-grades/2011")
    assert "고치는 사유를" in say(fill(operator, "/pledge-grades/2011/record", **given | {"grade": "A"}).text)


def test_a_check_takes_files_and_a_note(operator: Visitor, visit: Visit, system: Running) -> None:
    """EVL-64, EVL-67: a file that was attached on the form is reached from the pledge's page."""
    term = confirm(system.open("operator"), TWO)
    path, content = f"/pledges/{find(term, 2).rpartition('/')[2]}", f"준공 사진 {term}".encode()
    stored = system.open("operator").post("/v1/files", files={"file": ("준공.txt", content)}).json()
    digest = stored["data"]["sha256"]
    eventually(lambda: f"{path}/check" in operator.open(path), "it may be checked")
    typed = {"quarter": QUARTER, "standing": "DONE", "progress": "100", "note": "준공", "evidence_name": "준공 사진"}
    assert fill(operator, f"{path}/check", **typed, files=digest).status_code == 200
    eventually(lambda: f'href="/files/{digest}"' in operator.open(path), "the page leads to the file")
    assert visit("officer").client.get(f"/files/{digest}").content == content
