"""Import files over HTTP: tried dry whole, applied once, resumed after a crash, refused with sheet, row and column."""

import hashlib
import uuid
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from infra.cli import app
from tests.e2e.asking import Json, read
from tests.running import Running, eventually

DAY = "2024-01-05"
ENDED = {"READY", "REFUSED", "APPLIED", "FAILED"}
HEAD = """format: 1
source: {source}
title: 시험 문서
date: {day}
ground: 원문이 전산화되기 전의 것임
"""
WHOLE = (
    HEAD
    + """
과제:
- {{ref: p-land, line: A207, name: 탑정호 {source}, kind: 토지, lead: planning-audit, period: 2018 ~ 2024}}
- {{ref: p-study, line: A215, name: 연구 {source}, kind: RESEARCH, lead: planning-audit, period: "2024. 1."}}
재원:
- ref: f-land
  line: A208
  project: p-land
  total: 19,500백만원
  CITY: 19,500백만원
  lines:
    토지매입비: 4,450백만원
예산:
- {{ref: r-0, line: A209, act: 확정, year: {year}, round: 1, "on": 2023. 12.}}
- ref: b-land
  line: A209
  act: 확보
  project: p-land
  year: {year}
  round: 1
  source: 시비
  item: 토지매입비
  amount: 2,410백만원
  "on": 2024. 1. 3.
마일스톤:
- {{ref: m-1, line: A210, project: p-land, number: 1, title: 감정평가, planned: 2023. 10월, reached: 2023. 11월}}
- {{ref: m-2, line: A211, project: p-land, number: 2, title: 보상협의, planned: 2024. 9월}}
필지:
- {{ref: l-1, line: A212, project: p-land, owner: 사유, count: 27, area_m2: 48413}}
- {{ref: l-2, line: A212, project: p-land, owner: CITY_OWNED, count: 8, area_m2: 28326}}
- {{ref: l-0, line: A212, project: p-land, count: 35, area_m2: 76739}}
용역:
- ref: c-1
  line: A216
  project: p-study
  name: 기본계획 {source}
  amount: 약 2억원
  period: 2023. 11. 1. ~ 2024. 3. 1.
  kickoff: 2023. 11. 3.
기타:
- {{ref: n-1, line: A213, act: note_event, on: p-land, body: {{"on": 2024. 1. 2., text: 선정됨}}}}
- {{ref: d-1, line: A214, act: list_facilities, on: p-land, body: {{names: [북카페, 전망대]}}}}
불일치:
- {{ref: x-1, line: B98, about: p-study, field: people, code: INC-04, stated: 800명, computed: 1000명}}
"""
)
"""Two projects with what hangs on them: fourteen commands in three appends."""


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


def name_source() -> str:
    return f"T{uuid.uuid4().hex[:10]}"


def fill(text: str, source: str) -> bytes:
    """Return a file of a source; its budget year is one that no other test fixes a round of."""
    return text.format(source=source, day=DAY, year=1950 + int(source[1:5], 16) % 60).encode()


def send(client: httpx.Client, content: bytes, name: str = "원문.yaml") -> httpx.Response:
    return client.post("/v1/imports", files={"file": (name, content)}, timeout=60.0)


def upload(client: httpx.Client, content: bytes, name: str = "원문.yaml") -> Json:
    """Return an import once its dry run has ended."""
    answer = send(client, content, name)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/imports/{answer.json()['data']['id']}"
    return wait(client, answer.headers["Location"])


def wait(client: httpx.Client, address: str) -> Json:
    found: list[Json] = []

    def has_ended() -> bool:
        found.append(read(client, address)["data"])
        return found[-1]["state"] in ENDED

    eventually(has_ended, f"{address} has ended", deadline_s=45.0)
    return found[-1]


def apply(client: httpx.Client, known: Json, **more: object) -> httpx.Response:
    body = {"sha256": known["sha256"], **more}
    return client.post(f"/v1/imports/{known['id']}/apply", json=body)


def list_projects(client: httpx.Client, source: str) -> list[Json]:
    return list(read(client, "/v1/projects", q=source)["data"])


def find_notes(known: Json) -> list[tuple[str | None, int | None, str | None, str]]:
    return [(note["sheet"], note["row"], note["column"], note["code"]) for note in known["report"]["notes"]]


