"""Partners and their names as given / when / then."""

from functools import reduce
from unicodedata import normalize

import pytest

from contracts.errors import Rejected
from contracts.registry import AddPartnerAlias, PartnerAliasAdded, PartnerKind, PartnerRegistered, RegisterPartner
from services.registry import partner
from services.registry.partner import Partners

MINISTRY = RegisterPartner(
    code="ministry-agriculture", name="농림축산식품부", kind=PartnerKind.MINISTRY, aliases=("농식품부",)
)
PROVINCE = RegisterPartner(code="chungnam", name="충청남도", kind=PartnerKind.PROVINCE)
KNOWN = reduce(partner.evolve, partner.decide(MINISTRY, Partners()), Partners())


def test_a_partner_is_registered_with_its_aliases() -> None:
    """ORG-11; INC-25: 농식품부 and 농림축산식품부 are one."""
    (event,) = partner.decide(MINISTRY, Partners())
    assert isinstance(event, PartnerRegistered)
    assert event.model_dump(exclude={"type", "entry"}) == MINISTRY.model_dump(exclude={"type"})


@pytest.mark.parametrize("name", ["농림축산식품부", "농식품부", "농림축산 식품부", normalize("NFD", "농식품부")])
def test_a_name_finds_one_partner(name: str) -> None:
    """ORG-11: neither spaces nor letters in parts, as some systems write them, make another name."""
    other = RegisterPartner(code="another", name=name, kind=PartnerKind.OTHER)
    with pytest.raises(Rejected, match="ALREADY_REGISTERED") as refusal:
        partner.decide(other, KNOWN)
    assert refusal.value.details["code"] == "ministry-agriculture"


def test_a_code_is_taken_for_good() -> None:
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        partner.decide(MINISTRY.model_copy(update={"name": "새 이름", "aliases": ()}), KNOWN)


def test_a_partner_does_not_bring_one_name_twice() -> None:
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        partner.decide(MINISTRY.model_copy(update={"aliases": ("농림축산식품부",)}), Partners())


def test_an_alias_is_added_once() -> None:
    """ORG-11."""
    command = AddPartnerAlias(code="ministry-agriculture", alias="농축산부")
    (event,) = partner.decide(command, KNOWN)
    assert event == PartnerAliasAdded(code="ministry-agriculture", alias="농축산부")
    assert partner.decide(command, partner.evolve(KNOWN, event)) == ()


def test_an_alias_of_another_or_of_nobody_is_refused() -> None:
    both = reduce(partner.evolve, partner.decide(PROVINCE, KNOWN), KNOWN)
    with pytest.raises(Rejected, match="ALREADY_REGISTERED"):
        partner.decide(AddPartnerAlias(code="chungnam", alias="농식품부"), both)
    with pytest.raises(Rejected, match="NOT_FOUND"):
        partner.decide(AddPartnerAlias(code="nobody", alias="이름"), both)
