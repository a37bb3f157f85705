"""Citizens who follow something are told of each change once, at once or with the day's digest (ENG-09, XS-13)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from contracts.calendar.hours import SEOUL
from contracts.coordination import (
    Change,
    ChangeKind,
    ChangeTold,
    CitizenNoticeRaised,
    CoordinationEvent,
    DigestExtended,
    Follow,
    LinkTopic,
    MailOwed,
    OweDigest,
    TellChange,
    TellFollower,
    TopicLinked,
    Unfollow,
)
from contracts.sealed import blank_field
from contracts.short_codes import read_short, write_short
from services.coordination import citizen_letter, follower, notice
from services.coordination.index import find_evening

WHO: Final = UUID(int=7)
HALL: Final = UUID("3f2a9c10-0000-4000-8000-000000000001")
TOPIC: Final = f"town_hall-{HALL}"
DAY: Final = date(2018, 5, 2)
FOLLOW: Final = Follow(
    topic=TOPIC, contact=blank_field(WHO), field="engagement.participant.contact", consent="contact-for-answer"
)
ADOPTED: Final = Change(kind=ChangeKind.FEEDBACK_ADOPTED, subject="feedback-1", on=DAY)
DECLINED: Final = Change(kind=ChangeKind.FEEDBACK_DECLINED, subject="feedback-2", on=DAY)


def follow(*, is_digest: bool = False) -> follower.Follower:
    (followed,) = follower.decide(FOLLOW.model_copy(update={"is_digest": is_digest}), follower.NOBODY)
    return follower.evolve(follower.NOBODY, followed)


def tell(
    change: Change, state: notice.State, who: follower.Follower, *, is_mailing: bool = True
) -> tuple[CoordinationEvent, ...]:
    return notice.decide_citizen(TellFollower(follower=WHO, change=change), state, who, DAY, is_mailing=is_mailing)


def stand(*events: CoordinationEvent) -> notice.State:
    state: notice.State = notice.UNRAISED
    for event in events:
        state = notice.evolve(state, event)
    return state


def test_a_change_is_told_once() -> None:
    """ENG-09: the notice and its mail; told again it is nothing."""
    raised = tell(ADOPTED, notice.UNRAISED, follow())
    assert [type(event) for event in raised] == [CitizenNoticeRaised, MailOwed]
    assert tell(ADOPTED, stand(*raised), follow()) == ()
    assert tell(ADOPTED, stand(raised[0]), follow()) == ()


def test_who_follows_no_more_is_told_nothing() -> None:
    """XS-13: consent is respected."""
    (stopped,) = follower.decide(Unfollow(), follow())
    assert tell(ADOPTED, notice.UNRAISED, follower.evolve(follow(), stopped)) == ()
    assert follower.decide(Unfollow(), follower.NOBODY) == ()


def test_a_digest_gathers_the_days_changes_and_goes_out_once() -> None:
    """XS-13: two changes, one letter; the same change a second time adds nothing."""
    who = follow(is_digest=True)
    (raised,) = tell(ADOPTED, notice.UNRAISED, who)
    (more,) = tell(DECLINED, stand(raised), who)
    assert more == DigestExtended(change=DECLINED)
    assert tell(DECLINED, stand(raised, more), who) == ()
    state = stand(raised, more)
    owed = notice.decide_digest(OweDigest(notice=WHO), state, DAY, is_mailing=True)
    assert owed == (MailOwed(owed_on=DAY),)
    sent = notice.evolve(state, owed[0])
    assert isinstance(sent, notice.Owed)
    assert sent.changes == (ADOPTED, DECLINED)
    assert notice.decide_digest(OweDigest(notice=WHO), sent, DAY, is_mailing=True) == ()


def test_digests_go_out_at_six() -> None:
    """XS-13: what comes at six or later waits for the next evening."""
    assert find_evening(datetime(2018, 5, 2, 17, 59, tzinfo=SEOUL)) == datetime(2018, 5, 2, 18, tzinfo=SEOUL)
    assert find_evening(datetime(2018, 5, 2, 18, 0, tzinfo=SEOUL)) == datetime(2018, 5, 3, 18, tzinfo=SEOUL)


def test_a_change_is_told_to_who_follows_what_it_belongs_to() -> None:
    """ENG-09: an item of a session is told to those who took part in it."""
    linked = follower.decide_topic(LinkTopic(topic="feedback-1", parent=TOPIC), ())
    assert linked == (TopicLinked(parent=TOPIC),)
    parents = follower.evolve_topic((), linked[0])
    assert follower.decide_topic(LinkTopic(topic="feedback-1", parent=TOPIC), parents) == ()
    told = follower.decide_topic(TellChange(topic="feedback-1", change=ADOPTED), parents)
    assert told == tuple(ChangeTold(topic=each, change=ADOPTED) for each in ("feedback-1", TOPIC))


def test_a_letter_says_that_something_changed_and_where_to_read_it() -> None:
    """ENG-09: the short link of the session, how to stop, and no word of what was decided."""
    (raised, _) = tell(ADOPTED, notice.UNRAISED, follow())
    assert isinstance(raised, CitizenNoticeRaised)
    words = citizen_letter.write(raised, (ADOPTED,), "https://nonsan.example/")
    assert words.subject == "[논산시] 나온 의견을 추진하기로 했습니다"
    assert f"https://nonsan.example/voice/{write_short(HALL)}" in words.body
    assert f"https://nonsan.example/voice/stop/{WHO}" in words.body
    assert "- 2018. 5. 2.(수) 나온 의견을 추진하기로 했습니다." in words.body
    assert "http" not in citizen_letter.write(raised, (ADOPTED, DECLINED), "").body
    assert citizen_letter.write(raised, (ADOPTED, DECLINED), "").subject == "[논산시] 소식 2건"


def test_a_short_code_is_read_back_however_it_was_written() -> None:
    """ENG-09: 3f2a9c10000 and two bits more are 00111 11100 10101 01001 11000 00100, three 00000 and 00001."""
    assert write_short(HALL) == "7WN9R40001"
    first, last = read_short(write_short(HALL).lower().replace("0", "O")) or (HALL, HALL)
    assert first <= HALL <= last
    assert last.int - first.int == 2**78 - 1
    assert read_short("7WN9R4000") is None
    assert read_short("7WN9R4000U") is None
