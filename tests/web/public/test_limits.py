"""How often one connection may do what at the public door."""

from datetime import timedelta

from azukari.web.public.limits import Act, limits


def test_an_installation_says_how_many_forms_may_be_sent() -> None:
    assert limits(7)[Act.SEND].count == 7
    assert all(limit.within <= timedelta(hours=1) for limit in limits(7).values())
