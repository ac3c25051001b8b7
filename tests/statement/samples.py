"""A small statement without a fault, to be broken on purpose."""

HEADER = """\
[statement]
version = "1"
edition = "sample"
prevails = "ja"
enacted_on = 2020-04-01
effective_on = 2026-12-01
reason_kind = "improvement"
title = { ja = "個人情報保護方針", en = "Privacy statement" }
reason = { ja = "窓口を変えました。", en = "The desk has moved." }
default_contact = "privacy"

[organisation]
name = { ja = "株式会社みほん", en = "Sample_Works *Ltd.*" }
address = { ja = "東京都架空区1-1", en = "1-1 Kakuu-ku, Tokyo" }
site = "https://sample.example/"

[organisation.representative]
name = { ja = "見本太郎", en = "Mihon Taro" }
title = { ja = "代表取締役", en = "President" }

[organisation.privacy_manager]
name = { ja = "見本花子", en = "Mihon Hanako" }
title = { ja = "個人情報保護管理者", en = "Privacy manager" }
department = { ja = "総務部", en = "General affairs" }
contact = "privacy"

[approval]
name = { ja = "見本太郎", en = "Mihon Taro" }
title = { ja = "代表取締役", en = "President" }
on = 2026-11-20

[certification]
scheme = { ja = "見本認証制度", en = "Sample scheme" }
number = "99999999(01)"
standard = "JIS Q 15001:2023"
body = { ja = "見本協会", en = "Sample body" }
site = "https://scheme.example/"
valid_from = 2025-01-01
valid_to = 2026-12-31

[contacts.privacy]
name = { ja = "個人情報窓口", en = "Privacy desk" }
email = "privacy@sample.example"
telephone = "+81-3-0000-0000"
address = { ja = "東京都架空区1-1", en = "1-1 Kakuu-ku, Tokyo" }
hours = { ja = "平日9時から17時", en = "Weekdays 9:00 to 17:00" }

[contacts.support]
name = { ja = "お客様係", en = "Support" }
email = "support@sample.example"
telephone = "+81-3-0000-0001"
address = { ja = "東京都架空区1-1", en = "1-1 Kakuu-ku, Tokyo" }
hours = { ja = "平日9時から17時", en = "Weekdays 9:00 to 17:00" }

[purposes.newsletter]
title = { ja = "お便り", en = "Newsletter" }
text = { ja = "月に一度のお便りを送ります。", en = "To send a letter once a month." }
consent = true
roles = ["service_staff"]
dpv = "dpv:DirectMarketing"
retention = { days = 730, start = "collected", why = { ja = "二年ごとに伺い直すため。", en = "We ask anew every two years." } }
"""

SERVICE = """\
title = { ja = "お問い合わせ", en = "Inquiry" }
summary = { ja = "ご質問にお答えします。", en = "We answer questions." }
contact = "support"
optional_purposes = ["newsletter"]
third_parties = { ja = "第三者に渡す予定はありません。", en = "We have no plan to pass it to third parties." }
hidden_means = { ja = "接続の版を控えに記します。", en = "The receipt notes the version of the connection." }
reply = { ja = "三日以内にお答えします。", en = "We answer within three days." }
acknowledgement = { purpose = "reply", email = "email", name = "name" }

[purposes.reply]
title = { ja = "回答", en = "Answering" }
text = { ja = "ご質問への回答を送ります。", en = "To send the answer to the question." }
dpv = "dpv:CommunicationForCustomerCare"
retention = { days = 180, start = "closed", why = { ja = "続けてのご質問に備えます。", en = "People ask again." } }

[[items]]
id = "name"
kind = "name"
label = { ja = "お名前", en = "Name" }
required = true
why = { ja = "宛名に書きます。", en = "We write it on the answer." }
without = { ja = "お答えできません。", en = "We cannot answer." }
purposes = ["reply", "newsletter"]

[[items]]
id = "email"
kind = "email"
label = { ja = "メールアドレス", en = "E-mail address" }
required = true
why = { ja = "回答を送ります。", en = "We send the answer there." }
without = { ja = "お答えできません。", en = "We cannot answer." }
purposes = ["reply", "newsletter"]

[[items]]
id = "topic"
kind = "choice"
label = { ja = "分野", en = "Topic" }
required = false
why = { ja = "担当を選びます。", en = "It finds the right person." }
without = { ja = "変わりはありません。", en = "Nothing changes." }
purposes = ["reply"]
choices = [
  { id = "paper", label = { ja = "紙", en = "Paper" } },
  { id = "pens", label = { ja = "ペン", en = "Pens" } },
]
"""

RECIPIENT = """\
kind = "contractor"
name = { ja = "株式会社ゆうびん", en = "Yubin Co." }
work = { ja = "お便りを配信します。", en = "Sends the newsletter." }
countries = ["JP"]
services = ["inquiry"]
items = ["name", "email"]
purposes = ["newsletter"]
contract = { from = 2026-04-01, to = 2027-03-31 }
"""

