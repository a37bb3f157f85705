"""What several aggregates check, and the refusals that they share."""

from collections.abc import Sequence

from contracts.errors import Rejected


def refuse_state(state: str, allowed: Sequence[str], message: str) -> Rejected:
    """Return the refusal of what a state does not allow, with what it does."""
    return Rejected("WRONG_STATE", message, {"state": state, "allowed": ",".join(allowed)})


def refuse_unknown(what: str, remedy: str = "주소를 확인하세요.") -> Rejected:
    """Return the refusal of what is not there; `what` is Korean with its particle: `그런 투표가`."""
    return Rejected("NOT_FOUND", f"{what} 없습니다. {remedy}")


def refuse_registered(what: str) -> Rejected:
    """Return the refusal of what is there already; `what` is Korean: `설문`."""
    return Rejected("ALREADY_REGISTERED", f"이미 등록된 {what}입니다. 등록된 것을 확인하거나 새 키로 보내세요.")
