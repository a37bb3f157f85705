"""Strategies of values that the histories of several contexts draw."""

from datetime import date
from typing import Final, TypeVar

from hypothesis import strategies as st

FIRST: Final = date(2024, 1, 1)
EventT = TypeVar("EventT")
Written = list[tuple[str, EventT]]
"""What a log holds: stream and event, in order."""

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60).filter(
    str.strip
)
names = texts.map(lambda text: " ".join(text.split())).filter(bool)
