"""One broken statement for each rule, and more where a rule has several sides."""

from dataclasses import dataclass

from tests.statement.samples import TEXTS, sample

H, S, R, T, JA, EN = (
    "statement.toml",
    "services/inquiry.toml",
    "recipients/yubin.toml",
    "traffic.toml",
    "ja.md",
    "en.md",
)


@dataclass(frozen=True)
class Breach:
    """A change of the sample that breaks one rule, and a text of the line where it must be found."""

    code: str
    name: str
    file: str
    old: str
    new: str
    at: str = ""
    found: str = ""  # the file where it is found, if another
    more: tuple[tuple[str, str, str], ...] = ()

    def files(self) -> dict[str, bytes]:
        """Give the broken files."""
        if self.old:
            return sample((self.file, self.old, self.new), *self.more)
        files = sample(*self.more)
        if self.new:
            files[self.file] = TEXTS.get(self.file, "").encode() + self.new.encode(
                "latin-1" if "é" in self.new else "utf-8"
            )
        else:
            del files[self.file]
        return files


_CERTIFICATION = "[certification]" + TEXTS[H].partition("[certification]")[2].partition("[contacts.privacy]")[0]
_PURPOSELESS = ((S, 'purposes = ["reply", "newsletter"]', ""), (S, 'purposes = ["reply"]', ""))
_FIRST, _SECOND = (line + "\n" for line in TEXTS[JA].splitlines() if line.startswith("- "))
_COOKIE = '\n[[cookies]]\nname = "a"\nparty = "first"\npurpose = { ja = "印", en = "A sign" }\ndays = 1\n'
_NUMBER = (
    '\n[[items]]\nid = "number"\nkind = "line"\nlabel = { ja = "マイナンバー", en = "Number" }\nrequired = false\n'
    'why = { ja = "要ります。", en = "Needed." }\nwithout = { ja = "なし。", en = "Nothing." }\npurposes = ["reply"]\n'
)
_GENDER = _NUMBER.replace("マイナンバー", "性別").replace('"number"', '"gender"')
_BIRTHDAY = _NUMBER.replace("マイナンバー", "生年月日").replace('"line"', '"date"')
_THIRD = (
    'kind = "third_party"\naddress = { ja = "架空市1", en = "1 Kakuu" }\n'
    'representative = { ja = "見本次郎", en = "Mihon Jiro" }\nbasis = "consent"'
)
_FOREIGN = (
    '\n[foreign]\nbasis = "{}"\nsystem = {{ ja = "法律があります。", en = "There is a law." }}\n'
    'measures = {{ ja = "暗号化します。", en = "It encrypts." }}\n'
)
_CONTRACT = "contract = { from = 2026-04-01, to = 2027-03-31 }\n"
_US = ((R, '["JP"]', '["US"]'),)
_SUBCONTRACTOR = (
    '\n[[subcontractors]]\nid = "hako"\nname = { ja = "はこ社", en = "Hako Co." }\n'
    'work = { ja = "配ります。", en = "Delivers." }\ncountries = ["JP"]\n'
)
_WAIVER = '\n[[waivers]]\ncode = "{}"\nbecause = {{ ja = "旧い文。", en = "Old." }}\n'

