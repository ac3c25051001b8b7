"""What prose must speak of: what the text of 2013 left out (AZ32x, M7 to M13), and the list of ISO/IEC 29184 (AZ40x).

Each rule looks for a reference, a table, or words, in each language. That tells whether a subject is spoken of at all; whether
it is spoken of well, people judge.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from azukari.statement.bundle import Draft
from azukari.statement.findings import Finding, Rule
from azukari.statement.read_prose import Prose


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that must be spoken of: by any of these references, or else in these words."""

    rule: Rule
    what: str
    references: tuple[str, ...] = ()
    ja: str = ""
    en: str = ""


def _m(code: str, title: str, why: str, mend: str) -> Rule:
    return Rule(code, title, why, mend, waivable=True)


def _iso(code: str, clause: str, title: str, mend: str) -> Rule:
    return Rule(code, title, f"ISO/IEC 29184:2020 (JIS X 9252:2023) {clause}.", mend, waivable=True)


_RIGHTS = _m(
    "AZ320",
    "The rights of the person are listed one by one.",
    "M7: APPI Art. 32(2), 33(1), 33(5), 34, 35(1), 35(3), 40, and the withdrawal of consent; a general “otherwise” hides them.",
    "Name the right that the message tells.",
)
_ADDRESS = _m(
    "AZ321",
    "The name and address of the organisation and the name of its representative are shown.",
    "M8: APPI Art. 32(1)(i).",
    "Use {{ organisation.name }}, {{ organisation.address }} and {{ organisation.representative }}.",
)
_MEASURES = _m(
    "AZ322",
    "The security measures are described.",
    "M8: Cabinet Order to the APPI, Art. 10(1).",
    "Describe the measures under a heading of their own, in the seven parts of the guideline.",
)
_PROCEDURE = _m(
    "AZ323",
    "The procedure for requests and its fee are told.",
    "M8: APPI Art. 32(1)(iii), 37, 38.",
    "Say how to ask, how identity is proved, how the answer is given, and what it costs, even if nothing.",
)
_RETENTION = _m(
    "AZ324",
    "Retention is told.",
    "M9: JIS Q 15001 A.3.3.1 wants a use-until date; GDPR Art. 13(2)(a); ISO/IEC 29184 5.3.11.",
    "Pull in {{ table: retention }}.",
)
_COUNTRIES = _m(
    "AZ325",
    "It is told in which countries data is kept and handled.",
    "M10: APPI Art. 28 and the external environment; ISO/IEC 29184 5.3.9.",
    "Pull in {{ table: recipients }} and say where the organisation's own storage stands.",
)
_MINORS = _m(
    "AZ326",
    "Minors are spoken of.",
    "M11: PPC Q&A 1-62; the amendment of 2026 sets 16 years.",
    "Say from which age people may decide by themselves, and what is asked of guardians below it.",
)
_BREACH = _m(
    "AZ327",
    "It is told what happens after a breach.",
    "M12: APPI Art. 26.",
    "Say that the commission and those concerned are told, and by whom.",
)
_HEADER = _m(
    "AZ328",
    "Version, dates and the approver's name stand in the text.",
    "M13: JIS Q 15001 5.2.2: enactment, last revision, and the name of top management.",
    "Use {{ version }}, {{ enacted_on }}, {{ effective_on }} and {{ approved_by }} or {{ organisation.representative }}.",
)
_MANAGER = _m(
    "AZ329",
    "The privacy manager is shown.",
    "JIS Q 15001 A.7 b) and 5.3; M8.",
    "Use {{ privacy_manager }}.",
)

