import pytest

from azukari.base.network import site


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("2001:db8::1", "2001:0DB8:0::1", True),
        ("nonsense", "", True),
        ("nonsense", "192.0.2.1", False),
    ],
)
def test_addresses_of_one_network_are_one_site(one: str, other: str, same: bool) -> None:
    assert (site(one) == site(other)) == same