# What a recipient may say besides.
ADDRESSED = 'address = { ja = "架空市1", en = "1 Kakuu" }\nrepresentative = { ja = "見本次郎", en = "Mihon Jiro" }\n'
SUBCONTRACTOR = """
[[subcontractors]]
id = "hako"
name = { ja = "はこ社", en = "Hako Co." }
work = { ja = "配ります。", en = "Delivers." }
countries = ["JP"]
"""
FOREIGN = """
[foreign]
basis = "equivalent"
system = { ja = "法律があります。", en = "There is a law." }
measures = { ja = "暗号化します。", en = "It encrypts." }
"""
RESPONSIBLE = 'responsible = { ja = "見本（架空市1、代表 見本太郎）", en = "Mihon (1 Kakuu; Mihon Taro)" }\n'

TRAFFIC = """\
[[streams]]
id = "web"
title = { ja = "アクセスログ", en = "Access log" }
fields = ["time", "path"]
purposes = { ja = "不具合を直すため。", en = "To mend faults." }
days = 14
"""

JA = """\
# わたしたち

{{ organisation.name }}（{{ organisation.address }}、{{ organisation.representative }}）がお預かりします。{#who class=notice}
責任者は{{ privacy_manager }}です。{#manager class=notice source=S1}

## 利用目的

目的ごとの鍵がない記録は開きません。{#purpose class=enforced by=vault.grants,keeper.open source=S4,S13}

- 一つめは、入力欄の前に説明を示します。{#first class=enforced by=web.notice}
- 二つめは、担当者が年に一度見直します。{#second class=attested by=attest.review}
  1. 見直しの日を残します。{#third class=attested by=attest.review}

{{ table: matrix }}

{{ table: retention }}

{{ table: recipients }}

{{ table: logs }}

## 権利と手続

利用目的の通知、開示、第三者提供記録の開示、訂正、利用停止、第三者提供の停止を請求できます。
手続は無料です。{#rights class=attested by=rights.desk}
同意の撤回と苦情も窓口で受け付けます。詳しくは[窓口](/ja/contacts/)へ。{#desk class=attested by=rights.desk}

{{ default_contact }}に、安全管理のこと、16歳未満の方のこと、控えのことをお尋ねください。{#ask class=notice}
漏えいが起きたときは、ご本人に通知します。メールの経路での危険までは守れません。{#breach class=attested by=incidents.desk}

## 認証

登録番号は{{ certification.number }}です。
[制度]({{ certification.site }})をご覧ください。{#mark class=attested by=attest.mark,statement.certification}

## 版

{{ version }}、{{ enacted_on }}制定、{{ effective_on }}から有効、{{ approved_by }}承認。
変更してもお知らせした目的は変わりません。{#version class=enforced by=vault.binding}
過去の版はいつでも読めます。{#past class=enforced by=statement.versions}
"""

EN = """\
# About us

{{ organisation.name }} ({{ organisation.address }}, {{ organisation.representative }}) keeps it. {#who class=notice}
{{ privacy_manager }} is in charge. {#manager class=notice source=S1}

## Purposes

No record opens without a key for the *purpose*. {#purpose class=enforced by=vault.grants,keeper.open source=S4,S13}

- First, the form shows the notice before its fields. {#first class=enforced by=web.notice}
- Second, a person reviews it yearly. {#second class=attested by=attest.review}
  1. The day of the review is kept. {#third class=attested by=attest.review}

{{ table: matrix }}

{{ table: retention }}

{{ table: recipients }}

{{ table: logs }}

## Rights and procedure

You may ask for notice of the purpose, disclosure, disclosure of the records of provision, correction, an end to use or erasure,
and that we stop provision to third parties. The procedure is free of charge. {#rights class=attested by=rights.desk}
Withdrawal of consent and complaints go to the desk as well. See the [desk](/en/contacts/). {#desk class=attested by=rights.desk}

Ask {{ default_contact }} about security measures, people under 16, and your receipt. {#ask class=notice}
After a breach we notify those concerned.
We cannot protect mail against the risks of its way. {#breach class=attested by=incidents.desk}

## Certification

The number is {{ certification.number }}.
See [the scheme]({{ certification.site }}). {#mark class=attested by=attest.mark,statement.certification}

## Versions

{{ version }}, made on {{ enacted_on }}, from {{ effective_on }}, approved by {{ approved_by }}.
A change leaves your purposes as they were. {#version class=enforced by=vault.binding}
Earlier versions stay readable. {#past class=enforced by=statement.versions}
"""

TEXTS = {
    "statement.toml": HEADER,
    "services/inquiry.toml": SERVICE,
    "recipients/yubin.toml": RECIPIENT,
    "traffic.toml": TRAFFIC,
    "ja.md": JA,
    "en.md": EN,
}


def sample(*changes: tuple[str, str, str]) -> dict[str, bytes]:
    """Give the files, each change being (file, old, new); an old text that is not there is a fault of the test."""
    texts = dict(TEXTS)
    for file, old, new in changes:
        assert old in texts[file], f"{file} has no {old!r}"
        texts[file] = texts[file].replace(old, new, 1)
    return {name: text.encode() for name, text in texts.items()}


def with_recipient(text: str, *changes: tuple[str, str, str]) -> dict[str, bytes]:
    """Give the files with another recipient in the place of the sample's."""
    return {**sample(*changes), "recipients/yubin.toml": text.encode()}


def of_kind(kind: str, more: str = "") -> str:
    """Make another kind of recipient of the sample's."""
    return RECIPIENT.replace('"contractor"', f'"{kind}"') + more
