"""Import files are read without running anything in them; all that is wrong is told with its place (PLT-14)."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.exports.sheets import Column, Sheet, Workbook
from gateway.exports.workbook import write_workbook
from gateway.imports.reading import Read
from gateway.imports.reading_file import read_import
from gateway.imports.reading_xlsx import SHEETS
from gateway.imports.report import MOST, Weight
from gateway.imports.rows import Document
from gateway.imports.template import make_template

LIMIT = 2 * 1024 * 1024
AT = datetime(2024, 1, 9, tzinfo=UTC)
HEAD = {"format": "1", "source": "A", "title": "업무계획", "date": "2018-08-01", "ground": "전산화 전"}
TOP = "\n".join(f"{name}: {value}" for name, value in HEAD.items()) + "\n"
PROJECT = {"ref": "p-1", "line": "A207", "name": "탑정호", "kind": "토지", "lead": "tourism", "period": "2018 ~ 2024"}
FUNDING = {"ref": "f-1", "line": "A208", "project": "p-1", "total": "10억", "years": "2018: 시비 3억 / NATIONAL 7억"}


def read(text: str | bytes) -> Read:
    return read_import(text.encode() if isinstance(text, str) else text, LIMIT)


def tell(found: Read) -> list[tuple[str | None, int | None, str | None]]:
    assert found.document is None
    assert all(note.weight is Weight.REFUSED and note.message for note in found.notes)
    return [(note.sheet, note.row, note.column) for note in found.notes]


def make_sheet(name: str, *rows: Mapping[str, str | int], fields: tuple[str, ...] = ()) -> Sheet:
    names = fields or tuple(dict.fromkeys(field for row in rows for field in row))
    cells = tuple(tuple(row.get(field) for field in names) for row in rows)
    return Sheet(name, tuple(Column(field, field=field) for field in names), cells, open_cells=((),) * len(cells))


def make_book(*sheets: Sheet) -> bytes:
    return write_workbook(Workbook("시험", AT, (make_sheet("문서", HEAD), *sheets)))


def read_document(found: Read) -> Document:
    assert found.notes == ()
    assert found.document is not None
    return found.document


def test_both_kinds_of_file_say_the_same() -> None:
    """Row 1 Korean, row 2 fields, data from row 3; the YAML mirrors it (decided.md, Import files)."""
    flow = ", ".join(f"{name}: {value}" for name, value in PROJECT.items())
    text = f"{TOP}과제:\n- {{{flow}}}\n재원:\n- ref: f-1\n  line: A208\n  project: p-1\n  total: 10억\n"
    text += "  years:\n    2018: {시비: 3억, NATIONAL: 7억}\n"
    of_yaml, of_book = read(text), read(make_book(make_sheet("과제", PROJECT), make_sheet("재원", FUNDING)))
    assert read_document(of_yaml) == read_document(of_book)
    assert of_yaml.rows["과제"] == (7,)
    assert of_book.rows["과제"] == (3,)
    funding = read_document(of_yaml).funding[0]
    assert {source.value: text for source, text in funding.years["2018"].items()} == {"CITY": "3억", "NATIONAL": "7억"}


def test_the_template_comes_back_as_it_went_out() -> None:
    """Filled in with nothing it says only that it is empty: no sheet or column of it is unknown."""
    found = read(write_workbook(make_template(AT)))
    assert {note.sheet for note in found.notes} <= {"문서", None}
    assert not any("모르는" in note.message for note in found.notes)
    assert {sheet.name for sheet in make_template(AT).sheets} == {*SHEETS, "안내"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{TOP}과제: [{{ref: p-1, line: A1, name: x, kind: 다리, lead: a, period: 2018}}]", ("과제", 6, "kind (6:")),
        (f"{TOP}과제:\n- ref: p-1\n  line: A1\n  nmae: x\n", ("과제", 7, "nmae (9:3)")),
        (f"{TOP}필지: [{{ref: l, line: A1, project: p, owner: 사유, area_m2: -3}}]", ("필지", 6, "area_m2")),
        (f"{TOP}필지: [{{ref: l, line: A1, project: p, owner: 사유, area_m2: 3.5}}]", ("필지", 6, "area_m2")),
        (f"{TOP}기타: [{{ref: 'a b', line: A1, act: note_event}}]", ("기타", 6, "ref")),
        (f"{TOP}기타: [{{ref: a, line: A1, act: x, body: {{text: '=cmd|calc'}}}}]", ("기타", 6, "body")),
        (f"{TOP}과제: [{{ref: p, line: A1, name: '<script>x</script>', kind: OTHER, lead: a, period: '1'}}]", (
            "과제", 6, "name")),
        (f"{TOP}과제: 없음\n", ("과제", 6, None)),
        (f"{TOP}과제:\n- 없음\n", ("과제", 7, None)),
        (TOP.replace("2018-08-01", "2018-13-01") + "과제: []\n", ("문서", 1, "date (4:1)")),
        (f"{TOP}다른것: []\n", ("문서", 1, "다른것 (6:1)")),
        ("a: [1, 2", (None, 2, "")),
        (f"{TOP}과제: *여기\n", (None, 6, "")),
        (f"{TOP}과제: &여기 []\n", (None, 6, "")),
        (f"{TOP}과제: !!python/object/apply:os.system ['ls']\n", (None, 6, "")),
        (f"{TOP}source: B\n", (None, 6, "")),
        ("- a\n", (None, 1, "")),
        ("", (None, 1, "")),
        (f"{TOP}---\na: 1\n", (None, 6, "")),
        ("a: " + "[" * 20 + "]" * 20, (None, 1, "")),
        (f"{TOP}과제: [{{ref: {'가' * 4_001}}}]", (None, 6, "")),
        (b"\xff\xfe\x00", (None, 1, "")),
        (b"a: \x00", (None, 1, "")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_yaml_is_told_with_its_line_and_column(
    text: str | bytes, place: tuple[str | None, int, str | None]
) -> None:
    """Aliases, tags, objects, depth, doubles: refused before anything is made of them."""
    sheet, row, column = place
    told = tell(read(text))
    assert any(
        (at, line) == (sheet, row) and (column is None or (where or "").startswith(column)) for at, line, where in told
    ), told


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """Negative area, unknown kind, missing period and an empty line: each with its row, up to a cap."""
    rows = "".join(f"- {{ref: p-{n}, line: '', name: x, kind: 다리, lead: a}}\n" for n in range(3))
    told = tell(read(f"{TOP}과제:\n{rows}"))
    assert {row for _, row, _ in told} == {7, 8, 9}
    assert len(told) == 9
    many = "".join(f"- {{ref: p-{n}}}\n" for n in range(1_000))
    assert len(read(f"{TOP}과제:\n{many}").notes) == MOST


@pytest.mark.parametrize(
    ("sheets", "place"),
    [
        ([make_sheet("과제", {**PROJECT, "kind": "다리"})], ("과제", 3, "D (kind)")),
        ([make_sheet("과제", {**PROJECT, "budget": "1"})], ("과제", 2, "G")),
        ([make_sheet("과제", PROJECT, fields=(*PROJECT, "ref"))], ("과제", 2, "G")),
        ([make_sheet("다른 시트", PROJECT)], ("다른 시트", 1, None)),
        ([make_sheet("재원", {**FUNDING, "years": "2018 시비"})], ("재원", 3, "E (years)")),
        ([make_sheet("재원", {**FUNDING, "lines": "토지: 1억\n토지: 2억"})], ("재원", 3, "F (lines)")),
        ([make_sheet("과제", {**PROJECT, "name": "@SUM(1)"})], ("과제", 3, "C (name)")),
    ],
)
def test_what_is_wrong_with_a_workbook_is_told_with_sheet_row_and_column(
    sheets: list[Sheet], place: tuple[str, int, str | None]
) -> None:
    """A wrong header, an unknown column, an unknown sheet, a value that no field takes."""
    assert place in tell(read(make_book(*sheets)))


def change_part(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with one of its parts changed."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for each in source.namelist():
            data = source.read(each)
            made.writestr(each, data.replace(old, new, 1) if each == name else data)
    return target.getvalue()


def test_nothing_that_runs_or_swells_is_opened() -> None:
    """A formula and merged cells with their sheet and place; a zip bomb, a locked and a broken file as a whole."""
    book, second = make_book(make_sheet("과제", PROJECT)), "xl/worksheets/sheet2.xml"
    formula = read(change_part(book, second, b'<c r="A3"', b'<c r="A3"><f>1+1</f></c><c r="AM3"'))
    assert "2번째 시트 A3 칸에 수식" in formula.notes[0].message
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A3:B4"/></mergeCells>'
    assert "A3:B4" in read(change_part(book, second, b"</sheetData>", merged)).notes[0].message
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b" " * 20_000_000)
    for content in (bomb.getvalue(), b"\xd0\xcf\x11\xe0" + b"x" * 100, b"PK\x03\x04junk", book[:-40]):
        assert tell(read(content)) == [(None, None, None)]
    assert tell(read_import(book, 1_000)) == [(None, None, None)]


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.sampled_from([*PROJECT.values(), "ref:p-1"])
)


def nest(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Return leaves, lists and mappings; `st.recursive` draws most of its trees several times."""
    names = st.sampled_from([*SHEETS, *PROJECT, "기타"])
    return st.one_of(LEAVES, st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4))


TREES = nest(nest(nest(LEAVES)))
"""A level below the deepest that there is: the sheets of a file, their rows, a field of parts."""


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_raise(content: bytes) -> None:
    """Whatever comes is told of, never an exception."""
    for made in (content, b"PK\x03\x04" + content, TOP.encode() + content):
        found = read_import(made, LIMIT)
        assert found.document is not None or found.notes


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*SHEETS, "기타", *HEAD]), TREES, max_size=6))
def test_no_tree_raises(tree: dict[str, object]) -> None:
    """A file of the right form with anything in it is told of, never an exception."""
    import yaml

    found = read_import(yaml.safe_dump({**HEAD, **tree}, allow_unicode=True).encode(), LIMIT)
    assert found.document is not None or found.notes
