"""The closed register of controls: everything that a promise may name as what keeps it.

A promise can be no stronger than its controls: what a person swears (``attested``) never holds up a sentence that is
shown as ``enforced`` (requirements §0.2). Whether a control has a live proof stands here too, so that a page can only
say "kept" where something looked.
"""

from azukari.statement.attestations import ATTESTATIONS
from azukari.statement.control import Control, attested, enforced
from azukari.statement.document import Promise, PromiseClass

_STRENGTH = {PromiseClass.NOTICE: 0, PromiseClass.ATTESTED: 1, PromiseClass.OBSERVED: 2, PromiseClass.ENFORCED: 3}

_VAULT = (
    enforced(
        "vault.compartments",
        "項目を、利用目的の組み合わせが同じものどうしに分け、区分ごとに別の鍵で封印します。",
        "Divides the items by the purposes that may see them, and seals each part under a key of its own.",
    ),
    enforced(
        "vault.grants",
        "利用目的ごとの許可（復号のための鍵）がない記録は、その目的では開けません。",
        "Lets no record be opened for a purpose that holds no grant, the key to it.",
    ),
    enforced(
        "vault.seal",
        "受け取った内容を、保存する前に暗号化します。受け付ける側のプログラムは、封印したものを開けません。",
        "Encrypts what is received before it is stored; the program that receives cannot open what it sealed.",
    ),
    enforced(
        "vault.integrity",
        "封印した内容の一字でも変わると、開くときに検出して拒みます。",
        "Detects any changed byte of what is sealed when it is opened, and refuses.",
    ),
    enforced(
        "vault.retention",
        "利用目的ごとの保存期間を記録に付け、期間が過ぎた許可では開けません。",
        "Binds the retention of each purpose to the record, and opens nothing on a grant that has run out.",
    ),
    enforced(
        "vault.person-keys",
        "ご本人ごとの鍵を別のデータベースで保管し、その鍵を消せば、控えも含めて読めなくなります。",
        "Keeps a key for each person in a database of its own; destroying it makes all copies unreadable, backups too.",
    ),
    enforced(
        "vault.consent",
        "個別の同意がない任意の利用目的には、許可を作りません。",
        "Makes no grant for an optional purpose without a permission given for it by itself.",
    ),
    enforced(
        "vault.binding",
        "記録を、ご本人に示した版の個人情報保護方針に結び付け、後から増えた目的には使わせません。",
        "Binds a record to the version that its person was shown, so that purposes added later do not reach it.",
    ),
    enforced(
        "vault.lookup",
        "検索には、元に戻せない鍵付きの値だけを使います。",
        "Searches over keyed values only, which cannot be turned back.",
    ),
    enforced(
        "vault.receipt",
        "何を、いつ、どの目的で預けたかを、ご自身で検証できる控えとしてお渡しします。",
        "Gives a receipt of what was entrusted, when and for which purposes, which anyone can verify alone.",
    ),
)
_KEEPER = (
    enforced(
        "keeper.open",
        "利用目的と理由と権限を確かめ、記録に残してからでなければ、内容を返しません。",
        "Returns contents only after checking purpose, reason and role, and after recording the opening.",
    ),
    enforced(
        "keeper.refusals",
        "拒んだ請求も記録し、記録できないときは応じません。",
        "Records what it refused as well, and answers nothing that it cannot record.",
    ),
    enforced(
        "keeper.separation",
        "開くための鍵を、外部と接しない専用のプログラムだけに持たせます。",
        "Holds the opening keys in a program of its own that meets no stranger.",
    ),
)
_RIGHTS = (
    enforced(
        "rights.stop",
        "ご本人のページで止めた利用や取り消した同意は、その場で鍵を消し、理由を尋ねません。",
        "Ends a use that its person stops on their page, or a permission that they take back, at once, without a reason.",
    ),
    enforced(
        "rights.decisions",
        "根拠と理由のない拒否を受け付けず、断る決定には二人を求めます。",
        "Takes no refusal without a ground and a reason, and asks two persons for each.",
    ),
)
_LEDGER = (
    enforced(
        "ledger.append",
        "すべての行為を、後から書き換えも削除もできない台帳に、行為と同時に記します。",
        "Writes every act, in the same step, to a ledger that can be neither changed nor shortened.",
    ),
    enforced(
        "ledger.checkpoint",
        "台帳の状態に署名して公開し、前の状態とつながらない台帳には署名しません。",
        "Signs and publishes the state of the ledger, and never signs one that does not continue the last.",
    ),
)
_WEB = (
    enforced(
        "web.tls",
        "TLS 1.2以上で暗号化されていない接続では、入力を受け付けません。",
        "Accepts no entry over a connection that is not encrypted with TLS 1.2 or later.",
    ),
    enforced(
        "web.hsts",
        "暗号化された接続だけを使うよう、ブラウザに指示します。",
        "Tells browsers to use encrypted connections only.",
    ),
    enforced(
        "web.csp",
        "他者のプログラムや枠の読み込みと、外部への送信を、ブラウザに禁じます。",
        "Forbids browsers to load scripts or frames of others, or to send forms elsewhere.",
    ),
    enforced(
        "web.forms",
        "登録のない入力項目は、保存も記録もせずに捨てます。",
        "Drops every field that is not in the register, without storing or logging it.",
    ),
    enforced(
        "web.refused-numbers",
        "個人番号やカード番号と判定される入力は、受け取りません。",
        "Refuses entries that prove to be individual numbers or card numbers.",
    ),
    enforced(
        "web.notice",
        "入力欄の前に取扱いの説明を表示し、表示したとおりの内容を記録に結び付けます。",
        "Shows the notice before the fields, and binds the exact text shown to the record.",
    ),
    enforced(
        "web.confirmation",
        "送信の前に、入力内容を確かめて直す画面を表示します。",
        "Shows what was entered, to be checked and corrected, before it is sent.",
    ),
    enforced(
        "web.no-cookies",
        "公開側では、Cookieを使いません。",
        "Sets no cookie on the public side.",
    ),
    enforced(
        "web.no-third-parties",
        "公開側のページから、他者のサーバーへの送信を行いません。",
        "Makes no request to anybody else's server from a public page.",
    ),
    enforced(
        "web.no-script",
        "スクリプトがなくても、すべての手続が動きます。",
        "Works in every step without scripts.",
    ),
    enforced(
        "web.drafts",
        "送信されなかった入力を、保存しません。",
        "Keeps nothing that was entered but not sent.",
    ),
    enforced(
        "web.log-fields",
        "アクセス記録には、登録した項目だけを書き、入力内容を書きません。",
        "Writes to the access log only the fields in the register, and never what was entered.",
    ),
    enforced(
        "web.connection",
        "この閲覧がどのように保護されているかを、その場で表示します。",
        "Shows how this very visit is protected.",
    ),
    enforced(
        "web.links",
        "外部へのリンクであることを示し、参照元を渡しません。",
        "Marks links that lead elsewhere, and passes no referrer to them.",
    ),
    enforced(
        "web.versions",
        "すべての版を、変わらないアドレスで、版どうしの違いとともに公開します。",
        "Shows every version at a permanent address, with the differences between any two.",
    ),
    enforced(
        "web.acknowledgement",
        "自動返信には、お名前のほかは入力内容を載せません。",
        "Repeats nothing in the automatic reply of what was entered, but the name.",
    ),
)
_STATEMENT = (
    enforced(
        "statement.check",
        "裏付けのない文や、利用目的のない項目を含む方針は、公開できません。",
        "Refuses to publish a statement with a sentence that nothing keeps, or an item without a purpose.",
    ),
    enforced(
        "statement.publish",
        "公開は一度に行い、台帳に記し、日付をさかのぼらせません。",
        "Publishes in one step, recorded in the ledger, and never back-dated.",
    ),
    enforced(
        "statement.versions",
        "公開したすべての版を、一字も変えずに保存します。",
        "Keeps every published version, byte for byte.",
    ),
    enforced(
        "statement.matrix",
        "表示する利用目的と、開ける範囲を、同じ一つの登録から作ります。",
        "Makes what is shown and what can be opened from one and the same register.",
    ),
    enforced(
        "statement.contacts",
        "サービスごとの窓口を表示し、定めがなければ共通の窓口を表示します。",
        "Shows the contact of each service, or the general one where a service names none.",
    ),
    enforced(
        "statement.certification",
        "認証の表示を、有効期間の内だけに限ります。",
        "Shows a certification only inside its validity.",
    ),
)
_STAFF = (
    enforced(
        "staff.sign-in",
        "担当者の利用には、二つの要素による本人確認を求めます。",
        "Demands two factors of every member of staff who signs in.",
    ),
    enforced(
        "staff.roles",
        "担当者は、役割ごとに定めた利用目的でしか開けません。",
        "Lets staff open only for the purposes of their role.",
    ),
)
_REGISTERS = (
    enforced(
        "recipients.register",
        "委託先・提供先を、契約期間・国・項目・目的・再委託先とともに登録し、公開します。",
        "Lists recipients with contract term, countries, items, purposes and subcontractors, and publishes the list.",
    ),
    enforced(
        "traffic.register",
        "記録・Cookie・外部送信を登録し、公開します。",
        "Lists logs, cookies and external transmissions, and publishes the list.",
    ),
    attested(
        "rights.desk",
        "窓口の担当者が、開示などのご請求を受け付け、期限を管理します。",
        "A person at the desk takes requests from those concerned and watches the time limits.",
    ),
    attested(
        "statistics.desk",
        "担当者が、公表前に、集計に個人が分かる値が残っていないことを確かめます。",
        "A person checks before publication that figures reveal nobody.",
    ),
    attested(
        "incidents.desk",
        "担当者が、漏えいなどの報告と通知を、手順に従って行います。",
        "A person reports breaches and notifies those concerned, by a written procedure.",
    ),
)
_SHARING = (
    enforced(
        "sharing.exits",
        "個人データを社外に渡す道を、名前の付いた数通りに限ります。まとめて書き出す道はありません。",
        "Lets personal data leave by a few named ways only; there is no way to export it in general.",
    ),
    enforced(
        "sharing.third-parties",
        "第三者には、本人が許した記録だけを渡します。許しのない提供は、法律の例外ごとの書類と二人の判断がなければできません。",
        "Gives third parties only records whose person permits it; otherwise it takes a dossier for an exception of the law,"
        " and two persons.",
    ),
    enforced(
        "sharing.records",
        "だれに、どの記録のどの項目を、何を根拠に渡したかを、渡す前に記録します。",
        "Puts on record, before it leaves, which items of which records go to whom, and on what ground.",
    ),
    enforced(
        "sharing.scope",
        "委託先には、方針と契約の両方にある項目を、その目的の許可がある記録についてだけ渡します。",
        "Hands a contractor only items that both the statement and the contract name, of records with a grant for the purpose.",
    ),
    enforced(
        "sharing.conditions",
        "契約、評価、点検、再委託の承認のどれかが欠けるか期限を過ぎると、委託先への引き渡しを自動で止めます。",
        "Stops hand-overs to a contractor by itself when contract, assessment, inspection or an approval is missing or overdue.",
    ),
    enforced(
        "sharing.encryption",
        "渡すファイルを、相手の鍵で暗号化します。暗号化の前の内容は、鍵番の外に出ません。",
        "Encrypts every file to its recipient’s key; in the clear it never leaves the keeper.",
    ),
    enforced(
        "sharing.passed-on",
        "渡した後の訂正・利用停止・消去を、渡した相手に伝え、対応の確認を待ちます。",
        "Passes corrections, stops and erasures on to whoever was handed the data, and waits for an acknowledgement.",
    ),
)

CONTROLS: dict[str, Control] = {
    control.id: control
    for control in (
        *_VAULT,
        *_KEEPER,
        *_RIGHTS,
        *_LEDGER,
        *_WEB,
        *_STATEMENT,
        *_STAFF,
        *_REGISTERS,
        *_SHARING,
        *ATTESTATIONS,
    )
}


def controls_of(promise: Promise) -> tuple[Control, ...]:
    """List the controls that keep a promise, leaving out names that the register lacks."""
    return tuple(CONTROLS[name] for name in promise.by if name in CONTROLS)


def can_bear(promise_class: PromiseClass, names: tuple[str, ...]) -> bool:
    """Tell whether at least one of these controls is as strong as the class says; a notice needs none."""
    if promise_class is PromiseClass.NOTICE:
        return True
    needed = _STRENGTH[promise_class]
    return any(_STRENGTH[CONTROLS[name].bears] >= needed for name in names if name in CONTROLS)


def is_stronger(one: PromiseClass, other: PromiseClass) -> bool:
    """Tell whether one class says more than another."""
    return _STRENGTH[one] > _STRENGTH[other]