FORM = (
    Breach("AZ101", "latin-1", T, "", "\n# é"),
    Breach("AZ102", "quotation", H, 'version = "1"', 'version = "1', 'version = "1'),
    Breach("AZ102", "depth", T, "", "\nx = " + "[" * 20_000),
    Breach("AZ103", "key", S, "required = false", "required = false\nsecret = true", "secret"),
    Breach("AZ103", "language", H, 'en = "The desk has moved."', 'en = "The desk has moved.", fr = "x"', "fr ="),
    Breach("AZ104", "key", H, 'default_contact = "privacy"\n', "", "[statement]"),
    Breach("AZ105", "date", H, "effective_on = 2026-12-01", 'effective_on = "2026-12-01"', "effective_on"),
    Breach("AZ105", "list", R, 'items = ["name", "email"]', 'items = "name"', "items"),
    Breach(
        "AZ106", "single", H, 'title = { ja = "個人情報保護方針", en = "Privacy statement" }', 'title = "x"', "title"
    ),
    Breach("AZ106", "empty", S, 'en = "We answer questions."', 'en = " "', "summary"),
    Breach("AZ107", "kind", S, 'kind = "choice"', 'kind = "guess"', "guess"),
    Breach("AZ107", "days", S, "days = 180", "days = 0", "days = 0"),
    Breach("AZ108", "prose", EN, "", ""),
    Breach("AZ109", "stray", "notes.txt", "", "x"),
    Breach("AZ110", "item", S, 'id = "topic"', 'id = "Topic!"', "Topic!"),
    Breach("AZ111", "item twice", R, '"email"]', '"email", "email"]', "items"),
    Breach("AZ110", "subcontractor", R, "", _SUBCONTRACTOR.replace('"hako"', '"Hako!"'), "Hako!"),
    Breach("AZ111", "subcontractor", R, "", _SUBCONTRACTOR * 2, 'id = "hako"'),
    Breach("AZ107", "basis of provision", R, "work =", 'basis = "notice"\nwork =', "basis"),
    Breach("AZ107", "basis abroad", R, "", _FOREIGN.format("adequacy"), "basis"),
    Breach("AZ111", "promise", JA, "{#second ", "{#first ", "二つめ"),
    Breach("AZ121", "block", JA, "## 版\n", "<div>x</div>\n\n## 版\n", "<div>"),
    Breach("AZ121", "inline", EN, "the *purpose*", "the <b>purpose</b>", "<b>"),
    Breach("AZ122", "image", EN, "the *purpose*", "the ![x](y)", "![x]"),
    Breach("AZ122", "code", JA, "## 版\n", "```\nx\n```\n\n## 版\n", "```"),
    Breach("AZ123", "class", JA, "{#past class=enforced", "{#past class=sure", "過去の版"),
    Breach("AZ123", "key", JA, "{#past class=enforced", "{#past class=enforced for=all", "過去の版"),
    Breach("AZ123", "id", JA, "{#past ", "{#Past! ", "過去の版"),
    Breach("AZ123", "nothing before", JA, "過去の版はいつでも読めます。", "", "{#past"),
    Breach("AZ124", "fact", EN, "{{ version }}", "{{ verzion }}", "verzion"),
    Breach("AZ125", "name", JA, "{{ table: logs }}", "{{ table: secrets }}", "secrets"),
    Breach("AZ125", "inline", JA, "過去の版は", "過去の版は{{ table: logs }}", "過去の版"),
    Breach("AZ126", "heading", JA, "## 版\n", "## 版 {#version-heading class=notice}\n", "## 版"),
    Breach(
        "AZ131",
        "missing",
        EN,
        "Earlier versions stay readable. {#past class=enforced by=statement.versions}\n",
        "",
        found=JA,
    ),
    Breach("AZ132", "order", JA, _FIRST + _SECOND, _SECOND + _FIRST, found=EN, at="First"),
    Breach("AZ133", "class", EN, "{#second class=attested", "{#second class=notice", "{#second"),
    Breach("AZ134", "depth", EN, "## Versions", "### Versions", "### Versions"),
)
PROMISES = (
    Breach("AZ201", "sentence", EN, "is in charge. {#manager class=notice source=S1}", "is in charge.", "is in charge"),
    Breach("AZ202", "control", JA, "by=web.notice}", "by=web.notise}", "一つめ"),
    Breach("AZ203", "weak", JA, "class=enforced by=web.notice", "class=enforced by=attest.review", "一つめ"),
    Breach("AZ204", "nothing", JA, "class=enforced by=web.notice", "class=enforced", "一つめ"),
    Breach("AZ205", "source", JA, "source=S4,S13", "source=S4,S43", "目的ごとの鍵"),
    Breach("AZ206", "unbound", JA, "by=attest.mark,statement.certification", "by=attest.mark", "制度"),
)
SERVICES = (
    Breach("AZ211", "item", S, 'purposes = ["reply"]\nchoices', "choices"),
    Breach(
        "AZ212",
        "own",
        S,
        "[purposes.reply]",
        '[purposes.idle]\ntitle = { ja = "遊び", en = "Idle" }\n'
        'text = { ja = "遊び。", en = "Idle." }\ndpv = "dpv:X"\nretention = { days = 1, start = "closed", why = { ja = "短い。", '
        'en = "Short." } }\n\n[purposes.reply]',
        "[purposes.idle]",
    ),
    Breach("AZ213", "ja", S, "ご質問への回答を送ります。", "事業活動のため", "text"),
    Breach("AZ213", "en", S, "To send the answer to the question.", "To improve our services.", "text"),
    Breach("AZ213", "open end", S, 'ja = "回答"', 'ja = "回答等"', "title"),
    Breach("AZ213", "shared", H, "To send a letter once a month.", "Letters, etc.", "text"),
    Breach("AZ214", "why", S, 'why = { ja = "担当を選びます。", en = "It finds the right person." }\n', ""),
    Breach("AZ215", "without", S, 'without = { ja = "変わりはありません。", en = "Nothing changes." }\n', ""),
    Breach("AZ216", "retention", H, "retention = {", "x = {", "[purposes.newsletter]"),
    Breach("AZ217", "ja", S, "続けてのご質問に備えます。", "必要な期間だけ保存します。", "retention"),
    Breach("AZ217", "en", H, "We ask anew every two years.", "As long as it is necessary.", "retention"),
    Breach("AZ218", "item", S, 'id = "topic"', 'id = "email"', 'id = "email"'),
    Breach("AZ218", "choice", S, 'id = "pens"', 'id = "paper"', "choices"),
    Breach("AZ219", "purpose", S, 'purposes = ["reply"]\nchoices', 'purposes = ["answer"]\nchoices', "answer"),
    Breach("AZ220", "one", S, '  { id = "pens", label = { ja = "ペン", en = "Pens" } },\n', "", "choices"),
    Breach("AZ220", "not a choice", S, 'kind = "choice"', 'kind = "line"', "choices"),
    Breach("AZ224", "item", S, 'email = "email"', 'email = "mail"', "acknowledgement"),
    Breach("AZ224", "kind", S, 'name = "name" }', 'name = "topic" }', "acknowledgement"),
    Breach("AZ224", "purpose", S, '{ purpose = "reply"', '{ purpose = "none"', "acknowledgement"),
    Breach("AZ224", "optional", S, '{ purpose = "reply"', '{ purpose = "newsletter"', "acknowledgement"),
    Breach("AZ226", "number", S, "", _NUMBER, "マイナンバー"),
    Breach("AZ227", "gender", S, "", _GENDER, "性別"),
    Breach("AZ228", "birthday", S, "", _BIRTHDAY, "生年月日"),
    Breach(
        "AZ229",
        "required",
        S,
        'required = true\nwhy = { ja = "宛名に書きます。", en = "We write it on the answer." }\n'
        'without = { ja = "お答えできません。", en = "We cannot answer." }\npurposes = ["reply", "newsletter"]',
        'required = true\nwhy = { ja = "宛名。", en = "Name." }\nwithout = { ja = "なし。", en = "None." }\n'
        'purposes = ["newsletter"]',
        "newsletter",
    ),
    Breach(
        "AZ230",
        "unknown",
        S,
        'optional_purposes = ["newsletter"]',
        'optional_purposes = ["newsletter", "x"]',
        "optional",
    ),
    Breach("AZ230", "no consent", H, "consent = true", "consent = false", found=S),
    Breach("AZ231", "offered", S, 'optional_purposes = ["newsletter"]\n', "", "newsletter"),
)
FACTS = (
    Breach("AZ241", "service", S, 'contact = "support"', 'contact = "nobody"', "nobody"),
    Breach("AZ241", "default", H, 'default_contact = "privacy"', 'default_contact = "nobody"', "nobody"),
    Breach("AZ241", "manager", H, 'contact = "privacy"\n\n[approval]', 'contact = "nobody"\n\n[approval]', "nobody"),
    Breach("AZ242", "expired", H, "valid_to = 2026-12-31", "valid_to = 2026-11-30", "valid_to"),
    Breach("AZ244", "service", R, 'services = ["inquiry"]', 'services = ["inquiry", "shop"]', "services"),
    Breach("AZ244", "purpose", R, 'purposes = ["newsletter"]', 'purposes = ["newsletter", "x"]', "purposes"),
    Breach("AZ244", "item", R, '"email"]', '"email", "x"]', "items"),
    Breach("AZ245", "scope", R, '"email"]', '"email", "topic"]', "items"),
    Breach("AZ246", "lapsed", R, "to = 2027-03-31", "to = 2026-11-30", "contract"),
    Breach("AZ247", "none", R, _CONTRACT, ""),
    Breach("AZ248", "code", R, '["JP"]', '["Japan"]', "countries"),
    Breach("AZ248", "none", R, '["JP"]', "[]", "countries"),
    Breach("AZ249", "enacted", H, "enacted_on = 2020-04-01", "enacted_on = 2027-04-01", "enacted_on"),
    Breach("AZ249", "approved", H, "on = 2026-11-20", "on = 2026-12-20", "on ="),
    Breach("AZ250", "auditor", H, '["service_staff"]', '["service_staff", "auditor"]', "roles"),
    Breach("AZ250", "nobody", H, '["service_staff"]', "[]", "roles"),
    Breach("AZ248", "subcontractor", R, "", _SUBCONTRACTOR.replace('["JP"]', '["jp"]'), '["jp"]'),
    Breach("AZ248", "subcontractor nowhere", R, "", _SUBCONTRACTOR.replace('["JP"]', "[]"), "[]"),
    Breach("AZ251", "address", R, 'kind = "contractor"', _THIRD.replace("address", "responsible", 1)),
    Breach("AZ251", "representative", R, 'kind = "contractor"', _THIRD.replace("representative", "responsible", 1)),
    Breach("AZ251", "basis", R, 'kind = "contractor"', _THIRD.replace('\nbasis = "consent"', "")),
    Breach("AZ252", "opt-out", R, 'kind = "contractor"', _THIRD.replace('"consent"', '"opt_out"'), "basis"),
    Breach(
        "AZ253",
        "no permission",
        R,
        'kind = "contractor"',
        _THIRD,
        "purposes",
        more=((R, '["newsletter"]', '["newsletter", "inquiry.reply"]'),),
    ),
    Breach("AZ254", "nobody", R, 'kind = "contractor"', 'kind = "joint_user"'),
    Breach("AZ255", "contractor", R, '["JP"]', '["JP", "US"]', "countries"),
    Breach("AZ255", "subcontractor", R, "", _SUBCONTRACTOR.replace('["JP"]', '["US"]'), "countries"),
    Breach(
        "AZ255",
        "system",
        R,
        _CONTRACT,
        _CONTRACT + _FOREIGN.format("listed").replace("system", "sistem"),
        "[foreign]",
        more=_US,
    ),
    Breach(
        "AZ255",
        "measures",
        R,
        _CONTRACT,
        _CONTRACT + _FOREIGN.format("listed").replace("It encrypts.", "").replace("暗号化します。", ""),
        "measures",
        more=_US,
    ),
    Breach("AZ255", "at home", R, "", _FOREIGN.format("equivalent"), "[foreign]"),
    Breach(
        "AZ256",
        "no permission",
        R,
        _CONTRACT,
        _CONTRACT + _FOREIGN.format("consent"),
        'basis = "consent"',
        more=(*_US, (R, '["newsletter"]', '["newsletter", "inquiry.reply"]')),
    ),
    Breach("AZ257", "responsible", R, "work =", 'responsible = { ja = "見本", en = "Mihon" }\nwork =', "responsible"),
    Breach("AZ257", "basis", R, "work =", 'basis = "consent"\nwork =', "basis"),
    Breach(
        "AZ257",
        "subcontractors",
        R,
        'kind = "contractor"',
        'kind = "client"',
        "[[subcontractors]]",
        more=((R, _CONTRACT, _CONTRACT + _SUBCONTRACTOR),),
    ),
    Breach("AZ261", "purposes", S, 'purposes = ["reply", "newsletter"]', "", "", more=_PURPOSELESS),
    Breach("AZ262", "third party", R, 'kind = "contractor"', 'kind = "third_party"', found=S, at="third_parties"),
    Breach(
        "AZ263",
        "hidden",
        S,
        "接続の版を控えに記します。",
        "取得しません。",
        more=((T, "days = 14\n", f"days = 14\n{_COOKIE}"),),
    ),
    Breach("AZ501", "unknown", H, "", _WAIVER.format("AZ999"), "AZ999"),
    Breach("AZ501", "not waivable", H, "", _WAIVER.format("AZ201"), "AZ201"),
    Breach("AZ502", "idle", H, "", _WAIVER.format("AZ301"), "AZ301"),
)


