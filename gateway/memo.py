"""A meeting's memo read as a civil servant writes it: □ headings, ❍ items, - and * below them (받아적기, DIR-03).

What becomes of each line follows from its mark alone. □ and Ⅰ. head a part. A bullet (❍ ㅇ ○ ◦ •), a number (①, 1.)
or a letter (가.) begins an item, and heads one where further bullets, numbers or letters stand below it. A dash below
an item, and every * or ※, is folded into it; a dash right below a heading is an item itself. A line without a mark goes
on with the line before it. Where nothing has a mark each line is an item.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import reduce
from typing import Final

_HEADS: Final = "□■▣◇◆▢"
_BULLETS: Final = "❍○◯〇◦•●∘▶▷▸►❏"
_DASHES: Final = "-–—―‐−‧·∙ㆍ→⇒↳"
_STARS: Final = "*＊※☞"
_CIRCLED: Final = "①-⑳❶-❿⓵-⓾㉠-㉻"
_MARKS: Final = re.compile(
    rf"""
    (?P<head>[{_HEADS}]|[Ⅰ-Ⅻ][.)]?|[IVX]{{1,4}}\.(?=\s))
  | (?P<bullet>[{_BULLETS}]|[ㅇoO](?=\s))
  | (?P<circled>[{_CIRCLED}])
  | (?P<number>[0-9]{{1,2}}\.(?=\s|[^\W\d]))
  | (?P<closed>\(?[0-9]{{1,2}}\))
  | (?P<letter>[가나다라마바사아자차카타파하](?:\.|\)))
  | (?P<dash>[{_DASHES}](?=\s|[^\s\d]))
  | (?P<star>[{_STARS}]{{1,3}})
    """,
    re.VERBOSE,
)
_DAY_AFTER: Final = re.compile(r"\s*[0-9]{1,2}\s*(?:\.?\s*\(|\.?\s*(?:일(?!간)|까지|부터|~|$)|\.\s*[^\s\d.])")
"""What follows `12.` where that is a month and no number: `4.(금)`, `4.까지`."""


class _Level(Enum):
    """What a line is by its mark."""

    HEAD = "head"
    ITEM = "item"
    DASH = "dash"
    STAR = "star"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a memo that may become a directive."""

    line: int
    """Where it begins in the memo, from 1."""
    text: str
    """Without its mark; what stands below it follows line by line, with `- ` or `* `."""
    heading: str = ""
    """What it stands under."""


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo's items, and the lines that are in none of them."""

    items: tuple[Item, ...]
    left_out: tuple[Item, ...]
    """Titles and the like, which are shown so that nothing is lost without being seen."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    level: _Level
    mark: str
    """The kind of mark: lines of one kind stand side by side."""
    text: str


def read_memo(text: str) -> Memo:
    """Return the items of a memo, in its order, by the lines of the text without blanks around it."""
    lines = list(_join_lines(text.strip().splitlines()))
    if all(line.level is _Level.PLAIN for line in lines):
        return Memo(tuple(Item(line.number, line.text) for line in lines), ())
    read = _end_heading(reduce(_read_line, lines, _Reading()))
    return Memo(tuple(sorted(read.items, key=lambda each: each.line)), read.left_out)


def _join_lines(written: Sequence[str]) -> Iterator[_Line]:
    """Yield the lines by their marks; what has no mark goes on with a marked line right before it."""
    last: _Line | None = None
    is_marked = any(_read_mark(each) for each in written)
    for number, each in enumerate(written, 1):
        found = _read_mark(each)
        if found is None and each.strip() and is_marked and last is not None and last.level is not _Level.PLAIN:
            last = replace(last, text=f"{last.text} {_clean(each)}".strip())
            continue
        if last is not None:
            yield last
        last = None
        if found is not None:
            level, mark, rest = found
            last = _Line(number, level, mark, _clean(rest))
        elif each.strip():
            last = _Line(number, _Level.PLAIN, "", _clean(each))
    if last is not None:
        yield last


def _read_mark(line: str) -> tuple[_Level, str, str] | None:
    """Return level, kind of mark and the rest of a line; None for one that begins with no mark."""
    bare = _clean(line)  # blanks in a row would be read in many ways below
    found = _MARKS.match(bare)
    if found is None or found.lastgroup is None:
        return None
    kind, rest = found.lastgroup, bare[found.end() :]
    if kind == "number" and _DAY_AFTER.match(rest):
        return None  # a day and no number: 12. 4.(금)까지
    match kind:
        case "head" | "dash" | "star":
            return _Level(kind), kind, rest
        case _:
            return _Level.ITEM, kind, rest


def _clean(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Reading:
    """How far a memo is read."""

    heading: _Line | None = None
    is_used: bool = False
    """Whether the heading has led to an item."""
    above: tuple[_Line, ...] = ()
    """Lines with item marks that stand above what comes next, the outermost first."""
    items: tuple[Item, ...] = ()
    left_out: tuple[Item, ...] = ()


def _read_line(state: _Reading, line: _Line) -> _Reading:
    match line.level:
        case _Level.HEAD:
            return replace(_end_heading(state), heading=line, is_used=False, above=())
        case _Level.ITEM:
            return _begin_item(state, line)
        case _Level.DASH if not state.above and state.heading is not None:
            return _add_item(state, line)
        case _Level.DASH | _Level.STAR if state.items and (state.heading is None or state.is_used):
            return _fold_line(state, line)
        case _Level.DASH:
            return _add_item(state, line)
        case _:
            return replace(state, left_out=(*state.left_out, Item(line.number, line.text)))


def _fold_line(state: _Reading, line: _Line) -> _Reading:
    """Return the reading with a line below its last item; a mark alone is nothing."""
    *before, last = state.items
    sign = "*" if line.level is _Level.STAR else "-"
    folded = replace(last, text=f"{last.text}\n{sign} {line.text}") if line.text else last
    return replace(state, items=(*before, folded))


def _begin_item(state: _Reading, line: _Line) -> _Reading:
    """Return the reading with an item; below one of another mark, that one becomes a heading."""
    marks = [each.mark for each in state.above]
    if line.mark in marks:
        above = state.above[: marks.index(line.mark)]
        return replace(_add_item(replace(state, above=above), line), above=(*above, line))
    items, above = state.items, state.above
    if above and items and (items[-1].line, items[-1].text) == (above[-1].number, above[-1].text):
        items = items[:-1]
    return replace(_add_item(replace(state, items=items), line), above=(*above, line))


def _add_item(state: _Reading, line: _Line) -> _Reading:
    if not line.text:
        return state
    above = [each.text for each in (state.heading, *state.above) if each is not None]
    item = Item(line.number, line.text, " > ".join(filter(None, above)))
    return replace(state, items=(*state.items, item), is_used=True)


def _end_heading(state: _Reading) -> _Reading:
    """Return the reading where a heading with nothing below it is an item itself."""
    if state.heading is None or state.is_used:
        return state
    return _add_item(replace(state, above=(), heading=None), state.heading)
