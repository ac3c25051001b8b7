"""What named persons swear to, where software cannot see."""

from azukari.statement.control import attested

ATTESTATIONS = (
    attested(
        "attest.policy",
        "責任者が、社内規程の整備を宣誓します。",
        "A named person swears that the internal rules are in place.",
    ),
    attested(
        "attest.training", "責任者が、従業者の教育の実施を宣誓します。", "A named person swears that staff are trained."
    ),
    attested(
        "attest.contracts",
        "責任者が、委託先との契約と監督を宣誓します。",
        "A named person swears to the contracts with contractors and to their supervision.",
    ),
    attested(
        "attest.entrusted",
        "責任者が、受託した情報を契約の範囲だけで扱うことを宣誓します。",
        "A named person swears that data entrusted by clients is handled only as their contracts say.",
    ),
    attested(
        "attest.exceptions",
        "責任者が、法令による例外的な提供の一件ごとの判断を宣誓します。",
        "A named person swears to the decision on each disclosure that the law allows as an exception.",
    ),
    attested(
        "attest.accuracy",
        "責任者が、内容の正確さの見直しを宣誓します。",
        "A named person swears that accuracy is reviewed.",
    ),
    attested(
        "attest.security",
        "責任者が、組織・人・建物の安全管理を宣誓します。",
        "A named person swears to the organisational and physical measures.",
    ),
    attested(
        "attest.backups",
        "責任者が、控えの取得と復元試験を宣誓します。",
        "A named person swears to backups and restore tests.",
    ),
    attested(
        "attest.laws",
        "責任者が、法令の改正の確認を宣誓します。",
        "A named person swears that changes of law are followed.",
    ),
    attested("attest.review", "経営者が、定期的な見直しを宣誓します。", "Top management swears to the regular review."),
    attested(
        "attest.audit", "監査責任者が、内部監査の実施を宣誓します。", "The audit manager swears to the internal audit."
    ),
    attested(
        "attest.mark",
        "責任者が、認証の範囲と有効性を宣誓します。",
        "A named person swears to the scope and validity of the certification.",
    ),
    attested(
        "attest.browsers",
        "責任者が、対応する閲覧環境での動作試験を宣誓します。",
        "A named person swears to tests with the supported browsers.",
    ),
    attested(
        "attest.links",
        "責任者が、外部リンクの定期的な確認を宣誓します。",
        "A named person swears that outward links are checked.",
    ),
)
