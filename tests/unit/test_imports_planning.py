"""Rows become commands, commands chunks in the order of what they rest on; dry runs find all that is wrong (PLT-14)."""

import asyncio
from collections.abc import Sequence

import pytest

from contracts.errors import Rejected
from contracts.projects.funding import AssignProgramme, DivideProject, SetFundingPlan
from contracts.projects.milestones import PlanMilestone
from contracts.projects.parcels import RegisterParcels
from gateway.imports.applying import Applying, Stopped
from gateway.imports.planning import MOST, Plan, plan_import
from gateway.imports.reading_file import read_import
from gateway.imports.report import Note, Weight
from gateway.imports.rows import name_imported
from gateway.imports.steps import Step
from gateway.imports.trying import Trial

TOP = "format: 1\nsource: A\ntitle: 업무계획\ndate: 2018-08-01\nground: 전산화 전\n"
WHOLE = """과제:
- {ref: p-1, line: A207, name: 하나, kind: PROGRAMME, lead: tourism, period: 2018}
- {ref: p-2, line: A208, name: 둘, kind: OTHER, lead: tourism, period: 2018, parent: p-1, relation: 시 부담 사업}
재원:
- {ref: f-1, line: A209, project: p-1, total: 3억, programme: gyun, CITY: 3억}
- {ref: f-3, line: A209, project: p-3, total: 1억}
마일스톤:
- {ref: m-1, line: A210, project: p-3, number: 1, title: 착공, planned: 2018. 9월, reached: 2018. 10월}
필지:
- {ref: l-1, line: A211, project: p-1, owner: PRIVATE, count: 27, area_m2: 48413}
- {ref: l-0, line: A212, project: p-1, count: 28, area_m2: 48413, pyeong: "14,645",
   claims: [{code: PARCEL_SUM_MISMATCH, stated: 28필지}]}
용역:
- {ref: c-1, line: A213, project: p-2, name: 용역, period: 2018, kickoff: 2018. 5.,
   consortium: {uni: 33.3%, firm: 66.7%}}
기타:
- {ref: s-1, line: A214, act: list_flagships, body: {year: 2018, projects: ["ref:p-1", "ref:p-3"]}}
- {ref: d-1, line: A215, act: divide_project, on: p-1, body: {parts: [{id: "ref:p-3", name: 셋, total: 3억}]}}
- ref: g-1
  line: A216
  act: define_programme
  body: {code: gyun, name: 균특, unit: MILLION, valid_from: 2018-01-01, rates: [{source: CITY, rate: 10000}]}
불일치:
- {ref: x-1, line: B98, about: c-1, field: days, code: INC-04, stated: 800명}
- {ref: x-2, line: B99, code: INC-05, note: 제목이 다름}
"""


def plan(text: str) -> tuple[Plan, list[Note]]:
    read = read_import((TOP + text).encode(), 100_000)
    assert read.document is not None, read.notes
    return plan_import(read.document, read.rows)


def find(made: Plan, key: str) -> Step:
    return next(step for step in made.steps if step.key == key)


def test_a_chunk_holds_a_project_with_all_that_hangs_on_it() -> None:
    """Definitions first; a part goes with its whole, once that is divided; what rests on all comes last."""
    made, notes = plan(WHOLE)
    assert notes == []
    assert [(chunk.name, [step.key for step in chunk.steps], chunk.needs) for chunk in made.chunks] == [
        ("", ["g-1"], ()),
        ("p-1", ["p-1", "f-1", "f-1#programme", "l-0", "d-1", "f-3", "m-1", "m-1#reached"], (0,)),
        ("p-2", ["p-2", "c-1", "c-1#kickoff", "x-1"], (0, 1)),
        ("~", ["x-2"], (0,)),
        ("~~", ["s-1"], (0, 1, 2, 3)),
    ]
    assert [step.key for step in made.list_ground(2)] == [step.key for chunk in made.chunks[:2] for step in chunk.steps]


