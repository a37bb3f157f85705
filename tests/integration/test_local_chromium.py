"""Debian's browser, unpacked, starts and draws Hangul."""

import subprocess
from pathlib import Path

import pytest

from infra.local import chromium
from infra.local.errors import SetupError

PAGE = "data:text/html;charset=utf-8,<title>환류</title><p style='font-size:99px'>환류</p>"


async def test_the_unpacked_browser_starts_with_its_own_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "NAMES", ())
    found = await chromium.find_chromium()
    assert "unpacked" in found.reason
    assert "환류" in draw_page(found)
    assert has_nanum(Path(found.executable).parent)


def draw_page(found: chromium.Chromium) -> str:
    flags = ["--headless", "--dump-dom", *(["--no-sandbox"] if found.no_sandbox else [])]
    return subprocess.run([found.executable, *flags, PAGE], check=True, capture_output=True, text=True).stdout


def has_nanum(tree: Path) -> bool:
    """Tell whether the fonts that the browser's own configuration names have Hangul."""
    fonts = tree / "usr/share/fonts"
    return str(fonts) in (tree / "fonts.conf").read_text(encoding="utf-8") and any(fonts.rglob("NanumGothic.ttf"))


async def test_a_browser_that_does_not_start_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/false")
    with pytest.raises(SetupError, match="/bin/false does not start"):
        await chromium.find_chromium()