def test_a_file_is_tried_dry_then_applied_and_never_twice(operator: httpx.Client) -> None:
    """PLT-14: nothing stands before it is applied; then every row does, once, with its day, its line and its ground."""
    source = name_source()
    content = fill(WHOLE, source)
    known = upload(operator, content)
    report = known["report"]
    assert (known["state"], known["sha256"]) == ("READY", hashlib.sha256(content).hexdigest()), report
    assert (report["rows"], report["commands"], report["valid"], report["refused"]) == (14, 14, 14, 0), report
    assert (known["allowed"], list_projects(operator, source)) == (["apply"], [])
    refused = apply(operator, {**known, "sha256": "0" * 64})
    assert (refused.status_code, refused.json()["code"]) == (409, "IMPORT_NOT_READY")

    started = apply(operator, known)
    assert (started.status_code, started.json()["data"]["state"]) == (202, "APPLYING")
    done = wait(operator, f"/v1/imports/{known['id']}")
    assert (done["state"], done["done"], done["chunks"], done["applied_by"]) == ("APPLIED", 3, 3, "operator")
    eventually(lambda: len(list_projects(operator, source)) == 2, "the projects are listed")
    land = next(each for each in list_projects(operator, source) if "탑정호" in each["name"])
    address = f"/v1/projects/{land['id']}"
    eventually(lambda: read(operator, f"{address}/parcels")["data"]["whole"]["count"] == 35, "its land is known")
    funding = read(operator, f"{address}/funding")["data"]
    assert (funding["total"]["won"], funding["secured_total"]["won"]) == (19_500_000_000, 2_410_000_000)
    milestone, _ = read(operator, f"{address}/milestones")["data"]["milestones"]
    assert milestone["reached"]["value"] == "2023-11"

    again = upload(operator, content)
    assert (again["id"], again["state"]) == (known["id"], "APPLIED")
    assert apply(operator, again).status_code == 202
    assert wait(operator, f"/v1/imports/{known['id']}")["state"] == "APPLIED"
    assert len(list_projects(operator, source)) == 2
    assert read(operator, address)["data"]["version"] == land["version"]


def test_what_the_source_contradicts_becomes_a_discrepancy_once_accepted(operator: httpx.Client) -> None:
    """PLT-08, PLT-14: 35 parcels stated as 36 are told by the dry run, refused unless accepted, then registered."""
    source = name_source()
    known = upload(operator, fill(WHOLE.replace("count: 35", "count: 36"), source))
    (note,) = (note for note in known["report"]["notes"] if note["weight"] == "BECOMES")
    told = [note[name] for name in ("sheet", "ref", "line", "code", "stated", "computed")]
    assert told == ["필지", "l-0", "A212", "PARCEL_SUM_MISMATCH", "36필지", "35필지"]
    refused = apply(operator, known)
    assert (refused.status_code, refused.json()["code"]) == (409, "DISCREPANCIES_NOT_ACCEPTED")
    assert apply(operator, known, accepts_discrepancies=True).status_code == 202
    assert wait(operator, f"/v1/imports/{known['id']}")["state"] == "APPLIED"

    edited = WHOLE.replace("count: 35", "count: 36").replace("기타:", "기타:\n" + MORE)
    again = upload(operator, fill(edited, source))
    assert (again["state"], again["report"]["stored"], again["report"]["commands"]) == ("READY", 14, 15)
    changed = upload(operator, fill(edited.replace("text: 선정됨", "text: 탈락함"), source))
    assert [note["ref"] for note in changed["report"]["notes"] if note["weight"] == "REFUSED"] == ["n-1"]


MORE = '- {{ref: n-2, line: A213, act: note_event, on: p-land, body: {{"on": 2024. 1. 2., text: 더 있음}}}}'


def test_every_refusal_is_told_with_its_place_and_nothing_is_loaded(operator: httpx.Client) -> None:
    """PLT-14: unknown department, wrong weekday, going back in time: all of them at once, also as a workbook."""
    source = name_source()
    wrong = (
        WHOLE.replace('lead: planning-audit, period: "2024', 'lead: nowhere, period: "2024')
        .replace('"on": 2024. 1. 2., text', '"on": "2024. 1. 2.(월)", text')
        .replace("reached: 2023. 11월", "reached: 2024. 11월")
    )
    known = upload(operator, fill(wrong, source))
    refused = {(note["sheet"], note["ref"], note["line"]) for note in known["report"]["notes"]}
    assert {("과제", "p-study", "A215"), ("기타", "n-1", "A213"), ("마일스톤", "m-1", "A210")} <= refused
    assert (known["state"], known["allowed"], list_projects(operator, source)) == ("REFUSED", [], [])
    assert apply(operator, known).json()["code"] == "IMPORT_NOT_READY"
    report = operator.get(f"/v1/imports/{known['id']}/report.xlsx").raise_for_status().content
    rows = CalamineWorkbook.from_filelike(BytesIO(report)).get_sheet_by_index(0).to_python()
    assert {"A213", "A215", "A210"} <= {row[5] for row in rows}
    broken = upload(operator, b"a: *x", "원문.yaml")
    assert [(note["row"], note["code"]) for note in broken["report"]["notes"]] == [(1, "BAD_SHAPE")]


