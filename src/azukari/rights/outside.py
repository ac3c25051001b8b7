"""To whom somebody's records went, in words: as the person's page and their package say it (APPI Art. 29, 33(5))."""

from collections.abc import Callable
from dataclasses import dataclass

from azukari.sharing.exit import Exit
from azukari.sharing.queries import HeldOutside
from azukari.statement.document import Statement
from azukari.statement.text import Language, Text

EXITS = {
    Exit.CONTRACTOR: Text(ja="委託（当社のための作業）", en="to work for us"),
    Exit.CONSENT: Text(ja="第三者への提供（あなたの同意による）", en="to a third party, by your permission"),
    Exit.EXCEPTION: Text(ja="第三者への提供（法律の定めによる）", en="to a third party, as the law allows or demands"),
    Exit.JOINT_USE: Text(ja="共同利用", en="for joint use"),
    Exit.CLIENT: Text(ja="委託元への返却", en="back to whom it belongs"),
}
_STANDING = {
    "holds": Text(
        ja="返却または廃棄の証明があるまで、相手が持っています",
        en="They have it until they certify that it was returned or destroyed",
    ),
    "theirs": Text(ja="相手が、自らの責任で扱っています", en="They have it, and are responsible for it themselves"),
    "returned": Text(ja="返却したと、相手が証明しました", en="They certified that it was returned"),
    "destroyed": Text(ja="廃棄したと、相手が証明しました", en="They certified that it was destroyed"),
}
_THEIRS = frozenset({Exit.CONSENT, Exit.EXCEPTION, Exit.CLIENT})


@dataclass(frozen=True, slots=True)
class ToldOutside:
    """That a record went to a recipient; ``standing`` says whether they have it still, and of the past the row says since when.

    Address and representative belong to the record of a provision, and are empty where there is none.
    """

    one: HeldOutside
    recipient: str
    exit: str
    purpose: str
    standing: str
    address: str
    representative: str


def tell_outside(one: HeldOutside, *, version: Callable[[str], Statement], language: Language) -> ToldOutside:
    """Put into words that a record went out, by the version of the statement under which it did."""
    statement = version(one.statement_hash)
    named = next((each for each in statement.recipients if each.id == one.recipient), None)
    titles = {purpose.id: purpose.title.in_language(language) for purpose in statement.all_purposes()}
    provided = one.exit in {Exit.CONSENT, Exit.EXCEPTION}
    address, representative = one.address, one.representative
    if provided and named is not None:
        address = address or named.address.in_language(language)
        representative = representative or named.representative.in_language(language)
    standing = one.ended or ("theirs" if one.exit in _THEIRS else "holds")
    return ToldOutside(
        one=one,
        recipient=one.recipient if named is None else named.name.in_language(language),
        exit=EXITS[one.exit].in_language(language),
        purpose=titles.get(one.purpose, one.purpose),
        standing=_STANDING[standing].in_language(language),
        address=address,
        representative=representative,
    )
