"""What a file is, by its content: each type that is taken, and what only pretends to be one."""

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest

from infra.file_types import Content, TypeRefused, find_type

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
DOCX: Mapping[str, bytes] = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
XLSX: Mapping[str, bytes] = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
HWPX: Mapping[str, bytes] = {"mimetype": b"application/hwp+zip", "Contents/content.hpf": b"<package/>"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17)


def make_zip(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tell(name: str, content: bytes) -> str:
    return find_type(name, Content(len(content), lambda offset, length: content[offset : offset + length]))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("결과보고서.pdf", PDF, "application/pdf"),
        ("현장.PNG", PNG, "image/png"),
        ("현장.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        ("현장.jpeg", b"\xff\xd8\xff\xe1" + bytes(20), "image/jpeg"),
        ("추진계획.hwp", OLE + bytes(600_000) + b"HWP Document File V5.00", "application/x-hwp"),
        ("추진계획.hwpx", make_zip(HWPX), "application/hwp+zip"),
        ("협약.docx", make_zip(DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            "실적.xlsx",
            make_zip(XLSX, zipfile.ZIP_DEFLATED),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("메모.txt", "﻿과제별 추진 상황\r\n\t끝".encode(), "text/plain; charset=utf-8"),
        ("실적.csv", "과제,실적\n도로,3\n".encode(), "text/csv"),
        ("실적.csv", "과제,실적\n도로,3\n".encode("cp949"), "text/csv"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_taken(name: str, content: bytes, media_type: str) -> None:
    assert tell(name, content) == media_type


def test_a_file_that_only_pretends_is_refused() -> None:
    pretending = [
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg/>"),
        ("program.exe", b"MZ"),
        ("no ending", PDF),
        (".pdf.exe", PDF),
        ("empty.txt", b""),
        ("empty.pdf", b""),
        ("report.pdf", PNG),
        ("report.pdf", b"%PDF-1.7 cut off"),
        ("report.pdf", b"<html>%PDF-1.7 %%EOF"),
        ("picture.png", b"\x89PNG\r\n\x1a\n<script>"),
        ("picture.jpg", PNG),
        ("old.hwp", OLE + b"WordDocument with macros"),
        ("old.hwp", b"HWP Document File V3.00"),
        ("note.txt", b"MZ\x00\x01"),
        ("note.txt", "과제".encode("cp949")),
        ("note.txt", "과제".encode()[:-1]),
        ("note.txt", "과제".encode("utf-16")),
        ("table.csv", b"a,b\n\x1b[2J"),
        ("table.csv", b"\xff\xfe\xff"),
        ("letter.docx", make_zip(XLSX)),
        ("table.xlsx", make_zip(DOCX)),
        ("letter.docx", make_zip({**DOCX, "word/vbaProject.bin": b"macro"})),
        ("table.xlsx", make_zip({**XLSX, "xl/VBAPROJECT.BIN": b"macro"})),
        ("letter.docx", make_zip(DOCX)[:-1]),
        ("letter.docx", b"#!/bin/sh\n" + make_zip(DOCX)),
        ("letter.docx", b"PK\x03\x04" + bytes(100)),
        ("plan.hwpx", make_zip(DOCX)),
        ("plan.hwpx", make_zip({"Contents/content.hpf": b"", "mimetype": b"application/hwp+zip"})),
        ("plan.hwpx", make_zip({**HWPX, "mimetype": b"application/epub+zip"})),
    ]
    assert [(name, content[:40]) for name, content in pretending if not refuses(name, content)] == []


def refuses(name: str, content: bytes) -> bool:
    try:
        tell(name, content)
    except TypeRefused:
        return True
    return False


def test_a_zip_bomb_is_refused_by_what_it_claims_and_never_unpacked() -> None:
    """Two gibibytes of zeros in two megabytes: the claim stands in the table of contents."""
    bomb = bytearray(make_zip({**DOCX, "word/media.bin": b"0" * 100}, zipfile.ZIP_DEFLATED))
    assert tell("letter.docx", bytes(bomb)).endswith("document")
    last = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<L", bomb, last + 24, 2**31)
    with pytest.raises(TypeRefused):
        tell("letter.docx", bytes(bomb))


def test_a_table_of_contents_that_would_fill_the_memory_is_not_read() -> None:
    """20,000 parts of no content: their table alone is over one mebibyte."""
    many = make_zip({**DOCX, **{f"word/part-of-no-content-{number:020d}": b"" for number in range(20_000)}})
    longest = 0

    def read_at(offset: int, length: int) -> bytes:
        nonlocal longest
        longest = max(longest, len(many[offset : offset + length]))
        return many[offset : offset + length]

    with pytest.raises(TypeRefused):
        find_type("letter.docx", Content(len(many), read_at))
    assert longest <= 65_557


def test_a_broken_end_of_a_zip_is_refused() -> None:
    whole = make_zip(DOCX)
    for place in range(len(whole) - 22, len(whole)):
        broken = bytes([*whole[:place], whole[place] ^ 0xFF, *whole[place + 1 :]])
        assert refuses("letter.docx", broken), place
