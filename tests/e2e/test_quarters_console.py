"""A quarter at the console, whole: checked, published, corrected, filed; and sheets that go out and come back."""

import html
import io
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
import segno
from hwpx import HwpxDocument
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from gateway.console.exports.trip import CHECKS, REPORTS
from gateway.exports.sheets import Column, Sheet, Workbook
from gateway.exports.workbook import write_workbook
from infra.clock import read_now
from tests.e2e.settling import settle
from tests.integration.test_exports import find_modules
from tests.running import Running, eventually, run_in_thread

Json = dict[str, Any]
QUARTER: Final = "2024-Q1"
A4: Final = (595, 842)
"""Points."""
KINDS: Final = ("pdf", "hwpx", "xlsx")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass(frozen=True)
class Visitor:
    """A person at the console, and the same one's token for what is checked beside."""

    console: httpx.Client
    api: httpx.Client

    def open(self, path: str, status: int = 200) -> str:
        answer = self.console.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, page: str, path: str, values: Mapping[str, str | list[str]], status: int = 200) -> str:
        """Send a form of a page that was opened: its hidden fields, and what a person fills in."""
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(self.open(page))}
        answer = self.console.post(path, data={**hidden, **values})
        assert answer.status_code == status, answer.text
        return answer.text

    def upload(self, content: bytes, status: int = 200) -> str:
        csrf = dict(HIDDEN.findall(self.open("/directives/import")))["csrf"]
        files = {"file": ("고친 것.xlsx", content, XLSX)}
        answer = self.console.post("/directives/import", data={"csrf": csrf}, files=files)
        assert answer.status_code == status, answer.text
        return answer.text

    def apply(self, differences: str) -> str:
        """Carry out what the page of differences has ticked."""
        ticked = re.findall(r'name="take" id="[^"]*" value="([^"]*)" checked', differences)
        csrf = dict(HIDDEN.findall(differences))["csrf"]
        data = {"csrf": csrf, "take": [html.unescape(each) for each in ticked]}
        answer = self.console.post("/directives/import/apply", data=data)
        assert answer.status_code == 200, answer.text
        return answer.text

    def read(self, standing: str) -> list[Json]:
        asked = {"quarter": QUARTER, "standing": standing, "limit": "200"}
        return list(self.api.get("/v1/directives/check-list", params=asked).json()["data"])

    def act(self, directive: str, act: str, body: Json) -> None:
        path, key = f"/v1/directives/{directive}/{act}", {"Idempotency-Key": uuid.uuid4().hex}
        answer = self.api.post(path, json=body, headers=key)
        assert answer.status_code == 200, answer.text
        settle(self.api, answer.json())


@pytest.fixture(scope="module")
def quarters() -> Iterator[Running]:
    """A whole system with the sample's January, whose heads are signed each second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HWANRYU_HEAD_S", "1")
        with run_in_thread("quarters-console") as running:
            yield running


def visit(running: Running, user: str) -> Visitor:
    client = httpx.Client(base_url=running.base_url, follow_redirects=True, timeout=90.0, trust_env=False)
    running.clients.enter_context(client)
    assert client.post("/login", data={"user": user, "password": running.logins[user]["password"]}).status_code == 200
    return Visitor(client, running.open(user))


def fill(content: bytes, columns: tuple[Column, ...], *filled: tuple[str, str, object]) -> bytes:
    """Return a sheet that went out with some cells filled in: number, field and value of each."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    names = [str(name) for name in rows[1]]
    for number, name, value in filled:
        (row,) = (row for row in rows[2:] if row[names.index("number")] == number)
        row[names.index(name)] = value  # type: ignore[call-overload]  # whatever a person types
    cells = tuple(tuple(_spell(value) for value in row) for row in rows[2:])
    texts = tuple(Column(column.header, field=column.field) for column in columns)
    sheet = Sheet(book.sheet_names[0], texts, cells, ((),) * len(cells))
    return write_workbook(Workbook("고친 것", read_now(), (sheet,)))


def _spell(value: object) -> str | None:
    whole = int(value) if isinstance(value, float) else value
    return str(whole) if whole != "" else None


