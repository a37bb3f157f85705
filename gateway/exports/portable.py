"""Writes a page as PDF/UA from its own HTML: A4, bundled fonts, nothing fetched from anywhere else.

Exception
└── NotDrawn             the page could not become a PDF, or this machine lacks what draws it
"""

import os
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
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
_FAMILY: Final = re.compile(r'font-family:"([^"]+)"')
_RANGES: Final = re.compile(r"unicode-range:([^;}]+)")


class NotDrawn(Exception):
    """The page could not become a PDF; says why."""


def write_pdf(html: str, static: Path, sheets: tuple[str, ...], unpacked: Path) -> bytes:
    """Return the PDF of a page; `static` is the folder behind /static/, `sheets` are paths of style sheets in it.

    `unpacked` is a folder of our own that keeps unpacked fonts for the next page: unpacking takes two thirds of the
    time. The same HTML and files are the same bytes. Raises: NotDrawn.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:  # Pango is a library of the system
        raise NotDrawn("이 서버에는 PDF를 그리는 Pango가 없습니다. 화면에서 인쇄해 PDF로 저장하세요.") from error
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # else a font would say when it was cut, where HarfBuzz does not cut it
    fetcher, fonts, letters = _make_fetcher(static, unpacked), FontConfiguration(), frozenset(map(ord, html))
    texts = name_slices([(static / path).read_text(encoding="utf-8") for path in sheets], letters)
    css = [
        CSS(
            string=text,
            base_url=f"{ORIGIN}{STATIC}{path}",
            url_fetcher=fetcher,
            font_config=fonts,
            media_type="print",
        )
        for path, text in zip(sheets, texts, strict=True)
    ]
    page = HTML(string=html, base_url=f"{ORIGIN}/", url_fetcher=fetcher, media_type="print")
    identifier = sha256(html.encode()).digest()[:16]
    return bytes(page.write_pdf(stylesheets=css, font_config=fonts, pdf_variant=VARIANT, pdf_identifier=identifier))


def name_slices(sheets: Sequence[str], letters: frozenset[int]) -> list[str]:
    """Return style sheets with only the slices of fonts that hold some of the letters, each a family of its own.

    Slices of one family would be taken for one font, and their glyphs mixed up: a PDF names fonts by what they say of
    themselves, which is the same in each slice.
    """
    slices: dict[str, list[str]] = {}

    def rename(face: re.Match[str]) -> str:
        family, ranges = _FAMILY.search(face[0]), _RANGES.search(face[0])
        if family is None or ranges is None:
            return face[0]
        if not _is_needed(ranges[1], letters):
            return ""
        own = slices.setdefault(family[1], [])
        own.append(f"{family[1]} {len(own)}")
        return face[0].replace(family[0], f'font-family:"{own[-1]}"')

    kept = [_FACE.sub(rename, sheet) for sheet in sheets]
    for family, names in slices.items():
        every = ", ".join(f'"{name}"' for name in names)
        kept = [sheet.replace(f'"{family}"', every) for sheet in kept]
    return kept


def _is_needed(ranges: str, letters: frozenset[int]) -> bool:
    return any(first <= each <= last for first, last in _read_ranges(ranges) for each in letters)


def _read_ranges(text: str) -> Iterator[tuple[int, int]]:
    for each in text.split(","):
        first, _, last = each.strip().removeprefix("U+").partition("-")
        yield int(first, 16), int(last or first, 16)


def _make_fetcher(static: Path, unpacked: Path) -> "URLFetcher":
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
            content = _unpack(path, unpacked) if path.suffix == ".woff2" else path.read_bytes()
            return URLFetcherResponse(url, content)

    return Bundled()


def _unpack(font: Path, unpacked: Path) -> bytes:
    """Return a font as its reader wants it, unpacked once."""
    from fontTools.ttLib import woff2

    kept = unpacked / f"{font.name}.ttf"
    if not kept.exists():
        target = BytesIO()
        with font.open("rb") as packed:
            woff2.decompress(packed, target)
        with NamedTemporaryFile(dir=unpacked, delete=False) as new:
            new.write(target.getvalue())
        Path(new.name).replace(kept)  # whole or not at all: another process may be at it
    return kept.read_bytes()