def test_the_command_line_tries_applies_and_doubles_nothing(system: Running, tmp_path: Path) -> None:
    """PLT-14: `hwanryu import FILE`: a dry run, its refusals with their places, what is applied, and that once."""
    source = name_source()
    fit, wrong, odd = (tmp_path / f"{name}.yaml" for name in ("fit", "wrong", "odd"))
    fit.write_bytes(fill(WHOLE, source))
    wrong.write_bytes(fill(WHOLE.replace("area_m2: 28326", "area_m2: -1"), name_source()))
    odd.write_bytes(fill(WHOLE.replace("count: 35", "count: 36"), name_source()))

    def run(file: Path, *words: str) -> tuple[int, list[str]]:
        logins = "--url", system.base_url, "--logins", str(system.system.logins_file)
        result = CliRunner().invoke(app, ["import", str(file), *words, *logins])
        return result.exit_code, result.output.splitlines()

    told = "(rows 14, valid 14, stored 0, warnings 0, refused 0)"
    assert run(fit) == (0, [f"fit.yaml: READY {told}"])
    assert run(fit, "--apply") == (0, [f"fit.yaml: READY {told}", "applied: 3 of 3 appends"])
    again, (_, last) = run(fit, "--apply")
    assert (again, last) == (0, "applied: 3 of 3 appends; it had been applied before, and nothing is stored twice")
    refused, (why, *_) = run(wrong, "--apply")
    assert (refused, why) == (1, "REFUSED: 필지 35행 area_m2 (35:72) A212 l-2: BAD_SHAPE: 0 이상이어야 합니다.")
    kept_out, lines = run(odd, "--apply")
    assert (kept_out, lines[-1][:12]) == (1, "not applied:")
    assert run(odd, "--apply", "--accept")[1][-1] == "applied: 3 of 3 appends"


def test_imports_are_the_offices_and_300_megabytes_are_not_read(system: Running, operator: httpx.Client) -> None:
    """PLT-14: the auditor reads, nobody else; what is too long is refused by its headers; template and schema."""
    auditor, officer = system.open("auditor"), system.open("officer")
    assert send(auditor, b"a: 1").status_code == 403
    assert [client.get("/v1/imports").status_code for client in (operator, auditor, officer)] == [200, 200, 403]
    template = operator.get("/v1/imports/template.xlsx").raise_for_status().content
    names = CalamineWorkbook.from_filelike(BytesIO(template)).sheet_names
    assert names[:7] == ["문서", "과제", "재원", "예산", "마일스톤", "필지", "용역"]
    assert {"과제", "기타", "불일치"} <= operator.get("/v1/imports/schema").json()["properties"].keys()
    address = urlsplit(system.base_url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=20)
    connection.putrequest("POST", "/v1/imports")
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(300 * 1024 * 1024)}
    for name, value in {**headers, "Authorization": operator.headers["Authorization"]}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_crash_in_the_middle_is_gone_on_from(system: Running, operator: httpx.Client) -> None:
    """PLT-14: every gateway is killed as an import begins; when they are back it comes to its end, nothing doubled."""
    source, count = name_source(), 40
    rows = "".join(
        f"- {{ref: p-{n}, line: A{n}, name: 사업 {n} {source}, kind: OTHER, lead: planning-audit, period: 2018}}\n"
        for n in range(count)
    )
    notes = "".join(
        f"- {{ref: n-{n}-{k}, line: A{n}, act: note_event, on: p-{n}, body: {{'on': 2024. 1. 2., text: 일 {k}}}}}\n"
        for n in range(count)
        for k in range(3)
    )
    known = upload(operator, f"{HEAD.format(source=source, day=DAY)}과제:\n{rows}기타:\n{notes}".encode())
    assert (known["state"], known["report"]["commands"]) == ("READY", 160), known["report"]
    assert apply(operator, known).status_code == 202
    replicas = system.list_replicas("gateway")
    system.kill(*replicas)
    system.start(*replicas)
    done = wait(operator, f"/v1/imports/{known['id']}")
    assert (done["state"], done["done"]) == ("APPLIED", count)
    eventually(lambda: len(read(operator, "/v1/projects", q=source, limit="100")["data"]) == count, "all are listed")
    listed = read(operator, "/v1/projects", q=source, limit="100")["data"]
    assert {each["version"] for each in listed} == {4}