def test_rows_are_the_commands_that_they_say() -> None:
    """Amounts and shares as the source writes them; refs are ids of the source; claims name their line."""
    made, _ = plan(WHOLE)
    one, part = name_imported("A", "p-1"), name_imported("A", "p-3")
    assert (find(made, "p-1").id, find(made, "f-1").subject, find(made, "m-1").subject) == (one, one, part)
    funding, land, divided = (find(made, key).body for key in ("f-1", "l-0", "d-1"))
    assert isinstance(funding, SetFundingPlan)
    assert (funding.total.won, funding.total.written, len(funding.sources)) == (300_000_000, "3억", 1)
    assert isinstance(land, RegisterParcels)
    assert (land.stated_count, str(land.stated_pyeong), land.claims[0].source) == (28, "14645", "A212")
    assert isinstance(divided, DivideProject)
    assert (divided.parts[0].id, divided.parts[0].total.won) == (part, 300_000_000)
    contract = find(made, "c-1").body.model_dump()
    assert [share["share"] for share in contract["consortium"]] == [3_330, 6_670]
    assert contract["project"] == name_imported("A", "p-2")
    assert find(made, "x-1").body.model_dump()["about"] == {
        "kind": "CONTRACT", "id": str(name_imported("A", "c-1")), "field": "days"}  # fmt: skip
    assert name_imported("A", "p-1") != name_imported("B", "p-1")
    assert [step.id for step in plan(WHOLE)[0].steps] == [step.id for step in made.steps]


PROJECT = "과제:\n- {ref: p-1, line: A1, name: 하나, kind: OTHER, lead: tourism, period: 2018}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{PROJECT}- {{ref: p-1, line: A2, name: 둘, kind: OTHER, lead: a, period: 2018}}\n", "과제 7행에 이미"),
        (f"{PROJECT}재원: [{{ref: f, line: A2, project: p-9, total: 1억}}]", "‘p-9’가 이 파일에 없습니다"),
        (f"{PROJECT}재원: [{{ref: f, line: A2, project: p-1, total: 많음}}]", "금액을 읽을 수 없습니다"),
        (f"{PROJECT}예산: [{{ref: b, line: A2, act: 확보, project: p-1, 'on': 2018. 1.}}]", "회계연도 칸"),
        (f"{PROJECT}예산: [{{ref: b, line: A2, act: 확보, 'on': 2018. 1.}}]", "사업 참조"),
        (f"{PROJECT}기타: [{{ref: a, line: A2, act: fly, on: p-1}}]", "모르는 명령"),
        (f"{PROJECT}기타: [{{ref: a, line: A2, act: keep_clock}}]", "모르는 명령"),
        (f"{PROJECT}기타: [{{ref: a, line: A2, act: note_event, on: p-1, body: {{text: x}}}}]", "꼭 있어야"),
        (f"{PROJECT}마일스톤: [{{ref: m, line: A2, project: p-1, number: 0, title: x, planned: 2018}}]", "1 이상"),
        (f"{PROJECT}불일치: [{{ref: x, line: A2, about: A:p-7, code: INC-1, note: x}}]", "대상의 종류"),
        (
            "과제:\n- {ref: p-1, line: A1, name: 하나, kind: OTHER, lead: a, period: 2018, parent: p-2, relation: PART}"
            "\n"
            "- {ref: p-2, line: A2, name: 둘, kind: OTHER, lead: a, period: 2018, parent: p-1, relation: PART}\n",
            "참조가 서로를 가리켜",
        ),
    ],
)
def test_refs_and_values_that_cannot_be_are_told_with_their_row(text: str, said: str) -> None:
    """Twice, dangling, circular, unreadable: each refused with sheet, row and source line, and nothing planned."""
    made, notes = plan(text)
    assert made.chunks == ()
    assert any(said in note.message for note in notes), notes
    assert all(note.sheet and note.row and note.line and note.ref for note in notes)


def test_chunks_that_name_one_another_go_together_and_none_is_too_long() -> None:
    """Two contracts that follow one another's projects are one append; more than an append holds is refused."""
    two = PROJECT + "- {ref: p-2, line: A2, name: 둘, kind: OTHER, lead: a, period: 2018}\n용역:\n"
    for number, (own, other) in enumerate((("p-1", "c-2"), ("p-2", "c-3"), ("p-1", "A:c-9")), 1):
        two += f"- {{ref: c-{number}, line: A3, project: {own}, name: x, period: 2018, follow_up_of: '{other}'}}\n"
    made, notes = plan(two)
    assert (notes, [chunk.name for chunk in made.chunks]) == ([], ["p-1"])
    many = "".join(
        f"- {{ref: m-{n}, line: A3, project: p-1, number: {n}, title: x, planned: 2018}}\n" for n in range(1, MOST + 1)
    )
    assert [note.code for note in plan(f"{PROJECT}마일스톤:\n{many}")[1]] == ["TOO_LARGE"]


