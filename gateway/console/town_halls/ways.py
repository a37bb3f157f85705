"""What stands beside 타운홀: what became of it, briefings in the towns, relays."""

from typing import Final

WAYS: Final = (
    ("/town-halls", "타운홀"),
    ("/feedback", "환류"),
    ("/briefings", "찾아가는 설명회"),
    ("/relays", "릴레이 응원"),
)
"""Address and word."""
