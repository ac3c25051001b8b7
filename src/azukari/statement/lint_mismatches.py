"""What statements of 2013 said and no statement should say today (AZ30x, requirements §0.4): words that mislead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from azukari.statement.bundle import Draft
from azukari.statement.findings import Finding, Rule
from azukari.statement.lint_words import open_end
from azukari.statement.marks import REFERENCE
from azukari.statement.read_prose import Passage, Prose


def _rule(code: str, title: str, why: str, mend: str) -> Rule:
    return Rule(code, title, why, mend, waivable=True)


SSL = _rule(
    "AZ301",
    "The protocol is called TLS.",
    "M1: SSL is prohibited (RFC 7568) and not what the server speaks; claiming it is untrue.",
    "Write {{ tls.minimum }} or later; (SSL) may stay in brackets as a gloss.",
)
BROWSER = _rule(
    "AZ302",
    "No browser is named.",
    "M2: names and versions go out of date; what counts is the protocol.",
    "Say what the server demands: {{ tls.minimum }} or later.",
)
PADLOCK = _rule(
    "AZ303",
    "Protection is not told by a key or padlock icon.",
    "M2, S24: browsers took the icon away, and it never meant that a site is honest.",
    "Point to the address that begins with https:// and to the page that shows this very connection.",
)
OLD_BODY = _rule(
    "AZ304",
    "The certifying body has its present name.",
    "M3: the organisation behind JIPDEC was renamed; certification is data with validity dates, never prose.",
    "Pull it in: {{ certification.body }}.",
)
OLD_STANDARD = _rule(
    "AZ305",
    "The standard has its present title.",
    "M3: JIS Q 15001 has been called Personal information protection management systems - Requirements since 2006.",
    "Pull it in: {{ certification.standard }}.",
)
OLD_SITE = _rule(
    "AZ306",
    "The scheme's site is the present one.",
    "M3: privacymark.org is no longer the scheme's site.",
    "Pull it in: {{ certification.site }}.",
)
CLAIMED_MARK = _rule(
    "AZ307",
    "A certification is claimed only with its data.",
    "M3, S38: without number and validity the claim cannot be checked and would outlive the certificate.",
    "Fill in [certification] in statement.toml, or take the claim out.",
)
ON_RELEASE = _rule(
    "AZ309",
    "A change takes effect on release for the text only, not for purposes.",
    "M4: APPI Art. 17(2), 18(1), 21(3): a purpose beyond what was told needs consent.",
    "Say in the same passage that records keep the purposes of the version that their person was shown.",
)
ANONYMOUS = _rule(
    "AZ310",
    "Logs and cookies are not called anonymous.",
    "M5: cookies and addresses are personally referable information (APPI Art. 31), and personal data under the GDPR.",
    "Say which fields are kept and for how many days; at most say that they cannot by themselves identify anybody.",
)
USUALLY = _rule(
    "AZ311",
    "Logs are not said to identify nobody as a rule.",
    "M5, S28.4: an address can identify together with other data; “usually” hides when.",
    "Say that a record cannot by itself identify anybody, and list its fields: {{ table: logs }}.",
)
EXCEPTIONS = _rule(
    "AZ312",
    "Exceptions to “never to a third party” are listed.",
    "M6: APPI Art. 27(1) is a closed list; “exceptional circumstances” lets anything through.",
    "Name Article 27(1) and its cases in the same part.",
)
TYPED_FACT = _rule(
    "AZ313",
    "Facts are pulled in, not typed.",
    "A number or address in prose goes out of date unnoticed; text and behaviour must not part (DESIGN §4).",
    "Use a reference such as {{ contact.privacy.email }} or {{ certification.number }}.",
)
OPEN_PERIOD = _rule(
    "AZ314",
    "Prose leaves no period open.",
    'M9: "as long as necessary" promises nothing.',
    "Name the days, or pull them in: {{ table: retention }}.",
)


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that break a rule, unless other words stand in the same passage."""

    rule: Rule
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    ignoring: re.Pattern[str] | None = None


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_WORDS = (
    _Words(
        SSL,
        re.compile(r"(?<![A-Za-z])SSL(?![A-Za-z])|ＳＳＬ"),
        ignoring=re.compile(r"[(（]\s*(?:旧称\s*|formerly\s+)?(?:SSL|ＳＳＬ)\s*[)）]"),
    ),
    _Words(
        BROWSER,
        re.compile(
            r"Internet Explorer|Netscape|Firefox|Mozilla|(?<![A-Za-z])(?:Chrome|Safari|Opera)(?![A-Za-z])|Microsoft Edge"
            r"|ネットスケープ|インターネット・?エクスプローラ|ファイアフォックス|クローム|サファリ"
        ),
    ),
    _Words(
        PADLOCK,
        _words(r"padlock|\b(?:key|lock) (?:icon|mark|symbol)|(?:鍵|錠)(?:の)?(?:マーク|アイコン|印)|南京錠|鍵が表示"),
    ),
    _Words(OLD_BODY, _words(r"Information Processing Development (?:Corporation|Cent(?:er|re))|日本情報処理開発協会")),
    _Words(
        OLD_STANDARD,
        _words(r"(?:Requirements for )?Compliance Program(?:me)?s?\b|コンプライアンス・?プログラム"),
    ),
    _Words(OLD_SITE, _words(r"privacymark\.org")),
    _Words(
        ON_RELEASE,
        _words(
            r"(?:chang|amend|revis|modif)\w*[^.]{0,80}\b(?:effective|takes? effect|comes? into (?:force|effect)|appl(?:y|ies))"
            r"|(?:変更|改定|改訂|改正)[^。]{0,40}(?:効力|有効|適用|発効)"
        ),
        unless=_words(r"purpose|利用目的"),
    ),
    _Words(
        ANONYMOUS,
        _words(
            r"anonym[^.]{0,80}\b(?:logs?|cookies?|beacons?|access)\b|\b(?:logs?|cookies?|beacons?|access)\b[^.]{0,80}anonym"
            r"|匿名[^。]{0,40}(?:ログ|クッキー|Cookie|ビーコン|アクセス|記録)|(?:ログ|クッキー|Cookie|ビーコン|アクセス|記録)[^。]{0,40}匿名"
        ),
        unless=_words(r"not (?:call|say)[^.]{0,30}anonym|匿名(?:である)?とは(?:いい|申し|呼び|言い)ません"),
    ),
    _Words(
        USUALLY,
        _words(
            r"\b(?:usually|normally|generally|in general|ordinarily|typically)\b[^.]{0,80}identif"
            r"|identif[^.]{0,60}\b(?:usually|normally|generally|ordinarily|typically)\b"
            r"|(?:通常|一般に|原則として|基本的に)[^。]{0,40}(?:特定|識別)"
        ),
    ),
    _Words(
        EXCEPTIONS,
        _words(
            r"(?:exceptional|special|extraordinary|unavoidable) (?:circumstance|case|reason|situation)s?"
            r"|(?:特別|特段|例外的)(?:の|な)(?:場合|事情|理由)|正当な理由|やむを得ない(?:場合|事情)"
        ),
        unless=_words(r"Article 27|第27条|第二十七条|Art\. 27"),
    ),
    _Words(
        TYPED_FACT,
        re.compile(
            r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\d-])(?:\+81|0)[-\d()（） ]{8,}\d|(?:登録番号|[Rr]egistration number)\D{0,6}\d{6,}"
        ),
    ),
)
_MARK_CLAIM = _words(r"プライバシーマーク|privacy ?mark|JIS Q 15001")


