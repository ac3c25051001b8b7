"""The words for closed lists, in both languages, wherever people read them."""

from azukari.statement.document import PromiseClass
from azukari.statement.purposes import RetentionStart, Role
from azukari.statement.read_header import ReasonKind
from azukari.statement.service import ForeignBasis, ProvisionBasis, RecipientKind
from azukari.statement.text import Language, Text

CLASSES = {
    PromiseClass.ENFORCED: Text(ja="ソフトウェアが守る", en="enforced by software"),
    PromiseClass.OBSERVED: Text(ja="測って確かめる", en="measured"),
    PromiseClass.ATTESTED: Text(ja="人が誓う", en="sworn by a person"),
    PromiseClass.NOTICE: Text(ja="お知らせ", en="informs"),
}
CLASS_MEANINGS = {
    PromiseClass.ENFORCED: Text(
        ja="この文に反する処理は、仕組みの上でできないか、拒まれます。",
        en="What would break this sentence cannot be done, or is refused.",
    ),
    PromiseClass.OBSERVED: Text(
        ja="この文のとおりかどうかを、定期的に測って比べます。",
        en="Reality is measured regularly and compared with this sentence.",
    ),
    PromiseClass.ATTESTED: Text(
        ja="この文のとおりであることを、責任者が記名で、期限を付けて誓います。",
        en="A named person swears that this sentence is true, with an end date.",
    ),
    PromiseClass.NOTICE: Text(ja="この文は、お知らせだけを目的とします。", en="This sentence only informs."),
}
NOT_PROVED = Text(ja="まだ証明していません", en="not yet proved")
ROLES = {
    Role.PRIVACY_MANAGER: Text(ja="個人情報保護管理者", en="privacy manager"),
    Role.SERVICE_STAFF: Text(ja="サービスの担当者", en="service staff"),
    Role.AUDITOR: Text(ja="監査の担当者", en="auditor"),
    Role.ADMINISTRATOR: Text(ja="システムの管理者", en="administrator"),
    Role.SYSTEM: Text(ja="自動処理", en="automatic processing"),
    Role.SERVICE: Text(ja="サービスのプログラム", en="a service's program"),
    Role.PERSON: Text(ja="ご本人", en="the person concerned"),
}
STARTS = {
    RetentionStart.COLLECTED: Text(ja="受け取った日", en="the day it was received"),
    RetentionStart.CLOSED: Text(ja="対応が終わった日", en="the day the matter was closed"),
}
RECIPIENTS = {
    RecipientKind.CONTRACTOR: Text(ja="委託先", en="contractor"),
    RecipientKind.THIRD_PARTY: Text(ja="第三者", en="third party"),
    RecipientKind.CLIENT: Text(ja="委託元", en="client"),
    RecipientKind.JOINT_USER: Text(ja="共同利用者", en="joint user"),
}
PROVISION_BASES = {
    ProvisionBasis.CONSENT: Text(ja="ご本人の同意", en="your permission"),
    ProvisionBasis.OPT_OUT: Text(ja="オプトアウト", en="opting out"),
}
FOREIGN_BASES = {
    ForeignBasis.CONSENT: Text(ja="ご本人の同意", en="your permission"),
    ForeignBasis.EQUIVALENT: Text(
        ja="日本の事業者に求められる措置に相当する措置を、受け取る側が続ける体制を整えていること",
        en="the recipient keeps up measures equivalent to those that Japanese law demands",
    ),
    ForeignBasis.LISTED: Text(
        ja="日本と同じ水準の保護の制度があるとして、個人情報保護委員会が定めた国であること",
        en="the Personal Information Protection Commission lists the country as protecting data as well as Japan does",
    ),
}
REASONS = {
    ReasonKind.FIRST: Text(ja="制定", en="first version"),
    ReasonKind.IMPROVEMENT: Text(ja="改善", en="improvement"),
    ReasonKind.LAW: Text(ja="法令の改正", en="change of law"),
    ReasonKind.CORRECTION: Text(ja="訂正", en="correction"),
}
REQUIRED = Text(ja="必須", en="required")
OPTIONAL = Text(ja="任意", en="optional")

# ISO 3166-1; a country that is missing here is shown by its two letters.
_COUNTRIES = {
    "AU": Text(ja="オーストラリア", en="Australia"),
    "CA": Text(ja="カナダ", en="Canada"),
    "CH": Text(ja="スイス", en="Switzerland"),
    "CN": Text(ja="中国", en="China"),
    "DE": Text(ja="ドイツ", en="Germany"),
    "FR": Text(ja="フランス", en="France"),
    "GB": Text(ja="イギリス", en="United Kingdom"),
    "HK": Text(ja="香港", en="Hong Kong"),
    "ID": Text(ja="インドネシア", en="Indonesia"),
    "IE": Text(ja="アイルランド", en="Ireland"),
    "IN": Text(ja="インド", en="India"),
    "JP": Text(ja="日本", en="Japan"),
    "KR": Text(ja="韓国", en="South Korea"),
    "MY": Text(ja="マレーシア", en="Malaysia"),
    "NL": Text(ja="オランダ", en="Netherlands"),
    "PH": Text(ja="フィリピン", en="Philippines"),
    "SG": Text(ja="シンガポール", en="Singapore"),
    "TH": Text(ja="タイ", en="Thailand"),
    "TW": Text(ja="台湾", en="Taiwan"),
    "US": Text(ja="アメリカ合衆国", en="United States"),
    "VN": Text(ja="ベトナム", en="Vietnam"),
}


def country(code: str) -> Text:
    """Name a country by its two letters."""
    return _COUNTRIES.get(code, Text(ja=code, en=code))


def days_text(days: int, language: Language) -> str:
    """Write a span of days."""
    if language == "ja":
        return f"{days:,}日"
    return f"{days:,} day" if days == 1 else f"{days:,} days"


def listed(parts: tuple[str, ...], language: Language) -> str:
    """Write a list of names in one line."""
    return ("、" if language == "ja" else ", ").join(parts)


def labelled(label: Text, value: str, language: Language) -> str:
    """Put a label before a value."""
    return f"{label.in_language(language)}{'：' if language == 'ja' else ': '}{value}"


def bracketed(value: str, note: str, language: Language) -> str:
    """Put a note in brackets after a value."""
    return f"{value}（{note}）" if language == "ja" else f"{value} ({note})"
