"""What several aggregates check, and the refusals that they share."""

from collections.abc import Sequence

from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.values import Role


def refuse_state(state: str, allowed: Sequence[str], message: str) -> Rejected:
    """Return the refusal of what a state does not allow, with what it does."""
    return Rejected("WRONG_STATE", message, {"state": state, "allowed": ",".join(allowed)})


def refuse_unknown(what: str, remedy: str = "주소를 확인하세요.") -> Rejected:
    """Return the refusal of what is not there; `what` is Korean with its particle: `그런 공약이`."""
    return Rejected("NOT_FOUND", f"{what} 없습니다. {remedy}")


def check_owner(owner: str | None, actor: Actor) -> None:
    """Only the department that something belongs to and the coordinating office do it. Raises: NOT_PERMITTED."""
    if actor.role is not Role.OPERATOR and (owner is None or actor.department != owner):
        raise Rejected("NOT_PERMITTED", "주관부서나 총괄부서만 할 수 있습니다. 그 부서에 요청하세요.")