SUBJECTS = (
    Subject(
        _RIGHTS,
        "notice of the purposes",
        (),
        r"利用目的の通知",
        r"(?:notice|notification|tol[dl]|inform\w*) (?:of|about)[^.]{0,40}purpose",
    ),
    Subject(_RIGHTS, "disclosure", (), r"開示", r"\bdisclosure\b|\bdisclose|\baccess to\b|\bcopy of\b"),
    Subject(
        _RIGHTS,
        "disclosure of the records of provision to third parties",
        (),
        r"第三者提供(?:の)?記録|第三者への提供の記録|提供した記録",
        r"records? of (?:\w+ )*(?:provision|disclosure|transfer|third|giving|what)",
    ),
    Subject(_RIGHTS, "correction, addition and deletion", (), r"訂正", r"\bcorrect"),
    Subject(
        _RIGHTS,
        "stopping use and erasure",
        (),
        r"利用(?:の)?停止|消去",
        r"stop\w* (?:\w+ ){0,3}us(?:e|ing)|eras(?:e|ure)|cessation",
    ),
    Subject(
        _RIGHTS,
        "stopping provision to third parties",
        (),
        r"第三者(?:へ|に対する)?の?提供(?:の|を)?停止|提供の停止",
        r"(?:stop|ceas|end)\w* (?:\w+ ){0,4}(?:provision|third part|disclos|giving|passing)",
    ),
    Subject(_RIGHTS, "withdrawal of consent", (), r"同意(?:の|を)?(?:撤回|取り消|取消)", r"withdraw"),
    Subject(_RIGHTS, "complaints", (), r"苦情", r"\bcomplain"),
    Subject(_ADDRESS, "the name of the organisation", ("organisation.name",)),
    Subject(_ADDRESS, "the address of the organisation", ("organisation.address",)),
    Subject(_ADDRESS, "the representative's name", ("organisation.representative",)),
    Subject(_MANAGER, "the privacy manager", ("privacy_manager",)),
    Subject(
        _MEASURES,
        "security measures",
        (),
        r"安全管理",
        r"security (?:\w+ )?measures|(?:measures|safeguards) (?:\w+ ){0,4}(?:secur|protect)",
    ),
    Subject(
        _PROCEDURE,
        "the procedure",
        (),
        r"手続|ご?請求(?:の)?方法|お申し出(?:の)?方法",
        r"\bprocedure|how to (?:ask|request|apply)|to make a request",
    ),
    Subject(
        _PROCEDURE,
        "the fee",
        (),
        r"手数料|無料|無償|費用",
        r"\bfees?\b|free of charge|no charge|costs? nothing|without charge",
    ),
    Subject(
        _RETENTION,
        "retention",
        ("table: retention",),
        r"保存期間|保管期間",
        r"\bretention\b|\bkept for\b|\bkeep (?:it|them|data) for\b",
    ),
    Subject(
        _COUNTRIES,
        "countries",
        ("table: recipients",),
        r"外国|国外|日本国内|国名",
        r"\bcountr(?:y|ies)\b|\babroad\b|\bin Japan\b",
    ),
    Subject(
        _MINORS,
        "minors",
        (),
        r"未成年|16歳|１６歳|十六歳|保護者",
        r"\bminors?\b|\bunder (?:the age of )?(?:16|sixteen)\b|\bguardian|\bchild(?:ren)?\b",
    ),
    Subject(
        _BREACH,
        "breaches",
        (),
        r"(?:漏えい|漏洩|滅失|事故)[^。]{0,80}(?:報告|通知|お知らせ|公表)",
        r"(?:breach|leak|los[ts]|incident)[^.]{0,120}(?:report|notif|tell|inform)|(?:report|notif|tell|inform)[^.]{0,120}(?:breach|leak|incident)",
    ),
    Subject(_HEADER, "the version", ("version",)),
    Subject(_HEADER, "the day of enactment", ("enacted_on",)),
    Subject(_HEADER, "the day from which it holds", ("effective_on",)),
    Subject(_HEADER, "who approved it", ("approved_by", "organisation.representative")),
    Subject(
        _iso("AZ401", "5.2.8", "Earlier versions stay readable.", "Say where every earlier version can be read."),
        "earlier versions",
        (),
        r"(?:過去|以前|旧|すべて|全て)の?(?:各)?版|改定履歴|改訂履歴|変更履歴",
        r"(?:earlier|previous|past|old|every|all) (?:\w+ )?versions?|history of changes|change log",
    ),
    Subject(
        _iso(
            "AZ402",
            "5.3.2 and 5.3.3",
            "The purposes are told.",
            "Pull in {{ table: matrix }} or {{ table: services }}.",
        ),
        "purposes",
        ("table: matrix", "table: services"),
    ),
    Subject(
        _iso("AZ403", "5.3.5", "What is collected is told.", "Pull in {{ table: matrix }}."),
        "the items that are collected",
        ("table: matrix", "table: services"),
        r"取得する(?:項目|情報)|収集する(?:項目|情報)",
        r"(?:items|information|data) (?:that )?(?:we|is|are) (?:collect|ask)",
    ),
    Subject(
        _iso(
            "AZ404",
            "5.3.6 and 5.3.7",
            "How, when and where data is collected is told.",
            "Say by which ways data comes in.",
        ),
        "the way of collecting",
        ("table: services",),
        r"入力(?:画面|フォーム|欄)|取得の?方法|収集(?:する|の)方法|お申し込みの?際|取得する(?:とき|際)",
        r"\bforms?\b|when (?:we|you) (?:collect|ask|enter|send|giv)",
    ),
    Subject(
        _iso("AZ405", "5.3.8", "How data is used is told.", "Say who opens it and what stands before every opening."),
        "the way of using",
        ("table: matrix",),
        r"利用目的の(?:範囲|達成)|目的(?:以外|外)",
        r"\bpurposes?\b",
    ),
    Subject(
        _iso("AZ406", "5.3.10", "Recipients are told.", "Pull in {{ table: recipients }}."),
        "recipients",
        ("table: recipients",),
        r"委託先|提供先",
        r"\bcontractors?\b|\brecipients?\b|\boutside part(?:y|ies)\b",
    ),
    Subject(
        _iso(
            "AZ407",
            "5.3.13",
            "There is a desk for inquiries and complaints.",
            "Use {{ default_contact }} or {{ table: contacts }}.",
        ),
        "the desk",
        ("default_contact", "default_contact.email", "table: contacts"),
        r"",
        r"",
    ),
    Subject(
        _iso(
            "AZ408",
            "5.3.14",
            "It is told how to see the choices that one made.",
            "Speak of the receipt and what it shows.",
        ),
        "how to see one's choices",
        (),
        r"控え|受付番号|同意の(?:内容|状況|記録)|設定の確認",
        r"\breceipt\b|\bchoices? (?:you|that you)\b",
    ),
    Subject(
        _iso(
            "AZ409",
            "5.3.15",
            "The ground of handling is told.",
            "Say what rests on consent and what on law or contract.",
        ),
        "the ground",
        (),
        r"同意|法令|根拠",
        r"\bconsent|\bpermission|\blaws?\b|\blegal",
    ),
    Subject(
        _iso(
            "AZ410",
            "5.3.16",
            "Risks that remain are told.",
            "Say what is not protected, such as mail on its way or one's own device.",
        ),
        "remaining risks",
        (),
        r"危険|リスク|おそれ|保護(?:でき|され)ません|守れません|及びません",
        r"\brisks?\b|\bnot protect|\bcannot protect|\bdoes not (?:cover|protect|reach)|\bbeyond our",
    ),
    Subject(
        _iso(
            "AZ411",
            "5.4 and 5.5.3",
            "Permission is separate, and asked anew for new purposes.",
            "Say that a new purpose needs a new permission.",
        ),
        "permission",
        (),
        r"同意",
        r"\bconsent|\bpermission",
    ),
    Subject(
        _iso("AZ412", "5.5.2", "Changes are announced.", "Say how changes are made known."),
        "changes",
        (),
        r"(?:変更|改定|改訂|見直)",
        r"\b(?:chang|amend|revis)",
    ),
)


def check_coverage(draft: Draft) -> Iterator[Finding]:
    """Look for every subject in both languages."""
    for prose in draft.prose.values():
        if prose.passages:
            text = "\n".join(passage.raw for passage in prose.passages)
            for subject in SUBJECTS:
                if not _spoken_of(subject, prose, text):
                    yield subject.rule.at(prose.file, 1, f"Nothing is said of {subject.what}.")


def _spoken_of(subject: Subject, prose: Prose, text: str) -> bool:
    for reference in subject.references:
        if re.search(r"\{\{\s*" + re.escape(reference) + r"\s*\}\}", text):
            return True
    words = subject.ja if prose.language == "ja" else subject.en
    return bool(words) and re.search(words, text, re.IGNORECASE) is not None


RULES = tuple(dict.fromkeys(subject.rule for subject in SUBJECTS))
