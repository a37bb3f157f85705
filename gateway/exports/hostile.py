"""What an uploaded workbook is held to before its cells are read: sizes, one kind of file, nothing that runs.

Exception
└── BadFile              a file that is not taken; says to its sender what is wrong, and where
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.parsers import expat
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

FILE_BYTES: Final = 2 * 1024 * 1024
UNPACKED_BYTES: Final = 24 * 1024 * 1024
"""Of all parts together: a thousand rows of long texts have some 5 MiB."""
RATIO: Final = 200
"""Unpacked to packed, of one part; the XML of real sheets shrinks to a fiftieth at most."""
PARTS: Final = 200
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0"
"""Begins a workbook of before 2007, and one behind a password."""
ROWS: Final = 2_002
"""A name, a field, and two thousand rows: a city's live directives several times over."""
COLUMNS: Final = 40
_SHEET: Final = re.compile(r"xl/worksheets/\D*(\d*)\.xml", re.IGNORECASE)
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_XML: Final = (".xml", ".rels")
_RUNS: Final = re.compile(
    r"vbaproject|/macrosheets/|/externallinks/|/activex/|/embeddings/|/ctrlprops/|/querytables/|connections\.xml",
    re.IGNORECASE,
)


class BadFile(Exception):
    """A file that is not taken."""


def open_safely(content: bytes, most: int = FILE_BYTES, *, refuses_merged: bool = False) -> bytes:
    """Return the workbook packed anew, of parts that were measured and looked through.

    What reads it afterwards sees just these bytes, whatever the first packing pretended. Raises: BadFile.
    """
    if len(content) > most:
        raise BadFile(f"파일은 {most // 1024 // 1024}MB까지입니다. 필요 없는 시트와 서식을 지우고 저장하세요.")
    if content.startswith(OLE):
        raise BadFile("암호가 걸렸거나 옛 형식(xls)인 파일입니다. 암호를 풀고 .xlsx로 저장해 올리세요.")
    if not content.startswith(ZIP):
        raise BadFile("엑셀 파일(.xlsx)이 아닙니다. 여기서 내려받은 파일을 고쳐 올리세요.")
    parts = dict(_unpack(content))
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise BadFile("엑셀 파일(.xlsx)이 아닙니다. 여기서 내려받은 파일을 고쳐 올리세요.")
    for name, data in parts.items():
        if name.lower().endswith(_XML):
            _look_through(name, data, refuses_merged=refuses_merged)
    return _pack(parts)


def _unpack(content: bytes) -> Iterator[tuple[str, bytes]]:
    total = 0
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > PARTS or len({entry.filename for entry in entries}) < len(entries):
                raise BadFile("파일의 구조가 올바르지 않습니다. 엑셀에서 다시 저장해 올리세요.")
            for entry in entries:
                _refuse_entry(entry)
                total += entry.file_size
                if total > UNPACKED_BYTES:
                    raise BadFile("풀면 너무 커지는 파일이라 열지 않았습니다. 여기서 내려받은 파일로 다시 작성하세요.")
                yield entry.filename, archive.read(entry)  # reads no more than file_size, and checks its sum
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise BadFile("파일이 깨졌습니다. 엑셀에서 다시 저장해 올리세요.") from error


def _refuse_entry(entry: ZipInfo) -> None:
    if entry.file_size > max(entry.compress_size, 1) * RATIO:
        raise BadFile("풀면 너무 커지는 파일이라 열지 않았습니다. 여기서 내려받은 파일로 다시 작성하세요.")
    if _RUNS.search(entry.filename):
        raise BadFile("매크로나 외부 연결이 든 파일은 받지 않습니다. 값만 남겨 .xlsx로 저장해 올리세요.")


def _look_through(name: str, data: bytes, *, refuses_merged: bool) -> None:
    """Refuse entities, and in a sheet formulas and cells far out. Raises: BadFile."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_structure
    if sheet := _SHEET.fullmatch(name):
        parser.StartElementHandler = _Cells(f"{sheet[1] or 1}번째 시트", refuses_merged=refuses_merged).begin
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadFile("파일이 깨졌습니다. 엑셀에서 다시 저장해 올리세요.") from error


def _refuse_structure(*_: object) -> None:
    raise BadFile("파일의 구조가 올바르지 않습니다. 엑셀에서 다시 저장해 올리세요.")


class _Cells:
    """Watches the elements of one sheet: a reader would make room for every cell up to the furthest."""

    def __init__(self, sheet: str, *, refuses_merged: bool) -> None:
        self._sheet = sheet
        self._refuses_merged = refuses_merged
        self._place = "?"

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "c":
                self._place = attributes.get("r", "?")[:12]
                self._refuse_far(self._place)
            case "row":
                self._refuse_far(f"A{attributes.get('r', '?')}"[:12])
            case "f":
                raise BadFile(f"{self._sheet} {self._place} 칸에 수식이 있습니다. 수식을 지우고 값만 적으세요.")
            case "mergeCell" if self._refuses_merged:
                where = f"{self._sheet} {attributes.get('ref', '?')[:24]}"
                raise BadFile(f"{where} 칸이 합쳐져 있습니다. 셀 병합을 풀고 칸마다 적으세요.")
            case _:
                pass

    def _refuse_far(self, place: str) -> None:
        found = _PLACE.fullmatch(place)
        if found is None:
            _refuse_structure()
        elif int(found[2]) > ROWS or find_column(found[1]) > COLUMNS:
            where = f"{self._sheet} {place} 칸이 표 밖에 있습니다."
            raise BadFile(f"{where} {ROWS - 2:,}행, {COLUMNS}열까지만 받으니 그 밖의 행과 열을 지우세요.")


def find_column(letters: str) -> int:
    """Return the number of a column from its letters: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def name_column(number: int) -> str:
    """Return the letters of a column from its number, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _pack(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(ZipInfo(name), data)
    return target.getvalue()
