"""The words of a package, in both languages."""

from enum import StrEnum

from azukari.rights.events import EVENTS as RIGHTS_EVENTS
from azukari.rights.request import Channel, Outcome, State
from azukari.statement.purposes import Role
from azukari.statement.text import Text
from azukari.statement.vocabulary import ROLES
from azukari.vault.consent import ConsentState
from azukari.vault.events import EVENTS as VAULT_EVENTS
from azukari.vault.services.showing import Source


class UseState(StrEnum):
    """How a purpose stands to what is held."""

    IN_USE = "in_use"
    NOT_AGREED = "not_agreed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


USE_STATES = {
    UseState.IN_USE: Text(ja="利用しています", en="In use"),
    UseState.NOT_AGREED: Text(ja="同意されなかったため、利用しません", en="Not used: you did not agree"),
    UseState.WITHDRAWN: Text(ja="同意を取り消されたため、利用しません", en="Not used: you withdrew"),
    UseState.ENDED: Text(ja="利用を終えました", en="Ended"),
}
SAID = {
    ConsentState.GIVEN: Text(ja="同意されました", en="You agreed"),
    ConsentState.REFUSED: Text(ja="同意されませんでした", en="You did not agree"),
    ConsentState.WITHDRAWN: Text(ja="同意を取り消されました", en="You withdrew"),
}
STATES = {
    State.RECEIVED: Text(ja="受け付けました", en="Received"),
    State.IDENTIFYING: Text(ja="ご本人の確認をお願いしています", en="Waiting for proof of who asks"),
    State.EXAMINING: Text(ja="お調べしています", en="Being looked into"),
    State.PROPOSED: Text(ja="検討しています", en="Being decided"),
    State.DECIDED: Text(ja="決定しました", en="Decided"),
    State.ACTING: Text(ja="決定したことを進めています", en="Being carried out"),
    State.DONE: Text(ja="決定したことを終えました", en="Carried out"),
    State.ANSWERED: Text(ja="お答えしました", en="Answered"),
    State.FORWARDED: Text(ja="委託元に取り次ぎました", en="Forwarded to the client whose data it is"),
    State.WITHDRAWN: Text(ja="取り下げられました", en="Withdrawn by you"),
}
OUTCOMES = {
    Outcome.FULL: Text(ja="ご請求のとおり", en="As you asked"),
    Outcome.PART: Text(ja="一部だけ", en="In part"),
    Outcome.REFUSED: Text(ja="お応えできません", en="Refused"),
    Outcome.NOT_HELD: Text(ja="該当するものはありません", en="Nothing of the kind is held"),
}
CHANNELS = {
    Channel.PAGE: Text(ja="ご本人のページ", en="your page"),
    Channel.MAIL: Text(ja="メール", en="e-mail"),
    Channel.TELEPHONE: Text(ja="電話", en="telephone"),
    Channel.LETTER: Text(ja="郵便", en="letter"),
    Channel.COUNTER: Text(ja="窓口", en="in person"),
}

TITLE = Text(ja="お預かりしているあなたの情報", en="What we hold about you")
HELD = Text(ja="お預かりしている情報", en="What is held")
ACCESSES = Text(ja="お使いした記録", en="Who used it")
RECIPIENTS = Text(ja="当社のほかに扱うところ", en="Who else may hold it")
DELIVERIES = Text(ja="社外へお渡しした記録", en="To whom it was handed")
REQUESTS = Text(ja="ご請求", en="Your requests")
LEFT_OUT = Text(ja="お出ししていない部分", en="What was left out")
ABOUT = Text(ja="この一式について", en="About this package")
CONTENTS = Text(ja="目次", en="Contents")