class Service:
    """Answers as a service would that knows a few rules; what is stored stays."""

    def __init__(self, *refused: str) -> None:
        self.refused = set(refused)
        self.stored: dict[str, Step] = {}
        self.is_other: set[str] = set()

    async def store(self, steps: Sequence[Step]) -> None:
        await self.try_dry(steps)
        self.stored |= {step.key: step for step in steps}

    async def try_dry(self, steps: Sequence[Step]) -> None:
        for part, step in enumerate(steps):
            place = {"part": str(part)}
            if step.key in self.stored:
                raise Rejected("IDEMPOTENCY_CONFLICT", "다릅니다.", place)
            if isinstance(step.body, PlanMilestone | SetFundingPlan) and not step.claims:
                raise Rejected("MILESTONE_ORDER", "어긋납니다.", {"stated": "3억", "computed": "2억", **place})
            if step.key in self.refused:
                raise Rejected("UNKNOWN_DEPARTMENT", "모르는 부서입니다.", place)

    async def compare(self, step: Step) -> None:
        if step.key in self.is_other:
            raise Rejected("IDEMPOTENCY_CONFLICT", "다릅니다.")

    async def find_stored(self, steps: Sequence[Step]) -> set[str]:
        return {step.key for step in steps} & self.stored.keys()


def run(made: Plan, service: Service, **known: tuple[()]) -> Trial:
    trial = Trial(made, service, known, lambda: None)
    asyncio.run(trial.run())
    return trial


def test_a_dry_run_claims_what_may_be_claimed_and_loses_what_rests_on_a_refusal() -> None:
    """Each claimable breach becomes a discrepancy that the operator accepts; everything refused is found at once."""
    made, _ = plan(WHOLE)
    service = Service("g-1", "p-2", "x-2")
    trial = run(made, service)
    told = {(note.weight, note.ref, note.line) for note in trial.notes}
    assert told == {
        (Weight.REFUSED, "g-1", "A216"),
        (Weight.REFUSED, "p-2", "A208"),
        (Weight.REFUSED, "x-2", "B99"),
        (Weight.BECOMES, "f-1", "A209"),
        (Weight.BECOMES, "f-3", "A209"),
        (Weight.BECOMES, "m-1", "A210"),
        (Weight.CLAIMED, "l-0", "A212"),
    }
    assert trial.lost == {"g-1", "p-2", "x-2", "c-1", "c-1#kickoff", "x-1"}
    assert {key: claims[0].source for key, claims in trial.claims.items()} == {
        "f-1": "A209", "f-3": "A209", "m-1": "A210"}  # fmt: skip
    assert service.stored == {}


def test_applying_again_or_an_edited_file_stores_only_what_is_new() -> None:
    """Twice nothing is doubled; a crash in the middle is gone on from; a changed row is refused by its ref."""
    made, _ = plan(WHOLE)
    service = Service()
    claims = run(made, service).claims
    service.refused = {"s-1"}
    with pytest.raises(Stopped) as stopped:
        asyncio.run(Applying(made, service, claims, lambda: None).run())
    assert (stopped.value.note.ref, stopped.value.note.line) == ("s-1", "A214")
    assert {*service.stored} == {step.key for step in made.steps} - {"s-1"}
    service.refused = set()
    for _ in range(2):
        asyncio.run(Applying(made, service, claims, lambda: None).run())
    assert {*service.stored} == {step.key for step in made.steps}

    more = WHOLE.replace(
        "불일치:", "- {ref: n-1, line: A9, act: note_event, on: p-1, body: {'on': 2018, text: x}}\n불일치:"
    )
    edited, _ = plan(more)
    service.is_other = {"m-1"}
    trial = Trial(edited, service, claims, lambda: None)
    report = asyncio.run(trial.run())
    assert (report.commands, report.stored, report.refused) == (len(made.steps) + 1, len(made.steps), 1)
    assert [note.code for note in trial.notes if note.weight is Weight.REFUSED] == ["IDEMPOTENCY_CONFLICT"]
    assert isinstance(find(edited, "f-1#programme").body, AssignProgramme)