def test_a_quarter_from_its_first_check_to_its_correction(quarters: Running) -> None:
    """DIR-09, DIR-10, DIR-13, DIR-15, PLT-12."""
    office = visit(quarters, "operator")
    missing = office.read("MISSING")
    early = office.open(f"/reports/{QUARTER}/publish")
    assert "아직 끝나지 않은 분기입니다." in early
    clock = {"Idempotency-Key": uuid.uuid4().hex}
    answer = office.api.post("/v1/clock", json={"now": "2024-04-01T09:00:00+09:00"}, headers=clock)
    settle(office.api, answer.json())
    check_lines(office, missing)
    bring_checks(office, missing)
    first = publish(office, missing)
    change_later(office, missing)
    assert {kind: read_file(office, 1, kind) for kind in KINDS} == first
    elsewhere = {"Host": "elsewhere.example.invalid"}
    named = office.console.get(f"/reports/files/{QUARTER}-1.hwpx", headers=elsewhere).raise_for_status().content
    assert named == first["hwpx"]
    compare_editions(office, missing)


def check_lines(office: Visitor, missing: list[Json]) -> None:
    """Each way of saving: a line that lags with and without its words, and all the others but two at once."""
    grid, line = f"/reports/{QUARTER}/check", missing[0]
    path = f"{grid}/{line['id']}"
    lagging = {"assessment": "LAGGING", "cause": "예산이 모자람", "remedy": "", "seen": "0"}
    refused = office.send(grid, path, lagging, status=422)
    assert "부진이면 대안을 적으세요." in refused
    assert "예산이 모자람" in refused
    office.send(grid, path, lagging | {"remedy": "추경에 반영"})
    office.send(grid, path, lagging | {"remedy": "추경에 반영"})  # once more: it says so already
    assert [row["id"] for row in office.read("CHECKED")] == [line["id"]]
    stale = office.send(grid, path, {"assessment": "DONE", "seen": "0"}, status=412)
    assert "지금 저장된 점검" in stale
    assert "추경에 반영" in stale
    page = office.open(grid)
    (seen,) = re.findall(f'value="{line["id"]}/([1-9][0-9]*)"', page)
    others = [f"{row['id']}/0" for row in office.read("MISSING")[:-2]]
    assert all(f'value="{pick}"' in page for pick in others)
    moving = next(row for row in missing[1:-2] if row["state"]["code"] in {"SHARED", "REPORTED", "IN_PROGRESS"})
    office.act(moving["id"], "check", {"quarter": "2024-Q2", "assessment": "ON_TRACK"})  # its version moves on
    asked = office.send(grid, grid, {"pick": [*others, f"{line['id']}/{seen}"], "standing": "MISSING"})
    assert "부진 1건을 정상으로 바꿀까요?" in asked
    assert len(office.read("CHECKED")) == 1
    kept = office.send(grid, grid, {"pick": [others[0], f"{line['id']}/{seen}"], "standing": "MISSING", "sure": "keep"})
    assert "1건을 정상으로 저장했습니다." in kept
    assert '<input type="hidden" name="standing" value="MISSING">' in kept
    said = office.send(grid, grid, {"pick": [*others[1:], f"{line['id']}/0"], "sure": "yes"})
    assert f"{len(others) - 1}건을 정상으로 저장했습니다." in said
    assert "1건은 그사이 다른 사람이 점검해서" in said
    assert [row["number"] for row in office.read("MISSING")] == [row["number"] for row in missing[-2:]]
    assert next(row for row in office.read("CHECKED") if row["id"] == line["id"])["assessment"]["code"] == "LAGGING"


def bring_checks(office: Visitor, missing: list[Json]) -> None:
    """A grid that went out comes back: shown first, done once, and looked at again where others were at it."""
    one, two = missing[-2:]
    sheet = office.console.get(f"/directives/import/check-{QUARTER}.xlsx").content
    assert "달라진 것이 없습니다." in office.upload(sheet)
    lagging = (("assessment", "부진"), ("cause", "=인력 부족"), ("remedy", "충원"))
    cells = [(one["number"], name, value) for name, value in lagging]
    filled = fill(sheet, CHECKS, *cells, (two["number"], "assessment", "좋음"))
    shown = office.upload(filled)
    assert "정상, 부진, 완료 가운데 하나를 적으세요." in shown
    assert [row["number"] for row in office.read("MISSING")] == [one["number"], two["number"]]
    assert "1건 가운데 1건을 처리했습니다." in office.apply(shown)
    assert [row["number"] for row in office.read("MISSING")] == [two["number"]]
    assert "달라진 것 1건" in office.upload(filled)  # the wrong row alone: the other one says what is there
    office.act(two["id"], "check", {"quarter": QUARTER, "assessment": "DONE"})
    moved = office.upload(fill(sheet, CHECKS, (two["number"], "assessment", "정상")))
    assert "내려받은 뒤 다른 일이 있었습니다." in moved
    assert "checked" not in re.findall(r"<input type=\"checkbox\"[^>]*>", moved)[0]
    assert "엑셀 파일(.xlsx)이 아닙니다." in office.upload(b"%PDF-1.7", status=422)