SOURCES = {
    Source.PAGE: Text(ja="この窓口の画面から送られたもの", en="sent in on the form of this service"),
    Source.PROGRAM: Text(ja="サービスのプログラムがお預かりしたもの", en="taken in by a program of the service"),
    Source.FILE: Text(ja="ほかで保管していたものを取り込んだもの", en="taken over from what was kept elsewhere"),
}
NOTHING_HELD = Text(ja="お預かりしている情報はありません。", en="Nothing is held about you.")
NO_ACCESS = Text(ja="お使いした記録はありません。", en="Nobody has used it.")
NO_RECIPIENT = Text(ja="当社のほかに扱うところはありません。", en="Nobody else holds anything of it.")
NO_DELIVERY = Text(ja="社外へお渡ししたことはありません。", en="Nothing of it was handed to anybody outside.")
NO_REQUEST = Text(ja="いただいたご請求はありません。", en="You have made no request.")
NO_ITEM = Text(ja="この記録の内容は、すべて消去されました。", en="All that this record held was destroyed.")
NO_RECEIPT = Text(
    ja="この記録の控えは、この一式に含まれていません。", en="There is no receipt of this record in this package."
)
ON_HOLD = Text(
    ja="法的な理由により、この記録を保全しています。そのあいだは消去できず、ほかのことにも使いません。",
    en="A legal reason keeps this record from being erased for now. Meanwhile it is used for nothing else.",
)
ACCESS_LIST = Text(ja="一件ずつ（新しい順）", en="Each time, the newest first")
RECIPIENT_LIST = Text(ja="相手と、扱う範囲", en="Who, for what, and which items")
DELIVERY_LIST = Text(ja="お渡しの一件ずつ（新しい順）", en="Each hand-over, the newest first")
ROLES_ONLY = Text(
    ja="どの立場の者が、何のために使ったかを示します。担当者の名前は含みません。",
    en="As what somebody acted, and for what. Names of staff are not given.",
)
RECIPIENTS_MAY = Text(
    ja="次の相手は、当社の個人情報保護方針に定めた範囲で、右の項目を扱うことがあります。",
    en="Our privacy statement lets these handle the items named, for the purposes named, and nothing else.",
)
LEFT_OUT_FOR = Text(
    ja="█████ は、ほかの方に関する部分などを、次の根拠によりお出ししていないところです。長さは元の文字数と関係ありません。",
    en="█████ stands where something was left out on one of these grounds. Its length tells nothing of what stood there.",
)

COLLECTED = Text(ja="お預かりした日時", en="Received")
CLOSED = Text(ja="対応を終えた日時", en="Matter closed")
SOURCE = Text(ja="どこから", en="From where")
VERSION = Text(ja="そのときの個人情報保護方針", en="Privacy statement then in force")
RECEIPT = Text(ja="控え", en="Receipt")
AGREED = Text(ja="同意などの記録", en="Record of what was agreed")
NUMBER = Text(ja="受付番号", en="Receipt number")
MADE_AT = Text(ja="作成した日時", en="Made")
MADE_BY = Text(ja="作成者", en="Made by")
IN_FORCE = Text(ja="現在の個人情報保護方針", en="Privacy statement in force")
CONTACT = Text(ja="お問い合わせ先", en="Where to ask")

ITEM = Text(ja="項目", en="Item")
ITEM_ID = Text(ja="項目の識別子", en="Item id")
STATEMENT = Text(ja="お申し出の内容", en="What you say of it")
VALUE = Text(ja="内容", en="What it says")
CHOICES = Text(ja="選択肢", en="Choices")
LEFT_OUT_COLUMN = Text(ja="お出ししていない根拠", en="Left out on the ground")
PURPOSE = Text(ja="利用目的", en="Purpose")
PURPOSE_ID = Text(ja="利用目的の識別子", en="Purpose id")
STATE = Text(ja="状態", en="State")
UNTIL = Text(ja="いつまで", en="Until")
PERMISSION = Text(ja="個別の同意", en="Permission asked for")
LAST_SAID = Text(ja="最後のお返事", en="What you last said")
SAID_AT = Text(ja="お返事の日時", en="Said at")
WHEN = Text(ja="日時", en="When")
WHAT = Text(ja="何を", en="What")
WHO = Text(ja="どの立場で", en="As what")
ENTRY = Text(ja="台帳の記録", en="Ledger entry")
RECORD = Text(ja="記録の識別子", en="Record id")
SERVICE = Text(ja="サービス", en="Service")
SERVICE_ID = Text(ja="サービスの識別子", en="Service id")
RECIPIENT = Text(ja="相手", en="Who")
HOW_GIVEN = Text(ja="どのような形で", en="In what way")
STANDING = Text(ja="いまどうなっているか", en="How it stands")
ENDED_ON = Text(ja="証明された日", en="Certified day")
ADDRESS = Text(ja="相手の住所", en="Their address")
REPRESENTATIVE = Text(ja="相手の代表者", en="Their representative")
HANDOVER = Text(ja="お渡しの番号", en="Hand-over number")
WORK = Text(ja="何をするか", en="What they do")
WHICH_ITEMS = Text(ja="どの項目を", en="Which items")
KIND = Text(ja="ご請求の種類", en="Kind")
KIND_ID = Text(ja="種類の識別子", en="Kind id")
ARRIVED = Text(ja="受け付けた日時", en="Arrived")
ANSWER_BY = Text(ja="お答えする期限", en="Answer by")
OUTCOME = Text(ja="結果", en="Outcome")
GROUNDS = Text(ja="根拠", en="Grounds")
WISH = Text(ja="お書きになったこと", en="What you wrote")
REASON = Text(ja="理由", en="Reason")
REPLY = Text(ja="お答え", en="Answer")
YES = Text(ja="はい", en="yes")
NO = Text(ja="いいえ", en="no")