def _word(code: str, name: str, ja: str = "", en: str = "") -> Breach:
    if ja:
        return Breach(code, name, JA, "一つめは、", f"一つめは、{ja}。", "一つめ")
    return Breach(code, name, EN, "First, ", f"First, {en}; ", "First")


WORDS = (
    _word("AZ301", "ja", ja="SSLで守ります"),
    _word("AZ301", "en", en="SSL protects it"),
    _word("AZ302", "en", en="use Netscape or Internet Explorer"),
    _word("AZ303", "en", en="look for the key icon"),
    _word("AZ303", "ja", ja="鍵マークを見てください"),
    _word("AZ304", "en", en="Japan Information Processing Development Corporation"),
    _word("AZ304", "ja", ja="日本情報処理開発協会"),
    _word("AZ305", "en", en="the Requirements for Compliance Program"),
    _word("AZ306", "en", en="see privacymark.org"),
    Breach("AZ307", "claim", EN, "First, ", "First, JIS Q 15001 holds; ", "First", more=((H, _CERTIFICATION, ""),)),
    _word("AZ309", "en", en="any change is effective on release"),
    _word("AZ309", "ja", ja="変更は公開の時から効力を持ちます"),
    _word("AZ310", "en", en="logs are anonymous"),
    _word("AZ310", "ja", ja="匿名のログを残します"),
    _word("AZ311", "en", en="it usually identifies nobody"),
    _word("AZ311", "ja", ja="通常は個人を特定しません"),
    _word("AZ312", "en", en="except under exceptional circumstances"),
    _word("AZ312", "ja", ja="特別な事情がある場合を除きます"),
    _word("AZ313", "mail", en="write to me@sample.example"),
    _word("AZ313", "telephone", ja="電話は03-1234-5678です"),
    _word("AZ314", "en", en="we keep it as long as necessary"),
    _word("AZ314", "ja", ja="必要な期間、保存します"),
)


