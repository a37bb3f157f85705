"""The console's words: written in Korean, read in the language that the asker has chosen.

Korean is the key of each saying (gettext's way); locale/en.po holds the English ones. What people wrote is no saying.
"""

from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

CATALOGUE: Final = Path(__file__).parent / "locale" / "en.po"
COOKIE: Final = "hwanryu_language"


class Language(StrEnum):
    """A language of the console, by its tag."""

    KOREAN = "ko"
    ENGLISH = "en"


_chosen: ContextVar[Language] = ContextVar("language", default=Language.KOREAN)


def choose_language(wanted: str | None) -> Language:
    """Speak a language for the rest of this request; what is not offered is Korean."""
    language = Language.ENGLISH if wanted == Language.ENGLISH else Language.KOREAN
    _chosen.set(language)
    return language


def get_language() -> Language:
    """Return the language of this request."""
    return _chosen.get()


def _(saying: str, **values: object) -> str:
    """Return a saying in the language of this request, with `%(name)s` filled in; an unknown one stays Korean."""
    said = load_english().get(saying, saying) if _chosen.get() is Language.ENGLISH else saying
    return said % values if values else said


@cache
def load_english() -> dict[str, str]:
    """Return the English sayings by their Korean ones."""
    with CATALOGUE.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
