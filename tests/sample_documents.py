"""The two source documents of the sample as tests know them: worked out by hand from the sources, line by line."""

from pathlib import Path
from typing import Final

import infra.sample

FOLDER: Final = Path(infra.sample.__file__).parent / "documents"
SPLIT_2018: Final = {
    1: ((), ()),
    2: (
        ("2017-10", "2017-11/2017-12", "2018-01/2018-03", "2018-04", "2018-05", "2018-06"),  # A117-123; A118 as mended
        ("2018-09/..", "2019-02"),  # A128-129
    ),
    3: (("2018-03", "2018-04-11", "2018-05/2018-06"), ("2018-08", "2018-09/2018-12")),  # A146-158, A162-164
    4: (("2018-07",), ("2018-08", "2018-09", "2019", "2020/..")),  # A189, A190-193
    5: (("2017-10-31", "2018-01/2018-06"), ("2018/2020",)),  # A212, A224, A228
    6: (
        ("2017-10", "2017-11/2018-02", "2018-03/2018-05", "2018-06/2018-07"),  # A246-249
        ("2018-08", "2018-09/2018-10", "2018-11"),  # A253-255
    ),
    7: (("2018-01", "2018-02/2018-05", "2018-06", "2018-06"), ("2018-09/2018-10", "2018-11")),  # A276-279, A283-284
    8: ((), ("2018-10", "2018-12")),  # A353-354
    9: (("2018-04-04",), ()),  # A370
    10: ((), ()),
    11: ((), ()),
    12: ((), ()),
}
"""PRJ-03: when the milestones of each task were planned, 그동안 and 앞으로, as of 2018-08-01."""
REGISTERED: Final = {
    "INC-04": 1, "INC-05": 1, "INC-06": 1, "INC-07": 1, "INC-08": 1, "INC-12": 1, "INC-16": 1, "INC-17": 2,
    "INC-18": 1, "INC-20": 1, "INC-21": 1, "INC-22": 1, "INC-25": 2, "INC-26": 1, "INC-28": 1, "INC-29": 1,
    "INC-30": 1, "INC-31": 1, "INC-32": 1, "INC-33": 1, "INC-34": 2, "INC-39": 1,
    "ROUND_NOT_STATED": 1, "PERIOD_NOT_STATED": 2, "AMOUNT_NOT_STATED": 1, "CONTRACT_NOT_SIGNED": 1,
    "NAME_TO_VERIFY": 1,
}  # fmt: skip
"""What no rule finds: how often each code stands in the register."""
FOUND: Final = {
    ("PERIOD_DAYS_MISMATCH", "A97"): ("INC-02", "7개월", "8개월"),
    ("MILESTONE_ORDER", "A118"): ("INC-01", "2018. 11 ~ 12월", "2017-10-01 ~ 2018-01-01"),
    ("PYEONG_MISMATCH", "A177"): ("INC-03", "23,254평", "23,213.5평"),
    ("RATE_DEVIATION", "A346"): ("INC-14", "1,809백만원", "1,806백만원"),
    ("BUDGET_SHEET_MISMATCH", "B368"): ("INC-23", "2024년 계 92백만원, 시비 99백만원", "99,000,000원"),
    ("TARGET_TYPE_UNKNOWN", "B129"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
    ("TARGET_TYPE_UNKNOWN", "B131"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
    ("TARGET_TYPE_UNKNOWN", "B133"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
    ("TARGET_TYPE_UNKNOWN", "B135"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
    ("TARGET_TYPE_UNKNOWN", "B137"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
    ("TARGET_TYPE_UNKNOWN", "B139"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
    ("TARGET_TYPE_UNKNOWN", "B141"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
    ("TARGET_TYPE_UNKNOWN", "B143"): ("INC-24", "[ 신설 ] [ 이전 ]", "UNKNOWN"),
}
"""What a rule finds: code and line, the number of the inconsistency, what is stated and what is computed."""
NOTED: Final = (9, 10, 11, 13, 15, 19, 27, 35, 36, 37, 38, 40, 41, 42)
"""What is no contradiction of data: INC-09 and so on stand in NOTES.md only."""
INCONSISTENCIES: Final = range(1, 43)
"""INC-01 to INC-42 of the documents."""
