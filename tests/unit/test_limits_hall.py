"""A hall behind one address: each ticket is counted alone, the address only far beyond what people do."""

from gateway.limits import HALL_SHARE, TICKET_PER_MINUTE, Limits


async def test_a_hall_votes_behind_one_address() -> None:
    """ENG-05: 800 phones that each send a ballot are 800 requests of one address and one of each ticket."""
    limits = Limits(rate_per_minute=10)
    for phone in range(800):
        assert not (await limits.count_hall("address 10.0.0.1")).is_over
        assert not (await limits.count_ticket(f"ticket-{phone}")).is_over
    assert (await limits.count("address 10.0.0.1")).remaining == 9
    beyond = [await limits.count_hall("address 10.0.0.1") for _ in range(10 * HALL_SHARE - 800 + 1)]
    assert [each.is_over for each in beyond[-2:]] == [False, True]


async def test_one_ticket_tries_only_so_often() -> None:
    limits = Limits()
    tries = [await limits.count_ticket("mine") for _ in range(TICKET_PER_MINUTE + 1)]
    assert [each.is_over for each in tries[-2:]] == [False, True]
    assert not (await limits.count_ticket("yours")).is_over