def publish(office: Visitor, missing: list[Json]) -> dict[str, bytes]:
    """Publish, and return each file; the page, the files and the API say the same."""
    assert office.read("MISSING") == []
    publishing = f"/reports/{QUARTER}/publish"
    for reason, said in (("가" * 4_001, "1자를 줄이세요."), ("가\x00나", "저장할 수 없는 글자가 있습니다.")):
        refused = office.send(publishing, publishing, {"reason": reason}, status=422)
        assert said in refused
        assert reason[:1] in refused
    assert office.api.get(f"/v1/reports/{QUARTER}/1").status_code == 404
    page = office.send(publishing, publishing, {"key": ""})
    assert "총괄보고</h1>" in page
    entries = office.api.get(f"/v1/reports/{QUARTER}/1", params={"limit": "200"}).json()["entries"]
    numbers = [entry["number"] for entry in entries]
    assert {row["number"] for row in missing} <= set(numbers)
    assert all(number in page for number in numbers)
    (whole,) = office.api.get("/v1/directives/metrics", params={"quarter": QUARTER}).json()["data"]
    for rate in ("share_on_time", "report_on_time", "completion"):
        assert f">{whole[rate]['count']}/{whole[rate]['total']}</dd>" in page
    path = f"/reports/files/{QUARTER}-1.xlsx"
    eventually(lambda: office.console.get(path).status_code == 200, "the edition is signed", 30.0)
    made = {kind: read_file(office, 1, kind) for kind in KINDS}
    see_pdf(made["pdf"], numbers)
    with HwpxDocument.open(io.BytesIO(made["hwpx"])) as document:
        assert document.validate().issues == ()
        assert all(number in document.text.plain() for number in numbers)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made["xlsx"])).get_sheet_by_name("지시사항").to_python()
    assert [row[0] for row in sheet[1:]] == numbers
    return made


def read_file(visitor: Visitor, edition: int, kind: str) -> bytes:
    return visitor.console.get(f"/reports/files/{QUARTER}-{edition}.{kind}").raise_for_status().content


def see_pdf(content: bytes, numbers: list[str]) -> None:
    """A4, tagged and named, with every number; no letter is drawn as a missing glyph."""
    reader = PdfReader(io.BytesIO(content))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {A4}
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert all(number in text for number in numbers)
    assert f"1 / {len(reader.pages)}" in text
    assert "교육용 표본" in text
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # type: ignore[operator]  # a dictionary
    assert b"pdfuaid:part" in bytes(reader.trailer["/Root"]["/Metadata"].get_data())  # type: ignore[index]  # as above
    drawn = [glyph for page in reader.pages for glyph in find_glyphs(page)]
    assert len(drawn) > 1_000
    assert "0000" not in drawn


def find_glyphs(page: Any) -> list[str]:
    """Return the glyphs that a page draws, four digits each; 0000 is the one for a letter that a font lacks."""
    shown = re.findall(rb"<([0-9a-fA-F]+)>", page.get_contents().get_data())
    return [text[n : n + 4] for each in shown if len(text := each.decode()) % 4 == 0 for n in range(0, len(text), 4)]


def change_later(office: Visitor, missing: list[Json]) -> None:
    """What comes after a report: other checks, a correction with its reason."""
    office.act(missing[0]["id"], "check", {"quarter": QUARTER, "assessment": "DONE"})
    publishing = f"/reports/{QUARTER}/publish"
    assert "이미 발행한 보고서입니다." in office.send(publishing, publishing, {"reason": ""}, status=422)
    second = office.send(publishing, publishing, {"reason": "점검을 바로잡음", "key": ""})  # no key: no old answer
    assert "정정 사유" in second
    assert "점검을 바로잡음" in second


