import pytest

from azukari.base import errors
from azukari.base.errors import AzukariError, Kind, RefusedError

_FAMILY = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, AzukariError)]


class NoWindowError(RefusedError):
    """Nothing is opened outside office hours.

    More for those who read the code.
    """


class SilentError(AzukariError):
    pass


def test_every_kind_has_one_error() -> None:
    assert sorted(one.kind for one in _FAMILY) == sorted(Kind)


@pytest.mark.parametrize("error", _FAMILY)
def test_every_error_has_a_sentence(error: type[AzukariError]) -> None:
    assert str(error()).endswith(".")
    assert "\n" not in str(error())


def test_the_first_line_of_a_docstring_is_the_message() -> None:
    assert str(NoWindowError()) == NoWindowError().message == "Nothing is opened outside office hours."
    assert NoWindowError().ground == "refused"


def test_message_and_ground_can_be_given() -> None:
    error = NoWindowError("Come back at nine.", ground="closed")
    assert (str(error), error.ground, error.kind) == ("Come back at nine.", "closed", Kind.REFUSED)


def test_an_error_without_words_still_says_something() -> None:
    SilentError.__doc__ = None
    assert str(SilentError()) == "Something went wrong."
    assert SilentError().kind is Kind.INTERNAL