def _silent(code: str, old: str, new: str = "", file: str = EN) -> Breach:
    return Breach(code, old[:20], file, old, new)


SILENCE = (
    _silent("AZ320", "disclosure of the records of provision, "),
    _silent("AZ320", "訂正、", file=JA),
    _silent("AZ320", "complaints", "questions"),
    _silent("AZ321", "{{ organisation.address }}", "our house"),
    _silent("AZ322", "security measures", "security"),
    _silent("AZ323", "The procedure is free of charge.", "Ask."),
    _silent("AZ324", "{{ table: retention }}", "{{ table: contacts }}"),
    _silent("AZ325", "{{ table: recipients }}", "{{ table: contacts }}"),
    _silent("AZ326", "people under 16", "people"),
    _silent("AZ327", "After a breach we notify those concerned.\n", "Look."),
    _silent("AZ328", "{{ enacted_on }}", "a day"),
    _silent("AZ329", "{{ privacy_manager }}", "Somebody"),
    _silent("AZ401", "Earlier versions stay readable.", "Look."),
    _silent("AZ402", "{{ table: matrix }}", "{{ table: contacts }}"),
    _silent("AZ403", "{{ table: matrix }}", "{{ table: contacts }}"),
    _silent("AZ404", "the form shows the notice before its fields", "it is told"),
    _silent("AZ405", "{{ table: matrix }}", "{{ table: contacts }}", file=JA),
    _silent("AZ406", "{{ table: recipients }}", "{{ table: contacts }}"),
    _silent("AZ407", "{{ default_contact }}", "us"),
    _silent("AZ408", "your receipt", "it"),
    _silent("AZ409", "同意の撤回", "撤回", file=JA),
    _silent("AZ410", "We cannot protect mail against the risks of its way.", "Look."),
    _silent("AZ411", "同意の撤回", "撤回", file=JA),
    _silent("AZ412", "A change leaves your purposes as they were.", "It is so."),
)