def compare_editions(office: Visitor, missing: list[Json]) -> None:
    """The first edition stays as it was and says that there is a newer one; its code leads to where it is proven."""
    first, second = (office.open(f"/reports/{QUARTER}/{edition}") for edition in (1, 2))
    assert "고쳐 다시 발행한 판이 있습니다." in first
    lags = re.search(r"부진 지시사항 (\d)건", first), re.search(r"부진 지시사항 (\d)건", second)
    assert [int(found[1]) for found in lags if found] == [2, 1]
    address = f"{office.console.base_url.copy_with(path='')}/verify/{QUARTER}/1".replace("//verify", "/verify")
    matrix = segno.make_qr(address, error="m").matrix
    assert find_modules(first) == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    anybody = httpx.get(address, trust_env=False)
    (chain,) = re.findall(r'<p class="report-hash">([0-9a-f]{64})', first)
    assert anybody.status_code == 200
    figures = re.findall(r'<dd>([^<]+)</dd><dd class="report-basis">([^<]+)</dd>', first)
    assert len(figures) == 4
    assert re.findall(r'<dd>([^<]+) <span class="hint">([^<]+)</span></dd>', anybody.text) == figures
    assert f">{lags[0][1] if lags[0] else ''}건</dd>" in anybody.text
    assert chain in anybody.text
    assert missing[0]["text"] not in anybody.text


def test_a_department_brings_its_reports_in_a_sheet(quarters: Running) -> None:
    """DIR-06: exported, filled in, shown, applied; twice is once; another department's rows are not its own."""
    officer, office = visit(quarters, "officer"), visit(quarters, "operator")
    key = {"Idempotency-Key": uuid.uuid4().hex}
    made = office.api.post("/v1/directives", json={"text": "서식으로 보고", "kind": "SIMPLE"}, headers=key).json()
    settle(office.api, made)
    office.act(made["id"], "share", {"lead": "town-yeonmu", "supporting": []})
    number = made["number"]
    sheet = officer.console.get("/directives/import/reports.xlsx").content
    shown = officer.upload(fill(sheet, REPORTS, (number, "report", "기한 안에 마침")))
    assert "기한 안에 마침" in shown
    said = officer.apply(shown)
    read = officer.api.get(f"/v1/directives/{made['id']}").json()["data"]
    if read["state"]["code"] == "SHARED":
        assert "작성 중으로 담았습니다." in said  # its heads confirm first (ADR 0022)
    else:
        assert (read["state"]["code"], read["latest"]) == ("REPORTED", "기한 안에 마침")
        assert "이미 반영한 내용입니다." in officer.upload(fill(sheet, REPORTS, (number, "report", "기한 안에 마침")))
    assert officer.console.get(f"/directives/import/check-{QUARTER}.xlsx").status_code == 403


def test_only_who_may_is_offered_the_check(quarters: Running) -> None:
    """ORG-06: the auditor reads the quarter and is offered nothing that the routes refuse."""
    auditor, office = visit(quarters, "auditor"), visit(quarters, "operator")
    path = f"/reports/{QUARTER}/check"
    for offered in (f"/reports/{QUARTER}/publish", "엑셀로 내려받기", 'name="pick"', 'type="radio"'):
        assert (offered in office.open(path), offered in auditor.open(path)) == (True, False)


def put_head(office: Visitor, department: str, account: str) -> None:
    """Give a department a team whose head has an account: its reports are confirmed first (ADR 0022)."""
    first = {"valid_from": "2024-01-02"}
    team = make(office, "/v1/org/teams", {"code": account, "department": department, "name": "서식팀", **first})
    person = make(office, "/v1/org/people", {"name": "팀장", "account": account})
    post = {"department": department, "team": team, "person": person, "post": "TEAM_HEAD"}
    make(office, "/v1/org/assignments", {**post, **first})


def make(visitor: Visitor, path: str, body: Json) -> str:
    answer = visitor.api.post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 201, answer.text
    settle(visitor.api, answer.json())
    return str(answer.json()["id"])


def share(office: Visitor, lead: str, **more: str) -> Json:
    directive = make(office, "/v1/directives", {"text": "서식으로 보고할 것", "kind": "SIMPLE", **more})
    office.act(directive, "share", {"lead": lead, "supporting": []})
    return dict(office.api.get(f"/v1/directives/{directive}").json()["data"])


