"""If-Match: one strong entity tag that is an ETag of ours, and nothing else (RFC 9110, 8.8.3 and 13.1.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from gateway.access import read_version


@given(st.integers(0, 10**15 - 1))
def test_an_etag_is_read_as_it_was_given(version: int) -> None:
    assert read_version(f'"{version}"') == version


def test_anything_else_is_refused() -> None:
    """Also what a lenient reader would take for a version: half a quote, no quote, a digit of another script."""
    tags = [
        "",
        "1",
        '"1',
        '1"',
        '""',
        '""1""',
        '"01"',
        '"-1"',
        '" 1"',
        '"1" ',
        '"१"',
        '"1.0"',
        'W/"1"',
        "*",
        '"1","2"',
        '"1"\n',
    ]
    assert [tag for tag in tags if not refuses(tag)] == []


def refuses(tag: str) -> bool:
    try:
        read_version(tag)
    except Rejected as no:
        return no.code == "BAD_SHAPE"
    return False


def test_a_number_beyond_all_versions_is_refused() -> None:
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        read_version(f'"{10**15}"')
