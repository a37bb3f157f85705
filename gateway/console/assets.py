"""Copies from node_modules what the pages need, and nothing that an address outside could serve."""

import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
VENDOR: Final = STATIC / "vendor"
NODE_MODULES: Final = Path(__file__).parents[2] / "node_modules"

_KRDS: Final = Path("krds-uiux/resources")
_NOTO: Final = Path("@fontsource/noto-sans-kr")
_SERIF: Final = Path("@fontsource/noto-serif-kr")
_SYMBOLS: Final = Path("@fontsource/noto-sans-symbols-2/files/noto-sans-symbols-2-symbols-400-normal.woff2")
_WEIGHTS: Final = {"Regular": 400, "Bold": 700}

_FACE: Final = (
    '@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
    'src:url(fonts/{file}) format("woff2"){ranges}}}\n'
)
_SLICE: Final = re.compile(r"url\(\./files/(?P<file>[\w-]+\.woff2)\).*?unicode-range: (?P<range>[^;]+);", re.DOTALL)
_ICON: Final = re.compile(r"url\(\.\./\.\./(?P<path>img/[\w/.-]+)\)")


def copy_assets(source: Path = NODE_MODULES, target: Path = VENDOR) -> None:
    """Fill the vendor folder anew from `source`.

    Raises: FileNotFoundError when `npm ci` has not run.
    """
    shutil.rmtree(target, ignore_errors=True)
    _copy_scripts(source, target / "htmx")
    _copy_krds(source / _KRDS, target / "krds")
    (target / "fonts").mkdir(parents=True)
    css = _copy_pretendard(source / _KRDS / "fonts", target / "fonts")
    css += _copy_slices(source / _NOTO, target / "fonts", "Noto Sans KR")
    css += _copy_symbols(source / _SYMBOLS, target / "fonts")
    (target / "fonts.css").write_text(css, encoding="utf-8")
    serif = _copy_slices(source / _SERIF, target / "fonts", "Noto Serif KR")
    (target / "serif.css").write_text(serif, encoding="utf-8")


def read_version(folder: Path = STATIC) -> str:
    """Return ten hexadecimal digits that change with any static file, for addresses that may be cached for ever."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _copy_scripts(source: Path, target: Path) -> None:
    _copy(source / "htmx.org/dist/htmx.min.js", target / "htmx.min.js")
    _copy(source / "htmx.org/dist/ext/hx-sse.min.js", target / "hx-sse.min.js")


def _copy_krds(source: Path, target: Path) -> None:
    """Copy the style sheet with its tokens and the icons that it names; other KRDS sheets have broken or far paths."""
    for sheet in ("css/component/output.css", "css/token/krds_tokens.css"):
        _copy(source / sheet, target / sheet)
    text = (target / "css/component/output.css").read_text(encoding="utf-8")
    for icon in sorted({match["path"] for match in _ICON.finditer(text)}):
        _copy(source / icon, target / icon)


def _copy_pretendard(source: Path, target: Path) -> str:
    css = ""
    for name, weight in _WEIGHTS.items():
        file = f"PretendardGOV-{name}.subset.woff2"
        _copy(source / file, target / file)
        css += _FACE.format(family="Pretendard GOV", weight=weight, file=file, ranges="")
    return css


def _copy_slices(source: Path, target: Path, family: str) -> str:
    """Copy the slices of a family of Noto: what Pretendard GOV lacks, and the serif of printed pages."""
    css = ""
    for match in _SLICE.finditer((source / "400.css").read_text(encoding="utf-8")):
        _copy(source / "files" / match["file"], target / match["file"])
        ranges = f";unicode-range:{match['range']}"
        css += _FACE.format(family=family, weight=400, file=match["file"], ranges=ranges)
    return css


def _copy_symbols(source: Path, target: Path) -> str:
    """Copy the third family: ❍ (U+274D), the bullet of Korean memos, is in neither of the others."""
    _copy(source, target / source.name)
    return _FACE.format(
        family="Noto Sans Symbols 2", weight=400, file=source.name, ranges=";unicode-range:U+2701-275A,U+2761-2775"
    )


if __name__ == "__main__":
    copy_assets()
