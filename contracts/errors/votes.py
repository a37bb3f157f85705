"""Codes of live votes: rounds, ballots, receipts and what is counted by hand (domain.md 4.5)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

VOTES: Final[Mapping[str, Explained]] = {
    "TALLY_RULE_REQUIRED": Explained(
        Status.STATE,
        "집계 방법을 정하지 않음",
        "집계 방법을 먼저 알려야 투표를 열 수 있습니다.",
        "POST /v1/rounds/{round}/rule로 집계 방법을 정한 뒤 여세요.",
    ),
    "TALLY_RULE_FROZEN": Explained(
        Status.STATE,
        "집계 방법을 바꿀 수 없음",
        "투표를 연 뒤에는 집계 방법을 바꿀 수 없습니다.",
        "꼭 바꿔야 하면 사유를 적어 다시 투표하세요. 그때까지의 표는 세지 않습니다.",
    ),
    "WEIGHTS_DIFFER": Explained(
        Status.RULE,
        "가중치가 참여 구분과 맞지 않음",
        "구분별 가중에는 행사의 참여 구분마다 가중치가 하나씩 있어야 하고, 다른 방법에는 없어야 합니다.",
        "current의 segments에 있는 구분마다 하나씩 적으세요.",
    ),
    "DOORS_NOT_OPEN": Explained(
        Status.STATE,
        "행사장 문이 닫혀 있음",
        "투표는 행사장 문을 연 동안에만 열 수 있습니다.",
        "입장을 시작한 뒤 투표를 여세요.",
    ),
    "ROUND_NOT_OPEN": Explained(
        Status.STATE,
        "투표를 받지 않는 때",
        "투표가 아직 열리지 않았거나, 잠시 멈췄거나, 끝났습니다.",
        "화면의 안내를 따르세요. 이미 보낸 표는 접수 번호로 확인할 수 있습니다.",
    ),
    "ALREADY_VOTED": Explained(
        Status.STATE,
        "이미 투표함",
        "한 사람이 한 번만 투표할 수 있고, 먼저 한 투표를 셉니다.",
        "더 하실 일이 없습니다. 접수 번호로 표가 세어졌는지 확인하세요.",
    ),
    "CHOICES_INVALID": Explained(
        Status.RULE,
        "고른 내용이 투표와 맞지 않음",
        "투표에 없는 것을 골랐거나, 너무 많이 골랐거나, 별이나 순위가 맞지 않습니다.",
        "화면에서 다시 고르세요. 아무것도 고르지 않으면 무효표로 셉니다.",
    ),
    "RESULTS_HIDDEN": Explained(
        Status.STATE,
        "결과를 아직 볼 수 없음",
        "결과는 투표가 끝난 뒤 담당자에게, 발표한 뒤 모두에게 보입니다. 무효가 된 투표의 결과는 보이지 않습니다.",
        "current의 state를 확인하고 발표를 기다리세요.",
    ),
    "SAME_OFFICER": Explained(
        Status.FORBIDDEN,
        "같은 사람이 두 번 입력함",
        "손으로 센 표는 두 사람이 따로 입력해 맞춰 봅니다.",
        "다른 담당자가 다시 입력하게 하세요.",
    ),
    "TALLIES_DIFFER": Explained(
        Status.STATE,
        "두 사람이 센 수가 다름",
        "두 번째 입력이 첫 번째와 달라 세지 않았습니다. 두 입력은 기록에 남습니다.",
        "표를 다시 세어 두 사람이 처음부터 다시 입력하세요.",
    ),
    "TALLY_SUM_MISMATCH": Explained(
        Status.RULE,
        "센 수가 서로 맞지 않음",
        "선택지의 표를 더한 수가 유효표와 맞지 않거나, 투표에 없는 선택지가 있습니다.",
        "전체, 무효, 선택지별 표를 다시 세어 적으세요.",
    ),
    "TALLY_UNFINISHED": Explained(
        Status.STATE,
        "손으로 센 표의 입력이 끝나지 않음",
        "한 사람만 입력했거나 두 입력이 달라 아직 세지 않은 표가 있습니다.",
        "current의 waiting에 있는 것을 다른 담당자가 입력하게 한 뒤 발표하세요.",
    ),
    "RECEIPT_EXPIRED": Explained(
        Status.GONE,
        "확인 기한이 지난 접수 번호",
        "이의 제기 기간이 끝나 열쇠를 파기했습니다. 이제 누구도 접수 번호를 열 수 없습니다.",
        "발표된 결과를 확인하세요. 누가 무엇을 골랐는지는 아무도 알 수 없습니다.",
    ),
}
