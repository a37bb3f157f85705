"""The voting page says the same in four languages, and no more than a phone in a full hall loads at once (ENG-13)."""

import re
from pathlib import Path
from typing import Final

from gateway.console.assets import STATIC

PAGES: Final = STATIC / "pages"
TEMPLATE: Final = STATIC.parent / "templates" / "vote.html"
FILES: Final = (TEMPLATE, *(PAGES / name for name in ("vote.css", "vote.js", "vote-words.js")))
MOST_BYTES: Final = 30_000
"""Of the whole page, uncompressed (screens.md, Budgets)."""


def read_words() -> dict[str, dict[str, str]]:
    text = (PAGES / "vote-words.js").read_text("utf-8")
    languages = re.findall(r"^  (\w\w): \{(.*?)^  \}", text, flags=re.M | re.S)
    return {language: dict(re.findall(r'(\w+): "([^"]*)"', block)) for language, block in languages}


def test_each_language_says_everything_with_the_same_numbers_in_it() -> None:
    words = read_words()
    assert list(words) == ["ko", "en", "vi", "zh"]
    fields = {
        language: {name: sorted(re.findall(r"\{\w\}", said)) for name, said in each.items()}
        for language, each in words.items()
    }
    assert all(each == fields["ko"] for each in fields.values())
    assert all(said.strip() for each in words.values() for said in each.values())


def test_what_the_page_asks_to_be_said_is_in_the_words_and_says_the_same() -> None:
    said = dict(re.findall(r'data-say="(\w+)"[^>]*>([^<]*)<', TEMPLATE.read_text("utf-8")))
    korean = read_words()["ko"]
    assert said.keys() <= korean.keys()
    assert {name: text for name, text in said.items() if korean[name] != text} == {}


def test_the_whole_page_weighs_at_most_thirty_kilobytes() -> None:
    """ENG-04: html, style, words and script together, before anything is compressed."""
    assert sum(Path(file).stat().st_size for file in FILES) <= MOST_BYTES
