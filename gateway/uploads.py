"""One file of a multipart/form-data body, read while it arrives: nothing of it is spooled to a disk."""

from collections.abc import AsyncIterator
from typing import Any, Final
from unicodedata import normalize

from pydantic import TypeAdapter, ValidationError
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request

from contracts.errors import Rejected
from contracts.values import Name

FIELD: Final = b"file"
FORM_BYTES: Final = 64 * 1024
"""What a form may add to its file."""
FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            }
        },
    }
}
"""The body of a route that takes a file, as the documents describe it."""
WRONG_NAME: Final = "파일 이름은 UTF-8로 200자까지이며 제어 문자를 쓸 수 없습니다."
_NAMES: Final[TypeAdapter[str]] = TypeAdapter(Name)


async def read_upload(request: Request, most: int) -> tuple[str, AsyncIterator[bytes]]:
    """Return the name of the body's one file and its content in blocks; `most` bytes are read around it.

    Raises: Rejected with BAD_SHAPE or UNSUPPORTED_TYPE, also while the blocks are read.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Rejected(
            "UNSUPPORTED_TYPE", "파일은 multipart/form-data의 file 항목으로 보내세요: curl -F file=@이름.pdf"
        )
    form = _Form(options[b"boundary"])
    blocks = form.walk(request, most)
    async for block in blocks:
        if form.name is not None:
            return form.name, _lead(block, blocks)
    raise _refuse("file 항목이 없습니다.")


async def _lead(first: bytes, blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for block in blocks:
        yield block


class _Form:
    """What the parser has told of the body so far."""

    def __init__(self, boundary: bytes) -> None:
        self.name: str | None = None
        """The file's, once its headers have come."""
        self._parts = 0
        self._is_whole = False
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._data: list[bytes] = []
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._add_header,
                "on_header_value": self._add_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._read_disposition,
                "on_part_data": self._add_data,
                "on_end": self._end,
            },
        )

    async def walk(self, request: Request, most: int) -> AsyncIterator[bytes]:
        """Yield the content as far as each block of the body brings it, possibly nothing."""
        try:
            async for block in request.stream():
                self._parser.write(block)
                content, self._data = b"".join(self._data), []
                most -= len(block) - len(content)
                if most < 0:
                    raise _refuse("파일 밖의 내용이 너무 깁니다.")
                yield content
        except FormParserError as error:
            raise _refuse("multipart/form-data의 형식이 맞지 않습니다.") from error
        except ClientDisconnect as error:
            raise _refuse("본문이 끝나기 전에 연결이 끊어졌습니다.") from error
        if not self._is_whole:
            raise _refuse("본문이 끝나기 전에 끊어졌습니다.")

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > 1:
            raise _refuse("항목은 file 하나만 보낼 수 있습니다.")

    def _add_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _read_disposition(self) -> None:
        _, options = parse_options_header(self._disposition)
        if options.get(b"name") != FIELD or not options.get(b"filename"):
            raise _refuse("file 항목에 이름이 있는 파일을 넣으세요.")
        self.name = _read_name(options[b"filename"])

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        self._data.append(data[start:end])

    def _end(self) -> None:
        self._is_whole = True


def _read_name(raw: bytes) -> str:
    """Return a file name without folders, composed as people type it: macOS sends 한글 decomposed."""
    try:
        name = _NAMES.validate_python(normalize("NFC", raw.decode()).replace("\\", "/").rpartition("/")[2])
    except (UnicodeDecodeError, ValidationError) as error:
        raise _refuse(WRONG_NAME) from error
    if not name.isprintable():
        raise _refuse(WRONG_NAME)
    return name


def _refuse(detail: str) -> Rejected:
    return Rejected("BAD_SHAPE", f"{detail} 다시 보내세요.")
