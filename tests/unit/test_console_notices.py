"""알림: what a line says, and what the office is told of the mail."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Final

from contracts.calendar.deadlines import Stage
from contracts.coordination import MailEnd, MailOutcome, NoticeKind
from gateway.console.notices import MAIL_STATES, lay_out_line, lay_out_mail
from gateway.console.present import ChipKind
from gateway.queries import mail, notice
from infra.status import MailStatus

AT: Final = datetime(2024, 2, 5, 0, 0, tzinfo=UTC)
NOTICE: Final = notice.Item(
    notice="n1", directive="d1", kind="REMINDER", recipient="OFFICER", department="roads", clock="REPORT", stage="D-1",
    due=date(2024, 2, 6), raised_at=AT, position=1, number="2024-0001", read_at=None,
)  # fmt: skip
LETTER: Final = mail.Item(
    mail="n1:p1", notice="n1", person="p1", state="UNKNOWN", attempt=1, code=None, status=None, at=AT, again_at=None,
    position=2, directive="d1", number="2024-0001", kind="REMINDER", recipient="TEAM_HEAD", department="roads",
    due=None,
)  # fmt: skip


def test_a_line_says_what_is_due_when_and_leads_to_the_directive() -> None:
    line = lay_out_line(NOTICE)
    assert (line.said, line.number, line.way) == (
        "우선보고 1근무일 남음, 기한 2024. 2. 6.(화)",
        "2024-0001",
        "/directives/d1",
    )
    assert (line.chip.kind, line.is_read) == (ChipKind.SOON, False)
    assert lay_out_line(replace(NOTICE, read_at=AT)).is_read


def test_every_notice_can_be_said() -> None:
    for kind, stage in product(NoticeKind, [None, *Stage]):
        line = lay_out_line(replace(NOTICE, kind=kind, stage=stage, due=None, number=None))
        assert line.said, (kind, stage)
        assert line.chip.word, (kind, stage)


def test_the_office_is_told_that_mail_is_off_away_or_on() -> None:
    assert "꺼져 있습니다" in lay_out_mail([MailStatus(is_on=False)], {}, [], {}).standing
    assert lay_out_mail([MailStatus(is_on=True)], {}, [], {}).standing == "켜짐"
    away = lay_out_mail([MailStatus(is_on=True, away="SMTPConnectError")], {}, [], {})
    assert (away.is_troubled, "SMTPConnectError" in away.standing) == (True, True)
    assert "알 수 없습니다" in lay_out_mail([], {}, [], {}).standing


def test_a_letter_that_may_have_arrived_is_shown_with_what_to_do() -> None:
    told = lay_out_mail([], {"SENT": 3, "UNKNOWN": 1}, [LETTER], {"roads": "도로과"})
    assert [(chip.word, count) for chip, count in told.counts] == [("보냄", 3), ("도착을 알 수 없음", 1)]
    (letter,) = told.letters
    assert (letter.whom, letter.about) == ("도로과 팀장", "2024-0001 기한 알림")
    assert "저절로 다시 보내지 않습니다" in letter.remedy


def test_a_deferred_letter_tells_when_it_goes_again() -> None:
    again = replace(LETTER, state="DEFERRED", code=451, status="4.7.1", again_at=AT)
    (letter,) = lay_out_mail([], {}, [again], {}).letters
    assert (letter.answer, letter.remedy) == ("451 4.7.1", "2024. 2. 5.(월) 09:00에 다시 보냅니다.")


def test_every_state_has_a_word() -> None:
    ends = {end for end in MailEnd if end is not MailEnd.DONE}
    assert MAIL_STATES.keys() == {str(each) for each in {*MailOutcome, *ends}} | {"SENDING"}
