"""A letter as it goes out is read as it was written, however long its subject is."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

from infra.smtp import write_message


def test_a_long_subject_keeps_its_spaces() -> None:
    """Fifty syllables are folded over several lines of 76 signs; nothing but CRLF ends one."""
    subject = "[논산시] " + "나온 의견을 결정할 수 있는 기관에 넘겼습니다 " * 2 + "끝"
    raw = write_message("a@city.example", "b@citizen.example", subject, "본문\n둘째 줄\n", 7, datetime.now(UTC))
    letter = message_from_bytes(raw, policy=policy.default)
    assert letter["Subject"] == subject
    assert letter["From"].addresses[0].display_name == "환류"
    assert letter.get_content() == "본문\n둘째 줄\n"
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert max(map(len, head.split(b"\r\n"))) <= 78