_ACKNOWLEDGEMENT = 'acknowledgement = { purpose = "reply", email = "email", name = "name" }'
VALUES = (
    Breach("AZ104", "dates", H, "enacted_on = 2020-04-01\n", "", "[statement]"),
    Breach("AZ104", "required", S, "required = false\n", "", "[[items]]"),
    Breach("AZ105", "pair", H, 'title = { ja = "個人情報保護方針", en = "Privacy statement" }', "title = 5", "title"),
    Breach("AZ105", "half", S, 'en = "We answer questions."', "en = 5", "summary"),
    Breach("AZ105", "text", H, 'email = "privacy@sample.example"', "email = 5", "email"),
    Breach("AZ105", "empty", H, 'edition = "sample"', 'edition = " "', "edition"),
    Breach("AZ105", "number", S, "days = 180", 'days = "180"', "days"),
    Breach("AZ105", "boolean", S, "required = false", 'required = "no"', "required"),
    Breach("AZ105", "table", S, _ACKNOWLEDGEMENT, "acknowledgement = 1", "acknowledgement"),
    Breach("AZ105", "tables", T, "[[streams]]", "[streams]", "[streams]"),
    Breach("AZ107", "label", H, 'version = "1"', 'version = "no 1"', "version"),
    Breach("AZ107", "language", H, 'prevails = "ja"', 'prevails = "fr"', "prevails"),
    Breach("AZ110", "contact", H, "[contacts.support]", "[contacts.Support]", "[contacts.Support]"),
    Breach("AZ110", "choice", S, 'id = "pens"', 'id = "Pens"', "Pens"),
    Breach(
        "AZ122",
        "second paragraph",
        JA,
        "\n{{ table: matrix }}",
        "\n  続きの段落です。{#more class=notice}\n\n{{ table: matrix }}",
    ),
    Breach("AZ230", "idle", H, "[purposes.newsletter]", "[purposes.other]", found=S),
    Breach("AZ244", "foreign", R, 'purposes = ["newsletter"]', 'purposes = ["newsletter", "shop.sell"]', "purposes"),
)

BREACHES = VALUES + FORM + PROMISES + SERVICES + FACTS + WORDS + SILENCE
