"""The files that the console sends: whole, from here, and each where a style sheet looks for it."""

import re
from pathlib import Path

import pytest

from gateway.console.assets import VENDOR

SHEETS = sorted(VENDOR.rglob("*.css"))


def test_the_assets_are_there() -> None:
    assert {sheet.name for sheet in SHEETS} == {"fonts.css", "serif.css", "output.css", "krds_tokens.css"}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_address_in_a_style_sheet_is_a_file_here(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    addresses = set(re.findall(r"""url\(["']?([^"')]+)""", text)) | set(re.findall(r'@import "([^"]+)"', text))
    assert [address for address in addresses if not (sheet.parent / address).is_file()] == []
