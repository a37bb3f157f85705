"""Whether a file is what its name says, told by its content; archives are listed, never unpacked.

ValueError
└── TypeRefused          not one of the types that are taken, or not what the name says
"""

import codecs
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

ReadAt = Callable[[int, int], bytes]
"""Returns up to so many bytes (second) from an offset (first)."""
STEP: Final = 256 * 1024
DIRECTORY_BYTES: Final = 1_048_576
"""Bytes of the longest table of contents: a document has some dozens of parts."""
UNPACKED_BYTES: Final = 1_073_741_824
"""Bytes that the parts of a document may claim to unpack to."""
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HWP: Final = b"HWP Document File"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


class TypeRefused(ValueError):
    """Not one of the types that are taken, or not what the name says."""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole content, readable anywhere."""

    size: int
    read_at: ReadAt

    def walk(self) -> Iterator[bytes]:
        """Yield it from the start, STEP bytes at a time."""
        for offset in range(0, self.size, STEP):
            yield self.read_at(offset, STEP)


def find_type(name: str, content: Content) -> str:
    """Return the media type that the name's ending stands for and the content bears out. Raises: TypeRefused."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in TYPES:
        raise TypeRefused(f"only {', '.join(TYPES)}")
    media_type, is_so = TYPES[ending]
    if not content.size or not is_so(content):
        raise TypeRefused(f"the content is no {ending}")
    return media_type


def _is_pdf(content: Content) -> bool:
    return content.read_at(0, 5) == b"%PDF-" and b"%%EOF" in content.read_at(max(content.size - 2_048, 0), 2_048)


def _is_png(content: Content) -> bool:
    head = content.read_at(0, 16)
    return head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:] == b"IHDR"


def _is_jpeg(content: Content) -> bool:
    return content.read_at(0, 3) == b"\xff\xd8\xff"


def _is_hwp(content: Content) -> bool:
    """Tell whether it is a compound file of 한글 5.0: any other, such as an old Word file, may hold macros."""
    if content.read_at(0, 8) != _OLE:
        return False
    kept = b""
    for step in content.walk():
        if _HWP in kept + step:
            return True
        kept = step[-len(_HWP) :]
    return False


def _is_text(content: Content, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for step in content.walk():
            if not _is_readable(decoder.decode(step)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_readable(text: str) -> bool:
    return not any(char < " " and char not in "\t\n\r\f" for char in set(text))


def _is_csv(content: Content) -> bool:
    """Tell whether it is text in UTF-8, or in CP949, in which spreadsheets here save it."""
    return _is_text(content, "utf-8") or _is_text(content, "cp949")


def _is_hwpx(content: Content) -> bool:
    head = content.read_at(0, 128)
    is_named = head[30:38] == b"mimetype" and b"application/hwp+zip" in head
    return is_named and _has_parts(content, "mimetype", "Contents/content.hpf")


def _has_parts(content: Content, *wanted: str) -> bool:
    """Tell whether it is a zip with these parts and without macros, by its table of contents alone."""
    try:
        names = {name.decode() for name in _list_parts(content)}
    except (struct.error, ValueError):
        return False
    return names >= set(wanted) and not any(name.lower().endswith("vbaproject.bin") for name in names)


def _list_parts(content: Content) -> Iterator[bytes]:
    """Yield the names of a zip's parts. Raises: ValueError, struct.error where it is no plain, single zip."""
    length = min(content.size, 65_557)
    tail = content.read_at(content.size - length, length)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or content.read_at(0, 4) != b"PK\x03\x04":
        raise ValueError("no zip")
    disk, first_disk, here, number, size, offset, comment = struct.unpack_from("<4x4H2LH", tail, at)
    end = content.size - length + at
    if disk or first_disk or here != number or size > DIRECTORY_BYTES or offset + size != end:
        raise ValueError("no plain zip")
    if at + 22 + comment != length:
        raise ValueError("something follows the zip")
    table, place, unpacked = content.read_at(offset, size), 0, 0
    for _ in range(number):
        signature, flags, claimed, name, extra, remark = struct.unpack_from("<4s4xH14xL3H", table, place)
        unpacked += claimed
        if signature != b"PK\x01\x02" or flags & 1 or unpacked > UNPACKED_BYTES:
            raise ValueError("broken, locked or far too much")
        yield table[place + 46 : place + 46 + name]
        place += 46 + name + extra + remark


TYPES: Final[dict[str, tuple[str, Callable[[Content], bool]]]] = {
    "pdf": ("application/pdf", _is_pdf),
    "png": ("image/png", _is_png),
    "jpg": ("image/jpeg", _is_jpeg),
    "jpeg": ("image/jpeg", _is_jpeg),
    "hwp": ("application/x-hwp", _is_hwp),
    "hwpx": ("application/hwp+zip", _is_hwpx),
    "docx": (
        f"{_OFFICE}.wordprocessingml.document",
        lambda content: _has_parts(content, "[Content_Types].xml", "word/document.xml"),
    ),
    "xlsx": (
        f"{_OFFICE}.spreadsheetml.sheet",
        lambda content: _has_parts(content, "[Content_Types].xml", "xl/workbook.xml"),
    ),
    "txt": ("text/plain; charset=utf-8", lambda content: _is_text(content, "utf-8")),
    "csv": ("text/csv", _is_csv),
}
"""By the ending of the name: what is taken."""
