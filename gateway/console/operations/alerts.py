"""What needs somebody now: each with its cause, its consequence and what to do. Pure, as the picture is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.console.operations.picture import (
    LAG_S,
    QUEUE,
    Queues,
    Seen,
    find_best,
    find_consumer,
    name_lane,
    say_span,
)
from gateway.console.words import _
from infra.messaging import name_command_queue, name_dead_queue
from infra.status import ConsumerStatus, RoleStatus

DISK_SHARE: Final = 0.10
"""Free share of a disk below which PostgreSQL and RabbitMQ are about to stop (RabbitMQ's own alarm is later)."""
BACKUP_S: Final = 26 * 3_600.0
"""Age of a nightly backup that has failed: a day and two hours."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that needs somebody."""

    severe: bool
    title: str
    cause: str
    consequence: str
    act: str
    """What to do, in a sentence."""
    command: str = ""
    """What to type, where that is what to do."""


def list_alerts(seen: Sequence[Seen], queues: Queues, contexts: Sequence[str]) -> Iterator[Alert]:
    """Yield what needs somebody, what stops most first."""
    if not queues.answers:
        yield _alert_broker()
    yield from _list_database_alerts(seen)
    for each in seen:
        yield from _list_role_alerts(each)
    told = _list_told(seen)
    for role in told:
        yield from _list_record_alerts(role, told[role])
    for role in told:
        yield from _list_reader_alerts(role, told[role])
    for role in told:
        yield from _list_waiting_alerts(role, told[role])
        yield from _list_mail_alerts(told[role])
    for context in contexts:
        yield from _list_lane_alerts(seen, queues, context)
    yield from _list_disk_alerts(seen)
    yield from _list_backup_alerts(seen)


def _alert_broker() -> Alert:
    return Alert(
        True,
        _("전달(RabbitMQ)이 답하지 않습니다"),
        _("RabbitMQ가 꺼졌거나 연결이 끊겼습니다."),
        _("새 입력은 받지 못합니다(503). 이미 저장한 것은 안전하고, 다시 켜면 이어서 처리합니다."),
        _("RabbitMQ를 다시 켜세요."),
        "docker compose restart rabbitmq",
    )


def _list_database_alerts(seen: Sequence[Seen]) -> Iterator[Alert]:
    without = {
        each.name: each.status.database_s
        for each in seen
        if each.answers and each.status is not None and not each.status.database
    }
    if without:
        yield Alert(
            True,
            _("저장소(PostgreSQL)가 답하지 않습니다: %(without)s", without=", ".join(without)),
            _("%(span)s 전부터 질문에 답이 없습니다.", span=say_span(max(without.values()))),
            _("이 부분의 입력과 조회가 멈춥니다(503). 저장한 것은 안전하고, 다시 켜면 이어서 처리합니다."),
            _("PostgreSQL을 확인하고 다시 켜세요."),
            "docker compose restart postgres",
        )


def _lacks_database(seen: Seen | None) -> bool:
    return seen is not None and seen.status is not None and not seen.status.database


def _list_role_alerts(seen: Seen) -> Iterator[Alert]:
    if not seen.answers:
        name = seen.name
        yield Alert(
            True,
            _("%(name)s 프로세스가 답하지 않습니다", name=name),
            _("프로세스가 꺼졌거나 멈췄습니다.") if seen.age_s is not None else _("아직 한 번도 답하지 않았습니다."),
            _say_loss(name),
            _("다시 켜고, 또 꺼지면 마지막 기록을 확인하세요."),
            f"docker compose restart {name} && docker compose logs --tail 50 {name}",
        )


def _list_told(seen: Sequence[Seen]) -> dict[str, list[RoleStatus]]:
    """Return what the processes that answer have told, by role: replicas tell the same of what they share."""
    told: dict[str, list[RoleStatus]] = {}
    for each in seen:
        if each.answers and each.status is not None:
            told.setdefault(each.name.partition("-")[0], []).append(each.status)
    return told


def _list_reader_alerts(role: str, told: Sequence[RoleStatus]) -> Iterator[Alert]:
    """Yield what of each consumer needs somebody, once for all its replicas."""
    by_context: dict[tuple[str, str], list[ConsumerStatus]] = {}
    for consumer in (each for status in told for each in status.consumers):
        by_context.setdefault((consumer.consumer, consumer.context), []).append(consumer)
    for (name, context), replicas in by_context.items():
        lane = name_lane(context)
        stopped = [each.stopped for each in replicas if each.stopped is not None]
        if len(stopped) == len(replicas):  # else another replica goes on
            yield Alert(
                True,
                _("%(name)s: %(lane)s 기록을 더 읽지 않습니다", name=name, lane=lane),
                _("읽던 기록과 이어지지 않습니다. (%(stopped)s)", stopped=stopped[0]),
                _("%(lane)s 화면이 그때 상태로 멈춥니다. 백업을 되돌린 뒤라면 정상적인 보호입니다.", lane=lane),
                _("백업을 되돌렸다면 infra/deploy/RUNBOOK.md의 Recovery를 따르고, 아니면 감사팀에 알리세요."),
            )
        waiting_for = next((each.waiting_for for each in replicas if each.waiting_for is not None), None)
        if waiting_for is not None:
            yield Alert(
                True,
                _("%(name)s: 모르는 종류의 사건을 만났습니다", name=name),
                _("이 프로그램보다 새로운 프로그램이 기록했습니다. (%(waiting_for)s)", waiting_for=waiting_for),
                _("%(lane)s 화면이 그 사건 앞에서 기다립니다. 잃는 것은 없습니다.", lane=lane),
                _("프로그램을 같은 새 판으로 올리세요."),
                f"docker compose pull && docker compose up --detach {role}",
            )


def _list_waiting_alerts(role: str, told: Sequence[RoleStatus]) -> Iterator[Alert]:
    parked, tasks = max(each.parked for each in told), max(each.tasks for each in told)
    if parked:
        yield Alert(
            False,
            _("%(role)s: 보류한 묶음이 %(parked)s건 있습니다", role=role, parked=f"{parked:,}"),
            _("처리하다 오류가 난 사건이 있어 그 묶음만 따로 두었습니다."),
            _("그 건의 화면만 옛 상태로 남습니다. 이력(history)이면 연계 시스템도 그 앞에서 기다립니다."),
            _("아래 ‘보류’에서 원인을 확인하고, 고친 뒤 ‘다시 처리’를 누르세요."),
        )
    if tasks:
        yield Alert(
            False,
            _("%(role)s: 사람이 처리할 일이 %(tasks)s건 있습니다", role=role, tasks=f"{tasks:,}"),
            _("자동으로 보낸 명령을 업무 규칙이 거절했습니다."),
            _("뒤따라야 할 처리가 이루어지지 않았습니다."),
            _("아래 ‘처리하기’에서 코드를 보고, 원인을 없앴으면 다시 처리하고 손으로 처리했으면 그렇다고 표시하세요."),
        )


def _list_mail_alerts(told: Sequence[RoleStatus]) -> Iterator[Alert]:
    """Yield that notices are not mailed although they should be: the replica that sends says so."""
    away = next((each.mail.away for each in told if each.mail is not None and each.mail.away is not None), None)
    if away is not None:
        yield Alert(
            False,
            _("메일 서버에 연결하지 못합니다"),
            _("메일 서버가 꺼졌거나 주소가 틀렸습니다. (%(away)s)", away=away),
            _("기한 알림이 화면에만 뜨고 메일로는 나가지 않습니다. 잃는 것은 없습니다."),
            _("메일 서버와 SMTP_URL을 확인하세요. 연결되면 밀린 메일을 저절로 보냅니다."),
        )


def _list_record_alerts(context: str, told: Sequence[RoleStatus]) -> Iterator[Alert]:
    lane = name_lane(context)
    broken = next((each.head_broken for each in told if each.head_broken is not None), None)
    if broken is not None:
        yield Alert(
            True,
            _("%(lane)s 기록이 서명과 맞지 않습니다", lane=lane),
            _("서명한 뒤에 누군가 기록을 바꾸었거나 서명 키가 빠졌습니다. (%(broken)s)", broken=broken),
            _("업무는 계속되지만 새 서명이 멈춰, 기록이 온전하다고 증명할 수 없습니다."),
            _("기록을 고치거나 지우지 말고 감사팀에 알린 뒤 infra/deploy/RUNBOOK.md의 Changed log를 따르세요."),
        )
    stopped = next((each.agenda_stopped for each in told if each.agenda_stopped is not None and each.database), None)
    if stopped is not None:
        yield Alert(
            True,
            _("%(lane)s 기한·후속 처리가 멈췄습니다", lane=lane),
            _("사건 하나에서 더 나아가지 못합니다. (%(stopped)s)", stopped=stopped),
            _("기한이 되어도 알림과 후속 명령이 나가지 않습니다. 입력은 받고, 고치면 밀린 것을 한 번씩 처리합니다."),
            _("프로그램을 올린 직후라면 이전 판으로 되돌리고, 아니면 RUNBOOK.md의 Stopped agenda를 따르세요."),
            f"docker compose logs --tail 50 {context}",
        )


def _say_loss(name: str) -> str:
    match name.partition("-")[0]:
        case "projector":
            return _("저장은 되지만 화면이 새로워지지 않습니다. 다시 켜면 밀린 것을 따라잡습니다.")
        case "gateway":
            return _("이 접수 창구로 온 요청은 실패합니다.")
        case context:
            return _(
                "%(lane)s 입력을 처리하지 못합니다(504). 같은 요청을 다시 보내면 한 번만 처리됩니다.",
                lane=name_lane(context),
            )


def _list_lane_alerts(seen: Sequence[Seen], queues: Queues, context: str) -> Iterator[Alert]:
    lane, best = name_lane(context), find_best(seen, context)
    log = best.status.log if best and best.status and best.answers and best.status.database else None
    if log and queues.answers and log.unpublished_s > LAG_S:  # else it waits for the broker, which is told
        yield Alert(
            False,
            _(
                "%(lane)s 사건의 알림이 %(span)s 밀렸습니다",
                lane=lane,
                span=say_span(log.unpublished_s),
            ),
            _("기록한 사건 %(n)s건을 전달하지 못했습니다.", n=f"{log.head - log.relayed:,}"),
            _("저장은 되었고, 화면이 그만큼 늦습니다."),
            _("줄어들지 않으면 서비스를 다시 켜세요."),
            f"docker compose restart {context}",
        )
    waiting, dead = (queues.counts.get(name(context), 0) for name in (name_command_queue, name_dead_queue))
    if queues.answers and waiting >= QUEUE:
        yield Alert(
            False,
            _("%(lane)s 명령 %(waiting)s통이 기다립니다", lane=lane, waiting=f"{waiting:,}"),
            _("들어오는 것이 처리하는 것보다 많거나 서비스가 멈췄습니다."),
            _("입력이 늦어지고, 5초가 넘으면 504로 끝납니다."),
            _("서비스를 한 대 더 켜세요."),
            f"docker compose up --detach --scale {context}=2 {context}",
        )
    if dead:
        yield Alert(
            False,
            _("%(lane)s에 처리하지 못한 명령이 %(dead)s통 있습니다", lane=lane, dead=f"{dead:,}"),
            _("프로그램 오류로 판단하지 못해 따로 보관했습니다."),
            _("보낸 사람은 ‘시스템 오류’라는 답을 받았고, 아무것도 저장되지 않았습니다."),
            _("아래 ‘처리하지 못한 명령’에서 종류와 오류를 보고, 고친 뒤 다시 보내세요."),
        )
    if queues.answers:
        yield from _list_reading_alerts(seen, context)


def _list_reading_alerts(seen: Sequence[Seen], context: str) -> Iterator[Alert]:
    best = find_best(seen, "projector")
    if _lacks_database(best):
        return  # that is told
    consumer = find_consumer(best.status, context) if best and best.status and best.answers else None
    if consumer is None or consumer.stopped or consumer.waiting_for or not consumer.places:
        return
    worst = max(consumer.places, key=lambda place: place.behind_s)
    if worst.behind_s > LAG_S:
        yield Alert(
            False,
            _(
                "%(lane)s 화면이 %(span)s 뒤처졌습니다",
                lane=name_lane(context),
                span=say_span(worst.behind_s),
            ),
            _(
                "화면 %(reader)s에 사건 %(n)s건이 아직 반영되지 않았습니다.",
                reader=worst.reader,
                n=f"{max(worst.told - worst.position, 0):,}",
            ),
            _("저장은 되었고, 화면만 옛 내용입니다."),
            _("줄어들지 않으면 projector를 다시 켜세요."),
            "docker compose restart projector",
        )


def _list_disk_alerts(seen: Sequence[Seen]) -> Iterator[Alert]:
    for each in seen:
        status = each.status
        if status is not None and status.disk_free_bytes < DISK_SHARE * status.disk_bytes:
            yield Alert(
                True,
                _(
                    "%(name)s의 디스크가 %(percent)s%%만 남았습니다",
                    name=each.name,
                    percent=status.disk_free_bytes * 100 // status.disk_bytes,
                ),
                _("기록이나 로그가 디스크를 채웠습니다."),
                _("가득 차면 PostgreSQL과 RabbitMQ가 쓰기를 멈춥니다."),
                _("지워도 되는 것을 지우거나 디스크를 늘리세요. 사건 기록은 지우지 마세요."),
                "df -h && docker system df",
            )
            return


def _list_backup_alerts(seen: Sequence[Seen]) -> Iterator[Alert]:
    best = find_best(seen, "gateway")
    age_s = best.status.backup_s if best and best.status else None
    if age_s is not None and age_s > BACKUP_S:
        yield Alert(
            True,
            _("마지막 백업이 %(span)s 전입니다", span=say_span(age_s)),
            _("밤사이 백업이 실패했습니다."),
            _("지금 디스크를 잃으면 그 뒤의 기록을 잃습니다."),
            _("백업을 손으로 실행하고, 성공하면 표시 파일을 새로 쓰는지 확인하세요."),
            'pg_dumpall --clean > backup.sql && touch "$HWANRYU_BACKUP_MARKER"',
        )
