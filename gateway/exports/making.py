"""Has files made and read in processes of their own: few at once, each bounded in time and memory, off the event loop.

Exception
└── NotMade              a file was refused or took too long; says to its asker what to do
"""

import asyncio
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final
from weakref import finalize

import structlog

from contracts.errors import Rejected
from gateway.exports.__main__ import BOOKS, FILLED, PAPERS, REFUSED, Page, Upload
from gateway.exports.papers import Paper
from gateway.exports.reading import Filled
from gateway.exports.sheets import Workbook
from gateway.imports.reading import Read

AT_ONCE: Final = 2
"""Files under way in one gateway: each takes a core and up to some 300 MiB."""
WAITING: Final = 6
"""Further ones that wait for a place; the next one is told to come back."""
MOST_S: Final = 60.0
"""Seconds for one file: 500 directives take some ten on a slow core."""
ROOT: Final = Path(__file__).parents[2]

_log: Final = structlog.get_logger()


class NotMade(Exception):
    """A file was refused; says to its asker why."""


class Maker:
    """Makes and reads files; one of each gateway."""

    def __init__(self, most_s: float = MOST_S) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._most_s = most_s
        self._unpacked = Path(mkdtemp(prefix="hwanryu-fonts-"))  # its owner's alone, gone with this object
        finalize(self, rmtree, self._unpacked, ignore_errors=True)

    async def make_workbook(self, book: Workbook) -> bytes:
        """Return a workbook's .xlsx. Raises: Rejected with BUSY."""
        return await self._run("xlsx", BOOKS.dump_json(book))

    async def make_hwpx(self, paper: Paper) -> bytes:
        """Return a paper's .hwpx. Raises: Rejected with BUSY."""
        return await self._run("hwpx", PAPERS.dump_json(paper))

    async def make_pdf(self, html: str, static: Path, sheets: tuple[str, ...]) -> bytes:
        """Return a page's PDF. Raises: NotMade, Rejected with BUSY."""
        page = Page(html=html, static=static, sheets=sheets, unpacked=self._unpacked)
        return await self._run("pdf", page.model_dump_json().encode())

    async def read_filled(self, content: bytes, fields: frozenset[str]) -> Filled:
        """Return the rows of an uploaded workbook. Raises: NotMade, Rejected with BUSY."""
        head = Upload(fields=fields).model_dump_json().encode()
        return FILLED.validate_json(await self._run("read", head + b"\n" + content))

    async def read_import(self, content: bytes, most: int) -> Read:
        """Return what came of an import file. Raises: NotMade, Rejected with BUSY."""
        return Read.model_validate_json(await self._run("import", f"{most}\n".encode() + content))

    async def _run(self, task: str, given: bytes) -> bytes:
        if self._waiting >= WAITING:
            raise Rejected("BUSY", "다른 파일을 만드는 중입니다. 잠시 뒤 다시 요청하세요.")
        self._waiting += 1
        try:
            async with self._places:
                return await self._run_now(task, given)
        finally:
            self._waiting -= 1

    async def _run_now(self, task: str, given: bytes) -> bytes:
        """Raises: NotMade, Rejected with BUSY."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "gateway.exports", task),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(self._most_s):
                made, said = await process.communicate(given)
        except TimeoutError as error:
            raise NotMade("파일을 만드는 데 너무 오래 걸려 그만두었습니다. 조건을 좁혀 다시 하세요.") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        match process.returncode:
            case 0:
                return made
            case code if code == REFUSED:
                raise NotMade(made.decode())
            case code:
                _log.error("file_not_made", task=task, code=code, said=said[-2_000:].decode(errors="replace"))
                raise NotMade("파일을 만들지 못했습니다. 다시 해도 같으면 시스템 관리자에게 알리세요.")