def test_a_sheet_goes_on_in_what_was_begun(quarters: Running) -> None:
    """DIR-06, ADR 0022: a draft gets another text, what else was written stays; no row of others is kept."""
    officer, office = visit(quarters, "officer"), visit(quarters, "operator")
    put_head(office, "town-yeonmu", "head-of-the-town")
    one, other = share(office, "town-yeonmu"), share(office, "planning-audit")
    path = f"/directives/{one['id']}/report"
    officer.send(path, path, {"text": "처음 글", "problem": "인력이 모자람", "plan": "3월에 마침", "do": "save"})
    sheet = officer.console.get("/directives/import/reports.xlsx").content
    shown = officer.upload(fill(sheet, REPORTS, (one["number"], "report", "표에 적은 글")))
    assert "문제점, 향후계획, 붙임은 그대로 둡니다." in shown
    assert "작성 중으로 담았습니다." in officer.apply(shown)
    draft = officer.open(path)
    assert "처음 글" not in draft
    assert all(words in draft for words in ("표에 적은 글", "인력이 모자람", "3월에 마침"))
    (order,) = re.findall(r'name="take" id="[^"]*" value="([^"]*)"', shown)
    forged = html.unescape(order).replace(one["id"], other["id"])
    data = {"csrf": dict(HIDDEN.findall(shown))["csrf"], "take": forged}
    said = officer.console.post("/directives/import/apply", data=data).text
    assert "작성 중으로 담았습니다." not in said
    assert "주관부서" in said


def test_a_confidential_row_is_looked_at_and_sent_but_never_kept(quarters: Running) -> None:
    """DIR-22, ADR 0022: what a colleague did to it since is told, and its report goes without lying in the clear."""
    inspector, auditor, office = (visit(quarters, user) for user in ("inspector", "auditor", "operator"))
    put_head(office, "planning-audit", "head-of-the-office")
    secret = share(auditor, "planning-audit", visibility="AUDIT_ONLY")
    sheet = inspector.console.get("/directives/import/reports.xlsx").content
    shown = inspector.upload(fill(sheet, REPORTS, (secret["number"], "report", "비밀 보고")))
    assert "작성 중으로 담습니다." not in shown
    assert "반영했습니다." in inspector.apply(shown)
    assert inspector.api.get(f"/v1/directives/{secret['id']}").json()["data"]["state"]["code"] == "REPORTED"
    sheet = inspector.console.get("/directives/import/reports.xlsx").content
    inspector.act(secret["id"], "progress", {"percent": 40, "note": "동료가 적음"})
    cells = ((secret["number"], "percent", "60"), (secret["number"], "note", "표에 적음"))
    moved = inspector.upload(fill(sheet, REPORTS, *cells))
    assert "내려받은 뒤 다른 일이 있었습니다." in moved
    assert "checked" not in re.findall(r"<input type=\"checkbox\"[^>]*>", moved)[0]


def test_the_board_goes_out_whole(quarters: Running) -> None:
    """DIR-21: as many rows as the list counts, whatever the page; hidden words stay hidden."""
    for user in ("operator", "officer"):
        visitor = visit(quarters, user)
        total = visitor.api.get("/v1/directives", params={"total": "true", "limit": "1"}).json()["total"]
        csv_rows = visitor.console.get("/directives/export.csv").raise_for_status().content.decode("utf-8-sig")
        assert len(re.findall(r"(?m)^2024-\d{4},", csv_rows)) == total
        assert csv_rows.splitlines()[0].startswith("번호,지시 내용,종류,상태,공개 범위,회의,지시일,공유기한,공유일,")
        book = visitor.console.get("/directives/export.xlsx").raise_for_status().content
        rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("지시사항").to_python()
        assert len(rows) == total + 1
        assert ",".join(map(str, rows[0])) == csv_rows.splitlines()[0]
        some = visitor.console.get("/directives/export.xlsx", params={"q": str(rows[1][0])}).content
        assert len(CalamineWorkbook.from_filelike(io.BytesIO(some)).get_sheet_by_name("지시사항").to_python()) == 2
        with HwpxDocument.open(
            io.BytesIO(visitor.console.get("/directives/export.hwpx").raise_for_status().content)
        ) as document:
            assert f"□ 지시사항 {total}건" in document.text.plain()
