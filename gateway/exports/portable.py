"""Writes a page as PDF/UA from its own HTML: A4, bundled fonts, nothing fetched from anywhere else.

Exception
└── NotDrawn             the page could not become a PDF, or this machine lacks what draws it
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:  # a slow library: imported where it is used
    from weasyprint.urls import URLFetcher, URLFetcherResponse

MEDIA_TYPE: Final = "application/pdf"
VARIANT: Final = "pdf/ua-1"
ORIGIN: Final = "https://hwanryu.invalid"
"""Stands for the installation's own address while a page is drawn."""
STATIC: Final = "/static/"
_FACE: Final = re.compile(r"@font-face\{[^}]*\}\s*")
_RANGES: Final = re.compile(r"unicode-range:([^;}]+)")


class NotDrawn(Exception):
    """The page could not become a PDF; says why."""


def write_pdf(html: str, static: Path, sheets: tuple[str, ...]) -> bytes:
    """Return the PDF of a page; `static` is the folder behind /static/, `sheets` are paths of style sheets in it.

    The same HTML and files are the same bytes. Raises: NotDrawn.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:  # Pango is a library of the system
        raise NotDrawn("이 서버에는 PDF를 그리는 Pango가 없습니다. 화면에서 인쇄해 PDF로 저장하세요.") from error
    fetcher, fonts, letters = _make_fetcher(static), FontConfiguration(), frozenset(map(ord, html))
    css = [
        CSS(
            string=keep_needed((static / path).read_text(encoding="utf-8"), letters),
            base_url=f"{ORIGIN}{STATIC}{path}",
            url_fetcher=fetcher,
            font_config=fonts,
            media_type="print",
        )
        for path in sheets
    ]
    page = HTML(string=html, base_url=f"{ORIGIN}/", url_fetcher=fetcher, media_type="print")
    identifier = sha256(html.encode()).digest()[:16]
    return bytes(page.write_pdf(stylesheets=css, font_config=fonts, pdf_variant=VARIANT, pdf_identifier=identifier))


def keep_needed(css: str, letters: frozenset[int]) -> str:
    """Return a style sheet without the slices of fonts that hold none of the letters: there are hundreds."""
    return _FACE.sub(lambda face: face[0] if _is_needed(face[0], letters) else "", css)


def _is_needed(face: str, letters: frozenset[int]) -> bool:
    ranges = _RANGES.search(face)
    return ranges is None or any(first <= each <= last for first, last in _read_ranges(ranges[1]) for each in letters)


def _read_ranges(text: str) -> Iterator[tuple[int, int]]:
    for each in text.split(","):
        first, _, last = each.strip().removeprefix("U+").partition("-")
        yield int(first, 16), int(last or first, 16)


def _make_fetcher(static: Path) -> "URLFetcher":
    """Return what hands out the files of one folder, and nothing else: no address, no other file."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Bundled(URLFetcher):  # type: ignore[misc]  # the library has no types
        def fetch(self, url: str, headers: object = None) -> "URLFetcherResponse":
            del headers
            parts = urlsplit(url)
            path = (static / unquote(parts.path).removeprefix(STATIC)).resolve()
            is_ours = f"{parts.scheme}://{parts.netloc}" == ORIGIN and parts.path.startswith(STATIC)
            if not is_ours or not path.is_relative_to(static.resolve()):
                raise ValueError("only bundled files are drawn")
            return URLFetcherResponse(url, path.read_bytes())

    return Bundled()
