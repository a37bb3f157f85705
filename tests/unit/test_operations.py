"""What the operations page says, in each state that an operator on call may meet."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.console.operations.alerts import BACKUP_S, DISK_SHARE, Alert, list_alerts
from gateway.console.operations.drawing import draw
from gateway.console.operations.picture import LAG_S, QUEUE, Health, Queues, Seen, Step, list_steps, say_span
from infra.status import ConsumerStatus, LogStatus, MailStatus, PlaceStatus, RoleStatus

LANE = "directives"
IDLE = Queues({"commands.directives": 0, "dead.directives": 0}, 1.0)


def make_status(role: str, **more: Any) -> RoleStatus:
    values = {"up_s": 60.0, "database": True, "database_s": 1.0, "broker": True}
    return RoleStatus.model_validate({"role": role, "disk_free_bytes": 50, "disk_bytes": 100, **values, **more})


def make_log(**more: Any) -> LogStatus:
    values = {"context": LANE, "head": 100, "relayed": 100, "unpublished_s": 0.0, "relaying": True}
    return LogStatus.model_validate(values | more)


def make_consumer(
    behind_s: float = 0.0, position: int = 100, stopped: str | None = None, waiting_for: str | None = None
) -> ConsumerStatus:
    place = PlaceStatus(reader="directive_board", context=LANE, position=position, told=100, behind_s=behind_s)
    return ConsumerStatus(consumer="projector", context=LANE, stopped=stopped, waiting_for=waiting_for, places=(place,))


def see(**changed: RoleStatus) -> list[Seen]:
    statuses = {
        LANE: make_status(LANE, log=make_log()),
        "projector": make_status("projector", consumers=(make_consumer(),)),
        "gateway": make_status("gateway"),
    } | changed
    return [Seen(name, status, 1.0, True) for name, status in statuses.items()]


def tell(seen: list[Seen], queues: Queues = IDLE) -> list[Alert]:
    return list(list_alerts(seen, queues, [LANE]))


def find(seen: list[Seen], title: str, queues: Queues = IDLE) -> Step:
    return next(step for step in list_steps(seen, queues, [LANE]) if step.title.startswith(title))


def test_nothing_needs_somebody_when_all_is_well() -> None:
    assert tell(see()) == []
    assert {step.health for step in list_steps(see(), IDLE, [LANE])} == {Health.GOOD}


def test_a_silent_process_is_named_with_the_age_of_what_it_told() -> None:
    seen = [replace(each, age_s=180.0) if each.name == "projector" else each for each in see()]
    (alert,) = tell(seen)
    assert "projector" in alert.title
    assert "projector" in alert.command
    step = find(seen, "화면 반영")
    assert (step.health, step.age_s) == (Health.BAD, 180.0)
    assert say_span(180.0) == "3분"


def test_a_broker_that_is_away_is_one_alert_not_ten() -> None:
    late = see(projector=make_status("projector", consumers=(make_consumer(behind_s=60.0),)))
    (alert,) = tell(late, Queues({"commands.directives": 7}, 60.0))
    assert "RabbitMQ" in alert.title
    assert find(late, "명령 전달", Queues({"commands.directives": 7}, 60.0)).said == "대기 7통"


@pytest.mark.parametrize("store", ["broker", "database"])
def test_a_projector_without_its_stores_is_not_shown_as_well(store: str) -> None:
    """Level as far as it has heard, but it hears nothing or can keep nothing."""
    seen = see(projector=make_status("projector", consumers=(make_consumer(),), **{store: False}))
    assert find(seen, "화면 반영").health is Health.BAD


def test_a_projector_that_hears_nothing_says_for_how_long() -> None:
    seen = see(projector=make_status("projector", consumers=(make_consumer(behind_s=70.0),)))
    assert find(seen, "화면 반영").said == "1분 동안 소식 없음"


def test_a_database_that_is_away_is_one_alert_naming_who_misses_it() -> None:
    away = {name: make_status(name, database=False, database_s=42.0, log=make_log()) for name in (LANE, "gateway")}
    (alert,) = tell(see(**away))
    assert "directives, gateway" in alert.title
    assert "42초" in alert.cause


def test_a_mail_server_that_is_away_is_told_once() -> None:
    """DIR-20: only the replica that sends knows of it; where mail is off nothing is missing."""
    replicas = {
        "coordination-1": make_status("coordination", mail=MailStatus(is_on=True)),
        "registry": make_status("registry", mail=MailStatus(is_on=False)),
    }
    assert tell(see(**replicas)) == []
    away = make_status("coordination", mail=MailStatus(is_on=True, away="ConnectionRefusedError"))
    (alert,) = tell(see(**replicas, **{"coordination-2": away}))
    assert ("메일 서버" in alert.title, "ConnectionRefusedError" in alert.cause, alert.severe) == (True, True, False)


def test_a_lag_is_an_alert_from_its_limit_on() -> None:
    def judge(behind_s: float) -> list[Alert]:
        return tell(see(projector=make_status("projector", consumers=(make_consumer(behind_s, position=90),))))

    assert judge(LAG_S) == []
    (alert,) = judge(LAG_S + 1)
    assert "10건" in alert.cause


def test_unpublished_events_are_told() -> None:
    seen = see(directives=make_status(LANE, log=make_log(relayed=60, unpublished_s=70.0)))
    (alert,) = tell(seen)
    assert ("1분" in alert.title, "40건" in alert.cause) == (True, True)
    assert find(seen, "알림").health is Health.SLOW


@pytest.mark.parametrize(
    "halted", [make_consumer(stopped="epoch 1, log at 2"), make_consumer(waiting_for="directives.new.v9")]
)
def test_a_consumer_that_must_not_go_on_is_told(halted: ConsumerStatus) -> None:
    seen = see(projector=make_status("projector", consumers=(halted,)))
    (alert,) = tell(seen)
    assert alert.severe
    assert (halted.stopped or halted.waiting_for or "") in alert.cause
    assert find(seen, "화면 반영").health is Health.BAD


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ({"head_broken": "another history lies before 7"}, "지시사항 기록이 서명과 맞지 않습니다"),
        ({"agenda_stopped": "Broken('at 7')"}, "지시사항 기한·후속 처리가 멈췄습니다"),
    ],
)
def test_a_changed_log_and_a_stopped_agenda_are_told_with_why_and_where_the_steps_are(
    told: dict[str, str], title: str
) -> None:
    seen = see(directives=make_status(LANE, log=make_log(), **told))
    assert (find(seen, "기록").word == "서명과 다름") is ("head_broken" in told)
    (alert,) = tell(seen)
    assert (alert.severe, alert.title) == (True, title)
    assert next(iter(told.values())) in alert.cause
    section = re.search(r"RUNBOOK.md의 ([A-Z][a-z ]+[a-z])", alert.act)
    assert section is not None
    assert f"\n## {section.group(1)}\n" in Path("infra/deploy/RUNBOOK.md").read_text(encoding="utf-8")


def test_an_agenda_that_waits_for_its_database_is_no_alert_of_its_own() -> None:
    away = make_status(LANE, database=False, log=make_log(), agenda_stopped="Unavailable('away')")
    (alert,) = tell(see(directives=away))
    assert "PostgreSQL" in alert.title


def test_two_replicas_that_tell_the_same_are_one_alert() -> None:
    """A view that stands still in both projectors, and what they both count in the same database."""
    told = make_status("projector", consumers=(make_consumer(stopped="epoch 1, log at 2"),), parked=3)
    halted = [each if each.name != "projector" else replace(each, status=told) for each in see()]
    alerts = tell([*halted, Seen("projector-2", told, 1.0, True)])
    assert [alert.title for alert in alerts] == [
        "projector: 지시사항 기록을 더 읽지 않습니다",
        "projector: 보류한 묶음이 3건 있습니다",
    ]


def test_a_consumer_whose_other_replica_goes_on_has_not_stopped() -> None:
    halted = make_status("projector", consumers=(make_consumer(stopped="epoch 1, log at 2"),))
    assert tell([*see(), Seen("projector-2", halted, 1.0, True)]) == []


def test_what_waits_for_a_person_is_told() -> None:
    seen = see(directives=make_status(LANE, log=make_log(), parked=2, tasks=3))
    dead = Queues({"commands.directives": QUEUE, "dead.directives": 4}, 1.0)
    said = " ".join(alert.title for alert in tell(seen, dead))
    assert all(text in said for text in ("묶음이 2건", "일이 3건", "명령 1,000통", "명령이 4통"))


def test_a_full_disk_and_an_old_backup_are_told() -> None:
    full = make_status("gateway", backup_s=BACKUP_S + 1).model_copy(update={"disk_free_bytes": 9})
    titles = [alert.title for alert in tell(see(gateway=full))]
    assert titles == ["gateway의 디스크가 9%만 남았습니다", "마지막 백업이 1일 전입니다"]


def test_an_idle_replica_does_not_hide_the_one_that_knows() -> None:
    stale = make_status("projector", consumers=(make_consumer(behind_s=0.0),))
    seen = [*see(), Seen("projector-2", stale, 500.0, False)]
    assert find(seen, "화면 반영").health is Health.GOOD
    assert [alert.title for alert in tell(seen)] == ["projector-2 프로세스가 답하지 않습니다"]


@pytest.mark.parametrize("wide", [True, False])
def test_no_two_boxes_of_the_picture_touch(wide: bool) -> None:
    drawing = draw(list_steps(see(), IDLE, [LANE, "registry"]), [LANE, "registry"], wide=wide)
    for box in drawing.boxes:
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
        for other in drawing.boxes:
            apart = box.x + box.width < other.x or other.x + other.width < box.x
            apart |= box.y + box.height < other.y or other.y + other.height < box.y
            assert apart or box is other


def test_prometheus_alerts_at_the_limits_of_the_page() -> None:
    text = Path("infra/deploy/prometheus/alerts.yml").read_text(encoding="utf-8")
    rules = {rule.split("\n", 1)[0]: rule for rule in text.split("- alert: ")[1:]}
    assert len(rules) == 15
    for name, rule in rules.items():
        assert all(f" {part}:" in rule for part in ("expr", "cause", "consequence", "command")), name
    limits = {"RelayBehind": LAG_S, "ReaderBehind": LAG_S, "CommandsWaiting": QUEUE}
    limits |= {"DiskNearlyFull": DISK_SHARE, "BackupOld": BACKUP_S}
    for name, limit in limits.items():
        found = re.search(r"expr: .*[<>]=? ([0-9.]+)$", rules[name], re.MULTILINE)
        assert found is not None
        assert float(found.group(1)) == limit, name
