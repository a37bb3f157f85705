"""Reads an import file in YAML from the parser's events: nothing of it makes an object, calls or repeats anything.

Aliases, anchors and tags are refused, so that a short file cannot become a long one. A plain scalar is a whole number,
true, false or null where it looks like one; everything else is the text as it is written: `2018-08-01`, `1.5억`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from pydantic import BaseModel

from gateway.imports.reading import RawFile, RawRow
from gateway.imports.report import MOST, Note, Weight
from gateway.imports.rows import ROWS, Head

DEPTH: Final = 12
NODES: Final = 400_000
LETTERS: Final = 4_000
"""Of one text: the longest that a command takes."""
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
Place = tuple[int, int]


class BadYaml(Exception):
    """A file that cannot be read any further; the place is line and column, from 1."""

    def __init__(self, message: str, place: Place = (1, 1)) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


@dataclass(slots=True)
class _Map:
    """A mapping with the place of each key."""

    place: Place
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    key: str | None = None


@dataclass(slots=True)
class _List:
    """A list with the place of each entry."""

    place: Place
    values: list[Any] = field(default_factory=list)


def read_yaml(content: bytes) -> tuple[RawFile, Sequence[Note]]:
    """Return what stands in the file, and what is wrong with it."""
    try:
        return _split(_build(_decode(content)))
    except BadYaml as bad:
        line, column = bad.place
        refused = Note(
            weight=Weight.REFUSED, row=line, column=f"{column}번째 글자", code="BAD_SHAPE", message=bad.message
        )
        return RawFile(RawRow(1, {}), {}), (refused,)


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadYaml("UTF-8 글자가 아닙니다. UTF-8로 저장해 올리세요.") from error


def _build(text: str) -> _Map:
    """Return the top of the file. Raises: BadYaml."""
    open_: list[_Map | _List] = []
    top: Any = None
    for count, (event, place) in enumerate(_parse(text)):
        _refuse_odd(event, place, count, len(open_))
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                made: _Map | _List = _Map(place) if isinstance(event, yaml.MappingStartEvent) else _List(place)
                if _waits_for_key(open_):
                    raise BadYaml("이름은 글자여야 합니다.", place)
                _put(open_, made, place)
                open_.append(made)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                top = open_.pop()
            case yaml.ScalarEvent():
                _put(open_, _read_scalar(event, place, is_key=_waits_for_key(open_)), place)
            case yaml.DocumentEndEvent():
                if not isinstance(top, _Map):
                    raise BadYaml("맨 위는 이름과 값이어야 합니다: format, source, title, date, ground.")
            case yaml.DocumentStartEvent() if top is not None:
                raise BadYaml("문서는 하나만 적을 수 있습니다. --- 뒤를 지우세요.", place)
            case _:
                pass
    if not isinstance(top, _Map):
        raise BadYaml("빈 파일입니다. 내용을 적어 올리세요.")
    return top


def _parse(text: str) -> Iterator[tuple[yaml.Event, Place]]:
    """Yield the events with their places. Raises: BadYaml."""
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            mark = event.start_mark
            yield event, (mark.line + 1, mark.column + 1)
    except yaml.MarkedYAMLError as error:
        found = error.problem_mark or error.context_mark
        place = (found.line + 1, found.column + 1) if found else (1, 1)
        raise BadYaml("YAML의 형식이 맞지 않습니다. 들여쓰기, 쌍점 뒤의 빈칸, 따옴표를 확인하세요.", place) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise BadYaml("YAML로 읽을 수 없는 글자가 있습니다. 제어 문자를 지우세요.") from error


def _refuse_odd(event: yaml.Event, place: Place, count: int, depth: int) -> None:
    """Raises: BadYaml for what a file of rows has no need of."""
    if count > NODES:
        raise BadYaml(f"값이 {NODES:,}개를 넘습니다. 파일을 나누어 올리세요.", place)
    if depth > DEPTH:
        raise BadYaml(f"{DEPTH}단계보다 깊이 들어갑니다. 구조를 줄이세요.", place)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise BadYaml("별칭(&, *)은 쓸 수 없습니다. 값을 그대로 적으세요.", place)
    if getattr(event, "tag", None) not in {None, "!"}:
        raise BadYaml("태그(!)는 쓸 수 없습니다. 값만 적으세요.", place)


def _waits_for_key(open_: Sequence[_Map | _List]) -> bool:
    return bool(open_) and isinstance(open_[-1], _Map) and open_[-1].key is None


def _read_scalar(event: yaml.ScalarEvent, place: Place, *, is_key: bool) -> Any:
    text = event.value
    if len(text) > LETTERS:
        raise BadYaml(f"{len(text):,}자입니다. {LETTERS:,}자까지 줄이세요.", place)
    if is_key or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def _put(open_: list[_Map | _List], value: Any, place: Place) -> None:
    """Put a value where it belongs. Raises: BadYaml."""
    match open_[-1] if open_ else None:
        case None if not isinstance(value, _Map):
            raise BadYaml("맨 위는 이름과 값이어야 합니다: format, source, title, date, ground.", place)
        case _List() as several:
            several.values.append(value)
        case _Map(key=None) as named:
            if value in named.values:
                raise BadYaml(f"‘{value[:40]}’이 두 번 있습니다. 하나로 합치세요.", place)
            named.key = value
            named.places[value] = place
        case _Map(key=str() as key) as named:
            named.values[key] = value
            named.key = None
        case _:
            pass


def _split(top: _Map) -> tuple[RawFile, Sequence[Note]]:
    """Return the rows of each sheet."""
    notes: list[Note] = []
    sheets: dict[str, list[RawRow]] = {}
    for sheet in ROWS:
        entries = top.values.pop(sheet, None)
        if entries is None:
            continue
        if not isinstance(entries, _List):
            notes.append(_refuse_entry(sheet, top.places[sheet], "목록이어야 합니다. 줄마다 ‘- ’로 시작하세요."))
            continue
        for entry in entries.values:
            if isinstance(entry, _Map):
                sheets.setdefault(sheet, []).append(_make_row(entry, ROWS[sheet]))
            elif len(notes) < MOST:
                where = getattr(entry, "place", entries.place)
                notes.append(_refuse_entry(sheet, where, "‘이름: 값’으로 된 줄이어야 합니다."))
    return RawFile(_make_row(top, Head), sheets), notes


def _make_row(named: _Map, kind: type[BaseModel]) -> RawRow:
    """Return a row; a field without a value is one that is not there, an unknown name stays."""
    values = {
        name: value for name, value in _plain(named).items() if value is not None or name not in kind.model_fields
    }
    return RawRow(named.place[0], values, _tell_places(named))


def _refuse_entry(sheet: str, place: Place, message: str) -> Note:
    return Note(weight=Weight.REFUSED, sheet=sheet, row=place[0], code="BAD_SHAPE", message=message)


def _tell_places(named: _Map) -> dict[str, str]:
    """Return how the place of each field is told: its line and column."""
    return {name: f"{name} ({line}:{column})" for name, (line, column) in named.places.items()}


def _plain(value: Any) -> Any:
    """Return plain dicts and lists, no deeper than DEPTH."""
    match value:
        case _Map():
            return {name: _plain(each) for name, each in value.values.items()}
        case _List():
            return [_plain(each) for each in value.values]
        case _:
            return value