ITEMS_OF = Text(ja="お預かりしている内容", en="what is held")
PURPOSES_OF = Text(ja="利用目的", en="purposes")
COLON = Text(ja="：", en=": ")
BY_CHANNEL = Text(ja="お受けした方法", en="Came by")
UNTIL_DAY = (Text(ja="", en="until "), Text(ja="まで", en=""))
FILE = Text(ja="ファイル", en="File")
WHAT_IT_IS = Text(ja="内容", en="What it is")
FILES_IN_IT = Text(ja="この一式に入っているもの", en="What is in this package")
START = Text(
    ja="index.html をブラウザーで開くと、すべての内容を読めます。", en="Open index.html in a browser to read all of it."
)
COMMAND = "azukari verify FILE.zip"
ONE_FILE = Text(
    ja="この一式は、ひとつのZIPファイルとしてお渡ししたものです。あなたの情報がそのまま入っています。大切に保管してください。",
    en="This package was given to you as one ZIP file. What is in it is your own information; keep it in a safe place.",
)
TO_CHECK = Text(
    ja=(
        "内容がお渡ししたときのままであることは、インターネットにつながなくても確かめられます。"
        "ZIPファイルを展開する前の形で残しておき、次のコマンドを実行してください。展開して作り直したファイルでは確かめられません。"
    ),
    en=(
        "That nothing in it was changed can be proved without the network. Keep the ZIP file as you were given it, and run this "
        "command. A file that was unpacked and packed again cannot be proved."
    ),
)
FILES = {
    "index.html": Text(ja="このページ。印刷できます。", en="this page, which can be printed"),
    "data.json": Text(ja="すべての内容（プログラム用）", en="everything, for programs"),
    "tables/records.csv": Text(ja="お預かりしている内容（表計算ソフト用）", en="what is held, for spreadsheets"),
    "tables/purposes.csv": Text(ja="利用目的と期限（表計算ソフト用）", en="purposes and their time, for spreadsheets"),
    "tables/accesses.csv": Text(ja="お使いした記録（表計算ソフト用）", en="who used it, for spreadsheets"),
    "tables/deliveries.csv": Text(
        ja="社外へお渡しした記録（表計算ソフト用）", en="to whom it was handed, for spreadsheets"
    ),
    "tables/requests.csv": Text(ja="ご請求（表計算ソフト用）", en="your requests, for spreadsheets"),
    "receipts/": Text(
        ja="お預かりしたときの控え（ひとつずつ確かめられます）", en="receipts; each can be proved by itself"
    ),
    "consent/": Text(
        ja="同意などの記録（ISO/IEC TS 27560の形）", en="what was agreed to, in the form of ISO/IEC TS 27560"
    ),
    "manifest.json": Text(ja="すべてのファイルの一覧とハッシュ値", en="a list of all files with their hashes"),
    "proof.json": Text(
        ja="この一式を作ったことが台帳にあるという証明", en="proof that the making of this package stands in the ledger"
    ),
}


def summary(records: int) -> Text:
    """Say how much is held."""
    if not records:
        return NOTHING_HELD
    return Text(
        ja=f"この一式を作成した時点で、あなたについての記録を{records:,}件お預かりしています。",
        en=f"When this package was made, we held {records:,} {'record' if records == 1 else 'records'} about you.",
    )


_KINDS = {str(kind): words for told in (VAULT_EVENTS, RIGHTS_EVENTS) for kind, words in told.items()}


def kind_words(kind: str) -> Text:
    """Say what a kind of access means; one that no room here names is shown as it is."""
    return _KINDS.get(kind, Text(ja=kind, en=kind))


def role_words(role: str) -> Text:
    """Name a role."""
    return ROLES[Role(role)] if role in set(Role) else Text(ja=role, en=role)
