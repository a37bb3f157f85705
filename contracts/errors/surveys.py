"""Codes of surveys: designs, invitations, answers, results and draws (domain.md 4.5)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

SURVEYS: Final[Mapping[str, Explained]] = {
    "QUESTION_INVALID": Explained(
        Status.RULE,
        "물을 수 없는 문항",
        "문항의 종류와 선택지, 줄, 범위가 서로 맞지 않거나 코드가 겹칩니다.",
        "current의 question에 있는 문항을 고쳐 다시 보내세요.",
    ),
    "BRANCH_INVALID": Explained(
        Status.RULE,
        "조건이 맞지 않음",
        "조건은 앞에 있는 문항의 있을 수 있는 답만 볼 수 있습니다.",
        "current의 question에 있는 문항의 조건을 고치세요.",
    ),
    "DESIGN_INVALID": Explained(
        Status.RULE,
        "설계가 맞지 않음",
        "층, 표본, 초대 대상이나 점수를 내는 방법이 서로 맞지 않습니다.",
        "detail에 적힌 것을 고쳐 다시 보내세요.",
    ),
    "SURVEY_NOT_OPEN": Explained(
        Status.STATE,
        "답을 받지 않는 때",
        "설문이 아직 열리지 않았거나 마감되었습니다.",
        "설문의 안내를 확인하세요. 마감한 뒤에는 답하거나 거둘 수 없습니다.",
    ),
    "INVITATION_INVALID": Explained(
        Status.RULE,
        "쓸 수 없는 설문 링크",
        "링크가 잘못되었거나, 다시 보낸 뒤의 옛 링크이거나, 받지 않겠다고 한 사람의 것입니다.",
        "가장 나중에 받은 링크를 그대로 여세요.",
    ),
    "OPTED_OUT": Explained(
        Status.STATE,
        "설문을 받지 않겠다고 한 사람",
        "이 연락처의 주인은 어느 설문도 받지 않겠다고 했습니다.",
        "초대하지 마세요. 이 뜻은 다른 설문에도 이어집니다.",
    ),
    "REISSUED_TOO_EARLY": Explained(
        Status.STATE,
        "아직 다시 보낼 수 없음",
        "처음 보낸 지 사흘이 지나지 않았습니다.",
        "current의 earliest부터 다시 보내세요.",
    ),
    "UNKNOWN_STRATUM": Explained(
        Status.RULE,
        "설문에 없는 층",
        "설문을 설계할 때 정한 층이 아닙니다.",
        "설문의 strata에서 하나를 골라 보내세요.",
    ),
    "ALREADY_ANSWERED": Explained(
        Status.STATE,
        "이미 답함",
        "한 링크로 한 번만 답할 수 있습니다.",
        "고치려면 마감하기 전에 답을 거둔 뒤 다시 답하세요.",
    ),
    "ANSWER_INVALID": Explained(
        Status.RULE,
        "문항에 맞지 않는 답",
        "문항이 묻지 않는 것을 답했거나, 없는 문항이나 선택지를 적었습니다.",
        "current의 question에 있는 문항의 답을 고치세요.",
    ),
    "ANSWER_REQUIRED": Explained(
        Status.RULE,
        "꼭 답할 문항이 비어 있음",
        "보이는 문항 가운데 꼭 답할 것에 답이 없습니다.",
        "current의 question에 있는 문항에 답하세요.",
    ),
    "RESPONSE_REQUIRED": Explained(
        Status.STATE,
        "아직 답하지 않음",
        "경품 추첨에는 답한 사람만 참여합니다.",
        "먼저 답하고, 방금 답했으면 잠시 뒤에 다시 보내세요.",
    ),
    "WAVE_NOT_OVER": Explained(
        Status.STATE,
        "아직 끝나지 않은 달",
        "연중 설문은 끝난 달의 결과만 냅니다.",
        "달이 바뀐 뒤에 다시 보내세요.",
    ),
    "GROUP_TOO_SMALL": Explained(
        Status.RULE,
        "너무 작은 묶음",
        "답한 사람이 적어 누구의 것인지 드러날 수 있습니다.",
        "더 넓은 묶음으로 내거나 내지 마세요.",
    ),
    "NO_INCENTIVE": Explained(
        Status.STATE,
        "경품이 없는 설문",
        "이 설문은 경품을 설계하지 않았습니다.",
        "연락처를 보내지 마세요.",
    ),
    "NO_ENTRIES": Explained(
        Status.STATE,
        "추첨할 사람이 없음",
        "추첨에 참여해 아직 뽑히지 않은 사람이 없습니다.",
        "참여한 사람이 있는 설문에서 추첨하세요.",
    ),
    "AGENDA_ORDER": Explained(
        Status.RULE,
        "의제의 차례가 바뀜",
        "지난 행사에서 정한 것을 새 의제보다 먼저 다룹니다.",
        "feedback이 있는 의제를 앞에 적어 다시 보내세요.",
    ),
}
