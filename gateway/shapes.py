"""What is wrong with the shape of a request, in Korean, by pydantic's type of error."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contracts.values import NoDate, TooFar, Unstorable
from gateway.answers.lists import Unlisted

SHOWN: Final = 100
"""Errors told of one request: a body of 1 MiB can hold a hundred thousand."""

_NUMBER: Final = "정수여야 합니다."
_DAY: Final = "2024-12-02처럼 적은 날짜여야 합니다."
_MOMENT: Final = "2024-12-02T09:00:00+09:00처럼 시간대까지 적은 시각이어야 합니다."
_OBJECT: Final = "이름과 값으로 된 객체여야 합니다."
_LIST: Final = "목록이어야 합니다."
_TEXT: Final = "글자여야 합니다."
_TRUTH: Final = "true나 false여야 합니다."
_ODD: Final = "받을 수 없는 값입니다."

MESSAGES: Final[Mapping[str, str]] = {
    "missing": "꼭 있어야 하는 값입니다.",
    "extra_forbidden": "모르는 이름입니다. 지우거나 이름을 확인하세요.",
    "json_invalid": "JSON이 아닙니다.",
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_long": "{max_length}자 이내여야 합니다.",
    "string_too_short": "{min_length}자 이상이어야 합니다.",
    "string_pattern_mismatch": "정해진 형식에 맞지 않습니다: {pattern}",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "greater_than": "{gt}보다 커야 합니다.",
    "greater_than_equal": "{ge} 이상이어야 합니다.",
    "less_than": "{lt}보다 작아야 합니다.",
    "less_than_equal": "{le} 이하여야 합니다.",
    "literal_error": "{expected} 가운데 하나여야 합니다.",
    "enum": "{expected} 가운데 하나여야 합니다.",
    "uuid_type": "UUID여야 합니다.",
    "uuid_parsing": "UUID여야 합니다.",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _MOMENT,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "too_long": "{max_length}개 이내여야 합니다.",
    "too_short": "{min_length}개 이상이어야 합니다.",
    "union_tag_invalid": "{expected_tags} 가운데 하나여야 합니다.",
    "union_tag_not_found": "종류를 알 수 없습니다. {discriminator} 값을 넣으세요.",
    "repeated": "한 번만 적을 수 있습니다. 여럿이면 쉼표로 이으세요.",
}
REASONS: Final[Mapping[type, str]] = {
    Unstorable: "저장할 수 없는 글자가 있습니다. 붙여 넣은 글의 특수 문자를 지우세요.",
    NoDate: _DAY,
    TooFar: "1900년부터 2199년까지의 날짜여야 합니다.",
    Unlisted: "{error} 가운데에서 골라 쉼표로 이으세요.",
}
"""What a check of ours has found, by the kind of its error."""


def explain_shape(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return pydantic's errors as `{pointer, code, message}`; the value itself is never repeated."""
    return [{"pointer": _point(each["loc"]), "code": each["type"], "message": tell(each)} for each in found[:SHOWN]]


def sum_up(errors: Sequence[Mapping[str, str]]) -> str:
    """Return one sentence on what is wrong, for who reads no further than the detail."""
    first, *others = errors
    name = first["pointer"].rpartition("/")[2]
    more = f" 그 밖에 {len(others)}곳이 더 있습니다." if others else ""
    return f"{name}: {first['message']}{more} errors의 항목을 고쳐 다시 보내세요."


def tell(error: Mapping[str, Any]) -> str:
    """Return what one of pydantic's errors means."""
    context = dict(error.get("ctx") or {})
    for name in {"expected", "expected_tags", "discriminator"} & context.keys():
        context[name] = str(context[name]).replace(" or ", ", ").replace("'", "")
    known = MESSAGES.get(error["type"]) or REASONS.get(type(context.get("error", error)), _ODD)
    return known.format_map(context)


def _point(place: Sequence[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)
