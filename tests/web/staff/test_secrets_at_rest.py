"""The secrets of second factors lie sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import TamperedError
from azukari.web.staff.secrets_at_rest import open_secret, seal_secret


@given(st.text(), st.text(min_size=1))
def test_what_was_sealed_is_opened(text: str, secret: str) -> None:
    sealed = seal_secret(text, door_secret=secret)
    assert open_secret(sealed, door_secret=secret) == text
    assert seal_secret(text, door_secret=secret) != sealed


@pytest.mark.parametrize("changed", ["", "v1.", "v1.AAAA", "JBSWY3DPEHPK3PXP", "v1.é", "v1." + "A" * 64])
def test_anything_else_is_refused(changed: str) -> None:
    with pytest.raises(TamperedError):
        open_secret(changed, door_secret="s")


def test_another_door_opens_nothing() -> None:
    with pytest.raises(TamperedError):
        open_secret(seal_secret("x", door_secret="a"), door_secret="b")