def check_mismatches(draft: Draft) -> Iterator[Finding]:
    """Look for each of these words in both languages."""
    certified = draft.statement.organisation.certification is not None
    for prose in draft.prose.values():
        for passage in prose.passages:
            text = REFERENCE.sub("", passage.raw)
            yield from _listed(prose, passage, text)
            if words := open_end(text, prose.language):
                yield OPEN_PERIOD.at(prose.file, passage.line, f"A period is left open: “{words}”.")
            if not certified and (claim := _MARK_CLAIM.search(text)):
                yield CLAIMED_MARK.at(prose.file, passage.line, f"“{claim[0]}” is claimed without [certification].")


def _listed(prose: Prose, passage: Passage, text: str) -> Iterator[Finding]:
    for words in _WORDS:
        searched = words.ignoring.sub("", text) if words.ignoring else text
        found = words.pattern.search(searched)
        if found is None or (words.unless and words.unless.search(_around(prose, passage, words))):
            continue
        line = passage.line + passage.raw.count("\n", 0, max(passage.raw.find(found[0]), 0))
        yield words.rule.at(prose.file, line, f"“{' '.join(found[0].split())}” stands here.")


def _around(prose: Prose, passage: Passage, words: _Words) -> str:
    # The list of exceptions may follow as list items, so the whole part below a heading counts for it.
    if words.rule is not EXCEPTIONS:
        return passage.raw
    return "\n".join(other.raw for other in prose.passages if other.section == passage.section)


RULES = (
    SSL,
    BROWSER,
    PADLOCK,
    OLD_BODY,
    OLD_STANDARD,
    OLD_SITE,
    CLAIMED_MARK,
    ON_RELEASE,
    ANONYMOUS,
    USUALLY,
    EXCEPTIONS,
    TYPED_FACT,
    OPEN_PERIOD,
)
